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
	    nla_put_u8(skb, BSDNET_A_NEIGH_FAMILY, neigh->family->family) ||
	    bn_put_addr(skb, BSDNET_A_NEIGH_ADDR, &neigh->addr, neigh->family->addr_len) ||
	    bn_put_lladdr(skb, BSDNET_A_NEIGH_LLADDR, &neigh->lladdr) ||
	    nla_put_u8(skb, BSDNET_A_NEIGH_STATE, neigh->state) ||
	    bn_put_u32(skb, BSDNET_A_NEIGH_AGE_MS, neigh->age_ms))
		return -EMSGSIZE;
	return bn_put_u32(skb, BSDNET_A_NEIGH_HELD, neigh->held);
}

static int parse_neigh(const struct bn_ctl_req *req, struct bn_iff **iff, struct in6_addr *addr)
{
	*iff = bn_parse_iff(req, BSDNET_A_NEIGH_IFL_INDEX, BSDNET_A_NEIGH_IFL_NAME,
			    BSDNET_A_NEIGH_FAMILY);
	if (IS_ERR(*iff))
		return PTR_ERR(*iff);
	if (!(*iff)->family->neigh) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_NEIGH_FAMILY),
			   "family: %s neighbours are not supported", (*iff)->family->name);
		return -EAFNOSUPPORT;
	}
	return bn_parse_addr(req, BSDNET_A_NEIGH_ADDR, "addr", (*iff)->family, addr);
}

static int find_neigh(const struct bn_ctl_req *req, const struct bn_iff *iff,
		      const struct in6_addr *addr, struct bn_neigh_info *info)
{
	char text[BN_ADDR_TEXT];

	if (bn_neigh_get(iff, addr, info))
		return 0;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_NEIGH_ADDR), "no neighbour %s",
		   bn_addr_text(iff->family, addr, text));
	return -ENOENT;
}

static int neigh_get(struct bn_ctl_req *req)
{
	struct bn_neigh_info info;
	struct in6_addr addr;
	struct bn_iff *iff;
	int err;

	err = parse_neigh(req, &iff, &addr);
	if (!err)
		err = find_neigh(req, iff, &addr, &info);
	if (err)
		return err;
	return bn_nlmsg_reply(req, BSDNET_CMD_NEIGH_GET, bn_ctl_neigh_fill, &info);
}

int bn_ctl_neigh_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_get);
}

/**
 * struct neigh_cursor - position of a dump
 * @addr: address of the last neighbour, valid if @has_addr
 * @ifl_index: its interface
 * @family: index of its family
 * @has_addr: a neighbour of the family was dumped
 */
struct neigh_cursor {
	struct in6_addr addr;
	u32 ifl_index;
	u8 family;
	bool has_addr;
};

static int ctl_neigh_dump_family(struct bn_ctl_req *req, struct neigh_cursor *cursor,
				 const struct bn_family *family, u32 ifl_index)
{
	struct bn_neigh_info info;
	int err;

	/* the neighbours of an interface follow each other (IF-18) */
	if (!cursor->has_addr)
		cursor->ifl_index = ifl_index;
	while (bn_neigh_next(req->stack, family, cursor->ifl_index,
			     cursor->has_addr ? &cursor->addr : NULL, &info)) {
		if (ifl_index && info.ifl_index != ifl_index)
			break;
		err = bn_nlmsg_dump(req, BSDNET_CMD_NEIGH_GET, bn_ctl_neigh_fill, &info);
		if (err)
			return err;
		cursor->ifl_index = info.ifl_index;
		cursor->addr = info.addr;
		cursor->has_addr = true;
	}
	return 0;
}

static int neigh_dump(struct bn_ctl_req *req)
{
	struct neigh_cursor *cursor = bn_ctl_cursor(req, struct neigh_cursor);
	u8 only = bn_req_u8(req, BSDNET_A_NEIGH_FAMILY, 0);
	const struct bn_family *family;
	u32 ifl_index;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_NEIGH_IFL_INDEX, BSDNET_A_NEIGH_IFL_NAME,
				  &ifl_index);
	while (!err && cursor->family < BN_FAMILY_MAX) {
		family = bn_family_at(cursor->family);
		if (family && (!only || family->family == only))
			err = ctl_neigh_dump_family(req, cursor, family, ifl_index);
		if (!err) {
			cursor->family++;
			cursor->has_addr = false;
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
		bn_req_err(req, nla, "lladdr has %d bytes, addresses on \"%.32s\" have %u",
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
	struct in6_addr addr;
	struct bn_iff *iff;
	int err;

	err = parse_neigh(req, &iff, &addr) ?: parse_lladdr(req, iff, &lladdr);
	if (err)
		return err;
	err = bn_neigh_add(iff, &addr, &lladdr, bn_req_attr(req, BSDNET_A_NEIGH_REPLACE),
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
	struct in6_addr addr;
	struct bn_iff *iff;
	int err;

	err = parse_neigh(req, &iff, &addr) ?: parse_lladdr(req, iff, &lladdr) ?:
	      find_neigh(req, iff, &addr, &info);
	if (!err)
		err = bn_neigh_add(iff, &addr, &lladdr, true, req->extack);
	return bn_req_blame(req, BSDNET_A_NEIGH_ADDR, err);
}

int bn_ctl_neigh_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_set);
}

static int neigh_del(struct bn_ctl_req *req)
{
	struct in6_addr addr;
	struct bn_iff *iff;
	int err;

	err = parse_neigh(req, &iff, &addr);
	if (!err)
		err = bn_neigh_delete(iff, &addr, req->extack);
	return bn_req_blame(req, BSDNET_A_NEIGH_ADDR, err);
}

int bn_ctl_neigh_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "neigh", BN_CTL_ROUTE, neigh_del);
}
