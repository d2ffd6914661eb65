/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room inet: shared by its files
 */
#ifndef _BSDNET_INET_PRIVATE_H
#define _BSDNET_INET_PRIVATE_H

#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <net/gso.h>

#include "inet/inet.h"
#include "ip/ip.h"
#include "ip/source.h"

struct bn_arp;
struct bn_raw_lists;
struct bn_mgroups;

struct bn_ip4_stats {
	u64 count[BN_IP4_STAT_MAX];
};

/**
 * struct bn_inet - state of room inet in a stack
 * @stats: counters of family inet
 * @raw: raw entries; NULL: there are none
 * @arp: ARP: what it remembers of interfaces
 * @reasm: reassembly
 * @icmp: rate limits
 * @groups: multicast groups that are joined
 * @icmp_pcb: the kernel's entry for protocol ICMP (PCB-3)
 * @raw_lock: serializes changes of @raw
 * @early: packets of all interfaces that sockets ask for
 */
struct bn_inet {
	struct bn_ip4_stats __percpu *stats;
	struct bn_raw_lists __rcu *raw;
	struct bn_arp *arp;
	struct bn_ip_reasm *reasm;
	struct bn_ip_limits *icmp;
	struct bn_mgroups *groups;
	struct bn_pcb icmp_pcb;
	struct mutex raw_lock; /* serializes changes of raw entries */
	struct bn_early_set early[BN_EARLY_KINDS];
};

/* stats.c APIs */
int bn_ip4_stats_init(struct bsdnet_stack *stack);
void bn_ip4_stats_exit(struct bsdnet_stack *stack);

static inline void bn_ip4_stat_add(struct bsdnet_stack *stack, enum bn_ip4_stat stat,
				   unsigned int n)
{
	this_cpu_add(stack->inet->stats->count[stat], n);
}

/* BH off. On many architectures this_cpu_add() disables interrupts for itself */
static inline void __bn_ip4_stat_add(struct bsdnet_stack *stack, enum bn_ip4_stat stat,
				     unsigned int n)
{
	__this_cpu_add(stack->inet->stats->count[stat], n);
}

static inline void bn_ip4_stat_inc(struct bsdnet_stack *stack, enum bn_ip4_stat stat)
{
	bn_ip4_stat_add(stack, stat, 1);
}

/* permanent.c APIs. Route lock: */
int bn_permanent_install(struct bn_rt_table *table);
void bn_permanent_prefix(struct bn_rt_prefix *prefix, __be32 addr, unsigned int bits);

/**
 * struct bn_inet_iff - state of an iff (bn_iff::priv)
 * @ip: source address and place among the default interfaces
 * @ip_entry: L2 entry 0x0800, NULL on interfaces without L2 table
 * @arp_entry: L2 entry 0x0806 of a multiaccess iff with addresses; else NULL
 * @n_ifas: number of addresses
 * @gone: the iff is being deleted; set once, under the route lock
 * @early: packets of the interface that sockets ask for
 * @groups: struct bn_mgroup, by address
 */
struct bn_inet_iff {
	struct bn_ip_iff ip;	/* first: see ip/source.h */
	struct bn_l2_entry *ip_entry;
	struct bn_l2_entry *arp_entry;
	unsigned int n_ifas;
	bool gone;
	struct bn_early_set early[BN_EARLY_KINDS];
	struct rb_root groups;
};

static_assert(!offsetof(struct bn_inet_iff, ip));

/* family.c APIs. Configuration lock: */
int bn_inet_l2_add(struct bn_iff *iff, u16 proto, bn_l2_input_t input,
		   struct bn_l2_entry **entry, struct netlink_ext_ack *extack);
void bn_inet_l2_remove(struct bn_iff *iff, struct bn_l2_entry **entry);
void bn_inet_delete_iffs(struct bsdnet_stack *stack);

/* ifa.c APIs. Configuration lock: */
int bn_inet_ifa_check(const struct bn_ifa *ifa, struct netlink_ext_ack *extack);
/* and the route lock: */
int bn_inet_ifa_add(struct bn_ifa *ifa, struct netlink_ext_ack *extack);
void bn_inet_ifa_delete(struct bn_ifa *ifa);

static inline __be32 bn_ip4_addr(const struct in6_addr *addr)
{
	return addr->s6_addr32[0];
}

/* The local address for packets that leave by @iff when their next hop knows none; 0: none. RCU or
 * configuration lock
 */
static inline __be32 bn_ip4_iff_source(const struct bn_iff *iff)
{
	const struct bn_inet_iff *priv = iff->priv;
	const struct bn_ifa *ifa = rcu_dereference_check(priv->ip.source,
							 bn_cfg_is_locked(bn_iff_stack(iff)));

	return ifa ? bn_ip4_addr(&ifa->local) : 0;
}

/* options.c APIs. The header is linear and, if it is changed, writable */
int bn_options_check(const struct iphdr *iph, u16 *flags);
void bn_options_record(struct iphdr *iph, __be32 addr, const struct bn_rt_table *table);
void bn_ip4_options_send(struct iphdr *iph, const struct bn_ip4_options *options,
			 const struct bn_rt_table *table);
void bn_options_strip_uncopied(struct iphdr *iph);
__be32 bn_options_timestamp(void);

/* frag.c APIs. RCU, BH off: */
int bn_frag_output(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb,
		   unsigned int mtu);

/* Does the packet, or each of its segments, fit @mtu? Data at the IP header */
static inline bool bn_frag_fits(const struct sk_buff *skb, unsigned int mtu)
{
	return skb->len <= mtu ||
	       (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

/* Headroom before the IP header of a packet that leaves by @iff, bytes. RCU */
static inline unsigned int bn_ip4_headroom(const struct bn_iff *iff, const struct bn_l2_hdr *hdr)
{
	const struct net_device *dev = READ_ONCE(iff->ifl->ifd->dev);

	return hdr->len + (dev ? READ_ONCE(dev->needed_headroom) : 0);
}

/* forward.c, send.c: procedures of the next hops */
void bn_ip4_forward(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_ip4_send(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
int bn_ip4_broadcast(struct bn_nexthop *nh, struct bn_iff *iff, struct sk_buff *skb);
void bn_ip4_reject(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
/* output.c: set the metadata of an originated packet; the data may be anywhere */
void bn_ip4_set_originated(struct bsdnet_stack *stack, struct sk_buff *skb,
			   const struct bn_ip4_tx *tx);
/* output.c: a packet with its IP header in place, bn_pkt() filled in */
int bn_ip4_originate(struct sk_buff *skb);

/* raw.c APIs. RCU, BH off: */
bool bn_raw_input_lists(const struct bn_raw_lists *lists, struct sk_buff *skb);
bool bn_raw_error(struct sk_buff *skb, const struct iphdr *inner, int err, u32 info);

/* Give a packet, data at the IP header, to all raw entries that it matches. True: there are some */
static inline bool bn_raw_input(const struct bsdnet_stack *stack, struct sk_buff *skb)
{
	const struct bn_raw_lists *lists = rcu_dereference(stack->inet->raw);

	return unlikely(lists) && bn_raw_input_lists(lists, skb);
}

/* icmp.c APIs */
int bn_icmp4_stack_init(struct bsdnet_stack *stack);
void bn_icmp4_stack_stop(struct bsdnet_stack *stack);
void bn_icmp4_stack_exit(struct bsdnet_stack *stack);
/* deliver.c */
void bn_ip4_key(struct bn_pcb_key *key, const struct sk_buff *skb, const struct iphdr *iph,
		const u8 *transport, unsigned int len, bool error);

/* family.c: the description of the family */
extern const struct bn_family bn_inet_family;

/* input.c: bn_l2_input_t of the 0x0800 entries */
void bn_ip4_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n);
/* deliver.c: locally bound; fragments go to reassembly and come back through _whole.
 * Data at the IP header; bn_pkt()->instance is the one that recognized it. RCU, BH off.
 */
void bn_ip4_deliver(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
void bn_ip4_deliver_group(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb);
void bn_ip4_deliver_whole(struct bsdnet_stack *stack, struct sk_buff *skb);
void bn_ip4_deliver_fragment(struct bsdnet_stack *stack, struct sk_buff *skb);

/* early.c APIs. Configuration lock: */
void bn_ip4_early_iff_added(struct bn_iff *iff);
void bn_ip4_early_iff_deleted(struct bn_iff *iff);
/* RCU, BH off: */
bool bn_ip4_early_any(struct bn_iff *iff, struct sk_buff *skb);
bool bn_ip4_early_alert(struct bn_iff *iff, struct bn_rt_table *table, struct sk_buff *skb);
void bn_ip4_early_whole(struct bsdnet_stack *stack, struct sk_buff *skb);

/* mgroup.c APIs */
int bn_mgroup_stack_init(struct bsdnet_stack *stack);
void bn_mgroup_stack_exit(struct bsdnet_stack *stack);
/* RTNL and configuration lock: */
void bn_mgroup_iff_gone(struct bn_iff *iff);
/* RCU: */
enum bn_drop_reason bn_mgroup_check(struct bsdnet_stack *stack, u32 ifl_index,
				    const struct sk_buff *skb);

/* The IPv4 configuration of an interface; NULL: none. RCU or configuration lock */
static inline struct bn_iff *bn_ip4_iff(struct bsdnet_stack *stack, u32 ifl_index)
{
	struct bn_ifl *ifl = bn_ifl_get(stack, ifl_index);

	return ifl ? bn_iff_get(ifl, AF_INET) : NULL;
}

/* The IPv4 table of a routing instance; NULL: none. RCU or configuration lock */
static inline struct bn_rt_table *bn_ip4_table(struct bsdnet_stack *stack, u32 instance)
{
	return bn_instance_table(bn_instance_get(stack, instance), BN_FAMILY_INET);
}

/* arp.c APIs */
int bn_arp_stack_init(struct bsdnet_stack *stack);
void bn_arp_stack_exit(struct bsdnet_stack *stack);
extern const struct bn_neigh_proto bn_arp_proto;
/* bn_l2_input_t of the 0x0806 entries (opaque: the iff) */
void bn_arp_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n);
/* Configuration lock and route lock: */
void bn_arp_ifa_added(struct bn_ifa *ifa);
void bn_arp_iff_changed(struct bn_iff *iff);
void bn_arp_iff_deleted(struct bn_iff *iff);

/* reasm.c: the family for reassembly */
extern struct bn_ip_reasm_family bn_inet_reasm;

#endif /* _BSDNET_INET_PRIVATE_H */
