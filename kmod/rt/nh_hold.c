// SPDX-License-Identifier: GPL-2.0
/*
 * nh_hold - HOLD: a neighbour that is being asked for (NH-2, NH-5)
 *
 * Keeps a bounded number of packets, with the resolver's help, until it
 * becomes UNICAST or the neighbour is given up.
 *
 * A packet that arrived is not worth the question where it could not be
 * forwarded anyhow.
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, const struct bn_route *route,
		     struct bn_rt_table *table, struct sk_buff *skb)
{
	if (bn_rt_forwards(table))
		nh->resolver->enqueue(nh, skb);
	else
		bn_drop(skb, BN_DROP_FWD_HOST);
}

static int originated(struct bn_nexthop *nh, const struct bn_route *route,
		      struct bn_rt_table *table, struct sk_buff *skb)
{
	nh->resolver->enqueue(nh, skb);
	return 0;
}

const struct bn_nh_ops bn_nh_hold_ops = {
	.type = BN_RNH_HOLD,
	.name = "hold",
	.received = received,
	.originated = originated,
};
