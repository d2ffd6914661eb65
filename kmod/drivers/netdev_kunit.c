// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of netdev.c: an ifd follows the changes and the deletion of its netdev
 */
#include "ifs/fake_netdev.h"

static struct bn_ifd *attach_fake(struct kunit *test, const char *name)
{
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd_config config = {};
	struct bn_ifd *ifd;

	strscpy(config.name, name, sizeof(config.name));
	ifd = bn_ifd_add(stack, "ether", &config, NULL);
	bn_cfg_unlock_rtnl(stack);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	return ifd;
}

static struct bn_ifd *find_fake(const char *name)
{
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd *ifd = bn_ifd_find(stack, name);

	bn_cfg_unlock_rtnl(stack);
	return ifd;
}

/* Shows: IF-7 */
static void netdev_goes_with_its_tree(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake1");
	struct bsdnet_stack *stack;
	struct bn_ifd *ifd;
	u32 index;

	ifd = attach_fake(test, "bnfake1");
	stack = fake_lock();
	index = fake_untagged(ifd, NULL, 0)->ifl_index;
	bn_cfg_unlock_rtnl(stack);

	fake_netdev_free(dev);
	KUNIT_EXPECT_NULL(test, find_fake("bnfake1"));
	KUNIT_EXPECT_NULL(test, bn_ifl_get(stack, index));
}

/* Shows: IF-2, IF-7 */
static void state_mtu_and_name_are_followed(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake2");
	struct bn_ifd *ifd = attach_fake(test, "bnfake2");

	KUNIT_EXPECT_TRUE(test, ifd->down & BSDNET_IF_DOWN_DEVICE);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_open(dev, NULL), 0);
	KUNIT_EXPECT_EQ(test, dev_set_mtu(dev, 1400), 0);
	rtnl_unlock();
	KUNIT_EXPECT_FALSE(test, ifd->down & BSDNET_IF_DOWN_DEVICE);
	KUNIT_EXPECT_EQ(test, ifd->mtu, 1400);
	KUNIT_EXPECT_EQ(test, ifd->mru, 1400 + ETH_HLEN + VLAN_HLEN);
	rtnl_lock();
	KUNIT_EXPECT_MEMEQ(test, rcu_dereference_rtnl(ifd->lladdr)->data, dev->dev_addr, ETH_ALEN);
	rtnl_unlock();
	fake_netdev_free(dev);
}

/* Frames merged by LRO cannot be forwarded. Shows: IN-2 */
static void lro_is_turned_off(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake2");
	struct bn_ifd *ifd;

	rtnl_lock();
	dev->hw_features |= NETIF_F_LRO;
	dev->wanted_features |= NETIF_F_LRO | NETIF_F_RXCSUM;
	dev->hw_features |= NETIF_F_RXCSUM;
	netdev_update_features(dev);
	rtnl_unlock();
	KUNIT_ASSERT_TRUE(test, dev->features & NETIF_F_LRO);
	ifd = attach_fake(test, "bnfake2");
	KUNIT_EXPECT_FALSE(test, dev->features & NETIF_F_LRO);
	KUNIT_EXPECT_FALSE(test, ifd->caps & NETIF_F_LRO);
	fake_netdev_free(dev);
}

static rx_handler_result_t other_handler(struct sk_buff **pskb)
{
	return RX_HANDLER_PASS;
}

/* Shows: IF-6 */
static void netdev_with_rx_handler_is_refused(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake3");
	struct bn_ifd_config config = { .name = "bnfake3" };
	struct netlink_ext_ack extack = {};
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd *ifd;

	KUNIT_ASSERT_EQ(test, netdev_rx_handler_register(dev, other_handler, NULL), 0);
	ifd = bn_ifd_add(stack, "ether", &config, &extack);
	KUNIT_EXPECT_EQ(test, PTR_ERR(ifd), -EBUSY);
	KUNIT_ASSERT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_TRUE(test, strstr(extack._msg, "rx_handler"));
	KUNIT_EXPECT_NULL(test, bn_ifd_find(stack, "bnfake3"));
	netdev_rx_handler_unregister(dev);
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

static struct kunit_case netdev_cases[] = {
	KUNIT_CASE(netdev_goes_with_its_tree),
	KUNIT_CASE(state_mtu_and_name_are_followed),
	KUNIT_CASE(lro_is_turned_off),
	KUNIT_CASE(netdev_with_rx_handler_is_refused),
	{}
};

static struct kunit_suite netdev_suite = {
	.name = "bsdnet_drivers_netdev",
	.test_cases = netdev_cases,
};

kunit_test_suite(netdev_suite);
