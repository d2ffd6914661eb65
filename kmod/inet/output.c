// SPDX-License-Identifier: GPL-2.0
/*
 * output - packets that this host originates: header, source, route
 *
 * The route is found in the same table as for received packets, and its next
 * hop does the rest. Errors are what the next hops say: reject -ENETUNREACH,
 * discard -EINVAL, broadcast without permission -EACCES.
 *
 * Serves IN-1, NH-1, NH-9, RT-12, SK-5.
 */
#include <linux/inetdevice.h>
#include <net/ip.h>

#include "core/latency.h"
#include "core/trace.h"
#include "inet/private.h"

#define DEFAULT_TTL 64
#define MAX_PACKET 65535

/* SO_DONTROUTE: interface routes, on the interface asked for, or what the
 * protocol itself says of the address (RT-12)
 */
static const struct bn_fwd *lookup_direct(const struct bn_rt_table *table, __be32 daddr,
					  __be32 saddr, u32 out_ifl)
{
	const u32 fixed = BIT(BSDNET_ROUTE_TYPE_PERM) | BIT(BSDNET_ROUTE_TYPE_CLONE);
	u32 types = BN_RTT_INTERFACE | (out_ifl ? 0 : fixed);
	const struct bn_route *route;

	route = bn_rt_lookup_types(table, &daddr, &saddr, types, out_ifl, NULL);
	if (!route)
		route = bn_rt_lookup_types(table, &daddr, &saddr, fixed, 0, NULL);
	return bn_route_fwd(route, table->stack);
}

/* Never NULL: 0/0 is permanent */
static const struct bn_fwd *inet_output_lookup(const struct bn_rt_table *table, __be32 daddr,
					       __be32 saddr,
					       u16 flags, u32 out_ifl)
{
	if (unlikely(flags & BN_PKT_DONTROUTE))
		return lookup_direct(table, daddr, saddr, out_ifl);
	return bn_rt_lookup(table, &daddr, &saddr);
}

/* A group, to which may be sent from 0.0.0.0 */
static bool may_lack_source(__be32 daddr)
{
	return ipv4_is_multicast(daddr) || ipv4_is_lbcast(daddr);
}

static bool lacks_source(const struct bn_ip4_tx *tx)
{
	return !tx->saddr && !(tx->flags & BN_PKT_SOURCE_GIVEN);
}

/* 0: the instance has no address */
static __be32 choose_source(struct bn_rt_table *table, const struct bn_nexthop *nh,
			    const struct bn_ip4_tx *tx)
{
	__be32 saddr;

	if (!bn_ip_source_select(table, nh, &tx->daddr, may_lack_source(tx->daddr), tx->out_ifl,
				 &saddr, sizeof(saddr)))
		return 0;
	return saddr;
}

/* ---- what would happen ----------------------------------------------------- */

static int check_nexthop(struct bn_rt_table *table, const struct bn_nexthop *nh,
			 const struct bn_ip4_tx *tx)
{
	const struct bn_nh_type_info *info = bn_nh_info(nh);

	if (info->err)
		return info->err;
	if (!(info->flags & BN_NHF_GROUP))
		return 0;
	if (bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_BRECV && !(tx->flags & BN_PKT_BROADCAST_OK))
		return -EACCES;
	return bn_nh_iff(nh) || bn_ip_out_iff(table, tx->out_ifl) ? 0 : -ENETUNREACH;
}

static int inet_output_choose(struct bn_rt_table *table, struct bn_ip4_tx *tx, u32 *mtu)
{
	const struct bn_nexthop *nh;
	const struct bn_iff *iff;
	int err;

	nh = inet_output_lookup(table, tx->daddr, tx->saddr, tx->flags, tx->out_ifl)->nh;
	err = check_nexthop(table, nh, tx);
	if (err)
		return err;
	iff = bn_nh_iff(nh);
	if (!iff && may_lack_source(tx->daddr))
		iff = bn_ip_out_iff(table, tx->out_ifl);
	if (mtu)
		*mtu = iff && bn_nh_type(nh) != BSDNET_NEXTHOP_TYPE_LOCAL ? READ_ONCE(iff->mtu) :
									    MAX_PACKET;
	if (lacks_source(tx))
		tx->saddr = choose_source(table, nh, tx);
	return lacks_source(tx) && !may_lack_source(tx->daddr) ? -EADDRNOTAVAIL : 0;
}

/**
 * bn_ip4_route() - how bn_ip4_output() would send
 * @stack: the stack
 * @tx: parameters of the sender; a source address of 0 is replaced by the one
 *	that would be chosen
 * @mtu: MTU of the next hop (bytes); may be NULL
 *
 * Return: 0; -ENETUNREACH, -EINVAL (discard route), -EACCES (broadcast without
 *	permission, address that is only received), -EADDRNOTAVAIL.
 * Context: process or softirq.
 */
int bn_ip4_route(struct bsdnet_stack *stack, struct bn_ip4_tx *tx, u32 *mtu)
{
	struct bn_rt_table *table;
	int err = -ENETUNREACH;

	rcu_read_lock();
	table = bn_ip4_table(stack, tx->instance);
	if (table)
		err = inet_output_choose(table, tx, mtu);
	rcu_read_unlock();
	return err;
}

/* ---- sending ---------------------------------------------------------------- */

static int inet_output_refuse(struct sk_buff *skb, enum bn_drop_reason reason, int err)
{
	bn_drop(skb, reason);
	return err;
}

/**
 * bn_ip4_set_originated() - set the metadata of an originated packet
 * @stack: the stack
 * @skb: the packet
 * @tx: what the sender wants
 *
 * Context: any.
 */
void bn_ip4_set_originated(struct bsdnet_stack *stack, struct sk_buff *skb,
			   const struct bn_ip4_tx *tx)
{
	struct bn_pkt *pkt = bn_pkt(skb);

	memset(pkt, 0, sizeof(*pkt));
	pkt->stack = stack;
	pkt->tick = bn_latency_origin();
	pkt->instance = tx->instance;
	pkt->out_ifl = tx->out_ifl;
	pkt->flags = (tx->flags & (BN_PKT_DONTROUTE | BN_PKT_DONTFRAG | BN_PKT_BROADCAST_OK |
				   BN_PKT_NO_LOOP)) | BN_PKT_ORIGINATED;
}

static u8 choose_ttl(const struct bn_ip4_tx *tx)
{
	if (tx->ttl || tx->flags & BN_PKT_TTL_ZERO)
		return tx->ttl;
	return ipv4_is_multicast(tx->daddr) ? 1 : DEFAULT_TTL;
}

static unsigned int options_len(const struct bn_ip4_tx *tx)
{
	return tx->options ? tx->options->len : 0;
}

static void inet_output_push_header(struct bsdnet_stack *stack, struct sk_buff *skb,
				    const struct bn_ip4_tx *tx, __be32 saddr,
				    const struct bn_rt_table *table)
{
	struct iphdr *iph;

	skb_reset_transport_header(skb);
	if (unlikely(tx->options))
		skb_push(skb, tx->options->len);
	iph = skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->version = 4;
	iph->ihl = sizeof(*iph) / 4;
	iph->tos = tx->tos;
	iph->tot_len = htons(skb->len);
	iph->frag_off = tx->flags & BN_PKT_DONTFRAG ? htons(IP_DF) : 0;
	iph->ttl = choose_ttl(tx);
	iph->protocol = tx->proto;
	iph->saddr = saddr;
	iph->daddr = tx->daddr;
	/* RFC 6864 4.1: what is never fragmented needs none, which CPUs would have to share */
	iph->id = 0;
	if (!iph->frag_off)
		__ip_select_ident(stack->net, iph, skb_shinfo(skb)->gso_segs ?: 1);
	if (unlikely(tx->options))
		bn_ip4_options_send(iph, tx->options, table);
	else
		ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
}

static int emit(struct bn_rt_table *table, const struct bn_fwd *fwd, struct sk_buff *skb)
{
	trace_bn_route(skb, fwd->nh->index);
	return bn_rt_output_originated(fwd, table, skb);
}

/* A source route through this host, which does not follow them */
static bool leads_back(const struct bn_nexthop *nh, const struct bn_ip4_options *options)
{
	return options->route && bn_nh_has(nh, BN_NHF_DELIVER);
}

static int inet_output_packet(struct bsdnet_stack *stack, struct sk_buff *skb,
			      const struct bn_ip4_tx *tx)
{
	struct bn_rt_table *table = bn_ip4_table(stack, tx->instance);
	const struct bn_fwd *fwd;
	__be32 saddr = tx->saddr;

	if (!table)
		return inet_output_refuse(skb, BN_DROP_RT_NO_INSTANCE, -ENETUNREACH);
	if (skb->len > MAX_PACKET - sizeof(struct iphdr) - options_len(tx))
		return inet_output_refuse(skb, BN_DROP_IP_TX_REFUSED, -EMSGSIZE);
	if (skb_cow_head(skb, BN_IP4_HEADROOM + options_len(tx)))
		return inet_output_refuse(skb, BN_DROP_NO_MEMORY, -ENOMEM);
	fwd = inet_output_lookup(table, tx->daddr, saddr, tx->flags, tx->out_ifl);
	if (unlikely(tx->options) && leads_back(fwd->nh, tx->options))
		return inet_output_refuse(skb, BN_DROP_IP_BAD_OPTIONS, -EINVAL);
	if (lacks_source(tx))
		saddr = choose_source(table, fwd->nh, tx);
	inet_output_push_header(stack, skb, tx, saddr, table);
	if (!saddr && lacks_source(tx) && !may_lack_source(tx->daddr) &&
	    !check_nexthop(table, fwd->nh, tx))
		return inet_output_refuse(skb, BN_DROP_IP_NO_SOURCE, -EADDRNOTAVAIL);
	return emit(table, fwd, skb);
}

/**
 * bn_ip4_output() - send a packet
 * @stack: the stack
 * @skb: data at the transport header, headroom BN_IP4_HEADROOM, transport
 *	checksum done or CHECKSUM_PARTIAL; taken in any case
 * @tx: parameters of the sender
 *
 * Return: 0 or -errno for the sender.
 * Context: process or softirq (RFC 791, RFC 1122 3.2.1).
 */
int bn_ip4_output(struct bsdnet_stack *stack, struct sk_buff *skb, const struct bn_ip4_tx *tx)
{
	int err;

	local_bh_disable();
	rcu_read_lock();
	bn_ip4_set_originated(stack, skb, tx);
	__bn_ip4_stat_add(stack, BN_IP4_OUT_REQUESTS, 1);
	err = inet_output_packet(stack, skb, tx);
	rcu_read_unlock();
	local_bh_enable();
	return err;
}

/**
 * bn_ip4_originate() - send a packet whose IP header is in place
 * @skb: data at the IP header, bn_pkt() filled in; taken
 *
 * Return: 0 or -errno.
 * Context: RCU read side, BH off.
 */
int bn_ip4_originate(struct sk_buff *skb)
{
	const struct bn_pkt *pkt = bn_pkt(skb);
	struct bn_rt_table *table = bn_ip4_table(pkt->stack, pkt->instance);
	const struct iphdr *iph = ip_hdr(skb);

	__bn_ip4_stat_add(pkt->stack, BN_IP4_OUT_REQUESTS, 1);
	if (!table)
		return inet_output_refuse(skb, BN_DROP_RT_NO_INSTANCE, -ENETUNREACH);
	return emit(table, inet_output_lookup(table, iph->daddr, iph->saddr, pkt->flags,
					      pkt->out_ifl), skb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "output_kunit.c"
#endif
