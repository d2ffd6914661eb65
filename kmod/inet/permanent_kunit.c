// SPDX-License-Identifier: GPL-2.0
/* Tests of permanent.c */
#include "inet/kunit_net.h"

static const struct {
	u8 addr[4];
	enum bsdnet_nexthop_type want;
} permanent_cases[] = {
	{ { 0, 0, 0, 0 }, BSDNET_NEXTHOP_TYPE_RECV },
	{ { 0, 0, 0, 1 }, BSDNET_NEXTHOP_TYPE_REJECT },
	{ { 192, 0, 2, 99 }, BSDNET_NEXTHOP_TYPE_REJECT },
	{ { 223, 255, 255, 255 }, BSDNET_NEXTHOP_TYPE_REJECT },
	{ { 224, 0, 0, 0 }, BSDNET_NEXTHOP_TYPE_MDISCARD },
	{ { 224, 0, 0, 1 }, BSDNET_NEXTHOP_TYPE_MRECV },
	{ { 224, 0, 0, 2 }, BSDNET_NEXTHOP_TYPE_MDISCARD },
	{ { 239, 255, 255, 255 }, BSDNET_NEXTHOP_TYPE_MDISCARD },
	{ { 240, 0, 0, 0 }, BSDNET_NEXTHOP_TYPE_DISCARD },
	{ { 255, 255, 255, 254 }, BSDNET_NEXTHOP_TYPE_DISCARD },
	{ { 255, 255, 255, 255 }, BSDNET_NEXTHOP_TYPE_BRECV },
};

/* Shows: RT-2, RT-6 */
static void permanent__lookups(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_instance *instance;
	struct bn_route *route;
	unsigned int i;

	skb_queue_head_init(&test_sent);
	bn_cfg_lock(stack);
	instance = bn_instance_add(stack, TEST_INSTANCE, NULL);
	KUNIT_EXPECT_FALSE(test, IS_ERR(instance));
	for (i = 0; !IS_ERR(instance) && i < ARRAY_SIZE(permanent_cases); i++) {
		rcu_read_lock();
		route = bn_rt_lookup_route(bn_instance_table(instance, BN_FAMILY_INET),
					   permanent_cases[i].addr, NULL, NULL);
		KUNIT_EXPECT_EQ_MSG(test, permanent_cases[i].want,
				    bn_nh_type(bn_route_nexthop(route, stack)), "%pI4",
				    permanent_cases[i].addr);
		KUNIT_EXPECT_EQ(test, BSDNET_ROUTE_TYPE_PERM, route->type);
		rcu_read_unlock();
	}
	bn_cfg_unlock(stack);
	test_net_exit(test);
}

static struct kunit_case permanent_kunit_cases[] = {
	KUNIT_CASE(permanent__lookups),
	{}
};

static struct kunit_suite permanent_suite = {
	.name = "bsdnet_inet_permanent",
	.test_cases = permanent_kunit_cases,
};

kunit_test_suite(permanent_suite);
