// SPDX-License-Identifier: GPL-2.0
/*
 * neigh_release - packets that wait for a neighbour, and how they keep their
 * order (NH-4, NH-5, Q-7, Q-9)
 *
 * Packets through RESOLV and HOLD next hops go through the service queue of
 * ARP to the neighbour, which keeps a few until its link address is known. If
 * then its next hop became UNICAST at once, new packets would overtake those
 * that are in the queue. So the release goes by a fence:
 *
 *	start	The packets held are sent, as are those that come out of the
 *		queue from now on, through a UNICAST next hop of the neighbour's
 *		own, @via. A message, the fence, goes into the queue; packets
 *		that come to the HOLD next hop thereafter go to @late instead.
 *	fence	When it comes out, all that was queued before it has been sent.
 *		The packets of @late follow, until there are none; from then
 *		on (@direct) packets are sent at once, and the neighbour's next
 *		hop becomes UNICAST.
 *
 * Producers decide under the spinlock bn_arp::gate where their packet goes,
 * hence a packet is never put behind something that has gone. One who comes
 * with a RESOLV next hop looks again: the route may have appeared meanwhile.
 *
 * A fence that is in the queue serves those who were there when it was sent
 * (@fenced); who comes later waits for the next (@waiting).
 *
 * Synchronization: route lock for all but what is marked [gate];
 * producers are in the packet path, under RCU.
 *
 * Serves NH-4, NH-5, Q-7, Q-8, Q-9.
 */
#include <linux/icmp.h>

#include "ip/neigh.h"

#define LATE_ROUNDS 8	/* of sending what came while the last were sent */

/* ---- producers: the packet path ------------------------------------------ */

enum verdict {
	QUEUED,		/* taken */
	SEND_NOW,
	DROP_DEAD,
	DROP_FULL,
	DROP_QUEUE_FULL,
};

/* A packet is about to wait; false: too many bytes wait */
static bool charge(struct bn_arp *arp, const struct sk_buff *skb)
{
	if (atomic_add_return(skb->truesize, &arp->bytes) <= BN_ARP_MAX_BYTES)
		return true;
	atomic_sub(skb->truesize, &arp->bytes);
	return false;
}

/* It waits no more */
static void uncharge(struct bn_arp *arp, const struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &arp->bytes);
}

/**
 * bn_release_arrived() - a packet came out of the service queue
 * @arp: ARP of the stack
 * @skb: the packet
 *
 * Context: any.
 */
void bn_release_arrived(struct bn_arp *arp, const struct sk_buff *skb)
{
	uncharge(arp, skb);
}

/* To the end of what waits for the neighbour; under the gate */
static enum verdict admit_late(struct bn_arp *arp, struct bn_neigh *neigh, struct sk_buff *skb)
{
	if (skb_queue_len(&neigh->late) >= BN_ARP_MAX_LATE || !charge(arp, skb))
		return DROP_FULL;
	__skb_queue_tail(&neigh->late, skb);
	arp->n_late++;
	return QUEUED;
}

static enum verdict admit_queue(struct bn_arp *arp, struct sk_buff *skb)
{
	unsigned int truesize = skb->truesize;

	if (!charge(arp, skb))
		return DROP_QUEUE_FULL;
	if (!bn_svcq_enqueue(&arp->q, skb, BN_ARP_PACKET, BN_DROP_NH_RESOLV_FULL))
		atomic_sub(truesize, &arp->bytes);
	return QUEUED;
}

static enum verdict admit(struct bn_arp *arp, struct bn_neigh *neigh, struct sk_buff *skb,
			  struct bn_nexthop **out)
{
	lockdep_assert_held(&arp->gate);
	if (neigh->dead)
		return DROP_DEAD;
	*out = neigh->direct;
	if (bn_nh_type(&neigh->nh) == BN_RNH_UNICAST)
		*out = &neigh->nh;
	if (*out)
		return SEND_NOW;
	if (neigh->late_on)
		return admit_late(arp, neigh, skb);
	return admit_queue(arp, skb);
}

/* Sends through a next hop as if a route had led there. RCU, BH off */
static void output(struct bn_nexthop *nh, struct sk_buff *skb)
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
 * bn_release_look_up() - the route of a packet that waited
 * @table: table of its instance
 * @skb: the packet, data at the IP header, which is linear
 *
 * Return: what it leads to; NULL for a packet that may use the routes of interfaces
 * only, where none leads there any more.
 * Context: RCU read side or route lock.
 */
const struct bn_fwd *bn_release_look_up(const struct bn_rt_table *table,
					const struct sk_buff *skb)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	const struct bn_route *route;

	if (!(bn_pkt(skb)->flags & BN_PKT_DONTROUTE))
		return bn_rt_lookup(table, &iph->daddr, &iph->saddr);
	route = bn_rt_lookup_types(table, &iph->daddr, &iph->saddr, BN_RTT_INTERFACE,
				   bn_pkt(skb)->out_ifl);
	return route ? bn_route_fwd(route) : NULL;
}

/* The neighbour of the packet's route, if there is one by now */
static struct bn_neigh *neigh_of_packet(struct bn_nexthop *nh, const struct sk_buff *skb)
{
	const struct bn_instance *instance;
	const struct bn_fwd *fwd;

	if (bn_neigh_is(nh))
		return bn_neigh_of(nh);
	instance = bn_instance_get(nh->stack, bn_pkt(skb)->instance);
	fwd = instance ? bn_release_look_up(instance->inet, skb) : NULL;
	return fwd && bn_neigh_is(fwd->nh) ? bn_neigh_of(fwd->nh) : NULL;
}

/**
 * bn_release_enqueue() - bn_nh_resolver::enqueue of ARP (NH-4)
 * @nh: RESOLV or HOLD next hop
 * @skb: the packet, data at the IP header; taken
 *
 * Context: any, RCU read side.
 */
void bn_release_enqueue(struct bn_nexthop *nh, struct sk_buff *skb)
{
	struct bn_arp *arp = nh->stack->ip->arp;
	struct bn_pkt *pkt = bn_pkt(skb);
	struct bn_nexthop *out = NULL;
	enum verdict verdict;
	struct bn_neigh *neigh;

	/* what input found is not valid for as long as the packet may wait */
	pkt->l2_entry = NULL;
	skb->dev = NULL;
	if (!pskb_may_pull(skb, sizeof(struct iphdr))) {
		bn_drop(skb, BN_DROP_IP_TRUNCATED);
		return;
	}

	spin_lock_bh(&arp->gate);
	neigh = neigh_of_packet(nh, skb);
	verdict = neigh ? admit(arp, neigh, skb, &out) : admit_queue(arp, skb);
	spin_unlock_bh(&arp->gate);

	switch (verdict) {
	case QUEUED:
		break;
	case SEND_NOW:
		local_bh_disable();
		output(out, skb);
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

static void send(struct bn_nexthop *nh, struct sk_buff *skb)
{
	rcu_read_lock();
	local_bh_disable();
	output(nh, skb);
	local_bh_enable();
	rcu_read_unlock();
}

/**
 * bn_release_unreachable() - tell the sender, and drop
 * @skb: a packet, data at the IP header; taken
 *
 * Context: process (RFC 1812 5.2.7.1, RFC 1122 3.2.2.1).
 */
void bn_release_unreachable(struct sk_buff *skb)
{
	rcu_read_lock();
	local_bh_disable();
	bn_icmp4_error(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
	local_bh_enable();
	rcu_read_unlock();
	bn_drop(skb, BN_DROP_NH_UNRESOLVED);
}

/* The packet that waits longest, or NULL */
static struct sk_buff *take_held(struct bn_neigh *neigh)
{
	struct sk_buff *skb = __skb_dequeue(&neigh->held);

	if (skb) {
		neigh->arp->n_held--;
		uncharge(neigh->arp, skb);
	}
	return skb;
}

/**
 * bn_release_refuse() - tell the senders of the packets that wait, and drop them
 * @neigh: the neighbour, which did not answer
 *
 * Context: process, route lock.
 */
void bn_release_refuse(struct bn_neigh *neigh)
{
	struct sk_buff *skb;

	while ((skb = take_held(neigh)))
		bn_release_unreachable(skb);
}

/**
 * bn_release_hold() - keep a packet until the neighbour is found (NH-5)
 * @neigh: the neighbour
 * @skb: the packet; taken. The oldest one is dropped where there are too many.
 *
 * Context: route lock.
 */
void bn_release_hold(struct bn_neigh *neigh, struct sk_buff *skb)
{
	struct bn_arp *arp = neigh->arp;

	if (skb_queue_len(&neigh->held) >= BN_ARP_MAX_HELD)
		bn_drop(take_held(neigh), BN_DROP_NH_HOLD_FULL);
	if (!charge(arp, skb)) {
		bn_drop(skb, BN_DROP_NH_HOLD_FULL);
		return;
	}
	__skb_queue_tail(&neigh->held, skb);
	arp->n_held++;
}

/**
 * bn_release_drop() - drop the packets that wait for the neighbour
 * @neigh: the neighbour
 * @reason: why
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
		send(neigh->via, skb);
	else if (bn_nh_type(&neigh->nh) == BN_RNH_UNICAST)
		send(&neigh->nh, skb);
	else
		bn_release_hold(neigh, skb);
}

static void send_held(struct bn_neigh *neigh)
{
	struct sk_buff *skb;

	while ((skb = take_held(neigh)))
		bn_release_send(neigh, skb);
}

/* Those who wait for a fence get one, unless one is under way */
static void send_fence(struct bn_arp *arp)
{
	struct bn_neigh *neigh;

	if (!list_empty(&arp->fenced) || list_empty(&arp->waiting))
		return;
	list_splice_tail_init(&arp->waiting, &arp->fenced);
	spin_lock_bh(&arp->gate);
	list_for_each_entry(neigh, &arp->fenced, release)
		neigh->late_on = true;
	spin_unlock_bh(&arp->gate);
	bn_svcq_post(&arp->q, &arp->fence, BN_ARP_FENCE);
}

/* All packets of @late, and those that come meanwhile; true: it stays empty */
static bool send_late(struct bn_neigh *neigh, bool last)
{
	struct bn_arp *arp = neigh->arp;
	struct sk_buff_head list;
	struct sk_buff *skb;

	__skb_queue_head_init(&list);
	spin_lock_bh(&arp->gate);
	arp->n_late -= skb_queue_len(&neigh->late);
	skb_queue_splice_tail_init(&neigh->late, &list);
	if (skb_queue_empty(&list) || last) {
		neigh->late_on = false;
		neigh->direct = neigh->via;
	}
	spin_unlock_bh(&arp->gate);
	if (skb_queue_empty(&list))
		return true;
	while ((skb = __skb_dequeue(&list))) {
		uncharge(arp, skb);
		if (last)
			bn_drop(skb, BN_DROP_NH_HOLD_FULL);
		else
			send(neigh->via, skb);
	}
	return last;
}

static void drop_via(struct bn_neigh *neigh)
{
	struct bn_nexthop *via = neigh->via;

	spin_lock_bh(&neigh->arp->gate);
	neigh->direct = NULL;
	spin_unlock_bh(&neigh->arp->gate);
	neigh->via = NULL;
	bn_nh_put(via);
}

/* Without memory for the header, @direct does it until there is */
static void finish(struct bn_neigh *neigh)
{
	unsigned int round = 0;

	while (!send_late(neigh, round == LATE_ROUNDS))
		round++;
	if (!bn_nh_become_unicast(&neigh->nh, neigh->lladdr.data))
		drop_via(neigh);
}

/**
 * bn_release_fence() - the fence came out of the queue
 * @arp: ARP of the stack
 *
 * Context: the consumer of the service queue; route lock.
 */
void bn_release_fence(struct bn_arp *arp)
{
	struct bn_neigh *neigh;

	while ((neigh = list_first_entry_or_null(&arp->fenced, struct bn_neigh, release))) {
		list_del_init(&neigh->release);
		finish(neigh);
	}
	send_fence(arp);
}

/**
 * bn_release_start() - the link address is known: let the packets go
 * @neigh: the neighbour, HOLD, its address in place; or in the midst of its
 *	release, with another address
 *
 * Without memory the packets stay where they are until the next try.
 *
 * Context: process, route lock.
 */
void bn_release_start(struct bn_neigh *neigh)
{
	struct bn_arp *arp = neigh->arp;
	struct bn_nexthop *old = neigh->via, *via;

	via = bn_nh_unicast(neigh->nh.iff, neigh->nh.family, neigh->lladdr.data,
			    &neigh->nh.gateway, &neigh->nh.local);
	if (IS_ERR(via)) {
		bn_drop_count(arp->stack, BN_DROP_NO_MEMORY);
		return;
	}
	neigh->via = via;
	spin_lock_bh(&arp->gate);
	if (neigh->direct)
		neigh->direct = via;
	spin_unlock_bh(&arp->gate);
	bn_nh_put(old);
	send_held(neigh);
	if (list_empty(&neigh->release))
		list_add_tail(&neigh->release, &arp->waiting);
	send_fence(arp);
}

/**
 * bn_release_cancel() - the neighbour is not UNICAST any more, or gone
 * @neigh: the neighbour
 * @dead: gone: packets that still find it are dropped
 *
 * Packets behind a fence are dropped; those held are not touched.
 *
 * Context: route lock.
 */
void bn_release_cancel(struct bn_neigh *neigh, bool dead)
{
	struct bn_arp *arp = neigh->arp;
	struct sk_buff_head list;
	struct sk_buff *skb;

	list_del_init(&neigh->release);
	__skb_queue_head_init(&list);
	spin_lock_bh(&arp->gate);
	arp->n_late -= skb_queue_len(&neigh->late);
	skb_queue_splice_tail_init(&neigh->late, &list);
	neigh->late_on = false;
	neigh->direct = NULL;
	neigh->dead = dead;
	spin_unlock_bh(&arp->gate);
	while ((skb = __skb_dequeue(&list))) {
		uncharge(arp, skb);
		bn_drop(skb, BN_DROP_NH_UNRESOLVED);
	}
	bn_nh_put(neigh->via);
	neigh->via = NULL;
}
