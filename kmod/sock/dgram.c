// SPDX-License-Identifier: GPL-2.0
/*
 * dgram - system calls of IP datagram sockets (SK-1, SK-2)
 *
 * The semantics are those of Linux's udp(7). The first bind(), connect() or send
 * assigns a port. bind() and connect() change the session (session.c) and then
 * the addresses; on failure they change neither.
 *
 * Synchronization: the socket lock; addresses are published under
 * bn_sock::addr_lock for readers without the socket lock.
 */
#include <linux/capability.h>
#include <linux/inet.h>

#include "sock/addr.h"
#include "sock/af_bsdnet.h"
#include "sock/cmsg.h"
#include "sock/cork.h"
#include "sock/dgram.h"
#include "sock/early.h"
#include "sock/mcast.h"
#include "sock/rx.h"
#include "sock/session.h"
#include "sock/sockopt.h"
#include "sock/tx.h"

/* Ports below need CAP_NET_BIND_SERVICE in the user namespace of the netns */
#define FIRST_FREE_PORT 1024

/* The least port to choose. An ICMP identifier may be anything but 0 */
static u16 first_port(const struct bn_sock *bs)
{
	u16 first = bs->port_range;

	if (!bs->kind->has_rport)
		return 1;
	return first ? max_t(u16, first, FIRST_FREE_PORT) : 0;
}

static int claim_port(struct bn_sock *bs, u16 port, __be32 laddr)
{
	bs->port.port = port;
	bs->port.proto = bs->kind->proto;
	bs->port.first = first_port(bs);
	bs->port.last = bs->port_range >> 16;
	bs->port.instance = bs->addr.instance;
	bs->port.ifl = bs->in_ifl;
	bs->port.laddr = laddr;
	bs->port.reuse = bs->sk.sk_reuse;
	bs->port.reuseport = bs->sk.sk_reuseport;
	bs->port.uid = sk_uid(&bs->sk);
	return bn_port_claim(&bs->stack->socks->ports, &bs->port);
}

static void release_port(struct bn_sock *bs)
{
	bn_port_release(&bs->stack->socks->ports, &bs->port);
}

/**
 * bn_dgram_publish() - publish the addresses of a socket, also in the name of its queue
 * @bs: the socket
 * @addr: the addresses
 *
 * Context: process, socket lock held.
 */
void bn_dgram_publish(struct bn_sock *bs, const struct bn_sock_addr *addr)
{
	bn_sock_addr_write(bs, addr);
	bn_queue_set_name(&bs->svcq.stats, "%s %pI4:%u", bs->kind->name, &addr->laddr,
			  ntohs(addr->lport));
}

/* Claim the port (0: choose a free one) and install the session */
static int bind_locked(struct bn_sock *bs, __be32 laddr, u16 port)
{
	struct bn_sock_addr addr = bs->addr;
	int err;

	err = claim_port(bs, port, laddr);
	if (err)
		return err;
	addr.laddr = laddr;
	addr.lport = htons(bs->port.port);
	err = bs->kind->install(bs, &addr);
	if (err) {
		release_port(bs);
		return err;
	}
	bn_dgram_publish(bs, &addr);
	return 0;
}

static int check_bind(struct bn_sock *bs, const struct sockaddr_in *sin)
{
	u16 port = ntohs(sin->sin_port);

	if (bs->kind->has_rport && port && port < FIRST_FREE_PORT &&
	    !ns_capable(sock_net(&bs->sk)->user_ns, CAP_NET_BIND_SERVICE))
		return -EACCES;
	if (bs->sk.sk_bound_dev_if)
		return -EOPNOTSUPP;
	if (bs->addr.lport)
		return -EINVAL;
	switch (bn_addr_type(bs->stack, bs->addr.instance, sin->sin_addr.s_addr)) {
	case BN_ADDR_WILD:
	case BN_ADDR_LOCAL:
		return 0;
	case BN_ADDR_BROADCAST:
	case BN_ADDR_MULTICAST:
		return bs->kind->has_rport ? 0 : -EADDRNOTAVAIL;
	default:
		return bn_sock_has(bs, BN_OPT_FREEBIND | BN_OPT_TRANSPARENT) ? 0 : -EADDRNOTAVAIL;
	}
}

/**
 * bn_dgram_bind() - bind()
 * @sock: the socket
 * @uaddr: struct sockaddr_in; the port of an ICMP socket is its identifier
 * @len: length of @uaddr in bytes
 *
 * Return: 0, or -EINVAL (@len too short, or already bound), -EAFNOSUPPORT, -EACCES
 *	(privileged port), -EADDRNOTAVAIL, -EADDRINUSE, -EOPNOTSUPP (bound to
 *	a device of the host), -ENOMEM.
 * Context: process.
 */
int bn_dgram_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct sockaddr_in sin;
	int err;

	err = bn_addr_check(uaddr, len, &sin);
	if (err)
		return err;
	lock_sock(&bs->sk);
	err = check_bind(bs, &sin);
	if (!err)
		err = bind_locked(bs, sin.sin_addr.s_addr, ntohs(sin.sin_port));
	if (!err) {
		bs->bound_addr = sin.sin_addr.s_addr;
		bs->bound_port = sin.sin_port;
	}
	release_sock(&bs->sk);
	return err;
}

/**
 * bn_dgram_autobind() - assign a port if the socket has none
 * @bs: the socket
 *
 * Return: 0, -EAGAIN if no port is free (as on Linux), or -ENOMEM.
 * Context: process, without the socket lock.
 */
int bn_dgram_autobind(struct bn_sock *bs)
{
	int err = 0;

	lock_sock(&bs->sk);
	if (!bs->addr.lport)
		err = bind_locked(bs, 0, 0);
	release_sock(&bs->sk);
	return err == -EADDRINUSE ? -EAGAIN : err;
}

/* Restore the state after bind(). Cannot fail if bind() set no port */
static int disconnect(struct bn_sock *bs)
{
	struct bn_sock_addr addr = bs->addr;
	int err = 0;

	addr.raddr = 0;
	addr.rport = 0;
	if (!bs->bound_addr)
		addr.laddr = 0;
	if (!bs->bound_port) {
		bn_session_remove(bs);
		release_port(bs);
		addr.lport = 0;
	} else if (bs->sk.sk_state == TCP_ESTABLISHED) {
		err = bs->kind->install(bs, &addr);
	}
	if (err)
		return err;
	bs->sk.sk_state = TCP_CLOSE;
	bn_dgram_publish(bs, &addr);
	return 0;
}

/* Choose the local address of a connection: the bound address, else that of the route. A
 * bound address that is not local (multicast, broadcast) stays, but is not used for the route.
 */
static int choose_local(struct bn_sock *bs, struct bn_sock_addr *addr)
{
	struct bn_ip4_tx tx = {
		.instance = addr->instance,
		.daddr = addr->raddr,
		.out_ifl = bn_sock_ifl_to(bs, addr->raddr),
		.proto = bs->sk.sk_protocol,
	};
	bool fixed = bs->bound_addr;
	int err;

	if (sock_flag(&bs->sk, SOCK_BROADCAST))
		tx.flags |= BN_PKT_BROADCAST_OK;
	if (sock_flag(&bs->sk, SOCK_LOCALROUTE))
		tx.flags |= BN_PKT_DONTROUTE;
	if (fixed && bn_addr_type(bs->stack, addr->instance, addr->laddr) == BN_ADDR_LOCAL)
		tx.saddr = addr->laddr;
	else if (!fixed)
		tx.saddr = bn_mcast_source_addr(bs, addr->instance, addr->raddr);
	err = bn_ip4_route(bs->stack, &tx, NULL);
	if (err)
		return err;
	if (!fixed)
		addr->laddr = tx.saddr;
	return 0;
}

static int connect_locked(struct bn_sock *bs, const struct sockaddr_in *sin)
{
	struct bn_sock_addr addr = bs->addr;
	bool had_port = addr.lport;
	int err;

	/* a peer address is meaningful in one instance only */
	if (addr.instance == BSDNET_INSTANCE_ANY)
		return -EINVAL;
	if (bs->sk.sk_bound_dev_if)
		return -EOPNOTSUPP;
	addr.raddr = sin->sin_addr.s_addr;
	/* shown to the user, but of no meaning for raw sockets */
	addr.rport = bs->kind->has_rport || bs->kind->any_proto ? sin->sin_port : 0;
	err = choose_local(bs, &addr);
	if (err)
		return err;
	if (!had_port) {
		err = claim_port(bs, 0, 0);
		if (err)
			return err == -EADDRINUSE ? -EAGAIN : err;
		addr.lport = htons(bs->port.port);
	}
	err = bs->kind->install(bs, &addr);
	if (err) {
		if (!had_port)
			release_port(bs);
		return err;
	}
	bs->sk.sk_state = TCP_ESTABLISHED;
	bn_dgram_publish(bs, &addr);
	return 0;
}

/**
 * bn_dgram_connect() - connect(); AF_UNSPEC disconnects
 * @sock: the socket
 * @uaddr: struct sockaddr_in
 * @len: length of @uaddr in bytes
 * @flags: O_NONBLOCK; ignored, connect() does not block
 *
 * Return: 0, or -EINVAL (@len too short, or the socket is wild in the instance),
 *	-EAFNOSUPPORT, -EOPNOTSUPP (bound to a device of the host), an error of
 *	bn_ip4_route(), -EADDRINUSE, -EAGAIN (no free port), -ENOMEM.
 * Context: process.
 */
int bn_dgram_connect(struct socket *sock, struct sockaddr_unsized *uaddr, int len, int flags)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct sockaddr_in sin;
	bool unspec;
	int err = 0;

	if (len < (int)sizeof(uaddr->sa_family))
		return -EINVAL;
	unspec = uaddr->sa_family == AF_UNSPEC;
	if (!unspec)
		err = bn_addr_check(uaddr, len, &sin);
	if (err)
		return err;
	lock_sock(&bs->sk);
	err = unspec ? disconnect(bs) : connect_locked(bs, &sin);
	release_sock(&bs->sk);
	return err;
}

/**
 * bn_dgram_getname() - getsockname(), getpeername()
 * @sock: the socket
 * @uaddr: filled in
 * @peer: nonzero: return the peer's address
 *
 * Return: length of the address, or -ENOTCONN.
 * Context: process.
 */
int bn_dgram_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct bn_sock_addr addr = bn_sock_addr_read(bn_sk(sock->sk));
	struct sockaddr_in *sin = (struct sockaddr_in *)uaddr;

	if (peer && !addr.raddr)
		return -ENOTCONN;
	memset(sin, 0, sizeof(*sin));
	sin->sin_family = AF_INET;
	sin->sin_port = peer ? addr.rport : addr.lport;
	sin->sin_addr.s_addr = peer ? addr.raddr : addr.laddr;
	return sizeof(*sin);
}

/**
 * bn_dgram_shutdown() - shutdown()
 * @sock: the socket
 * @how: SHUT_RD, SHUT_WR, SHUT_RDWR
 *
 * Return: 0, -EINVAL, or -ENOTCONN; as on Linux, -ENOTCONN also shuts down and
 *	wakes up readers.
 * Context: process.
 */
int bn_dgram_shutdown(struct socket *sock, int how)
{
	struct sock *sk = sock->sk;
	int err;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	lock_sock(sk);
	err = sk->sk_state == TCP_ESTABLISHED ? 0 : -ENOTCONN;
	/* SHUT_RD + 1 is RCV_SHUTDOWN, and so on */
	WRITE_ONCE(sk->sk_shutdown, sk->sk_shutdown | (how + 1));
	sk->sk_state_change(sk);
	release_sock(sk);
	return err;
}

/**
 * bn_dgram_unbind() - remove the session, release the port, drop an incomplete datagram
 * @bs: the socket
 *
 * Context: process, socket lock held.
 */
void bn_dgram_unbind(struct bn_sock *bs)
{
	bn_cork_drop(bs);
	bn_sock_early_drop_all(bs);
	bn_session_remove(bs);
	release_port(bs);
}

/**
 * bn_dgram_describe() - report the sender's address and ancillary data of a packet
 * @bs: the socket
 * @skb: the packet, network header set
 * @msg: filled in
 * @port: the sender's port, 0 for none
 *
 * Context: process.
 */
void bn_dgram_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg, __be16 port)
{
	struct sockaddr_in *sin = msg->msg_name;

	if (sin) {
		memset(sin, 0, sizeof(*sin));
		sin->sin_family = AF_INET;
		sin->sin_port = port;
		sin->sin_addr.s_addr = ip_hdr(skb)->saddr;
		msg->msg_namelen = sizeof(*sin);
	}
	if (READ_ONCE(bs->opts) & BN_OPT_REPORTS)
		bn_cmsg_put(bs, skb, msg);
}

/* As on Linux, nothing is sent. Neighbours are confirmed by ARP alone */
static bool only_confirms(const struct msghdr *msg, size_t len)
{
	return !len && msg->msg_flags & MSG_CONFIRM && msg->msg_flags & MSG_PROBE;
}

/**
 * bn_dgram_send() - send a datagram that is complete
 * @bs: a datagram or raw socket
 * @msg: the message; its flags were checked
 * @len: length of its data in bytes
 *
 * Return: @len, or -errno.
 * Context: process, may sleep.
 */
int bn_dgram_send(struct bn_sock *bs, struct msghdr *msg, size_t len)
{
	const struct bn_sock_kind *kind = bs->kind;
	struct sk_buff *skb;
	struct bn_tx tx;
	int err;

	err = bn_tx_prepare(bs, msg, &tx);
	if (err)
		return err;
	if (kind->has_rport && !tx.to.rport)
		return -EINVAL;
	if (unlikely(only_confirms(msg, len)))
		return 0;
	skb = bn_tx_alloc(&bs->sk, msg, len, kind->headroom, &err);
	if (!skb)
		return err;
	err = bn_tx_output(bs, skb, &tx);
	return err ? : len;
}

static int dgram_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	int err;

	if (len > bs->kind->len_max)
		return -EMSGSIZE;
	if (len < bs->kind->len_min)
		return -EINVAL;
	err = bn_tx_flags(sock->sk, msg);
	if (err)
		return err;
	if (bs->kind == &bn_udp_sock_kind)
		bn_msg_join_pages(msg);
	if (unlikely(bn_cork_applies(bs, msg)))
		return bn_cork_send(bs, msg, len);
	return bn_dgram_send(bs, msg, len);
}

const struct proto_ops bn_dgram_ops = {
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
	.sendmsg = dgram_sendmsg,
	.recvmsg = bn_rx_recvmsg,
	.set_peek_off = sk_set_peek_off,
	.mmap = sock_no_mmap,
};
