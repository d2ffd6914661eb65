// SPDX-License-Identifier: GPL-2.0
/*
 * latency - histograms of the time that packets take from arrival (SK-7)
 *
 * A histogram per stage and stack, recorded on request and for a bounded time. Buckets are
 * as wide as a quarter of a power of two of ticks; they are converted to nanoseconds when
 * they are read.
 *
 * Lifetime: the counters are made by the first request and freed with the stack.
 *
 * Synchronization: requests hold the configuration lock. Counters are per CPU. A request sets
 * them to zero while packets count, so that a few of the time before may remain.
 *
 * Cost: a static key while no stack records, at each stage; a pointer of the stack for the
 * packets of others while one does.
 */
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "core/latency.h"
#include "core/stack.h"

/* Switched off late, as users can make the kernel change its text */
DEFINE_STATIC_KEY_DEFERRED_FALSE(bn_latency_used, HZ);

#define PARTS_LOG 2	/* parts of a power of two */
#define PARTS BIT(PARTS_LOG)
#define BUCKETS (PARTS * 40)
#define STAGES (BSDNET_LATENCY_STAGE_MAX + 1)

struct counters {
	u64 count[STAGES][BUCKETS];
};

/**
 * struct bn_latency - the histograms of a stack
 * @counters: packets in each bucket
 * @recording: packets are counted
 * @end: stops recording
 */
struct bn_latency {
	struct counters __percpu *counters;
	atomic_t recording;
	struct delayed_work end;
};

static unsigned int bucket_of(u64 ticks)
{
	unsigned int top;

	if (ticks < PARTS)
		return ticks;
	top = fls64(ticks) - 1;
	return min_t(unsigned int, BUCKETS - 1,
		     (top - PARTS_LOG + 1) * PARTS + ((ticks >> (top - PARTS_LOG)) & (PARTS - 1)));
}

/* The least number of ticks in a bucket */
static u64 bucket_begin(unsigned int bucket)
{
	if (bucket < PARTS)
		return bucket;
	return (u64)(PARTS + bucket % PARTS) << (bucket / PARTS - 1);
}

/**
 * bn_latency_record() - count a packet in the histogram of a stage
 * @skb: the packet, with the tick of its arrival; without one it is not counted
 * @stage: the stage that it has reached
 *
 * Context: any.
 */
void bn_latency_record(const struct sk_buff *skb, enum bsdnet_latency_stage stage)
{
	const struct bn_pkt *pkt = bn_pkt(skb);
	struct bn_latency *latency;
	u64 now;

	if (!pkt->tick)
		return;
	/* pairs with bn_latency_start(); freed after a grace period of all packets */
	latency = smp_load_acquire(&pkt->stack->latency);
	if (!latency || !atomic_read(&latency->recording))
		return;
	now = bn_tick();
	/* processors' counters can differ */
	this_cpu_inc(latency->counters->count[stage][now > pkt->tick ?
						     bucket_of(now - pkt->tick) : 0]);
}

static void end_recording(struct bn_latency *latency)
{
	if (!atomic_xchg(&latency->recording, 0))
		return;
	static_branch_slow_dec_deferred(&bn_latency_used);
	bn_tick_release();
}

static void end_fn(struct work_struct *work)
{
	end_recording(container_of(to_delayed_work(work), struct bn_latency, end));
}

static struct bn_latency *make(struct bsdnet_stack *stack)
{
	struct bn_latency *latency = kzalloc(sizeof(*latency), GFP_KERNEL_ACCOUNT);

	if (!latency)
		return NULL;
	latency->counters = alloc_percpu_gfp(struct counters, GFP_KERNEL_ACCOUNT);
	if (!latency->counters) {
		kfree(latency);
		return NULL;
	}
	INIT_DELAYED_WORK(&latency->end, end_fn);
	/* pairs with bn_latency_record() */
	smp_store_release(&stack->latency, latency);
	return latency;
}

static void clear(struct bn_latency *latency)
{
	int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(latency->counters, cpu), 0, sizeof(struct counters));
}

/**
 * bn_latency_start() - set the histograms to zero and record
 * @stack: the stack
 * @seconds: how long; 0: stop recording, nothing is set to zero
 *
 * Return: 0 or -ENOMEM.
 * Context: process, configuration lock.
 */
int bn_latency_start(struct bsdnet_stack *stack, u32 seconds)
{
	struct bn_latency *latency = stack->latency;

	bn_cfg_assert(stack);
	if (!seconds) {
		bn_latency_stop(stack);
		return 0;
	}
	if (!latency)
		latency = make(stack);
	if (!latency)
		return -ENOMEM;
	cancel_delayed_work_sync(&latency->end);
	clear(latency);
	if (!atomic_xchg(&latency->recording, 1)) {
		bn_tick_hold();
		static_branch_inc(&bn_latency_used.key);
	}
	schedule_delayed_work(&latency->end, (unsigned long)seconds * HZ);
	return 0;
}

/**
 * bn_latency_stop() - stop recording
 * @stack: the stack
 *
 * Context: process, may sleep; no concurrent bn_latency_start().
 */
void bn_latency_stop(struct bsdnet_stack *stack)
{
	if (!stack->latency)
		return;
	cancel_delayed_work_sync(&stack->latency->end);
	end_recording(stack->latency);
}

/**
 * bn_latency_stack_exit() - free the histograms of a stack
 * @stack: the stack, after bn_latency_stop() and a grace period
 */
void bn_latency_stack_exit(struct bsdnet_stack *stack)
{
	if (!stack->latency)
		return;
	free_percpu(stack->latency->counters);
	kfree(stack->latency);
}

/**
 * bn_latency_next() - read the next bucket that counted packets
 * @stack: the stack
 * @cursor: position, first 0; set to that behind the bucket
 * @bucket: filled in
 *
 * Return: false at the end.
 * Context: process.
 */
bool bn_latency_next(const struct bsdnet_stack *stack, u32 *cursor,
		     struct bn_latency_bucket *bucket)
{
	/* pairs with bn_latency_start() */
	const struct bn_latency *latency = smp_load_acquire(&stack->latency);
	unsigned int at;
	int cpu;

	for (; latency && *cursor < STAGES * BUCKETS; ++*cursor) {
		at = *cursor % BUCKETS;
		bucket->stage = *cursor / BUCKETS;
		bucket->count = 0;
		for_each_possible_cpu(cpu)
			bucket->count += READ_ONCE(per_cpu_ptr(latency->counters, cpu)->count
						   [bucket->stage][at]);
		if (!bucket->count)
			continue;
		bucket->from = bn_tick_ns(bucket_begin(at));
		bucket->to = bn_tick_ns(bucket_begin(at + 1));
		++*cursor;
		return true;
	}
	return false;
}

/**
 * bn_latency_exit() - wait until the static key is switched off
 *
 * Context: module unload.
 */
void bn_latency_exit(void)
{
	static_key_deferred_flush(&bn_latency_used);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "core/latency_kunit.c"
#endif
