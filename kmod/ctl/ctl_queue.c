// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_queue - reading the bounded queues over the control channel (Q-8, CTL-1)
 *
 * The queue registry has its own lock.
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "queues/queues.h"

static int queue_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_queue_stats *queue = obj;

	if (bn_put_u32(skb, BSDNET_A_QUEUE_ID, queue->id) ||
	    nla_put_string(skb, BSDNET_A_QUEUE_NAME, queue->name) ||
	    nla_put_string(skb, BSDNET_A_QUEUE_KIND, queue->kind) ||
	    bn_put_u32(skb, BSDNET_A_QUEUE_LEN, max(atomic_read(&queue->len), 0)) ||
	    bn_put_u32(skb, BSDNET_A_QUEUE_LIMIT, READ_ONCE(queue->limit)) ||
	    bn_put_u32(skb, BSDNET_A_QUEUE_HIGH_WATER, READ_ONCE(queue->high_water)))
		return -EMSGSIZE;
	return bn_put_u64(skb, BSDNET_A_QUEUE_DROPS, atomic64_read(&queue->drops));
}

static int ctl_queue_dump_one(const struct bn_queue_stats *queue, void *arg)
{
	const struct nlattr *kind = bn_req_attr(arg, BSDNET_A_QUEUE_KIND);
	struct bn_ctl_req *req = arg;

	if (!bn_ctl_visit(req))
		return -EMSGSIZE;
	if (kind && strcmp(nla_data(kind), queue->kind))
		return 0;
	return bn_nlmsg_dump(req, BSDNET_CMD_QUEUE_GET, queue_fill, queue);
}

static int queue_dump(struct bn_ctl_req *req)
{
	return bn_queue_walk(req->stack, bn_ctl_cursor(req, u32), ctl_queue_dump_one, req);
}

int bn_ctl_queue_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "queue", BN_CTL_NOLOCK, queue_dump);
}
