// SPDX-License-Identifier: GPL-2.0
/*
 * trie_build - making the nodes of the forwarding form of a prefix table: see trie.h
 *
 * Nodes have slab caches of their own, in steps of a few words: less is wasted
 * than with kmalloc()'s sizes, and a table's nodes share few pages, and so few
 * entries of the TLB, with each other and nothing else.
 *
 * This file needs of the kernel no more than slab caches and bit operations, in
 * order to be compiled in user space too (RT-13).
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/prefix.h"
#include "fib/trie.h"

/* ---- memory -------------------------------------------------------------- */

/* Sizes of the caches: steps of 16 bytes up to FINE_MAX, of 64 up to
 * COARSE_MAX; the few larger nodes are left to kmalloc()
 */
#define FINE_STEP	16U
#define FINE_MAX	256U
#define COARSE_STEP	64U
#define COARSE_MAX	1024U
#define FINE_CACHES	(FINE_MAX / FINE_STEP)
#define CACHES		(FINE_CACHES + (COARSE_MAX - FINE_MAX) / COARSE_STEP)

static struct kmem_cache *caches[CACHES];

static unsigned int cache_size(unsigned int cache)
{
	if (cache < FINE_CACHES)
		return (cache + 1) * FINE_STEP;
	return FINE_MAX + (cache + 1 - FINE_CACHES) * COARSE_STEP;
}

/* The cache for @size bytes; CACHES: none */
static unsigned int trie_build_cache_of(size_t size)
{
	if (size <= FINE_MAX)
		return (size - 1) / FINE_STEP;
	return min_t(size_t, CACHES, FINE_CACHES + (size - FINE_MAX - 1) / COARSE_STEP);
}

/**
 * bn_trie_init() - make the slab caches
 *
 * Return: 0 or -ENOMEM.
 * Context: process context, before the first table.
 */
int bn_trie_init(void)
{
	unsigned int i;
	char name[24];

	for (i = 0; i < CACHES; i++) {
		snprintf(name, sizeof(name), "bsdnet_fib_%u", cache_size(i));
		caches[i] = kmem_cache_create(name, cache_size(i), sizeof(u64),
					      SLAB_ACCOUNT | SLAB_NO_MERGE, NULL);
		if (!caches[i]) {
			bn_trie_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * bn_trie_exit() - give back the slab caches
 *
 * Context: process context, after the last table, and after rcu_barrier().
 */
void bn_trie_exit(void)
{
	unsigned int i;

	for (i = 0; i < CACHES; i++) {
		kmem_cache_destroy(caches[i]);
		caches[i] = NULL;
	}
}

static size_t bytes_of(const struct bn_trie_node *tagged)
{
	const struct bn_trie_node *node = bn_trie_untag(tagged);
	unsigned int leaf_bytes = bn_trie_is_wide(tagged) ? sizeof(void *) : sizeof(u16);
	unsigned int runs = bn_trie_run_at(node, BN_TRIE_SLOTS - 1) + 1;

	if (bn_trie_has_kids(tagged))
		return node->kids * sizeof(u64) +
		       (node->below.before[3] +
			hweight64(bn_trie_bitmap_word(node, &node->below, BN_TRIE_SLOTS - 1))) *
		       sizeof(void *);
	return (node->leaves + DIV_ROUND_UP(runs * leaf_bytes, sizeof(u64))) * sizeof(u64);
}

/**
 * bn_trie_size() - memory of a node
 * @tagged: the node
 *
 * Return: bytes, what its cache adds included.
 */
size_t bn_trie_size(const struct bn_trie_node *tagged)
{
	size_t bytes = bytes_of(tagged);
	unsigned int cache = trie_build_cache_of(bytes);

	return cache < CACHES ? cache_size(cache) : ksize(bn_trie_untag(tagged));
}

static void *memory_get(size_t bytes, gfp_t gfp)
{
	unsigned int cache = trie_build_cache_of(bytes);

	return cache < CACHES ? kmem_cache_alloc(caches[cache], gfp) : kmalloc(bytes, gfp);
}

/**
 * bn_trie_free() - free a node
 * @tagged: the node, without readers; NULL is ignored
 */
void bn_trie_free(struct bn_trie_node *tagged)
{
	unsigned int cache;

	if (!tagged)
		return;
	cache = trie_build_cache_of(bytes_of(tagged));
	if (cache < CACHES)
		kmem_cache_free(caches[cache], (void *)bn_trie_untag(tagged));
	else
		kfree(bn_trie_untag(tagged));
}

/* ---- what a node is to say ----------------------------------------------- */

/* A node in the making
 * @runs: bit set: a run starts here; bit 0 is not used
 * @n_runs: runs, 1 .. 256
 * @wide: leaves must be pointers
 * @leaf: of each run; a number, or in a wide node an index from 1 into the set's
 *	entries; 0: inherit
 */
struct image {
	u64 runs[4];
	unsigned int n_runs;
	bool wide;
	u16 leaf[BN_TRIE_SLOTS];
};

static bool set_is_wide(const struct bn_prefix_set *set)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (set->entry[i].fwd && !set->entry[i].fwd->number)
			return true;
	return false;
}

/* For each byte value at which a prefix starts, or ends before, the leaf of the
 * longest prefix there; @edges: those byte values
 */
static void paint_set(const struct bn_prefix_set *set, bool wide, u16 paint[BN_TRIE_SLOTS],
		      u64 edges[4])
{
	unsigned int word, slot, at, end, i = 0;
	u64 bits;

	memset(paint, 0, BN_TRIE_SLOTS * sizeof(*paint));
	for (word = 0; word < ARRAY_SIZE(set->bits); word++) {
		for (bits = set->bits[word]; bits; bits &= bits - 1) {
			const struct bn_fwd *fwd = set->entry[i++].fwd;

			if (!fwd)
				continue;
			slot = word * 64 + __ffs64(bits);
			at = bn_prefix_slot_start(slot);
			end = at + (256U >> bn_prefix_slot_bits(slot));
			edges[at / 64] |= 1ULL << at % 64;
			if (end < BN_TRIE_SLOTS)
				edges[end / 64] |= 1ULL << end % 64;
			/* Longer ones come later and paint over */
			while (at < end)
				paint[at++] = wide ? i : fwd->number;
		}
	}
}

static bool same_leaf(const struct bn_prefix_set *set, bool wide, u16 a, u16 b)
{
	return a == b || (wide && a && b && set->entry[a - 1].fwd == set->entry[b - 1].fwd);
}

/* Where nothing changes at an edge there is no run; what remains are runs */
static void find_runs(struct image *image, const struct bn_prefix_set *set)
{
	u16 paint[BN_TRIE_SLOTS];
	unsigned int word, at;
	u64 edges[4] = {}, bits;
	u16 last;

	image->wide = set_is_wide(set);
	paint_set(set, image->wide, paint, edges);
	last = paint[0];
	image->leaf[0] = last;
	edges[0] &= ~1ULL;
	for (word = 0; word < ARRAY_SIZE(edges); word++) {
		for (bits = edges[word]; bits; bits &= bits - 1) {
			at = word * 64 + __ffs64(bits);
			if (same_leaf(set, image->wide, paint[at], last))
				continue;
			last = paint[at];
			image->runs[word] |= bits & -bits;
			image->leaf[image->n_runs++] = last;
		}
	}
}

/* ---- making a node ------------------------------------------------------- */

static unsigned int bitmap_words(const u64 bitmap[4])
{
	return !!bitmap[0] + !!bitmap[1] + !!bitmap[2] + !!bitmap[3];
}

/* Puts the words of a bitmap that are not empty into the node from word @word
 * on; returns the word after them
 */
static unsigned int put_bitmap(struct bn_trie_node *node, struct bn_trie_ranks *ranks,
			       const u64 bitmap[4], unsigned int word)
{
	unsigned int i, before = 0;

	ranks->where = 0;
	for (i = 0; i < 4; i++) {
		ranks->before[i] = before;
		if (!bitmap[i])
			continue;
		ranks->where |= word << (i * 4);
		((u64 *)node)[word++] = bitmap[i];
		before += hweight64(bitmap[i]);
	}
	return word;
}

static void put_leaves(struct bn_trie_node *node, const struct image *image,
		       const struct bn_prefix_set *set)
{
	void *leaves = (u64 *)node + node->leaves;
	unsigned int i;

	if (!image->wide) {
		memcpy(leaves, image->leaf, image->n_runs * sizeof(u16));
		return;
	}
	for (i = 0; i < image->n_runs; i++)
		((const struct bn_fwd **)leaves)[i] =
			image->leaf[i] ? set->entry[image->leaf[i] - 1].fwd : NULL;
}

static struct bn_trie_node __rcu **kids_of(const struct bn_trie_node *node)
{
	return (struct bn_trie_node __rcu **)(bn_trie_words_of(node) + node->kids);
}

static void put_kids(struct bn_trie_node *node, const struct bn_prefix_kids *kids)
{
	unsigned int i;

	for (i = 0; i < kids->n; i++)
		RCU_INIT_POINTER(kids_of(node)[i],
				 rcu_dereference_protected(kids->kid[i], 1)->fib);
}

/**
 * bn_trie_build() - the forwarding form of a node
 * @node: the node
 * @set: the prefixes that it is to have, NULL for none
 * @kids: the nodes below that it is to have, NULL for none
 * @above: depth of the node above it, -1 for none
 * @gfp: how to allocate
 *
 * Return: the node, tagged, for the caller to publish; NULL without memory.
 * Context: process context, writers' lock.
 */
struct bn_trie_node *bn_trie_build(const struct bn_prefix_node *node,
				   const struct bn_prefix_set *set,
				   const struct bn_prefix_kids *kids, int above, gfp_t gfp)
{
	unsigned int skip = node->depth - (above + 1), head, leaves, kids_at;
	struct image image;
	unsigned long tags = kids ? BN_TRIE_KIDS : 0;
	struct bn_trie_node *fib;
	size_t leaf_bytes;

	image.n_runs = 1;
	image.wide = false;
	image.leaf[0] = 0;
	memset(image.runs, 0, sizeof(image.runs));
	if (set)
		find_runs(&image, set);
	leaf_bytes = image.n_runs * (image.wide ? sizeof(void *) : sizeof(u16));
	head = 1 + !!kids + DIV_ROUND_UP(skip, sizeof(u64));
	leaves = head + bitmap_words(image.runs) + (kids ? bitmap_words(kids->bits) : 0);
	kids_at = leaves + DIV_ROUND_UP(leaf_bytes, sizeof(u64));
	fib = memory_get(kids_at * sizeof(u64) + (kids ? kids->n : 0) * sizeof(void *), gfp);
	if (!fib)
		return NULL;
	fib->skip = skip;
	fib->leaves = leaves;
	head = put_bitmap(fib, &fib->runs, image.runs, head);
	put_leaves(fib, &image, set);
	if (kids) {
		put_bitmap(fib, &fib->below, kids->bits, head);
		fib->kids = kids_at;
		put_kids(fib, kids);
	}
	tags |= image.wide ? BN_TRIE_WIDE : 0;
	fib = (struct bn_trie_node *)((unsigned long)fib | tags);
	memcpy((u8 *)bn_trie_skipped_bytes(fib), node->key + above + 1, skip);
	return fib;
}

/**
 * bn_trie_slot() - the pointer to the node below for a byte
 * @tagged: the node
 * @at: the byte, for which it has one
 *
 * Return: where the pointer is: a store there publishes another node.
 * Context: writers' lock.
 */
struct bn_trie_node __rcu **bn_trie_slot(struct bn_trie_node *tagged, u8 at)
{
	const struct bn_trie_node *node = bn_trie_untag(tagged);
	u64 word = bn_trie_bitmap_word(node, &node->below, at);

	return kids_of(node) + node->below.before[at / 64] +
	       hweight64(word & ((1ULL << at % 64) - 1));
}
