/* SPDX-License-Identifier: GPL-2.0 */
/*
 * l2demux - layer-2 demultiplexing (L2-1 .. L2-7)
 *
 * From the frame alone a key is made; the longest bit prefix of it in the
 * table tells the arrival ifl, the procedure to call and its argument.
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

#define BN_L2_ETAG_KEY 5	/* bytes of a key that an E-TAG makes */

/* What to take off the front of an entry's frames; or a number of bytes (2 .. 255) */
#define BN_L2_KEEP	0	/* nothing */
#define BN_L2_STRIP	1	/* the L2 header, as long as the key's maker says */

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
 * typedef bn_l2_input_t - what to do with the frames of an entry
 * @entry: the entry that matched
 * @pkts: @n frames in order of arrival; ownership passes. skb->data stands at
 *	the network header if the entry strips, else at the MAC header;
 *	bn_pkt() is filled in, skb->protocol is as received: that of the outermost header.
 * @n: 1 .. BN_DEVQ_VECTOR
 *
 * Context: softirq, RCU read side.
 */
typedef void (*bn_l2_input_t)(const struct bn_l2_entry *entry,
			      struct sk_buff **pkts, unsigned int n);

/**
 * enum bn_l2_owner - what takes the frames of an entry, for people
 * @BN_L2_OWNER_NONE: whoever made the entry did not say
 * @BN_L2_OWNER_INET: IPv4
 * @BN_L2_OWNER_ARP: ARP
 * @BN_L2_OWNER_SOCKET: a layer-2 socket
 * @BN_L2_OWNER_IFL: an ifl with a table of its own
 * @BN_L2_OWNER_CHANNEL: a channel of the device
 * @BN_L2_OWNER_SLARP: the keepalives of Cisco HDLC
 * @BN_L2_OWNER_MAX: how many there are
 */
enum bn_l2_owner {
	BN_L2_OWNER_NONE,
	BN_L2_OWNER_INET,
	BN_L2_OWNER_ARP,
	BN_L2_OWNER_SOCKET,
	BN_L2_OWNER_IFL,
	BN_L2_OWNER_CHANNEL,
	BN_L2_OWNER_SLARP,
	BN_L2_OWNER_MAX
};

/**
 * struct bn_l2_entry - one prefix in an L2 table
 * @key: the prefix
 * @ifl_index: arrival interface of the frames that match
 * @item: the table's: place in the hash
 * @input: the procedure
 * @opaque: for @input; an iff or a socket that unlinks the entry and waits a
 *	grace period before it dies. All that a lookup touches comes before here.
 * @order: the table's, for the walk in key order
 * @rcu: for freeing, once it is in that order no more
 * @stack: for freeing: who counts it
 * @strip: what to take off before calling @input: BN_L2_KEEP, BN_L2_STRIP, or bytes
 * @owner: enum bn_l2_owner; set by whoever made the entry, under the configuration lock
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
 * struct bn_l2_recent - what was found last; of one who looks up, zeroed before the first time
 * @stamp: state of the table then
 * @entry: what was found
 */
struct bn_l2_recent {
	unsigned long stamp;
	const struct bn_l2_entry *entry;
};

struct bn_l2_table;

/* table.c APIs. Writers hold the configuration lock; lookup is RCU. */
struct bn_l2_table *bn_l2_table_alloc(struct bsdnet_stack *stack);
/* Must be empty; freed after a grace period */
void bn_l2_table_free(struct bn_l2_table *table);
/* Allocates and links; -EEXIST where the same prefix exists (extack says whose) */
struct bn_l2_entry *bn_l2_insert(struct bn_l2_table *table, const struct bn_l2_key *key,
				 u32 ifl_index, u8 strip, bn_l2_input_t input, void *opaque,
				 struct netlink_ext_ack *extack);
/* The entry with exactly this prefix, or NULL; configuration lock */
struct bn_l2_entry *bn_l2_find(const struct bn_l2_table *table, const struct bn_l2_key *key);
/* Unlinks now; the memory is freed after a grace period */
void bn_l2_remove(struct bn_l2_table *table, struct bn_l2_entry *entry);
const struct bn_l2_entry *bn_l2_lookup(const struct bn_l2_table *table,
				       const struct bn_l2_key *key);
/* The same, and fast for frames that come in trains however many entries there are: @recent
 * belongs to the caller alone (his CPU's, BH off) and may be used with many tables in turn
 */
const struct bn_l2_entry *bn_l2_lookup_recent(const struct bn_l2_table *table,
					      const struct bn_l2_key *key,
					      struct bn_l2_recent *recent);
/* Changes whenever an entry comes or goes, before the entry's grace period begins. To be
 * read before the lookup whose result it shall vouch for.
 */
unsigned long bn_l2_stamp(const struct bn_l2_table *table);
unsigned int bn_l2_count(const struct bn_l2_table *table);
/* Walk in key order from after @cursor (NULL: from the first) under the
 * configuration lock; NULL at the end.
 */
const struct bn_l2_entry *bn_l2_next(const struct bn_l2_table *table,
				     const struct bn_l2_key *cursor);
const char *bn_l2_owner_name(enum bn_l2_owner owner);

/* key.c APIs */
/* Makes the key of the Ethernet frame at the skb's mac header (accelerated tag
 * included). Returns the length of the L2 header in the packet's data, from the
 * MAC header to the network header (bytes), or -EINVAL for a malformed frame. The skb's
 * data may be at the MAC or the network header; nothing is changed except
 * that headers may be pulled into the linear part.
 */
int bn_l2_key_ether(struct sk_buff *skb, struct bn_l2_key *key);
/* The same of a frame behind an E-TAG, as if that were not there; -EINVAL without one */
int bn_l2_key_etag(struct sk_buff *skb, struct bn_l2_key *key);
/* Appends @bits bits; -EMSGSIZE when full */
int bn_l2_key_append(struct bn_l2_key *key, const void *data, unsigned int bits);

#endif /* _BSDNET_L2DEMUX_H */
