/* SPDX-License-Identifier: GPL-2.0 */
/*
 * key - PCB keys as words: masked, compared, hashed (PCB-1)
 *
 * Keys are handled as six words of 64 bits. In IPv4 keys two of them are zero, because an
 * address and its mask use the first four bytes only, and the others fit into three words,
 * which are hashed in half the time.
 */
#ifndef _BSDNET_L3DEMUX_KEY_H
#define _BSDNET_L3DEMUX_KEY_H

#include <linux/build_bug.h>

#include "l3demux/group.h"

#define BN_PCB_KEY_WORDS 6

static __always_inline const u64 *bn_key_words(const struct bn_pcb_key *key)
{
	BUILD_BUG_ON(sizeof(*key) != BN_PCB_KEY_WORDS * sizeof(u64));
	BUILD_BUG_ON(offsetof(struct bn_pcb_key, lport) != 8);
	BUILD_BUG_ON(offsetof(struct bn_pcb_key, laddr) != 12);
	BUILD_BUG_ON(offsetof(struct bn_pcb_key, raddr) != 28);
	return (const u64 *)key;
}

/**
 * struct bn_key_wanted - the key to look up in a group; kept in registers
 * @word: the packet's key, masked by @mask
 * @mask: the group's mask
 * @rank: its rank
 */
struct bn_key_wanted {
	u64 word[BN_PCB_KEY_WORDS];
	const struct bn_pcb_key *mask;
	u32 rank;
};

/* The words 2 and 4 of a masked IPv4 key are zero */
static __always_inline void bn_key_want(struct bn_key_wanted *wanted, const struct bn_pcb_key *key,
					const struct bn_pcb_key *key_mask, u32 rank, bool inet)
{
	const u64 *mask = bn_key_words(key_mask);
	const u64 *word = bn_key_words(key);

	wanted->mask = key_mask;
	wanted->rank = rank;
	wanted->word[0] = word[0] & mask[0];
	wanted->word[1] = word[1] & mask[1];
	wanted->word[2] = inet ? 0 : word[2] & mask[2];
	wanted->word[3] = word[3] & mask[3];
	wanted->word[4] = inet ? 0 : word[4] & mask[4];
	wanted->word[5] = word[5] & mask[5];
}

static __always_inline bool bn_key_matches(const struct bn_key_wanted *wanted,
					   const struct bn_pcb *pcb, bool inet)
{
	const u64 *mask = bn_key_words(wanted->mask);
	const u64 *word = bn_key_words(&pcb->key);
	u64 diff;

	diff = wanted->rank ^ pcb->rank;
	diff |= wanted->word[0] ^ (word[0] & mask[0]);
	diff |= wanted->word[1] ^ (word[1] & mask[1]);
	diff |= wanted->word[3] ^ (word[3] & mask[3]);
	diff |= wanted->word[5] ^ (word[5] & mask[5]);
	if (inet)
		return !diff;
	diff |= wanted->word[2] ^ (word[2] & mask[2]);
	diff |= wanted->word[4] ^ (word[4] & mask[4]);
	return !diff;
}

/* The halves of a word in memory order */
static __always_inline u64 bn_key_first_half(u64 word)
{
	return IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) ? word >> 32 : (u32)word;
}

static __always_inline u64 bn_key_second_half(u64 word)
{
	return IS_ENABLED(CONFIG_CPU_BIG_ENDIAN) ? (u32)word : word >> 32;
}

/*
 * The hash of a masked key, different for different masks: bn_linemap_hash() of
 * these words, term by term. The rank and the protocol share a word with the
 * last four bytes of the remote address.
 */
static __always_inline u32 bn_key_hash(const struct bn_linemap_keys *keys,
				       const struct bn_key_wanted *wanted, u8 proto, bool inet)
{
	u64 kind = (u64)(wanted->rank << 8 | proto) << 32;
	u64 sum = keys->key[0] + bn_linemap_term(keys, 0, wanted->word[0]) +
		  bn_linemap_term(keys, 1, wanted->word[1]);

	if (inet)
		return bn_linemap_mix(sum + bn_linemap_term(keys, 2,
						kind | bn_key_second_half(wanted->word[3])));
	sum += bn_linemap_term(keys, 2, kind | bn_key_first_half(wanted->word[5])) +
	       bn_linemap_term(keys, 3, wanted->word[2]) +
	       bn_linemap_term(keys, 4, wanted->word[3]) +
	       bn_linemap_term(keys, 5, wanted->word[4]);
	return bn_linemap_mix(sum);
}

#endif /* _BSDNET_L3DEMUX_KEY_H */
