/* SPDX-License-Identifier: GPL-2.0 */
/*
 * linemap - a hash of pointers whose buckets are cache lines (L2-4, PCB-2)
 *
 * The hash of the L2 table and the PCB table. A bucket has up to six pointers and a byte of
 * the hash of each, its tag: a lookup accesses one cache line of the map, and the item if it
 * finds one.
 *
 * The caller computes hashes, compares items, and serializes writers.
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
 * struct bn_linemap_item - an item of a map; member of the caller's object
 * @hash: uniform in all its bits; does not change while the item is in the map
 */
struct bn_linemap_item {
	u32 hash;
};

/**
 * struct bn_linemap_bucket - one cache line
 * @tags: byte i is the tag of slot i, 0: the slot is free
 * @slot: the items
 * @next: bucket for items that do not fit
 */
struct bn_linemap_bucket {
	u64 tags;
	struct bn_linemap_item __rcu *slot[BN_LINEMAP_SLOTS];
	struct bn_linemap_bucket __rcu *next;
} __aligned(64);

/**
 * struct bn_linemap_dir - blocks by the first bits of a hash
 * @rcu: for freeing
 * @bits: number of those bits; 2^@bits entries
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
 * @only: the block of a map that has one only, with its shape: a lookup reads no directory then;
 *	NULL: see @dir
 * @dir: the blocks; NULL while the map is empty
 * @items: number of items
 * @gfp: how to allocate
 * @max_bits: maximum of bn_linemap_dir::bits; beyond that chains of buckets grow
 * @lock: lock of the writers, for lockdep
 */
struct bn_linemap {
	void __rcu *only;
	struct bn_linemap_dir __rcu *dir;
	u32 items;
	gfp_t gfp;
	u8 max_bits;
#ifdef CONFIG_LOCKDEP
	const struct lockdep_map *lock;
#endif
};

/**
 * bn_linemap_set_lock() - set the lock of the writers
 * @map: the map, initialized
 * @mutex_or_spinlock: the lock under which writers call; lockdep checks it
 */
#ifdef CONFIG_LOCKDEP
#define bn_linemap_set_lock(map, mutex_or_spinlock) \
	((map)->lock = &(mutex_or_spinlock)->dep_map)
/* For lockdep: does the caller hold the lock of the writers? */
#define bn_linemap_is_locked(map)	((map)->lock && lock_is_held((map)->lock))
#else
#define bn_linemap_set_lock(map, mutex_or_spinlock)	do { } while (0)
#define bn_linemap_is_locked(map)	((void)(map), true)
#endif

/* linemap.c APIs. Writers hold the lock of bn_linemap_set_lock(), readers are under RCU */
void bn_linemap_init(struct bn_linemap *map, unsigned int max_bits, gfp_t gfp);
void bn_linemap_exit(struct bn_linemap *map);
int bn_linemap_insert(struct bn_linemap *map, struct bn_linemap_item *item);
void bn_linemap_remove(struct bn_linemap *map, struct bn_linemap_item *item);
void bn_linemap_replace(struct bn_linemap *map, struct bn_linemap_item *old,
			struct bn_linemap_item *by);
int bn_linemap_walk(const struct bn_linemap *map,
		    int (*fn)(struct bn_linemap_item *item, void *arg), void *arg);

/*
 * The shape of a block, in its address: order in bits 0-2, it has 2^order - 1 buckets; depth
 * in bits 3-6, the number of leading bits that all its hashes share.
 */
#define BN_LINEMAP_ORDER	0x07UL
#define BN_LINEMAP_SHAPE	0x7fUL
#define BN_LINEMAP_DEPTH_SHIFT	3

static inline u8 bn_linemap_tag(u32 hash)
{
	return (hash & 0xff) ?: 1;
}

/* Bit 8 * i + 7 is set if slot i has @tag, and sometimes if it has another one */
static inline u64 bn_linemap_hits(u64 tags, u8 tag)
{
	u64 diff = tags ^ tag * 0x0000010101010101ULL;

	return (diff - 0x0000010101010101ULL) & ~diff & 0x0000808080808080ULL;
}

/* Index of a bucket in a block: the bits after the first @depth as a fraction of its size */
static inline u32 bn_linemap_index(u32 hash, unsigned int depth, unsigned int order)
{
	u32 rest = hash << depth;

	return (((u64)rest << order) - rest) >> 32;
}

/* The block for a hash, with its shape; 0: the map is empty */
static __always_inline unsigned long bn_linemap_block(const struct bn_linemap *map, u32 hash)
{
	const void *only = rcu_dereference_check(map->only, bn_linemap_is_locked(map));
	const struct bn_linemap_dir *dir;

	if (likely(only))
		return (unsigned long)only;
	dir = rcu_dereference_check(map->dir, bn_linemap_is_locked(map));
	if (!dir)
		return 0;
	return (unsigned long)rcu_dereference_check(dir->block[(u64)hash << dir->bits >> 32],
						    bn_linemap_is_locked(map));
}

/* The bucket for a hash. @at: its block, with its shape */
static __always_inline struct bn_linemap_bucket *bn_linemap_bucket(unsigned long at, u32 hash)
{
	unsigned long shape = at & BN_LINEMAP_SHAPE;
	struct bn_linemap_bucket *header = (struct bn_linemap_bucket *)(at - shape);

	return header + 1 + bn_linemap_index(hash, shape >> BN_LINEMAP_DEPTH_SHIFT,
					     shape & BN_LINEMAP_ORDER);
}

/**
 * bn_linemap_find() - find an item by its hash and a comparison
 * @map: the map
 * @hash: the hash
 * @match: compares an item that has @hash
 * @arg: for @match
 *
 * An item that is added or removed concurrently may or may not be found.
 *
 * Return: the item, or NULL.
 * Context: RCU read side, or the writer.
 */
static __always_inline struct bn_linemap_item *
bn_linemap_find(const struct bn_linemap *map, u32 hash,
		bool (*match)(const struct bn_linemap_item *item, const void *arg),
		const void *arg)
{
	unsigned long block = bn_linemap_block(map, hash);
	struct bn_linemap_bucket *bucket;
	struct bn_linemap_item *item;
	u64 hits;

	if (!block)
		return NULL;
	bucket = bn_linemap_bucket(block, hash);
	do {
		hits = bn_linemap_hits(READ_ONCE(bucket->tags), bn_linemap_tag(hash));
		for (; hits; hits &= hits - 1) {
			item = rcu_dereference_check(bucket->slot[__ffs64(hits) / 8],
						     bn_linemap_is_locked(map));
			if (item && item->hash == hash && match(item, arg))
				return item;
		}
		bucket = rcu_dereference_check(bucket->next, bn_linemap_is_locked(map));
	} while (unlikely(bucket));
	return NULL;
}

/**
 * struct bn_linemap_keys - random keys of the hash function of a table
 * @key: the first one for the sum, then one for each 32 bits
 */
struct bn_linemap_keys {
	u64 key[1 + 12];
};

/* The term of word @i */
static __always_inline u64 bn_linemap_term(const struct bn_linemap_keys *keys, unsigned int i,
					   u64 word)
{
	return ((u32)word + keys->key[1 + 2 * i]) * ((word >> 32) + keys->key[2 + 2 * i]);
}

/* The hash of a sum: its upper half, mixed */
static __always_inline u32 bn_linemap_mix(u64 sum)
{
	u32 hash = sum >> 32;

	hash ^= hash >> 16;
	hash *= 0x85ebca6b;
	return hash ^ hash >> 13;
}

/**
 * bn_linemap_hash() - hash words unpredictably without the keys
 * @keys: keys of the table
 * @words: the words
 * @n: number of words, 6 at most; the same for all keys that are compared
 *
 * Multilinear-HM of Lemire and Kaser, "Strongly universal string hashing is fast" (The
 * Computer Journal 57(11), 2014): over random keys, the hashes of any two different
 * strings of the same length are independent and uniform, so two keys of an attacker's
 * choice collide with probability 2^-32. Keys in sequence, as of ports, still have sums
 * in sequence; a bijection (the finalizer of MurmurHash3, in part) mixes them, which does not
 * change the collisions. With one multiplication for 64 bits this is twice to three times as
 * fast as SipHash-1-3 on the keys of these tables. It is not secure if hash values are
 * known: they do not leave the kernel, and collisions take measurable time only with more
 * than six items in a bucket.
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
