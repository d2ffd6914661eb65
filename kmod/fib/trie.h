/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trie - the forwarding form of a prefix table: what the packet path walks (RT-2, RT-9)
 *
 * A trie that takes a byte of the key per level. A node covers the prefixes that end in its
 * byte. For each of the 256 values of the byte it has a leaf: the number of a forwarding
 * entry, 0 (inherit: the nodes above decide), or the place of the slot that leads to the
 * node for the next byte.
 *
 * A slot is a u64: a reference to a node in the upper 48 bits, and in the lower 16 the number
 * that the node with the slot has for this value, 0 for none. So a walk knows what the nodes
 * above say without looking back. A reference is the offset of the node's address in the
 * direct map, with the kind of node in its lowest 3 bits.
 *
 * Kinds of nodes:
 *
 *	page	256 slots, indexed by the byte. For the first byte, for the second, and, in
 *		tables with keys longer than 4 bytes, for the third, of nodes with many
 *		nodes below.
 *	map	a bitmap of the values at which a run of equal leaves starts, with the
 *		number of bits before each of its words, then the leaf of each run.
 *	runs	at most 8 runs: where they start, 9 bits each, then their leaves. A value is
 *		compared with all starts at once.
 *	skip	bytes that the key must have, then a slot. Replaces levels at which there is
 *		no choice, and leads from the end of the destination to the source.
 *
 * The leaves of a map or runs node are signed, 8, 16 or 32 bits: 1 and up a number, 0
 * inherit, -n the n-th slot before the node.
 *
 * A number that does not fit into the lower half of a slot is replaced by BN_TRIE_ESCAPE.
 * The number itself is then behind the slots of a page, and before the slot in a node (whose
 * leaves are 32 bits then, and whose slots take two words).
 *
 * Life: a node does not change, apart from its slots. A change builds another node, publishes
 * it by one store to the slot that led to the old one, and frees that after a grace period.
 * So a reader sees a change entirely or not at all (RT-9), and a change costs a node or two,
 * whatever the size of the table. A lookup reads several nodes one after the other: of two
 * changes to different nodes it may see the second and not the first.
 *
 * Sources: the bitmaps and their counting are those of Poptrie (Asai, Ohara, SIGCOMM 2015)
 * and of Tree Bitmap (Eatherton, Varghese, Dittia, CCR 2004). As in Tree Bitmap, a prefix is
 * in one node only. Comparing several starts in one word: Fredman and Willard's fusion tree
 * (JCSS 47, 1993).
 */
#ifndef _BSDNET_TRIE_H
#define _BSDNET_TRIE_H

#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/mm.h>
#include <linux/types.h>

struct bn_prefix_kids;
struct bn_prefix_node;
struct bn_prefix_set;
struct bn_prefix_table;

#define BN_TRIE_VALUES	256U	/* of a byte */
#define BN_TRIE_RUNS	8U	/* runs of a runs node */
#define BN_TRIE_ESCAPE	0xffffU

#define BN_TRIE_REF_BITS	48U	/* of a slot */

static_assert(BITS_PER_LONG == 64, "slots are read and written as one word: bsdnet needs 64 bits");

/* Width of leaves: the lower two bits of the kind of a map or runs node */
enum bn_trie_width {
	BN_TRIE_S8,
	BN_TRIE_S16,
	BN_TRIE_S32,
	BN_TRIE_NO_LEAVES,
};

enum bn_trie_kind {
	BN_TRIE_MAP	= 0,
	BN_TRIE_PAGE	= BN_TRIE_NO_LEAVES,
	BN_TRIE_RUN	= 4,
	BN_TRIE_SKIP	= 4 | BN_TRIE_NO_LEAVES,
};

#define BN_TRIE_WIDTH	3U	/* mask */
#define BN_TRIE_KINDS	7U	/* mask */

/**
 * struct bn_trie_map - head of a map node
 * @bits: values at which a run starts; bit 0 is set
 * @before: bits set in the words before, minus 1
 * @leaf: s8, s16 or s32 for each run
 */
struct bn_trie_map {
	u64 bits[4];
	u8 before[4];
	u8 leaf[];
};

/**
 * struct bn_trie_runs - head of a runs node
 * @starts: first values of the second to the eighth run, 9 bits each; 256: no such run
 * @leaf: 8 leaves
 */
struct bn_trie_runs {
	u64 starts;
	u8 leaf[];
};

/**
 * struct bn_trie_skip - a skip node
 * @slot: leads to the node after the bytes; inherits
 * @dst: bytes to compare where the walk is
 * @source: then go on with the source
 * @src: bytes to compare there
 * @bytes: those bytes
 */
struct bn_trie_skip {
	u64 slot;
	u8 dst;
	u8 src;
	bool source;
	u8 bytes[];
};

/**
 * struct bn_trie_form - a node of the forwarding form, for writers
 * @ref: reference; 0: none
 * @bytes: its size, with its slots
 * @kids: its slots, not of a page or a skip node
 */
struct bn_trie_form {
	u64 ref;
	u16 bytes;
	u16 kids;
};

/**
 * struct bn_trie_change - a prefix that is added, removed, or has another number
 * @place: its place
 * @number: the number that it is to have; 0: none, or it is removed
 */
struct bn_trie_change {
	unsigned int place;
	u32 number;
};

/* trie_build.c APIs, private to the trie. Once: */
int bn_trie_init(void);
void bn_trie_exit(void);
/* Writers: */
u64 bn_trie_empty(void);
bool bn_trie_build(const struct bn_prefix_table *table, const struct bn_prefix_node *node,
		   const struct bn_prefix_set *set, const struct bn_prefix_kids *kids,
		   const struct bn_trie_change *change, gfp_t gfp, struct bn_trie_form *form);
bool bn_trie_build_skip(const struct bn_prefix_table *table, const struct bn_prefix_node *node,
			int above, gfp_t gfp, struct bn_trie_form *form);
bool bn_trie_stays_page(const struct bn_prefix_node *node, unsigned int kids);
void *bn_trie_memory(const struct bn_trie_form *form);
void bn_trie_free(const struct bn_trie_form *form);
size_t bn_trie_size(const struct bn_trie_form *form);
u64 *bn_trie_slot(u64 ref, u8 at);
u64 *bn_trie_skip_slot(const struct bn_trie_form *skip);

/* trie.c APIs. Readers; find.h has the first in line: */
u32 bn_trie_lookup(const struct bn_prefix_table *table, const u8 *dst, const u8 *src);
u32 bn_trie_walk(u64 ref, const u8 *key, const u8 *src, u32 number);
void bn_trie_lookup_vector(const struct bn_prefix_table *table, const u8 *dst, const u8 *src,
			   size_t dst_stride, size_t src_stride, u32 *numbers, unsigned int n);

/* ---- slots and references ---------------------------------------------- */

static __always_inline u64 bn_trie_ref(const void *node, unsigned int kind)
{
	return ((unsigned long)node - PAGE_OFFSET) | kind;
}

static __always_inline const void *bn_trie_node(u64 ref)
{
	return (const void *)(PAGE_OFFSET + (unsigned long)(ref & ~(u64)BN_TRIE_KINDS));
}

static __always_inline unsigned int bn_trie_kind(u64 ref)
{
	return ref & BN_TRIE_KINDS;
}

static __always_inline unsigned int bn_trie_width(u64 ref)
{
	return ref & BN_TRIE_WIDTH;
}

/* A map or runs node */
static __always_inline bool bn_trie_has_leaves(u64 ref)
{
	return bn_trie_width(ref) != BN_TRIE_NO_LEAVES;
}

/* Words from one slot of such a node to the next */
static __always_inline unsigned int bn_trie_slot_words(unsigned int width)
{
	return width == BN_TRIE_S32 ? 2 : 1;
}

static __always_inline bool bn_trie_is_page(u64 ref)
{
	return bn_trie_kind(ref) == BN_TRIE_PAGE;
}

static __always_inline const u64 *bn_trie_page(u64 ref)
{
	return (const u64 *)bn_trie_node(ref);
}

static __always_inline u64 bn_trie_slot_ref(u64 slot)
{
	return slot >> 16;
}

static __always_inline u32 bn_trie_slot_number(u64 slot)
{
	return slot & 0xffff;
}

static __always_inline u64 bn_trie_make_slot(u64 ref, u32 number)
{
	return ref << 16 | (number < BN_TRIE_ESCAPE ? number : BN_TRIE_ESCAPE);
}

/* ---- reading a node ---------------------------------------------------- */

/* Bits set in a word. UML does not use the instruction for it, which all x86-64 processors
 * since 2008 have
 */
static __always_inline unsigned int bn_trie_weight(u64 word)
{
#if defined(CONFIG_UML) && defined(CONFIG_X86_64)
	asm("popcnt %0, %0" : "+r" (word) : : "cc");
	return word;
#else
	return hweight64(word);
#endif
}

static __always_inline unsigned int bn_trie_map_run(const struct bn_trie_map *map, u8 at)
{
	u64 bits = map->bits[at / 64] << (63 - at % 64);

	return (u8)(map->before[at / 64] + bn_trie_weight(bits));
}

/*
 * The ninth bit of each lane is set in the minuend and not borrowed where the value is at
 * least the start in that lane. An unused lane has the start 256, which no value reaches.
 */
#define BN_TRIE_LANES	0x0040201008040201ULL	/* 1 in each of seven lanes */
#define BN_TRIE_NINTH	(BN_TRIE_LANES << 8)

static __always_inline unsigned int bn_trie_runs_run(const struct bn_trie_runs *runs, u8 at)
{
	u64 value = at * BN_TRIE_LANES | BN_TRIE_NINTH;

	return bn_trie_weight((value - runs->starts) & BN_TRIE_NINTH);
}

/* The leaf of a map or runs node for a byte */
static __always_inline s32 bn_trie_leaf(u64 ref, u8 at)
{
	const struct bn_trie_runs *runs = (const struct bn_trie_runs *)bn_trie_node(ref);
	const struct bn_trie_map *map = (const struct bn_trie_map *)bn_trie_node(ref);
	const u8 *leaf = ref & BN_TRIE_RUN ? runs->leaf : map->leaf;
	unsigned int run = ref & BN_TRIE_RUN ? bn_trie_runs_run(runs, at) :
					       bn_trie_map_run(map, at);

	if (likely(bn_trie_width(ref) == BN_TRIE_S8))
		return ((const s8 *)leaf)[run];
	if (bn_trie_width(ref) == BN_TRIE_S16)
		return ((const s16 *)leaf)[run];
	return ((const s32 *)leaf)[run];
}

/* The slot for a leaf below 0 */
static __always_inline u64 *bn_trie_leaf_slot(u64 ref, s32 leaf)
{
	return (u64 *)bn_trie_node(ref) + leaf * (s32)bn_trie_slot_words(bn_trie_width(ref));
}

#endif /* _BSDNET_TRIE_H */
