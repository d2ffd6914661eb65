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
 * when the route is unlinked, and all three are freed after grace periods.
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
#include "fib/fib.h"

#define RELAX_AFTER 64	/* routes that are deleted without releasing the route lock */

#define owned(pointer, table) bn_rt_dereference(pointer, (table)->stack)

/* ---- preference (RT-5) --------------------------------------------------- */

static u32 ifl_of(const struct bn_route *route)
{
	return bn_route_fwd(route)->ifl_index;
}

/* Most preferred first; 0 only for the same route */
static int fib_table_compare(u8 type, u32 ifl_index, u64 seq, const struct bn_route *route)
{
	if (type != route->type)
		return type < route->type ? -1 : 1;
	if (ifl_index != ifl_of(route))
		return ifl_index < ifl_of(route) ? -1 : 1;
	if (seq != route->seq)
		return seq < route->seq ? -1 : 1;
	return 0;
}

static bool type_is_user(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_USER || type == BSDNET_ROUTE_TYPE_USER_IGNORE;
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

static struct bn_route *route_after(const struct bn_rt_table *table,
				    const struct bn_route *route)
{
	return owned(route->next, table);
}

static struct bn_route *first_at(const struct bn_rt_table *table,
				 const struct bn_prefix_pos *pos)
{
	return pos->node ? owned(*bn_prefix_head(pos->node, pos->place), table) : NULL;
}

/* The last route that is preferred to @route; NULL: @route is or becomes the first */
static struct bn_route *route_before(const struct bn_rt_table *table, struct bn_route *first,
				     const struct bn_route *route)
{
	struct bn_route *before = NULL;

	for (; first; first = route_after(table, first)) {
		if (fib_table_compare(route->type, ifl_of(route), route->seq, first) <= 0)
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
			     const struct bn_route *route)
{
	if (!table->quiet)
		table->ops->event(table, event, route);
}

static struct bn_route *route_alloc(struct bn_rt_table *table,
				    const struct bn_route_config *config)
{
	size_t size = bn_clone_type(config->type) ? sizeof(struct bn_clone) :
						    sizeof(struct bn_route);
	struct bn_route *route = kzalloc(size, GFP_KERNEL_ACCOUNT);
	struct bn_fwd *fwd;

	if (!route)
		return NULL;
	fwd = bn_fwd_get(table, config->nh, config->ifl_index, config->flags);
	if (!fwd) {
		kfree(route);
		return NULL;
	}
	RCU_INIT_POINTER(route->fwd, fwd);
	route->type = config->type;
	route->own = leads_here(table, config->type, config->nh);
	route->owner = config->owner;
	route->table = table;
	route->seq = table->seq + 1;
	return route;
}

/* Free a route that was not published */
static void route_free(struct bn_rt_table *table, struct bn_route *route)
{
	bn_fwd_put(table, owned(route->fwd, table));
	kfree(route);
}

static void route_free_rcu(struct rcu_head *rcu)
{
	struct bn_route *route = container_of(rcu, struct bn_route, rcu);

	bn_obj_put_count(route->stack, BN_OBJ_ROUTE);
	kfree(route);
}

/* Free a route that is unlinked, and that forwarding does not use */
static void route_retire(struct bn_rt_table *table, struct bn_route *route)
{
	bn_fwd_put(table, owned(route->fwd, table));
	table->count--;
	route->stack = table->stack;
	call_rcu(&route->rcu, route_free_rcu);
}

static void route_count(struct bn_rt_table *table, const struct bn_route *route)
{
	bn_obj_get_count(table->stack, BN_OBJ_ROUTE);
	table->count++;
	table->seq = route->seq;
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
	for (; route; route = route_after(table, route)) {
		if (type_is_user(config->type) && type_is_user(route->type))
			return route;
		if (config->type == route->type && config->ifl_index == ifl_of(route) &&
		    config->owner == route->owner)
			return route;
	}
	return NULL;
}

/* Link @route, in place of @rival if that is not NULL. -ENOMEM: without side effects */
static int route_link(struct bn_rt_table *table, const struct bn_prefix_pos *pos,
		      const struct bn_rt_prefix *prefix, struct bn_route *route,
		      struct bn_route *rival)
{
	struct bn_route *first = first_at(table, pos), *before;

	before = rival ? route_before(table, first, rival) : route_before(table, first, route);
	if (rival)
		RCU_INIT_POINTER(route->next, route_after(table, rival));
	else
		RCU_INIT_POINTER(route->next, before ? route_after(table, before) : first);
	/* Before a reader can find the route and ask for its prefix */
	route->pos = *pos;
	if (!first)
		return bn_prefix_add(&table->prefixes, prefix->key, prefix->bits, route,
				     &route->pos);
	if (!before)
		return bn_prefix_change(&table->prefixes, pos, route, bn_route_forwards(route),
					GFP_KERNEL_ACCOUNT);
	rcu_assign_pointer(before->next, route);
	return 0;
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
 * without side effects.
 * Context: process context, route lock.
 */
struct bn_route *bn_route_add(struct bn_rt_table *table, const struct bn_route_config *config,
			      bool replace, struct netlink_ext_ack *extack)
{
	struct bn_route *route, *rival;
	struct bn_clone_view before;
	struct bn_prefix_pos pos;
	bool was_own;
	int err;

	bn_rt_assert(table->stack);
	err = check_config(table, config, extack);
	if (err)
		return ERR_PTR(err);
	pos = bn_prefix_find(&table->prefixes, config->prefix.key, config->prefix.bits);
	rival = find_rival(table, first_at(table, &pos), config);
	if (rival && !(replace && type_is_user(config->type))) {
		if (table->ops->exists)
			table->ops->exists(table, &config->prefix, extack);
		return ERR_PTR(-EEXIST);
	}
	route = route_alloc(table, config);
	if (!route)
		return ERR_PTR(-ENOMEM);
	before = bn_clone_view(table, &config->prefix);
	was_own = is_own(table, &config->prefix, first_at(table, &pos));
	err = route_link(table, &pos, &config->prefix, route, rival);
	if (err) {
		route_free(table, route);
		return ERR_PTR(err);
	}
	route_count(table, route);
	if (rival)
		route_retire(table, rival);
	own_changed(table, &config->prefix, was_own,
		    is_own(table, &config->prefix, first_at(table, &route->pos)));
	fib_table_notify(table, rival ? BN_EVENT_CHANGE : BN_EVENT_ADD, route);
	bn_clone_changed(table, &config->prefix, &before);
	if (bn_clone_type(route->type))
		bn_clone_add(table, container_of(route, struct bn_clone, route), config);
	return route;
}
EXPORT_SYMBOL_GPL(bn_route_add);

/**
 * bn_route_set_nexthop() - replace the next hop of a route
 * @table: its table
 * @route: the route
 * @nh: the next hop; the route's forwarding entry takes its own reference
 *
 * Return: 0; -ENOMEM without side effects.
 * Context: process context, route lock.
 */
int bn_route_set_nexthop(struct bn_rt_table *table, struct bn_route *route,
			 struct bn_nexthop *nh)
{
	struct bn_fwd *old = owned(route->fwd, table), *fwd;
	struct bn_route *first = first_at(table, &route->pos);
	struct bn_clone_view before;
	struct bn_rt_prefix prefix;
	bool was_own;

	bn_rt_assert(table->stack);
	fwd = bn_fwd_get(table, nh, old->ifl_index, old->flags);
	if (!fwd)
		return -ENOMEM;
	if (route == first && bn_prefix_change(&table->prefixes, &route->pos, route,
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
	fib_table_notify(table, BN_EVENT_CHANGE, route);
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

static void route_unlink(struct bn_rt_table *table, struct bn_route *route)
{
	struct bn_route *before = route_before(table, first_at(table, &route->pos), route);
	struct bn_route *after = route_after(table, route);
	struct bn_clone_view view;
	struct bn_rt_prefix prefix;
	bool was_own;

	bn_rt_assert(table->stack);
	bn_route_prefix(route, &prefix);
	was_own = !before && is_own(table, &prefix, route);
	view = bn_clone_view(table, &prefix);
	if (bn_clone_type(route->type))
		bn_clone_delete(table, container_of(route, struct bn_clone, route));
	if (before)
		rcu_assign_pointer(before->next, after);
	else if (after)
		bn_prefix_change(&table->prefixes, &route->pos, after, bn_route_forwards(after),
				 GFP_KERNEL_ACCOUNT | __GFP_NOFAIL);
	else
		bn_prefix_remove(&table->prefixes, &route->pos);
	if (!before)
		own_changed(table, &prefix, was_own, is_own(table, &prefix, after));
	route_retire(table, route);
	bn_clone_changed(table, &prefix, &view);
}

/**
 * bn_route_delete() - delete a route
 * @table: its table
 * @route: the route, of any type but RTT_PERM
 *
 * Drops its reference on the forwarding entry, which drops that on the next hop with its last
 * route. The memory is freed after a grace period.
 *
 * Context: process context, route lock.
 */
void bn_route_delete(struct bn_rt_table *table, struct bn_route *route)
{
	if (WARN_ON_ONCE(route->type == BSDNET_ROUTE_TYPE_PERM))
		return;
	fib_table_notify(table, BN_EVENT_DELETE, route);
	route_unlink(table, route);
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
			fib_table_notify(table, BN_EVENT_DELETE, route);
			route_unlink(table, route);
		}
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(table->stack);
	}
}

/* ---- finding (route lock) ---------------------------------------- */

/**
 * bn_route_first() - the most preferred route of exactly this prefix
 * @table: the table
 * @prefix: the prefix
 *
 * Return: the route, the others follow in bn_route::next; NULL for none.
 * Context: route lock.
 */
struct bn_route *bn_route_first(struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	struct bn_prefix_pos pos;

	if (prefix->bits > 2 * table->addr_bits)
		return NULL;
	pos = bn_prefix_find(&table->prefixes, prefix->key, prefix->bits);
	return first_at(table, &pos);
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

	for (route = bn_route_first(table, prefix); route; route = route_after(table, route))
		if (route->type == type && ifl_of(route) == ifl_index &&
		    (!owner || route->owner == owner))
			return route;
	return NULL;
}
EXPORT_SYMBOL_GPL(bn_route_find);

/* The first route of the cursor's own prefix that comes after the cursor */
static struct bn_route *rest_of_prefix(struct bn_rt_table *table,
				       const struct bn_rt_cursor *cursor)
{
	struct bn_route *route = bn_route_first(table, &cursor->prefix);

	while (route && fib_table_compare(cursor->type, cursor->ifl_index, cursor->seq, route) >= 0)
		route = route_after(table, route);
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
		route = first_at(table, &pos);
		if (!route)
			return NULL;
		bn_route_prefix(route, &cursor->prefix);
	}
	cursor->started = true;
	cursor->type = route->type;
	cursor->ifl_index = ifl_of(route);
	cursor->seq = route->seq;
	return route;
}
EXPORT_SYMBOL_GPL(bn_route_next);

/**
 * bn_route_prefix() - the prefix of a route
 * @route: the route
 * @prefix: set to the prefix
 *
 * Context: route lock, or the RCU read side that found the route.
 */
void bn_route_prefix(const struct bn_route *route, struct bn_rt_prefix *prefix)
{
	memset(prefix, 0, sizeof(*prefix));
	prefix->bits = bn_prefix_get(route->pos.node, route->pos.place, prefix->key);
}
EXPORT_SYMBOL_GPL(bn_route_prefix);

/**
 * bn_route_bits() - length of a route's prefix
 * @route: the route
 *
 * Return: bits, with those of the source part.
 * Context: route lock, or the RCU read side that found the route.
 */
unsigned int bn_route_bits(const struct bn_route *route)
{
	return route->pos.node->depth * 8 + bn_prefix_bits(route->pos.place);
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
	err = bn_prefix_init(&table->prefixes, addr_bits / 8, addr_bits / 8);
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
	memory->routes = table->count * sizeof(struct bn_route);
}
EXPORT_SYMBOL_GPL(bn_rt_table_memory);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "table_kunit.c"
#endif
