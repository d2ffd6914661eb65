/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clone - clone routes follow their forwarding parents (RT-8)
 *
 * Private to the route table; see clone.c.
 */
#ifndef _BSDNET_CLONE_H
#define _BSDNET_CLONE_H

#include <linux/rbtree.h>

#include "fib/fib.h"

/**
 * struct bn_clone - a clone route
 * @full: the route
 * @order: in bn_rt_table::clones or bn_rt_table::ifclones
 * @moving: on the list of clones that a change affects
 * @untold: in bn_rt_table::untold
 * @parent: prefix of the forwarding parent
 * @has_parent: @parent is valid
 * @prefix: its own prefix
 * @moved: callback
 * @arg: for @moved
 */
struct bn_clone {
	struct bn_full_route full;	/* first: is freed as a full route */
	struct rb_node order;
	struct list_head moving;
	struct list_head untold;
	struct bn_rt_prefix parent;
	bool has_parent;
	struct bn_rt_prefix prefix;
	bn_clone_moved_t moved;
	void *arg;
};

/**
 * struct bn_clone_view - routes of a prefix that can be parents
 * @forwards: the route of the prefix that forwards, NULL: none
 * @interface: its most preferred interface route, NULL: none
 */
struct bn_clone_view {
	const struct bn_route *forwards;
	const struct bn_route *interface;
};

/* clone.c APIs. Route lock: */
static inline struct bn_clone *bn_clone_of(struct bn_route *route)
{
	return container_of(route, struct bn_clone, full.route);
}

static inline bool bn_clone_type(u8 type)
{
	return type >= BSDNET_ROUTE_TYPE_CLONE && type < __BSDNET_ROUTE_TYPE_MAX;
}

void bn_clone_add(struct bn_rt_table *table, struct bn_clone *clone,
		  const struct bn_route_config *config);
void bn_clone_delete(struct bn_rt_table *table, struct bn_clone *clone);
struct bn_clone_view bn_clone_view(struct bn_rt_table *table, const struct bn_rt_prefix *prefix);
void bn_clone_changed(struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
		      const struct bn_clone_view *before);

#endif /* _BSDNET_CLONE_H */
