/* SPDX-License-Identifier: GPL-2.0 */
/*
 * prefix - longest-prefix match over keys of up to 256 bits (RT-2, RT-9)
 *
 * A path-compressed binary trie. Keys are arrays of 64-bit words in host
 * order, most significant bit first: one word for IPv4 <dst><src>, four for
 * IPv6. The trie knows nothing of routes: a node carries two pointers of its
 * owner, @best for forwarding and @list for everything else.
 *
 * Readers are under RCU, take no lock and never wait. Writers are serialized
 * by the caller. Every change of the structure is one pointer store and
 * changes no result; results change only by a store to @best or @list.
 */
#ifndef _BSDNET_PREFIX_H
#define _BSDNET_PREFIX_H

#include <linux/rcupdate.h>
#include <linux/types.h>

#define BN_PREFIX_WORDS 4	/* most words of a key */

/**
 * struct bn_prefix_node - a prefix, or a fork where two of them part
 * @child: subtrees by the bit that follows the prefix
 * @best: what a forwarding lookup yields; NULL: a shorter prefix decides
 * @list: what the owner keeps here; NULL: nothing, the node is but a fork
 * @bits: length of the prefix
 * @word: word of the key in which the bit after the prefix is
 * @shift: brings that bit to the lowest place
 * @max: 1, or 0 where no bit follows; see bn_prefix_step()
 * @rcu: for freeing
 * @key: the prefix, zero past @bits
 */
struct bn_prefix_node {
	struct bn_prefix_node __rcu *child[2];
	void __rcu *best;
	void __rcu *list;
	u16 bits;
	u8 word;
	u8 shift;
	u8 max;
	struct rcu_head rcu;
	u64 key[];
};

/**
 * struct bn_prefix_table - a trie
 * @root: the top node
 * @words: words of a key
 * @nodes: nodes in it, forks included
 */
struct bn_prefix_table {
	struct bn_prefix_node __rcu *root;
	unsigned int words;
	unsigned int nodes;
};

/* prefix.c APIs. Writers: */
void bn_prefix_init(struct bn_prefix_table *table, unsigned int words);
struct bn_prefix_node *bn_prefix_insert(struct bn_prefix_table *table, const u64 *key,
					unsigned int bits);
void bn_prefix_prune(struct bn_prefix_table *table, struct bn_prefix_node *node);
struct bn_prefix_node *bn_prefix_find(const struct bn_prefix_table *table, const u64 *key,
				      unsigned int bits);
struct bn_prefix_node *bn_prefix_next(const struct bn_prefix_table *table, const u64 *key,
				      unsigned int bits);
struct bn_prefix_node *bn_prefix_first(const struct bn_prefix_table *table);
/* Readers: */
void bn_prefix_lookup_vector(const struct bn_prefix_table *table, const u64 *keys,
			     void **results, unsigned int n);

/**
 * struct bn_prefix_walk - a reader's way down
 * @next: node to look at
 * @word: words of the key before this one are known to match
 */
struct bn_prefix_walk {
	const struct bn_prefix_node *next;
	unsigned int word;
};

static __always_inline void bn_prefix_start(struct bn_prefix_walk *walk,
					    const struct bn_prefix_table *table)
{
	walk->next = rcu_dereference_check(table->root, 1);
	walk->word = 0;
}

/**
 * bn_prefix_step() - the next node whose prefix matches
 * @walk: where the reader is
 * @key: the key
 * @words: words of the key; a constant makes this fast
 *
 * The key of a node is zero past its prefix. So the difference to the key
 * that is looked for, shifted until the bit after the prefix is the lowest,
 * is 0 or 1 exactly if the prefix matches, and is then the child to go to.
 *
 * Return: the node, from the shortest prefix to the longest; NULL at the end.
 * Context: RCU read side, or the writers' lock.
 */
static __always_inline const struct bn_prefix_node *
bn_prefix_step(struct bn_prefix_walk *walk, const u64 *key, unsigned int words)
{
	const struct bn_prefix_node *node = walk->next;
	unsigned int word = 0;
	u64 branch;

	if (!node)
		return NULL;
	if (words > 1) {
		for (word = walk->word; word < node->word; word++)
			if (node->key[word] != key[word])
				return NULL;
		walk->word = word;
	}
	branch = (node->key[word] ^ key[word]) >> node->shift;
	if (branch > node->max)
		return NULL;
	walk->next = rcu_dereference_check(node->child[branch], 1);
	return node;
}

/**
 * bn_prefix_lookup() - longest matching prefix that has a @best
 * @table: the trie
 * @key: the key
 * @words: table->words; a constant makes this fast
 *
 * Return: its @best, NULL for no match.
 * Context: RCU read side, or the writers' lock.
 */
static __always_inline void *bn_prefix_lookup(const struct bn_prefix_table *table,
					      const u64 *key, unsigned int words)
{
	const struct bn_prefix_node *node;
	struct bn_prefix_walk walk;
	void *best = NULL;

	bn_prefix_start(&walk, table);
	while ((node = bn_prefix_step(&walk, key, words))) {
		void *here = rcu_dereference_check(node->best, 1);

		if (here)
			best = here;
	}
	return best;
}

#endif /* _BSDNET_PREFIX_H */
