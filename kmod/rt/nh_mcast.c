// SPDX-License-Identifier: GPL-2.0
/*
 * nh_mcast - the interface that an originated multicast leaves by (NH-9)
 *
 * The address does not determine it. It is the interface that the sender names, or
 * that of the next hop (all-ones address of a subnet), or the default of the table.
 */
#include "rt/private.h"

static struct bn_iff *choose_iff(const struct bn_nexthop *nh, struct bn_rt_table *table,
				 const struct sk_buff *skb)
{
	u32 ifl_index = bn_pkt(skb)->out_ifl;
	struct bn_iff *iff = ifl_index ? NULL : bn_nh_iff(nh);

	return iff ?: table->family->out_iff(table, ifl_index);
}

/**
 * bn_nh_mcast_originated() - bn_nh_ops::originated of MDISCARD and MRECV, and of
 *	MGROUP on a multicast host (NH-9)
 * @nh: the next hop
 * @table: table of the route that led here
 * @skb: the packet; taken
 *
 * Return: 0 or -errno for the sender: -ENETUNREACH without an interface,
 * -ENETDOWN where it is down.
 * Context: RCU read side, BH off.
 */
int bn_nh_mcast_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	struct bn_iff *iff = choose_iff(nh, table, skb);

	if (!iff) {
		bn_drop(skb, BN_DROP_NH_NO_MCAST_IF);
		return -ENETUNREACH;
	}
	if (READ_ONCE(iff->down)) {
		bn_drop(skb, BN_DROP_IF_DOWN);
		return -ENETDOWN;
	}
	return nh->family->broadcast(nh, iff, skb);
}

/**
 * bn_nh_brecv_originated() - bn_nh_ops::originated of BRECV
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet; taken
 *
 * Return: 0; -EACCES if the sender may not broadcast; or that of bn_nh_mcast_originated().
 * Context: RCU read side, BH off.
 */
int bn_nh_brecv_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (!(bn_pkt(skb)->flags & BN_PKT_BROADCAST_OK)) {
		bn_drop(skb, BN_DROP_NH_NO_BROADCAST);
		return -EACCES;
	}
	return bn_nh_mcast_originated(nh, table, skb);
}
