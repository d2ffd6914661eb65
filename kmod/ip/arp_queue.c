// SPDX-License-Identifier: GPL-2.0
/*
 * arp_queue - the service queue of ARP
 *
 * One queue per stack carries ARP packets, IP packets that await resolution,
 * the timer's message and the fence of neigh_release.c. Its consumer takes
 * the route lock for each, since what ARP changes are routes and next hops. It
 * does not take the configuration lock: a long change of configuration does not
 * delay an answer or a resolution (CTL-5).
 *
 * Life: made with the stack. When the stack stops all neighbours go and none
 * is made any more; the queue goes after the grace period, when no packet
 * can come any more.
 *
 * Serves NH-4, Q-7, Q-8.
 */
#include <linux/slab.h>

#include "ip/neigh.h"

/* ---- packets that await resolution --------------------------------------- */

/* Its route leads elsewhere by now */
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

static bool is_unknown(const struct bn_nexthop *nh)
{
	return bn_nh_type(nh) == BN_RNH_RESOLV && nh->resolver == &bn_arp_resolver;
}

/* The route of a neighbour that is known, or of an address that is no neighbour's, can be hidden
 * from forwarding by a USER_IGNORE route; so it is the routes of the interface that say whose the
 * destination is. Else each packet would make a neighbour.
 */
static void resolve_packet(struct bn_arp *arp, const struct bn_iff *iff, struct sk_buff *skb)
{
	__be32 daddr = ((const struct iphdr *)skb->data)->daddr;
	struct bn_nexthop *subnet;
	struct bn_neigh *neigh;

	neigh = bn_neigh_find(arp, iff->ifl->ifl_index, daddr);
	if (!neigh) {
		subnet = bn_neigh_subnet(iff, daddr);
		if (!subnet) {
			bn_release_unreachable(skb);
			return;
		}
		neigh = bn_neigh_create(subnet, daddr, false);
	}
	if (neigh)
		bn_neigh_state_packet(neigh, skb);
	else
		bn_drop(skb, BN_DROP_NH_RESOLV_FULL);
}

/* It goes where its route leads now, which may be another than when it came */
static void packet(struct bn_arp *arp, struct sk_buff *skb)
{
	struct bn_instance *instance = bn_instance_get(arp->stack, bn_pkt(skb)->instance);
	const struct bn_fwd *fwd;
	struct bn_nexthop *nh;

	if (!instance) {
		bn_drop(skb, BN_DROP_RT_NO_INSTANCE);
		return;
	}
	fwd = bn_release_look_up(instance->inet, skb);
	if (!fwd) {
		bn_drop(skb, BN_DROP_NH_DEAD);
		return;
	}
	nh = fwd->nh;
	if (is_unknown(nh))
		resolve_packet(arp, nh->iff, skb);
	else if (bn_neigh_is(nh) && bn_nh_type(nh) == BN_RNH_HOLD)
		bn_neigh_state_packet(bn_neigh_of(nh), skb);
	else
		send_on(fwd, instance->inet, skb);
}

/**
 * resolve() - bn_nh_resolver::resolve of ARP (NH-4)
 * @nh: RESOLV next hop of the subnet
 * @addr: IPv4 address of the neighbour
 * @extack: told the reason of a failure
 *
 * Return: its next hop, a new reference, or ERR_PTR.
 * Context: process, route lock.
 */
static struct bn_nexthop *resolve(struct bn_nexthop *nh, const void *addr,
				  struct netlink_ext_ack *extack)
{
	struct bn_arp *arp = nh->stack->ip->arp;
	struct bn_neigh *neigh;
	__be32 key;

	memcpy(&key, addr, sizeof(key));
	if (!nh->iff) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4: its interface is gone", &key);
		return ERR_PTR(-ENODEV);
	}
	neigh = bn_neigh_find(arp, nh->iff->ifl->ifl_index, key);
	if (neigh)
		return bn_nh_get(&neigh->nh);
	neigh = bn_neigh_create(nh, key, false);
	if (!neigh) {
		bn_neigh_explain(nh->iff, key, extack);
		return ERR_PTR(-ENOBUFS);
	}
	bn_neigh_state_ask(neigh);
	return bn_nh_get(&neigh->nh);
}

const struct bn_nh_resolver bn_arp_resolver = {
	.enqueue = bn_release_enqueue,
	.resolve = resolve,
};

/* ---- the queue ----------------------------------------------------------- */

/**
 * bn_arp_enqueue() - an ARP packet for the consumer
 * @arp: ARP of the stack
 * @skb: the packet; taken. It can be much longer than it needs to be
 *
 * Context: any.
 */
void bn_arp_enqueue(struct bn_arp *arp, struct sk_buff *skb)
{
	unsigned int truesize = skb->truesize;

	if (atomic_add_return(truesize, &arp->frame_bytes) > BN_ARP_MAX_BYTES) {
		atomic_sub(truesize, &arp->frame_bytes);
		bn_drop(skb, BN_DROP_ARP_QUEUE_FULL);
		return;
	}
	if (!bn_svcq_enqueue(&arp->q, skb, BN_ARP_FRAME, BN_DROP_ARP_QUEUE_FULL))
		atomic_sub(truesize, &arp->frame_bytes);
}

static void frame(struct bn_arp *arp, struct sk_buff *skb)
{
	atomic_sub(skb->truesize, &arp->frame_bytes);
	bn_arp_receive(arp, skb);
}

static void consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct bn_arp *arp = svcq->priv;
	struct mem_cgroup *charged;

	bn_rt_lock(arp->stack);
	charged = bn_charge_begin(arp->stack);
	switch (kind) {
	case BN_ARP_FRAME:
		frame(arp, item);
		break;
	case BN_ARP_PACKET:
		bn_release_arrived(arp, item);
		packet(arp, item);
		break;
	case BN_ARP_TICK:
		bn_arp_timer_run(arp);
		break;
	case BN_ARP_FENCE:
		bn_release_fence(arp);
		break;
	}
	bn_charge_end(charged);
	bn_rt_unlock(arp->stack);
}

/**
 * bn_arp_stack_init() - ARP of a new stack
 * @stack: the stack
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_arp_stack_init(struct bsdnet_stack *stack)
{
	struct bn_arp *arp = kzalloc(sizeof(*arp), GFP_KERNEL_ACCOUNT);
	int err;

	if (!arp)
		return -ENOMEM;
	arp->stack = stack;
	arp->neighs = RB_ROOT;
	INIT_LIST_HEAD(&arp->waiting);
	INIT_LIST_HEAD(&arp->fenced);
	spin_lock_init(&arp->gate);
	xa_init(&arp->links);
	bn_arp_timer_init(arp);
	err = bn_svcq_init(&arp->q, stack, "arp", BN_ARP_QUEUE_LIMIT, arp, consume);
	if (err) {
		kfree(arp);
		return err;
	}
	stack->ip->arp = arp;
	return 0;
}

/**
 * bn_arp_stack_stop() - all neighbours go
 * @stack: a stack that goes, before a grace period
 *
 * Context: process, no locks held.
 */
void bn_arp_stack_stop(struct bsdnet_stack *stack)
{
	struct bn_arp *arp = stack->ip->arp;
	struct bn_neigh *neigh;

	bn_rt_lock(stack);
	arp->stopping = true;
	while ((neigh = bn_neigh_from(arp, 0, 0)))
		bn_neigh_destroy(neigh);
	bn_arp_links_free(arp);
	bn_rt_unlock(stack);
}

/**
 * bn_arp_stack_exit() - the rest goes
 * @stack: the stack, after the grace period: no packet is under way any more
 *
 * Context: process, no locks held.
 */
void bn_arp_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_arp *arp = stack->ip->arp;

	bn_arp_timer_exit(arp);
	bn_svcq_destroy(&arp->q, BN_DROP_NH_UNRESOLVED);
	stack->ip->arp = NULL;
	kfree(arp);
}
