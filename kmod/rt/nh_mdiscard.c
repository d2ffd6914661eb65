// SPDX-License-Identifier: GPL-2.0
/*
 * nh_mdiscard - MDISCARD: multicast that anyone may send and nobody here has
 * joined (NH-2, NH-9)
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_MDISCARD);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	return bn_nh_mcast_send(nh, table, skb);
}

const struct bn_nh_ops bn_nh_mdiscard_ops = {
	.type = BN_RNH_MDISCARD,
	.name = "mdiscard",
	.received = received,
	.originated = originated,
};
