/* SPDX-License-Identifier: GPL-2.0 */
/*
 * words - bit prefixes as words (L2-2)
 *
 * Keys are compared and hashed as words of 64 bits in network order. The last word that a
 * prefix covers is masked.
 */
#ifndef _BSDNET_L2DEMUX_WORDS_H
#define _BSDNET_L2DEMUX_WORDS_H

#include <linux/build_bug.h>

#include "l2demux/l2demux.h"

#define BN_L2_KEY_WORDS	(BSDNET_L2_KEY_MAX / 8)
#define BN_L2_KEY_BITS	(BSDNET_L2_KEY_MAX * 8)

static inline const __be64 *bn_words_of(const struct bn_l2_key *key)
{
	BUILD_BUG_ON(offsetof(struct bn_l2_key, data) % 8);
	return (const __be64 *)key->data;
}

/* Mask of word @i for a prefix of @bits */
static inline __be64 bn_words_mask(unsigned int bits, unsigned int i)
{
	if (bits >= 64 * (i + 1))
		return cpu_to_be64(~0ULL);
	if (bits <= 64 * i)
		return 0;
	return cpu_to_be64(~0ULL << (64 - bits % 64));
}

/* Order of walks: a prefix comes before those inside it */
static inline int bn_words_compare(const struct bn_l2_key *a, const struct bn_l2_key *b)
{
	return memcmp(a->data, b->data, BSDNET_L2_KEY_MAX) ?: (int)a->bits - (int)b->bits;
}

#endif /* _BSDNET_L2DEMUX_WORDS_H */
