// SPDX-License-Identifier: GPL-2.0
/*
 * tx - common part of sendmsg() of all kinds (SK-1, SK-3, SK-4, SK-5)
 *
 * Sending uses a copy of the socket's addresses and does not take the socket lock, except
 * to assign a port. Packets are charged to the socket's send buffer until they are freed.
 */
#include <linux/uio.h>
#include <net/ip.h>

#include "sock/addr.h"
#include "sock/cmsg.h"
#include "sock/dgram.h"
#include "sock/errqueue.h"
#include "sock/mcast.h"
#include "sock/tx.h"

/* Larger payloads are in page fragments */
#define LINEAR_MAX SKB_WITH_OVERHEAD(PAGE_SIZE)

/**
 * bn_tx_flags() - check the flags of a sendmsg()
 * @sk: the socket
 * @msg: the message
 *
 * Return: 0 or -EOPNOTSUPP.
 */
int bn_tx_flags(const struct sock *sk, const struct msghdr *msg)
{
	if (msg->msg_flags & (MSG_OOB | MSG_FASTOPEN))
		return -EOPNOTSUPP;
	/* echo requests and frames are not joined */
	if (msg->msg_flags & MSG_MORE && bn_sk(sk)->kind != &bn_udp_sock_kind &&
	    bn_sk(sk)->kind != &bn_raw_sock_kind)
		return -EOPNOTSUPP;
	/* binding to a netdev of the host is not supported */
	if (READ_ONCE(sk->sk_bound_dev_if))
		return -EOPNOTSUPP;
	return 0;
}

/* As on Linux, a raw socket for which the stack makes the IP header sends although an error is
 * pending or the socket was shut down, and does not wait for room
 */
static struct sk_buff *alloc_at_once(struct sock *sk, unsigned int linear, unsigned int rest,
				     int *err)
{
	struct sk_buff *skb;

	*err = -ENOBUFS;
	if (sk_wmem_alloc_get(sk) > 2 * READ_ONCE(sk->sk_sndbuf))
		return NULL;
	skb = alloc_skb_with_frags(linear, rest, PAGE_ALLOC_COSTLY_ORDER, err, sk->sk_allocation);
	if (skb)
		skb_set_owner_w(skb, sk);
	return skb;
}

/**
 * bn_tx_alloc() - allocate a packet with the user's data, charged to the socket
 * @sk: the socket
 * @msg: the data
 * @len: length of the data in bytes
 * @headroom: bytes to reserve in front of the data
 * @err: set on failure: -EAGAIN, -EINTR..., -EPIPE, -EFAULT, -ENOBUFS, or a
 *	pending error of the socket
 *
 * Return: the packet, data at the payload, or NULL.
 * Context: process; waits for room in the send buffer unless the socket or
 *	the message is non-blocking. A raw socket without IP_HDRINCL does not wait.
 */
struct sk_buff *bn_tx_alloc(struct sock *sk, struct msghdr *msg, size_t len,
			    unsigned int headroom, int *err)
{
	size_t linear = headroom + len <= LINEAR_MAX ? len : 0;
	struct sk_buff *skb;

	if (bn_sk(sk)->kind == &bn_raw_sock_kind && !bn_sock_has(bn_sk(sk), BN_OPT_HDRINCL))
		skb = alloc_at_once(sk, headroom + linear, len - linear, err);
	else
		skb = sock_alloc_send_pskb(sk, headroom + linear, len - linear,
					   msg->msg_flags & MSG_DONTWAIT, err,
					   PAGE_ALLOC_COSTLY_ORDER);
	if (!skb)
		return NULL;
	skb_reserve(skb, headroom);
	skb_put(skb, linear);
	skb->data_len = len - linear;
	skb->len += len - linear;
	*err = skb_copy_datagram_from_iter(skb, 0, &msg->msg_iter, len);
	if (*err) {
		kfree_skb(skb);
		return NULL;
	}
	skb->priority = READ_ONCE(sk->sk_priority);
	skb->mark = READ_ONCE(sk->sk_mark);
	return skb;
}

static int tx_get_destination(const struct bn_sock *bs, const struct msghdr *msg,
			      struct bn_sock_addr *to)
{
	struct sockaddr_in sin;
	int err;

	if (!msg->msg_name) {
		if (!to->raddr)
			return -EDESTADDRREQ;
		return 0;
	}
	err = bn_addr_check(msg->msg_name, msg->msg_namelen, &sin);
	if (err && (err != -EAFNOSUPPORT || sin.sin_family != AF_UNSPEC))
		return err;
	to->raddr = sin.sin_addr.s_addr;
	to->rport = sin.sin_port;
	return 0;
}

/* The instance of the socket; for a wild socket that of the ancillary data, else 0 */
static int get_instance(const struct bn_sock_addr *from, const struct bn_cmsg *cmsg, u32 *instance)
{
	if (from->instance != BSDNET_INSTANCE_ANY) {
		if (cmsg->has_instance && cmsg->instance != from->instance)
			return -EINVAL;
		*instance = from->instance;
		return 0;
	}
	if (cmsg->has_instance && cmsg->instance == BSDNET_INSTANCE_ANY)
		return -EINVAL;
	*instance = cmsg->has_instance ? cmsg->instance : 0;
	return 0;
}

/* The source address: from the ancillary data, else the socket's local address. Multicast and
 * broadcast addresses are ignored, so that the info of a received packet can be used to reply
 * (SK-4). 0: chosen by the route. With IP_TRANSPARENT any source is believed, also the 0.0.0.0
 * of a native item (SK-5).
 */
static int get_source(struct bn_sock *bs, const struct bn_sock_addr *from,
		      const struct bn_cmsg *cmsg, struct bn_ip4_tx *tx)
{
	__be32 wish = cmsg->saddr ? : from->laddr;

	if (bn_sock_has(bs, BN_OPT_TRANSPARENT) && (wish || cmsg->has_instance)) {
		tx->saddr = wish;
		tx->flags |= BN_PKT_SOURCE_GIVEN;
		return 0;
	}
	switch (bn_addr_type(bs->stack, tx->instance, wish)) {
	case BN_ADDR_LOCAL:
		tx->saddr = wish;
		return 0;
	case BN_ADDR_OTHER:
		return cmsg->saddr ? -EINVAL : -EADDRNOTAVAIL;
	default:
		tx->saddr = bn_mcast_source_addr(bs, tx->instance, tx->daddr);
		return 0;
	}
}

/* IP options: those of the ancillary data, else those of the socket */
static int copy_options(struct bn_sock *bs, const struct bn_cmsg *cmsg, struct bn_tx *tx)
{
	const struct bn_sock_options *own;
	int err = 0;

	if (cmsg->options) {
		err = bn_ip4_options_make(&tx->options, cmsg->options, cmsg->options_len,
					  bn_sock_may_any_option(bs));
	} else {
		rcu_read_lock();
		own = rcu_dereference(bs->options);
		if (own)
			tx->options = own->options;
		else
			tx->options.len = 0;
		rcu_read_unlock();
	}
	if (err || !tx->options.len)
		return err;
	if (tx->header)
		return -EINVAL;
	tx->ip.options = &tx->options;
	if (!tx->options.route)
		return 0;
	if (!tx->ip.daddr)
		return -EINVAL;
	tx->options.final = tx->ip.daddr;
	tx->ip.daddr = tx->options.first;
	if (tx->options.strict)
		tx->ip.flags |= BN_PKT_DONTROUTE;
	return 0;
}

static void get_multicast(const struct bn_sock *bs, struct bn_ip4_tx *tx)
{
	tx->ttl = READ_ONCE(bs->mcast_ttl);
	if (!tx->ttl)
		tx->flags |= BN_PKT_TTL_ZERO;
	if (bn_sock_has(bs, BN_OPT_NO_LOOP))
		tx->flags |= BN_PKT_NO_LOOP;
}

static void get_wishes(struct bn_sock *bs, const struct msghdr *msg, const struct bn_cmsg *cmsg,
		       struct bn_ip4_tx *tx)
{
	u8 pmtudisc = READ_ONCE(bs->pmtudisc);

	tx->out_ifl = cmsg->out_ifl ? : bn_sock_ifl_to(bs, tx->daddr);
	if (cmsg->ttl)
		tx->ttl = cmsg->ttl;
	else if (ipv4_is_multicast(tx->daddr))
		get_multicast(bs, tx);
	else
		tx->ttl = READ_ONCE(bs->ttl);
	tx->tos = cmsg->has_tos ? cmsg->tos : READ_ONCE(bs->tos);
	if (pmtudisc == IP_PMTUDISC_DO || pmtudisc == IP_PMTUDISC_PROBE)
		tx->flags |= BN_PKT_DONTFRAG;
	if (sock_flag(&bs->sk, SOCK_BROADCAST))
		tx->flags |= BN_PKT_BROADCAST_OK;
	if (sock_flag(&bs->sk, SOCK_LOCALROUTE) || msg->msg_flags & MSG_DONTROUTE)
		tx->flags |= BN_PKT_DONTROUTE;
}

/**
 * bn_tx_prepare() - determine destination, source and parameters of a datagram
 * @bs: the socket; assigned a port if it has none
 * @msg: address and ancillary data
 * @tx: filled in, including the source address
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_tx_prepare(struct bn_sock *bs, struct msghdr *msg, struct bn_tx *tx)
{
	struct bn_cmsg cmsg = {};
	int err;

	memset(tx, 0, offsetof(struct bn_tx, options));
	tx->to = bn_sock_addr_read(bs);
	err = tx_get_destination(bs, msg, &tx->to);
	if (err)
		return err;
	sockcm_init(&tx->sockc, &bs->sk);
	tx->sockc.mark = READ_ONCE(bs->sk.sk_mark);
	cmsg.gso_size = READ_ONCE(bs->gso_size);
	err = msg->msg_controllen ? bn_cmsg_parse(bs, msg, &cmsg, &tx->sockc) : 0;
	if (err)
		return err;
	tx->gso_size = cmsg.gso_size;
	err = get_instance(&tx->to, &cmsg, &tx->ip.instance);
	if (err)
		return err;
	tx->ip.daddr = tx->to.raddr;
	tx->ip.proto = bs->sk.sk_protocol;
	tx->header = bn_sock_has(bs, BN_OPT_HDRINCL);
	if (unlikely(cmsg.options || rcu_access_pointer(bs->options))) {
		err = copy_options(bs, &cmsg, tx);
		if (err)
			return err;
	}
	err = get_source(bs, &tx->to, &cmsg, &tx->ip);
	if (err)
		return err;
	get_wishes(bs, msg, &cmsg, &tx->ip);
	if (!tx->ip.saddr && !(tx->ip.flags & BN_PKT_SOURCE_GIVEN)) {
		err = bn_ip4_route(bs->stack, &tx->ip, NULL);
		if (err)
			return err;
	}
	if (tx->to.lport)
		return 0;
	err = bn_dgram_autobind(bs);
	tx->to.lport = bn_sock_addr_read(bs).lport;
	return err;
}

static void report_too_long(struct bn_sock *bs, struct bn_tx *tx)
{
	u32 mtu;

	if (!bn_ip4_route(bs->stack, &tx->ip, &mtu))
		bn_errqueue_local(&bs->sk, EMSGSIZE, tx->to.raddr, tx->to.rport, mtu);
}

/**
 * bn_tx_output() - send a datagram
 * @bs: the socket
 * @skb: data at the payload; taken
 * @tx: from bn_tx_prepare()
 *
 * Return: 0 or -errno.
 * Context: process, without the socket lock.
 */
int bn_tx_output(struct bn_sock *bs, struct sk_buff *skb, struct bn_tx *tx)
{
	int err;

	skb->mark = tx->sockc.mark;
	skb->priority = bn_sockcm_priority(&tx->sockc, &bs->sk);
	skb_setup_tx_timestamp(skb, &tx->sockc);
	err = bs->kind->send(bs, skb, tx);
	if (err == -EMSGSIZE && bn_sock_has(bs, BN_OPT_RECVERR))
		report_too_long(bs, tx);
	return err;
}
