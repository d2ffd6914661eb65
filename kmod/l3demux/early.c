// SPDX-License-Identifier: GPL-2.0
/*
 * early - the sets of early demultiplexing (IN-5, SK-6; paper: Receiving Packets Not Addressed
 * To Us)
 *
 * Life: entries are part of their owners (sockets). A set's list is replaced as a whole and
 * freed after a grace period; it has at most BN_EARLY_MAX entries, so that what a packet costs
 * is bounded.
 *
 * Synchronization: the configuration lock for changes, RCU for lookups.
 */
#include <linux/bsdnet_socket.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "l3demux/early.h"

/**
 * struct bn_early_list - the entries of a set
 * @rcu: for freeing
 * @n: number of entries
 * @entry: those with more ports first, then the newest first
 */
struct bn_early_list {
	struct rcu_head rcu;
	unsigned int n;
	struct bn_early *entry[];
};

static struct bn_early_list *early_list(const struct bsdnet_stack *stack,
					const struct bn_early_set *set)
{
	return bn_cfg_dereference(set->list, stack);
}

static struct bn_early_list *alloc_list(unsigned int n)
{
	struct bn_early_list *list;

	list = kmalloc(struct_size(list, entry, n), GFP_KERNEL_ACCOUNT);
	if (list)
		list->n = n;
	return list;
}

static void replace(const struct bsdnet_stack *stack, struct bn_early_set *set,
		    struct bn_early_list *list)
{
	struct bn_early_list *old = early_list(stack, set);

	rcu_assign_pointer(set->list, list);
	if (old)
		kfree_rcu(old, rcu);
}

/* Number of ports that are given: more is a better match */
static unsigned int early_rank(const struct bn_early *early)
{
	return !!early->lport + !!early->rport;
}

static bool early_same_key(const struct bn_early *a, const struct bn_early *b)
{
	return a->proto == b->proto && a->lport == b->lport && a->rport == b->rport &&
	       a->instance == b->instance;
}

static bool in_conflict(const struct bn_early *a, const struct bn_early *b)
{
	return early_same_key(a, b) && !a->copies && !b->copies && !(a->reuse && b->reuse);
}

/**
 * bn_early_add() - add an entry
 * @stack: the stack
 * @set: the set
 * @early: the entry, in no set
 *
 * Return: 0; -EADDRINUSE: another entry has the key, and not both have @reuse; -ENOSPC: the set
 *	has BN_EARLY_MAX entries; -ENOMEM.
 * Context: configuration lock.
 */
int bn_early_add(struct bsdnet_stack *stack, struct bn_early_set *set, struct bn_early *early)
{
	const struct bn_early_list *old = early_list(stack, set);
	unsigned int n = old ? old->n : 0, i, at = n;
	struct bn_early_list *list;

	for (i = n; i--;) {
		if (in_conflict(early, old->entry[i]))
			return -EADDRINUSE;
		if (early_rank(early) >= early_rank(old->entry[i]))
			at = i;
	}
	if (n == BN_EARLY_MAX)
		return -ENOSPC;
	list = alloc_list(n + 1);
	if (!list)
		return -ENOMEM;
	for (i = 0; i < n; i++)
		list->entry[i + (i >= at)] = old->entry[i];
	list->entry[at] = early;
	replace(stack, set, list);
	return 0;
}

static bool early_find(const struct bn_early_list *list, const struct bn_early *early,
		       unsigned int *at)
{
	for (*at = 0; list && *at < list->n; ++*at)
		if (list->entry[*at] == early)
			return true;
	return false;
}

/**
 * bn_early_has() - is an entry in a set?
 * @stack: the stack
 * @set: the set
 * @early: the entry
 *
 * Return: true if so.
 * Context: configuration lock.
 */
bool bn_early_has(const struct bsdnet_stack *stack, const struct bn_early_set *set,
		  const struct bn_early *early)
{
	unsigned int at;

	return early_find(early_list(stack, set), early, &at);
}

/* Without memory for a shorter list, fill the gap in the present one: a lookup that runs
 * meanwhile may see an entry twice or miss one, and an entry stays valid for a grace period.
 */
static void shorten(struct bn_early_list *list, unsigned int at)
{
	for (; at + 1 < list->n; at++)
		WRITE_ONCE(list->entry[at], list->entry[at + 1]);
	WRITE_ONCE(list->n, list->n - 1);
}

/**
 * bn_early_remove() - remove an entry
 * @stack: the stack
 * @set: the set
 * @early: the entry; free it after a grace period
 *
 * Return: false if it is not in the set.
 * Context: configuration lock. Cannot fail.
 */
bool bn_early_remove(struct bsdnet_stack *stack, struct bn_early_set *set,
		     struct bn_early *early)
{
	struct bn_early_list *old = early_list(stack, set), *list;
	unsigned int at, i;

	if (!early_find(old, early, &at))
		return false;
	if (old->n == 1) {
		replace(stack, set, NULL);
		return true;
	}
	list = alloc_list(old->n - 1);
	if (!list) {
		shorten(old, at);
		return true;
	}
	for (i = 0; i < list->n; i++)
		list->entry[i] = old->entry[i + (i >= at)];
	replace(stack, set, list);
	return true;
}

/**
 * bn_early_clear() - remove all entries
 * @stack: the stack
 * @set: the set; its owner is freed after a grace period, or stays
 *
 * Context: configuration lock.
 */
void bn_early_clear(struct bsdnet_stack *stack, struct bn_early_set *set)
{
	replace(stack, set, NULL);
}

/* ---- packet path ------------------------------------------------------------ */

static bool early_matches(const struct bn_early *early, const struct bn_early_key *key)
{
	if (early->proto != key->proto ||
	    (early->instance != key->instance && early->instance != BSDNET_INSTANCE_ANY))
		return false;
	if (!early->lport)
		return true;
	return key->has_ports && early->lport == key->dport &&
	       (!early->rport || early->rport == key->sport);
}

/**
 * bn_early_wants() - is there an entry for a packet?
 * @sets: sets to look in
 * @n: number of @sets
 * @key: of the packet
 *
 * Return: true if so.
 * Context: RCU read side.
 */
bool bn_early_wants(struct bn_early_set *const *sets, unsigned int n,
		    const struct bn_early_key *key)
{
	const struct bn_early_list *list;
	unsigned int i;

	for (; n; sets++, n--) {
		list = rcu_dereference((*sets)->list);
		for (i = 0; list && i < READ_ONCE(list->n); i++)
			if (early_matches(READ_ONCE(list->entry[i]), key))
				return true;
	}
	return false;
}

static void early_copy(struct bn_early *early, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (copy)
		early->input(early, copy);
	else
		bn_drop_count(bn_pkt(skb)->stack, BN_DROP_NO_MEMORY);
}

/**
 * bn_early_give() - give a packet to the entries that match
 * @sets: sets to look in; an entry in an earlier one is a better match
 * @n: number of @sets
 * @key: of the packet
 * @skb: data at the transport header; taken if the result is true
 *
 * Return: false if no entry matches.
 * Context: RCU read side, BH off.
 */
bool bn_early_give(struct bn_early_set *const *sets, unsigned int n,
		   const struct bn_early_key *key, struct sk_buff *skb)
{
	struct bn_early *early, *last = NULL;
	const struct bn_early_list *list;
	bool has_best = false;
	unsigned int i;

	for (; n; sets++, n--) {
		list = rcu_dereference((*sets)->list);
		for (i = 0; list && i < READ_ONCE(list->n); i++) {
			early = READ_ONCE(list->entry[i]);
			if (!early_matches(early, key) || (!early->copies && has_best))
				continue;
			has_best |= !early->copies;
			if (last)
				early_copy(last, skb);
			last = early;
		}
	}
	if (last)
		last->input(last, skb);
	return last;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "l3demux/early_kunit.c"
#endif
