// SPDX-License-Identifier: GPL-2.0
/*
 * datagram - DDP: from the wire to a socket, and back (IA 4)
 *
 * This is an end node: it forwards nothing. A datagram is received if it is for this node, or for
 * all nodes, on the interface on which it arrives, so that no frame can be made to circulate.
 *
 * A destination is on a cable if its network number is in the range of that; all others are
 * behind a router, if one was heard. Datagrams to this node are queued behind what the consumer
 * has to do, instead of being processed inside the call that sends them. Broadcasts are not
 * received by their sender.
 *
 * Serves Q-10.
 */
#include "ddp/private.h"

static bool is_for_us(const struct bn_ddp_link *link, const struct bn_ddp_addr *to)
{
	if (to->node == BN_DDP_NODE_ALL)
		return !to->net || bn_ddp_in_range(link, to->net);
	return link->state == BSDNET_DDP_STATE_UP &&
	       (bn_ddp_is_own(link, to->net, to->node) || (!to->net && to->node == link->node));
}

static void dispatch(struct bn_ddp_link *link, const struct bn_ddp_msg *msg,
		     struct sk_buff *skb)
{
	switch (msg->to.sock) {
	case BN_DDP_SOCK_RTMP:
		__skb_pull(skb, 1);
		bn_rtmp_input(link, msg, skb);
		break;
	case BN_DDP_SOCK_AEP:
		__skb_pull(skb, 1);
		bn_aep_input(link, msg, skb);
		break;
	default:
		bn_ddp_session_deliver(link, msg, skb);
	}
}

/**
 * bn_ddp_input() - process a datagram
 * @link: the interface on which it arrived
 * @skb: the datagram, data at the header; taken
 * @looped: it was sent by this node, not received
 */
void bn_ddp_input(struct bn_ddp_link *link, struct sk_buff *skb, bool looped)
{
	struct bn_ddp_msg msg;
	int err;

	if (link->state == BSDNET_DDP_STATE_DOWN) {
		bn_drop(skb, BN_DROP_IF_DOWN);
		return;
	}
	err = bn_ddp_header_pull(skb, &msg);
	if (err) {
		bn_drop(skb, err == -ENOMEM ? BN_DROP_NO_MEMORY : BN_DROP_DDP_BAD);
		return;
	}
	if (!looped && bn_ddp_is_own(link, msg.from.net, msg.from.node)) {
		bn_drop(skb, BN_DROP_DDP_OWN_SOURCE);
		return;
	}
	if (!is_for_us(link, &msg.to)) {
		bn_drop(skb, BN_DROP_DDP_NOT_LOCAL);
		return;
	}
	link->rx++;
	dispatch(link, &msg, skb);
}

/**
 * bn_ddp_output_on() - send a datagram on an interface
 * @link: the interface; has the address of the sender
 * @msg: source and destination; network number and node of the source are filled in
 * @flags: enum bn_ddp_tx_flags
 * @skb: the datagram, linear, data at the type; taken
 *
 * Return: 0; -ENETDOWN (the address is not acquired), -ENETUNREACH (no router), -EACCES
 *	(broadcast).
 */
int bn_ddp_output_on(struct bn_ddp_link *link, struct bn_ddp_msg *msg, u32 flags,
		     struct sk_buff *skb)
{
	bool on_cable = !msg->to.net || bn_ddp_in_range(link, msg->to.net);
	bool to_all = msg->to.node == BN_DDP_NODE_ALL;
	int err = 0;

	if (link->state != BSDNET_DDP_STATE_UP)
		err = -ENETDOWN;
	else if (to_all && !(flags & BN_DDP_BROADCAST_OK))
		err = -EACCES;
	else if (!on_cable && !link->router.node)
		err = -ENETUNREACH;
	if (err) {
		kfree_skb(skb);
		return err;
	}
	msg->from.net = link->config.net;
	msg->from.node = link->node;
	if (!msg->to.net && !to_all)
		msg->to.net = link->config.net;
	bn_ddp_header_push(skb, msg, flags & BN_DDP_CHECKSUM);
	link->tx++;
	if (bn_ddp_is_own(link, msg->to.net, msg->to.node))
		bn_ddp_loop(link, skb);
	else if (!on_cable)
		bn_aarp_send(link, link->router.net, link->router.node, skb);
	else if (to_all)
		link->ddp->transmit(link, BN_DDP_PROTO_DDP, bn_ddp_multicast, skb);
	else
		bn_aarp_send(link, msg->to.net, msg->to.node, skb);
	return 0;
}

static bool may_send(const struct bn_ddp_link *link, const struct bn_ddp_addr *from)
{
	return !from->node || bn_ddp_is_own(link, from->net, from->node);
}

/* The interface of the cable of @to; else one with a router, or any, which has an error for it */
static struct bn_ddp_link *find_route(struct bn_ddp *ddp, const struct bn_ddp_addr *from,
				      const struct bn_ddp_addr *to)
{
	struct bn_ddp_link *link, *best = NULL;

	list_for_each_entry(link, &ddp->links, list) {
		if (!may_send(link, from))
			continue;
		if (!to->net || bn_ddp_in_range(link, to->net))
			return link;
		if (!best || (link->router.node && !best->router.node))
			best = link;
	}
	return best;
}

/**
 * bn_ddp_output() - send a datagram
 * @ddp: the protocol
 * @msg: source and destination; a source without node: the address of the interface chosen
 * @flags: enum bn_ddp_tx_flags
 * @skb: the datagram, linear, data at the type; taken
 *
 * Return: 0, or as bn_ddp_output_on(); -ENETUNREACH also without any interface;
 *	-EADDRNOTAVAIL: the source is not an address of this node any more.
 */
int bn_ddp_output(struct bn_ddp *ddp, struct bn_ddp_msg *msg, u32 flags, struct sk_buff *skb)
{
	struct bn_ddp_link *link = find_route(ddp, &msg->from, &msg->to);

	if (link)
		return bn_ddp_output_on(link, msg, flags, skb);
	kfree_skb(skb);
	return msg->from.node ? -EADDRNOTAVAIL : -ENETUNREACH;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ddp/datagram_kunit.c"
#endif
