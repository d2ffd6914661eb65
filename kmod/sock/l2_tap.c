// SPDX-License-Identifier: GPL-2.0
/*
 * l2_tap - L2 sockets that get copies of the frames of an interface (SK-8)
 *
 * With BSDNET_L2_TAP, bind() adds a tap (ifs/tap.c) instead of an entry to the L2 table. The
 * socket's filter is run before a copy is queued, so that frames that it rejects need no room. What
 * it accepts is charged to the receive buffer, without room it is dropped and counted by the
 * socket. The consumer of the service queue splits GSO packets and completes checksums, so
 * that frames are as on the wire.
 *
 * Nothing is taken from anyone: CAP_NET_RAW, needed to open the socket, is sufficient.
 */
#include <linux/filter.h>

#include "sock/rx.h"
#include "sock/socket.h"
#include "sock/sockopt.h"

/* Context: BH off, RCU */
static void tap_copy(void *opaque, struct sk_buff *skb)
{
	struct bn_sock *bs = opaque;

	if (unlikely(!skb)) {
		sk_drops_inc(&bs->sk);
		return;
	}
	/* whole or not at all: a GSO packet cannot be trimmed */
	if (sk_filter_trim_cap(&bs->sk, skb, skb->len)) {
		consume_skb(skb);
		return;
	}
	bn_rx_enqueue(bs, skb, BN_DROP_L2_SOCK_FULL);
}

/**
 * bn_l2_tap_attach() - bind a socket with BSDNET_L2_TAP
 * @bs: the socket
 * @ifl: the interface
 * @sb: protocol prefix
 *
 * Return: 0 or the error of bn_tap_add().
 * Context: socket lock and configuration lock.
 */
int bn_l2_tap_attach(struct bn_sock *bs, const struct bn_ifl *ifl,
		     const struct sockaddr_bsdnet *sb)
{
	struct bn_tap *tap = bn_tap_add(ifl, sb->sb_proto, sb->sb_bits, tap_copy, bs);

	if (IS_ERR(tap))
		return PTR_ERR(tap);
	bs->l2.tap = tap;
	return 0;
}

/**
 * bn_l2_tap_detach() - undo bn_l2_tap_attach()
 * @bs: the socket; not freed before the end of a grace period
 *
 * Context: configuration lock.
 */
void bn_l2_tap_detach(struct bn_sock *bs)
{
	bn_tap_delete(bs->l2.tap);
	bs->l2.tap = NULL;
}

static int tap_set(struct bn_sock *bs, int on)
{
	int err = 0;

	if (on < 0 || on > 1)
		return -EINVAL;
	lock_sock(&bs->sk);
	bn_cfg_lock(bs->stack);
	if (bs->l2.ifl)
		err = -EISCONN;
	else
		WRITE_ONCE(bs->l2.copies, on);
	bn_cfg_unlock(bs->stack);
	release_sock(&bs->sk);
	return err;
}

/**
 * bn_l2_tap_setsockopt() - setsockopt() of L2 sockets: BSDNET_L2_TAP, and all others
 * @sock: the socket
 * @level: SOL_BSDNET ...
 * @name: the option
 * @optval: value of the option
 * @len: length of @optval in bytes
 *
 * Return: 0; -EISCONN (bound); or as bn_sockopt_set().
 * Context: process.
 */
int bn_l2_tap_setsockopt(struct socket *sock, int level, int name, sockptr_t optval,
			 unsigned int len)
{
	int on;

	if (level != SOL_BSDNET || name != BSDNET_L2_TAP)
		return bn_sockopt_set(sock, level, name, optval, len);
	if (len != sizeof(on))
		return -EINVAL;
	if (copy_from_sockptr(&on, optval, sizeof(on)))
		return -EFAULT;
	return tap_set(bn_sk(sock->sk), on);
}

/**
 * bn_l2_tap_getsockopt() - getsockopt() of L2 sockets, except SOL_SOCKET
 * @sock: the socket
 * @level: SOL_BSDNET ...
 * @name: the option
 * @optval: filled in: an int, truncated to @optlen
 * @optlen: size of @optval in bytes; set to the number of bytes filled in
 *
 * Return: as bn_sockopt_get().
 * Context: process.
 */
int bn_l2_tap_getsockopt(struct socket *sock, int level, int name, char __user *optval,
			 int __user *optlen)
{
	int len, on = READ_ONCE(bn_sk(sock->sk)->l2.copies);

	if (level != SOL_BSDNET || name != BSDNET_L2_TAP)
		return bn_sockopt_get(sock, level, name, optval, optlen);
	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	len = min_t(int, len, sizeof(on));
	if (put_user(len, optlen) || copy_to_user(optval, &on, len))
		return -EFAULT;
	return 0;
}

/**
 * bn_l2_tap_describe() - report the type of a copied frame: BSDNET_L2_PKTTYPE
 * @skb: the frame
 * @msg: the user's message
 *
 * Context: process.
 */
void bn_l2_tap_describe(const struct sk_buff *skb, struct msghdr *msg)
{
	u32 type = skb->pkt_type;

	put_cmsg(msg, SOL_BSDNET, BSDNET_L2_PKTTYPE, sizeof(type), &type);
}
