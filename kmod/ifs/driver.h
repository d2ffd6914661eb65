/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver - interface between room ifs and the drivers of ifds (IF-1)
 */
#ifndef _BSDNET_IFS_DRIVER_H
#define _BSDNET_IFS_DRIVER_H

#include <linux/netdevice.h>

#include "ifs/config.h"

/* What an ifd is created on */
enum bn_ifdriver_base {
	BN_ON_NETDEV,
	BN_ON_PARENT,	/* another ifd: channels */
	BN_ON_FILE,	/* a descriptor */
	BN_ON_NOTHING,
};

/**
 * struct bn_ifdriver - a driver, the root of the hierarchy (IF-1)
 * @list: list of all drivers, in the order of registration
 * @name: "ether", "lo"
 * @descr: one line for users
 * @base: what its ifds are created on
 * @attach: complete a new ifd: attach it to its base, set type, MTU, MRU, link address.
 *	RTNL and configuration lock.
 * @detach: undo @attach; no frame is received or sent afterwards
 * @can_drive: true if the driver supports this netdev; for "driver show". NULL: supports none
 * @match: true if the driver creates an ifd of this name when the user names no driver (IF-8).
 *	RTNL. NULL: never
 * @xmit: send a complete frame; consumes the skb. RCU, BH off. NULL: the ifds have netdevs
 * @parent_changed: the parent of an ifd changed. Configuration lock. NULL: ifds have no parent
 * @ifl_add: an ifl is added to an ifd: let its frames pass the device's filter. RTNL and
 *	configuration lock. NULL: there is no filter
 * @ifl_delete: undo @ifl_add
 */
struct bn_ifdriver {
	struct list_head list;
	const char *name;
	const char *descr;
	enum bn_ifdriver_base base;
	int (*attach)(struct bn_ifd *ifd, const struct bn_ifd_config *config,
		      struct netlink_ext_ack *extack);
	void (*detach)(struct bn_ifd *ifd);
	bool (*can_drive)(const struct net_device *dev);
	bool (*match)(const struct bsdnet_stack *stack, const char *name);
	void (*xmit)(struct bn_ifd *ifd, struct sk_buff *skb);
	void (*parent_changed)(struct bn_ifd *ifd);
	int (*ifl_add)(struct bn_ifl *ifl, struct netlink_ext_ack *extack);
	void (*ifl_delete)(struct bn_ifl *ifl);
};

/* ifdriver.c APIs. Configuration lock, or module load and unload: */
int bn_ifdriver_register(struct bn_ifdriver *driver);
void bn_ifdriver_unregister(struct bn_ifdriver *driver);
struct bn_ifdriver *bn_ifdriver_find(const char *name);
struct bn_ifdriver *bn_ifdriver_next(struct bn_ifdriver *prev);

/* framing.c APIs. RTNL and configuration lock: */
int bn_ifd_frame(struct bn_ifd *ifd, const struct bn_encap_config *config, u32 use,
		 const char *usual, struct netlink_ext_ack *extack);
void bn_ifd_unframe(struct bn_ifd *ifd);

/* ifd.c: configuration lock */
void bn_ifd_changed(struct bn_ifd *ifd);

/* queues.c APIs. RTNL: */
int bn_ifd_open_queues(struct bn_ifd *ifd, unsigned int n, u32 limit);
void bn_ifd_close_queues(struct bn_ifd *ifd);
void bn_ifd_resize_queues(struct bn_ifd *ifd);

/* input.c APIs. RCU read side, BH off: */
rx_handler_result_t bn_input_handler(struct sk_buff **pskb);
void bn_input_vector(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n);
int bn_input_frame(struct bn_ifd *ifd, struct sk_buff *skb);

#endif /* _BSDNET_IFS_DRIVER_H */
