// SPDX-License-Identifier: GPL-2.0
/*
 * neigh - neighbours: next hop and route in one (IN-7)
 *
 * A neighbour embeds its next hop and has a route of type IFDEST to it: a host route in the
 * table of its interface, more specific than the subnet's route with the RESOLV next hop. So
 * the route lookup of a packet finds its neighbour.
 *
 * Life: created by its own requests, by traffic to it, by a route through it or by a user.
 * Destroyed when it does not answer, when it is no longer in use, when it is evicted
 * (pool.c), when the last address whose prefix covers it is deleted, and with its
 * interface. Its next hop stays, DEAD, as long as routes refer to it (NH-6), and with it the
 * memory. A neighbour to which routes of others refer does not expire.
 *
 * A tree in the order of (ifl_index, address) serves lookups and dumps.
 *
 * Synchronization: route lock.
 *
 * Serves IN-7, NH-4, NH-6, Q-8.
 */
#include <linux/slab.h>

#include "neigh/private.h"

/* ---- lookup -------------------------------------------------------------- */

/* @addr: NULL sorts before all addresses */
static int neigh_compare(const struct bn_neigh *neigh, u32 ifl_index, const void *addr)
{
	if (neigh->ifl_index != ifl_index)
		return neigh->ifl_index < ifl_index ? -1 : 1;
	return addr ? memcmp(bn_neigh_addr(neigh), addr, neigh->cache->family->addr_len) : 1;
}

/**
 * bn_neigh_first() - the first neighbour from a place in the order
 * @cache: the cache
 * @ifl_index: interface
 * @addr: address; NULL: before all addresses
 * @past: the neighbour (@ifl_index, @addr) itself is skipped
 *
 * Return: the neighbour or NULL.
 * Context: route lock.
 */
struct bn_neigh *bn_neigh_first(const struct bn_neigh_cache *cache, u32 ifl_index,
				const void *addr, bool past)
{
	struct rb_node *node = cache->neighs.rb_node;
	struct bn_neigh *found = NULL;

	bn_rt_assert(cache->stack);
	while (node) {
		struct bn_neigh *neigh = rb_entry(node, struct bn_neigh, node);

		if (neigh_compare(neigh, ifl_index, addr) >= past) {
			found = neigh;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

/**
 * bn_neigh_after() - the next neighbour in the order
 * @neigh: a neighbour
 *
 * Return: the neighbour or NULL.
 * Context: route lock.
 */
struct bn_neigh *bn_neigh_after(const struct bn_neigh *neigh)
{
	return rb_entry_safe(rb_next(&neigh->node), struct bn_neigh, node);
}

/**
 * bn_neigh_find() - look up a neighbour
 * @cache: the cache
 * @ifl_index: interface
 * @addr: address
 *
 * Return: the neighbour or NULL.
 * Context: route lock.
 */
struct bn_neigh *bn_neigh_find(const struct bn_neigh_cache *cache, u32 ifl_index,
			       const void *addr)
{
	struct bn_neigh *neigh = bn_neigh_first(cache, ifl_index, addr, false);

	return neigh && !neigh_compare(neigh, ifl_index, addr) ? neigh : NULL;
}

/**
 * bn_neigh_subnet() - look up the subnet of an address that has no neighbour
 * @iff: interface
 * @addr: the address
 *
 * Return: the RESOLV next hop of the subnet; NULL for an address outside all subnets of the
 * interface, for a local or broadcast address and for one that has a neighbour.
 * Context: route lock.
 */
struct bn_nexthop *bn_neigh_subnet(const struct bn_iff *iff, const void *addr)
{
	const struct bn_route *route;
	struct bn_nexthop *nh;

	route = bn_rt_lookup_types(iff->table, addr, NULL, BN_RTT_INTERFACE,
				   iff->ifl->ifl_index, NULL);
	if (!route)
		return NULL;
	nh = bn_route_nexthop(route, iff->table->stack);
	return bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_RESOLV ? nh : NULL;
}

/* ---- properties ---------------------------------------------------------- */

/**
 * bn_neigh_target() - what a request for a neighbour needs
 * @neigh: the neighbour
 * @iff: set to its interface
 * @addr: set to its address
 * @local: set to the local address that asks
 *
 * Context: route lock.
 */
void bn_neigh_target(const struct bn_neigh *neigh, struct bn_iff **iff, struct in6_addr *addr,
		     struct in6_addr *local)
{
	*iff = neigh->nh.iff;
	*addr = neigh->nh.gateway;
	*local = neigh->nh.local;
}

/**
 * bn_neigh_info() - describe a neighbour
 * @neigh: the neighbour
 * @info: filled in
 *
 * Context: route lock.
 */
void bn_neigh_info(const struct bn_neigh *neigh, struct bn_neigh_info *info)
{
	u64 age = bn_neigh_now(neigh->cache) - neigh->confirmed;

	*info = (struct bn_neigh_info){
		.family = neigh->cache->family,
		.ifl_index = neigh->ifl_index,
		.addr = neigh->nh.gateway,
		.lladdr = neigh->lladdr,
		.state = neigh->state,
		.age_ms = min_t(u64, age, U32_MAX),
		.held = skb_queue_len(&neigh->held),
	};
}

/**
 * bn_neigh_notify() - notify listeners of a neighbour
 * @neigh: the neighbour
 * @event: what happened to it
 *
 * Context: route lock.
 */
void bn_neigh_notify(struct bn_neigh *neigh, enum bn_event event)
{
	struct bn_neigh_info info;

	bn_neigh_info(neigh, &info);
	bn_event(neigh->nh.stack, event, BN_OBJ_NEIGH, &info);
}

/**
 * bn_neigh_referred() - do routes of others refer to a neighbour?
 * @neigh: the neighbour
 *
 * Routes that agree in next hop, interface and flags share a forwarding entry, which has one
 * reference for all of them.
 *
 * Return: true if there are routes beside its own, or other references.
 * Context: route lock.
 */
bool bn_neigh_referred(const struct bn_neigh *neigh)
{
	return neigh->nh.refs > 2 || bn_route_fwd(neigh->route, neigh->nh.stack)->routes > 1;
}

/**
 * bn_neigh_in_use() - are packets sent to a neighbour?
 * @neigh: the neighbour
 *
 * Packets that waited for its answer do not count: a sweep sends one to each address.
 *
 * Return: true if a packet was sent within the last BN_NEIGH_IDLE_MS.
 * Context: route lock.
 */
bool bn_neigh_in_use(const struct bn_neigh *neigh)
{
	return READ_ONCE(neigh->nh.used) ||
	       (neigh->was_used &&
		!bn_neigh_past(neigh->cache, neigh->seen_used, BN_NEIGH_IDLE_MS));
}

/* ---- create and destroy -------------------------------------------------- */

static void release(struct bn_nexthop *nh)
{
	struct bn_neigh *neigh = bn_neigh_of(nh);

	bn_obj_put_count(nh->stack, BN_OBJ_NEIGH);
	kfree(neigh);
}

/**
 * bn_neigh_is() - is a next hop that of a neighbour?
 * @nh: the next hop
 *
 * Return: true if bn_neigh_of() may be used.
 * Context: any.
 */
bool bn_neigh_is(const struct bn_nexthop *nh)
{
	return nh->release == release;
}

static struct bn_neigh *alloc(struct bn_nexthop *subnet, const void *addr, bool permanent)
{
	struct bn_neigh *neigh = kzalloc(sizeof(*neigh), GFP_KERNEL_ACCOUNT);
	const struct bn_family *family = subnet->family;
	struct bsdnet_stack *stack = subnet->stack;

	if (!neigh)
		return NULL;
	neigh->nh.release = release;
	neigh->nh.local = subnet->local;
	memcpy(&neigh->nh.gateway, addr, family->addr_len);
	neigh->nh.has_gateway = true;
	neigh->cache = bn_neigh_cache(stack, family);
	neigh->pool = bn_neigh_pool(subnet->iff);
	neigh->ifl_index = subnet->iff->ifl->ifl_index;
	neigh->state = permanent ? BSDNET_NEIGH_STATE_PERMANENT : BSDNET_NEIGH_STATE_INCOMPLETE;
	neigh->confirmed = bn_neigh_now(neigh->cache);
	bn_neigh_timer_init(&neigh->timer, bn_neigh_state_timer);
	INIT_LIST_HEAD(&neigh->lru);
	INIT_LIST_HEAD(&neigh->release);
	__skb_queue_head_init(&neigh->held);
	skb_queue_head_init(&neigh->late);
	if (bn_nh_init(&neigh->nh, stack, family, BSDNET_NEXTHOP_TYPE_HOLD, subnet->iff)) {
		kfree(neigh);
		return NULL;
	}
	bn_obj_get_count(stack, BN_OBJ_NEIGH);
	return neigh;
}

static int neigh_add_route(struct bn_neigh *neigh)
{
	struct bn_rt_table *table = neigh->nh.iff->table;
	struct bn_route_config config = {
		.prefix.bits = table->addr_bits,
		.type = BSDNET_ROUTE_TYPE_IFDEST,
		.ifl_index = neigh->ifl_index,
		.nh = &neigh->nh,
		.owner = neigh,
	};
	struct bn_route *route;

	memcpy(config.prefix.key, bn_neigh_addr(neigh), table->addr_bits / 8);
	route = bn_route_add(table, &config, false, NULL);
	if (IS_ERR(route))
		return PTR_ERR(route);
	neigh->route = route;
	return 0;
}

static void link_neigh(struct bn_neigh *neigh)
{
	struct bn_neigh_cache *cache = neigh->cache;
	struct rb_node **at = &cache->neighs.rb_node, *parent = NULL;

	while (*at) {
		parent = *at;
		if (neigh_compare(rb_entry(parent, struct bn_neigh, node), neigh->ifl_index,
				  bn_neigh_addr(neigh)) > 0)
			at = &parent->rb_left;
		else
			at = &parent->rb_right;
	}
	rb_link_node(&neigh->node, parent, at);
	rb_insert_color(&neigh->node, &cache->neighs);
	cache->count++;
	bn_neigh_pool_touch(neigh);
}

/**
 * bn_neigh_create() - create a neighbour
 * @subnet: what bn_neigh_subnet() found for it
 * @addr: its address, for which there is no neighbour yet
 * @permanent: added by a user; does not count against the bound
 *
 * Return: the neighbour, INCOMPLETE with no request sent, or PERMANENT without a link-layer
 * address; NULL if the instance has its maximum or there is no memory.
 * Context: process, route lock.
 */
struct bn_neigh *bn_neigh_create(struct bn_nexthop *subnet, const void *addr, bool permanent)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(subnet->stack, subnet->family);
	struct bn_neigh *neigh;

	if (cache->stopping ||
	    (!permanent && !bn_neigh_pool_reserve(cache, bn_neigh_pool(subnet->iff))))
		return NULL;
	neigh = alloc(subnet, addr, permanent);
	if (!neigh)
		return NULL;
	if (neigh_add_route(neigh)) {
		bn_nh_put(&neigh->nh);
		return NULL;
	}
	link_neigh(neigh);
	bn_neigh_notify(neigh, BN_EVENT_ADD);
	return neigh;
}

/**
 * bn_neigh_destroy() - destroy a neighbour
 * @neigh: the neighbour; not valid afterwards
 *
 * Packets that wait for it are dropped. If routes refer to it, its next hop becomes DEAD and
 * stays for them.
 *
 * Context: process, route lock.
 */
void bn_neigh_destroy(struct bn_neigh *neigh)
{
	struct bn_neigh_cache *cache = neigh->cache;

	bn_neigh_notify(neigh, BN_EVENT_DELETE);
	bn_neigh_timer_cancel(cache, &neigh->timer);
	bn_neigh_pool_remove(neigh);
	rb_erase(&neigh->node, &cache->neighs);
	cache->count--;
	cache->n_onlink -= neigh->onlink;
	bn_release_cancel(neigh, true);
	bn_release_drop(neigh, BN_DROP_NH_DEAD);
	bn_route_delete(neigh->nh.iff->table, neigh->route, NULL);
	if (neigh->nh.refs > 1)
		bn_nh_become_dead(&neigh->nh);
	bn_nh_put(&neigh->nh);
}

/* ---- the protocol -------------------------------------------------------- */

/**
 * bn_neigh_heard() - a packet of the protocol gives a link-layer address
 * @iff: interface that it arrived on
 * @addr: protocol address of the sender
 * @lladdr: link-layer address of the sender
 * @solicited: it answers a request of this host
 * @may_create: create the neighbour if it is unknown and inside a subnet of @iff
 *
 * Context: process, route lock.
 */
void bn_neigh_heard(struct bn_iff *iff, const void *addr, const u8 *lladdr, bool solicited,
		    bool may_create)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(bn_iff_stack(iff), iff->family);
	struct bn_neigh *neigh = bn_neigh_find(cache, iff->ifl->ifl_index, addr);
	struct bn_nexthop *subnet;

	if (!neigh && may_create) {
		subnet = bn_neigh_subnet(iff, addr);
		if (subnet)
			neigh = bn_neigh_create(subnet, addr, false);
	}
	if (neigh)
		bn_neigh_state_learn(neigh, lladdr, solicited);
}
