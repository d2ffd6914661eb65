// SPDX-License-Identifier: GPL-2.0
/*
 * group - the masks that a lookup tries (PCB-1)
 *
 * A lookup tries the masks in use, the best match first; that order is the rank:
 * exact beats wild, and a longer address prefix a shorter one, field by field
 * in the order local port, remote port, instance, local address, remote address,
 * ifl_index. Protocol and family are always exact. The rank is those fields
 * packed into a number, so equal ranks are equal masks. Families and the common
 * protocols have lists of their own.
 *
 * A group knows in which stripes of the table it has entries, a bit for each. A
 * lookup skips stripes without the group's bit: so masks that few sessions use cost nearly
 * nothing, and empty ones nothing.
 *
 * Life: a group is made for the first entry with its mask and is freed with
 * the stack, empty or not; sockets can make a limited number of masks, and GROUPS_MAX bounds
 * the rest.
 *
 * Synchronization: lookups are under RCU; a new group is published in a copy of
 * the list, under a spinlock that is taken for that only. Members are counted per
 * stripe under the stripe's lock, so that writers of different stripes
 * write to one word only when a stripe gets its first or loses its last one. The bit
 * is set before the first entry is linked, and cleared after the last one was unlinked.
 */
#include <linux/err.h>
#include <linux/in.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "l3demux/group.h"

#define GROUPS_MAX	256	/* a list */

const u8 bn_group_kinds[256] = {
	[IPPROTO_TCP] = BN_PCB_KIND_TCP,
	[IPPROTO_UDP] = BN_PCB_KIND_UDP,
	[IPPROTO_ICMP] = BN_PCB_KIND_ICMP,
	[IPPROTO_ICMPV6] = BN_PCB_KIND_ICMP,
};

static void addr_mask(struct in6_addr *addr, unsigned int bits)
{
	memset(addr, 0xff, bits / 8);
	if (bits % 8)
		addr->s6_addr[bits / 8] = 0xff << (8 - bits % 8);
}

static void key_mask(struct bn_pcb_key *key, const struct bn_pcb_mask *mask)
{
	memset(key, 0, sizeof(*key));
	key->family = 0xff;
	key->proto = 0xff;
	if (mask->lport)
		key->lport = htons(0xffff);
	if (mask->rport)
		key->rport = htons(0xffff);
	if (mask->instance)
		key->instance = ~0;
	if (mask->ifl)
		key->ifl_index = ~0;
	addr_mask(&key->laddr, mask->laddr_bits);
	addr_mask(&key->raddr, mask->raddr_bits);
}

static struct bn_pcb_group *group_find(const struct bn_pcb_groups *groups, u32 rank)
{
	unsigned int i;

	for (i = 0; groups && i < groups->n; i++)
		if (groups->group[i]->rank == rank)
			return groups->group[i];
	return NULL;
}

/* A copy of @old with @group in its place */
static struct bn_pcb_groups *with(const struct bn_pcb_groups *old, struct bn_pcb_group *group)
{
	unsigned int n = old ? old->n : 0;
	struct bn_pcb_groups *new;
	unsigned int i;

	new = kmalloc(struct_size(new, group, n + 1), GFP_ATOMIC | __GFP_ACCOUNT);
	if (!new)
		return NULL;
	new->n = n + 1;
	for (i = 0; i < n && old->group[i]->rank > group->rank; i++)
		new->group[i] = old->group[i];
	new->group[i] = group;
	for (; i < n; i++)
		new->group[i + 1] = old->group[i];
	return new;
}

static struct bn_pcb_group *group_add(struct bn_pcb_groups __rcu **list,
				      struct bn_pcb_groups *old, const struct bn_pcb_mask *mask)
{
	struct bn_pcb_group *group;
	struct bn_pcb_groups *new;

	if (old && old->n >= GROUPS_MAX)
		return ERR_PTR(-ENOSPC);
	group = kzalloc(sizeof(*group), GFP_ATOMIC | __GFP_ACCOUNT);
	if (!group)
		return ERR_PTR(-ENOMEM);
	key_mask(&group->mask, mask);
	group->rank = bn_group_rank(mask);
	new = with(old, group);
	if (!new) {
		kfree(group);
		return ERR_PTR(-ENOMEM);
	}
	rcu_assign_pointer(*list, new);
	if (old)
		kfree_rcu(old, rcu);
	return group;
}

static struct bn_pcb_group *find_or_add(struct bn_pcb_group_set *set,
					struct bn_pcb_groups __rcu **list,
					const struct bn_pcb_mask *mask)
{
	struct bn_pcb_group *group;
	struct bn_pcb_groups *old;

	spin_lock_bh(&set->lock);
	old = rcu_dereference_protected(*list, lockdep_is_held(&set->lock));
	group = group_find(old, bn_group_rank(mask));
	if (!group)
		group = group_add(list, old, mask);
	spin_unlock_bh(&set->lock);
	return group;
}

/**
 * bn_group_get() - find or make the group of a new entry
 * @set: the groups
 * @key: of the entry: its family and protocol
 * @mask: of the entry, with valid prefix lengths
 *
 * Return: the group, or ERR_PTR: -ENOMEM, -ENOSPC.
 * Context: any but hardirq.
 */
struct bn_pcb_group *bn_group_get(struct bn_pcb_group_set *set, const struct bn_pcb_key *key,
				  const struct bn_pcb_mask *mask)
{
	struct bn_pcb_groups __rcu **list = key->family == AF_INET ? set->inet : set->inet6;
	struct bn_pcb_group *group;

	list += bn_group_kind(key->proto);
	rcu_read_lock();
	group = group_find(rcu_dereference(*list), bn_group_rank(mask));
	rcu_read_unlock();
	return group ?: find_or_add(set, list, mask);
}

/**
 * bn_group_enter() - count an entry that is about to be linked
 * @group: its group
 * @stripe: its stripe
 *
 * Context: the stripe's lock.
 */
void bn_group_enter(struct bn_pcb_group *group, unsigned int stripe)
{
	if (group->members[stripe]++)
		return;
	set_bit(stripe, group->present);
	atomic_inc(&group->stripes);
}

/**
 * bn_group_leave() - uncount an entry that was unlinked
 * @group: its group
 * @stripe: its stripe
 *
 * Context: the stripe's lock.
 */
void bn_group_leave(struct bn_pcb_group *group, unsigned int stripe)
{
	if (--group->members[stripe])
		return;
	atomic_dec(&group->stripes);
	clear_bit(stripe, group->present);
}

/**
 * bn_group_set_init() - initialize an empty set
 * @set: memory of the caller
 */
void bn_group_set_init(struct bn_pcb_group_set *set)
{
	unsigned int kind;

	spin_lock_init(&set->lock);
	for (kind = 0; kind < BN_PCB_KINDS; kind++) {
		RCU_INIT_POINTER(set->inet[kind], NULL);
		RCU_INIT_POINTER(set->inet6[kind], NULL);
	}
}

static void free_groups(struct bn_pcb_groups *groups)
{
	unsigned int i;

	for (i = 0; groups && i < groups->n; i++)
		kfree(groups->group[i]);
	kfree(groups);
}

/**
 * bn_group_set_exit() - free all groups
 * @set: the groups; no reader is left
 */
void bn_group_set_exit(struct bn_pcb_group_set *set)
{
	unsigned int kind;

	for (kind = 0; kind < BN_PCB_KINDS; kind++) {
		free_groups(rcu_access_pointer(set->inet[kind]));
		free_groups(rcu_access_pointer(set->inet6[kind]));
	}
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "group_kunit.c"
#endif
