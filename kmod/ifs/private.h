/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room ifs: what its files offer each other
 */
#ifndef _BSDNET_IFS_PRIVATE_H
#define _BSDNET_IFS_PRIVATE_H

#include "ifs/ifs.h"

/**
 * struct bn_stats_stock - per-CPU counters that are lent to busy iffs
 * @lock: guards what follows
 * @set: those that nobody has
 * @n: how many
 * @room: how many @set can hold
 * @made: how many there are in all
 * @iffs: who may ask for one
 */
struct bn_stats_stock {
	spinlock_t lock;	/* guards what follows */
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
 * @bases: struct bn_ifl by ifl_index, of those that have an L2 table
 * @l2ids: struct bn_ifl by parent and L2_ID
 * @next_ifd: where the search for a free ifd_index goes on
 * @next_ifl: the same for ifl_index: a number is used again as late as possible
 * @stock: counters for busy iffs
 * @keeps: struct bn_fd_keep of the stacks that descriptors of this one keep (fd_keep.c)
 * @walk: the last walk over such lists that came here
 * @walk_next: where that one goes on
 */
struct bn_ifs {
	struct xarray ifds;
	struct xarray ifls;
	struct xarray bases;
	struct rhashtable l2ids;
	u32 next_ifd;
	u32 next_ifl;
	struct bn_stats_stock stock;
	struct list_head keeps;
	u64 walk;
	struct bn_ifs *walk_next;
};

/* framing.c: for drivers, and for ifd.c */
int bn_ifd_frame(struct bn_ifd *ifd, const struct bn_encap_config *config, u32 flag,
		 const char *usual, struct netlink_ext_ack *extack);
void bn_ifd_unframe(struct bn_ifd *ifd);
int bn_ifd_start(struct bn_ifd *ifd, struct netlink_ext_ack *extack);
void bn_ifd_stop(struct bn_ifd *ifd);

/* channel.c */
void bn_channel_changed(struct bn_ifd *parent);
void bn_channel_flush(struct bn_ifd *parent);

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

/* netdev.c: what drivers of netdevs share */
int bn_netdev_attach(struct bn_ifd *ifd, struct net_device *dev,
		     const struct bn_ifd_config *config, const char *usual,
		     struct netlink_ext_ack *extack);
void bn_netdev_detach(struct bn_ifd *ifd);
int bn_netdev_init(void);
void bn_netdev_exit(void);

/* input.c */
rx_handler_result_t bn_input_handler(struct sk_buff **pskb);
void bn_input_vector(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n);

/* fd.c */
int bn_fd_init(void);
void bn_fd_exit(void);

/* vid.c: VLAN ids and the devices that filter by them */
int bn_vid_add(struct bn_ifl *ifl, struct netlink_ext_ack *extack);
void bn_vid_delete(struct bn_ifl *ifl);
void bn_vid_open(struct bn_ifd *ifd);
void bn_vid_close(struct bn_ifd *ifd, __be16 proto);

/* stats.c */
void bn_stock_init(struct bn_stats_stock *stock);
void bn_stock_exit(struct bn_stats_stock *stock);
void bn_stock_join(struct bn_stats_stock *stock);
void bn_stock_leave(struct bn_stats_stock *stock, struct bn_iff *iff);
void bn_stats_inherit(struct bn_ifl *ifl, const struct bn_iff *iff);

/* the drivers */
extern struct bn_ifdriver bn_ether_driver;
extern struct bn_ifdriver bn_serial_driver;
extern struct bn_ifdriver bn_channel_driver;
extern struct bn_ifdriver bn_fd_driver;
extern struct bn_ifdriver bn_lo_driver;

/* lo.c: loopback's encapsulation, nothing at all */
extern const struct bn_encap bn_lo_encap;

#endif /* _BSDNET_IFS_PRIVATE_H */
