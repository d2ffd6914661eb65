/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ifs - the objects of the interface hierarchy, and how to find them
 *
 * ifd: a device with a carrier and a queue. ifl: the protocols' view of an
 * interface, a group of neighbours; identified by ifl_index. iff: a protocol
 * family on an ifl. ifa: addresses of an iff.
 *
 * Lifetime: each object is added by a function of its parent (IF-6) and
 * deleted under the configuration lock; memory is freed after a grace period.
 * Only L2 entries and next hops may point at an ifl or iff; all others keep
 * the ifl_index, and looking it up may fail (IF-7).
 *
 * Locking: all changes are made under bsdnet_stack::cfg_mutex; code that
 * attaches to a netdev holds RTNL as well. The packet path reads under RCU
 * and reads only fields marked [path].
 *
 *	config.h	add, change and delete objects
 *	client.h	users of an ifl beside its families
 *	output.h	send packets and frames
 *	stats.h		count packets, read the counters
 *	driver.h	drivers of ifds
 *	encap.h		encapsulations
 */
#ifndef _BSDNET_IFS_H
#define _BSDNET_IFS_H

#include <linux/bsdnet.h>
#include <linux/in6.h>
#include <linux/rhashtable-types.h>
#include <linux/xarray.h>

#include "core/core.h"
#include "ifs/encap.h"
#include "l2demux/l2demux.h"
#include "queues/devqs.h"

struct bn_if_stats;
struct bn_ifdriver;
struct bn_rt_table;

#define BN_NAME_MAX	(BSDNET_NAME_MAX + 1)	/* with the NUL */

extern const struct bn_room bn_ifs_room;

/* ---- ifd --------------------------------------------------------------- */

/**
 * struct bn_ifd - a device (IF-2)
 * @stack: [path] the stack
 * @dev: [path] netdev, NULL for drivers without one
 * @layer: [path] its framing, with the L2 table for received frames (NULL: nothing is received)
 * @driver: [path] its driver
 * @devqs: [path] its input queues, one for each receive queue; NULL: nothing is received
 * @down: [path] enum bsdnet_if_down
 * @exclusive: [path] drop frames that match no entry instead of passing them to the host
 * @macs: [path] receive filter beside the device address; struct bn_mac
 * @taps: [path] struct bn_tap: users that get copies of its frames
 * @guests: struct bn_ifl_client that may not take frames from the host, by @guest
 * @parent: [path] parent ifd of a channel; NULL for none
 * @priv: [path] for the driver
 * @mru: largest frame that can be received and sent (bytes, L2 header included)
 * @mtu: MTU of the medium, the default for the families on it (bytes)
 * @tag_room: bytes of a tag that the medium carries beside its MTU
 * @announced: VLAN id 0 is announced to the device
 * @lladdr: [path] current link-layer address, replaced as a whole; NULL: none. See
 *	bn_ifd_lladdr()
 * @hwaddr: permanent hardware address
 * @caps: netdev features
 * @ifls: struct bn_ifl by unit
 * @n_channels: number of channels on it
 * @closing: being deleted in portions, nothing may be added
 */
struct bn_ifd {
	struct bsdnet_stack *stack;
	struct net_device *dev;
	struct bn_layer layer;
	const struct bn_ifdriver *driver;
	struct bn_devqs __rcu *devqs;
	u32 down;
	bool exclusive;
	struct list_head macs;
	struct list_head taps;
	struct bn_ifd *parent;
	void *priv;

	u32 index;
	char name[BN_NAME_MAX];
	enum bsdnet_ifd_type type;
	u32 mru;
	u32 mtu;
	u8 tag_room;
	bool announced;
	struct bn_lladdr __rcu *lladdr;
	struct bn_lladdr hwaddr;
	u64 caps;
	struct xarray ifls;
	struct list_head guests;
	unsigned int n_channels;
	bool closing;
	netdevice_tracker dev_tracker;
	struct rcu_head rcu;
};

/* ifd.c APIs. Configuration lock: */
struct bn_ifd *bn_ifd_find(struct bsdnet_stack *stack, const char *name);
struct bn_ifd *bn_ifd_get(struct bsdnet_stack *stack, u32 index);
struct bn_ifd *bn_ifd_next(struct bsdnet_stack *stack, u32 after_index); /* first index > after */
/* queues.c APIs. RTNL, the first one configuration lock: */
const struct bn_devqs *bn_ifd_devqs(const struct bn_ifd *ifd);
void bn_ifd_rename_queues(struct bn_ifd *ifd);
int bn_ifd_spread(struct bn_ifd *ifd, const struct cpumask *cpus, struct netlink_ext_ack *extack);
/* lladdr.c API. Configuration lock or RCU: */
const struct bn_lladdr *bn_ifd_lladdr(const struct bn_ifd *ifd);
/* ---- ifl --------------------------------------------------------------- */

/* Counters of an interface that is not busy, shared by all CPUs (stats.h) */
struct bn_if_counts {
	atomic64_t rx_packets, rx_bytes, tx_packets, tx_bytes;
};

/**
 * struct bn_ifl - a logical interface (IF-3)
 * @ifl_index: [path] its identifier, never 0
 * @down: [path] own and inherited enum bsdnet_if_down
 * @ifd: [path] the ifd at the root
 * @counts: [path] packets that belong to no iff, and counts of deleted iffs
 * @layer: [path] its part of keys and headers; its L2_ID
 * @stack: the stack
 * @parent: the ifl it is on; NULL: directly on the ifd
 * @unit: number on its parent
 * @flags: enum bsdnet_ifl_flags
 * @own_down: down flags of the ifl itself
 * @closing: being deleted in portions, nothing may be added
 * @announced: its tag is announced to the device
 * @iffs: singly linked through bn_iff::next
 * @children: struct bn_ifl on this one, by unit
 * @clients: struct bn_ifl_client
 * @by_l2id: node in bn_ifs::l2ids
 */
struct bn_ifl {
	u32 ifl_index;
	u32 down;
	struct bn_ifd *ifd;
	struct bn_if_counts counts;
	struct bn_layer layer;

	struct bsdnet_stack *stack;
	struct bn_ifl *parent;
	u32 unit;
	u8 flags;
	u8 own_down;
	bool closing;
	bool announced;
	struct bn_iff __rcu *iffs;
	struct xarray children;
	struct list_head clients;
	union {
		struct rhash_head by_l2id;
		struct rcu_head rcu;
	};
};

/* Has it more than one neighbour, all reached by their link-layer address? */
static inline bool bn_ifl_multiaccess(const struct bn_ifl *ifl)
{
	return !(ifl->flags & (BSDNET_IFL_FLAGS_LOOPBACK | BSDNET_IFL_FLAGS_POINTOPOINT));
}

/* ifl.c APIs. Configuration lock or RCU: */
struct bn_ifl *bn_ifl_get(struct bsdnet_stack *stack, u32 ifl_index);
const struct bn_lladdr *bn_ifl_lladdr(const struct bn_ifl *ifl);
/* Configuration lock: */
struct bn_ifl *bn_ifl_next(struct bsdnet_stack *stack, u32 after_index);
struct bn_l2_table *bn_ifl_l2_table(const struct bn_ifl *ifl);
struct bn_ifd *bn_ifl_host_device(const struct bn_ifl *ifl);
const char *bn_ifl_type(const struct bn_ifl *ifl);
u32 bn_ifl_mtu(const struct bn_ifl *ifl);
/* base.c API, configuration lock: next ifl with an L2 table */
struct bn_ifl *bn_base_next(struct bsdnet_stack *stack, u32 after_index);
/* name.c APIs. Configuration lock: */
char *bn_ifl_name(const struct bn_ifl *ifl, char buf[BN_NAME_MAX]);
const char *bn_ifl_where(const struct bn_ifd *ifd, const struct bn_ifl *ifl,
			 char buf[BN_NAME_MAX]);
struct bn_ifl *bn_ifl_find(struct bsdnet_stack *stack, const char *name);

/* ---- tap ----------------------------------------------------------------- */

struct bn_tap;

/**
 * typedef bn_tap_copy_t - receive a copy of a frame (SK-8)
 * @opaque: of bn_tap_add()
 * @skb: the copy, data at the MAC header; pkt_type is PACKET_OUTGOING if it was sent;
 *	bn_pkt::l2_len is 0 if the frame is malformed. Taken. NULL: no memory for a copy
 *
 * Context: BH off, RCU read side.
 */
typedef void (*bn_tap_copy_t)(void *opaque, struct sk_buff *skb);

/* tap.c APIs: configuration lock */
struct bn_tap *bn_tap_add(const struct bn_ifl *ifl, const u8 *proto, unsigned int bits,
			  bn_tap_copy_t copy, void *opaque);
void bn_tap_delete(struct bn_tap *tap);

/* ---- iff --------------------------------------------------------------- */

/**
 * struct bn_iff - a protocol family on an ifl (IF-4)
 * @ifl: [path] the interface
 * @table: [path] table of the iff's instance and family; set and owned by
 *	the family
 * @instance: [path] routing instance index
 * @mtu: [path] bytes of network-layer packet
 * @down: [path] collected down flags
 * @early: [path] not 0: the family looks packets up in its early demultiplexer first
 * @unusual: [path] @down and @early, to test both at once
 * @busy: [path] per-CPU counters; NULL: packets are counted in @counts
 * @counts: [path] packets counted without @busy
 * @ifas: struct bn_ifa, sorted by value
 * @ifas_by_value: the same as a tree
 * @n_ifas: number of ifas
 * @mtu_set: configured by the user (else it follows the medium)
 * @priv: for the family
 */
struct bn_iff {
	struct bn_ifl *ifl;
	struct bn_rt_table *table;
	u32 instance;
	u32 mtu;
	union {
		struct {
			u32 down;
			u32 early;
		};
		u64 unusual;
	};
	struct bn_if_stats __percpu *busy;
	struct bn_if_counts counts;

	struct bsdnet_stack *stack;
	const struct bn_family *family;
	struct bn_iff __rcu *next;
	struct list_head ifas;		/* sorted by value; read under RCU too */
	struct rb_root ifas_by_value;
	u32 n_ifas;
	bool mtu_set;
	void *priv;
	struct rcu_head rcu;
};

/* iff.c API. Configuration lock or RCU: */
struct bn_iff *bn_iff_get(const struct bn_ifl *ifl, u8 family);

static inline struct bsdnet_stack *bn_iff_stack(const struct bn_iff *iff)
{
	return iff->stack;
}

/* ---- ifa --------------------------------------------------------------- */

/**
 * struct bn_ifa - addresses of an iff (IF-5); identified by its values
 * @iff: the iff
 * @dest: destination prefix or host; valid if @has_dest; zero past @dest_bits
 * @local: local address; valid if @has_local
 * @dest_bits: prefix length of @dest
 * @priv: for the family
 * @by_value: node in bn_iff::ifas_by_value
 * @rcu: for freeing, once unlinked
 */
struct bn_ifa {
	struct bn_iff *iff;
	struct bsdnet_stack *stack;
	struct in6_addr dest;
	struct in6_addr local;
	u8 dest_bits;
	bool has_dest;
	bool has_local;
	struct list_head list;
	void *priv;
	union {
		struct rb_node by_value;
		struct rcu_head rcu;
	};
};

#endif /* _BSDNET_IFS_H */
