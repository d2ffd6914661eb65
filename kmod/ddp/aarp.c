// SPDX-License-Identifier: GPL-2.0
/*
 * aarp - the AppleTalk Address Resolution Protocol: the cache of an interface (IA 2)
 *
 * A datagram for a node that is not known waits while its link-layer address is asked for. A
 * node that is known is updated by its responses and requests; one that is not is learnt only if
 * it asks for this node. Nothing is learnt from probes.
 *
 * The cache is an array, so traffic makes AARP allocate nothing but packets. The entry that was
 * not used for longest is replaced. Entries that are being asked for, which anybody can cause by
 * echo requests from invented addresses, replace only each other once there are
 * BN_AARP_PENDING_MAX of them.
 *
 * Serves.
 */
#include <linux/etherdevice.h>

#include "ddp/private.h"

/**
 * bn_aarp_init() - make an empty cache
 * @link: a new interface
 *
 * Context: any.
 */
void bn_aarp_init(struct bn_ddp_link *link)
{
	unsigned int i;

	for (i = 0; i < BN_AARP_SLOTS; i++)
		__skb_queue_head_init(&link->aarp[i].held);
}

static void free_entry(struct bn_aarp_entry *entry)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&entry->held)))
		bn_drop(skb, BN_DROP_DDP_UNRESOLVED);
	entry->state = BN_AARP_FREE;
}

/**
 * bn_aarp_flush() - forget all entries and drop the datagrams that wait
 * @link: the interface
 */
void bn_aarp_flush(struct bn_ddp_link *link)
{
	unsigned int i;

	for (i = 0; i < BN_AARP_SLOTS; i++)
		free_entry(&link->aarp[i]);
}

static struct bn_aarp_entry *find_entry(struct bn_ddp_link *link, u16 net, u8 node)
{
	struct bn_aarp_entry *entry;

	for (entry = link->aarp; entry < link->aarp + BN_AARP_SLOTS; entry++)
		if (entry->state != BN_AARP_FREE && entry->net == net && entry->node == node)
			return entry;
	return NULL;
}

static unsigned int count_pending(const struct bn_ddp_link *link)
{
	unsigned int i, n = 0;

	for (i = 0; i < BN_AARP_SLOTS; i++)
		n += link->aarp[i].state == BN_AARP_PENDING;
	return n;
}

/* A free entry, or the one not used for longest; only among the pending ones if @pending */
static struct bn_aarp_entry *take_entry(struct bn_ddp_link *link, bool pending)
{
	struct bn_aarp_entry *entry, *oldest = NULL;

	for (entry = link->aarp; entry < link->aarp + BN_AARP_SLOTS; entry++) {
		if (pending && entry->state != BN_AARP_PENDING)
			continue;
		if (entry->state == BN_AARP_FREE)
			return entry;
		if (!oldest || time_before(entry->used, oldest->used))
			oldest = entry;
	}
	return oldest;
}

static struct bn_aarp_entry *make_entry(struct bn_ddp_link *link, u16 net, u8 node, bool known)
{
	struct bn_aarp_entry *entry;

	entry = take_entry(link, !known && count_pending(link) >= BN_AARP_PENDING_MAX);
	free_entry(entry);
	entry->state = known ? BN_AARP_KNOWN : BN_AARP_PENDING;
	entry->net = net;
	entry->node = node;
	entry->tries = 0;
	entry->heard = link->ddp->now;
	entry->used = link->ddp->now;
	return entry;
}

static void request(struct bn_ddp_link *link, struct bn_aarp_entry *entry)
{
	struct bn_aarp_msg msg = {
		.op = BN_AARP_REQUEST,
		.tnet = entry->net,
		.tnode = entry->node,
	};

	entry->tries++;
	entry->heard = link->ddp->now;
	bn_aarp_frame_send(link, bn_ddp_multicast, &msg);
	bn_ddp_hurry(link->ddp);
}

static void hold(struct bn_aarp_entry *entry, struct sk_buff *skb)
{
	if (skb_queue_len(&entry->held) < BN_AARP_HELD_MAX)
		__skb_queue_tail(&entry->held, skb);
	else
		bn_drop(skb, BN_DROP_DDP_UNRESOLVED);
}

/**
 * bn_aarp_send() - send a datagram to a node of the cable
 * @link: the interface
 * @net: network number of the node
 * @node: the node
 * @skb: the datagram; taken
 */
void bn_aarp_send(struct bn_ddp_link *link, u16 net, u8 node, struct sk_buff *skb)
{
	struct bn_aarp_entry *entry = find_entry(link, net, node);

	if (!entry) {
		entry = make_entry(link, net, node, false);
		request(link, entry);
	}
	entry->used = link->ddp->now;
	if (entry->state == BN_AARP_KNOWN)
		link->ddp->transmit(link, BN_DDP_PROTO_DDP, entry->lladdr, skb);
	else
		hold(entry, skb);
}

static void learn(struct bn_ddp_link *link, struct bn_aarp_entry *entry, const u8 *lladdr)
{
	struct sk_buff *skb;

	entry->state = BN_AARP_KNOWN;
	entry->heard = link->ddp->now;
	memcpy(entry->lladdr, lladdr, ETH_ALEN);
	while ((skb = __skb_dequeue(&entry->held)))
		link->ddp->transmit(link, BN_DDP_PROTO_DDP, entry->lladdr, skb);
}

static void respond(struct bn_ddp_link *link, const struct bn_aarp_msg *asked)
{
	struct bn_aarp_msg msg = {
		.op = BN_AARP_RESPONSE,
		.tnet = asked->snet,
		.tnode = asked->snode,
	};

	memcpy(msg.tha, asked->sha, ETH_ALEN);
	bn_aarp_frame_send(link, asked->sha, &msg);
}

/* A station that has our address, or wants it while we do, too */
static bool conflicts(const struct bn_ddp_link *link, const struct bn_aarp_msg *msg)
{
	if (bn_ddp_is_own(link, msg->snet, msg->snode))
		return msg->op != BN_AARP_PROBE || link->state == BSDNET_DDP_STATE_PROBING;
	return false;
}

static void handle(struct bn_ddp_link *link, const struct bn_aarp_msg *msg)
{
	bool for_us = link->state == BSDNET_DDP_STATE_UP &&
		      bn_ddp_is_own(link, msg->tnet, msg->tnode);
	struct bn_aarp_entry *entry;

	if (conflicts(link, msg)) {
		bn_ddp_probe_conflict(link);
		return;
	}
	if (msg->op != BN_AARP_PROBE && bn_ddp_in_range(link, msg->snet)) {
		entry = find_entry(link, msg->snet, msg->snode);
		if (!entry && for_us && msg->op == BN_AARP_REQUEST)
			entry = make_entry(link, msg->snet, msg->snode, true);
		if (entry)
			learn(link, entry, msg->sha);
	}
	if (for_us && msg->op != BN_AARP_RESPONSE)
		respond(link, msg);
}

/**
 * bn_aarp_receive() - process an AARP packet
 * @link: the interface on which it arrived
 * @skb: the packet; taken
 */
void bn_aarp_receive(struct bn_ddp_link *link, struct sk_buff *skb)
{
	struct bn_aarp_msg msg;

	if (bn_aarp_frame_parse(skb, &msg)) {
		bn_drop(skb, BN_DROP_AARP_BAD);
		return;
	}
	if (link->state == BSDNET_DDP_STATE_DOWN || ether_addr_equal(msg.sha, link->lladdr)) {
		bn_drop(skb, BN_DROP_AARP_IGNORED);
		return;
	}
	handle(link, &msg);
	consume_skb(skb);
}

/* Nobody answers: tell the senders of the datagrams that wait */
static void give_up(struct bn_ddp_link *link, struct bn_aarp_entry *entry)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&entry->held))) {
		bn_ddp_session_unreachable(link->ddp, skb);
		bn_drop(skb, BN_DROP_DDP_UNRESOLVED);
	}
	entry->state = BN_AARP_FREE;
}

static void tick_entry(struct bn_ddp_link *link, struct bn_aarp_entry *entry)
{
	unsigned long age = link->ddp->now - entry->heard;

	if (entry->state == BN_AARP_KNOWN && age >= BN_AARP_EXPIRES)
		entry->state = BN_AARP_FREE;
	if (entry->state != BN_AARP_PENDING || age < BN_DDP_TICK)
		return;
	if (entry->tries < BN_AARP_REQUESTS)
		request(link, entry);
	else
		give_up(link, entry);
}

/**
 * bn_aarp_tick() - repeat requests, forget nodes that were not heard
 * @link: the interface
 *
 * Return: true if nodes are being asked for: call again after BN_DDP_TICK.
 */
bool bn_aarp_tick(struct bn_ddp_link *link)
{
	unsigned int i;

	for (i = 0; i < BN_AARP_SLOTS; i++)
		tick_entry(link, &link->aarp[i]);
	return count_pending(link);
}

static void get_info(const struct bn_ddp_link *link, u32 slot, struct bn_aarp_info *info)
{
	const struct bn_aarp_entry *entry = &link->aarp[slot];

	*info = (struct bn_aarp_info){
		.ifl_index = link->ifl_index,
		.slot = slot,
		.net = entry->net,
		.node = entry->node,
		.known = entry->state == BN_AARP_KNOWN,
		.age_ms = jiffies_to_msecs(jiffies - entry->heard),
	};
	if (info->known)
		memcpy(info->lladdr, entry->lladdr, ETH_ALEN);
}

/**
 * bn_aarp_next() - iterate over the cache of an interface
 * @stack: the stack
 * @ifl_index: the interface
 * @slot: first entry to look at
 * @info: filled in
 *
 * Return: false at the end.
 * Context: process, may sleep.
 */
bool bn_aarp_next(struct bsdnet_stack *stack, u32 ifl_index, u32 slot,
		  struct bn_aarp_info *info)
{
	struct bn_ddp_link *link;
	bool found = false;

	bn_ddp_acquire(stack->ddp);
	link = bn_ddp_link_find(stack->ddp, ifl_index);
	for (; link && slot < BN_AARP_SLOTS && !found; slot++) {
		found = link->aarp[slot].state != BN_AARP_FREE;
		if (found)
			get_info(link, slot, info);
	}
	bn_ddp_release(stack->ddp);
	return found;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ddp/aarp_kunit.c"
#endif
