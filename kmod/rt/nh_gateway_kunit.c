// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of nh_gateway.c: what may be named as a next hop
 */
#include "rt/rt_kunit.h"

#define SUBNET 0x0a000000	/* 10.0.0.0/24 on ifl 5, 10.0.0.1 is ours */

struct gateway_test {
	struct bsdnet_stack *stack;
	struct bn_rt_table *table;
	struct bn_ifd ifd;
	struct bn_ifl ifl;
	struct bn_iff iff;
	struct bn_nexthop *neighbour;
};

/* Takes the reference of @nh */
static void put_route(struct kunit *test, u32 addr, unsigned int bits, u8 type,
		      struct bn_nexthop *nh)
{
	struct gateway_test *t = test->priv;

	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	KUNIT_ASSERT_FALSE(test, IS_ERR(route_kunit_add(t->table, addr, bits, type, 5, nh)));
	bn_nh_put(nh);
}

static int gateway_test_init(struct kunit *test)
{
	struct gateway_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	t->stack = rt_kunit_stack(test);
	bn_cfg_lock_rt(t->stack);
	t->table = rt_kunit_table(test, t->stack, &rt_kunit_inet);
	t->ifd.stack = t->stack;
	t->ifl.ifd = &t->ifd;
	t->ifl.ifl_index = 5;
	t->iff.ifl = &t->ifl;
	t->iff.table = t->table;
	t->iff.stack = t->stack;
	put_route(test, SUBNET, 24, BSDNET_ROUTE_TYPE_IF_DEST,
		  bn_nh_resolv(&t->iff, &rt_kunit_inet, NULL));
	put_route(test, SUBNET + 1, 32, BSDNET_ROUTE_TYPE_IF_LOCAL,
		  bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff, NULL));
	put_route(test, SUBNET + 255, 32, BSDNET_ROUTE_TYPE_IF,
		  bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_BRECV, &t->iff, NULL));
	t->neighbour = kzalloc(sizeof(*t->neighbour), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->neighbour);
	KUNIT_ASSERT_EQ(test,
			bn_nh_init(t->neighbour, t->stack, &rt_kunit_inet,
				   BSDNET_NEXTHOP_TYPE_UNICAST, &t->iff),
			0);
	put_route(test, SUBNET + 2, 32, BSDNET_ROUTE_TYPE_IFDEST, t->neighbour);
	bn_cfg_unlock_rt(t->stack);
	return 0;
}

static void gateway_test_exit(struct kunit *test)
{
	struct gateway_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	rt_kunit_table_end(t->table);
	bn_cfg_unlock_rt(t->stack);
	rt_kunit_stack_end(test, t->stack);
}

static struct bn_nexthop *find(struct kunit *test, u32 addr, u32 ifl_index)
{
	struct gateway_test *t = test->priv;
	__be32 gateway = cpu_to_be32(addr);

	return bn_nh_find_gateway(t->table, &gateway, ifl_index, NULL);
}

/* Shows: NH-4, NH-7 */
static void gateway_find__neighbour(struct kunit *test)
{
	struct gateway_test *t = test->priv;
	struct bn_nexthop *nh;

	bn_cfg_lock_rt(t->stack);
	nh = find(test, SUBNET + 2, 0);
	KUNIT_EXPECT_PTR_EQ(test, nh, t->neighbour);
	bn_nh_put(nh);
	nh = find(test, SUBNET + 2, 5);
	KUNIT_EXPECT_PTR_EQ(test, nh, t->neighbour);
	bn_nh_put(nh);
	nh = find(test, SUBNET + 3, 5);		/* not known yet: the resolver's */
	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	KUNIT_EXPECT_EQ(test, be32_to_cpu(rt_kunit_resolved), SUBNET + 3U);
	bn_nh_put(nh);
	bn_cfg_unlock_rt(t->stack);
}

/* Users' routes are no way to a neighbour, and don't hide the interface's */
/* Shows: NH-7, RT-3 */
static void gateway_find__user_routes(struct kunit *test)
{
	struct gateway_test *t = test->priv;
	struct bn_nexthop *nh;

	bn_cfg_lock_rt(t->stack);
	put_route(test, 0x0b000000, 8, BSDNET_ROUTE_TYPE_USER, bn_nh_get(t->neighbour));
	put_route(test, SUBNET + 2, 32, BSDNET_ROUTE_TYPE_USER,
		  bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_DISCARD, NULL, NULL));
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, 0x0b000001, 0)), -ENETUNREACH);
	nh = find(test, SUBNET + 2, 0);
	KUNIT_EXPECT_PTR_EQ(test, nh, t->neighbour);
	bn_nh_put(nh);
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: NH-7 */
static void gateway_find__refused(struct kunit *test)
{
	struct gateway_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 1, 0)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 1, 5)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 1, 6)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 255, 0)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 2, 6)), -ENETUNREACH);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, 0, 0)), -ENETUNREACH);
	bn_cfg_unlock_rt(t->stack);
}

/* What is named through an interface that went cannot be named any more */
/* Shows: NH-6, NH-7 */
static void gateway_find__dead(struct kunit *test)
{
	struct gateway_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	bn_nh_iff_gone(&t->iff);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 2, 0)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(find(test, SUBNET + 3, 0)), -EINVAL);
	bn_cfg_unlock_rt(t->stack);
}

/* By interface alone: the other end, one next hop for all callers */
/* Shows: NH-7 */
static void gateway_unnumbered__shared(struct kunit *test)
{
	struct gateway_test *t = test->priv;
	struct bn_nexthop *nh, *other_end = kzalloc(sizeof(*other_end), GFP_KERNEL);
	__be32 addr = cpu_to_be32(SUBNET + 2);

	bn_cfg_lock_rt(t->stack);
	KUNIT_ASSERT_NOT_NULL(test, other_end);
	memcpy(&t->neighbour->gateway, &addr, sizeof(addr));
	t->neighbour->has_gateway = true;
	KUNIT_ASSERT_EQ(test,
			bn_nh_init(other_end, t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_UNICAST,
				   &t->iff),
			0);
	nh = find_unnumbered(t->table, &t->iff);
	KUNIT_EXPECT_PTR_EQ(test, nh, other_end);
	bn_nh_put(nh);
	bn_nh_put(other_end);
	bn_cfg_unlock_rt(t->stack);
}

static struct kunit_case gateway_cases[] = {
	KUNIT_CASE(gateway_find__neighbour),
	KUNIT_CASE(gateway_find__user_routes),
	KUNIT_CASE(gateway_find__refused),
	KUNIT_CASE(gateway_find__dead),
	KUNIT_CASE(gateway_unnumbered__shared),
	{}
};

static struct kunit_suite gateway_suite = {
	.name = "bsdnet_rt_nh_gateway",
	.init = gateway_test_init,
	.exit = gateway_test_exit,
	.test_cases = gateway_cases,
};

kunit_test_suite(gateway_suite);
