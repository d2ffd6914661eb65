/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the common part of sendmsg()
 */
#ifndef _BSDNET_SOCK_TX_H
#define _BSDNET_SOCK_TX_H

#include "sock/socket.h"

/**
 * struct bn_tx - a datagram to send
 * @ip: addresses and parameters
 * @to: the socket's address, with the destination in place of the peer
 * @sockc: what the socket and ancillary data of SOL_SOCKET say: mark, priority, stamps
 * @gso_size: payload of a segment in bytes, 0: one datagram
 * @header: the data begin with the IP header
 * @options: what @ip.options points to, if anything
 */
struct bn_tx {
	struct bn_ip4_tx ip;
	struct bn_sock_addr to;
	struct sockcm_cookie sockc;
	u16 gso_size;
	bool header;
	struct bn_ip4_options options;
};

/* tx.c APIs. Without the socket lock: */
int bn_tx_flags(const struct sock *sk, const struct msghdr *msg);
struct sk_buff *bn_tx_alloc(struct sock *sk, struct msghdr *msg, size_t len,
			    unsigned int headroom, int *err);
int bn_tx_prepare(struct bn_sock *bs, struct msghdr *msg, struct bn_tx *tx);
int bn_tx_output(struct bn_sock *bs, struct sk_buff *skb, struct bn_tx *tx);

#endif /* _BSDNET_SOCK_TX_H */
