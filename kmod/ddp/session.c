// SPDX-License-Identifier: GPL-2.0
/*
 * session - applications: what sockets call, and what they get
 *
 * A call acquires the service queue, so it first processes what arrived before it, then has the
 * protocol to itself. A session is bound to a socket number, on one address of this node or on
 * all. A number has one session on each address.
 *
 * Life: a session is part of a socket. After bn_ddp_session_close() the protocol does not refer
 * to it.
 */
#include "ddp/private.h"

static struct hlist_head *bucket_of(struct bn_ddp *ddp, u8 sock)
{
	return &ddp->sessions[sock % BN_DDP_BUCKETS];
}

static bool same_addr(const struct bn_ddp_addr *a, const struct bn_ddp_addr *b)
{
	return a->net == b->net && a->node == b->node && a->sock == b->sock;
}

/* ---- delivery ------------------------------------------------------------ */

static bool wants(const struct bn_ddp_session *session, const struct bn_ddp_link *link,
		  const struct bn_ddp_msg *msg)
{
	const struct bn_ddp_addr *local = &session->local;

	return local->sock == msg->to.sock &&
	       (!local->node || bn_ddp_is_own(link, local->net, local->node)) &&
	       (!session->connected || same_addr(&session->remote, &msg->from));
}

/**
 * bn_ddp_session_deliver() - give a datagram to the session of its socket number
 * @link: the interface on which it arrived
 * @msg: its header
 * @skb: the datagram, data at the type; taken
 */
void bn_ddp_session_deliver(struct bn_ddp_link *link, const struct bn_ddp_msg *msg,
			    struct sk_buff *skb)
{
	struct bn_ddp_session *session;

	hlist_for_each_entry(session, bucket_of(link->ddp, msg->to.sock), node) {
		if (!wants(session, link, msg))
			continue;
		rcu_read_lock();
		session->receive(session, skb);
		rcu_read_unlock();
		return;
	}
	bn_drop(skb, BN_DROP_DDP_NO_SOCKET);
}

static void report(struct bn_ddp_session *session, int err)
{
	rcu_read_lock();
	session->error(session, err);
	rcu_read_unlock();
}

/**
 * bn_ddp_session_unreachable() - tell the sender of a datagram that nobody answers
 * @ddp: the protocol
 * @skb: the datagram, data at the header
 *
 * As with UDP, only a session that is connected can know which datagram an error is about.
 */
void bn_ddp_session_unreachable(struct bn_ddp *ddp, struct sk_buff *skb)
{
	struct bn_ddp_session *session;
	struct bn_ddp_addr from;

	bn_ddp_sender(skb, &from);
	hlist_for_each_entry(session, bucket_of(ddp, from.sock), node)
		if (session->local.sock == from.sock && session->connected)
			report(session, EHOSTUNREACH);
}

/**
 * bn_ddp_session_link_gone() - tell the sessions that are bound to an address that it is gone
 * @link: the interface
 */
void bn_ddp_session_link_gone(struct bn_ddp_link *link)
{
	struct bn_ddp_session *session;
	unsigned int i;

	for (i = 0; i < BN_DDP_BUCKETS; i++)
		hlist_for_each_entry(session, &link->ddp->sessions[i], node)
			if (bn_ddp_is_own(link, session->local.net, session->local.node))
				report(session, ENETDOWN);
}

/* ---- calls --------------------------------------------------------------- */

static bool is_used(struct bn_ddp *ddp, const struct bn_ddp_addr *addr)
{
	const struct bn_ddp_session *session;

	if (addr->sock == BN_DDP_SOCK_RTMP || addr->sock == BN_DDP_SOCK_AEP)
		return true;
	hlist_for_each_entry(session, bucket_of(ddp, addr->sock), node)
		if (session->local.sock == addr->sock &&
		    (!session->local.node || !addr->node ||
		     (session->local.net == addr->net && session->local.node == addr->node)))
			return true;
	return false;
}

/* Choose a free socket number */
static int choose_sock(struct bn_ddp *ddp, struct bn_ddp_addr *addr)
{
	unsigned int tries;

	for (tries = BN_DDP_FREE_SOCK; tries <= BN_DDP_LAST_SOCK; tries++) {
		if (ddp->next_sock < BN_DDP_FREE_SOCK || ddp->next_sock > BN_DDP_LAST_SOCK)
			ddp->next_sock = BN_DDP_FREE_SOCK;
		addr->sock = ddp->next_sock++;
		if (!is_used(ddp, addr))
			return 0;
	}
	return -EAGAIN;
}

static bool is_own_anywhere(struct bn_ddp *ddp, const struct bn_ddp_addr *addr)
{
	const struct bn_ddp_link *link;

	list_for_each_entry(link, &ddp->links, list)
		if (bn_ddp_is_own(link, addr->net, addr->node))
			return true;
	return false;
}

static int ddp_bind(struct bn_ddp *ddp, struct bn_ddp_session *session,
		    const struct bn_ddp_addr *local)
{
	struct bn_ddp_addr addr = *local;
	int err = 0;

	if (session->local.sock)
		return -EINVAL;
	if ((addr.net || addr.node) && !is_own_anywhere(ddp, &addr))
		return -EADDRNOTAVAIL;
	if (!addr.sock)
		err = choose_sock(ddp, &addr);
	else if (addr.sock > BN_DDP_LAST_SOCK)
		err = -EINVAL;
	else if (is_used(ddp, &addr))
		err = -EADDRINUSE;
	if (err)
		return err;
	session->local = addr;
	hlist_add_head(&session->node, bucket_of(ddp, addr.sock));
	return 0;
}

/**
 * bn_ddp_session_bind() - bind a session
 * @stack: the stack
 * @session: the session, its callbacks set
 * @local: its address; net and node 0: all of this node; socket 0: choose one
 *
 * Return: 0 with @session->local set, -EINVAL (bound already, or no socket number),
 *	-EADDRNOTAVAIL, -EADDRINUSE, -EAGAIN (no free number).
 * Context: process, may sleep; calls for one session are serialized by the caller.
 */
int bn_ddp_session_bind(struct bsdnet_stack *stack, struct bn_ddp_session *session,
			const struct bn_ddp_addr *local)
{
	int err;

	bn_ddp_acquire(stack->ddp);
	err = ddp_bind(stack->ddp, session, local);
	bn_ddp_release(stack->ddp);
	return err;
}

static int ddp_connect(struct bn_ddp *ddp, struct bn_ddp_session *session,
		       const struct bn_ddp_addr *remote)
{
	static const struct bn_ddp_addr any;
	int err = 0;

	if (!bn_ddp_is_node(remote->net, remote->node) || !remote->sock ||
	    remote->sock > BN_DDP_LAST_SOCK)
		return -EINVAL;
	if (!session->local.sock)
		err = ddp_bind(ddp, session, &any);
	if (err)
		return err;
	session->remote = *remote;
	session->connected = true;
	return 0;
}

/**
 * bn_ddp_session_connect() - set the only peer of a session
 * @stack: the stack
 * @session: the session; bound if it is not
 * @remote: the peer; NULL: any, again
 *
 * Return: 0, -EINVAL (not the address of a single node), or as bn_ddp_session_bind().
 * Context: as bn_ddp_session_bind().
 */
int bn_ddp_session_connect(struct bsdnet_stack *stack, struct bn_ddp_session *session,
			   const struct bn_ddp_addr *remote)
{
	int err = 0;

	bn_ddp_acquire(stack->ddp);
	if (remote)
		err = ddp_connect(stack->ddp, session, remote);
	else
		session->connected = false;
	bn_ddp_release(stack->ddp);
	return err;
}

/**
 * bn_ddp_session_send() - send a datagram
 * @stack: the stack
 * @session: a bound session
 * @to: destination
 * @flags: enum bn_ddp_tx_flags
 * @skb: the datagram, linear, data at the type, BN_DDP_HEADROOM in front; taken
 *
 * Return: 0, -EINVAL (no socket number), or as bn_ddp_output().
 * Context: process, may sleep.
 */
int bn_ddp_session_send(struct bsdnet_stack *stack, struct bn_ddp_session *session,
			const struct bn_ddp_addr *to, u32 flags, struct sk_buff *skb)
{
	struct bn_ddp_msg msg = { .to = *to };
	int err;

	if (!to->sock || to->sock > BN_DDP_LAST_SOCK || !to->node) {
		kfree_skb(skb);
		return -EINVAL;
	}
	bn_ddp_frame_init(stack->ddp, skb);
	bn_ddp_acquire(stack->ddp);
	msg.from = session->local;
	err = bn_ddp_output(stack->ddp, &msg, flags, skb);
	bn_ddp_release(stack->ddp);
	return err;
}

/**
 * bn_ddp_session_close() - unbind a session
 * @stack: the stack
 * @session: the session; need not be bound
 *
 * Context: as bn_ddp_session_bind().
 */
void bn_ddp_session_close(struct bsdnet_stack *stack, struct bn_ddp_session *session)
{
	bn_ddp_acquire(stack->ddp);
	if (session->local.sock)
		hlist_del_init(&session->node);
	session->local = (struct bn_ddp_addr){};
	session->connected = false;
	bn_ddp_release(stack->ddp);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ddp/session_kunit.c"
#endif
