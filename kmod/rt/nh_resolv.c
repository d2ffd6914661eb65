// SPDX-License-Identifier: GPL-2.0
/*
 * nh_resolv - RESOLV and HOLD: neighbours that must be resolved first (NH-2, NH-4)
 *
 * The packet is queued to the resolver, which holds it and sends it through the more
 * specific route that it installs. A received packet is not queued if the instance does
 * not forward.
 */
#include "rt/private.h"

/**
 * bn_nh_resolv_received() - bn_nh_ops::received of RESOLV and HOLD
 * @nh: the next hop
 * @table: its table
 * @skb: the packet; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_resolv_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (bn_rt_forwards(table))
		nh->family->resolver->enqueue(nh, skb);
	else
		bn_drop(skb, BN_DROP_FWD_HOST);
}

/**
 * bn_nh_resolv_originated() - bn_nh_ops::originated of RESOLV and HOLD
 * @nh: the next hop
 * @table: its table
 * @skb: the packet; taken
 *
 * Return: 0; the packet may still be dropped later.
 * Context: RCU read side, BH off.
 */
int bn_nh_resolv_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	nh->family->resolver->enqueue(nh, skb);
	return 0;
}
