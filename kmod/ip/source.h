/* SPDX-License-Identifier: GPL-2.0 */
/*
 * source - source addresses and default interfaces of originated packets, in either family
 * (NH-1, NH-9, IF-18)
 *
 * A family embeds struct bn_ip_iff at the beginning of what bn_iff::priv points to, and
 * struct bn_ip_table at the beginning of bn_rt_table::priv.
 *
 * Synchronization: changed under the configuration lock by single stores; read under RCU.
 */
#ifndef _BSDNET_IP_SOURCE_H
#define _BSDNET_IP_SOURCE_H

#include <linux/rbtree.h>

#include "ifs/ifs.h"
#include "rt/rt.h"

/**
 * struct bn_ip_iff - state of an iff
 * @iff: the iff
 * @source: [path] has the local address for packets that leave by the iff when their
 *	next hop knows none; NULL: none
 * @defaults: in bn_ip_table::defaults
 * @default_rank: preference in @defaults, lower is better
 * @addressed: in bn_ip_table::addressed or ::loopbacks
 * @rcu: for the family to free its state, after it has left both trees
 */
struct bn_ip_iff {
	struct bn_iff *iff;
	const struct bn_ifa __rcu *source;
	struct rb_node defaults;
	u8 default_rank;
	union {
		struct rb_node addressed;
		struct rcu_head rcu;
	};
};

/**
 * struct bn_ip_table - state of a table
 * @source: [path] has the address to send from when nothing better is known; NULL: none
 * @loopback: [path] has the address to send to single hosts from, of the first of @loopbacks; NULL:
 *	none (NH-13)
 * @default_ifl: [path] ifl_index for multicast without an interface (NH-9); 0: none
 * @defaults: interfaces that are up, @default_ifl first
 * @addressed: interfaces with addresses, without loopback interfaces
 * @loopbacks: loopback interfaces with addresses
 */
struct bn_ip_table {
	const struct bn_ifa __rcu *source;
	const struct bn_ifa __rcu *loopback;
	u32 default_ifl;
	struct rb_root_cached defaults;
	struct rb_root_cached addressed;
	struct rb_root_cached loopbacks;
};

/* source.c APIs. Configuration lock: */
void bn_ip_table_init(struct bn_ip_table *state);
void bn_ip_iff_init(struct bn_ip_iff *state, struct bn_iff *iff);
void bn_ip_source_changed(struct bn_iff *iff);
/* RCU: */
const struct bn_ifa *bn_ip_source_ifa(struct bn_rt_table *table, const struct bn_iff *iff);
void bn_ip_source_show(struct bn_rt_table *table, const struct bn_nexthop *nh,
		       const struct in6_addr *daddr, struct in6_addr *saddr);

/* default_ifl.c APIs. Configuration lock: */
void bn_ip_default_update(struct bn_iff *iff);
void bn_ip_default_leave(struct bn_iff *iff);
struct bn_iff *bn_ip_find_iff(struct bsdnet_stack *stack, const struct bn_family *family,
			      u32 instance, u32 ifl_index, const void *local);
/* RCU or configuration lock: */
struct bn_iff *bn_ip_out_iff(struct bn_rt_table *table, u32 out_ifl);
/* Any context: */
u32 bn_ip_default_ifl(const struct bn_rt_table *table);

/* Copy an address that can change. False: it is all-zero. @len: a constant */
static __always_inline bool bn_ip_addr_read(void *to, const struct in6_addr *from,
					    unsigned int len)
{
	__be32 word, any = 0;
	unsigned int i;

	for (i = 0; i < len / sizeof(word); i++) {
		word = READ_ONCE(from->s6_addr32[i]);
		memcpy((u8 *)to + i * sizeof(word), &word, sizeof(word));
		any |= word;
	}
	return any != 0;
}

/**
 * bn_ip_source_interface() - the address of the interface that a packet leaves by
 * @table: table of the sender's instance
 * @nh: next hop of the route to @daddr
 * @daddr: destination address
 * @group: @daddr is a multicast or broadcast address, which leaves by @out_ifl
 * @out_ifl: ifl that the sender asked for, or 0
 * @saddr: set to the address; @daddr if that is of this host
 * @len: bytes of an address, a constant
 *
 * Return: false, with @saddr all-zero, if the instance has no address.
 * Context: RCU read side.
 */
static __always_inline bool bn_ip_source_interface(struct bn_rt_table *table,
						   const struct bn_nexthop *nh, const void *daddr,
						   bool group, u32 out_ifl, void *saddr,
						   unsigned int len)
{
	const struct bn_ifa *ifa;
	struct bn_iff *iff;

	if (bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_LOCAL) {
		memcpy(saddr, daddr, len);
		return true;
	}
	if (bn_ip_addr_read(saddr, &nh->local, len))
		return true;
	iff = READ_ONCE(nh->iff);
	if (!iff && group)
		iff = bn_ip_out_iff(table, out_ifl);
	ifa = bn_ip_source_ifa(table, iff);
	if (ifa)
		memcpy(saddr, &ifa->local, len);
	return ifa;
}

/**
 * bn_ip_source_select() - select the source address of a packet (NH-13)
 * @table: table of the sender's instance
 * @nh: next hop of the route to @daddr
 * @daddr: destination address
 * @group: @daddr is a multicast or broadcast address, which leaves by @out_ifl
 * @out_ifl: ifl that the sender asked for, or 0
 * @saddr: set to the address
 * @len: bytes of an address, a constant
 *
 * Return: false, with @saddr all-zero, if the instance has no address.
 * Context: RCU read side.
 */
static __always_inline bool bn_ip_source_select(struct bn_rt_table *table,
						const struct bn_nexthop *nh, const void *daddr,
						bool group, u32 out_ifl, void *saddr,
						unsigned int len)
{
	const struct bn_ip_table *state = table->priv;
	const struct bn_ifa *loopback = rcu_dereference(state->loopback);

	if (loopback && bn_nh_type(nh) != BSDNET_NEXTHOP_TYPE_LOCAL &&
	    !bn_nh_has(nh, BN_NHF_GROUP)) {
		memcpy(saddr, &loopback->local, len);
		return true;
	}
	return bn_ip_source_interface(table, nh, daddr, group, out_ifl, saddr, len);
}

#endif /* _BSDNET_IP_SOURCE_H */
