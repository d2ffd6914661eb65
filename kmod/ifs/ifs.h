/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ifs - the interface hierarchy: ifdriver, ifdevice, iflogical, iffamily, ifaddr
 *
 * ifd: has a connector, a carrier, a queue. ifl: the protocols' view of an
 * interface, a group of neighbours; named by ifl_index everywhere. iff: a
 * protocol family on an ifl. ifa: addresses of an iff.
 *
 * Life: each object is added through a procedure of its parent (IF-6) and
 * deleted under the configuration lock; memory is freed after a grace period.
 * Only L2 entries and next hops may point at an ifl or iff; all others keep
 * the ifl_index, and looking it up may fail (IF-7).
 *
 * Synchronization: everything is changed under bsdnet_stack::cfg_mutex; what
 * attaches to a netdev holds RTNL as well. Readers of the packet path are
 * under RCU and read only what is marked [path].
 */
#ifndef _BSDNET_IFS_H
#define _BSDNET_IFS_H

#include <linux/in6.h>
#include <linux/u64_stats_sync.h>
#include <linux/xarray.h>

#include "core/core.h"
#include "l2demux/l2demux.h"
#include "queues/queues.h"

struct bn_family;
struct bn_ifa;
struct bn_ifd;
struct bn_ifdriver;
struct bn_iff;
struct bn_ifl;
struct bn_rt_table;

#define BN_NAME_MAX	48	/* with the NUL */
#define BN_L2_HDR_MAX	64	/* bytes */
#define BN_LLADDR_MAX	32

extern const struct bn_room bn_ifs_room;

/**
 * struct bn_lladdr - a link-layer address
 * @len: bytes, 0 for none
 * @data: the address
 */
struct bn_lladdr {
	u8 len;
	u8 data[BN_LLADDR_MAX];
};

/**
 * struct bn_l2_hdr - a layer-2 header, ready to copy
 * @len: bytes
 * @proto: skb->protocol of a frame that starts with this header
 * @data: the header, right-aligned copying is the caller's work
 */
struct bn_l2_hdr {
	u8 len;
	__be16 proto;
	u8 data[BN_L2_HDR_MAX];
};

/* ---- ifdriver ---------------------------------------------------------- */

/**
 * struct bn_ifd_config - what an ifd is made from
 * @name: name of the netdev, or for drivers without one the name to give
 *	(empty: "%s%u" of the driver)
 * @exclusive: frames that match nothing are dropped instead of passed on
 */
struct bn_ifd_config {
	char name[BN_NAME_MAX];
	bool exclusive;
};

/**
 * struct bn_ifdriver - the root of the hierarchy (IF-1): code, registered
 * @name: "ether", "lo"
 * @descr: one line for people
 * @attach: complete a new ifd: find and attach the netdev, set type, MRU,
 *	link address, ops. RTNL and configuration lock held.
 * @detach: undo @attach; no frame enters or leaves afterwards
 * @can_drive: could this netdev be driven? For `driver show`. May be NULL.
 * @match: would an ifd of this name be one of this driver's? Used where the
 *	user names no driver (IF-8). RTNL held.
 * @ifl_ops: what its ifls do
 */
struct bn_ifdriver {
	struct list_head list;
	const char *name;
	const char *descr;
	const struct bn_ifl_ops *ifl_ops;
	int (*attach)(struct bn_ifd *ifd, const struct bn_ifd_config *config,
		      struct netlink_ext_ack *extack);
	void (*detach)(struct bn_ifd *ifd);
	bool (*can_drive)(const struct net_device *dev);
	bool (*match)(const struct bsdnet_stack *stack, const char *name);
};

int bn_ifdriver_register(struct bn_ifdriver *driver);
void bn_ifdriver_unregister(struct bn_ifdriver *driver);
struct bn_ifdriver *bn_ifdriver_find(const char *name);
struct bn_ifdriver *bn_ifdriver_next(struct bn_ifdriver *prev);	/* NULL: first / no more */

/**
 * struct bn_ifl_set - the ifls on a parent, found by unit and by L2_ID
 * @units: struct bn_ifl by unit
 * @l2ids: struct bn_ifl by packed L2_ID, for parents that tell them apart
 */
struct bn_ifl_set {
	struct xarray units;
	struct xarray l2ids;
};

/* ---- ifd --------------------------------------------------------------- */

enum bn_if_down {
	BN_DOWN_ADMIN	= BIT(0),	/* configured */
	BN_DOWN_CARRIER	= BIT(1),	/* no carrier (ifd) */
	BN_DOWN_DEVICE	= BIT(2),	/* netdev not up (ifd) */
	BN_DOWN_LINK	= BIT(3),	/* an L2 protocol says so (ifl) */
	BN_DOWN_PARENT	= BIT(4),	/* an ancestor is down */
};

enum bn_ifd_type {
	BN_IFD_ETHER = 1,
	BN_IFD_LOOPBACK = 2,
};

/**
 * struct bn_ifd - a device (IF-2)
 * @stack: [path] the stack
 * @dev: [path] netdev, NULL for drivers without one
 * @index: ifd_index, its own number space
 * @l2: [path] L2 table of the frames it receives
 * @devq: [path] its input queue
 * @down: [path] enum bn_if_down
 * @exclusive: [path]
 * @mru: largest frame that can be received and sent (bytes, L2 header included)
 * @mtu: default for the MTU of the families on it, as the medium has it
 */
struct bn_ifd {
	struct bsdnet_stack *stack;
	struct net_device *dev;
	struct bn_l2_table *l2;
	struct bn_devq devq;
	u32 down;
	bool exclusive;

	u32 index;
	char name[BN_NAME_MAX];
	struct bn_ifdriver *driver;
	enum bn_ifd_type type;
	u32 mru;
	u32 mtu;
	struct bn_lladdr lladdr;
	struct bn_lladdr hwaddr;
	u64 caps;			/* netdev features */
	struct bn_ifl_set ifls;
	netdevice_tracker dev_tracker;
	struct rcu_head rcu;
};

/* ifd.c APIs: configuration lock and RTNL held */
struct bn_ifd *bn_ifd_add(struct bsdnet_stack *stack, const char *driver,
			  const struct bn_ifd_config *config, struct netlink_ext_ack *extack);
void bn_ifd_delete(struct bn_ifd *ifd);		/* with all that is on it */
void bn_ifd_set_admin(struct bn_ifd *ifd, bool up);
int bn_ifd_set_exclusive(struct bn_ifd *ifd, bool exclusive, struct netlink_ext_ack *extack);
/* driver.c of the ifd: its netdev changed state, MTU or address */
void bn_ifd_changed(struct bn_ifd *ifd);
/* configuration lock held */
struct bn_ifd *bn_ifd_find(struct bsdnet_stack *stack, const char *name);
struct bn_ifd *bn_ifd_next(struct bsdnet_stack *stack, u32 after_index); /* first index > after */
/* Hand a complete frame (data at the MAC header) to the device's output
 * queue. Takes the skb. RCU read side, BH off or process context.
 */
void bn_ifd_xmit(struct bn_ifd *ifd, struct sk_buff *skb);

/* ---- ifl --------------------------------------------------------------- */

enum bn_ifl_flags {
	BN_IFL_LOOPBACK		= BIT(0),
	BN_IFL_POINTOPOINT	= BIT(1),
	BN_IFL_NBMA		= BIT(2),
};

enum bn_l2id_type {
	BN_L2ID_NONE = 0,	/* untagged / the only ifl */
	BN_L2ID_VLAN = 1,	/* tpid, vid */
};

/**
 * struct bn_l2id - what distinguishes the frames of an ifl (IF-3)
 * @type: enum bn_l2id_type
 * @vlan: TPID (0x8100, 0x88a8, 0x9100; host order) and VID (1..4094)
 */
struct bn_l2id {
	u8 type;
	struct {
		u16 tpid;
		u16 vid;
	} vlan;
};

/**
 * struct bn_ifl_ops - what a kind of ifl decides (IF-6, IF-11)
 * @check: may this ifl (config in place, not linked) be added? Fills in
 *	flags and header/key contribution.
 * @key: append this ifl's contribution to an L2 key prefix
 * @header: append the L2 header for @proto (ethertype, host order) to @dest,
 *	walking up to the ifd; @dest NULL: none needed or broadcast
 * @overhead: L2 header bytes of this ifl in all
 * @flags: enum bn_ifl_flags of its ifls
 * @by_l2id: siblings are told apart by their L2_ID
 */
struct bn_ifl_ops {
	int (*check)(struct bn_ifl *ifl, struct netlink_ext_ack *extack);
	int (*key)(const struct bn_ifl *ifl, struct bn_l2_key *key);
	int (*header)(const struct bn_ifl *ifl, u16 proto, const u8 *dest,
		      struct bn_l2_hdr *hdr);
	unsigned int (*overhead)(const struct bn_ifl *ifl);
	u32 flags;
	bool by_l2id;
};

struct bn_if_stats {
	u64_stats_t rx_packets, rx_bytes, tx_packets, tx_bytes;
	struct u64_stats_sync syncp;
};

struct bn_if_stats64 {
	u64 rx_packets, rx_bytes, tx_packets, tx_bytes;
};

/**
 * struct bn_ifl_client - something else that hangs on an ifl (L2 sockets)
 * @gone: the ifl is being deleted: unlink yourself. Configuration lock held.
 */
struct bn_ifl_client {
	struct list_head list;
	void (*gone)(struct bn_ifl_client *client);
};

/**
 * struct bn_ifl - a logical interface (IF-3)
 * @ifl_index: [path] names it everywhere; never 0
 * @ifd: [path] the ifd at the root
 * @down: [path] own and collected enum bn_if_down
 * @own_down: what is down about the ifl itself
 * @stats: [path] per CPU
 */
struct bn_ifl {
	u32 ifl_index;
	u32 down;
	struct bn_ifd *ifd;
	struct bn_if_stats __percpu *stats;

	struct bsdnet_stack *stack;
	struct bn_ifl *parent;		/* NULL: directly on the ifd */
	u32 unit;
	u32 flags;			/* enum bn_ifl_flags */
	struct bn_l2id l2id;
	const struct bn_ifl_ops *ops;
	u32 own_down;
	struct bn_iff __rcu *iffs;	/* singly linked through bn_iff::next */
	struct bn_ifl_set children;	/* ifls on this one */
	struct list_head clients;	/* struct bn_ifl_client */
	struct rcu_head rcu;
};

/* ifl.c APIs: configuration lock held */
struct bn_ifl *bn_ifl_add(struct bn_ifd *ifd, struct bn_ifl *parent, u32 unit,
			  const struct bn_l2id *l2id, struct netlink_ext_ack *extack);
void bn_ifl_delete(struct bn_ifl *ifl);
void bn_ifl_set_admin(struct bn_ifl *ifl, bool up);
struct bn_ifl *bn_ifl_next(struct bsdnet_stack *stack, u32 after_index);
/* Configuration lock or RCU read side */
struct bn_ifl *bn_ifl_get(struct bsdnet_stack *stack, u32 ifl_index);
/* "eth0.5" or, unit 0, "eth0": the ifl's name into @buf; returns @buf */
char *bn_ifl_name(const struct bn_ifl *ifl, char buf[BN_NAME_MAX]);
/* Configuration lock. A name without a dot means unit 0 (IF-3); a netdev name that
 * itself has dots is tried whole first.
 */
struct bn_ifl *bn_ifl_find(struct bsdnet_stack *stack, const char *name);
/* L2 key prefix of everything on the ifl; then append the protocol */
int bn_ifl_key(const struct bn_ifl *ifl, struct bn_l2_key *key);
struct bn_l2_table *bn_ifl_l2_table(const struct bn_ifl *ifl);
int bn_ifl_header(const struct bn_ifl *ifl, u16 proto, const u8 *dest, struct bn_l2_hdr *hdr);
unsigned int bn_ifl_overhead(const struct bn_ifl *ifl);
void bn_ifl_stats_read(const struct bn_ifl *ifl, struct bn_if_stats64 *sum);

/* ---- iff --------------------------------------------------------------- */

/**
 * struct bn_family - a protocol family as the interfaces see it; registered
 *	by the room that implements it
 * @family: AF_INET, AF_INET6
 * @name: "inet", "inet6"
 * @addr_len: bytes
 * @default_mtu: bytes; lowered to what fits the MRU
 * @min_mtu: smallest MTU that may be configured
 * @iff_add: bring the protocol up on the iff: take the instance's table, add
 *	L2 entries. Configuration lock held.
 * @iff_delete: everything that depends on the iff goes: next hops (DEAD),
 *	neighbours, routes, L2 entries. All ifas are gone before.
 * @iff_instance: move to another instance (no ifas are on it)
 * @iff_changed: down flags, MTU or link address changed
 * @ifa_check: may the ifa be added to its iff? (IF-5)
 * @ifa_add: install what follows from the ifa (RT-7)
 * @ifa_delete: the reverse
 */
struct bn_family {
	u8 family;
	const char *name;
	u8 addr_len;
	u32 default_mtu;
	u32 min_mtu;
	int (*iff_add)(struct bn_iff *iff, struct netlink_ext_ack *extack);
	void (*iff_delete)(struct bn_iff *iff);
	int (*iff_instance)(struct bn_iff *iff, u32 instance, struct netlink_ext_ack *extack);
	void (*iff_changed)(struct bn_iff *iff);
	int (*ifa_check)(const struct bn_ifa *ifa, struct netlink_ext_ack *extack);
	int (*ifa_add)(struct bn_ifa *ifa, struct netlink_ext_ack *extack);
	void (*ifa_delete)(struct bn_ifa *ifa);
};

int bn_family_register(const struct bn_family *family);
void bn_family_unregister(const struct bn_family *family);
const struct bn_family *bn_family_find(u8 family);

/**
 * struct bn_iff - a protocol family on an ifl (IF-4)
 * @ifl: [path] the interface
 * @table: [path] table of the iff's instance and family; set and owned by
 *	the family
 * @instance: [path] routing instance index
 * @mtu: [path] bytes of network-layer packet
 * @down: [path] collected down flags
 * @filter_in: index of the input filter, 0 for none
 * @filter_out: index of the output filter, 0 for none
 * @mtu_set: configured by the user (else follows the MRU)
 * @priv: for the family
 */
struct bn_iff {
	struct bn_ifl *ifl;
	struct bn_rt_table *table;
	u32 instance;
	u32 mtu;
	u32 down;
	u32 filter_in;
	u32 filter_out;
	struct bn_if_stats __percpu *stats;

	struct bsdnet_stack *stack;
	const struct bn_family *family;
	struct bn_iff __rcu *next;
	struct list_head ifas;		/* sorted by value */
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
/* Configuration lock or RCU */
struct bn_iff *bn_iff_get(const struct bn_ifl *ifl, u8 family);
void bn_iff_stats_read(const struct bn_iff *iff, struct bn_if_stats64 *sum);

static inline struct bsdnet_stack *bn_iff_stack(const struct bn_iff *iff)
{
	return iff->stack;
}

static inline void bn_if_stats_rx(struct bn_if_stats __percpu *pcpu, unsigned int len)
{
	struct bn_if_stats *stats = this_cpu_ptr(pcpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->rx_packets);
	u64_stats_add(&stats->rx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

static inline void bn_if_stats_tx(struct bn_if_stats __percpu *pcpu, unsigned int len)
{
	struct bn_if_stats *stats = this_cpu_ptr(pcpu);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->tx_packets);
	u64_stats_add(&stats->tx_bytes, len);
	u64_stats_update_end(&stats->syncp);
}

/* ---- ifa --------------------------------------------------------------- */

/**
 * struct bn_ifa - addresses of an iff (IF-5); named by its values
 * @iff: the iff
 * @dest: destination prefix or host; valid if @has_dest; zero past @dest_bits
 * @local: local address; valid if @has_local
 * @dest_bits: prefix length of @dest
 * @priv: for the family
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
	struct rcu_head rcu;
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
/* Order of an iff's list and of dumps */
int bn_ifa_compare(const struct bn_ifa *ifa, const struct bn_ifa_config *config);

/* name.c API. Configuration lock and RTNL held. The iff of @family on the interface called
 * @name, making the ifd, ifl .0 and iff that are missing (IF-8). What it made
 * is taken back by bn_if_unensure() when the caller's own step then fails.
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
void bn_if_unensure(struct bn_if_made *made);

#endif /* _BSDNET_IFS_H */
