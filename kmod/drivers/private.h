/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private - internal interfaces of room drivers
 */
#ifndef _BSDNET_DRIVERS_PRIVATE_H
#define _BSDNET_DRIVERS_PRIVATE_H

#include "drivers/drivers.h"
#include "ifs/driver.h"

/**
 * struct bn_drivers - state of room drivers in a stack
 * @keeps: struct bn_fd_keep: stacks referenced by descriptors of this one (fd_keep.c)
 * @walk: number of the last walk that visited this stack
 * @walk_next: next stack of that walk
 */
struct bn_drivers {
	struct list_head keeps;
	u64 walk;
	struct bn_drivers *walk_next;
};

/* netdev.c APIs, for drivers of netdevs. RTNL and configuration lock: */
int bn_netdev_attach(struct bn_ifd *ifd, struct net_device *dev,
		     const struct bn_ifd_config *config, const char *usual,
		     struct netlink_ext_ack *extack);
void bn_netdev_detach(struct bn_ifd *ifd);
/* Module load and unload: */
int bn_netdev_init(void);
void bn_netdev_exit(void);

/* fd.c APIs. Module load and unload: */
int bn_fd_init(void);
void bn_fd_exit(void);

/* vid.c APIs, for drivers of netdevs. RTNL and configuration lock: */
int bn_vid_add(struct bn_ifl *ifl, struct netlink_ext_ack *extack);
void bn_vid_delete(struct bn_ifl *ifl);
void bn_vid_open(struct bn_ifd *ifd);
void bn_vid_close(struct bn_ifd *ifd, __be16 proto);

extern struct bn_ifdriver bn_ether_driver;
extern struct bn_ifdriver bn_serial_driver;
extern struct bn_ifdriver bn_channel_driver;
extern struct bn_ifdriver bn_fd_driver;
extern struct bn_ifdriver bn_lo_driver;

/* lo.c: encapsulation of loopback */
extern const struct bn_encap bn_lo_encap;

#endif /* _BSDNET_DRIVERS_PRIVATE_H */
