/* SPDX-License-Identifier: GPL-2.0 */
/*
 * table - the order of the routes of a prefix (RT-5), for table.c and walk.c
 */
#ifndef _BSDNET_FIB_TABLE_H
#define _BSDNET_FIB_TABLE_H

#include "fib/fib.h"

static inline u32 bn_route_ifl(const struct bn_route *route, const struct bsdnet_stack *stack)
{
	return bn_route_fwd(route, stack)->ifl_index;
}

static inline u64 bn_route_seq(const struct bn_route *route)
{
	return route->plain ? 0 : bn_route_full(route)->seq;
}

/* Most preferred first; 0 only for the same route */
static inline int bn_route_compare(u8 type, u32 ifl_index, u64 seq, const struct bn_route *route,
				   const struct bsdnet_stack *stack)
{
	if (type != route->type)
		return type < route->type ? -1 : 1;
	if (ifl_index != bn_route_ifl(route, stack))
		return ifl_index < bn_route_ifl(route, stack) ? -1 : 1;
	if (seq != bn_route_seq(route))
		return seq < bn_route_seq(route) ? -1 : 1;
	return 0;
}

/* The most preferred route at this position; NULL: none. Route lock */
static inline struct bn_route *bn_route_first_at(const struct bn_rt_table *table,
						 const struct bn_prefix_pos *pos)
{
	struct bn_route __rcu **head;

	if (!pos->node)
		return NULL;
	head = bn_prefix_head(&table->prefixes, pos->node, pos->place);
	return bn_rt_dereference(*head, table->stack);
}

#endif /* _BSDNET_FIB_TABLE_H */
