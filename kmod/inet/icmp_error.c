// SPDX-License-Identifier: GPL-2.0
/*
 * icmp_error - send ICMP errors
 *
 * An error is sent if the packet allows it (RFC 1122 3.2.2, RFC 1812 4.3.2.7) and the rate
 * limit allows it. It quotes as much of the packet as fits in 576 octets.
 *
 * Serves IN-2, IN-6.
 */
#include <linux/icmp.h>
#include <linux/inetdevice.h>
#include <net/ip.h>

#include "inet/private.h"

#define MAX_MESSAGE 576	/* RFC 1812 4.3.2.3: octets, IP header included */

/* Types of queries and replies; all others count as errors */
static bool is_query(u8 type)
{
	switch (type) {
	case ICMP_ECHOREPLY:
	case ICMP_ECHO:
	case ICMP_TIMESTAMP:
	case ICMP_TIMESTAMPREPLY:
	case ICMP_INFO_REQUEST:
	case ICMP_INFO_REPLY:
	case ICMP_ADDRESS:
	case ICMP_ADDRESSREPLY:
		return true;
	default:
		return false;
	}
}

/* Is the packet an ICMP error, or might it be one? */
static bool may_be_error(const struct sk_buff *skb, const struct iphdr *iph)
{
	const u8 *type;
	u8 buf;

	if (iph->protocol != IPPROTO_ICMP)
		return false;
	type = skb_header_pointer(skb, skb_network_offset(skb) + iph->ihl * 4, 1, &buf);
	return !type || !is_query(*type);
}

/* The address of a single host; 127/8 only from this host */
static bool is_single_host(const struct sk_buff *skb, __be32 addr)
{
	if (ipv4_is_loopback(addr))
		return bn_pkt(skb)->flags & BN_PKT_ORIGINATED;
	return !ipv4_is_zeronet(addr) && ntohl(addr) < 0xe0000000;
}

static enum bsdnet_nexthop_type type_of(const struct bn_rt_table *table, __be32 addr)
{
	return bn_nh_type(bn_rt_lookup(table, &addr, NULL)->nh);
}

/* RFC 1122 3.2.2: packets that must not cause an error */
static bool may_answer(const struct sk_buff *skb, enum bsdnet_nexthop_type daddr_type)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST))
		return false;
	if (ipv4_is_multicast(iph->daddr) || (bn_nh_types[daddr_type].flags & BN_NHF_GROUP))
		return false;
	if (iph->frag_off & htons(IP_OFFSET))
		return false;
	return is_single_host(skb, iph->saddr) && !may_be_error(skb, iph);
}

static struct sk_buff *icmp_error_build(const struct sk_buff *skb, u8 type, u8 code, __be32 info)
{
	int offset = skb_network_offset(skb);
	struct icmphdr *icmph;
	struct sk_buff *msg;
	unsigned int len;

	len = min_t(unsigned int, skb->len - offset,
		    MAX_MESSAGE - sizeof(struct iphdr) - sizeof(*icmph));
	msg = alloc_skb(BN_IP4_HEADROOM + sizeof(*icmph) + len, GFP_ATOMIC);
	if (!msg)
		return NULL;
	skb_reserve(msg, BN_IP4_HEADROOM);
	icmph = skb_put_zero(msg, sizeof(*icmph));
	icmph->type = type;
	icmph->code = code;
	icmph->un.gateway = info;
	if (skb_copy_bits(skb, offset, skb_put(msg, len), len)) {
		kfree_skb(msg);
		return NULL;
	}
	icmph->checksum = ip_compute_csum(icmph, sizeof(*icmph) + len);
	return msg;
}

/* Of the interface that the error leaves by: it tells where the packet was (RFC 1812 4.3.2.4) */
static __be32 interface_address(struct bn_rt_table *table, __be32 daddr)
{
	__be32 saddr;

	bn_ip_source_interface(table, bn_rt_lookup(table, &daddr, NULL)->nh, &daddr, false, 0,
			       &saddr, sizeof(saddr));
	return saddr;
}

/* RFC 1122 3.2.2, RFC 1812 4.3.2.4, 4.3.2.5 */
static void fill_tx(struct bn_ip4_tx *tx, const struct sk_buff *skb, struct bn_rt_table *table,
		    bool was_for_us)
{
	const struct iphdr *iph = ip_hdr(skb);

	memset(tx, 0, sizeof(*tx));
	tx->instance = bn_pkt(skb)->instance;
	tx->saddr = was_for_us ? iph->daddr : interface_address(table, iph->saddr);
	tx->daddr = iph->saddr;
	tx->proto = IPPROTO_ICMP;
	/* the sender of the packet may ask for it (RFC 5082 3) */
	tx->ttl = 255;
	tx->tos = (iph->tos & IPTOS_TOS_MASK) | IPTOS_PREC_INTERNETCONTROL;
}

static enum bn_ip_limit_kind kind_of(u8 type, u8 code)
{
	if (type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED)
		return BN_IP_LIMIT_TOO_BIG;
	return type == ICMP_REDIRECT ? BN_IP_LIMIT_REDIRECT : BN_IP_LIMIT_ERROR;
}

static void send_error(struct sk_buff *skb, struct bn_rt_table *table, u8 type, u8 code,
		       __be32 info)
{
	enum bsdnet_nexthop_type daddr_type = type_of(table, ip_hdr(skb)->daddr);
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;
	struct bn_ip4_tx tx;
	struct sk_buff *msg;

	if (!may_answer(skb, daddr_type))
		return;
	fill_tx(&tx, skb, table, daddr_type == BSDNET_NEXTHOP_TYPE_LOCAL);
	if (!bn_ip_limit_allow(stack->inet->icmp, tx.instance, &tx.daddr, sizeof(tx.daddr),
			       kind_of(type, code))) {
		bn_drop_count(stack, BN_DROP_ICMP_RATELIMIT);
		return;
	}
	msg = icmp_error_build(skb, type, code, info);
	if (!msg) {
		bn_drop_count(stack, BN_DROP_NO_MEMORY);
		return;
	}
	bn_ip4_stat_inc(stack, BN_IP4_ICMP_OUT);
	if (type == ICMP_REDIRECT)
		bn_ip4_stat_inc(stack, BN_IP4_REDIRECTS);
	bn_ip4_output(stack, msg, &tx);
}

/**
 * bn_icmp4_error() - send an ICMP error about a packet, if one may be sent
 * @skb: the packet, its IP header linear and at the network header; not taken
 * @type: ICMP type
 * @code: ICMP code
 * @info: the word that follows the checksum: MTU, gateway, pointer << 24
 *
 * Context: RCU read side, BH off (RFC 792, RFC 1122 3.2.2).
 */
void bn_icmp4_error(struct sk_buff *skb, u8 type, u8 code, __be32 info)
{
	struct bn_rt_table *table = bn_ip4_table(bn_pkt(skb)->stack, bn_pkt(skb)->instance);

	if (table)
		send_error(skb, table, type, code, info);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "icmp_error_kunit.c"
#endif
