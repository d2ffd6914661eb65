// SPDX-License-Identifier: GPL-2.0
/*
 * nlmsg - answers, one object per message (CTL-2)
 */
#include "ctl/private.h"

static int nlmsg_put_obj(struct sk_buff *skb, void *hdr, struct bsdnet_stack *stack,
			 bn_fill_fn fill, const void *obj)
{
	int err;

	if (!hdr)
		return -EMSGSIZE;
	err = fill(skb, stack, obj);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * bn_nlmsg_reply() - answer a do with one object
 * @req: the request
 * @cmd: command of the answer
 * @fill: fill function
 * @obj: for @fill
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_nlmsg_reply(const struct bn_ctl_req *req, u8 cmd, bn_fill_fn fill, const void *obj)
{
	struct sk_buff *skb;
	void *hdr;
	int err;

	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return -ENOMEM;
	hdr = genlmsg_put(skb, req->info->snd_portid, req->info->snd_seq, &bsdnet_nl_family, 0,
			  cmd);
	err = nlmsg_put_obj(skb, hdr, req->stack, fill, obj);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return genlmsg_reply(skb, req->info);
}

/**
 * bn_nlmsg_dump() - add one object to a dump
 * @req: the dump
 * @cmd: command of the message
 * @fill: fill function
 * @obj: for @fill
 *
 * The message is marked as interrupted if the configuration has changed since
 * the dump began.
 *
 * Return: 0, or -EMSGSIZE if the message is full; then nothing is added.
 * Context: any; does not sleep.
 */
int bn_nlmsg_dump(const struct bn_ctl_req *req, u8 cmd, bn_fill_fn fill, const void *obj)
{
	struct netlink_callback *cb = req->cb;
	void *hdr;

	hdr = genlmsg_put(req->skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &bsdnet_nl_family, NLM_F_MULTI, cmd);
	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return nlmsg_put_obj(req->skb, hdr, req->stack, fill, obj);
}

/**
 * bn_nlmsg_dump_nothing() - add a message without an object (NLMSG_NOOP) to a dump
 * @req: the dump
 *
 * Sent if the maximum number of objects was visited and none matched: an empty datagram
 * would look like the end of file, and visiting more objects would not be bounded.
 * Netlink readers skip NLMSG_NOOP.
 *
 * Return: 0 or -EMSGSIZE.
 * Context: any; does not sleep.
 */
int bn_nlmsg_dump_nothing(const struct bn_ctl_req *req)
{
	const struct netlink_callback *cb = req->cb;

	return nlmsg_put(req->skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, NLMSG_NOOP, 0,
			 NLM_F_MULTI) ? 0 : -EMSGSIZE;
}
