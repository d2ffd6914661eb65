// SPDX-License-Identifier: GPL-2.0
/*
 * clone - clone routes follow their forwarding parents (RT-8)
 *
 * The forwarding parent of a clone route is the route that would forward without it: the one
 * that forwards for the clone's prefix, if that is another route, or else for the longest
 * shorter prefix. Of IFCLONE routes it is the most
 * preferred interface route of such a prefix. See the paper's section "Routes,
 * Route Types and Route Contents".
 *
 * A tree holds the clones in the order of (parent's prefix, own prefix). So a change
 * at a prefix P affects two ranges of the tree: the clones whose parent is P, and the clones
 * inside P whose parent is the next shorter forwarding prefix, since P may come between. A
 * change costs a walk down the trie and a step for each clone that it affects, whatever the
 * number of other routes and clones. In a table without clones it costs a test of a pointer.
 *
 * Synchronization: route lock.
 */
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "fib/clone.h"

/* Which routes can be parents, and which tree has the clones */
struct family {
	bool interface;
	struct rb_root *root;
};

static struct family family_of(struct bn_rt_table *table, u8 type)
{
	bool interface = type == BSDNET_ROUTE_TYPE_IFCLONE ||
			 type == BSDNET_ROUTE_TYPE_IFCLONE_IGNORE;

	return (struct family){ interface, interface ? &table->ifclones : &table->clones };
}

/* ---- parents ------------------------------------------------------------- */

/* The route among those of a prefix that is a parent for @clone (NULL: any) */
static const struct bn_route *parent_among(const struct bn_rt_table *table,
					   const struct family *family,
					   const struct bn_route *route,
					   const struct bn_clone *clone)
{
	const struct bn_route *own = clone ? &clone->full.route : NULL;

	if (!family->interface)
		return bn_route_ignored(route) || route == own ? NULL : route;
	while (route && !(BN_RTT_INTERFACE & BIT(route->type)))
		route = bn_route_after(route, table->stack);
	return route;
}

static const struct bn_route *parent_at(struct bn_rt_table *table, const struct family *family,
					const struct bn_rt_prefix *prefix,
					const struct bn_clone *clone)
{
	const struct bn_route *route = bn_route_first(table, prefix);

	return route ? parent_among(table, family, route, clone) : NULL;
}

/* The parent at the longest prefix of @prefix that is shorter than it, and its length */
static const struct bn_route *parent_above(const struct bn_rt_table *table,
					   const struct family *family,
					   const struct bn_rt_prefix *prefix,
					   unsigned int *best_bits)
{
	const struct bn_route *best = NULL, *route;
	const struct bn_prefix_node *node = table->prefixes.root;
	struct bn_route __rcu **head;
	unsigned int bits, place;

	for (; node; node = bn_prefix_below(&table->prefixes, node, prefix->key)) {
		for (bits = !!node->depth; bits <= 8; bits++) {
			if (node->depth * 8 + bits >= prefix->bits)
				return best;
			place = bn_prefix_place(prefix->key[node->depth], bits);
			head = bn_prefix_head(&table->prefixes, node, place);
			if (!head)
				continue;
			route = bn_rt_dereference(*head, table->stack);
			route = parent_among(table, family, route, NULL);
			if (!route)
				continue;
			best = route;
			*best_bits = node->depth * 8 + bits;
		}
	}
	return best;
}

/* ---- order --------------------------------------------------------------- */

static int compare_prefix(const struct bn_rt_prefix *a, const struct bn_rt_prefix *b)
{
	return memcmp(a->key, b->key, sizeof(a->key)) ?: (int)a->bits - b->bits;
}

/* By parent (none first), then by own prefix, then by @seq */
static int clone_compare(const struct bn_rt_prefix *parent, const struct bn_rt_prefix *prefix,
			 u64 seq,
			 const struct bn_clone *clone)
{
	int diff = (int)!!parent - clone->has_parent;

	if (!diff && parent)
		diff = compare_prefix(parent, &clone->parent);
	if (!diff)
		diff = compare_prefix(prefix, &clone->prefix);
	if (!diff && seq != clone->full.seq)
		diff = seq < clone->full.seq ? -1 : 1;
	return diff;
}

static void clone_insert(struct rb_root *root, struct bn_clone *clone)
{
	const struct bn_rt_prefix *parent = clone->has_parent ? &clone->parent : NULL;
	struct rb_node **link = &root->rb_node, *above = NULL;
	struct bn_clone *here;

	while (*link) {
		above = *link;
		here = rb_entry(above, struct bn_clone, order);
		link = clone_compare(parent, &clone->prefix, clone->full.seq, here) < 0 ?
		       &above->rb_left : &above->rb_right;
	}
	rb_link_node(&clone->order, above, link);
	rb_insert_color(&clone->order, root);
}

/* The first clone of @parent whose own prefix is @prefix or after it */
static struct bn_clone *lower_bound(const struct rb_root *root,
				    const struct bn_rt_prefix *parent,
				    const struct bn_rt_prefix *prefix)
{
	struct rb_node *node = root->rb_node;
	struct bn_clone *clone, *found = NULL;

	while (node) {
		clone = rb_entry(node, struct bn_clone, order);
		if (clone_compare(parent, prefix, 0, clone) <= 0) {
			found = clone;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

static bool inside(const struct bn_rt_prefix *prefix, const struct bn_rt_prefix *outer)
{
	unsigned int bytes = outer->bits / 8, rest = outer->bits % 8;

	return prefix->bits >= outer->bits && !memcmp(prefix->key, outer->key, bytes) &&
	       (!rest || !((prefix->key[bytes] ^ outer->key[bytes]) >> (8 - rest)));
}

/* Add the clones of @parent that are inside @prefix to the list */
static void clone_collect(const struct rb_root *root, const struct bn_rt_prefix *parent,
			  const struct bn_rt_prefix *prefix, struct list_head *clones)
{
	struct bn_clone *clone = lower_bound(root, parent, prefix);

	while (clone && clone->has_parent == !!parent &&
	       (!parent || !compare_prefix(parent, &clone->parent)) &&
	       inside(&clone->prefix, prefix)) {
		list_add_tail(&clone->moving, clones);
		clone = rb_entry_safe(rb_next(&clone->order), struct bn_clone, order);
	}
}

/* ---- telling ------------------------------------------------------------- */

/* @parent: NULL: none */
static void set_parent(struct rb_root *root, struct bn_clone *clone,
		       const struct bn_rt_prefix *parent)
{
	clone->has_parent = parent;
	if (parent)
		clone->parent = *parent;
	clone_insert(root, clone);
}

/* The prefix of parent_above() */
static const struct bn_rt_prefix *prefix_above(const struct bn_rt_table *table,
					       const struct family *family,
					       const struct bn_rt_prefix *prefix,
					       struct bn_rt_prefix *above)
{
	unsigned int bits;

	if (!parent_above(table, family, prefix, &bits))
		return NULL;
	bn_rt_prefix_make(table, prefix->key, prefix->key + table->addr_bits / 8, bits, above);
	return above;
}

static void family_changed(struct bn_rt_table *table, const struct family *family,
			   const struct bn_rt_prefix *prefix)
{
	const struct bn_rt_prefix *above;
	struct bn_clone *clone, *next;
	struct bn_rt_prefix outer;
	LIST_HEAD(concerned);
	LIST_HEAD(others);

	above = prefix_above(table, family, prefix, &outer);
	clone_collect(family->root, prefix, prefix, &concerned);
	clone_collect(family->root, above, prefix, &others);
	/* The other clones that get a parent here; a clone is not its own parent */
	list_for_each_entry_safe(clone, next, &others, moving)
		if (parent_at(table, family, prefix, clone))
			list_move_tail(&clone->moving, &concerned);

	list_for_each_entry(clone, &concerned, moving) {
		rb_erase(&clone->order, family->root);
		set_parent(family->root, clone,
			   parent_at(table, family, prefix, clone) ? prefix : above);
		if (list_empty(&clone->untold))
			list_add_tail(&clone->untold, &table->untold);
		cond_resched();
	}
}

static void clone_tell_one(struct bn_rt_table *table, struct bn_clone *clone)
{
	struct family family = family_of(table, clone->full.route.type);
	const struct bn_route *parent = NULL;

	if (!clone->moved)
		return;
	if (clone->has_parent)
		parent = parent_at(table, &family, &clone->parent, clone);
	clone->moved(&clone->full.route, parent, &clone->parent, clone->arg);
}

/* Called after the moves, when the tree is in order. If a callback changes its route and so
 * affects other clones, these are appended: a chain of clones of any length does not recurse.
 */
static void clone_tell(struct bn_rt_table *table)
{
	struct bn_clone *clone;

	if (table->telling)
		return;
	table->telling = true;
	while (!list_empty(&table->untold)) {
		clone = list_first_entry(&table->untold, struct bn_clone, untold);
		list_del_init(&clone->untold);
		clone_tell_one(table, clone);
		cond_resched();
	}
	table->telling = false;
}

/**
 * bn_clone_view() - the routes of a prefix that clones depend on, to compare after a change
 * @table: the table
 * @prefix: the prefix
 *
 * Return: the routes that are parents; nothing in a table without clones.
 * Context: process context, route lock.
 */
struct bn_clone_view bn_clone_view(struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	struct family clones = { false, &table->clones };
	struct family ifclones = { true, &table->ifclones };
	struct bn_clone_view view = {};

	if (!RB_EMPTY_ROOT(clones.root))
		view.forwards = parent_at(table, &clones, prefix, NULL);
	if (!RB_EMPTY_ROOT(ifclones.root))
		view.interface = parent_at(table, &ifclones, prefix, NULL);
	return view;
}

/**
 * bn_clone_changed() - notify clones of a change at a prefix
 * @table: the table
 * @prefix: the prefix
 * @before: bn_clone_view() before the change
 *
 * Notifies the clones whose forwarding parent is, was or becomes a route of this prefix, if
 * it has changed.
 *
 * Context: process context, route lock.
 */
void bn_clone_changed(struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
		      const struct bn_clone_view *before)
{
	struct family clones = { false, &table->clones };
	struct family ifclones = { true, &table->ifclones };
	struct bn_clone_view now = bn_clone_view(table, prefix);

	if (table->quiet)
		return;
	if (now.forwards != before->forwards)
		family_changed(table, &clones, prefix);
	if (now.interface != before->interface)
		family_changed(table, &ifclones, prefix);
	clone_tell(table);
}

/**
 * bn_clone_add() - a clone route was added: notify it of its parent
 * @table: the table
 * @clone: the route
 * @config: what it was made from
 *
 * Context: process context, route lock.
 */
void bn_clone_add(struct bn_rt_table *table, struct bn_clone *clone,
		  const struct bn_route_config *config)
{
	struct family family = family_of(table, config->type);
	const struct bn_rt_prefix *parent = &clone->prefix;
	struct bn_rt_prefix above;

	INIT_LIST_HEAD(&clone->untold);
	clone->prefix = config->prefix;
	clone->moved = config->clone_moved;
	clone->arg = config->clone_arg;
	if (!parent_at(table, &family, &clone->prefix, clone))
		parent = prefix_above(table, &family, &clone->prefix, &above);
	set_parent(family.root, clone, parent);
	clone_tell_one(table, clone);
}

/**
 * bn_clone_delete() - a clone route is deleted
 * @table: the table
 * @clone: the route
 *
 * Context: process context, route lock.
 */
void bn_clone_delete(struct bn_rt_table *table, struct bn_clone *clone)
{
	struct family family = family_of(table, clone->full.route.type);

	rb_erase(&clone->order, family.root);
	list_del_init(&clone->untold);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "clone_kunit.c"
#endif
