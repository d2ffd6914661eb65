// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_aarp - AppleTalk nodes over the control channel (Q-10, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "ddp/ddp.h"

static int aarp_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_aarp_info *info = obj;
	int err;

	err = bn_put_ifl(skb, stack, info->ifl_index, BSDNET_A_AARP_IFL_INDEX,
			 BSDNET_A_AARP_IFL_NAME) ?:
	      bn_put_u16(skb, BSDNET_A_AARP_NET, info->net) ?:
	      nla_put_u8(skb, BSDNET_A_AARP_NODE, info->node) ?:
	      bn_put_u32(skb, BSDNET_A_AARP_AGE_MS, info->age_ms);
	if (!err && info->known)
		err = nla_put(skb, BSDNET_A_AARP_LLADDR, sizeof(info->lladdr), info->lladdr);
	return err;
}

/**
 * struct aarp_cursor - position of a dump
 * @ifl_index: interface whose entries are being dumped; 0: none yet
 * @slot: the first of its entries that was not dumped
 */
struct aarp_cursor {
	u32 ifl_index;
	u32 slot;
};

static int dump_link(struct bn_ctl_req *req, struct aarp_cursor *at)
{
	struct bn_aarp_info info;
	int err;

	while (bn_aarp_next(req->stack, at->ifl_index, at->slot, &info)) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		err = bn_nlmsg_dump(req, BSDNET_CMD_AARP_GET, aarp_fill, &info);
		if (err)
			return err;
		at->slot = info.slot + 1;
	}
	return 0;
}

static int aarp_dump(struct bn_ctl_req *req)
{
	struct aarp_cursor *at = bn_ctl_cursor(req, struct aarp_cursor);
	struct bn_ddp_info link;
	u32 only;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_AARP_IFL_INDEX, BSDNET_A_AARP_IFL_NAME, &only);
	for (;;) {
		if (!err && at->ifl_index && (!only || only == at->ifl_index))
			err = dump_link(req, at);
		if (err || !bn_ddp_link_next(req->stack, at->ifl_index, &link))
			return err;
		at->ifl_index = link.ifl_index;
		at->slot = 0;
	}
}

int bn_ctl_aarp_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "aarp", BN_CTL_CFG, aarp_dump);
}
