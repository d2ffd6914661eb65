// SPDX-License-Identifier: GPL-2.0
/*
 * mac - address filter of a device (IF-4, IF-9)
 *
 * Addresses that ifls and sockets join are counted, so that each is added to the
 * netdev only once. A channel uses the filter of its device. An ifl that carries
 * Ethernet over another medium has no hardware filter: it receives all multicast
 * frames.
 *
 * Locking: RTNL and the configuration lock for changes; the packet path reads the list
 * under RCU.
 */
#include <linux/etherdevice.h>
#include <linux/slab.h>

#include "ifs/client.h"
#include "ifs/input.h"

/**
 * struct bn_mac - an entry of the device's filter
 * @list: bn_ifd::macs
 * @type: BSDNET_L2_MULTICAST ...
 * @addr: address, zero if the type has none
 * @refs: number of users
 * @rcu: for freeing
 */
struct bn_mac {
	struct list_head list;
	u16 type;
	u8 addr[ETH_ALEN] __aligned(2);
	unsigned int refs;
	struct rcu_head rcu;
};

static bool has_addr(u16 type)
{
	return type == BSDNET_L2_MULTICAST || type == BSDNET_L2_UNICAST;
}

static struct bn_mac *mac_find(const struct bn_ifd *ifd, u16 type, const u8 *addr)
{
	struct bn_mac *mac;

	list_for_each_entry(mac, &ifd->macs, list)
		if (mac->type == type &&
		    (!has_addr(type) || ether_addr_equal(mac->addr, addr)))
			return mac;
	return NULL;
}

static int tell_device(struct net_device *dev, u16 type, const u8 *addr, bool add)
{
	switch (type) {
	case BSDNET_L2_MULTICAST:
		return add ? dev_mc_add(dev, addr) : dev_mc_del(dev, addr);
	case BSDNET_L2_UNICAST:
		return add ? dev_uc_add(dev, addr) : dev_uc_del(dev, addr);
	case BSDNET_L2_PROMISC:
		return dev_set_promiscuity(dev, add ? 1 : -1);
	case BSDNET_L2_ALLMULTI:
		return dev_set_allmulti(dev, add ? 1 : -1);
	}
	return -EINVAL;
}

static int mac_check(const struct bn_ifl *ifl, u16 type, const u8 *addr,
		     struct netlink_ext_ack *extack)
{
	const struct bn_layer *base = bn_layer_base(&ifl->layer);

	if (strcmp(bn_ifl_type(ifl), "ether")) {
		NL_SET_ERR_MSG(extack, "the interface is not an Ethernet interface");
		return -EOPNOTSUPP;
	}
	if ((type == BSDNET_L2_MULTICAST && !is_multicast_ether_addr(addr)) ||
	    (type == BSDNET_L2_UNICAST && !is_valid_ether_addr(addr))) {
		NL_SET_ERR_MSG_FMT(extack, "%pM is not a %s address", addr,
				   type == BSDNET_L2_UNICAST ? "unicast" : "multicast");
		return -EINVAL;
	}
	if (base->ifl && type != BSDNET_L2_MULTICAST && type != BSDNET_L2_ALLMULTI) {
		NL_SET_ERR_MSG(extack, "Ethernet over another medium has only one address");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* The device with the filter; NULL: no filter, all frames are received */
static struct bn_ifd *filter_of(const struct bn_ifl *ifl)
{
	struct bn_ifd *ifd = ifl->ifd;

	if (bn_layer_base(&ifl->layer)->ifl)
		return NULL;
	while (ifd->parent)
		ifd = ifd->parent;
	return ifd->dev ? ifd : NULL;
}

/**
 * bn_mac_add() - add an entry to the filter of an ifl's device
 * @ifl: the ifl; it receives only frames with its tags
 * @type: BSDNET_L2_MULTICAST ...
 * @addr: destination address (6 bytes), if @type has one
 * @extack: error report
 *
 * Return: 0; -EINVAL, -EOPNOTSUPP, -ENOMEM or the error of the device.
 * Context: RTNL and configuration lock.
 */
int bn_mac_add(struct bn_ifl *ifl, u16 type, const u8 *addr,
	       struct netlink_ext_ack *extack)
{
	struct bn_ifd *ifd;
	struct bn_mac *mac;
	int err;

	ASSERT_RTNL();
	err = mac_check(ifl, type, addr, extack);
	ifd = filter_of(ifl);
	if (err || !ifd)
		return err;
	mac = mac_find(ifd, type, addr);
	if (mac) {
		mac->refs++;
		return 0;
	}
	mac = kzalloc(sizeof(*mac), GFP_KERNEL_ACCOUNT);
	if (!mac)
		return -ENOMEM;
	mac->type = type;
	mac->refs = 1;
	if (has_addr(type))
		ether_addr_copy(mac->addr, addr);
	err = tell_device(ifd->dev, type, mac->addr, true);
	if (err) {
		kfree(mac);
		return err;
	}
	list_add_tail_rcu(&mac->list, &ifd->macs);
	return 0;
}

/**
 * bn_mac_delete() - undo bn_mac_add()
 * @ifl: as for bn_mac_add()
 * @type: as for bn_mac_add()
 * @addr: as for bn_mac_add()
 *
 * Context: RTNL and configuration lock.
 */
void bn_mac_delete(struct bn_ifl *ifl, u16 type, const u8 *addr)
{
	struct bn_ifd *ifd;
	struct bn_mac *mac;

	ASSERT_RTNL();
	ifd = filter_of(ifl);
	mac = ifd ? mac_find(ifd, type, addr) : NULL;
	if (!mac || --mac->refs)
		return;
	tell_device(ifd->dev, type, mac->addr, false);
	list_del_rcu(&mac->list);
	kfree_rcu(mac, rcu);
}

/**
 * bn_mac_check() - match a frame to another station against the filter
 * @ifd: the ifd that received it
 * @skb: the frame, pkt_type PACKET_OTHERHOST
 *
 * Return: the verdict.
 * Context: RCU read side.
 */
enum bn_mac_verdict bn_mac_check(const struct bn_ifd *ifd, const struct sk_buff *skb)
{
	enum bn_mac_verdict verdict = BN_MAC_OTHER;
	const struct bn_mac *mac;

	while (ifd->parent)
		ifd = ifd->parent;
	list_for_each_entry_rcu(mac, &ifd->macs, list) {
		if (mac->type == BSDNET_L2_PROMISC)
			verdict = BN_MAC_ANY;
		if (mac->type == BSDNET_L2_UNICAST &&
		    ether_addr_equal(mac->addr, skb_mac_header(skb)))
			return BN_MAC_OURS;
	}
	return verdict;
}
