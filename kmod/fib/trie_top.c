// SPDX-License-Identifier: GPL-2.0
/*
 * trie_top - a way past the first two bytes of a key: see trie_top.h
 */
#include <linux/bitops.h>
#include <linux/slab.h>

#include "fib/prefix.h"
#include "fib/trie.h"
#include "fib/trie_top.h"

#define MAKE_AT	32U	/* nodes from which on it is worth its 8 kB */
#define FREE_AT	8U

#define owned(pointer) rcu_dereference_protected(pointer, 1)

/* Readers may still be in it. Without memory for the way to wait, this waits. */
static void trie_top_block_free(struct bn_trie_block *block)
{
	if (block)
		kvfree_rcu_mightsleep(block);
}

/* As @old but with @fib, or without (NULL), at @bit; NULL: empty, or no memory */
static struct bn_trie_block *block_change(const struct bn_trie_block *old, unsigned int bit,
					  struct bn_trie_node *fib)
{
	u64 bits = old ? old->bits : 0;
	unsigned int n = hweight64(bits), at = hweight64(bits & ((1ULL << bit) - 1)), i;
	struct bn_trie_block *block;

	n += fib ? 1 : -1;
	if (!n)
		return NULL;
	block = kmalloc(struct_size(block, node, n), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!block)
		return NULL;
	block->bits = bits ^ 1ULL << bit;
	for (i = 0; i < at; i++)
		RCU_INIT_POINTER(block->node[i], owned(old->node[i]));
	if (fib)
		RCU_INIT_POINTER(block->node[at], fib);
	for (i = at + !!fib; i < n; i++)
		RCU_INIT_POINTER(block->node[i], owned(old->node[fib ? i - 1 : i + 1]));
	return block;
}

/**
 * bn_trie_top_set() - update the index
 * @table: the trie; may have no index
 * @key: the node's first two bytes
 * @fib: its forwarding form from now on; NULL: it is to be found from the top
 *
 * A node that is in the index changes by this store. Before a node goes, it is
 * taken out of the index; after it has come, it is put in.
 *
 * Context: process context, writers' lock.
 */
void bn_trie_top_set(struct bn_prefix_table *table, const u8 *key, struct bn_trie_node *fib)
{
	struct bn_trie_top *top = owned(table->top);
	unsigned int bit = key[1] % 64;
	struct bn_trie_block *old, *block;
	bool present;

	if (!top)
		return;
	old = owned(top->block[bn_trie_top_block(key)]);
	present = old && old->bits >> bit & 1;
	if (!present && !fib)
		return;
	if (present && fib) {
		unsigned int at = hweight64(old->bits & ((1ULL << bit) - 1));

		rcu_assign_pointer(old->node[at], fib);
		return;
	}
	block = block_change(old, bit, fib);
	rcu_assign_pointer(top->block[bn_trie_top_block(key)], block);
	trie_top_block_free(old);
}

static void top_fill(struct bn_prefix_table *table, const struct bn_prefix_node *node)
{
	const struct bn_prefix_kids *kids = owned(node->kids);
	unsigned int i;

	for (i = 0; kids && i < kids->n; i++) {
		const struct bn_prefix_node *kid = owned(kids->kid[i]);

		if (kid->depth == BN_TRIE_TOP_DEPTH)
			bn_trie_top_set(table, kid->key, kid->fib);
		else if (kid->depth < BN_TRIE_TOP_DEPTH)
			top_fill(table, kid);
	}
}

static void top_end(struct bn_prefix_table *table)
{
	struct bn_trie_top *top = owned(table->top);
	unsigned int i;

	RCU_INIT_POINTER(table->top, NULL);
	for (i = 0; i < BN_TRIE_TOP_BLOCKS; i++)
		trie_top_block_free(owned(top->block[i]));
	kvfree_rcu(top, rcu);
}

/**
 * bn_trie_top_count() - nodes that the index could have
 * @table: the trie
 * @change: 1: one has come; -1: one has gone
 *
 * Makes or frees the index according to the number.
 *
 * Context: process context, writers' lock; the trie is in order.
 */
void bn_trie_top_count(struct bn_prefix_table *table, int change)
{
	struct bn_trie_top *top = owned(table->top);

	table->top_nodes += change;
	if (top && table->top_nodes < FREE_AT) {
		top_end(table);
	} else if (!top && change > 0 && table->top_nodes >= MAKE_AT) {
		top = kvzalloc(sizeof(*top), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
		if (!top)
			return;
		rcu_assign_pointer(table->top, top);
		top_fill(table, table->root);
	}
}

/**
 * bn_trie_top_size() - memory of the index
 * @table: the trie
 *
 * Return: bytes.
 * Context: process context, writers' lock.
 */
size_t bn_trie_top_size(const struct bn_prefix_table *table)
{
	const struct bn_trie_top *top = owned(table->top);
	size_t bytes = 0;
	unsigned int i;

	if (!top)
		return 0;
	for (i = 0; i < BN_TRIE_TOP_BLOCKS; i++)
		bytes += ksize(owned(top->block[i]));
	return bytes + sizeof(*top);
}
