// SPDX-License-Identifier: GPL-2.0
/*
 * trie_build - make the nodes of the forwarding form of a prefix table: see trie.h
 *
 * This file needs of the kernel no more than allocations and bit operations, in order to be
 * compiled in user space too (RT-13).
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/fib.h"
#include "fib/memory.h"
#include "fib/prefix.h"
#include "fib/trie.h"

static struct bn_trie_form empty;

/* ---- the values of a node ------------------------------------------------ */

/* The forwarding numbers of a node's 256 values, in runs of equal ones. Each value with a node
 * below is a run of its own
 * @starts: values at which a run starts
 * @number: of each run; 0: inherit
 * @n: runs
 * @kids: runs with a node below
 * @most: greatest number of the others
 * @most_kid: greatest number of a run with a node below
 */
struct image {
	u64 starts[4];
	u32 number[BN_TRIE_VALUES];
	unsigned int n;
	unsigned int kids;
	u32 most;
	u32 most_kid;
};

/* A prefix that the sweep is inside of
 * @end: the value after its last
 */
struct level {
	unsigned int end;
	u32 number;
};

/* Values up to which the runs are made, and the nodes below */
struct sweep {
	const struct bn_prefix_table *table;
	struct image *image;
	const struct bn_prefix_kids *kids;
	unsigned int at;
	bool after_kid;
};

static void run_add(struct image *image, unsigned int at, u32 number)
{
	image->starts[at / 64] |= 1ULL << at % 64;
	image->number[image->n++] = number;
}

/* The values from sweep->at to @end have @number. Where nothing changes no run starts */
static void sweep_to(struct sweep *sweep, unsigned int end, u32 number)
{
	struct image *image = sweep->image;
	unsigned int n_kids = sweep->kids ? sweep->kids->n : 0, kid;

	while (sweep->at < end) {
		kid = image->kids < n_kids ? sweep->kids->byte[image->kids] : BN_TRIE_VALUES;
		if (sweep->at < kid) {
			if (sweep->after_kid || image->number[image->n - 1] != number) {
				run_add(image, sweep->at, number);
				image->most = max(image->most, number);
			}
			sweep->after_kid = false;
			sweep->at = min(kid, end);
		} else {
			run_add(image, kid, number);
			image->most_kid = max(image->most_kid, number);
			image->kids++;
			sweep->after_kid = true;
			sweep->at = kid + 1;
		}
	}
}

/* The number of a prefix of a set */
static u32 number_at(const struct bn_prefix_table *table, const struct bn_prefix_set *set,
		     unsigned int at, const struct bn_trie_change *change)
{
	const struct bn_route *route;

	if (change && set->place[at] == change->place)
		return change->number;
	route = bn_rt_dereference(bn_prefix_heads(set)[at], table->stack);
	return bn_fwd_number(bn_route_forwards(route, table->stack));
}

/* The prefixes of @set from index @i on that start before @outer->end, in which they are. Places
 * are in the order of a walk over nested prefixes: a prefix is before those inside it
 */
static void sweep_set(struct sweep *sweep, const struct bn_prefix_set *set, unsigned int i,
		      const struct bn_trie_change *change, const struct level *outer)
{
	struct level level[10] = { *outer };
	unsigned int start, top = 0;
	u32 number;

	for (; set && i < set->n; i++) {
		start = bn_prefix_start(set->place[i]);
		if (start >= outer->end)
			break;
		number = number_at(sweep->table, set, i, change);
		if (!number)
			continue;
		for (; level[top].end <= start; top--)
			sweep_to(sweep, level[top].end, level[top].number);
		sweep_to(sweep, start, level[top].number);
		level[++top] = (struct level){ bn_prefix_end(set->place[i]), number };
	}
	do {
		sweep_to(sweep, level[top].end, level[top].number);
	} while (top--);
}

static void image_clear(struct image *image)
{
	memset(image->starts, 0, sizeof(image->starts));
	image->n = 0;
	image->kids = 0;
	image->most = 0;
	image->most_kid = 0;
}

static void image_make(struct image *image, const struct bn_prefix_table *table,
		       const struct bn_prefix_set *set, const struct bn_prefix_kids *kids,
		       const struct bn_trie_change *change)
{
	struct sweep sweep = { .table = table, .image = image, .kids = kids, .after_kid = true };
	static const struct level all = { BN_TRIE_VALUES, 0 };

	image_clear(image);
	sweep_set(&sweep, set, 0, change, &all);
}

/* ---- a change of a node ---------------------------------------------------- */

/* The number of the longest prefix of @set around the one at @place */
static u32 number_around(const struct bn_prefix_table *table, const struct bn_prefix_set *set,
			 unsigned int place)
{
	unsigned int bits = bn_prefix_bits(place), outer, at;
	u32 number = 0;

	while (set && !number && bits--) {
		outer = bn_prefix_place(bn_prefix_start(place), bits);
		at = bn_prefix_set_index(set, outer);
		if (at < set->n && set->place[at] == outer)
			number = number_at(table, set, at, NULL);
	}
	return number;
}

static s32 leaf_at(const struct bn_trie_map *map, unsigned int width, unsigned int run)
{
	if (width == BN_TRIE_S8)
		return ((const s8 *)map->leaf)[run];
	if (width == BN_TRIE_S16)
		return ((const s16 *)map->leaf)[run];
	return ((const s32 *)map->leaf)[run];
}

/* Append the runs @from to @to of an old node */
static void image_append(struct image *image, const struct bn_trie_map *map, unsigned int width,
			 unsigned int from, unsigned int to)
{
	u32 *number = image->number + image->n - from, most = image->most;
	unsigned int run;

	if (width == BN_TRIE_S8) {
		/* they fit into any leaf */
		for (run = from; run < to; run++)
			number[run] = ((const s8 *)map->leaf)[run];
	} else {
		for (run = from; run < to; run++) {
			number[run] = leaf_at(map, width, run);
			most = max(most, number[run]);
		}
	}
	image->most = most;
	image->n += to - from;
}

/* The starts of the old node before @start, or from @start on */
static void starts_copy(struct image *image, const u64 bits[4], unsigned int start, bool before)
{
	unsigned int word;
	u64 mask;

	for (word = 0; word < 4; word++) {
		mask = 0;
		if (start > word * 64)
			mask = start >= word * 64 + 64 ? ~0ULL : (1ULL << start % 64) - 1;
		image->starts[word] |= bits[word] & (before ? mask : ~mask);
	}
}

/* As image_make(), of a map node without nodes below it: only the values that the changed prefix
 * covers are looked at, the others are taken from the old node
 */
static void image_edit(struct image *image, const struct bn_prefix_table *table, u64 ref,
		       const struct bn_prefix_set *set, const struct bn_trie_change *change)
{
	unsigned int start = bn_prefix_start(change->place), width = bn_trie_width(ref), run, runs;
	const struct bn_trie_map *map = bn_trie_node(ref);
	struct sweep sweep = {
		.table = table, .image = image, .at = start, .after_kid = !start
	};
	struct level changed = { bn_prefix_end(change->place), change->number };

	image_clear(image);
	if (!changed.number)
		changed.number = number_around(table, set, change->place);
	if (start) {
		starts_copy(image, map->bits, start, true);
		image_append(image, map, width, 0, bn_trie_map_run(map, start - 1) + 1);
	}
	sweep_set(&sweep, set, set ? bn_prefix_set_index(set, change->place + 1) : 0, NULL,
		  &changed);
	if (changed.end == BN_TRIE_VALUES)
		return;
	run = bn_trie_map_run(map, changed.end);
	runs = bn_trie_map_run(map, BN_TRIE_VALUES - 1) + 1;
	sweep_to(&sweep, changed.end + 1, leaf_at(map, width, run));
	if (changed.end + 1 == BN_TRIE_VALUES)
		return;
	starts_copy(image, map->bits, changed.end + 1, false);
	image_append(image, map, width, run + 1, runs);
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
 * Context: route lock.
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
 * @table: the trie
 * @kids: the nodes
 * @form: a form of the node with slots for them: their references are read from there, since
 *	the nodes themselves are rarely in the processor's caches. 0: none
 */
struct below {
	const struct bn_prefix_table *table;
	const struct bn_prefix_kids *kids;
	u64 form;
};

/* Reference to the node below with index @kid, for byte @at */
static u64 below_ref(const struct below *below, unsigned int kid, unsigned int at)
{
	if (!below->form)
		return bn_prefix_ref(bn_rt_dereference(bn_prefix_kid(below->kids)[kid],
						       below->table->stack));
	if (bn_trie_is_page(below->form))
		return bn_trie_slot_ref(bn_trie_page(below->form)[at]);
	return bn_trie_slot_ref(*bn_trie_leaf_slot(below->form, -(s32)kid - 1));
}

static bool page_make(const struct image *image, const struct below *below, gfp_t gfp,
		      struct bn_trie_form *form)
{
	bool escape = max(image->most, image->most_kid) >= BN_TRIE_ESCAPE;
	unsigned int at, run = 0, kid = 0;
	u32 number, *numbers;
	u64 ref, *slots;

	form->bytes = PAGE_BYTES + (escape ? PAGE_SLOTS * sizeof(u32) : 0);
	form->kids = 0;
	slots = bn_fib_alloc(form->bytes, gfp);
	if (!slots)
		return false;
	numbers = (u32 *)(slots + PAGE_SLOTS);
	for (at = 0; at < PAGE_SLOTS; at++) {
		run += image->starts[at / 64] >> at % 64 & 1;
		number = image->number[run - 1];
		ref = empty.ref;
		if (kid < below->kids->n && below->kids->byte[kid] == at)
			ref = below_ref(below, kid++, at);
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

/* Leaves of a node without nodes below */
static void put_numbers(void *leaves, unsigned int width, const struct image *image)
{
	unsigned int run;

	if (width == BN_TRIE_S8) {
		for (run = 0; run < image->n; run++)
			((s8 *)leaves)[run] = image->number[run];
	} else if (width == BN_TRIE_S16) {
		for (run = 0; run < image->n; run++)
			((s16 *)leaves)[run] = image->number[run];
	} else {
		for (run = 0; run < image->n; run++)
			((s32 *)leaves)[run] = image->number[run];
	}
}

/* Leaves and slots of a map or runs node */
static void put_runs(void *node, void *leaves, unsigned int width, const struct image *image,
		     const struct below *below)
{
	unsigned int word, at, run = 0, kid = 0;
	u64 bits;
	s32 leaf;

	for (word = 0; word < 4; word++) {
		for (bits = image->starts[word]; bits; bits &= bits - 1) {
			at = word * 64 + __ffs64(bits);
			leaf = image->number[run];
			if (kid < image->kids && below->kids->byte[kid] == at) {
				put_slot(node, width, -(s32)kid - 1, below_ref(below, kid, at),
					 leaf);
				kid++;
				leaf = -(s32)kid;
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
static bool node_make(const struct image *image, const struct below *below, bool short_runs,
		      gfp_t gfp, struct bn_trie_form *form)
{
	bool runs = short_runs && image->n <= BN_TRIE_RUNS;
	unsigned int width = width_of(image), head, before;
	void *node;

	head = runs ? offsetof(struct bn_trie_runs, leaf) : offsetof(struct bn_trie_map, leaf);
	before = image->kids * sizeof(u64) * bn_trie_slot_words(width);
	form->bytes = before + head + ((runs ? BN_TRIE_RUNS : image->n) << width);
	form->kids = image->kids;
	node = bn_fib_alloc(form->bytes, gfp);
	if (!node)
		return false;
	node += before;
	if (runs)
		put_starts(node, image->starts);
	else
		put_map(node, image);
	if (image->kids)
		put_runs(node, node + head, width, image, below);
	else
		put_numbers(node + head, width, image);
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
 * @change: how @set differs from the one that the present form of @node was made of, if it is
 *	one prefix, or a prefix of @set with another number than that of its route; NULL: it
 *	differs otherwise
 * @gfp: how to allocate
 * @form: is set to the new form, for the caller to publish
 *
 * Return: true; false without memory.
 * Context: process context, route lock.
 */
bool bn_trie_build(const struct bn_prefix_table *table, const struct bn_prefix_node *node,
		   const struct bn_prefix_set *set, const struct bn_prefix_kids *kids,
		   const struct bn_trie_change *change, gfp_t gfp, struct bn_trie_form *form)
{
	struct below below = { .table = table, .kids = kids };
	struct image image;

	if (kids && kids == rcu_access_pointer(node->kids))
		below.form = node->form.ref;
	if (change && !kids && !rcu_access_pointer(node->kids) &&
	    (node->form.ref & (BN_TRIE_KINDS ^ BN_TRIE_WIDTH)) == BN_TRIE_MAP &&
	    bn_trie_has_leaves(node->form.ref))
		image_edit(&image, table, node->form.ref, set, change);
	else
		image_make(&image, table, set, kids, change);
	if (kids && wants_page(table, node, kids->n))
		return page_make(&image, &below, gfp, form);
	/* In IPv4's third byte maps only: vectors of lookups do not mispredict the kind */
	return node_make(&image, &below, node->depth != 2 || table->dst_bytes > 4, gfp, form);
}

#define LEVELS		2U	/* so many levels are nodes of their own, more are skipped */
#define LEVEL_WORDS	3U	/* words of such a node */

static void start_add(u64 starts[4], unsigned int at)
{
	if (at < BN_TRIE_VALUES)
		starts[at / 64] |= 1ULL << at % 64;
}

/* A runs node for one level, with a node below for one value; returns its reference */
static u64 level_put(u64 *words, u8 at, u64 below)
{
	struct bn_trie_runs *runs = (struct bn_trie_runs *)(words + 1);
	u64 starts[4] = { 1 };

	words[0] = bn_trie_make_slot(below, 0);
	words[2] = 0;
	start_add(starts, at);
	start_add(starts, at + 1);
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
	words = bn_fib_alloc(form->bytes, gfp);
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
 * Context: process context, route lock.
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
	skip = bn_fib_alloc(form->bytes, gfp);
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
 * Context: route lock.
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
 * Context: route lock.
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
	return form->ref ? bn_fib_size(form->bytes) : 0;
}

/**
 * bn_trie_memory() - the memory of a node
 * @form: the node; may be none
 *
 * Return: what bn_fib_alloc() returned for it; NULL for none.
 */
void *bn_trie_memory(const struct bn_trie_form *form)
{
	if (!form->ref)
		return NULL;
	return (u64 *)bn_trie_node(form->ref) -
	       form->kids * bn_trie_slot_words(bn_trie_width(form->ref));
}

/**
 * bn_trie_free() - free a node
 * @form: the node, without readers; may be none
 */
void bn_trie_free(const struct bn_trie_form *form)
{
	kfree(bn_trie_memory(form));
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

/**
 * bn_trie_init() - make what all tries need
 *
 * Return: 0 or -ENOMEM.
 * Context: process context, before the first table.
 */
int bn_trie_init(void)
{
	struct image image;
	int err = bn_fib_memory_init();

	if (err)
		return err;
	image_make(&image, NULL, NULL, NULL, NULL);
	if (node_make(&image, NULL, false, GFP_KERNEL, &empty))
		return 0;
	bn_trie_exit();
	return -ENOMEM;
}

/**
 * bn_trie_exit() - free it
 *
 * Context: process context, after the last table. Waits for what was retired.
 */
void bn_trie_exit(void)
{
	bn_trie_free(&empty);
	memset(&empty, 0, sizeof(empty));
	bn_fib_memory_exit();
}
