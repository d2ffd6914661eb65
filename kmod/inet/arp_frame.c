// SPDX-License-Identifier: GPL-2.0
/*
 * arp_frame - parse and build ARP packets (RFC 826)
 *
 * The parser accepts IPv4 requests and replies between Ethernet stations with a valid
 * sender, and nothing else.
 *
 * Stateless.
 *
 * Serves IN-6.
 */
#include <linux/if_arp.h>
#include <linux/inetdevice.h>

#include "ifs/output.h"
#include "inet/arp.h"

/* RFC 826, Ethernet and IPv4 */
struct arp_frame {
	__be16 hrd;
	__be16 pro;
	u8 hln;
	u8 pln;
	__be16 op;
	u8 sha[ETH_ALEN];
	__be32 spa;
	u8 tha[ETH_ALEN];
	__be32 tpa;
} __packed;

/* 0/8 is this net, and no address of a host (RFC 1122 3.2.1.3) */
static bool is_host(__be32 addr)
{
	return ntohl(addr) >> 24 && !ipv4_is_loopback(addr) && !ipv4_is_multicast(addr) &&
	       ntohl(addr) < 0xf0000000;
}

/**
 * bn_arp_is_host() - bn_neigh_proto::is_host of ARP
 * @addr: IPv4 address
 *
 * Return: true for an address that a single other host can have.
 * Context: any.
 */
bool bn_arp_is_host(const void *addr)
{
	__be32 word;

	memcpy(&word, addr, sizeof(word));
	return is_host(word);
}

static int arp_frame_check(const struct bn_arp_msg *msg)
{
	if (!is_valid_ether_addr(msg->sha))
		return -EINVAL;
	if (!is_host(msg->tpa))
		return -EINVAL;
	if (is_host(msg->spa))
		return 0;
	/* only a probe has no sender (RFC 5227 1.1) */
	return msg->op == ARPOP_REQUEST && !msg->spa ? 0 : -EINVAL;
}

/**
 * bn_arp_frame_parse() - check and parse an ARP packet
 * @skb: the packet, data at the ARP header; may be pulled
 * @msg: filled in on success
 *
 * Return: 0; -EINVAL for a malformed packet or an impossible sender or
 * target; -EOPNOTSUPP for another operation, hardware or protocol.
 * Context: any (RFC 826).
 */
int bn_arp_frame_parse(struct sk_buff *skb, struct bn_arp_msg *msg)
{
	const struct arp_frame *frame;

	if (!pskb_may_pull(skb, sizeof(*frame)))
		return -EINVAL;
	frame = (const struct arp_frame *)skb->data;
	if (frame->hrd != htons(ARPHRD_ETHER) || frame->pro != htons(ETH_P_IP))
		return -EOPNOTSUPP;
	if (frame->hln != ETH_ALEN || frame->pln != sizeof(__be32))
		return -EINVAL;
	msg->op = ntohs(frame->op);
	if (msg->op != ARPOP_REQUEST && msg->op != ARPOP_REPLY)
		return -EOPNOTSUPP;
	memcpy(msg->sha, frame->sha, ETH_ALEN);
	memcpy(msg->tha, frame->tha, ETH_ALEN);
	msg->spa = frame->spa;
	msg->tpa = frame->tpa;
	return arp_frame_check(msg);
}

static struct sk_buff *arp_frame_build(struct bn_iff *iff, const struct bn_arp_msg *msg)
{
	struct arp_frame *frame;
	struct sk_buff *skb;

	skb = alloc_skb(BSDNET_L2_HEADER_MAX + ETH_ZLEN, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, BSDNET_L2_HEADER_MAX);
	frame = skb_put(skb, sizeof(*frame));
	frame->hrd = htons(ARPHRD_ETHER);
	frame->pro = htons(ETH_P_IP);
	frame->hln = ETH_ALEN;
	frame->pln = sizeof(__be32);
	frame->op = htons(msg->op);
	memcpy(frame->sha, msg->sha, ETH_ALEN);
	memcpy(frame->tha, msg->tha, ETH_ALEN);
	frame->spa = msg->spa;
	frame->tpa = msg->tpa;
	skb_reset_network_header(skb);
	skb->priority = TC_PRIO_CONTROL;
	*bn_pkt(skb) = (struct bn_pkt){
		.stack = bn_iff_stack(iff),
		.instance = iff->instance,
		.flags = BN_PKT_ORIGINATED,
	};
	return skb;
}

/**
 * bn_arp_frame_send() - send an ARP packet
 * @iff: outgoing interface
 * @dest: link-layer destination
 * @msg: its fields
 *
 * Context: process; RCU or the route lock protects @iff.
 */
void bn_arp_frame_send(struct bn_iff *iff, const u8 *dest, const struct bn_arp_msg *msg)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct sk_buff *skb = arp_frame_build(iff, msg);

	if (!skb) {
		bn_drop_count(stack, BN_DROP_NO_MEMORY);
		return;
	}
	bn_ip4_stat_inc(stack, msg->op == ARPOP_REQUEST ? BN_IP4_ARP_REQUESTS_OUT :
							  BN_IP4_ARP_REPLIES_OUT);
	rcu_read_lock();
	local_bh_disable();
	bn_output_to(iff, ETH_P_ARP, dest, skb);
	local_bh_enable();
	rcu_read_unlock();
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "arp_frame_kunit.c"
#endif
