// SPDX-License-Identifier: GPL-2.0
/*
 * timer - the timers of a neighbour cache (IN-7, Q-7)
 *
 * They are in a timerqueue, and one kernel timer runs for the first of them. It posts a
 * message into the service queue, whose consumer fires all that have expired. The kernel
 * timer runs at most once in BN_NEIGH_TICK_MS, so that neighbours whose timers expire close
 * together share a wakeup.
 *
 * Synchronization: route lock, except for the kernel timer itself.
 *
 * Serves IN-7, Q-7.
 */
#include <linux/jiffies.h>
#include <linux/sched.h>

#include "neigh/private.h"

/**
 * bn_neigh_now() - the clock of a cache
 * @cache: the cache; its skew is added
 *
 * Return: milliseconds since boot.
 * Context: any.
 */
u64 bn_neigh_now(const struct bn_neigh_cache *cache)
{
	return ktime_to_ms(ktime_get()) + cache->skew;
}

static void neigh_timer_start(struct bn_neigh_cache *cache)
{
	struct timerqueue_node *first = timerqueue_getnext(&cache->timers);
	s64 left;

	if (!first || cache->stopping)
		return;
	left = first->expires - (s64)bn_neigh_now(cache);
	left = clamp_t(s64, left, BN_NEIGH_TICK_MS, INT_MAX);
	timer_reduce(&cache->timer, jiffies + msecs_to_jiffies(left));
}

/**
 * bn_neigh_timer_init() - initialize a timer
 * @timer: the timer
 * @fire: see struct bn_neigh_timer
 */
void bn_neigh_timer_init(struct bn_neigh_timer *timer,
			 void (*fire)(struct bn_neigh_timer *timer))
{
	timerqueue_init(&timer->node);
	timer->fire = fire;
}

/**
 * bn_neigh_timer_set() - set a timer
 * @cache: the cache
 * @timer: the timer; moved if it is set already
 * @ms: expires in so many milliseconds, up to BN_NEIGH_TICK_MS later
 *
 * Context: route lock.
 */
void bn_neigh_timer_set(struct bn_neigh_cache *cache, struct bn_neigh_timer *timer,
			unsigned int ms)
{
	bn_neigh_timer_cancel(cache, timer);
	timer->node.expires = bn_neigh_now(cache) + ms;
	if (timerqueue_add(&cache->timers, &timer->node))
		neigh_timer_start(cache);
}

/**
 * bn_neigh_timer_cancel() - cancel a timer
 * @cache: the cache
 * @timer: the timer; need not be set
 *
 * Context: route lock.
 */
void bn_neigh_timer_cancel(struct bn_neigh_cache *cache, struct bn_neigh_timer *timer)
{
	if (bn_neigh_timer_pending(timer))
		timerqueue_del(&cache->timers, &timer->node);
}

/**
 * bn_neigh_timers_run() - fire the timers that have expired
 * @cache: the cache
 *
 * Context: the consumer of the service queue; route lock.
 */
void bn_neigh_timers_run(struct bn_neigh_cache *cache)
{
	s64 now = bn_neigh_now(cache);
	struct timerqueue_node *node;
	struct bn_neigh_timer *timer;

	while ((node = timerqueue_getnext(&cache->timers)) && node->expires <= now) {
		timer = container_of(node, struct bn_neigh_timer, node);
		timerqueue_del(&cache->timers, node);
		timer->fire(timer);
		cond_resched();
	}
	neigh_timer_start(cache);
}

static void expired(struct timer_list *timer)
{
	struct bn_neigh_cache *cache = container_of(timer, struct bn_neigh_cache, timer);

	bn_svcq_post(&cache->q, &cache->tick, BN_NEIGH_TICK);
}

/**
 * bn_neigh_timers_init() - no timers
 * @cache: a new cache
 */
void bn_neigh_timers_init(struct bn_neigh_cache *cache)
{
	timerqueue_init_head(&cache->timers);
	timer_setup(&cache->timer, expired, 0);
}

/**
 * bn_neigh_timers_exit() - stop the kernel timer for good
 * @cache: a cache whose stack is freed
 *
 * Context: process.
 */
void bn_neigh_timers_exit(struct bn_neigh_cache *cache)
{
	timer_shutdown_sync(&cache->timer);
}
