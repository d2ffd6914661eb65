/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fake_netdev - an Ethernet device for the KUnit suites of room ifs
 *
 * It is registered in the initial namespace and counts the frames that it sends.
 */
#ifndef _BSDNET_FAKE_NETDEV_H
#define _BSDNET_FAKE_NETDEV_H

#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <net/netlink.h>

#include "ifs/private.h"

static netdev_tx_t fake_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev->stats.tx_packets++;
	kfree_skb(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops fake_netdev_ops = {
	.ndo_start_xmit = fake_xmit,
	.ndo_set_mac_address = eth_mac_addr,
};

static inline struct net_device *fake_netdev(struct kunit *test, const char *name)
{
	struct net_device *dev = alloc_etherdev(0);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	strscpy(dev->name, name, sizeof(dev->name));
	dev->netdev_ops = &fake_netdev_ops;
	eth_hw_addr_random(dev);
	KUNIT_ASSERT_EQ(test, register_netdev(dev), 0);
	return dev;
}

static inline void fake_netdev_free(struct net_device *dev)
{
	unregister_netdev(dev);
	free_netdev(dev);
}

static inline struct bsdnet_stack *fake_lock(void)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);

	bn_cfg_lock_rtnl(stack);
	return stack;
}

/* Parameters of "vlan": attributes 1 and 2 */
struct fake_tag {
	struct nlattr vid_attr;
	__be16 vid;
	u16 pad0;
	struct nlattr tpid_attr;
	__be16 tpid;
	u16 pad1;
};

static inline struct bn_ifl *fake_tagged(struct bn_ifd *ifd, struct bn_ifl *parent, u32 unit,
					 u16 tpid, u16 vid)
{
	const struct fake_tag tag = {
		.vid_attr = { nla_attr_size(2), 1 },
		.vid = htons(vid),
		.tpid_attr = { nla_attr_size(2), 2 },
		.tpid = htons(tpid),
	};
	const struct bn_ifl_config config = {
		.unit = unit,
		.encap = { .name = "vlan", .data = &tag, .len = sizeof(tag) },
	};

	return bn_ifl_add(ifd, parent, &config, NULL);
}

static inline struct bn_ifl *fake_untagged(struct bn_ifd *ifd, struct bn_ifl *parent, u32 unit)
{
	const struct bn_ifl_config config = { .unit = unit };

	return bn_ifl_add(ifd, parent, &config, NULL);
}

#endif /* _BSDNET_FAKE_NETDEV_H */
