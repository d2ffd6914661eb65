// SPDX-License-Identifier: GPL-2.0
/*
 * queue - bsdnet's packet queue beside llist, ptr_ring and the locked skb
 * queue: 64 socket buffers in, 64 out, by one processor
 *
 * A kernel without SMP has no spinlocks: what is left of the skb queue's lock
 * is the disabling of interrupts. Several processors are measured on the host.
 */
#include <linux/llist.h>
#include <linux/ptr_ring.h>
#include <linux/skbuff.h>

#include "bench.h"
#include "queues/pktq.h"

#define BATCH 64
#define ITEMS (BATCH * 16384)

static struct sk_buff *skbs[BATCH];
static struct bn_pktq pktq;
static struct sk_buff_head list;
static struct llist_head lockless;
static struct ptr_ring ring;

static unsigned long pktq_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	unsigned long sum = 0;
	int k;

	for (; n; n -= BATCH) {
		preempt_disable();
		for (k = 0; k < BATCH; k++)
			sum += bn_pktq_enqueue(&pktq, (struct bn_pktq_link *)skbs[k]);
		preempt_enable();
		for (k = 0; k < BATCH; k++)
			sum += (unsigned long)bn_pktq_dequeue(&pktq);
	}
	return sum;
}

static unsigned long list_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	unsigned long sum = 0;
	int k;

	for (; n; n -= BATCH) {
		for (k = 0; k < BATCH; k++)
			skb_queue_tail(&list, skbs[k]);
		for (k = 0; k < BATCH; k++)
			sum += (unsigned long)skb_dequeue(&list);
	}
	return sum;
}

static unsigned long llist_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	struct llist_node *node;
	unsigned long sum = 0;
	int k;

	for (; n; n -= BATCH) {
		for (k = 0; k < BATCH; k++)
			sum += llist_add(&skbs[k]->ll_node, &lockless);
		node = llist_reverse_order(llist_del_all(&lockless));
		while (node) {
			sum += (unsigned long)node;
			node = node->next;
		}
	}
	return sum;
}

static unsigned long ring_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	unsigned long sum = 0;
	int k;

	for (; n; n -= BATCH) {
		for (k = 0; k < BATCH; k++)
			sum += ptr_ring_produce(&ring, skbs[k]);
		for (k = 0; k < BATCH; k++)
			sum += (unsigned long)ptr_ring_consume(&ring);
	}
	return sum;
}

static int make_skbs(void)
{
	int n;

	for (n = 0; n < BATCH; n++) {
		skbs[n] = alloc_skb(64, GFP_KERNEL);
		if (!skbs[n])
			return -ENOMEM;
		skb_mark_not_on_list(skbs[n]);
	}
	return 0;
}

static void free_skbs(void)
{
	int n;

	for (n = 0; n < BATCH; n++) {
		if (!skbs[n])
			continue;
		skbs[n]->next = NULL;
		skbs[n]->prev = NULL;
		kfree_skb(skbs[n]);
	}
}

/**
 * bench_queue() - measure the queues
 *
 * Return: 0 or a negative error.
 */
int bench_queue(void)
{
	static struct bench_runner runners[] = {
		{ .who = "bsdnet", .pass = pktq_pass },
		{ .who = "skb_queue", .pass = list_pass },
		{ .who = "llist", .pass = llist_pass },
		{ .who = "ptr_ring", .pass = ring_pass },
		{}
	};
	int err;

	err = ptr_ring_init(&ring, 2 * BATCH, GFP_KERNEL);
	if (err)
		return err;
	bn_pktq_init(&pktq);
	skb_queue_head_init(&list);
	init_llist_head(&lockless);
	err = make_skbs();
	if (!err) {
		bench_measure(runners, NULL, ITEMS);
		bench_tell_all("kernel_queue", runners, ITEMS, "");
	}
	free_skbs();
	ptr_ring_cleanup(&ring, NULL);
	return err;
}
