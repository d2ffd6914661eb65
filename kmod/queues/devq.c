// SPDX-License-Identifier: GPL-2.0
/*
 * devq - device queue: a driver's raw frames, consumed in softirq
 *
 * Producers (a netdev's rx handler, on any number of CPUs) append frames; a NAPI instance is the
 * only consumer. It passes the frames on in vectors of up to BN_DEVQ_VECTOR until the queue is
 * empty, or returns when its budget is spent and is called again.
 *
 * The NAPI instances belong to a dummy netdev, so that they are independent of
 * the driver's own and of whether it is up.
 *
 * Two lists. The CPU on which NAPI is scheduled is the queue's @owner. Frames that
 * arrive there are appended to a plain list, which only this CPU accesses, with BH off. Frames
 * that arrive on another CPU are appended to the packet queue (pktq.h). The consumer empties
 * the plain list first. The owner appends to the packet queue as well while that is not
 * empty, so frames are processed in the order in which they were appended, also if the device's
 * interrupt moves to another CPU. Before a frame is queued, @owner is set by the CPU that
 * changes NAPI to scheduled, and it is cleared by the consumer before it completes, so
 * NAPI is always scheduled while frames are in the plain list.
 *
 * No wakeup of the packet queue is lost: a producer for which bn_pktq_enqueue() returns true
 * schedules NAPI. If the consumer is still running, that sets NAPI's MISSED bit, with which
 * napi_complete_done() schedules again instead of finishing. A queue that is
 * busy (see pktq.h) is not completed at all.
 *
 * Pinning: NAPI is scheduled on the CPU in @stats.cpu, by an interrupt of that CPU if
 * the frame arrives elsewhere. If that CPU is offline, and on PREEMPT_RT, the receiving one takes
 * its place.
 *
 * Bounded: the frames in both lists are counted. Producers test and then increment, so the
 * limit can be passed by as many frames as there are CPUs. The consumer
 * subtracts once per vector, after the vector has been processed, and is the
 * only one to write the high-water mark: the length when it starts.
 *
 * Skipping the queue: if frames arrive one at a time, queue and NAPI cost more than they
 * save. After a poll that found a single frame, the next DIRECT_RUN frames of the queue on the
 * same CPU are processed by their producers, which write nothing but per-CPU data. Then the queue
 * is used again, to detect bursts, which are cheaper as vectors. A producer skips the queue
 * only if its length is 0. That keeps the order of its frames: each was counted before it was
 * queued and until it was processed. So the frames that arrive on a CPU, and with them those of a
 * flow, are processed in the order of arrival. Frames of different CPUs that skip the queue are
 * processed at the same time.
 *
 * Direct mode, module parameter devq_direct: the same for all frames of queues that are not
 * pinned. Neither is nested (a frame that the loopback driver feeds back is queued), so that
 * the kernel stack cannot overflow.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/prefetch.h>
#include <linux/smp.h>

#include "queues/registry.h"

static struct net_device *napi_dev;

const struct bn_queue_kind bn_queue_device = { .name = "device", .unit = "packets" };

bool bn_devq_always_direct;
module_param_named(devq_direct, bn_devq_always_direct, bool, 0644);
MODULE_PARM_DESC(devq_direct, "process frames in the driver's context, without the device queue");

/* Frames that skip the queue before it is used again. Single packets forwarded over veth, medians
 * of 59 rounds: 1.22 million/s with 0, 1.34 with 8, 1.57 with 32, 1.60 with 128
 */
#define DIRECT_RUN	32

DEFINE_PER_CPU(u32, bn_devq_busy);

/* The CPU that may use the plain list. On PREEMPT_RT no CPU is the owner: other softirqs of
 * the CPU can preempt this one.
 */
static void set_owner(struct bn_devq *devq, int cpu)
{
	WRITE_ONCE(devq->owner, IS_ENABLED(CONFIG_PREEMPT_RT) ? -1 : cpu);
}

static unsigned int collect_plain(struct bn_devq *devq, struct sk_buff **pkts, unsigned int max)
{
	struct sk_buff *skb = devq->head;
	unsigned int n;

	for (n = 0; skb && n < max; n++) {
		pkts[n] = skb;
		skb = skb->next;
		skb_mark_not_on_list(pkts[n]);
		if (skb)
			prefetch(skb->data);
	}
	devq->head = skb;
	return n;
}

static unsigned int collect_shared(struct bn_devq *devq, struct sk_buff **pkts, unsigned int max)
{
	struct bn_pktq_link *links[BN_DEVQ_VECTOR] __uninitialized;
	unsigned int n = bn_pktq_dequeue_batch(&devq->q, links, max);
	unsigned int i;

	for (i = 0; i < n; i++) {
		pkts[i] = link_to_skb(links[i]);
		prefetch(pkts[i]->data);
	}
	return n;
}

static void process(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n)
{
	rcu_read_lock();
	devq->input(devq, pkts, n);
	rcu_read_unlock();
}

static unsigned int consume_vector(struct bn_devq *devq, unsigned int max)
{
	struct sk_buff *pkts[BN_DEVQ_VECTOR] __uninitialized;
	unsigned int n;

	bn_queue_note(&devq->stats, bn_queue_len(&devq->stats));
	max = min_t(unsigned int, max, BN_DEVQ_VECTOR);
	n = collect_plain(devq, pkts, max);
	if (n) {
		process(devq, pkts, n);
		WRITE_ONCE(devq->stats.plain, devq->stats.plain - n);
		return n;
	}
	n = collect_shared(devq, pkts, max);
	if (n) {
		process(devq, pkts, n);
		atomic_sub(n, &devq->stats.len);
	}
	return n;
}

static int devq_poll(struct napi_struct *napi, int budget)
{
	struct bn_devq *devq = container_of(napi, struct bn_devq, napi);
	int done = 0;
	int n;

	set_owner(devq, smp_processor_id());
	while (done < budget) {
		n = consume_vector(devq, budget - done);
		if (!n)
			break;
		done += n;
	}
	if (done == budget || bn_pktq_busy(&devq->q))
		return budget;
	__this_cpu_write(*devq->left, done == 1 ? DIRECT_RUN : 0);
	set_owner(devq, -1);
	napi_complete_done(napi, done);
	return done;
}

/* On the CPU that the queue is pinned to */
static void devq_kick(void *arg)
{
	struct bn_devq *devq = arg;

	/* pairs with the xchg in devq_schedule(): the frames of CPUs that found it set are seen */
	atomic_xchg(&devq->calling, 0);
	napi_schedule(&devq->napi);
}

/* True if the consumer runs on another CPU. @cpu: this one. Not on PREEMPT_RT, where a function
 * that another CPU calls must not raise a softirq.
 */
static bool devq_is_remote(const struct bn_devq *devq, int cpu)
{
	int pinned = READ_ONCE(devq->stats.cpu);

	return !IS_ENABLED(CONFIG_PREEMPT_RT) && pinned >= 0 && pinned != cpu && cpu_online(pinned);
}

/* Schedule the consumer. Only one CPU at a time may use @csd; a call that is pending on the other
 * CPU serves this one, too.
 */
static void devq_schedule(struct bn_devq *devq)
{
	if (!devq_is_remote(devq, smp_processor_id())) {
		napi_schedule(&devq->napi);
		return;
	}
	if (atomic_xchg(&devq->calling, 1))
		return;
	if (smp_call_function_single_async(READ_ONCE(devq->stats.cpu), &devq->csd)) {
		atomic_xchg(&devq->calling, 0);
		napi_schedule(&devq->napi);
	}
}

/* True if this CPU may append to the plain list; it becomes the owner if there is none */
static bool devq_own(struct bn_devq *devq)
{
	int cpu = smp_processor_id();

	if (atomic_read(&devq->stats.len))
		return false;
	if (likely(READ_ONCE(devq->owner) == cpu))
		return true;
	/* Test first: napi_schedule_prep() on a scheduled NAPI causes another poll */
	if (IS_ENABLED(CONFIG_PREEMPT_RT) || devq_is_remote(devq, cpu) ||
	    test_bit(NAPI_STATE_SCHED, &devq->napi.state) || !napi_schedule_prep(&devq->napi))
		return false;
	set_owner(devq, cpu);
	__napi_schedule(&devq->napi);
	return true;
}

static void append_plain(struct bn_devq *devq, struct sk_buff *skb)
{
	skb->next = NULL;
	skb->prev = NULL;
	if (devq->head)
		devq->last->next = skb;
	else
		devq->head = skb;
	devq->last = skb;
	WRITE_ONCE(devq->stats.plain, devq->stats.plain + 1);
}

static void append_shared(struct bn_devq *devq, struct sk_buff *skb)
{
	bool first;

	atomic_inc(&devq->stats.len);
	preempt_disable();
	first = bn_pktq_enqueue(&devq->q, skb_to_link(skb));
	if (first)
		devq_schedule(devq);
	preempt_enable();
}

/**
 * bn_devq_enqueue() - queue or process a frame
 * @devq: the queue
 * @skb: the frame, bn_pkt()->stack set; taken in any case, dropped past the limit
 *
 * Context: softirq, or process with BH off.
 */
void bn_devq_enqueue(struct bn_devq *devq, struct sk_buff *skb)
{
	if (!bn_devq_begin_direct(devq)) {
		bn_devq_append(devq, skb);
		return;
	}
	rcu_read_lock();
	devq->input(devq, &skb, 1);
	rcu_read_unlock();
	bn_devq_end_direct();
}

/**
 * bn_devq_append() - queue a frame
 * @devq: the queue
 * @skb: the frame, bn_pkt()->stack set; taken in any case, dropped past the limit
 *
 * Context: softirq, or process with BH off.
 */
void bn_devq_append(struct bn_devq *devq, struct sk_buff *skb)
{
	if (unlikely(bn_queue_len(&devq->stats) >= devq->stats.limit)) {
		bn_queue_refuse(&devq->stats);
		bn_drop(skb, BN_DROP_IFD_QUEUE_FULL);
	} else if (devq_own(devq)) {
		append_plain(devq, skb);
	} else {
		append_shared(devq, skb);
	}
}

/**
 * bn_devq_prepare() - make a device queue whose consumer is not enabled
 * @devq: zeroed memory that belongs to the caller
 * @stack: the stack
 * @name: name to display
 * @limit: maximum length in frames
 * @priv: for @input
 * @input: takes 1 .. BN_DEVQ_VECTOR frames in order of arrival; softirq, RCU
 *
 * Return: 0 or -errno.
 * Context: process, RTNL held.
 */
int bn_devq_prepare(struct bn_devq *devq, struct bsdnet_stack *stack, const char *name,
		    u32 limit, void *priv,
		    void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n))
{
	int err;

	ASSERT_RTNL();
	bn_pktq_init(&devq->q);
	devq->input = input;
	devq->priv = priv;
	devq->owner = -1;
	INIT_CSD(&devq->csd, devq_kick, devq);
	devq->left = alloc_percpu_gfp(u32, GFP_KERNEL_ACCOUNT);
	if (!devq->left)
		return -ENOMEM;
	err = bn_registry_add(stack, &devq->stats, name, &bn_queue_device,
			      clamp_t(u32, limit, 1, INT_MAX));
	if (err) {
		free_percpu(devq->left);
		return err;
	}
	/* no socket polls it; it has no id to be found by */
	set_bit(NAPI_STATE_NO_BUSY_POLL, &devq->napi.state);
	netif_napi_add(napi_dev, &devq->napi, devq_poll);
	return 0;
}

/**
 * bn_devq_start() - enable the consumer
 * @devq: the queue; frames may have been queued since bn_devq_prepare()
 *
 * Context: process, RTNL held.
 */
void bn_devq_start(struct bn_devq *devq)
{
	napi_enable(&devq->napi);
	local_bh_disable();
	devq_schedule(devq);
	local_bh_enable();
}

/**
 * bn_devq_init() - make a device queue
 * @devq: as for bn_devq_prepare(), as are the other arguments
 * @stack: the stack
 * @name: name to display
 * @limit: maximum length in frames
 * @priv: for @input
 * @input: takes the frames
 *
 * Return: 0 or -errno.
 * Context: process, RTNL held.
 */
int bn_devq_init(struct bn_devq *devq, struct bsdnet_stack *stack, const char *name,
		 u32 limit, void *priv,
		 void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n))
{
	int err = bn_devq_prepare(devq, stack, name, limit, priv, input);

	if (!err)
		napi_enable(&devq->napi);
	return err;
}

/**
 * bn_devq_pin() - choose the CPU of the consumer
 * @devq: the queue
 * @cpu: the CPU; -1: the receiving one
 *
 * Frames that are queued already are consumed where they are.
 *
 * Context: process, RTNL held.
 */
void bn_devq_pin(struct bn_devq *devq, int cpu)
{
	int any;

	ASSERT_RTNL();
	if (cpu >= 0)
		devq->kicked = true;
	WRITE_ONCE(devq->stats.cpu, cpu);
	for_each_possible_cpu(any)
		WRITE_ONCE(*per_cpu_ptr(devq->left, any), 0);
}

/* Frames that were queued and not consumed */
static void drop_queued(struct bn_devq *devq)
{
	struct bn_pktq_link *link;
	struct sk_buff *skb;

	while (collect_plain(devq, &skb, 1))
		bn_drop(skb, BN_DROP_IFD_GONE);
	while ((link = bn_pktq_dequeue(&devq->q)))
		bn_drop(link_to_skb(link), BN_DROP_IFD_GONE);
	WARN_ON_ONCE(bn_pktq_busy(&devq->q));
}

/**
 * bn_devq_remove() - destroy device queues whose consumers are not enabled
 * @q: the first queue; no producer may be left
 * @n: how many follow each other in memory
 *
 * One grace period passes for all of them, and frames that are left are dropped.
 *
 * Context: process, RTNL held.
 */
void bn_devq_remove(struct bn_devq *q, unsigned int n)
{
	bool kicked = false;
	unsigned int i;

	ASSERT_RTNL();
	for (i = 0; i < n; i++) {
		__netif_napi_del(&q[i].napi);
		kicked |= q[i].kicked;
	}
	/* After it each devq_kick() has returned, or is in a batch of calls that has begun, with
	 * interrupts off: the grace period waits for that.
	 */
	if (kicked)
		kick_all_cpus_sync();
	synchronize_net();
	for (i = 0; i < n; i++) {
		drop_queued(&q[i]);
		bn_registry_remove(&q[i].stats);
		free_percpu(q[i].left);
	}
}

/**
 * bn_devq_destroy() - destroy a device queue
 * @devq: the queue; no producer may be left
 *
 * Waits for the consumer, then drops the queued frames. A grace period passes.
 *
 * Context: process, RTNL held.
 */
void bn_devq_destroy(struct bn_devq *devq)
{
	napi_disable(&devq->napi);
	bn_devq_remove(devq, 1);
}

/**
 * bn_devq_room_init() - make what all device queues share
 *
 * Return: 0 or -ENOMEM.
 */
int bn_devq_room_init(void)
{
	napi_dev = alloc_netdev_dummy(0);
	return napi_dev ? 0 : -ENOMEM;
}

/**
 * bn_devq_room_exit() - the reverse of bn_devq_room_init()
 */
void bn_devq_room_exit(void)
{
	free_netdev_dummy(napi_dev);
	napi_dev = NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "devq_kunit.c"
#endif
