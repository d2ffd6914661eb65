/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private - internal interfaces of room ifs
 */
#ifndef _BSDNET_IFS_PRIVATE_H
#define _BSDNET_IFS_PRIVATE_H

#include "ifs/driver.h"

/**
 * struct bn_stats_stock - pool of per-CPU counters for busy iffs
 * @stats: counts the iffs for which there is no set
 * @lock: protects all other fields
 * @set: free sets of counters
 * @n: number of free sets
 * @room: capacity of @set
 * @made: number of all sets, free or in use
 * @iffs: number of iffs
 *
 * To count a packet takes 7 ns per CPU, 27 ns in the shared counters, and 39 ns in those while a
 * second CPU counts too (virtual machine, x86-64). Per-CPU counters for all of a million iffs
 * would take 32 MB for each possible CPU.
 */
struct bn_stats_stock {
	struct bn_queue_stats stats;
	spinlock_t lock;	/* protects all other fields */
	struct bn_if_stats __percpu **set;
	unsigned int n;
	unsigned int room;
	unsigned int made;
	unsigned int iffs;
};

/**
 * struct bn_ifs - the interface hierarchy of a stack
 * @ifds: struct bn_ifd by ifd_index
 * @ifls: [path] struct bn_ifl by ifl_index
 * @bases: struct bn_ifl by ifl_index, only those with an L2 table
 * @l2ids: struct bn_ifl by parent and L2_ID
 * @next_ifd: start of the search for a free ifd_index
 * @next_ifl: start of the search for a free ifl_index; numbers are reused as late as possible
 * @stock: pool of counters for busy iffs
 */
struct bn_ifs {
	struct xarray ifds;
	struct xarray ifls;
	struct xarray bases;
	struct rhashtable l2ids;
	u32 next_ifd;
	u32 next_ifl;
	struct bn_stats_stock stock;
};

/* framing.c */
int bn_ifd_start(struct bn_ifd *ifd, struct netlink_ext_ack *extack);
void bn_ifd_stop(struct bn_ifd *ifd);

/* ifl.c: the ifls of a parent, by unit */
void bn_ifls_flush(struct xarray *ifls);
void bn_ifls_update(struct xarray *ifls);
int bn_ifl_check_room(const struct bn_ifl *ifl, struct netlink_ext_ack *extack);

/* name.c */
int bn_name_check(const struct bn_ifl *ifl, struct netlink_ext_ack *extack);

/* prune.c */
int bn_ifd_check_open(const struct bn_ifd *ifd, struct netlink_ext_ack *extack);
int bn_ifl_check_open(const struct bn_ifl *ifl, struct netlink_ext_ack *extack);

/* l2id.c */
int bn_l2id_init(struct bn_ifs *ifs);
void bn_l2id_exit(struct bn_ifs *ifs);
int bn_l2id_link(struct bn_ifl *ifl, struct netlink_ext_ack *extack);
void bn_l2id_unlink(struct bn_ifl *ifl);

/* base.c */
int bn_base_open(struct bn_layer *layer, struct netlink_ext_ack *extack);
void bn_base_close(struct bn_layer *layer);

/* iff.c */
void bn_iff_update(struct bn_ifl *ifl);

/* stats.c */
int bn_stock_init(struct bn_stats_stock *stock, struct bsdnet_stack *stack);
void bn_stock_exit(struct bn_stats_stock *stock);
void bn_stock_join(struct bn_stats_stock *stock);
void bn_stock_leave(struct bn_stats_stock *stock, struct bn_iff *iff);
void bn_stats_inherit(struct bn_ifl *ifl, const struct bn_iff *iff);

#endif /* _BSDNET_IFS_PRIVATE_H */
