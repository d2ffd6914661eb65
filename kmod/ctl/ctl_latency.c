// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_latency - recording and reading latency histograms (SK-7, CTL-1)
 */
#include "core/latency.h"
#include "ctl/parse.h"
#include "ctl/put.h"

#define SECONDS_MAX 3600

static int latency_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_latency_bucket *bucket = obj;

	return nla_put_u8(skb, BSDNET_A_LATENCY_STAGE, bucket->stage) ?:
	       bn_put_u64(skb, BSDNET_A_LATENCY_FROM, bucket->from) ?:
	       bn_put_u64(skb, BSDNET_A_LATENCY_TO, bucket->to) ?:
	       bn_put_u64(skb, BSDNET_A_LATENCY_COUNT, bucket->count);
}

static int latency_dump(struct bn_ctl_req *req)
{
	u32 *cursor = bn_ctl_cursor(req, u32);
	struct bn_latency_bucket bucket;
	u32 next = *cursor;
	int err;

	while (bn_latency_next(req->stack, &next, &bucket)) {
		err = bn_nlmsg_dump(req, BSDNET_CMD_LATENCY_GET, latency_fill, &bucket);
		if (err)
			return err;
		*cursor = next;
	}
	return 0;
}

int bn_ctl_latency_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "latency", BN_CTL_NOLOCK, latency_dump);
}

static int latency_set(struct bn_ctl_req *req)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_LATENCY_SECONDS);
	u32 seconds;

	if (!nla)
		return bn_parse_missing(req, BSDNET_A_LATENCY_SECONDS, "seconds");
	seconds = be32_to_cpu(nla_get_be32(nla));
	if (seconds > SECONDS_MAX) {
		bn_req_err(req, nla, "seconds: %u is not within 0 .. %u", seconds, SECONDS_MAX);
		return -EINVAL;
	}
	return bn_latency_start(req->stack, seconds);
}

int bn_ctl_latency_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "latency", BN_CTL_CFG, latency_set);
}
