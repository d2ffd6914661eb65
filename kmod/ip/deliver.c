// SPDX-License-Identifier: GPL-2.0
/*
 * copies - packets to multicast and broadcast addresses: a copy for each session
 *
 * Every session that matches gets the packet, not only the best match. Copies are clones, and
 * each session charges its own to its receive buffer.
 *
 * Serves IN-1, SK-5 (RFC 1112 7.2, RFC 1122 4.1.3.5).
 */
#include "inet/private.h"

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
 * bn_copies_deliver() - deliver a packet to all sessions that match and accept it
 * @stack: the stack
 * @key: its key
 * @skb: data at the transport header; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_copies_deliver(struct bsdnet_stack *stack, const struct bn_pcb_key *key,
		       struct sk_buff *skb)
{
	struct copies copies = { .stack = stack, .skb = skb };

	bn_pcb_each_match(stack, key, copies_match, &copies);
	if (copies.last)
		copies.last->ops->input_copy(copies.last, skb);
	else
		bn_drop(skb, BN_DROP_NO_PCB);
}
