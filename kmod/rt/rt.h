/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rt - routing instances, route tables, next hops (RT-*, NH-*)
 *
 * One table per instance and family answers all questions about an address. A lookup
 * always finds a route (0/0 is permanent); the route points to a next hop, whose ops
 * process the packet.
 *
 * Synchronization: instances are changed under the configuration lock; tables,
 * routes and next hops under the route lock, which neigh takes without the
 * configuration lock. Lookups are under RCU and take no lock (RT-9). A next hop
 * is reference counted by routes (route lock), never by packets.
 */
#ifndef _BSDNET_RT_H
#define _BSDNET_RT_H

#include <linux/in6.h>

#include "core/core.h"
#include "fib/fib.h"
#include "ifs/ifs.h"
#include "rt/nh_types.h"

extern const struct bn_room bn_rt_room;

/* ---- instances --------------------------------------------------------- */

/**
 * struct bn_instance - a routing instance (RT-10)
 * @stack: the stack
 * @index: 0 is the default one, which always exists
 * @tables: [path] table of each family, NULL while it is not registered
 * @forwarding: [path] router (true) or host
 * @priv: state of the room above, see struct bn_instance_ops
 * @iffs: number of iffs in it; must be 0 to delete
 * @socks: number of sockets bound to it; must be 0 to delete. Raised under the
 *	configuration lock, or on instance 0; lowered anywhere
 */
struct bn_instance {
	struct bsdnet_stack *stack;
	u32 index;
	struct bn_rt_table *tables[BN_FAMILY_MAX];
	bool forwarding;
	void *priv;
	unsigned int iffs;
	atomic_t socks;
	struct rcu_head rcu;
};

/**
 * struct bn_instance_ops - what a room above keeps for each instance
 * @init: set bn_instance::priv of a new instance, which has no tables yet; 0 or -errno.
 *	Configuration lock
 * @stop: bn_instance::priv is about to be freed, unless it is NULL because @init failed. Process,
 *	configuration lock
 * @exit: free bn_instance::priv, which is NULL if @init failed. After a grace period
 */
struct bn_instance_ops {
	int (*init)(struct bn_instance *instance);
	void (*stop)(struct bn_instance *instance);
	void (*exit)(struct bn_instance *instance);
};

/* instance.c APIs. Module load and unload, while there is no stack: */
void bn_instance_set_ops(const struct bn_instance_ops *ops);
/* Configuration lock: */
struct bn_instance *bn_instance_add(struct bsdnet_stack *stack, u32 index,
				    struct netlink_ext_ack *extack);
int bn_instance_delete(struct bn_instance *instance, struct netlink_ext_ack *extack);
void bn_instance_set_forwarding(struct bn_instance *instance, bool on);
struct bn_instance *bn_instance_next(struct bsdnet_stack *stack, s64 after_index);
/* Configuration lock, route lock or RCU: */
struct bn_instance *bn_instance_get(struct bsdnet_stack *stack, u32 index);

/* Table of a family in an instance, which may be NULL; lives as long as the instance */
static inline struct bn_rt_table *bn_instance_table(const struct bn_instance *instance,
						    enum bn_family_index family)
{
	return instance ? instance->tables[family] : NULL;
}

/* ---- next hops --------------------------------------------------------- */

/**
 * struct bn_nh_resolver - resolution for RESOLV and HOLD next hops (NH-4)
 * @enqueue: hold the packet until the neighbour is found; takes the skb; any context.
 *	It is released through the more specific route.
 * @resolve: next hop for a route through the neighbour @addr of @nh's iff
 *	(creates the neighbour); a new reference, or ERR_PTR. Route lock.
 * @onlink: the same for a neighbour of @iff that no prefix need cover. Configuration lock
 *	and route lock.
 */
struct bn_nh_resolver {
	void (*enqueue)(struct bn_nexthop *nh, struct sk_buff *skb);
	struct bn_nexthop *(*resolve)(struct bn_nexthop *nh, const void *addr,
				      struct netlink_ext_ack *extack);
	struct bn_nexthop *(*onlink)(struct bn_iff *iff, const void *gateway,
				     struct netlink_ext_ack *extack);
};

/**
 * struct bn_nexthop - a next hop (NH-1); may be embedded
 * @ops: [path] ops of its present type; changes by one store (HOLD -> UNICAST -> DEAD)
 * @hdr: [path] layer-2 header, ready (UNICAST)
 * @iff: [path] outgoing interface, or the one it depends on; NULL when none
 *	or DEAD. It can become NULL under a reader: bn_nh_iff()
 * @family: [path] the protocol
 * @used: [path] a packet went out by it (UNICAST) since bn_nh_take_used(). Written
 *	by packets only when it is clear
 * @local: best local address for packets through it, all-zero when unknown
 * @gateway: protocol address of the neighbour, valid if @has_gateway
 * @refs: references by routes and owners; route lock
 * @index: for user space
 * @iff_list: ring of the next hops of one ifl, or list of the shared ones
 * @release: owner's destructor, called after a grace period; NULL: kfree
 */
struct bn_nexthop {
	const struct bn_nh_ops *ops;
	struct bn_l2_hdr __rcu *hdr;
	struct bn_iff *iff;
	const struct bn_family *family;
	bool used;
	bool has_gateway;
	bool is_local;		/* gateway is a local address of ours */
	struct bsdnet_stack *stack;
	struct in6_addr local;
	struct in6_addr gateway;
	unsigned int refs;
	u32 index;
	struct list_head iff_list;	/* next hops of one iff, to find them at its end */
	void (*release)(struct bn_nexthop *nh);
	struct rcu_head rcu;
};

/* nexthop.c APIs. Route lock: */
int bn_nh_init(struct bn_nexthop *nh, struct bsdnet_stack *stack,
	       const struct bn_family *family, enum bsdnet_nexthop_type type, struct bn_iff *iff);
/* These return a new reference or ERR_PTR: */
struct bn_nexthop *bn_nh_simple(struct bsdnet_stack *stack, const struct bn_family *family,
				enum bsdnet_nexthop_type type, struct bn_iff *iff,
				const void *local);
struct bn_nexthop *bn_nh_unicast(struct bn_iff *iff, const struct bn_family *family,
				 const u8 *dest, const void *gateway, const void *local);
struct bn_nexthop *bn_nh_resolv(struct bn_iff *iff, const struct bn_family *family,
				const void *local);
struct bn_nexthop *bn_nh_get(struct bn_nexthop *nh);
void bn_nh_put(struct bn_nexthop *nh);
/* Transitions, each by one store: */
int bn_nh_become_unicast(struct bn_nexthop *nh, const u8 *dest);
void bn_nh_become_hold(struct bn_nexthop *nh);
void bn_nh_become_dead(struct bn_nexthop *nh);
void bn_nh_set_local(struct bn_nexthop *nh, const struct in6_addr *local);
void bn_nh_iff_gone(struct bn_iff *iff);
void bn_nh_iff_readdress(struct bn_iff *iff);
struct bn_nexthop *bn_nh_next(struct bsdnet_stack *stack, u32 after_index);
/* nh_gateway.c APIs. These return a new reference or ERR_PTR: */
struct bn_nexthop *bn_nh_find_gateway(struct bn_rt_table *table, const void *gateway,
				      u32 ifl_index, struct netlink_ext_ack *extack);
struct bn_nexthop *bn_nh_find_onlink(struct bn_rt_table *table, const void *gateway,
				     u32 ifl_index, struct netlink_ext_ack *extack);

/* nh_mgroup.c APIs. Route lock: */
struct bn_nh_mgroup *bn_nh_mgroup_get(struct bn_rt_table *table, const void *group);
void bn_nh_mgroup_put(struct bn_nh_mgroup *mgroup);

/* Packet path, RCU: */
static inline struct bn_iff *bn_nh_iff(const struct bn_nexthop *nh)
{
	return READ_ONCE(nh->iff);
}

static inline enum bsdnet_nexthop_type bn_nh_type(const struct bn_nexthop *nh)
{
	return READ_ONCE(nh->ops)->type;
}

/* Properties of the present type */
static inline const struct bn_nh_type_info *bn_nh_info(const struct bn_nexthop *nh)
{
	return &bn_nh_types[bn_nh_type(nh)];
}

static inline bool bn_nh_has(const struct bn_nexthop *nh, enum bn_nh_flags flag)
{
	return bn_nh_info(nh)->flags & flag;
}

/* A packet leaves by a UNICAST next hop. The flag is written only if it is clear */
static inline void bn_nh_mark_used(struct bn_nexthop *nh)
{
	if (unlikely(!READ_ONCE(nh->used)))
		WRITE_ONCE(nh->used, true);
}

/* Did a packet leave by a UNICAST next hop since the last call? Route lock */
static inline bool bn_nh_take_used(struct bn_nexthop *nh)
{
	if (!READ_ONCE(nh->used))
		return false;
	WRITE_ONCE(nh->used, false);
	return true;
}

/* Received packets are forwarded only if the instance is a router */
static inline bool bn_rt_forwards(const struct bn_rt_table *table)
{
	return READ_ONCE(table->instance->forwarding);
}

/* The procedures of a next hop's present type */
static inline const struct bn_nh_ops *bn_nh_ops(const struct bn_nexthop *nh)
{
	/* Acquire: the header of UNICAST was written before its ops */
	return smp_load_acquire(&nh->ops);
}

/* The route's checks of a received packet (IFCHECK, LOCAL); false: @skb was dropped */
static inline bool bn_rt_may_receive(const struct bn_fwd *fwd, struct sk_buff *skb)
{
	if (likely(!(fwd->flags & (BSDNET_ROUTE_FLAGS_IFCHECK | BSDNET_ROUTE_FLAGS_LOCAL))))
		return true;
	if (fwd->flags & BSDNET_ROUTE_FLAGS_LOCAL) {
		bn_drop(skb, BN_DROP_RT_LOCAL_ONLY);
		return false;
	}
	if (bn_pkt(skb)->ifl_index == fwd->ifl_index)
		return true;
	bn_drop(skb, BN_DROP_RT_IFCHECK);
	return false;
}

/* Send @skb through the next hop after the route's checks */
static inline void bn_rt_output_received(const struct bn_fwd *fwd, struct bn_rt_table *table,
					 struct sk_buff *skb)
{
	if (bn_rt_may_receive(fwd, skb))
		bn_nh_ops(fwd->nh)->received(fwd->nh, table, skb);
}

static inline int bn_rt_output_originated(const struct bn_fwd *fwd, struct bn_rt_table *table,
					  struct sk_buff *skb)
{
	return bn_nh_ops(fwd->nh)->originated(fwd->nh, table, skb);
}

#endif /* _BSDNET_RT_H */
