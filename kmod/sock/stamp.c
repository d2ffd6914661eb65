// SPDX-License-Identifier: GPL-2.0
/*
 * stamp - time stamps of received packets (SK-7)
 *
 * The generic code sets the options SO_TIMESTAMP, SO_TIMESTAMPNS and SO_TIMESTAMPING, and
 * makes the ancillary data of skb->tstamp. It would also make the kernel read the clock for
 * every packet of every interface. That is undone here: the tick that each packet of this
 * stack carries is converted when the packet is delivered to a socket that asked.
 *
 * SIOCGSTAMP is left to the generic code.
 */
#include <linux/errqueue.h>
#include <linux/netdevice.h>
#include <net/sock.h>

#include "core/tick.h"
#include "sock/stamp.h"

/**
 * bn_stamp_is_option() - test if an option of SOL_SOCKET is one of bn_stamp_setsockopt()
 * @name: the option
 *
 * Return: true if so.
 */
bool bn_stamp_is_option(int name)
{
	switch (name) {
	case SO_TIMESTAMP_OLD:
	case SO_TIMESTAMP_NEW:
	case SO_TIMESTAMPNS_OLD:
	case SO_TIMESTAMPNS_NEW:
	case SO_TIMESTAMPING_OLD:
	case SO_TIMESTAMPING_NEW:
		return true;
	default:
		return false;
	}
}

static bool wants_stamps(const struct sock *sk)
{
	return sock_flag(sk, SOCK_RCVTSTAMP) ||
	       READ_ONCE(sk->sk_tsflags) & SOF_TIMESTAMPING_RX_SOFTWARE;
}

/* Socket lock held. @before: SK_FLAGS_TIMESTAMP of the socket before the option was set */
static void stop_kernel_stamps(struct sock *sk, unsigned long before)
{
	unsigned long set = sk->sk_flags & SK_FLAGS_TIMESTAMP & ~before;

	if (!set)
		return;
	sk->sk_flags &= ~set;
	if (!(sk->sk_flags & SK_FLAGS_TIMESTAMP))
		net_disable_timestamp();
}

/* Socket lock held */
static void hold_ticks(struct bn_sock *bs, bool hold)
{
	if (hold == bs->holds_ticks)
		return;
	bs->holds_ticks = hold;
	if (hold)
		bn_tick_hold();
	else
		bn_tick_release();
}

/**
 * bn_stamp_setsockopt() - set an option that asks for time stamps
 * @sock: the socket
 * @name: the option
 * @val: its value
 * @len: length of @val in bytes
 *
 * Return: 0 or -errno, as sock_setsockopt().
 * Context: process.
 */
int bn_stamp_setsockopt(struct socket *sock, int name, sockptr_t val, unsigned int len)
{
	struct sock *sk = sock->sk;
	unsigned long before = READ_ONCE(sk->sk_flags) & SK_FLAGS_TIMESTAMP;
	int err;

	err = sock_setsockopt(sock, SOL_SOCKET, name, val, len);
	lock_sock(sk);
	stop_kernel_stamps(sk, before);
	hold_ticks(bn_sk(sk), wants_stamps(sk));
	release_sock(sk);
	return err;
}

/**
 * bn_stamp_release() - undo bn_stamp_setsockopt()
 * @bs: a socket that is being closed
 *
 * Context: process, socket lock.
 */
void bn_stamp_release(struct bn_sock *bs)
{
	hold_ticks(bs, false);
}

static void set_stamp(struct sk_buff *skb, ktime_t real)
{
	/* the time when it is to be sent may be of another clock */
	skb_clear_delivery_time(skb);
	skb->tstamp = real;
}

/**
 * bn_stamp_packet() - stamp a packet if its receiver asked for it
 * @sk: the receiver
 * @skb: the packet, with the tick of its arrival. The stamp of a sent packet is the time when
 *	it was to be sent, if any
 *
 * Without a receiver for it, the tick is stirred into the random pool.
 *
 * Context: process.
 */
void bn_stamp_packet(struct sock *sk, struct sk_buff *skb)
{
	const struct bn_pkt *pkt = bn_pkt(skb);

	if (!wants_stamps(sk))
		bn_tick_stir(pkt->tick);
	else if (!skb->tstamp || pkt->flags & BN_PKT_ORIGINATED)
		set_stamp(skb, bn_tick_to_real(pkt->tick));
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/stamp_kunit.c"
#endif
