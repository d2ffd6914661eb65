// SPDX-License-Identifier: GPL-2.0
/*
 * aep - the echo protocol: answer requests on socket 4 (IA 6)
 *
 * Requests come from applications, by datagram sockets with type 4. A reply is never answered,
 * and neither is a request to all nodes.
 *
 * Serves Q-10.
 */
#include "ddp/private.h"

#define AEP_REQUEST	1
#define AEP_REPLY	2

static void reply(struct bn_ddp_link *link, const struct bn_ddp_msg *asked,
		  const struct sk_buff *request)
{
	struct bn_ddp_msg msg = {
		.from.sock = BN_DDP_SOCK_AEP,
		.to = asked->from,
	};
	struct sk_buff *skb;

	skb = bn_ddp_frame_alloc(link->ddp, BN_DDP_HEADROOM, 1 + request->len);
	if (!skb)
		return;
	skb_put_u8(skb, BN_DDP_TYPE_AEP);
	skb_put_data(skb, request->data, request->len);
	skb->data[1] = AEP_REPLY;
	bn_ddp_output_on(link, &msg, BN_DDP_CHECKSUM, skb);
}

/**
 * bn_aep_input() - process a packet to the socket of AEP
 * @link: the interface on which it arrived
 * @msg: its header
 * @skb: the packet, linear; taken
 */
void bn_aep_input(struct bn_ddp_link *link, const struct bn_ddp_msg *msg, struct sk_buff *skb)
{
	if (msg->type != BN_DDP_TYPE_AEP || !skb->len || skb->data[0] != AEP_REQUEST ||
	    msg->to.node == BN_DDP_NODE_ALL) {
		bn_drop(skb, BN_DROP_DDP_IGNORED);
		return;
	}
	reply(link, msg, skb);
	consume_skb(skb);
}
