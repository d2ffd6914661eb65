// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_iff - families of logical interfaces over the control channel (IF-4, IF-8, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

/**
 * bn_ctl_iff_fill() - put an iff into a message
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
	    bn_put_u32(skb, BSDNET_A_IFF_DOWN, iff->down))
		return -EMSGSIZE;
	return bn_put_u32(skb, BSDNET_A_IFF_IFAS, iff->n_ifas);
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
 * bn_ctl_iff_next() - return the next iff of a dump
 * @req: the dump
 * @cursor: the last iff visited; advanced over interfaces without a further iff
 * @only: index of the only interface to visit, which is looked up directly (IF-18);
 *	0: all interfaces
 *
 * Return: the first iff after @cursor in order of interface and family numbers;
 *	NULL at the end; ERR_PTR(-EMSGSIZE) if enough interfaces were visited.
 * Context: configuration lock.
 */
struct bn_iff *bn_ctl_iff_next(struct bn_ctl_req *req, struct bn_iff_cursor *cursor, u32 only)
{
	u32 at = only ?: cursor->ifl_index;
	struct bn_iff *iff = NULL;
	struct bn_ifl *ifl;

	ifl = at ? bn_ifl_get(req->stack, at) : NULL;
	if (ifl)
		iff = next_on(ifl, at == cursor->ifl_index ? cursor->family : 0);
	if (only)
		return iff;
	while (!iff && (ifl = bn_ifl_next(req->stack, cursor->ifl_index))) {
		if (!bn_ctl_visit(req))
			return ERR_PTR(-EMSGSIZE);
		iff = next_on(ifl, 0);
		if (!iff)
			*cursor = (struct bn_iff_cursor){ ifl->ifl_index, U8_MAX };
	}
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
	while (!err && (iff = bn_ctl_iff_next(req, cursor, ifl_index))) {
		if (IS_ERR(iff))
			return PTR_ERR(iff);
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

/**
 * bn_ctl_iff_ensure() - look up the iff that a request names, create it if missing
 * @req: the request
 * @index_attr: attribute with the number of the ifl, which must exist
 * @name_attr: attribute with its name; without a number, missing ifd and ifl are created
 * @family: the family
 * @instance: routing instance of a created iff
 * @made: set to the created objects
 *
 * Return: the iff, or ERR_PTR with nothing created.
 * Context: RTNL and configuration lock.
 */
struct bn_iff *bn_ctl_iff_ensure(const struct bn_ctl_req *req, int index_attr, int name_attr,
				 u8 family, u32 instance, struct bn_if_made *made)
{
	struct bn_iff *iff;
	struct bn_ifl *ifl;
	const char *name;
	int err;

	if (bn_req_attr(req, index_attr)) {
		ifl = bn_parse_ifl(req, index_attr, name_attr);
		if (IS_ERR(ifl))
			return ERR_CAST(ifl);
		iff = bn_if_ensure_on(ifl, family, instance, made, req->extack);
		bn_req_blame(req, index_attr, PTR_ERR_OR_ZERO(iff));
		return iff;
	}
	err = bn_parse_name(req, name_attr, "ifl-name", &name);
	if (err)
		return ERR_PTR(err);
	iff = bn_if_ensure(req->stack, name, family, instance, made, req->extack);
	bn_req_blame(req, name_attr, PTR_ERR_OR_ZERO(iff));
	return iff;
}

static int ctl_iff_add(struct bn_ctl_req *req)
{
	const struct nlattr *mtu = bn_req_attr(req, BSDNET_A_IFF_MTU);
	const struct bn_family *family;
	struct bn_if_made made;
	char name[BN_NAME_MAX];
	struct bn_iff *iff;
	int err;

	err = bn_parse_family(req, BSDNET_A_IFF_FAMILY, &family);
	if (err)
		return err;
	iff = bn_ctl_iff_ensure(req, BSDNET_A_IFF_IFL_INDEX, BSDNET_A_IFF_IFL_NAME,
				family->family, bn_req_u32(req, BSDNET_A_IFF_INSTANCE, 0), &made);
	if (IS_ERR(iff))
		return PTR_ERR(iff);
	if (!made.iff) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_IFF_IFL_NAME) ?:
			   bn_req_attr(req, BSDNET_A_IFF_IFL_INDEX),
			   "ifl \"%.32s\" already has family %s", bn_ifl_name(iff->ifl, name),
			   family->name);
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
	return bn_ctl_run(skb, info, "iff", BN_CTL_RTNL, ctl_iff_add);
}

/* The first change is undone if the second fails */
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
