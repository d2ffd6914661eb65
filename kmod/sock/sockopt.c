// SPDX-License-Identifier: GPL-2.0
/*
 * sockopt - socket options (SK-2, SK-3, SK-4, SK-8)
 *
 * SOL_BSDNET has the native options. Those of SOL_IP are in sockopt_ip.c. Options without
 * effect are refused. SO_REUSEPORT is handled here, and the options that bind to an interface in
 * bind_ifl.c, not by the generic code.
 */
#include <linux/in.h>
#include <linux/net.h>

#include "sock/bind_ifl.h"
#include "sock/early.h"
#include "sock/raw_sock.h"
#include "sock/rx.h"
#include "sock/socket.h"
#include "sock/sockopt.h"
#include "sock/stamp.h"

/* Return true if the option applies to this kind of socket */
static bool is_for(const struct bn_sock *bs, int name)
{
	if (name == BSDNET_L2_HEADER)
		return bs->kind->family == BSDNET_L2;
	return bs->kind->family == BSDNET_INET;
}

/* Count a socket of an instance. An instance that counts sockets cannot be deleted */
static int hold_instance(struct bsdnet_stack *stack, u32 index, struct bn_instance **inst)
{
	int err = 0;

	*inst = NULL;
	if (index == BSDNET_INSTANCE_ANY)
		return 0;
	bn_cfg_lock(stack);
	*inst = bn_instance_get(stack, index);
	if (*inst)
		atomic_inc(&(*inst)->socks);
	else
		err = -ENOENT;
	bn_cfg_unlock(stack);
	return err;
}

static void release_instance(struct bn_instance *inst)
{
	if (inst)
		atomic_dec(&inst->socks);
}

/* Socket lock held */
static int set_instance(struct bn_sock *bs, u32 index)
{
	struct bn_sock_addr addr = bs->addr;
	struct bn_instance *inst;
	int err;

	if (bn_sock_is_bound(bs) || !hlist_empty(&bs->memberships))
		return -EISCONN;
	err = hold_instance(bs->stack, index, &inst);
	if (err)
		return err;
	addr.instance = index;
	err = bn_sock_reinstall(bs, &addr);
	if (err) {
		release_instance(inst);
		return err;
	}
	release_instance(bs->inst);
	bs->inst = inst;
	bn_sock_addr_write(bs, &addr);
	return 0;
}

/* Socket lock held */
static int set_bsdnet(struct bn_sock *bs, int name, u32 val)
{
	if (!is_for(bs, name))
		return -ENOPROTOOPT;
	switch (name) {
	case BSDNET_INSTANCE:
		return set_instance(bs, val);
	case BSDNET_OUT_IFL:
		WRITE_ONCE(bs->out_ifl, val);
		return 0;
	case BSDNET_IN_IFL:
		return bn_bind_ifl_set(bs, val);
	case BSDNET_RECVINFO:
		bn_sock_set(bs, BN_OPT_INFO, val);
		return 0;
	case BSDNET_L2_HEADER:
		if (val > 1)
			return -EINVAL;
		WRITE_ONCE(bs->l2_header, val);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_socket(struct socket *sock, int name, sockptr_t val, unsigned int len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	int on;

	switch (name) {
	case SO_BINDTODEVICE:
		return bn_bind_ifl_name(bs, val, len);
	case SO_BINDTOIFINDEX:
	case SO_REUSEPORT:
		if (len < sizeof(on))
			return -EINVAL;
		if (copy_from_sockptr(&on, val, sizeof(on)))
			return -EFAULT;
		if (name == SO_BINDTOIFINDEX)
			return bn_bind_ifl_index(bs, on);
		lock_sock(sock->sk);
		sock->sk->sk_reuseport = !!on;
		release_sock(sock->sk);
		return 0;
	default:
		if (bn_stamp_is_option(name))
			return bn_stamp_setsockopt(sock, name, val, len);
		return sock_setsockopt(sock, SOL_SOCKET, name, val, len);
	}
}

/**
 * bn_sockopt_set() - setsockopt()
 * @sock: the socket
 * @level: SOL_BSDNET, SOL_IP, SOL_UDP, SOL_RAW or SOL_SOCKET
 * @name: the option
 * @optval: value of the option
 * @len: length of @optval in bytes
 *
 * Return: 0, or -EINVAL, -EFAULT, -ENOPROTOOPT (unknown, or not applicable to this
 *	kind of socket), -EISCONN (instance or interface of a bound socket, instance of one
 *	with memberships), -ENOENT (no such instance), -ENODEV; for memberships see
 *	bn_l2_join_set() and bn_sockopt_mcast_set().
 * Context: process.
 */
int bn_sockopt_set(struct socket *sock, int level, int name, sockptr_t optval, unsigned int len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	int val, err;

	bn_rx_settle(bs);
	if (level == SOL_SOCKET)
		return set_socket(sock, name, optval, len);
	if (level == SOL_IP && bs->kind->family == BSDNET_INET)
		return bn_sockopt_ip_set(bs, name, optval, len);
	if (level == SOL_UDP && bs->kind == &bn_udp_sock_kind)
		return bn_sockopt_udp_set(bs, name, optval, len);
	if (level == SOL_RAW && bs->kind == &bn_raw_sock_kind)
		return bn_raw_sockopt_set(bs, name, optval, len);
	if (level != SOL_BSDNET)
		return -ENOPROTOOPT;
	if (bs->kind->family == BSDNET_L2 && (name == BSDNET_L2_JOIN || name == BSDNET_L2_LEAVE))
		return bn_l2_join_set(bs, name, optval, len);
	if (bs->kind->family == BSDNET_INET && name == BSDNET_EARLY)
		return bn_sock_early_setsockopt(bs, optval, len);
	if (len != sizeof(val))
		return -EINVAL;
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;
	lock_sock(&bs->sk);
	err = set_bsdnet(bs, name, val);
	release_sock(&bs->sk);
	return err;
}

static int get_bsdnet(struct bn_sock *bs, int name, int *val)
{
	if (!is_for(bs, name))
		return -ENOPROTOOPT;
	switch (name) {
	case BSDNET_INSTANCE:
		*val = bn_sock_addr_read(bs).instance;
		return 0;
	case BSDNET_OUT_IFL:
		*val = READ_ONCE(bs->out_ifl);
		return 0;
	case BSDNET_IN_IFL:
		*val = READ_ONCE(bs->in_ifl);
		return 0;
	case BSDNET_RECVINFO:
		*val = bn_sock_has(bs, BN_OPT_INFO);
		return 0;
	case BSDNET_L2_HEADER:
		*val = READ_ONCE(bs->l2_header);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/**
 * bn_sockopt_get() - getsockopt(), except SOL_SOCKET
 * @sock: the socket
 * @level: SOL_BSDNET, SOL_IP, SOL_UDP or SOL_RAW
 * @name: the option
 * @optval: filled in: an int, truncated to @optlen
 * @optlen: size of @optval in bytes; set to the number of bytes filled in
 *
 * Return: 0, or -EINVAL, -EFAULT, -ENOPROTOOPT, -ENOTCONN, -EOPNOTSUPP (level).
 * Context: process.
 */
int bn_sockopt_get(struct socket *sock, int level, int name, char __user *optval,
		   int __user *optlen)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	int val, len, err;

	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (level == SOL_IP && bs->kind->family == BSDNET_INET)
		return bn_sockopt_ip_get(bs, name, optval, optlen, len);
	if (level == SOL_BSDNET)
		err = get_bsdnet(bs, name, &val);
	else if (level == SOL_UDP && bs->kind == &bn_udp_sock_kind)
		err = bn_sockopt_udp_get(bs, name, &val);
	else if (level == SOL_RAW && bs->kind == &bn_raw_sock_kind)
		err = bn_raw_sockopt_get(bs, name, &val);
	else
		err = level == SOL_UDP || level == SOL_IP ? -ENOPROTOOPT : -EOPNOTSUPP;
	if (err)
		return err;
	len = min_t(int, len, sizeof(val));
	if (put_user(len, optlen) || copy_to_user(optval, &val, len))
		return -EFAULT;
	return 0;
}
