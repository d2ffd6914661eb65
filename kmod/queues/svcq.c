// SPDX-License-Identifier: GPL-2.0
/*
 * svcq - service queue: packets and messages for the owner of a piece of state
 * (Q-5, Q-7)
 *
 * Overview
 *
 * Items are consumed in process context by one consumer at a time, which owns the state
 * behind the queue: a worker that was scheduled because an item was queued, or a system call
 * that needs the state. Both empty the queue first.
 *
 * States, under @lock:
 *
 *	idle		no consumer, the worker is not scheduled, the queue is empty (except
 *			for items whose producer is about to schedule the worker)
 *	scheduled	no consumer, the worker is scheduled
 *	active		there is a consumer; if the worker is scheduled too (@scheduled), it
 *			returns without work
 *
 * In each state @waiters system calls may wait for the consumer to finish; the one that is
 * woken takes precedence over the worker and over other system calls.
 *
 *	idle      -> scheduled	enqueue, if bn_pktq_enqueue() returns true, no waiters
 *	idle      -> active	system call
 *	scheduled -> active	worker, or system call
 *	active    -> idle	release, queue empty, or waiters (one becomes the consumer)
 *	active    -> scheduled	release, queue not empty and no waiters; or the worker was
 *				scheduled before and has not run yet
 *
 * Producers take the lock only if the queue was empty. No wakeup is lost: a consumer tests
 * the queue again under the lock before it leaves the active state; a producer that must
 * schedule the worker takes the lock after its item is linked. Either the consumer sees the
 * item, or the producer sees that there is no consumer. (See pktq.h for the other producers.)
 *
 * A worker yields after WORKER_BUDGET items, or when a system call waits. A system call
 * consumes at most as many items as the limit of the queue, so that a fast producer cannot
 * delay it without bound.
 *
 * Workers run on an unbound workqueue of this module: packets arrive on a CPU that is busy
 * with softirqs, and the scheduler finds a better one. The workqueue has a rescuer
 * (WQ_MEM_RECLAIM), because consuming packets frees memory.
 *
 * Items: link.kind has the owner's kind, and in the lowest bit whether the item is a message.
 * Packets are bounded by @stats.limit. Messages are not, but they belong to objects that are
 * bounded, and each is queued once at most.
 *
 * For lockdep the consumer is a lock; queues initialized at one place of the source are of
 * one class.
 */
#include <linux/preempt.h>
#include <linux/sched.h>

#include "queues/registry.h"

#define WORKER_BUDGET	256	/* items before the worker yields */

static struct workqueue_struct *svcq_wq;

static unsigned long link_kind(unsigned long kind, bool is_msg)
{
	return kind << 1 | is_msg;
}

/* Under @lock, since the queue may be destroyed as soon as it is seen released */
static void schedule_worker(struct bn_svcq *svcq)
{
	svcq->state = BN_SVCQ_SCHEDULED;
	if (svcq->scheduled)
		return;
	svcq->scheduled = true;
	queue_work(svcq_wq, &svcq->work);
}

/* The queue was empty: schedule a consumer */
static void signal_consumer(struct bn_svcq *svcq)
{
	unsigned long flags;

	spin_lock_irqsave(&svcq->lock, flags);
	if (svcq->state == BN_SVCQ_IDLE && !svcq->waiters && !svcq->dead)
		schedule_worker(svcq);
	spin_unlock_irqrestore(&svcq->lock, flags);
}

static void svcq_append(struct bn_svcq *svcq, struct bn_pktq_link *link)
{
	bool first;

	preempt_disable();
	first = bn_pktq_enqueue(&svcq->q, link);
	preempt_enable();
	if (first)
		signal_consumer(svcq);
}

/**
 * bn_svcq_enqueue() - queue a packet for the consumer
 * @svcq: the queue
 * @skb: the packet, bn_pkt()->stack set; taken in any case
 * @kind: BN_SVCQ_PACKET, or a kind of the owner
 * @full: reason of the drop if the queue is full
 *
 * Return: false if the packet was dropped.
 * Context: any.
 */
bool bn_svcq_enqueue(struct bn_svcq *svcq, struct sk_buff *skb, unsigned long kind,
		     enum bn_drop_reason full)
{
	struct bn_pktq_link *link = skb_to_link(skb);

	if (atomic_read(&svcq->stats.len) >= (int)svcq->stats.limit) {
		atomic64_inc(&svcq->stats.drops);
		bn_drop(skb, full);
		return false;
	}
	atomic_inc(&svcq->stats.len);
	link->kind = link_kind(kind, false);
	svcq_append(svcq, link);
	return true;
}

/**
 * bn_svcq_post() - queue a message for the consumer
 * @svcq: the queue
 * @msg: the message; stays valid until it was consumed or the queue destroyed
 * @kind: a kind of the owner
 *
 * A message may be posted again as soon as its consumption has begun.
 *
 * Return: false if it was posted already.
 * Context: any.
 */
bool bn_svcq_post(struct bn_svcq *svcq, struct bn_msg *msg, unsigned long kind)
{
	if (atomic_xchg(&msg->posted, 1))
		return false;
	msg->link.kind = link_kind(kind, true);
	svcq_append(svcq, &msg->link);
	return true;
}

/* Restore an item to its state before it was queued */
static void *take_item(struct bn_svcq *svcq, struct bn_pktq_link *link, bool *is_msg,
		       unsigned long *kind)
{
	struct bn_msg *msg;

	*is_msg = link->kind & 1;
	*kind = link->kind >> 1;
	if (*is_msg) {
		msg = container_of(link, struct bn_msg, link);
		/* pairs with the xchg in bn_svcq_post(): the link is free again */
		atomic_set_release(&msg->posted, 0);
		return msg;
	}
	note_high_water(&svcq->stats, atomic_read(&svcq->stats.len));
	atomic_dec(&svcq->stats.len);
	return link_to_skb(link);
}

static bool consume_one(struct bn_svcq *svcq)
{
	struct bn_pktq_link *link = bn_pktq_dequeue(&svcq->q);
	unsigned long kind;
	bool is_msg;
	void *item;

	if (!link)
		return false;
	item = take_item(svcq, link, &is_msg, &kind);
	svcq->consume(svcq, kind, item);
	return true;
}

/* Under @lock: the consumer has finished; select the next one */
static void svcq_finish(struct bn_svcq *svcq)
{
	svcq->state = svcq->scheduled ? BN_SVCQ_SCHEDULED : BN_SVCQ_IDLE;
	if (svcq->waiters)
		wake_up(&svcq->wait);
	else if (!bn_pktq_empty(&svcq->q) && !svcq->dead)
		schedule_worker(svcq);
}

/* Under @lock: the worker yields to a waiting system call */
static bool worker_may_run(struct bn_svcq *svcq)
{
	svcq->scheduled = false;
	if (svcq->state == BN_SVCQ_ACTIVE)
		return false;
	svcq->state = svcq->waiters ? BN_SVCQ_IDLE : BN_SVCQ_ACTIVE;
	return svcq->state == BN_SVCQ_ACTIVE;
}

static void svcq_worker(struct work_struct *work)
{
	struct bn_svcq *svcq = container_of(work, struct bn_svcq, work);
	unsigned int n;
	bool run;

	spin_lock_irq(&svcq->lock);
	run = worker_may_run(svcq);
	spin_unlock_irq(&svcq->lock);
	if (!run)
		return;

	lock_map_acquire(&svcq->dep_map);
	for (n = 0; n < WORKER_BUDGET && !READ_ONCE(svcq->waiters); n++) {
		if (!consume_one(svcq))
			break;
		cond_resched();
	}
	bn_svcq_release(svcq);
}

/* As the consumer: consume what is queued, up to the limit of the queue */
static void drain(struct bn_svcq *svcq)
{
	unsigned int left = max_t(unsigned int, svcq->stats.limit, WORKER_BUDGET);

	while (left-- && consume_one(svcq))
		cond_resched();
}

/* Wait until there is no consumer, then become it */
static void svcq_become_consumer(struct bn_svcq *svcq)
{
	spin_lock_irq(&svcq->lock);
	if (svcq->state == BN_SVCQ_ACTIVE || svcq->waiters) {
		DEFINE_WAIT(wait);

		WRITE_ONCE(svcq->waiters, svcq->waiters + 1);
		do {
			prepare_to_wait_exclusive(&svcq->wait, &wait, TASK_UNINTERRUPTIBLE);
			spin_unlock_irq(&svcq->lock);
			schedule();
			spin_lock_irq(&svcq->lock);
		} while (svcq->state == BN_SVCQ_ACTIVE);
		finish_wait(&svcq->wait, &wait);
		WRITE_ONCE(svcq->waiters, svcq->waiters - 1);
	}
	svcq->state = BN_SVCQ_ACTIVE;
	spin_unlock_irq(&svcq->lock);
}

/**
 * bn_svcq_acquire() - become the consumer
 * @svcq: the queue
 *
 * Waits for the present consumer, empties the queue; the caller then owns the
 * state until bn_svcq_release(). Not from within @consume of the same queue.
 *
 * Context: process, may sleep.
 */
void bn_svcq_acquire(struct bn_svcq *svcq)
{
	might_sleep();
	lock_map_acquire(&svcq->dep_map);
	svcq_become_consumer(svcq);
	drain(svcq);
}

/**
 * bn_svcq_try_acquire() - become the consumer if there is none and none waits
 * @svcq: the queue
 *
 * Return: true: as after bn_svcq_acquire(). False: nothing happened.
 * Context: process, may sleep (in @consume).
 */
bool bn_svcq_try_acquire(struct bn_svcq *svcq)
{
	bool mine;

	might_sleep();
	spin_lock_irq(&svcq->lock);
	mine = svcq->state != BN_SVCQ_ACTIVE && !svcq->waiters;
	if (mine)
		svcq->state = BN_SVCQ_ACTIVE;
	spin_unlock_irq(&svcq->lock);
	if (!mine)
		return false;
	lock_acquire_exclusive(&svcq->dep_map, 0, 1, NULL, _THIS_IP_);
	drain(svcq);
	return true;
}

/**
 * bn_svcq_release() - stop being the consumer
 * @svcq: the queue
 *
 * If items were queued meanwhile, the next waiter or the worker consumes them.
 *
 * Context: the consumer, process.
 */
void bn_svcq_release(struct bn_svcq *svcq)
{
	lock_map_release(&svcq->dep_map);
	spin_lock_irq(&svcq->lock);
	WARN_ON_ONCE(svcq->state != BN_SVCQ_ACTIVE);
	svcq_finish(svcq);
	spin_unlock_irq(&svcq->lock);
}

/**
 * __bn_svcq_init() - make a service queue; bn_svcq_init() names the classes
 * @svcq: memory that belongs to the caller
 * @stack: the stack
 * @name: for people
 * @limit: most packets that may wait
 * @priv: for @consume
 * @consume: called for each item: an skb or a struct bn_msg, as @kind tells
 * @keys: lockdep classes of consumer and worker
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int __bn_svcq_init(struct bn_svcq *svcq, struct bsdnet_stack *stack, const char *name,
		   u32 limit, void *priv,
		   void (*consume)(struct bn_svcq *svcq, unsigned long kind, void *item),
		   struct lock_class_key keys[2])
{
	bn_pktq_init(&svcq->q);
	spin_lock_init(&svcq->lock);
	svcq->state = BN_SVCQ_IDLE;
	svcq->waiters = 0;
	svcq->scheduled = false;
	svcq->dead = false;
	init_waitqueue_head(&svcq->wait);
	INIT_WORK(&svcq->work, svcq_worker);
	lockdep_init_map(&svcq->dep_map, "bn_svcq_consumer", &keys[0], 0);
#ifdef CONFIG_LOCKDEP
	lockdep_init_map(&svcq->work.lockdep_map, "bn_svcq_worker", &keys[1], 0);
#endif
	svcq->consume = consume;
	svcq->priv = priv;
	return bn_registry_add(stack, &svcq->stats, name, "service",
			       clamp_t(u32, limit, 1, INT_MAX));
}

static void purge(struct bn_svcq *svcq, enum bn_drop_reason reason)
{
	struct bn_pktq_link *link;
	unsigned long kind;
	bool is_msg;
	void *item;

	while ((link = bn_pktq_dequeue(&svcq->q))) {
		item = take_item(svcq, link, &is_msg, &kind);
		if (!is_msg)
			bn_drop(item, reason);
	}
	WARN_ON_ONCE(bn_pktq_busy(&svcq->q));
}

/**
 * bn_svcq_destroy() - destroy a service queue
 * @svcq: the queue; no producer may be left, and nobody who acquires
 * @reason: of the drop of packets that still wait
 *
 * Waits for the consumer. Queued messages are not consumed.
 *
 * Context: process, may sleep.
 */
void bn_svcq_destroy(struct bn_svcq *svcq, enum bn_drop_reason reason)
{
	lock_map_acquire(&svcq->dep_map);
	svcq_become_consumer(svcq);
	lock_map_release(&svcq->dep_map);

	spin_lock_irq(&svcq->lock);
	svcq->dead = true;
	WARN_ON_ONCE(svcq->waiters);
	spin_unlock_irq(&svcq->lock);

	cancel_work_sync(&svcq->work);
	purge(svcq, reason);
	bn_registry_remove(&svcq->stats);
}

/**
 * bn_svcq_room_init() - make what all service queues share
 *
 * Return: 0 or -ENOMEM.
 */
int bn_svcq_room_init(void)
{
	svcq_wq = alloc_workqueue("bsdnet", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	return svcq_wq ? 0 : -ENOMEM;
}

/**
 * bn_svcq_room_exit() - the reverse of bn_svcq_room_init()
 */
void bn_svcq_room_exit(void)
{
	destroy_workqueue(svcq_wq);
	svcq_wq = NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "svcq_kunit.c"
#endif
