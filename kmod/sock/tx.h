/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the common part of sendmsg()
 */
#ifndef _BSDNET_SOCK_TX_H
#define _BSDNET_SOCK_TX_H

#include "sock/socket.h"

/* tx.c APIs. Without the socket lock: */
int bn_tx_flags(const struct sock *sk, const struct msghdr *msg);
struct sk_buff *bn_tx_alloc(struct sock *sk, struct msghdr *msg, size_t len,
			    unsigned int headroom, int *err);
int bn_tx_prepare(struct bn_sock *bs, struct msghdr *msg, struct bn_ip4_tx *tx,
		  struct bn_sock_addr *to);

#endif /* _BSDNET_SOCK_TX_H */
