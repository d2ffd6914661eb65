// SPDX-License-Identifier: GPL-2.0
/*
 * bind_ifl - sockets that are bound to an interface (SK-10)
 *
 * BSDNET_IN_IFL, SO_BINDTODEVICE and SO_BINDTOIFINDEX are one option: bn_sock::in_ifl. The names
 * and indexes are those of logical interfaces.
 *
 * Kernels before 6.8 do not pass options of level SOL_SOCKET on. They look for a device of the host,
 * set sk_bound_dev_if and call struct proto::rehash, which returns nothing. If the interface of the
 * same name cannot be set then, sk_bound_dev_if stays: the socket cannot be bound or connected
 * and does not send.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "sock/bind_ifl.h"
#include "sock/socket.h"

/**
 * bn_bind_ifl_set() - bind a socket to an interface
 * @bs: the socket
 * @ifl_index: the interface, 0: all
 *
 * The interface is part of the port's claim and of the session's key; a raw socket, which has
 * neither, may change it at any time.
 *
 * Return: 0, or -EISCONN, or an error of bn_sock_kind::install with nothing changed.
 * Context: process, socket lock held.
 */
int bn_bind_ifl_set(struct bn_sock *bs, u32 ifl_index)
{
	u32 old = bs->in_ifl;
	int err;

	if (bs->kind != &bn_raw_sock_kind && bn_sock_is_bound(bs))
		return -EISCONN;
	WRITE_ONCE(bs->in_ifl, ifl_index);
	err = bn_sock_reinstall(bs, &bs->addr);
	if (err)
		WRITE_ONCE(bs->in_ifl, old);
	return err;
}

/**
 * bn_bind_ifl_index() - SO_BINDTOIFINDEX
 * @bs: the socket
 * @index: ifl_index of this stack, 0: all interfaces
 *
 * Return: 0, -ENOPROTOOPT (not an IP socket), -EINVAL, or an error of bn_bind_ifl_set().
 * Context: process.
 */
int bn_bind_ifl_index(struct bn_sock *bs, int index)
{
	int err;

	if (bs->kind->family != BSDNET_INET)
		return -ENOPROTOOPT;
	if (index < 0)
		return -EINVAL;
	lock_sock(&bs->sk);
	err = bn_bind_ifl_set(bs, index);
	release_sock(&bs->sk);
	return err;
}

/* 0: there is none */
static u32 index_of(struct bsdnet_stack *stack, const char *name)
{
	struct bn_ifl *ifl;
	u32 index;

	bn_cfg_lock(stack);
	ifl = bn_ifl_find(stack, name);
	index = ifl ? ifl->ifl_index : 0;
	bn_cfg_unlock(stack);
	return index;
}

/**
 * bn_bind_ifl_name() - SO_BINDTODEVICE
 * @bs: the socket
 * @val: the name, with or without its terminator; "": all interfaces
 * @len: length of @val in bytes
 *
 * Return: 0, -EFAULT, -ENODEV, or an error of bn_bind_ifl_index().
 * Context: process.
 */
int bn_bind_ifl_name(struct bn_sock *bs, sockptr_t val, unsigned int len)
{
	char name[BN_NAME_MAX] = "";
	u32 index = 0;

	if (copy_from_sockptr(name, val, min_t(unsigned int, len, sizeof(name) - 1)))
		return -EFAULT;
	if (*name) {
		index = index_of(bs->stack, name);
		if (!index)
			return -ENODEV;
	}
	return bn_bind_ifl_index(bs, index);
}

#ifdef BN_OLD_SOL_SOCKET

/* The interface that has the name of a device of the host; 0: there is none */
static u32 index_of_device(struct bn_sock *bs, int ifindex)
{
	struct net_device *dev;
	char name[IFNAMSIZ];

	rtnl_lock();
	dev = __dev_get_by_index(sock_net(&bs->sk), ifindex);
	if (dev)
		strscpy(name, dev->name, sizeof(name));
	rtnl_unlock();
	return dev ? index_of(bs->stack, name) : 0;
}

/**
 * bn_bind_ifl_rehash() - struct proto::rehash of IP sockets: the kernel set sk_bound_dev_if
 * @sk: the socket
 *
 * Context: process, socket lock held.
 */
void bn_bind_ifl_rehash(struct sock *sk)
{
	u32 ifindex = sk->sk_bound_dev_if, ifl_index = ifindex;
	struct bn_sock *bs = bn_sk(sk);

	switch (bn_sol_socket_option()) {
	case SO_BINDTODEVICE:
		if (!ifindex)
			break;
		ifl_index = index_of_device(bs, ifindex);
		if (!ifl_index)
			return;
		break;
	case SO_BINDTOIFINDEX:
		break;
	default:
		return;
	}
	if (!bn_bind_ifl_set(bs, ifl_index))
		WRITE_ONCE(sk->sk_bound_dev_if, 0);
}

#endif /* BN_OLD_SOL_SOCKET */
