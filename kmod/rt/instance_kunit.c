// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of instance.c: instances come and go, and refuse to go
 */
#include "rt/rt_kunit.h"

/* The stack counts as dying, so that there are no notifications; instance_make()
 * makes instances all the same
 */
static int instance_test_init(struct kunit *test)
{
	test->priv = rt_kunit_stack(test);
	return 0;
}

static void instance_test_exit(struct kunit *test)
{
	rt_kunit_stack_end(test, test->priv);
}

/* Shows: RT-10 */
static void instance_add__indexes(struct kunit *test)
{
	struct bsdnet_stack *stack = test->priv;
	struct bn_instance *two, *last;

	bn_cfg_lock(stack);
	KUNIT_EXPECT_NOT_NULL(test, bn_instance_get(stack, 0));
	two = instance_make(stack, 2);
	last = instance_make(stack, U32_MAX);
	KUNIT_ASSERT_FALSE(test, IS_ERR(two) || IS_ERR(last));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_instance_add(stack, 4, NULL)), -ENODEV);
	stack->dying = false;
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_instance_add(stack, 2, NULL)), -EEXIST);
	stack->dying = true;
	KUNIT_EXPECT_PTR_EQ(test, bn_instance_next(stack, -1), bn_instance_get(stack, 0));
	KUNIT_EXPECT_PTR_EQ(test, bn_instance_next(stack, 0), two);
	KUNIT_EXPECT_PTR_EQ(test, bn_instance_next(stack, 2), last);
	KUNIT_EXPECT_NULL(test, bn_instance_next(stack, U32_MAX));
	KUNIT_EXPECT_NULL(test, bn_instance_get(stack, 1));
	KUNIT_EXPECT_NULL(test, bn_instance_table(two, AF_UNIX));
	KUNIT_EXPECT_EQ(test, bn_instance_delete(two, NULL), 0);
	KUNIT_EXPECT_NULL(test, bn_instance_get(stack, 2));
	bn_cfg_unlock(stack);
}

/* Shows: RT-10 */
static void instance_delete__refused(struct kunit *test)
{
	struct bsdnet_stack *stack = test->priv;
	struct bn_instance *instance;

	bn_cfg_lock(stack);
	instance = instance_make(stack, 3);
	KUNIT_ASSERT_FALSE(test, IS_ERR(instance));
	KUNIT_EXPECT_EQ(test, bn_instance_delete(bn_instance_get(stack, 0), NULL), -EPERM);
	instance->iffs = 1;
	KUNIT_EXPECT_EQ(test, bn_instance_delete(instance, NULL), -EBUSY);
	instance->iffs = 0;
	atomic_inc(&instance->socks);
	KUNIT_EXPECT_EQ(test, bn_instance_delete(instance, NULL), -EBUSY);
	atomic_dec(&instance->socks);
	KUNIT_EXPECT_EQ(test, bn_instance_delete(instance, NULL), 0);
	bn_cfg_unlock(stack);
}

/* Users' routes go with their instance; other instances keep theirs */
/* Shows: RT-10 */
static void instance_delete__routes(struct kunit *test)
{
	struct bsdnet_stack *stack = test->priv;
	struct bn_instance *a, *b;
	struct bn_rt_table *table[2];
	struct bn_nexthop *nh;
	struct bn_route *route;
	unsigned int i, before;

	bn_cfg_lock(stack);
	a = instance_make(stack, 1);
	b = instance_make(stack, 2);
	KUNIT_ASSERT_FALSE(test, IS_ERR(a) || IS_ERR(b));
	if (!a->tables[BN_FAMILY_INET]) {
		kunit_info(test, "family inet is not registered");
		bn_cfg_unlock(stack);
		return;
	}
	table[0] = a->tables[BN_FAMILY_INET];
	table[1] = b->tables[BN_FAMILY_INET];
	before = bn_rt_table_count(table[0]);
	bn_rt_lock(stack);
	nh = bn_nh_simple(stack, table[0]->family, BSDNET_NEXTHOP_TYPE_DISCARD, NULL, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	for (i = 0; i < 2; i++) {
		route = route_kunit_add(table[i], 0x0a000000, 8, BSDNET_ROUTE_TYPE_USER, 0, nh);
		KUNIT_EXPECT_FALSE(test, IS_ERR(route));
	}
	bn_nh_put(nh);
	KUNIT_EXPECT_EQ(test, route_kunit_bits(table[0], 0x0a000001), 8U);
	bn_rt_unlock(stack);
	KUNIT_EXPECT_EQ(test, bn_instance_delete(a, NULL), 0);
	bn_rt_lock(stack);
	KUNIT_EXPECT_EQ(test, route_kunit_bits(table[1], 0x0a000001), 8U);
	bn_rt_unlock(stack);
	KUNIT_EXPECT_EQ(test, bn_rt_table_count(table[1]), before + 1);
	bn_cfg_unlock(stack);
}

static struct kunit_case instance_cases[] = {
	KUNIT_CASE(instance_add__indexes),
	KUNIT_CASE(instance_delete__refused),
	KUNIT_CASE(instance_delete__routes),
	{}
};

static struct kunit_suite instance_suite = {
	.name = "bsdnet_rt_instance",
	.init = instance_test_init,
	.exit = instance_test_exit,
	.test_cases = instance_cases,
};

kunit_test_suite(instance_suite);
