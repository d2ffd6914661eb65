// SPDX-License-Identifier: GPL-2.0
/*
 * early - BSDNET_EARLY: packets that are not addressed to this host (SK-6, IN-5)
 *
 * A socket copies its binding (protocol, local port, remote port if it is connected, instance)
 * into the early demultiplexer of an interface, or of all. Changes of the binding do not change
 * the copy.
 *
 * Lifetime of a copy: until the socket is closed, or takes it back, or IPv4 is removed from the
 * interface. It is freed a grace period after it leaves the demultiplexer, as is the socket.
 *
 * Synchronization: the socket lock; the demultiplexer takes the configuration lock.
 */
#include <linux/slab.h>

#include "sock/early.h"
#include "sock/rx.h"
#include "sock/session.h"
#include "sock/socket.h"

/**
 * struct sock_early - a copy of a binding
 * @early: the entry
 * @kind: which packets
 * @ifl_index: the interface, 0: all
 * @bs: the socket
 * @rcu: for freeing
 */
struct sock_early {
	struct bn_early early;
	enum bn_early_kind kind;
	u32 ifl_index;
	struct bn_sock *bs;
	struct rcu_head rcu;
};

/* Packets go to the socket itself, not to another one of its SO_REUSEPORT group. Raw sockets get
 * the IP header, too
 */
static void early_input(struct bn_early *early, struct sk_buff *skb)
{
	struct bn_sock *bs = container_of(early, struct sock_early, early)->bs;

	if (unlikely(bn_session_far(bs, skb))) {
		sk_drops_inc(&bs->sk);
		bn_drop(skb, BN_DROP_SOCK_MIN_TTL);
		return;
	}
	if (bs->kind->type == SOCK_RAW)
		__skb_push(skb, -skb_network_offset(skb));
	bn_rx_enqueue(bs, skb, BN_DROP_SOCK_QUEUE_FULL);
}

/* A port that bind() chose is held until the socket is closed */
static int check_binding(const struct bn_sock *bs)
{
	if (bs->kind->type == SOCK_RAW)
		return bs->sk.sk_protocol == IPPROTO_RAW ? -EINVAL : 0;
	if (!bs->kind->has_rport)
		return -ENOPROTOOPT;
	return bs->bound_port ? 0 : -EINVAL;
}

static struct sock_early *copy_binding(struct bn_sock *bs, u32 ifl_index, u32 what)
{
	struct sock_early *copy = kzalloc(sizeof(*copy), GFP_KERNEL_ACCOUNT);

	if (!copy)
		return NULL;
	copy->bs = bs;
	copy->ifl_index = ifl_index;
	copy->kind = what == BSDNET_EARLY_ALERT ? BN_EARLY_ALERT : BN_EARLY_ANY;
	copy->early.input = early_input;
	copy->early.instance = bs->addr.instance;
	copy->early.proto = bs->sk.sk_protocol;
	copy->early.copies = !bs->kind->has_rport;
	copy->early.reuse = bs->port.reuse || bs->port.reuseport;
	if (bs->kind->has_rport) {
		copy->early.lport = bs->addr.lport;
		copy->early.rport = bs->addr.rport;
	}
	return copy;
}

static bool early_remove(struct bn_sock *bs, struct sock_early *copy)
{
	bool found = bn_ip4_early_remove(bs->stack, copy->ifl_index, copy->kind, &copy->early);

	kfree_rcu(copy, rcu);
	return found;
}

/* Either all interfaces or some: of both, the socket would get packets twice */
static bool is_mixed(struct bn_sock *bs, u32 ifl_index)
{
	unsigned long first = 1;

	return ifl_index ? xa_load(&bs->early, 0) :
			   xa_find(&bs->early, &first, U32_MAX, XA_PRESENT);
}

static bool same_binding(const struct bn_early *a, const struct bn_early *b)
{
	return a->instance == b->instance && a->lport == b->lport && a->rport == b->rport;
}

static int early_add(struct bn_sock *bs, u32 ifl_index, u32 what)
{
	struct sock_early *copy, *old = xa_load(&bs->early, ifl_index);
	int err;

	if (is_mixed(bs, ifl_index))
		return -EINVAL;
	copy = copy_binding(bs, ifl_index, what);
	if (!copy)
		return -ENOMEM;
	if (old && old->kind == copy->kind && same_binding(&old->early, &copy->early) &&
	    bn_ip4_early_has(bs->stack, ifl_index, old->kind, &old->early)) {
		kfree(copy);
		return 0;
	}
	err = xa_reserve(&bs->early, ifl_index, GFP_KERNEL_ACCOUNT) ?:
	      bn_ip4_early_add(bs->stack, ifl_index, copy->kind, &copy->early);
	if (err) {
		if (!old)
			xa_release(&bs->early, ifl_index);
		kfree(copy);
		return err;
	}
	/* space is reserved */
	xa_store(&bs->early, ifl_index, copy, GFP_KERNEL_ACCOUNT);
	if (old)
		early_remove(bs, old);
	return 0;
}

/* Ask for packets, or no longer. Socket lock held */
static int early_set(struct bn_sock *bs, u32 ifl_index, u32 what)
{
	struct sock_early *old;
	int err;

	if (what > BSDNET_EARLY_ANY)
		return -EINVAL;
	err = check_binding(bs);
	if (err)
		return err;
	if (bs->in_ifl && !ifl_index)
		ifl_index = bs->in_ifl;
	if (bs->in_ifl && ifl_index != bs->in_ifl)
		return -EINVAL;
	if (what != BSDNET_EARLY_NONE)
		return early_add(bs, ifl_index, what);
	old = xa_erase(&bs->early, ifl_index);
	return old && early_remove(bs, old) ? 0 : -EADDRNOTAVAIL;
}

/**
 * bn_sock_early_setsockopt() - setsockopt() of BSDNET_EARLY
 * @bs: an IP socket
 * @optval: struct bsdnet_early
 * @len: length of @optval in bytes
 *
 * Return: 0; -EINVAL (value; the socket is not bound to a port; the socket asked for all
 *	interfaces and for some; not the interface that it is bound to); -ENOPROTOOPT (kind of
 *	socket); -EADDRNOTAVAIL (did not ask); -EFAULT; -EPERM; or an error of
 *	bn_ip4_early_add().
 * Context: process; no lock held.
 */
int bn_sock_early_setsockopt(struct bn_sock *bs, sockptr_t optval, unsigned int len)
{
	struct bsdnet_early early;
	int err;

	if (len != sizeof(early))
		return -EINVAL;
	if (copy_from_sockptr(&early, optval, sizeof(early)))
		return -EFAULT;
	if (!bn_sock_may_net_admin(bs))
		return -EPERM;
	lock_sock(&bs->sk);
	err = early_set(bs, early.ifl_index, early.what);
	release_sock(&bs->sk);
	return err;
}

/**
 * bn_sock_early_has_alert() - test if a socket asked for packets with Router Alert
 * @bs: an IP socket
 *
 * Return: true if so, whether by IP_ROUTER_ALERT or by BSDNET_EARLY.
 * Context: process.
 */
bool bn_sock_early_has_alert(struct bn_sock *bs)
{
	struct sock_early *copy;
	unsigned long index;
	bool found = false;

	rcu_read_lock();
	xa_for_each(&bs->early, index, copy)
		found |= copy->kind == BN_EARLY_ALERT;
	rcu_read_unlock();
	return found;
}

/* Of all interfaces: the socket may have been bound to one since it asked */
static int drop_alert(struct bn_sock *bs)
{
	struct sock_early *copy;
	unsigned long index;
	int err = -ENOBUFS;	/* as on Linux */

	xa_for_each(&bs->early, index, copy) {
		if (copy->kind != BN_EARLY_ALERT)
			continue;
		xa_erase(&bs->early, index);
		early_remove(bs, copy);
		err = 0;
	}
	return err;
}

/**
 * bn_sock_early_set_alert() - IP_ROUTER_ALERT of a raw socket: packets with Router Alert that are
 *	not for this host, from all interfaces or the one that the socket is bound to
 * @bs: an IP socket
 * @on: whether to get them
 *
 * Return: 0; -EINVAL (not a raw socket, or one that only sends); -EADDRINUSE (already on);
 *	-ENOBUFS (not on); or an error of bn_ip4_early_add().
 * Context: process, socket lock held.
 */
int bn_sock_early_set_alert(struct bn_sock *bs, bool on)
{
	int err = bs->kind->type == SOCK_RAW ? check_binding(bs) : -EINVAL;

	if (err)
		return err;
	if (!on)
		return drop_alert(bs);
	if (bn_sock_early_has_alert(bs))
		return -EADDRINUSE;
	return early_set(bs, 0, BSDNET_EARLY_ALERT);
}

/**
 * bn_sock_early_drop_all() - take all copies of the binding back
 * @bs: the socket
 *
 * Context: process, socket lock held.
 */
void bn_sock_early_drop_all(struct bn_sock *bs)
{
	struct sock_early *copy;
	unsigned long index;

	xa_for_each(&bs->early, index, copy)
		early_remove(bs, copy);
	xa_destroy(&bs->early);
}
