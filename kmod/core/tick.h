/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tick - raw time of arrival of packets (SK-7)
 */
#ifndef _BSDNET_CORE_TICK_H
#define _BSDNET_CORE_TICK_H

#include <linux/jump_label_ratelimit.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>
#include <linux/timex.h>

extern struct static_key_false_deferred bn_tick_wanted;

/**
 * bn_tick() - the raw counter, for the packet path
 *
 * Architectures define get_cycles() if they have a counter that is cheap to read. On others
 * the monotonic clock is read, but only while ticks are requested.
 *
 * Return: a number for bn_tick_ns() and bn_tick_to_real(); 0: not read.
 * Context: any.
 */
static __always_inline u64 bn_tick(void)
{
#ifdef get_cycles
	return get_cycles();
#else
	return static_branch_unlikely(&bn_tick_wanted.key) ? ktime_get_mono_fast_ns() : 0;
#endif
}

/* tick.c APIs. Module load and unload: */
void bn_tick_init(void);
void bn_tick_exit(void);
/* Any context: */
void bn_tick_hold(void);
void bn_tick_release(void);
u64 bn_tick_ns(u64 ticks);
ktime_t bn_tick_to_real(u64 tick);
/* Process or softirq: */
void bn_tick_stir(u64 tick);

#endif /* _BSDNET_CORE_TICK_H */
