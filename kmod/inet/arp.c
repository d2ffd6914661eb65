// SPDX-License-Identifier: GPL-2.0
/*
 * arp - the Address Resolution Protocol (RFC 826, RFC 5227)
 *
 * Requests for a local address of the interface that they arrived on are answered; other
 * addresses of this host are not shown to it. Probes (sender 0.0.0.0) are answered, and
 * nothing is learnt from them.
 *
 * As RFC 826 says, a known neighbour is updated by any packet from it, and an unknown one is
 * created only if it asks for a local address and is inside a subnet of the interface. ARP
 * packets that do not concern this host are dropped in softirq, after two route lookups, and
 * do not enter the service queue.
 *
 * An address is announced when it is configured, when its interface comes up and when the
 * interface's link-layer address changes, and once more two seconds later. If another
 * station uses a local address, that is logged and counted, and the address is defended by
 * an announcement, at most once in ten seconds.
 *
 * Life: struct bn_arp_link is made with the first address of an interface and freed with the
 * iff.
 *
 * Synchronization: route lock; bn_arp_input() is in the packet path.
 *
 * Serves IN-6, IN-7, IF-7, L2-3.
 */
#include <linux/icmp.h>
#include <linux/if_arp.h>
#include <linux/slab.h>

#include "inet/arp.h"

static struct bn_neigh_cache *arp_cache_of(const struct bn_iff *iff)
{
	return bn_neigh_cache(bn_iff_stack(iff), &bn_inet_family);
}

static bool arp_is_local(const struct bn_iff *iff, __be32 addr)
{
	unsigned int bits;

	return addr && bn_rt_lookup_types(iff->table, &addr, NULL, BIT(BSDNET_ROUTE_TYPE_IF_LOCAL),
					  iff->ifl->ifl_index, &bits) && bits == 32;
}

static bool is_neigh(const struct bn_iff *iff, __be32 addr)
{
	unsigned int bits;

	return addr && bn_rt_lookup_types(iff->table, &addr, NULL, BIT(BSDNET_ROUTE_TYPE_IFDEST),
					  iff->ifl->ifl_index, &bits) && bits == 32;
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
	if (!arp_is_local(iff, msg.tpa) && !arp_is_local(iff, msg.spa) && !is_neigh(iff, msg.spa)) {
		bn_drop(skb, BN_DROP_ARP_IGNORED);
		return;
	}
	skb->dev = NULL;	/* may be freed before the packet leaves the queue */
	bn_neigh_enqueue(arp_cache_of(iff), skb);
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

static void arp_transmit(struct bn_iff *iff, u16 op, const u8 *dest, __be32 spa, const u8 *tha,
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

/* bn_neigh_proto::request */
static void request(struct bn_neigh *neigh, const u8 *lladdr)
{
	struct in6_addr addr, local;
	struct bn_iff *iff;

	bn_neigh_target(neigh, &iff, &addr, &local);
	arp_transmit(iff, ARPOP_REQUEST, lladdr, bn_ip4_addr(&local), NULL, bn_ip4_addr(&addr));
}

static void reply(struct bn_iff *iff, const struct bn_arp_msg *msg)
{
	arp_transmit(iff, ARPOP_REPLY, msg->sha, msg->tpa, msg->sha, msg->spa);
}

static void announce(struct bn_iff *iff, __be32 addr)
{
	arp_transmit(iff, ARPOP_REQUEST, NULL, addr, NULL, addr);
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

/* The result stays valid while the caller holds the route lock: the deletion of an iff takes
 * that lock to mark it before it frees anything
 */
static struct bn_iff *find_iff(struct bsdnet_stack *stack, u32 ifl_index)
{
	struct bn_iff *iff = NULL;
	struct bn_ifl *ifl;

	bn_rt_assert(stack);
	rcu_read_lock();
	ifl = bn_ifl_get(stack, ifl_index);
	if (ifl)
		iff = bn_iff_get(ifl, AF_INET);
	if (iff && ((const struct bn_inet_iff *)iff->priv)->gone)
		iff = NULL;
	rcu_read_unlock();
	return iff;
}

static void second_announcement(struct bn_neigh_timer *timer)
{
	struct bn_arp_link *link = container_of(timer, struct bn_arp_link, timer);
	struct bn_iff *iff = find_iff(bn_neigh_stack(link->cache), link->ifl_index);

	if (iff)
		announce_all(iff);
}

static void remember(struct bn_arp_link *link, const struct bn_iff *iff)
{
	link->down = READ_ONCE(iff->down);
	own_lladdr(iff, link->lladdr);
}

static struct bn_arp_link *find_link(const struct bn_iff *iff)
{
	return xa_load(&iff->stack->inet->arp->links, iff->ifl->ifl_index);
}

static struct bn_arp_link *make_link(const struct bn_iff *iff)
{
	struct bn_arp *arp = iff->stack->inet->arp;
	struct bn_arp_link *link = find_link(iff);

	if (link)
		return link;
	link = kzalloc(sizeof(*link), GFP_KERNEL_ACCOUNT);
	if (!link)
		return NULL;
	link->cache = arp_cache_of(iff);
	link->ifl_index = iff->ifl->ifl_index;
	bn_neigh_timer_init(&link->timer, second_announcement);
	remember(link, iff);
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
	bn_neigh_timer_cancel(link->cache, &link->timer);
	kfree(link);
}

static void announce_again(struct bn_arp_link *link)
{
	bn_neigh_timer_set(link->cache, &link->timer, BN_ARP_ANNOUNCE_MS);
}

/**
 * bn_arp_ifa_added() - announce a local address of a multiaccess interface
 * @ifa: the address, its routes installed
 *
 * Context: process, configuration lock and route lock (RFC 5227 2.3).
 */
void bn_arp_ifa_added(struct bn_ifa *ifa)
{
	struct bn_arp_link *link = make_link(ifa->iff);

	if (!ifa->has_local)
		return;
	announce(ifa->iff, bn_ip4_addr(&ifa->local));
	if (link)
		announce_again(link);
}

/**
 * bn_arp_iff_changed() - state or link-layer address of an interface changed
 * @iff: the iff, the new values in place
 *
 * Down: the learnt neighbours are forgotten. Up, or another link-layer address: the local
 * addresses are announced.
 *
 * Context: process, configuration lock and route lock, which is released now and then if
 * there are many neighbours.
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
		bn_neigh_iff_down(iff);
	remember(link, iff);
	if (!news || iff->down)
		return;
	announce_all(iff);
	announce_again(link);
}

/**
 * bn_arp_iff_deleted() - free what ARP keeps of an iff
 * @iff: the iff, its addresses deleted
 *
 * Context: process, configuration lock and route lock.
 */
void bn_arp_iff_deleted(struct bn_iff *iff)
{
	free_link(xa_erase(&iff->stack->inet->arp->links, iff->ifl->ifl_index));
}

/* ---- reception ----------------------------------------------------------- */

/* RFC 5227 2.4 (b): defend the address once, then accept that both use it */
static void note_conflict(struct bn_iff *iff, const struct bn_arp_msg *msg)
{
	struct bn_arp_link *link = make_link(iff);
	char name[BN_NAME_MAX];
	u64 now;

	bn_ip4_stat_inc(iff->stack, BN_IP4_ARP_CONFLICTS);
	pr_warn_ratelimited("address conflict: %pI4 of %s is used by %pM\n", &msg->spa,
			    bn_ifl_name(iff->ifl, name), msg->sha);
	if (!link)
		return;
	now = bn_neigh_now(link->cache);
	if (link->has_defended && now - link->defended < BN_ARP_DEFEND_MS)
		return;
	link->has_defended = true;
	link->defended = now;
	announce(iff, msg->spa);
}

static void handle(struct bn_iff *iff, const struct bn_arp_msg *msg, bool unicast)
{
	bool for_us = arp_is_local(iff, msg->tpa);
	bool is_request = msg->op == ARPOP_REQUEST;
	u8 own[ETH_ALEN];

	if (!own_lladdr(iff, own) || ether_addr_equal(msg->sha, own))
		return;
	if (arp_is_local(iff, msg->spa)) {
		note_conflict(iff, msg);
		return;
	}
	if (msg->spa)
		bn_neigh_heard(iff, &msg->spa, msg->sha, for_us && !is_request && unicast,
			       for_us && is_request);
	if (for_us && is_request)
		reply(iff, msg);
}

/* bn_neigh_proto::receive (RFC 826, Packet Reception) */
static void arp_receive(struct bn_neigh_cache *cache, struct sk_buff *skb)
{
	struct bn_iff *iff = find_iff(bn_neigh_stack(cache), bn_pkt(skb)->ifl_index);
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
	handle(iff, &msg, unicast);
	consume_skb(skb);
}

/* bn_neigh_proto::source */
static bool source(const struct bn_iff *iff, struct in6_addr *addr)
{
	*addr = (struct in6_addr){ .s6_addr32[0] = bn_ip4_iff_source(iff) };
	return addr->s6_addr32[0];
}

/* bn_neigh_proto::report_unreachable (RFC 1812 5.2.7.1, RFC 1122 3.2.2.1) */
static void report_unreachable(struct sk_buff *skb)
{
	bn_icmp4_error(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
}

const struct bn_neigh_proto bn_arp_proto = {
	.name = "arp",
	.request = request,
	.receive = arp_receive,
	.source = source,
	.is_host = bn_arp_is_host,
	.report_unreachable = report_unreachable,
};

/* ---- stacks -------------------------------------------------------------- */

/**
 * bn_arp_stack_init() - ARP of a new stack
 * @stack: the stack
 *
 * Return: 0 or -ENOMEM.
 * Context: process.
 */
int bn_arp_stack_init(struct bsdnet_stack *stack)
{
	struct bn_arp *arp = kzalloc(sizeof(*arp), GFP_KERNEL_ACCOUNT);

	if (!arp)
		return -ENOMEM;
	xa_init(&arp->links);
	stack->inet->arp = arp;
	return 0;
}

/**
 * bn_arp_stack_exit() - free ARP of a stack
 * @stack: the stack; all iffs are deleted
 *
 * Context: process.
 */
void bn_arp_stack_exit(struct bsdnet_stack *stack)
{
	WARN_ON(!xa_empty(&stack->inet->arp->links));
	kfree(stack->inet->arp);
	stack->inet->arp = NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "arp_kunit.c"
#include "hidden_kunit.c"
#include "neigh_bounds_kunit.c"
#endif
