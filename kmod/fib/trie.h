/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trie - the forwarding form of a prefix table: what the packet path walks (RT-2, RT-9)
 *
 * A multi-bit trie that takes a byte of the key per level. A node holds what
 * the prefixes that end in its byte say for each of the 256 values of that
 * byte: runs of equal forwarding entries, and nodes for the next byte. Both are
 * compressed by counting bits: a bitmap tells where runs start (which values
 * have a node below), and the number of bits before a place is the index into
 * an array that has but as many elements as there are runs (nodes). Words of
 * a bitmap in which no bit is set are left out. Levels at which there is no
 * choice are skipped: a node says how many bytes of the key it skips, and
 * which bytes they must be.
 *
 * Sources: the bitmaps and their counting are those of Poptrie (Asai, Ohara,
 * SIGCOMM 2015) and of Tree Bitmap (Eatherton, Varghese, Dittia, CCR 2004). As
 * in Tree Bitmap and unlike in Poptrie, a prefix leaves its mark in one node
 * alone: where a node has nothing to say ("inherit") the nodes above it
 * decide. That costs a look upwards where more-specifics don't cover a key,
 * and makes every change of the table a change of one node.
 *
 * Life: a node does not change, apart from its pointers to nodes below. A
 * change builds another one aside, publishes it by one store to the pointer
 * that led to the old one, and frees that after a grace period. So a reader
 * sees a change entirely or not at all (RT-9), and the cost of a change is that
 * of a node or two, whatever the size of the table. A lookup reads several
 * nodes, one after the other: of two changes to different nodes that happen
 * meanwhile it may see the second and not the first.
 *
 * The layout, in words of 64 bits from the start of the node:
 *
 *	0			struct bn_trie_node, first half: runs
 *	1			second half: nodes below (only if tagged BN_TRIE_KIDS)
 *	then			bytes that the node skips, if any
 *	then			words of the two bitmaps, where the nibbles of @where say
 *	node->leaves		leaves: u16 numbers of forwarding entries, 0 to inherit;
 *				pointers to them if tagged BN_TRIE_WIDE
 *	node->kids		pointers to the nodes below
 *
 * Pointers to nodes carry the tags in their lowest bits.
 */
#ifndef _BSDNET_TRIE_H
#define _BSDNET_TRIE_H

#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "fib/fwd.h"

struct bn_prefix_kids;
struct bn_prefix_node;
struct bn_prefix_set;
struct bn_prefix_table;

#define BN_TRIE_KIDS 1UL		/* has nodes below */
#define BN_TRIE_WIDE 2UL		/* leaves are pointers */
#define BN_TRIE_TAGS 3UL
#define BN_TRIE_SLOTS 256	/* values of a byte */

/**
 * struct bn_trie_ranks - how to count in a bitmap of 256 bits
 * @before: bits set in the words before the one of the place
 * @where: four nibbles: in which word of the node a word of the bitmap is; 0:
 *	it is empty and left out
 */
struct bn_trie_ranks {
	u8 before[4];
	u16 where;
};

/**
 * struct bn_trie_node - a node; see the top of this file
 * @runs: where runs of leaves start; the first run, which starts at 0, has no bit
 * @skip: bytes of the key between the byte of the node above and its own
 * @leaves: word of the first leaf
 * @below: which bytes have a node below
 * @kids: word of the first pointer to a node below
 */
struct bn_trie_node {
	struct bn_trie_ranks runs;
	u8 skip;
	u8 leaves;
	/* only with BN_TRIE_KIDS: */
	struct bn_trie_ranks below;
	u16 kids;
} __aligned(8);

/* trie_build.c APIs, private to the trie. Once: */
int bn_trie_init(void);
void bn_trie_exit(void);
/* Writers: */
struct bn_trie_node *bn_trie_build(const struct bn_prefix_node *node,
				   const struct bn_prefix_set *set,
				   const struct bn_prefix_kids *kids, int above, gfp_t gfp);
void bn_trie_free(struct bn_trie_node *tagged);
size_t bn_trie_size(const struct bn_trie_node *tagged);
struct bn_trie_node __rcu **bn_trie_slot(struct bn_trie_node *tagged, u8 at);

/* trie.c APIs. Readers: */
const struct bn_fwd *bn_trie_lookup(const struct bn_prefix_table *table,
				    const struct bn_fwd_table *fwds, const u8 *key);
void bn_trie_lookup_vector(const struct bn_prefix_table *table, const struct bn_fwd_table *fwds,
			   const u8 *keys, const struct bn_fwd **results, unsigned int n);

/* ---- reading a node ---------------------------------------------------- */

static __always_inline const struct bn_trie_node *bn_trie_untag(const struct bn_trie_node *tagged)
{
	return (const struct bn_trie_node *)((unsigned long)tagged & ~BN_TRIE_TAGS);
}

static __always_inline bool bn_trie_has_kids(const struct bn_trie_node *tagged)
{
	return (unsigned long)tagged & BN_TRIE_KIDS;
}

static __always_inline bool bn_trie_is_wide(const struct bn_trie_node *tagged)
{
	return (unsigned long)tagged & BN_TRIE_WIDE;
}

static __always_inline const u64 *bn_trie_words_of(const struct bn_trie_node *node)
{
	return (const u64 *)node;
}

/* The word of a bitmap that has the bit @at. Where it is left out, word 0 of
 * the node is read and masked away: cheaper than a branch that no one can predict
 */
static __always_inline u64 bn_trie_bitmap_word(const struct bn_trie_node *node,
					       const struct bn_trie_ranks *ranks, unsigned int at)
{
	unsigned int where = ranks->where >> (at / 64 * 4) & 15;

	return bn_trie_words_of(node)[where] & -(u64)(where != 0);
}

static __always_inline unsigned int bn_trie_run_at(const struct bn_trie_node *node, u8 at)
{
	u64 word = bn_trie_bitmap_word(node, &node->runs, at);

	return node->runs.before[at / 64] + hweight64(word & ~0ULL >> (63 - at % 64));
}

static __always_inline const u8 *bn_trie_skipped_bytes(const struct bn_trie_node *tagged)
{
	return (const u8 *)(bn_trie_words_of(bn_trie_untag(tagged)) + 1 + bn_trie_has_kids(tagged));
}

#endif /* _BSDNET_TRIE_H */
