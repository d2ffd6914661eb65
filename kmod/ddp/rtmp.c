// SPDX-License-Identifier: GPL-2.0
/*
 * rtmp - the stub of the Routing Table Maintenance Protocol in end nodes (IA 5-19)
 *
 * A router tells the range of the cable's network numbers and its own address, in data packets
 * every ten seconds and in responses to a request. Datagrams to networks outside the range are
 * sent to the router that was heard last. The rest of a data packet, the routing table, is of no
 * interest to an end node.
 *
 * A packet is believed if it comes from the router itself, on this cable, and its range includes
 * this node and is the configured one, if any.
 *
 * Serves Q-10.
 */
#include "ddp/private.h"

#define REQUEST		1	/* IA 5-17: function of a request */
#define ID_BITS		8	/* length of a node number in bits */
#define EXTENDED	0x80	/* distance of the first tuple of an extended network */
#define VERSION		0x82

/* Sender's network number, length of its node, node; range of the cable */
#define NET		0
#define ID_LEN		2
#define NODE		3
#define FIRST		4
#define DISTANCE	6
#define LAST		7
#define TUPLE_END	9
#define LENGTH		10

static u16 number_at(const u8 *data)
{
	return data[0] << 8 | data[1];
}

static bool is_from_router(const u8 *data, const struct bn_ddp_msg *msg)
{
	return msg->from.sock == BN_DDP_SOCK_RTMP && !msg->hops && data[ID_LEN] == ID_BITS &&
	       number_at(data + NET) == msg->from.net && data[NODE] == msg->from.node;
}

static bool is_acceptable(const struct bn_ddp_link *link, u16 first, u16 last, u16 router)
{
	if (!first || last == 0xffff || link->config.net < first || link->config.net > last ||
	    router < first || router > last)
		return false;
	return !link->config.first ||
	       (link->config.first == first && link->config.last == last);
}

/* False: the packet is ignored */
static bool learn(struct bn_ddp_link *link, const struct bn_ddp_msg *msg, const u8 *data,
		  unsigned int len)
{
	u16 first, last;

	if (msg->type != BN_DDP_TYPE_RTMP_DATA || len < LENGTH || !is_from_router(data, msg) ||
	    data[DISTANCE] != EXTENDED || data[TUPLE_END] != VERSION)
		return false;
	first = number_at(data + FIRST);
	last = number_at(data + LAST);
	if (!is_acceptable(link, first, last, msg->from.net))
		return false;
	link->first = first;
	link->last = last;
	link->router = msg->from;
	link->router_heard = link->ddp->now;
	return true;
}

/**
 * bn_rtmp_input() - process a packet of RTMP
 * @link: the interface on which it arrived
 * @msg: its header
 * @skb: the packet, linear; taken
 */
void bn_rtmp_input(struct bn_ddp_link *link, const struct bn_ddp_msg *msg, struct sk_buff *skb)
{
	const struct bn_ddp_addr old = link->router;
	u16 first = link->first, last = link->last;

	if (!learn(link, msg, skb->data, skb->len)) {
		bn_drop(skb, BN_DROP_DDP_IGNORED);
		return;
	}
	consume_skb(skb);
	if (old.net != link->router.net || old.node != link->router.node ||
	    first != link->first || last != link->last)
		bn_ddp_link_changed(link);
}

/**
 * bn_rtmp_start() - ask for a router
 * @link: the interface, its address acquired
 */
void bn_rtmp_start(struct bn_ddp_link *link)
{
	struct bn_ddp_msg msg = {
		.from.sock = BN_DDP_SOCK_RTMP,
		.to = { 0, BN_DDP_NODE_ALL, BN_DDP_SOCK_RTMP },
	};
	struct sk_buff *skb;

	skb = bn_ddp_frame_alloc(link->ddp, BN_DDP_HEADROOM, 2);
	if (!skb)
		return;
	skb_put_u8(skb, BN_DDP_TYPE_RTMP_REQ);
	skb_put_u8(skb, REQUEST);
	bn_ddp_output_on(link, &msg, BN_DDP_CHECKSUM | BN_DDP_BROADCAST_OK, skb);
}

/**
 * bn_rtmp_tick() - forget a router that was not heard
 * @link: the interface
 */
void bn_rtmp_tick(struct bn_ddp_link *link)
{
	if (!link->router.node || link->ddp->now - link->router_heard < BN_RTMP_EXPIRES)
		return;
	link->router = (struct bn_ddp_addr){};
	bn_ddp_link_changed(link);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ddp/rtmp_kunit.c"
#endif
