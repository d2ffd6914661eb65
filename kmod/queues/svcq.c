// SPDX-License-Identifier: GPL-2.0
/*
 * svcq - service queue: packets and messages for the owner of a piece of state
 * (Q-5, Q-6, Q-7, Q-11)
 *
 * Overview
 *
 * Items are consumed in process context by one consumer at a time, which owns the state
 * behind the queue: a worker that was scheduled because an item was queued, or a system call
 * that needs the state or is about to wait for packets. All of them consume the queue first.
 *
 * States, under @lock:
 *
 *	idle		no consumer, the worker is not scheduled; items may be left to callers
 *			(see below)
 *	scheduled	no consumer, the worker is scheduled
 *	active		there is a consumer; if the worker is scheduled too (@scheduled), it
 *			returns without work
 *
 * In each state @waiters system calls may wait for the consumer to finish; the one that is
 * woken takes precedence over the worker and over other system calls.
 *
 *	idle      -> scheduled	enqueue, if bn_pktq_enqueue() returns true, no waiters, and
 *				the item is not left to callers
 *	idle      -> active	system call
 *	scheduled -> active	worker, or system call
 *	active    -> idle	release, queue empty or left to callers, or waiters (one becomes
 *				the consumer)
 *	active    -> scheduled	release, queue not empty, not left to callers, and no waiters;
 *				or the worker was scheduled before and has not run yet
 *
 * Producers take the lock only if the queue was empty. No wakeup is lost: a consumer tests
 * the queue again under the lock before it leaves the active state; a producer that must
 * schedule the worker takes the lock after its item is linked. Either the consumer sees the
 * item, or the producer sees that there is no consumer. (See pktq.h for the other producers.)
 *
 * Callers
 *
 * A queue whose packets only matter to callers (a socket's to its readers) has @notify. Where
 * the worker would be scheduled, @notify wakes a caller that sleeps, which consumes the queue
 * itself: one context switch less, on the CPU that needs the packets. If no caller sleeps,
 * the packets are left to the next call. The worker is scheduled for messages, if @notify
 * refuses, and if svcq_backlog packets or more wait, so that the packets of a caller that does
 * not receive are in its own receive queue, and its drops are those of its own limit.
 *
 * No wakeup is lost: the producer calls @notify after its item is linked, which orders the
 * link before the test for sleepers; the caller tests the queue by bn_svcq_may_sleep() after
 * it can be found as a sleeper. If there is a consumer then, it tests the queue again
 * and calls @notify when it leaves the active state.
 *
 * bn_svcq_hold() delays these calls on a CPU to the end of a vector of packets: each queue that
 * got packets is notified once.
 *
 * Workers
 *
 * They run on workqueues of the kernel: one worker for each CPU, which runs the queues whose
 * callers were last on that CPU, in order of arrival; and unbound workers for queues that
 * have no callers, or if svcq_spread queues wait for the worker of that CPU already: then the
 * scheduler finds an idle one. Both have a rescuer (WQ_MEM_RECLAIM), because consuming
 * packets frees memory. Their priority is that of user code: a flood cannot keep
 * programs from running, nor programs the workers. Attributes of the unbound ones are in
 * /sys/devices/virtual/workqueue.
 *
 * Any consumer has a turn of svcq_turn items. Then a worker goes behind the other queues
 * of its CPU, and a reader returns with what it has. A worker yields to a system
 * call. bn_svcq_acquire() consumes at most as many items as the limit of the queue, so that a
 * fast producer cannot delay it without bound.
 *
 * Items: link.kind has the owner's kind, and in the lowest bit whether the item is a message.
 * Packets are bounded by @stats.limit. Messages are not, but they belong to objects that are
 * bounded, and each is queued once at most.
 *
 * For lockdep the consumer is a lock; queues initialized at one place of the source are of
 * one class.
 */
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include "queues/registry.h"

const struct bn_queue_kind bn_queue_service = { .name = "service", .unit = "packets" };

static struct workqueue_struct *cpu_wq;
static struct workqueue_struct *unbound_wq;

/* Queues that wait for the worker of a CPU */
static DEFINE_PER_CPU(atomic_t, cpu_backlog);

static bool svcq_callers = true;
module_param(svcq_callers, bool, 0644);
MODULE_PARM_DESC(svcq_callers, "leave packets to the system calls that wait for them; N: to workers");

static unsigned int svcq_backlog = 512;
module_param(svcq_backlog, uint, 0644);
MODULE_PARM_DESC(svcq_backlog, "packets that are left to a caller before a worker takes them");

static unsigned int svcq_turn = 64;
module_param(svcq_turn, uint, 0644);
MODULE_PARM_DESC(svcq_turn, "items that are consumed in a turn");

static bool svcq_hold = true;
module_param(svcq_hold, bool, 0644);
MODULE_PARM_DESC(svcq_hold, "wake callers at the end of a vector of packets");

static unsigned int svcq_spread = 4;
module_param(svcq_spread, uint, 0644);
MODULE_PARM_DESC(svcq_spread, "queues that wait for the worker of a CPU before others run them; 0: any worker");

static unsigned long link_kind(unsigned long kind, bool is_msg)
{
	return kind << 1 | is_msg;
}

/* Reserve a place behind the worker of the callers' CPU; false: any worker will do */
static bool claim_cpu(struct bn_svcq *svcq)
{
	int cpu = READ_ONCE(svcq->caller_cpu);

	if (cpu < 0 || !cpu_online(cpu))
		return false;
	if (atomic_read(per_cpu_ptr(&cpu_backlog, cpu)) >= (int)READ_ONCE(svcq_spread))
		return false;
	atomic_inc(per_cpu_ptr(&cpu_backlog, cpu));
	svcq->worker_cpu = cpu;
	return true;
}

static void unclaim_cpu(struct bn_svcq *svcq)
{
	if (svcq->worker_cpu >= 0)
		atomic_dec(per_cpu_ptr(&cpu_backlog, svcq->worker_cpu));
	svcq->worker_cpu = -1;
}

/* Under @lock, since the queue may be destroyed as soon as it is seen released */
static void schedule_worker(struct bn_svcq *svcq)
{
	svcq->state = BN_SVCQ_SCHEDULED;
	if (svcq->scheduled)
		return;
	svcq->scheduled = true;
	if (claim_cpu(svcq))
		queue_work_on(svcq->worker_cpu, cpu_wq, &svcq->work);
	else
		queue_work(unbound_wq, &svcq->work);
}

/**
 * bn_svcq_run_worker() - schedule the worker if there is no consumer
 * @svcq: the queue
 *
 * Context: any.
 */
void bn_svcq_run_worker(struct bn_svcq *svcq)
{
	unsigned long flags;

	spin_lock_irqsave(&svcq->lock, flags);
	if (svcq->state == BN_SVCQ_IDLE && !svcq->waiters && !svcq->dead)
		schedule_worker(svcq);
	spin_unlock_irqrestore(&svcq->lock, flags);
}

/* Queues to be notified at the end of the vector that this CPU processes */
struct held_queues {
	unsigned int depth;
	struct bn_svcq *first;
};

static DEFINE_PER_CPU(struct held_queues, held_queues);

static bool has_callers(const struct bn_svcq *svcq)
{
	return svcq->notify && READ_ONCE(svcq_callers);
}

static bool has_backlog(const struct bn_svcq *svcq)
{
	return atomic_read(&svcq->stats.len) >= (int)READ_ONCE(svcq_backlog);
}

/* Packets were queued: wake a caller or schedule the worker. Not under @lock */
static void signal_consumer(struct bn_svcq *svcq)
{
	if (!has_callers(svcq) || !svcq->notify(svcq) || unlikely(has_backlog(svcq)))
		bn_svcq_run_worker(svcq);
}

/* Packets were queued by this CPU: the same now, or at the end of the vector. @held belongs to
 * the CPU in whose list the queue is.
 */
static void signal_or_hold(struct bn_svcq *svcq)
{
	struct held_queues *held = raw_cpu_ptr(&held_queues);

	if (likely(!held->depth) || !in_softirq() || in_hardirq() || !svcq->notify ||
	    test_and_set_bit(0, &svcq->held)) {
		signal_consumer(svcq);
		return;
	}
	svcq->held_next = held->first;
	held->first = svcq;
}

/**
 * bn_svcq_hold() - a vector of packets is about to be processed on this CPU
 *
 * Callers are notified by bn_svcq_flush(). Not on PREEMPT_RT, where softirqs preempt each other.
 *
 * Context: softirq, or process with BH off; RCU read side until bn_svcq_flush(). Nests.
 */
void bn_svcq_hold(void)
{
	if (!IS_ENABLED(CONFIG_PREEMPT_RT) && READ_ONCE(svcq_hold))
		__this_cpu_inc(held_queues.depth);
}

/**
 * bn_svcq_flush() - the end of bn_svcq_hold()
 *
 * Context: as bn_svcq_hold().
 */
void bn_svcq_flush(void)
{
	struct held_queues *held;
	struct bn_svcq *svcq, *next;

	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		return;
	held = this_cpu_ptr(&held_queues);
	if (!held->depth || --held->depth)
		return;
	svcq = held->first;
	held->first = NULL;
	for (; svcq; svcq = next) {
		next = svcq->held_next;
		clear_bit_unlock(0, &svcq->held);
		signal_consumer(svcq);
	}
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
	bool first;
	int len;

	if (atomic_read(&svcq->stats.len) >= (int)svcq->stats.limit) {
		bn_queue_refuse(&svcq->stats);
		bn_drop(skb, full);
		return false;
	}
	link->kind = link_kind(kind, false);
	/* callers do not sleep while @len counts a packet that is not linked yet */
	preempt_disable();
	len = atomic_inc_return(&svcq->stats.len);
	first = bn_pktq_enqueue(&svcq->q, link);
	preempt_enable();
	if (first)
		signal_or_hold(svcq);
	/* one producer reaches it; has_backlog() is for those that link their packets later */
	if (unlikely(len == (int)READ_ONCE(svcq_backlog)))
		bn_svcq_run_worker(svcq);
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
	bool first;

	if (atomic_xchg(&msg->posted, 1))
		return false;
	msg->link.kind = link_kind(kind, true);
	atomic_inc(&svcq->messages);
	preempt_disable();
	first = bn_pktq_enqueue(&svcq->q, &msg->link);
	preempt_enable();
	/* what is before it may have been left to callers */
	if (first || svcq->notify)
		bn_svcq_run_worker(svcq);
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
		atomic_dec(&svcq->messages);
		/* pairs with the xchg in bn_svcq_post(): the link is free again */
		atomic_set_release(&msg->posted, 0);
		return msg;
	}
	bn_queue_note(&svcq->stats, atomic_read(&svcq->stats.len));
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

/* Consume up to @max items, as a worker also until a system call waits */
static void consume(struct bn_svcq *svcq, unsigned int max, bool worker)
{
	unsigned int left = max;

	while (left && !(worker && READ_ONCE(svcq->waiters)) && consume_one(svcq)) {
		left--;
		cond_resched();
	}
	if (left == max)
		return;
	if (worker)
		WRITE_ONCE(svcq->stats.worker_turns, svcq->stats.worker_turns + 1);
	else
		WRITE_ONCE(svcq->stats.caller_turns, svcq->stats.caller_turns + 1);
}

static unsigned int turn(void)
{
	return max(READ_ONCE(svcq_turn), 1U);
}

/* Under @lock: the items that are in the queue may wait for a caller */
static bool left_to_callers(struct bn_svcq *svcq)
{
	return has_callers(svcq) && !atomic_read(&svcq->messages) && !has_backlog(svcq);
}

/* Under @lock: the consumer has finished; select the next one. Return true if callers are to be
 * notified.
 */
static bool svcq_finish(struct bn_svcq *svcq)
{
	svcq->state = svcq->scheduled ? BN_SVCQ_SCHEDULED : BN_SVCQ_IDLE;
	if (svcq->waiters) {
		wake_up(&svcq->wait);
		return false;
	}
	if (bn_pktq_empty(&svcq->q) || svcq->dead)
		return false;
	if (left_to_callers(svcq))
		return true;
	schedule_worker(svcq);
	return false;
}

/* Under @lock: the worker yields to a waiting system call */
static bool worker_may_run(struct bn_svcq *svcq)
{
	svcq->scheduled = false;
	unclaim_cpu(svcq);
	if (svcq->state == BN_SVCQ_ACTIVE)
		return false;
	svcq->state = svcq->waiters ? BN_SVCQ_IDLE : BN_SVCQ_ACTIVE;
	return svcq->state == BN_SVCQ_ACTIVE;
}

static void svcq_worker(struct work_struct *work)
{
	struct bn_svcq *svcq = container_of(work, struct bn_svcq, work);
	bool run;

	spin_lock_irq(&svcq->lock);
	run = worker_may_run(svcq);
	spin_unlock_irq(&svcq->lock);
	if (!run)
		return;

	lock_map_acquire(&svcq->dep_map);
	consume(svcq, turn(), true);
	bn_svcq_release(svcq);
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
	consume(svcq, max(svcq->stats.limit, turn()), false);
}

/**
 * bn_svcq_try_acquire() - become the consumer if there is none and none waits
 * @svcq: the queue
 *
 * Consumes a turn of items, and is followed by bn_svcq_release().
 *
 * Return: false if nothing happened.
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
	consume(svcq, turn(), false);
	return true;
}

/**
 * bn_svcq_release() - stop being the consumer
 * @svcq: the queue; if it has @notify, it stays valid until this returns
 *
 * If items were queued meanwhile, the next waiter, a caller or the worker consumes them.
 *
 * Context: the consumer, process.
 */
void bn_svcq_release(struct bn_svcq *svcq)
{
	bool callers;

	lock_map_release(&svcq->dep_map);
	spin_lock_irq(&svcq->lock);
	WARN_ON_ONCE(svcq->state != BN_SVCQ_ACTIVE);
	callers = svcq_finish(svcq);
	spin_unlock_irq(&svcq->lock);
	if (callers)
		signal_consumer(svcq);
}

/**
 * bn_svcq_may_sleep() - test if a caller may wait for packets
 * @svcq: the queue
 *
 * The caller can be found by @notify, and has executed a full barrier since.
 *
 * Return: false if there are packets and no consumer: the caller must become the consumer.
 * Context: process, may be about to sleep.
 */
bool bn_svcq_may_sleep(struct bn_svcq *svcq)
{
	bool consumed;

	if (!atomic_read(&svcq->stats.len))
		return true;
	spin_lock_irq(&svcq->lock);
	consumed = svcq->state == BN_SVCQ_ACTIVE || svcq->waiters;
	spin_unlock_irq(&svcq->lock);
	return consumed;
}

/**
 * __bn_svcq_init() - make a service queue; bn_svcq_init() names the classes
 * @svcq: memory that belongs to the caller
 * @stack: the stack
 * @name: for people
 * @limit: most packets that may wait
 * @priv: for @consume
 * @consume: called for each item: an skb or a struct bn_msg, depending on @kind
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
	svcq->notify = NULL;
	svcq->caller_cpu = -1;
	svcq->worker_cpu = -1;
	svcq->held = 0;
	atomic_set(&svcq->messages, 0);
	init_waitqueue_head(&svcq->wait);
	INIT_WORK(&svcq->work, svcq_worker);
	lockdep_init_map(&svcq->dep_map, "bn_svcq_consumer", &keys[0], 0);
#ifdef CONFIG_LOCKDEP
	lockdep_init_map(&svcq->work.lockdep_map, "bn_svcq_worker", &keys[1], 0);
#endif
	svcq->consume = consume;
	svcq->priv = priv;
	return bn_registry_add(stack, &svcq->stats, name, &bn_queue_service,
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
 * @svcq: the queue; no producer may be left, and no caller that acquires
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
	unclaim_cpu(svcq);
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
	cpu_wq = alloc_workqueue("bsdnet_cpu", WQ_PERCPU | WQ_MEM_RECLAIM, 0);
	if (!cpu_wq)
		return -ENOMEM;
	unbound_wq = alloc_workqueue("bsdnet", WQ_UNBOUND | WQ_SYSFS | WQ_MEM_RECLAIM, 0);
	if (unbound_wq)
		return 0;
	destroy_workqueue(cpu_wq);
	return -ENOMEM;
}

/**
 * bn_svcq_room_exit() - the reverse of bn_svcq_room_init()
 */
void bn_svcq_room_exit(void)
{
	destroy_workqueue(unbound_wq);
	destroy_workqueue(cpu_wq);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "svcq_kunit.c"
#endif
