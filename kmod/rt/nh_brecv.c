// SPDX-License-Identifier: GPL-2.0
/*
 * nh_brecv - BRECV: broadcast addresses (NH-2, NH-9)
 *
 * 255.255.255.255 leaves like a multicast, the all-ones address of a subnet by
 * the interface of its next hop. A sender must have asked for it
 * (SO_BROADCAST), lest a mistaken address reach everybody.
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_nh_local_deliver(nh, table, skb);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (!(bn_pkt(skb)->flags & BN_PKT_BROADCAST_OK)) {
		bn_drop(skb, BN_DROP_NH_NO_BROADCAST);
		return -EACCES;
	}
	return bn_nh_mcast_send(nh, table, skb);
}

const struct bn_nh_ops bn_nh_brecv_ops = {
	.type = BN_RNH_BRECV,
	.name = "brecv",
	.received = received,
	.originated = originated,
};
