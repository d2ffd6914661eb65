// SPDX-License-Identifier: GPL-2.0
/*
 * prefix_find - find prefixes of a trie: exactly, in order, on the path to a key
 *
 * See prefix.h. The order of prefixes is by key, then by length: a prefix comes
 * before those inside it. Within a node that is the order of the byte value at
 * which a prefix starts, then of length; the node below for a byte value comes
 * after the prefixes of all lengths that start there.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/prefix.h"
#include "fib/trie.h"

#define owned(pointer) rcu_dereference_protected(pointer, 1)

#define BELOW 9U	/* in the order of lengths: the node below */
#define NO_START BN_TRIE_VALUES

/* The first bit set from @from on, or @end */
static unsigned int next_bit(const u64 *bits, unsigned int from, unsigned int end)
{
	unsigned int word;
	u64 rest;

	if (from >= end)
		return end;
	rest = bits[from / 64] & ~0ULL << from % 64;
	for (word = from / 64; !rest; rest = bits[word])
		if (++word * 64 >= end)
			return end;
	return min_t(unsigned int, end, word * 64 + __ffs64(rest));
}

/* ---- readers ------------------------------------------------------------- */

/**
 * bn_prefix_entry() - the entry of a slot
 * @node: a node
 * @slot: a slot
 *
 * Return: the entry, NULL if there is no such prefix.
 * Context: RCU read side, or the writers' lock.
 */
struct bn_prefix_entry *bn_prefix_entry(const struct bn_prefix_node *node, unsigned int slot)
{
	struct bn_prefix_set *set = rcu_dereference_check(node->set, 1);

	if (!set || !bn_prefix_bit(set->bits, slot))
		return NULL;
	return &set->entry[bn_prefix_set_index(set, slot)];
}

static struct bn_prefix_node *prefix_find_kid_at(const struct bn_prefix_node *node, u8 byte)
{
	const struct bn_prefix_kids *kids = rcu_dereference_check(node->kids, 1);

	if (!kids || !bn_prefix_bit(kids->bits, byte))
		return NULL;
	return rcu_dereference_check(kids->kid[bn_prefix_kids_index(kids, byte)], 1);
}

/**
 * bn_prefix_below() - the next node on the path to a key
 * @node: a node on the path to @key
 * @key: the key
 *
 * Return: the node, NULL at the end of the path.
 * Context: RCU read side, or the writers' lock.
 */
const struct bn_prefix_node *bn_prefix_below(const struct bn_prefix_node *node, const u8 *key)
{
	const struct bn_prefix_node *kid = prefix_find_kid_at(node, key[node->depth]);
	unsigned int skipped = node->depth + 1;

	if (!kid || memcmp(kid->key + skipped, key + skipped, kid->depth - skipped))
		return NULL;
	return kid;
}

/**
 * bn_prefix_get() - the prefix of a slot
 * @node: its node
 * @slot: the slot
 * @key: set to the prefix, node->depth + 1 bytes; the other bytes are not changed
 *
 * Return: its length in bits.
 * Context: RCU read side, or the writers' lock.
 */
unsigned int bn_prefix_get(const struct bn_prefix_node *node, unsigned int slot, u8 *key)
{
	memcpy(key, node->key, node->depth);
	key[node->depth] = bn_prefix_slot_start(slot);
	return node->depth * 8 + bn_prefix_slot_bits(slot);
}

/* ---- writers ------------------------------------------------------------- */

/**
 * bn_prefix_find() - find exactly this prefix
 * @table: the trie
 * @key: the prefix; bits past @bits are zero
 * @bits: its length
 *
 * Return: its position; the node is NULL if there is no such prefix.
 * Context: writers' lock.
 */
struct bn_prefix_pos bn_prefix_find(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits)
{
	unsigned int last = bits ? (bits - 1) / 8 : 0;
	struct bn_prefix_pos pos = { .node = table->root };

	while (pos.node && pos.node->depth < last)
		pos.node = (struct bn_prefix_node *)bn_prefix_below(pos.node, key);
	if (!pos.node)
		return pos;
	pos.slot = bn_prefix_slot(key[last], bits - last * 8);
	if (pos.node->depth != last || !bn_prefix_entry(pos.node, pos.slot))
		pos.node = NULL;
	return pos;
}

/* The prefix of the lowest start from @start on, the shortest of those; its slot,
 * or 0. @shortest: the least length at @start itself
 */
static unsigned int next_slot(const struct bn_prefix_set *set, unsigned int start,
			      unsigned int shortest)
{
	unsigned int bits, from, slot, best = 0, best_start = NO_START;

	for (bits = 0; set && bits <= 8; bits++) {
		/* The first slot of this length that starts at @start or after it */
		from = (1U << bits) + ((start + (255U >> bits)) >> (8 - bits));
		if (bits < shortest && from < 2U << bits && bn_prefix_slot_start(from) == start)
			from++;
		slot = next_bit(set->bits, from, 2U << bits);
		if (slot < 2U << bits && bn_prefix_slot_start(slot) < best_start) {
			best = slot;
			best_start = bn_prefix_slot_start(slot);
		}
	}
	return best;
}

/* The first prefix of @node, or below it, whose start is after @start, or is
 * @start with a length of @shortest at least
 */
static struct bn_prefix_pos next_in(struct bn_prefix_node *node, unsigned int start,
				    unsigned int shortest)
{
	struct bn_prefix_pos none = {}, pos;

	while (true) {
		const struct bn_prefix_kids *kids = owned(node->kids);
		unsigned int slot = next_slot(owned(node->set), start, shortest);
		unsigned int byte = NO_START;

		if (kids)
			byte = next_bit(kids->bits, start + (shortest > BELOW), BN_TRIE_VALUES);
		if (slot && bn_prefix_slot_start(slot) <= byte) {
			pos.node = node;
			pos.slot = slot;
			return pos;
		}
		if (byte == NO_START)
			return none;
		/* A node below is never empty */
		node = prefix_find_kid_at(node, byte);
		start = 0;
		shortest = 0;
	}
}

/**
 * bn_prefix_first() - the first prefix in order
 * @table: the trie
 *
 * Return: its position; the node is NULL in an empty trie.
 * Context: writers' lock.
 */
struct bn_prefix_pos bn_prefix_first(const struct bn_prefix_table *table)
{
	return next_in(table->root, 0, 0);
}

/* < 0: the node @kid is before the prefix; > 0: after it, as are nodes inside the prefix; 0: on
 * the path to it
 */
static int compare_kid(const struct bn_prefix_node *kid, unsigned int from, const u8 *key,
		       unsigned int last)
{
	unsigned int end = min_t(unsigned int, kid->depth, last + 1);

	return memcmp(kid->key + from, key + from, end - from) ?: kid->depth > last;
}

/**
 * bn_prefix_next() - the first prefix after this one
 * @table: the trie
 * @key: the prefix, zero past @bits; need not be in the trie
 * @bits: its length
 *
 * Return: its position; the node is NULL at the end.
 * Context: writers' lock.
 */
struct bn_prefix_pos bn_prefix_next(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits)
{
	unsigned int last = bits ? (bits - 1) / 8 : 0, start, shortest;
	struct bn_prefix_node *node = table->root, *kid;
	struct bn_prefix_pos pos;
	int diff;

	while (node->depth < last) {
		kid = prefix_find_kid_at(node, key[node->depth]);
		diff = kid ? compare_kid(kid, node->depth + 1, key, last) : -1;
		if (diff > 0)
			return next_in(kid, 0, 0);
		if (diff < 0)
			break;
		node = kid;
	}
	start = key[node->depth];
	shortest = node->depth < last ? BELOW + 1 : bits - last * 8 + 1;
	pos = next_in(node, start, shortest);
	while (!pos.node && node->parent) {
		start = node->key[node->parent->depth];
		node = node->parent;
		pos = next_in(node, start, BELOW + 1);
	}
	return pos;
}

static struct bn_prefix_node *first_kid(const struct bn_prefix_node *node, unsigned int from)
{
	const struct bn_prefix_kids *kids = owned(node->kids);
	unsigned int byte = kids ? next_bit(kids->bits, from, BN_TRIE_VALUES) : NO_START;

	return byte < NO_START ? prefix_find_kid_at(node, byte) : NULL;
}

/**
 * bn_prefix_memory() - memory of a trie
 * @table: the trie
 * @fib: set to the allocated bytes of the forwarding form
 *
 * Return: bytes of the route side, with the heads, without what they point to.
 * Context: process context, writers' lock.
 */
size_t bn_prefix_memory(const struct bn_prefix_table *table, size_t *fib)
{
	struct bn_prefix_node *node = table->root, *next;
	size_t bytes = 0;

	*fib = 0;
	while (node) {
		bytes += ksize(node) + ksize(owned(node->set)) + ksize(owned(node->kids));
		*fib += bn_trie_size(&node->form) + bn_trie_size(&node->skip);
		next = first_kid(node, 0);
		while (!next && node->parent) {
			next = first_kid(node->parent, node->key[node->parent->depth] + 1);
			node = node->parent;
		}
		node = next;
	}
	return bytes;
}
