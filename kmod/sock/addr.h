/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: types of IPv4 addresses, and checks of socket addresses
 */
#ifndef _BSDNET_SOCK_ADDR_H
#define _BSDNET_SOCK_ADDR_H

#include "core/core.h"

struct sockaddr_in;

enum bn_addr_type {
	BN_ADDR_OTHER,		/* none of these */
	BN_ADDR_WILD,		/* 0.0.0.0 */
	BN_ADDR_LOCAL,
	BN_ADDR_BROADCAST,	/* 255.255.255.255 or a subnet's */
	BN_ADDR_MULTICAST,
};

enum bn_addr_type bn_addr_type(struct bsdnet_stack *stack, u32 instance, __be32 addr);
int bn_addr_check(const void *name, int len, struct sockaddr_in *sin);

#endif /* _BSDNET_SOCK_ADDR_H */
