/* SPDX-License-Identifier: GPL-2.0 */
/*
 * neigh - neighbours: their states, their timers, packets that wait for them (IN-7)
 *
 * The machinery knows no family. What resolves addresses plugs into it as a struct
 * bn_neigh_proto: ARP for IPv4, Neighbor Discovery for IPv6. Each family with a protocol has
 * a neighbour cache in each stack.
 *
 * Life: a cache is made and freed with its stack. A neighbour is created by traffic, by its
 * own requests, by a route through it or by a user; see neigh.c for its end.
 *
 * Synchronization: all of it is changed under the route lock, which the consumer of the
 * cache's service queue takes for each item, without the configuration lock (CTL-5). So who
 * holds the route lock may not acquire the queue.
 */
#ifndef _BSDNET_NEIGH_H
#define _BSDNET_NEIGH_H

#include <linux/bsdnet.h>
#include <linux/timerqueue.h>

#include "core/core.h"
#include "ifs/ifs.h"
#include "rt/rt.h"

struct bn_neigh;
struct bn_neigh_cache;

extern const struct bn_room bn_neigh_room;

/**
 * struct bn_neigh_proto - a protocol that finds link-layer addresses
 * @name: of its service queue
 * @request: ask for the link-layer address of @neigh: the station @lladdr, or all of them if
 *	it is NULL. Route lock
 * @receive: a packet of the protocol came out of the service queue; takes the skb. Route lock
 * @source: an address of @iff to ask from, into @addr; false: it has none
 * @is_host: can @addr be the address of a single other host?
 * @report_unreachable: report to the sender of @skb that its neighbour does not answer; does not
 *	take the skb. RCU read side, BH off
 */
struct bn_neigh_proto {
	const char *name;
	void (*request)(struct bn_neigh *neigh, const u8 *lladdr);
	void (*receive)(struct bn_neigh_cache *cache, struct sk_buff *skb);
	bool (*source)(const struct bn_iff *iff, struct in6_addr *addr);
	bool (*is_host)(const void *addr);
	void (*report_unreachable)(struct sk_buff *skb);
};

/* What the families set bn_family::resolver to */
extern const struct bn_nh_resolver bn_neigh_resolver;

/* room.c APIs. Any context: */
struct bn_neigh_cache *bn_neigh_cache(const struct bsdnet_stack *stack,
				      const struct bn_family *family);
struct bsdnet_stack *bn_neigh_stack(const struct bn_neigh_cache *cache);

/* ---- for resolution protocols. Route lock: ------------------------------ */

/**
 * struct bn_neigh_timer - a timer of the cache; embedded
 * @node: expires in milliseconds of bn_neigh_now()
 * @fire: called by the consumer under the route lock; the timer is no longer set
 *
 * Must be cancelled before its memory is freed.
 */
struct bn_neigh_timer {
	struct timerqueue_node node;
	void (*fire)(struct bn_neigh_timer *timer);
};

/* timer.c APIs */
u64 bn_neigh_now(const struct bn_neigh_cache *cache);
void bn_neigh_timer_init(struct bn_neigh_timer *timer,
			 void (*fire)(struct bn_neigh_timer *timer));
void bn_neigh_timer_set(struct bn_neigh_cache *cache, struct bn_neigh_timer *timer,
			unsigned int ms);
void bn_neigh_timer_cancel(struct bn_neigh_cache *cache, struct bn_neigh_timer *timer);

/* queue.c API. Any context: */
void bn_neigh_enqueue(struct bn_neigh_cache *cache, struct sk_buff *skb);

/* neigh.c APIs. Neighbours belong to the cache, none of these takes references */
struct bn_neigh *bn_neigh_find(const struct bn_neigh_cache *cache, u32 ifl_index,
			       const void *addr);
void bn_neigh_target(const struct bn_neigh *neigh, struct bn_iff **iff, struct in6_addr *addr,
		     struct in6_addr *local);
void bn_neigh_heard(struct bn_iff *iff, const void *addr, const u8 *lladdr, bool solicited,
		    bool may_create);

/* ---- for families: interfaces and addresses change --------------------- */

/* iface.c APIs. Configuration lock and route lock: */
void bn_neigh_ifa_added(struct bn_ifa *ifa);
void bn_neigh_ifa_deleted(struct bn_ifa *ifa);
void bn_neigh_iff_down(struct bn_iff *iff);
void bn_neigh_iff_deleted(struct bn_iff *iff);

/* ---- for users ----------------------------------------------------------- */

/**
 * struct bn_neigh_info - a neighbour as user space sees it
 * @family: its family
 * @ifl_index: interface
 * @addr: protocol address, the first bn_family::addr_len bytes
 * @lladdr: link-layer address, len 0 while unknown
 * @state: enum bsdnet_neigh_state
 * @age_ms: since last confirmed
 * @held: packets waiting
 *
 * The object of bn_event() for BN_OBJ_NEIGH is one of these.
 */
struct bn_neigh_info {
	const struct bn_family *family;
	u32 ifl_index;
	struct in6_addr addr;
	struct bn_lladdr lladdr;
	u8 state;
	u32 age_ms;
	u32 held;
};

/* conf.c APIs. Configuration lock and route lock: */
int bn_neigh_add(struct bn_iff *iff, const void *addr, const struct bn_lladdr *lladdr,
		 bool replace, struct netlink_ext_ack *extack);
int bn_neigh_delete(struct bn_iff *iff, const void *addr, struct netlink_ext_ack *extack);
/* Route lock: */
bool bn_neigh_get(const struct bn_iff *iff, const void *addr, struct bn_neigh_info *info);
bool bn_neigh_next(struct bsdnet_stack *stack, const struct bn_family *family, u32 ifl_index,
		   const void *addr, struct bn_neigh_info *info);
u64 bn_neigh_evicted(struct bsdnet_stack *stack, const struct bn_family *family);
/* pool.c APIs. Configuration lock or RCU: */
void bn_neigh_bound(const struct bn_instance *instance, u32 *max, u32 *count);
/* Configuration lock: */
void bn_neigh_set_max(struct bn_instance *instance, u32 max);

#endif /* _BSDNET_NEIGH_H */
