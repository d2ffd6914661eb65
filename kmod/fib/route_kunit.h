/* SPDX-License-Identifier: GPL-2.0 */
/*
 * route_kunit - what the suites of rooms fib and rt share: a stack of their own, and IPv4
 * routes
 */
#ifndef _BSDNET_ROUTE_KUNIT_H
#define _BSDNET_ROUTE_KUNIT_H

#include <kunit/test.h>
#include <linux/slab.h>

#include "fib/fib.h"

/* A stack with room core. KUnit runs the exit of a suite in another thread than the case,
 * so each takes the locks itself.
 */
static __maybe_unused struct bsdnet_stack *route_kunit_stack(struct kunit *test)
{
	struct bsdnet_stack *stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stack);
	stack->net = &init_net;
	mutex_init(&stack->cfg_mutex);
	mutex_init(&stack->rt_lock);
	KUNIT_ASSERT_EQ(test, bn_core_room.stack_init(stack), 0);
	return stack;
}

/* @addr: in host order */
static __maybe_unused void route_kunit_prefix(struct bn_rt_prefix *prefix, u32 addr,
					      unsigned int bits)
{
	__be32 word = cpu_to_be32(addr);

	memset(prefix, 0, sizeof(*prefix));
	prefix->bits = bits;
	memcpy(prefix->key, &word, sizeof(word));
}

static __maybe_unused struct bn_route *route_kunit_add(struct bn_rt_table *table, u32 addr,
						       unsigned int bits, u8 type, u32 ifl_index,
						       struct bn_nexthop *nh)
{
	struct bn_route_config config = { .type = type, .ifl_index = ifl_index, .nh = nh };

	route_kunit_prefix(&config.prefix, addr, bits);
	return bn_route_add(table, &config, false, NULL);
}

static __maybe_unused void route_kunit_delete(struct bn_rt_table *table, struct bn_route *route,
					      u32 addr, unsigned int bits)
{
	struct bn_rt_prefix prefix;

	route_kunit_prefix(&prefix, addr, bits);
	bn_route_delete(table, route, &prefix);
}

/* The length of the prefix that forwards */
static __maybe_unused unsigned int route_kunit_bits(struct bn_rt_table *table, u32 addr)
{
	__be32 dst = cpu_to_be32(addr);
	unsigned int bits = ~0U;

	bn_rt_lookup_route(table, &dst, NULL, &bits);
	return bits;
}

static __maybe_unused struct bn_route *route_kunit_lookup(struct bn_rt_table *table, u32 addr)
{
	__be32 dst = cpu_to_be32(addr);
	struct bn_route *route;

	route = bn_rt_lookup_route(table, &dst, NULL, NULL);
	/* Both sides of the trie agree */
	return bn_route_fwd(route, table->stack) == bn_rt_lookup(table, &dst, NULL) ? route : NULL;
}

#endif /* _BSDNET_ROUTE_KUNIT_H */
