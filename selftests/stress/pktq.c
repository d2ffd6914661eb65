// SPDX-License-Identifier: GPL-2.0
/*
 * pktq - producers and a consumer that sleeps, on a packet queue
 *
 * Nothing is lost, nothing comes twice, each producer's items in its order; the
 * consumer sleeps when the queue is empty, and a wakeup that got lost is found
 * by its looking every other second anyway.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "queues/pktq.h"
#include "stress.h"

#define PRODUCERS 3
#define MOST 500	/* items of a producer that may wait */
#define BATCH 64U

struct item {
	struct bn_pktq_link link;
	unsigned long number;
};

/* @sent: numbers given; @seen: the consumer's */
struct producer {
	unsigned long sent;
	unsigned long seen;
};

static struct bn_pktq queue;
static struct producer producers[PRODUCERS];
static DECLARE_WAIT_QUEUE_HEAD(wait);
static DEFINE_SPINLOCK(lock);	/* guards @asleep, and the way to sleep */
static bool asleep;

static int prepare(void)
{
	bn_pktq_init(&queue);
	memset(producers, 0, sizeof(producers));
	asleep = true;
	return 0;
}

static void take(struct bn_pktq_link *link)
{
	struct item *item = container_of(link, struct item, link);
	struct producer *producer = &producers[link->kind];

	if (item->number != producer->seen)
		stress_wrong("pktq order", item->number, producer->seen, link->kind);
	WRITE_ONCE(producer->seen, producer->seen + 1);
	kfree(item);
}

/* As devq does: not while busy, and with one more look under the lock */
static bool fall_asleep(void)
{
	bool empty;

	if (bn_pktq_busy(&queue))
		return false;
	spin_lock(&lock);
	empty = bn_pktq_empty(&queue);
	WRITE_ONCE(asleep, empty);
	spin_unlock(&lock);
	return empty;
}

static void wake(void)
{
	bool was;

	spin_lock(&lock);
	was = asleep;
	WRITE_ONCE(asleep, false);
	spin_unlock(&lock);
	if (was)
		wake_up(&wait);
}

static void produce(void *arg)
{
	struct producer *producer = &producers[(unsigned long)arg];
	struct item *item;
	bool first;

	if (producer->sent - READ_ONCE(producer->seen) >= MOST) {
		cond_resched();
		return;
	}
	item = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return;
	item->link.kind = (unsigned long)arg;
	item->number = producer->sent;
	WRITE_ONCE(producer->sent, producer->sent + 1);
	preempt_disable();
	first = bn_pktq_enqueue(&queue, &item->link);
	preempt_enable();
	if (first)
		wake();
}

/* One by one or in a batch */
static unsigned int drain(void)
{
	struct bn_pktq_link *links[BATCH];
	unsigned int i, n;

	if (stress_random(2)) {
		n = bn_pktq_dequeue_batch(&queue, links, BATCH);
		for (i = 0; i < n; i++)
			take(links[i]);
		return n;
	}
	for (n = 0; n < BATCH && (links[0] = bn_pktq_dequeue(&queue)); n++)
		take(links[0]);
	return n;
}

static void consume(void *unused)
{
	if (drain() == BATCH || !fall_asleep())
		return;
	if (wait_event_timeout(wait, !READ_ONCE(asleep) || kthread_should_stop(), 2 * HZ))
		return;
	/* producers that may not send until something is consumed are no excuse */
	spin_lock(&lock);
	if (asleep && !bn_pktq_empty(&queue))
		stress_wrong("pktq wakeup", 0, 0, 0);
	WRITE_ONCE(asleep, false);
	spin_unlock(&lock);
}

static void clean_up(void)
{
	struct bn_pktq_link *link;
	unsigned int i;

	while ((link = bn_pktq_dequeue(&queue)))
		take(link);
	for (i = 0; i < PRODUCERS; i++)
		if (producers[i].seen != producers[i].sent)
			stress_wrong("pktq loss", producers[i].seen, producers[i].sent, i);
	if (!bn_pktq_empty(&queue))
		stress_wrong("pktq empty", 1, 0, 0);
}

/* The consumer is stopped last */
static struct stress_job jobs[] = {
	{ "producer 1", produce, (void *)0UL },
	{ "producer 2", produce, (void *)1UL },
	{ "producer 3", produce, (void *)2UL },
	{ "consumer", consume },
};

const struct stress_test stress_pktq = {
	.name = "pktq", .prepare = prepare, .jobs = jobs, .n_jobs = ARRAY_SIZE(jobs),
	.clean_up = clean_up,
};
