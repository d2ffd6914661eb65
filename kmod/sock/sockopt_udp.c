// SPDX-License-Identifier: GPL-2.0
/*
 * sockopt_udp - options of level SOL_UDP, as udp(7) says (SK-1)
 */
#include <linux/udp.h>

#include "sock/cork.h"
#include "sock/sockopt.h"

static int set_cork(struct bn_sock *bs, bool on)
{
	lock_sock(&bs->sk);
	bn_sock_set(bs, BN_OPT_CORK, on);
	release_sock(&bs->sk);
	if (!on)
		bn_cork_push(bs);
	return 0;
}

/**
 * bn_sockopt_udp_set() - setsockopt() of level SOL_UDP
 * @bs: a UDP socket
 * @name: the option
 * @optval: its value, an int
 * @len: length of @optval in bytes
 *
 * Return: 0, -EINVAL, -EFAULT or -ENOPROTOOPT.
 * Context: process.
 */
int bn_sockopt_udp_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	int val;

	if (len < sizeof(val))
		return -EINVAL;
	if (copy_from_sockptr(&val, optval, sizeof(val)))
		return -EFAULT;
	switch (name) {
	case UDP_CORK:
		return set_cork(bs, val);
	case UDP_SEGMENT:
		if (val < 0 || val > U16_MAX)
			return -EINVAL;
		WRITE_ONCE(bs->gso_size, val);
		return 0;
	case UDP_GRO:
		lock_sock(&bs->sk);
		bn_sock_set(bs, BN_OPT_GRO, val);
		release_sock(&bs->sk);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/**
 * bn_sockopt_udp_get() - getsockopt() of level SOL_UDP
 * @bs: a UDP socket
 * @name: the option
 * @val: filled in
 *
 * Return: 0 or -ENOPROTOOPT.
 * Context: process.
 */
int bn_sockopt_udp_get(struct bn_sock *bs, int name, int *val)
{
	switch (name) {
	case UDP_CORK:
		*val = bn_sock_has(bs, BN_OPT_CORK);
		return 0;
	case UDP_SEGMENT:
		*val = READ_ONCE(bs->gso_size);
		return 0;
	case UDP_GRO:
		*val = bn_sock_has(bs, BN_OPT_GRO);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}
