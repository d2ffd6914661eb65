// SPDX-License-Identifier: GPL-2.0
/*
 * errqueue - IP_RECVERR: the error queue of IP sockets (SK-1)
 *
 * ICMP errors, refused packets and times of transmission wait in sk_error_queue for a reader
 * with MSG_ERRQUEUE. They are charged to the receive buffer and dropped if it is full.
 *
 * The packets of the queue have the layout of Linux's: control block sock_exterr_skb, which
 * replaces struct bn_pkt; data at the payload that was sent; the peer's address is at
 * addr_offset from the network header.
 */
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <net/sock.h>

#include "sock/errqueue.h"

static void enqueue(struct sock *sk, struct sk_buff *skb)
{
	if (sock_queue_err_skb(sk, skb))
		kfree_skb(skb);
}

/**
 * bn_errqueue_icmp() - queue an ICMP error
 * @sk: the socket that sent the quoted packet
 * @skb: network header at the outer IP header, transport header at the ICMP header, data at the
 *	quoted transport header; not taken
 * @icmp: the error
 *
 * Context: softirq, RCU read side.
 */
void bn_errqueue_icmp(struct sock *sk, struct sk_buff *skb, const struct bn_sock_icmp *icmp)
{
	const struct iphdr *inner = (const struct iphdr *)(icmp_hdr(skb) + 1);
	unsigned int offset = (const u8 *)&inner->daddr - skb_network_header(skb);
	struct sock_exterr_skb *serr;
	struct sk_buff *copy;

	copy = skb_clone(skb, GFP_ATOMIC);
	if (!copy)
		return;
	if (icmp->header < 0) {
		__skb_push(copy, -icmp->header);
	} else if (!pskb_pull(copy, icmp->header)) {
		kfree_skb(copy);
		return;
	}
	copy->dev = NULL;
	skb_dst_drop(copy);
	nf_reset_ct(copy);
	serr = SKB_EXT_ERR(copy);
	memset(serr, 0, sizeof(*serr));
	serr->ee.ee_errno = icmp->err;
	serr->ee.ee_origin = SO_EE_ORIGIN_ICMP;
	serr->ee.ee_type = icmp->type;
	serr->ee.ee_code = icmp->code;
	serr->ee.ee_info = icmp->info;
	serr->addr_offset = offset;
	serr->port = icmp->port;
	enqueue(sk, copy);
}

/**
 * bn_errqueue_local() - queue an error of a packet that this host refused to send
 * @sk: the socket
 * @err: errno, positive
 * @daddr: destination
 * @port: destination port
 * @info: MTU
 *
 * Context: process.
 */
void bn_errqueue_local(struct sock *sk, int err, __be32 daddr, __be16 port, u32 info)
{
	struct sk_buff *skb = alloc_skb(sizeof(struct iphdr), GFP_KERNEL);
	struct sock_exterr_skb *serr;
	struct iphdr *iph;

	if (!skb)
		return;
	iph = skb_put_zero(skb, sizeof(*iph));
	skb_reset_network_header(skb);
	iph->daddr = daddr;
	__skb_pull(skb, sizeof(*iph));
	serr = SKB_EXT_ERR(skb);
	memset(serr, 0, sizeof(*serr));
	serr->ee.ee_errno = err;
	serr->ee.ee_origin = SO_EE_ORIGIN_LOCAL;
	serr->ee.ee_info = info;
	serr->addr_offset = offsetof(struct iphdr, daddr);
	serr->port = port;
	enqueue(sk, skb);
}

/* The peer of the packet; times of transmission have none */
static void put_peer(const struct sk_buff *skb, struct msghdr *msg)
{
	const struct sock_exterr_skb *serr = SKB_EXT_ERR(skb);
	struct sockaddr_in *sin = msg->msg_name;

	if (!sin || (serr->ee.ee_origin != SO_EE_ORIGIN_ICMP &&
		     serr->ee.ee_origin != SO_EE_ORIGIN_LOCAL))
		return;
	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	memcpy(&sin->sin_addr, skb_network_header(skb) + serr->addr_offset, sizeof(sin->sin_addr));
	sin->sin_port = serr->port;
	msg->msg_namelen = sizeof(*sin);
}

/* The error, and the address of the host that reported it */
static void put_error(const struct sk_buff *skb, struct msghdr *msg)
{
	const struct sock_exterr_skb *serr = SKB_EXT_ERR(skb);
	struct {
		struct sock_extended_err ee;
		struct sockaddr_in offender;
	} item = { .ee = serr->ee };

	if (serr->ee.ee_origin == SO_EE_ORIGIN_ICMP) {
		item.offender.sin_family = AF_INET;
		item.offender.sin_addr.s_addr = ip_hdr(skb)->saddr;
	}
	put_cmsg(msg, SOL_IP, IP_RECVERR, sizeof(item), &item);
}

/**
 * bn_errqueue_recv() - recvmsg() with MSG_ERRQUEUE
 * @sk: the socket
 * @msg: filled in
 * @len: size of the user's buffer in bytes
 *
 * Return: bytes copied, -EAGAIN or -EFAULT.
 * Context: process.
 */
int bn_errqueue_recv(struct sock *sk, struct msghdr *msg, int len)
{
	struct sk_buff *skb = sock_dequeue_err_skb(sk);
	int copied, err;

	if (!skb)
		return -EAGAIN;
	copied = skb->len;
	if (copied > len) {
		msg->msg_flags |= MSG_TRUNC;
		copied = len;
	}
	err = skb_copy_datagram_msg(skb, 0, msg, copied);
	if (likely(!err)) {
		sock_recv_timestamp(msg, sk, skb);
		put_peer(skb, msg);
		put_error(skb, msg);
		msg->msg_flags |= MSG_ERRQUEUE;
		err = copied;
	}
	consume_skb(skb);
	return err;
}

/**
 * bn_errqueue_purge() - drop what is queued
 * @sk: the socket
 *
 * Context: process.
 */
void bn_errqueue_purge(struct sock *sk)
{
	skb_queue_purge(&sk->sk_error_queue);
}
