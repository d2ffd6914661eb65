/* SPDX-License-Identifier: GPL-2.0 */
/*
 * client - users of an ifl beside its families: L2 sockets (SK-8)
 */
#ifndef _BSDNET_IFS_CLIENT_H
#define _BSDNET_IFS_CLIENT_H

#include <linux/bsdnet_socket.h>

#include "ifs/ifs.h"

struct netlink_ext_ack;

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

/* mac.c APIs: address filter of the device (IF-4). @type: BSDNET_L2_MULTICAST ... Each add needs
 * one delete. RTNL and configuration lock:
 */
int bn_mac_add(struct bn_ifl *ifl, u16 type, const u8 *addr, struct netlink_ext_ack *extack);
void bn_mac_delete(struct bn_ifl *ifl, u16 type, const u8 *addr);

#endif /* _BSDNET_IFS_CLIENT_H */
