// SPDX-License-Identifier: GPL-2.0
/*
 * header - the long header of DDP: parse, build, checksum (IA 4-16)
 *
 * The header has 13 bytes, of which the last is the type of the data. As on Linux, applications
 * exchange the type with the data, so that the type is left where the data begin.
 *
 * Stateless.
 *
 * Serves Q-10.
 */
#include "ddp/private.h"

struct ddp_header {
	__be16 len_hops;	/* 2 bits 0, 4 bits hops, 10 bits length */
	__be16 sum;		/* 0: none */
	__be16 dnet;
	__be16 snet;
	u8 dnode;
	u8 snode;
	u8 dsock;
	u8 ssock;
} __packed;

#define LEN_MASK	0x3ff
#define HOPS_SHIFT	10
#define HOPS_MAX	15
#define LEN_MIN		(BN_DDP_HEADER + 1)
#define LEN_MAX		(LEN_MIN + BN_DDP_DATA_MAX)
#define SUM_FROM	offsetof(struct ddp_header, dnet)

/* Of @len bytes from the destination network on; never 0 */
static u16 checksum(const u8 *data, unsigned int len)
{
	u16 sum = 0;

	while (len--) {
		sum += *data++;
		sum = sum << 1 | sum >> 15;
	}
	return sum ?: 0xffff;
}

static bool is_socket(u8 sock)
{
	return sock && sock <= BN_DDP_LAST_SOCK;
}

static void get_addresses(const struct ddp_header *header, struct bn_ddp_msg *msg)
{
	msg->to = (struct bn_ddp_addr){ ntohs(header->dnet), header->dnode, header->dsock };
	msg->from = (struct bn_ddp_addr){ ntohs(header->snet), header->snode, header->ssock };
}

/**
 * bn_ddp_header_pull() - check and pull the header of a datagram
 * @skb: the datagram, data at the header; afterwards linear, without padding, its data at the
 *	type and its network header at the header
 * @msg: filled in
 *
 * Return: 0; -EINVAL for a malformed header, an impossible sender or a wrong checksum; -ENOMEM.
 * Context: any.
 */
int bn_ddp_header_pull(struct sk_buff *skb, struct bn_ddp_msg *msg)
{
	const struct ddp_header *header;
	unsigned int len;

	if (!pskb_may_pull(skb, LEN_MIN))
		return -EINVAL;
	header = (const struct ddp_header *)skb->data;
	len = ntohs(header->len_hops) & LEN_MASK;
	msg->hops = ntohs(header->len_hops) >> HOPS_SHIFT;
	if (len < LEN_MIN || len > LEN_MAX || len > skb->len || msg->hops > HOPS_MAX)
		return -EINVAL;
	if (pskb_trim_rcsum(skb, len) || skb_linearize(skb))
		return -ENOMEM;
	header = (const struct ddp_header *)skb->data;
	if (header->sum &&
	    ntohs(header->sum) != checksum(skb->data + SUM_FROM, len - SUM_FROM))
		return -EINVAL;
	get_addresses(header, msg);
	msg->type = skb->data[BN_DDP_HEADER];
	if (!bn_ddp_is_node(msg->from.net, msg->from.node) || !is_socket(msg->from.sock) ||
	    !is_socket(msg->to.sock))
		return -EINVAL;
	skb_reset_network_header(skb);
	__skb_pull(skb, BN_DDP_HEADER);
	return 0;
}

/**
 * bn_ddp_header_push() - put the header in front of a datagram
 * @skb: the datagram, data at the type, linear, with headroom
 * @msg: what the header says, except for the type
 * @sum: compute the checksum
 *
 * Context: any.
 */
void bn_ddp_header_push(struct sk_buff *skb, const struct bn_ddp_msg *msg, bool sum)
{
	struct ddp_header *header = skb_push(skb, sizeof(*header));

	BUILD_BUG_ON(sizeof(*header) != BN_DDP_HEADER);
	header->len_hops = htons(msg->hops << HOPS_SHIFT | skb->len);
	header->sum = 0;
	header->dnet = htons(msg->to.net);
	header->snet = htons(msg->from.net);
	header->dnode = msg->to.node;
	header->snode = msg->from.node;
	header->dsock = msg->to.sock;
	header->ssock = msg->from.sock;
	if (sum)
		header->sum = htons(checksum(skb->data + SUM_FROM, skb->len - SUM_FROM));
	skb_reset_network_header(skb);
}

/**
 * bn_ddp_sender() - the sender of a received datagram
 * @skb: what bn_ddp_session::receive got
 * @from: filled in
 *
 * Context: any.
 */
void bn_ddp_sender(const struct sk_buff *skb, struct bn_ddp_addr *from)
{
	struct bn_ddp_msg msg;

	get_addresses((const struct ddp_header *)skb_network_header(skb), &msg);
	*from = msg.from;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ddp/header_kunit.c"
#endif
