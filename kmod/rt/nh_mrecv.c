// SPDX-License-Identifier: GPL-2.0
/*
 * nh_mrecv - MRECV: multicast that this host receives on every interface
 * (NH-2, NH-9)
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_nh_local_deliver(nh, table, skb);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	return bn_nh_mcast_send(nh, table, skb);
}

const struct bn_nh_ops bn_nh_mrecv_ops = {
	.type = BN_RNH_MRECV,
	.name = "mrecv",
	.received = received,
	.originated = originated,
};
