// SPDX-License-Identifier: GPL-2.0
/*
 * nh_local - LOCAL: addresses of this host (NH-2)
 *
 * What this host sends to itself is delivered at once, without any device.
 * Delivery hands packets to queues; what protocols answer on the way (an echo
 * reply, an ICMP error) comes through here again, a bounded number of times.
 */
#include <linux/local_lock.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include "rt/rt_priv.h"

#define MAX_DEPTH 8

/**
 * struct nesting - deliveries within each other on this CPU
 * @lock: guards the other members. On PREEMPT_RT other contexts of the CPU can preempt this one;
 *	they wait until it has ended
 * @owner: who has @lock; NULL: nobody
 * @depth: how many deliveries of @owner
 */
struct nesting {
	local_lock_t lock;	/* guards @owner and @depth */
	struct task_struct *owner;
	unsigned int depth;
};

static DEFINE_PER_CPU(struct nesting, nesting) = {
	.lock = INIT_LOCAL_LOCK(lock),
};

/* False: too deep */
static bool enter(void)
{
	/* only the owner finds itself here */
	if (__this_cpu_read(nesting.owner) != current) {
		local_lock_nested_bh(&nesting.lock);
		__this_cpu_write(nesting.owner, current);
	}
	if (__this_cpu_read(nesting.depth) >= MAX_DEPTH)
		return false;
	__this_cpu_inc(nesting.depth);
	return true;
}

static void leave(void)
{
	if (__this_cpu_dec_return(nesting.depth))
		return;
	__this_cpu_write(nesting.owner, NULL);
	local_unlock_nested_bh(&nesting.lock);
}

/**
 * bn_nh_local_deliver() - a packet that is for this host
 * @nh: the next hop that says so
 * @table: the table that the lookup was done in; its instance is noted in the
 *	packet's metadata
 * @skb: the packet; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_local_deliver(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_pkt(skb)->instance = table->instance->index;
	nh->family->deliver(nh, table, skb);
}

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_nh_local_deliver(nh, table, skb);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (!enter()) {
		bn_drop(skb, BN_DROP_NH_LOCAL_LOOP);
		return -ELOOP;
	}
	bn_nh_local_deliver(nh, table, skb);
	leave();
	return 0;
}

const struct bn_nh_ops bn_nh_local_ops = {
	.type = BN_RNH_LOCAL,
	.name = "local",
	.received = received,
	.originated = originated,
};
