/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room rt: what its files offer each other
 */
#ifndef _BSDNET_RT_PRIV_H
#define _BSDNET_RT_PRIV_H

#include <linux/xarray.h>

#include "rt/rt.h"

/**
 * struct bn_rt - state of room rt in a stack
 * @instances: [path] struct bn_instance by index
 * @nexthops: struct bn_nexthop by its index
 * @rings: by ifl_index: any one of the next hops that depend on that ifl,
 *	which are linked in a ring through bn_nexthop::iff_list
 * @simple: the shared next hops without interface
 * @next_nexthop: where the search for a free index goes on
 *
 * @instances is changed under the configuration lock, the rest under the route lock.
 */
struct bn_rt {
	struct xarray instances;
	struct xarray nexthops;
	struct xarray rings;
	struct list_head simple;
	u32 next_nexthop;
};

/* instance_table.c */
struct bn_rt_table *bn_rt_table_alloc(struct bn_instance *instance,
				      const struct bn_rt_family *family);
void bn_rt_table_free(struct bn_rt_table *table);

/* instance.c */
const struct bn_rt_family *bn_rt_family_next(const struct bn_rt_family *prev);
int bn_instance_stack_init(struct bsdnet_stack *stack);
void bn_instance_stack_stop(struct bsdnet_stack *stack);
void bn_instance_stack_exit(struct bsdnet_stack *stack);

/* nexthop.c: first of the ring of an ifl, or NULL */
struct bn_nexthop *bn_nh_ring(struct bsdnet_stack *stack, u32 ifl_index);

/* nh_local.c: the packet is for this host, as @table has recognized */
void bn_nh_local_deliver(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);

/* nh_resolv.c: RESOLV and HOLD give the packet to the resolver alike */
void bn_nh_resolv_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_nh_resolv_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);

/* nh_mcast.c: send an originated multicast or limited broadcast (NH-9) */
int bn_nh_mcast_send(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);

/* A packet that arrived may leave again only where the instance is a router */
static inline bool bn_rt_forwards(const struct bn_rt_table *table)
{
	return READ_ONCE(table->instance->forwarding);
}

/* One per type; nexthop.c has the list */
extern const struct bn_nh_ops bn_nh_reject_ops;
extern const struct bn_nh_ops bn_nh_discard_ops;
extern const struct bn_nh_ops bn_nh_recv_ops;
extern const struct bn_nh_ops bn_nh_mdiscard_ops;
extern const struct bn_nh_ops bn_nh_mrecv_ops;
extern const struct bn_nh_ops bn_nh_brecv_ops;
extern const struct bn_nh_ops bn_nh_local_ops;
extern const struct bn_nh_ops bn_nh_unicast_ops;
extern const struct bn_nh_ops bn_nh_resolv_ops;
extern const struct bn_nh_ops bn_nh_hold_ops;
extern const struct bn_nh_ops bn_nh_dead_ops;

#endif /* _BSDNET_RT_PRIV_H */
