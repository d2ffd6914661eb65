/* SPDX-License-Identifier: GPL-2.0 */
/*
 * group - entries of one mask: what a lookup has to try (PCB-1)
 */
#ifndef _BSDNET_L3DEMUX_GROUP_H
#define _BSDNET_L3DEMUX_GROUP_H

#include "l3demux/l3demux.h"

/**
 * struct bn_pcb_group - a mask and how many entries have it
 * @mask: ones where an entry must match
 * @rank: of the mask: the higher, the better the match; unique
 * @members: number of entries; nothing needs to be tried where it is 0
 */
struct bn_pcb_group {
	struct bn_pcb_key mask;
	u32 rank;
	atomic_t members;
};

/**
 * struct bn_pcb_groups - all groups of a family, the best match first
 * @rcu: for freeing
 * @n: number of groups
 * @group: the groups
 */
struct bn_pcb_groups {
	struct rcu_head rcu;
	unsigned int n;
	struct bn_pcb_group *group[];
};

/**
 * struct bn_pcb_group_set - the groups of both families
 * @lock: guards additions
 * @inet: AF_INET; NULL: none
 * @inet6: AF_INET6; NULL: none
 */
struct bn_pcb_group_set {
	spinlock_t lock;	/* additions */
	struct bn_pcb_groups __rcu *inet;
	struct bn_pcb_groups __rcu *inet6;
};

/* group.c APIs: */
u32 bn_group_rank(const struct bn_pcb_mask *mask);
struct bn_pcb_group *bn_group_get(struct bn_pcb_group_set *set, u8 family,
				  const struct bn_pcb_mask *mask);
void bn_group_put(struct bn_pcb_group *group);
void bn_group_set_init(struct bn_pcb_group_set *set);
void bn_group_set_exit(struct bn_pcb_group_set *set);

#endif /* _BSDNET_L3DEMUX_GROUP_H */
