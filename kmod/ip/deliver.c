// SPDX-License-Identifier: GPL-2.0
/*
 * deliver - local delivery of packets that become several
 *
 * A packet to a multicast or broadcast address is delivered to every session that matches, not
 * only to the best match. Copies are clones, and each session charges its own to its receive
 * buffer. What GRO joined is split for sessions that do not do that themselves.
 *
 * Serves IN-1, SK-5 (RFC 1112 7.2, RFC 1122 4.1.3.5).
 */
#include "ip/deliver.h"

/* ---- copies -------------------------------------------------------------- */

/**
 * struct copies - state of a delivery
 * @stack: the stack
 * @skb: the packet
 * @last: the last session that accepted it; gets the packet, or a clone if there is another one
 */
struct copies {
	struct bsdnet_stack *stack;
	struct sk_buff *skb;
	struct bn_pcb *last;
};

static void give_clone(const struct copies *copies)
{
	struct sk_buff *clone = skb_clone(copies->skb, GFP_ATOMIC);

	if (clone)
		copies->last->ops->input_copy(copies->last, clone);
	else
		bn_drop_count(copies->stack, BN_DROP_NO_MEMORY);
}

static void copies_match(struct bn_pcb *pcb, void *arg)
{
	struct copies *copies = arg;

	if (!pcb->ops->accepts || !pcb->ops->accepts(pcb, copies->skb))
		return;
	if (copies->last)
		give_clone(copies);
	copies->last = pcb;
}

/**
 * bn_ip_deliver_copies() - deliver a packet to all sessions that match and accept it
 * @stack: the stack
 * @key: its key
 * @skb: data at the transport header; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip_deliver_copies(struct bsdnet_stack *stack, const struct bn_pcb_key *key,
			  struct sk_buff *skb)
{
	struct copies copies = { .stack = stack, .skb = skb };

	bn_pcb_each_match(stack, key, copies_match, &copies);
	if (copies.last)
		copies.last->ops->input_copy(copies.last, skb);
	else
		bn_drop(skb, BN_DROP_NO_PCB);
}

/* ---- segments ------------------------------------------------------------ */

/**
 * bn_ip_deliver_segments() - split what GRO joined and deliver each segment
 * @stack: the stack
 * @skb: data at the network header; taken
 * @deliver: takes a segment, or the packet if it needs no splitting
 *
 * Context: RCU read side, BH off.
 */
void bn_ip_deliver_segments(struct bsdnet_stack *stack, struct sk_buff *skb,
			    void (*deliver)(struct bsdnet_stack *stack, struct sk_buff *skb))
{
	struct sk_buff *segs, *seg, *next;

	segs = bn_gso_segment(skb, NETIF_F_SG, false);
	if (IS_ERR(segs)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	if (!segs) {
		deliver(stack, skb);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		skb_reset_network_header(seg);
		deliver(stack, seg);
	}
}
