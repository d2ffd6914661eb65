// SPDX-License-Identifier: GPL-2.0
/*
 * stats - counters of the family inet
 *
 * One set per CPU and stack, made and freed with the stack. The packet path writes them with
 * single per-CPU instructions; readers add them up.
 *
 * Serves IN-1.
 */
#include <linux/percpu.h>

#include "inet/private.h"

static const char *const names[BN_IP4_STAT_MAX] = {
#define S(sym, name, text) [BN_IP4_##sym] = name,
	BN_IP4_STAT_LIST(S)
#undef S
};

/**
 * bn_ip4_stats_init() - counters of a new stack
 * @stack: the stack
 *
 * Return: 0 or -ENOMEM.
 */
int bn_ip4_stats_init(struct bsdnet_stack *stack)
{
	stack->inet->stats = alloc_percpu_gfp(struct bn_ip4_stats, GFP_KERNEL_ACCOUNT);
	return stack->inet->stats ? 0 : -ENOMEM;
}

/**
 * bn_ip4_stats_exit() - free what bn_ip4_stats_init() made
 * @stack: the stack
 */
void bn_ip4_stats_exit(struct bsdnet_stack *stack)
{
	free_percpu(stack->inet->stats);
}

/**
 * bn_ip4_stat_read() - value of a counter
 * @stack: the stack
 * @stat: which
 *
 * Return: the sum over all CPUs.
 */
u64 bn_ip4_stat_read(struct bsdnet_stack *stack, enum bn_ip4_stat stat)
{
	u64 total = 0;
	int cpu;

	if (stat == BN_IP4_NEIGH_EVICTED)
		return bn_neigh_evicted(stack, &bn_inet_family);
	for_each_possible_cpu(cpu)
		total += READ_ONCE(per_cpu_ptr(stack->inet->stats, cpu)->count[stat]);
	return total;
}

/**
 * bn_ip4_stat_name() - short name of a counter
 * @stat: which
 *
 * Return: a constant string, one word.
 */
const char *bn_ip4_stat_name(enum bn_ip4_stat stat)
{
	return names[stat];
}
