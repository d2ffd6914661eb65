// SPDX-License-Identifier: GPL-2.0
/*
 * nh_reject - REJECT: no way, and the sender is told (NH-2)
 *
 * A host that does not forward tells nobody of packets that were not meant
 * for it (RFC 1122 3.2.1.3).
 */
#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (bn_rt_forwards(table))
		nh->family->reject(nh, skb);
	else
		bn_drop(skb, BN_DROP_FWD_HOST);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_drop(skb, BN_DROP_NH_REJECT);
	return -ENETUNREACH;
}

const struct bn_nh_ops bn_nh_reject_ops = {
	.type = BN_RNH_REJECT,
	.name = "reject",
	.received = received,
	.originated = originated,
};
