// SPDX-License-Identifier: GPL-2.0
/*
 * prefix - longest-prefix match over keys of up to 256 bits (RT-2, RT-9)
 *
 * Overview: see prefix.h. A node has a prefix of somebody's (list is set) or
 * two children, or both; so n prefixes need fewer than 2n nodes and a walk
 * passes at most one node per bit.
 *
 * Life: nodes are made by bn_prefix_insert() and go by bn_prefix_prune(),
 * which gives back the fork above as well where it has lost its reason; memory
 * is freed after a grace period. A node that was unlinked keeps its pointers,
 * so that a reader who stands on it still gets down.
 *
 * Synchronization: writers are serialized by the caller, readers are under
 * RCU. A new node is complete before the store that links it, and its @best
 * is NULL until the owner sets it, so that no lookup sees a change of the
 * structure.
 *
 * This file needs of the kernel no more than RCU pointers, kmalloc and bit
 * operations, in order to be compiled in user space too.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/slab.h>

#include "rt/prefix.h"

#define WORD_BITS 64

/* ---- bits ---------------------------------------------------------------- */

static unsigned int bit_at(const u64 *key, unsigned int n)
{
	return key[n / WORD_BITS] >> (WORD_BITS - 1 - n % WORD_BITS) & 1;
}

/* Number of leading bits, @max at most, in which two keys agree */
static unsigned int common_bits(const u64 *a, const u64 *b, unsigned int max)
{
	unsigned int n = 0;

	while (n < max) {
		u64 diff = a[n / WORD_BITS] ^ b[n / WORD_BITS];

		if (diff)
			return min_t(unsigned int, max, n + WORD_BITS - fls64(diff));
		n += WORD_BITS;
	}
	return max;
}

/* Writers own the structure; this only tells sparse and lockdep so */
#define owned(pointer) rcu_dereference_protected(pointer, 1)

static struct bn_prefix_node *child_of(const struct bn_prefix_node *node, unsigned int bit)
{
	return owned(node->child[bit]);
}

static bool has_list(const struct bn_prefix_node *node)
{
	return rcu_access_pointer(node->list);
}

/* ---- nodes --------------------------------------------------------------- */

static struct bn_prefix_node *node_alloc(const struct bn_prefix_table *table, const u64 *key,
					 unsigned int bits)
{
	unsigned int all = table->words * WORD_BITS;
	struct bn_prefix_node *node;
	unsigned int i;

	node = kzalloc(struct_size(node, key, table->words), GFP_KERNEL_ACCOUNT);
	if (!node)
		return NULL;
	node->bits = bits;
	node->word = bits < all ? bits / WORD_BITS : table->words - 1;
	node->shift = bits < all ? WORD_BITS - 1 - bits % WORD_BITS : 0;
	node->max = bits < all;
	for (i = 0; i < bits / WORD_BITS; i++)
		node->key[i] = key[i];
	if (bits % WORD_BITS)
		node->key[i] = key[i] & (~0ULL << (WORD_BITS - bits % WORD_BITS));
	return node;
}

static void node_free_rcu(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct bn_prefix_node, rcu));
}

static void node_unlinked(struct bn_prefix_table *table, struct bn_prefix_node *node)
{
	table->nodes--;
	call_rcu(&node->rcu, node_free_rcu);
}

/**
 * bn_prefix_init() - an empty trie
 * @table: where
 * @words: 64-bit words of a key, 1 .. BN_PREFIX_WORDS
 */
void bn_prefix_init(struct bn_prefix_table *table, unsigned int words)
{
	RCU_INIT_POINTER(table->root, NULL);
	table->words = words;
	table->nodes = 0;
}

/* Puts @node, and a fork at @common bits unless @node is the fork, above @below */
static struct bn_prefix_node *insert_above(struct bn_prefix_table *table,
					   struct bn_prefix_node __rcu **slot,
					   struct bn_prefix_node *below,
					   struct bn_prefix_node *node, unsigned int common)
{
	struct bn_prefix_node *top = node;

	if (common < node->bits) {
		top = node_alloc(table, node->key, common);
		if (!top)
			return NULL;
		RCU_INIT_POINTER(top->child[bit_at(node->key, common)], node);
		table->nodes++;
	}
	RCU_INIT_POINTER(top->child[bit_at(below->key, common)], below);
	rcu_assign_pointer(*slot, top);
	table->nodes++;
	return node;
}

/**
 * bn_prefix_insert() - the node of a prefix, made if need be
 * @table: the trie
 * @key: the prefix; bits past @bits do not matter
 * @bits: its length
 *
 * A new node changes no lookup until its @best or @list is set. A caller that
 * then sets neither calls bn_prefix_prune().
 *
 * Return: the node; NULL without memory, the trie is then unchanged.
 * Context: process context, writers' lock.
 */
struct bn_prefix_node *bn_prefix_insert(struct bn_prefix_table *table, const u64 *key,
					unsigned int bits)
{
	struct bn_prefix_node __rcu **slot = &table->root;
	struct bn_prefix_node *node, *here;
	unsigned int common = 0;

	while ((here = owned(*slot))) {
		common = common_bits(here->key, key, min_t(unsigned int, here->bits, bits));
		if (common < here->bits)
			break;
		if (bits == here->bits)
			return here;
		slot = &here->child[bit_at(key, here->bits)];
	}
	node = node_alloc(table, key, bits);
	if (!node)
		return NULL;
	if (!here) {
		rcu_assign_pointer(*slot, node);
		table->nodes++;
		return node;
	}
	if (insert_above(table, slot, here, node, common))
		return node;
	kfree(node);
	return NULL;
}

/**
 * bn_prefix_prune() - take out a node that its owner has emptied
 * @table: the trie
 * @node: a node of it; stays if it has a @list or two children
 *
 * Cannot fail. The memory is freed after a grace period.
 *
 * Context: process context, writers' lock.
 */
void bn_prefix_prune(struct bn_prefix_table *table, struct bn_prefix_node *node)
{
	struct bn_prefix_node __rcu **slot = &table->root, **above = NULL;
	struct bn_prefix_node *left = child_of(node, 0), *right = child_of(node, 1);
	struct bn_prefix_node *parent = NULL, *here;

	if (has_list(node) || (left && right))
		return;
	while ((here = owned(*slot)) != node) {
		above = slot;
		parent = here;
		slot = &here->child[bit_at(node->key, here->bits)];
	}
	if (!left && !right && parent && !has_list(parent)) {
		/* The fork goes too: its other child takes its place, in one store */
		right = child_of(parent, !bit_at(node->key, parent->bits));
		rcu_assign_pointer(*above, right);
		node_unlinked(table, parent);
	} else {
		rcu_assign_pointer(*slot, left ?: right);
	}
	node_unlinked(table, node);
}

/* ---- finding ------------------------------------------------------------- */

/**
 * bn_prefix_find() - the node of exactly this prefix
 * @table: the trie
 * @key: the prefix
 * @bits: its length
 *
 * Return: the node, or NULL; forks that are nobody's prefix are not found.
 * Context: writers' lock.
 */
struct bn_prefix_node *bn_prefix_find(const struct bn_prefix_table *table, const u64 *key,
				      unsigned int bits)
{
	struct bn_prefix_node *node = owned(table->root);

	while (node && node->bits < bits)
		node = child_of(node, bit_at(key, node->bits));
	if (!node || node->bits != bits || !has_list(node) ||
	    common_bits(node->key, key, bits) != bits)
		return NULL;
	return node;
}

/* The first prefix in the subtree; a fork has two children */
static struct bn_prefix_node *subtree_first(struct bn_prefix_node *node)
{
	while (node && !has_list(node))
		node = child_of(node, 0) ?: child_of(node, 1);
	return node;
}

/**
 * bn_prefix_first() - the first prefix in order
 * @table: the trie
 *
 * Return: its node, NULL in an empty trie.
 * Context: writers' lock.
 */
struct bn_prefix_node *bn_prefix_first(const struct bn_prefix_table *table)
{
	return subtree_first(owned(table->root));
}

/**
 * bn_prefix_next() - the first prefix after this one
 * @table: the trie
 * @key: the prefix, zero past @bits; need not be in the trie
 * @bits: its length
 *
 * Order is by key, then by length: a prefix comes before those inside it.
 *
 * Return: the node, NULL at the end.
 * Context: writers' lock.
 */
struct bn_prefix_node *bn_prefix_next(const struct bn_prefix_table *table, const u64 *key,
				      unsigned int bits)
{
	struct bn_prefix_node *node = owned(table->root), *after = NULL;
	unsigned int common, bit;

	while (node) {
		common = common_bits(node->key, key, min_t(unsigned int, node->bits, bits));
		if (common < node->bits) {
			/* Inside the prefix, or beside it on one side or the other */
			if (common == bits || bit_at(node->key, common))
				after = node;
			break;
		}
		if (node->bits == bits) {
			after = child_of(node, 0) ?: child_of(node, 1) ?: after;
			break;
		}
		bit = bit_at(key, node->bits);
		if (!bit)
			after = child_of(node, 1) ?: after;
		node = child_of(node, bit);
	}
	return subtree_first(after);
}

/* ---- vectors ------------------------------------------------------------- */

#define LANES 8U

/* Goes down for up to LANES keys in step: while one node is fetched, the
 * others are worked on
 */
static __always_inline void lookup_lanes(const struct bn_prefix_table *table, const u64 *keys,
					 void **results, unsigned int n, unsigned int words)
{
	struct bn_prefix_walk walk[LANES];
	unsigned int i, busy;

	for (i = 0; i < n; i++) {
		bn_prefix_start(&walk[i], table);
		results[i] = NULL;
	}
	do {
		busy = 0;
		for (i = 0; i < n; i++) {
			const struct bn_prefix_node *node;
			void *best;

			node = bn_prefix_step(&walk[i], keys + i * words, words);
			if (!node) {
				walk[i].next = NULL;
				continue;
			}
			prefetch(walk[i].next);
			best = rcu_dereference_check(node->best, 1);
			if (best)
				results[i] = best;
			busy++;
		}
	} while (busy);
}

/**
 * bn_prefix_lookup_vector() - bn_prefix_lookup() for several keys
 * @table: the trie
 * @keys: @n keys of table->words words each
 * @results: @n results
 * @n: how many
 *
 * Context: RCU read side.
 */
void bn_prefix_lookup_vector(const struct bn_prefix_table *table, const u64 *keys,
			     void **results, unsigned int n)
{
	unsigned int words = table->words, some;

	for (; n; n -= some, keys += some * words, results += some) {
		some = min(n, LANES);
		if (words == 1)
			lookup_lanes(table, keys, results, some, 1);
		else
			lookup_lanes(table, keys, results, some, words);
	}
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "prefix_kunit.c"
#endif
