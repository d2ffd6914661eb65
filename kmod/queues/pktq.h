/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pktq - the packet queue
 *
 * Multiple producers, one consumer, lock-free, FIFO per producer, intrusive:
 * the links live in the first two words of the item (in an skb: next and
 * prev). No allocation; an empty queue is four words, in two cache lines: the
 * producers' and the consumer's. Compiles unchanged in user space (RT-13).
 *
 * Overview
 *
 * A singly linked list from the oldest item (@head, the consumer's) to the
 * newest (@tail, the producers'). It always has an element: the @stub if there is no item.
 * A producer swaps its item into @tail (one atomic instruction, which orders the producers),
 * then links the predecessor to it. Between the two steps the list has a gap, which the
 * consumer cannot pass:
 *
 *	head -> A -> B    C -> D <- tail	the producer of C has swapped,
 *						but not yet linked B to C
 *
 * An item can be dequeued only after its successor was linked, because the producer of the
 * successor writes the item's link. The last item has no successor: it is dequeued after the
 * consumer has replaced it by the stub in @tail, by a compare-and-exchange that fails if a
 * producer was faster.
 *
 * Empty to non-empty
 *
 * bn_pktq_enqueue() returns true if the predecessor is the stub: the queue was empty, and
 * the caller must schedule the consumer. Other producers do nothing.
 *
 * bn_pktq_dequeue() returns NULL in two cases, which the consumer distinguishes by
 * bn_pktq_busy() before it stops:
 *
 * idle: the stub is at the head and no item is linked to it. The producer of the first item
 * after the stub gets true, after it has linked the item, and schedules the consumer;
 * producers behind it get false, and their items are dequeued with the first. So the
 * consumer may stop, if it tests bn_pktq_empty() again after it has become "stopped" for
 * the producers (under the lock that both take; NAPI has its MISSED bit for this).
 *
 * busy: an item is at the head, and the producer behind it has swapped but not yet linked.
 * That producer will get false. The consumer must not stop, but poll again. The gap is two
 * instructions long, and producers are not preemptible in it.
 *
 * Memory ordering
 *
 * Producer to consumer: xchg() orders fully, so the item's contents and its NULL
 * link come before the item is in @tail, hence before a successor can write the
 * link (the successor got the item's address from its own xchg()). The store of
 * the link is a release, the consumer's load an acquire: what the producer wrote into
 * its item before is seen by the consumer. The successor's release does the same for
 * what it follows: its xchg() read the producer's, so that the producer's writes come
 * before it, too (release and acquire are cumulative).
 *
 * The last item: its contents were read through its predecessor's link, as above. A
 * compare-and-exchange that succeeds orders fully: the stub's link is NULL before
 * a producer can find the stub in @tail and write that link; and no producer has got, or
 * will get, the item's address from @tail, so none writes the item's link. The producer that
 * had the stub as its predecessor before has written the stub's link already: the consumer
 * has passed the stub by reading it.
 *
 * Consumer to producer: the consumer writes only @head, and does not access an item after it
 * was dequeued: its link has been read, its successor's xchg() and link store are complete.
 * Successive consumers are ordered by a lock or by NAPI's state bits.
 *
 * The algorithm is Dmitry Vyukov's (1024cores.net, "Intrusive MPSC node-based
 * queue"), with his re-insertion of the stub replaced by the compare-and-exchange.
 */
#ifndef _BSDNET_PKTQ_H
#define _BSDNET_PKTQ_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct bn_pktq_link - the first two words of an item
 * @next: link; used by the queue
 * @kind: for the owner; kept from enqueue to dequeue
 */
struct bn_pktq_link {
	struct bn_pktq_link *next;
	unsigned long kind;
};

/**
 * struct bn_pktq - a queue
 * @tail: the newest element; swapped by producers
 * @head: the oldest element; used by the consumer, in its own cache line
 * @stub: the element of an empty queue
 */
struct bn_pktq {
	struct bn_pktq_link *tail ____cacheline_aligned_in_smp;
	struct bn_pktq_link *head ____cacheline_aligned_in_smp;
	struct bn_pktq_link stub;
};

void bn_pktq_init(struct bn_pktq *q);
struct bn_pktq_link *bn_pktq_dequeue_last(struct bn_pktq *q, struct bn_pktq_link *head);

/**
 * bn_pktq_enqueue() - add an item
 * @q: the queue
 * @item: its link; @kind is set
 *
 * Return: true if the queue was empty: the caller must schedule the consumer.
 * Context: any, concurrently; not preemptible (see above).
 */
static inline bool bn_pktq_enqueue(struct bn_pktq *q, struct bn_pktq_link *item)
{
	struct bn_pktq_link *prev;

	WRITE_ONCE(item->next, NULL);
	prev = xchg(&q->tail, item);
	/* pairs with the acquire in bn_pktq_dequeue() */
	smp_store_release(&prev->next, item);
	return prev == &q->stub;
}

/**
 * bn_pktq_dequeue() - dequeue the oldest item
 * @q: the queue
 *
 * Return: the item, or NULL if none can be dequeued now; see bn_pktq_busy().
 * Context: the one consumer.
 */
static inline struct bn_pktq_link *bn_pktq_dequeue(struct bn_pktq *q)
{
	struct bn_pktq_link *head = q->head;
	/* pairs with the release in bn_pktq_enqueue() */
	struct bn_pktq_link *next = smp_load_acquire(&head->next);

	if (head == &q->stub) {
		if (!next)
			return NULL;
		q->head = next;
		head = next;
		/* as above */
		next = smp_load_acquire(&head->next);
	}
	if (likely(next)) {
		q->head = next;
		return head;
	}
	return bn_pktq_dequeue_last(q, head);
}

/**
 * bn_pktq_dequeue_batch() - dequeue the oldest items
 * @q: the queue
 * @items: set to the items, in order
 * @max: size of @items, 1 or more
 *
 * A linked item costs two loads and a store.
 *
 * Return: number of items; less than @max if no more can be dequeued now; see
 * bn_pktq_busy().
 * Context: the one consumer.
 */
static inline unsigned int bn_pktq_dequeue_batch(struct bn_pktq *q, struct bn_pktq_link **items,
						 unsigned int max)
{
	struct bn_pktq_link *head = q->head;
	struct bn_pktq_link *next;
	unsigned int n = 0;

	if (head == &q->stub) {
		/* pairs with the release in bn_pktq_enqueue() */
		head = smp_load_acquire(&head->next);
		if (!head)
			return 0;
	}
	while (n < max) {
		/* as above */
		next = smp_load_acquire(&head->next);
		if (!next)
			break;
		items[n++] = head;
		head = next;
	}
	q->head = head;
	if (n < max) {
		items[n] = bn_pktq_dequeue_last(q, head);
		n += !!items[n];
	}
	return n;
}

/**
 * bn_pktq_busy() - after bn_pktq_dequeue() returned NULL: test if the consumer must poll again
 * @q: the queue
 *
 * Return: true if an item will be linked for which no producer schedules the consumer.
 * Context: the one consumer.
 */
static inline bool bn_pktq_busy(const struct bn_pktq *q)
{
	return q->head != &q->stub;
}

/**
 * bn_pktq_empty() - test if the consumer may stop
 * @q: the queue
 *
 * Return: false if there are items, or a producer in the gap that will not schedule the
 * consumer.
 * Context: the consumer, or what is about to become the consumer.
 */
static inline bool bn_pktq_empty(const struct bn_pktq *q)
{
	return q->head == &q->stub && !READ_ONCE(q->stub.next);
}

#endif /* _BSDNET_PKTQ_H */
