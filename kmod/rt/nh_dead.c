// SPDX-License-Identifier: GPL-2.0
/*
 * nh_dead - DEAD: what a next hop becomes when its configuration goes (NH-6)
 *
 * Routes of users may go on pointing at it; it goes when they are changed.
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_DEAD);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_DEAD);
	return -ENETUNREACH;
}

const struct bn_nh_ops bn_nh_dead_ops = {
	.type = BN_RNH_DEAD,
	.name = "dead",
	.received = received,
	.originated = originated,
};
