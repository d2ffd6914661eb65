// SPDX-License-Identifier: GPL-2.0
/*
 * linemap - a hash of pointers whose buckets are cache lines (L2-4, PCB-2)
 *
 * Overview
 *
 * Extendible hashing (Fagin, Nievergelt, Pippenger, Strong, ACM TODS 4(3), 1979)
 * with blocks of 1 to 63 buckets: the first bits of a hash select an entry of the
 * directory, which points to a block, the following ones a bucket of the block,
 * and the last eight are the tag. Blocks share the directory's entries as
 * long as they are few. A block that fills (three items a bucket) is replaced by one
 * with twice the buckets; one that has 63 already, by two. So no change moves
 * more than some 200 items, whatever the size of the map, and no allocation is larger
 * than 4 KiB, except for the directory's (8 bytes for 100 items). A map that
 * empties shrinks the same way. A map of one block, some 200 items, needs no directory to be
 * looked up in.
 *
 * A bucket without a free slot gets another one behind it. That is rare with the
 * load above (one bucket in 30 at worst), but needed when there is no memory for a
 * larger block or the directory has its maximum size.
 *
 * Life
 *
 * Blocks, their chained buckets and directories belong to the map, and are freed a
 * grace period after they were replaced. Items belong to the caller, who frees
 * them a grace period after bn_linemap_remove().
 *
 * Synchronization
 *
 * Writers hold the lock that bn_linemap_set_lock() named. Readers are under RCU. A replaced block
 * is no longer written to: its readers see the items at the time of the replacement. Its
 * successor is complete before the directory, or bn_linemap::only, points to it. Within a block,
 * an item never moves: the slot is set before its tag, and the tag cleared before the slot. A
 * reader that finds a tag without its item, or with a later one, detects that by the comparison.
 *
 * Failure: everything that may fail is allocated before anything is changed.
 * A block that cannot be made larger or smaller stays in use.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>

#include "core/linemap.h"

#define ORDER_MAX	6
#define DEPTH_MAX	15	/* has four bits in BN_LINEMAP_SHAPE */
#define LOAD_MAX	3	/* items a bucket, then a block grows */
#define SLOT_TAGS	0x0000ffffffffffffULL

/* Occupies one bucket, before those of the block */
struct block {
	struct rcu_head rcu;
	u8 order;
	u8 depth;
	u16 buckets;
	u32 items;
	struct bn_linemap_bucket bucket[];
};

/* What the writer reads */
#define protected(p, map)	rcu_dereference_protected(p, bn_linemap_is_locked(map))

/* The block at an address with its shape */
static struct block *block_of(const void *at)
{
	return (struct block *)((unsigned long)at & ~BN_LINEMAP_SHAPE);
}

static struct block *block_at(const struct bn_linemap *map, const struct bn_linemap_dir *dir,
			      u32 i)
{
	return block_of(protected(dir->block[i], map));
}

/* Without reading the block */
static unsigned int depth_at(const struct bn_linemap *map, const struct bn_linemap_dir *dir,
			     u32 i)
{
	unsigned long at = (unsigned long)protected(dir->block[i], map);

	return (at & BN_LINEMAP_SHAPE) >> BN_LINEMAP_DEPTH_SHIFT;
}

static u32 dir_index(const struct bn_linemap_dir *dir, u32 hash)
{
	return (u64)hash << dir->bits >> 32;
}

static struct bn_linemap_bucket *bucket_of(struct block *block, u32 hash)
{
	return &block->bucket[bn_linemap_index(hash, block->depth, block->order)];
}

/* ---- a bucket ---------------------------------------------------------- */

/* Number of a free slot, or one past the last */
static unsigned int free_slot(const struct bn_linemap_bucket *bucket)
{
	unsigned int i;

	for (i = 0; i < BN_LINEMAP_SLOTS; i++)
		if (!(bucket->tags >> 8 * i & 0xff))
			break;
	return i;
}

static void slot_fill(struct bn_linemap_bucket *bucket, unsigned int i,
		      struct bn_linemap_item *item)
{
	rcu_assign_pointer(bucket->slot[i], item);
	/* the slot before its tag */
	smp_store_release(&bucket->tags,
			  bucket->tags | (u64)bn_linemap_tag(item->hash) << 8 * i);
}

static void slot_clear(struct bn_linemap_bucket *bucket, unsigned int i)
{
	WRITE_ONCE(bucket->tags, bucket->tags & ~(0xffULL << 8 * i));
	RCU_INIT_POINTER(bucket->slot[i], NULL);
}

/* The slot of @item, which is in the map */
static struct bn_linemap_bucket *slot_find(const struct bn_linemap *map, struct block *block,
					   const struct bn_linemap_item *item,
					   unsigned int *slot)
{
	struct bn_linemap_bucket *bucket = bucket_of(block, item->hash);
	unsigned int i;

	for (; bucket; bucket = protected(bucket->next, map)) {
		for (i = 0; i < BN_LINEMAP_SLOTS; i++) {
			if (rcu_access_pointer(bucket->slot[i]) == item) {
				*slot = i;
				return bucket;
			}
		}
	}
	return NULL;
}

/* ---- a block ----------------------------------------------------------- */

static struct block *block_alloc(unsigned int order, unsigned int depth, gfp_t gfp)
{
	const size_t line = sizeof(struct bn_linemap_bucket);
	struct block *block;

	BUILD_BUG_ON(offsetof(struct block, bucket) != sizeof(struct bn_linemap_bucket));
	/* powers of two are aligned to their size: room for the shape */
	block = kzalloc(line << order, gfp | __GFP_NOWARN);
	if (!block)
		return NULL;
	block->order = order;
	block->depth = depth;
	block->buckets = BIT(order) - 1;
	return block;
}

/* No reader can reach the block */
static void linemap_block_free(struct block *block)
{
	struct bn_linemap_bucket *bucket, *next;
	unsigned int i;

	for (i = 0; i < block->buckets; i++) {
		for (bucket = rcu_access_pointer(block->bucket[i].next); bucket;
		     bucket = next) {
			next = rcu_access_pointer(bucket->next);
			kfree(bucket);
		}
	}
	kfree(block);
}

static void block_free_rcu(struct rcu_head *rcu)
{
	linemap_block_free(container_of(rcu, struct block, rcu));
}

/* The last bucket of the chain if there is a free slot in none */
static struct bn_linemap_bucket *with_room(const struct bn_linemap *map,
					   struct bn_linemap_bucket *bucket, unsigned int *slot)
{
	struct bn_linemap_bucket *next;

	for (;;) {
		*slot = free_slot(bucket);
		next = protected(bucket->next, map);
		if (*slot < BN_LINEMAP_SLOTS || !next)
			return bucket;
		bucket = next;
	}
}

static int block_add(const struct bn_linemap *map, struct block *block,
		     struct bn_linemap_item *item)
{
	struct bn_linemap_bucket *bucket, *more;
	unsigned int slot;

	bucket = with_room(map, bucket_of(block, item->hash), &slot);
	if (slot == BN_LINEMAP_SLOTS) {
		more = kzalloc(sizeof(*more), map->gfp | __GFP_NOWARN);
		if (!more)
			return -ENOMEM;
		slot_fill(more, 0, item);
		rcu_assign_pointer(bucket->next, more);
	} else {
		slot_fill(bucket, slot, item);
	}
	block->items++;
	return 0;
}

/* Each item of @from, to the one of @to with its bit after @depth */
static int block_copy(const struct bn_linemap *map, const struct block *from,
		      struct block *const to[2], unsigned int depth)
{
	const struct bn_linemap_bucket *bucket;
	struct bn_linemap_item *item;
	unsigned int i, slot;
	int err;

	for (i = 0; i < from->buckets; i++) {
		for (bucket = &from->bucket[i]; bucket;
		     bucket = protected(bucket->next, map)) {
			for (slot = 0; slot < BN_LINEMAP_SLOTS; slot++) {
				item = protected(bucket->slot[slot], map);
				if (!item)
					continue;
				err = block_add(map, to[item->hash << depth >> 31], item);
				if (err)
					return err;
			}
		}
	}
	return 0;
}

/* ---- the directory ----------------------------------------------------- */

static struct bn_linemap_dir *dir_alloc(unsigned int bits, gfp_t gfp)
{
	struct bn_linemap_dir *dir;

	dir = kvmalloc(struct_size(dir, block, BIT(bits)), gfp | __GFP_NOWARN);
	if (!dir)
		return NULL;
	dir->bits = bits;
	dir->deepest = 0;
	return dir;
}

/* All entries for the hashes that begin as @hash with the block's depth */
static void dir_point(struct bn_linemap *map, struct bn_linemap_dir *dir, struct block *block,
		      u32 hash)
{
	unsigned int shift = dir->bits - block->depth;
	u32 first = dir_index(dir, hash) >> shift << shift;
	void *at = (char *)block + (block->order | block->depth << BN_LINEMAP_DEPTH_SHIFT);
	u32 i;

	for (i = first; i < first + BIT(shift); i++)
		rcu_assign_pointer(dir->block[i], at);
	if (!dir->bits)
		rcu_assign_pointer(map->only, at);
}

/* Twice the entries or half of them; NULL without memory: the old one stays */
static struct bn_linemap_dir *dir_resize(struct bn_linemap *map, unsigned int bits)
{
	struct bn_linemap_dir *old = protected(map->dir, map);
	struct bn_linemap_dir *new = dir_alloc(bits, map->gfp);
	u32 i;

	if (!new)
		return NULL;
	for (i = 0; i < BIT(bits); i++)
		RCU_INIT_POINTER(new->block[i],
				 protected(old->block[bits > old->bits ? i >> 1 : i << 1], map));
	for (i = 0; bits < old->bits && i < BIT(bits); i++)
		new->deepest += depth_at(map, new, i) == bits;
	rcu_assign_pointer(map->dir, new);
	/* before a block of the new directory is replaced */
	rcu_assign_pointer(map->only, bits ? NULL : protected(new->block[0], map));
	kvfree_rcu(old, rcu);
	return new;
}

static struct bn_linemap_dir *dir_first(struct bn_linemap *map)
{
	struct bn_linemap_dir *dir = dir_alloc(0, map->gfp);
	struct block *block = block_alloc(1, 0, map->gfp);

	if (!dir || !block) {
		kvfree(dir);
		kfree(block);
		return NULL;
	}
	dir->deepest = 1;
	dir_point(map, dir, block, 0);
	rcu_assign_pointer(map->dir, dir);
	return dir;
}

static void dir_drop(struct bn_linemap *map, struct bn_linemap_dir *dir)
{
	struct block *block;
	u32 i, step;

	RCU_INIT_POINTER(map->only, NULL);
	RCU_INIT_POINTER(map->dir, NULL);
	for (i = 0; i < BIT(dir->bits); i += step) {
		block = block_at(map, dir, i);
		step = BIT(dir->bits - block->depth);
		call_rcu(&block->rcu, block_free_rcu);
	}
	kvfree_rcu(dir, rcu);
}

/* ---- growing and shrinking --------------------------------------------- */

/* Change the size of a block. Without memory the block stays */
static void block_resize(struct bn_linemap *map, struct block *old, u32 hash, unsigned int order)
{
	struct block *new = block_alloc(order, old->depth, map->gfp);
	struct block *const to[2] = { new, new };

	if (!new)
		return;
	if (block_copy(map, old, to, old->depth)) {
		linemap_block_free(new);
		return;
	}
	dir_point(map, protected(map->dir, map), new, hash);
	call_rcu(&old->rcu, block_free_rcu);
}

static void block_split(struct bn_linemap *map, struct block *old, u32 hash)
{
	struct bn_linemap_dir *dir = protected(map->dir, map);
	unsigned int depth = old->depth;
	struct block *half[2] = {};
	u32 bit = BIT(31) >> depth;

	if (depth == dir->bits && depth < map->max_bits)
		dir = dir_resize(map, depth + 1);
	if (!dir || depth == dir->bits)
		return;
	half[0] = block_alloc(ORDER_MAX, depth + 1, map->gfp);
	half[1] = block_alloc(ORDER_MAX, depth + 1, map->gfp);
	if (!half[0] || !half[1] || block_copy(map, old, half, depth)) {
		if (half[0])
			linemap_block_free(half[0]);
		if (half[1])
			linemap_block_free(half[1]);
		return;
	}
	dir_point(map, dir, half[0], hash & ~bit);
	dir_point(map, dir, half[1], hash | bit);
	if (depth + 1 == dir->bits)
		dir->deepest += 2;
	call_rcu(&old->rcu, block_free_rcu);
}

static void block_grow(struct bn_linemap *map, struct block *block, u32 hash)
{
	if (block->order < ORDER_MAX)
		block_resize(map, block, hash, block->order + 1);
	else
		block_split(map, block, hash);
}

/* Two blocks that differ in the last bit of their depth become one */
static void block_merge(struct bn_linemap *map, struct block *a, struct block *b, u32 hash)
{
	struct bn_linemap_dir *dir = protected(map->dir, map);
	unsigned int depth = a->depth - 1;
	struct block *new = block_alloc(ORDER_MAX, depth, map->gfp);
	struct block *const to[2] = { new, new };

	if (!new)
		return;
	if (block_copy(map, a, to, depth) || block_copy(map, b, to, depth)) {
		linemap_block_free(new);
		return;
	}
	dir_point(map, dir, new, hash);
	call_rcu(&a->rcu, block_free_rcu);
	call_rcu(&b->rcu, block_free_rcu);
	if (depth + 1 == dir->bits)
		dir->deepest -= 2;
	if (!dir->deepest && dir->bits)
		dir_resize(map, dir->bits - 1);
}

/* To half of it when it has one item for two buckets */
static void block_shrink(struct bn_linemap *map, struct block *block, u32 hash)
{
	struct bn_linemap_dir *dir = protected(map->dir, map);
	struct block *buddy;

	if (block->items >= block->buckets / 2)
		return;
	if (!block->depth) {
		if (block->order > 1)
			block_resize(map, block, hash, block->order - 1);
		return;
	}
	buddy = block_at(map, dir, dir_index(dir, hash ^ BIT(32 - block->depth)));
	if (buddy->depth == block->depth && block->items + buddy->items < block->buckets)
		block_merge(map, block, buddy, hash);
}

/* ---- the map ----------------------------------------------------------- */

/**
 * bn_linemap_init() - initialize an empty map
 * @map: memory of the caller
 * @max_bits: the directory's size is at most 2^@max_bits; up to 15. Some 100 items
 *	for each are stored without chains.
 * @gfp: GFP_ATOMIC, if writers must not sleep
 */
void bn_linemap_init(struct bn_linemap *map, unsigned int max_bits, gfp_t gfp)
{
	RCU_INIT_POINTER(map->only, NULL);
	RCU_INIT_POINTER(map->dir, NULL);
	map->items = 0;
	map->max_bits = min_t(unsigned int, max_bits, DEPTH_MAX);
	map->gfp = gfp;
}

/**
 * bn_linemap_exit() - free what belongs to the map, at once
 * @map: the map; no reader is left
 *
 * Context: any.
 */
void bn_linemap_exit(struct bn_linemap *map)
{
	struct bn_linemap_dir *dir = rcu_access_pointer(map->dir);
	struct block *block;
	u32 i, step;

	for (i = 0; dir && i < BIT(dir->bits); i += step) {
		block = block_of(rcu_access_pointer(dir->block[i]));
		step = BIT(dir->bits - block->depth);
		linemap_block_free(block);
	}
	kvfree(dir);
	RCU_INIT_POINTER(map->only, NULL);
	RCU_INIT_POINTER(map->dir, NULL);
}

/**
 * bn_linemap_insert() - add an item
 * @map: the map
 * @item: with its hash; not in the map
 *
 * Return: 0, or -ENOMEM with nothing changed.
 * Context: the writer; may sleep if the map's @gfp allows.
 */
int bn_linemap_insert(struct bn_linemap *map, struct bn_linemap_item *item)
{
	struct bn_linemap_dir *dir = protected(map->dir, map) ?: dir_first(map);
	struct block *block;
	int err;

	lockdep_assert(bn_linemap_is_locked(map));
	if (!dir)
		return -ENOMEM;
	block = block_at(map, dir, dir_index(dir, item->hash));
	if (block->items >= block->buckets * LOAD_MAX) {
		block_grow(map, block, item->hash);
		dir = protected(map->dir, map);
		block = block_at(map, dir, dir_index(dir, item->hash));
	}
	err = block_add(map, block, item);
	if (!err)
		WRITE_ONCE(map->items, map->items + 1);
	return err;
}

/**
 * bn_linemap_remove() - remove an item
 * @map: the map
 * @item: an item of it; may be freed after a grace period
 *
 * Context: the writer; may sleep if the map's @gfp allows.
 */
void bn_linemap_remove(struct bn_linemap *map, struct bn_linemap_item *item)
{
	struct bn_linemap_dir *dir = protected(map->dir, map);
	struct block *block = block_at(map, dir, dir_index(dir, item->hash));
	struct bn_linemap_bucket *bucket;
	unsigned int slot;

	lockdep_assert(bn_linemap_is_locked(map));
	bucket = slot_find(map, block, item, &slot);
	if (WARN_ON_ONCE(!bucket))
		return;
	slot_clear(bucket, slot);
	block->items--;
	WRITE_ONCE(map->items, map->items - 1);
	if (map->items)
		block_shrink(map, block, item->hash);
	else
		dir_drop(map, dir);
}

/**
 * bn_linemap_replace() - replace an item by another
 * @map: the map
 * @old: an item of it; may be freed after a grace period
 * @by: with the same hash, not in the map. Readers find the one or the other.
 *
 * Context: the writer.
 */
void bn_linemap_replace(struct bn_linemap *map, struct bn_linemap_item *old,
			struct bn_linemap_item *by)
{
	struct bn_linemap_dir *dir = protected(map->dir, map);
	struct bn_linemap_bucket *bucket;
	unsigned int slot;

	lockdep_assert(bn_linemap_is_locked(map));
	bucket = slot_find(map, block_at(map, dir, dir_index(dir, old->hash)), old, &slot);
	if (!WARN_ON_ONCE(!bucket))
		rcu_assign_pointer(bucket->slot[slot], by);
}

static int bucket_walk(const struct bn_linemap_bucket *bucket, const struct bn_linemap_dir *dir,
		       u32 from, int (*fn)(struct bn_linemap_item *item, void *arg), void *arg)
{
	struct bn_linemap_item *item;
	unsigned int slot;
	int err;

	for (; bucket; bucket = rcu_dereference(bucket->next)) {
		for (slot = 0; slot < BN_LINEMAP_SLOTS; slot++) {
			item = rcu_dereference(bucket->slot[slot]);
			if (!item || dir_index(dir, item->hash) < from)
				continue;
			err = fn(item, arg);
			if (err)
				return err;
		}
	}
	return 0;
}

/**
 * bn_linemap_walk() - call a function for all items
 * @map: the map
 * @fn: called for each; nonzero ends the walk
 * @arg: for @fn
 *
 * Items that are in the map from the beginning to the end are seen once. @fn may
 * change the map if it is the writer.
 *
 * Return: 0, or what @fn returned.
 * Context: RCU read side.
 */
int bn_linemap_walk(const struct bn_linemap *map,
		    int (*fn)(struct bn_linemap_item *item, void *arg), void *arg)
{
	const struct bn_linemap_dir *dir = rcu_dereference(map->dir);
	struct block *block;
	unsigned int b;
	u32 i, span;
	int err = 0;

	for (i = 0; dir && i < BIT(dir->bits) && !err; i = (i | (span - 1)) + 1) {
		block = block_of(rcu_dereference(dir->block[i]));
		/* a block that was merged meanwhile begins before i: not what was seen */
		span = BIT(dir->bits - block->depth);
		for (b = 0; b < block->buckets && !err; b++)
			err = bucket_walk(&block->bucket[b], dir, i, fn, arg);
	}
	return err;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "linemap_kunit.c"
#endif
