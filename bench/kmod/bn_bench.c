// SPDX-License-Identifier: GPL-2.0
/*
 * bn_bench - route lookups of bsdnet and of the kernel, in the same run
 *
 * Both tables hold the same routes (bench/guest loads them). Keys are addresses
 * inside the routes of bsdnet's table, in random order. The times are printed
 * into the kernel log when the module is loaded, and the module then refuses
 * to stay.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/vmalloc.h>
#include <net/ip_fib.h>

#include "rt/rt.h"

static unsigned int keys = 1 << 20;
module_param(keys, uint, 0444);
MODULE_PARM_DESC(keys, "number of lookups");

static __be32 *addresses;
static unsigned int n_routes;

static __be32 address_inside(const struct bn_rt_prefix *prefix)
{
	u32 host = prefix->bits < 32 ? get_random_u32() >> prefix->bits : 0;
	__be32 net;

	memcpy(&net, prefix->key, sizeof(net));
	return net | htonl(host);
}

static int collect(struct bn_rt_table *table)
{
	struct bn_rt_prefix *prefixes, prefix;
	struct bn_rt_cursor cursor = {};
	struct bn_route *route;
	unsigned int i;

	prefixes = vmalloc_array(table->count, sizeof(*prefixes));
	if (!prefixes)
		return -ENOMEM;
	while (n_routes < table->count && (route = bn_route_next(table, &cursor))) {
		bn_route_prefix(route, &prefix);
		if (route->type == BN_RTT_USER && prefix.bits <= 32)
			prefixes[n_routes++] = prefix;
	}
	for (i = 0; n_routes && i < keys; i++)
		addresses[i] = address_inside(&prefixes[get_random_u32_below(n_routes)]);
	vfree(prefixes);
	return n_routes ? 0 : -ENOENT;
}

static u64 time_bsdnet(struct bn_rt_table *table, unsigned long *sum)
{
	__be32 source = 0;
	unsigned int i;
	u64 begin;

	begin = ktime_get_ns();
	rcu_read_lock();
	for (i = 0; i < keys; i++)
		*sum += (unsigned long)bn_rt_lookup(table, &addresses[i], &source);
	rcu_read_unlock();
	return ktime_get_ns() - begin;
}

static u64 time_kernel(unsigned long *sum)
{
	struct fib_result result;
	struct flowi4 flow = {};
	unsigned int i;
	u64 begin;

	begin = ktime_get_ns();
	rcu_read_lock();
	for (i = 0; i < keys; i++) {
		flow.daddr = addresses[i];
		*sum += fib_lookup(&init_net, &flow, &result, 0);
	}
	rcu_read_unlock();
	return ktime_get_ns() - begin;
}

static u64 best_of(u64 a, u64 b)
{
	return a < b ? a : b;
}

static void measure(struct bn_rt_table *table)
{
	u64 bsdnet = U64_MAX, kernel = U64_MAX;
	unsigned long sum = 0;
	int run;

	for (run = 0; run < 5; run++) {
		bsdnet = best_of(bsdnet, time_bsdnet(table, &sum));
		kernel = best_of(kernel, time_kernel(&sum));
	}
	pr_info("routes %u keys %u bsdnet_ps %llu kernel_ps %llu sum %lx\n", n_routes, keys,
		div_u64(bsdnet * 1000, keys), div_u64(kernel * 1000, keys), sum);
}

static int __init bn_bench_init(void)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_rt_table *table;
	int err;

	addresses = vmalloc_array(keys, sizeof(*addresses));
	if (!addresses)
		return -ENOMEM;
	bn_cfg_lock(stack);
	table = bn_instance_table(bn_instance_get(stack, 0), AF_INET);
	err = collect(table);
	if (!err)
		measure(table);
	bn_cfg_unlock(stack);
	vfree(addresses);
	return err ?: -ECANCELED;
}
module_init(bn_bench_init);

MODULE_DESCRIPTION("Route lookup times of bsdnet and of the kernel");
MODULE_LICENSE("GPL");
