// SPDX-License-Identifier: GPL-2.0
/*
 * nh_recv - RECV: received by this host, never sent to (NH-2)
 *
 * For addresses that others may use and we decline to: 0.0.0.0, the all-zeroes
 * address of a subnet.
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_nh_local_deliver(nh, table, skb);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_RECV_ONLY);
	return -EACCES;
}

const struct bn_nh_ops bn_nh_recv_ops = {
	.type = BN_RNH_RECV,
	.name = "recv",
	.received = received,
	.originated = originated,
};
