/* SPDX-License-Identifier: GPL-2.0 */
/*
 * prefix - prefixes of keys of up to 256 bits, in two forms (RT-2, RT-3, RT-9)
 *
 * One trie, a byte of the key per level, with two sides. The route side, in this file, has
 * every prefix, with a pointer of the user (the head of a list of routes): exact lookup,
 * ordered walk, match from short to long. The forwarding side (trie.h) is compact and has
 * only the forwarding entry for each key. Both consist of the same nodes: a node holds the
 * prefixes that end in its byte.
 *
 * Prefixes within a node are numbered as in a heap: the prefix of length l
 * (0 .. 8) and value v has the slot (1 << l) | v. Length 0 occurs only at the
 * top; elsewhere it is length 8 of the node above.
 *
 * Readers of both sides are under RCU, take no lock and never wait. Writers
 * are serialized by the caller.
 */
#ifndef _BSDNET_PREFIX_H
#define _BSDNET_PREFIX_H

#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "fib/trie.h"

struct bn_fwd;

#define BN_PREFIX_BYTES 32	/* most bytes of a key */
#define BN_PREFIX_SLOTS 512	/* prefixes of a node: 8 lengths and the top's zero */

/**
 * struct bn_prefix_entry - a prefix
 * @head: pointer of the user; not NULL
 * @fwd: its forwarding entry; NULL: a shorter prefix decides. Writers
 */
struct bn_prefix_entry {
	void __rcu *head;
	struct bn_fwd *fwd;
};

/**
 * struct bn_prefix_old - replaced objects, freed after a grace period
 * @rcu: RCU head
 * @form: forwarding form, or none
 * @node: nodes, or NULL
 *
 * The first member of the objects that are replaced most often, so that a change need not
 * allocate it; freed with them.
 */
struct bn_prefix_old {
	struct rcu_head rcu;
	struct bn_trie_form form;
	struct bn_prefix_node *node[2];
};

/**
 * struct bn_prefix_set - the prefixes of a node; replaced when one is added or removed
 * @old: used when it is replaced
 * @bits: slots in use
 * @before: bits set in the words before
 * @n: their number
 * @entry: in the order of slots
 */
struct bn_prefix_set {
	struct bn_prefix_old old;
	u64 bits[BN_PREFIX_SLOTS / 64];
	u16 before[BN_PREFIX_SLOTS / 64];
	unsigned int n;
	struct bn_prefix_entry entry[];
};

/**
 * struct bn_prefix_kids - the nodes below a node; replaced when one is added or removed
 * @old: used when it is replaced
 * @bits: bytes that have one
 * @n: their number
 * @kid: in the order of bytes
 */
struct bn_prefix_kids {
	struct bn_prefix_old old;
	u64 bits[4];
	unsigned int n;
	struct bn_prefix_node __rcu *kid[];
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
 * @key_bytes: bytes of a key
 * @root: the top node
 */
struct bn_prefix_table {
	u64 fib;
	unsigned int dst_bytes;
	unsigned int key_bytes;
	struct bn_prefix_node *root;
};

/**
 * struct bn_prefix_pos - position of a prefix
 * @node: the node; NULL: not found
 * @slot: slot in the node
 */
struct bn_prefix_pos {
	struct bn_prefix_node *node;
	unsigned int slot;
};

/* prefix.c APIs. Writers: */
int bn_prefix_init(struct bn_prefix_table *table, unsigned int dst_bytes, unsigned int src_bytes);
void bn_prefix_exit(struct bn_prefix_table *table);
int bn_prefix_add(struct bn_prefix_table *table, const u8 *key, unsigned int bits, void *head,
		  struct bn_fwd *fwd, struct bn_prefix_pos *pos);
int bn_prefix_change(struct bn_prefix_table *table, const struct bn_prefix_pos *pos, void *head,
		     struct bn_fwd *fwd, gfp_t gfp);
void bn_prefix_remove(struct bn_prefix_table *table, const struct bn_prefix_pos *pos);

/* prefix_set.c APIs, private to the trie. Writers: */
struct bn_prefix_set *bn_prefix_set_with(const struct bn_prefix_set *old, unsigned int slot,
					 void *head, struct bn_fwd *fwd, gfp_t gfp);
struct bn_prefix_set *bn_prefix_set_without(const struct bn_prefix_set *old, unsigned int slot,
					    gfp_t gfp);
struct bn_prefix_kids *bn_prefix_kids_with(const struct bn_prefix_kids *old, u8 byte,
					   struct bn_prefix_node *kid, gfp_t gfp);
struct bn_prefix_kids *bn_prefix_kids_without(const struct bn_prefix_kids *old, u8 byte,
					      gfp_t gfp);

/* prefix_find.c APIs. Writers: */
struct bn_prefix_pos bn_prefix_find(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits);
struct bn_prefix_pos bn_prefix_first(const struct bn_prefix_table *table);
struct bn_prefix_pos bn_prefix_next(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits);
size_t bn_prefix_memory(const struct bn_prefix_table *table, size_t *fib);

/* Readers, or writers: */
struct bn_prefix_entry *bn_prefix_entry(const struct bn_prefix_node *node, unsigned int slot);
const struct bn_prefix_node *bn_prefix_below(const struct bn_prefix_node *node, const u8 *key);
unsigned int bn_prefix_get(const struct bn_prefix_node *node, unsigned int slot, u8 *key);

/* Reference by which the node above leads to a node's forwarding form. Writers */
static inline u64 bn_prefix_ref(const struct bn_prefix_node *node)
{
	return node->skip.ref ?: node->form.ref;
}

static inline bool bn_prefix_bit(const u64 *bits, unsigned int n)
{
	return bits[n / 64] >> n % 64 & 1;
}

/* Index of the entry of a slot */
static inline unsigned int bn_prefix_set_index(const struct bn_prefix_set *set, unsigned int slot)
{
	return set->before[slot / 64] +
	       hweight64(set->bits[slot / 64] & ((1ULL << slot % 64) - 1));
}

/* Index of the node below for a byte */
static inline unsigned int bn_prefix_kids_index(const struct bn_prefix_kids *kids, u8 byte)
{
	unsigned int i, before = 0;

	for (i = 0; i < byte / 64; i++)
		before += hweight64(kids->bits[i]);
	return before + hweight64(kids->bits[i] & ((1ULL << byte % 64) - 1));
}

/* Length of a slot's prefix within the byte of its node */
static inline unsigned int bn_prefix_slot_bits(unsigned int slot)
{
	return fls(slot) - 1;
}

/* The slot of the @bits leading bits (0 .. 8) of a byte */
static inline unsigned int bn_prefix_slot(u8 byte, unsigned int bits)
{
	return (256U | byte) >> (8 - bits);
}

/* First byte value that a slot's prefix covers */
static inline unsigned int bn_prefix_slot_start(unsigned int slot)
{
	return slot << (8 - bn_prefix_slot_bits(slot)) & 255;
}

#endif /* _BSDNET_PREFIX_H */
