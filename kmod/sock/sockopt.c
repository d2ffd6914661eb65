// SPDX-License-Identifier: GPL-2.0
/*
 * sockopt - socket options (SK-2, SK-3, SK-4, SK-8)
 *
 * SOL_BSDNET has the native options. Of SOL_IP, the options that have the same
 * meaning here are accepted. Options without effect are refused, also those of
 * SOL_SOCKET that bind to a netdev of the host. SO_REUSEPORT is handled here, not
 * by the generic code.
 */
#include <linux/in.h>
#include <linux/net.h>

#include "sock/socket.h"
#include "sock/sockopt.h"

/* Return true if the option applies to this kind of socket */
static bool is_for(const struct bn_sock *bs, int name)
{
	if (name == BSDNET_L2_HEADER)
		return bs->kind->family == BSDNET_L2;
	return bs->kind->family == BSDNET_INET;
}

/* Change the instance. An instance that counts sockets cannot be deleted */
static int set_instance(struct bn_sock *bs, u32 index)
{
	struct bn_sock_addr addr = bs->addr;
	struct bn_instance *inst = NULL;

	if (addr.lport)
		return -EISCONN;
	bn_cfg_lock(bs->stack);
	if (index != BSDNET_INSTANCE_ANY) {
		inst = bn_instance_get(bs->stack, index);
		if (!inst) {
			bn_cfg_unlock(bs->stack);
			return -ENOENT;
		}
		atomic_inc(&inst->socks);
	}
	if (bs->inst)
		atomic_dec(&bs->inst->socks);
	bs->inst = inst;
	bn_cfg_unlock(bs->stack);
	addr.instance = index;
	bn_sock_addr_write(bs, &addr);
	return 0;
}

static void set_report(struct bn_sock *bs, u8 bit, bool on)
{
	WRITE_ONCE(bs->report, on ? bs->report | bit : bs->report & ~bit);
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
	case BSDNET_RECVINFO:
		set_report(bs, BN_REPORT_INFO, val);
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

/* A TTL of 1 .. 255, or -1 for the default, which is stored as 0 */
static int set_ttl(u8 *ttl, int val)
{
	if (val != -1 && (val < 1 || val > 255))
		return -EINVAL;
	WRITE_ONCE(*ttl, val == -1 ? 0 : val);
	return 0;
}

/* Socket lock held */
static int set_ip(struct bn_sock *bs, int name, int val)
{
	switch (name) {
	case IP_TTL:
		return set_ttl(&bs->ttl, val);
	case IP_MULTICAST_TTL:
		return set_ttl(&bs->mcast_ttl, val);
	case IP_TOS:
		if (val < 0 || val > 255)
			return -EINVAL;
		WRITE_ONCE(bs->tos, val);
		return 0;
	case IP_MTU_DISCOVER:
		if (val < IP_PMTUDISC_DONT || val > IP_PMTUDISC_OMIT)
			return -EINVAL;
		WRITE_ONCE(bs->pmtudisc, val);
		return 0;
	case IP_PKTINFO:
		set_report(bs, BN_REPORT_PKTINFO, val);
		return 0;
	case IP_RECVTTL:
		set_report(bs, BN_REPORT_TTL, val);
		return 0;
	case IP_RECVTOS:
		set_report(bs, BN_REPORT_TOS, val);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_socket(struct socket *sock, int name, sockptr_t val, unsigned int len)
{
	int on;

	switch (name) {
	case SO_BINDTODEVICE:
	case SO_BINDTOIFINDEX:
		return -ENOPROTOOPT;
	case SO_REUSEPORT:
		if (len < sizeof(on))
			return -EINVAL;
		if (copy_from_sockptr(&on, val, sizeof(on)))
			return -EFAULT;
		lock_sock(sock->sk);
		sock->sk->sk_reuseport = !!on;
		release_sock(sock->sk);
		return 0;
	default:
		return sock_setsockopt(sock, SOL_SOCKET, name, val, len);
	}
}

/* An int or a byte, as on Linux for SOL_IP */
static int read_int(sockptr_t optval, unsigned int len, int *val)
{
	u8 byte;

	if (len >= sizeof(*val))
		return copy_from_sockptr(val, optval, sizeof(*val)) ? -EFAULT : 0;
	if (!len)
		return -EINVAL;
	if (copy_from_sockptr(&byte, optval, sizeof(byte)))
		return -EFAULT;
	*val = byte;
	return 0;
}

/**
 * bn_sockopt_set() - setsockopt()
 * @sock: the socket
 * @level: SOL_BSDNET, SOL_IP or SOL_SOCKET
 * @name: the option
 * @optval: value of the option
 * @len: length of @optval in bytes
 *
 * Return: 0, or -EINVAL, -EFAULT, -ENOPROTOOPT (unknown, or not applicable to this
 *	kind of socket), -EISCONN (instance of a bound socket), -ENOENT (no such
 *	instance); for memberships see bn_l2_join_set().
 * Context: process.
 */
int bn_sockopt_set(struct socket *sock, int level, int name, sockptr_t optval, unsigned int len)
{
	struct bn_sock *bs = bn_sk(sock->sk);
	int val, err;

	switch (level) {
	case SOL_SOCKET:
		return set_socket(sock, name, optval, len);
	case SOL_BSDNET:
		if (bs->kind->family == BSDNET_L2 &&
		    (name == BSDNET_L2_JOIN || name == BSDNET_L2_LEAVE))
			return bn_l2_join_set(bs, name, optval, len);
		if (len != sizeof(val))
			return -EINVAL;
		if (copy_from_sockptr(&val, optval, sizeof(val)))
			return -EFAULT;
		break;
	case SOL_IP:
		if (bs->kind->family != BSDNET_INET)
			return -ENOPROTOOPT;
		err = read_int(optval, len, &val);
		if (err)
			return err;
		break;
	default:
		return -ENOPROTOOPT;
	}
	lock_sock(&bs->sk);
	err = level == SOL_IP ? set_ip(bs, name, val) : set_bsdnet(bs, name, val);
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
	case BSDNET_RECVINFO:
		*val = !!(READ_ONCE(bs->report) & BN_REPORT_INFO);
		return 0;
	case BSDNET_L2_HEADER:
		*val = READ_ONCE(bs->l2_header);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* The MTU of the route to the peer */
static int get_mtu(struct bn_sock *bs, int *val)
{
	struct bn_sock_addr addr = bn_sock_addr_read(bs);
	struct bn_ip4_tx tx = {
		.instance = addr.instance,
		.daddr = addr.raddr,
		.out_ifl = READ_ONCE(bs->out_ifl),
		.proto = bs->kind->proto,
		.flags = BN_PKT_BROADCAST_OK,
	};
	u32 mtu;
	int err;

	if (!addr.raddr)
		return -ENOTCONN;
	err = bn_ip4_route(bs->stack, &tx, &mtu);
	if (!err)
		*val = mtu;
	return err;
}

static int get_ip(struct bn_sock *bs, int name, int *val)
{
	if (bs->kind->family != BSDNET_INET)
		return -ENOPROTOOPT;
	switch (name) {
	case IP_TTL:
		*val = READ_ONCE(bs->ttl) ? : 64;
		return 0;
	case IP_MULTICAST_TTL:
		*val = READ_ONCE(bs->mcast_ttl) ? : 1;
		return 0;
	case IP_TOS:
		*val = READ_ONCE(bs->tos);
		return 0;
	case IP_MTU_DISCOVER:
		*val = READ_ONCE(bs->pmtudisc);
		return 0;
	case IP_PKTINFO:
		*val = !!(READ_ONCE(bs->report) & BN_REPORT_PKTINFO);
		return 0;
	case IP_RECVTTL:
		*val = !!(READ_ONCE(bs->report) & BN_REPORT_TTL);
		return 0;
	case IP_RECVTOS:
		*val = !!(READ_ONCE(bs->report) & BN_REPORT_TOS);
		return 0;
	case IP_MTU:
		return get_mtu(bs, val);
	default:
		return -ENOPROTOOPT;
	}
}

/**
 * bn_sockopt_get() - getsockopt(), except SOL_SOCKET
 * @sock: the socket
 * @level: SOL_BSDNET or SOL_IP
 * @name: the option
 * @optval: filled in: an int, truncated to @optlen
 * @optlen: size of @optval in bytes; set to the number of bytes filled in
 *
 * Return: 0, or -EINVAL, -EFAULT, -ENOPROTOOPT, -ENOTCONN.
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
	if (level == SOL_BSDNET)
		err = get_bsdnet(bs, name, &val);
	else if (level == SOL_IP)
		err = get_ip(bs, name, &val);
	else
		err = -ENOPROTOOPT;
	if (err)
		return err;
	len = min_t(int, len, sizeof(val));
	if (put_user(len, optlen) || copy_to_user(optval, &val, len))
		return -EFAULT;
	return 0;
}
