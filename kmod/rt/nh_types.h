/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nh_types - the types of next hops (NH-2)
 *
 * The properties of a type, the same in every family, are in bn_nh_types. The procedures are in one
 * table per family, made by BN_NH_OPS(), so that a packet gets from its next hop to the
 * family's code by one indirect call.
 */
#ifndef _BSDNET_NH_TYPES_H
#define _BSDNET_NH_TYPES_H

#include <linux/bits.h>
#include <linux/bsdnet.h>
#include <linux/types.h>

#include "core/core.h"

struct bn_nexthop;
struct bn_rt_table;

/**
 * enum bn_nh_flags - properties of a type
 * @BN_NHF_SIMPLE: needs no data but an interface and a local address; users may name it
 * @BN_NHF_DELIVER: a received packet is delivered locally
 * @BN_NHF_OWN: its routes are addresses of this host or broadcast addresses, so no source
 *	of a received packet
 * @BN_NHF_GROUP: its routes are not addresses of a single host
 * @BN_NHF_LEAVES: a packet leaves by an interface
 */
enum bn_nh_flags {
	BN_NHF_SIMPLE	= BIT(0),
	BN_NHF_DELIVER	= BIT(1),
	BN_NHF_OWN	= BIT(2),
	BN_NHF_GROUP	= BIT(3),
	BN_NHF_LEAVES	= BIT(4),
};

/**
 * struct bn_nh_type_info - properties of a type
 * @flags: enum bn_nh_flags
 * @drop_received: drop reason of a received packet; BN_DROP_MAX: not dropped
 * @drop_originated: the same of a packet of this host
 * @err: error that its sender gets
 */
struct bn_nh_type_info {
	u8 flags;
	enum bn_drop_reason drop_received;
	enum bn_drop_reason drop_originated;
	int err;
};

extern const struct bn_nh_type_info bn_nh_types[__BSDNET_NEXTHOP_TYPE_MAX];

/**
 * struct bn_nh_ops - the procedures of a type in a family
 * @type: enum bsdnet_nexthop_type
 * @received: packet that arrived on an interface; takes the skb
 * @originated: packet of this host; takes the skb; 0 or -errno for the sender
 *
 * Context: softirq or process, RCU read side, BH off. skb->data is at the network header,
 * bn_pkt() is filled in; @table is where the route was found.
 */
struct bn_nh_ops {
	enum bsdnet_nexthop_type type;
	void (*received)(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
	int (*originated)(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
};

/* nh_types.c, nh_local.c, nh_mcast.c, nh_mgroup.c, nh_resolv.c: procedures of all families */
void bn_nh_drop_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_drop_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_local_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_mcast_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_brecv_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
void bn_nh_mgroup_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_mgroup_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
void bn_nh_resolv_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_resolv_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);

#define BN_NH_ROW(type, received, originated) \
	[BSDNET_NEXTHOP_TYPE_##type] = { BSDNET_NEXTHOP_TYPE_##type, received, originated }

/* Initializer of the bn_nh_ops[] of a family by type, from procedures of the family;
 * @deliver_group delivers packets to addresses of more than one host
 */
#define BN_NH_OPS(forward, send, deliver, deliver_group, reject) {		\
	BN_NH_ROW(REJECT, reject, bn_nh_drop_originated),			\
	BN_NH_ROW(DISCARD, bn_nh_drop_received, bn_nh_drop_originated),		\
	BN_NH_ROW(RECV, deliver_group, bn_nh_drop_originated),			\
	BN_NH_ROW(MDISCARD, bn_nh_drop_received, bn_nh_mcast_originated),	\
	BN_NH_ROW(MRECV, deliver_group, bn_nh_mcast_originated),		\
	BN_NH_ROW(BRECV, deliver_group, bn_nh_brecv_originated),		\
	BN_NH_ROW(LOCAL, deliver, bn_nh_local_originated),			\
	BN_NH_ROW(UNICAST, forward, send),					\
	BN_NH_ROW(RESOLV, bn_nh_resolv_received, bn_nh_resolv_originated),	\
	BN_NH_ROW(MGROUP, bn_nh_mgroup_received, bn_nh_mgroup_originated),	\
	BN_NH_ROW(HOLD, bn_nh_resolv_received, bn_nh_resolv_originated),	\
	BN_NH_ROW(DEAD, bn_nh_drop_received, bn_nh_drop_originated),		\
}

#endif /* _BSDNET_NH_TYPES_H */
