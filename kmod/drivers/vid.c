// SPDX-License-Identifier: GPL-2.0
/*
 * vid - VLAN ids reach the devices that filter by them (IF-20)
 *
 * A network card that filters drops a tagged frame whose VLAN id nobody has announced. The
 * outermost tag of an interface is announced when the interface is added and withdrawn when it is
 * deleted; inner tags, and tags behind an E-TAG, are nothing that a device looks at. VLAN id 0
 * is announced with the device: frames that have a priority alone are untagged ones.
 *
 * The kernel counts who wants an id (vlan_vid_add()). When a device begins to filter, the kernel
 * has the module 8021q announce what is counted; as that module need not be there, what is ours is
 * withdrawn when the device ends to filter, and announced when it begins.
 *
 * Synchronization: RTNL and configuration lock.
 */
#include <linux/if_vlan.h>

#include "drivers/private.h"

static bool filters(const struct net_device *dev, __be16 proto)
{
	return dev->features & (proto == htons(ETH_P_8021Q) ? NETIF_F_HW_VLAN_CTAG_FILTER :
							      NETIF_F_HW_VLAN_STAG_FILTER);
}

/* The tag that a device sees first in the frames of an ifl; false: none, or it has no filter */
static bool outer_tag(const struct bn_ifl *ifl, __be16 *proto, u16 *vid)
{
	const struct bn_layer *layer = &ifl->layer;
	const struct net_device *dev = ifl->ifd->dev;

	if (!dev || !layer->encap || !layer->encap->vid || layer->below->below)
		return false;
	return layer->encap->vid(layer, proto, vid) && filters(dev, *proto);
}

/**
 * bn_vid_add() - announce the tag of an ifl to its device
 * @ifl: the ifl
 * @extack: told the reason of a failure
 *
 * Return: 0; -ENOMEM, -ENOSPC or what else the device says.
 * Context: RTNL and configuration lock.
 */
int bn_vid_add(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	__be16 proto;
	u16 vid;
	int err;

	if (ifl->announced || !outer_tag(ifl, &proto, &vid))
		return 0;
	err = vlan_vid_add(ifl->ifd->dev, proto, vid);
	if (err)
		NL_SET_ERR_MSG_FMT(extack, "%s does not let VLAN %u through, error %d",
				   ifl->ifd->dev->name, vid, -err);
	else
		ifl->announced = true;
	return err;
}

/**
 * bn_vid_delete() - the reverse of bn_vid_add()
 * @ifl: the ifl
 *
 * Context: RTNL and configuration lock.
 */
void bn_vid_delete(struct bn_ifl *ifl)
{
	const struct bn_layer *layer = &ifl->layer;
	__be16 proto;
	u16 vid;

	if (!ifl->announced)
		return;
	ifl->announced = false;
	if (!WARN_ON_ONCE(!layer->encap->vid(layer, &proto, &vid)))
		vlan_vid_del(ifl->ifd->dev, proto, vid);
}

/**
 * bn_vid_open() - a device is there, or begins to filter: announce what is on it
 * @ifd: the ifd, with its netdev
 *
 * What cannot be announced is told in the kernel log: nobody is there to be refused.
 *
 * Context: RTNL and configuration lock.
 */
void bn_vid_open(struct bn_ifd *ifd)
{
	struct bn_ifl *ifl;
	unsigned long unit;

	if (!ifd->announced && filters(ifd->dev, htons(ETH_P_8021Q)))
		ifd->announced = !vlan_vid_add(ifd->dev, htons(ETH_P_8021Q), 0);
	xa_for_each(&ifd->ifls, unit, ifl)
		if (bn_vid_add(ifl, NULL))
			net_warn_ratelimited("ifd %s: the device does not let the VLAN of ifl %s.%u through\n",
					     ifd->name, ifd->name, ifl->unit);
}

/**
 * bn_vid_close() - a device goes, or ends to filter: withdraw what is on it
 * @ifd: the ifd
 * @proto: which tags
 *
 * Context: RTNL and configuration lock.
 */
void bn_vid_close(struct bn_ifd *ifd, __be16 proto)
{
	struct bn_ifl *ifl;
	unsigned long unit;
	__be16 of;
	u16 vid;

	xa_for_each(&ifd->ifls, unit, ifl)
		if (ifl->announced && ifl->layer.encap->vid(&ifl->layer, &of, &vid) && of == proto)
			bn_vid_delete(ifl);
	if (!ifd->announced || proto != htons(ETH_P_8021Q))
		return;
	ifd->announced = false;
	vlan_vid_del(ifd->dev, proto, 0);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "drivers/vid_kunit.c"
#endif
