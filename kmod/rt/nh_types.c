// SPDX-License-Identifier: GPL-2.0
/*
 * nh_types - the properties of the next-hop types, and those that drop (NH-2)
 */
#include "rt/private.h"

#define NOT_DROPPED .drop_received = BN_DROP_MAX, .drop_originated = BN_DROP_MAX

const struct bn_nh_type_info bn_nh_types[__BSDNET_NEXTHOP_TYPE_MAX] = {
	[BSDNET_NEXTHOP_TYPE_REJECT] = {
		.flags = BN_NHF_SIMPLE,
		.drop_received = BN_DROP_NH_REJECT,
		.drop_originated = BN_DROP_NH_REJECT,
		.err = -ENETUNREACH,
	},
	[BSDNET_NEXTHOP_TYPE_DISCARD] = {
		.flags = BN_NHF_SIMPLE,
		.drop_received = BN_DROP_NH_DISCARD,
		.drop_originated = BN_DROP_NH_DISCARD,
		.err = -EINVAL,
	},
	[BSDNET_NEXTHOP_TYPE_RECV] = {
		.flags = BN_NHF_SIMPLE | BN_NHF_DELIVER | BN_NHF_OWN | BN_NHF_GROUP,
		.drop_received = BN_DROP_MAX,
		.drop_originated = BN_DROP_NH_RECV_ONLY,
		.err = -EACCES,
	},
	[BSDNET_NEXTHOP_TYPE_MDISCARD] = {
		.flags = BN_NHF_SIMPLE | BN_NHF_GROUP,
		.drop_received = BN_DROP_NH_MDISCARD,
		.drop_originated = BN_DROP_MAX,
	},
	[BSDNET_NEXTHOP_TYPE_MRECV] = {
		.flags = BN_NHF_SIMPLE | BN_NHF_DELIVER | BN_NHF_GROUP,
		NOT_DROPPED,
	},
	[BSDNET_NEXTHOP_TYPE_BRECV] = {
		.flags = BN_NHF_SIMPLE | BN_NHF_DELIVER | BN_NHF_OWN | BN_NHF_GROUP,
		NOT_DROPPED,
	},
	[BSDNET_NEXTHOP_TYPE_LOCAL] = {
		.flags = BN_NHF_SIMPLE | BN_NHF_DELIVER | BN_NHF_OWN,
		NOT_DROPPED,
	},
	[BSDNET_NEXTHOP_TYPE_UNICAST] = { .flags = BN_NHF_LEAVES, NOT_DROPPED },
	[BSDNET_NEXTHOP_TYPE_RESOLV] = { .flags = BN_NHF_LEAVES, NOT_DROPPED },
	[BSDNET_NEXTHOP_TYPE_MGROUP] = { .flags = BN_NHF_GROUP, NOT_DROPPED },
	[BSDNET_NEXTHOP_TYPE_MULTICAST] = { .flags = BN_NHF_GROUP, NOT_DROPPED },
	[BSDNET_NEXTHOP_TYPE_HOLD] = { .flags = BN_NHF_LEAVES, NOT_DROPPED },
	[BSDNET_NEXTHOP_TYPE_DEAD] = {
		.drop_received = BN_DROP_NH_DEAD,
		.drop_originated = BN_DROP_NH_DEAD,
		.err = -ENETUNREACH,
	},
};

/**
 * bn_nh_drop_received() - bn_nh_ops::received of types that drop
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_drop_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, bn_nh_info(nh)->drop_received);
}

/**
 * bn_nh_drop_originated() - bn_nh_ops::originated of types that drop
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet; taken
 *
 * Return: the error of the type.
 * Context: RCU read side, BH off.
 */
int bn_nh_drop_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	const struct bn_nh_type_info *info = bn_nh_info(nh);

	bn_drop(skb, info->drop_originated);
	return info->err;
}
