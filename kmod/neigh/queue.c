// SPDX-License-Identifier: GPL-2.0
/*
 * queue - the service queue of a neighbour cache
 *
 * It carries packets of the resolution protocol, packets that await resolution, the message
 * of the timer and the fence of release.c. The consumer takes the route lock for each, since
 * what it changes are routes and next hops. It does not take the configuration lock, so a
 * long change of configuration delays neither an answer nor a resolution (CTL-5).
 *
 * Life: made with the stack. When the stack stops, all neighbours are destroyed and none is
 * created any more. The queue is destroyed after the grace period, when no packet can enter
 * it any more.
 *
 * Serves NH-4, Q-7, Q-8.
 */
#include <linux/slab.h>

#include "neigh/private.h"

/* ---- packets that await resolution --------------------------------------- */

/* The route of the packet no longer leads to a neighbour that is unknown */
static void send_on(const struct bn_fwd *fwd, struct bn_rt_table *table, struct sk_buff *skb)
{
	rcu_read_lock();
	local_bh_disable();
	if (bn_pkt(skb)->flags & BN_PKT_ORIGINATED)
		bn_rt_output_originated(fwd, table, skb);
	else
		bn_rt_output_received(fwd, table, skb);
	local_bh_enable();
	rcu_read_unlock();
}

/* A USER_IGNORE route can hide the route of a known neighbour, or of an address that no
 * neighbour has, from forwarding. So the routes of the interface are looked up; otherwise
 * each packet would create a neighbour.
 */
static void resolve_packet(struct bn_neigh_cache *cache, const struct bn_iff *iff,
			   struct sk_buff *skb)
{
	const void *addr = skb->data + cache->family->dst_offset;
	struct bn_nexthop *subnet;
	struct bn_neigh *neigh;

	neigh = bn_neigh_find(cache, iff->ifl->ifl_index, addr);
	if (!neigh) {
		subnet = bn_neigh_subnet(iff, addr);
		if (!subnet) {
			bn_release_unreachable(cache, skb);
			return;
		}
		neigh = bn_neigh_create(subnet, addr, false);
	}
	if (neigh)
		bn_neigh_state_packet(neigh, skb);
	else
		bn_drop(skb, BN_DROP_NH_RESOLV_FULL);
}

/* The route is looked up again: it may have changed since the packet was queued */
static void packet(struct bn_neigh_cache *cache, struct sk_buff *skb)
{
	struct bn_instance *instance = bn_instance_get(cache->stack, bn_pkt(skb)->instance);
	struct bn_rt_table *table = bn_instance_table(instance, cache->family->index);
	const struct bn_fwd *fwd;
	struct bn_nexthop *nh;

	if (!table) {
		bn_drop(skb, BN_DROP_RT_NO_INSTANCE);
		return;
	}
	fwd = bn_release_lookup(table, skb);
	if (!fwd) {
		bn_drop(skb, BN_DROP_NH_DEAD);
		return;
	}
	nh = fwd->nh;
	if (bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_RESOLV)
		resolve_packet(cache, nh->iff, skb);
	else if (bn_neigh_is(nh) && bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_HOLD)
		bn_neigh_state_packet(bn_neigh_of(nh), skb);
	else
		send_on(fwd, table, skb);
}

/* bn_nh_resolver::resolve */
static struct bn_nexthop *neigh_queue_resolve(struct bn_nexthop *nh, const void *addr,
					      struct netlink_ext_ack *extack)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(nh->stack, nh->family);
	struct bn_neigh *neigh;
	char text[BN_ADDR_TEXT];

	if (!nh->iff) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %s: its interface is gone",
				   bn_addr_text(nh->family, addr, text));
		return ERR_PTR(-ENODEV);
	}
	neigh = bn_neigh_find(cache, nh->iff->ifl->ifl_index, addr);
	if (neigh)
		return bn_nh_get(&neigh->nh);
	neigh = bn_neigh_create(nh, addr, false);
	if (!neigh) {
		bn_neigh_pool_report(nh->iff, addr, extack);
		return ERR_PTR(-ENOBUFS);
	}
	bn_neigh_state_ask(neigh);
	return bn_nh_get(&neigh->nh);
}

const struct bn_nh_resolver bn_neigh_resolver = {
	.enqueue = bn_release_enqueue,
	.resolve = neigh_queue_resolve,
	.onlink = bn_neigh_onlink,
};

/* ---- the queue ----------------------------------------------------------- */

/**
 * bn_neigh_enqueue() - queue a packet of the resolution protocol
 * @cache: the cache
 * @skb: the packet; taken. bn_neigh_proto::receive gets it
 *
 * The truesize of the packets in the queue is bounded.
 *
 * Context: any.
 */
void bn_neigh_enqueue(struct bn_neigh_cache *cache, struct sk_buff *skb)
{
	unsigned int truesize = skb->truesize;

	if (!bn_neigh_charge(&cache->proto_bytes, &cache->proto_pool, truesize)) {
		bn_drop(skb, BN_DROP_ARP_QUEUE_FULL);
		return;
	}
	if (!bn_svcq_enqueue(&cache->q, skb, BN_NEIGH_PROTO, BN_DROP_ARP_QUEUE_FULL))
		atomic_sub(truesize, &cache->proto_bytes);
}

static void neigh_queue_receive(struct bn_neigh_cache *cache, struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &cache->proto_bytes);
	cache->proto->receive(cache, skb);
}

static void neigh_queue_consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct bn_neigh_cache *cache = svcq->priv;
	struct mem_cgroup *charged;

	bn_rt_lock(cache->stack);
	charged = bn_charge_begin(cache->stack);
	switch (kind) {
	case BN_NEIGH_PROTO:
		neigh_queue_receive(cache, item);
		break;
	case BN_NEIGH_PACKET:
		bn_release_arrived(cache, item);
		packet(cache, item);
		break;
	case BN_NEIGH_TICK:
		bn_neigh_timers_run(cache);
		break;
	case BN_NEIGH_FENCE:
		bn_release_fence(cache);
		break;
	}
	bn_charge_end(charged);
	bn_rt_unlock(cache->stack);
}

/**
 * bn_neigh_cache_alloc() - make an empty cache
 * @stack: the stack
 * @family: a family with a resolution protocol
 *
 * Return: the cache or ERR_PTR(-errno).
 * Context: process.
 */
struct bn_neigh_cache *bn_neigh_cache_alloc(struct bsdnet_stack *stack,
					    const struct bn_family *family)
{
	struct bn_neigh_cache *cache = kzalloc(sizeof(*cache), GFP_KERNEL_ACCOUNT);
	unsigned int i;
	int err;

	if (!cache)
		return ERR_PTR(-ENOMEM);
	cache->stack = stack;
	cache->family = family;
	cache->proto = family->neigh;
	cache->neighs = RB_ROOT;
	INIT_LIST_HEAD(&cache->waiting);
	INIT_LIST_HEAD(&cache->fenced);
	for (i = 0; i < BN_NEIGH_GATES; i++)
		spin_lock_init(&cache->gates[i].lock);
	bn_neigh_timers_init(cache);
	err = bn_svcq_init(&cache->q, stack, cache->proto->name, BN_NEIGH_QUEUE_LIMIT, cache,
			   neigh_queue_consume);
	if (err)
		goto free;
	err = bn_neigh_bounds_add(cache);
	if (err)
		goto destroy;
	return cache;

destroy:
	bn_svcq_destroy(&cache->q, BN_DROP_NH_UNRESOLVED);
free:
	kfree(cache);
	return ERR_PTR(err);
}

/**
 * bn_neigh_cache_stop() - destroy all neighbours
 * @cache: the cache, before a grace period
 *
 * Context: process, no locks held.
 */
void bn_neigh_cache_stop(struct bn_neigh_cache *cache)
{
	struct bn_neigh *neigh;
	unsigned int n = 0;

	bn_rt_lock(cache->stack);
	cache->stopping = true;
	while ((neigh = bn_neigh_first(cache, 0, NULL, false))) {
		bn_neigh_destroy(neigh);
		if (!(++n % BN_CFG_PORTION))
			bn_rt_relax(cache->stack);
	}
	bn_rt_unlock(cache->stack);
}

/**
 * bn_neigh_cache_free() - destroy the queue and free the cache
 * @cache: the cache, after the grace period: no packet can find it any more
 *
 * Context: process, no locks held.
 */
void bn_neigh_cache_free(struct bn_neigh_cache *cache)
{
	bn_neigh_timers_exit(cache);
	bn_neigh_bounds_remove(cache);
	bn_svcq_destroy(&cache->q, BN_DROP_NH_UNRESOLVED);
	kfree(cache);
}
