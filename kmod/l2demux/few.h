/* SPDX-License-Identifier: GPL-2.0 */
/*
 * few - the short form of a table with few entries, which are compared one by one (L2-2)
 *
 * A lookup among three entries takes 85 instructions, and 186 in the hash (selftests/budget/run).
 */
#ifndef _BSDNET_L2DEMUX_FEW_H
#define _BSDNET_L2DEMUX_FEW_H

#include "l2demux/words.h"

#define BN_L2_FEW	4	/* entries */
#define BN_L2_FEW_WORDS	2	/* of their prefixes */

/**
 * struct bn_l2_one - an entry, ready for comparison
 * @word: its prefix
 * @mask: significant bits of @word
 * @entry: the entry; NULL after it was removed
 * @bits: length of the prefix
 */
struct bn_l2_one {
	__be64 word[BN_L2_FEW_WORDS];
	__be64 mask[BN_L2_FEW_WORDS];
	struct bn_l2_entry __rcu *entry;
	u16 bits;
};

/**
 * struct bn_l2_few - all entries of a table, the longest prefix first
 * @rcu: for freeing
 * @n: number of @one
 * @one: the entries
 */
struct bn_l2_few {
	struct rcu_head rcu;
	unsigned int n;
	struct bn_l2_one one[];
};

/* few.c APIs: */
struct bn_l2_few *bn_few_make(const struct rb_root *order);
void bn_few_forget(struct bn_l2_few *few, const struct bn_l2_entry *entry);

/* The longest match; RCU read side */
static inline const struct bn_l2_entry *bn_few_lookup(const struct bn_l2_few *few,
						      const struct bn_l2_key *key)
{
	const __be64 *word = bn_words_of(key);
	const struct bn_l2_entry *entry;
	const struct bn_l2_one *one;

	for (one = few->one; one < few->one + few->n; one++) {
		if (((word[0] ^ one->word[0]) & one->mask[0]) |
		    ((word[1] ^ one->word[1]) & one->mask[1]))
			continue;
		entry = rcu_dereference(one->entry);
		if (likely(entry && one->bits <= key->bits))
			return entry;
	}
	return NULL;
}

#endif /* _BSDNET_L2DEMUX_FEW_H */
