/* SPDX-License-Identifier: GPL-2.0 */
/*
 * early - early demultiplexing: packets of an interface that sockets ask for whatever their
 * address (IN-5, SK-6)
 *
 * A set has the entries of an interface, or those for all interfaces. It is small: the key is
 * the protocol and the first four bytes of the transport header, and a lookup compares it with
 * each entry.
 */
#ifndef _BSDNET_L3DEMUX_EARLY_H
#define _BSDNET_L3DEMUX_EARLY_H

#include <linux/rcupdate.h>

#include "core/core.h"

#define BN_EARLY_MAX	32	/* entries of a set */

struct bn_early_list;

/**
 * struct bn_early_key - what a lookup knows of a packet
 * @instance: routing instance of its interface
 * @sport: source port: the first two bytes of the transport header
 * @dport: destination port: the next two
 * @proto: IP protocol
 * @has_ports: the ports are known; a fragment does not match entries with ports
 */
struct bn_early_key {
	u32 instance;
	__be16 sport;
	__be16 dport;
	u8 proto;
	bool has_ports;
};

/**
 * struct bn_early - an entry; embedded in its owner, which frees it a grace period after
 *	bn_early_remove()
 * @input: receives a packet; ownership passes. skb->data is at the transport header. Softirq, RCU
 * @instance: routing instance, or BSDNET_INSTANCE_ANY
 * @lport: destination port of the packets, 0: all of the protocol
 * @rport: their source port, 0: all
 * @proto: IP protocol
 * @copies: all entries with this flag get the packet; of those without it, the best one
 * @reuse: may have the same key as another entry with @reuse; the newest gets the packet
 */
struct bn_early {
	void (*input)(struct bn_early *early, struct sk_buff *skb);
	u32 instance;
	__be16 lport;
	__be16 rport;
	u8 proto;
	bool copies;
	bool reuse;
};

/**
 * struct bn_early_set - the entries of an interface
 * @list: the entries, the best match first; NULL: none
 */
struct bn_early_set {
	struct bn_early_list __rcu *list;
};

/* early.c APIs. Configuration lock: */
int bn_early_add(struct bsdnet_stack *stack, struct bn_early_set *set, struct bn_early *early);
bool bn_early_remove(struct bsdnet_stack *stack, struct bn_early_set *set,
		     struct bn_early *early);
bool bn_early_has(const struct bsdnet_stack *stack, const struct bn_early_set *set,
		  const struct bn_early *early);
void bn_early_clear(struct bsdnet_stack *stack, struct bn_early_set *set);
/* RCU: */
bool bn_early_wants(struct bn_early_set *const *sets, unsigned int n,
		    const struct bn_early_key *key);
bool bn_early_give(struct bn_early_set *const *sets, unsigned int n,
		   const struct bn_early_key *key, struct sk_buff *skb);

/* Any context; the answer may be old */
static inline bool bn_early_empty(const struct bn_early_set *set)
{
	return !rcu_access_pointer(set->list);
}

#endif /* _BSDNET_L3DEMUX_EARLY_H */
