// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of lladdr.c: an address does not change under its readers
 */
#include "ifs/fake_netdev.h"

static const u8 first[ETH_ALEN] = { 2, 1, 1, 1, 1, 1 };
static const u8 second[ETH_ALEN] = { 2, 2, 2, 2, 2, 2 };

/* Shows: IF-2, IF-7 */
static void reader_keeps_what_it_found(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_lladdr __rcu *where = NULL;
	const struct bn_lladdr *found;

	bn_cfg_lock(stack);
	KUNIT_ASSERT_EQ(test, bn_lladdr_publish(stack, &where, first, ETH_ALEN, GFP_KERNEL),
			0);
	rcu_read_lock();
	found = rcu_dereference(where);
	KUNIT_EXPECT_EQ(test, bn_lladdr_publish(stack, &where, second, ETH_ALEN, GFP_ATOMIC),
			0);
	KUNIT_EXPECT_MEMEQ(test, found->data, first, ETH_ALEN);
	found = rcu_dereference(where);
	KUNIT_EXPECT_MEMEQ(test, found->data, second, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, bn_lladdr_publish(stack, &where, second, ETH_ALEN, GFP_ATOMIC),
			0);
	KUNIT_EXPECT_PTR_EQ(test, found, rcu_dereference(where));
	rcu_read_unlock();
	bn_cfg_unlock(stack);
	bn_lladdr_free(where);
}

static struct bn_ifd *make_ifd(const char *name)
{
	struct bn_ifd_config config = {};
	struct bsdnet_stack *stack = bn_stack_of(&init_net);

	strscpy(config.name, name, sizeof(config.name));
	return bn_ifd_add(stack, "ether", &config, NULL);
}

static void set_address(struct kunit *test, struct net_device *dev, const u8 *addr)
{
	struct sockaddr_storage to = { .ss_family = dev->type };

	memcpy(((struct sockaddr *)&to)->sa_data, addr, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, dev_set_mac_address(dev, (void *)&to, NULL), 0);
}

/* The old address stays valid for its readers. Shows: IF-2, IF-21 */
static void device_address_is_replaced(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake4");
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd *ifd = make_ifd("bnfake4");
	const struct bn_lladdr *old;

	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	old = bn_ifd_lladdr(ifd);
	bn_cfg_unlock(stack);
	set_address(test, dev, second);
	bn_cfg_lock(stack);
	KUNIT_EXPECT_PTR_NE(test, old, bn_ifd_lladdr(ifd));
	KUNIT_EXPECT_MEMEQ(test, bn_ifd_lladdr(ifd)->data, second, ETH_ALEN);
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

static struct kunit_case lladdr_cases[] = {
	KUNIT_CASE(reader_keeps_what_it_found),
	KUNIT_CASE(device_address_is_replaced),
	{}
};

static struct kunit_suite lladdr_suite = {
	.name = "bsdnet_ifs_lladdr",
	.test_cases = lladdr_cases,
};

kunit_test_suite(lladdr_suite);
