/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room neigh: what its files offer each other
 *
 *	queue.c		the service queue: packets, timer and fence pass through it
 *	timer.c		the timers of a cache, driven by one kernel timer
 *	neigh.c		neighbours: find, create, destroy
 *	pool.c		the bound on the neighbours of an instance
 *	bounds.c	the bounds on packets that wait
 *	state.c		the states of a neighbour
 *	release.c	packets that wait, and how they keep their order
 *	onlink.c	neighbours that no prefix covers
 *	iface.c		interfaces and addresses change
 *	conf.c		neighbours as users see and add them
 *
 * Fields marked [gate] are read by the packet path, which holds one of bn_neigh_cache::gates, and
 * written with all of them held. All others are under the route lock.
 */
#ifndef _BSDNET_NEIGH_PRIVATE_H
#define _BSDNET_NEIGH_PRIVATE_H

#include <linux/etherdevice.h>
#include <linux/rbtree.h>
#include <linux/timer.h>

#include "neigh/neigh.h"
#include "queues/queues.h"

#define BN_NEIGH_QUEUE_LIMIT	4096	/* packets in the service queue */
#define BN_NEIGH_MAX_HELD	16	/* packets that wait for one neighbour */
#define BN_NEIGH_MAX_LATE	64	/* packets behind a fence, one neighbour */
#define BN_NEIGH_MAX_BYTES	(4 << 20) /* truesize of packets that wait; of protocol packets */

#define BN_NEIGH_GATES		16	/* CPUs that share one wait for each other */

#define BN_NEIGH_TRIES		3	/* requests without an answer */
#define BN_NEIGH_RETRY_MS	1000	/* between two of them */
#define BN_NEIGH_REACHABLE_MS	30000	/* times 0.5 .. 1.5 at random */
#define BN_NEIGH_WATCH_MS	5000	/* between two looks whether a STALE one is in use */
#define BN_NEIGH_IDLE_MS	60000	/* not in use for so long: destroyed */
#define BN_NEIGH_FAILED_MS	3000	/* between failure and the next request */
#define BN_NEIGH_LOCK_MS	1000	/* a new link-layer address is not replaced so soon */

#define BN_NEIGH_TICK_MS	250	/* timers expire in steps of this */

/* Kinds of items in the service queue */
enum bn_neigh_item {
	BN_NEIGH_PROTO = BN_SVCQ_PACKET + 1,	/* skb: a packet of the protocol */
	BN_NEIGH_PACKET,			/* skb: a packet that awaits resolution */
	BN_NEIGH_TICK,				/* message: the kernel timer expired */
	BN_NEIGH_FENCE,				/* message: see release.c */
};

/**
 * struct bn_neigh_gate - serializes some producers with the release of packets
 * @lock: held by a producer on its CPU, and by the release with those of all other gates
 */
struct bn_neigh_gate {
	spinlock_t lock;	/* see above */
} ____cacheline_aligned_in_smp;

/**
 * struct bn_neigh_cache - the neighbours of a family in a stack
 * @stack: the stack
 * @family: the family
 * @proto: its resolution protocol
 * @q: the service queue
 * @tick: message of @timer
 * @fence: message of release.c
 * @timer: the one kernel timer
 * @timers: struct bn_neigh_timer, by expiry
 * @skew: added to the clock by tests, milliseconds
 * @neighs: struct bn_neigh by (ifl_index, address)
 * @count: neighbours
 * @n_onlink: neighbours with @onlink
 * @n_held: packets that wait for resolution
 * @evicted: neighbours that were destroyed to make room
 * @proto_bytes: truesize of the protocol's packets in the queue
 * @bytes: truesize of the packets that wait: in the queue, held or late
 * @proto_pool: bound of @proto_bytes
 * @wait_pool: bound of @bytes
 * @held_pool: bound of bn_neigh::held
 * @late_pool: bound of bn_neigh::late
 * @waiting: neighbours to be released at the fence after the next
 * @fenced: neighbours to be released when the fence is consumed
 * @gates: see release.c
 * @n_late: packets behind fences
 * @stopping: the stack stops, nothing may be created any more
 */
struct bn_neigh_cache {
	struct bsdnet_stack *stack;
	const struct bn_family *family;
	const struct bn_neigh_proto *proto;
	struct bn_svcq q;
	struct bn_msg tick;
	struct bn_msg fence;
	struct timer_list timer;
	struct timerqueue_head timers;
	u64 skew;
	struct rb_root neighs;
	unsigned int count;
	unsigned int n_onlink;
	unsigned int n_held;
	u64 evicted;
	atomic_t proto_bytes;
	atomic_t bytes;
	struct bn_queue_stats proto_pool;
	struct bn_queue_stats wait_pool;
	struct bn_queue_stats held_pool;
	struct bn_queue_stats late_pool;
	struct list_head waiting;
	struct list_head fenced;
	struct bn_neigh_gate gates[BN_NEIGH_GATES];
	atomic_t n_late;
	bool stopping;
};

/**
 * struct bn_neigh_caches - state of room neigh in a stack
 * @caches: [path] by family; NULL for one without resolution protocol
 */
struct bn_neigh_caches {
	struct bn_neigh_cache *caches[BN_FAMILY_MAX];
};

/**
 * struct bn_neigh_pool - the neighbours of an instance that are bounded: all but permanent ones
 * @stats: counts those that were evicted or refused
 * @max: how many there may be
 * @count: how many there are
 * @n_unresolved: length of @unresolved
 * @resolved: neighbours whose link-layer address is known, oldest first
 * @unresolved: the others, oldest first
 *
 * Made with the instance, freed with it after a grace period (bn_instance::priv).
 */
struct bn_neigh_pool {
	struct bn_queue_stats stats;
	unsigned int max;
	unsigned int count;
	unsigned int n_unresolved;
	struct list_head resolved;
	struct list_head unresolved;
};

/**
 * struct bn_neigh - a neighbour: a next hop and a route of type IFDEST
 * @nh: the next hop: HOLD, or UNICAST once the link-layer address is known; its gateway is
 *	the address of the neighbour
 * @cache: its cache; not valid any more once it is @dead
 * @route: its route
 * @node: in bn_neigh_cache::neighs
 * @pool: the neighbours of its instance, of which it is one unless permanent
 * @lru: in bn_neigh_pool::resolved or unresolved; empty if permanent
 * @timer: of its state
 * @ifl_index: its interface
 * @lladdr: its link-layer address, len 0 while unknown
 * @state: enum bsdnet_neigh_state
 * @unresolved: counted in bn_neigh_pool::n_unresolved
 * @onlink: a route names it, whether a prefix covers it or not (onlink.c)
 * @tries: requests sent without an answer
 * @was_used: packets went to it, the last time at @seen_used or after it
 * @confirmed: time of the last confirmation
 * @seen_used: time at which bn_nexthop::used was last found set
 * @updated: time of the last change of @lladdr
 * @held: packets that wait for resolution
 * @release: in bn_neigh_cache::waiting or fenced
 * @via: UNICAST next hop for the packets of the service queue
 * @direct: [gate] @via, when packets may go out at once
 * @late: packets behind the fence; producers add to it under a gate and its own lock
 * @late_on: [gate] packets go to @late
 * @dead: [gate] destroyed
 *
 * Times are those of bn_neigh_now().
 */
struct bn_neigh {
	struct bn_nexthop nh;
	struct bn_neigh_cache *cache;
	struct bn_route *route;
	struct rb_node node;
	struct bn_neigh_pool *pool;
	struct list_head lru;
	struct bn_neigh_timer timer;
	u32 ifl_index;
	struct bn_lladdr lladdr;
	u8 state;
	bool unresolved;
	bool was_used;
	bool onlink;
	u8 tries;
	u64 confirmed;
	u64 seen_used;
	u64 updated;
	struct sk_buff_head held;
	struct list_head release;
	struct bn_nexthop *via;
	struct bn_nexthop *direct;
	struct sk_buff_head late;
	bool late_on;
	bool dead;
};

static inline struct bn_neigh *bn_neigh_of(struct bn_nexthop *nh)
{
	return container_of(nh, struct bn_neigh, nh);
}

static inline const void *bn_neigh_addr(const struct bn_neigh *neigh)
{
	return &neigh->nh.gateway;
}

/* queue.c APIs */
struct bn_neigh_cache *bn_neigh_cache_alloc(struct bsdnet_stack *stack,
					    const struct bn_family *family);
void bn_neigh_cache_stop(struct bn_neigh_cache *cache);
void bn_neigh_cache_free(struct bn_neigh_cache *cache);

/* timer.c APIs */
void bn_neigh_timers_init(struct bn_neigh_cache *cache);
void bn_neigh_timers_exit(struct bn_neigh_cache *cache);
void bn_neigh_timers_run(struct bn_neigh_cache *cache);

static inline bool bn_neigh_timer_pending(const struct bn_neigh_timer *timer)
{
	return !RB_EMPTY_NODE(&timer->node.node);
}

/* Have @ms passed since @time? */
static inline bool bn_neigh_past(const struct bn_neigh_cache *cache, u64 time, unsigned int ms)
{
	return bn_neigh_now(cache) - time >= ms;
}

/* neigh.c APIs */
struct bn_nexthop *bn_neigh_subnet(const struct bn_iff *iff, const void *addr);
struct bn_neigh *bn_neigh_first(const struct bn_neigh_cache *cache, u32 ifl_index,
				const void *addr, bool past);
struct bn_neigh *bn_neigh_after(const struct bn_neigh *neigh);
struct bn_neigh *bn_neigh_create(struct bn_nexthop *subnet, const void *addr, bool permanent);
void bn_neigh_destroy(struct bn_neigh *neigh);
bool bn_neigh_is(const struct bn_nexthop *nh);
bool bn_neigh_referred(const struct bn_neigh *neigh);
bool bn_neigh_in_use(const struct bn_neigh *neigh);
void bn_neigh_notify(struct bn_neigh *neigh, enum bn_event event);
void bn_neigh_info(const struct bn_neigh *neigh, struct bn_neigh_info *info);

/* pool.c APIs */
extern const struct bn_instance_ops bn_neigh_instance_ops;

static inline struct bn_neigh_pool *bn_neigh_pool(const struct bn_iff *iff)
{
	return iff->table->instance->priv;
}

void bn_neigh_pool_touch(struct bn_neigh *neigh);
void bn_neigh_pool_remove(struct bn_neigh *neigh);
bool bn_neigh_pool_reserve(struct bn_neigh_cache *cache, struct bn_neigh_pool *pool);
void bn_neigh_pool_report(const struct bn_iff *iff, const void *addr,
			  struct netlink_ext_ack *extack);

/* onlink.c APIs */
struct bn_nexthop *bn_neigh_onlink(struct bn_iff *iff, const void *gateway,
				   struct netlink_ext_ack *extack);
bool bn_neigh_onlink_stays(const struct bn_neigh *neigh);
void bn_neigh_onlink_ifa_deleted(struct bn_ifa *ifa);

/* bounds.c APIs. Any context: */
bool bn_neigh_charge(atomic_t *bytes, struct bn_queue_stats *pool, unsigned int truesize);
/* Process context: */
int bn_neigh_bounds_add(struct bn_neigh_cache *cache);
void bn_neigh_bounds_remove(struct bn_neigh_cache *cache);

/* state.c APIs */
void bn_neigh_state_timer(struct bn_neigh_timer *timer);
void bn_neigh_state_ask(struct bn_neigh *neigh);
void bn_neigh_state_learn(struct bn_neigh *neigh, const u8 *lladdr, bool solicited);
void bn_neigh_state_fix(struct bn_neigh *neigh, const struct bn_lladdr *lladdr);
void bn_neigh_state_forget(struct bn_neigh *neigh);
void bn_neigh_state_packet(struct bn_neigh *neigh, struct sk_buff *skb);

/* release.c APIs */
void bn_release_enqueue(struct bn_nexthop *nh, struct sk_buff *skb);
const struct bn_fwd *bn_release_lookup(const struct bn_rt_table *table,
				       const struct sk_buff *skb);
void bn_release_hold(struct bn_neigh *neigh, struct sk_buff *skb);
void bn_release_start(struct bn_neigh *neigh);
void bn_release_send(struct bn_neigh *neigh, struct sk_buff *skb);
void bn_release_cancel(struct bn_neigh *neigh, bool dead);
void bn_release_drop(struct bn_neigh *neigh, enum bn_drop_reason reason);
void bn_release_unreachable(struct bn_neigh_cache *cache, struct sk_buff *skb);
void bn_release_refuse(struct bn_neigh *neigh);
void bn_release_arrived(struct bn_neigh_cache *cache, const struct sk_buff *skb);
void bn_release_fence(struct bn_neigh_cache *cache);

#endif /* _BSDNET_NEIGH_PRIVATE_H */
