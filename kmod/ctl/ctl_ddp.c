// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_ddp - AppleTalk of interfaces over the control channel (Q-10, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "ddp/ddp.h"

static int fill_address(struct sk_buff *skb, const struct bn_ddp_info *info)
{
	int err;

	err = bn_put_u16(skb, BSDNET_A_DDP_NET, info->config.net) ?:
	      bn_put_u16(skb, BSDNET_A_DDP_FIRST, info->first) ?:
	      bn_put_u16(skb, BSDNET_A_DDP_LAST, info->last);
	if (!err && info->node)
		err = nla_put_u8(skb, BSDNET_A_DDP_NODE, info->node);
	if (!err && !info->config.node)
		err = nla_put_u8(skb, BSDNET_A_DDP_CHOSEN, 1);
	return err;
}

static int fill_router(struct sk_buff *skb, const struct bn_ddp_info *info)
{
	if (!info->router.node)
		return 0;
	return bn_put_u16(skb, BSDNET_A_DDP_ROUTER_NET, info->router.net) ?:
	       nla_put_u8(skb, BSDNET_A_DDP_ROUTER_NODE, info->router.node);
}

/**
 * bn_ctl_ddp_fill() - put AppleTalk of an interface into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_ddp_info
 *
 * Return: 0 or -EMSGSIZE.
 * Context: any; the object is a copy.
 */
int bn_ctl_ddp_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_ddp_info *info = obj;

	return bn_put_ifl(skb, stack, info->ifl_index, BSDNET_A_DDP_IFL_INDEX,
			  BSDNET_A_DDP_IFL_NAME) ?:
	       fill_address(skb, info) ?:
	       nla_put_u8(skb, BSDNET_A_DDP_STATE, info->state) ?:
	       fill_router(skb, info) ?:
	       bn_put_u64(skb, BSDNET_A_DDP_RX, info->rx) ?:
	       bn_put_u64(skb, BSDNET_A_DDP_TX, info->tx);
}

static int ddp_dump(struct bn_ctl_req *req)
{
	u32 *told = bn_ctl_cursor(req, u32);	/* ifl_index of the last one visited */
	struct bn_ddp_info info;
	u32 only;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_DDP_IFL_INDEX, BSDNET_A_DDP_IFL_NAME, &only);
	while (!err && bn_ddp_link_next(req->stack, *told, &info)) {
		if (!only || only == info.ifl_index)
			err = bn_nlmsg_dump(req, BSDNET_CMD_DDP_GET, bn_ctl_ddp_fill, &info);
		if (!err)
			*told = info.ifl_index;
	}
	return err;
}

int bn_ctl_ddp_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "ddp", BN_CTL_CFG, ddp_dump);
}

static u16 req_u16(const struct bn_ctl_req *req, int attr, u16 absent)
{
	const struct nlattr *nla = bn_req_attr(req, attr);

	return nla ? be16_to_cpu(nla_get_be16(nla)) : absent;
}

static int ddp_add(struct bn_ctl_req *req)
{
	struct bn_ddp_config config = {
		.net = req_u16(req, BSDNET_A_DDP_NET, 0),
		.node = bn_req_u8(req, BSDNET_A_DDP_NODE, 0),
		.first = req_u16(req, BSDNET_A_DDP_FIRST, 0),
	};
	struct bn_ifl *ifl;

	if (!bn_req_attr(req, BSDNET_A_DDP_NET))
		return bn_parse_missing(req, BSDNET_A_DDP_NET, "net");
	config.last = req_u16(req, BSDNET_A_DDP_LAST, config.first);
	ifl = bn_parse_ifl(req, BSDNET_A_DDP_IFL_INDEX, BSDNET_A_DDP_IFL_NAME);
	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	return bn_req_blame(req, BSDNET_A_DDP_NET, bn_ddp_link_add(ifl, &config, req->extack));
}

int bn_ctl_ddp_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ddp", BN_CTL_RTNL, ddp_add);
}

static int ddp_del(struct bn_ctl_req *req)
{
	struct bn_ifl *ifl = bn_parse_ifl(req, BSDNET_A_DDP_IFL_INDEX, BSDNET_A_DDP_IFL_NAME);

	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	return bn_ddp_link_delete(ifl, req->extack);
}

int bn_ctl_ddp_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ddp", BN_CTL_RTNL, ddp_del);
}
