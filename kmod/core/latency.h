/* SPDX-License-Identifier: GPL-2.0 */
/*
 * latency - histograms of the time that packets take from arrival (SK-7)
 */
#ifndef _BSDNET_CORE_LATENCY_H
#define _BSDNET_CORE_LATENCY_H

#include "core/core.h"
#include "core/tick.h"

#include <uapi/linux/bsdnet.h>

extern struct static_key_false_deferred bn_latency_used;

/**
 * struct bn_latency_bucket - a part of a histogram
 * @stage: the histogram
 * @from: shortest time (ns)
 * @to: shortest time of the next part (ns)
 * @count: packets
 */
struct bn_latency_bucket {
	enum bsdnet_latency_stage stage;
	u64 from;
	u64 to;
	u64 count;
};

/* latency.c APIs. Module unload: */
void bn_latency_exit(void);
/* Process: */
int bn_latency_start(struct bsdnet_stack *stack, u32 seconds);
void bn_latency_stop(struct bsdnet_stack *stack);
bool bn_latency_next(const struct bsdnet_stack *stack, u32 *cursor,
		     struct bn_latency_bucket *bucket);
/* Any context, packet path: */
void bn_latency_record(const struct sk_buff *skb, enum bsdnet_latency_stage stage);

/* Record that a packet has reached a stage. No cost while nothing is recorded. */
static __always_inline void bn_latency(const struct sk_buff *skb, enum bsdnet_latency_stage stage)
{
	if (static_branch_unlikely(&bn_latency_used.key))
		bn_latency_record(skb, stage);
}

/* Record that a packet is handed to its device */
static __always_inline void bn_latency_output(const struct sk_buff *skb)
{
	if (static_branch_unlikely(&bn_latency_used.key))
		bn_latency_record(skb, bn_pkt(skb)->flags & BN_PKT_ORIGINATED ?
				       BSDNET_LATENCY_STAGE_SEND : BSDNET_LATENCY_STAGE_FORWARD);
}

/* The tick of a packet that this host originates: 0 while nothing is recorded */
static __always_inline u64 bn_latency_origin(void)
{
	return static_branch_unlikely(&bn_latency_used.key) ? bn_tick() : 0;
}

#endif /* _BSDNET_CORE_LATENCY_H */
