// SPDX-License-Identifier: GPL-2.0
/*
 * forward - forward a received packet through a unicast next hop
 *
 * Only routers forward. ICMP errors (TTL expired, too big) are sent before the packet is
 * changed, since they quote it.
 *
 * Serves IN-2, NH-3 (RFC 1812 5.2, 5.3).
 */
#include <linux/icmp.h>
#include <linux/inetdevice.h>
#include <net/ip.h>
#include <net/route.h>

#include "core/trace.h"
#include "ifs/output.h"
#include "inet/private.h"
#include "ip/forward.h"

static void forward_refuse(struct sk_buff *skb, u8 type, u8 code, u32 info,
			   enum bn_drop_reason reason)
{
	bn_icmp4_error(skb, type, code, htonl(info));
	bn_drop(skb, reason);
}

/* False: the packet was dropped */
static bool may_forward(struct sk_buff *skb, u32 mtu)
{
	enum bn_drop_reason reason = bn_ip_check_forward(skb);
	const struct iphdr *iph = ip_hdr(skb);

	if (unlikely(reason != BN_DROP_MAX)) {
		bn_drop(skb, reason);
		return false;
	}
	if (iph->ttl <= 1) {
		forward_refuse(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0, BN_DROP_FWD_TTL);
		return false;
	}
	if (unlikely(!bn_frag_fits(skb, mtu)) && (iph->frag_off & htons(IP_DF))) {
		bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_FRAG_FAILS);
		forward_refuse(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, mtu, BN_DROP_NH_TOO_BIG);
		return false;
	}
	return true;
}

/* The sender could have used the next hop itself: both are on the subnet that
 * the packet came from (RFC 1812 5.2.7.2)
 */
static bool wants_redirect(const struct bn_iff *iff, __be32 saddr, __be32 gateway)
{
	unsigned int bits;

	if (!bn_ifl_multiaccess(iff->ifl) ||
	    !bn_rt_lookup_types(READ_ONCE(iff->table), &saddr, NULL,
				BIT(BSDNET_ROUTE_TYPE_IF_DEST), iff->ifl->ifl_index, &bits))
		return false;
	return !((saddr ^ gateway) & inet_make_mask(bits));
}

static void redirect(const struct bn_nexthop *nh, const struct bn_iff *iff, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	__be32 gateway = nh->has_gateway ? bn_ip4_addr(&nh->gateway) : iph->daddr;

	if (wants_redirect(iff, iph->saddr, gateway))
		bn_icmp4_error(skb, ICMP_REDIRECT, ICMP_REDIR_HOST, gateway);
}

static __be32 own_address(const struct bn_nexthop *nh, const struct bn_iff *iff)
{
	return bn_ip4_addr(&nh->local) ?: bn_ip4_iff_source(iff);
}

/* The header is linear and writable */
static void touch_header(const struct bn_nexthop *nh, const struct bn_iff *iff,
			 struct sk_buff *skb)
{
	struct iphdr *iph = ip_hdr(skb);

	ip_decrease_ttl(iph);
	if (unlikely(iph->ihl > 5))
		bn_options_record(iph, own_address(nh, iff), READ_ONCE(iff->table));
}

/* Done once per packet, even if it waits for its neighbour; false: it was dropped */
static bool forward_prepare(struct bn_nexthop *nh, const struct bn_iff *iff, u32 mtu,
			    unsigned int headroom, struct sk_buff *skb)
{
	struct bn_pkt *pkt = bn_pkt(skb);

	if (!may_forward(skb, mtu))
		return false;
	if (skb_cow(skb, headroom)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return false;
	}
	touch_header(nh, iff, skb);
	pkt->flags |= BN_PKT_FORWARDED;
	if (unlikely(pkt->ifl_index == iff->ifl->ifl_index))
		redirect(nh, iff, skb);
	bn_ip_scrub(skb, rt_tos2priority(ip_hdr(skb)->tos));
	__bn_ip4_stat_add(pkt->stack, BN_IP4_FORWARDED, 1);
	return true;
}

/**
 * bn_ip4_forward() - bn_nh_ops::received of UNICAST
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet, checked by input, data at the IP header; taken
 *
 * Context: softirq or process, RCU read side, BH off.
 */
void bn_ip4_forward(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	const struct bn_l2_hdr *hdr = rcu_dereference(nh->hdr);
	struct bn_iff *iff = bn_nh_iff(nh);
	u32 mtu;

	if (unlikely(!bn_rt_forwards(table))) {
		bn_drop(skb, BN_DROP_FWD_HOST);
		return;
	}
	if (unlikely(!iff || !hdr)) {
		bn_drop(skb, BN_DROP_NH_DEAD);
		return;
	}
	mtu = READ_ONCE(iff->mtu);
	if (likely(!(bn_pkt(skb)->flags & BN_PKT_FORWARDED)) &&
	    !forward_prepare(nh, iff, mtu, bn_ip4_headroom(iff, hdr), skb))
		return;
	trace_bn_forward(skb, iff->ifl->ifl_index);
	bn_nh_mark_used(nh);
	if (likely(bn_frag_fits(skb, mtu)))
		bn_output(iff, hdr, skb);
	else
		bn_frag_output(iff, hdr, skb, mtu);
}

/**
 * bn_ip4_reject() - bn_nh_ops::received of REJECT
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet, data at the IP header; taken
 *
 * Context: RCU read side, BH off (RFC 1812 5.2.7.1).
 */
void bn_ip4_reject(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (bn_rt_forwards(table))
		forward_refuse(skb, ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0, BN_DROP_NH_REJECT);
	else
		bn_drop(skb, BN_DROP_FWD_HOST);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "forward_kunit.c"
#endif
