// SPDX-License-Identifier: GPL-2.0
/*
 * ether - the driver of Ethernet devices, untagged and tagged ifls (IF-9, IF-11)
 *
 * An untagged ifl or any number of 802.1Q, 802.1ad or 0x9100 tagged ones go
 * on the ifd; a tagged ifl takes tagged ones in turn, the parent's tag being
 * the outer one.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "ifs/private.h"

#define ETH_P_QINQ_OLD 0x9100

static bool known_tpid(u16 tpid)
{
	return tpid == ETH_P_8021Q || tpid == ETH_P_8021AD || tpid == ETH_P_QINQ_OLD;
}

static int check_vlan(const struct bn_l2id *l2id, struct netlink_ext_ack *extack)
{
	if (!known_tpid(l2id->vlan.tpid)) {
		NL_SET_ERR_MSG_FMT(extack, "ifl: tag type %#x is not 0x8100, 0x88a8 or 0x9100",
				   l2id->vlan.tpid);
		return -EINVAL;
	}
	if (!l2id->vlan.vid || l2id->vlan.vid >= VLAN_VID_MASK) {
		NL_SET_ERR_MSG_FMT(extack, "ifl: vlan %u is not within 1 .. 4094",
				   l2id->vlan.vid);
		return -EINVAL;
	}
	return 0;
}

static unsigned int count_tags(const struct bn_ifl *ifl)
{
	unsigned int tags = 0;

	for (; ifl; ifl = ifl->parent)
		tags += ifl->l2id.type == BN_L2ID_VLAN;
	return tags;
}

static unsigned int ether_overhead(const struct bn_ifl *ifl)
{
	return ETH_HLEN + VLAN_HLEN * count_tags(ifl);
}

static int ether_check(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX];

	if (ifl->parent && ifl->parent->l2id.type != BN_L2ID_VLAN) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s has no tag to stack another on",
				   bn_ifl_name(ifl->parent, name));
		return -EINVAL;
	}
	switch (ifl->l2id.type) {
	case BN_L2ID_NONE:
		if (!ifl->parent)
			return 0;
		NL_SET_ERR_MSG_FMT(extack, "an ifl on ifl %s needs a vlan",
				   bn_ifl_name(ifl->parent, name));
		return -EINVAL;
	case BN_L2ID_VLAN:
		if (ether_overhead(ifl) > BN_L2_HDR_MAX ||
		    4 * count_tags(ifl) + sizeof(__be16) > BN_L2_KEY_MAX) {
			NL_SET_ERR_MSG(extack, "ifl: too many tags");
			return -EINVAL;
		}
		return check_vlan(&ifl->l2id, extack);
	default:
		NL_SET_ERR_MSG(extack, "ifl: not an L2_ID of Ethernet");
		return -EINVAL;
	}
}

static int ether_key(const struct bn_ifl *ifl, struct bn_l2_key *key)
{
	__be16 tag[2] = { htons(ifl->l2id.vlan.tpid), htons(ifl->l2id.vlan.vid) };
	int err;

	err = ifl->parent ? ether_key(ifl->parent, key) : 0;
	if (err || ifl->l2id.type != BN_L2ID_VLAN)
		return err;
	return bn_l2_key_append(key, tag, 32);
}

static void put_be16(struct bn_l2_hdr *hdr, u16 value)
{
	__be16 wire = htons(value);

	memcpy(hdr->data + hdr->len, &wire, sizeof(wire));
	hdr->len += sizeof(wire);
}

static void put_tags(const struct bn_ifl *ifl, struct bn_l2_hdr *hdr)
{
	if (ifl->parent)
		put_tags(ifl->parent, hdr);
	if (ifl->l2id.type != BN_L2ID_VLAN)
		return;
	put_be16(hdr, ifl->l2id.vlan.tpid);
	put_be16(hdr, ifl->l2id.vlan.vid);
}

static int ether_header(const struct bn_ifl *ifl, u16 proto, const u8 *dest,
			struct bn_l2_hdr *hdr)
{
	if (!dest)
		return -EINVAL;
	if (ether_overhead(ifl) > sizeof(hdr->data))
		return -EMSGSIZE;
	memcpy(hdr->data, dest, ETH_ALEN);
	memcpy(hdr->data + ETH_ALEN, ifl->ifd->lladdr.data, ETH_ALEN);
	hdr->len = 2 * ETH_ALEN;
	put_tags(ifl, hdr);
	put_be16(hdr, proto);
	memcpy(&hdr->proto, hdr->data + 2 * ETH_ALEN, sizeof(hdr->proto));
	return 0;
}

static const struct bn_ifl_ops ether_ifl_ops = {
	.check = ether_check,
	.key = ether_key,
	.header = ether_header,
	.overhead = ether_overhead,
	.by_l2id = true,
};

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
		NL_SET_ERR_MSG_FMT(extack, "no network device is called \"%s\"", config->name);
		return -ENODEV;
	}
	if (!ether_can_drive(dev)) {
		NL_SET_ERR_MSG_FMT(extack, "%s is no Ethernet device", config->name);
		return -EOPNOTSUPP;
	}
	ifd->type = BN_IFD_ETHER;
	return bn_netdev_attach(ifd, dev, config->exclusive, extack);
}

struct bn_ifdriver bn_ether_driver = {
	.name = "ether",
	.descr = "Ethernet network devices, untagged and with stacked VLAN tags",
	.ifl_ops = &ether_ifl_ops,
	.attach = ether_attach,
	.detach = bn_netdev_detach,
	.can_drive = ether_can_drive,
	.match = ether_match,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/ether_kunit.c"
#endif
