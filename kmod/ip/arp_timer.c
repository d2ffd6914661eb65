// SPDX-License-Identifier: GPL-2.0
/*
 * arp_timer - one kernel timer for all that ARP waits for (IN-7, Q-7)
 *
 * A wheel with one slot per tick of 250 ms, long enough for the longest wait,
 * so that setting, cancelling and firing cost the same however many
 * neighbours there are. The kernel timer runs only while something waits,
 * for the next slot that is not empty; it posts a message into the service
 * queue, whose consumer works the slots off.
 *
 * Life: struct bn_arp_timer is embedded in what waits and must be cancelled
 * before that is freed.
 *
 * Synchronization: route lock, except for the kernel timer itself.
 *
 * Serves IN-7, Q-7.
 */
#include <linux/jiffies.h>
#include <linux/math64.h>

#include "ip/neigh.h"

#define TICK_JIFFIES	max(HZ * BN_ARP_TICK_MS / 1000, 1)

/**
 * bn_arp_timer_now() - the clock
 * @arp: ARP of the stack; its skew is added
 *
 * Return: ticks since some time before the host started.
 * Context: any.
 */
u64 bn_arp_timer_now(const struct bn_arp *arp)
{
	return div_u64(get_jiffies_64(), TICK_JIFFIES) + arp->skew;
}

static void start(struct bn_arp *arp, u64 due)
{
	s64 left = (s64)((due - arp->skew) * TICK_JIFFIES - get_jiffies_64());

	timer_reduce(&arp->timer, jiffies + (unsigned long)max_t(s64, left, 1));
}

/**
 * bn_arp_timer_set() - let something happen later
 * @arp: ARP of the stack
 * @timer: what; moved if it was set
 * @ms: from now on, in milliseconds; up to one tick less than BN_ARP_WHEEL ticks
 *
 * Context: route lock.
 */
void bn_arp_timer_set(struct bn_arp *arp, struct bn_arp_timer *timer, unsigned int ms)
{
	unsigned int ticks = clamp_t(unsigned int, DIV_ROUND_UP(ms, BN_ARP_TICK_MS), 1,
				     BN_ARP_WHEEL - 1);

	timer->due = bn_arp_timer_now(arp) + ticks;
	list_move_tail(&timer->list, &arp->wheel[timer->due % BN_ARP_WHEEL]);
	if (!arp->stopping)
		start(arp, timer->due);
}

/**
 * bn_arp_timer_cancel() - it shall not happen
 * @timer: what; may not be set
 *
 * Context: route lock.
 */
void bn_arp_timer_cancel(struct bn_arp_timer *timer)
{
	list_del_init(&timer->list);
}

/* After a long time without timers all slots are looked at, those of the
 * future too
 */
static void fire_all(struct bn_arp *arp, struct list_head *due, u64 now)
{
	struct bn_arp_timer *timer;

	while ((timer = list_first_entry_or_null(due, struct bn_arp_timer, list))) {
		if (timer->due > now) {
			list_move_tail(&timer->list, &arp->wheel[timer->due % BN_ARP_WHEEL]);
			continue;
		}
		list_del_init(&timer->list);
		timer->fire(timer);
		cond_resched();
	}
}

static void start_next(struct bn_arp *arp, u64 now)
{
	u64 tick;

	for (tick = now + 1; tick < now + BN_ARP_WHEEL; tick++) {
		if (list_empty(&arp->wheel[tick % BN_ARP_WHEEL]))
			continue;
		start(arp, tick);
		return;
	}
}

/**
 * bn_arp_timer_run() - fire what is due
 * @arp: ARP of the stack
 *
 * Context: the consumer of the service queue; route lock.
 */
void bn_arp_timer_run(struct bn_arp *arp)
{
	u64 now = bn_arp_timer_now(arp);
	LIST_HEAD(due);

	if (now - arp->ticked > BN_ARP_WHEEL)
		arp->ticked = now - BN_ARP_WHEEL;
	while (arp->ticked < now) {
		arp->ticked++;
		list_splice_tail_init(&arp->wheel[arp->ticked % BN_ARP_WHEEL], &due);
	}
	fire_all(arp, &due, now);
	if (!arp->stopping)
		start_next(arp, now);
}

static void expired(struct timer_list *timer)
{
	struct bn_arp *arp = container_of(timer, struct bn_arp, timer);

	bn_svcq_post(&arp->q, &arp->tick, BN_ARP_TICK);
}

/**
 * bn_arp_timer_init() - an empty wheel
 * @arp: ARP of a new stack
 */
void bn_arp_timer_init(struct bn_arp *arp)
{
	unsigned int i;

	for (i = 0; i < BN_ARP_WHEEL; i++)
		INIT_LIST_HEAD(&arp->wheel[i]);
	arp->ticked = bn_arp_timer_now(arp);
	timer_setup(&arp->timer, expired, 0);
}

/**
 * bn_arp_timer_exit() - the kernel timer posts nothing any more
 * @arp: ARP of a stack that goes
 *
 * Context: process.
 */
void bn_arp_timer_exit(struct bn_arp *arp)
{
	timer_shutdown_sync(&arp->timer);
}
