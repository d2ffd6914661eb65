/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stamp - time stamps of received packets (SK-7)
 */
#ifndef _BSDNET_SOCK_STAMP_H
#define _BSDNET_SOCK_STAMP_H

#include "sock/socket.h"

/* stamp.c APIs */
bool bn_stamp_is_option(int name);
int bn_stamp_setsockopt(struct socket *sock, int name, sockptr_t val, unsigned int len);
void bn_stamp_packet(struct sock *sk, struct sk_buff *skb);
void bn_stamp_release(struct bn_sock *bs);

#endif /* _BSDNET_SOCK_STAMP_H */
