// SPDX-License-Identifier: GPL-2.0
/*
 * sockopt_ip - options of level SOL_IP, as ip(7) says (SK-1, SK-5)
 *
 * Options that have no effect here are refused, except IP_NODEFRAG.
 */
#include <linux/capability.h>
#include <linux/in.h>
#include <net/route.h>

#include "sock/early.h"
#include "sock/errqueue.h"
#include "sock/session.h"
#include "sock/socket.h"
#include "sock/sockopt.h"

/* Options that are on or off. @must: a value must be given; without one, others are off.
 * @raw: only raw sockets can set it
 */
static const struct ip_flag {
	int name;
	enum bn_sock_opts opt;
	bool must;
	bool raw;
} ip_flags[] = {
	{ IP_PKTINFO, BN_OPT_PKTINFO },
	{ IP_RECVTTL, BN_OPT_TTL },
	{ IP_RECVTOS, BN_OPT_TOS },
	{ IP_RECVOPTS, BN_OPT_OPTIONS },
	{ IP_RETOPTS, BN_OPT_RETOPTS },
	{ IP_RECVORIGDSTADDR, BN_OPT_ORIGDSTADDR },
	{ IP_RECVERR, BN_OPT_RECVERR },
	{ IP_FREEBIND, BN_OPT_FREEBIND, true },
	{ IP_TRANSPARENT, BN_OPT_TRANSPARENT, true },
	{ IP_HDRINCL, BN_OPT_HDRINCL, false, true },
	{ IP_NODEFRAG, BN_OPT_NODEFRAG, false, true },
};

static const struct ip_flag *find_flag(int name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ip_flags); i++)
		if (ip_flags[i].name == name)
			return &ip_flags[i];
	return NULL;
}

/* An int, a byte, or nothing, which is 0 */
static int read_int(sockptr_t optval, unsigned int len, int *val)
{
	u8 byte;

	*val = 0;
	if (len >= sizeof(*val))
		return copy_from_sockptr(val, optval, sizeof(*val)) ? -EFAULT : 0;
	if (!len)
		return 0;
	if (copy_from_sockptr(&byte, optval, sizeof(byte)))
		return -EFAULT;
	*val = byte;
	return 0;
}

/* A TTL of 1 .. 255, or -1 for the default, which is stored as 0 */
static int set_ttl(struct bn_sock *bs, int val, unsigned int len)
{
	if (!len || (val != -1 && (val < 1 || val > 255)))
		return -EINVAL;
	WRITE_ONCE(bs->ttl, val == -1 ? 0 : val);
	return 0;
}

static int set_mcast_ttl(struct bn_sock *bs, int val, unsigned int len)
{
	if (!len || val < -1 || val > 255)
		return -EINVAL;
	WRITE_ONCE(bs->mcast_ttl, val == -1 ? 1 : val);
	return 0;
}

static void set_tos(struct bn_sock *bs, u8 tos)
{
	WRITE_ONCE(bs->tos, tos);
	WRITE_ONCE(bs->sk.sk_priority, rt_tos2priority(tos));
}

/* Of chosen ports. 0 is the default of the first, or of the last one */
static int set_port_range(struct bn_sock *bs, u32 val, unsigned int len)
{
	u16 first = val, last = val >> 16;

	if (len != sizeof(val) || (first && last && first > last))
		return -EINVAL;
	WRITE_ONCE(bs->port_range, val);
	return 0;
}

static int set_flag(struct bn_sock *bs, const struct ip_flag *flag, int val, unsigned int len)
{
	if (flag->opt == BN_OPT_TRANSPARENT && val && !bn_sock_may_net_admin(bs))
		return -EPERM;
	if (flag->raw && bs->kind->type != SOCK_RAW)
		return -ENOPROTOOPT;
	if (flag->must && !len)
		return -EINVAL;
	bn_sock_set(bs, flag->opt, val);
	if (flag->opt == BN_OPT_RECVERR && !val)
		bn_errqueue_purge(&bs->sk);
	return 0;
}

static int set_value(struct bn_sock *bs, int name, int val, unsigned int len)
{
	const struct ip_flag *flag = find_flag(name);

	if (flag)
		return set_flag(bs, flag, val, len);
	switch (name) {
	case IP_TTL:
		return set_ttl(bs, val, len);
	case IP_MULTICAST_TTL:
		return set_mcast_ttl(bs, val, len);
	case IP_MULTICAST_LOOP:
		if (!len)
			return -EINVAL;
		bn_sock_set(bs, BN_OPT_NO_LOOP, !val);
		return 0;
	case IP_MULTICAST_ALL:
		if (!len || val < 0 || val > 1)
			return -EINVAL;
		bn_sock_set(bs, BN_OPT_NO_MC_ALL, !val);
		return 0;
	case IP_TOS:
		set_tos(bs, val);
		return 0;
	case IP_MTU_DISCOVER:
		if (val < IP_PMTUDISC_DONT || val > IP_PMTUDISC_OMIT)
			return -EINVAL;
		WRITE_ONCE(bs->pmtudisc, val);
		return 0;
	case IP_MINTTL:
		if (!len || val < 0 || val > 255)
			return -EINVAL;
		WRITE_ONCE(bs->min_ttl, val);
		bn_session_refresh(bs);
		return 0;
	case IP_LOCAL_PORT_RANGE:
		return set_port_range(bs, val, len);
	case IP_ROUTER_ALERT:
		return bn_sock_early_set_alert(bs, val);
	default:
		return -ENOPROTOOPT;
	}
}

/* Socket lock held */
static void replace_options(struct bn_sock *bs, struct bn_sock_options *new)
{
	struct bn_sock_options *old;

	old = rcu_replace_pointer(bs->options, new, lockdep_sock_is_held(&bs->sk));
	if (old)
		kfree_rcu(old, rcu);
}

/* IP_OPTIONS: replaces all; none without a length */
static int set_options(struct bn_sock *bs, sockptr_t optval, unsigned int len)
{
	struct bn_sock_options *new = NULL;
	u8 data[BN_IP4_OPTIONS_MAX];
	int err;

	if (len > sizeof(data))
		return -EINVAL;
	if (copy_from_sockptr(data, optval, len))
		return -EFAULT;
	if (len) {
		new = kzalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
		if (!new)
			return -ENOMEM;
		err = bn_ip4_options_make(&new->options, data, len, bn_sock_may_any_option(bs));
		if (err) {
			kfree(new);
			return err;
		}
	}
	lock_sock(&bs->sk);
	replace_options(bs, new);
	release_sock(&bs->sk);
	return 0;
}

/**
 * bn_sockopt_ip_set() - setsockopt() of level SOL_IP
 * @bs: an IP socket
 * @name: the option
 * @optval: its value: an int, a byte or nothing
 * @len: length of @optval in bytes
 *
 * Return: 0, -EINVAL, -EFAULT, -ENOMEM, -EPERM or -ENOPROTOOPT; see also bn_sockopt_mcast_set().
 * Context: process.
 */
int bn_sockopt_ip_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	int val, err;

	if (name == IP_OPTIONS)
		return set_options(bs, optval, len);
	if (bn_sockopt_mcast_has(name))
		return bn_sockopt_mcast_set(bs, name, optval, len);
	err = read_int(optval, len, &val);
	if (err)
		return err;
	lock_sock(&bs->sk);
	err = set_value(bs, name, val, len);
	release_sock(&bs->sk);
	return err;
}

/* The MTU of the route to the peer */
static int get_mtu(struct bn_sock *bs, int *val)
{
	struct bn_sock_addr addr = bn_sock_addr_read(bs);
	struct bn_ip4_tx tx = {
		.instance = addr.instance,
		.daddr = addr.raddr,
		.out_ifl = bn_sock_ifl_to(bs, addr.raddr),
		.proto = bs->sk.sk_protocol,
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

static int get_value(struct bn_sock *bs, int name, int *val)
{
	const struct ip_flag *flag = find_flag(name);

	if (flag) {
		*val = bn_sock_has(bs, flag->opt);
		return 0;
	}
	switch (name) {
	case IP_TTL:
		*val = READ_ONCE(bs->ttl) ? : 64;
		return 0;
	case IP_MULTICAST_TTL:
		*val = READ_ONCE(bs->mcast_ttl);
		return 0;
	case IP_MULTICAST_LOOP:
		*val = !bn_sock_has(bs, BN_OPT_NO_LOOP);
		return 0;
	case IP_MULTICAST_ALL:
		*val = !bn_sock_has(bs, BN_OPT_NO_MC_ALL);
		return 0;
	case IP_TOS:
		*val = READ_ONCE(bs->tos);
		return 0;
	case IP_MTU_DISCOVER:
		*val = READ_ONCE(bs->pmtudisc);
		return 0;
	case IP_MTU:
		return get_mtu(bs, val);
	case IP_MINTTL:
		*val = READ_ONCE(bs->min_ttl);
		return 0;
	case IP_ROUTER_ALERT:
		*val = bn_sock_early_has_alert(bs);
		return 0;
	case IP_LOCAL_PORT_RANGE:
		*val = READ_ONCE(bs->port_range);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int show_options(struct bn_sock *bs, char __user *optval, int __user *optlen, int len)
{
	const struct bn_sock_options *own;
	struct bn_ip4_options options = {};

	rcu_read_lock();
	own = rcu_dereference(bs->options);
	if (own)
		options = own->options;
	rcu_read_unlock();
	len = min_t(int, len, options.len);
	return put_user(len, optlen) || copy_to_user(optval, options.data, len) ? -EFAULT : 0;
}

/**
 * bn_sockopt_ip_get() - getsockopt() of level SOL_IP
 * @bs: an IP socket
 * @name: the option
 * @optval: filled in: an int, or a byte if there is no room for an int and the value fits
 * @optlen: set to the number of bytes filled in
 * @len: size of @optval in bytes
 *
 * Return: 0, -EFAULT, -ENOPROTOOPT or -ENOTCONN; see also bn_sockopt_mcast_get().
 * Context: process.
 */
int bn_sockopt_ip_get(struct bn_sock *bs, int name, char __user *optval, int __user *optlen,
		      int len)
{
	int val, err;
	u8 byte;

	if (name == IP_OPTIONS)
		return show_options(bs, optval, optlen, len);
	if (bn_sockopt_mcast_has(name))
		return bn_sockopt_mcast_get(bs, name, optval, optlen, len);
	err = get_value(bs, name, &val);
	if (err)
		return err;
	if (len > 0 && len < (int)sizeof(val) && val >= 0 && val <= 255) {
		byte = val;
		return put_user(1, optlen) || copy_to_user(optval, &byte, 1) ? -EFAULT : 0;
	}
	len = min_t(int, len, sizeof(val));
	return put_user(len, optlen) || copy_to_user(optval, &val, len) ? -EFAULT : 0;
}
