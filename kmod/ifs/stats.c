// SPDX-License-Identifier: GPL-2.0
/*
 * stats - packets and bytes of ifls and iffs, per CPU
 */
#include <linux/percpu.h>

#include "ifs/private.h"

/**
 * bn_if_stats_alloc() - a set of counters
 *
 * Return: the counters, accounted to the caller; free with free_percpu().
 *	NULL without memory.
 * Context: process.
 */
struct bn_if_stats __percpu *bn_if_stats_alloc(void)
{
	struct bn_if_stats __percpu *pcpu;
	int cpu;

	pcpu = alloc_percpu_gfp(struct bn_if_stats, GFP_KERNEL_ACCOUNT);
	if (!pcpu)
		return NULL;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(pcpu, cpu)->syncp);
	return pcpu;
}

static void add_one(const struct bn_if_stats *stats, struct bn_if_stats64 *sum)
{
	struct bn_if_stats64 now;
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&stats->syncp);
		now.rx_packets = u64_stats_read(&stats->rx_packets);
		now.rx_bytes = u64_stats_read(&stats->rx_bytes);
		now.tx_packets = u64_stats_read(&stats->tx_packets);
		now.tx_bytes = u64_stats_read(&stats->tx_bytes);
	} while (u64_stats_fetch_retry(&stats->syncp, start));

	sum->rx_packets += now.rx_packets;
	sum->rx_bytes += now.rx_bytes;
	sum->tx_packets += now.tx_packets;
	sum->tx_bytes += now.tx_bytes;
}

static void sum_up(struct bn_if_stats __percpu *pcpu, struct bn_if_stats64 *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu)
		add_one(per_cpu_ptr(pcpu, cpu), sum);
}

/**
 * bn_ifl_stats_read() - what passed through an ifl
 * @ifl: the ifl
 * @sum: filled in: packets and bytes (network layer), all CPUs
 *
 * Context: configuration lock or RCU read side.
 */
void bn_ifl_stats_read(const struct bn_ifl *ifl, struct bn_if_stats64 *sum)
{
	sum_up(ifl->stats, sum);
}

/**
 * bn_iff_stats_read() - what passed through an iff
 * @iff: the iff
 * @sum: filled in: packets and bytes (network layer), all CPUs
 *
 * Context: configuration lock or RCU read side.
 */
void bn_iff_stats_read(const struct bn_iff *iff, struct bn_if_stats64 *sum)
{
	sum_up(iff->stats, sum);
}
