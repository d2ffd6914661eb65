// SPDX-License-Identifier: GPL-2.0
/*
 * queue - the service queue of AppleTalk
 *
 * It is what makes the protocol single-threaded. Its consumer is a worker, or a system call
 * that has acquired it. Frames are queued in softirq, whatever interface they arrive on; a frame
 * carries the index of its interface, which the consumer looks up. The timer posts a message,
 * whose consumption does all that is due.
 *
 * What waits is bounded by number and by memory.
 *
 * Life: made with the stack, destroyed after the grace period that follows the removal of all
 * interfaces, when no frame can enter it any more.
 */
#include <linux/slab.h>

#include "ddp/private.h"

/* ---- producers ----------------------------------------------------------- */

static void queue_one(struct bn_ddp *ddp, struct sk_buff *skb, enum bn_ddp_item kind)
{
	unsigned int truesize = skb->truesize;

	if (atomic_add_return(truesize, &ddp->bytes) > BN_DDP_QUEUE_BYTES) {
		atomic_sub(truesize, &ddp->bytes);
		bn_drop(skb, BN_DROP_DDP_QUEUE_FULL);
		return;
	}
	skb->dev = NULL;	/* may be freed before the packet leaves the queue */
	if (!bn_svcq_enqueue(&ddp->q, skb, kind, BN_DROP_DDP_QUEUE_FULL))
		atomic_sub(truesize, &ddp->bytes);
}

static void queue_vector(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n,
			 enum bn_ddp_item kind)
{
	const struct bn_ddp_link *link = entry->opaque;
	unsigned int i;

	for (i = 0; i < n; i++)
		queue_one(link->ddp, pkts[i], kind);
}

/**
 * bn_ddp_queue_datagrams() - bn_l2_input_t of DDP
 * @entry: the entry; opaque is the link
 * @pkts: frames, data at the header of DDP; taken
 * @n: how many
 *
 * Context: softirq, RCU read side.
 */
void bn_ddp_queue_datagrams(const struct bn_l2_entry *entry, struct sk_buff **pkts,
			    unsigned int n)
{
	queue_vector(entry, pkts, n, BN_DDP_ITEM_DATAGRAM);
}

/**
 * bn_ddp_queue_aarp() - bn_l2_input_t of AARP
 * @entry: the entry; opaque is the link
 * @pkts: frames, data at the AARP header; taken
 * @n: how many
 *
 * Context: softirq, RCU read side.
 */
void bn_ddp_queue_aarp(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	queue_vector(entry, pkts, n, BN_DDP_ITEM_AARP);
}

/**
 * bn_ddp_loop() - queue a datagram of this node to itself
 * @link: the interface with its address
 * @skb: the datagram, data at the header; taken
 */
void bn_ddp_loop(struct bn_ddp_link *link, struct sk_buff *skb)
{
	bn_pkt(skb)->ifl_index = link->ifl_index;
	bn_svcq_enqueue(&link->ddp->q, skb, BN_DDP_ITEM_LOOP, BN_DROP_DDP_QUEUE_FULL);
}

static void expired(struct timer_list *timer)
{
	struct bn_ddp *ddp = container_of(timer, struct bn_ddp, timer);

	bn_svcq_post(&ddp->q, &ddp->tick, BN_DDP_ITEM_TICK);
}

/**
 * bn_ddp_hurry() - a node is being asked for: the next tick comes soon
 * @ddp: the protocol
 */
void bn_ddp_hurry(struct bn_ddp *ddp)
{
	timer_reduce(&ddp->timer, jiffies + BN_DDP_TICK);
}

/* ---- consumer ------------------------------------------------------------ */

static void tick(struct bn_ddp *ddp)
{
	struct bn_ddp_link *link;
	bool busy = false;

	list_for_each_entry(link, &ddp->links, list) {
		busy |= bn_ddp_probe_tick(link);
		busy |= bn_aarp_tick(link);
		bn_rtmp_tick(link);
	}
	if (ddp->n_links)
		timer_reduce(&ddp->timer,
			     jiffies + (busy ? BN_DDP_TICK : BN_DDP_TICK_IDLE));
}

static void packet(struct bn_ddp *ddp, enum bn_ddp_item kind, struct sk_buff *skb)
{
	struct bn_ddp_link *link = bn_ddp_link_find(ddp, bn_pkt(skb)->ifl_index);

	if (kind != BN_DDP_ITEM_LOOP)
		atomic_sub(skb->truesize, &ddp->bytes);
	if (!link)
		bn_drop(skb, BN_DROP_IFD_GONE);
	else if (kind == BN_DDP_ITEM_AARP)
		bn_aarp_receive(link, skb);
	else
		bn_ddp_input(link, skb, kind == BN_DDP_ITEM_LOOP);
}

/* bn_svcq::consume */
static void consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct bn_ddp *ddp = svcq->priv;

	ddp->now = jiffies;
	if (kind == BN_DDP_ITEM_TICK)
		tick(ddp);
	else
		packet(ddp, kind, item);
}

/**
 * bn_ddp_acquire() - become the consumer
 * @ddp: the protocol
 *
 * Context: process, may sleep; not with the route lock held.
 */
void bn_ddp_acquire(struct bn_ddp *ddp)
{
	bn_svcq_acquire(&ddp->q);
	ddp->now = jiffies;
}

/**
 * bn_ddp_release() - stop being the consumer
 * @ddp: the protocol
 */
void bn_ddp_release(struct bn_ddp *ddp)
{
	bn_svcq_release(&ddp->q);
}

/**
 * bn_ddp_alloc() - AppleTalk without interfaces
 * @stack: the stack
 *
 * Return: the protocol, or ERR_PTR(-errno).
 * Context: process.
 */
struct bn_ddp *bn_ddp_alloc(struct bsdnet_stack *stack)
{
	struct bn_ddp *ddp = kzalloc(sizeof(*ddp), GFP_KERNEL_ACCOUNT);
	int err;

	if (!ddp)
		return ERR_PTR(-ENOMEM);
	ddp->stack = stack;
	ddp->transmit = bn_ddp_frame_send;
	INIT_LIST_HEAD(&ddp->links);
	timer_setup(&ddp->timer, expired, 0);
	err = bn_svcq_init(&ddp->q, stack, "ddp", BN_DDP_QUEUE_LIMIT, ddp, consume);
	if (!err)
		return ddp;
	kfree(ddp);
	return ERR_PTR(err);
}

/**
 * bn_ddp_free() - destroy the queue and free the protocol
 * @ddp: the protocol, without interfaces and sessions; no frame can find it any more
 *
 * Context: process, may sleep.
 */
void bn_ddp_free(struct bn_ddp *ddp)
{
	timer_shutdown_sync(&ddp->timer);
	bn_svcq_destroy(&ddp->q, BN_DROP_IFD_GONE);
	kfree(ddp);
}
