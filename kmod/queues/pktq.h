/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pktq - the packet queue
 *
 * Multiple producers, one consumer, lock-free, FIFO per producer, intrusive:
 * the links live in the first two words of the item (in an skb: next and
 * prev). No allocation; an empty queue is four words, in two cache lines: the
 * producers' and the consumer's. Compiles unchanged in user space.
 *
 * Overview
 *
 * A singly linked list from the oldest item (@head, the consumer's) to the
 * newest (@tail, the producers'). It is never without an element: when all
 * items are out, the @stub is in. A producer swaps itself into @tail (one
 * atomic instruction, which orders the producers), then links its predecessor
 * to itself. Between the two the list has a gap, which the consumer cannot
 * pass:
 *
 *	head -> A -> B    C -> D <- tail	the producer of C has swapped,
 *						but not yet linked B to C
 *
 * An item may be taken only when its successor is linked, since its own link
 * word is written by the producer behind it. The last item has none: it goes
 * when the consumer has put the stub in its place in @tail, by a
 * compare-and-exchange that fails if a producer was faster.
 *
 * Empty to non-empty
 *
 * A producer whose predecessor is the stub gets true from bn_pktq_enqueue():
 * the queue was empty, and the caller must make sure that the consumer runs. All
 * others get false and do nothing.
 *
 * bn_pktq_dequeue() returns NULL in two cases that the consumer must tell
 * apart before it goes to sleep; bn_pktq_busy() does:
 *
 * idle: the stub is at the head and nothing is linked to it. Whoever comes, or
 * has swapped and not yet linked, first after the stub, is told true, and is
 * told so after it has linked. Those behind it may be told false, but the
 * first one's signal brings them all. So the consumer may finish, provided
 * that it looks at bn_pktq_empty() once more after it has made itself
 * "finished" for those who signal (under the lock that both take; NAPI does
 * the same with its MISSED bit).
 *
 * busy: an item is at the head, and the producer behind it has swapped and not
 * yet linked. That producer will be told false. The consumer must not finish:
 * it comes again. The gap is as short as two instructions; whoever enqueues
 * keeps it from being preempted in between, so that it closes soon.
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
 * a producer can find the stub in @tail and write that link; and nobody
 * got the item's address from @tail, or ever will, so nobody writes the item's link. The
 * one producer that had the stub as its predecessor before has written the stub's
 * link already: the consumer came past the stub by reading it.
 *
 * Consumer to producer: the consumer writes @head alone and touches no item after
 * handing it out: its link has been read, its successor's xchg() and link store are
 * complete. Consecutive consumers are ordered by what makes them consecutive (a lock,
 * NAPI's state bits).
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
 * @next: the queue's
 * @kind: the owner's; kept from enqueue to dequeue
 */
struct bn_pktq_link {
	struct bn_pktq_link *next;
	unsigned long kind;
};

/**
 * struct bn_pktq - a queue
 * @tail: the newest element; producers swap here
 * @head: the oldest element; the consumer's, in a cache line of its own
 * @stub: stands in when no item does
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
 * Return: true if the queue was empty: the caller must see to it that the
 * consumer runs.
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
 * bn_pktq_dequeue() - take the oldest item
 * @q: the queue
 *
 * Return: the item, or NULL when there is none that can be taken now; see
 * bn_pktq_busy().
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
 * bn_pktq_dequeue_batch() - take the oldest items
 * @q: the queue
 * @items: where to put them, in order
 * @max: how many at most, 1 or more
 *
 * What is linked comes for two loads and a store each.
 *
 * Return: how many; less than @max, if there are none left that can be taken now;
 * see bn_pktq_busy().
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
 * bn_pktq_busy() - after NULL: is there an item for which nobody will signal?
 * @q: the queue
 *
 * Return: true: the consumer must come again; false: it may finish.
 * Context: the one consumer.
 */
static inline bool bn_pktq_busy(const struct bn_pktq *q)
{
	return q->head != &q->stub;
}

/**
 * bn_pktq_empty() - may the consumer finish?
 * @q: the queue
 *
 * Return: false if there are items to be taken, or a producer in the gap that
 * will not signal.
 * Context: the one consumer, or whoever is about to become it.
 */
static inline bool bn_pktq_empty(const struct bn_pktq *q)
{
	return q->head == &q->stub && !READ_ONCE(q->stub.next);
}

#endif /* _BSDNET_PKTQ_H */
