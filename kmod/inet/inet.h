/* SPDX-License-Identifier: GPL-2.0 */
/*
 * inet - IPv4 (IN-*)
 *
 * What the rooms below need of the family is in bn_inet_family. Input, forwarding and output
 * are stateless; ARP, ICMP rate limits and reassembly keep state.
 */
#ifndef _BSDNET_INET_H
#define _BSDNET_INET_H

#include <linux/ip.h>

#include "core/core.h"
#include "ifs/ifs.h"
#include "l3demux/early.h"
#include "l3demux/l3demux.h"
#include "neigh/neigh.h"
#include "rt/rt.h"

extern const struct bn_room bn_inet_room;

/* Statistics of the family inet: S(symbol, name, description) */
#define BN_IP4_STAT_LIST(S)						\
	S(IN_RECEIVES, "in_receives", "packets received")		\
	S(IN_DELIVERS, "in_delivers", "packets delivered locally")	\
	S(FORWARDED, "forwarded", "packets forwarded")			\
	S(OUT_REQUESTS, "out_requests", "packets originated")		\
	S(FRAG_OKS, "frag_oks", "packets fragmented")			\
	S(FRAG_FAILS, "frag_fails", "packets that could not be fragmented") \
	S(FRAG_CREATES, "frag_creates", "fragments made")		\
	S(REASM_REQDS, "reasm_reqds", "fragments received")		\
	S(REASM_OKS, "reasm_oks", "packets reassembled")		\
	S(REASM_FAILS, "reasm_fails", "reassembly failures")		\
	S(REDIRECTS, "redirects", "ICMP redirects sent")		\
	S(ICMP_IN, "icmp_in", "ICMP messages received")			\
	S(ICMP_OUT, "icmp_out", "ICMP messages sent")			\
	S(ICMP_ECHO, "icmp_echo", "echo requests answered")		\
	S(ARP_REQUESTS_IN, "arp_requests_in", "ARP requests received")	\
	S(ARP_REPLIES_IN, "arp_replies_in", "ARP replies received")	\
	S(ARP_REQUESTS_OUT, "arp_requests_out", "ARP requests sent")	\
	S(ARP_REPLIES_OUT, "arp_replies_out", "ARP replies sent")	\
	S(ARP_CONFLICTS, "arp_conflicts", "address conflicts seen")	\
	S(NEIGH_EVICTED, "neigh_evicted", "neighbours pruned for room")

enum bn_ip4_stat {
#define S(sym, name, text) BN_IP4_##sym,
	BN_IP4_STAT_LIST(S)
#undef S
	BN_IP4_STAT_MAX
};

u64 bn_ip4_stat_read(struct bsdnet_stack *stack, enum bn_ip4_stat stat);
const char *bn_ip4_stat_name(enum bn_ip4_stat stat);

#define BN_IP4_OPTIONS_MAX	40	/* bytes of IP options in a header */

/**
 * struct bn_ip4_options - IP options of a sender
 * @first: of a source route: where the packet is sent to
 * @final: of a source route: the destination; set by the sender
 * @len: length of @data in bytes, a multiple of 4
 * @route: position of the source route in @data, from 1 on; 0: none
 * @strict: the source route is strict
 * @data: as the user gave them
 */
struct bn_ip4_options {
	__be32 first;
	__be32 final;
	u8 len;
	u8 route;
	bool strict;
	u8 data[BN_IP4_OPTIONS_MAX];
};

/* options.c APIs. Any context: */
int bn_ip4_options_make(struct bn_ip4_options *out, const u8 *data, unsigned int len,
			bool privileged);
unsigned int bn_ip4_options_received(const struct iphdr *iph, u8 *all, u8 *reply,
				     unsigned int *reply_len);

/**
 * struct bn_ip4_tx - parameters of an originated packet
 * @instance: routing instance to look in
 * @saddr: source address; 0: the next hop's best local address, unless SOURCE_GIVEN
 * @daddr: destination address
 * @out_ifl: outgoing ifl for multicast and limited broadcast, 0: none
 * @proto: IP protocol
 * @ttl: 0: default (64; 1 for multicast)
 * @tos: type of service
 * @flags: enum bn_pkt_flags that a sender may set (DONTROUTE, DONTFRAG,
 *	BROADCAST_OK, NO_LOOP, TTL_ZERO, SOURCE_GIVEN)
 * @options: IP options, NULL: none. With a source route, @daddr is its first address
 */
struct bn_ip4_tx {
	u32 instance;
	__be32 saddr;
	__be32 daddr;
	u32 out_ifl;
	u8 proto;
	u8 ttl;
	u8 tos;
	u16 flags;
	const struct bn_ip4_options *options;
};

/* output.c APIs. Process context or softirq */
int bn_ip4_route(struct bsdnet_stack *stack, struct bn_ip4_tx *tx, u32 *mtu);
#define BN_IP4_HEADROOM (BSDNET_L2_HEADER_MAX + sizeof(struct iphdr) + 16)
int bn_ip4_output(struct bsdnet_stack *stack, struct sk_buff *skb, const struct bn_ip4_tx *tx);

/* output_header.c API. Process context */
int bn_ip4_output_header(struct bsdnet_stack *stack, struct sk_buff *skb,
			 const struct bn_ip4_tx *tx);

/* icmp_error.c API. RCU */
void bn_icmp4_error(struct sk_buff *skb, u8 type, u8 code, __be32 info);

/**
 * enum bn_early_kind - which packets an entry of early demultiplexing is for
 * @BN_EARLY_ANY: all, before the route lookup
 * @BN_EARLY_ALERT: those with Router Alert that are not for this host
 * @BN_EARLY_KINDS: number of kinds
 */
enum bn_early_kind {
	BN_EARLY_ANY,
	BN_EARLY_ALERT,
	BN_EARLY_KINDS
};

/* early.c APIs. Process context, no lock: */
int bn_ip4_early_add(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
		     struct bn_early *early);
bool bn_ip4_early_remove(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
			 struct bn_early *early);
bool bn_ip4_early_has(struct bsdnet_stack *stack, u32 ifl_index, enum bn_early_kind kind,
		      const struct bn_early *early);

/* ---- multicast groups ------------------------------------------------------ */

struct bn_mgroup;

/**
 * struct bn_mgroup_filter - which sources a member of a group wants to hear
 * @mode: MCAST_INCLUDE: those of @sources; MCAST_EXCLUDE: all others
 * @n: number of @sources
 * @sources: addresses
 */
struct bn_mgroup_filter {
	u8 mode;
	unsigned int n;
	const __be32 *sources;
};

/**
 * struct bn_mgroup_info - a group that is joined on an interface, or a source in its filters
 * @ifl_index: the interface
 * @addr: address of the group
 * @source: address of a source; valid if @has_source
 * @has_source: this is a source
 * @permanent: every host is in the group, which has no members
 * @users: of a group: number of members
 * @exclude: members in mode EXCLUDE; of a source: those that do not want to hear it
 * @include: of a source: members in mode INCLUDE that want to hear it
 * @sources: of a group: number of sources
 */
struct bn_mgroup_info {
	u32 ifl_index;
	__be32 addr;
	__be32 source;
	bool has_source;
	bool permanent;
	u32 users;
	u32 exclude;
	u32 include;
	u32 sources;
};

/* mgroup.c APIs. RTNL and configuration lock: */
struct bn_mgroup *bn_mgroup_join(struct bn_iff *iff, __be32 addr,
				 const struct bn_mgroup_filter *filter);
int bn_mgroup_set_filter(struct bn_mgroup *group, const struct bn_mgroup_filter *old,
			 const struct bn_mgroup_filter *new);
void bn_mgroup_leave(struct bn_mgroup *group, const struct bn_mgroup_filter *filter);
/* Configuration lock: */
void bn_mgroup_info(const struct bn_mgroup *group, struct bn_mgroup_info *info);
bool bn_mgroup_next(const struct bn_iff *iff, struct bn_mgroup_info *info);

struct bn_raw;

/**
 * struct bn_raw_ops - what a raw entry does with what it gets; softirq, RCU
 * @input: a packet, data at the IP header; not taken, and not changed but by
 *	skb_clone()
 * @error: an ICMP error about a packet that may be its own; see bn_raw_error()
 */
struct bn_raw_ops {
	void (*input)(struct bn_raw *raw, struct sk_buff *skb);
	void (*error)(struct bn_raw *raw, struct sk_buff *skb, int err, u32 info);
};

/**
 * struct bn_raw - an entry that gets a copy of packets that are delivered locally; embedded in its
 *	owner, which frees it a grace period after it was removed or replaced
 * @node: in the list of its protocol
 * @ops: what to do
 * @proto: IP protocol
 * @instance: instance that recognized the packet as local, or BSDNET_INSTANCE_ANY
 * @ifl_index: arrival ifl, 0 for all
 * @laddr: destination of the packet, 0 for all
 * @raddr: source of the packet, 0 for all
 * @uid: user who is charged
 */
struct bn_raw {
	struct hlist_node node;
	const struct bn_raw_ops *ops;
	u8 proto;
	u32 instance;
	u32 ifl_index;
	__be32 laddr;
	__be32 raddr;
	kuid_t uid;
};

/* raw.c APIs. Process context */
int bn_raw_add(struct bsdnet_stack *stack, struct bn_raw *raw);
void bn_raw_replace(struct bsdnet_stack *stack, struct bn_raw *old, struct bn_raw *raw);
void bn_raw_remove(struct bsdnet_stack *stack, struct bn_raw *raw);

#endif /* _BSDNET_INET_H */
