/* SPDX-License-Identifier: GPL-2.0 */
/*
 * core - the room that all others use: stacks, locks, packets, drops
 *
 * One struct bsdnet_stack per network namespace holds everything (VM-1).
 *
 * Life: a stack is made and freed with its namespace. The rooms' stack_init() are called from
 * the bottom up, stack_exit() from the top down.
 *
 * Synchronization: configuration runs in process context under the stack's
 * configuration lock, a mutex (CTL-5). Route tables, next hops and neighbours are changed by
 * configuration and by ARP, under another mutex, the route lock. Configuration takes it for
 * one object at a time, so that ARP does not wait for a long change. Readers are under RCU
 * and take no lock.
 *
 * Lock order: RTNL -> bsdnet_stack::cfg_mutex -> service queue consumer ->
 * bsdnet_stack::rt_lock -> spinlocks of the tables and queues. A service queue is not
 * acquired with the route lock held.
 */
#ifndef _BSDNET_CORE_H
#define _BSDNET_CORE_H

#include <linux/if_ether.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <net/net_namespace.h>

#include "core/drop_reasons.h"
#include "core/family.h"
#include "core/objects.h"

struct bn_ctl;
struct bn_ddp;
struct bn_drivers;
struct bn_ifs;
struct bn_inet;
struct bn_l3demux;
struct bn_neigh_caches;
struct bn_queues;
struct bn_rt;
struct bn_socks;
struct bn_transport;
struct mem_cgroup;

/**
 * struct bsdnet_stack - the state of bsdnet in a network namespace
 * @net: the namespace
 * @cfg_mutex: serializes configuration; see the lock order above
 * @rt_lock: serializes changes of route tables, next hops and neighbours
 * @memcg: memory cgroup that is charged for allocations caused by traffic
 * @drops: drops per reason, per CPU
 * @latency: latency histograms; NULL until someone records
 * @live: live objects per kind; all zero when the stack is freed
 * @dying: the namespace is being deleted, nothing may be added
 * @list: in the list of stacks, while it is usable (stack.c)
 * @stopped: the rooms have removed its configuration before the namespace is deleted (stack.c)
 * @queues: room queues: registry of the bounded queues
 * @ifs: room ifs: the interface hierarchy
 * @drivers: room drivers: namespaces referenced by descriptors
 * @l3demux: room l3demux: the PCB table
 * @rt: room rt: routing instances, next hops
 * @neigh: room neigh: neighbour caches
 * @inet: room inet: state of IPv4 (ARP, ICMP limits, reassembly)
 * @ddp: room ddp: AppleTalk
 * @transport: room transport: protocol entries of the PCB table
 * @socks: room sock: open sockets
 * @ctl: room ctl: notification state
 */
struct bsdnet_stack {
	struct net *net;
	struct mutex cfg_mutex; /* serializes configuration */
	struct mutex rt_lock; /* serializes changes of routes */
	struct mem_cgroup *memcg;
	struct bn_drop_counters __percpu *drops;
	struct bn_latency *latency;
	atomic_long_t live[BN_OBJ_MAX];
	bool dying;
	struct list_head list;
	bool stopped;

	struct bn_queues *queues;
	struct bn_ifs *ifs;
	struct bn_drivers *drivers;
	struct bn_l3demux *l3demux;
	struct bn_rt *rt;
	struct bn_neigh_caches *neigh;
	struct bn_inet *inet;
	struct bn_ddp *ddp;
	struct bn_transport *transport;
	struct bn_socks *socks;
	struct bn_ctl *ctl;
};

/**
 * struct bn_room - functions that start and stop a room
 * @name: for messages
 * @init: once per module load; may be NULL, as may all others
 * @exit: reverse of @init
 * @open: after the stacks are made: register the interfaces to users (socket family, netlink
 *	family, netdev notifier)
 * @close: reverse of @open, before the stacks are stopped; does not wait for packets
 * @drain: after all stacks are stopped: wait until users' objects (closed sockets) are freed
 * @stack_init: once per namespace, process context
 * @stack_stop: the namespace is being deleted: remove all configuration, before a grace
 *	period. Called with neither RTNL nor the configuration lock held.
 * @stack_exit: free the rest, after a grace period and all RCU callbacks queued by
 *	@stack_stop
 */
struct bn_room {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	int (*open)(void);
	void (*close)(void);
	void (*drain)(void);
	int (*stack_init)(struct bsdnet_stack *stack);
	void (*stack_stop)(struct bsdnet_stack *stack);
	void (*stack_exit)(struct bsdnet_stack *stack);
};

extern const struct bn_room bn_core_room;

/* stack.c APIs: */
int bn_stack_register(const struct bn_room *const *rooms, unsigned int n);
void bn_stack_unregister(void);
struct bsdnet_stack *bn_stack_of(const struct net *net);

/* Number of objects that an operation visits, makes or deletes before it releases its locks, and
 * that a dump visits for one message
 */
#define BN_CFG_PORTION 256

/* The configuration lock. The _rtnl form (cfg.c) is for operations that may attach to, detach
 * from or change a netdev.
 */
static inline void bn_cfg_lock(struct bsdnet_stack *stack)
{
	mutex_lock(&stack->cfg_mutex);
}

static inline void bn_cfg_unlock(struct bsdnet_stack *stack)
{
	mutex_unlock(&stack->cfg_mutex);
}

/* cfg.c APIs: */
void bn_cfg_lock_rtnl(struct bsdnet_stack *stack);
void bn_cfg_unlock_rtnl(struct bsdnet_stack *stack);
/* Between two portions of a long operation; objects found before may be deleted */
void bn_cfg_relax(struct bsdnet_stack *stack);
void bn_cfg_relax_rtnl(struct bsdnet_stack *stack);

/* The route lock: held for one object at a time, and for a bounded number of steps */
static inline void bn_rt_lock(struct bsdnet_stack *stack)
{
	mutex_lock(&stack->rt_lock);
}

static inline void bn_rt_unlock(struct bsdnet_stack *stack)
{
	mutex_unlock(&stack->rt_lock);
}

/* In a long loop: release the route lock for waiters */
static inline void bn_rt_relax(struct bsdnet_stack *stack)
{
	mutex_unlock(&stack->rt_lock);
	cond_resched();
	mutex_lock(&stack->rt_lock);
}

/* Both locks, for requests that find interfaces and change or show routes */
static inline void bn_cfg_lock_rt(struct bsdnet_stack *stack)
{
	mutex_lock(&stack->cfg_mutex);
	mutex_lock(&stack->rt_lock);
}

static inline void bn_cfg_unlock_rt(struct bsdnet_stack *stack)
{
	mutex_unlock(&stack->rt_lock);
	mutex_unlock(&stack->cfg_mutex);
}

#define bn_cfg_is_locked(stack)	lockdep_is_held(&(stack)->cfg_mutex)
#define bn_cfg_assert(stack)	lockdep_assert_held(&(stack)->cfg_mutex)
#define bn_cfg_dereference(p, stack) \
	rcu_dereference_protected(p, lockdep_is_held(&(stack)->cfg_mutex))

#define bn_rt_is_locked(stack)	lockdep_is_held(&(stack)->rt_lock)
#define bn_rt_assert(stack)	lockdep_assert_held(&(stack)->rt_lock)
#define bn_rt_dereference(p, stack) \
	rcu_dereference_protected(p, lockdep_is_held(&(stack)->rt_lock))

/**
 * enum bn_pkt_flags - flags of a packet's metadata
 * @BN_PKT_L2_BCAST: arrived as a layer-2 broadcast
 * @BN_PKT_L2_MCAST: arrived as a layer-2 multicast
 * @BN_PKT_ORIGINATED: originated by this host; @bn_pkt.ifl_index is then 0, or of a copy of a
 *	multicast or broadcast that is delivered here, the interface that it was sent on
 * @BN_PKT_FORWARDED: TTL was decremented and options were processed
 * @BN_PKT_OPTIONS: has IP options, parsed by input
 * @BN_PKT_RA: has a Router Alert option
 * @BN_PKT_DONTROUTE: SO_DONTROUTE: use interface routes only
 * @BN_PKT_DONTFRAG: never fragment here
 * @BN_PKT_BROADCAST_OK: the sender has SO_BROADCAST
 * @BN_PKT_NO_LOOP: a multicast is not delivered to this host
 * @BN_PKT_GROUP: the destination is no address of a single host; set on local delivery
 * @BN_PKT_TTL_ZERO: not a flag of packets: the sender asked for a TTL of 0
 * @BN_PKT_SOURCE_GIVEN: not a flag of packets: the sender chose the source address, also
 *	if it is 0
 * @BN_PKT_EARLY: a fragment for the early demultiplexer (IN-5)
 */
enum bn_pkt_flags {
	BN_PKT_L2_BCAST		= BIT(0),
	BN_PKT_L2_MCAST		= BIT(1),
	BN_PKT_ORIGINATED	= BIT(2),
	BN_PKT_FORWARDED	= BIT(3),
	BN_PKT_OPTIONS		= BIT(4),
	BN_PKT_RA		= BIT(5),
	BN_PKT_DONTROUTE	= BIT(6),
	BN_PKT_DONTFRAG		= BIT(7),
	BN_PKT_BROADCAST_OK	= BIT(8),
	BN_PKT_NO_LOOP		= BIT(9),
	BN_PKT_TTL_ZERO		= BIT(10),
	BN_PKT_SOURCE_GIVEN	= BIT(11),
	BN_PKT_EARLY		= BIT(12),
	BN_PKT_GROUP		= BIT(13),
};

/**
 * struct bn_pkt - packet metadata, in skb->cb
 * @stack: the stack the packet is in
 * @tick: raw time of arrival, or of sending while someone records latencies: bn_tick() (SK-7)
 * @ifl_index: arrival ifl, 0 for a packet that this host originated
 * @instance: routing instance whose table the lookup was done in (for local
 *	delivery: the one that recognized the packet as local)
 * @out_ifl: outgoing ifl that the sender asked for, 0 for none (NH-9)
 * @flags: enum bn_pkt_flags
 * @l2_len: length of the layer-2 header that precedes the network header
 *	(bytes), still in the headroom
 * @l2_stamp: stamp of the L2 table when @l2_entry was found
 * @l2_entry: input only: what the L2 lookup in the rx_handler found
 *
 * Packets carry indexes, never pointers to interface structures (IF-7);
 * @l2_entry is valid only while the table's stamp is still @l2_stamp. To compare stamps saves the
 * consumer of a device queue a second lookup, 85 to 201 instructions (see struct bn_l2_recent),
 * and the key.
 */
struct bn_pkt {
	struct bsdnet_stack *stack;
	u64 tick;
	u32 ifl_index;
	u32 instance;
	u32 out_ifl;
	u16 flags;
	u16 l2_len;
	unsigned long l2_stamp;
	const void *l2_entry;
};

static inline struct bn_pkt *bn_pkt(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct bn_pkt) > sizeof_field(struct sk_buff, cb));
	return (struct bn_pkt *)skb->cb;
}

/* charge.c APIs: memory cgroup of allocations caused by packets */
void bn_charge_remember(struct bsdnet_stack *stack);
void bn_charge_forget(struct bsdnet_stack *stack);
struct mem_cgroup *bn_charge_begin(struct bsdnet_stack *stack);
void bn_charge_end(struct mem_cgroup *old);

/* drop.c APIs: all drops use these */
void bn_drop(struct sk_buff *skb, enum bn_drop_reason reason);
void bn_drop_list(struct sk_buff *skb, enum bn_drop_reason reason);
void bn_drop_count(struct bsdnet_stack *stack, enum bn_drop_reason reason);
u64 bn_drop_total(const struct bsdnet_stack *stack, enum bn_drop_reason reason);
const char *bn_drop_name(enum bn_drop_reason reason);
const char *bn_drop_text(enum bn_drop_reason reason);

/* gso.c APIs. Segments linked by skb->next, with the metadata of @skb: */
struct sk_buff *bn_gso_segment(struct sk_buff *skb, netdev_features_t features, bool tx);

/* events.c APIs: notifications from lower rooms to ctl */
enum bn_event {
	BN_EVENT_ADD,
	BN_EVENT_CHANGE,
	BN_EVENT_DELETE,
};

typedef void (*bn_event_fn)(struct bsdnet_stack *stack, enum bn_event event,
			    enum bn_obj kind, const void *obj);

void bn_event_set_listener(bn_event_fn fn);
void bn_event(struct bsdnet_stack *stack, enum bn_event event,
	      enum bn_obj kind, const void *obj);

#endif /* _BSDNET_CORE_H */
