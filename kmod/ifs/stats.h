/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stats - counters of interfaces (IF-18)
 *
 * An iff counts in bn_iff::counts until it is busy, then per CPU (stats.c).
 */
#ifndef _BSDNET_IFS_STATS_H
#define _BSDNET_IFS_STATS_H

#include <linux/u64_stats_sync.h>

#include "ifs/ifs.h"

/* Counters of one CPU, for busy interfaces */
struct bn_if_stats {
	u64_stats_t rx_packets, rx_bytes, tx_packets, tx_bytes;
	struct u64_stats_sync syncp;
};

struct bn_if_stats64 {
	u64 rx_packets, rx_bytes, tx_packets, tx_bytes;
};

/* stats.c APIs. Configuration lock: */
void bn_ifl_stats_read(const struct bn_ifl *ifl, struct bn_if_stats64 *sum);
/* Configuration lock or RCU: */
void bn_iff_stats_read(const struct bn_iff *iff, struct bn_if_stats64 *sum);
/* RCU, BH off: packets of an iff without @busy */
void bn_stats_rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes);
void bn_stats_tx(struct bn_iff *iff, unsigned int packets, unsigned int bytes);

/* Count received packets; @bytes of network-layer packets */
static inline void bn_iff_count_rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	struct bn_if_stats __percpu *busy = READ_ONCE(iff->busy);
	struct bn_if_stats *stats;

	if (unlikely(!busy)) {
		bn_stats_rx(iff, packets, bytes);
		return;
	}
	stats = this_cpu_ptr(busy);
	u64_stats_update_begin(&stats->syncp);
	u64_stats_add(&stats->rx_packets, packets);
	u64_stats_add(&stats->rx_bytes, bytes);
	u64_stats_update_end(&stats->syncp);
}

/* Count sent packets; @bytes of network-layer packets */
static inline void bn_iff_count_tx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	struct bn_if_stats __percpu *busy = READ_ONCE(iff->busy);
	struct bn_if_stats *stats;

	if (unlikely(!busy)) {
		bn_stats_tx(iff, packets, bytes);
		return;
	}
	stats = this_cpu_ptr(busy);
	u64_stats_update_begin(&stats->syncp);
	u64_stats_add(&stats->tx_packets, packets);
	u64_stats_add(&stats->tx_bytes, bytes);
	u64_stats_update_end(&stats->syncp);
}

/* Count a sent packet that belongs to no iff */
static inline void bn_ifl_count_tx(struct bn_ifl *ifl, unsigned int bytes)
{
	atomic64_inc(&ifl->counts.tx_packets);
	atomic64_add(bytes, &ifl->counts.tx_bytes);
}

#endif /* _BSDNET_IFS_STATS_H */
