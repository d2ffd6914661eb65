// SPDX-License-Identifier: GPL-2.0
/*
 * release - packets that wait for a neighbour, and how they keep their order
 * (NH-4, NH-5, Q-7, Q-9)
 *
 * Packets to RESOLV and HOLD next hops go through the service queue of the cache to the
 * neighbour, which holds a few until its link-layer address is known. If its next hop became
 * UNICAST at once then, new packets would overtake those in the queue. So the release uses a
 * fence:
 *
 *	start	The held packets are sent, as are those that come out of the queue from
 *		now on, through a UNICAST next hop of the neighbour, @via. A message, the
 *		fence, is queued; later packets to the HOLD next hop are queued at @late
 *		instead.
 *	fence	When it comes out of the queue, all packets that were queued before it have
 *		been sent. The packets of @late are sent until there are none; from then on
 *		(@direct) packets are sent at once, and the next hop becomes UNICAST.
 *
 * Producers choose the place of their packet under a gate, which is closed while that place
 * changes, so a packet is never queued behind one that was sent. A producer with a RESOLV next hop
 * looks the route up again: the neighbour may have been created meanwhile. There are several
 * gates, so that the producers of different CPUs don't wait for each other; who changes the
 * place closes all.
 *
 * A fence in the queue serves the neighbours that waited when it was posted (@fenced); the
 * others wait for the next one (@waiting).
 *
 * Synchronization: route lock for all but what is marked [gate], for which the gates are closed,
 * too; producers are in the packet path, under RCU.
 *
 * Serves NH-4, NH-5, Q-7, Q-8, Q-9.
 */
#include "neigh/private.h"

#define LATE_ROUNDS 8	/* of sending what came while the last were sent */

/* ---- producers: the packet path ------------------------------------------ */

enum verdict {
	QUEUED,		/* taken */
	SEND_NOW,
	DROP_DEAD,
	DROP_FULL,
	DROP_QUEUE_FULL,
};

/* Charge a packet that is to wait; false: too many bytes wait */
static bool neigh_release_charge(struct bn_neigh_cache *cache, const struct sk_buff *skb)
{
	return bn_neigh_charge(&cache->bytes, &cache->wait_pool, skb->truesize);
}

/* Uncharge a packet that no longer waits */
static void uncharge(struct bn_neigh_cache *cache, const struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &cache->bytes);
}

/**
 * bn_release_arrived() - uncharge a packet that came out of the service queue
 * @cache: the cache
 * @skb: the packet
 *
 * Context: any.
 */
void bn_release_arrived(struct bn_neigh_cache *cache, const struct sk_buff *skb)
{
	uncharge(cache, skb);
}

/* Pass the gate of this CPU; BH off until gate_leave(). Any gate serves, so a producer that
 * moves to another CPU (PREEMPT_RT) may keep this one.
 */
static struct bn_neigh_gate *gate_enter(struct bn_neigh_cache *cache)
{
	struct bn_neigh_gate *gate;

	local_bh_disable();
	gate = &cache->gates[raw_smp_processor_id() % BN_NEIGH_GATES];
	spin_lock(&gate->lock);
	__release(&gate->lock);	/* sparse cannot follow it to gate_leave() */
	return gate;
}

static void gate_leave(struct bn_neigh_gate *gate)
{
	__acquire(&gate->lock);
	spin_unlock(&gate->lock);
	local_bh_enable();
}

/* Close all gates: no producer is between its look at the neighbour and its queue. Route lock */
static void gates_close(struct bn_neigh_cache *cache)
{
	unsigned int i;

	local_bh_disable();
	for (i = 0; i < BN_NEIGH_GATES; i++) {
		spin_lock_nest_lock(&cache->gates[i].lock, &cache->stack->rt_lock);
		__release(&cache->gates[i].lock);	/* sparse, as above */
	}
}

static void gates_open(struct bn_neigh_cache *cache)
{
	unsigned int i;

	for (i = BN_NEIGH_GATES; i--;) {
		__acquire(&cache->gates[i].lock);
		spin_unlock(&cache->gates[i].lock);
	}
	local_bh_enable();
}

/* Take the packets behind the fence; gates closed */
static void take_late(struct bn_neigh *neigh, struct sk_buff_head *list)
{
	atomic_sub(skb_queue_len(&neigh->late), &neigh->cache->n_late);
	skb_queue_splice_tail_init(&neigh->late, list);
}

/* Queue a packet behind the fence of the neighbour */
static enum verdict admit_late(struct bn_neigh_cache *cache, struct bn_neigh *neigh,
			       struct sk_buff *skb)
{
	enum verdict verdict = DROP_FULL;

	spin_lock(&neigh->late.lock);
	if (skb_queue_len(&neigh->late) >= BN_NEIGH_MAX_LATE) {
		bn_queue_refuse(&cache->late_pool);
	} else if (neigh_release_charge(cache, skb)) {
		__skb_queue_tail(&neigh->late, skb);
		bn_queue_note(&cache->late_pool, skb_queue_len(&neigh->late));
		atomic_inc(&cache->n_late);
		verdict = QUEUED;
	}
	spin_unlock(&neigh->late.lock);
	return verdict;
}

static enum verdict admit_queue(struct bn_neigh_cache *cache, struct sk_buff *skb)
{
	unsigned int truesize = skb->truesize;

	if (!neigh_release_charge(cache, skb))
		return DROP_QUEUE_FULL;
	if (!bn_svcq_enqueue(&cache->q, skb, BN_NEIGH_PACKET, BN_DROP_NH_RESOLV_FULL))
		atomic_sub(truesize, &cache->bytes);
	return QUEUED;
}

static enum verdict admit(struct bn_neigh_cache *cache, struct bn_neigh *neigh,
			  struct sk_buff *skb, struct bn_nexthop **out)
{
	if (neigh->dead)
		return DROP_DEAD;
	*out = neigh->direct;
	if (bn_nh_type(&neigh->nh) == BSDNET_NEXTHOP_TYPE_UNICAST)
		*out = &neigh->nh;
	if (*out)
		return SEND_NOW;
	if (neigh->late_on)
		return admit_late(cache, neigh, skb);
	return admit_queue(cache, skb);
}

/* Send through a next hop. RCU, BH off */
static void neigh_release_output(struct bn_nexthop *nh, struct sk_buff *skb)
{
	struct bn_iff *iff = bn_nh_iff(nh);
	const struct bn_nh_ops *ops;

	if (!iff) {
		bn_drop(skb, BN_DROP_NH_DEAD);
		return;
	}
	/* Acquire: with the ops of UNICAST comes the header it needs */
	ops = smp_load_acquire(&nh->ops);
	if (bn_pkt(skb)->flags & BN_PKT_ORIGINATED)
		ops->originated(nh, iff->table, skb);
	else
		ops->received(nh, iff->table, skb);
}

/**
 * bn_release_lookup() - look up the route of a packet that waited
 * @table: table of its instance
 * @skb: the packet, data at the IP header, which is linear
 *
 * Return: the forwarding entry; NULL if the packet may use interface routes only and there
 * is none.
 * Context: RCU read side or route lock.
 */
const struct bn_fwd *bn_release_lookup(const struct bn_rt_table *table,
				       const struct sk_buff *skb)
{
	const void *dst = skb->data + table->family->dst_offset;
	const void *src = skb->data + table->family->src_offset;
	const struct bn_route *route;

	if (!(bn_pkt(skb)->flags & BN_PKT_DONTROUTE))
		return bn_rt_lookup(table, dst, src);
	route = bn_rt_lookup_types(table, dst, src, BN_RTT_INTERFACE, bn_pkt(skb)->out_ifl,
				   NULL);
	return route ? bn_route_fwd(route, table->stack) : NULL;
}

/* The neighbour of the packet's route, if it has been created */
static struct bn_neigh *neigh_of_packet(struct bn_nexthop *nh, const struct sk_buff *skb)
{
	const struct bn_rt_table *table;
	const struct bn_fwd *fwd;

	if (bn_neigh_is(nh))
		return bn_neigh_of(nh);
	table = bn_instance_table(bn_instance_get(nh->stack, bn_pkt(skb)->instance),
				  nh->family->index);
	fwd = table ? bn_release_lookup(table, skb) : NULL;
	return fwd && bn_neigh_is(fwd->nh) ? bn_neigh_of(fwd->nh) : NULL;
}

/**
 * bn_release_enqueue() - bn_nh_resolver::enqueue (NH-4)
 * @nh: RESOLV or HOLD next hop
 * @skb: the packet, data at the IP header; taken
 *
 * Context: any, RCU read side.
 */
void bn_release_enqueue(struct bn_nexthop *nh, struct sk_buff *skb)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(nh->stack, nh->family);
	struct bn_pkt *pkt = bn_pkt(skb);
	struct bn_nexthop *out = NULL;
	enum verdict verdict;
	struct bn_neigh *neigh;
	struct bn_neigh_gate *gate;

	/* the result of input may become invalid while the packet waits */
	pkt->l2_entry = NULL;
	skb->dev = NULL;
	if (!pskb_may_pull(skb, nh->family->hdr_len)) {
		bn_drop(skb, BN_DROP_IP_TRUNCATED);
		return;
	}

	gate = gate_enter(cache);
	neigh = neigh_of_packet(nh, skb);
	verdict = neigh ? admit(cache, neigh, skb, &out) : admit_queue(cache, skb);
	gate_leave(gate);

	switch (verdict) {
	case QUEUED:
		break;
	case SEND_NOW:
		local_bh_disable();
		neigh_release_output(out, skb);
		local_bh_enable();
		break;
	case DROP_DEAD:
		bn_drop(skb, BN_DROP_NH_DEAD);
		break;
	case DROP_FULL:
		bn_drop(skb, BN_DROP_NH_HOLD_FULL);
		break;
	case DROP_QUEUE_FULL:
		bn_drop(skb, BN_DROP_NH_RESOLV_FULL);
		break;
	}
}

/* ---- the consumer -------------------------------------------------------- */

static void neigh_release_send(struct bn_nexthop *nh, struct sk_buff *skb)
{
	rcu_read_lock();
	local_bh_disable();
	neigh_release_output(nh, skb);
	local_bh_enable();
	rcu_read_unlock();
}

/**
 * bn_release_unreachable() - report to the sender that its packet cannot be delivered, and drop it
 * @cache: the cache
 * @skb: a packet, data at the IP header; taken
 *
 * Context: process (RFC 1812 5.2.7.1, RFC 1122 3.2.2.1).
 */
void bn_release_unreachable(struct bn_neigh_cache *cache, struct sk_buff *skb)
{
	rcu_read_lock();
	local_bh_disable();
	cache->proto->report_unreachable(skb);
	local_bh_enable();
	rcu_read_unlock();
	bn_drop(skb, BN_DROP_NH_UNRESOLVED);
}

/* Dequeue the oldest held packet */
static struct sk_buff *take_held(struct bn_neigh *neigh)
{
	struct sk_buff *skb = __skb_dequeue(&neigh->held);

	if (skb) {
		WRITE_ONCE(neigh->cache->n_held, neigh->cache->n_held - 1);
		uncharge(neigh->cache, skb);
	}
	return skb;
}

/**
 * bn_release_refuse() - report to the senders of held packets, and drop these
 * @neigh: the neighbour, which did not answer
 *
 * Context: process, route lock.
 */
void bn_release_refuse(struct bn_neigh *neigh)
{
	struct sk_buff *skb;

	while ((skb = take_held(neigh)))
		bn_release_unreachable(neigh->cache, skb);
}

/**
 * bn_release_hold() - hold a packet until the neighbour is resolved (NH-5)
 * @neigh: the neighbour
 * @skb: the packet; taken. If there are too many, the oldest is dropped
 *
 * Context: route lock.
 */
void bn_release_hold(struct bn_neigh *neigh, struct sk_buff *skb)
{
	struct bn_neigh_cache *cache = neigh->cache;

	if (skb_queue_len(&neigh->held) >= BN_NEIGH_MAX_HELD) {
		bn_queue_refuse(&cache->held_pool);
		bn_drop(take_held(neigh), BN_DROP_NH_HOLD_FULL);
	}
	if (!neigh_release_charge(cache, skb)) {
		bn_drop(skb, BN_DROP_NH_HOLD_FULL);
		return;
	}
	__skb_queue_tail(&neigh->held, skb);
	bn_queue_note(&cache->held_pool, skb_queue_len(&neigh->held));
	WRITE_ONCE(cache->n_held, cache->n_held + 1);
}

/**
 * bn_release_drop() - drop the held packets of a neighbour
 * @neigh: the neighbour
 * @reason: drop reason
 *
 * Context: route lock.
 */
void bn_release_drop(struct bn_neigh *neigh, enum bn_drop_reason reason)
{
	struct sk_buff *skb;

	while ((skb = take_held(neigh)))
		bn_drop(skb, reason);
}

/**
 * bn_release_send() - send a packet to a neighbour whose link address is known
 * @neigh: the neighbour
 * @skb: the packet, from the service queue; taken
 *
 * Context: process, route lock.
 */
void bn_release_send(struct bn_neigh *neigh, struct sk_buff *skb)
{
	if (neigh->via)
		neigh_release_send(neigh->via, skb);
	else if (bn_nh_type(&neigh->nh) == BSDNET_NEXTHOP_TYPE_UNICAST)
		neigh_release_send(&neigh->nh, skb);
	else
		bn_release_hold(neigh, skb);
}

static void send_held(struct bn_neigh *neigh)
{
	struct sk_buff *skb;

	while ((skb = take_held(neigh)))
		bn_release_send(neigh, skb);
}

/* Post the fence for the neighbours that wait for one, unless it is in the queue */
static void send_fence(struct bn_neigh_cache *cache)
{
	struct bn_neigh *neigh;

	if (!list_empty(&cache->fenced) || list_empty(&cache->waiting))
		return;
	list_splice_tail_init(&cache->waiting, &cache->fenced);
	gates_close(cache);
	list_for_each_entry(neigh, &cache->fenced, release)
		neigh->late_on = true;
	gates_open(cache);
	bn_svcq_post(&cache->q, &cache->fence, BN_NEIGH_FENCE);
}

/* Send the packets of @late; true: none can be added any more */
static bool send_late(struct bn_neigh *neigh, bool last)
{
	struct bn_neigh_cache *cache = neigh->cache;
	struct sk_buff_head list;
	struct sk_buff *skb;

	__skb_queue_head_init(&list);
	gates_close(cache);
	take_late(neigh, &list);
	if (skb_queue_empty(&list) || last) {
		neigh->late_on = false;
		neigh->direct = neigh->via;
	}
	gates_open(cache);
	if (skb_queue_empty(&list))
		return true;
	while ((skb = __skb_dequeue(&list))) {
		uncharge(cache, skb);
		if (last) {
			bn_queue_refuse(&cache->late_pool);
			bn_drop(skb, BN_DROP_NH_HOLD_FULL);
		} else {
			neigh_release_send(neigh->via, skb);
		}
	}
	return last;
}

static void drop_via(struct bn_neigh *neigh)
{
	struct bn_nexthop *via = neigh->via;

	gates_close(neigh->cache);
	neigh->direct = NULL;
	gates_open(neigh->cache);
	neigh->via = NULL;
	bn_nh_put(via);
}

/* Without memory for the header packets use @direct until there is */
static void neigh_release_finish(struct bn_neigh *neigh)
{
	unsigned int round = 0;

	while (!send_late(neigh, round == LATE_ROUNDS))
		round++;
	if (!bn_nh_become_unicast(&neigh->nh, neigh->lladdr.data))
		drop_via(neigh);
}

/**
 * bn_release_fence() - the fence came out of the service queue
 * @cache: the cache
 *
 * Context: the consumer of the service queue; route lock.
 */
void bn_release_fence(struct bn_neigh_cache *cache)
{
	struct bn_neigh *neigh;

	while ((neigh = list_first_entry_or_null(&cache->fenced, struct bn_neigh, release))) {
		list_del_init(&neigh->release);
		neigh_release_finish(neigh);
	}
	send_fence(cache);
}

/**
 * bn_release_start() - the link-layer address is known: release the packets
 * @neigh: the neighbour, HOLD, its address in place; or during its release, with another
 *	address
 *
 * Without memory the packets stay queued until the next attempt.
 *
 * Context: process, route lock.
 */
void bn_release_start(struct bn_neigh *neigh)
{
	struct bn_nexthop *old = neigh->via, *via;
	struct bn_neigh_cache *cache = neigh->cache;

	via = bn_nh_unicast(neigh->nh.iff, neigh->nh.family, neigh->lladdr.data,
			    bn_neigh_addr(neigh), &neigh->nh.local);
	if (IS_ERR(via)) {
		bn_drop_count(cache->stack, BN_DROP_NO_MEMORY);
		return;
	}
	neigh->via = via;
	gates_close(cache);
	if (neigh->direct)
		neigh->direct = via;
	gates_open(cache);
	bn_nh_put(old);
	send_held(neigh);
	if (list_empty(&neigh->release))
		list_add_tail(&neigh->release, &cache->waiting);
	send_fence(cache);
}

/**
 * bn_release_cancel() - the neighbour is no longer UNICAST, or is destroyed
 * @neigh: the neighbour
 * @dead: destroyed: packets that still find it are dropped
 *
 * Packets behind a fence are dropped; held packets stay.
 *
 * Context: route lock.
 */
void bn_release_cancel(struct bn_neigh *neigh, bool dead)
{
	struct bn_neigh_cache *cache = neigh->cache;
	struct sk_buff_head list;
	struct sk_buff *skb;

	list_del_init(&neigh->release);
	__skb_queue_head_init(&list);
	gates_close(cache);
	take_late(neigh, &list);
	neigh->late_on = false;
	neigh->direct = NULL;
	neigh->dead = dead;
	gates_open(cache);
	while ((skb = __skb_dequeue(&list))) {
		uncharge(cache, skb);
		bn_drop(skb, BN_DROP_NH_UNRESOLVED);
	}
	bn_nh_put(neigh->via);
	neigh->via = NULL;
}
