/* SPDX-License-Identifier: GPL-2.0 */
/*
 * route - the naive twin of a route table (RT-2 .. RT-5, RT-8, kmod/fib/table.c)
 *
 * Models what bn_route_add() answers to a route that may or may not be added,
 * bn_route_delete(), bn_rt_table_delete(), bn_route_find(), bn_route_first(),
 * bn_route_next(), bn_rt_table_count(), the forwarding lookup, the route lookup, the
 * parents of clone routes, and how many forwarding entries refer to a next hop: a set of
 * routes, several to a prefix in order of preference. It does not model failing
 * allocations, nor what a reader sees during a change.
 *
 * An array in the order of a walk that is searched from end to end: each operation
 * takes time linear in the number of routes; forwarding lookups, parents of clones
 * and references may take the square of it.
 *
 * Used by selftests/host/route_table_test.cc, route_clone_test.cc and
 * route_readers_test.cc, by selftests/fuzz/route_fuzz.cc and by
 * selftests/stress/route.c. Builds in the kernel, and in user space with
 * user/kshim, as C and as C++.
 */
#ifndef TWIN_ROUTE_H
#define TWIN_ROUTE_H

#ifdef __cplusplus
extern "C" {
#endif

#include <linux/errno.h>
#include <linux/string.h>

#include "fib/fib.h"
#include "twin/bits.h"

#define TWIN_RT_MAX 512

/**
 * struct twin_route - what the twin knows of a route
 * @prefix: its prefix
 * @type: enum bsdnet_route_type
 * @flags: enum bsdnet_route_flags
 * @ifl_index: its interface
 * @seq: order of arrival; 0 for routes of users, of which a prefix has one
 * @id: of this route, and of no other of the twin
 * @nh: its next hop
 * @owner: its owner
 * @arg: the configuration's clone_arg
 * @real: the table's route when it was added: see twin_rt_real()
 */
struct twin_route {
	struct bn_rt_prefix prefix;
	u8 type;
	u8 flags;
	u32 ifl_index;
	u64 seq;
	u64 id;
	struct bn_nexthop *nh;
	const void *owner;
	void *arg;
	struct bn_route *real;
};

/**
 * struct twin_rt - the twin of a route table; all zeroes is an empty one
 * @n: number of routes
 * @seq: of the route that was added last, but for those of users
 * @id: of the route that was added last
 * @route: the routes, in the order of a walk
 */
struct twin_rt {
	unsigned int n;
	u64 seq;
	u64 id;
	struct twin_route route[TWIN_RT_MAX];
};

/* ---- types ------------------------------------------------------------- */

static inline bool twin_rt_of_user(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_USER || type == BSDNET_ROUTE_TYPE_USER_IGNORE;
}

/* Are routes of this type nothing to forwarding, and is their prefix as if not there? */
static inline bool twin_rt_ignored(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_USER_IGNORE || type == BSDNET_ROUTE_TYPE_CLONE_IGNORE ||
	       type == BSDNET_ROUTE_TYPE_IFCLONE_IGNORE;
}

static inline bool twin_rt_ifclone(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_IFCLONE || type == BSDNET_ROUTE_TYPE_IFCLONE_IGNORE;
}

static inline bool twin_rt_clone(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_CLONE || type == BSDNET_ROUTE_TYPE_CLONE_IGNORE ||
	       twin_rt_ifclone(type);
}

static inline bool twin_rt_interface(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_IF_LOCAL || type == BSDNET_ROUTE_TYPE_IF_DEST ||
	       type == BSDNET_ROUTE_TYPE_IF || type == BSDNET_ROUTE_TYPE_IFDEST;
}

/* ---- prefixes and order ------------------------------------------------ */

static inline bool twin_rt_same_prefix(const struct bn_rt_prefix *a, const struct bn_rt_prefix *b)
{
	return a->bits == b->bits && !memcmp(a->key, b->key, sizeof(a->key));
}

/* Does @key start with @prefix? */
static inline bool twin_rt_covers(const struct bn_rt_prefix *prefix, const u8 *key)
{
	return twin_agree(prefix->key, key, prefix->bits);
}

/* Does @a come before @b in a walk? By prefix, then by preference. */
static inline bool twin_rt_before(const struct twin_route *a, const struct twin_route *b)
{
	int diff = memcmp(a->prefix.key, b->prefix.key, sizeof(a->prefix.key));

	if (diff)
		return diff < 0;
	if (a->prefix.bits != b->prefix.bits)
		return a->prefix.bits < b->prefix.bits;
	if (a->type != b->type)
		return a->type < b->type;
	if (a->ifl_index != b->ifl_index)
		return a->ifl_index < b->ifl_index;
	return a->seq < b->seq;
}

/* ---- questions --------------------------------------------------------- */

/* The first route of exactly this prefix, NULL for none */
static inline const struct twin_route *twin_rt_first(const struct twin_rt *twin,
						     const struct bn_rt_prefix *prefix)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++)
		if (twin_rt_same_prefix(&twin->route[i].prefix, prefix))
			return &twin->route[i];
	return NULL;
}

/* Exactly this prefix, type, interface and owner (NULL: any) */
static inline const struct twin_route *twin_rt_find(const struct twin_rt *twin,
						    const struct bn_rt_prefix *prefix, u8 type,
						    u32 ifl_index, const void *owner)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct twin_route *route = &twin->route[i];

		if (twin_rt_same_prefix(&route->prefix, prefix) && route->type == type &&
		    route->ifl_index == ifl_index && (!owner || route->owner == owner))
			return route;
	}
	return NULL;
}

/* The first route after @cursor, NULL at the end; the cursor stays where it is */
static inline const struct twin_route *twin_rt_next(const struct twin_rt *twin,
						    const struct bn_rt_cursor *cursor)
{
	struct twin_route last;
	unsigned int i;

	last.prefix = cursor->prefix;
	last.type = cursor->type;
	last.ifl_index = cursor->ifl_index;
	last.seq = cursor->seq;
	for (i = 0; i < twin->n; i++)
		if (!cursor->started || twin_rt_before(&last, &twin->route[i]))
			return &twin->route[i];
	return NULL;
}

/* Does this route forward what its prefix is the longest one for? */
static inline bool twin_rt_forwarding(const struct twin_rt *twin, const struct twin_route *route)
{
	return !twin_rt_ignored(route->type) && twin_rt_first(twin, &route->prefix) == route;
}

/* The route that forwards @key: of the longest prefix whose first route is not ignored */
static inline const struct twin_route *twin_rt_forward(const struct twin_rt *twin, const u8 *key)
{
	const struct twin_route *best = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct twin_route *route = &twin->route[i];

		if (twin_rt_covers(&route->prefix, key) &&
		    (!best || route->prefix.bits > best->prefix.bits) &&
		    twin_rt_forwarding(twin, route))
			best = route;
	}
	return best;
}

/* The route lookup: of the longest prefix that has one of @types and @ifl_index (0: any) */
static inline const struct twin_route *twin_rt_lookup(const struct twin_rt *twin, const u8 *key,
						      u32 types, u32 ifl_index)
{
	const struct twin_route *best = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct twin_route *route = &twin->route[i];

		if (types & BIT(route->type) &&
		    (!ifl_index || route->ifl_index == ifl_index) &&
		    twin_rt_covers(&route->prefix, key) &&
		    (!best || route->prefix.bits > best->prefix.bits))
			best = route;
	}
	return best;
}

/* The parent of a clone route (RT-8): what forwards in its stead; for the interface's
 * kind the interface route of the longest prefix that has one. NULL for none.
 */
static inline const struct twin_route *twin_rt_parent(const struct twin_rt *twin,
						      const struct twin_route *clone)
{
	const struct twin_route *best = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct twin_route *route = &twin->route[i];

		if (route == clone || route->prefix.bits > clone->prefix.bits ||
		    !twin_rt_covers(&route->prefix, clone->prefix.key) ||
		    (best && route->prefix.bits <= best->prefix.bits))
			continue;
		if (twin_rt_ifclone(clone->type) ? twin_rt_interface(route->type) :
						   twin_rt_forwarding(twin, route))
			best = route;
	}
	return best;
}

/* How many different forwarding entries refer to @nh */
static inline unsigned int twin_rt_refs(const struct twin_rt *twin, const struct bn_nexthop *nh)
{
	unsigned int i, j, refs = 0;

	for (i = 0; i < twin->n; i++) {
		const struct twin_route *route = &twin->route[i];

		if (route->nh != nh)
			continue;
		/* routes with the same next hop, interface and flags share an entry */
		for (j = 0; j < i; j++)
			if (twin->route[j].nh == nh && twin->route[j].flags == route->flags &&
			    twin->route[j].ifl_index == route->ifl_index)
				break;
		refs += j == i;
	}
	return refs;
}

/* The route in whose way a new one would be, NULL for none */
static inline const struct twin_route *twin_rt_rival(const struct twin_rt *twin,
						     const struct bn_route_config *config)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct twin_route *route = &twin->route[i];

		if (!twin_rt_same_prefix(&route->prefix, &config->prefix))
			continue;
		if (twin_rt_of_user(route->type) && twin_rt_of_user(config->type))
			return route;
		if (route->type == config->type && route->ifl_index == config->ifl_index &&
		    route->owner == config->owner)
			return route;
	}
	return NULL;
}

/* What bn_route_add() answers while there is memory: 0, -EINVAL or -EEXIST */
static inline int twin_rt_may_add(const struct twin_rt *twin,
				  const struct bn_route_config *config, bool replace)
{
	if (!config->prefix.bits && twin_rt_ignored(config->type))
		return -EINVAL;
	if (twin_rt_rival(twin, config) && !(replace && twin_rt_of_user(config->type)))
		return -EEXIST;
	return 0;
}

/* Is @route the table's route for this one of the twin? Plain ones share an object, and get
 * another one when their prefix gets another route.
 */
static inline bool twin_rt_is(const struct bn_rt_table *table, const struct twin_route *twin,
			      const struct bn_route *route)
{
	const struct bn_fwd *fwd;

	if (!twin || !route)
		return !twin && !route;
	fwd = bn_route_fwd(route, table->stack);
	return route->type == twin->type && bn_route_owner(route) == twin->owner &&
	       fwd->nh == twin->nh && fwd->ifl_index == twin->ifl_index &&
	       fwd->flags == twin->flags &&
	       (twin_rt_of_user(twin->type) || route == twin->real);
}

/* The table's route for this one of the twin, which is there */
static inline struct bn_route *twin_rt_real(struct bn_rt_table *table,
					    const struct twin_route *route)
{
	if (!twin_rt_of_user(route->type))
		return route->real;
	return bn_route_find(table, &route->prefix, route->type, route->ifl_index, NULL);
}

/* ---- changes ----------------------------------------------------------- */

/* Removes a route of the twin. Routes move. */
static inline void twin_rt_remove(struct twin_rt *twin, const struct twin_route *route)
{
	unsigned int at = route - twin->route;

	twin->n--;
	memmove(&twin->route[at], &twin->route[at + 1], (twin->n - at) * sizeof(twin->route[0]));
}

/* Removes all routes of these types (BIT(enum bsdnet_route_type)); returns how many there were */
static inline unsigned int twin_rt_remove_types(struct twin_rt *twin, u32 types)
{
	unsigned int i, before = twin->n;

	for (i = twin->n; i-- > 0;)
		if (types & BIT(twin->route[i].type))
			twin_rt_remove(twin, &twin->route[i]);
	return before - twin->n;
}

/* Adds a route, in place of its rival if it has one; NULL where the twin is full.
 * Routes move.
 */
static inline struct twin_route *twin_rt_add(struct twin_rt *twin,
					     const struct bn_route_config *config,
					     struct bn_route *real)
{
	const struct twin_route *rival = twin_rt_rival(twin, config);
	struct twin_route route;
	unsigned int at = 0;

	if (rival)
		twin_rt_remove(twin, rival);
	if (twin->n == TWIN_RT_MAX)
		return NULL;
	route.prefix = config->prefix;
	route.type = config->type;
	route.flags = config->flags;
	route.ifl_index = config->ifl_index;
	route.seq = twin_rt_of_user(config->type) ? 0 : ++twin->seq;
	route.id = ++twin->id;
	route.nh = config->nh;
	route.owner = config->owner;
	route.arg = config->clone_arg;
	route.real = real;
	while (at < twin->n && twin_rt_before(&twin->route[at], &route))
		at++;
	memmove(&twin->route[at + 1], &twin->route[at], (twin->n - at) * sizeof(twin->route[0]));
	twin->route[at] = route;
	twin->n++;
	return &twin->route[at];
}

#ifdef __cplusplus
}
#endif

#endif /* TWIN_ROUTE_H */
