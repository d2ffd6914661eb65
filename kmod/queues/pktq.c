// SPDX-License-Identifier: GPL-2.0
/*
 * pktq - the packet queue: functions that are not inlined
 *
 * The algorithm and its proof: pktq.h.
 */
#include <linux/export.h>

#include "queues/pktq.h"

/**
 * bn_pktq_init() - initialize an empty queue
 * @q: the queue
 */
void bn_pktq_init(struct bn_pktq *q)
{
	q->stub.next = NULL;
	q->stub.kind = 0;
	q->head = &q->stub;
	q->tail = &q->stub;
}
EXPORT_SYMBOL_GPL(bn_pktq_init);

/**
 * bn_pktq_dequeue_last() - take the item at the head, which had no successor
 * @q: the queue
 * @head: the item, which is &q->head and not the stub
 *
 * Return: the item, or NULL if a producer is in the gap behind it.
 * Context: the one consumer.
 */
struct bn_pktq_link *bn_pktq_dequeue_last(struct bn_pktq *q, struct bn_pktq_link *head)
{
	struct bn_pktq_link *next;

	/* Avoid an exchange that would fail */
	if (READ_ONCE(q->tail) == head) {
		/* The consumer has passed the stub: no other CPU writes to it */
		WRITE_ONCE(q->stub.next, NULL);
		if (cmpxchg(&q->tail, head, &q->stub) == head) {
			q->head = &q->stub;
			return head;
		}
	}
	/* pairs with the release in bn_pktq_enqueue() */
	next = smp_load_acquire(&head->next);
	if (!next)
		return NULL;
	q->head = next;
	return head;
}
EXPORT_SYMBOL_GPL(bn_pktq_dequeue_last);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "pktq_kunit.c"
#endif
