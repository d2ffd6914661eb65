// SPDX-License-Identifier: GPL-2.0
/*
 * nh_local - LOCAL: addresses of this host (NH-2)
 *
 * Packets of this host to itself are delivered directly, without a device.
 * Delivery queues packets; replies that protocols send meanwhile (an echo reply,
 * an ICMP error) are delivered recursively, to a bounded depth.
 */
#include <linux/errqueue.h>
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include "rt/private.h"

#define MAX_DEPTH 8

/**
 * struct nesting - nested deliveries on this CPU
 * @lock: guards the other members. On PREEMPT_RT other contexts of the CPU can preempt this one;
 *	they wait until it is released
 * @owner: task that holds @lock; NULL: none
 * @depth: number of deliveries of @owner
 */
struct nesting {
	local_lock_t lock;	/* guards @owner and @depth */
	struct task_struct *owner;
	unsigned int depth;
};

static DEFINE_PER_CPU(struct nesting, nesting) = {
	.lock = INIT_LOCAL_LOCK(lock),
};

/* False: nested too deep */
static bool nh_local_enter(void)
{
	/* no other task can see itself as owner */
	if (__this_cpu_read(nesting.owner) != current) {
		local_lock_nested_bh(&nesting.lock);
		__this_cpu_write(nesting.owner, current);
	}
	if (__this_cpu_read(nesting.depth) >= MAX_DEPTH)
		return false;
	__this_cpu_inc(nesting.depth);
	return true;
}

static void nh_local_leave(void)
{
	if (__this_cpu_dec_return(nesting.depth))
		return;
	__this_cpu_write(nesting.owner, NULL);
	local_unlock_nested_bh(&nesting.lock);
}

/* Times of transmission, as a device reports them */
static void stamp_sent(struct sk_buff *skb)
{
	if (skb_shinfo(skb)->tx_flags & SKBTX_SCHED_TSTAMP)
		__skb_tstamp_tx(skb, NULL, NULL, skb->sk, SCM_TSTAMP_SCHED);
	if (skb_shinfo(skb)->tx_flags & SKBTX_SW_TSTAMP)
		skb_tstamp_tx(skb, NULL);
}

/**
 * bn_nh_local_originated() - bn_nh_ops::originated of LOCAL
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet; taken
 *
 * Return: 0, or -ELOOP where deliveries are nested too deep.
 * Context: RCU read side, BH off.
 */
int bn_nh_local_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (!nh_local_enter()) {
		bn_drop(skb, BN_DROP_NH_LOCAL_LOOP);
		return -ELOOP;
	}
	if (unlikely(skb_shinfo(skb)->tx_flags))
		stamp_sent(skb);
	nh->family->nh_ops[BSDNET_NEXTHOP_TYPE_LOCAL].received(nh, table, skb);
	nh_local_leave();
	return 0;
}
