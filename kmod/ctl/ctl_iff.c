// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_iff - families of logical interfaces over the control channel (IF-4, IF-8, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static u32 count_ifas(const struct bn_iff *iff)
{
	const struct bn_ifa *ifa;
	u32 n = 0;

	list_for_each_entry(ifa, &iff->ifas, list)
		n++;
	return n;
}

/**
 * bn_ctl_iff_fill() - put a family of an interface into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_iff
 *
 * Return: 0 or -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ctl_iff_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_iff *iff = obj;

	if (bn_put_ifl(skb, stack, iff->ifl->ifl_index, BSDNET_A_IFF_IFL_INDEX,
		       BSDNET_A_IFF_IFL_NAME) ||
	    nla_put_u8(skb, BSDNET_A_IFF_FAMILY, iff->family->family) ||
	    bn_put_u32(skb, BSDNET_A_IFF_INSTANCE, iff->instance) ||
	    bn_put_u32(skb, BSDNET_A_IFF_MTU, iff->mtu) ||
	    nla_put_u8(skb, BSDNET_A_IFF_MTU_SET, iff->mtu_set) ||
	    bn_put_u32(skb, BSDNET_A_IFF_DOWN, iff->down) ||
	    bn_put_u32(skb, BSDNET_A_IFF_FILTER_IN, iff->filter_in) ||
	    bn_put_u32(skb, BSDNET_A_IFF_FILTER_OUT, iff->filter_out))
		return -EMSGSIZE;
	return bn_put_u32(skb, BSDNET_A_IFF_IFAS, count_ifas(iff));
}

static struct bn_iff *req_iff(const struct bn_ctl_req *req)
{
	return bn_parse_iff(req, BSDNET_A_IFF_IFL_INDEX, BSDNET_A_IFF_IFL_NAME,
			    BSDNET_A_IFF_FAMILY);
}

static int iff_get(struct bn_ctl_req *req)
{
	struct bn_iff *iff = req_iff(req);

	if (IS_ERR(iff))
		return PTR_ERR(iff);
	return bn_nlmsg_reply(req, BSDNET_CMD_IFF_GET, bn_ctl_iff_fill, iff);
}

int bn_ctl_iff_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "iff", BN_CTL_CFG, iff_get);
}

/* The iff of @ifl with the lowest family number above @after */
static struct bn_iff *next_on(const struct bn_ifl *ifl, u8 after)
{
	struct bn_iff *iff, *best = NULL;

	for (iff = bn_cfg_dereference(ifl->iffs, ifl->ifd->stack); iff;
	     iff = bn_cfg_dereference(iff->next, ifl->ifd->stack))
		if (iff->family->family > after &&
		    (!best || iff->family->family < best->family->family))
			best = iff;
	return best;
}

/**
 * bn_ctl_iff_next() - the next family of an interface
 * @stack: the stack
 * @cursor: the last one seen
 * @only: index of the interface whose families are asked for, which is then found without
 *	a look at the others (IF-18); 0: of all
 *
 * Return: the first one after @cursor in the order of interface and family
 *	numbers, NULL at the end.
 * Context: configuration lock.
 */
struct bn_iff *bn_ctl_iff_next(struct bsdnet_stack *stack, const struct bn_iff_cursor *cursor,
			       u32 only)
{
	u32 at = only ?: cursor->ifl_index;
	struct bn_iff *iff = NULL;
	struct bn_ifl *ifl;

	ifl = at ? bn_ifl_get(stack, at) : NULL;
	if (ifl)
		iff = next_on(ifl, at == cursor->ifl_index ? cursor->family : 0);
	if (only)
		return iff;
	for (ifl = bn_ifl_next(stack, cursor->ifl_index); !iff && ifl;
	     ifl = bn_ifl_next(stack, ifl->ifl_index))
		iff = next_on(ifl, 0);
	return iff;
}

static int iff_dump(struct bn_ctl_req *req)
{
	struct bn_iff_cursor *cursor = bn_ctl_cursor(req, struct bn_iff_cursor);
	bool by_instance = bn_req_attr(req, BSDNET_A_IFF_INSTANCE);
	u32 instance = bn_req_u32(req, BSDNET_A_IFF_INSTANCE, 0);
	u8 family = bn_req_u8(req, BSDNET_A_IFF_FAMILY, 0);
	struct bn_iff *iff;
	u32 ifl_index;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_IFF_IFL_INDEX, BSDNET_A_IFF_IFL_NAME, &ifl_index);
	while (!err && (iff = bn_ctl_iff_next(req->stack, cursor, ifl_index))) {
		if ((!family || iff->family->family == family) &&
		    (!by_instance || iff->instance == instance))
			err = bn_nlmsg_dump(req, BSDNET_CMD_IFF_GET, bn_ctl_iff_fill, iff);
		if (!err) {
			cursor->ifl_index = iff->ifl->ifl_index;
			cursor->family = iff->family->family;
		}
	}
	return err;
}

int bn_ctl_iff_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "iff", BN_CTL_CFG, iff_dump);
}

/* The name under which the iff is to be made; @buf where only a number is given */
static int parse_new_name(const struct bn_ctl_req *req, char buf[BN_NAME_MAX], const char **name)
{
	struct bn_ifl *ifl;

	if (!bn_req_attr(req, BSDNET_A_IFF_IFL_INDEX))
		return bn_parse_name(req, BSDNET_A_IFF_IFL_NAME, "ifl-name", name);
	ifl = bn_parse_ifl(req, BSDNET_A_IFF_IFL_INDEX, BSDNET_A_IFF_IFL_NAME);
	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	*name = bn_ifl_name(ifl, buf);
	return 0;
}

static int iff_add(struct bn_ctl_req *req)
{
	const struct nlattr *mtu = bn_req_attr(req, BSDNET_A_IFF_MTU);
	const struct bn_family *family;
	struct bn_if_made made;
	char buf[BN_NAME_MAX];
	struct bn_iff *iff;
	const char *name;
	int err;

	err = bn_parse_family(req, BSDNET_A_IFF_FAMILY, &family) ?:
	      parse_new_name(req, buf, &name);
	if (err)
		return err;
	iff = bn_if_ensure(req->stack, name, family->family,
			   bn_req_u32(req, BSDNET_A_IFF_INSTANCE, 0), &made, req->extack);
	if (IS_ERR(iff))
		return bn_req_blame(req, BSDNET_A_IFF_IFL_NAME, PTR_ERR(iff));
	if (!made.iff) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_IFF_IFL_NAME),
			   "ifl \"%.32s\" has family %s already", name, family->name);
		return -EEXIST;
	}
	if (mtu && nla_get_be32(mtu))
		err = bn_iff_set_mtu(iff, be32_to_cpu(nla_get_be32(mtu)), req->extack);
	if (err)
		bn_if_unensure(&made);
	return bn_req_blame(req, BSDNET_A_IFF_MTU, err);
}

int bn_ctl_iff_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "iff", BN_CTL_RTNL, iff_add);
}

/* The first of two changes is undone when the second fails */
static int iff_set(struct bn_ctl_req *req)
{
	const struct nlattr *instance = bn_req_attr(req, BSDNET_A_IFF_INSTANCE);
	const struct nlattr *mtu = bn_req_attr(req, BSDNET_A_IFF_MTU);
	u32 old_mtu;
	struct bn_iff *iff;
	int err = 0;

	iff = req_iff(req);
	if (IS_ERR(iff))
		return PTR_ERR(iff);
	old_mtu = iff->mtu_set ? iff->mtu : 0;
	if (mtu)
		err = bn_iff_set_mtu(iff, be32_to_cpu(nla_get_be32(mtu)), req->extack);
	if (err || !instance)
		return bn_req_blame(req, BSDNET_A_IFF_MTU, err);
	err = bn_iff_set_instance(iff, be32_to_cpu(nla_get_be32(instance)), req->extack);
	if (err && mtu)
		bn_iff_set_mtu(iff, old_mtu, NULL);
	return bn_req_blame(req, BSDNET_A_IFF_INSTANCE, err);
}

int bn_ctl_iff_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "iff", BN_CTL_RTNL, iff_set);
}

static int iff_del(struct bn_ctl_req *req)
{
	struct bn_iff *iff = req_iff(req);

	if (IS_ERR(iff))
		return PTR_ERR(iff);
	bn_iff_delete(iff);
	return 0;
}

int bn_ctl_iff_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "iff", BN_CTL_RTNL, iff_del);
}
