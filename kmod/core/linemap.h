/* SPDX-License-Identifier: GPL-2.0 */
/*
 * linemap - a hash of pointers whose buckets are cache lines (L2-4, PCB-2)
 *
 * What the L2 table and the PCB table look things up in. A bucket holds up to six
 * pointers and a byte of each one's hash, its tag: a lookup that finds nothing
 * touches one cache line that grows with the table, one that finds something
 * touches that line and the item.
 *
 * The caller makes the hash, compares the items, and serializes writers.
 */
#ifndef _BSDNET_LINEMAP_H
#define _BSDNET_LINEMAP_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/types.h>

#define BN_LINEMAP_SLOTS	6

/**
 * struct bn_linemap_item - what a map points to; part of the caller's object
 * @hash: uniform in all its bits; does not change while the item is in the map
 */
struct bn_linemap_item {
	u32 hash;
};

/**
 * struct bn_linemap_bucket - one cache line
 * @tags: of slot i in byte i, 0 where it is free
 * @slot: the items
 * @next: for what has no room here
 */
struct bn_linemap_bucket {
	u64 tags;
	struct bn_linemap_item __rcu *slot[BN_LINEMAP_SLOTS];
	struct bn_linemap_bucket __rcu *next;
} __aligned(64);

/**
 * struct bn_linemap_dir - which block is for which beginning of a hash
 * @rcu: for freeing
 * @bits: length of the beginning; 2^@bits entries
 * @deepest: number of blocks that cover one entry only
 * @block: a block's address, with BN_LINEMAP_SHAPE in the lowest bits
 */
struct bn_linemap_dir {
	struct rcu_head rcu;
	u32 bits;
	u32 deepest;
	void __rcu *block[];
};

/**
 * struct bn_linemap - a map
 * @dir: NULL while the map is empty
 * @items: how many are in it
 * @gfp: how to allocate
 * @max_bits: of a directory; with more items chains of buckets grow longer
 */
struct bn_linemap {
	struct bn_linemap_dir __rcu *dir;
	u32 items;
	gfp_t gfp;
	u8 max_bits;
};

/* linemap.c APIs. Writers are serialized by the caller, readers are under RCU. */
void bn_linemap_init(struct bn_linemap *map, unsigned int max_bits, gfp_t gfp);
void bn_linemap_exit(struct bn_linemap *map);
int bn_linemap_insert(struct bn_linemap *map, struct bn_linemap_item *item);
void bn_linemap_remove(struct bn_linemap *map, struct bn_linemap_item *item);
void bn_linemap_replace(struct bn_linemap *map, struct bn_linemap_item *old,
			struct bn_linemap_item *by);
int bn_linemap_walk(const struct bn_linemap *map,
		    int (*fn)(struct bn_linemap_item *item, void *arg), void *arg);

/*
 * The shape of a block, in the address of it: order in bits 0-2, it has 2^order - 1
 * buckets; depth in bits 3-6, so many leading bits do all hashes in it share.
 */
#define BN_LINEMAP_ORDER	0x07UL
#define BN_LINEMAP_SHAPE	0x7fUL
#define BN_LINEMAP_DEPTH_SHIFT	3

static inline u8 bn_linemap_tag(u32 hash)
{
	return (hash & 0xff) ?: 1;
}

/* Bit 8 * i + 7 is set where slot i has @tag, and now and then where it has another */
static inline u64 bn_linemap_hits(u64 tags, u8 tag)
{
	u64 diff = tags ^ tag * 0x0000010101010101ULL;

	return (diff - 0x0000010101010101ULL) & ~diff & 0x0000808080808080ULL;
}

/* Which of a block's buckets: the bits after the first @depth as a fraction of them */
static inline u32 bn_linemap_index(u32 hash, unsigned int depth, unsigned int order)
{
	u32 rest = hash << depth;

	return (((u64)rest << order) - rest) >> 32;
}

static inline struct bn_linemap_bucket *bn_linemap_bucket(const struct bn_linemap_dir *dir,
							  u32 hash)
{
	unsigned long at = (unsigned long)
			   rcu_dereference_check(dir->block[(u64)hash << dir->bits >> 32], true);
	unsigned long shape = at & BN_LINEMAP_SHAPE;
	struct bn_linemap_bucket *header = (struct bn_linemap_bucket *)(at - shape);

	return header + 1 + bn_linemap_index(hash, shape >> BN_LINEMAP_DEPTH_SHIFT,
					     shape & BN_LINEMAP_ORDER);
}

/**
 * bn_linemap_find() - an item with this hash for which @match is true
 * @map: the map
 * @hash: what to look for
 * @match: compares; called for items with @hash
 * @arg: for @match
 *
 * An item that comes or goes meanwhile is found or not; one that stays is
 * found.
 *
 * Return: the item, or NULL.
 * Context: RCU read side, or the writer.
 */
static __always_inline struct bn_linemap_item *
bn_linemap_find(const struct bn_linemap *map, u32 hash,
		bool (*match)(const struct bn_linemap_item *item, const void *arg),
		const void *arg)
{
	const struct bn_linemap_dir *dir = rcu_dereference_check(map->dir, true);
	struct bn_linemap_bucket *bucket;
	struct bn_linemap_item *item;
	u64 hits;

	if (!dir)
		return NULL;
	bucket = bn_linemap_bucket(dir, hash);
	do {
		hits = bn_linemap_hits(READ_ONCE(bucket->tags), bn_linemap_tag(hash));
		for (; hits; hits &= hits - 1) {
			item = rcu_dereference_check(bucket->slot[__ffs64(hits) / 8], true);
			if (item && item->hash == hash && match(item, arg))
				return item;
		}
		bucket = rcu_dereference_check(bucket->next, true);
	} while (unlikely(bucket));
	return NULL;
}

/**
 * struct bn_linemap_keys - what makes a table's hashes its own
 * @key: random; the first for the sum, then one for each 32 bits
 */
struct bn_linemap_keys {
	u64 key[1 + 12];
};

/* What the word in place @i adds to the sum */
static __always_inline u64 bn_linemap_term(const struct bn_linemap_keys *keys, unsigned int i,
					   u64 word)
{
	return ((u32)word + keys->key[1 + 2 * i]) * ((word >> 32) + keys->key[2 + 2 * i]);
}

/* The hash of a sum: its upper half, with what is near in it apart */
static __always_inline u32 bn_linemap_mix(u64 sum)
{
	u32 hash = sum >> 32;

	hash ^= hash >> 16;
	hash *= 0x85ebca6b;
	return hash ^ hash >> 13;
}

/**
 * bn_linemap_hash() - a hash that nobody without the keys can predict
 * @keys: of the table
 * @words: what to hash
 * @n: how many words, 6 at most; the same for all that are compared
 *
 * Multilinear-HM of Lemire and Kaser, "Strongly universal string hashing is fast" (The
 * Computer Journal 57(11), 2014): over random keys, the hashes of any two different
 * strings of the same length are independent and uniform, so two keys of an attacker's
 * choice collide with probability 2^-32. Keys in sequence, as of ports, still have sums
 * in sequence; so a bijection (the middle of MurmurHash3's) breaks that, which changes
 * nothing about who collides. With one multiplication for 64 bits this is twice to
 * three times as fast as SipHash-1-3 on the keys of these tables. What it does not
 * promise is secrecy towards somebody who sees hash values: they never leave the
 * kernel, and collisions show in time only when more than six items meet in a bucket.
 *
 * Return: the hash, uniform in all its bits.
 * Context: any.
 */
static __always_inline u32 bn_linemap_hash(const struct bn_linemap_keys *keys, const u64 *words,
					   unsigned int n)
{
	u64 sum = keys->key[0];
	unsigned int i;

	for (i = 0; i < n; i++)
		sum += bn_linemap_term(keys, i, words[i]);
	return bn_linemap_mix(sum);
}

#endif /* _BSDNET_LINEMAP_H */
