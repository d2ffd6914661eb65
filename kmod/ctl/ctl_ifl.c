// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_ifl - logical interfaces over the control channel (IF-3, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static int fill_l2id(struct sk_buff *skb, const struct bn_l2id *l2id)
{
	if (l2id->type != BN_L2ID_VLAN)
		return 0;
	return bn_put_u16(skb, BSDNET_A_IFL_VLAN_ID, l2id->vlan.vid) ?:
	       bn_put_u16(skb, BSDNET_A_IFL_VLAN_TPID, l2id->vlan.tpid);
}

/**
 * bn_ctl_ifl_fill() - put a logical interface into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_ifl
 *
 * Return: 0 or -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ctl_ifl_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_ifl *ifl = obj;
	char name[BN_NAME_MAX];

	if (bn_put_u32(skb, BSDNET_A_IFL_INDEX, ifl->ifl_index) ||
	    nla_put_string(skb, BSDNET_A_IFL_NAME, bn_ifl_name(ifl, name)) ||
	    bn_put_u32(skb, BSDNET_A_IFL_IFD_INDEX, ifl->ifd->index) ||
	    nla_put_string(skb, BSDNET_A_IFL_IFD_NAME, ifl->ifd->name) ||
	    bn_put_u32(skb, BSDNET_A_IFL_UNIT, ifl->unit) ||
	    fill_l2id(skb, &ifl->l2id) ||
	    nla_put_u8(skb, BSDNET_A_IFL_ADMIN_UP, !(ifl->own_down & BN_DOWN_ADMIN)) ||
	    bn_put_u32(skb, BSDNET_A_IFL_DOWN, ifl->down) ||
	    bn_put_u32(skb, BSDNET_A_IFL_FLAGS, ifl->flags))
		return -EMSGSIZE;
	if (!ifl->parent)
		return 0;
	return nla_put_string(skb, BSDNET_A_IFL_PARENT, bn_ifl_name(ifl->parent, name));
}

static int ifl_get(struct bn_ctl_req *req)
{
	struct bn_ifl *ifl = bn_parse_ifl(req, BSDNET_A_IFL_INDEX, BSDNET_A_IFL_NAME);

	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	return bn_nlmsg_reply(req, BSDNET_CMD_IFL_GET, bn_ctl_ifl_fill, ifl);
}

int bn_ctl_ifl_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifl", BN_CTL_CFG, ifl_get);
}

static int ifl_dump(struct bn_ctl_req *req)
{
	u32 *cursor = bn_ctl_cursor(req, u32);
	const struct bn_ifd *only = NULL;
	struct bn_ifl *ifl;
	int err;

	if (bn_req_attr(req, BSDNET_A_IFL_IFD_INDEX) || bn_req_attr(req, BSDNET_A_IFL_IFD_NAME)) {
		only = bn_parse_ifd(req, BSDNET_A_IFL_IFD_INDEX, BSDNET_A_IFL_IFD_NAME);
		if (IS_ERR(only))
			return PTR_ERR(only);
	}
	for (; (ifl = bn_ifl_next(req->stack, *cursor)); *cursor = ifl->ifl_index) {
		if (only && ifl->ifd != only)
			continue;
		err = bn_nlmsg_dump(req, BSDNET_CMD_IFL_GET, bn_ctl_ifl_fill, ifl);
		if (err)
			return err;
	}
	return 0;
}

int bn_ctl_ifl_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "ifl", BN_CTL_CFG, ifl_dump);
}

/* Where a new logical interface goes */
struct place {
	struct bn_ifd *ifd;
	struct bn_ifl *parent;
	u32 unit;
};

static int place_by_name(const struct bn_ctl_req *req, struct place *place)
{
	const char *name;
	int err;

	err = bn_parse_name(req, BSDNET_A_IFL_NAME, "name", &name);
	if (err)
		return err;
	err = bn_name_split(req->stack, name, &place->ifd, &place->parent, &place->unit,
			    req->extack);
	if (err)
		return bn_req_blame(req, BSDNET_A_IFL_NAME, err);
	if (place->ifd)
		return 0;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_IFL_NAME), "no ifd for \"%.32s\", add it first",
		   name);
	return -ENODEV;
}

static int place_by_parent(const struct bn_ctl_req *req, struct place *place)
{
	const struct nlattr *parent = bn_req_attr(req, BSDNET_A_IFL_PARENT);

	if (!bn_req_attr(req, BSDNET_A_IFL_UNIT))
		return bn_parse_missing(req, BSDNET_A_IFL_UNIT, "name (or unit and device)");
	place->parent = NULL;
	if (!parent) {
		place->ifd = bn_parse_ifd(req, BSDNET_A_IFL_IFD_INDEX, BSDNET_A_IFL_IFD_NAME);
		return PTR_ERR_OR_ZERO(place->ifd);
	}
	place->parent = bn_ifl_find(req->stack, nla_data(parent));
	if (!place->parent) {
		bn_req_err(req, parent, "parent: no ifl \"%.32s\"", bn_parse_quote(parent));
		return -ENODEV;
	}
	place->ifd = place->parent->ifd;
	return 0;
}

/* What is told twice must agree */
static int check_place(const struct bn_ctl_req *req, const struct place *place)
{
	const struct nlattr *unit = bn_req_attr(req, BSDNET_A_IFL_UNIT);
	struct bn_ifd *ifd;

	if (unit && be32_to_cpu(nla_get_be32(unit)) != place->unit) {
		bn_req_err(req, unit, "unit is not the one of the name");
		return -EINVAL;
	}
	if (!bn_req_attr(req, BSDNET_A_IFL_IFD_INDEX) && !bn_req_attr(req, BSDNET_A_IFL_IFD_NAME))
		return 0;
	ifd = bn_parse_ifd(req, BSDNET_A_IFL_IFD_INDEX, BSDNET_A_IFL_IFD_NAME);
	if (IS_ERR(ifd))
		return PTR_ERR(ifd);
	if (ifd == place->ifd)
		return 0;
	bn_req_err(req, NULL, "ifd \"%.32s\" is not the one of the name or parent", ifd->name);
	return -EINVAL;
}

static int parse_place(const struct bn_ctl_req *req, struct place *place)
{
	const struct nlattr *parent = bn_req_attr(req, BSDNET_A_IFL_PARENT);
	int err;

	if (!bn_req_attr(req, BSDNET_A_IFL_NAME)) {
		place->unit = bn_req_u32(req, BSDNET_A_IFL_UNIT, 0);
		err = place_by_parent(req, place);
		return err ?: check_place(req, place);
	}
	err = place_by_name(req, place);
	if (err)
		return err;
	if (parent && place->parent != bn_ifl_find(req->stack, nla_data(parent))) {
		bn_req_err(req, parent, "parent is not the one of the name");
		return -EINVAL;
	}
	return check_place(req, place);
}

static int parse_l2id(const struct bn_ctl_req *req, struct bn_l2id *l2id)
{
	const struct nlattr *tpid = bn_req_attr(req, BSDNET_A_IFL_VLAN_TPID);
	const struct nlattr *vid = bn_req_attr(req, BSDNET_A_IFL_VLAN_ID);

	memset(l2id, 0, sizeof(*l2id));
	if (!vid) {
		if (!tpid)
			return 0;
		bn_req_err(req, tpid, "vlan-tpid without vlan-id");
		return -EINVAL;
	}
	l2id->type = BN_L2ID_VLAN;
	l2id->vlan.vid = be16_to_cpu(nla_get_be16(vid));
	l2id->vlan.tpid = bn_req_u16(req, BSDNET_A_IFL_VLAN_TPID, ETH_P_8021Q);
	if (!l2id->vlan.vid || l2id->vlan.vid > 4094) {
		bn_req_err(req, vid, "vlan-id %u is not in 1..4094", l2id->vlan.vid);
		return -ERANGE;
	}
	if (l2id->vlan.tpid == ETH_P_8021Q || l2id->vlan.tpid == ETH_P_8021AD ||
	    l2id->vlan.tpid == ETH_P_QINQ1)
		return 0;
	bn_req_err(req, tpid, "vlan-tpid 0x%04x is not 0x8100, 0x88a8 or 0x9100", l2id->vlan.tpid);
	return -EINVAL;
}

static int ifl_add(struct bn_ctl_req *req)
{
	struct bn_l2id l2id;
	struct place place;
	struct bn_ifl *ifl;
	int err;

	err = parse_place(req, &place) ?: parse_l2id(req, &l2id);
	if (err)
		return err;
	ifl = bn_ifl_add(place.ifd, place.parent, place.unit, &l2id, req->extack);
	if (IS_ERR(ifl))
		return bn_req_blame(req, BSDNET_A_IFL_NAME, PTR_ERR(ifl));
	if (!bn_req_u8(req, BSDNET_A_IFL_ADMIN_UP, true))
		bn_ifl_set_admin(ifl, false);
	return 0;
}

int bn_ctl_ifl_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifl", BN_CTL_RTNL, ifl_add);
}

static int ifl_set(struct bn_ctl_req *req)
{
	const struct nlattr *admin = bn_req_attr(req, BSDNET_A_IFL_ADMIN_UP);
	struct bn_ifl *ifl = bn_parse_ifl(req, BSDNET_A_IFL_INDEX, BSDNET_A_IFL_NAME);

	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	if (admin)
		bn_ifl_set_admin(ifl, nla_get_u8(admin));
	return 0;
}

int bn_ctl_ifl_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifl", BN_CTL_RTNL, ifl_set);
}

static int ifl_del(struct bn_ctl_req *req)
{
	struct bn_ifl *ifl = bn_parse_ifl(req, BSDNET_A_IFL_INDEX, BSDNET_A_IFL_NAME);

	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	bn_ifl_delete(ifl);
	return 0;
}

int bn_ctl_ifl_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(info, "ifl", BN_CTL_RTNL, ifl_del);
}
