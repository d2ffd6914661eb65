// SPDX-License-Identifier: GPL-2.0
/*
 * raw_sock - raw IP sockets (SK-1, SK-2, SK-5, SK-10), as raw(7) says
 *
 * A raw socket gets a copy of each packet of its protocol, with the IP header, from when it is
 * opened. bind(), connect(), the instance and the interface select among them. It has no port;
 * as on Linux, the protocol is shown in place of the local one.
 *
 * Lifetime: an entry of room inet belongs to the socket. A change of the addresses replaces it by
 * a new one, because readers may use the old one, which is freed after a grace period. The socket
 * is freed at least a grace period after its entry is removed.
 *
 * Synchronization: the entry is changed under the socket lock. Its callbacks run in softirq and
 * only queue.
 */
#include <linux/capability.h>
#include <linux/icmp.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <net/ip.h>

#include "sock/addr.h"
#include "sock/af_bsdnet.h"
#include "sock/bind_ifl.h"
#include "sock/cork.h"
#include "sock/dgram.h"
#include "sock/early.h"
#include "sock/errqueue.h"
#include "sock/mcast.h"
#include "sock/raw_sock.h"
#include "sock/rx.h"
#include "sock/session.h"
#include "sock/sockopt.h"
#include "sock/tx.h"

/**
 * struct bn_raw_entry - the entry of a socket
 * @raw: entry of room inet
 * @bs: the socket
 * @rcu: for freeing
 */
struct bn_raw_entry {
	struct bn_raw raw;
	struct bn_sock *bs;
	struct rcu_head rcu;
};

/* ---- receiving -------------------------------------------------------------------- */

/* ICMP_FILTER: the type of the message is one that the user does not want, or is missing */
static bool icmp_filtered(const struct bn_sock *bs, const struct sk_buff *skb)
{
	u32 mask = READ_ONCE(bs->icmp_filter);
	const struct icmphdr *icmp;
	struct icmphdr buf;

	if (bs->sk.sk_protocol != IPPROTO_ICMP)
		return false;
	icmp = skb_header_pointer(skb, skb_network_offset(skb) + ip_hdrlen(skb), sizeof(buf), &buf);
	return !icmp || (icmp->type < 32 && mask & BIT(icmp->type));
}

/* bn_raw_ops::input */
static void raw_sock_input(struct bn_raw *raw, struct sk_buff *skb)
{
	struct bn_sock *bs = container_of(raw, struct bn_raw_entry, raw)->bs;
	struct sk_buff *copy;

	if (icmp_filtered(bs, skb) || !bn_mcast_accepts(bs, skb))
		return;
	if (bn_session_far(bs, skb)) {
		sk_drops_inc(&bs->sk);
		bn_drop_count(bs->stack, BN_DROP_SOCK_MIN_TTL);
		return;
	}
	if (!bn_rx_has_room(bs))
		return;
	copy = skb_clone(skb, GFP_ATOMIC);
	if (copy)
		bn_rx_enqueue(bs, copy, BN_DROP_SOCK_QUEUE_FULL);
	else
		bn_drop_count(bs->stack, BN_DROP_NO_MEMORY);
}

/* One packet as on the wire, data at the IP header. A packet of this host may lack the checksum */
static void raw_sock_receive_one(struct bn_sock *bs, struct sk_buff *skb)
{
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	skb_set_transport_header(skb, ip_hdrlen(skb));
	if (bn_rx_filter(bs, skb, 1))
		bn_rx_deliver(bs, skb);
}

static void raw_sock_receive(struct bn_sock *bs, struct sk_buff *skb)
{
	bn_rx_segments(bs, skb, raw_sock_receive_one);
}

static void raw_sock_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	bn_dgram_describe(bs, skb, msg, 0);
}

/* bn_raw_ops::error. With IP_HDRINCL the user's data begin with the quoted IP header */
static void raw_sock_error(struct bn_raw *raw, struct sk_buff *skb, int err, u32 info)
{
	struct bn_sock *bs = container_of(raw, struct bn_raw_entry, raw)->bs;
	const struct iphdr *inner = (const struct iphdr *)(icmp_hdr(skb) + 1);
	const struct bn_sock_icmp icmp = {
		.err = abs(err),
		.type = icmp_hdr(skb)->type,
		.code = icmp_hdr(skb)->code,
		.info = info,
		.header = bn_sock_has(bs, BN_OPT_HDRINCL) ? -4 * inner->ihl : 0,
	};

	bn_session_report(bs, skb, &icmp, raw->raddr);
}

static const struct bn_raw_ops raw_ops = {
	.input = raw_sock_input,
	.error = raw_sock_error,
};

/* ---- the entry ---------------------------------------------------------------------- */

static void free_entry(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct bn_raw_entry, rcu));
}

/* bn_sock_kind::install */
static int raw_sock_install(struct bn_sock *bs, const struct bn_sock_addr *addr)
{
	struct bn_raw_entry *entry;
	int err;

	entry = kzalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);
	if (!entry)
		return -ENOMEM;
	entry->bs = bs;
	entry->raw.ops = &raw_ops;
	entry->raw.proto = bs->sk.sk_protocol;
	entry->raw.instance = addr->instance;
	entry->raw.ifl_index = bs->in_ifl;
	entry->raw.laddr = addr->laddr;
	entry->raw.raddr = addr->raddr;
	entry->raw.uid = sk_uid(&bs->sk);
	if (bs->raw) {
		bn_raw_replace(bs->stack, &bs->raw->raw, &entry->raw);
		call_rcu(&bs->raw->rcu, free_entry);
	} else {
		err = bn_raw_add(bs->stack, &entry->raw);
		if (err) {
			kfree(entry);
			return err;
		}
	}
	bs->raw = entry;
	return 0;
}

/* bn_sock_kind::open. There is no port to assign or to release */
static int raw_sock_open(struct bn_sock *bs)
{
	struct bn_sock_addr addr = bs->addr;
	int err;

	bn_sock_set(bs, BN_OPT_HDRINCL, bs->sk.sk_protocol == IPPROTO_RAW);
	bs->bound_port = true;
	addr.lport = htons(bs->sk.sk_protocol);
	err = raw_sock_install(bs, &addr);
	if (!err)
		bn_dgram_publish(bs, &addr);
	return err;
}

/* bn_sock_kind::unbind */
static void raw_sock_unbind(struct bn_sock *bs)
{
	bn_cork_drop(bs);
	bn_sock_early_drop_all(bs);
	if (!bs->raw)
		return;
	bn_raw_remove(bs->stack, &bs->raw->raw);
	call_rcu(&bs->raw->rcu, free_entry);
	bs->raw = NULL;
}

/* ---- system calls --------------------------------------------------------------------- */

static int bind_raw(struct bn_sock *bs, __be32 laddr)
{
	struct bn_sock_addr addr = bs->addr;
	int err;

	if (addr.raddr)
		return -EINVAL;
	if (bs->sk.sk_bound_dev_if)
		return -EOPNOTSUPP;
	if (bn_addr_type(bs->stack, addr.instance, laddr) == BN_ADDR_OTHER &&
	    !bn_sock_has(bs, BN_OPT_FREEBIND | BN_OPT_TRANSPARENT))
		return -EADDRNOTAVAIL;
	addr.laddr = laddr;
	err = raw_sock_install(bs, &addr);
	if (err)
		return err;
	bs->bound_addr = laddr;
	bn_dgram_publish(bs, &addr);
	return 0;
}

/* bind(); may be repeated while the socket is not connected */
static int raw_sock_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct sockaddr_in sin;
	int err;

	err = bn_addr_check(uaddr, len, &sin);
	if (err)
		return err;
	lock_sock(&bs->sk);
	err = bind_raw(bs, sin.sin_addr.s_addr);
	release_sock(&bs->sk);
	return err;
}

static int raw_sock_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	int err;

	if (len > IP_MAX_MTU)
		return -EMSGSIZE;
	err = bn_tx_flags(sock->sk, msg);
	if (err)
		return err;
	/* a packet with its header is complete */
	if (!bn_sock_has(bs, BN_OPT_HDRINCL) && unlikely(bn_cork_applies(bs, msg)))
		return bn_cork_send(bs, msg, len);
	return bn_dgram_send(bs, msg, len);
}

/* bn_sock_kind::send */
static int raw_sock_send(struct bn_sock *bs, struct sk_buff *skb, const struct bn_tx *tx)
{
	if (tx->header)
		return bn_ip4_output_header(bs->stack, skb, &tx->ip);
	return bn_ip4_output(bs->stack, skb, &tx->ip);
}

/* ---- options of level SOL_RAW ------------------------------------------------------------ */

/**
 * bn_raw_sockopt_set() - setsockopt() of level SOL_RAW: ICMP_FILTER
 * @bs: a raw socket
 * @name: the option
 * @optval: struct icmp_filter, or the first bytes of it
 * @len: length of @optval in bytes
 *
 * Return: 0, -EFAULT, -ENOPROTOOPT, or -EOPNOTSUPP if the protocol is not ICMP.
 * Context: process.
 */
int bn_raw_sockopt_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	u32 mask;

	if (name != ICMP_FILTER)
		return -ENOPROTOOPT;
	if (bs->sk.sk_protocol != IPPROTO_ICMP)
		return -EOPNOTSUPP;
	lock_sock(&bs->sk);
	mask = bs->icmp_filter;
	if (copy_from_sockptr(&mask, optval, min_t(unsigned int, len, sizeof(mask)))) {
		release_sock(&bs->sk);
		return -EFAULT;
	}
	WRITE_ONCE(bs->icmp_filter, mask);
	release_sock(&bs->sk);
	return 0;
}

/**
 * bn_raw_sockopt_get() - getsockopt() of level SOL_RAW: ICMP_FILTER
 * @bs: a raw socket
 * @name: the option
 * @val: filled in
 *
 * Return: 0, -ENOPROTOOPT, or -EOPNOTSUPP if the protocol is not ICMP.
 * Context: process.
 */
int bn_raw_sockopt_get(struct bn_sock *bs, int name, int *val)
{
	if (name != ICMP_FILTER)
		return -ENOPROTOOPT;
	if (bs->sk.sk_protocol != IPPROTO_ICMP)
		return -EOPNOTSUPP;
	*val = READ_ONCE(bs->icmp_filter);
	return 0;
}

/* ---- the kind ------------------------------------------------------------------------------ */

/* As Linux's raw sockets, without SO_PEEK_OFF */
static const struct proto_ops ops = {
	.family = PF_BSDNET,
	.owner = THIS_MODULE,
	.release = bn_af_release,
	.bind = raw_sock_bind,
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
	.sendmsg = raw_sock_sendmsg,
	.recvmsg = bn_rx_recvmsg,
	.mmap = sock_no_mmap,
};

/* no owner: closed sockets hold no module reference, see af_bsdnet.c */
static struct proto prot = {
	.name = "BSDNET-RAW",
	.obj_size = sizeof(struct bn_sock),
	.rehash = BN_OLD_REHASH(bn_bind_ifl_rehash),
};

const struct bn_sock_kind bn_raw_sock_kind = {
	.name = "raw",
	.type = SOCK_RAW,
	.family = BSDNET_INET,
	.any_proto = true,
	.cap = CAP_NET_RAW,
	.headroom = BN_IP4_HEADROOM,
	.len_max = IP_MAX_MTU - sizeof(struct iphdr),
	.prot = &prot,
	.ops = &ops,
	.open = raw_sock_open,
	.install = raw_sock_install,
	.receive = raw_sock_receive,
	.describe = raw_sock_describe,
	.send = raw_sock_send,
	.unbind = raw_sock_unbind,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/raw_sock_kunit.c"
#endif
