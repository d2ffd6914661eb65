/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: system calls of IP datagram sockets
 */
#ifndef _BSDNET_SOCK_DGRAM_H
#define _BSDNET_SOCK_DGRAM_H

#include "sock/socket.h"

extern const struct proto_ops bn_dgram_ops;
int bn_dgram_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len);
int bn_dgram_connect(struct socket *sock, struct sockaddr_unsized *uaddr, int len, int flags);
int bn_dgram_autobind(struct bn_sock *bs);
int bn_dgram_getname(struct socket *sock, struct sockaddr *uaddr, int peer);
int bn_dgram_shutdown(struct socket *sock, int how);
void bn_dgram_publish(struct bn_sock *bs, const struct bn_sock_addr *addr);
int bn_dgram_send(struct bn_sock *bs, struct msghdr *msg, size_t len);
void bn_dgram_unbind(struct bn_sock *bs);
void bn_dgram_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg,
		       __be16 port);

#endif /* _BSDNET_SOCK_DGRAM_H */
