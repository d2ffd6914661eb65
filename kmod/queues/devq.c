// SPDX-License-Identifier: GPL-2.0
/*
 * devq - device queue: a driver's raw frames, consumed in softirq
 *
 * Producers (a netdev's rx handler, on any number of CPUs) append to a packet
 * queue; its NAPI instance is the only consumer. It passes the frames on in
 * vectors of up to BN_DEVQ_VECTOR until the queue is empty, or returns when its budget is spent
 * and is called again.
 *
 * The NAPI instances belong to a dummy netdev, so that they are independent of
 * the driver's own and of whether it is up.
 *
 * No wakeup is lost: a producer for which bn_pktq_enqueue() returns true schedules NAPI.
 * If the consumer is still running, that sets NAPI's MISSED bit, with which
 * napi_complete_done() schedules again instead of finishing. A queue that is
 * busy (see pktq.h) is not completed at all.
 *
 * Bounded: @len counts the frames in the queue. Producers test and then increment, so the
 * limit can be passed by as many frames as there are CPUs. The consumer
 * subtracts once per vector, after the vector has been processed, and is the
 * only one to write the high-water mark: the length when it starts.
 *
 * Skipping the queue: if frames arrive one at a time, queue and NAPI cost more than they
 * save. After a poll that found a single frame, the next DIRECT_RUN frames of the queue on the
 * same CPU are processed by their producers, which write nothing but per-CPU data. Then the queue
 * is used again, to detect bursts, which are cheaper as vectors. A producer skips the queue
 * only if @len is 0. That keeps the order of its frames: each was counted before it was queued
 * and until it was processed. So the frames that arrive on a CPU, and with them those of a flow,
 * are processed in the order of arrival. Frames of different CPUs that skip the queue are
 * processed at the same time.
 *
 * Direct mode, module parameter devq_direct: the same for all frames. Neither is nested
 * (a frame that the loopback driver feeds back is queued), so that the kernel stack cannot
 * overflow.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/prefetch.h>

#include "queues/registry.h"

static struct net_device *napi_dev;

bool bn_devq_always_direct;
module_param_named(devq_direct, bn_devq_always_direct, bool, 0644);
MODULE_PARM_DESC(devq_direct, "process frames in the driver's context, without the device queue");

/* Frames that skip the queue before it is used again. Single packets forwarded over veth, medians
 * of 59 rounds: 1.22 million/s with 0, 1.34 with 8, 1.57 with 32, 1.60 with 128
 */
#define DIRECT_RUN	32

DEFINE_PER_CPU(u32, bn_devq_busy);

static unsigned int devq_collect(struct bn_devq *devq, struct sk_buff **pkts, unsigned int max)
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

static unsigned int consume_vector(struct bn_devq *devq, unsigned int max)
{
	struct sk_buff *pkts[BN_DEVQ_VECTOR] __uninitialized;
	unsigned int n;

	note_high_water(&devq->stats, atomic_read(&devq->stats.len));
	n = devq_collect(devq, pkts, min_t(unsigned int, max, BN_DEVQ_VECTOR));
	if (!n)
		return 0;
	rcu_read_lock();
	devq->input(devq, pkts, n);
	rcu_read_unlock();
	atomic_sub(n, &devq->stats.len);
	return n;
}

static int devq_poll(struct napi_struct *napi, int budget)
{
	struct bn_devq *devq = container_of(napi, struct bn_devq, napi);
	int done = 0;
	int n;

	while (done < budget) {
		n = consume_vector(devq, budget - done);
		if (!n)
			break;
		done += n;
	}
	if (done == budget || bn_pktq_busy(&devq->q))
		return budget;
	__this_cpu_write(*devq->left, done == 1 ? DIRECT_RUN : 0);
	napi_complete_done(napi, done);
	return done;
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
	bool first;

	if (unlikely(atomic_read(&devq->stats.len) >= (int)devq->stats.limit)) {
		atomic64_inc(&devq->stats.drops);
		bn_drop(skb, BN_DROP_IFD_QUEUE_FULL);
		return;
	}
	atomic_inc(&devq->stats.len);
	preempt_disable();
	first = bn_pktq_enqueue(&devq->q, skb_to_link(skb));
	preempt_enable();
	if (first)
		napi_schedule(&devq->napi);
}

/**
 * bn_devq_init() - make a device queue
 * @devq: zeroed memory that belongs to the caller
 * @stack: the stack
 * @name: for people
 * @limit: most frames that may wait
 * @priv: for @input
 * @input: takes 1 .. BN_DEVQ_VECTOR frames in order of arrival; softirq, RCU
 *
 * Return: 0 or -errno.
 * Context: process, RTNL held.
 */
int bn_devq_init(struct bn_devq *devq, struct bsdnet_stack *stack, const char *name,
		 u32 limit, void *priv,
		 void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n))
{
	int err;

	ASSERT_RTNL();
	bn_pktq_init(&devq->q);
	devq->input = input;
	devq->priv = priv;
	devq->left = alloc_percpu_gfp(u32, GFP_KERNEL_ACCOUNT);
	if (!devq->left)
		return -ENOMEM;
	err = bn_registry_add(stack, &devq->stats, name, "device",
			      clamp_t(u32, limit, 1, INT_MAX));
	if (err) {
		free_percpu(devq->left);
		return err;
	}
	/* nobody polls it from a socket; it has no id to be found by */
	set_bit(NAPI_STATE_NO_BUSY_POLL, &devq->napi.state);
	netif_napi_add(napi_dev, &devq->napi, devq_poll);
	napi_enable(&devq->napi);
	return 0;
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
	struct bn_pktq_link *link;

	ASSERT_RTNL();
	napi_disable(&devq->napi);
	netif_napi_del(&devq->napi);
	while ((link = bn_pktq_dequeue(&devq->q)))
		bn_drop(link_to_skb(link), BN_DROP_IFD_GONE);
	WARN_ON_ONCE(bn_pktq_busy(&devq->q));
	bn_registry_remove(&devq->stats);
	free_percpu(devq->left);
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
