/* SPDX-License-Identifier: GPL-2.0 */
/*
 * family - the description of a protocol family
 *
 * A family is one constant struct bn_family, registered by the room that implements it
 * before any stack exists. The rooms below call it through the struct: interfaces when an
 * iff or ifa is added or deleted, route tables and next hops for packets, neighbours for
 * their resolution protocol. There is no other list of families.
 */
#ifndef _BSDNET_FAMILY_H
#define _BSDNET_FAMILY_H

#include <linux/types.h>

#include "core/drop_reasons.h"

struct bn_ifa;
struct bn_iff;
struct bn_neigh_proto;
struct bn_nexthop;
struct bn_nh_ops;
struct bn_nh_resolver;
struct bn_rt_table;
struct bsdnet_stack;
struct in6_addr;
struct netlink_ext_ack;
struct sk_buff;

/* Index of arrays with an element per family */
enum bn_family_index {
	BN_FAMILY_INET,
	BN_FAMILY_INET6,
	BN_FAMILY_MAX
};

/**
 * struct bn_family - a protocol family
 * @index: enum bn_family_index
 * @family: AF_INET, AF_INET6
 * @addr_len: bytes of an address, 4 or 16
 * @hdr_len: bytes of the fixed header of a packet
 * @src_offset: offset of the source address in it
 * @dst_offset: offset of the destination address in it
 * @ether_type: of its packets, host order
 * @min_mtu: smallest MTU that may be configured
 * @name: "inet", "inet6"
 * @nh_ops: [path] by type of next hop, made by BN_NH_OPS()
 * @resolver: [path] handles packets to RESOLV and HOLD next hops
 * @neigh: its resolution protocol; NULL: none
 *
 * Interfaces, under the configuration lock:
 *
 * @map_group: map a multicast group to its Ethernet address
 * @iff_add: start the protocol on the iff: set the instance's table, add L2 entries
 * @iff_delete: delete what depends on the iff: next hops become DEAD, neighbours, routes and L2
 *	entries are deleted. All ifas were deleted before.
 * @iff_instance: move to another instance (no ifas are on it)
 * @iff_changed: down flags, MTU or link-layer address changed
 * @is_source: can packets that leave by any interface be sent from this local address (no
 *	loopback)?
 * @ifa_check: check if the ifa can be added to its iff (IF-5)
 * @ifa_add: install the routes of the ifa (RT-7)
 * @ifa_delete: the reverse
 *
 * Route tables:
 *
 * @table_init: install the permanent routes (RT-6) of a new table and set bn_rt_table::priv.
 *	Route lock
 * @table_exit: free bn_rt_table::priv, which may be NULL. After a grace period
 * @out_iff: [path] outgoing interface of @table for a multicast: the ifl named by the sender,
 *	or the default one if that is 0 (NH-9); NULL: none
 * @source: the source address of an originated packet to @dst, whose route has next hop @nh;
 *	all-zero: none. NULL: the next hop's. RCU
 * @broadcast: [path] send an originated packet as broadcast or multicast on @iff; loops a copy
 *	back if the protocol requires it. Consumes the skb. 0 or -errno
 * @group_check: [path] BN_DROP_MAX if the packet's multicast group is joined on the ifl, for its
 *	source; else why it is dropped
 */
struct bn_family {
	u8 index;
	u8 family;
	u8 addr_len;
	u8 hdr_len;
	u8 src_offset;
	u8 dst_offset;
	u16 ether_type;
	u32 min_mtu;
	const char *name;
	const struct bn_nh_ops *nh_ops;
	const struct bn_nh_resolver *resolver;
	const struct bn_neigh_proto *neigh;

	void (*map_group)(const void *group, u8 *mac);
	int (*iff_add)(struct bn_iff *iff, struct netlink_ext_ack *extack);
	void (*iff_delete)(struct bn_iff *iff);
	int (*iff_instance)(struct bn_iff *iff, u32 instance, struct netlink_ext_ack *extack);
	void (*iff_changed)(struct bn_iff *iff);
	bool (*is_source)(const struct in6_addr *addr);
	int (*ifa_check)(const struct bn_ifa *ifa, struct netlink_ext_ack *extack);
	int (*ifa_add)(struct bn_ifa *ifa, struct netlink_ext_ack *extack);
	void (*ifa_delete)(struct bn_ifa *ifa);

	int (*table_init)(struct bn_rt_table *table);
	void (*table_exit)(struct bn_rt_table *table);
	struct bn_iff *(*out_iff)(struct bn_rt_table *table, u32 ifl_index);
	void (*source)(struct bn_rt_table *table, const struct bn_nexthop *nh,
		       const struct in6_addr *dst, struct in6_addr *src);
	int (*broadcast)(struct bn_nexthop *nh, struct bn_iff *iff, struct sk_buff *skb);
	enum bn_drop_reason (*group_check)(struct bsdnet_stack *stack, u32 ifl_index,
					   const struct sk_buff *skb);
};

#define BN_ADDR_TEXT 48	/* bytes of an address as text */

/* family.c APIs */
int bn_family_register(const struct bn_family *family);
void bn_family_unregister(const struct bn_family *family);
const struct bn_family *bn_family_at(enum bn_family_index index);
const struct bn_family *bn_family_find(u8 family);
const char *bn_addr_text(const struct bn_family *family, const void *addr,
			 char buf[BN_ADDR_TEXT]);

#endif /* _BSDNET_FAMILY_H */
