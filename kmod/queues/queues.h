/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queues - packet queue, device queue, service queue (Q-1 .. Q-8)
 *
 * State that packets change is behind a queue with one consumer. The packet queue (pktq) is
 * a lock-free multi-producer single-consumer list. The consumer of a device queue (devq)
 * runs in softirq context and takes vectors; that of a service queue (svcq) runs in process
 * context: a worker, or a system call.
 */
#ifndef _BSDNET_QUEUES_H
#define _BSDNET_QUEUES_H

#include "core/core.h"
#include "queues/pktq.h"

#include <linux/lockdep.h>
#include <linux/netdevice.h>
#include <linux/smp.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

extern const struct bn_room bn_queues_room;

struct bn_queue_stats;

/**
 * struct bn_queue_figures - what `bsdnetctl queue show` tells of a queue or pool
 * @name: name to display
 * @len: number of items in it
 * @limit: maximum of @len
 * @high_water: greatest @len so far
 * @drops: items dropped or refused because of @limit
 */
struct bn_queue_figures {
	const char *name;
	u32 len;
	u32 limit;
	u32 high_water;
	u64 drops;
};

/**
 * struct bn_queue_kind - a kind of queue or pool
 * @name: "device", "service", "output", "receive" or "pool"
 * @unit: what its figures count: "packets", "bytes" ...
 * @each: limit and high-water mark are those of each owner, for example a neighbour
 * @read: NULL, or replaces figures that are not in struct bn_queue_stats; under the registry's
 *	spinlock
 */
struct bn_queue_kind {
	const char *name;
	const char *unit;
	bool each;
	void (*read)(const struct bn_queue_stats *stats, struct bn_queue_figures *figures);
};

extern const struct bn_queue_kind bn_queue_device;
extern const struct bn_queue_kind bn_queue_service;

/**
 * struct bn_queue_stats - limit and counters of a queue or pool
 *
 * Embedded in the queue. The high-water mark is written only when it rises, by who takes items out
 * of a queue, before the length is reduced; or by who puts them into a pool that it owns, or
 * whose length it has written anyway. So it costs the packet path no shared write.
 *
 * @stack: the stack
 * @name: name to display; "eth0", "arp", "udp 192.0.2.1:53"
 * @kind: its kind
 * @limit: maximum length
 * @high_water: greatest length so far
 * @drops: items dropped because of @limit
 * @len: length, without @plain
 * @plain: items in a list that one CPU uses without atomic instructions (devq.c)
 * @cpu: the CPU that the consumer is pinned to; -1: none
 * @by_flow: the queue is one of several, among which flows are spread
 * @id: index, the cursor of dumps
 * @worker_turns: service queue: turns of workers that have consumed items
 * @caller_turns: service queue: the same of system calls
 */
struct bn_queue_stats {
	struct bsdnet_stack *stack;
	char name[40];
	const struct bn_queue_kind *kind;
	u32 id;
	u32 limit;
	u32 high_water;
	atomic_t len;
	u32 plain;
	int cpu;
	bool by_flow;
	atomic64_t drops;
	unsigned long worker_turns;
	unsigned long caller_turns;
};

static inline u32 bn_queue_len(const struct bn_queue_stats *stats)
{
	return max(atomic_read(&stats->len), 0) + READ_ONCE(stats->plain);
}

/* registry.c APIs. Process context: */
int bn_registry_add(struct bsdnet_stack *stack, struct bn_queue_stats *stats, const char *name,
		    const struct bn_queue_kind *kind, u32 limit);
void bn_registry_remove(struct bn_queue_stats *stats);
void bn_queue_set_name(struct bn_queue_stats *stats, const char *fmt, ...) __printf(2, 3);
void bn_queue_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures);
/* Call @fn under the registry's spinlock for each queue with id > *cursor, in the order of ids,
 * until it returns nonzero; *cursor is set to the id of the last queue for which it returned 0.
 */
int bn_queue_walk(struct bsdnet_stack *stack, u32 *cursor,
		  int (*fn)(const struct bn_queue_stats *stats, void *arg), void *arg);

/* Any context, concurrently: */
void bn_queue_raise(struct bn_queue_stats *stats, u32 len);

/* Keep the high-water mark. Writes only if @len is the greatest so far */
static inline void bn_queue_note(struct bn_queue_stats *stats, u32 len)
{
	if (unlikely(len > READ_ONCE(stats->high_water)))
		bn_queue_raise(stats, len);
}

/* Count an item that is dropped or refused because of the limit */
static inline void bn_queue_refuse(struct bn_queue_stats *stats)
{
	atomic64_inc(&stats->drops);
}

#define BN_DEVQ_VECTOR 64

/**
 * struct bn_devq - device queue: raw frames of one receive queue of an ifd
 *
 * Its NAPI instance is the consumer, in softirq, until the queue is empty or the budget is
 * used (then it is rescheduled). Frames that arrive one at a time skip the queue and are
 * processed by their producers. See devq.c.
 *
 * @q: frames queued by CPUs other than the owner
 * @stats: limits and counters
 * @napi: the consumer
 * @owner: the CPU on which @napi is scheduled, which may use @head and @last; -1: none
 * @head: the plain list: the oldest frame
 * @last: its newest one, valid if there is a @head
 * @left: number of frames that may skip the queue on a CPU; BH off
 * @input: processes frames; may run on several CPUs at a time
 * @priv: for @input
 * @csd: schedules @napi on the CPU that the queue is pinned to
 * @calling: @csd is in use
 * @kicked: @csd may have been used
 */
struct bn_devq {
	struct bn_pktq q;
	struct bn_queue_stats stats;
	struct napi_struct napi;
	int owner;
	struct sk_buff *head;
	struct sk_buff *last;
	u32 __percpu *left;
	void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n);
	void *priv;
	call_single_data_t csd;
	atomic_t calling;
	bool kicked;
};

/* devq.c APIs. Process context, RTNL held */
int bn_devq_init(struct bn_devq *devq, struct bsdnet_stack *stack, const char *name,
		 u32 limit, void *priv,
		 void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n));
int bn_devq_prepare(struct bn_devq *devq, struct bsdnet_stack *stack, const char *name,
		    u32 limit, void *priv,
		    void (*input)(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n));
void bn_devq_start(struct bn_devq *devq);
void bn_devq_pin(struct bn_devq *devq, int cpu);
void bn_devq_remove(struct bn_devq *q, unsigned int n);
void bn_devq_destroy(struct bn_devq *devq);
/* Softirq or BH off; consumes the skb: */
void bn_devq_enqueue(struct bn_devq *devq, struct sk_buff *skb);
void bn_devq_append(struct bn_devq *devq, struct sk_buff *skb);

/* A frame that skipped its queue is being processed on this CPU */
DECLARE_PER_CPU(u32, bn_devq_busy);
extern bool bn_devq_always_direct;

/**
 * bn_devq_begin_direct() - test if a single frame may skip the queue
 * @devq: the queue
 *
 * Not if others are queued or in process, or if this CPU processes such a frame already.
 *
 * Return: true: the caller processes the frame, then calls bn_devq_end_direct(). False: it
 * calls bn_devq_append().
 * Context: softirq, or process with BH off.
 */
static __always_inline bool bn_devq_begin_direct(const struct bn_devq *devq)
{
	u32 left = __this_cpu_read(*devq->left);

	if (bn_queue_len(&devq->stats))
		return false;
	/* NPSVC: not started, earlier frames are in the queues that it replaces */
	if (!left && (likely(!READ_ONCE(bn_devq_always_direct)) ||
		      READ_ONCE(devq->stats.cpu) >= 0 ||
		      test_bit(NAPI_STATE_NPSVC, &devq->napi.state)))
		return false;
	/* On PREEMPT_RT another softirq of this CPU can preempt this one at any instruction */
	if (IS_ENABLED(CONFIG_PREEMPT_RT)) {
		if (this_cpu_xchg(bn_devq_busy, 1))
			return false;
	} else {
		if (__this_cpu_read(bn_devq_busy))
			return false;
		__this_cpu_write(bn_devq_busy, 1);
	}
	if (likely(left))
		__this_cpu_write(*devq->left, left - 1);
	return true;
}

/* The frame of bn_devq_begin_direct() is processed */
static __always_inline void bn_devq_end_direct(void)
{
	__this_cpu_write(bn_devq_busy, 0);
}

/**
 * struct bn_msg - a message for a service queue that is not a packet
 * @link: first member; link.kind is its kind
 * @posted: the message is queued; a message is in one queue at most
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
 * @q: the queued items
 * @stats: limits and counters
 * @lock: protects @state, @waiters, @scheduled; taken only near empty
 * @state: state of the consumer
 * @waiters: system calls that wait to become the consumer
 * @scheduled: the worker is scheduled
 * @worker_cpu: the CPU whose worker is scheduled, -1: none, or an unbound one; under @lock
 * @caller_cpu: the CPU of the last bn_svcq_note_cpu(), -1: none
 * @messages: messages that are queued
 * @held: bit 0: in a CPU's list of queues to be notified
 * @held_next: next one in that list
 * @dead: being destroyed, the worker is not scheduled any more
 * @wait: wait queue of @waiters
 * @work: the worker
 * @dep_map: the consumer, a lock for lockdep
 * @consume: called for each item by the consumer, process context, may sleep.
 *	@kind is link->kind (BN_SVCQ_PACKET or the owner's kinds)
 * @notify: NULL, or set by the owner before the first packet: wakes a system call that waits
 *	for packets, and returns true if packets may be left to the system calls; any context
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
	int worker_cpu;
	int caller_cpu;
	atomic_t messages;
	unsigned long held;
	struct bn_svcq *held_next;
	wait_queue_head_t wait;
	struct work_struct work;
	struct lockdep_map dep_map;
	void (*consume)(struct bn_svcq *svcq, unsigned long kind, void *item);
	bool (*notify)(struct bn_svcq *svcq);
	void *priv;
};

#define BN_SVCQ_PACKET 1	/* item is a struct sk_buff; owner's kinds follow */

/* svcq.c APIs */
int __bn_svcq_init(struct bn_svcq *svcq, struct bsdnet_stack *stack, const char *name,
		   u32 limit, void *priv,
		   void (*consume)(struct bn_svcq *svcq, unsigned long kind, void *item),
		   struct lock_class_key keys[2]);
/* Queues initialized at one place of the source are one lockdep class */
#define bn_svcq_init(svcq, stack, name, limit, priv, consume) ({		\
	static struct lock_class_key __keys[2];					\
										\
	__bn_svcq_init(svcq, stack, name, limit, priv, consume, __keys);	\
})
void bn_svcq_destroy(struct bn_svcq *svcq, enum bn_drop_reason reason);
/* Any context: */
bool bn_svcq_enqueue(struct bn_svcq *svcq, struct sk_buff *skb, unsigned long kind,
		     enum bn_drop_reason full);
bool bn_svcq_post(struct bn_svcq *svcq, struct bn_msg *msg, unsigned long kind);
void bn_svcq_run_worker(struct bn_svcq *svcq);
/* Softirq or BH off, around a vector of packets: */
void bn_svcq_hold(void);
void bn_svcq_flush(void);
/* Process context, may sleep: */
void bn_svcq_acquire(struct bn_svcq *svcq);
bool bn_svcq_try_acquire(struct bn_svcq *svcq);
void bn_svcq_release(struct bn_svcq *svcq);
bool bn_svcq_may_sleep(struct bn_svcq *svcq);

/* A caller receives on this CPU: its worker is preferred from now on */
static inline void bn_svcq_note_cpu(struct bn_svcq *svcq)
{
	int cpu = raw_smp_processor_id();

	if (READ_ONCE(svcq->caller_cpu) != cpu)
		WRITE_ONCE(svcq->caller_cpu, cpu);
}

#endif /* _BSDNET_QUEUES_H */
