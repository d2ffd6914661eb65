// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_nexthop - next hops over the control channel (NH-1, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static int fill_iff(struct sk_buff *skb, struct bsdnet_stack *stack, const struct bn_iff *iff)
{
	return bn_put_ifl(skb, stack, iff->ifl->ifl_index, BSDNET_A_NEXTHOP_IFL_INDEX,
			  BSDNET_A_NEXTHOP_IFL_NAME) ?:
	       bn_put_u32(skb, BSDNET_A_NEXTHOP_INSTANCE, iff->instance) ?:
	       bn_put_u32(skb, BSDNET_A_NEXTHOP_MTU, iff->mtu);
}

static int fill_hdr(struct sk_buff *skb, struct bsdnet_stack *stack, const struct bn_nexthop *nh)
{
	const struct bn_l2_hdr *hdr;
	int err = 0;

	rcu_read_lock();
	hdr = rcu_dereference(nh->hdr);
	if (hdr && hdr->len)
		err = nla_put(skb, BSDNET_A_NEXTHOP_L2_HEADER, hdr->len, hdr->data);
	rcu_read_unlock();
	return err;
}

/**
 * bn_ctl_nexthop_fill() - put a next hop into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_nexthop
 *
 * Return: 0 or -EMSGSIZE.
 * Context: route lock.
 */
int bn_ctl_nexthop_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_nexthop *nh = obj;
	unsigned int len = nh->family->addr_len;

	if (bn_put_u32(skb, BSDNET_A_NEXTHOP_INDEX, nh->index) ||
	    nla_put_u8(skb, BSDNET_A_NEXTHOP_FAMILY, nh->family->family) ||
	    nla_put_u8(skb, BSDNET_A_NEXTHOP_TYPE, bn_nh_type(nh)) ||
	    (nh->iff && fill_iff(skb, stack, nh->iff)) ||
	    fill_hdr(skb, stack, nh) ||
	    bn_put_addr_set(skb, BSDNET_A_NEXTHOP_LOCAL, &nh->local, len) ||
	    bn_put_u32(skb, BSDNET_A_NEXTHOP_REFS, nh->refs))
		return -EMSGSIZE;
	if (!nh->has_gateway)
		return 0;
	return bn_put_addr(skb, BSDNET_A_NEXTHOP_GATEWAY, &nh->gateway, len) ?:
	       nla_put_u8(skb, BSDNET_A_NEXTHOP_IS_LOCAL, nh->is_local);
}

static int nexthop_get(struct bn_ctl_req *req)
{
	const struct nlattr *index = bn_req_attr(req, BSDNET_A_NEXTHOP_INDEX);
	struct bn_nexthop *nh = NULL;
	u32 n;

	if (!index)
		return bn_parse_missing(req, BSDNET_A_NEXTHOP_INDEX, "index");
	n = be32_to_cpu(nla_get_be32(index));
	if (n)
		nh = bn_nh_next(req->stack, n - 1);
	if (nh && nh->index == n)
		return bn_nlmsg_reply(req, BSDNET_CMD_NEXTHOP_GET, bn_ctl_nexthop_fill, nh);
	bn_req_err(req, index, "no next hop with number %u", n);
	return -ENOENT;
}

int bn_ctl_nexthop_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "nexthop", BN_CTL_ROUTE, nexthop_get);
}

static int nexthop_dump(struct bn_ctl_req *req)
{
	u8 family = bn_req_u8(req, BSDNET_A_NEXTHOP_FAMILY, 0);
	u8 type = bn_req_u8(req, BSDNET_A_NEXTHOP_TYPE, 0);
	u32 *cursor = bn_ctl_cursor(req, u32);
	struct bn_nexthop *nh;
	u32 ifl_index;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_NEXTHOP_IFL_INDEX, BSDNET_A_NEXTHOP_IFL_NAME,
				  &ifl_index);
	while (!err && (nh = bn_nh_next(req->stack, *cursor))) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		if ((!family || nh->family->family == family) &&
		    (!type || bn_nh_type(nh) == type) &&
		    (!ifl_index || (nh->iff && nh->iff->ifl->ifl_index == ifl_index)))
			err = bn_nlmsg_dump(req, BSDNET_CMD_NEXTHOP_GET, bn_ctl_nexthop_fill, nh);
		if (!err)
			*cursor = nh->index;
	}
	return err;
}

int bn_ctl_nexthop_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "nexthop", BN_CTL_ROUTE, nexthop_dump);
}
