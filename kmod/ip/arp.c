// SPDX-License-Identifier: GPL-2.0
/*
 * arp - the Address Resolution Protocol (RFC 826, RFC 5227)
 *
 * Answered are requests for a local address of the interface that they came
 * in on; other addresses of this host are not shown to it. Probes (sender
 * 0.0.0.0) are answered, nothing is learnt from them.
 *
 * Learnt is what RFC 826 says: of a sender that is known whatever it says, of
 * one that is not known only if it asks for an address of ours and lies in a
 * subnet of the interface. ARP packets that don't concern us are dropped in
 * softirq, by two route lookups, and don't trouble the service queue.
 *
 * An address is announced when it is configured, when its interface comes up
 * and when the interface's link address changes, and once more two seconds
 * later. Who else uses one of ours is told of in the log and counted, and the
 * address is defended by an announcement, at most once in ten seconds.
 *
 * Life: struct bn_arp_link lives from the first address of an interface to
 * the end of the iff, or of the stack.
 *
 * Synchronization: route lock; bn_arp_input() is in the packet path.
 *
 * Serves IN-6, IN-7, IF-7, L2-3.
 */
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "ip/neigh.h"

#define RELAX_AFTER 64	/* neighbours that go without releasing the route lock */

static bool is_local(const struct bn_iff *iff, __be32 addr)
{
	const struct bn_route *route;

	if (!addr)
		return false;
	route = bn_rt_lookup_types(iff->table, &addr, NULL, BN_RTT_BIT(BN_RTT_IF_LOCAL),
				   iff->ifl->ifl_index);
	return route && bn_route_bits(route) == 32;
}

static bool is_neigh(const struct bn_iff *iff, __be32 addr)
{
	const struct bn_route *route;

	if (!addr)
		return false;
	route = bn_rt_lookup_types(iff->table, &addr, NULL, BN_RTT_BIT(BN_RTT_IFDEST),
				   iff->ifl->ifl_index);
	return route && bn_route_bits(route) == 32;
}

/* ---- packets ------------------------------------------------------------- */

static void input_one(struct bn_iff *iff, struct sk_buff *skb)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct bn_arp_msg msg;
	int err;

	err = bn_arp_frame_parse(skb, &msg);
	if (err) {
		bn_drop(skb, err == -EINVAL ? BN_DROP_ARP_BAD : BN_DROP_ARP_IGNORED);
		return;
	}
	bn_ip4_stat_inc(stack, msg.op == ARPOP_REQUEST ? BN_IP4_ARP_REQUESTS_IN :
							 BN_IP4_ARP_REPLIES_IN);
	if (!is_local(iff, msg.tpa) && !is_local(iff, msg.spa) && !is_neigh(iff, msg.spa)) {
		bn_drop(skb, BN_DROP_ARP_IGNORED);
		return;
	}
	skb->dev = NULL;	/* may be gone when the packet's turn comes */
	bn_arp_enqueue(stack->ip->arp, skb);
}

/**
 * bn_arp_input() - bn_l2_input_t of the 0x0806 entries
 * @entry: the entry; opaque is the iff
 * @pkts: frames, data at the ARP header; taken
 * @n: how many
 *
 * Context: softirq, RCU read side (paper: Layer 2 Interface Identification).
 */
void bn_arp_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		input_one(entry->opaque, pkts[i]);
}

/* Copies the link-layer address of the interface. False: it is not an Ethernet address */
static bool own_lladdr(const struct bn_iff *iff, u8 *addr)
{
	const struct bn_lladdr *lladdr;
	bool has;

	rcu_read_lock();
	lladdr = bn_ifl_lladdr(iff->ifl);
	has = lladdr && lladdr->len == ETH_ALEN;
	if (has)
		memcpy(addr, lladdr->data, ETH_ALEN);
	rcu_read_unlock();
	return has;
}

static void transmit(struct bn_iff *iff, u16 op, const u8 *dest, __be32 spa, const u8 *tha,
		     __be32 tpa)
{
	static const u8 everybody[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct bn_arp_msg msg = { .op = op, .spa = spa, .tpa = tpa };

	if (!own_lladdr(iff, msg.sha))
		return;
	if (tha)
		memcpy(msg.tha, tha, ETH_ALEN);
	bn_arp_frame_send(iff, dest ?: everybody, &msg);
}

/**
 * bn_arp_request() - ask for a neighbour's link address
 * @neigh: the neighbour
 * @dest: the station to ask, NULL for all of them
 *
 * Context: process, route lock.
 */
void bn_arp_request(struct bn_neigh *neigh, const u8 *dest)
{
	transmit(neigh->nh.iff, ARPOP_REQUEST, dest, bn_ip4_addr(&neigh->nh.local), NULL,
		 neigh->addr);
}

static void reply(struct bn_iff *iff, const struct bn_arp_msg *msg)
{
	transmit(iff, ARPOP_REPLY, msg->sha, msg->tpa, msg->sha, msg->spa);
}

static void announce(struct bn_iff *iff, __be32 addr)
{
	transmit(iff, ARPOP_REQUEST, NULL, addr, NULL, addr);
}

/* Configuration may be changing the list: an address that comes is announced by
 * bn_arp_ifa_added(), one that goes may be announced once more
 */
static void announce_all(struct bn_iff *iff)
{
	const struct bn_ifa *ifa;

	rcu_read_lock();
	list_for_each_entry_rcu(ifa, &iff->ifas, list)
		if (ifa->has_local)
			announce(iff, bn_ip4_addr(&ifa->local));
	rcu_read_unlock();
}

/* ---- interfaces ---------------------------------------------------------- */

/* What is found stays while the caller holds the route lock: the iff's deletion takes that
 * lock before anything of it is freed, and marks the iff, so that it is not found afterwards
 */
static struct bn_iff *find_iff(const struct bn_arp *arp, u32 ifl_index)
{
	struct bn_iff *iff = NULL;
	struct bn_ifl *ifl;

	bn_rt_assert(arp->stack);
	rcu_read_lock();
	ifl = bn_ifl_get(arp->stack, ifl_index);
	if (ifl)
		iff = bn_iff_get(ifl, AF_INET);
	if (iff && ((const struct bn_inet_iff *)iff->priv)->gone)
		iff = NULL;
	rcu_read_unlock();
	return iff;
}

static void second_announcement(struct bn_arp_timer *timer)
{
	struct bn_arp_link *link = container_of(timer, struct bn_arp_link, timer);
	struct bn_iff *iff = find_iff(link->arp, link->ifl_index);

	if (iff)
		announce_all(iff);
}

static void look(struct bn_arp_link *link, const struct bn_iff *iff)
{
	link->down = READ_ONCE(iff->down);
	own_lladdr(iff, link->lladdr);
}

static struct bn_arp_link *find_link(const struct bn_iff *iff)
{
	return xa_load(&iff->stack->ip->arp->links, iff->ifl->ifl_index);
}

static struct bn_arp_link *make_link(const struct bn_iff *iff)
{
	struct bn_arp *arp = iff->stack->ip->arp;
	struct bn_arp_link *link = find_link(iff);

	if (link || arp->stopping)
		return link;
	link = kzalloc(sizeof(*link), GFP_KERNEL_ACCOUNT);
	if (!link)
		return NULL;
	link->arp = arp;
	link->ifl_index = iff->ifl->ifl_index;
	link->timer.fire = second_announcement;
	INIT_LIST_HEAD(&link->timer.list);
	look(link, iff);
	if (xa_is_err(xa_store(&arp->links, link->ifl_index, link, GFP_KERNEL_ACCOUNT))) {
		kfree(link);
		return NULL;
	}
	return link;
}

static void free_link(struct bn_arp_link *link)
{
	if (!link)
		return;
	bn_arp_timer_cancel(&link->timer);
	kfree(link);
}

/**
 * bn_arp_links_free() - forget all interfaces
 * @arp: ARP of a stack that goes
 *
 * Context: route lock.
 */
void bn_arp_links_free(struct bn_arp *arp)
{
	struct bn_arp_link *link;
	unsigned long index;

	xa_for_each(&arp->links, index, link)
		free_link(link);
	xa_destroy(&arp->links);
}

static void announce_again(struct bn_arp_link *link)
{
	bn_arp_timer_set(link->arp, &link->timer, BN_ARP_ANNOUNCE_MS);
}

/**
 * bn_arp_ifa_added() - a local address of a multiaccess interface came
 * @ifa: the address, its routes installed
 *
 * A neighbour that had the address is one no more. The address is announced
 * (RFC 5227 2.3), which makes others who use it speak up.
 *
 * Context: process, configuration lock and route lock.
 */
void bn_arp_ifa_added(struct bn_ifa *ifa)
{
	struct bn_arp *arp = ifa->stack->ip->arp;
	__be32 addr = bn_ip4_addr(&ifa->local);
	struct bn_arp_link *link = make_link(ifa->iff);
	struct bn_neigh *neigh;

	if (!ifa->has_local)
		return;
	neigh = bn_neigh_find(arp, ifa->iff->ifl->ifl_index, addr);
	if (neigh)
		bn_neigh_destroy(neigh);
	announce(ifa->iff, addr);
	if (link)
		announce_again(link);
}

static const struct bn_ifa *covering(const struct bn_iff *iff, const struct bn_ifa *gone,
				     __be32 addr)
{
	const struct bn_ifa *ifa;

	list_for_each_entry(ifa, &iff->ifas, list)
		if (ifa != gone && ifa->has_dest &&
		    !((bn_ip4_addr(&ifa->dest) ^ addr) & inet_make_mask(ifa->dest_bits)))
			return ifa;
	return NULL;
}

/* Who was asked for with the address that goes is asked for with another one */
static void change_local(struct bn_neigh *neigh, const struct bn_ifa *gone,
			 const struct bn_ifa *other)
{
	if (ipv6_addr_equal(&neigh->nh.local, &gone->local))
		WRITE_ONCE(neigh->nh.local.s6_addr32[0], bn_ip4_addr(&other->local));
}

/* The first neighbour on an interface at or after @addr */
static struct bn_neigh *first_on(const struct bn_iff *iff, __be32 addr)
{
	u32 ifl_index = iff->ifl->ifl_index;
	struct bn_neigh *neigh = bn_neigh_from(iff->stack->ip->arp, ifl_index, addr);

	return neigh && neigh->ifl_index == ifl_index ? neigh : NULL;
}

/**
 * bn_arp_ifa_gone() - an address of a multiaccess interface goes
 * @ifa: the address, its routes deleted
 *
 * The neighbours inside its prefix go unless another address covers them or
 * onlink routes name them.
 *
 * Context: process, configuration lock and route lock, which is released now and
 * then if there are many neighbours.
 */
void bn_arp_ifa_gone(struct bn_ifa *ifa)
{
	__be32 dest = bn_ip4_addr(&ifa->dest), mask = inet_make_mask(ifa->dest_bits);
	struct bn_neigh *neigh = first_on(ifa->iff, dest);
	const struct bn_ifa *other;
	unsigned int n = 0;
	__be32 addr;

	if (!ifa->has_dest)
		return;
	while (neigh && !((neigh->addr ^ dest) & mask)) {
		addr = neigh->addr;
		other = covering(ifa->iff, ifa, addr);
		if (other)
			change_local(neigh, ifa, other);
		else if (!bn_onlink_keep(neigh))
			bn_neigh_destroy(neigh);
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(ifa->stack);
		neigh = ~addr ? first_on(ifa->iff, htonl(ntohl(addr) + 1)) : NULL;
	}
}

static void forget_learnt(struct bn_iff *iff)
{
	struct bn_neigh *neigh = first_on(iff, 0);
	unsigned int n = 0;
	__be32 addr;

	while (neigh) {
		addr = neigh->addr;
		if (neigh->state != BN_NEIGH_PERMANENT)
			bn_neigh_state_forget(neigh);
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(iff->stack);
		neigh = ~addr ? first_on(iff, htonl(ntohl(addr) + 1)) : NULL;
	}
}

/**
 * bn_arp_iff_changed() - state or link address of an interface changed
 * @iff: the iff, the new values in place
 *
 * Down: what was learnt is forgotten. Up, or another link address: the local
 * addresses are announced.
 *
 * Context: process, configuration lock and route lock, which is released now and
 * then if there are many neighbours.
 */
void bn_arp_iff_changed(struct bn_iff *iff)
{
	struct bn_arp_link *link = find_link(iff);
	u8 own[ETH_ALEN];
	bool news;

	if (!link)
		return;
	news = (link->down && !iff->down) ||
	       (own_lladdr(iff, own) && !ether_addr_equal(link->lladdr, own));
	if (!link->down && iff->down)
		forget_learnt(iff);
	look(link, iff);
	if (!news || iff->down)
		return;
	announce_all(iff);
	announce_again(link);
}

/**
 * bn_arp_iff_gone() - an iff goes, and all its neighbours
 * @iff: the iff, its addresses deleted
 *
 * Context: process, configuration lock and route lock, which is released now and
 * then if there are many. None is left when it returns.
 */
void bn_arp_iff_gone(struct bn_iff *iff)
{
	struct bn_neigh *neigh;
	unsigned int n = 0;

	while ((neigh = first_on(iff, 0))) {
		if (!(++n % RELAX_AFTER)) {
			bn_rt_relax(iff->stack);
			continue;
		}
		bn_neigh_destroy(neigh);
	}
	free_link(xa_erase(&iff->stack->ip->arp->links, iff->ifl->ifl_index));
}

/* ---- what a packet says -------------------------------------------------- */

/* RFC 5227 2.4 (b): tell once that the address is ours, then bear it */
static void note_conflict(struct bn_arp *arp, struct bn_iff *iff, const struct bn_arp_msg *msg)
{
	struct bn_arp_link *link = make_link(iff);
	char name[BN_NAME_MAX];

	bn_ip4_stat_inc(arp->stack, BN_IP4_ARP_CONFLICTS);
	pr_warn_ratelimited("address conflict: %pI4 of %s is used by %pM\n", &msg->spa,
			    bn_ifl_name(iff->ifl, name), msg->sha);
	if (!link || (link->has_defended &&
		      !bn_arp_timer_past(arp, link->defended, BN_ARP_DEFEND_MS)))
		return;
	link->has_defended = true;
	link->defended = bn_arp_timer_now(arp);
	announce(iff, msg->spa);
}

static void learn(struct bn_arp *arp, struct bn_iff *iff, const struct bn_arp_msg *msg,
		  bool for_us, bool unicast)
{
	struct bn_neigh *neigh = bn_neigh_find(arp, iff->ifl->ifl_index, msg->spa);
	struct bn_nexthop *subnet;

	if (!neigh && for_us && msg->op == ARPOP_REQUEST) {
		subnet = bn_neigh_subnet(iff, msg->spa);
		if (subnet)
			neigh = bn_neigh_create(subnet, msg->spa, false);
	}
	if (neigh)
		bn_neigh_state_learn(neigh, msg->sha,
				     msg->op == ARPOP_REPLY && for_us && unicast);
}

static void handle(struct bn_arp *arp, struct bn_iff *iff, const struct bn_arp_msg *msg,
		   bool unicast)
{
	bool for_us = is_local(iff, msg->tpa);
	u8 own[ETH_ALEN];

	if (!own_lladdr(iff, own) || ether_addr_equal(msg->sha, own))
		return;
	if (is_local(iff, msg->spa)) {
		note_conflict(arp, iff, msg);
		return;
	}
	if (msg->spa)
		learn(arp, iff, msg, for_us, unicast);
	if (for_us && msg->op == ARPOP_REQUEST)
		reply(iff, msg);
}

/**
 * bn_arp_receive() - an ARP packet came through the service queue
 * @arp: ARP of the stack
 * @skb: the packet, data at the ARP header; taken
 *
 * Context: the consumer of the service queue; route lock (RFC 826,
 * Packet Reception).
 */
void bn_arp_receive(struct bn_arp *arp, struct sk_buff *skb)
{
	struct bn_iff *iff = find_iff(arp, bn_pkt(skb)->ifl_index);
	bool unicast = !(bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST));
	struct bn_arp_msg msg;

	if (!iff) {
		bn_drop(skb, BN_DROP_IFD_GONE);
		return;
	}
	if (bn_arp_frame_parse(skb, &msg)) {
		bn_drop(skb, BN_DROP_ARP_BAD);
		return;
	}
	handle(arp, iff, &msg, unicast);
	consume_skb(skb);
}
