// SPDX-License-Identifier: GPL-2.0
/*
 * tick - raw time of arrival of packets, and what becomes of it (SK-7; paper: Packet Time
 * Stamping)
 *
 * Each packet carries the raw counter of its arrival. It is converted to a time of day for a
 * receiver that asked for one (SO_TIMESTAMP and its relatives); this needs neither a clock
 * read per packet nor the kernel's own stamping of all packets. The ticks of other
 * delivered packets are stirred into the kernel's random pool. The latency histograms
 * (latency.c) use the difference of two ticks.
 *
 * The rate of the counter is measured from module load to the conversion.
 */
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/random.h>

#include "core/tick.h"

/* Ticks are wanted; consulted where get_cycles() has no counter. Switched off late, as users can
 * make the kernel change its text
 */
DEFINE_STATIC_KEY_DEFERRED_FALSE(bn_tick_wanted, HZ);

/* Two clocks at one instant */
struct instant {
	u64 tick;
	u64 ns;
};

static struct instant loaded __read_mostly;

static __maybe_unused struct instant instant_now(void)
{
	struct instant now;
	unsigned long flags;

	local_irq_save(flags);
	now.ns = ktime_get_raw_ns();
	now.tick = bn_tick();
	local_irq_restore(flags);
	return now;
}

/**
 * bn_tick_init() - begin to measure the rate of the counter
 *
 * Context: module load.
 */
void bn_tick_init(void)
{
	loaded = instant_now();
}

/**
 * bn_tick_exit() - wait until the static key is switched off
 *
 * Context: module unload.
 */
void bn_tick_exit(void)
{
	static_key_deferred_flush(&bn_tick_wanted);
}

/**
 * bn_tick_hold() - read ticks also where this is not cheap
 *
 * Context: process, may sleep.
 */
void bn_tick_hold(void)
{
	static_branch_inc(&bn_tick_wanted.key);
}

/**
 * bn_tick_release() - undo bn_tick_hold()
 *
 * Context: process, may sleep.
 */
void bn_tick_release(void)
{
	static_branch_slow_dec_deferred(&bn_tick_wanted);
}

#define RATE_SHIFT 24

/* @ticks in ns at the rate of @ns to @span, 24 bits exact; 0 if this rate cannot be right (the
 * counter stopped or jumped): no counter has less than a tick in 256 ns.
 */
static __maybe_unused u64 scale(u64 ticks, u64 ns, u64 span)
{
	unsigned int excess = max(fls64(ns), 64 - RATE_SHIFT) - (64 - RATE_SHIFT);

	ns >>= excess;
	span >>= excess;
	if (!span || ns >> 8 > span)
		return 0;
	return mul_u64_u64_shr(ticks, div64_u64(ns << RATE_SHIFT, span), RATE_SHIFT);
}

/**
 * bn_tick_ns() - convert a difference of ticks
 * @ticks: the difference
 *
 * Return: nanoseconds; 0 if the counter cannot be trusted.
 * Context: any.
 */
u64 bn_tick_ns(u64 ticks)
{
#ifdef get_cycles
	struct instant now = instant_now();

	return scale(ticks, now.ns - loaded.ns, now.tick - loaded.tick);
#else
	return ticks;
#endif
}

/**
 * bn_tick_to_real() - convert a tick to a time of day
 * @tick: what bn_tick() returned; 0 and ticks in the future are taken as now
 *
 * Return: CLOCK_REALTIME at that instant, as the clock is set now.
 * Context: any.
 */
ktime_t bn_tick_to_real(u64 tick)
{
	ktime_t real = ktime_get_real();
	u64 now = bn_tick();

	/* processors' counters can differ */
	return tick && now > tick ? ktime_sub_ns(real, bn_tick_ns(now - tick)) : real;
}

/* Ticks of a processor that are not in the random pool yet. It takes a lock and some hundred
 * nanoseconds to add them
 */
struct stirred {
	u64 ticks;
	unsigned long next;
};

static DEFINE_PER_CPU(struct stirred, stirred);

/**
 * bn_tick_stir() - add an unused tick to the kernel's random pool
 * @tick: what bn_tick() returned; 0: nothing is done
 *
 * Ticks are gathered per CPU and added at most ten times a second.
 *
 * Context: process or softirq.
 */
void bn_tick_stir(u64 tick)
{
	struct stirred *mine;
	u64 ticks = 0;

	if (!tick)
		return;
	mine = get_cpu_ptr(&stirred);
	mine->ticks = rol64(mine->ticks, 7) ^ tick;
	if (time_after_eq(jiffies, mine->next)) {
		mine->next = jiffies + HZ / 10;
		ticks = mine->ticks;
	}
	put_cpu_ptr(&stirred);
	if (unlikely(ticks))
		add_device_randomness(&ticks, sizeof(ticks));
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "core/tick_kunit.c"
#endif
