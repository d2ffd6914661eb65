// SPDX-License-Identifier: GPL-2.0
/*
 * vid - VLAN filter of devices (IF-20)
 *
 * A device that filters VLANs drops a tagged frame whose VLAN id was not added to its filter. The
 * outermost tag of an ifl is added when the ifl is added and removed when it is deleted; devices
 * do not filter by inner tags and tags behind an E-TAG. VLAN id 0 is added when the ifd is
 * attached: priority-tagged frames are received as untagged ones.
 *
 * The kernel counts the users of an id (vlan_vid_add()). When a device starts to filter, module
 * 8021q adds the counted ids to the device. That module may not be loaded, so our ids are
 * removed when the device stops to filter, and added when it starts.
 *
 * Locking: RTNL and configuration lock.
 */
#include <linux/if_vlan.h>

#include "drivers/private.h"

static bool filters(const struct net_device *dev, __be16 proto)
{
	return dev->features & (proto == htons(ETH_P_8021Q) ? NETIF_F_HW_VLAN_CTAG_FILTER :
							      NETIF_F_HW_VLAN_STAG_FILTER);
}

/* Get the outermost tag of an ifl; false: no tag, or the device does not filter by it */
static bool outer_tag(const struct bn_ifl *ifl, __be16 *proto, u16 *vid)
{
	const struct bn_layer *layer = &ifl->layer;
	const struct net_device *dev = ifl->ifd->dev;

	if (!dev || !layer->encap || !layer->encap->vid || layer->below->below)
		return false;
	return layer->encap->vid(layer, proto, vid) && filters(dev, *proto);
}

/**
 * bn_vid_add() - add the tag of an ifl to the device's filter
 * @ifl: the ifl
 * @extack: error report
 *
 * Return: 0; -ENOMEM, -ENOSPC or another error of the device.
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
		NL_SET_ERR_MSG_FMT(extack, "%s: cannot add VLAN %u to the filter, error %d",
				   ifl->ifd->dev->name, vid, -err);
	else
		ifl->announced = true;
	return err;
}

/**
 * bn_vid_delete() - undo bn_vid_add()
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
 * bn_vid_open() - add all tags of an ifd when it is attached or starts to filter
 * @ifd: the ifd, with its netdev
 *
 * Failures are reported in the kernel log.
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
			net_warn_ratelimited("ifd %s: adding the VLAN of ifl %s.%u failed\n",
					     ifd->name, ifd->name, ifl->unit);
}

/**
 * bn_vid_close() - remove all tags of an ifd when it is detached or stops to filter
 * @ifd: the ifd
 * @proto: TPID of the tags
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
