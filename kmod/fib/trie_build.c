// SPDX-License-Identifier: GPL-2.0
/*
 * trie_build - make the nodes of the forwarding form of a prefix table: see trie.h
 *
 * Nodes have slab caches of their own, in steps of a word: less is wasted than with kmalloc()'s
 * sizes, and a table's nodes share few pages, and so few entries of the TLB, with each other
 * and nothing else.
 *
 * This file needs of the kernel no more than slab caches and bit operations, in
 * order to be compiled in user space too (RT-13).
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/fwd.h"
#include "fib/prefix.h"
#include "fib/trie.h"

#define owned(pointer) rcu_dereference_protected(pointer, 1)

/* ---- memory -------------------------------------------------------------- */

/* Sizes of the caches: steps of 8 bytes up to FINE_MAX, of 64 up to
 * COARSE_MAX; pages and the few larger nodes are left to kmalloc()
 */
#define FINE_STEP	8U
#define FINE_MAX	256U
#define COARSE_STEP	64U
#define COARSE_MAX	1024U
#define FINE_CACHES	(FINE_MAX / FINE_STEP)
#define CACHES		(FINE_CACHES + (COARSE_MAX - FINE_MAX) / COARSE_STEP)

static struct kmem_cache *caches[CACHES];
static struct bn_trie_form empty;

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

static void *memory_get(size_t bytes, gfp_t gfp)
{
	unsigned int cache = trie_build_cache_of(bytes);

	return cache < CACHES ? kmem_cache_alloc(caches[cache], gfp) : kmalloc(bytes, gfp);
}

/* ---- the values of a node ------------------------------------------------ */

/* The forwarding numbers of a node's 256 values, and their runs
 * @paint: for each value an index from 1 into the set's entries; 0: inherit
 * @starts: values at which a run starts
 * @leaf: of each run, as @paint; below 0: a node below
 * @n: runs
 * @kids: nodes below
 * @most: greatest number of a leaf
 * @most_kid: greatest number that a slot has
 */
struct image {
	u16 paint[BN_TRIE_VALUES];
	u64 starts[4];
	s16 leaf[BN_TRIE_VALUES];
	unsigned int n;
	unsigned int kids;
	u32 most;
	u32 most_kid;
};

static u32 number_of(const struct bn_prefix_set *set, unsigned int index)
{
	return index ? set->entry[index - 1].fwd->number : 0;
}

static void edge_add(u64 edges[4], unsigned int at)
{
	if (at < BN_TRIE_VALUES)
		edges[at / 64] |= 1ULL << at % 64;
}

/* For each value the longest prefix; @edges: where prefixes start and end */
static void paint_set(const struct bn_prefix_set *set, u16 paint[BN_TRIE_VALUES], u64 edges[4])
{
	unsigned int word, slot, at, end, i = 0;
	u64 bits;

	for (word = 0; word < ARRAY_SIZE(set->bits); word++) {
		for (bits = set->bits[word]; bits; bits &= bits - 1) {
			if (!set->entry[i++].fwd)
				continue;
			slot = word * 64 + __ffs64(bits);
			at = bn_prefix_slot_start(slot);
			end = at + (256U >> bn_prefix_slot_bits(slot));
			edge_add(edges, at);
			edge_add(edges, end);
			/* Longer ones come later and paint over */
			while (at < end)
				paint[at++] = i;
		}
	}
}

/* Each value with a node below is a run of its own */
static void edges_of_kids(const struct bn_prefix_kids *kids, u64 edges[4])
{
	unsigned int word;
	u64 carry = 0;

	for (word = 0; word < ARRAY_SIZE(kids->bits); word++) {
		edges[word] |= kids->bits[word] | kids->bits[word] << 1 | carry;
		carry = kids->bits[word] >> 63;
	}
}

static void run_add(struct image *image, unsigned int at, s16 leaf)
{
	image->starts[at / 64] |= 1ULL << at % 64;
	image->leaf[image->n++] = leaf;
}

/* Where nothing changes at an edge no run starts */
static void find_runs(struct image *image, const u64 edges[4], const struct bn_prefix_set *set,
		      const struct bn_prefix_kids *kids)
{
	unsigned int word, at;
	u32 number, last = 0;
	bool after_kid = true;
	u64 bits;

	for (word = 0; word < 4; word++) {
		for (bits = edges[word]; bits; bits &= bits - 1) {
			at = word * 64 + __ffs64(bits);
			number = number_of(set, image->paint[at]);
			if (kids && bn_prefix_bit(kids->bits, at)) {
				image->kids++;
				run_add(image, at, -(s16)image->kids);
				image->most_kid = max(image->most_kid, number);
				after_kid = true;
			} else if (after_kid || number != last) {
				run_add(image, at, image->paint[at]);
				image->most = max(image->most, number);
				last = number;
				after_kid = false;
			}
		}
	}
}

static void image_make(struct image *image, const struct bn_prefix_set *set,
		       const struct bn_prefix_kids *kids)
{
	u64 edges[4] = { 1 };

	memset(image->paint, 0, sizeof(image->paint));
	memset(image->starts, 0, sizeof(image->starts));
	image->n = 0;
	image->kids = 0;
	image->most = 0;
	image->most_kid = 0;
	if (set)
		paint_set(set, image->paint, edges);
	if (kids)
		edges_of_kids(kids, edges);
	find_runs(image, edges, set, kids);
}

/* ---- making a node ------------------------------------------------------- */

#define PAGE_SLOTS	BN_TRIE_VALUES
#define PAGE_BYTES	(PAGE_SLOTS * sizeof(u64))

/* A node with that many below becomes a page, with half as many it is one no longer. The
 * Internet's IPv6 addresses begin with few different bytes, and all walks begin there.
 */
static const u8 page_at[] = { 4, 2, 16 };

/**
 * bn_trie_stays_page() - is a node a page, and still with that many nodes below?
 * @node: the node
 * @kids: number of nodes below that it is to have
 *
 * Nodes below a page are added and removed by a store to its slot.
 *
 * Return: true if so.
 * Context: writers' lock.
 */
bool bn_trie_stays_page(const struct bn_prefix_node *node, unsigned int kids)
{
	return bn_trie_kind(node->form.ref) == BN_TRIE_PAGE && kids >= page_at[node->depth] / 2;
}

static bool wants_page(const struct bn_prefix_table *table, const struct bn_prefix_node *node,
		       unsigned int kids)
{
	if (node->depth >= ARRAY_SIZE(page_at) || (node->depth == 2 && table->dst_bytes <= 4))
		return false;
	return kids >= page_at[node->depth] || bn_trie_stays_page(node, kids);
}

/* Where to find the references to the nodes below
 * @kids: the nodes
 * @form: a form of the node with slots for them: their references are read from there, since
 *	the nodes themselves are rarely in the processor's caches. 0: none
 */
struct below {
	const struct bn_prefix_kids *kids;
	u64 form;
};

/* Reference to the node below with index @kid, for byte @at */
static u64 below_ref(const struct below *below, unsigned int kid, unsigned int at)
{
	if (!below->form)
		return bn_prefix_ref(owned(below->kids->kid[kid]));
	if (bn_trie_is_page(below->form))
		return bn_trie_slot_ref(bn_trie_page(below->form)[at]);
	return bn_trie_slot_ref(*bn_trie_leaf_slot(below->form, -(s32)kid - 1));
}

static bool page_make(const struct image *image, const struct bn_prefix_set *set,
		      const struct below *below, gfp_t gfp, struct bn_trie_form *form)
{
	bool escape = max(image->most, image->most_kid) >= BN_TRIE_ESCAPE;
	unsigned int at, kid = 0;
	u32 number, *numbers;
	u64 ref, *slots;

	form->bytes = PAGE_BYTES + (escape ? PAGE_SLOTS * sizeof(u32) : 0);
	form->kids = 0;
	slots = memory_get(form->bytes, gfp);
	if (!slots)
		return false;
	numbers = (u32 *)(slots + PAGE_SLOTS);
	for (at = 0; at < PAGE_SLOTS; at++) {
		number = number_of(set, image->paint[at]);
		ref = bn_prefix_bit(below->kids->bits, at) ? below_ref(below, kid++, at) :
							     empty.ref;
		slots[at] = bn_trie_make_slot(ref, number);
		if (escape)
			numbers[at] = number;
	}
	form->ref = bn_trie_ref(slots, BN_TRIE_PAGE);
	return true;
}

static void put_leaf(void *leaves, unsigned int width, unsigned int run, s32 leaf)
{
	if (width == BN_TRIE_S8)
		((s8 *)leaves)[run] = leaf;
	else if (width == BN_TRIE_S16)
		((s16 *)leaves)[run] = leaf;
	else
		((s32 *)leaves)[run] = leaf;
}

static void put_slot(u64 *node, unsigned int width, s32 leaf, u64 ref, u32 number)
{
	u64 *slot = node + leaf * (s32)bn_trie_slot_words(width);

	*slot = bn_trie_make_slot(ref, number);
	if (width == BN_TRIE_S32)
		*(u32 *)(slot + 1) = number;
}

/* Leaves and slots of a map or runs node */
static void put_runs(void *node, void *leaves, unsigned int width, const struct image *image,
		     const struct bn_prefix_set *set, const struct below *below)
{
	unsigned int word, at, run = 0, kid = 0;
	u64 bits;
	s32 leaf;

	for (word = 0; word < 4; word++) {
		for (bits = image->starts[word]; bits; bits &= bits - 1) {
			leaf = image->leaf[run];
			if (leaf < 0) {
				at = word * 64 + __ffs64(bits);
				put_slot(node, width, leaf, below_ref(below, kid++, at),
					 number_of(set, image->paint[at]));
			} else {
				leaf = number_of(set, leaf);
			}
			put_leaf(leaves, width, run++, leaf);
		}
	}
}

static void put_map(struct bn_trie_map *map, const struct image *image)
{
	unsigned int word, before = 0;

	for (word = 0; word < 4; word++) {
		map->bits[word] = image->starts[word];
		map->before[word] = before - 1;
		before += hweight64(image->starts[word]);
	}
}

static void put_starts(struct bn_trie_runs *runs, const u64 starts[4])
{
	unsigned int word, lane = 0;
	u64 bits, start;

	runs->starts = BN_TRIE_NINTH;
	for (word = 0; word < 4; word++) {
		bits = starts[word] & (word ? ~0ULL : ~1ULL);
		for (; bits; bits &= bits - 1) {
			start = word * 64 + __ffs64(bits);
			runs->starts ^= (256 ^ start) << 9 * lane++;
		}
	}
}

static unsigned int width_of(const struct image *image)
{
	if (image->most > S16_MAX || image->most_kid >= BN_TRIE_ESCAPE)
		return BN_TRIE_S32;
	if (image->most > S8_MAX || image->kids > -S8_MIN)
		return BN_TRIE_S16;
	return BN_TRIE_S8;
}

/* @short_runs: a runs node if there are few runs */
static bool node_make(const struct image *image, const struct bn_prefix_set *set,
		      const struct below *below, bool short_runs, gfp_t gfp,
		      struct bn_trie_form *form)
{
	bool runs = short_runs && image->n <= BN_TRIE_RUNS;
	unsigned int width = width_of(image), head, before;
	void *node;

	head = runs ? offsetof(struct bn_trie_runs, leaf) : offsetof(struct bn_trie_map, leaf);
	before = image->kids * sizeof(u64) * bn_trie_slot_words(width);
	form->bytes = before + head + ((runs ? BN_TRIE_RUNS : image->n) << width);
	form->kids = image->kids;
	node = memory_get(form->bytes, gfp);
	if (!node)
		return false;
	node += before;
	if (runs)
		put_starts(node, image->starts);
	else
		put_map(node, image);
	put_runs(node, node + head, width, image, set, below);
	form->ref = bn_trie_ref(node, (runs ? BN_TRIE_RUN : BN_TRIE_MAP) | width);
	return true;
}

/**
 * bn_trie_build() - make the forwarding form of a node
 * @table: the trie
 * @node: the node
 * @set: the prefixes that it is to have, NULL for none
 * @kids: the nodes below that it is to have, NULL for none; if they are those of @node, its
 *	present form has slots for them
 * @gfp: how to allocate
 * @form: is set to the new form, for the caller to publish
 *
 * Return: true; false without memory.
 * Context: process context, writers' lock.
 */
bool bn_trie_build(const struct bn_prefix_table *table, const struct bn_prefix_node *node,
		   const struct bn_prefix_set *set, const struct bn_prefix_kids *kids, gfp_t gfp,
		   struct bn_trie_form *form)
{
	struct below below = { .kids = kids };
	struct image image;

	if (kids && kids == owned(node->kids))
		below.form = node->form.ref;
	image_make(&image, set, kids);
	if (kids && wants_page(table, node, kids->n))
		return page_make(&image, set, &below, gfp, form);
	/* In IPv4's third byte maps only: vectors of lookups do not mispredict the kind */
	return node_make(&image, set, &below, node->depth != 2 || table->dst_bytes > 4, gfp,
			 form);
}

#define LEVELS		2U	/* so many levels are nodes of their own, more are skipped */
#define LEVEL_WORDS	3U	/* words of such a node */

/* A runs node for one level, with a node below for one value; returns its reference */
static u64 level_put(u64 *words, u8 at, u64 below)
{
	struct bn_trie_runs *runs = (struct bn_trie_runs *)(words + 1);
	u64 starts[4] = { 1 };

	words[0] = bn_trie_make_slot(below, 0);
	words[2] = 0;
	edge_add(starts, at);
	edge_add(starts, at + 1);
	put_starts(runs, starts);
	runs->leaf[!!at] = -1;
	return bn_trie_ref(runs, BN_TRIE_RUN);
}

/* Nodes for @n levels with the bytes @key, the first one first in memory */
static bool levels_make(const u8 *key, unsigned int n, u64 below, gfp_t gfp,
			struct bn_trie_form *form)
{
	u64 *words;

	form->bytes = n * LEVEL_WORDS * sizeof(*words);
	form->kids = 1;
	words = memory_get(form->bytes, gfp);
	if (!words)
		return false;
	while (n--)
		below = level_put(words + n * LEVEL_WORDS, key[n], below);
	form->ref = below;
	return true;
}

/**
 * bn_trie_build_skip() - make the nodes for the levels between a node and the one above it
 * @table: the trie
 * @node: the node; its form is made
 * @above: depth of the node above it, -1 for none
 * @gfp: how to allocate
 * @form: is set to the new form, for the caller to publish; its reference is 0 if the node
 *	follows that above immediately
 *
 * Return: true; false without memory.
 * Context: process context, writers' lock.
 */
bool bn_trie_build_skip(const struct bn_prefix_table *table, const struct bn_prefix_node *node,
			int above, gfp_t gfp, struct bn_trie_form *form)
{
	bool source = above < (int)table->dst_bytes && node->depth >= table->dst_bytes;
	unsigned int from = above + 1, skipped = node->depth - from;
	struct bn_trie_skip *skip;

	memset(form, 0, sizeof(*form));
	if (!source && !skipped)
		return true;
	if (!source && skipped <= LEVELS)
		return levels_make(node->key + from, skipped, node->form.ref, gfp, form);
	form->bytes = struct_size(skip, bytes, skipped);
	skip = memory_get(form->bytes, gfp);
	if (!skip)
		return false;
	skip->slot = bn_trie_make_slot(node->form.ref, 0);
	skip->source = source;
	skip->src = source ? node->depth - table->dst_bytes : 0;
	skip->dst = skipped - skip->src;
	memcpy(skip->bytes, node->key + from, skipped);
	form->ref = bn_trie_ref(skip, BN_TRIE_SKIP);
	return true;
}

/**
 * bn_trie_skip_slot() - the slot that leads from skipped levels to the node itself
 * @skip: what bn_trie_build_skip() made
 *
 * Return: the slot.
 * Context: writers' lock.
 */
u64 *bn_trie_skip_slot(const struct bn_trie_form *skip)
{
	u64 *node = (u64 *)bn_trie_node(skip->ref);

	if (bn_trie_kind(skip->ref) == BN_TRIE_SKIP)
		return &((struct bn_trie_skip *)node)->slot;
	/* The first word of the last node; the reference is to the second of the first */
	return node - 1 + skip->bytes / sizeof(*node) - LEVEL_WORDS;
}

/**
 * bn_trie_slot() - the slot of a node that leads to the node below for a byte
 * @ref: reference to the node
 * @at: the byte; the node is a page or has a node below for it
 *
 * Return: the slot: a store there publishes another node.
 * Context: writers' lock.
 */
u64 *bn_trie_slot(u64 ref, u8 at)
{
	u64 *node = (u64 *)bn_trie_node(ref);

	if (bn_trie_kind(ref) == BN_TRIE_PAGE)
		return node + at;
	return bn_trie_leaf_slot(ref, bn_trie_leaf(ref, at));
}

/* ---- end of a node ------------------------------------------------------- */

/**
 * bn_trie_size() - memory of a node
 * @form: the node; may be none
 *
 * Return: bytes, what its cache adds included.
 */
size_t bn_trie_size(const struct bn_trie_form *form)
{
	unsigned int cache;

	if (!form->ref)
		return 0;
	cache = trie_build_cache_of(form->bytes);
	return cache < CACHES ? cache_size(cache) : form->bytes;
}

/**
 * bn_trie_free() - free a node
 * @form: the node, without readers; may be none
 */
void bn_trie_free(const struct bn_trie_form *form)
{
	unsigned int cache;
	u64 *memory;

	if (!form->ref)
		return;
	memory = (u64 *)bn_trie_node(form->ref) -
		 form->kids * bn_trie_slot_words(bn_trie_width(form->ref));
	cache = trie_build_cache_of(form->bytes);
	if (cache < CACHES)
		kmem_cache_free(caches[cache], memory);
	else
		kfree(memory);
}

/**
 * bn_trie_empty() - the node without prefixes
 *
 * Return: reference to it; a page refers to it where there is no node below.
 */
u64 bn_trie_empty(void)
{
	return empty.ref;
}

static bool empty_make(void)
{
	struct image image;

	image_make(&image, NULL, NULL);
	return node_make(&image, NULL, NULL, false, GFP_KERNEL, &empty);
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
		if (!caches[i])
			break;
	}
	if (i == CACHES && empty_make())
		return 0;
	bn_trie_exit();
	return -ENOMEM;
}

/**
 * bn_trie_exit() - free the slab caches
 *
 * Context: process context, after the last table, and after rcu_barrier().
 */
void bn_trie_exit(void)
{
	unsigned int i;

	bn_trie_free(&empty);
	memset(&empty, 0, sizeof(empty));
	for (i = 0; i < CACHES; i++) {
		kmem_cache_destroy(caches[i]);
		caches[i] = NULL;
	}
}
