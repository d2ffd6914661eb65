// SPDX-License-Identifier: GPL-2.0
/*
 * udp_sock - UDP sockets (SK-1, SK-4; RFC 768, RFC 1122 4.1)
 */
#include <linux/module.h>
#include <linux/udp.h>

#include "sock/bind_ifl.h"
#include "sock/dgram.h"
#include "sock/rx.h"
#include "sock/session.h"
#include "sock/tx.h"

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

/* UDP_GRO: segments of one size are one message, whose ancillary data has the size */
static bool takes_whole(const struct bn_sock *bs, const struct sk_buff *skb)
{
	return bn_sock_has(bs, BN_OPT_GRO) && skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4 &&
	       !(skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST);
}

static void udp_sock_receive(struct bn_sock *bs, struct sk_buff *skb)
{
	if (likely(!skb_is_gso(skb)) || takes_whole(bs, skb))
		udp_sock_receive_one(bs, skb);
	else
		bn_rx_segments(bs, skb, udp_sock_receive_one);
}

static void udp_sock_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	int size = skb_shinfo(skb)->gso_size;

	bn_dgram_describe(bs, skb, msg, udp_hdr(skb)->source);
	if (unlikely(size) && bn_sock_has(bs, BN_OPT_GRO))
		put_cmsg(msg, SOL_UDP, UDP_GRO, sizeof(size), &size);
}

/* Let the device segment the datagram, or what is before it */
static int make_segments(struct bn_sock *bs, struct sk_buff *skb, const struct bn_tx *tx)
{
	unsigned int len = skb->len, size = tx->gso_size;
	struct bn_ip4_tx ip = tx->ip;
	struct skb_shared_info *shinfo;
	u32 mtu;
	int err;

	err = bn_ip4_route(bs->stack, &ip, &mtu);
	if (err)
		return err;
	if (sizeof(struct iphdr) + (ip.options ? ip.options->len : 0) + sizeof(struct udphdr) +
	    min(len, size) > mtu)
		return -EMSGSIZE;
	if (len > size * UDP_MAX_SEGMENTS)
		return -EINVAL;
	if (len <= size)
		return 0;
	/* segmentation splits page fragments, not lists of packets */
	if (skb_has_frag_list(skb) && skb_linearize(skb))
		return -ENOBUFS;
	shinfo = skb_shinfo(skb);
	shinfo->gso_size = size;
	shinfo->gso_type = SKB_GSO_UDP_L4;
	shinfo->gso_segs = DIV_ROUND_UP(len, size);
	return 0;
}

static int udp_sock_send(struct bn_sock *bs, struct sk_buff *skb, const struct bn_tx *tx)
{
	int err;

	if (unlikely(tx->gso_size)) {
		err = make_segments(bs, skb, tx);
		if (err) {
			kfree_skb(skb);
			return err;
		}
	}
	return bn_udp4_output(bs->stack, skb, &tx->ip, tx->to.lport, tx->to.rport);
}

/* no owner: closed sockets hold no module reference, see af_bsdnet.c */
static struct proto prot = {
	.name = "BSDNET-UDP",
	.obj_size = sizeof(struct bn_sock),
	.rehash = BN_OLD_REHASH(bn_bind_ifl_rehash),
};

static const struct bn_pcb_ops pcb_ops = {
	.input = bn_session_input,
	.error = bn_session_error,
	.accepts = bn_session_accepts,
	.input_copy = bn_session_input_copy,
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
	.install = bn_session_install,
	.receive = udp_sock_receive,
	.describe = udp_sock_describe,
	.send = udp_sock_send,
	.unbind = bn_dgram_unbind,
};
