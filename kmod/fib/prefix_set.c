// SPDX-License-Identifier: GPL-2.0
/*
 * prefix_set - the prefixes of a node, and the nodes below it: see prefix.h
 *
 * Both are sorted arrays, and are replaced as a whole, so that a reader never sees a place
 * or byte that does not match its pointer.
 */
#include <linux/string.h>

#include "fib/memory.h"
#include "fib/prefix.h"

static struct bn_prefix_set *set_alloc(unsigned int n, gfp_t gfp)
{
	struct bn_prefix_set *set = bn_fib_alloc(bn_prefix_set_size(n), gfp);

	if (set)
		set->n = n;
	return set;
}

/* Copy @n prefixes */
static void set_copy(struct bn_prefix_set *set, unsigned int to, const struct bn_prefix_set *old,
		     unsigned int from, unsigned int n)
{
	memcpy(set->place + to, old->place + from, n * sizeof(*set->place));
	memcpy(bn_prefix_heads(set) + to, bn_prefix_heads(old) + from, n * sizeof(void *));
}

/**
 * bn_prefix_set_with() - copy a set and add a prefix
 * @old: the set, NULL for an empty one
 * @place: the new prefix, not in @old
 * @head: its first route
 * @gfp: how to allocate
 *
 * Return: the set; NULL without memory.
 */
struct bn_prefix_set *bn_prefix_set_with(const struct bn_prefix_set *old, unsigned int place,
					 struct bn_route *head, gfp_t gfp)
{
	unsigned int n = old ? old->n : 0, at = old ? bn_prefix_set_index(old, place) : 0;
	struct bn_prefix_set *set = set_alloc(n + 1, gfp);

	if (!set)
		return NULL;
	if (old) {
		set_copy(set, 0, old, 0, at);
		set_copy(set, at + 1, old, at, n - at);
	}
	set->place[at] = place;
	RCU_INIT_POINTER(bn_prefix_heads(set)[at], head);
	return set;
}

/**
 * bn_prefix_set_without() - copy a set without one prefix
 * @old: at least two prefixes
 * @place: one of them
 * @gfp: how to allocate
 *
 * Return: the set; NULL without memory.
 */
struct bn_prefix_set *bn_prefix_set_without(const struct bn_prefix_set *old, unsigned int place,
					    gfp_t gfp)
{
	unsigned int n = old->n - 1, at = bn_prefix_set_index(old, place);
	struct bn_prefix_set *set = set_alloc(n, gfp);

	if (!set)
		return NULL;
	set_copy(set, 0, old, 0, at);
	set_copy(set, at, old, at + 1, n - at);
	return set;
}

static struct bn_prefix_kids *kids_alloc(unsigned int n, gfp_t gfp)
{
	struct bn_prefix_kids *kids = bn_fib_alloc(bn_prefix_kids_size(n), gfp);

	if (kids)
		kids->n = n;
	return kids;
}

/* Copy @n nodes */
static void kids_copy(struct bn_prefix_kids *kids, unsigned int to,
		      const struct bn_prefix_kids *old, unsigned int from, unsigned int n)
{
	memcpy(kids->byte + to, old->byte + from, n);
	memcpy(bn_prefix_kid(kids) + to, bn_prefix_kid(old) + from, n * sizeof(void *));
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
		kids_copy(kids, 0, old, 0, at);
		kids_copy(kids, at + 1, old, at, n - at);
	}
	kids->byte[at] = byte;
	RCU_INIT_POINTER(bn_prefix_kid(kids)[at], kid);
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
	kids_copy(kids, 0, old, 0, at);
	kids_copy(kids, at, old, at + 1, n - at);
	return kids;
}
