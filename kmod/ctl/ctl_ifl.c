// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_ifl - logical interfaces over the control channel (IF-3, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static int fill_encap(struct sk_buff *skb, const struct bn_ifl *ifl)
{
	if (!ifl->layer.encap)
		return 0;
	return bn_put_encap(skb, BSDNET_A_IFL_ENCAP, BSDNET_A_IFL_ENCAP_DATA, &ifl->layer);
}

static int fill_link(struct sk_buff *skb, const struct bn_ifl *ifl)
{
	const struct bn_lladdr *lladdr = bn_ifl_lladdr(ifl);

	return nla_put_string(skb, BSDNET_A_IFL_TYPE, bn_ifl_type(ifl)) ?:
	       nla_put_u8(skb, BSDNET_A_IFL_LINK_UP, !(ifl->own_down & BSDNET_IF_DOWN_LINK)) ?:
	       bn_put_u32(skb, BSDNET_A_IFL_MTU, bn_ifl_mtu(ifl)) ?:
	       (lladdr ? bn_put_lladdr(skb, BSDNET_A_IFL_LLADDR, lladdr) : 0);
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
	    fill_encap(skb, ifl) ||
	    fill_link(skb, ifl) ||
	    nla_put_u8(skb, BSDNET_A_IFL_ADMIN_UP, !(ifl->own_down & BSDNET_IF_DOWN_ADMIN)) ||
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
	return bn_ctl_run(skb, info, "ifl", BN_CTL_CFG, ifl_get);
}

/* Filter of a dump; unset members match all */
struct ifl_filter {
	const struct bn_ifd *ifd;
	const struct bn_ifl *parent;
	const char *encap;
};

static int ctl_ifl_parse_filter(struct bn_ctl_req *req, struct ifl_filter *filter)
{
	const struct nlattr *parent = bn_req_attr(req, BSDNET_A_IFL_PARENT);
	const struct nlattr *encap = bn_req_attr(req, BSDNET_A_IFL_ENCAP);

	if (bn_req_attr(req, BSDNET_A_IFL_IFD_INDEX) || bn_req_attr(req, BSDNET_A_IFL_IFD_NAME)) {
		filter->ifd = bn_parse_ifd(req, BSDNET_A_IFL_IFD_INDEX, BSDNET_A_IFL_IFD_NAME);
		if (IS_ERR(filter->ifd))
			return PTR_ERR(filter->ifd);
	}
	if (parent) {
		filter->parent = bn_ifl_find(req->stack, nla_data(parent));
		if (!filter->parent) {
			bn_req_err(req, parent, "parent: no ifl \"%.32s\"",
				   bn_parse_quote(parent));
			return -ENODEV;
		}
	}
	if (encap)
		filter->encap = nla_data(encap);
	return 0;
}

static bool passes(const struct ifl_filter *filter, const struct bn_ifl *ifl)
{
	const struct bn_encap *encap = ifl->layer.encap;

	return (!filter->ifd || ifl->ifd == filter->ifd) &&
	       (!filter->parent || ifl->parent == filter->parent) &&
	       (!filter->encap || (encap && !strcmp(encap->name, filter->encap)));
}

static int ifl_dump(struct bn_ctl_req *req)
{
	u32 *cursor = bn_ctl_cursor(req, u32);
	struct ifl_filter filter = {};
	struct bn_ifl *ifl;
	int err;

	err = ctl_ifl_parse_filter(req, &filter);
	if (err)
		return err;
	for (; (ifl = bn_ifl_next(req->stack, *cursor)); *cursor = ifl->ifl_index) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		if (!passes(&filter, ifl))
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

/* Position of a new logical interface */
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

/* Values given twice must match */
static int ctl_ifl_check_place(const struct bn_ctl_req *req, const struct place *place)
{
	const struct nlattr *unit = bn_req_attr(req, BSDNET_A_IFL_UNIT);
	struct bn_ifd *ifd;

	if (unit && be32_to_cpu(nla_get_be32(unit)) != place->unit) {
		bn_req_err(req, unit, "unit does not match the name");
		return -EINVAL;
	}
	if (!bn_req_attr(req, BSDNET_A_IFL_IFD_INDEX) && !bn_req_attr(req, BSDNET_A_IFL_IFD_NAME))
		return 0;
	ifd = bn_parse_ifd(req, BSDNET_A_IFL_IFD_INDEX, BSDNET_A_IFL_IFD_NAME);
	if (IS_ERR(ifd))
		return PTR_ERR(ifd);
	if (ifd == place->ifd)
		return 0;
	bn_req_err(req, NULL, "ifd \"%.32s\" does not match the name or parent", ifd->name);
	return -EINVAL;
}

static int parse_place(const struct bn_ctl_req *req, struct place *place)
{
	const struct nlattr *parent = bn_req_attr(req, BSDNET_A_IFL_PARENT);
	int err;

	if (!bn_req_attr(req, BSDNET_A_IFL_NAME)) {
		place->unit = bn_req_u32(req, BSDNET_A_IFL_UNIT, 0);
		err = place_by_parent(req, place);
		return err ?: ctl_ifl_check_place(req, place);
	}
	err = place_by_name(req, place);
	if (err)
		return err;
	if (parent && place->parent != bn_ifl_find(req->stack, nla_data(parent))) {
		bn_req_err(req, parent, "parent does not match the name");
		return -EINVAL;
	}
	return ctl_ifl_check_place(req, place);
}

/* Values that bn_ifl_add() checks */
static int ctl_ifl_parse_config(const struct bn_ctl_req *req, struct bn_ifl_config *config,
				struct bn_lladdr *lladdr)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_IFL_LLADDR);

	bn_parse_encap(req, BSDNET_A_IFL_ENCAP, BSDNET_A_IFL_ENCAP_DATA, &config->encap);
	if (!nla)
		return 0;
	config->lladdr = lladdr;
	return bn_parse_lladdr(req, nla, lladdr);
}

/* The attribute to report for an error of bn_ifl_add() */
static int blamed(int err)
{
	return err == -EEXIST ? BSDNET_A_IFL_NAME : BSDNET_A_IFL_ENCAP;
}

static int ifl_add(struct bn_ctl_req *req)
{
	struct bn_ifl_config config = {};
	struct bn_lladdr lladdr;
	struct place place;
	struct bn_ifl *ifl;
	int err;

	err = parse_place(req, &place) ?: ctl_ifl_parse_config(req, &config, &lladdr);
	if (err)
		return err;
	config.unit = place.unit;
	ifl = bn_ifl_add(place.ifd, place.parent, &config, req->extack);
	if (IS_ERR(ifl))
		return bn_req_blame(req, blamed(PTR_ERR(ifl)), PTR_ERR(ifl));
	if (!bn_req_u8(req, BSDNET_A_IFL_ADMIN_UP, true))
		bn_ifl_set_admin(ifl, false);
	if (!bn_req_u8(req, BSDNET_A_IFL_LINK_UP, true))
		bn_ifl_set_link(ifl, false);
	return 0;
}

int bn_ctl_ifl_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifl", BN_CTL_RTNL, ifl_add);
}

/* Changes that can fail; done first. A request may have only one of them, so none is half
 * applied
 */
static int set_encap(struct bn_ctl_req *req, struct bn_ifl *ifl)
{
	const struct nlattr *lladdr_nla = bn_req_attr(req, BSDNET_A_IFL_LLADDR);
	const struct nlattr *data = bn_req_attr(req, BSDNET_A_IFL_ENCAP_DATA);
	struct bn_lladdr lladdr;
	int err;

	if (lladdr_nla && data) {
		bn_req_err(req, lladdr_nla, "only one of lladdr and encap-data can be changed");
		return -EINVAL;
	}
	if (data) {
		err = bn_ifl_reconfig(ifl, nla_data(data), nla_len(data), req->extack);
		return err ? bn_req_blame(req, BSDNET_A_IFL_ENCAP_DATA, err) : 0;
	}
	if (!lladdr_nla)
		return 0;
	err = bn_parse_lladdr(req, lladdr_nla, &lladdr) ?:
	      bn_ifl_set_lladdr(ifl, &lladdr, req->extack);
	return err ? bn_req_blame(req, BSDNET_A_IFL_LLADDR, err) : 0;
}

static int ifl_set(struct bn_ctl_req *req)
{
	const struct nlattr *admin = bn_req_attr(req, BSDNET_A_IFL_ADMIN_UP);
	const struct nlattr *link = bn_req_attr(req, BSDNET_A_IFL_LINK_UP);
	struct bn_ifl *ifl = bn_parse_ifl(req, BSDNET_A_IFL_INDEX, BSDNET_A_IFL_NAME);
	int err;

	if (IS_ERR(ifl))
		return PTR_ERR(ifl);
	err = set_encap(req, ifl);
	if (err)
		return err;
	if (admin)
		bn_ifl_set_admin(ifl, nla_get_u8(admin));
	if (link)
		bn_ifl_set_link(ifl, nla_get_u8(link));
	return 0;
}

int bn_ctl_ifl_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifl", BN_CTL_RTNL, ifl_set);
}

/* In portions; between two, another request may delete the ifl */
static int ifl_del(struct bn_ctl_req *req)
{
	unsigned int portion = BN_CFG_PORTION;
	struct bn_ifl *ifl;

	ifl = req->again ? bn_ifl_get(req->stack, req->part) :
			   bn_parse_ifl(req, BSDNET_A_IFL_INDEX, BSDNET_A_IFL_NAME);
	if (IS_ERR_OR_NULL(ifl))
		return PTR_ERR_OR_ZERO(ifl);
	req->part = ifl->ifl_index;
	if (!bn_ifl_prune(ifl, &portion))
		return BN_CTL_MORE;
	bn_ifl_delete(ifl);
	return 0;
}

int bn_ctl_ifl_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifl", BN_CTL_RTNL, ifl_del);
}
