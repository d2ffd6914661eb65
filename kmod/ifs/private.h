/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room ifs: what its files offer each other
 */
#ifndef _BSDNET_IFS_PRIVATE_H
#define _BSDNET_IFS_PRIVATE_H

#include "ifs/ifs.h"

/**
 * struct bn_ifs - the interface hierarchy of a stack
 * @ifds: struct bn_ifd by ifd_index
 * @ifls: [path] struct bn_ifl by ifl_index
 * @next_ifd: where the search for a free ifd_index goes on
 * @next_ifl: the same for ifl_index: a number is used again as late as possible
 */
struct bn_ifs {
	struct xarray ifds;
	struct xarray ifls;
	u32 next_ifd;
	u32 next_ifl;
};

/* ifl.c */
void bn_ifl_set_init(struct bn_ifl_set *set);
void bn_ifl_set_flush(struct bn_ifl_set *set);
void bn_ifl_set_update(struct bn_ifl_set *set);
const char *bn_ifl_where(const struct bn_ifd *ifd, const struct bn_ifl *parent,
			 char buf[BN_NAME_MAX]);

/* iff.c */
void bn_iff_update(struct bn_ifl *ifl);

/* netdev.c: what drivers of netdevs share */
int bn_netdev_attach(struct bn_ifd *ifd, struct net_device *dev, bool exclusive,
		     struct netlink_ext_ack *extack);
void bn_netdev_detach(struct bn_ifd *ifd);
int bn_netdev_init(void);
void bn_netdev_exit(void);

/* input.c */
rx_handler_result_t bn_input_handler(struct sk_buff **pskb);
void bn_input_vector(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n);

/* stats.c */
struct bn_if_stats __percpu *bn_if_stats_alloc(void);

/* the drivers */
extern struct bn_ifdriver bn_ether_driver;
extern struct bn_ifdriver bn_lo_driver;

#endif /* _BSDNET_IFS_PRIVATE_H */
