// SPDX-License-Identifier: GPL-2.0
/*
 * trie - lookups in the forwarding form of a prefix table: see trie.h
 *
 * This file needs of the kernel no more than RCU pointers and bit operations,
 * in order to be compiled in user space too (RT-13).
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/string.h>

#include "fib/prefix.h"
#include "fib/trie.h"
#include "fib/trie_top.h"

#define LANES 8U		/* keys of a vector that go down together */

/* The leaf of a node for a byte: the number of a forwarding entry, or the entry itself in a
 * wide node; 0: none
 */
static __always_inline unsigned long leaf_at(const struct bn_trie_node *tagged, u8 at)
{
	const struct bn_trie_node *node = bn_trie_untag(tagged);
	const u64 *leaves = bn_trie_words_of(node) + node->leaves;
	unsigned int run = bn_trie_run_at(node, at);

	if (unlikely(bn_trie_is_wide(tagged)))
		return ((const unsigned long *)leaves)[run];
	return ((const u16 *)leaves)[run];
}

/* The node below for a byte, or NULL; @tagged has some */
static __always_inline struct bn_trie_node *trie_kid_at(const struct bn_trie_node *tagged, u8 at)
{
	const struct bn_trie_node *node = bn_trie_untag(tagged);
	u64 word = bn_trie_bitmap_word(node, &node->below, at);
	struct bn_trie_node __rcu *const *kids;
	unsigned int index;

	if (!(word >> at % 64 & 1))
		return NULL;
	index = node->below.before[at / 64] + hweight64(word & ((1ULL << at % 64) - 1));
	kids = (struct bn_trie_node __rcu *const *)(bn_trie_words_of(node) + node->kids);
	return rcu_dereference_check(kids[index], 1);
}

/* Do the bytes that a node skips agree with the key's? */
static bool skip_matches(const struct bn_trie_node *tagged, const u8 *key)
{
	return !memcmp(bn_trie_skipped_bytes(tagged), key, bn_trie_untag(tagged)->skip);
}

/* ---- lookup -------------------------------------------------------------- */

/* The entry that a leaf stands for */
static __always_inline const struct bn_fwd *trie_entry_of(const struct bn_trie_node *tagged,
							  unsigned long leaf,
							  const struct bn_fwd_table *fwds)
{
	if (unlikely(bn_trie_is_wide(tagged)))
		return (const struct bn_fwd *)leaf;
	return rcu_dereference_check(rcu_dereference_check(fwds->array, 1)->entry[leaf], 1);
}

/* What the deepest node says that has something to say, and lies between
 * @node, at @depth, and depth @end; 0: none. @found: that node
 */
static __always_inline unsigned long descend(const struct bn_trie_node *node, unsigned int depth,
					     unsigned int end, const u8 *key,
					     const struct bn_trie_node **found)
{
	const struct bn_trie_node *path[BN_PREFIX_BYTES];
	u8 at[BN_PREFIX_BYTES];
	unsigned int n = 0;
	unsigned long leaf;

	do {
		path[n] = node;
		at[n++] = key[depth];
		node = bn_trie_has_kids(node) ? trie_kid_at(node, key[depth]) : NULL;
		if (!node)
			break;
		if (unlikely(bn_trie_untag(node)->skip) && !skip_matches(node, key + depth + 1))
			break;
		depth += 1 + bn_trie_untag(node)->skip;
	} while (depth < end);

	do {
		n--;
		leaf = leaf_at(path[n], at[n]);
	} while (!leaf && n);
	*found = path[n];
	return leaf;
}

/**
 * bn_trie_lookup() - the forwarding entry of the longest matching prefix
 * @table: the trie
 * @fwds: the forwarding entries
 * @key: the key, as many bytes as the table's keys have
 *
 * Goes down as far as there are nodes, then up to the first that has a matching prefix;
 * mostly that is the last one.
 *
 * Return: the entry, NULL for no match.
 * Context: RCU read side, or the writers' lock.
 */
const struct bn_fwd *bn_trie_lookup(const struct bn_prefix_table *table,
				    const struct bn_fwd_table *fwds, const u8 *key)
{
	const struct bn_trie_top *top = rcu_dereference_check(table->top, 1);
	const struct bn_trie_node *node = top ? bn_trie_top_get(top, key) : NULL;
	unsigned int end = BN_PREFIX_BYTES;
	unsigned long leaf = 0;

	if (node) {
		leaf = descend(node, BN_TRIE_TOP_DEPTH, end, key, &node);
		end = BN_TRIE_TOP_DEPTH;
	}
	if (!leaf)
		leaf = descend(rcu_dereference_check(table->fib, 1), 0, end, key, &node);
	if (!leaf)
		return NULL;
	/* Pairs with the release that published the node: the array of entries
	 * that is read now is not older than the leaf
	 */
	smp_rmb();
	return trie_entry_of(node, leaf, fwds);
}

/* One level down, where there is one. Without the tag a lane is at its end. */
static __always_inline bool lane_down(const struct bn_trie_node **lane, unsigned int *depth,
				      const u8 *key)
{
	const struct bn_trie_node *node = *lane, *kid;

	if (!bn_trie_has_kids(node))
		return false;
	kid = trie_kid_at(node, key[*depth]);
	if (!kid || (unlikely(bn_trie_untag(kid)->skip) && !skip_matches(kid, key + *depth + 1))) {
		*lane = (const struct bn_trie_node *)((unsigned long)node & ~BN_TRIE_KIDS);
		return false;
	}
	prefetch(bn_trie_untag(kid));
	*lane = kid;
	*depth += 1 + bn_trie_untag(kid)->skip;
	return true;
}

/* Where each key starts: at the node that the index has for it, or at the top */
static __always_inline void lanes_start(const struct bn_prefix_table *table, const u8 *keys,
					const struct bn_trie_node **lane, unsigned int *depth,
					unsigned int n)
{
	const struct bn_trie_node *root = rcu_dereference_check(table->fib, 1);
	const struct bn_trie_top *top = rcu_dereference_check(table->top, 1);
	unsigned int i;

	for (i = 0; i < n; i++) {
		lane[i] = top ? bn_trie_top_get(top, keys + i * table->key_bytes) : NULL;
		if (lane[i])
			prefetch(bn_trie_untag(lane[i]));
	}
	for (i = 0; i < n; i++) {
		depth[i] = lane[i] ? BN_TRIE_TOP_DEPTH : 0;
		lane[i] = lane[i] ?: root;
	}
}

static __always_inline void lookup_lanes(const struct bn_prefix_table *table,
					 const struct bn_fwd_table *fwds, const u8 *keys,
					 const struct bn_fwd **results, unsigned int n)
{
	const struct bn_trie_node *lane[LANES];
	unsigned int key_bytes = table->key_bytes;
	unsigned int depth[LANES], i, busy;
	unsigned long leaf[LANES];

	lanes_start(table, keys, lane, depth, n);
	do {
		busy = 0;
		for (i = 0; i < n; i++)
			busy += lane_down(&lane[i], &depth[i], keys + i * key_bytes);
	} while (busy);
	for (i = 0; i < n; i++)
		leaf[i] = leaf_at(lane[i], keys[i * key_bytes + depth[i]]);
	smp_rmb();	/* see bn_trie_lookup() */
	for (i = 0; i < n; i++)
		results[i] = likely(leaf[i]) ? trie_entry_of(lane[i], leaf[i], fwds) :
			     bn_trie_lookup(table, fwds, keys + i * key_bytes);
}

/**
 * bn_trie_lookup_vector() - bn_trie_lookup() for several keys
 * @table: the trie
 * @fwds: the forwarding entries
 * @keys: @n keys of table->key_bytes each
 * @results: @n results
 * @n: how many
 *
 * The keys go down in step, so that while a node of one is fetched the others
 * are worked on.
 *
 * Context: RCU read side.
 */
void bn_trie_lookup_vector(const struct bn_prefix_table *table, const struct bn_fwd_table *fwds,
			   const u8 *keys, const struct bn_fwd **results, unsigned int n)
{
	unsigned int some;

	if (n == 1) {
		*results = bn_trie_lookup(table, fwds, keys);
		return;
	}
	for (; n; n -= some, keys += some * table->key_bytes, results += some) {
		some = min(n, LANES);
		lookup_lanes(table, fwds, keys, results, some);
	}
}
