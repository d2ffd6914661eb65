// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_neigh - neighbours over the control channel (NH-4, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

/**
 * bn_ctl_neigh_fill() - put a neighbour into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_neigh_info
 *
 * Return: 0 or -EMSGSIZE.
 * Context: any.
 */
int bn_ctl_neigh_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_neigh_info *neigh = obj;

	if (bn_put_ifl(skb, stack, neigh->ifl_index, BSDNET_A_NEIGH_IFL_INDEX,
		       BSDNET_A_NEIGH_IFL_NAME) ||
	    nla_put_u8(skb, BSDNET_A_NEIGH_FAMILY, AF_INET) ||
	    bn_put_addr(skb, BSDNET_A_NEIGH_ADDR, &neigh->addr, sizeof(neigh->addr)) ||
	    bn_put_lladdr(skb, BSDNET_A_NEIGH_LLADDR, &neigh->lladdr) ||
	    nla_put_u8(skb, BSDNET_A_NEIGH_STATE, neigh->state) ||
	    bn_put_u32(skb, BSDNET_A_NEIGH_AGE_MS, neigh->age_ms))
		return -EMSGSIZE;
	return bn_put_u32(skb, BSDNET_A_NEIGH_HELD, neigh->held);
}

static int parse_neigh(const struct bn_ctl_req *req, struct bn_iff **iff, __be32 *addr)
{
	struct in6_addr in;
	int err;

	*iff = bn_parse_iff(req, BSDNET_A_NEIGH_IFL_INDEX, BSDNET_A_NEIGH_IFL_NAME,
			    BSDNET_A_NEIGH_FAMILY);
	if (IS_ERR(*iff))
		return PTR_ERR(*iff);
	if ((*iff)->family->family != AF_INET) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_NEIGH_FAMILY),
			   "family %s keeps no neighbours here", (*iff)->family->name);
		return -EAFNOSUPPORT;
	}
	err = bn_parse_addr(req, BSDNET_A_NEIGH_ADDR, "addr", (*iff)->family, &in);
	if (!err)
		*addr = in.s6_addr32[0];
	return err;
}

/* The neighbour @addr itself: the first after what precedes it */
static int find_neigh(const struct bn_ctl_req *req, u32 ifl_index, __be32 addr,
		      struct bn_neigh_info *info)
{
	u32 before = be32_to_cpu(addr) - 1;

	if (addr && bn_neigh_next(req->stack, ifl_index, cpu_to_be32(before), info) &&
	    info->ifl_index == ifl_index && info->addr == addr)
		return 0;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_NEIGH_ADDR), "no neighbour %pI4", &addr);
	return -ENOENT;
}

static int neigh_get(struct bn_ctl_req *req)
{
	struct bn_neigh_info info;
	struct bn_iff *iff;
	__be32 addr;
	int err;

	err = parse_neigh(req, &iff, &addr);
	if (!err)
		err = find_neigh(req, iff->ifl->ifl_index, addr, &info);
	if (err)
		return err;
	return bn_nlmsg_reply(req, BSDNET_CMD_NEIGH_GET, bn_ctl_neigh_fill, &info);
}

int bn_ctl_neigh_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_get);
}

struct neigh_cursor {
	u32 ifl_index;
	__be32 addr;
};

static int neigh_dump(struct bn_ctl_req *req)
{
	struct neigh_cursor *cursor = bn_ctl_cursor(req, struct neigh_cursor);
	u8 family = bn_req_u8(req, BSDNET_A_NEIGH_FAMILY, AF_INET);
	struct bn_neigh_info info;
	u32 ifl_index;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_NEIGH_IFL_INDEX, BSDNET_A_NEIGH_IFL_NAME,
				  &ifl_index);
	/* those of one interface stand together (IF-18) */
	if (!err && ifl_index && !cursor->ifl_index)
		cursor->ifl_index = ifl_index;
	while (!err && family == AF_INET &&
	       bn_neigh_next(req->stack, cursor->ifl_index, cursor->addr, &info)) {
		if (ifl_index && info.ifl_index != ifl_index)
			break;
		err = bn_nlmsg_dump(req, BSDNET_CMD_NEIGH_GET, bn_ctl_neigh_fill, &info);
		if (!err) {
			cursor->ifl_index = info.ifl_index;
			cursor->addr = info.addr;
		}
	}
	return err;
}

int bn_ctl_neigh_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "neigh", BN_CTL_ROUTE, neigh_dump);
}

static int parse_lladdr(const struct bn_ctl_req *req, const struct bn_iff *iff,
			struct bn_lladdr *lladdr)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_NEIGH_LLADDR);
	const struct bn_lladdr *own = bn_ifl_lladdr(iff->ifl);
	unsigned int len = own ? own->len : 0;

	if (!nla)
		return bn_parse_missing(req, BSDNET_A_NEIGH_LLADDR, "lladdr");
	if (!len || nla_len(nla) != len) {
		bn_req_err(req, nla, "lladdr has %d bytes, those of \"%.32s\" have %u",
			   nla_len(nla), iff->ifl->ifd->name, len);
		return -EINVAL;
	}
	lladdr->len = len;
	memcpy(lladdr->data, nla_data(nla), len);
	return 0;
}

static int neigh_add(struct bn_ctl_req *req)
{
	struct bn_lladdr lladdr;
	struct bn_iff *iff;
	__be32 addr;
	int err;

	err = parse_neigh(req, &iff, &addr) ?: parse_lladdr(req, iff, &lladdr);
	if (err)
		return err;
	err = bn_neigh_add(iff, addr, &lladdr, bn_req_attr(req, BSDNET_A_NEIGH_REPLACE),
			   req->extack);
	return bn_req_blame(req, BSDNET_A_NEIGH_ADDR, err);
}

int bn_ctl_neigh_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_add);
}

static int neigh_set(struct bn_ctl_req *req)
{
	struct bn_neigh_info info;
	struct bn_lladdr lladdr;
	struct bn_iff *iff;
	__be32 addr;
	int err;

	err = parse_neigh(req, &iff, &addr) ?: parse_lladdr(req, iff, &lladdr) ?:
	      find_neigh(req, iff->ifl->ifl_index, addr, &info);
	if (!err)
		err = bn_neigh_add(iff, addr, &lladdr, true, req->extack);
	return bn_req_blame(req, BSDNET_A_NEIGH_ADDR, err);
}

int bn_ctl_neigh_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_set);
}

static int neigh_del(struct bn_ctl_req *req)
{
	struct bn_iff *iff;
	__be32 addr;
	int err;

	err = parse_neigh(req, &iff, &addr);
	if (!err)
		err = bn_neigh_delete(iff, addr, req->extack);
	return bn_req_blame(req, BSDNET_A_NEIGH_ADDR, err);
}

int bn_ctl_neigh_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_del);
}
