/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fib_kunit - what the suites of room fib share: a stack, a table of IPv4 routes, and
 * next hops that only count their references
 */
#ifndef _BSDNET_FIB_KUNIT_H
#define _BSDNET_FIB_KUNIT_H

#include <kunit/test.h>
#include <linux/slab.h>

#include "fib/fib.h"

/**
 * struct bn_nexthop - a next hop as the route table sees it
 * @refs: references by forwarding entries, and the one of the suite
 * @own: its routes are addresses of this host
 */
struct bn_nexthop {
	unsigned int refs;
	bool own;
};

static void fib_kunit_nh_get(struct bn_nexthop *nh)
{
	nh->refs++;
}

static void fib_kunit_nh_put(struct bn_nexthop *nh)
{
	nh->refs--;
}

static void fib_kunit_event(struct bn_rt_table *table, enum bn_event event,
			    const struct bn_route *route)
{
}

static bool fib_kunit_nh_is_own(const struct bn_nexthop *nh)
{
	return nh->own;
}

static const struct bn_rt_ops fib_kunit_ops = {
	.nh_get = fib_kunit_nh_get,
	.nh_put = fib_kunit_nh_put,
	.event = fib_kunit_event,
	.nh_is_own = fib_kunit_nh_is_own,
};

static struct bn_nexthop *fib_kunit_nh(struct kunit *test, bool own)
{
	struct bn_nexthop *nh = kunit_kzalloc(test, sizeof(*nh), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, nh);
	nh->refs = 1;
	nh->own = own;
	return nh;
}

/* A stack with room core. KUnit runs the exit of a suite in another thread than the case,
 * so each takes the locks itself.
 */
static struct bsdnet_stack *fib_kunit_stack(struct kunit *test)
{
	struct bsdnet_stack *stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stack);
	stack->net = &init_net;
	mutex_init(&stack->cfg_mutex);
	mutex_init(&stack->rt_lock);
	KUNIT_ASSERT_EQ(test, bn_core_room.stack_init(stack), 0);
	return stack;
}

static void fib_kunit_stack_end(struct kunit *test, struct bsdnet_stack *stack)
{
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_long_read(&stack->live[BN_OBJ_ROUTE]), 0L);
	bn_core_room.stack_exit(stack);
}

static void fib_kunit_prefix(struct bn_rt_prefix *prefix, u32 addr, unsigned int bits)
{
	__be32 word = cpu_to_be32(addr);

	memset(prefix, 0, sizeof(*prefix));
	prefix->bits = bits;
	memcpy(prefix->key, &word, sizeof(word));
}

static struct bn_route *fib_kunit_route(struct bn_rt_table *table, u32 addr, unsigned int bits,
					u8 type, u32 ifl_index, struct bn_nexthop *nh)
{
	struct bn_route_config config = { .type = type, .ifl_index = ifl_index, .nh = nh };

	fib_kunit_prefix(&config.prefix, addr, bits);
	return bn_route_add(table, &config, false, NULL);
}

static __maybe_unused struct bn_route *fib_kunit_lookup(struct bn_rt_table *table, u32 addr)
{
	__be32 dst = cpu_to_be32(addr);
	struct bn_route *route;

	route = bn_rt_lookup_route(table, &dst, NULL);
	/* Both sides of the trie agree */
	return bn_route_fwd(route) == bn_rt_lookup(table, &dst, NULL) ? route : NULL;
}

/* A table with a permanent 0/0 */
static struct bn_rt_table *fib_kunit_table(struct kunit *test, struct bsdnet_stack *stack,
					   unsigned int addr_bits)
{
	struct bn_rt_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, bn_rt_table_init(table, stack, &fib_kunit_ops, addr_bits), 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(fib_kunit_route(table, 0, 0, BN_RTT_PERM, 0,
							fib_kunit_nh(test, false))));
	return table;
}

static void fib_kunit_table_end(struct bn_rt_table *table)
{
	bn_rt_table_flush(table);
	synchronize_rcu();
	bn_rt_table_exit(table);
}

#endif /* _BSDNET_FIB_KUNIT_H */
