/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trie_top - a way past the first two bytes of a key
 *
 * In a table with many routes nearly every key leads through two nodes at the
 * top into one of the many nodes at the third byte. Here those stand in an
 * index by the first two bytes: ten bits choose a block, six a bit in it.
 *
 * The index only saves time. What is not in it is found from the top of the
 * trie; so it may lack nodes, and does where there was no memory, but what it
 * has is up to date: for the bytes from the third on a reader asks either the
 * index or the nodes above, never both, and each change is one store in what
 * he asks.
 *
 * Life: made when there are enough such nodes, given back when there are few.
 *
 * Synchronization: as the trie.
 */
#ifndef _BSDNET_TRIE_TOP_H
#define _BSDNET_TRIE_TOP_H

#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct bn_trie_node;
struct bn_prefix_node;
struct bn_prefix_table;

#define BN_TRIE_TOP_DEPTH 2U	/* bytes of the key that the index stands for */
#define BN_TRIE_TOP_BLOCKS 1024

/**
 * struct bn_trie_block - the nodes of 64 neighbouring values
 * @bits: values that have one
 * @node: in the order of values
 */
struct bn_trie_block {
	u64 bits;
	struct bn_trie_node __rcu *node[];
};

/**
 * struct bn_trie_top - the index
 * @rcu: for freeing
 * @block: by the first ten bits; NULL: none
 */
struct bn_trie_top {
	struct rcu_head rcu;
	struct bn_trie_block __rcu *block[BN_TRIE_TOP_BLOCKS];
};

/* Writers: the forwarding form of a node at that depth is another one, or (NULL) it goes */
void bn_trie_top_set(struct bn_prefix_table *table, const u8 *key, struct bn_trie_node *fib);
/* Writers: such a node has come, or has gone */
void bn_trie_top_count(struct bn_prefix_table *table, int change);
size_t bn_trie_top_size(const struct bn_prefix_table *table);

static __always_inline unsigned int bn_trie_top_block(const u8 *key)
{
	return key[0] << 2 | key[1] >> 6;
}

/* The node of a key, or NULL: not in the index */
static __always_inline const struct bn_trie_node *bn_trie_top_get(const struct bn_trie_top *top,
								  const u8 *key)
{
	const struct bn_trie_block *block;
	unsigned int bit = key[1] % 64;

	block = rcu_dereference_check(top->block[bn_trie_top_block(key)], 1);
	if (!block || !(block->bits >> bit & 1))
		return NULL;
	return rcu_dereference_check(block->node[hweight64(block->bits & ((1ULL << bit) - 1))], 1);
}

#endif /* _BSDNET_TRIE_TOP_H */
