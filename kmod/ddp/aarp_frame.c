// SPDX-License-Identifier: GPL-2.0
/*
 * aarp_frame - parse and build AARP packets (IA 2-7)
 *
 * Stateless. The parser accepts what is of Ethernet and AppleTalk, with an address that a node
 * can have as sender and target.
 *
 * Serves Q-10.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>

#include "ddp/private.h"

/* An address is a zero octet, network number and node */
struct aarp_frame {
	__be16 hrd;
	__be16 pro;
	u8 hln;
	u8 pln;
	__be16 op;
	u8 sha[ETH_ALEN];
	u8 szero;
	__be16 snet;
	u8 snode;
	u8 tha[ETH_ALEN];
	u8 tzero;
	__be16 tnet;
	u8 tnode;
} __packed;

#define ADDR_LEN 4

static bool is_valid(const struct aarp_frame *frame)
{
	return !frame->szero && !frame->tzero && is_valid_ether_addr(frame->sha) &&
	       bn_ddp_is_node(ntohs(frame->snet), frame->snode) &&
	       bn_ddp_is_node(ntohs(frame->tnet), frame->tnode);
}

/**
 * bn_aarp_frame_parse() - check and parse an AARP packet
 * @skb: the packet, data at the AARP header; may be pulled
 * @msg: filled in on success
 *
 * Return: 0; -EINVAL for a malformed packet or impossible addresses; -EOPNOTSUPP for another
 *	operation, hardware or protocol.
 * Context: any.
 */
int bn_aarp_frame_parse(struct sk_buff *skb, struct bn_aarp_msg *msg)
{
	const struct aarp_frame *frame;

	if (!pskb_may_pull(skb, sizeof(*frame)))
		return -EINVAL;
	frame = (const struct aarp_frame *)skb->data;
	if (frame->hrd != htons(ARPHRD_ETHER) || frame->pro != htons(ETH_P_ATALK))
		return -EOPNOTSUPP;
	if (frame->hln != ETH_ALEN || frame->pln != ADDR_LEN)
		return -EINVAL;
	msg->op = ntohs(frame->op);
	if (msg->op < BN_AARP_REQUEST || msg->op > BN_AARP_PROBE)
		return -EOPNOTSUPP;
	if (!is_valid(frame))
		return -EINVAL;
	memcpy(msg->sha, frame->sha, ETH_ALEN);
	memcpy(msg->tha, frame->tha, ETH_ALEN);
	msg->snet = ntohs(frame->snet);
	msg->snode = frame->snode;
	msg->tnet = ntohs(frame->tnet);
	msg->tnode = frame->tnode;
	return 0;
}

/**
 * bn_aarp_frame_send() - send an AARP packet
 * @link: outgoing interface
 * @dest: link-layer destination
 * @msg: its fields; the sender is filled in
 */
void bn_aarp_frame_send(struct bn_ddp_link *link, const u8 *dest, struct bn_aarp_msg *msg)
{
	struct aarp_frame *frame;
	struct sk_buff *skb;

	skb = bn_ddp_frame_alloc(link->ddp, BSDNET_L2_HEADER_MAX, sizeof(*frame));
	if (!skb)
		return;
	memcpy(msg->sha, link->lladdr, ETH_ALEN);
	msg->snet = link->config.net;
	msg->snode = link->node;
	frame = skb_put_zero(skb, sizeof(*frame));
	frame->hrd = htons(ARPHRD_ETHER);
	frame->pro = htons(ETH_P_ATALK);
	frame->hln = ETH_ALEN;
	frame->pln = ADDR_LEN;
	frame->op = htons(msg->op);
	memcpy(frame->sha, msg->sha, ETH_ALEN);
	memcpy(frame->tha, msg->tha, ETH_ALEN);
	frame->snet = htons(msg->snet);
	frame->snode = msg->snode;
	frame->tnet = htons(msg->tnet);
	frame->tnode = msg->tnode;
	link->ddp->transmit(link, BN_DDP_PROTO_AARP, dest, skb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ddp/aarp_frame_kunit.c"
#endif
