// SPDX-License-Identifier: GPL-2.0
/*
 * unlocked - follows pointers of the tables without RCU and without the writers' lock
 *
 * Lockdep must report each place once. selftests/stress/unlocked looks for the reports in the
 * kernel log.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/linemap.h"
#include "fib/fib.h"
#include "fib/trie.h"
#include "stress.h"

struct bn_nexthop {
	unsigned int refs;
};

static struct bsdnet_stack *stack;
static struct bn_rt_table table;
static struct bn_nexthop hop;
static struct bn_route *route;
static struct bn_linemap map;
static struct bn_linemap_item items[2];

static void nh_get(struct bn_nexthop *nh)
{
	nh->refs++;
}

static void nh_put(struct bn_nexthop *nh)
{
	nh->refs--;
}

static void no_event(struct bn_rt_table *of, enum bn_event event,
		     const struct bn_rt_prefix *prefix, const struct bn_route *about)
{
}

static const struct bn_rt_ops ops = { .nh_get = nh_get, .nh_put = nh_put, .event = no_event };

static int prepare(void)
{
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_IF, .nh = &hop };
	int err;

	stack = stress_stack_make();
	if (!stack)
		return -ENOMEM;
	err = bn_trie_init() ?: bn_rt_table_init(&table, stack, &ops, 32);
	if (err)
		return err;
	bn_rt_lock(stack);
	route = bn_route_add(&table, &config, false, NULL);
	bn_rt_unlock(stack);
	bn_linemap_init(&map, 4, GFP_KERNEL);
	bn_linemap_set_lock(&map, &stack->cfg_mutex);
	mutex_lock(&stack->cfg_mutex);
	err = bn_linemap_insert(&map, &items[0]);
	mutex_unlock(&stack->cfg_mutex);
	return IS_ERR(route) ? PTR_ERR(route) : err;
}

static bool any(const struct bn_linemap_item *item, const void *arg)
{
	return true;
}

static void read_once(void *unused)
{
	struct bn_prefix_node *root = table.prefixes.root;
	struct bn_rt_prefix prefix = {};
	__be32 dst = 0;

	bn_rt_fwd(&table, bn_rt_lookup_number(&table, &dst, NULL));
	bn_route_fwd(route, stack);
	bn_route_after(route, stack);
	bn_prefix_head(&table.prefixes, root, bn_prefix_place(0, 0));
	bn_prefix_below(&table.prefixes, root, (const u8 *)&dst);
	bn_rt_lookup_types(&table, &dst, NULL, BIT(BSDNET_ROUTE_TYPE_IF), 0, NULL);
	bn_route_first(&table, &prefix);
	bn_linemap_find(&map, 0, any, NULL);
	/* as writers do */
	bn_prefix_first(&table.prefixes);
	if (!bn_linemap_insert(&map, &items[1]))
		bn_linemap_remove(&map, &items[1]);
}

static void once(void *unused)
{
	static bool done;

	if (!done)
		read_once(NULL);
	done = true;
}

static void clean_up(void)
{
	struct bn_rt_prefix prefix = {};

	mutex_lock(&stack->cfg_mutex);
	bn_linemap_remove(&map, &items[0]);
	mutex_unlock(&stack->cfg_mutex);
	bn_rt_lock(stack);
	bn_route_delete(&table, route, &prefix);
	bn_rt_table_flush(&table);
	bn_rt_unlock(stack);
	rcu_barrier();
	bn_rt_table_exit(&table);
	rcu_barrier();
	bn_trie_exit();
	bn_linemap_exit(&map);
	stress_stack_free(stack);
}

static struct stress_job jobs[] = {
	{ .name = "reader", .step = once },
};

const struct stress_test stress_unlocked = {
	.name = "unlocked",
	.prepare = prepare,
	.jobs = jobs,
	.n_jobs = ARRAY_SIZE(jobs),
	.clean_up = clean_up,
};
