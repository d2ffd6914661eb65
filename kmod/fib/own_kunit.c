// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of own.c: against what the table's lookup says
 */
#include <linux/random.h>

#include "fib/fib_kunit.h"

/* Routes by @nh are addresses of this host, routes by @other are not */
static int own_test_init(struct kunit *test)
{
	struct fib_test *t;

	fib_test_init(test);
	t = test->priv;
	t->nh->own = true;
	return 0;
}

static bool maybe(const struct bn_rt_table *table, u32 addr)
{
	__be32 key = cpu_to_be32(addr);
	bool answer;

	rcu_read_lock();
	answer = bn_own_maybe(rcu_dereference(table->own.bits), &key, sizeof(key));
	rcu_read_unlock();
	return answer;
}

static bool truly(struct bn_rt_table *table, u32 addr)
{
	struct bn_route *route = route_kunit_lookup(table, addr);

	return route && bn_route_nexthop(route, table->stack)->own;
}

static struct bn_route *put(struct kunit *test, u32 addr, unsigned int bits, u8 type, u32 ifl,
			    bool local)
{
	struct fib_test *t = test->priv;
	struct bn_route *route = route_kunit_add(t->table, addr, bits, type, ifl,
						local ? t->nh : t->other);

	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	return route;
}

#define STEPS	20000
#define ADDRS	4096

/* Routes come and go at random, several to an address. Never is the answer no for one that
 * leads here, seldom is it yes for another.
 */
/* Shows: RT-1, IN-2 */
static void own__twin(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_route **routes = kunit_kcalloc(test, 2 * ADDRS, sizeof(*routes), GFP_KERNEL);
	unsigned int step, at, i, wrong = 0, own = 0;

	KUNIT_ASSERT_NOT_NULL(test, routes);
	bn_cfg_lock_rt(t->stack);
	for (step = 0; step < STEPS; step++) {
		at = get_random_u32_below(2 * ADDRS);
		if (routes[at]) {
			bn_route_delete(t->table, routes[at], NULL);
			routes[at] = NULL;
		} else {
			/* of the two of an address the first outranks the second */
			routes[at] = put(test, 0x0a000000 + at / 2 * 7, 32,
					 BSDNET_ROUTE_TYPE_IF_LOCAL, 1 + at % 2,
					 get_random_u32_below(4));
		}
		if (step % 1000)
			continue;
		for (i = 0; i < ADDRS; i++)
			if (truly(t->table, 0x0a000000 + i * 7) &&
			    !maybe(t->table, 0x0a000000 + i * 7))
				break;
		KUNIT_ASSERT_EQ_MSG(test, i, ADDRS, "step %u", step);
	}
	for (i = 0; i < ADDRS; i++) {
		own += truly(t->table, 0x0a000000 + i * 7);
		wrong += maybe(t->table, 0xac100000 + i * 13);
	}
	KUNIT_EXPECT_GT(test, own, ADDRS / 4);
	KUNIT_EXPECT_EQ(test, own, t->table->own.n);
	KUNIT_EXPECT_LT(test, wrong, ADDRS / 4);
	for (at = 0; at < 2 * ADDRS; at++)
		if (routes[at])
			bn_route_delete(t->table, routes[at], NULL);
	/* nothing is left of it */
	KUNIT_EXPECT_EQ(test, t->table->own.n, 0u);
	KUNIT_EXPECT_NULL(test, t->table->own.made);
	for (i = 0; i < ADDRS; i++)
		KUNIT_ASSERT_FALSE(test, maybe(t->table, 0x0a000000 + i * 7));
	bn_cfg_unlock_rt(t->stack);
}

/* Users' routes hide and replace; what a dead next hop was is taken back all the same */
/* Shows: RT-5, IN-2 */
static void own__changes(struct kunit *test)
{
	const u32 addr = 0xc0000201;
	struct fib_test *t = test->priv;
	struct bn_route *ours, *route;
	struct bn_nexthop *dying;

	bn_cfg_lock_rt(t->stack);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	ours = put(test, addr, 32, BSDNET_ROUTE_TYPE_IF_LOCAL, 1, true);
	KUNIT_EXPECT_TRUE(test, maybe(t->table, addr));
	route = put(test, addr, 32, BSDNET_ROUTE_TYPE_USER_IGNORE, 1, true);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	route_kunit_delete(t->table, route, addr, 32);
	KUNIT_EXPECT_TRUE(test, maybe(t->table, addr));
	route = put(test, addr, 32, BSDNET_ROUTE_TYPE_USER, 1, false);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	KUNIT_EXPECT_EQ(test, bn_route_set_nexthop(t->table, route, t->nh), 0);
	KUNIT_EXPECT_TRUE(test, maybe(t->table, addr));
	KUNIT_EXPECT_EQ(test, bn_route_set_nexthop(t->table, route, t->other), 0);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	route_kunit_delete(t->table, route, addr, 32);
	bn_route_delete(t->table, ours, NULL);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	/* a prefix: any address may be ours */
	route = put(test, addr & ~255, 24, BSDNET_ROUTE_TYPE_USER, 1, true);
	KUNIT_EXPECT_TRUE(test, maybe(t->table, addr));
	route_kunit_delete(t->table, route, addr & ~255, 24);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	/* its next hop has died before the route is deleted */
	dying = fib_kunit_nh(test);
	dying->own = true;
	route = route_kunit_add(t->table, addr, 32, BSDNET_ROUTE_TYPE_USER, 1, dying);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	KUNIT_EXPECT_TRUE(test, maybe(t->table, addr));
	dying->own = false;
	route_kunit_delete(t->table, route, addr, 32);
	KUNIT_EXPECT_EQ(test, t->table->own.n, 0u);
	KUNIT_EXPECT_FALSE(test, maybe(t->table, addr));
	bn_cfg_unlock_rt(t->stack);
}

static struct kunit_case own_cases[] = {
	KUNIT_CASE(own__twin),
	KUNIT_CASE(own__changes),
	{}
};

static struct kunit_suite own_suite = {
	.name = "bsdnet_fib_own",
	.init = own_test_init,
	.exit = fib_test_exit,
	.test_cases = own_cases,
};

kunit_test_suite(own_suite);
