// SPDX-License-Identifier: GPL-2.0
/*
 * udp_sock - UDP sockets (SK-1, SK-4; RFC 768, RFC 1122 4.1)
 */
#include <linux/module.h>
#include <linux/udp.h>

#include "sock/dgram.h"
#include "sock/rx.h"
#include "sock/session.h"

/* Largest payload of an IPv4 packet without options */
#define UDP_PAYLOAD_MAX (65535 - 20 - 8)

static void udp_sock_receive_one(struct bn_sock *bs, struct sk_buff *skb)
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

static void udp_sock_receive(struct bn_sock *bs, struct sk_buff *skb)
{
	bn_rx_segments(bs, skb, udp_sock_receive_one);
}

static void udp_sock_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	bn_dgram_describe(bs, skb, msg, udp_hdr(skb)->source);
}

static int udp_sock_send(struct bn_sock *bs, struct sk_buff *skb, const struct bn_ip4_tx *tx,
			 const struct bn_sock_addr *to)
{
	return bn_udp4_output(bs->stack, skb, tx, to->lport, to->rport);
}

/* no owner: closed sockets hold no module reference, see af_bsdnet.c */
static struct proto prot = {
	.name = "BSDNET-UDP",
	.obj_size = sizeof(struct bn_sock),
};

static const struct bn_pcb_ops pcb_ops = {
	.input = bn_session_input,
	.error = bn_session_error,
	.name = "udp socket",
};

const struct bn_sock_kind bn_udp_sock_kind = {
	.name = "udp",
	.type = SOCK_DGRAM,
	.family = BSDNET_INET,
	.proto = IPPROTO_UDP,
	.cap = -1,
	.has_rport = true,
	.error_header = sizeof(struct udphdr),
	.headroom = BN_UDP_HEADROOM,
	.len_max = UDP_PAYLOAD_MAX,
	.prot = &prot,
	.ops = &bn_dgram_ops,
	.pcb_ops = &pcb_ops,
	.receive = udp_sock_receive,
	.describe = udp_sock_describe,
	.send = udp_sock_send,
	.unbind = bn_dgram_unbind,
};
