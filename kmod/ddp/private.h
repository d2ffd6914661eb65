/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private - shared by the files of room ddp
 *
 * Everything here belongs to the consumer of bn_ddp::q, unless marked otherwise. Functions
 * without a remark on their context are called by the consumer.
 */
#ifndef _BSDNET_DDP_PRIVATE_H
#define _BSDNET_DDP_PRIVATE_H

#include <linux/timer.h>

#include "ddp/ddp.h"
#include "ifs/client.h"
#include "queues/queues.h"

#define BN_DDP_LINKS_MAX	32	/* interfaces of a stack */
#define BN_DDP_BUCKETS		32
#define BN_DDP_QUEUE_LIMIT	256	/* packets */
#define BN_DDP_QUEUE_BYTES	(512 * 1024) /* truesize of packets from the wire */

#define BN_DDP_TICK		(HZ / 5)	/* IA: interval of AARP probes */
#define BN_DDP_TICK_IDLE	HZ		/* nothing is being asked for */

#define BN_AARP_SLOTS		64	/* entries of an interface */
#define BN_AARP_PENDING_MAX	16	/* of these not known */
#define BN_AARP_HELD_MAX	4	/* datagrams that wait for an entry */
#define BN_AARP_PROBES		10
#define BN_AARP_REQUESTS	5
#define BN_AARP_EXPIRES		(300 * HZ)	/* an entry that was not heard */
#define BN_AARP_NODES_MAX	32	/* nodes that are tried before giving up */

#define BN_RTMP_EXPIRES		(50 * HZ)	/* IA: aging of A-ROUTER */

#define BN_DDP_SOCK_RTMP	1
#define BN_DDP_SOCK_AEP		4

#define BN_DDP_TYPE_RTMP_DATA	1
#define BN_DDP_TYPE_AEP		4
#define BN_DDP_TYPE_RTMP_REQ	5

#define BN_DDP_NODE_LAST	253	/* 254 is reserved on Ethernet */

/* Kinds of items in the queue */
enum bn_ddp_item {
	BN_DDP_ITEM_DATAGRAM = BN_SVCQ_PACKET,
	BN_DDP_ITEM_AARP,
	BN_DDP_ITEM_LOOP,	/* a datagram of this node to itself */
	BN_DDP_ITEM_TICK,
};

/* Protocols of SNAP */
enum bn_ddp_proto {
	BN_DDP_PROTO_DDP,
	BN_DDP_PROTO_AARP,
	BN_DDP_PROTOS
};

/**
 * struct bn_aarp_entry - an address and its link-layer address, if known
 * @state: see below
 * @node: node
 * @net: network number
 * @tries: pending: requests sent
 * @lladdr: known: link-layer address
 * @heard: known: when it was heard; pending: when the last request was sent
 * @used: when a datagram was sent to it
 * @held: pending: datagrams that wait for it
 */
struct bn_aarp_entry {
	enum { BN_AARP_FREE, BN_AARP_PENDING, BN_AARP_KNOWN } state;
	u8 node;
	u16 net;
	u8 tries;
	u8 lladdr[ETH_ALEN];
	unsigned long heard;
	unsigned long used;
	struct sk_buff_head held;
};

/**
 * struct bn_ddp_link - AppleTalk on an ifl
 * @list: bn_ddp::links
 * @ddp: the protocol; never changes
 * @ifl_index: the interface; never changes
 * @client: configuration lock: in the ifl's list of clients
 * @ifl: configuration lock
 * @entry: configuration lock: in the L2 table, by enum bn_ddp_proto
 * @joined: configuration lock: the multicast address is in the device's filter
 * @config: as configured
 * @state: whether @node can be used
 * @node: the node
 * @first: first network number of the cable's range
 * @last: last one
 * @lladdr: own link-layer address
 * @probes: probes that are still to be sent
 * @nodes: nodes tried since the interface came up
 * @router: the router; node 0: none
 * @router_heard: when it was heard
 * @rx: datagrams received
 * @tx: datagrams sent
 * @warned: a conflict was logged
 * @aarp: its cache
 * @rcu: for freeing, after the last frame that refers to it by an L2 entry
 */
struct bn_ddp_link {
	struct list_head list;
	struct bn_ddp *ddp;
	u32 ifl_index;

	struct bn_ifl_client client;
	struct bn_ifl *ifl;
	struct bn_l2_entry *entry[BN_DDP_PROTOS];
	bool joined;

	struct bn_ddp_config config;
	enum bsdnet_ddp_state state;
	u8 node;
	u16 first;
	u16 last;
	u8 lladdr[ETH_ALEN];
	unsigned int probes;
	unsigned int nodes;
	struct bn_ddp_addr router;
	unsigned long router_heard;
	u64 rx;
	u64 tx;
	bool warned;
	struct bn_aarp_entry aarp[BN_AARP_SLOTS];
	struct rcu_head rcu;
};

/**
 * struct bn_ddp - AppleTalk of a stack
 * @stack: the stack; never changes
 * @q: the service queue, which owns what is below
 * @bytes: any context: truesize of packets from the wire in @q
 * @tick: message of @timer
 * @timer: any context; runs while there are links
 * @transmit: sends a packet; tests put their own in its place
 * @now: jiffies when the present item began
 * @links: struct bn_ddp_link; changed by the consumer under the configuration lock, so that
 *	either may read it
 * @n_links: their number
 * @sessions: struct bn_ddp_session that are bound, by socket number
 * @next_sock: where the search for a free socket number begins
 */
struct bn_ddp {
	struct bsdnet_stack *stack;
	struct bn_svcq q;
	atomic_t bytes;
	struct bn_msg tick;
	struct timer_list timer;
	void (*transmit)(struct bn_ddp_link *link, enum bn_ddp_proto proto, const u8 *dest,
			 struct sk_buff *skb);

	unsigned long now;
	struct list_head links;
	unsigned int n_links;
	struct hlist_head sessions[BN_DDP_BUCKETS];
	u8 next_sock;
};

/**
 * struct bn_ddp_msg - header of a datagram
 * @from: source
 * @to: destination
 * @type: protocol of the data
 * @hops: routers passed
 */
struct bn_ddp_msg {
	struct bn_ddp_addr from;
	struct bn_ddp_addr to;
	u8 type;
	u8 hops;
};

static inline bool bn_ddp_in_range(const struct bn_ddp_link *link, u16 net)
{
	return net >= link->first && net <= link->last;
}

/* An address that a single node can have */
static inline bool bn_ddp_is_node(u16 net, u8 node)
{
	return net && net != 0xffff && node && node < BN_DDP_NODE_ALL;
}

static inline bool bn_ddp_is_own(const struct bn_ddp_link *link, u16 net, u8 node)
{
	return link->node && net == link->config.net && node == link->node;
}

/* queue.c APIs. Process context, may sleep: */
struct bn_ddp *bn_ddp_alloc(struct bsdnet_stack *stack);
void bn_ddp_free(struct bn_ddp *ddp);
void bn_ddp_acquire(struct bn_ddp *ddp);
void bn_ddp_release(struct bn_ddp *ddp);
/* Softirq, RCU read side: bn_l2_input_t */
void bn_ddp_queue_datagrams(const struct bn_l2_entry *entry, struct sk_buff **pkts,
			    unsigned int n);
void bn_ddp_queue_aarp(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n);
/* Consumer: */
void bn_ddp_loop(struct bn_ddp_link *link, struct sk_buff *skb);
void bn_ddp_hurry(struct bn_ddp *ddp);

/* link.c APIs: configuration lock and RTNL */
void bn_ddp_links_flush(struct bn_ddp *ddp);
/* Consumer: */
struct bn_ddp_link *bn_ddp_link_find(struct bn_ddp *ddp, u32 ifl_index);
void bn_ddp_link_changed(struct bn_ddp_link *link);

/* frame.c APIs. Configuration lock: */
int bn_ddp_frame_key(const struct bn_ifl *ifl, enum bn_ddp_proto proto, struct bn_l2_key *key,
		     struct netlink_ext_ack *extack);
/* Consumer: */
void bn_ddp_frame_send(struct bn_ddp_link *link, enum bn_ddp_proto proto, const u8 *dest,
		       struct sk_buff *skb);
bool bn_ddp_frame_lladdr(const struct bn_ddp_link *link, u8 *lladdr);
void bn_ddp_frame_init(struct bn_ddp *ddp, struct sk_buff *skb);
struct sk_buff *bn_ddp_frame_alloc(struct bn_ddp *ddp, unsigned int headroom, unsigned int len);
extern const u8 bn_ddp_multicast[ETH_ALEN];

/* aarp.c APIs */
void bn_aarp_init(struct bn_ddp_link *link);
void bn_aarp_flush(struct bn_ddp_link *link);
void bn_aarp_send(struct bn_ddp_link *link, u16 net, u8 node, struct sk_buff *skb);
void bn_aarp_receive(struct bn_ddp_link *link, struct sk_buff *skb);
bool bn_aarp_tick(struct bn_ddp_link *link);

/* probe.c APIs */
void bn_ddp_probe_start(struct bn_ddp_link *link);
void bn_ddp_probe_conflict(struct bn_ddp_link *link);
bool bn_ddp_probe_tick(struct bn_ddp_link *link);

/* aarp_frame.c APIs */
#define BN_AARP_REQUEST		1
#define BN_AARP_RESPONSE	2
#define BN_AARP_PROBE		3

/**
 * struct bn_aarp_msg - an AARP packet, checked
 * @op: BN_AARP_REQUEST ...
 * @sha: sender's link-layer address
 * @tha: target's link-layer address
 * @snet: sender's network number; of a probe that of the address it is for
 * @snode: sender's node
 * @tnet: target's network number
 * @tnode: target's node
 */
struct bn_aarp_msg {
	u16 op;
	u8 sha[ETH_ALEN];
	u8 tha[ETH_ALEN];
	u16 snet;
	u8 snode;
	u16 tnet;
	u8 tnode;
};

int bn_aarp_frame_parse(struct sk_buff *skb, struct bn_aarp_msg *msg);
void bn_aarp_frame_send(struct bn_ddp_link *link, const u8 *dest, struct bn_aarp_msg *msg);

/* header.c APIs. Any context: */
int bn_ddp_header_pull(struct sk_buff *skb, struct bn_ddp_msg *msg);
void bn_ddp_header_push(struct sk_buff *skb, const struct bn_ddp_msg *msg, bool checksum);

/* datagram.c APIs */
void bn_ddp_input(struct bn_ddp_link *link, struct sk_buff *skb, bool looped);
int bn_ddp_output(struct bn_ddp *ddp, struct bn_ddp_msg *msg, u32 flags, struct sk_buff *skb);
int bn_ddp_output_on(struct bn_ddp_link *link, struct bn_ddp_msg *msg, u32 flags,
		     struct sk_buff *skb);

/* session.c APIs */
void bn_ddp_session_deliver(struct bn_ddp_link *link, const struct bn_ddp_msg *msg,
			    struct sk_buff *skb);
void bn_ddp_session_unreachable(struct bn_ddp *ddp, struct sk_buff *skb);
void bn_ddp_session_link_gone(struct bn_ddp_link *link);

/* aep.c, rtmp.c APIs: take the skb, data behind the type */
void bn_aep_input(struct bn_ddp_link *link, const struct bn_ddp_msg *msg, struct sk_buff *skb);
void bn_rtmp_input(struct bn_ddp_link *link, const struct bn_ddp_msg *msg, struct sk_buff *skb);
void bn_rtmp_start(struct bn_ddp_link *link);
void bn_rtmp_tick(struct bn_ddp_link *link);

#endif /* _BSDNET_DDP_PRIVATE_H */
