/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ifs - the interface hierarchy: ifdriver, ifdevice, iflogical, iffamily, ifaddr
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
 */
#ifndef _BSDNET_IFS_H
#define _BSDNET_IFS_H

#include <linux/bsdnet.h>
#include <linux/bsdnet_socket.h>
#include <linux/in6.h>
#include <linux/rhashtable-types.h>
#include <linux/u64_stats_sync.h>
#include <linux/xarray.h>

#include "core/core.h"
#include "ifs/encap.h"
#include "l2demux/l2demux.h"
#include "queues/queues.h"

struct bn_ifa;
struct bn_ifd;
struct bn_ifdriver;
struct bn_iff;
struct bn_ifl;
struct bn_rt_table;

#define BN_NAME_MAX	(BSDNET_NAME_MAX + 1)	/* with the NUL */

extern const struct bn_room bn_ifs_room;

/* ---- ifdriver ---------------------------------------------------------- */

/**
 * struct bn_encap_config - a requested encapsulation and its parameters
 * @name: NULL: the default of the device; no encapsulation for an ifl
 * @data: opaque parameters (CTL-3)
 * @len: length of @data (bytes), 0 if there are none
 */
struct bn_encap_config {
	const char *name;
	const void *data;
	unsigned int len;
};

/**
 * struct bn_ifd_config - parameters of a new ifd
 * @name: name of the netdev; for drivers without one, the name of the ifd
 *	(empty: "%s%u" of the driver, "%s:%u" of the parent)
 * @exclusive: drop frames that match no entry instead of passing them to the host
 * @encap: framing
 * @parent: parent ifd of a channel; NULL for none
 * @no_carrier: create the channel without carrier
 * @file: file of a descriptor driver; NULL for none
 */
struct bn_ifd_config {
	char name[BN_NAME_MAX];
	bool exclusive;
	struct bn_encap_config encap;
	struct bn_ifd *parent;
	bool no_carrier;
	struct file *file;
};

struct bn_ifdriver;

/* ---- ifd --------------------------------------------------------------- */

/**
 * struct bn_ifd - a device (IF-2)
 * @stack: [path] the stack
 * @dev: [path] netdev, NULL for drivers without one
 * @layer: [path] its framing, with the L2 table for received frames (NULL: nothing is received)
 * @driver: [path] its driver
 * @devq: [path] its input queue
 * @down: [path] enum bsdnet_if_down
 * @exclusive: [path] drop frames that match no entry instead of passing them to the host
 * @macs: [path] receive filter beside the device address; struct bn_mac
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
	struct bn_devq devq;
	u32 down;
	bool exclusive;
	struct list_head macs;
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

/* ifd.c APIs: configuration lock and RTNL held */
struct bn_ifd *bn_ifd_add(struct bsdnet_stack *stack, const char *driver,
			  const struct bn_ifd_config *config, struct netlink_ext_ack *extack);
void bn_ifd_delete(struct bn_ifd *ifd);
void bn_ifd_set_admin(struct bn_ifd *ifd, bool up);
int bn_ifd_set_exclusive(struct bn_ifd *ifd, bool exclusive, struct netlink_ext_ack *extack);
int bn_ifd_set_carrier(struct bn_ifd *ifd, bool carrier, struct netlink_ext_ack *extack);
int bn_ifd_set_encap(struct bn_ifd *ifd, const struct bn_encap_config *config,
		     struct netlink_ext_ack *extack);
/* RTNL need not be held */
void bn_ifd_set_link(struct bn_ifd *ifd, bool up);
/* prune.c: see bn_ifl_prune() */
bool bn_ifd_prune(struct bn_ifd *ifd, unsigned int *portion);
/* configuration lock held */
struct bn_ifd *bn_ifd_find(struct bsdnet_stack *stack, const char *name);
struct bn_ifd *bn_ifd_get(struct bsdnet_stack *stack, u32 index);
struct bn_ifd *bn_ifd_next(struct bsdnet_stack *stack, u32 after_index); /* first index > after */
/* lladdr.c: configuration lock or RCU */
const struct bn_lladdr *bn_ifd_lladdr(const struct bn_ifd *ifd);
/* output.c: RCU read side, BH off; consumes the skb */
void bn_ifd_xmit(struct bn_ifd *ifd, struct sk_buff *skb);

/* mac.c APIs: address filter of the device (IF-4) */
/* @type: BSDNET_L2_MULTICAST ... RTNL and configuration lock held. Each add needs one delete. */
int bn_mac_add(struct bn_ifl *ifl, u16 type, const u8 *addr,
	       struct netlink_ext_ack *extack);
void bn_mac_delete(struct bn_ifl *ifl, u16 type, const u8 *addr);

/* ---- ifl --------------------------------------------------------------- */

/* Counters of one CPU, for busy interfaces (stats.c) */
struct bn_if_stats {
	u64_stats_t rx_packets, rx_bytes, tx_packets, tx_bytes;
	struct u64_stats_sync syncp;
};

/* Counters shared by all CPUs, for other interfaces */
struct bn_if_counts {
	atomic64_t rx_packets, rx_bytes, tx_packets, tx_bytes;
};

struct bn_if_stats64 {
	u64 rx_packets, rx_bytes, tx_packets, tx_bytes;
};

/**
 * struct bn_ifl_client - another user of an ifl (L2 socket)
 * @list: bn_ifl::clients
 * @guest: bn_ifd::guests; unlinked by its owner
 * @gone: the ifl is being deleted: release it. Configuration lock held.
 * @shared: the ifd becomes shared, so the host gets the frames of this client from now on:
 *	unlink @guest. Called for clients on bn_ifd::guests only. Configuration lock held.
 */
struct bn_ifl_client {
	struct list_head list;
	struct list_head guest;
	void (*gone)(struct bn_ifl_client *client);
	void (*shared)(struct bn_ifl_client *client);
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

/**
 * struct bn_ifl_config - parameters of a new ifl
 * @unit: unit number, unique on the parent
 * @encap: encapsulation; its parameters are the L2_ID, checked against the parent
 * @lladdr: link-layer address; NULL: default
 */
struct bn_ifl_config {
	u32 unit;
	struct bn_encap_config encap;
	const struct bn_lladdr *lladdr;
};

/* ifl.c APIs: configuration lock held, for add and delete RTNL as well */
struct bn_ifl *bn_ifl_add(struct bn_ifd *ifd, struct bn_ifl *parent,
			  const struct bn_ifl_config *config, struct netlink_ext_ack *extack);
void bn_ifl_delete(struct bn_ifl *ifl);
/* prune.c */
bool bn_ifl_prune(struct bn_ifl *ifl, unsigned int *portion);
void bn_ifl_set_admin(struct bn_ifl *ifl, bool up);
void bn_ifl_set_link(struct bn_ifl *ifl, bool up);
int bn_ifl_set_lladdr(struct bn_ifl *ifl, const struct bn_lladdr *lladdr,
		      struct netlink_ext_ack *extack);
int bn_ifl_reconfig(struct bn_ifl *ifl, const void *data, unsigned int len,
		    struct netlink_ext_ack *extack);
struct bn_ifl *bn_ifl_next(struct bsdnet_stack *stack, u32 after_index);
/* base.c: next ifl with an L2 table */
struct bn_ifl *bn_base_next(struct bsdnet_stack *stack, u32 after_index);
/* Configuration lock or RCU read side */
struct bn_ifl *bn_ifl_get(struct bsdnet_stack *stack, u32 ifl_index);
/* Configuration lock */
char *bn_ifl_name(const struct bn_ifl *ifl, char buf[BN_NAME_MAX]);
const char *bn_ifl_where(const struct bn_ifd *ifd, const struct bn_ifl *ifl,
			 char buf[BN_NAME_MAX]);
struct bn_ifl *bn_ifl_find(struct bsdnet_stack *stack, const char *name);
struct bn_l2_table *bn_ifl_l2_table(const struct bn_ifl *ifl);
struct bn_ifd *bn_ifl_host_device(const struct bn_ifl *ifl);
const char *bn_ifl_type(const struct bn_ifl *ifl);
u32 bn_ifl_mtu(const struct bn_ifl *ifl);
const struct bn_lladdr *bn_ifl_lladdr(const struct bn_ifl *ifl);

void bn_ifl_stats_read(const struct bn_ifl *ifl, struct bn_if_stats64 *sum);

/* ---- iff --------------------------------------------------------------- */

/**
 * struct bn_iff - a protocol family on an ifl (IF-4)
 * @ifl: [path] the interface
 * @table: [path] table of the iff's instance and family; set and owned by
 *	the family
 * @instance: [path] routing instance index
 * @mtu: [path] bytes of network-layer packet
 * @down: [path] collected down flags
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
	u32 down;
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

struct bn_iff_config {
	u32 instance;
	u32 mtu;		/* 0: default */
};

/* iff.c APIs: configuration lock held */
struct bn_iff *bn_iff_add(struct bn_ifl *ifl, u8 family, const struct bn_iff_config *config,
			  struct netlink_ext_ack *extack);
void bn_iff_delete(struct bn_iff *iff);
int bn_iff_set_mtu(struct bn_iff *iff, u32 mtu, struct netlink_ext_ack *extack);
int bn_iff_set_instance(struct bn_iff *iff, u32 instance, struct netlink_ext_ack *extack);
/* Multicast filter (IF-4): each join needs one leave. RTNL and configuration lock */
int bn_iff_join(struct bn_iff *iff, const void *group, struct netlink_ext_ack *extack);
void bn_iff_leave(struct bn_iff *iff, const void *group);
/* Configuration lock or RCU */
struct bn_iff *bn_iff_get(const struct bn_ifl *ifl, u8 family);
void bn_iff_stats_read(const struct bn_iff *iff, struct bn_if_stats64 *sum);

/* output.c APIs. RCU read side, BH off; consume the skb: */
void bn_output_to(struct bn_iff *iff, u16 proto, const u8 *dest, struct sk_buff *skb);

static inline struct bsdnet_stack *bn_iff_stack(const struct bn_iff *iff)
{
	return iff->stack;
}

/* stats.c APIs: count packets of an iff without @busy */
void bn_stats_rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes);
void bn_stats_tx(struct bn_iff *iff, unsigned int packets, unsigned int bytes);

/* Count received packets; @bytes of network-layer packets */
static inline void bn_iff_count_rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	struct bn_if_stats __percpu *busy = READ_ONCE(iff->busy);
	struct bn_if_stats *stats;

	if (unlikely(!busy)) {
		bn_stats_rx(iff, packets, bytes);
		return;
	}
	stats = this_cpu_ptr(busy);
	u64_stats_update_begin(&stats->syncp);
	u64_stats_add(&stats->rx_packets, packets);
	u64_stats_add(&stats->rx_bytes, bytes);
	u64_stats_update_end(&stats->syncp);
}

/* Count sent packets; @bytes of network-layer packets */
static inline void bn_iff_count_tx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	struct bn_if_stats __percpu *busy = READ_ONCE(iff->busy);
	struct bn_if_stats *stats;

	if (unlikely(!busy)) {
		bn_stats_tx(iff, packets, bytes);
		return;
	}
	stats = this_cpu_ptr(busy);
	u64_stats_update_begin(&stats->syncp);
	u64_stats_add(&stats->tx_packets, packets);
	u64_stats_add(&stats->tx_bytes, bytes);
	u64_stats_update_end(&stats->syncp);
}

/* Count a sent packet that belongs to no iff */
static inline void bn_ifl_count_tx(struct bn_ifl *ifl, unsigned int bytes)
{
	atomic64_inc(&ifl->counts.tx_packets);
	atomic64_add(bytes, &ifl->counts.tx_bytes);
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

struct bn_ifa_config {
	struct in6_addr dest;
	struct in6_addr local;
	u8 dest_bits;
	bool has_dest;
	bool has_local;
};

/* ifa.c APIs: configuration lock held */
struct bn_ifa *bn_ifa_add(struct bn_iff *iff, const struct bn_ifa_config *config,
			  struct netlink_ext_ack *extack);
void bn_ifa_delete(struct bn_ifa *ifa);
struct bn_ifa *bn_ifa_find(struct bn_iff *iff, const struct bn_ifa_config *config);
struct bn_ifa *bn_ifa_next(const struct bn_iff *iff, const struct bn_ifa_config *after);
/* Sort order of lists and dumps */
int bn_ifa_compare(const struct bn_ifa *ifa, const struct bn_ifa_config *config);

/* name.c APIs. Configuration lock and RTNL held. The objects that bn_if_ensure() created; the
 * caller passes them to bn_if_unensure() if a later step fails (IF-8).
 */
struct bn_if_made {
	struct bn_ifd *ifd;
	struct bn_ifl *ifl;
	struct bn_iff *iff;
};

int bn_name_split(struct bsdnet_stack *stack, const char *name, struct bn_ifd **ifd,
		  struct bn_ifl **parent, u32 *unit, struct netlink_ext_ack *extack);
struct bn_iff *bn_if_ensure(struct bsdnet_stack *stack, const char *name, u8 family,
			    u32 instance, struct bn_if_made *made,
			    struct netlink_ext_ack *extack);
struct bn_iff *bn_if_ensure_on(struct bn_ifl *ifl, u8 family, u32 instance,
			       struct bn_if_made *made, struct netlink_ext_ack *extack);
void bn_if_unensure(struct bn_if_made *made);

#endif /* _BSDNET_IFS_H */
