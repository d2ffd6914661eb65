// SPDX-License-Identifier: GPL-2.0
/*
 * nh_local - LOCAL: addresses of this host (NH-2)
 *
 * What this host sends to itself is delivered at once, without any device.
 * Delivery hands packets to queues; what protocols answer on the way (an echo
 * reply, an ICMP error) comes through here again, a bounded number of times.
 */
#include <linux/percpu.h>

#include "rt/rt_priv.h"

#define MAX_DEPTH 8

static DEFINE_PER_CPU(unsigned int, depth);

/**
 * bn_nh_local_deliver() - a packet that is for this host
 * @nh: the next hop that says so
 * @table: the table that the lookup was done in; its instance is noted in the
 *	packet's metadata
 * @skb: the packet; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_local_deliver(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_pkt(skb)->instance = table->instance->index;
	nh->family->deliver(nh, table, skb);
}

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_nh_local_deliver(nh, table, skb);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (this_cpu_read(depth) >= MAX_DEPTH) {
		bn_drop(skb, BN_DROP_NH_LOCAL_LOOP);
		return -ELOOP;
	}
	this_cpu_inc(depth);
	bn_nh_local_deliver(nh, table, skb);
	this_cpu_dec(depth);
	return 0;
}

const struct bn_nh_ops bn_nh_local_ops = {
	.type = BN_RNH_LOCAL,
	.name = "local",
	.received = received,
	.originated = originated,
};
