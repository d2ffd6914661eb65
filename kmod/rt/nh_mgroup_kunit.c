// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of nh_mgroup.c: the route of a group, and that it follows its parent
 */
#include "rt/rt_kunit.h"

#define TEST_GROUP 0xef010101	/* 239.1.1.1 */

struct mgroup_test {
	struct bsdnet_stack *stack;
	struct bn_rt_table *table;
};

static int mgroup_test_init(struct kunit *test)
{
	struct mgroup_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct bn_nexthop *nh;

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	t->stack = rt_kunit_stack(test);
	bn_cfg_lock_rt(t->stack);
	t->table = rt_kunit_table(test, t->stack, &rt_kunit_inet);
	nh = bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_MDISCARD, NULL, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	KUNIT_ASSERT_FALSE(test, IS_ERR(route_kunit_add(t->table, 0xe0000000, 4,
							BSDNET_ROUTE_TYPE_PERM, 0, nh)));
	bn_nh_put(nh);
	bn_cfg_unlock_rt(t->stack);
	return 0;
}

static void mgroup_test_exit(struct kunit *test)
{
	struct mgroup_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	rt_kunit_table_end(t->table);
	bn_cfg_unlock_rt(t->stack);
	rt_kunit_stack_end(test, t->stack);
}

static const struct bn_fwd *mgroup_test_lookup(const struct mgroup_test *t)
{
	const __be32 group = cpu_to_be32(TEST_GROUP);

	return bn_rt_lookup(t->table, &group, NULL);
}

/* A packet that arrives on ifl @ifl_index: what is done with it */
static void mgroup_test_receive(struct kunit *test, u32 ifl_index, const char *call)
{
	struct mgroup_test *t = test->priv;
	struct sk_buff *skb = rt_kunit_skb(test, t->stack, ifl_index, 0);

	local_bh_disable();
	rcu_read_lock();
	bn_rt_output_received(mgroup_test_lookup(t), t->table, skb);
	rcu_read_unlock();
	local_bh_enable();
	KUNIT_EXPECT_STREQ(test, rt_kunit_call, call);
}

static struct bn_nh_mgroup *mgroup_test_get(struct kunit *test)
{
	struct mgroup_test *t = test->priv;
	const __be32 group = cpu_to_be32(TEST_GROUP);
	struct bn_nh_mgroup *mgroup = bn_nh_mgroup_get(t->table, &group);

	KUNIT_ASSERT_FALSE(test, IS_ERR(mgroup));
	return mgroup;
}

/* Shows: NH-2 */
static void mgroup__shared(struct kunit *test)
{
	struct mgroup_test *t = test->priv;
	struct bn_nh_mgroup *mgroup;

	bn_cfg_lock_rt(t->stack);
	mgroup_test_receive(test, 5, "none");
	mgroup = mgroup_test_get(test);
	KUNIT_EXPECT_PTR_EQ(test, mgroup_test_get(test), mgroup);
	KUNIT_EXPECT_PTR_EQ(test, mgroup_test_lookup(t)->nh, &mgroup->nh);
	mgroup_test_receive(test, 5, "deliver");
	mgroup_test_receive(test, 6, "none");
	rt_kunit_group = BN_DROP_NH_MGROUP_SOURCE;
	mgroup_test_receive(test, 5, "none");
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_MGROUP_SOURCE), 1ULL);
	rt_kunit_group = BN_DROP_MAX;
	bn_nh_mgroup_put(mgroup);
	mgroup_test_receive(test, 5, "deliver");
	bn_nh_mgroup_put(mgroup);
	mgroup_test_receive(test, 5, "none");
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: NH-8, RT-8 */
static void mgroup__follows_parent(struct kunit *test)
{
	struct mgroup_test *t = test->priv;
	struct bn_nh_mgroup *mgroup;
	struct bn_route *route;
	struct bn_nexthop *nh;

	bn_cfg_lock_rt(t->stack);
	mgroup = mgroup_test_get(test);
	nh = bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_RECV, NULL, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	route = route_kunit_add(t->table, 0xe0000000, 4, BSDNET_ROUTE_TYPE_USER, 0, nh);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	bn_nh_put(nh);
	/* a router: as the route of groups says, from any interface */
	mgroup_test_receive(test, 6, "deliver");
	route_kunit_delete(t->table, route, 0xe0000000, 4);
	mgroup_test_receive(test, 6, "none");
	mgroup_test_receive(test, 5, "deliver");
	bn_nh_mgroup_put(mgroup);

	/* joined while it is a router */
	nh = bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_DISCARD, NULL, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	route = route_kunit_add(t->table, 0xef000000, 8, BSDNET_ROUTE_TYPE_USER, 0, nh);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	bn_nh_put(nh);
	mgroup = mgroup_test_get(test);
	mgroup_test_receive(test, 5, "none");
	bn_nh_mgroup_put(mgroup);
	route_kunit_delete(t->table, route, 0xef000000, 8);
	bn_cfg_unlock_rt(t->stack);
}

static struct kunit_case mgroup_cases[] = {
	KUNIT_CASE(mgroup__shared),
	KUNIT_CASE(mgroup__follows_parent),
	{}
};

static struct kunit_suite mgroup_suite = {
	.name = "bsdnet_rt_nh_mgroup",
	.init = mgroup_test_init,
	.exit = mgroup_test_exit,
	.test_cases = mgroup_cases,
};

kunit_test_suite(mgroup_suite);
