// SPDX-License-Identifier: GPL-2.0
/*
 * lookup - the lookups in a route table (RT-2, RT-3, RT-9)
 *
 * The forwarding lookup reads the forwarding side of the trie; the others walk its route
 * side. None takes a lock.
 */
#include <linux/minmax.h>
#include <linux/export.h>
#include <linux/string.h>

#include "fib/find.h"

/* Source if none is given; as long as the longest address */
static const u8 no_source[BN_PREFIX_BYTES / 2];

static __always_inline void assert_reader(const struct bn_rt_table *table)
{
	RCU_LOCKDEP_WARN(!rcu_read_lock_any_held() && !bn_rt_is_locked(table->stack),
			 "route lookup without RCU or route lock");
}

/**
 * bn_rt_lookup_number() - forwarding lookup (RT-2, RT-3)
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 *
 * Return: for bn_rt_fwd(), the number of the forwarding entry of the longest matching prefix
 * of <dst><src> that has one; never 0 in a table with a 0/0 route.
 * Context: RCU read side, or the route lock.
 */
u32 bn_rt_lookup_number(const struct bn_rt_table *table, const void *dst, const void *src)
{
	u32 number;

	assert_reader(table);
	number = bn_trie_find(&table->prefixes, dst, src ?: no_source);
	/* Pairs with the release that published the number: the array of entries
	 * that is read from here on is not older
	 */
	smp_rmb();
	return number;
}
EXPORT_SYMBOL_GPL(bn_rt_lookup_number);

/**
 * bn_rt_lookup() - the forwarding entry that bn_rt_lookup_number() finds
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 *
 * Return: the entry; never NULL in a table with a 0/0 route.
 * Context: RCU read side, or the route lock.
 */
const struct bn_fwd *bn_rt_lookup(const struct bn_rt_table *table, const void *dst,
				  const void *src)
{
	return bn_rt_fwd(table, bn_rt_lookup_number(table, dst, src));
}
EXPORT_SYMBOL_GPL(bn_rt_lookup);

/**
 * bn_rt_lookup_vector() - bn_rt_lookup() for a vector of packets
 * @table: the table
 * @dst: the first of @n destination addresses, network order
 * @src: the first of @n source addresses, NULL for all zeroes
 * @stride: bytes from one address to the next
 * @numbers: results, for bn_rt_fwd(); 0 only in a table without a 0/0 route
 * @n: how many
 *
 * Context: RCU read side.
 */
void bn_rt_lookup_vector(const struct bn_rt_table *table, const void *dst, const void *src,
			 size_t stride, u32 *numbers, unsigned int n)
{
	assert_reader(table);
	bn_trie_lookup_vector(&table->prefixes, dst, src ?: no_source, stride, src ? stride : 0,
			      numbers, n);
	smp_rmb();	/* see bn_rt_lookup_number() */
}
EXPORT_SYMBOL_GPL(bn_rt_lookup_vector);

/* The list of routes of the prefix at this place, or NULL */
static struct bn_route *routes_at(const struct bn_rt_table *table,
				  const struct bn_prefix_node *node, unsigned int place)
{
	struct bn_route __rcu **head = bn_prefix_head(&table->prefixes, node, place);

	return head ? rcu_dereference_check(*head, bn_rt_is_locked(table->stack)) : NULL;
}

static struct bn_route *list_match(const struct bn_rt_table *table, struct bn_route *route,
				   u32 types, u32 ifl_index)
{
	for (; route; route = bn_route_after(route, table->stack))
		if (types & BIT(route->type) &&
		    (!ifl_index || ifl_index == bn_route_fwd(route, table->stack)->ifl_index))
			break;
	return route;
}

/* Forwarding uses the first route of a list if its type is in this set */
#define FORWARDING_TYPES (BIT(BSDNET_ROUTE_TYPE_USER) | BIT(BSDNET_ROUTE_TYPE_PERM) | \
			  BN_RTT_INTERFACE | BIT(BSDNET_ROUTE_TYPE_CLONE) | \
			  BIT(BSDNET_ROUTE_TYPE_IFCLONE))

static struct bn_route *match(const struct bn_rt_table *table, struct bn_route *first, u32 types,
			      u32 ifl_index)
{
	if (types)
		return list_match(table, first, types, ifl_index);
	return first && FORWARDING_TYPES & BIT(first->type) ? first : NULL;
}

/* The longest prefix that has a route of these types; without types, one that
 * forwards
 */
static struct bn_route *rt_lookup_one(const struct bn_rt_table *table, const void *dst,
				      const void *src, u32 types, u32 ifl_index,
				      unsigned int *best_bits)
{
	const struct bn_prefix_node *node = table->prefixes.root;
	unsigned int addr_bytes = table->addr_bits / 8;
	u8 key[BN_PREFIX_BYTES] __aligned(8);
	struct bn_route *best = NULL, *route;
	unsigned int bits, place;

	assert_reader(table);
	memcpy(key, dst, addr_bytes);
	memcpy(key + addr_bytes, src ?: no_source, addr_bytes);
	do {
		for (bits = !!node->depth; bits <= 8; bits++) {
			place = bn_prefix_place(key[node->depth], bits);
			route = match(table, routes_at(table, node, place), types, ifl_index);
			if (!route)
				continue;
			best = route;
			if (best_bits)
				*best_bits = node->depth * 8 + bits;
		}
		node = bn_prefix_below(&table->prefixes, node, key);
	} while (node);
	return best;
}

/**
 * bn_rt_lookup_route() - the route that forwards a packet
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 * @bits: set to the length of its prefix, with the source part; may be NULL
 *
 * Slower than bn_rt_lookup().
 *
 * Return: the route; NULL only in a table without a 0/0 route.
 * Context: RCU read side, or the route lock.
 */
struct bn_route *bn_rt_lookup_route(const struct bn_rt_table *table, const void *dst,
				    const void *src, unsigned int *bits)
{
	return rt_lookup_one(table, dst, src, 0, 0, bits);
}

/**
 * bn_rt_lookup_types() - route lookup (RT-3): addresses, type and interface
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 * @types: BIT(enum bsdnet_route_type), at least one
 * @ifl_index: interface of the route, 0 for any
 * @bits: set to the length of its prefix, with the source part; may be NULL
 *
 * Also finds routes that forwarding ignores.
 *
 * Return: the most preferred such route of the longest prefix that has one,
 * or NULL.
 * Context: RCU read side, or the route lock.
 */
struct bn_route *bn_rt_lookup_types(const struct bn_rt_table *table, const void *dst,
				    const void *src, u32 types, u32 ifl_index, unsigned int *bits)
{
	return rt_lookup_one(table, dst, src, types, ifl_index, bits);
}

/**
 * bn_rt_prefix_make() - make a prefix of addresses
 * @table: the table
 * @dst: destination address, network order
 * @src: source address, NULL for all zeroes
 * @bits: its length, with the source part
 * @prefix: set to the prefix
 */
void bn_rt_prefix_make(const struct bn_rt_table *table, const void *dst, const void *src,
		       unsigned int bits, struct bn_rt_prefix *prefix)
{
	unsigned int bytes = table->addr_bits / 8, last = bits / 8;

	prefix->bits = bits;
	memset(prefix->key, 0, sizeof(prefix->key));
	memcpy(prefix->key, dst, bytes);
	memcpy(prefix->key + bytes, src ?: no_source, bytes);
	if (last == sizeof(prefix->key))
		return;
	prefix->key[last] &= 0xff00 >> bits % 8;
	memset(prefix->key + last + 1, 0, sizeof(prefix->key) - last - 1);
}
