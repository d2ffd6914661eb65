// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_drops - reading the counters of dropped packets (Q-8, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static int drops_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	enum bn_drop_reason reason = *(const u32 *)obj;

	return bn_put_u32(skb, BSDNET_A_DROPS_REASON, reason) ?:
	       nla_put_string(skb, BSDNET_A_DROPS_NAME, bn_drop_name(reason)) ?:
	       bn_put_u64(skb, BSDNET_A_DROPS_COUNT, bn_drop_total(stack, reason)) ?:
	       nla_put_string(skb, BSDNET_A_DROPS_TEXT, bn_drop_text(reason));
}

static int drops_dump(struct bn_ctl_req *req)
{
	u32 *cursor = bn_ctl_cursor(req, u32);
	int err;

	for (; *cursor < BN_DROP_MAX; ++*cursor) {
		err = bn_nlmsg_dump(req, BSDNET_CMD_DROPS_GET, drops_fill, cursor);
		if (err)
			return err;
	}
	return 0;
}

int bn_ctl_drops_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "drops", BN_CTL_NOLOCK, drops_dump);
}
