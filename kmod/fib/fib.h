/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fib - route tables (RT-1 .. RT-9)
 *
 * A route table maps prefixes of <destination><source> to routes, several per
 * prefix, ordered by preference. There are two lookups. The forwarding lookup, by addresses
 * only, returns a forwarding entry (struct bn_fwd), which many routes share. The route
 * lookup, also by type and interface, returns a route.
 *
 * This room is independent of interfaces and also compiles in user space (RT-13).
 *
 * Synchronization: a table is changed under its stack's route lock;
 * lookups are under RCU and take no lock (RT-9).
 */
#ifndef _BSDNET_FIB_H
#define _BSDNET_FIB_H

#include <linux/bits.h>
#include <linux/bsdnet.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

#include "core/core.h"
#include "fib/fwd.h"
#include "fib/own.h"
#include "fib/prefix.h"

extern const struct bn_room bn_fib_room;

struct bn_instance;
struct bn_nexthop;
struct bn_family;
struct bn_rt_table;

/* ---- prefixes ---------------------------------------------------------- */

#define BN_RT_KEY_BYTES BN_PREFIX_BYTES	/* destination, then source */

/**
 * struct bn_rt_prefix - a prefix of <destination><source>
 * @bits: significant bits, 0 .. 2 * address bits
 * @key: network order, zero past @bits
 */
struct bn_rt_prefix {
	u16 bits;
	u8 key[BN_RT_KEY_BYTES] __aligned(8);
};

/* ---- routes ------------------------------------------------------------ */

#define BN_RTT_INTERFACE (BIT(BSDNET_ROUTE_TYPE_IF_LOCAL) | BIT(BSDNET_ROUTE_TYPE_IF_DEST) | \
			  BIT(BSDNET_ROUTE_TYPE_IF) | BIT(BSDNET_ROUTE_TYPE_IFDEST))

/* Routes of users: a prefix has at most one */
#define BN_RTT_USER (BIT(BSDNET_ROUTE_TYPE_USER) | BIT(BSDNET_ROUTE_TYPE_USER_IGNORE))

/* Types that forwarding ignores */
#define BN_RTT_IGNORED (BIT(BSDNET_ROUTE_TYPE_USER_IGNORE) | \
			BIT(BSDNET_ROUTE_TYPE_CLONE_IGNORE) | \
			BIT(BSDNET_ROUTE_TYPE_IFCLONE_IGNORE))

/**
 * struct bn_full_route - a route with an object of its own
 * @route: what it has in common with plain ones
 * @next: less preferred route of the same prefix
 * @pos: its position in the trie; private to the table
 * @owner: distinguishes routes of the same type and ifl_index (an ifa, a neighbour; NULL
 *	for none); route lock
 * @stack: replaces @owner once it is unlinked
 * @seq: order of arrival, the last tie-breaker of preference; 0 for routes of users, of which
 *	a prefix has only one
 * @rcu: for freeing, once it is unlinked
 *
 * Most routes of a large table are those of users, and differ in their prefix only. These are
 * plain: they share a struct bn_route, which knows neither prefix nor table, and is the only
 * one of its prefix. A route that is of another type, that has an owner or that shares its
 * prefix with others is a full one, and stays the same object as long as it is in the table.
 * A plain route becomes a full one when its prefix gets another route.
 */
struct bn_full_route {
	struct bn_route route;		/* first: is freed as a full route */
	struct bn_route __rcu *next;
	struct bn_prefix_pos pos;
	union {
		const void *owner;
		struct bsdnet_stack *stack;
	};
	union {
		u64 seq;
		struct rcu_head rcu;
	};
};

static inline struct bn_full_route *bn_route_full(const struct bn_route *route)
{
	return container_of((struct bn_route *)route, struct bn_full_route, route);
}

/* The less preferred route of the same prefix. RCU or route lock */
static inline struct bn_route *bn_route_after(const struct bn_route *route,
					      const struct bsdnet_stack *stack)
{
	return route->plain ? NULL : rcu_dereference_check(bn_route_full(route)->next,
							   bn_rt_is_locked(stack));
}

/* Route lock */
static inline const void *bn_route_owner(const struct bn_route *route)
{
	return route->plain ? NULL : bn_route_full(route)->owner;
}

/**
 * typedef bn_clone_moved_t - a clone route's forwarding parent has changed (RT-8)
 * @clone: the clone route
 * @parent: the route that forwards for the clone's own prefix, if that is
 *	another one, or else for the longest shorter prefix; NULL: none
 * @prefix: the prefix of @parent, if there is one
 * @arg: clone_arg of the clone's configuration
 *
 * Called after the change, with the route lock held. May call
 * bn_route_set_nexthop() on @clone, and nothing else that changes the table.
 */
typedef void (*bn_clone_moved_t)(struct bn_route *clone, const struct bn_route *parent,
				 const struct bn_rt_prefix *prefix, void *arg);

/**
 * struct bn_route_config - parameters of a new route
 * @prefix: its prefix
 * @type: enum bsdnet_route_type
 * @flags: enum bsdnet_route_flags
 * @ifl_index: interface it depends on, or that packets must arrive on
 * @nh: next hop; the route takes its own reference
 * @owner: see struct bn_full_route
 * @clone_moved: of CLONE and IFCLONE types (and their IGNORE forms): callback;
 *	NULL: none. First called from within bn_route_add().
 * @clone_arg: for @clone_moved
 */
struct bn_route_config {
	struct bn_rt_prefix prefix;
	u8 type;
	u8 flags;
	u32 ifl_index;
	struct bn_nexthop *nh;
	const void *owner;
	bn_clone_moved_t clone_moved;
	void *clone_arg;
};

/**
 * struct bn_rt_ops - operations of the user of a table
 * @nh_get: hold a reference on a next hop, for a forwarding entry
 * @nh_put: drop it; route lock. Readers may use the next hop for a grace period
 * @event: a route was added or changed, or will be deleted; not called while the table is
 *	made or flushed
 * @nh_is_own: true if the next hop is for an address of this host or a broadcast address;
 *	NULL: bn_rt_table::own is not used
 * @exists: report in @extack that a route of @prefix exists; NULL: no report
 */
struct bn_rt_ops {
	void (*nh_get)(struct bn_nexthop *nh);
	void (*nh_put)(struct bn_nexthop *nh);
	void (*event)(struct bn_rt_table *table, enum bn_event event,
		      const struct bn_rt_prefix *prefix, const struct bn_route *route);
	bool (*nh_is_own)(const struct bn_nexthop *nh);
	void (*exists)(const struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
		       struct netlink_ext_ack *extack);
};

/**
 * struct bn_rt_table - the route table of one instance and family
 * @prefixes: [path] the trie
 * @fwds: [path] the forwarding entries
 * @own: [path] filter for addresses of this host, see own.h
 * @addr_bits: [path] bits of an address, half those of a key
 * @stack: its route lock protects the table
 * @ops: operations of the user
 * @instance: [path] the instance; NULL in user space
 * @family: [path] the family; NULL in user space
 * @priv: [path] data of the family
 * @count: number of routes
 * @full: those of them that have an object of their own
 * @seq: bn_full_route::seq of the last route that has one
 * @clones: clone routes, by forwarding parent (RT-8)
 * @ifclones: IFCLONE routes, likewise
 * @untold: clones to be notified of their parent
 * @index: index of the instance, for messages
 * @quiet: the table is being made or flushed: no events
 * @telling: the clones of @untold are being notified
 */
struct bn_rt_table {
	struct bn_prefix_table prefixes;
	struct bn_fwd_table fwds;
	struct bn_own own;
	unsigned int addr_bits;
	struct bsdnet_stack *stack;
	const struct bn_rt_ops *ops;
	struct bn_instance *instance;
	const struct bn_family *family;
	void *priv;
	unsigned int count;
	unsigned int full;
	u64 seq;
	struct rb_root clones;
	struct rb_root ifclones;
	struct list_head untold;
	u32 index;
	bool quiet;
	bool telling;
};

/* ---- table.c APIs. Route lock held: ---------------------------- */

int bn_rt_table_init(struct bn_rt_table *table, struct bsdnet_stack *stack,
		     const struct bn_rt_ops *ops, unsigned int addr_bits);
void bn_rt_table_flush(struct bn_rt_table *table);
void bn_rt_table_exit(struct bn_rt_table *table);

struct bn_route *bn_route_add(struct bn_rt_table *table, const struct bn_route_config *config,
			      bool replace, struct netlink_ext_ack *extack);
void bn_rt_table_delete(struct bn_rt_table *table, u32 types);
void bn_route_delete(struct bn_rt_table *table, struct bn_route *route,
		     const struct bn_rt_prefix *prefix);
int bn_route_set_nexthop(struct bn_rt_table *table, struct bn_route *route,
			 struct bn_nexthop *nh);

/* ---- walk.c APIs. Route lock held: ----------------------------- */

struct bn_route *bn_route_find(struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
			       u8 type, u32 ifl_index, const void *owner);
struct bn_route *bn_route_first(struct bn_rt_table *table, const struct bn_rt_prefix *prefix);
void bn_route_prefix(const struct bn_route *route, struct bn_rt_prefix *prefix);

/* Position of bn_route_next(); zeroed to begin */
struct bn_rt_cursor {
	bool started;
	struct bn_rt_prefix prefix;
	u8 type;
	u32 ifl_index;
	u64 seq;
};

struct bn_route *bn_route_next(struct bn_rt_table *table, struct bn_rt_cursor *cursor);

/**
 * struct bn_route_ref - a route, its table and its prefix
 * @table: its table
 * @route: the route
 * @prefix: its prefix
 */
struct bn_route_ref {
	struct bn_rt_table *table;
	struct bn_route *route;
	struct bn_rt_prefix prefix;
};

/* ---- RCU read side, or the route lock. @src NULL: all zeroes --- */

/* The forwarding entry with a number from a lookup in the same read section; NULL for 0 */
static inline const struct bn_fwd *bn_rt_fwd(const struct bn_rt_table *table, u32 number)
{
	const struct bn_fwd_array *array = rcu_dereference_check(table->fwds.array,
								 bn_rt_is_locked(table->stack));

	return rcu_dereference_check(array->entry[number], bn_rt_is_locked(table->stack));
}

u32 bn_rt_lookup_number(const struct bn_rt_table *table, const void *dst, const void *src);
const struct bn_fwd *bn_rt_lookup(const struct bn_rt_table *table, const void *dst,
				  const void *src);
void bn_rt_lookup_vector(const struct bn_rt_table *table, const void *dst, const void *src,
			 size_t stride, u32 *numbers, unsigned int n);
struct bn_route *bn_rt_lookup_route(const struct bn_rt_table *table, const void *dst,
				    const void *src, unsigned int *bits);
struct bn_route *bn_rt_lookup_types(const struct bn_rt_table *table, const void *dst,
				    const void *src, u32 types, u32 ifl_index, unsigned int *bits);
void bn_rt_prefix_make(const struct bn_rt_table *table, const void *dst, const void *src,
		       unsigned int bits, struct bn_rt_prefix *prefix);
bool bn_route_own(const struct bn_route *route);

static inline unsigned int bn_rt_table_count(const struct bn_rt_table *table)
{
	return READ_ONCE(table->count);
}

/**
 * struct bn_rt_memory - memory of a table, bytes
 * @fib: forwarding form and forwarding entries
 * @trie: route side of the trie
 * @routes: the routes that have objects of their own
 */
struct bn_rt_memory {
	size_t fib;
	size_t trie;
	size_t routes;
};

void bn_rt_table_memory(const struct bn_rt_table *table, struct bn_rt_memory *memory);

static inline const struct bn_fwd *bn_route_fwd(const struct bn_route *route,
						const struct bsdnet_stack *stack)
{
	return rcu_dereference_check(route->fwd, bn_rt_is_locked(stack));
}

static inline bool bn_route_ignored(const struct bn_route *route)
{
	return BN_RTT_IGNORED & BIT(route->type);
}

/* The forwarding entry of a prefix with @route as its first; NULL: a shorter prefix decides.
 * Route lock
 */
static inline struct bn_fwd *bn_route_forwards(const struct bn_route *route,
					       const struct bsdnet_stack *stack)
{
	return bn_route_ignored(route) ? NULL : bn_rt_dereference(route->fwd, stack);
}

static inline struct bn_nexthop *bn_route_nexthop(const struct bn_route *route,
						  const struct bsdnet_stack *stack)
{
	return bn_route_fwd(route, stack)->nh;
}

#endif /* _BSDNET_FIB_H */
