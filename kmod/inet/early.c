// SPDX-License-Identifier: GPL-2.0
/*
 * early - packets that sockets receive before, or in spite of, the route lookup
 *
 * Two kinds of packet: all packets of a protocol and port that arrive on an interface, whatever
 * their address, before the route lookup (a DHCP client); and those with the Router Alert
 * option that the route lookup finds not to be for this host (daemons of PIM, IGMP and RSVP).
 * Each kind has a set for each interface and one for all.
 *
 * bn_iff::early tells the input procedure that there are entries of the first kind. Packets of
 * the second kind have options, and leave the straight line for that reason.
 *
 * A fragment has no ports. Entries without ports get whole packets: their fragments go through
 * reassembly and come back through bn_ip4_early_whole().
 *
 * Life: the sets of an interface end with its iff; entries are owned by sockets.
 *
 * Synchronization: changed under the configuration lock, read under RCU.
 *
 * Serves IN-5, SK-6 (paper: Receiving Packets Not Addressed To Us; RFC 2113).
 */
#include <net/ip.h>

#include "core/trace.h"
#include "inet/private.h"

/* ---- configuration ------------------------------------------------------------ */

/* Does input look into the sets? Called whenever one of them may have changed */
static void refresh_iff(struct bn_iff *iff)
{
	const struct bn_inet_iff *priv = iff->priv;
	const struct bn_inet *inet = bn_iff_stack(iff)->inet;

	bool any = !bn_early_empty(&priv->early[BN_EARLY_ANY]) ||
		   !bn_early_empty(&inet->early[BN_EARLY_ANY]);

	WRITE_ONCE(iff->early, any);
}

/* Takes the configuration lock. After a portion of interfaces others may change the set for all;
 * what is refreshed then is refreshed according to that.
 */
static void refresh_all(struct bsdnet_stack *stack)
{
	struct bn_ifl *ifl;
	struct bn_iff *iff;
	unsigned int n = 0;
	u32 index = 0;

	bn_cfg_lock(stack);
	while ((ifl = bn_ifl_next(stack, index))) {
		index = ifl->ifl_index;
		iff = bn_iff_get(ifl, AF_INET);
		if (iff)
			refresh_iff(iff);
		if (++n % BN_CFG_PORTION == 0)
			bn_cfg_relax(stack);
	}
	bn_cfg_unlock(stack);
}

static int add_to_iff(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
		      struct bn_early *early)
{
	struct bn_iff *iff;
	int err = -ENODEV;

	bn_cfg_lock(stack);
	iff = bn_ip4_iff(stack, ifl_index);
	if (iff) {
		struct bn_inet_iff *priv = iff->priv;

		err = bn_early_add(stack, &priv->early[kind], early);
		refresh_iff(iff);
	}
	bn_cfg_unlock(stack);
	return err;
}

/**
 * bn_ip4_early_add() - ask for packets whatever their address
 * @stack: the stack
 * @ifl_index: the interface, 0: all
 * @kind: which packets
 * @early: the entry
 *
 * Return: 0; -ENODEV: no such interface, or IPv4 is not configured on it; -EADDRINUSE; -ENOSPC
 *	(too many entries); -ENOMEM.
 * Context: process; takes the configuration lock.
 */
int bn_ip4_early_add(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
		     struct bn_early *early)
{
	int err;

	if (ifl_index)
		return add_to_iff(stack, ifl_index, kind, early);
	bn_cfg_lock(stack);
	err = bn_early_add(stack, &stack->inet->early[kind], early);
	bn_cfg_unlock(stack);
	if (!err && kind == BN_EARLY_ANY)
		refresh_all(stack);
	return err;
}

/**
 * bn_ip4_early_remove() - undo bn_ip4_early_add()
 * @stack: the stack
 * @ifl_index: as there
 * @kind: as there
 * @early: the entry; free it after a grace period
 *
 * Return: false if it was removed before, with the interface.
 * Context: process; takes the configuration lock.
 */
bool bn_ip4_early_remove(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
			 struct bn_early *early)
{
	struct bn_iff *iff;
	bool found = false;

	bn_cfg_lock(stack);
	iff = ifl_index ? bn_ip4_iff(stack, ifl_index) : NULL;
	if (iff) {
		struct bn_inet_iff *priv = iff->priv;

		found = bn_early_remove(stack, &priv->early[kind], early);
		refresh_iff(iff);
	} else if (!ifl_index) {
		found = bn_early_remove(stack, &stack->inet->early[kind], early);
	}
	bn_cfg_unlock(stack);
	if (!ifl_index && kind == BN_EARLY_ANY)
		refresh_all(stack);
	return found;
}

/**
 * bn_ip4_early_has() - is an entry still there?
 * @stack: the stack
 * @ifl_index: as for bn_ip4_early_add()
 * @kind: as there
 * @early: the entry
 *
 * Return: false if it was removed with the interface.
 * Context: process; takes the configuration lock.
 */
bool bn_ip4_early_has(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
		      const struct bn_early *early)
{
	const struct bn_early_set *set = NULL;
	struct bn_iff *iff;
	bool found;

	if (!ifl_index)
		return true;
	bn_cfg_lock(stack);
	iff = bn_ip4_iff(stack, ifl_index);
	if (iff)
		set = &((struct bn_inet_iff *)iff->priv)->early[kind];
	found = set && bn_early_has(stack, set, early);
	bn_cfg_unlock(stack);
	return found;
}

/**
 * bn_ip4_early_iff_added() - an iff is about to receive packets
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_ip4_early_iff_added(struct bn_iff *iff)
{
	refresh_iff(iff);
}

/**
 * bn_ip4_early_iff_deleted() - an iff no longer receives packets
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_ip4_early_iff_deleted(struct bn_iff *iff)
{
	struct bn_inet_iff *priv = iff->priv;
	unsigned int kind;

	for (kind = 0; kind < BN_EARLY_KINDS; kind++)
		bn_early_clear(bn_iff_stack(iff), &priv->early[kind]);
}

/* ---- packet path --------------------------------------------------------------- */

static void early_key(struct bn_early_key *key, const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	__be16 ports[2];

	memset(key, 0, sizeof(*key));
	key->instance = bn_pkt(skb)->instance;
	key->proto = iph->protocol;
	if (ip_is_fragment(iph) ||
	    skb_copy_bits(skb, iph->ihl * 4, ports, sizeof(ports)))
		return;
	key->sport = ports[0];
	key->dport = ports[1];
	key->has_ports = true;
}

/* @skb: data at the IP header */
static bool early_take(struct bn_iff *iff, struct sk_buff *skb, enum bn_early_kind kind)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct bn_inet_iff *priv = iff->priv;
	struct bn_early_set *const sets[] = { &priv->early[kind], &stack->inet->early[kind] };
	unsigned int hlen = ip_hdrlen(skb);
	struct bn_early_key key;

	early_key(&key, skb);
	if (!bn_early_wants(sets, ARRAY_SIZE(sets), &key))
		return false;
	if (ip_is_fragment(ip_hdr(skb))) {
		bn_pkt(skb)->flags |= BN_PKT_EARLY;
		bn_ip4_deliver_fragment(stack, skb);
		return true;
	}
	__bn_ip4_stat_add(stack, BN_IP4_IN_DELIVERS, 1);
	trace_bn_deliver(skb, key.proto);
	__skb_pull(skb, hlen);
	skb_reset_transport_header(skb);
	/* the entries may be gone meanwhile */
	if (!bn_early_give(sets, ARRAY_SIZE(sets), &key, skb))
		bn_drop(skb, BN_DROP_NO_PCB);
	return true;
}

/**
 * bn_ip4_early_any() - give a packet to the sockets that ask for it whatever its address
 * @iff: the iff that it arrived on
 * @skb: data at the IP header, checked; taken if the result is true
 *
 * Return: true if a socket asks for it.
 * Context: RCU read side, BH off.
 */
bool bn_ip4_early_any(struct bn_iff *iff, struct sk_buff *skb)
{
	return early_take(iff, skb, BN_EARLY_ANY);
}

/**
 * bn_ip4_early_alert() - give a packet with Router Alert to the sockets that ask for it, unless
 *	it is for this host
 * @iff: the iff that it arrived on
 * @table: the table of @iff
 * @skb: data at the IP header, checked; taken if the result is true
 *
 * Return: true if a socket asks for it, or if it was dropped.
 * Context: RCU read side, BH off (RFC 2113).
 */
bool bn_ip4_early_alert(struct bn_iff *iff, struct bn_rt_table *table, struct sk_buff *skb)
{
	const struct bn_inet_iff *priv = iff->priv;
	const struct iphdr *iph = ip_hdr(skb);
	const struct bn_fwd *fwd;

	if (bn_early_empty(&priv->early[BN_EARLY_ALERT]) &&
	    bn_early_empty(&bn_iff_stack(iff)->inet->early[BN_EARLY_ALERT]))
		return false;
	fwd = bn_rt_lookup(table, &iph->daddr, &iph->saddr);
	if (bn_nh_has(fwd->nh, BN_NHF_DELIVER))
		return false;
	if (!bn_rt_may_receive(fwd, skb))
		return true;
	return early_take(iff, skb, BN_EARLY_ALERT);
}

/**
 * bn_ip4_early_whole() - give a packet of fragments with BN_PKT_EARLY to the sockets that ask
 * @stack: the stack
 * @skb: data at the IP header; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip4_early_whole(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	struct bn_iff *iff = bn_ip4_iff(stack, bn_pkt(skb)->ifl_index);

	bn_pkt(skb)->flags &= ~BN_PKT_EARLY;
	if (iff && (early_take(iff, skb, BN_EARLY_ANY) ||
		    (bn_pkt(skb)->flags & BN_PKT_RA && early_take(iff, skb, BN_EARLY_ALERT))))
		return;
	bn_drop(skb, BN_DROP_NO_PCB);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "early_kunit.c"
#endif
