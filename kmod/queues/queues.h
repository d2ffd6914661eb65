/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queues - packet queue, device queue, service queue (Q-1 .. Q-8)
 *
 * Whatever must change state sits behind a queue with one consumer. The
 * packet queue (pktq) is the lock-free multi-producer single-consumer list;
 * the device queue (devq) consumes one in softirq context, in vectors; the
 * service queue (svcq) consumes one in process context, by a worker or by a
 * system call that became the consumer.
 */
#ifndef _BSDNET_QUEUES_H
#define _BSDNET_QUEUES_H

#include "core/core.h"
#include "queues/pktq.h"

#include <linux/lockdep.h>
#include <linux/netdevice.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

extern const struct bn_room bn_queues_room;

/**
 * struct bn_queue_stats - what `bsdnetctl queue show` tells of a queue
 * @list: on the stack's list of queues
 * @stack: the stack
 * @name: for people; "devq eth0", "arp", "udp 192.0.2.1:53"
 * @kind: "device" or "service"
 * @limit: most items that may wait
 * @high_water: most items that ever waited
 * @drops: items refused because of @limit
 * @len: items waiting now
 * @id: index, the cursor of dumps
 */
struct bn_queue_stats {
	struct list_head list;
	struct bsdnet_stack *stack;
	char name[40];
	const char *kind;
	u32 id;
	u32 limit;
	u32 high_water;
	atomic_t len;
	atomic64_t drops;
};

/* registry.c APIs */
void bn_queue_set_name(struct bn_queue_stats *stats, const char *fmt, ...) __printf(2, 3);
/* Walks in the order of @id; @fn is called under the registry's spinlock for
 * each queue with id > *cursor until it returns nonzero; *cursor follows: it
 * is the id of the last queue for which @fn returned 0.
 */
int bn_queue_walk(struct bsdnet_stack *stack, u32 *cursor,
		  int (*fn)(const struct bn_queue_stats *stats, void *arg), void *arg);

#define BN_DEVQ_VECTOR 64

/**
 * struct bn_devq - device queue: raw frames of one ifd
 *
 * Consumed by a NAPI instance of its own, so in softirq, one consumer at a
 * time, until empty or until the budget is spent (then it is rescheduled). Frames that
 * come one at a time are consumed by their producers in its place.
 *
 * @q: what waits
 * @stats: limits and counters
 * @napi: the consumer
 * @direct: so many frames may skip the queue; the consumer's
 * @input: takes the frames
 * @priv: for @input
 */
struct bn_devq {
	struct bn_pktq q;
	struct bn_queue_stats stats;
	struct napi_struct napi;
	u32 direct;
	void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n);
	void *priv;
};

/* devq.c APIs. init/destroy: process context, RTNL held. destroy waits for the
 * consumer and drops what waits with BN_DROP_IFD_GONE; no producer may be left.
 */
int bn_devq_init(struct bn_devq *devq, struct bsdnet_stack *stack, const char *name,
		 u32 limit, void *priv,
		 void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n));
void bn_devq_destroy(struct bn_devq *devq);
/* Takes the skb in any case; drops it past the limit. Softirq or BH off. Where frames
 * come one at a time, and in direct mode (module parameter devq_direct) always, the
 * input runs at once instead.
 */
void bn_devq_enqueue(struct bn_devq *devq, struct sk_buff *skb);
/* The parts of the same, for a caller that processes a single frame by itself */
bool bn_devq_begin_direct(struct bn_devq *devq);
void bn_devq_end_direct(struct bn_devq *devq);
void bn_devq_queue(struct bn_devq *devq, struct sk_buff *skb);

/**
 * struct bn_msg - a message for a service queue that is not a packet
 * @link: first member; &link.kind tells what it is
 * @posted: the message waits in a queue; a message is in at most one
 */
struct bn_msg {
	struct bn_pktq_link link;
	atomic_t posted;
};

enum bn_svcq_state {
	BN_SVCQ_IDLE,
	BN_SVCQ_SCHEDULED,
	BN_SVCQ_ACTIVE,
};

/**
 * struct bn_svcq - service queue: exactly one consumer at a time
 * @q: what waits
 * @stats: limits and counters
 * @lock: guards @state, @waiters, @scheduled; taken only near empty
 * @state: who consumes
 * @waiters: system calls that wait to become the consumer
 * @scheduled: a worker will come
 * @dead: being destroyed, nothing is scheduled any more
 * @wait: where @waiters sleep
 * @work: the worker
 * @dep_map: the consumer, as lockdep sees it
 * @consume: called for each item by the consumer, process context, may sleep.
 *	@kind is link->kind (BN_SVCQ_PACKET or the owner's kinds)
 * @priv: for the owner
 */
struct bn_svcq {
	struct bn_pktq q;
	struct bn_queue_stats stats;
	spinlock_t lock;	/* see above */
	enum bn_svcq_state state;
	unsigned int waiters;
	bool scheduled;
	bool dead;
	wait_queue_head_t wait;
	struct work_struct work;
	struct lockdep_map dep_map;
	void (*consume)(struct bn_svcq *svcq, unsigned long kind, void *item);
	void *priv;
};

#define BN_SVCQ_PACKET 1	/* item is a struct sk_buff; owner's kinds follow */

/* svcq.c APIs */
int __bn_svcq_init(struct bn_svcq *svcq, struct bsdnet_stack *stack, const char *name,
		   u32 limit, void *priv,
		   void (*consume)(struct bn_svcq *svcq, unsigned long kind, void *item),
		   struct lock_class_key keys[2]);
/* Queues made in one place of the source are one class for lockdep */
#define bn_svcq_init(svcq, stack, name, limit, priv, consume) ({		\
	static struct lock_class_key __keys[2];					\
										\
	__bn_svcq_init(svcq, stack, name, limit, priv, consume, __keys);	\
})
/* Waits for the consumer, then frees waiting packets with @reason and gives
 * back waiting messages (posted = 0). No producer may be left.
 */
void bn_svcq_destroy(struct bn_svcq *svcq, enum bn_drop_reason reason);
/* Takes the skb in any case, any context. False: dropped with @full. */
bool bn_svcq_enqueue(struct bn_svcq *svcq, struct sk_buff *skb, unsigned long kind,
		     enum bn_drop_reason full);
/* Any context. False if the message was posted already. Not bounded by the
 * limit: a message belongs to an object that is.
 */
bool bn_svcq_post(struct bn_svcq *svcq, struct bn_msg *msg, unsigned long kind);
/* Process context: become the consumer (waits for the present one), empty the
 * queue, own the state until release. Release reschedules if items came.
 */
void bn_svcq_acquire(struct bn_svcq *svcq);
bool bn_svcq_try_acquire(struct bn_svcq *svcq);
void bn_svcq_release(struct bn_svcq *svcq);

#endif /* _BSDNET_QUEUES_H */
