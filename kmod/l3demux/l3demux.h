/* SPDX-License-Identifier: GPL-2.0 */
/*
 * l3demux - layer-3 demultiplexing: the PCB table (PCB-1 .. PCB-5)
 *
 * One lookup finds the session and the function to run. One table per stack,
 * for all families and protocols.
 */
#ifndef _BSDNET_L3DEMUX_H
#define _BSDNET_L3DEMUX_H

#include <linux/in6.h>
#include <linux/kconfig.h>
#include <linux/socket.h>

#include "core/core.h"
#include "core/linemap.h"

/**
 * struct bn_pcb_key - the seven fields (and the address family)
 * @instance: routing instance that recognized the packet as local
 * @ifl_index: arrival ifl
 * @lport: local port, network order; or the upper half of an SPI
 * @rport: remote port, network order; for ICMP echo replies lport is the id
 * @laddr: local address; IPv4 in the first 4 bytes, the rest zero
 * @raddr: remote address
 * @proto: IP protocol; never wild
 * @family: AF_INET or AF_INET6; never wild
 * @pad: not looked at
 */
struct bn_pcb_key {
	u32 instance;
	u32 ifl_index;
	__be16 lport;
	__be16 rport;
	struct in6_addr laddr;
	struct in6_addr raddr;
	u8 proto;
	u8 family;
	u16 pad;
} __aligned(8);

/* A word of a key from its fields, the first in memory first */
static __always_inline u64 bn_pcb_key_word(u16 a, u16 b, u32 c)
{
	if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN))
		return (u64)a << 48 | (u64)b << 32 | c;
	return (u64)c << 32 | (u32)b << 16 | a;
}

/**
 * bn_pcb_key_inet() - make the key of an IPv4 packet
 * @key: set to the key
 * @instance: routing instance
 * @ifl_index: arrival ifl
 * @lport: local port
 * @rport: remote port
 * @laddr: local address
 * @raddr: remote address
 * @proto: IP protocol
 *
 * Stores whole words, because the lookup reads whole words: processors do not forward stores
 * of parts of a word to a load of all of it.
 */
static __always_inline void bn_pcb_key_inet(struct bn_pcb_key *key, u32 instance, u32 ifl_index,
					    __be16 lport, __be16 rport, __be32 laddr, __be32 raddr,
					    u8 proto)
{
	bool big = IS_ENABLED(CONFIG_CPU_BIG_ENDIAN);
	u64 *word = (u64 *)key;

	word[0] = big ? (u64)instance << 32 | ifl_index : (u64)ifl_index << 32 | instance;
	word[1] = bn_pcb_key_word((__force u16)lport, (__force u16)rport, (__force u32)laddr);
	word[2] = 0;
	word[3] = bn_pcb_key_word(0, 0, (__force u32)raddr);
	word[4] = 0;
	word[5] = bn_pcb_key_word(0, 0, big ? (u32)proto << 24 | AF_INET << 16 :
					      (u32)AF_INET << 8 | proto);
}

/**
 * struct bn_pcb_mask - which fields of an entry must match
 *
 * Of several entries that match, the best is the one that is exact in the
 * first of these fields in which they differ: local port, remote port, instance, local
 * address (longer prefix), remote address (longer prefix), arrival ifl.
 *
 * @laddr_bits: significant bits of laddr, 0 for wild
 * @raddr_bits: significant bits of raddr, 0 for wild
 * @lport: lport must match
 * @rport: rport must match
 * @instance: instance must match
 * @ifl: ifl_index must match
 */
struct bn_pcb_mask {
	u8 laddr_bits;
	u8 raddr_bits;
	u8 lport:1, rport:1, instance:1, ifl:1;
};

struct bn_pcb;
struct bn_pcb_group;

/**
 * struct bn_pcb_ops - what an entry does with what it gets
 * @input: a packet for this session; ownership passes. skb->data is at the
 *	transport header, network and transport header are set. Softirq, RCU.
 * @error: an ICMP error about a packet that this session sent, @skb->data at
 *	the inner transport header; does not take the skb. May be NULL.
 * @accepts: does this session want a packet to a multicast or broadcast address? NULL: such a
 *	packet is for the best match only, as all others are
 * @input_copy: @input of a packet, or a clone, that @accepts has accepted
 */
struct bn_pcb_ops {
	void (*input)(struct bn_pcb *pcb, struct sk_buff *skb);
	void (*error)(struct bn_pcb *pcb, struct sk_buff *skb, int err, u8 type,
		      u8 code, u32 info);
	bool (*accepts)(const struct bn_pcb *pcb, const struct sk_buff *skb);
	void (*input_copy)(struct bn_pcb *pcb, struct sk_buff *skb);
	const char *name;
};

/**
 * struct bn_pcb - an entry; embedded in its owner, which frees it after a
 *	grace period following bn_pcb_remove()
 * @key: what a packet must have where @mask says so; anything elsewhere
 * @ops: what to do
 * @item: the table's: the hash
 * @rank: the table's: of @mask. All that a lookup reads is up to here.
 * @mask: where @key counts
 * @reuse: SO_REUSEADDR/PORT: may share its key (the newest wins)
 * @stack: the table's: the stack
 * @group: the table's: entries with the same mask; NULL: not in the table
 * @newer: the table's: next newer entry with the same key and mask
 * @older: the table's: next older one
 */
struct bn_pcb {
	struct bn_pcb_key key;
	const struct bn_pcb_ops *ops;
	struct bn_linemap_item item;
	u32 rank;
	struct bn_pcb_mask mask;
	bool reuse;
	struct bsdnet_stack *stack;
	struct bn_pcb_group *group;
	struct bn_pcb *newer;
	struct bn_pcb __rcu *older;
};

extern const struct bn_room bn_l3demux_room;

/* table.c APIs. insert and remove: any process context or softirq; they lock
 * inside and need no configuration lock (PCB-2). lookup: RCU.
 */
/* -EADDRINUSE, -ENOMEM, -EINVAL (prefix too long), -EAFNOSUPPORT, -ENOSPC (too many masks) */
int bn_pcb_insert(struct bsdnet_stack *stack, struct bn_pcb *pcb);
/* Does nothing for one that is not in the table */
void bn_pcb_remove(struct bn_pcb *pcb);
struct bn_pcb *bn_pcb_lookup(const struct bsdnet_stack *stack, const struct bn_pcb_key *key);
/* Calls @fn for every entry that matches. RCU */
void bn_pcb_each_match(const struct bsdnet_stack *stack, const struct bn_pcb_key *key,
		       void (*fn)(struct bn_pcb *pcb, void *arg), void *arg);
/* Calls @fn under RCU for every entry, in no particular order, from *cursor (0: the
 * beginning) on; *cursor follows. Nonzero from @fn ends it, and the entry comes again.
 */
int bn_pcb_walk(struct bsdnet_stack *stack, unsigned long *cursor,
		int (*fn)(const struct bn_pcb *pcb, void *arg), void *arg);

#endif /* _BSDNET_L3DEMUX_H */
