/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fake_netdev - an Ethernet device for the KUnit suites of this room
 *
 * It lives in the initial namespace and counts what it is given to send.
 */
#ifndef _BSDNET_FAKE_NETDEV_H
#define _BSDNET_FAKE_NETDEV_H

#include <kunit/test.h>
#include <linux/etherdevice.h>

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

#endif /* _BSDNET_FAKE_NETDEV_H */
