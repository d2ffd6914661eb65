/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: datagrams that several calls make (UDP_CORK, MSG_MORE)
 */
#ifndef _BSDNET_SOCK_CORK_H
#define _BSDNET_SOCK_CORK_H

#include "sock/socket.h"

/* Does a send append to a datagram instead of making a whole one? */
static inline bool bn_cork_applies(const struct bn_sock *bs, const struct msghdr *msg)
{
	return msg->msg_flags & MSG_MORE || bn_sock_has(bs, BN_OPT_CORK) || READ_ONCE(bs->cork);
}

/* cork.c APIs. Process context: */
int bn_cork_send(struct bn_sock *bs, struct msghdr *msg, size_t len);
int bn_cork_push(struct bn_sock *bs);
/* Socket lock: */
void bn_cork_drop(struct bn_sock *bs);

#endif /* _BSDNET_SOCK_CORK_H */
