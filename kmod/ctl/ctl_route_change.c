// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_route_change - add, change and delete user routes (RT-4, RT-5, NH-7, CTL-1)
 *
 * User routes have the type USER or USER_IGNORE; a prefix has at most one. Routes of
 * other types are added and deleted together with an interface, address or neighbour.
 */
#include "ctl/parse.h"
#include "ctl/route.h"

static bool is_user(u8 type)
{
	return type == BSDNET_ROUTE_TYPE_USER || type == BSDNET_ROUTE_TYPE_USER_IGNORE;
}

static int parse_type(const struct bn_ctl_req *req, u8 *type)
{
	*type = bn_req_u8(req, BSDNET_A_ROUTE_TYPE, *type);
	if (is_user(*type))
		return 0;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_TYPE),
		   "type: only user and user-ignore routes can be added or changed");
	return -EINVAL;
}

/* The policy of the attribute limits @type */
static bool nh_type_is_simple(u8 type)
{
	return bn_nh_types[type].flags & BN_NHF_SIMPLE;
}

/**
 * struct nh_request - the next hop in a request
 * @family: its family
 * @ifl: interface, or NULL
 * @type: enum bsdnet_nexthop_type, or 0 to derive it from gateway and interface
 * @has_gateway: a gateway is given
 * @has_local: a local address is given
 * @gateway: valid if @has_gateway
 * @local: valid if @has_local
 */
struct nh_request {
	const struct bn_family *family;
	struct bn_ifl *ifl;
	u8 type;
	bool has_gateway;
	bool has_local;
	struct in6_addr gateway;
	struct in6_addr local;
};

static int check_nh(const struct bn_ctl_req *req, const struct nh_request *nh)
{
	const struct nlattr *type = bn_req_attr(req, BSDNET_A_ROUTE_NH_TYPE);

	if (!nh->type && !nh->has_gateway && !nh->ifl) {
		bn_parse_missing(req, BSDNET_A_ROUTE_GATEWAY,
				 "next hop (gateway, interface or nh-type)");
		return -EINVAL;
	}
	if (nh->has_local && !nh_type_is_simple(nh->type)) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_LOCAL),
			   "local cannot be set for a next hop by gateway or interface");
		return -EINVAL;
	}
	if (!nh->type || nh->type == BSDNET_NEXTHOP_TYPE_UNICAST)
		return 0;
	if (!nh_type_is_simple(nh->type)) {
		bn_req_err(req, type, "nh-type %u cannot be set by users", nh->type);
		return -EINVAL;
	}
	if (nh->has_gateway) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_GATEWAY),
			   "a route of nh-type %u has no gateway", nh->type);
		return -EINVAL;
	}
	return 0;
}

static int parse_nh(const struct bn_ctl_req *req, struct nh_request *nh)
{
	int err = 0;

	nh->type = bn_req_u8(req, BSDNET_A_ROUTE_NH_TYPE, 0);
	nh->has_gateway = bn_req_attr(req, BSDNET_A_ROUTE_GATEWAY);
	nh->has_local = bn_req_attr(req, BSDNET_A_ROUTE_LOCAL);
	if (nh->has_gateway)
		err = bn_parse_addr(req, BSDNET_A_ROUTE_GATEWAY, "gateway", nh->family,
				    &nh->gateway);
	if (!err && nh->has_local)
		err = bn_parse_addr(req, BSDNET_A_ROUTE_LOCAL, "local", nh->family, &nh->local);
	if (!err && (bn_req_attr(req, BSDNET_A_ROUTE_IFL_INDEX) ||
		     bn_req_attr(req, BSDNET_A_ROUTE_IFL_NAME))) {
		nh->ifl = bn_parse_ifl(req, BSDNET_A_ROUTE_IFL_INDEX, BSDNET_A_ROUTE_IFL_NAME);
		err = PTR_ERR_OR_ZERO(nh->ifl);
	}
	return err;
}

/* Return true for a host route by interface without gateway on a multiaccess interface: the
 * neighbour is the host
 */
static bool names_neighbour(const struct nh_request *nh, const struct bn_rt_prefix *prefix)
{
	return nh->ifl && !nh->has_gateway && prefix->bits == nh->family->addr_len * 8 &&
	       !(nh->ifl->flags & (BSDNET_IFL_FLAGS_LOOPBACK | BSDNET_IFL_FLAGS_POINTOPOINT));
}

/* Return a reference, or ERR_PTR. Sets flag onlink if the route names the neighbour */
static struct bn_nexthop *find_neighbour(const struct bn_ctl_req *req, struct bn_rt_table *table,
					 const struct nh_request *nh,
					 struct bn_route_config *config)
{
	const void *gateway = nh->has_gateway ? &nh->gateway : NULL;
	u32 ifl_index = nh->ifl ? nh->ifl->ifl_index : 0;

	if (names_neighbour(nh, &config->prefix)) {
		gateway = config->prefix.key;
		config->flags |= BSDNET_ROUTE_FLAGS_ONLINK;
	}
	if (!(config->flags & BSDNET_ROUTE_FLAGS_ONLINK))
		return bn_nh_find_gateway(table, gateway, ifl_index, req->extack);
	if (!ifl_index) {
		bn_parse_missing(req, BSDNET_A_ROUTE_IFL_NAME, "interface of an onlink route");
		return ERR_PTR(-EINVAL);
	}
	if (!gateway) {
		bn_parse_missing(req, BSDNET_A_ROUTE_GATEWAY, "gateway of an onlink route");
		return ERR_PTR(-EINVAL);
	}
	return bn_nh_find_onlink(table, gateway, ifl_index, req->extack);
}

/* Return a reference, or ERR_PTR. May set BSDNET_ROUTE_FLAGS_ONLINK as find_neighbour() does */
static struct bn_nexthop *make_nh(const struct bn_ctl_req *req, struct bn_rt_table *table,
				  const struct nh_request *nh, struct bn_route_config *config)
{
	struct bn_iff *iff = NULL;

	if (!nh_type_is_simple(nh->type))
		return find_neighbour(req, table, nh, config);
	if (config->flags & BSDNET_ROUTE_FLAGS_ONLINK) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_FLAGS),
			   "flags: onlink needs a gateway, a route of nh-type %u has none",
			   nh->type);
		return ERR_PTR(-EINVAL);
	}
	if (nh->ifl) {
		iff = bn_iff_get(nh->ifl, nh->family->family);
		if (!iff || iff->table != table) {
			bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_IFL_NAME),
				   "the interface has no family %s in instance %u",
				   nh->family->name, table->instance->index);
			return ERR_PTR(-EINVAL);
		}
	} else if (nh->type == BSDNET_NEXTHOP_TYPE_LOCAL) {
		bn_parse_missing(req, BSDNET_A_ROUTE_IFL_NAME, "interface of a local route");
		return ERR_PTR(-EINVAL);
	}
	return bn_nh_simple(req->stack, table->family, nh->type, iff,
			    nh->has_local ? &nh->local : NULL);
}

static int parse_flags(const struct bn_ctl_req *req, const struct bn_rt_table *table, u8 *flags)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_ROUTE_FLAGS);

	*flags = bn_req_u8(req, BSDNET_A_ROUTE_FLAGS, *flags);
	if (*flags & BSDNET_ROUTE_FLAGS_SCOPE && table->family->family == AF_INET) {
		bn_req_err(req, nla, "flags: inet routes have no scope");
		return -EINVAL;
	}
	return 0;
}

/* Set the interface that the route depends on, or that IFCHECK compares */
static int choose_ifl(const struct bn_ctl_req *req, const struct nh_request *nh,
		      struct bn_route_config *config)
{
	if (nh->ifl)
		config->ifl_index = nh->ifl->ifl_index;
	else if (!config->ifl_index && config->nh->iff)
		config->ifl_index = config->nh->iff->ifl->ifl_index;
	if (!(config->flags & BSDNET_ROUTE_FLAGS_IFCHECK) || config->ifl_index)
		return 0;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_FLAGS),
		   "flags: ifcheck needs an interface");
	return -EINVAL;
}

/* Add or replace the route; releases the reference config->nh */
static int commit(const struct bn_ctl_req *req, struct bn_rt_table *table,
		  const struct nh_request *nh, struct bn_route_config *config, bool replace)
{
	struct bn_route *route;
	int err;

	err = choose_ifl(req, nh, config);
	if (!err) {
		route = bn_route_add(table, config, replace, req->extack);
		err = PTR_ERR_OR_ZERO(route);
	}
	bn_nh_put(config->nh);
	return bn_req_blame(req, BSDNET_A_ROUTE_DST, err);
}

static int route_add(struct bn_ctl_req *req)
{
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_USER };
	struct nh_request nh = {};
	struct bn_rt_table *table;
	int err;

	err = bn_parse_family(req, BSDNET_A_ROUTE_FAMILY, &nh.family) ?:
	      parse_type(req, &config.type) ?:
	      bn_ctl_route_prefix(req, nh.family, &config.prefix) ?:
	      parse_nh(req, &nh) ?: check_nh(req, &nh);
	if (err)
		return err;
	table = bn_parse_table(req, BSDNET_A_ROUTE_INSTANCE, nh.family);
	if (IS_ERR(table))
		return PTR_ERR(table);
	err = parse_flags(req, table, &config.flags);
	if (err)
		return err;
	config.nh = make_nh(req, table, &nh, &config);
	if (IS_ERR(config.nh))
		return bn_req_blame(req, nh.has_gateway ? BSDNET_A_ROUTE_GATEWAY :
				    BSDNET_A_ROUTE_IFL_NAME, PTR_ERR(config.nh));
	return commit(req, table, &nh, &config, bn_req_attr(req, BSDNET_A_ROUTE_REPLACE));
}

int bn_ctl_route_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "route", BN_CTL_ROUTE, route_add);
}

/* The user route of the prefix, or ERR_PTR */
static struct bn_route *find_user_route(const struct bn_ctl_req *req,
					struct bn_rt_table *table,
					const struct bn_rt_prefix *prefix)
{
	struct bn_route *route;

	for (route = bn_route_first(table, prefix); route;
	     route = bn_route_after(route, table->stack))
		if (is_user(route->type))
			return route;
	bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_DST),
		   "instance %u has no user route for this prefix", table->instance->index);
	return ERR_PTR(-ESRCH);
}

/* The flag onlink belongs to the gateway: it is set with a gateway, and kept with it */
static int keep_onlink(const struct bn_ctl_req *req, const struct bn_route *old, bool new_nh,
		       u8 *flags)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_ROUTE_FLAGS);
	u8 onlink = bn_route_fwd(old, req->stack)->flags & BSDNET_ROUTE_FLAGS_ONLINK;

	if (new_nh) {
		if (!nla)
			*flags &= ~BSDNET_ROUTE_FLAGS_ONLINK;
		return 0;
	}
	if (*flags & BSDNET_ROUTE_FLAGS_ONLINK & ~onlink) {
		bn_req_err(req, nla, "flags: onlink needs gateway and interface");
		return -EINVAL;
	}
	*flags |= onlink;
	return 0;
}

static int route_set(struct bn_ctl_req *req)
{
	struct bn_route_config config = {};
	struct nh_request nh = {};
	struct bn_rt_table *table;
	struct bn_route *old;
	bool new_nh;
	int err;

	err = bn_parse_family(req, BSDNET_A_ROUTE_FAMILY, &nh.family) ?:
	      bn_ctl_route_prefix(req, nh.family, &config.prefix) ?:
	      parse_nh(req, &nh);
	if (err)
		return err;
	table = bn_parse_table(req, BSDNET_A_ROUTE_INSTANCE, nh.family);
	if (IS_ERR(table))
		return PTR_ERR(table);
	old = find_user_route(req, table, &config.prefix);
	if (IS_ERR(old))
		return PTR_ERR(old);
	config.type = old->type;
	config.flags = bn_route_fwd(old, req->stack)->flags;
	config.ifl_index = bn_route_fwd(old, req->stack)->ifl_index;
	new_nh = nh.type || nh.has_gateway || nh.ifl;
	err = parse_type(req, &config.type) ?: parse_flags(req, table, &config.flags) ?:
	      keep_onlink(req, old, new_nh, &config.flags);
	if (!err && (new_nh || nh.has_local))
		err = check_nh(req, &nh);
	if (err)
		return err;
	if (new_nh) {
		config.ifl_index = 0;
		config.nh = make_nh(req, table, &nh, &config);
	} else {
		config.nh = bn_nh_get(bn_route_nexthop(old, req->stack));
	}
	if (IS_ERR(config.nh))
		return bn_req_blame(req, nh.has_gateway ? BSDNET_A_ROUTE_GATEWAY :
				    BSDNET_A_ROUTE_IFL_NAME, PTR_ERR(config.nh));
	return commit(req, table, &nh, &config, true);
}

int bn_ctl_route_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "route", BN_CTL_ROUTE, route_set);
}

static int route_del(struct bn_ctl_req *req)
{
	struct bn_route_ref ref;
	int err = bn_ctl_route_find(req, &ref);

	if (err)
		return err;
	if (!is_user(ref.route->type)) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_DST),
			   "%s", ref.route->type == BSDNET_ROUTE_TYPE_PERM ?
			   "permanent routes cannot be deleted" :
			   "the route is deleted with its interface or neighbour only");
		return -EPERM;
	}
	bn_route_delete(ref.table, ref.route, &ref.prefix);
	return 0;
}

int bn_ctl_route_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "route", BN_CTL_ROUTE, route_del);
}
