// SPDX-License-Identifier: GPL-2.0
/*
 * trie - lookups in the forwarding form of a prefix table: see trie.h
 *
 * This file needs of the kernel no more than bit operations, in order to be compiled in user
 * space too (RT-13). Slots are read with READ_ONCE(); what they lead to is ordered by the
 * dependency of its address.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/prefetch.h>
#include <linux/string.h>

#include "fib/find.h"

#define LANES 64U		/* keys of a vector that go down together */

/* Keys of a vector: destinations and sources, and bytes from one to the next */
struct keys {
	const u8 *dst;
	const u8 *src;
	size_t dst_stride;
	size_t src_stride;
};

static __always_inline const u8 *dst_of(const struct keys *keys, unsigned int i)
{
	return keys->dst + i * keys->dst_stride;
}

static __always_inline const u8 *src_of(const struct keys *keys, unsigned int i)
{
	return keys->src + i * keys->src_stride;
}

/* The number that a slot of a page or node has; @escaped: where it is if it does not fit */
static __always_inline u32 slot_number(u64 slot, const void *escaped)
{
	u32 number = bn_trie_slot_number(slot);

	return likely(number != BN_TRIE_ESCAPE) ? number : *(const u32 *)escaped;
}

/* The leaf of a map node with leaves of 8 bits, as most are */
static __always_inline s32 map8_leaf(u64 ref, u8 at)
{
	const struct bn_trie_map *map = (const struct bn_trie_map *)bn_trie_node(ref);

	return ((const s8 *)map->leaf)[bn_trie_map_run(map, at)];
}

static __always_inline bool ref_is_map8(u64 ref)
{
	return bn_trie_kind(ref) == BN_TRIE_MAP;
}

/* ---- one key ------------------------------------------------------------- */

/**
 * bn_trie_walk() - walk down from a node
 * @ref: the node
 * @key: bytes of the key from the node's on
 * @src: where the source starts
 * @number: what the nodes above say
 *
 * Return: the number of the longest matching prefix from the node on; else @number.
 * Context: RCU read side, or the route lock.
 */
u32 bn_trie_walk(u64 ref, const u8 *key, const u8 *src, u32 number)
{
	while (true) {
		u32 own;
		u64 slot;

		if (likely(bn_trie_has_leaves(ref))) {
			s32 leaf = bn_trie_leaf(ref, *key);
			const u64 *at;

			if (leaf >= 0)
				return leaf ?: number;
			at = bn_trie_leaf_slot(ref, leaf);
			slot = READ_ONCE(*at);
			own = slot_number(slot, at + 1);
			key++;
		} else if (bn_trie_is_page(ref)) {
			const u64 *page = bn_trie_page(ref);

			slot = READ_ONCE(page[*key]);
			own = slot_number(slot, (const u32 *)(page + BN_TRIE_VALUES) + *key);
			key++;
		} else {
			const struct bn_trie_skip *skip = bn_trie_node(ref);

			if (memcmp(skip->bytes, key, skip->dst))
				return number;
			key += skip->dst;
			if (skip->source) {
				if (memcmp(skip->bytes + skip->dst, src, skip->src))
					return number;
				key = src + skip->src;
			}
			slot = READ_ONCE(skip->slot);
			own = 0;
		}
		number = own ?: number;
		ref = bn_trie_slot_ref(slot);
	}
}

/**
 * bn_trie_lookup() - find the forwarding entry of the longest matching prefix
 * @table: the trie
 * @dst: destination, @table->dst_bytes bytes
 * @src: source, the other bytes of a key
 *
 * Return: its number, 0 for no match.
 * Context: RCU read side, or the route lock.
 */
u32 bn_trie_lookup(const struct bn_prefix_table *table, const u8 *dst, const u8 *src)
{
	return bn_trie_find(table, dst, src);
}

/* ---- vectors of keys of up to 4 bytes ------------------------------------ */

/* The slot of a key in the page of its second byte; 0: there is no such page */
static __always_inline u64 second_slot(const u64 *first, const u8 *key)
{
	u64 ref = bn_trie_slot_ref(READ_ONCE(first[key[0]]));

	return likely(bn_trie_is_page(ref)) ? READ_ONCE(bn_trie_page(ref)[key[1]]) : 0;
}

/* The number for a key at its third byte, else that of the slot; 0: walk */
static __always_inline u32 third_number(u64 slot, u8 at)
{
	u64 ref = bn_trie_slot_ref(slot);
	u64 inherited;
	s64 leaf;

	if (likely(ref_is_map8(ref)))
		leaf = map8_leaf(ref, at);
	else if (bn_trie_has_leaves(ref))
		leaf = bn_trie_leaf(ref, at);
	else
		return 0;
	inherited = bn_trie_slot_number(slot);
	inherited = inherited == BN_TRIE_ESCAPE ? 0 : inherited;
	leaf = leaf ?: (s64)inherited;
	return leaf < 0 ? 0 : leaf;
}

/* What is left is looked up one by one, once the nodes that it leads to are being fetched */
static noinline void lanes_rest(const struct bn_prefix_table *table, const struct keys *keys,
				u32 *numbers, const u64 *slots, const u8 *rest, unsigned int n)
{
	unsigned int i;
	s32 leaf;
	u64 ref;

	for (i = 0; i < n; i++) {
		ref = bn_trie_slot_ref(slots[rest[i]]);
		if (!ref || !bn_trie_has_leaves(ref))
			continue;
		leaf = bn_trie_leaf(ref, dst_of(keys, rest[i])[2]);
		if (leaf < 0)
			prefetch(bn_trie_node(bn_trie_slot_ref(
				READ_ONCE(*bn_trie_leaf_slot(ref, leaf)))));
	}
	for (i = 0; i < n; i++)
		numbers[rest[i]] = bn_trie_lookup(table, dst_of(keys, rest[i]),
						  src_of(keys, rest[i]));
}

/* @first: the page of the first byte */
static __always_inline void lookup_short(const struct bn_prefix_table *table, const u64 *first,
					 const struct keys *keys, u32 *numbers, unsigned int n)
{
	unsigned int i, n_rest = 0;
	u64 slots[LANES] __uninitialized;
	u8 rest[LANES] __uninitialized;

	for (i = 0; i < n; i++) {
		unsigned long node;

		/* a number, since it may be of no node */
		slots[i] = second_slot(first, dst_of(keys, i));
		node = (unsigned long)bn_trie_node(bn_trie_slot_ref(slots[i]));
		prefetch((const void *)node);
		prefetch((const void *)(node + 64));
	}
	for (i = 0; i < n; i++) {
		numbers[i] = likely(slots[i]) ? third_number(slots[i], dst_of(keys, i)[2]) : 0;
		rest[n_rest] = i;
		n_rest += !numbers[i];
	}
	if (n_rest)
		lanes_rest(table, keys, numbers, slots, rest, n_rest);
}

/* ---- vectors of longer keys ---------------------------------------------- */

#define STEPS 3U	/* levels after the pages that most keys of the IPv6 Internet need */

/* The first node that is no page, and, in *@key, the key's byte there */
static __always_inline u64 lane_start(u64 ref, const u8 **key)
{
	const u8 *at = *key;

	while (bn_trie_is_page(ref))
		ref = bn_trie_slot_ref(READ_ONCE(bn_trie_page(ref)[*at++]));
	prefetch(bn_trie_node(ref));
	*key = at;
	return ref;
}

/* A node with leaves of more than 8 bits. Pages and skip nodes are left to the walk */
static noinline u64 other_down(u64 ref, u8 at, u64 empty, u32 *number)
{
	s32 leaf;

	if (!bn_trie_has_leaves(ref))
		return empty;
	leaf = bn_trie_leaf(ref, at);
	if (leaf < 0)
		return bn_trie_slot_ref(READ_ONCE(*bn_trie_leaf_slot(ref, leaf)));
	*number = leaf;
	return empty;
}

/*
 * One level down without a branch: which kind of node a lane is at, and whether it ends there,
 * cannot be predicted. Both kinds are computed, and masks choose. A lane at its end is at the
 * empty node, which leads to itself.
 */
static __always_inline u64 lane_down(u64 ref, u8 at, u64 empty, u32 *number)
{
	const u8 *node = bn_trie_node(ref);
	const u8 *map = ref & BN_TRIE_RUN ? bn_trie_node(empty) : node;	/* not past its end */
	u64 below, offset, in_runs, next;
	s64 leaf;

	if (unlikely(bn_trie_width(ref) != BN_TRIE_S8))
		return other_down(ref, at, empty, number);
	offset = offsetof(struct bn_trie_map, leaf) + bn_trie_map_run((const void *)map, at);
	in_runs = offsetof(struct bn_trie_runs, leaf) + bn_trie_runs_run((const void *)node, at);
	OPTIMIZER_HIDE_VAR(in_runs);
	OPTIMIZER_HIDE_VAR(offset);
	offset = ref & BN_TRIE_RUN ? in_runs : offset;
	leaf = ((const s8 *)node)[offset];
	below = leaf >> 63;
	OPTIMIZER_HIDE_VAR(below);
	next = bn_trie_slot_ref(READ_ONCE(((const u64 *)node)[(s64)(leaf & below)]));
	*number |= leaf & ~below;
	next = empty ^ ((empty ^ next) & below);
	prefetch(bn_trie_node(next));
	return next;
}

static __always_inline void lookup_long(const struct bn_prefix_table *table, u64 root,
					const struct keys *keys, u32 *numbers, unsigned int n)
{
	u64 empty = bn_trie_empty();
	u64 ref[LANES] __uninitialized;
	const u8 *at[LANES] __uninitialized;
	unsigned int i, step;

	for (i = 0; i < n; i++) {
		at[i] = dst_of(keys, i);
		ref[i] = lane_start(root, &at[i]);
		numbers[i] = 0;
	}
	for (step = 0; step < STEPS; step++)
		for (i = 0; i < n; i++)
			ref[i] = lane_down(ref[i], at[i][step], empty, &numbers[i]);
	for (i = 0; i < n; i++) {
		if (unlikely(ref[i] != empty))
			numbers[i] = bn_trie_walk(ref[i], at[i] + STEPS, src_of(keys, i), 0);
		/* Where the last node says nothing, those above decide */
		if (unlikely(!numbers[i]))
			numbers[i] = bn_trie_lookup(table, dst_of(keys, i), src_of(keys, i));
	}
}

static __always_inline void lookup_lanes(const struct bn_prefix_table *table,
					 const struct keys *keys, u32 *numbers, unsigned int n)
{
	u64 root = bn_trie_slot_ref(READ_ONCE(table->fib));
	unsigned int i;

	if (table->dst_bytes == 4 && bn_trie_is_page(root)) {
		lookup_short(table, bn_trie_page(root), keys, numbers, n);
	} else if (table->dst_bytes >= 3 + STEPS) {
		lookup_long(table, root, keys, numbers, n);
	} else {
		for (i = 0; i < n; i++)
			numbers[i] = bn_trie_walk(root, dst_of(keys, i), src_of(keys, i), 0);
	}
}

/**
 * bn_trie_lookup_vector() - bn_trie_lookup() for several keys
 * @table: the trie
 * @dst: destinations
 * @src: sources
 * @dst_stride: bytes from one destination to the next
 * @src_stride: bytes from one source to the next
 * @numbers: @n results
 * @n: how many
 *
 * The keys go down in step, so that while a node of one is fetched the others
 * are worked on.
 *
 * Context: RCU read side.
 */
void bn_trie_lookup_vector(const struct bn_prefix_table *table, const u8 *dst, const u8 *src,
			   size_t dst_stride, size_t src_stride, u32 *numbers, unsigned int n)
{
	struct keys keys = { dst, src, dst_stride, src_stride };
	unsigned int some;

	for (; n; n -= some, numbers += some) {
		some = min(n, LANES);
		lookup_lanes(table, &keys, numbers, some);
		keys.dst += some * dst_stride;
		keys.src += some * src_stride;
	}
}
