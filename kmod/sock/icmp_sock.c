// SPDX-License-Identifier: GPL-2.0
/*
 * icmp_sock - ICMP echo sockets (SK-1; RFC 792), as Linux's ping sockets
 *
 * The user sends and receives ICMP messages with their header. The local port is
 * the identifier. The socket fills in identifier and checksum of requests, and
 * receives replies with its identifier (PCB-1). Only echo requests can be sent.
 */
#include <linux/icmp.h>
#include <linux/module.h>

#include "sock/bind_ifl.h"
#include "sock/dgram.h"
#include "sock/rx.h"
#include "sock/session.h"
#include "sock/tx.h"

#define ICMP_MESSAGE_MAX (65535 - 20)

static void icmp_sock_receive(struct bn_sock *bs, struct sk_buff *skb)
{
	if (!pskb_may_pull(skb, sizeof(struct icmphdr)) || skb_checksum_simple_validate(skb)) {
		bn_drop(skb, BN_DROP_ICMP_BAD);
		return;
	}
	if (icmp_hdr(skb)->type != ICMP_ECHOREPLY) {
		bn_drop(skb, BN_DROP_ICMP_IGNORED);
		return;
	}
	if (bn_rx_filter(bs, skb, sizeof(struct icmphdr)))
		bn_rx_deliver(bs, skb);
}

static void icmp_sock_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	bn_dgram_describe(bs, skb, msg, 0);
}

/* Fill in identifier and checksum of the user's header */
static int finish_header(struct sk_buff *skb, __be16 ident)
{
	struct icmphdr *icmp;

	if (!pskb_may_pull(skb, sizeof(*icmp)))
		return -ENOMEM;
	skb_reset_transport_header(skb);
	icmp = icmp_hdr(skb);
	if (icmp->type != ICMP_ECHO || icmp->code)
		return -EINVAL;
	icmp->un.echo.id = ident;
	icmp->checksum = 0;
	icmp->checksum = csum_fold(skb_checksum(skb, 0, skb->len, 0));
	skb->ip_summed = CHECKSUM_NONE;
	return 0;
}

static int icmp_sock_send(struct bn_sock *bs, struct sk_buff *skb, const struct bn_tx *tx)
{
	int err = finish_header(skb, tx->to.lport);

	if (err) {
		kfree_skb(skb);
		return err;
	}
	return bn_ip4_output(bs->stack, skb, &tx->ip);
}

/* no owner: closed sockets hold no module reference, see af_bsdnet.c */
static struct proto prot = {
	.name = "BSDNET-ICMP",
	.obj_size = sizeof(struct bn_sock),
	.rehash = BN_OLD_REHASH(bn_bind_ifl_rehash),
};

static const struct bn_pcb_ops pcb_ops = {
	.input = bn_session_input,
	.error = bn_session_error,
	.name = "icmp socket",
};

const struct bn_sock_kind bn_icmp_sock_kind = {
	.name = "icmp",
	.type = SOCK_DGRAM,
	.family = BSDNET_INET,
	.proto = IPPROTO_ICMP,
	.cap = -1,
	.headroom = BN_IP4_HEADROOM,
	.len_min = sizeof(struct icmphdr),
	.len_max = ICMP_MESSAGE_MAX,
	.prot = &prot,
	.ops = &bn_dgram_ops,
	.pcb_ops = &pcb_ops,
	.install = bn_session_install,
	.receive = icmp_sock_receive,
	.describe = icmp_sock_describe,
	.send = icmp_sock_send,
	.unbind = bn_dgram_unbind,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/icmp_sock_kunit.c"
#endif
