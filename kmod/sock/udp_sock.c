// SPDX-License-Identifier: GPL-2.0
/*
 * udp_sock - UDP sockets (SK-1, SK-4; RFC 768, RFC 1122 4.1)
 */
#include <linux/module.h>
#include <linux/udp.h>

#include "sock/bsdsock.h"

/* Largest payload of an IPv4 packet without options */
#define UDP_PAYLOAD_MAX (65535 - 20 - 8)

static void receive_one(struct bn_sock *bs, struct sk_buff *skb)
{
	if (bn_udp4_check(skb)) {
		bn_drop(skb, BN_DROP_UDP_BAD);
		return;
	}
	if (!bn_rx_filter(bs, skb, sizeof(struct udphdr)))
		return;
	__skb_pull(skb, sizeof(struct udphdr));
	bn_rx_deliver(bs, skb);
}

/* A GSO packet comes from a sender on this machine that left the splitting to
 * a device that never was.
 */
static void receive(struct bn_sock *bs, struct sk_buff *skb)
{
	struct sk_buff *next;

	if (unlikely(skb_is_gso(skb)))
		skb = bn_rx_segment(skb);
	for (; skb; skb = next) {
		next = skb->next;
		skb_mark_not_on_list(skb);
		receive_one(bs, skb);
	}
}

static void describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	bn_dgram_describe(bs, skb, msg, udp_hdr(skb)->source);
}

static int sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct bn_sock_addr to;
	struct sk_buff *skb;
	struct bn_ip4_tx tx;
	int err;

	if (len > UDP_PAYLOAD_MAX)
		return -EMSGSIZE;
	err = bn_tx_flags(sock->sk, msg);
	if (err)
		return err;
	err = bn_tx_prepare(bs, msg, &tx, &to);
	if (err)
		return err;
	if (!to.rport)
		return -EINVAL;
	skb = bn_tx_alloc(sock->sk, msg, len, BN_UDP_HEADROOM, &err);
	if (!skb)
		return err;
	err = bn_udp4_output(bs->stack, skb, &tx, to.lport, to.rport);
	return err ? : len;
}

/* owner is not set: see af_bsdnet.c on the life of a socket */
static struct proto prot = {
	.name = "BSDNET-UDP",
	.obj_size = sizeof(struct bn_sock),
};

static const struct bn_pcb_ops pcb_ops = {
	.input = bn_session_input,
	.error = bn_session_error,
	.name = "udp socket",
};

static const struct proto_ops ops = {
	.family = PF_BSDNET,
	.owner = THIS_MODULE,
	.release = bn_af_release,
	.bind = bn_dgram_bind,
	.connect = bn_dgram_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = bn_dgram_getname,
	.poll = bn_rx_poll,
	.ioctl = bn_af_ioctl,
	.gettstamp = sock_gettstamp,
	.listen = sock_no_listen,
	.shutdown = bn_dgram_shutdown,
	.setsockopt = bn_sockopt_set,
	.getsockopt = bn_sockopt_get,
	.sendmsg = sendmsg,
	.recvmsg = bn_rx_recvmsg,
	.mmap = sock_no_mmap,
};

const struct bn_sock_kind bn_udp_sock_kind = {
	.name = "udp",
	.type = SOCK_DGRAM,
	.family = BSDNET_INET,
	.proto = IPPROTO_UDP,
	.cap = -1,
	.has_rport = true,
	.prot = &prot,
	.ops = &ops,
	.pcb_ops = &pcb_ops,
	.receive = receive,
	.describe = describe,
	.unbind = bn_dgram_unbind,
};
