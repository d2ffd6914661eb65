// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_ifa - addresses over the control channel (IF-5, IF-8, CTL-1)
 *
 * An ifa has no number; requests and the dump cursor identify it by its values.
 */
#include "ctl/parse.h"
#include "ctl/put.h"

/**
 * bn_ctl_ifa_fill() - put an ifa into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_ifa
 *
 * Return: 0 or -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ctl_ifa_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_ifa *ifa = obj;
	const struct bn_iff *iff = ifa->iff;
	unsigned int len = iff->family->addr_len;

	if (bn_put_ifl(skb, stack, iff->ifl->ifl_index, BSDNET_A_IFA_IFL_INDEX,
		       BSDNET_A_IFA_IFL_NAME) ||
	    nla_put_u8(skb, BSDNET_A_IFA_FAMILY, iff->family->family) ||
	    bn_put_u32(skb, BSDNET_A_IFA_INSTANCE, iff->instance))
		return -EMSGSIZE;
	if (ifa->has_local && bn_put_addr(skb, BSDNET_A_IFA_LOCAL, &ifa->local, len))
		return -EMSGSIZE;
	if (!ifa->has_dest)
		return 0;
	return bn_put_addr(skb, BSDNET_A_IFA_DEST, &ifa->dest, len) ?:
	       nla_put_u8(skb, BSDNET_A_IFA_DEST_LEN, ifa->dest_bits);
}

static int parse_dest(const struct bn_ctl_req *req, const struct bn_family *family,
		      struct bn_ifa_config *config)
{
	int err;

	if (bn_req_attr(req, BSDNET_A_IFA_DEST)) {
		err = bn_parse_addr(req, BSDNET_A_IFA_DEST, "dest", family, &config->dest);
		if (err)
			return err;
	} else if (bn_req_attr(req, BSDNET_A_IFA_DEST_LEN)) {
		if (!config->has_local)
			return bn_parse_missing(req, BSDNET_A_IFA_DEST, "dest or local");
		config->dest = config->local;
	} else {
		return 0;
	}
	config->has_dest = true;
	config->dest_bits = family->addr_len * 8;
	err = bn_parse_bits(req, BSDNET_A_IFA_DEST_LEN, "dest-len", family, &config->dest_bits);
	if (!err)
		bn_parse_mask(&config->dest, config->dest_bits);
	return err;
}

static int ctl_ifa_parse_config(const struct bn_ctl_req *req, const struct bn_family *family,
				struct bn_ifa_config *config)
{
	int err;

	memset(config, 0, sizeof(*config));
	if (bn_req_attr(req, BSDNET_A_IFA_LOCAL)) {
		err = bn_parse_addr(req, BSDNET_A_IFA_LOCAL, "local", family, &config->local);
		if (err)
			return err;
		config->has_local = true;
	}
	err = parse_dest(req, family, config);
	if (!err && !config->has_local && !config->has_dest)
		return bn_parse_missing(req, BSDNET_A_IFA_LOCAL, "local or dest");
	return err;
}

static struct bn_ifa *req_ifa(const struct bn_ctl_req *req)
{
	struct bn_ifa_config config;
	struct bn_ifa *ifa;
	struct bn_iff *iff;
	int err;

	iff = bn_parse_iff(req, BSDNET_A_IFA_IFL_INDEX, BSDNET_A_IFA_IFL_NAME,
			   BSDNET_A_IFA_FAMILY);
	if (IS_ERR(iff))
		return ERR_CAST(iff);
	err = ctl_ifa_parse_config(req, iff->family, &config);
	if (err)
		return ERR_PTR(err);
	ifa = bn_ifa_find(iff, &config);
	if (ifa)
		return ifa;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_IFA_LOCAL) ?:
		   bn_req_attr(req, BSDNET_A_IFA_DEST), "no such address on the interface");
	return ERR_PTR(-EADDRNOTAVAIL);
}

static int ifa_get(struct bn_ctl_req *req)
{
	struct bn_ifa *ifa = req_ifa(req);

	if (IS_ERR(ifa))
		return PTR_ERR(ifa);
	return bn_nlmsg_reply(req, BSDNET_CMD_IFA_GET, bn_ctl_ifa_fill, ifa);
}

int bn_ctl_ifa_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifa", BN_CTL_CFG, ifa_get);
}

/* @inside: in the iff @at, after the ifa @last; else after the iff @at */
struct ifa_cursor {
	struct bn_iff_cursor at;
	bool inside;
	struct bn_ifa_config last;
};

static int dump_iff(struct bn_ctl_req *req, const struct bn_iff *iff, struct ifa_cursor *cursor)
{
	struct bn_ifa *ifa;
	int err;

	while ((ifa = bn_ifa_next(iff, cursor->inside ? &cursor->last : NULL))) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		err = bn_nlmsg_dump(req, BSDNET_CMD_IFA_GET, bn_ctl_ifa_fill, ifa);
		if (err)
			return err;
		cursor->at.ifl_index = iff->ifl->ifl_index;
		cursor->at.family = iff->family->family;
		cursor->inside = true;
		cursor->last = (struct bn_ifa_config) {
			.dest = ifa->dest,
			.local = ifa->local,
			.dest_bits = ifa->dest_bits,
			.has_dest = ifa->has_dest,
			.has_local = ifa->has_local,
		};
	}
	cursor->inside = false;
	return 0;
}

/* The iff in which the last message ended; NULL if none, or if it was deleted */
static struct bn_iff *resume(struct bsdnet_stack *stack, struct ifa_cursor *cursor)
{
	struct bn_iff *iff = NULL;
	struct bn_ifl *ifl;

	if (!cursor->inside)
		return NULL;
	ifl = bn_ifl_get(stack, cursor->at.ifl_index);
	if (ifl)
		iff = bn_iff_get(ifl, cursor->at.family);
	cursor->inside = iff;
	return iff;
}

static int ifa_dump(struct bn_ctl_req *req)
{
	struct ifa_cursor *cursor = bn_ctl_cursor(req, struct ifa_cursor);
	bool by_instance = bn_req_attr(req, BSDNET_A_IFA_INSTANCE);
	u32 instance = bn_req_u32(req, BSDNET_A_IFA_INSTANCE, 0);
	u8 family = bn_req_u8(req, BSDNET_A_IFA_FAMILY, 0);
	struct bn_iff *iff;
	u32 ifl_index;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_IFA_IFL_INDEX, BSDNET_A_IFA_IFL_NAME, &ifl_index);
	if (err)
		return err;
	iff = resume(req->stack, cursor) ?: bn_ctl_iff_next(req, &cursor->at, ifl_index);
	for (; iff; iff = bn_ctl_iff_next(req, &cursor->at, ifl_index)) {
		if (IS_ERR(iff))
			return PTR_ERR(iff);
		if ((!family || iff->family->family == family) &&
		    (!by_instance || iff->instance == instance))
			err = dump_iff(req, iff, cursor);
		if (err)
			return err;
		cursor->inside = false;
		cursor->at.ifl_index = iff->ifl->ifl_index;
		cursor->at.family = iff->family->family;
	}
	return 0;
}

int bn_ctl_ifa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "ifa", BN_CTL_CFG, ifa_dump);
}

/* The iff to add the address to; created if it does not exist */
static struct bn_iff *ctl_ifa_ensure_iff(const struct bn_ctl_req *req,
					 const struct bn_family *family,
					 struct bn_if_made *made)
{
	const struct nlattr *instance = bn_req_attr(req, BSDNET_A_IFA_INSTANCE);
	u32 index = bn_req_u32(req, BSDNET_A_IFA_INSTANCE, 0);
	char name[BN_NAME_MAX];
	struct bn_iff *iff;

	iff = bn_ctl_iff_ensure(req, BSDNET_A_IFA_IFL_INDEX, BSDNET_A_IFA_IFL_NAME,
				family->family, index, made);
	if (IS_ERR(iff) || !instance || iff->instance == index)
		return iff;
	bn_req_err(req, instance, "\"%.32s\" is in instance %u, not %u",
		   bn_ifl_name(iff->ifl, name), iff->instance, index);
	bn_if_unensure(made);
	return ERR_PTR(-EINVAL);
}

static int ctl_ifa_add(struct bn_ctl_req *req)
{
	const struct bn_family *family;
	struct bn_ifa_config config;
	struct bn_if_made made;
	struct bn_iff *iff;
	struct bn_ifa *ifa;
	int err;

	err = bn_parse_family(req, BSDNET_A_IFA_FAMILY, &family) ?:
	      ctl_ifa_parse_config(req, family, &config);
	if (err)
		return err;
	iff = ctl_ifa_ensure_iff(req, family, &made);
	if (IS_ERR(iff))
		return PTR_ERR(iff);
	ifa = bn_ifa_add(iff, &config, req->extack);
	if (!IS_ERR(ifa))
		return 0;
	bn_if_unensure(&made);
	return bn_req_blame(req, config.has_local ? BSDNET_A_IFA_LOCAL : BSDNET_A_IFA_DEST,
			    PTR_ERR(ifa));
}

int bn_ctl_ifa_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifa", BN_CTL_RTNL, ctl_ifa_add);
}

static int ifa_del(struct bn_ctl_req *req)
{
	struct bn_ifa *ifa = req_ifa(req);

	if (IS_ERR(ifa))
		return PTR_ERR(ifa);
	bn_ifa_delete(ifa);
	return 0;
}

int bn_ctl_ifa_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "ifa", BN_CTL_RTNL, ifa_del);
}
