/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the error queue of IP sockets
 */
#ifndef _BSDNET_SOCK_ERRQUEUE_H
#define _BSDNET_SOCK_ERRQUEUE_H

#include <linux/types.h>

struct msghdr;
struct sk_buff;
struct sock;

/**
 * struct bn_sock_icmp - an ICMP error about a packet that a socket sent
 * @err: errno, positive
 * @type: ICMP type
 * @code: ICMP code
 * @info: MTU or pointer
 * @port: remote port of the packet, 0 for none
 * @header: offset of the payload from the transport header, bytes; negative: within the IP header
 */
struct bn_sock_icmp {
	int err;
	u8 type;
	u8 code;
	u32 info;
	__be16 port;
	int header;
};

/* errqueue.c APIs. Softirq, RCU: */
void bn_errqueue_icmp(struct sock *sk, struct sk_buff *skb, const struct bn_sock_icmp *icmp);
/* Process context: */
void bn_errqueue_local(struct sock *sk, int err, __be32 daddr, __be16 port, u32 info);
int bn_errqueue_recv(struct sock *sk, struct msghdr *msg, int len);
void bn_errqueue_purge(struct sock *sk);

#endif /* _BSDNET_SOCK_ERRQUEUE_H */
