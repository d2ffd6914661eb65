// SPDX-License-Identifier: GPL-2.0
/*
 * output_header - packets with an IP header made by the sender (IP_HDRINCL)
 *
 * The header is checked as far as what processes it later depends on it. What raw(7) says is
 * filled in: total length, checksum, and identification and source where they are 0. The
 * destination of the header decides where the packet goes.
 *
 * Serves SK-1, SK-5 (RFC 791 3.1).
 */
#include <net/ip.h>

#include "inet/private.h"

/* -EINVAL: the packet cannot be one. Afterwards the header is linear */
static int output_header_check(struct sk_buff *skb)
{
	const struct iphdr *iph;
	u16 flags = 0;

	if (skb->len < sizeof(*iph))
		return -EINVAL;
	if (!pskb_may_pull(skb, sizeof(*iph)))
		return -ENOMEM;
	iph = (const struct iphdr *)skb->data;
	if (iph->version != 4 || iph->ihl < 5 || iph->ihl * 4 > skb->len)
		return -EINVAL;
	if (!pskb_may_pull(skb, iph->ihl * 4))
		return -ENOMEM;
	iph = (const struct iphdr *)skb->data;
	return iph->ihl > 5 && bn_options_check(iph, &flags) ? -EINVAL : 0;
}

/* Data at the IP header, which is linear and writable */
static void complete_header(struct bsdnet_stack *stack, struct sk_buff *skb, __be32 saddr)
{
	struct iphdr *iph;

	skb_reset_network_header(skb);
	iph = ip_hdr(skb);
	skb_set_transport_header(skb, iph->ihl * 4);
	skb->protocol = htons(ETH_P_IP);
	iph->saddr = saddr;
	iph->tot_len = htons(skb->len);
	if (!iph->id)
		__ip_select_ident(stack->net, iph, 1);
	ip_send_check(iph);
}

/* The route, and the source if the sender left it out. A source of the header is believed */
static int output_header_route(struct bsdnet_stack *stack, const struct sk_buff *skb,
			       struct bn_ip4_tx *tx, u32 *mtu)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;

	tx->daddr = iph->daddr;
	if (iph->saddr) {
		tx->saddr = iph->saddr;
		tx->flags |= BN_PKT_SOURCE_GIVEN;
	}
	return bn_ip4_route(stack, tx, mtu);
}

static int output_header_prepare(struct bsdnet_stack *stack, struct sk_buff *skb,
				 struct bn_ip4_tx *tx)
{
	u32 mtu = 0;
	int err;

	err = output_header_check(skb) ? : output_header_route(stack, skb, tx, &mtu);
	if (err)
		return err;
	if (skb->len > mtu)
		return -EMSGSIZE;
	if (skb_cow_head(skb, BN_IP4_HEADROOM - sizeof(struct iphdr)))
		return -ENOMEM;
	complete_header(stack, skb, tx->saddr);
	return 0;
}

static enum bn_drop_reason output_header_reason(int err)
{
	switch (err) {
	case -EINVAL:
	case -EMSGSIZE:
		return BN_DROP_IP_TX_REFUSED;
	case -ENOMEM:
		return BN_DROP_NO_MEMORY;
	default:
		return BN_DROP_TX_NO_ROUTE;
	}
}

/**
 * bn_ip4_output_header() - send a packet with the header of the sender
 * @stack: the stack
 * @skb: data at the IP header, headroom BN_IP4_HEADROOM, not longer than 65535 bytes; taken
 * @tx: what the sender wants; its source address is used if the header has none, its destination,
 *	protocol, TTL and type of service are not used
 *
 * Return: 0; -EINVAL (malformed header or options, or a source route); -EMSGSIZE (longer than the
 *	MTU); -ENOMEM; an error of bn_ip4_route() or of the next hop.
 * Context: process.
 */
int bn_ip4_output_header(struct bsdnet_stack *stack, struct sk_buff *skb,
			 const struct bn_ip4_tx *tx)
{
	struct bn_ip4_tx out = *tx;
	int err;

	bn_ip4_set_originated(stack, skb, tx);
	err = output_header_prepare(stack, skb, &out);
	if (err) {
		bn_drop(skb, output_header_reason(err));
		return err;
	}
	local_bh_disable();
	rcu_read_lock();
	err = bn_ip4_originate(skb);
	rcu_read_unlock();
	local_bh_enable();
	return err;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "output_header_kunit.c"
#endif
