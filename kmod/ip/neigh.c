// SPDX-License-Identifier: GPL-2.0
/*
 * neigh - neighbours: next hop and route in one (IN-7)
 *
 * A neighbour embeds its next hop and has a route of type IFDEST to it, a
 * host route in the table of its interface, more specific than the subnet's
 * route with the RESOLV next hop. So finding the neighbour of a packet is the
 * route lookup that is done anyhow.
 *
 * Life: made by ARP, by traffic to it, by a route through it or by a user;
 * destroyed when it does not answer, when it is not used any more, when there
 * are too many (oldest first, none that is in use), when the last address whose
 * prefix covers it goes, and with its interface. Its next hop lives on, DEAD,
 * for as long as routes refer to it (NH-6), and the memory with it. One that
 * others' routes refer to is not forgotten for its age.
 *
 * A tree in the order of (ifl_index, address) serves to find neighbours and
 * to list them.
 *
 * Synchronization: route lock.
 *
 * Serves IN-7, NH-4, NH-6, Q-8.
 */
#include <linux/slab.h>

#include "ip/neigh.h"

#define RELAX_AFTER 64	/* prunings without releasing the route lock */
#define PRUNE_LOOKS 64	/* at neighbours that may not go */

/* ---- found --------------------------------------------------------------- */

static int compare(const struct bn_neigh *neigh, u32 ifl_index, __be32 addr)
{
	if (neigh->ifl_index != ifl_index)
		return neigh->ifl_index < ifl_index ? -1 : 1;
	if (neigh->addr != addr)
		return ntohl(neigh->addr) < ntohl(addr) ? -1 : 1;
	return 0;
}

/**
 * bn_neigh_from() - the first neighbour at or after a place in the order
 * @arp: ARP of the stack
 * @ifl_index: interface
 * @addr: address
 *
 * Return: the neighbour or NULL.
 * Context: route lock.
 */
struct bn_neigh *bn_neigh_from(const struct bn_arp *arp, u32 ifl_index, __be32 addr)
{
	struct rb_node *node = arp->neighs.rb_node;
	struct bn_neigh *found = NULL;

	bn_rt_assert(arp->stack);
	while (node) {
		struct bn_neigh *neigh = rb_entry(node, struct bn_neigh, node);

		if (compare(neigh, ifl_index, addr) >= 0) {
			found = neigh;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

/**
 * bn_neigh_after() - the next one in the order
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
 * bn_neigh_find() - the neighbour of an address
 * @arp: ARP of the stack
 * @ifl_index: interface
 * @addr: address
 *
 * Return: the neighbour or NULL.
 * Context: route lock.
 */
struct bn_neigh *bn_neigh_find(const struct bn_arp *arp, u32 ifl_index, __be32 addr)
{
	struct bn_neigh *neigh = bn_neigh_from(arp, ifl_index, addr);

	return neigh && !compare(neigh, ifl_index, addr) ? neigh : NULL;
}

/**
 * bn_neigh_subnet() - could this address be a neighbour's that is not known?
 * @iff: on this interface
 * @addr: the address
 *
 * Return: the RESOLV next hop of the subnet; NULL for an address outside all
 * subnets of the interface, or a local or broadcast address, or a neighbour.
 * Context: route lock.
 */
struct bn_nexthop *bn_neigh_subnet(const struct bn_iff *iff, __be32 addr)
{
	const struct bn_route *route;
	struct bn_nexthop *nh;

	route = bn_rt_lookup_types(iff->table, &addr, NULL, BN_RTT_INTERFACE,
				   iff->ifl->ifl_index);
	if (!route)
		return NULL;
	nh = bn_route_nexthop(route);
	if (bn_nh_type(nh) != BN_RNH_RESOLV || nh->resolver != &bn_arp_resolver)
		return NULL;
	return nh;
}

/* ---- told ---------------------------------------------------------------- */

/**
 * bn_neigh_info() - a neighbour as others see it
 * @neigh: the neighbour
 * @info: filled in
 *
 * Context: route lock.
 */
void bn_neigh_info(const struct bn_neigh *neigh, struct bn_neigh_info *info)
{
	u64 age = bn_arp_timer_now(neigh->arp) - neigh->confirmed;

	*info = (struct bn_neigh_info){
		.ifl_index = neigh->ifl_index,
		.addr = neigh->addr,
		.lladdr = neigh->lladdr,
		.state = neigh->state,
		.age_ms = min_t(u64, age * BN_ARP_TICK_MS, U32_MAX),
		.held = skb_queue_len(&neigh->held),
	};
}

/**
 * bn_neigh_tell() - notify of a neighbour
 * @neigh: the neighbour
 * @event: what happened to it
 *
 * Context: route lock.
 */
void bn_neigh_tell(struct bn_neigh *neigh, enum bn_event event)
{
	struct bn_neigh_info info;

	bn_neigh_info(neigh, &info);
	bn_event(neigh->nh.stack, event, BN_OBJ_NEIGH, &info);
}

/* ---- pruned -------------------------------------------------------------- */

/**
 * bn_neigh_referred() - do others' routes refer to it?
 * @neigh: the neighbour
 *
 * Routes that agree in next hop, interface and flags share a forwarding entry,
 * which has one reference for all of them.
 *
 * Return: true if there are routes beside its own, or other references.
 * Context: route lock.
 */
bool bn_neigh_referred(const struct bn_neigh *neigh)
{
	return neigh->nh.refs > 2 || bn_route_fwd(neigh->route)->routes > 1;
}

/**
 * bn_neigh_in_use() - do packets go to it?
 * @neigh: the neighbour
 *
 * The packets that waited for its answer do not count: of a sweep over addresses that exist
 * each sends one.
 *
 * Return: true if a packet went there within the last BN_ARP_IDLE_MS.
 * Context: route lock.
 */
bool bn_neigh_in_use(const struct bn_neigh *neigh)
{
	return READ_ONCE(neigh->nh.used) ||
	       (neigh->was_used &&
		!bn_arp_timer_past(neigh->arp, neigh->seen_used, BN_ARP_IDLE_MS));
}

static void leave_pool(struct bn_neigh *neigh)
{
	struct bn_neigh_pool *pool = neigh->pool;

	if (list_empty(&neigh->lru))
		return;
	list_del_init(&neigh->lru);
	pool->n_unresolved -= neigh->unresolved;
	WRITE_ONCE(pool->count, pool->count - 1);
}

/**
 * bn_neigh_age() - the neighbour is the youngest of its kind from now on
 * @neigh: the neighbour, its state and link address in place
 *
 * Context: route lock.
 */
void bn_neigh_age(struct bn_neigh *neigh)
{
	struct bn_neigh_pool *pool = neigh->pool;

	leave_pool(neigh);
	if (neigh->state == BN_NEIGH_PERMANENT)
		return;
	neigh->unresolved = !neigh->lladdr.len;
	pool->n_unresolved += neigh->unresolved;
	WRITE_ONCE(pool->count, pool->count + 1);
	list_add_tail(&neigh->lru, neigh->unresolved ? &pool->unresolved : &pool->resolved);
}

/* What is asked for is in use by whoever asks: that keeps only those whose address is known */
static bool may_go(const struct bn_neigh *neigh)
{
	return !bn_neigh_referred(neigh) && (neigh->unresolved || !bn_neigh_in_use(neigh));
}

static bool prune_one(struct bsdnet_stack *stack, struct list_head *kind)
{
	struct bn_neigh *neigh;
	unsigned int looks;

	for (looks = 0; looks < PRUNE_LOOKS; looks++) {
		neigh = list_first_entry_or_null(kind, struct bn_neigh, lru);
		if (!neigh)
			return false;
		if (!may_go(neigh)) {
			list_move_tail(&neigh->lru, kind);
			continue;
		}
		bn_ip4_stat_inc(stack, BN_IP4_NEIGH_EVICTED);
		bn_neigh_destroy(neigh);
		return true;
	}
	return false;
}

/* A sweep over many addresses that don't exist does not drive out those that do: the
 * unresolved have an eighth for themselves, beyond it they go first. Neighbours that are in
 * use or permanent, or that routes refer to, are never pruned.
 */
static bool prune(struct bsdnet_stack *stack, struct bn_neigh_pool *pool)
{
	bool sweep = pool->n_unresolved > pool->max / 8;

	return prune_one(stack, sweep ? &pool->unresolved : &pool->resolved) ||
	       prune_one(stack, sweep ? &pool->resolved : &pool->unresolved);
}

static bool make_room(struct bsdnet_stack *stack, struct bn_neigh_pool *pool)
{
	if (pool->count >= pool->max)
		prune(stack, pool);
	return pool->count < pool->max;
}

/**
 * bn_neigh_prune() - apply a bound that was lowered
 * @stack: the stack
 * @pool: the neighbours of an instance, bn_neigh_pool::max in place
 *
 * What may not go stays until it is not used any more; nothing is added before there is
 * room.
 *
 * Context: process, configuration lock and route lock, which is released now and then.
 */
void bn_neigh_prune(struct bsdnet_stack *stack, struct bn_neigh_pool *pool)
{
	unsigned int n = 0;

	while (pool->count > pool->max && prune(stack, pool))
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(stack);
}

/* ---- made and destroyed -------------------------------------------------- */

static void release(struct bn_nexthop *nh)
{
	struct bn_neigh *neigh = bn_neigh_of(nh);

	bn_obj_put_count(nh->stack, BN_OBJ_NEIGH);
	kfree(neigh);
}

/**
 * bn_neigh_is() - is a next hop a neighbour's?
 * @nh: the next hop
 *
 * Return: true if bn_neigh_of() may be used.
 * Context: any.
 */
bool bn_neigh_is(const struct bn_nexthop *nh)
{
	return nh->release == release;
}

static struct bn_neigh *alloc(struct bn_nexthop *subnet, __be32 addr, bool permanent)
{
	struct bn_neigh *neigh = kzalloc(sizeof(*neigh), GFP_KERNEL_ACCOUNT);
	struct bsdnet_stack *stack = subnet->stack;

	if (!neigh)
		return NULL;
	neigh->nh.release = release;
	neigh->nh.resolver = &bn_arp_resolver;
	neigh->nh.local = subnet->local;
	neigh->nh.gateway.s6_addr32[0] = addr;
	neigh->nh.has_gateway = true;
	neigh->arp = stack->ip->arp;
	neigh->pool = &subnet->iff->table->instance->neighs;
	neigh->ifl_index = subnet->iff->ifl->ifl_index;
	neigh->addr = addr;
	neigh->state = permanent ? BN_NEIGH_PERMANENT : BN_NEIGH_INCOMPLETE;
	neigh->confirmed = bn_arp_timer_now(neigh->arp);
	neigh->timer.fire = bn_neigh_state_timer;
	INIT_LIST_HEAD(&neigh->timer.list);
	INIT_LIST_HEAD(&neigh->lru);
	INIT_LIST_HEAD(&neigh->release);
	__skb_queue_head_init(&neigh->held);
	__skb_queue_head_init(&neigh->late);
	if (bn_nh_init(&neigh->nh, stack, subnet->family, BN_RNH_HOLD, subnet->iff)) {
		kfree(neigh);
		return NULL;
	}
	bn_obj_get_count(stack, BN_OBJ_NEIGH);
	return neigh;
}

static int add_route(struct bn_neigh *neigh)
{
	struct bn_route_config config = {
		.type = BN_RTT_IFDEST,
		.ifl_index = neigh->ifl_index,
		.nh = &neigh->nh,
		.owner = neigh,
	};
	struct bn_route *route;

	bn_permanent_prefix(&config.prefix, neigh->addr, 32);
	route = bn_route_add(neigh->nh.iff->table, &config, false, NULL);
	if (IS_ERR(route))
		return PTR_ERR(route);
	neigh->route = route;
	return 0;
}

static void link_neigh(struct bn_neigh *neigh)
{
	struct bn_arp *arp = neigh->arp;
	struct rb_node **at = &arp->neighs.rb_node, *parent = NULL;

	while (*at) {
		parent = *at;
		if (compare(rb_entry(parent, struct bn_neigh, node), neigh->ifl_index,
			    neigh->addr) > 0)
			at = &parent->rb_left;
		else
			at = &parent->rb_right;
	}
	rb_link_node(&neigh->node, parent, at);
	rb_insert_color(&neigh->node, &arp->neighs);
	arp->count++;
	bn_neigh_age(neigh);
}

/**
 * bn_neigh_create() - a neighbour that was not known
 * @subnet: what bn_neigh_subnet() found for it
 * @addr: its address; it has no neighbour yet
 * @permanent: a user makes it; it does not count
 *
 * Return: the neighbour, INCOMPLETE, nobody asked yet, or PERMANENT without a link
 * address; NULL where there are too many that may not go, or no memory.
 * Context: process, route lock.
 */
struct bn_neigh *bn_neigh_create(struct bn_nexthop *subnet, __be32 addr, bool permanent)
{
	struct bsdnet_stack *stack = subnet->stack;
	struct bn_neigh *neigh;

	if (stack->ip->arp->stopping ||
	    (!permanent && !make_room(stack, &subnet->iff->table->instance->neighs)))
		return NULL;
	neigh = alloc(subnet, addr, permanent);
	if (!neigh)
		return NULL;
	if (add_route(neigh)) {
		bn_nh_put(&neigh->nh);
		return NULL;
	}
	link_neigh(neigh);
	bn_neigh_tell(neigh, BN_EVENT_ADD);
	return neigh;
}

/**
 * bn_neigh_destroy() - the end of a neighbour
 * @neigh: the neighbour; gone for the caller
 *
 * Packets that wait for it are dropped. If routes refer to it, its next hop
 * becomes DEAD and stays for them.
 *
 * Context: process, route lock.
 */
void bn_neigh_destroy(struct bn_neigh *neigh)
{
	struct bn_arp *arp = neigh->arp;

	bn_neigh_tell(neigh, BN_EVENT_DELETE);
	bn_arp_timer_cancel(&neigh->timer);
	leave_pool(neigh);
	rb_erase(&neigh->node, &arp->neighs);
	arp->count--;
	arp->n_onlink -= neigh->onlink;
	bn_release_cancel(neigh, true);
	bn_release_drop(neigh, BN_DROP_NH_DEAD);
	bn_route_delete(neigh->nh.iff->table, neigh->route);
	if (neigh->nh.refs > 1)
		bn_nh_become_dead(&neigh->nh);
	bn_nh_put(&neigh->nh);
}
