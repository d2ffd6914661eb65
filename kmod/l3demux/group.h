/* SPDX-License-Identifier: GPL-2.0 */
/*
 * group - the masks in use, which a lookup probes (PCB-1)
 */
#ifndef _BSDNET_L3DEMUX_GROUP_H
#define _BSDNET_L3DEMUX_GROUP_H

#include <linux/atomic.h>
#include <linux/bitops.h>

#include "l3demux/l3demux.h"

#define BN_PCB_STRIPE_BITS	8
#define BN_PCB_STRIPES		BIT(BN_PCB_STRIPE_BITS)

/**
 * struct bn_pcb_group - a mask, and the stripes of the table that have entries with it
 * @mask: significant bits of a key
 * @rank: rank of the mask: higher is a better match; unique in its list
 * @stripes: number of stripes with entries; 0: no probe is needed
 * @present: those stripes
 * @members: number of entries in each stripe, under its lock
 */
struct bn_pcb_group {
	struct bn_pcb_key mask;
	u32 rank;
	atomic_t stripes;
	unsigned long present[BN_PCB_STRIPES / BITS_PER_LONG];
	u32 members[BN_PCB_STRIPES];
};

/**
 * struct bn_pcb_groups - all groups of a family and kind of protocol, the best match first
 * @rcu: for freeing
 * @n: number of groups
 * @group: the groups
 */
struct bn_pcb_groups {
	struct rcu_head rcu;
	unsigned int n;
	struct bn_pcb_group *group[];
};

/* Protocols with their own lists, so that the masks of others are not probed */
enum bn_pcb_kind {
	BN_PCB_KIND_OTHER,
	BN_PCB_KIND_TCP,
	BN_PCB_KIND_UDP,
	BN_PCB_KIND_ICMP,
	BN_PCB_KINDS
};

/**
 * struct bn_pcb_group_set - all groups
 * @lock: protects additions
 * @inet: lists of AF_INET; NULL: none
 * @inet6: lists of AF_INET6; NULL: none
 */
struct bn_pcb_group_set {
	spinlock_t lock;	/* additions */
	struct bn_pcb_groups __rcu *inet[BN_PCB_KINDS];
	struct bn_pcb_groups __rcu *inet6[BN_PCB_KINDS];
};

/* group.c APIs: */
struct bn_pcb_group *bn_group_get(struct bn_pcb_group_set *set, const struct bn_pcb_key *key,
				  const struct bn_pcb_mask *mask);
/* Under the stripe's lock: before an entry is linked, after it was unlinked */
void bn_group_enter(struct bn_pcb_group *group, unsigned int stripe);
void bn_group_leave(struct bn_pcb_group *group, unsigned int stripe);
void bn_group_set_init(struct bn_pcb_group_set *set);
void bn_group_set_exit(struct bn_pcb_group_set *set);

/**
 * bn_group_rank() - rank of a mask
 * @mask: of the entry
 *
 * Return: a number, higher for the better match, different for each mask.
 * Context: any.
 */
static __always_inline u32 bn_group_rank(const struct bn_pcb_mask *mask)
{
	return (u32)mask->lport << 19 | mask->rport << 18 | mask->instance << 17 |
	       mask->laddr_bits << 9 | mask->raddr_bits << 1 | mask->ifl;
}

extern const u8 bn_group_kinds[256];	/* enum bn_pcb_kind of protocols */

static __always_inline enum bn_pcb_kind bn_group_kind(u8 proto)
{
	return bn_group_kinds[proto];
}

/* False: there is no entry in the stripe of the hash */
static inline bool bn_group_present(const struct bn_pcb_group *group, unsigned int stripe)
{
	return READ_ONCE(group->present[stripe / BITS_PER_LONG]) >> stripe % BITS_PER_LONG & 1;
}

#endif /* _BSDNET_L3DEMUX_GROUP_H */
