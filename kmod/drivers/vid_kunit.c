// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of vid.c, on a device that filters VLANs
 */
#include <linux/bitmap.h>

#include "ifs/fake_netdev.h"

#define REFUSED 4000	/* a VLAN that the device rejects */

static DECLARE_BITMAP(customer, VLAN_N_VID);
static DECLARE_BITMAP(service, VLAN_N_VID);

static unsigned long *map_of(__be16 proto)
{
	return proto == htons(ETH_P_8021Q) ? customer : service;
}

static int fake_vid_add(struct net_device *dev, __be16 proto, u16 vid)
{
	if (vid == REFUSED)
		return -ENOSPC;
	__set_bit(vid, map_of(proto));
	return 0;
}

static int fake_vid_kill(struct net_device *dev, __be16 proto, u16 vid)
{
	__clear_bit(vid, map_of(proto));
	return 0;
}

static const struct net_device_ops filter_ops = {
	.ndo_start_xmit = fake_xmit,
	.ndo_vlan_rx_add_vid = fake_vid_add,
	.ndo_vlan_rx_kill_vid = fake_vid_kill,
};

#define FILTERS (NETIF_F_HW_VLAN_CTAG_FILTER | NETIF_F_HW_VLAN_STAG_FILTER)

static struct net_device *filter_dev(struct kunit *test, const char *name)
{
	struct net_device *dev = alloc_etherdev(0);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	bitmap_zero(customer, VLAN_N_VID);
	bitmap_zero(service, VLAN_N_VID);
	strscpy(dev->name, name, sizeof(dev->name));
	dev->netdev_ops = &filter_ops;
	dev->features |= FILTERS;
	dev->hw_features |= FILTERS;
	eth_hw_addr_random(dev);
	KUNIT_ASSERT_EQ(test, register_netdev(dev), 0);
	return dev;
}

static struct bn_ifd *filter_ifd(struct kunit *test, const char *name)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_ifd_config config = {};
	struct bn_ifd *ifd;

	strscpy(config.name, name, sizeof(config.name));
	ifd = bn_ifd_add(stack, "ether", &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	return ifd;
}

/* Shows: IF-20 */
static void outer_tags_are_announced(struct kunit *test)
{
	struct net_device *dev = filter_dev(test, "bnfake5");
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd *ifd = filter_ifd(test, "bnfake5");
	struct bn_ifl *outer = fake_tagged(ifd, NULL, 10, ETH_P_8021Q, 10);

	KUNIT_ASSERT_FALSE(test, IS_ERR(outer));
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_tagged(ifd, outer, 20, ETH_P_8021Q, 20)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_tagged(ifd, NULL, 30, ETH_P_8021AD, 30)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_tagged(ifd, NULL, 40, 0x9100, 40)));
	/* 0 for priority-tagged frames */
	KUNIT_EXPECT_TRUE(test, test_bit(0, customer));
	KUNIT_EXPECT_TRUE(test, test_bit(10, customer));
	KUNIT_EXPECT_EQ(test, bitmap_weight(customer, VLAN_N_VID), 2);
	KUNIT_EXPECT_TRUE(test, test_bit(30, service));
	KUNIT_EXPECT_EQ(test, bitmap_weight(service, VLAN_N_VID), 1);
	bn_ifl_delete(outer);
	KUNIT_EXPECT_FALSE(test, test_bit(10, customer));
	bn_ifd_delete(ifd);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(customer, VLAN_N_VID));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(service, VLAN_N_VID));
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

/* VLAN ids of other users of the device stay. Shows: IF-20 */
static void others_keep_theirs(struct kunit *test)
{
	struct net_device *dev = filter_dev(test, "bnfake5");
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd *ifd = filter_ifd(test, "bnfake5");
	struct bn_ifl *ifl;

	KUNIT_ASSERT_EQ(test, vlan_vid_add(dev, htons(ETH_P_8021Q), 10), 0);
	ifl = fake_tagged(ifd, NULL, 10, ETH_P_8021Q, 10);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifl));
	bn_ifl_delete(ifl);
	KUNIT_EXPECT_TRUE(test, test_bit(10, customer));
	vlan_vid_del(dev, htons(ETH_P_8021Q), 10);
	KUNIT_EXPECT_FALSE(test, test_bit(10, customer));
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

/* Shows: IF-6, IF-20, CTL-6 */
static void refusal_is_told(struct kunit *test)
{
	struct net_device *dev = filter_dev(test, "bnfake5");
	const struct fake_tag tag = {
		.vid_attr = { nla_attr_size(2), 1 },
		.vid = htons(REFUSED),
		.tpid_attr = { nla_attr_size(2), 2 },
		.tpid = htons(ETH_P_8021Q),
	};
	const struct bn_ifl_config config = {
		.unit = 1,
		.encap = { .name = "vlan", .data = &tag, .len = sizeof(tag) },
	};
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd *ifd = filter_ifd(test, "bnfake5");
	struct netlink_ext_ack extack = {};

	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_ifl_add(ifd, NULL, &config, &extack)), -ENOSPC);
	KUNIT_ASSERT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_NOT_NULL(test, strstr(extack._msg, "bnfake5: cannot add VLAN 4000"));
	KUNIT_EXPECT_TRUE(test, xa_empty(&ifd->ifls));
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

static void set_filtering(struct net_device *dev, netdev_features_t wanted)
{
	rtnl_lock();
	dev->wanted_features = (dev->wanted_features & ~FILTERS) | wanted;
	netdev_update_features(dev);
	rtnl_unlock();
}

/* Shows: IF-7, IF-20 */
static void filter_that_comes_later_knows_all(struct kunit *test)
{
	struct net_device *dev = filter_dev(test, "bnfake5");
	struct bsdnet_stack *stack;
	struct bn_ifd *ifd;

	set_filtering(dev, 0);
	stack = fake_lock();
	ifd = filter_ifd(test, "bnfake5");
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_tagged(ifd, NULL, 10, ETH_P_8021Q, 10)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_tagged(ifd, NULL, 30, ETH_P_8021AD, 30)));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(customer, VLAN_N_VID));
	bn_cfg_unlock_rtnl(stack);

	set_filtering(dev, NETIF_F_HW_VLAN_CTAG_FILTER);
	KUNIT_EXPECT_TRUE(test, test_bit(0, customer));
	KUNIT_EXPECT_TRUE(test, test_bit(10, customer));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(service, VLAN_N_VID));
	set_filtering(dev, FILTERS);
	KUNIT_EXPECT_TRUE(test, test_bit(30, service));
	set_filtering(dev, NETIF_F_HW_VLAN_STAG_FILTER);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(customer, VLAN_N_VID));
	KUNIT_EXPECT_TRUE(test, test_bit(30, service));
	set_filtering(dev, FILTERS);
	KUNIT_EXPECT_TRUE(test, test_bit(10, customer));
	/* the device is unregistered: all its ids are removed */
	fake_netdev_free(dev);
	KUNIT_EXPECT_TRUE(test, bitmap_empty(customer, VLAN_N_VID));
	KUNIT_EXPECT_TRUE(test, bitmap_empty(service, VLAN_N_VID));
}

static struct kunit_case vid_cases[] = {
	KUNIT_CASE(outer_tags_are_announced),
	KUNIT_CASE(others_keep_theirs),
	KUNIT_CASE(refusal_is_told),
	KUNIT_CASE(filter_that_comes_later_knows_all),
	{}
};

static struct kunit_suite vid_suite = {
	.name = "bsdnet_drivers_vid",
	.test_cases = vid_cases,
};

kunit_test_suite(vid_suite);
