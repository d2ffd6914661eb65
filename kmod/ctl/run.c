// SPDX-License-Identifier: GPL-2.0
/*
 * run - common part of serving requests (CTL-5, CTL-6)
 *
 * Takes and releases the configuration lock, together with RTNL for netdevs or the
 * route lock for routes, refuses requests for a namespace that is being deleted, and
 * makes sure that every failure has an error text. A dump holds the locks for one
 * message at a time and visits at most BN_CFG_PORTION objects per message, whether they
 * match its filter or not. Its cursor holds values, no pointers. Readers never take RTNL.
 *
 * A handler with much work returns BN_CTL_MORE after each portion. The locks are
 * released before it is called again.
 *
 * The changes in one datagram are a batch: they are served in order up to the first
 * that fails, in the policy or here; the following are refused with -ECANCELED. So a
 * sender can send many changes without waiting for each answer, and none is made after
 * a failure (IF-18).
 */
#include <linux/sched.h>

#include <net/sock.h>

#include "ctl/private.h"

static void lock_stack(struct bsdnet_stack *stack, enum bn_ctl_lock lock)
{
	if (lock == BN_CTL_RTNL)
		bn_cfg_lock_rtnl(stack);
	else if (lock != BN_CTL_NOLOCK)
		bn_cfg_lock(stack);
	if (lock == BN_CTL_ROUTE)
		bn_rt_lock(stack);
}

static void unlock_stack(struct bsdnet_stack *stack, enum bn_ctl_lock lock)
{
	if (lock == BN_CTL_ROUTE)
		bn_rt_unlock(stack);
	if (lock == BN_CTL_RTNL)
		bn_cfg_unlock_rtnl(stack);
	else if (lock != BN_CTL_NOLOCK)
		bn_cfg_unlock(stack);
}

static int call(struct bn_ctl_req *req, enum bn_ctl_lock lock, bn_ctl_fn fn)
{
	int err;

	lock_stack(req->stack, lock);
	/* not 0, which disables the core's consistency check */
	if (req->cb)
		req->cb->seq = (u32)bn_ntf_seq(req->stack) | 1U << 31;
	if (READ_ONCE(req->stack->dying)) {
		NL_SET_ERR_MSG_FMT(req->extack, "%s: the network namespace is being deleted",
				   req->object);
		err = -ENODEV;
	} else {
		err = fn(req);
	}
	unlock_stack(req->stack, lock);
	return err;
}

static int call_in_portions(struct bn_ctl_req *req, enum bn_ctl_lock lock, bn_ctl_fn fn)
{
	int err;

	while ((err = call(req, lock, fn)) == BN_CTL_MORE) {
		req->again = true;
		cond_resched();
	}
	return err;
}

/* Set an error text if the rooms below set none */
static void set_words(const struct bn_ctl_req *req, int err)
{
	if (!req->extack || req->extack->_msg)
		return;
	if (err == -ENOMEM)
		NL_SET_ERR_MSG_FMT(req->extack, "%s: out of memory", req->object);
	else
		NL_SET_ERR_MSG_FMT(req->extack, "%s: failed, error %d", req->object, -err);
}

/* The core pulls each message off the datagram after serving it. skb->mark, which the core does
 * not change, is the length of the messages served successfully
 */
static bool after_failure(const struct sk_buff *skb)
{
	return skb_headroom(skb) != skb->mark;
}

static void note_success(struct sk_buff *skb, const struct genl_info *info)
{
	skb->mark = skb_headroom(skb) + NLMSG_ALIGN(info->nlhdr->nlmsg_len);
}

/**
 * bn_ctl_run() - serve a do
 * @skb: the datagram, data at the request
 * @info: the request
 * @object: kind of object, for error texts
 * @lock: locks held while @fn is called
 * @fn: the handler; called again if it returns BN_CTL_MORE
 *
 * Return: 0 or the error of @fn, -ENODEV (namespace being deleted), or -ECANCELED; on
 *	failure the extack has a text.
 * Context: process, no lock held.
 */
int bn_ctl_run(struct sk_buff *skb, struct genl_info *info, const char *object,
	       enum bn_ctl_lock lock, bn_ctl_fn fn)
{
	struct bn_ctl_req req = {
		.stack = bn_stack_of(genl_info_net(info)),
		.attrs = info->attrs,
		.extack = info->extack,
		.object = object,
		.info = info,
		.datagram = skb,
	};
	int err;

	if (after_failure(skb)) {
		NL_SET_ERR_MSG_FMT(req.extack, "%s: an earlier request of the batch failed",
				   object);
		return -ECANCELED;
	}
	err = call_in_portions(&req, lock, fn);
	if (err)
		set_words(&req, err);
	else
		note_success(skb, info);
	return err;
}

/**
 * bn_ctl_dump() - serve the next message of a dump
 * @skb: the message to fill
 * @cb: the dump
 * @object: kind of object, for error texts
 * @lock: locks held while @fn is called
 * @fn: the handler: calls bn_ctl_visit() for each object from the cursor on, puts it if it
 *	matches the filter, then advances the cursor. Returns -EMSGSIZE if an object does not
 *	fit or may not be visited, 0 at the end
 *
 * Return: as a dumpit: bytes in @skb, 0 at the end, or -errno.
 * Context: process, no lock held.
 */
int bn_ctl_dump(struct sk_buff *skb, struct netlink_callback *cb, const char *object,
		enum bn_ctl_lock lock, bn_ctl_fn fn)
{
	struct bn_ctl_req req = {
		.stack = bn_stack_of(sock_net(skb->sk)),
		.attrs = bn_genl_dump_attrs(cb),
		.extack = cb->extack,
		.object = object,
		.skb = skb,
		.cb = cb,
		.visits = BN_CFG_PORTION,
	};
	int err;

	err = call(&req, lock, fn);
	if (err == -EMSGSIZE && !skb->len && !req.visits)
		err = bn_nlmsg_dump_nothing(&req);
	if (err && (err != -EMSGSIZE || !skb->len)) {
		set_words(&req, err);
		return err;
	}
	return skb->len;
}
