/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rt_kunit - shared by the suites of room rt: a stack, and a family that records
 * the calls of next hops
 */
#ifndef _BSDNET_RT_KUNIT_H
#define _BSDNET_RT_KUNIT_H

#include <linux/if_ether.h>
#include <linux/skbuff.h>

#include "fib/route_kunit.h"
#include "queues/queues.h"
#include "rt/private.h"

/* The last call of the family, and the instance of its packet */
static const char *rt_kunit_call;
static u32 rt_kunit_instance;
static struct bn_iff *rt_kunit_iff;

static __maybe_unused void rt_kunit_take(const char *call, struct sk_buff *skb)
{
	rt_kunit_call = call;
	rt_kunit_instance = bn_pkt(skb)->instance;
	kfree_skb(skb);
}

static __maybe_unused int rt_kunit_table_init(struct bn_rt_table *table)
{
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_PERM };
	struct bn_route *route;

	config.nh = bn_nh_simple(table->instance->stack, table->family, BSDNET_NEXTHOP_TYPE_REJECT,
				 NULL, NULL);
	if (IS_ERR(config.nh))
		return PTR_ERR(config.nh);
	route = bn_route_add(table, &config, false, NULL);
	bn_nh_put(config.nh);
	return PTR_ERR_OR_ZERO(route);
}

static __maybe_unused void rt_kunit_forward(struct bn_nexthop *nh, struct bn_rt_table *table,
					    struct sk_buff *skb)
{
	rt_kunit_take(bn_rt_forwards(table) ? "forward" : "none", skb);
}

static __maybe_unused int rt_kunit_send(struct bn_nexthop *nh, struct bn_rt_table *table,
					struct sk_buff *skb)
{
	rt_kunit_take("send", skb);
	return 0;
}

static __maybe_unused int rt_kunit_broadcast(struct bn_nexthop *nh, struct bn_iff *iff,
					     struct sk_buff *skb)
{
	rt_kunit_iff = iff;
	rt_kunit_take("broadcast", skb);
	return 0;
}

static __maybe_unused struct bn_iff *rt_kunit_out_iff(struct bn_rt_table *table, u32 ifl_index)
{
	return NULL;
}

/* The verdict of the family */
static enum bn_drop_reason rt_kunit_group = BN_DROP_MAX;

static __maybe_unused enum bn_drop_reason rt_kunit_group_check(struct bsdnet_stack *stack,
							       u32 ifl_index,
							       const struct sk_buff *skb)
{
	return ifl_index == 5 ? rt_kunit_group : BN_DROP_NH_MDISCARD;
}

static __maybe_unused void rt_kunit_deliver(struct bn_nexthop *nh, struct bn_rt_table *table,
					    struct sk_buff *skb)
{
	bn_pkt(skb)->instance = table->instance->index;
	rt_kunit_take("deliver", skb);
}

static __maybe_unused void rt_kunit_reject(struct bn_nexthop *nh, struct bn_rt_table *table,
					   struct sk_buff *skb)
{
	rt_kunit_take(bn_rt_forwards(table) ? "reject" : "none", skb);
}

static const __maybe_unused struct bn_nh_ops rt_kunit_nh_ops[__BSDNET_NEXTHOP_TYPE_MAX] =
	BN_NH_OPS(rt_kunit_forward, rt_kunit_send, rt_kunit_deliver, rt_kunit_deliver,
		  rt_kunit_reject);

/* The address of the last call of the resolver */
static __be32 rt_kunit_resolved;

static __maybe_unused void rt_kunit_enqueue(struct bn_nexthop *nh, struct sk_buff *skb)
{
	rt_kunit_take("enqueue", skb);
}

static __maybe_unused struct bn_nexthop *rt_kunit_resolve(struct bn_nexthop *nh, const void *addr,
							  struct netlink_ext_ack *extack)
{
	memcpy(&rt_kunit_resolved, addr, sizeof(rt_kunit_resolved));
	return bn_nh_get(nh);
}

static const __maybe_unused struct bn_nh_resolver rt_kunit_resolver = {
	.enqueue = rt_kunit_enqueue,
	.resolve = rt_kunit_resolve,
};

#define RT_KUNIT_FAMILY(number, len, proto) {	\
	.index = BN_FAMILY_##number,		\
	.family = AF_##number,			\
	.name = "kunit",			\
	.addr_len = len,			\
	.ether_type = proto,			\
	.nh_ops = rt_kunit_nh_ops,		\
	.resolver = &rt_kunit_resolver,		\
	.table_init = rt_kunit_table_init,	\
	.out_iff = rt_kunit_out_iff,		\
	.broadcast = rt_kunit_broadcast,	\
	.group_check = rt_kunit_group_check,	\
}

static const __maybe_unused struct bn_family rt_kunit_inet =
	RT_KUNIT_FAMILY(INET, 4, ETH_P_IP);
static const __maybe_unused struct bn_family rt_kunit_inet6 =
	RT_KUNIT_FAMILY(INET6, 16, ETH_P_IPV6);

/* A stack with the rooms core, queues and rt */
static __maybe_unused struct bsdnet_stack *rt_kunit_stack(struct kunit *test)
{
	struct bsdnet_stack *stack = route_kunit_stack(test);

	KUNIT_ASSERT_EQ(test, bn_queues_room.stack_init(stack), 0);
	KUNIT_ASSERT_EQ(test, bn_rt_room.stack_init(stack), 0);
	stack->dying = true;	/* no notifications: the stack is not registered */
	return stack;
}

/* Free it; no object may be left */
static __maybe_unused void rt_kunit_stack_end(struct kunit *test, struct bsdnet_stack *stack)
{
	int kind;

	bn_rt_room.stack_stop(stack);
	synchronize_rcu();
	bn_rt_room.stack_exit(stack);
	rcu_barrier();
	for (kind = 0; kind < BN_OBJ_MAX; kind++)
		KUNIT_EXPECT_EQ_MSG(test, atomic_long_read(&stack->live[kind]), 0L, "%s left",
				    bn_obj_name(kind));
	bn_queues_room.stack_exit(stack);
	bn_core_room.stack_exit(stack);
}

/* A table of the suite's family in an instance of its own, which is as long
 * as the test
 */
static __maybe_unused struct bn_rt_table *rt_kunit_table(struct kunit *test,
							 struct bsdnet_stack *stack,
							 const struct bn_family *family)
{
	struct bn_instance *instance = kunit_kzalloc(test, sizeof(*instance), GFP_KERNEL);
	struct bn_rt_table *table;

	KUNIT_ASSERT_NOT_NULL(test, instance);
	instance->stack = stack;
	instance->index = 7;
	table = bn_rt_table_alloc(instance, family);
	KUNIT_ASSERT_FALSE(test, IS_ERR(table));
	return table;
}

static __maybe_unused void rt_kunit_table_end(struct bn_rt_table *table)
{
	bn_rt_table_flush(table);
	bn_rt_table_free(table);
}

static __maybe_unused struct sk_buff *rt_kunit_skb(struct kunit *test, struct bsdnet_stack *stack,
						   u32 ifl_index, u16 flags)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = stack;
	bn_pkt(skb)->ifl_index = ifl_index;
	bn_pkt(skb)->flags = flags;
	rt_kunit_call = "none";
	return skb;
}

#endif /* _BSDNET_RT_KUNIT_H */
