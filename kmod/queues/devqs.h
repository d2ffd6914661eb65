/* SPDX-License-Identifier: GPL-2.0 */
/*
 * devqs - the device queues of an ifd
 */
#ifndef _BSDNET_QUEUES_DEVQS_H
#define _BSDNET_QUEUES_DEVQS_H

#include <linux/cpumask.h>
#include <linux/skbuff.h>

#include "queues/queues.h"

/**
 * struct bn_devqs - device queues of an ifd
 * @n: number of queues
 * @by_flow: a frame's queue is chosen by its flow, else by the device's receive queue
 * @q: the queues
 */
struct bn_devqs {
	unsigned int n;
	bool by_flow;
	struct bn_devq q[];
};

/* devqs.c APIs. Process context, RTNL held: */
struct bn_devqs *bn_devqs_make(struct bsdnet_stack *stack, const char *name, u32 limit,
			       unsigned int n, void *priv,
			       void (*input)(struct bn_devq *devq, struct sk_buff **pkts,
					     unsigned int n));
void bn_devqs_destroy(struct bn_devqs *devqs);
int bn_devqs_spread(struct bn_devqs __rcu **slot, const char *name, const struct cpumask *cpus);
int bn_devqs_resize(struct bn_devqs __rcu **slot, const char *name, unsigned int n);
void bn_devqs_rename(struct bn_devqs *devqs, const char *name);
struct bn_devq *bn_devqs_find(struct bsdnet_stack *stack, u32 id);
/* Softirq or BH off: */
struct bn_devq *bn_devqs_choose(struct bn_devqs *devqs, struct sk_buff *skb);

/**
 * bn_devqs_of() - the queue of a frame
 * @devqs: the queues of the ifd
 * @skb: the frame, as received from the device
 *
 * Return: the queue, the same for all frames of a flow.
 * Context: softirq or BH off, RCU read side.
 */
static __always_inline struct bn_devq *bn_devqs_of(struct bn_devqs *devqs, struct sk_buff *skb)
{
	return likely(devqs->n == 1) ? devqs->q : bn_devqs_choose(devqs, skb);
}

#endif /* _BSDNET_QUEUES_DEVQS_H */
