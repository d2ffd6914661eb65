// SPDX-License-Identifier: GPL-2.0
/*
 * prefix_set - the prefixes of a node, and the nodes below it: see prefix.h
 *
 * Both are arrays indexed by bitmaps, and are replaced as a whole, so that a reader never
 * sees a bitmap that does not match its array.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/prefix.h"

#define owned(pointer) rcu_dereference_protected(pointer, 1)

static struct bn_prefix_set *set_alloc(unsigned int n, gfp_t gfp)
{
	struct bn_prefix_set *set = kmalloc(struct_size(set, entry, n), gfp);

	if (!set)
		return NULL;
	memset(set, 0, sizeof(*set));
	set->n = n;
	return set;
}

static void set_bits(struct bn_prefix_set *set, const struct bn_prefix_set *old,
		     unsigned int slot)
{
	unsigned int i;

	if (old)
		memcpy(set->bits, old->bits, sizeof(set->bits));
	set->bits[slot / 64] ^= 1ULL << slot % 64;
	for (i = 1; i < ARRAY_SIZE(set->before); i++)
		set->before[i] = set->before[i - 1] + hweight64(set->bits[i - 1]);
}

/**
 * bn_prefix_set_with() - copy a set and add a prefix
 * @old: the set, NULL for an empty one
 * @slot: the new prefix, not in @old
 * @head: pointer of the user
 * @fwd: its forwarding entry
 * @gfp: how to allocate
 *
 * Return: the set; NULL without memory.
 */
struct bn_prefix_set *bn_prefix_set_with(const struct bn_prefix_set *old, unsigned int slot,
					 void *head, struct bn_fwd *fwd, gfp_t gfp)
{
	unsigned int n = old ? old->n : 0, at;
	struct bn_prefix_set *set = set_alloc(n + 1, gfp);

	if (!set)
		return NULL;
	set_bits(set, old, slot);
	at = bn_prefix_set_index(set, slot);
	if (old) {
		memcpy(set->entry, old->entry, at * sizeof(*set->entry));
		memcpy(set->entry + at + 1, old->entry + at, (n - at) * sizeof(*set->entry));
	}
	RCU_INIT_POINTER(set->entry[at].head, head);
	set->entry[at].fwd = fwd;
	return set;
}

/**
 * bn_prefix_set_without() - copy a set without one prefix
 * @old: at least two prefixes
 * @slot: one of them
 * @gfp: how to allocate
 *
 * Return: the set; NULL without memory.
 */
struct bn_prefix_set *bn_prefix_set_without(const struct bn_prefix_set *old, unsigned int slot,
					    gfp_t gfp)
{
	unsigned int n = old->n - 1, at = bn_prefix_set_index(old, slot);
	struct bn_prefix_set *set = set_alloc(n, gfp);

	if (!set)
		return NULL;
	set_bits(set, old, slot);
	memcpy(set->entry, old->entry, at * sizeof(*set->entry));
	memcpy(set->entry + at, old->entry + at + 1, (n - at) * sizeof(*set->entry));
	return set;
}

static struct bn_prefix_kids *kids_alloc(unsigned int n, gfp_t gfp)
{
	struct bn_prefix_kids *kids = kmalloc(struct_size(kids, kid, n), gfp);

	if (!kids)
		return NULL;
	memset(kids, 0, sizeof(*kids));
	kids->n = n;
	return kids;
}

static void kids_copy(struct bn_prefix_kids *kids, unsigned int to,
		      const struct bn_prefix_kids *old, unsigned int from, unsigned int n)
{
	while (n--)
		RCU_INIT_POINTER(kids->kid[to++], owned(old->kid[from++]));
}

/**
 * bn_prefix_kids_with() - copy the nodes below a node and add one
 * @old: the nodes, NULL for none
 * @byte: byte of the new one, not in @old
 * @kid: the new one
 * @gfp: how to allocate
 *
 * Return: the nodes; NULL without memory.
 */
struct bn_prefix_kids *bn_prefix_kids_with(const struct bn_prefix_kids *old, u8 byte,
					   struct bn_prefix_node *kid, gfp_t gfp)
{
	unsigned int n = old ? old->n : 0, at = old ? bn_prefix_kids_index(old, byte) : 0;
	struct bn_prefix_kids *kids = kids_alloc(n + 1, gfp);

	if (!kids)
		return NULL;
	if (old) {
		memcpy(kids->bits, old->bits, sizeof(kids->bits));
		kids_copy(kids, 0, old, 0, at);
		kids_copy(kids, at + 1, old, at, n - at);
	}
	kids->bits[byte / 64] |= 1ULL << byte % 64;
	RCU_INIT_POINTER(kids->kid[at], kid);
	return kids;
}

/**
 * bn_prefix_kids_without() - copy the nodes below a node without one
 * @old: at least two nodes
 * @byte: byte of that one
 * @gfp: how to allocate
 *
 * Return: the nodes; NULL without memory.
 */
struct bn_prefix_kids *bn_prefix_kids_without(const struct bn_prefix_kids *old, u8 byte,
					      gfp_t gfp)
{
	unsigned int n = old->n - 1, at = bn_prefix_kids_index(old, byte);
	struct bn_prefix_kids *kids = kids_alloc(n, gfp);

	if (!kids)
		return NULL;
	memcpy(kids->bits, old->bits, sizeof(kids->bits));
	kids->bits[byte / 64] &= ~(1ULL << byte % 64);
	kids_copy(kids, 0, old, 0, at);
	kids_copy(kids, at, old, at + 1, n - at);
	return kids;
}
