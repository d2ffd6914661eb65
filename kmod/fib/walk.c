// SPDX-License-Identifier: GPL-2.0
/*
 * walk - find routes and walk over them, under the route lock (RT-4, RT-5)
 */
#include <linux/export.h>
#include <linux/string.h>

#include "fib/table.h"

/**
 * bn_route_first() - the most preferred route of exactly this prefix
 * @table: the table
 * @prefix: the prefix
 *
 * Return: the route, the others follow by bn_route_after(); NULL for none.
 * Context: route lock.
 */
struct bn_route *bn_route_first(struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	struct bn_prefix_pos pos;

	if (prefix->bits > 2 * table->addr_bits)
		return NULL;
	pos = bn_prefix_find(&table->prefixes, prefix->key, prefix->bits, NULL);
	return bn_route_first_at(table, &pos);
}

/**
 * bn_route_find() - find a route by prefix, type, interface and owner
 * @table: the table
 * @prefix: exactly this prefix
 * @type: exactly this type
 * @ifl_index: exactly this interface
 * @owner: exactly this owner, NULL for any
 *
 * Return: the route or NULL.
 * Context: route lock.
 */
struct bn_route *bn_route_find(struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
			       u8 type, u32 ifl_index, const void *owner)
{
	struct bn_route *route;

	for (route = bn_route_first(table, prefix); route;
	     route = bn_route_after(route, table->stack))
		if (route->type == type && bn_route_ifl(route, table->stack) == ifl_index &&
		    (!owner || bn_route_owner(route) == owner))
			return route;
	return NULL;
}
EXPORT_SYMBOL_GPL(bn_route_find);

/* The first route of the cursor's own prefix that comes after the cursor */
static struct bn_route *rest_of_prefix(struct bn_rt_table *table,
				       const struct bn_rt_cursor *cursor)
{
	struct bn_route *route = bn_route_first(table, &cursor->prefix);

	while (route && bn_route_compare(cursor->type, cursor->ifl_index, cursor->seq, route,
					 table->stack) >= 0)
		route = bn_route_after(route, table->stack);
	return route;
}

/**
 * bn_route_next() - walk over all routes
 * @table: the table
 * @cursor: position, advanced. It has values and no pointers, so that the table may change
 *	between two calls
 *
 * Return: the next route in the order of prefixes, then of preference; NULL
 * at the end.
 * Context: route lock.
 */
struct bn_route *bn_route_next(struct bn_rt_table *table, struct bn_rt_cursor *cursor)
{
	struct bn_route *route = NULL;
	struct bn_prefix_pos pos;

	if (cursor->started)
		route = rest_of_prefix(table, cursor);
	if (!route) {
		pos = cursor->started ?
		      bn_prefix_next(&table->prefixes, cursor->prefix.key, cursor->prefix.bits) :
		      bn_prefix_first(&table->prefixes);
		route = bn_route_first_at(table, &pos);
		if (!route)
			return NULL;
		memset(&cursor->prefix, 0, sizeof(cursor->prefix));
		cursor->prefix.bits = bn_prefix_get(pos.node, pos.place, cursor->prefix.key);
	}
	cursor->started = true;
	cursor->type = route->type;
	cursor->ifl_index = bn_route_ifl(route, table->stack);
	cursor->seq = bn_route_seq(route);
	return route;
}
EXPORT_SYMBOL_GPL(bn_route_next);

/**
 * bn_route_prefix() - the prefix of a full route
 * @route: the route, not a plain one
 * @prefix: set to the prefix
 *
 * Context: route lock, or the RCU read side that found the route.
 */
void bn_route_prefix(const struct bn_route *route, struct bn_rt_prefix *prefix)
{
	const struct bn_prefix_pos *pos = &bn_route_full(route)->pos;

	memset(prefix, 0, sizeof(*prefix));
	prefix->bits = bn_prefix_get(pos->node, pos->place, prefix->key);
}
