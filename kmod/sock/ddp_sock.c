// SPDX-License-Identifier: GPL-2.0
/*
 * ddp_sock - datagram sockets of AppleTalk (Q-10, SK-1)
 *
 * As Linux's: addresses are struct sockaddr_at, and the user's data begin with the octet of the
 * type. Addresses belong to room ddp, where each call acquires the service queue of the protocol;
 * received datagrams go through the service queue of the socket, as those of all sockets.
 *
 * Errors: EHOSTUNREACH of a connected socket, when AARP finds no such node; ENETDOWN of one that
 * is bound to an address that is deleted.
 *
 * Synchronization: calls that change addresses hold the socket lock, which is taken before the
 * service queue of the protocol.
 */
#include <linux/module.h>
#include <uapi/linux/atalk.h>

#include "sock/af_bsdnet.h"
#include "sock/dgram.h"
#include "sock/rx.h"
#include "sock/sockopt.h"
#include "sock/tx.h"

/* ---- addresses ------------------------------------------------------------- */

static int get_name(const void *name, int len, struct bn_ddp_addr *addr)
{
	struct sockaddr_at at;

	if (len < (int)sizeof(at))
		return -EINVAL;
	memcpy(&at, name, sizeof(at));
	if (at.sat_family != AF_APPLETALK)
		return -EAFNOSUPPORT;
	addr->net = ntohs(at.sat_addr.s_net);
	addr->node = at.sat_addr.s_node;
	addr->sock = at.sat_port;
	return 0;
}

static void put_name(void *name, const struct bn_ddp_addr *addr)
{
	struct sockaddr_at *at = name;

	memset(at, 0, sizeof(*at));
	at->sat_family = AF_APPLETALK;
	at->sat_addr.s_net = htons(addr->net);
	at->sat_addr.s_node = addr->node;
	at->sat_port = addr->sock;
}

/* Socket lock held */
static void ddp_sock_publish(struct bn_sock *bs, const struct bn_ddp_addr *remote)
{
	const struct bn_ddp_addr local = bs->ddp.session.local;

	spin_lock(&bs->addr_lock);
	bs->ddp.local = local;
	bs->ddp.remote = *remote;
	spin_unlock(&bs->addr_lock);
	bn_queue_set_name(&bs->svcq.stats, "ddp %u.%u:%u", local.net, local.node, local.sock);
}

static void read_addresses(struct bn_sock *bs, struct bn_ddp_addr *local,
			   struct bn_ddp_addr *remote)
{
	spin_lock(&bs->addr_lock);
	*local = bs->ddp.local;
	*remote = bs->ddp.remote;
	spin_unlock(&bs->addr_lock);
}

/* Socket lock held. Socket numbers of services need a privilege, as on Linux */
static int bind_locked(struct bn_sock *bs, const struct bn_ddp_addr *addr)
{
	int err;

	if (bs->sk.sk_bound_dev_if)
		return -EOPNOTSUPP;
	if (addr->sock && addr->sock < BN_DDP_FREE_SOCK &&
	    !ns_capable(sock_net(&bs->sk)->user_ns, CAP_NET_BIND_SERVICE))
		return -EACCES;
	err = bn_ddp_session_bind(bs->stack, &bs->ddp.session, addr);
	if (!err)
		ddp_sock_publish(bs, &bs->ddp.remote);
	return err;
}

static int ddp_sock_bind(struct socket *sock, struct sockaddr_unsized *uaddr, int len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct bn_ddp_addr addr;
	int err;

	err = get_name(uaddr, len, &addr);
	if (err)
		return err;
	lock_sock(&bs->sk);
	err = bind_locked(bs, &addr);
	release_sock(&bs->sk);
	return err;
}

static int autobind(struct bn_sock *bs)
{
	static const struct bn_ddp_addr any;
	int err = 0;

	lock_sock(&bs->sk);
	if (!bs->ddp.local.sock)
		err = bind_locked(bs, &any);
	release_sock(&bs->sk);
	return err;
}

static int connect_locked(struct bn_sock *bs, const struct bn_ddp_addr *remote)
{
	static const struct bn_ddp_addr nobody;
	int err;

	if (bs->sk.sk_bound_dev_if)
		return -EOPNOTSUPP;
	err = bn_ddp_session_connect(bs->stack, &bs->ddp.session, remote);
	if (err)
		return err;
	bs->sk.sk_state = remote ? TCP_ESTABLISHED : TCP_CLOSE;
	ddp_sock_publish(bs, remote ?: &nobody);
	return 0;
}

/* AF_UNSPEC disconnects */
static int ddp_sock_connect(struct socket *sock, struct sockaddr_unsized *uaddr, int len,
			    int flags)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct bn_ddp_addr addr;
	bool unspec;
	int err = 0;

	if (len < (int)sizeof(uaddr->sa_family))
		return -EINVAL;
	unspec = uaddr->sa_family == AF_UNSPEC;
	if (!unspec)
		err = get_name(uaddr, len, &addr);
	if (err)
		return err;
	lock_sock(&bs->sk);
	err = connect_locked(bs, unspec ? NULL : &addr);
	release_sock(&bs->sk);
	return err;
}

static int ddp_sock_getname(struct socket *sock, struct sockaddr *uaddr, int peer)
{
	struct bn_ddp_addr local, remote;

	read_addresses(bn_sk(sock->sk), &local, &remote);
	if (peer && !remote.node)
		return -ENOTCONN;
	put_name(uaddr, peer ? &remote : &local);
	return sizeof(struct sockaddr_at);
}

static void ddp_sock_unbind(struct bn_sock *bs)
{
	bn_ddp_session_close(bs->stack, &bs->ddp.session);
}

/* ---- receiving ------------------------------------------------------------- */

static struct bn_sock *sock_of(struct bn_ddp_session *session)
{
	return container_of(session, struct bn_sock, ddp.session);
}

/* bn_ddp_session::receive */
static void session_receive(struct bn_ddp_session *session, struct sk_buff *skb)
{
	bn_rx_enqueue(sock_of(session), skb, BN_DROP_SOCK_QUEUE_FULL);
}

/* bn_ddp_session::error */
static void session_error(struct bn_ddp_session *session, int err)
{
	bn_rx_error(sock_of(session), err);
}

static int ddp_sock_open(struct bn_sock *bs)
{
	bs->ddp.session.receive = session_receive;
	bs->ddp.session.error = session_error;
	return 0;
}

static void ddp_sock_receive(struct bn_sock *bs, struct sk_buff *skb)
{
	if (bn_rx_filter(bs, skb, 1))
		bn_rx_deliver(bs, skb);
}

static void ddp_sock_describe(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg)
{
	struct bn_ddp_addr from;

	if (!msg->msg_name)
		return;
	bn_ddp_sender(skb, &from);
	put_name(msg->msg_name, &from);
	msg->msg_namelen = sizeof(struct sockaddr_at);
}

/* ---- sending --------------------------------------------------------------- */

static int ddp_sock_destination(struct bn_sock *bs, const struct msghdr *msg,
				struct bn_ddp_addr *to)
{
	struct bn_ddp_addr local;

	if (msg->msg_controllen)
		return -EINVAL;
	if (msg->msg_name)
		return get_name(msg->msg_name, msg->msg_namelen, to);
	read_addresses(bs, &local, to);
	return to->node ? 0 : -EDESTADDRREQ;
}

static u32 ddp_sock_flags(const struct sock *sk)
{
	return (sk->sk_no_check_tx ? 0 : BN_DDP_CHECKSUM) |
	       (sock_flag(sk, SOCK_BROADCAST) ? BN_DDP_BROADCAST_OK : 0);
}

static int ddp_sock_sendmsg(struct socket *sock, struct msghdr *msg, size_t len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	struct bn_ddp_addr to;
	struct sk_buff *skb;
	int err;

	if (len > bs->kind->len_max)
		return -EMSGSIZE;
	if (len < bs->kind->len_min)
		return -EINVAL;
	err = bn_tx_flags(sock->sk, msg) ?: ddp_sock_destination(bs, msg, &to);
	err = err ?: autobind(bs);
	if (err)
		return err;
	skb = bn_tx_alloc(sock->sk, msg, len, bs->kind->headroom, &err);
	if (!skb)
		return err;
	err = bn_ddp_session_send(bs->stack, &bs->ddp.session, &to, ddp_sock_flags(sock->sk),
				  skb);
	return err ?: len;
}

/* no owner: closed sockets hold no module reference, see af_bsdnet.c */
static struct proto prot = {
	.name = "BSDNET-DDP",
	.obj_size = sizeof(struct bn_sock),
};

static const struct proto_ops ops = {
	.family = PF_BSDNET,
	.owner = THIS_MODULE,
	.release = bn_af_release,
	.bind = ddp_sock_bind,
	.connect = ddp_sock_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = ddp_sock_getname,
	.poll = bn_rx_poll,
	.ioctl = bn_af_ioctl,
	.gettstamp = sock_gettstamp,
	.listen = sock_no_listen,
	.shutdown = bn_dgram_shutdown,
	.setsockopt = bn_sockopt_set,
	.getsockopt = bn_sockopt_get,
	.sendmsg = ddp_sock_sendmsg,
	.recvmsg = bn_rx_recvmsg,
	.set_peek_off = sk_set_peek_off,
	.mmap = sock_no_mmap,
};

const struct bn_sock_kind bn_ddp_sock_kind = {
	.name = "ddp",
	.type = SOCK_DGRAM,
	.family = BSDNET_APPLETALK,
	.cap = -1,
	.has_rport = true,
	.headroom = BN_DDP_HEADROOM,
	.len_min = 1,
	.len_max = 1 + BN_DDP_DATA_MAX,
	.prot = &prot,
	.ops = &ops,
	.open = ddp_sock_open,
	.receive = ddp_sock_receive,
	.describe = ddp_sock_describe,
	.unbind = ddp_sock_unbind,
};
