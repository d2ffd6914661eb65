// SPDX-License-Identifier: GPL-2.0
/*
 * udp - the UDP header (RFC 768, RFC 1122 4.1)
 *
 * Stateless: builds and checks headers, and answers port unreachable to datagrams
 * that match no session (PCB-3). Room sock has the sessions.
 */
#include <linux/icmp.h>
#include <linux/udp.h>
#include <net/udp.h>

#include "transport/transport.h"
#include "transport/udp_entry.h"

/* Push the header. The checksum is that of the pseudo header, to be completed by the
 * device or before it.
 */
static void udp_push_header(struct sk_buff *skb, __be32 saddr, __be32 daddr,
			    __be16 sport, __be16 dport)
{
	struct udphdr *uh = skb_push(skb, sizeof(*uh));

	skb_reset_transport_header(skb);
	uh->source = sport;
	uh->dest = dport;
	uh->len = htons(skb->len);
	uh->check = ~udp_v4_check(skb->len, saddr, daddr, 0);
	skb->ip_summed = CHECKSUM_PARTIAL;
	skb->csum_start = skb_transport_header(skb) - skb->head;
	skb->csum_offset = offsetof(struct udphdr, check);
}

/* The checksum covers it (RFC 1122 4.1.3.2) */
static __be32 final_destination(const struct bn_ip4_tx *tx)
{
	return unlikely(tx->options) && tx->options->route ? tx->options->final : tx->daddr;
}

/**
 * bn_udp4_output() - send a UDP datagram
 * @stack: the stack
 * @skb: data at the payload, headroom of BN_UDP_HEADROOM; taken
 * @tx: addresses and parameters; if the source address is 0, it is chosen by the
 *	route here, because the checksum covers it
 * @sport: source port
 * @dport: destination port
 *
 * Return: 0, or -errno for the sender: -EMSGSIZE if the datagram is too long for an
 *	IPv4 packet, or an error of bn_ip4_route() or bn_ip4_output().
 * Context: process or softirq.
 */
int bn_udp4_output(struct bsdnet_stack *stack, struct sk_buff *skb, const struct bn_ip4_tx *tx,
		   __be16 sport, __be16 dport)
{
	struct bn_ip4_tx out = *tx;
	int err;

	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = stack;
	bn_pkt(skb)->flags = BN_PKT_ORIGINATED;

	if (skb->len > IP_MAX_MTU - sizeof(struct iphdr) - sizeof(struct udphdr)) {
		bn_drop(skb, BN_DROP_NH_TOO_BIG);
		return -EMSGSIZE;
	}
	if (!out.saddr && !(out.flags & BN_PKT_SOURCE_GIVEN)) {
		err = bn_ip4_route(stack, &out, NULL);
		if (err) {
			bn_drop(skb, BN_DROP_TX_NO_ROUTE);
			return err;
		}
	}
	out.proto = IPPROTO_UDP;
	udp_push_header(skb, out.saddr, final_destination(&out), sport, dport);
	return bn_ip4_output(stack, skb, &out);
}

/**
 * bn_udp4_check() - check the UDP header of a received packet
 * @skb: data at the UDP header, network header set; not shared; trimmed to the length
 *	of the datagram
 *
 * Return: 0, or -EINVAL if length or checksum are wrong (RFC 1122 4.1.3.4); the
 *	caller drops with BN_DROP_UDP_BAD.
 * Context: any.
 */
int bn_udp4_check(struct sk_buff *skb)
{
	const struct udphdr *uh;
	unsigned int len;

	if (!pskb_may_pull(skb, sizeof(*uh)))
		return -EINVAL;
	len = ntohs(((const struct udphdr *)skb->data)->len);
	if (len < sizeof(*uh) || len > skb->len)
		return -EINVAL;
	if (pskb_trim_rcsum(skb, len))
		return -EINVAL;
	uh = (const struct udphdr *)skb->data;
	if (skb_checksum_validate_zero_check(skb, IPPROTO_UDP, uh->check, inet_compute_pseudo))
		return -EINVAL;
	return 0;
}

static bool was_unicast(const struct sk_buff *skb)
{
	__be32 daddr = ip_hdr(skb)->daddr;

	return !(bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST)) &&
	       !ipv4_is_multicast(daddr) && !ipv4_is_lbcast(daddr);
}

/* A datagram to an unbound port (RFC 1122 4.1.3.1). A GSO packet was sent on this machine
 * and has no complete checksum to check.
 */
static void answer_port_unreachable(struct bn_pcb *pcb, struct sk_buff *skb)
{
	if (!skb_is_gso(skb) && bn_udp4_check(skb)) {
		bn_drop(skb, BN_DROP_UDP_BAD);
		return;
	}
	if (!was_unicast(skb)) {
		bn_drop(skb, BN_DROP_NO_PCB);
		return;
	}
	__skb_push(skb, -skb_network_offset(skb));
	bn_icmp4_error(skb, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0);
	bn_drop(skb, BN_DROP_PORT_UNREACH);
}

const struct bn_pcb_ops bn_udp4_closed_ops = {
	.input = answer_port_unreachable,
	.name = "udp",
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "transport/udp_kunit.c"
#endif
