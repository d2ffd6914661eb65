// SPDX-License-Identifier: GPL-2.0
/*
 * nh_discard - DISCARD: silently gone (NH-2)
 *
 * Only a sender on this host hears of it, by the error that Linux gives for a
 * blackhole route.
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_DISCARD);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_DISCARD);
	return -EINVAL;
}

const struct bn_nh_ops bn_nh_discard_ops = {
	.type = BN_RNH_DISCARD,
	.name = "discard",
	.received = received,
	.originated = originated,
};
