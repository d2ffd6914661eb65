// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_resolve - resolve an address as for a packet (CTL-1, RT-3)
 *
 * Does the lookup that packets use, and reports its results: route, less preferred
 * routes, next hop, interface, layer-2 header; and, if a packet would be dropped,
 * the drop reason.
 */
#include "ctl/parse.h"
#include "ctl/put.h"

/**
 * struct resolution - a resolve request and its result
 * @family: the family
 * @iff: arrival interface, NULL for a packet sent by this host
 * @dst: destination
 * @src: source; valid if @has_src
 * @has_src: a source was given
 * @table: the table used
 * @found: the route found
 * @nh: its next hop
 */
struct resolution {
	const struct bn_family *family;
	struct bn_iff *iff;
	struct in6_addr dst;
	struct in6_addr src;
	bool has_src;
	struct bn_rt_table *table;
	struct bn_route_ref found;
	struct bn_nexthop *nh;
};

/* Return BN_DROP_MAX if the packet is not dropped */
static enum bn_drop_reason drop_by_route(const struct resolution *res)
{
	const struct bn_fwd *fwd = bn_route_fwd(res->found.route, res->table->stack);

	if (!res->iff)
		return BN_DROP_MAX;
	if (fwd->flags & BSDNET_ROUTE_FLAGS_LOCAL)
		return BN_DROP_RT_LOCAL_ONLY;
	if (fwd->flags & BSDNET_ROUTE_FLAGS_IFCHECK && fwd->ifl_index != res->iff->ifl->ifl_index)
		return BN_DROP_RT_IFCHECK;
	return BN_DROP_MAX;
}

static enum bn_drop_reason drop_by_nexthop(const struct resolution *res)
{
	const struct bn_nh_type_info *info = bn_nh_info(res->nh);

	if (!(info->flags & BN_NHF_LEAVES))
		return res->iff ? info->drop_received : info->drop_originated;
	if (res->iff && !res->table->instance->forwarding)
		return BN_DROP_FWD_HOST;
	if (res->nh->iff && res->nh->iff->down)
		return BN_DROP_IF_DOWN;
	return BN_DROP_MAX;
}

static int fill_verdict(struct sk_buff *skb, const struct resolution *res)
{
	enum bn_drop_reason reason = drop_by_route(res);

	if (reason == BN_DROP_MAX)
		reason = drop_by_nexthop(res);
	if (reason == BN_DROP_MAX)
		return 0;
	return nla_put_string(skb, BSDNET_A_RESOLVE_DROP_NAME, bn_drop_name(reason)) ?:
	       nla_put_string(skb, BSDNET_A_RESOLVE_DROP_TEXT, bn_drop_text(reason));
}

static int fill_nest(struct sk_buff *skb, struct bsdnet_stack *stack, int attr, bn_fill_fn fill,
		     const void *obj)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest)
		return -EMSGSIZE;
	if (fill(skb, stack, obj)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_question(struct sk_buff *skb, struct bsdnet_stack *stack,
			 const struct resolution *res)
{
	unsigned int len = res->family->addr_len;

	if (bn_put_u32(skb, BSDNET_A_RESOLVE_INSTANCE, res->table->instance->index) ||
	    nla_put_u8(skb, BSDNET_A_RESOLVE_FAMILY, res->family->family) ||
	    bn_put_addr(skb, BSDNET_A_RESOLVE_ADDR, &res->dst, len) ||
	    (res->has_src && bn_put_addr(skb, BSDNET_A_RESOLVE_FROM, &res->src, len)))
		return -EMSGSIZE;
	if (!res->iff)
		return 0;
	return bn_put_ifl(skb, stack, res->iff->ifl->ifl_index, BSDNET_A_RESOLVE_IIF_INDEX,
			  BSDNET_A_RESOLVE_IIF_NAME);
}

static struct in6_addr source_of(const struct resolution *res)
{
	struct in6_addr source = res->nh->local;

	if (bn_nh_info(res->nh)->err || !res->family->source)
		return source;
	rcu_read_lock();
	res->family->source(res->table, res->nh, &res->dst, &source);
	rcu_read_unlock();
	return source;
}

static int fill_summary(struct sk_buff *skb, const struct resolution *res)
{
	const struct bn_nexthop *nh = res->nh;
	struct in6_addr source = source_of(res);
	const struct bn_l2_hdr *hdr;
	int err = 0;

	if (nla_put_u8(skb, BSDNET_A_RESOLVE_FORWARDING, res->table->instance->forwarding) ||
	    bn_put_addr_set(skb, BSDNET_A_RESOLVE_LOCAL, &source, res->family->addr_len) ||
	    (nh->iff && bn_put_u32(skb, BSDNET_A_RESOLVE_MTU, nh->iff->mtu)))
		return -EMSGSIZE;
	rcu_read_lock();
	hdr = rcu_dereference(nh->hdr);
	if (hdr && hdr->len)
		err = nla_put(skb, BSDNET_A_RESOLVE_L2_HEADER, hdr->len, hdr->data);
	rcu_read_unlock();
	return err;
}

static int resolve_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct resolution *res = obj;
	struct bn_route_ref other = res->found;
	int err;

	err = fill_question(skb, stack, res) ?:
	      fill_nest(skb, stack, BSDNET_A_RESOLVE_ROUTE, bn_ctl_route_fill, &res->found) ?:
	      fill_nest(skb, stack, BSDNET_A_RESOLVE_NEXTHOP, bn_ctl_nexthop_fill, res->nh) ?:
	      fill_summary(skb, res) ?: fill_verdict(skb, res);
	/* as many as fit */
	while (!err && (other.route = bn_route_after(other.route, stack)))
		if (fill_nest(skb, stack, BSDNET_A_RESOLVE_OTHER_ROUTE, bn_ctl_route_fill, &other))
			break;
	return err;
}

static int parse_addrs(const struct bn_ctl_req *req, struct resolution *res)
{
	int err;

	err = bn_parse_family(req, BSDNET_A_RESOLVE_FAMILY, &res->family) ?:
	      bn_parse_addr(req, BSDNET_A_RESOLVE_ADDR, "addr", res->family, &res->dst);
	if (err || !bn_req_attr(req, BSDNET_A_RESOLVE_FROM))
		return err;
	res->has_src = true;
	return bn_parse_addr(req, BSDNET_A_RESOLVE_FROM, "from", res->family, &res->src);
}

/* The arrival interface, and the table: that of the interface, unless an instance is given */
static int parse_table(const struct bn_ctl_req *req, struct resolution *res)
{
	if (bn_req_attr(req, BSDNET_A_RESOLVE_IIF_NAME) ||
	    bn_req_attr(req, BSDNET_A_RESOLVE_IIF_INDEX)) {
		res->iff = bn_parse_iff(req, BSDNET_A_RESOLVE_IIF_INDEX,
					BSDNET_A_RESOLVE_IIF_NAME, BSDNET_A_RESOLVE_FAMILY);
		if (IS_ERR(res->iff))
			return PTR_ERR(res->iff);
		res->table = res->iff->table;
	}
	if (!res->table || bn_req_attr(req, BSDNET_A_RESOLVE_INSTANCE))
		res->table = bn_parse_table(req, BSDNET_A_RESOLVE_INSTANCE, res->family);
	return PTR_ERR_OR_ZERO(res->table);
}

static int route_resolve(struct bn_ctl_req *req)
{
	struct resolution res = {};
	unsigned int bits;
	int err;

	err = parse_addrs(req, &res) ?: parse_table(req, &res);
	if (err)
		return err;
	/* the route remains valid under the route lock */
	rcu_read_lock();
	res.found.route = bn_rt_lookup_route(res.table, &res.dst, &res.src, &bits);
	rcu_read_unlock();
	res.found.table = res.table;
	bn_rt_prefix_make(res.table, &res.dst, &res.src, bits, &res.found.prefix);
	res.nh = bn_route_nexthop(res.found.route, res.table->stack);
	return bn_nlmsg_reply(req, BSDNET_CMD_ROUTE_RESOLVE, resolve_fill, &res);
}

int bn_ctl_route_resolve_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "resolve", BN_CTL_ROUTE, route_resolve);
}
