// SPDX-License-Identifier: GPL-2.0
/*
 * ether - driver of Ethernet devices (IF-1, IF-9)
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>

#include "drivers/private.h"

static bool ether_can_drive(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER && !(dev->flags & IFF_LOOPBACK);
}

static bool ether_match(const struct bsdnet_stack *stack, const char *name)
{
	const struct net_device *dev = __dev_get_by_name(stack->net, name);

	return dev && ether_can_drive(dev);
}

static int ether_attach(struct bn_ifd *ifd, const struct bn_ifd_config *config,
			struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_name(ifd->stack->net, config->name);

	if (!dev) {
		NL_SET_ERR_MSG_FMT(extack, "no network device \"%s\"", config->name);
		return -ENODEV;
	}
	if (!ether_can_drive(dev)) {
		NL_SET_ERR_MSG_FMT(extack, "%s is not an Ethernet device", config->name);
		return -EOPNOTSUPP;
	}
	ifd->type = BSDNET_IFD_TYPE_ETHER;
	return bn_netdev_attach(ifd, dev, config, "ether", extack);
}

struct bn_ifdriver bn_ether_driver = {
	.name = "ether",
	.base = BN_ON_NETDEV,
	.descr = "Ethernet network devices",
	.attach = ether_attach,
	.detach = bn_netdev_detach,
	.can_drive = ether_can_drive,
	.match = ether_match,
	.ifl_add = bn_vid_add,
	.ifl_delete = bn_vid_delete,
};
