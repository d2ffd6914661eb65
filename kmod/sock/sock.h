/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sock - AF_BSDNET: system calls, options, UDP, ICMP, raw and L2 sockets (SK-*)
 */
#ifndef _BSDNET_SOCK_H
#define _BSDNET_SOCK_H

#include <net/sock.h>

#include "core/core.h"
#include "l3demux/l3demux.h"
#include "queues/queues.h"

extern const struct bn_room bn_sock_room;

/**
 * struct bn_sock_info - a socket as shown by `bsdnetctl socket show`
 */
struct bn_sock_info {
	u32 id;				/* cursor of dumps */
	u8 type;			/* SOCK_DGRAM, SOCK_RAW, ... */
	u8 family;			/* BSDNET_INET, BSDNET_APPLETALK, BSDNET_L2 */
	u8 proto;
	u32 instance;			/* BSDNET_INSTANCE_ANY: wild */
	__be32 laddr, raddr;
	__be16 lport, rport;
	u32 ifl_index;			/* L2: bound interface */
	u16 l2_bits;
	u8 l2_proto[24];
	u16 ddp_lnet, ddp_rnet;		/* AppleTalk; the socket number is the port */
	u8 ddp_lnode, ddp_rnode;
	u32 rmem, wmem;			/* bytes queued */
	u32 uid;
	u64 ino;
	u64 drops;
};

/* diag.c API; process context */
bool bn_sock_next(struct bsdnet_stack *stack, u32 after, struct bn_sock_info *info);

#endif /* _BSDNET_SOCK_H */
