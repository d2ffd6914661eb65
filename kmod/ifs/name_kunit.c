// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of name.c: names of stacked ifls, invalid names
 */
#include "ifs/fake_netdev.h"

static struct bn_ifl *add_vlan(struct kunit *test, struct bn_ifd *ifd, struct bn_ifl *parent,
			       u32 unit, u16 vid)
{
	struct bn_ifl *ifl = fake_tagged(ifd, parent, unit, ETH_P_8021Q, vid);

	KUNIT_ASSERT_FALSE(test, IS_ERR(ifl));
	return ifl;
}

/* Shows: IF-3, IF-9 */
static void names_of_stacked_ifls(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake.7");
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd_config config = { .name = "bnfake.7" };
	struct bn_ifl *zero, *five, *nested;
	char buf[BN_NAME_MAX];
	struct bn_ifd *ifd;

	ifd = bn_ifd_add(stack, "ether", &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	zero = fake_untagged(ifd, NULL, 0);
	five = add_vlan(test, ifd, NULL, 5, 100);
	nested = add_vlan(test, ifd, five, 0, 200);

	KUNIT_EXPECT_STREQ(test, bn_ifl_name(zero, buf), "bnfake.7");
	KUNIT_EXPECT_STREQ(test, bn_ifl_name(five, buf), "bnfake.7.5");
	KUNIT_EXPECT_STREQ(test, bn_ifl_name(nested, buf), "bnfake.7.5.0");
	KUNIT_EXPECT_PTR_EQ(test, bn_ifl_find(stack, "bnfake.7"), zero);
	KUNIT_EXPECT_PTR_EQ(test, bn_ifl_find(stack, "bnfake.7.0"), zero);
	KUNIT_EXPECT_PTR_EQ(test, bn_ifl_find(stack, "bnfake.7.5"), five);
	KUNIT_EXPECT_PTR_EQ(test, bn_ifl_find(stack, "bnfake.7.5.0"), nested);
	KUNIT_EXPECT_NULL(test, bn_ifl_find(stack, "bnfake"));
	KUNIT_EXPECT_NULL(test, bn_ifl_find(stack, "bnfake.7."));
	KUNIT_EXPECT_NULL(test, bn_ifl_find(stack, "bnfake.7.x"));
	KUNIT_EXPECT_NULL(test, bn_ifl_find(stack, "bnfake.7.5.0.1"));
	KUNIT_EXPECT_NULL(test, bn_ifl_find(stack, "bnfake.7.99999999999"));
	KUNIT_EXPECT_PTR_EQ(test, bn_ifl_get(stack, five->ifl_index), five);

	bn_ifd_delete(ifd);
	KUNIT_EXPECT_NULL(test, bn_ifl_find(stack, "bnfake.7"));
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

/* Shows: IF-6, IF-9 */
static void parents_refuse(struct kunit *test)
{
	static const struct {
		u16 tpid, vid;
		int err;
	} cases[] = {
		{ 0x8100, 0, -ERANGE },
		{ 0x8100, 4095, -ERANGE },
		{ 0x0800, 5, -EINVAL },
		{ 0x8100, 5, -EADDRINUSE },
		{ 0x88a8, 5, 0 },
		{ 0x9100, 4094, 0 },
	};
	struct net_device *dev = fake_netdev(test, "bnfake0");
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd_config config = { .name = "bnfake0" };
	struct bn_ifl *ifl, *zero;
	struct bn_ifd *ifd;
	unsigned int i;

	ifd = bn_ifd_add(stack, NULL, &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_ifd_add(stack, NULL, &config, NULL)), -EEXIST);
	add_vlan(test, ifd, NULL, 5, 5);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		ifl = fake_tagged(ifd, NULL, 100 + i, cases[i].tpid, cases[i].vid);
		KUNIT_EXPECT_EQ_MSG(test, PTR_ERR_OR_ZERO(ifl), cases[i].err, "case %u", i);
	}
	zero = fake_untagged(ifd, NULL, 0);
	KUNIT_EXPECT_FALSE(test, IS_ERR(zero));
	/* a second untagged ifl, a duplicate unit, an untagged ifl on an ifl */
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_untagged(ifd, NULL, 1)), -EADDRINUSE);
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_untagged(ifd, NULL, 0)), -EEXIST);
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_untagged(ifd, zero, 0)), -EINVAL);
	bn_ifd_delete(ifd);
	bn_cfg_unlock_rtnl(stack);
	fake_netdev_free(dev);
}

/* Shows: IF-12, IF-8 */
static void loopback_takes_any_unit(struct kunit *test)
{
	struct bsdnet_stack *stack = fake_lock();
	struct bn_ifd_config config = { .name = "lo77" };
	struct bn_ifd *ifd;

	ifd = bn_ifd_add(stack, NULL, &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_untagged(ifd, NULL, 0)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_untagged(ifd, NULL, 1)));
	KUNIT_EXPECT_EQ(test, bn_ifl_find(stack, "lo77.1")->flags,
			BSDNET_IFL_FLAGS_LOOPBACK | BSDNET_IFL_FLAGS_POINTOPOINT);
	bn_ifd_delete(ifd);
	strscpy(config.name, "lo", sizeof(config.name));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_ifd_add(stack, "lo", &config, NULL)), -EINVAL);
	bn_cfg_unlock_rtnl(stack);
}

static struct kunit_case name_cases[] = {
	KUNIT_CASE(names_of_stacked_ifls),
	KUNIT_CASE(parents_refuse),
	KUNIT_CASE(loopback_takes_any_unit),
	{}
};

static struct kunit_suite name_suite = {
	.name = "bsdnet_ifs_name",
	.test_cases = name_cases,
};

kunit_test_suite(name_suite);
