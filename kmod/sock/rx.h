/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: from the demultiplexer to recvmsg()
 */
#ifndef _BSDNET_SOCK_RX_H
#define _BSDNET_SOCK_RX_H

#include "sock/socket.h"

int bn_rx_init(struct bn_sock *bs);
void bn_rx_destroy(struct bn_sock *bs);
bool bn_rx_has_room(struct bn_sock *bs);
void bn_rx_enqueue(struct bn_sock *bs, struct sk_buff *skb, enum bn_drop_reason full);
void bn_rx_error(struct bn_sock *bs, int err);
void bn_rx_drain(struct bn_sock *bs);
void bn_rx_settle(struct bn_sock *bs);
bool bn_rx_filter(struct bn_sock *bs, struct sk_buff *skb, unsigned int keep);
void bn_rx_deliver(struct bn_sock *bs, struct sk_buff *skb);
void bn_rx_segments(struct bn_sock *bs, struct sk_buff *skb,
		    void (*receive)(struct bn_sock *bs, struct sk_buff *skb));
int bn_rx_recvmsg(struct socket *sock, struct msghdr *msg, size_t len, int flags);
__poll_t bn_rx_poll(struct file *file, struct socket *sock, struct poll_table_struct *wait);

#endif /* _BSDNET_SOCK_RX_H */
