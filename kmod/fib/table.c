// SPDX-License-Identifier: GPL-2.0
/*
 * table - the route table of one instance and family (RT-1 .. RT-5, RT-8, RT-9)
 *
 * A trie (prefix.h) in which the head of a prefix is the list of its routes, in
 * order of preference. Forwarding uses the forwarding entry of the
 * first, unless its type is an IGNORE one; then shorter prefixes decide.
 *
 * Life: a route belongs to its table, is made by bn_route_add() and unlinked
 * by bn_route_delete(), by a USER route that replaces it, or with the table.
 * It refers to a forwarding entry, which refers to the next hop; both references are dropped
 * when the route is unlinked, and all three are freed after grace periods. A plain route is
 * part of the forwarding entry, and is counted once for each prefix that has it.
 *
 * Synchronization: changes under the route lock. Forwarding lookups
 * read the trie's forwarding form, route lookups its heads and lists, and a
 * change is one store for either, so that a reader sees it entirely or not at
 * all.
 */
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/export.h>
#include <linux/string.h>

#include "fib/clone.h"
#include "fib/table.h"

#define RELAX_AFTER 64	/* routes that are deleted without releasing the route lock */

#define owned(pointer, table) bn_rt_dereference(pointer, (table)->stack)

/* ---- preference (RT-5) --------------------------------------------------- */

static bool type_is_user(u8 type)
{
	return BN_RTT_USER & BIT(type);
}

/**
 * bn_route_own() - test if the first route of a prefix makes it an address of this host
 * @route: the route
 *
 * Return: true if it leads to this host and forwarding uses it.
 */
bool bn_route_own(const struct bn_route *route)
{
	return route->own && !bn_route_ignored(route);
}

static bool is_own(const struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
		   const struct bn_route *first)
{
	return first && prefix->bits <= table->addr_bits && bn_route_own(first);
}

/* The first route of @prefix has changed */
static void own_changed(struct bn_rt_table *table, const struct bn_rt_prefix *prefix, bool before,
			bool now)
{
	if (now && !before)
		bn_own_add(table, prefix);
	else if (before && !now)
		bn_own_remove(table, prefix);
}

/* The last route that is preferred to @route; NULL: @route is or becomes the first */
static struct bn_route *route_before(const struct bn_rt_table *table, struct bn_route *first,
				     const struct bn_route *route)
{
	struct bn_route *before = NULL;

	for (; first; first = bn_route_after(first, table->stack)) {
		if (bn_route_compare(route->type, bn_route_ifl(route, table->stack),
				     bn_route_seq(route), first, table->stack) <= 0)
			break;
		before = first;
	}
	return before;
}

/* ---- life of a route ----------------------------------------------------- */

static bool leads_here(const struct bn_rt_table *table, u8 type, const struct bn_nexthop *nh)
{
	return type != BSDNET_ROUTE_TYPE_PERM && table->ops->nh_is_own && table->ops->nh_is_own(nh);
}

static void fib_table_notify(struct bn_rt_table *table, enum bn_event event,
			     const struct bn_rt_prefix *prefix, const struct bn_route *route)
{
	if (!table->quiet)
		table->ops->event(table, event, prefix, route);
}

static struct bn_route *full_make(struct bn_rt_table *table, const struct bn_route_config *config)
{
	size_t size = bn_clone_type(config->type) ? sizeof(struct bn_clone) :
						    sizeof(struct bn_full_route);
	struct bn_full_route *full = kzalloc(size, GFP_KERNEL_ACCOUNT);
	struct bn_fwd *fwd;

	if (!full)
		return NULL;
	fwd = bn_fwd_get(table, config->nh, config->ifl_index, config->flags);
	if (!fwd) {
		kfree(full);
		return NULL;
	}
	RCU_INIT_POINTER(full->route.fwd, fwd);
	full->route.type = config->type;
	full->route.own = leads_here(table, config->type, config->nh);
	full->owner = config->owner;
	full->seq = type_is_user(config->type) ? 0 : table->seq + 1;
	return &full->route;
}

/* @alone: it will be the only one of its prefix */
static struct bn_route *route_make(struct bn_rt_table *table,
				   const struct bn_route_config *config, bool alone)
{
	struct bn_fwd *fwd;

	if (!alone || config->type != BSDNET_ROUTE_TYPE_USER || config->owner)
		return full_make(table, config);
	fwd = bn_fwd_get(table, config->nh, config->ifl_index, config->flags);
	return fwd ? &fwd->plain : NULL;
}

/* A full route in place of a plain one: the reference on the forwarding entry goes over to it */
static struct bn_full_route *full_copy(struct bn_rt_table *table, const struct bn_route *plain,
				       const struct bn_prefix_pos *pos)
{
	struct bn_full_route *full = kzalloc(sizeof(*full), GFP_KERNEL_ACCOUNT);

	if (!full)
		return NULL;
	RCU_INIT_POINTER(full->route.fwd, owned(plain->fwd, table));
	full->route.type = plain->type;
	full->route.own = plain->own;
	full->pos = *pos;
	return full;
}

/* Free a route that was not published */
static void route_free(struct bn_rt_table *table, struct bn_route *route)
{
	struct bn_fwd *fwd = owned(route->fwd, table);

	if (!route->plain)
		kfree(bn_route_full(route));
	bn_fwd_put(table, fwd);
}

static void full_free_rcu(struct rcu_head *rcu)
{
	struct bn_full_route *full = container_of(rcu, struct bn_full_route, rcu);

	bn_obj_put_count(full->stack, BN_OBJ_ROUTE);
	kfree(full);
}

/* Free a route that is unlinked, and that forwarding does not use */
static void route_retire(struct bn_rt_table *table, struct bn_route *route)
{
	struct bn_fwd *fwd = owned(route->fwd, table);
	struct bn_full_route *full;

	table->count--;
	if (route->plain) {
		bn_obj_put_count(table->stack, BN_OBJ_ROUTE);
	} else {
		full = bn_route_full(route);
		table->full--;
		full->stack = table->stack;
		call_rcu(&full->rcu, full_free_rcu);
	}
	bn_fwd_put(table, fwd);
}

static void route_count(struct bn_rt_table *table, const struct bn_route *route)
{
	bn_obj_get_count(table->stack, BN_OBJ_ROUTE);
	table->count++;
	if (route->plain)
		return;
	table->full++;
	table->seq = max(table->seq, bn_route_full(route)->seq);
}

/* ---- adding -------------------------------------------------------------- */

static int check_config(const struct bn_rt_table *table, const struct bn_route_config *config,
			struct netlink_ext_ack *extack)
{
	const struct bn_rt_prefix *prefix = &config->prefix;
	unsigned int i, used = prefix->bits % 8;

	if (!config->type || config->type >= __BSDNET_ROUTE_TYPE_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "route: type %u does not exist", config->type);
		return -EINVAL;
	}
	if (prefix->bits > 2 * table->addr_bits) {
		NL_SET_ERR_MSG_FMT(extack, "route: prefix length %u is more than %u",
				   prefix->bits, 2 * table->addr_bits);
		return -EINVAL;
	}
	for (i = prefix->bits / 8; i < BN_RT_KEY_BYTES; i++, used = 0) {
		if (prefix->key[i] & (0xff >> used)) {
			NL_SET_ERR_MSG_FMT(extack, "route: prefix has bits set past its length %u",
					   prefix->bits);
			return -EINVAL;
		}
	}
	if (!prefix->bits && BN_RTT_IGNORED & BIT(config->type)) {
		NL_SET_ERR_MSG_FMT(extack, "route: type %u is not possible at prefix length 0",
				   config->type);
		return -EINVAL;
	}
	return 0;
}

/* The route that a new one conflicts with: the same prefix, type, interface and owner; a
 * prefix has only one route of users
 */
static struct bn_route *find_rival(const struct bn_rt_table *table, struct bn_route *route,
				   const struct bn_route_config *config)
{
	for (; route; route = bn_route_after(route, table->stack)) {
		if (type_is_user(config->type) && type_is_user(route->type))
			return route;
		if (config->type == route->type &&
		    config->ifl_index == bn_route_ifl(route, table->stack) &&
		    config->owner == bn_route_owner(route))
			return route;
	}
	return NULL;
}

/* Link @route, in place of @rival if that is not NULL. @copy: full route that replaces the plain
 * one of the prefix, or NULL. @near: see bn_prefix_find(). Sets the position. -ENOMEM: without
 * side effects
 */
static int route_link(struct bn_rt_table *table, struct bn_prefix_pos *pos,
		      struct bn_prefix_node *near, const struct bn_rt_prefix *prefix,
		      struct bn_route *route, const struct bn_route *rival,
		      struct bn_full_route *copy)
{
	struct bn_route *first = copy ? &copy->route : bn_route_first_at(table, pos);
	struct bn_prefix_pos *own = route->plain ? pos : &bn_route_full(route)->pos;
	struct bn_route *before, *head;
	int err;

	before = route_before(table, first, rival ?: route);
	if (!route->plain) {
		/* Before a reader can find the route */
		*own = *pos;
		head = before ? bn_route_after(before, table->stack) : first;
		RCU_INIT_POINTER(bn_route_full(route)->next,
				 rival ? bn_route_after(rival, table->stack) : head);
	}
	if (!first) {
		err = bn_prefix_add(&table->prefixes, prefix->key, prefix->bits, route, near, own);
		*pos = *own;
		return err;
	}
	if (before && !copy) {
		rcu_assign_pointer(bn_route_full(before)->next, route);
		return 0;
	}
	if (before)
		RCU_INIT_POINTER(copy->next, route);
	head = before ?: route;
	return bn_prefix_change(&table->prefixes, pos, head, bn_route_forwards(head, table->stack),
				GFP_KERNEL_ACCOUNT);
}

/* A route was added, or replaced @rival. @before: what clones saw */
static void route_added(struct bn_rt_table *table, const struct bn_route_config *config,
			struct bn_route *route, struct bn_route *rival,
			struct bn_clone_view *before)
{
	/* Another route for clones, although it is the same object */
	if (rival == route)
		before->forwards = NULL;
	route_count(table, route);
	if (rival)
		route_retire(table, rival);
	fib_table_notify(table, rival ? BN_EVENT_CHANGE : BN_EVENT_ADD, &config->prefix, route);
	bn_clone_changed(table, &config->prefix, before);
	if (bn_clone_type(route->type))
		bn_clone_add(table, bn_clone_of(route), config);
}

/* Make and link the route. Without memory nothing has changed */
static struct bn_route *route_insert(struct bn_rt_table *table,
				     const struct bn_route_config *config,
				     struct bn_prefix_pos *pos, struct bn_prefix_node *near,
				     struct bn_route *rival, struct bn_clone_view *before)
{
	struct bn_route *first = bn_route_first_at(table, pos), *route;
	bool alone = !first || (first == rival && !bn_route_after(first, table->stack));
	struct bn_full_route *copy = NULL;

	route = route_make(table, config, alone);
	if (!route)
		return NULL;
	if (!alone && first->plain) {
		copy = full_copy(table, first, pos);
		if (!copy)
			goto fail;
	}
	if (route_link(table, pos, near, &config->prefix, route, rival, copy))
		goto fail;
	if (copy) {
		table->full++;
		/* The same route for clones, although it is another object */
		if (before->forwards == first)
			before->forwards = &copy->route;
	}
	return route;

fail:
	kfree(copy);
	route_free(table, route);
	return NULL;
}

/**
 * bn_route_add() - add a route (RT-4, RT-5)
 * @table: the table
 * @config: its parameters; copied. The route's forwarding entry takes its own reference on
 *	the next hop
 * @replace: a USER or USER_IGNORE route may replace the one of its prefix, in one step as
 *	seen by readers
 * @extack: error report
 *
 * Return: the route, owned by the table; -EEXIST, -EINVAL for invalid parameters, -ENOMEM,
 * without side effects. A pointer to a USER route without owner is valid until the next
 * change of its prefix.
 * Context: process context, route lock.
 */
struct bn_route *bn_route_add(struct bn_rt_table *table, const struct bn_route_config *config,
			      bool replace, struct netlink_ext_ack *extack)
{
	struct bn_route *route, *rival;
	struct bn_prefix_node *near;
	struct bn_clone_view before;
	struct bn_prefix_pos pos;
	bool was_own;
	int err;

	bn_rt_assert(table->stack);
	err = check_config(table, config, extack);
	if (err)
		return ERR_PTR(err);
	pos = bn_prefix_find(&table->prefixes, config->prefix.key, config->prefix.bits, &near);
	rival = find_rival(table, bn_route_first_at(table, &pos), config);
	if (rival && !(replace && type_is_user(config->type))) {
		if (table->ops->exists)
			table->ops->exists(table, &config->prefix, extack);
		return ERR_PTR(-EEXIST);
	}
	before = bn_clone_view(table, &config->prefix);
	was_own = is_own(table, &config->prefix, bn_route_first_at(table, &pos));
	route = route_insert(table, config, &pos, near, rival, &before);
	if (!route)
		return ERR_PTR(-ENOMEM);
	own_changed(table, &config->prefix, was_own,
		    is_own(table, &config->prefix, bn_route_first_at(table, &pos)));
	route_added(table, config, route, rival, &before);
	return route;
}
EXPORT_SYMBOL_GPL(bn_route_add);

/**
 * bn_route_set_nexthop() - replace the next hop of a route
 * @table: its table
 * @route: the route; not plain. A plain one is replaced by bn_route_add()
 * @nh: the next hop; the route's forwarding entry takes its own reference
 *
 * Return: 0; -EINVAL if @route is plain; -ENOMEM without side effects.
 * Context: process context, route lock.
 */
int bn_route_set_nexthop(struct bn_rt_table *table, struct bn_route *route,
			 struct bn_nexthop *nh)
{
	struct bn_full_route *full = bn_route_full(route);
	struct bn_fwd *old = owned(route->fwd, table), *fwd;
	struct bn_clone_view before;
	struct bn_rt_prefix prefix;
	struct bn_route *first;
	bool was_own;

	bn_rt_assert(table->stack);
	if (WARN_ON_ONCE(route->plain))
		return -EINVAL;
	first = bn_route_first_at(table, &full->pos);
	fwd = bn_fwd_get(table, nh, old->ifl_index, old->flags);
	if (!fwd)
		return -ENOMEM;
	if (route == first && bn_prefix_change(&table->prefixes, &full->pos, route,
					       bn_route_ignored(route) ? NULL : fwd,
					       GFP_KERNEL_ACCOUNT)) {
		bn_fwd_put(table, fwd);
		return -ENOMEM;
	}
	rcu_assign_pointer(route->fwd, fwd);
	bn_fwd_put(table, old);
	bn_route_prefix(route, &prefix);
	was_own = is_own(table, &prefix, first);
	route->own = leads_here(table, route->type, nh);
	own_changed(table, &prefix, was_own, is_own(table, &prefix, first));
	fib_table_notify(table, BN_EVENT_CHANGE, &prefix, route);
	/* Clones must be notified as if their parent was replaced */
	before = bn_clone_view(table, &prefix);
	if (before.forwards == route)
		before.forwards = NULL;
	if (before.interface == route)
		before.interface = NULL;
	bn_clone_changed(table, &prefix, &before);
	return 0;
}

/* ---- deleting ------------------------------------------------------------ */

static struct bn_prefix_pos pos_of(const struct bn_rt_table *table, const struct bn_route *route,
				   const struct bn_rt_prefix *prefix)
{
	if (!route->plain)
		return bn_route_full(route)->pos;
	return bn_prefix_find(&table->prefixes, prefix->key, prefix->bits, NULL);
}

static void route_unlink(struct bn_rt_table *table, struct bn_route *route,
			 const struct bn_rt_prefix *prefix)
{
	struct bn_prefix_pos pos = pos_of(table, route, prefix);
	struct bn_route *before = route_before(table, bn_route_first_at(table, &pos), route);
	struct bn_route *after = bn_route_after(route, table->stack);
	struct bn_clone_view view;
	bool was_own;

	bn_rt_assert(table->stack);
	was_own = !before && is_own(table, prefix, route);
	view = bn_clone_view(table, prefix);
	if (bn_clone_type(route->type))
		bn_clone_delete(table, bn_clone_of(route));
	if (before)
		rcu_assign_pointer(bn_route_full(before)->next, after);
	else if (after)
		bn_prefix_change(&table->prefixes, &pos, after,
				 bn_route_forwards(after, table->stack),
				 GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	else
		bn_prefix_remove(&table->prefixes, &pos);
	if (!before)
		own_changed(table, prefix, was_own, is_own(table, prefix, after));
	route_retire(table, route);
	bn_clone_changed(table, prefix, &view);
}

/**
 * bn_route_delete() - delete a route
 * @table: its table
 * @route: the route, of any type but RTT_PERM
 * @prefix: its prefix; may be NULL if the route has another type than USER, or an owner
 *
 * Drops its reference on the forwarding entry, which drops that on the next hop with its last
 * route. The memory is freed after a grace period.
 *
 * Context: process context, route lock.
 */
void bn_route_delete(struct bn_rt_table *table, struct bn_route *route,
		     const struct bn_rt_prefix *prefix)
{
	struct bn_rt_prefix own;

	if (WARN_ON_ONCE(route->type == BSDNET_ROUTE_TYPE_PERM))
		return;
	if (!route->plain) {
		bn_route_prefix(route, &own);
		prefix = &own;
	}
	fib_table_notify(table, BN_EVENT_DELETE, prefix, route);
	route_unlink(table, route, prefix);
}
EXPORT_SYMBOL_GPL(bn_route_delete);

/**
 * bn_rt_table_delete() - delete all routes of some types
 * @table: the table; the caller ensures that it is not freed
 * @types: BIT(enum bsdnet_route_type)
 *
 * Context: process context, route lock, which is released between portions: routes of other
 * types may change.
 */
void bn_rt_table_delete(struct bn_rt_table *table, u32 types)
{
	struct bn_rt_cursor cursor = {};
	struct bn_route *route;
	unsigned int n = 0;

	while ((route = bn_route_next(table, &cursor))) {
		if (types & BIT(route->type)) {
			fib_table_notify(table, BN_EVENT_DELETE, &cursor.prefix, route);
			route_unlink(table, route, &cursor.prefix);
		}
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(table->stack);
	}
}

/* ---- tables -------------------------------------------------------------- */

/**
 * bn_rt_table_init() - initialize an empty table
 * @table: the table, zeroed
 * @stack: its route lock protects the table
 * @ops: operations of the user
 * @addr_bits: bits of an address, a multiple of 8; at most half of 8 * BN_PREFIX_BYTES
 *
 * Return: 0 or -ENOMEM.
 * Context: process context.
 */
int bn_rt_table_init(struct bn_rt_table *table, struct bsdnet_stack *stack,
		     const struct bn_rt_ops *ops, unsigned int addr_bits)
{
	int err;

	table->stack = stack;
	table->ops = ops;
	table->addr_bits = addr_bits;
	table->clones = RB_ROOT;
	table->ifclones = RB_ROOT;
	INIT_LIST_HEAD(&table->untold);
	err = bn_prefix_init(&table->prefixes, stack, addr_bits / 8);
	if (err)
		return err;
	err = bn_fwd_init(&table->fwds);
	if (err)
		bn_prefix_exit(&table->prefixes);
	bn_own_init(&table->own);
	return err;
}
EXPORT_SYMBOL_GPL(bn_rt_table_init);

/**
 * bn_rt_table_flush() - unlink all routes of a table before it is freed, without events
 * @table: the table; new readers cannot find it
 *
 * Context: process context, route lock.
 */
void bn_rt_table_flush(struct bn_rt_table *table)
{
	table->quiet = true;
	bn_rt_table_delete(table, ~0U);
}
EXPORT_SYMBOL_GPL(bn_rt_table_flush);

/**
 * bn_rt_table_exit() - free the memory of a table
 * @table: the table, flushed, a grace period ago
 *
 * Context: any.
 */
void bn_rt_table_exit(struct bn_rt_table *table)
{
	bn_prefix_exit(&table->prefixes);
	bn_fwd_exit(&table->fwds);
	bn_own_exit(&table->own);
}
EXPORT_SYMBOL_GPL(bn_rt_table_exit);

/**
 * bn_rt_table_memory() - memory of a table
 * @table: the table
 * @memory: set to the sizes
 *
 * Context: process context, route lock. Walks over the whole table.
 */
void bn_rt_table_memory(const struct bn_rt_table *table, struct bn_rt_memory *memory)
{
	memory->trie = bn_prefix_memory(&table->prefixes, &memory->fib);
	memory->fib += ksize(owned(table->fwds.array, table)) +
		       table->fwds.count * sizeof(struct bn_fwd);
	memory->routes = table->full * sizeof(struct bn_full_route);
}
EXPORT_SYMBOL_GPL(bn_rt_table_memory);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "table_kunit.c"
#endif
