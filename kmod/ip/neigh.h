/* SPDX-License-Identifier: GPL-2.0 */
/*
 * neigh - private to room ip: what the files of ARP offer each other
 *
 *	arp_queue.c	the service queue: everything that happens comes through it
 *	arp_timer.c	one kernel timer for all that waits
 *	arp_frame.c	ARP packets: parse, make
 *	arp.c		the protocol: replies, what is learnt, conflicts, announcements
 *	neigh.c		neighbours: made, found, pruned, destroyed
 *	neigh_state.c	the states of a neighbour
 *	neigh_release.c	packets that wait, and how they keep their order
 *	neigh_conf.c	neighbours as users see and make them
 *	onlink.c	neighbours that no prefix covers
 *
 * Synchronization: all of it is changed under the route lock, which the consumer
 * of the service queue takes for each item; so nobody who holds the route lock
 * may acquire the queue. What the packet path touches besides, marked [gate], is
 * under the spinlock bn_arp::gate. Interfaces belong to configuration: ARP reads
 * them under the route lock and RCU, see find_iff() in arp.c.
 */
#ifndef _BSDNET_NEIGH_H
#define _BSDNET_NEIGH_H

#include <linux/etherdevice.h>
#include <linux/rbtree.h>
#include <linux/timer.h>
#include <linux/xarray.h>

#include "ip/private.h"
#include "queues/queues.h"

#define BN_ARP_QUEUE_LIMIT	4096	/* packets in the service queue */
#define BN_ARP_MAX_HELD		16	/* packets that wait for one neighbour */
#define BN_ARP_MAX_LATE		64	/* packets behind a fence, one neighbour */
#define BN_ARP_MAX_BYTES	(4 << 20) /* by truesize: IP packets that wait; ARP packets */

#define BN_ARP_TRIES		3	/* requests without an answer */
#define BN_ARP_RETRY_MS		1000	/* between two of them */
#define BN_ARP_REACHABLE_MS	30000	/* times 0.5 .. 1.5 at random */
#define BN_ARP_WATCH_MS		5000	/* how often a STALE one is looked at: in use? */
#define BN_ARP_IDLE_MS		60000	/* not in use for so long: forgotten */
#define BN_ARP_FAILED_MS	3000	/* did not answer: not asked again so soon */
#define BN_ARP_LOCK_MS		1000	/* link address not replaced again so soon */
#define BN_ARP_ANNOUNCE_MS	2000	/* RFC 5227 ANNOUNCE_INTERVAL */
#define BN_ARP_DEFEND_MS	10000	/* RFC 5227 DEFEND_INTERVAL */

#define BN_ARP_TICK_MS		250
#define BN_ARP_WHEEL		256	/* ticks */

/* Kinds of items in the service queue */
enum bn_arp_kind {
	BN_ARP_FRAME = BN_SVCQ_PACKET + 1,	/* skb: an ARP packet */
	BN_ARP_PACKET,				/* skb: an IP packet that awaits resolution */
	BN_ARP_TICK,				/* message: the timer */
	BN_ARP_FENCE,				/* message: see neigh_release.c */
};

/**
 * struct bn_arp_timer - something that happens later; embedded
 * @list: in a slot of the wheel, or empty
 * @due: tick
 * @fire: called by the consumer, route lock held; @list is empty again
 */
struct bn_arp_timer {
	struct list_head list;
	u64 due;
	void (*fire)(struct bn_arp_timer *timer);
};

/**
 * struct bn_arp - ARP of a stack
 * @stack: the stack
 * @q: the service queue
 * @tick: message of the timer
 * @fence: message of neigh_release.c
 * @timer: the one kernel timer
 * @wheel: timers by tick
 * @ticked: last tick whose slot has been worked through
 * @skew: added to the clock; tests let time pass by it
 * @neighs: struct bn_neigh by (ifl_index, address)
 * @links: struct bn_arp_link by ifl_index
 * @count: neighbours
 * @n_onlink: neighbours with @onlink
 * @n_held: packets that wait for resolution
 * @frame_bytes: truesize of the ARP packets in the queue
 * @bytes: truesize of the packets that wait: in the queue, held or late
 * @waiting: neighbours to be released at the fence after the next
 * @fenced: neighbours to be released when the fence is consumed
 * @gate: see neigh_release.c
 * @n_late: [gate] packets behind fences
 * @stopping: nothing may be made any more
 */
struct bn_arp {
	struct bsdnet_stack *stack;
	struct bn_svcq q;
	struct bn_msg tick;
	struct bn_msg fence;
	struct timer_list timer;
	struct list_head wheel[BN_ARP_WHEEL];
	u64 ticked;
	u64 skew;
	struct rb_root neighs;
	struct xarray links;
	unsigned int count;
	unsigned int n_onlink;
	unsigned int n_held;
	atomic_t frame_bytes;
	atomic_t bytes;
	struct list_head waiting;
	struct list_head fenced;
	spinlock_t gate;	/* see neigh_release.c */
	unsigned int n_late;
	bool stopping;
};

/**
 * struct bn_neigh - a neighbour: a next hop and a route of type IFDEST
 * @nh: the next hop: HOLD, or UNICAST once the link address is known
 * @arp: where it belongs; not valid any more once it is @dead
 * @route: its route
 * @node: in bn_arp::neighs
 * @pool: those of its instance, of which it is one unless permanent
 * @lru: in bn_neigh_pool::resolved or unresolved; empty where permanent
 * @timer: of its state
 * @ifl_index: its interface
 * @addr: its protocol address
 * @lladdr: its link address, len 0 while unknown
 * @state: enum bn_neigh_state
 * @unresolved: counted in bn_neigh_pool::n_unresolved
 * @onlink: named by a route, whether a prefix covers it or not (onlink.c)
 * @tries: requests sent without an answer
 * @was_used: packets went to it, the last time at @seen_used or after it
 * @confirmed: tick of the last confirmation
 * @seen_used: tick at which bn_nexthop::used was last found set
 * @updated: tick of the last change of @lladdr
 * @held: packets that wait for resolution
 * @release: in bn_arp::waiting or fenced
 * @via: UNICAST next hop for the packets of the service queue
 * @direct: [gate] @via, when packets may go out at once
 * @late: [gate] packets behind the fence
 * @late_on: [gate] packets go to @late
 * @dead: [gate] destroyed
 */
struct bn_neigh {
	struct bn_nexthop nh;
	struct bn_arp *arp;
	struct bn_route *route;
	struct rb_node node;
	struct bn_neigh_pool *pool;
	struct list_head lru;
	struct bn_arp_timer timer;
	u32 ifl_index;
	__be32 addr;
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

/**
 * struct bn_arp_link - what ARP remembers of an interface that has addresses
 * @arp: where it belongs
 * @ifl_index: the interface
 * @down: its flags when they were last looked at
 * @lladdr: its link address then
 * @defended: tick of the last defence of an address of its
 * @has_defended: @defended is valid
 * @timer: of the second announcement
 */
struct bn_arp_link {
	struct bn_arp *arp;
	u32 ifl_index;
	u32 down;
	u8 lladdr[ETH_ALEN];
	bool has_defended;
	u64 defended;
	struct bn_arp_timer timer;
};

/**
 * struct bn_arp_msg - an ARP packet, checked
 * @op: ARPOP_REQUEST or ARPOP_REPLY
 * @sha: sender's link address
 * @tha: target's link address
 * @spa: sender's protocol address; 0: a probe (RFC 5227)
 * @tpa: target's protocol address
 */
struct bn_arp_msg {
	u16 op;
	u8 sha[ETH_ALEN];
	u8 tha[ETH_ALEN];
	__be32 spa;
	__be32 tpa;
};

/* arp_frame.c APIs */
int bn_arp_frame_parse(struct sk_buff *skb, struct bn_arp_msg *msg);
void bn_arp_frame_send(struct bn_iff *iff, const u8 *dest, const struct bn_arp_msg *msg);

/* arp_queue.c APIs */
void bn_arp_enqueue(struct bn_arp *arp, struct sk_buff *skb);

/* arp_timer.c APIs */
void bn_arp_timer_init(struct bn_arp *arp);
void bn_arp_timer_exit(struct bn_arp *arp);
u64 bn_arp_timer_now(const struct bn_arp *arp);			/* ticks */
void bn_arp_timer_set(struct bn_arp *arp, struct bn_arp_timer *timer, unsigned int ms);
void bn_arp_timer_cancel(struct bn_arp_timer *timer);
void bn_arp_timer_run(struct bn_arp *arp);

static inline bool bn_arp_timer_past(const struct bn_arp *arp, u64 tick, unsigned int ms)
{
	return (bn_arp_timer_now(arp) - tick) * BN_ARP_TICK_MS >= ms;
}

/* arp.c APIs */
void bn_arp_receive(struct bn_arp *arp, struct sk_buff *skb);
void bn_arp_request(struct bn_neigh *neigh, const u8 *dest);
void bn_arp_links_free(struct bn_arp *arp);

/* neigh.c APIs; the neighbours belong to the stack, nothing here gives references */
struct bn_nexthop *bn_neigh_subnet(const struct bn_iff *iff, __be32 addr);
struct bn_neigh *bn_neigh_find(const struct bn_arp *arp, u32 ifl_index, __be32 addr);
/* First one with (ifl_index, address) >= this */
struct bn_neigh *bn_neigh_from(const struct bn_arp *arp, u32 ifl_index, __be32 addr);
struct bn_neigh *bn_neigh_after(const struct bn_neigh *neigh);
struct bn_neigh *bn_neigh_create(struct bn_nexthop *subnet, __be32 addr, bool permanent);
void bn_neigh_destroy(struct bn_neigh *neigh);
void bn_neigh_age(struct bn_neigh *neigh);
void bn_neigh_prune(struct bsdnet_stack *stack, struct bn_neigh_pool *pool);
bool bn_neigh_is(const struct bn_nexthop *nh);
bool bn_neigh_referred(const struct bn_neigh *neigh);
bool bn_neigh_in_use(const struct bn_neigh *neigh);
void bn_neigh_tell(struct bn_neigh *neigh, enum bn_event event);
void bn_neigh_info(const struct bn_neigh *neigh, struct bn_neigh_info *info);

static inline struct bn_neigh *bn_neigh_of(struct bn_nexthop *nh)
{
	return container_of(nh, struct bn_neigh, nh);
}

/* neigh_conf.c APIs */
void bn_neigh_explain(const struct bn_iff *iff, __be32 addr, struct netlink_ext_ack *extack);

/* onlink.c APIs */
bool bn_onlink_keep(const struct bn_neigh *neigh);

/* neigh_state.c APIs */
void bn_neigh_state_timer(struct bn_arp_timer *timer);
void bn_neigh_state_ask(struct bn_neigh *neigh);
void bn_neigh_state_learn(struct bn_neigh *neigh, const u8 *lladdr, bool solicited);
void bn_neigh_state_fix(struct bn_neigh *neigh, const struct bn_lladdr *lladdr);
void bn_neigh_state_forget(struct bn_neigh *neigh);
void bn_neigh_state_packet(struct bn_neigh *neigh, struct sk_buff *skb);

/* neigh_release.c APIs */
void bn_release_enqueue(struct bn_nexthop *nh, struct sk_buff *skb);
const struct bn_fwd *bn_release_look_up(const struct bn_rt_table *table,
					const struct sk_buff *skb);
void bn_release_hold(struct bn_neigh *neigh, struct sk_buff *skb);
void bn_release_start(struct bn_neigh *neigh);
void bn_release_send(struct bn_neigh *neigh, struct sk_buff *skb);
void bn_release_cancel(struct bn_neigh *neigh, bool dead);
void bn_release_drop(struct bn_neigh *neigh, enum bn_drop_reason reason);
void bn_release_unreachable(struct sk_buff *skb);
void bn_release_refuse(struct bn_neigh *neigh);
void bn_release_arrived(struct bn_arp *arp, const struct sk_buff *skb);
void bn_release_fence(struct bn_arp *arp);

#endif /* _BSDNET_NEIGH_H */
