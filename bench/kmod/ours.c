// SPDX-License-Identifier: GPL-2.0
/*
 * ours - bsdnet's route table with a route set in it
 *
 * A table of its own, beside those of the instances: its next hops are
 * numbers only, since a lookup does not look into them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/math64.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <net/net_namespace.h>

#include "bench.h"

#define VECTOR 64

static struct bn_rt_table table;
static struct bsdnet_stack *stack;
static char next_hops[BENCH_NEXT_HOPS + 1];

static void ignore_next_hop(struct bn_nexthop *nh)
{
}

static void ignore_event(struct bn_rt_table *table, enum bn_event event,
			 const struct bn_rt_prefix *prefix, const struct bn_route *route)
{
}

static const struct bn_rt_ops ops = {
	.nh_get = ignore_next_hop,
	.nh_put = ignore_next_hop,
	.event = ignore_event,
};

static void prefix_of(const struct bench_route *route, struct bn_rt_prefix *prefix)
{
	memset(prefix, 0, sizeof(*prefix));
	prefix->bits = route->bits;
	memcpy(prefix->key, route->prefix, sizeof(route->prefix));
}

static int add(const struct bench_route *route)
{
	struct bn_route_config config = {
		.type = BSDNET_ROUTE_TYPE_USER,
		.nh = (struct bn_nexthop *)&next_hops[route->next_hop],
	};

	prefix_of(route, &config.prefix);
	return PTR_ERR_OR_ZERO(bn_route_add(&table, &config, false, NULL));
}

static int delete(const struct bench_route *route)
{
	struct bn_rt_prefix prefix;
	struct bn_route *found;

	prefix_of(route, &prefix);
	found = bn_route_find(&table, &prefix, BSDNET_ROUTE_TYPE_USER, 0, NULL);
	if (!found)
		return -ENOENT;
	bn_route_delete(&table, found, &prefix);
	return 0;
}

static int load(const struct bench_set *set)
{
	struct bn_rt_memory memory;
	u64 begin = ktime_get_ns();
	unsigned int i;
	int err;

	for (i = 0; i < set->n_routes; i++) {
		err = add(&set->routes[i]);
		if (err)
			return err;
		if (!(i % 1024))
			cond_resched();
	}
	bench_tell("kernel_load", "bsdnet", div_u64((ktime_get_ns() - begin) * 1000, i),
		   "ns/route", bench_set_tag);
	bn_rt_table_memory(&table, &memory);
	bench_tell("kernel_memory_forwarding", "bsdnet", div_u64(memory.fib * 1000ULL, i),
		   "B/route", bench_set_tag);
	bench_tell("kernel_memory_total", "bsdnet",
		   div_u64((memory.fib + memory.trie + memory.routes) * 1000ULL, i),
		   "B/route", bench_set_tag);
	return 0;
}

void bench_ours_exit(void)
{
	bn_rt_lock(stack);
	bn_rt_table_flush(&table);
	bn_rt_unlock(stack);
	synchronize_rcu();
	bn_rt_lock(stack);
	bn_rt_table_exit(&table);
	bn_rt_unlock(stack);
	rcu_barrier();
}

int bench_ours_init(const struct bench_set *set)
{
	int err;

	stack = bn_stack_of(&init_net);
	bn_rt_lock(stack);
	err = bn_rt_table_init(&table, stack, &ops, set->family == AF_INET ? 32 : 128);
	if (err) {
		bn_rt_unlock(stack);
		return err;
	}
	err = load(set);
	bn_rt_unlock(stack);
	if (err)
		bench_ours_exit();
	return err;
}

unsigned long bench_ours_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	unsigned long sum = 0;
	unsigned int i;

	rcu_read_lock();
	for (i = first; i < first + n; i++)
		sum += (unsigned long)bn_rt_lookup(&table, &set->keys[i], NULL);
	rcu_read_unlock();
	return sum;
}

unsigned long bench_ours_vector_pass(const struct bench_set *set, unsigned int first,
				     unsigned int n)
{
	u32 numbers[VECTOR];
	unsigned long sum = 0;
	unsigned int i, k;

	rcu_read_lock();
	for (i = first; i + VECTOR <= first + n; i += VECTOR) {
		bn_rt_lookup_vector(&table, &set->keys[i], NULL, sizeof(*set->keys), numbers,
				    VECTOR);
		for (k = 0; k < VECTOR; k++)
			sum += numbers[k];
	}
	rcu_read_unlock();
	return sum;
}

int bench_ours_answer(const struct bench_set *set, unsigned int key)
{
	const struct bn_fwd *fwd;
	int answer = 0;

	rcu_read_lock();
	fwd = bn_rt_lookup(&table, &set->keys[key], NULL);
	if (fwd && fwd->nh)
		answer = (char *)fwd->nh - next_hops;
	rcu_read_unlock();
	return answer;
}

/**
 * bench_ours_updates() - take random routes out and put them back
 * @set: what is loaded
 * @n: how many
 *
 * Return: 0 or a negative error.
 */
int bench_ours_updates(const struct bench_set *set, unsigned int n)
{
	const struct bench_route *route;
	struct rnd_state random;
	unsigned int i;
	u64 begin;
	int err = 0;

	prandom_seed_state(&random, 5);
	bn_rt_lock(stack);
	begin = ktime_get_ns();
	for (i = 0; !err && i < n; i++) {
		route = &set->routes[prandom_u32_state(&random) % set->n_routes];
		err = delete(route) ?: add(route);
		if (!(i % 1024))
			cond_resched();
	}
	bench_tell("kernel_updates", "bsdnet",
		   div64_u64(2ULL * n * NSEC_PER_SEC * 1000, ktime_get_ns() - begin), "1/s",
		   bench_set_tag);
	bn_rt_unlock(stack);
	return err;
}
