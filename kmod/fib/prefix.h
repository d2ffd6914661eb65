/* SPDX-License-Identifier: GPL-2.0 */
/*
 * prefix - prefixes of keys of up to 256 bits, in two forms (RT-2, RT-3, RT-9)
 *
 * One trie, a byte of the key per level, with two sides. The route side, in this file, has
 * every prefix, with the head of its list of routes: exact lookup, ordered walk, match from
 * short to long. The forwarding side (trie.h) is compact and has
 * only the forwarding entry for each key. Both consist of the same nodes: a node holds the
 * prefixes that end in its byte.
 *
 * Prefixes within a node are named by their place: the first value of the byte that they cover,
 * then their length (0 .. 8), 4 bits. In the order of places a prefix comes before those
 * inside it. Length 0 occurs only at the top; elsewhere it is length 8 of the node above.
 *
 * Readers of both sides are under RCU, take no lock and never wait. Writers
 * hold the route lock.
 */
#ifndef _BSDNET_PREFIX_H
#define _BSDNET_PREFIX_H

#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "core/core.h"
#include "fib/trie.h"

struct bn_fwd;
struct bn_route;

#define BN_PREFIX_BYTES 32	/* most bytes of a key */

/**
 * struct bn_prefix_set - the prefixes of a node; replaced when one is added or removed
 * @n: their number, at least 1
 * @place: their places, in order
 *
 * Their heads follow, in the same order: bn_prefix_heads().
 */
struct bn_prefix_set {
	u16 n;
	u16 place[];
};

/**
 * struct bn_prefix_kids - the nodes below a node; replaced when one is added or removed
 * @n: their number, at least 1
 * @byte: the bytes that have one, in order
 *
 * The nodes follow, in the same order: bn_prefix_kid().
 */
struct bn_prefix_kids {
	u16 n;
	u8 byte[];
};

/**
 * struct bn_prefix_node - a node
 * @set: its prefixes; NULL: none
 * @kids: nodes below; NULL: none
 * @parent: the node above; writers
 * @form: its forwarding form; writers
 * @skip: nodes for the levels between it and the node above, if any; writers
 * @depth: bytes of the key before its own
 * @key: those bytes
 */
struct bn_prefix_node {
	struct bn_prefix_set __rcu *set;
	struct bn_prefix_kids __rcu *kids;
	struct bn_prefix_node *parent;
	struct bn_trie_form form;
	struct bn_trie_form skip;
	u8 depth;
	u8 key[];
};

/**
 * struct bn_prefix_table - the trie
 * @fib: [path] slot that leads to the forwarding form of its top
 * @dst_bytes: [path] bytes of a destination, with which a key begins
 * @root: the top node
 * @stack: its route lock serializes writers
 */
struct bn_prefix_table {
	u64 fib;
	unsigned int dst_bytes;
	struct bn_prefix_node *root;
	struct bsdnet_stack *stack;
};

/**
 * struct bn_prefix_pos - position of a prefix
 * @node: the node; NULL: not found
 * @place: place in the node
 */
struct bn_prefix_pos {
	struct bn_prefix_node *node;
	unsigned int place;
};

/* prefix.c APIs. Writers: */
int bn_prefix_init(struct bn_prefix_table *table, struct bsdnet_stack *stack,
		   unsigned int dst_bytes);
void bn_prefix_exit(struct bn_prefix_table *table);
int bn_prefix_add(struct bn_prefix_table *table, const u8 *key, unsigned int bits,
		  struct bn_route *head, struct bn_prefix_node *node, struct bn_prefix_pos *pos);
int bn_prefix_change(struct bn_prefix_table *table, const struct bn_prefix_pos *pos,
		     struct bn_route *head, const struct bn_fwd *fwd, gfp_t gfp);
void bn_prefix_remove(struct bn_prefix_table *table, const struct bn_prefix_pos *pos);

/* prefix_set.c APIs, private to the trie. Writers: */
struct bn_prefix_set *bn_prefix_set_with(const struct bn_prefix_set *old, unsigned int place,
					 struct bn_route *head, gfp_t gfp);
struct bn_prefix_set *bn_prefix_set_without(const struct bn_prefix_set *old, unsigned int place,
					    gfp_t gfp);
struct bn_prefix_kids *bn_prefix_kids_with(const struct bn_prefix_kids *old, u8 byte,
					   struct bn_prefix_node *kid, gfp_t gfp);
struct bn_prefix_kids *bn_prefix_kids_without(const struct bn_prefix_kids *old, u8 byte,
					      gfp_t gfp);

/* prefix_find.c APIs. Writers: */
struct bn_prefix_pos bn_prefix_find(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits, struct bn_prefix_node **near);
struct bn_prefix_pos bn_prefix_first(const struct bn_prefix_table *table);
struct bn_prefix_pos bn_prefix_next(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits);
size_t bn_prefix_memory(const struct bn_prefix_table *table, size_t *fib);

/* Readers, or writers: */
struct bn_route __rcu **bn_prefix_head(const struct bn_prefix_table *table,
				       const struct bn_prefix_node *node, unsigned int place);
const struct bn_prefix_node *bn_prefix_below(const struct bn_prefix_table *table,
					     const struct bn_prefix_node *node, const u8 *key);
unsigned int bn_prefix_get(const struct bn_prefix_node *node, unsigned int place, u8 *key);

/* Reference by which the node above leads to a node's forwarding form. Writers */
static inline u64 bn_prefix_ref(const struct bn_prefix_node *node)
{
	return node->skip.ref ?: node->form.ref;
}

/* ---- places ------------------------------------------------------------ */

#define BN_PREFIX_BELOW		9U		/* in the order of lengths: the node below */

/* The place of the @bits leading bits (0 .. 8) of a byte */
static inline unsigned int bn_prefix_place(u8 byte, unsigned int bits)
{
	return (byte & (0xff00U >> bits) & 255) << 4 | bits;
}

/* First byte value that a prefix covers */
static inline unsigned int bn_prefix_start(unsigned int place)
{
	return place >> 4;
}

/* Its length within the byte of its node */
static inline unsigned int bn_prefix_bits(unsigned int place)
{
	return place & 15;
}

/* The byte value after the last that it covers */
static inline unsigned int bn_prefix_end(unsigned int place)
{
	return bn_prefix_start(place) + (256U >> bn_prefix_bits(place));
}

/* ---- sets -------------------------------------------------------------- */

static inline size_t bn_prefix_set_size(unsigned int n)
{
	return ALIGN(sizeof(u16) * (1 + n), sizeof(void *)) + n * sizeof(void *);
}

/* The heads of the prefixes of a set */
static inline struct bn_route __rcu **bn_prefix_heads(const struct bn_prefix_set *set)
{
	unsigned long heads = (unsigned long)(set->place + set->n);

	return (struct bn_route __rcu **)ALIGN(heads, sizeof(void *));
}

/* Index of the first prefix at @place or after it. Without a branch that depends on the data */
static inline unsigned int bn_prefix_set_index(const struct bn_prefix_set *set, unsigned int place)
{
	unsigned int at = 0, n, half;

	for (n = set->n; n > 1; n -= half) {
		half = n / 2;
		at += set->place[at + half - 1] < place ? half : 0;
	}
	return at + (set->place[at] < place);
}

static inline size_t bn_prefix_kids_size(unsigned int n)
{
	return ALIGN(sizeof(u16) + n, sizeof(void *)) + n * sizeof(void *);
}

/* The nodes below, in the order of their bytes */
static inline struct bn_prefix_node __rcu **bn_prefix_kid(const struct bn_prefix_kids *kids)
{
	unsigned long kid = (unsigned long)(kids->byte + kids->n);

	return (struct bn_prefix_node __rcu **)ALIGN(kid, sizeof(void *));
}

/* Index of the first node below for @byte (0 .. 256) or after it */
static inline unsigned int bn_prefix_kids_index(const struct bn_prefix_kids *kids,
						unsigned int byte)
{
	unsigned int at = 0, n, half;

	for (n = kids->n; n > 1; n -= half) {
		half = n / 2;
		at += kids->byte[at + half - 1] < byte ? half : 0;
	}
	return at + (kids->byte[at] < byte);
}

#endif /* _BSDNET_PREFIX_H */
