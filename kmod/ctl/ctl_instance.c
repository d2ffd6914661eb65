// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_instance - routing instances over the control channel (RT-10, CTL-1)
 */
#include <linux/bsdnet_socket.h>

#include "ctl/parse.h"
#include "ctl/put.h"
#include "ip/source.h"

static int fill_count(struct sk_buff *skb, int attr, const struct bn_instance *instance,
		      enum bn_family_index family)
{
	const struct bn_rt_table *table = bn_instance_table(instance, family);

	return table ? bn_put_u32(skb, attr, bn_rt_table_count(table)) : 0;
}

/**
 * bn_ctl_instance_fill() - put a routing instance into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_instance
 *
 * Return: 0 or -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ctl_instance_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_instance *instance = obj;
	const struct bn_rt_table *inet = bn_instance_table(instance, BN_FAMILY_INET);
	u32 max, count;

	bn_neigh_bound(instance, &max, &count);
	if (bn_put_u32(skb, BSDNET_A_INSTANCE_INDEX, instance->index) ||
	    nla_put_u8(skb, BSDNET_A_INSTANCE_FORWARDING, instance->forwarding) ||
	    bn_put_ifl(skb, stack, bn_ip_default_ifl(inet),
		       BSDNET_A_INSTANCE_DEFAULT_IFL_INDEX, BSDNET_A_INSTANCE_DEFAULT_IFL_NAME) ||
	    bn_put_u32(skb, BSDNET_A_INSTANCE_IFFS, instance->iffs) ||
	    bn_put_u32(skb, BSDNET_A_INSTANCE_SOCKETS, atomic_read(&instance->socks)) ||
	    bn_put_u32(skb, BSDNET_A_INSTANCE_MAX_NEIGHBOURS, max) ||
	    bn_put_u32(skb, BSDNET_A_INSTANCE_NEIGHBOURS, count))
		return -EMSGSIZE;
	return fill_count(skb, BSDNET_A_INSTANCE_ROUTES_INET, instance, BN_FAMILY_INET) ?:
	       fill_count(skb, BSDNET_A_INSTANCE_ROUTES_INET6, instance, BN_FAMILY_INET6);
}

static struct bn_instance *req_instance(const struct bn_ctl_req *req)
{
	const struct nlattr *index = bn_req_attr(req, BSDNET_A_INSTANCE_INDEX);
	struct bn_instance *instance;

	if (!index)
		return ERR_PTR(bn_parse_missing(req, BSDNET_A_INSTANCE_INDEX, "index"));
	instance = bn_instance_get(req->stack, be32_to_cpu(nla_get_be32(index)));
	if (instance)
		return instance;
	bn_req_err(req, index, "no instance %u", be32_to_cpu(nla_get_be32(index)));
	return ERR_PTR(-ENOENT);
}

static int instance_get(struct bn_ctl_req *req)
{
	struct bn_instance *instance = req_instance(req);

	if (IS_ERR(instance))
		return PTR_ERR(instance);
	return bn_nlmsg_reply(req, BSDNET_CMD_INSTANCE_GET, bn_ctl_instance_fill, instance);
}

int bn_ctl_instance_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "instance", BN_CTL_CFG, instance_get);
}

static int instance_dump(struct bn_ctl_req *req)
{
	s64 *told = bn_ctl_cursor(req, s64);	/* lowest index not yet visited */
	struct bn_instance *instance;
	int err;

	while ((instance = bn_instance_next(req->stack, *told - 1))) {
		err = bn_nlmsg_dump(req, BSDNET_CMD_INSTANCE_GET, bn_ctl_instance_fill, instance);
		if (err)
			return err;
		*told = (s64)instance->index + 1;
	}
	return 0;
}

int bn_ctl_instance_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "instance", BN_CTL_CFG, instance_dump);
}

/* Set *max to 0 if the attribute is absent */
static int parse_max_neighs(const struct bn_ctl_req *req, u32 *max)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_INSTANCE_MAX_NEIGHBOURS);
	u32 most = BSDNET_MAX_NEIGHBOURS_MAX;

	*max = 0;
	if (!nla)
		return 0;
	*max = be32_to_cpu(nla_get_be32(nla));
	if (!bn_req_privileged(req))
		most = BSDNET_MAX_NEIGHBOURS_USER;
	if (*max && *max <= most)
		return 0;
	if (*max && *max <= BSDNET_MAX_NEIGHBOURS_MAX) {
		bn_req_err(req, nla, "max-neighbours: more than %u needs CAP_NET_ADMIN on the host",
			   BSDNET_MAX_NEIGHBOURS_USER);
		return -EPERM;
	}
	bn_req_err(req, nla, "max-neighbours: %u is not within 1 .. %u", *max,
		   BSDNET_MAX_NEIGHBOURS_MAX);
	return -EINVAL;
}

static int instance_add(struct bn_ctl_req *req)
{
	const struct nlattr *index = bn_req_attr(req, BSDNET_A_INSTANCE_INDEX);
	struct bn_instance *instance;
	u32 max;
	int err;

	if (!index)
		return bn_parse_missing(req, BSDNET_A_INSTANCE_INDEX, "index");
	if (nla_get_be32(index) == cpu_to_be32(BSDNET_INSTANCE_ANY)) {
		bn_req_err(req, index, "index %u means any instance", BSDNET_INSTANCE_ANY);
		return -EINVAL;
	}
	err = parse_max_neighs(req, &max);
	if (err)
		return err;
	instance = bn_instance_add(req->stack, be32_to_cpu(nla_get_be32(index)), req->extack);
	if (IS_ERR(instance))
		return bn_req_blame(req, BSDNET_A_INSTANCE_INDEX, PTR_ERR(instance));
	if (bn_req_u8(req, BSDNET_A_INSTANCE_FORWARDING, false))
		bn_instance_set_forwarding(instance, true);
	if (max)
		bn_neigh_set_max(instance, max);
	return 0;
}

int bn_ctl_instance_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "instance", BN_CTL_CFG, instance_add);
}

static int instance_set(struct bn_ctl_req *req)
{
	const struct nlattr *forwarding = bn_req_attr(req, BSDNET_A_INSTANCE_FORWARDING);
	struct bn_instance *instance = req_instance(req);
	u32 max;
	int err;

	if (IS_ERR(instance))
		return PTR_ERR(instance);
	err = parse_max_neighs(req, &max);
	if (err)
		return err;
	if (forwarding)
		bn_instance_set_forwarding(instance, nla_get_u8(forwarding));
	if (max)
		bn_neigh_set_max(instance, max);
	return 0;
}

int bn_ctl_instance_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "instance", BN_CTL_CFG, instance_set);
}

static int instance_del(struct bn_ctl_req *req)
{
	struct bn_instance *instance = req_instance(req);

	if (IS_ERR(instance))
		return PTR_ERR(instance);
	return bn_req_blame(req, BSDNET_A_INSTANCE_INDEX,
			    bn_instance_delete(instance, req->extack));
}

int bn_ctl_instance_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "instance", BN_CTL_CFG, instance_del);
}
