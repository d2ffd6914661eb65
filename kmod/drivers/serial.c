// SPDX-License-Identifier: GPL-2.0
/*
 * serial - driver of network devices whose frames are not Ethernet (IF-1, IF-10)
 *
 * Synchronous serial ports of the kernel's HDLC layer, TUN devices, ATM ports. The
 * encapsulation defines the format on the line; the default depends on the link type
 * of the device. Devices of the kernel's own encapsulations (a PPP unit, a Frame
 * Relay PVC, a tunnel) carry packets without a header.
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <net/rtnetlink.h>

#include "drivers/private.h"

/* A link type and its default encapsulation */
struct medium {
	unsigned short arphrd;
	enum bsdnet_ifd_type type;
	const char *usual;
};

static const struct medium media[] = {
	{ ARPHRD_PPP, BSDNET_IFD_TYPE_SERIAL, "ppp" },
	{ ARPHRD_RAWHDLC, BSDNET_IFD_TYPE_SERIAL, "ppp" },
	{ ARPHRD_CISCO, BSDNET_IFD_TYPE_SERIAL, "chdlc" },
	{ ARPHRD_FRAD, BSDNET_IFD_TYPE_SERIAL, "fr" },
	{ ARPHRD_ATM, BSDNET_IFD_TYPE_ATM, "atm" },
	{ ARPHRD_DLCI, BSDNET_IFD_TYPE_SERIAL, "ip" },
	{ ARPHRD_NONE, BSDNET_IFD_TYPE_SERIAL, "ip" },
	{ ARPHRD_RAWIP, BSDNET_IFD_TYPE_SERIAL, "ip" },
};

static const struct medium *find_medium(const struct net_device *dev)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(media); i++)
		if (media[i].arphrd == dev->type)
			return &media[i];
	return NULL;
}

/* A unit of the kernel's own PPP carries packets without a header, despite its link type */
static bool is_ppp_unit(const struct net_device *dev)
{
	return dev->rtnl_link_ops && !strcmp(dev->rtnl_link_ops->kind, "ppp");
}

static bool serial_can_drive(const struct net_device *dev)
{
	return find_medium(dev) && !(dev->flags & IFF_LOOPBACK);
}

static bool serial_match(const struct bsdnet_stack *stack, const char *name)
{
	const struct net_device *dev = __dev_get_by_name(stack->net, name);

	return dev && serial_can_drive(dev);
}

static int serial_attach(struct bn_ifd *ifd, const struct bn_ifd_config *config,
			 struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_name(ifd->stack->net, config->name);
	const struct medium *medium;

	if (!dev) {
		NL_SET_ERR_MSG_FMT(extack, "no network device \"%s\"", config->name);
		return -ENODEV;
	}
	if (!serial_can_drive(dev)) {
		NL_SET_ERR_MSG_FMT(extack, "%s has link type %u, which is not a serial one",
				   config->name, dev->type);
		return -EOPNOTSUPP;
	}
	medium = find_medium(dev);
	ifd->type = medium->type;
	return bn_netdev_attach(ifd, dev, config, is_ppp_unit(dev) ? "ip" : medium->usual,
				extack);
}

struct bn_ifdriver bn_serial_driver = {
	.name = "serial",
	.base = BN_ON_NETDEV,
	.descr = "network devices for PPP, HDLC, Frame Relay, ATM or packets without a header",
	.attach = serial_attach,
	.detach = bn_netdev_detach,
	.can_drive = serial_can_drive,
	.match = serial_match,
	.ifl_add = bn_vid_add,
	.ifl_delete = bn_vid_delete,
};
