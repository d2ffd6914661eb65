/* SPDX-License-Identifier: GPL-2.0 */
/*
 * l2demux - layer-2 demultiplexing (L2-1 .. L2-7)
 *
 * A key is made from the frame alone. The entry with the longest bit prefix of the key has
 * the arrival ifl, the function to call and its argument.
 *
 * Key of an Ethernet frame: per 802.1Q/802.1ad/0x9100 tag with a VID other
 * than 0: TPID (2 bytes), VID (2 bytes, PCP and DEI cleared); then the
 * ethertype (2 bytes). PPPoE session (0x8864): 0x8864, session id (2), source
 * MAC (6), PPP protocol (2; and for bridged Ethernet the MAC type, 1).
 * 802.3/LLC: 0x0000, DSAP, SSAP, and for SNAP (aa aa 03) control, OUI (3), PID (2).
 * E-TAG (0x893f): 0x893f, E-CID (3 bytes: group and base, extension), and what the
 * frame would have without it. So "inet on VLAN 10" is 8100 000a 0800, 48 bits, and
 * "everything on VLAN 10" is 8100 000a, 32 bits. Keys of other framings are
 * described with their encapsulations, in room encap.
 */
#ifndef _BSDNET_L2DEMUX_H
#define _BSDNET_L2DEMUX_H

#include <linux/bsdnet.h>
#include <linux/rbtree.h>

#include "core/core.h"
#include "core/linemap.h"

/* Ethertypes that the kernel has no name for */
#define BN_ETH_P_QINQ	0x9100	/* tag of old stacked-VLAN equipment */
#define BN_ETH_P_ETAG	0x893f	/* 802.1BR */

#define BN_L2_ETAG_KEY 5	/* bytes of a key that an E-TAG makes */

/* bn_l2_entry::strip; or a number of bytes (2 .. 255) */
#define BN_L2_KEEP	0	/* strip nothing */
#define BN_L2_STRIP	1	/* strip the L2 header, of the length that made the key */

/**
 * struct bn_l2_key - a key or, with fewer bits, a prefix of one
 * @bits: significant bits
 * @data: network order, zero past @bits
 */
struct bn_l2_key {
	u16 bits;
	u8 data[BSDNET_L2_KEY_MAX] __aligned(8);
};

struct bn_l2_entry;

/**
 * typedef bn_l2_input_t - input function of an entry
 * @entry: the entry that matched
 * @pkts: @n frames in order of arrival; consumed. skb->data is at the network header if the
 *	entry strips, else at the MAC header; bn_pkt() is set; skb->protocol is that of the
 *	outermost header.
 * @n: 1 .. BN_DEVQ_VECTOR
 *
 * Context: softirq, RCU read side.
 */
typedef void (*bn_l2_input_t)(const struct bn_l2_entry *entry,
			      struct sk_buff **pkts, unsigned int n);

/**
 * enum bn_l2_owner - owner of an entry, to display
 * @BN_L2_OWNER_NONE: not set
 * @BN_L2_OWNER_INET: IPv4
 * @BN_L2_OWNER_ARP: ARP
 * @BN_L2_OWNER_SOCKET: a layer-2 socket
 * @BN_L2_OWNER_IFL: an ifl with a table of its own
 * @BN_L2_OWNER_CHANNEL: a channel of the device
 * @BN_L2_OWNER_SLARP: the keepalives of Cisco HDLC
 * @BN_L2_OWNER_DDP: AppleTalk
 * @BN_L2_OWNER_MAX: number of owners
 */
enum bn_l2_owner {
	BN_L2_OWNER_NONE,
	BN_L2_OWNER_INET,
	BN_L2_OWNER_ARP,
	BN_L2_OWNER_SOCKET,
	BN_L2_OWNER_IFL,
	BN_L2_OWNER_CHANNEL,
	BN_L2_OWNER_SLARP,
	BN_L2_OWNER_DDP,
	BN_L2_OWNER_MAX
};

/**
 * struct bn_l2_entry - one prefix in an L2 table
 * @key: the prefix
 * @ifl_index: arrival interface of the frames that match
 * @item: in the hash of the table
 * @input: input function
 * @opaque: for @input; an iff or a socket, which removes the entry and is freed after a grace
 *	period. A lookup accesses only the members up to this one.
 * @order: in the tree of the table, in key order
 * @rcu: replaces @order once it is unlinked
 * @stack: stack that counts it
 * @strip: BN_L2_KEEP, BN_L2_STRIP, or bytes to strip before @input is called
 * @owner: enum bn_l2_owner; set by the creator under the configuration lock
 */
struct bn_l2_entry {
	struct bn_l2_key key;
	u32 ifl_index;
	struct bn_linemap_item item;
	bn_l2_input_t input;
	void *opaque;
	union {
		struct rb_node order;
		struct {
			struct rcu_head rcu;
			struct bsdnet_stack *stack;
		};
	};
	u8 strip;
	u8 owner;
};

/**
 * struct bn_l2_recent - last result of bn_l2_lookup_recent(); zeroed at first
 * @stamp: stamp of the table
 * @entry: the result
 *
 * In trains of eight frames, a lookup takes 84 instructions instead of 201 among 1,000 entries,
 * and 70 instead of 88 among three. It takes 34 more if no two frames in sequence have the same
 * entry (user space).
 */
struct bn_l2_recent {
	unsigned long stamp;
	const struct bn_l2_entry *entry;
};

struct bn_l2_table;

/* table.c APIs. Writers hold the configuration lock; lookup is RCU. */
struct bn_l2_table *bn_l2_table_alloc(struct bsdnet_stack *stack);
void bn_l2_table_free(struct bn_l2_table *table);
struct bn_l2_entry *bn_l2_insert(struct bn_l2_table *table, const struct bn_l2_key *key,
				 u32 ifl_index, u8 strip, bn_l2_input_t input, void *opaque,
				 struct netlink_ext_ack *extack);
struct bn_l2_entry *bn_l2_find(const struct bn_l2_table *table, const struct bn_l2_key *key);
void bn_l2_remove(struct bn_l2_table *table, struct bn_l2_entry *entry);
const struct bn_l2_entry *bn_l2_lookup(const struct bn_l2_table *table,
				       const struct bn_l2_key *key);
const struct bn_l2_entry *bn_l2_lookup_recent(const struct bn_l2_table *table,
					      const struct bn_l2_key *key,
					      struct bn_l2_recent *recent);
unsigned long bn_l2_stamp(const struct bn_l2_table *table);
unsigned int bn_l2_count(const struct bn_l2_table *table);
const struct bn_l2_entry *bn_l2_next(const struct bn_l2_table *table,
				     const struct bn_l2_key *cursor);
const char *bn_l2_owner_name(enum bn_l2_owner owner);

/* key.c APIs */
int bn_l2_key_ether(struct sk_buff *skb, struct bn_l2_key *key);
int bn_l2_key_etag(struct sk_buff *skb, struct bn_l2_key *key);
int bn_l2_key_append(struct bn_l2_key *key, const void *data, unsigned int bits);

#endif /* _BSDNET_L2DEMUX_H */
