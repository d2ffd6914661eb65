// SPDX-License-Identifier: GPL-2.0
/*
 * devqs - the device queues of an ifd
 *
 * An ifd has a queue for each receive queue of its device, whose consumer runs on the CPU that
 * receives. Or it has a queue for each CPU of a set, pinned to that CPU, and frames are spread
 * over them by the hash of their flow, as RPS does: for devices with one receive queue.
 *
 * Replacing the queues keeps the order of flows: the consumers of the new queues are
 * enabled after the old queues are empty.
 */
#include <linux/slab.h>

#include "queues/devqs.h"
#include "queues/registry.h"

static void name_queue(struct bn_devqs *devqs, unsigned int i, const char *name)
{
	if (devqs->n == 1)
		bn_queue_set_name(&devqs->q[i].stats, "%s", name);
	else
		bn_queue_set_name(&devqs->q[i].stats, "%s/%u", name, i);
}

/**
 * bn_devqs_rename() - rename the queues of an ifd
 * @devqs: the queues
 * @name: new name of the ifd
 *
 * Context: process.
 */
void bn_devqs_rename(struct bn_devqs *devqs, const char *name)
{
	unsigned int i;

	for (i = 0; i < devqs->n; i++)
		name_queue(devqs, i, name);
}

/* No consumer is enabled */
static void devqs_free(struct bn_devqs *devqs)
{
	bn_devq_remove(devqs->q, devqs->n);
	kvfree(devqs);
}

static struct bn_devqs *devqs_prepare(struct bsdnet_stack *stack, const char *name, u32 limit,
				      unsigned int n, void *priv,
				      void (*input)(struct bn_devq *devq, struct sk_buff **pkts,
						    unsigned int n))
{
	struct bn_devqs *devqs;
	int err;

	devqs = kvzalloc(struct_size(devqs, q, n), GFP_KERNEL_ACCOUNT);
	if (!devqs)
		return ERR_PTR(-ENOMEM);
	while (devqs->n < n) {
		err = bn_devq_prepare(&devqs->q[devqs->n], stack, name, limit, priv, input);
		if (err) {
			devqs_free(devqs);
			return ERR_PTR(err);
		}
		devqs->n++;
	}
	bn_devqs_rename(devqs, name);
	return devqs;
}

static void devqs_start(struct bn_devqs *devqs)
{
	unsigned int i;

	for (i = 0; i < devqs->n; i++)
		bn_devq_start(&devqs->q[i]);
}

/**
 * bn_devqs_make() - make the device queues of an ifd
 * @stack: the stack
 * @name: name of the ifd
 * @limit: maximum length of each queue in frames
 * @n: number of queues, 1 or more: that of the device's receive queues
 * @priv: for @input
 * @input: takes the frames, as for bn_devq_prepare()
 *
 * Return: the queues, or an error pointer.
 * Context: process, RTNL held.
 */
struct bn_devqs *bn_devqs_make(struct bsdnet_stack *stack, const char *name, u32 limit,
			       unsigned int n, void *priv,
			       void (*input)(struct bn_devq *devq, struct sk_buff **pkts,
					     unsigned int n))
{
	struct bn_devqs *devqs = devqs_prepare(stack, name, limit, n, priv, input);

	if (!IS_ERR(devqs))
		devqs_start(devqs);
	return devqs;
}

/**
 * bn_devqs_destroy() - destroy the device queues of an ifd
 * @devqs: the queues; no producer may be left
 *
 * Context: process, RTNL held; waits for the consumers and a grace period.
 */
void bn_devqs_destroy(struct bn_devqs *devqs)
{
	unsigned int i;

	for (i = 0; i < devqs->n; i++)
		napi_disable(&devqs->q[i].napi);
	devqs_free(devqs);
}

/* No producer is left, so each queue becomes empty */
static void drain(struct bn_devqs *devqs)
{
	unsigned int i;

	for (i = 0; i < devqs->n; i++)
		while (bn_queue_len(&devqs->q[i].stats))
			usleep_range(50, 200);
}

static struct bn_devqs *prepare_like(const struct bn_devqs *old, const char *name, unsigned int n)
{
	const struct bn_devq *q = &old->q[0];

	return devqs_prepare(q->stats.stack, name, q->stats.limit, n, q->priv, q->input);
}

static void replace(struct bn_devqs __rcu **slot, struct bn_devqs *devqs)
{
	struct bn_devqs *old = rtnl_dereference(*slot);

	rcu_assign_pointer(*slot, devqs);
	synchronize_net();
	drain(old);
	devqs_start(devqs);
	bn_devqs_destroy(old);
}

/**
 * bn_devqs_spread() - spread the frames of an ifd over CPUs by their flow
 * @slot: the queues of the ifd
 * @name: name of the ifd
 * @cpus: the CPUs, at least one
 *
 * Return: 0 or -errno, without side effects.
 * Context: process, RTNL held; waits for the frames in the old queues.
 */
int bn_devqs_spread(struct bn_devqs __rcu **slot, const char *name, const struct cpumask *cpus)
{
	struct bn_devqs *devqs;
	unsigned int i = 0;
	int cpu;

	devqs = prepare_like(rtnl_dereference(*slot), name, cpumask_weight(cpus));
	if (IS_ERR(devqs))
		return PTR_ERR(devqs);
	devqs->by_flow = true;
	for_each_cpu(cpu, cpus) {
		devqs->q[i].stats.by_flow = true;
		bn_devq_pin(&devqs->q[i++], cpu);
	}
	replace(slot, devqs);
	return 0;
}

/**
 * bn_devqs_resize() - one device queue for each receive queue of the device
 * @slot: the queues of the ifd
 * @name: name of the ifd
 * @n: number of receive queues, 1 or more
 *
 * Queues that keep their number keep their CPU, unless frames were spread by flow.
 *
 * Return: 0 or -errno, without side effects.
 * Context: process, RTNL held; waits for the frames in the old queues.
 */
int bn_devqs_resize(struct bn_devqs __rcu **slot, const char *name, unsigned int n)
{
	struct bn_devqs *old = rtnl_dereference(*slot);
	struct bn_devqs *devqs;
	unsigned int i;

	if (!old->by_flow && old->n == n)
		return 0;
	devqs = prepare_like(old, name, n);
	if (IS_ERR(devqs))
		return PTR_ERR(devqs);
	for (i = 0; !old->by_flow && i < min(n, old->n); i++)
		bn_devq_pin(&devqs->q[i], old->q[i].stats.cpu);
	replace(slot, devqs);
	return 0;
}

/**
 * bn_devqs_choose() - the queue of a frame, of several
 * @devqs: the queues
 * @skb: the frame, as received from the device
 *
 * A frame whose receive queue is not known has that of its flow, too. As with RPS, the fragments
 * of a flow can have another queue than its unfragmented packets.
 *
 * Return: the queue.
 * Context: softirq or BH off.
 */
struct bn_devq *bn_devqs_choose(struct bn_devqs *devqs, struct sk_buff *skb)
{
	unsigned int i;

	if (devqs->by_flow || !skb_rx_queue_recorded(skb))
		return &devqs->q[reciprocal_scale(skb_get_hash(skb), devqs->n)];
	i = skb_get_rx_queue(skb);
	return &devqs->q[i < devqs->n ? i : i % devqs->n];
}

/**
 * bn_devqs_find() - look up a device queue
 * @stack: the stack
 * @id: its id
 *
 * Return: the queue, which exists as long as the caller holds RTNL; NULL: there is none.
 * Context: process, RTNL held.
 */
struct bn_devq *bn_devqs_find(struct bsdnet_stack *stack, u32 id)
{
	struct bn_queue_stats *stats = bn_registry_find(stack, id);

	return stats ? container_of(stats, struct bn_devq, stats) : NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "devqs_kunit.c"
#endif
