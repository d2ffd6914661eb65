// SPDX-License-Identifier: GPL-2.0
/*
 * prefix_find - find prefixes of a trie: exactly, in order, on the path to a key
 *
 * See prefix.h. The order of prefixes is by key, then by length: a prefix comes
 * before those inside it. Within a node that is the order of places; the node below for a
 * byte value comes after the prefixes of all lengths that start there.
 */
#include <linux/minmax.h>
#include <linux/string.h>

#include "fib/memory.h"
#include "fib/prefix.h"
#include "fib/trie.h"

/* ---- readers ------------------------------------------------------------- */

/**
 * bn_prefix_head() - the first route of a prefix
 * @table: the trie
 * @node: a node
 * @place: a place
 *
 * Return: where the pointer to the route is; NULL if there is no such prefix.
 * Context: RCU read side, or the route lock.
 */
struct bn_route __rcu **bn_prefix_head(const struct bn_prefix_table *table,
				       const struct bn_prefix_node *node, unsigned int place)
{
	const struct bn_prefix_set *set = rcu_dereference_check(node->set,
								bn_rt_is_locked(table->stack));
	unsigned int at;

	if (!set)
		return NULL;
	at = bn_prefix_set_index(set, place);
	return at < set->n && set->place[at] == place ? bn_prefix_heads(set) + at : NULL;
}

static struct bn_prefix_node *prefix_find_kid_at(const struct bn_prefix_table *table,
						 const struct bn_prefix_node *node, u8 byte)
{
	const struct bn_prefix_kids *kids = rcu_dereference_check(node->kids,
								  bn_rt_is_locked(table->stack));
	unsigned int at;

	if (!kids)
		return NULL;
	at = bn_prefix_kids_index(kids, byte);
	if (at == kids->n || kids->byte[at] != byte)
		return NULL;
	return rcu_dereference_check(bn_prefix_kid(kids)[at], bn_rt_is_locked(table->stack));
}

/**
 * bn_prefix_below() - the next node on the path to a key
 * @table: the trie
 * @node: a node on the path to @key
 * @key: the key
 *
 * Return: the node, NULL at the end of the path.
 * Context: RCU read side, or the route lock.
 */
const struct bn_prefix_node *bn_prefix_below(const struct bn_prefix_table *table,
					     const struct bn_prefix_node *node, const u8 *key)
{
	const struct bn_prefix_node *kid = prefix_find_kid_at(table, node, key[node->depth]);
	unsigned int skipped = node->depth + 1;

	if (!kid || memcmp(kid->key + skipped, key + skipped, kid->depth - skipped))
		return NULL;
	return kid;
}

/**
 * bn_prefix_get() - the prefix of a place
 * @node: its node
 * @place: the place
 * @key: set to the prefix, node->depth + 1 bytes; the other bytes are not changed
 *
 * Return: its length in bits.
 * Context: RCU read side, or the route lock.
 */
unsigned int bn_prefix_get(const struct bn_prefix_node *node, unsigned int place, u8 *key)
{
	memcpy(key, node->key, node->depth);
	key[node->depth] = bn_prefix_start(place);
	return node->depth * 8 + bn_prefix_bits(place);
}

/* ---- writers ------------------------------------------------------------- */

/**
 * bn_prefix_find() - find exactly this prefix
 * @table: the trie
 * @key: the prefix; bits past @bits are zero
 * @bits: its length
 * @near: set to the last node on the way to it, where bn_prefix_add() can go on; may be NULL
 *
 * Return: its position; the node is NULL if there is no such prefix.
 * Context: route lock.
 */
struct bn_prefix_pos bn_prefix_find(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits, struct bn_prefix_node **near)
{
	unsigned int last = bits ? (bits - 1) / 8 : 0;
	struct bn_prefix_pos pos = { .node = table->root };

	while (pos.node && pos.node->depth < last) {
		if (near)
			*near = pos.node;
		pos.node = (struct bn_prefix_node *)bn_prefix_below(table, pos.node, key);
	}
	if (!pos.node)
		return pos;
	if (near && pos.node->depth == last)
		*near = pos.node;
	pos.place = bn_prefix_place(key[last], bits - last * 8);
	if (pos.node->depth != last || !bn_prefix_head(table, pos.node, pos.place))
		pos.node = NULL;
	return pos;
}

/* The node below for @byte (0 .. 256), or the first after it; NULL: none */
static struct bn_prefix_node *kid_from(const struct bn_prefix_table *table,
				       const struct bn_prefix_node *node, unsigned int byte)
{
	const struct bn_prefix_kids *kids = bn_rt_dereference(node->kids, table->stack);
	unsigned int at = kids ? bn_prefix_kids_index(kids, byte) : 0;

	return kids && at < kids->n ?
	       bn_rt_dereference(bn_prefix_kid(kids)[at], table->stack) : NULL;
}

/* The place after the prefixes at @byte and the node below it */
static unsigned int place_after(u8 byte)
{
	return byte << 4 | (BN_PREFIX_BELOW + 1);
}

/* The first prefix of @node, or below it, at @place or after it */
static struct bn_prefix_pos next_in(const struct bn_prefix_table *table,
				    struct bn_prefix_node *node, unsigned int place)
{
	struct bn_prefix_pos pos = {};

	while (node) {
		const struct bn_prefix_set *set = bn_rt_dereference(node->set, table->stack);
		unsigned int at = set ? bn_prefix_set_index(set, place) : 0;
		struct bn_prefix_node *kid;

		kid = kid_from(table, node, (place + 15 - BN_PREFIX_BELOW) >> 4);
		if (set && at < set->n &&
		    (!kid || bn_prefix_start(set->place[at]) <= kid->key[node->depth])) {
			pos.node = node;
			pos.place = set->place[at];
			break;
		}
		/* A node below is never empty */
		node = kid;
		place = 0;
	}
	return pos;
}

/**
 * bn_prefix_first() - the first prefix in order
 * @table: the trie
 *
 * Return: its position; the node is NULL in an empty trie.
 * Context: route lock.
 */
struct bn_prefix_pos bn_prefix_first(const struct bn_prefix_table *table)
{
	return next_in(table, table->root, 0);
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
 * Context: route lock.
 */
struct bn_prefix_pos bn_prefix_next(const struct bn_prefix_table *table, const u8 *key,
				    unsigned int bits)
{
	unsigned int last = bits ? (bits - 1) / 8 : 0, place;
	struct bn_prefix_node *node = table->root, *kid;
	struct bn_prefix_pos pos;
	int diff;

	while (node->depth < last) {
		kid = prefix_find_kid_at(table, node, key[node->depth]);
		diff = kid ? compare_kid(kid, node->depth + 1, key, last) : -1;
		if (diff > 0)
			return next_in(table, kid, 0);
		if (diff < 0)
			break;
		node = kid;
	}
	place = node->depth < last ? place_after(key[node->depth]) :
				     bn_prefix_place(key[last], bits - last * 8) + 1;
	pos = next_in(table, node, place);
	while (!pos.node && node->parent) {
		place = place_after(node->key[node->parent->depth]);
		node = node->parent;
		pos = next_in(table, node, place);
	}
	return pos;
}

static size_t node_size(const struct bn_prefix_table *table, const struct bn_prefix_node *node)
{
	const struct bn_prefix_set *set = bn_rt_dereference(node->set, table->stack);
	const struct bn_prefix_kids *kids = bn_rt_dereference(node->kids, table->stack);

	return bn_fib_size(struct_size(node, key, node->depth)) +
	       bn_fib_size(set ? bn_prefix_set_size(set->n) : 0) +
	       bn_fib_size(kids ? bn_prefix_kids_size(kids->n) : 0);
}

/**
 * bn_prefix_memory() - memory of a trie
 * @table: the trie
 * @fib: set to the allocated bytes of the forwarding form
 *
 * Return: bytes of the route side, without the routes.
 * Context: process context, route lock.
 */
size_t bn_prefix_memory(const struct bn_prefix_table *table, size_t *fib)
{
	struct bn_prefix_node *node = table->root, *next;
	size_t bytes = 0;

	*fib = 0;
	while (node) {
		bytes += node_size(table, node);
		*fib += bn_trie_size(&node->form) + bn_trie_size(&node->skip);
		next = kid_from(table, node, 0);
		while (!next && node->parent) {
			next = kid_from(table, node->parent,
					node->key[node->parent->depth] + 1U);
			node = node->parent;
		}
		node = next;
	}
	return bytes;
}
