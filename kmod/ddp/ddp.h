/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ddp - AppleTalk phase 2 on Ethernet, as an end node: AARP, DDP, AEP, a stub of RTMP
 *
 * A whole protocol behind one service queue. Its code and its state are single-threaded: packets
 * of all interfaces, timer events and the calls of applications are processed by the consumer of
 * the queue, one after another, so there is no lock in the protocol.
 *
 *	softirq		queue.c: queue a frame
 *	application	session.c: acquire the queue, call the protocol, release it
 *	configuration	link.c: the same
 *	timer		queue.c: post a message
 *
 * References: Inside AppleTalk, second edition (IA).
 */
#ifndef _BSDNET_DDP_H
#define _BSDNET_DDP_H

#include <linux/bsdnet.h>
#include <linux/if_ether.h>

#include "core/core.h"

struct bn_ifl;
struct netlink_ext_ack;

extern const struct bn_room bn_ddp_room;

#define BN_DDP_DATA_MAX		586	/* bytes of data in a datagram */
#define BN_DDP_HEADER		12	/* bytes of the header, without the type at its end */
#define BN_DDP_HEADROOM		(BSDNET_L2_HEADER_MAX + BN_DDP_HEADER)

#define BN_DDP_NODE_ALL		255	/* broadcast */
#define BN_DDP_FREE_SOCK	128	/* first socket number that is assigned dynamically */
#define BN_DDP_LAST_SOCK	254

/**
 * struct bn_ddp_addr - the address of a socket
 * @net: network number; 0: this network, or any
 * @node: node; 0: any
 * @sock: socket number; 0: any
 */
struct bn_ddp_addr {
	u16 net;
	u8 node;
	u8 sock;
};

/* ---- interfaces ---------------------------------------------------------- */

/**
 * struct bn_ddp_config - AppleTalk on an ifl
 * @net: network number of this node
 * @node: the node, 0: choose a free one
 * @first: first network number of the cable's range; 0: learn the range from routers
 * @last: last one
 */
struct bn_ddp_config {
	u16 net;
	u8 node;
	u16 first;
	u16 last;
};

/**
 * struct bn_ddp_info - state of AppleTalk on an ifl
 * @ifl_index: the interface
 * @state: whether its address can be used
 * @config: as configured; @config.node is 0 if the node was chosen here
 * @node: the node, 0: not chosen yet
 * @first: first network number of the cable's range
 * @last: last one
 * @router: address of the router that was heard last; node 0: none
 * @rx: datagrams received
 * @tx: datagrams sent
 */
struct bn_ddp_info {
	u32 ifl_index;
	enum bsdnet_ddp_state state;
	struct bn_ddp_config config;
	u8 node;
	u16 first;
	u16 last;
	struct bn_ddp_addr router;
	u64 rx;
	u64 tx;
};

/**
 * struct bn_aarp_info - an entry of a cache of AARP
 * @ifl_index: the interface
 * @slot: number of the entry, the cursor of dumps
 * @net: network number
 * @node: node
 * @known: @lladdr is valid; else it is being asked for
 * @lladdr: link-layer address
 * @age_ms: time since it was heard or, unless @known, asked for
 */
struct bn_aarp_info {
	u32 ifl_index;
	u32 slot;
	u16 net;
	u8 node;
	bool known;
	u8 lladdr[ETH_ALEN];
	u32 age_ms;
};

/* link.c APIs. RTNL and configuration lock: */
int bn_ddp_link_add(struct bn_ifl *ifl, const struct bn_ddp_config *config,
		    struct netlink_ext_ack *extack);
int bn_ddp_link_delete(struct bn_ifl *ifl, struct netlink_ext_ack *extack);
/* Process context: */
bool bn_ddp_link_next(struct bsdnet_stack *stack, u32 after, struct bn_ddp_info *info);
bool bn_aarp_next(struct bsdnet_stack *stack, u32 ifl_index, u32 slot,
		  struct bn_aarp_info *info);

/* ---- applications -------------------------------------------------------- */

/**
 * struct bn_ddp_session - what a socket is to the protocol; zeroed at first
 * @node: in bn_ddp::sessions
 * @local: own address; @local.sock is 0 while it is not bound
 * @remote: address of the peer; valid if @connected
 * @connected: only datagrams of @remote are received
 * @receive: takes a datagram, data at the type, network header at the header. RCU read side,
 *	consumer of the queue; does not sleep
 * @error: reports an error, a positive errno. As @receive
 *
 * All but the callbacks belongs to the consumer of the queue.
 */
struct bn_ddp_session {
	struct hlist_node node;
	struct bn_ddp_addr local;
	struct bn_ddp_addr remote;
	bool connected;
	void (*receive)(struct bn_ddp_session *session, struct sk_buff *skb);
	void (*error)(struct bn_ddp_session *session, int err);
};

/* How a datagram is sent */
enum bn_ddp_tx_flags {
	BN_DDP_CHECKSUM		= BIT(0),
	BN_DDP_BROADCAST_OK	= BIT(1),
};

/* session.c APIs. Process context, may sleep: */
int bn_ddp_session_bind(struct bsdnet_stack *stack, struct bn_ddp_session *session,
			const struct bn_ddp_addr *local);
int bn_ddp_session_connect(struct bsdnet_stack *stack, struct bn_ddp_session *session,
			   const struct bn_ddp_addr *remote);
int bn_ddp_session_send(struct bsdnet_stack *stack, struct bn_ddp_session *session,
			const struct bn_ddp_addr *to, u32 flags, struct sk_buff *skb);
void bn_ddp_session_close(struct bsdnet_stack *stack, struct bn_ddp_session *session);
/* Any context: the sender of a received datagram */
void bn_ddp_sender(const struct sk_buff *skb, struct bn_ddp_addr *from);

#endif /* _BSDNET_DDP_H */
