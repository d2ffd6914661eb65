// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_route - reading routes over the control channel (RT-3, RT-4, CTL-1)
 *
 * The cursor of a dump is too large for netlink_callback::ctx; it is allocated at
 * the start of the dump and freed when the dump completes or is aborted.
 */
#include <linux/slab.h>

#include "ctl/parse.h"
#include "ctl/put.h"
#include "ctl/route.h"

static int fill_prefix(struct sk_buff *skb, const struct bn_rt_prefix *prefix, unsigned int len)
{
	unsigned int bits = len * 8;

	if (bn_put_addr(skb, BSDNET_A_ROUTE_DST, prefix->key, len) ||
	    nla_put_u8(skb, BSDNET_A_ROUTE_DST_LEN, min_t(unsigned int, prefix->bits, bits)))
		return -EMSGSIZE;
	if (prefix->bits <= bits)
		return 0;
	return bn_put_addr(skb, BSDNET_A_ROUTE_SRC, prefix->key + len, len) ?:
	       nla_put_u8(skb, BSDNET_A_ROUTE_SRC_LEN, prefix->bits - bits);
}

static int fill_nexthop(struct sk_buff *skb, const struct bn_nexthop *nh, unsigned int len)
{
	if (nla_put_u8(skb, BSDNET_A_ROUTE_NH_TYPE, bn_nh_type(nh)) ||
	    bn_put_u32(skb, BSDNET_A_ROUTE_NH_INDEX, nh->index) ||
	    bn_put_addr_set(skb, BSDNET_A_ROUTE_LOCAL, &nh->local, len))
		return -EMSGSIZE;
	return nh->has_gateway ? bn_put_addr(skb, BSDNET_A_ROUTE_GATEWAY, &nh->gateway, len) : 0;
}

/**
 * bn_ctl_route_fill() - put a route into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_route_ref
 *
 * Return: 0 or -EMSGSIZE.
 * Context: route lock.
 */
int bn_ctl_route_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_route_ref *ref = obj;
	const struct bn_rt_table *table = ref->table;
	const struct bn_fwd *fwd = bn_route_fwd(ref->route, stack);
	unsigned int len = table->family->addr_len;

	if (bn_put_u32(skb, BSDNET_A_ROUTE_INSTANCE, table->instance->index) ||
	    nla_put_u8(skb, BSDNET_A_ROUTE_FAMILY, table->family->family) ||
	    fill_prefix(skb, &ref->prefix, len) ||
	    nla_put_u8(skb, BSDNET_A_ROUTE_TYPE, ref->route->type) ||
	    nla_put_u8(skb, BSDNET_A_ROUTE_FLAGS, fwd->flags) ||
	    bn_put_ifl(skb, stack, fwd->ifl_index, BSDNET_A_ROUTE_IFL_INDEX,
		       BSDNET_A_ROUTE_IFL_NAME))
		return -EMSGSIZE;
	return fill_nexthop(skb, fwd->nh, len);
}

static int parse_src(const struct bn_ctl_req *req, const struct bn_family *family,
		     struct bn_rt_prefix *prefix)
{
	u8 bits = family->addr_len * 8;
	struct in6_addr src;
	int err;

	if (!bn_req_attr(req, BSDNET_A_ROUTE_SRC)) {
		if (!bn_req_u8(req, BSDNET_A_ROUTE_SRC_LEN, 0))
			return 0;
		return bn_parse_missing(req, BSDNET_A_ROUTE_SRC, "src for src-len");
	}
	if (prefix->bits != bits) {
		bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_SRC),
			   "src: only host routes can have a source prefix");
		return -EINVAL;
	}
	err = bn_parse_addr(req, BSDNET_A_ROUTE_SRC, "src", family, &src) ?:
	      bn_parse_bits(req, BSDNET_A_ROUTE_SRC_LEN, "src-len", family, &bits);
	if (err)
		return err;
	memcpy(prefix->key + family->addr_len, &src, family->addr_len);
	prefix->bits += bits;
	return 0;
}

/**
 * bn_ctl_route_prefix() - parse the prefix of a request
 * @req: the request
 * @family: the family
 * @prefix: set to the prefix; 0/0 without dst
 *
 * Bits of dst after dst-len must be zero, to detect typing errors.
 *
 * Return: 0 or -EINVAL.
 */
int bn_ctl_route_prefix(const struct bn_ctl_req *req, const struct bn_family *family,
			struct bn_rt_prefix *prefix)
{
	const struct nlattr *nla = bn_req_attr(req, BSDNET_A_ROUTE_DST);
	u8 bits = nla ? family->addr_len * 8 : 0;
	struct in6_addr dst = {}, masked;
	int err;

	memset(prefix, 0, sizeof(*prefix));
	if (nla) {
		err = bn_parse_addr(req, BSDNET_A_ROUTE_DST, "dst", family, &dst);
		if (err)
			return err;
	}
	err = bn_parse_bits(req, BSDNET_A_ROUTE_DST_LEN, "dst-len", family, &bits);
	if (err)
		return err;
	if (!nla && bits)
		return bn_parse_missing(req, BSDNET_A_ROUTE_DST, "dst for dst-len");
	masked = dst;
	bn_parse_mask(&masked, bits);
	if (memcmp(&masked, &dst, sizeof(dst))) {
		bn_req_err(req, nla, "dst has bits set past its length of %u", bits);
		return -EINVAL;
	}
	prefix->bits = bits;
	memcpy(prefix->key, &dst, family->addr_len);
	return parse_src(req, family, prefix);
}

static struct bn_rt_table *req_table(const struct bn_ctl_req *req,
				     const struct bn_family **family)
{
	int err = bn_parse_family(req, BSDNET_A_ROUTE_FAMILY, family);

	return err ? ERR_PTR(err) : bn_parse_table(req, BSDNET_A_ROUTE_INSTANCE, *family);
}

/**
 * struct route_filter - filter of routes
 * @type: enum bsdnet_route_type, 0 for any
 * @ifl_index: interface, 0 for any
 * @by_prefix: match @prefix exactly, else any prefix
 * @prefix: the prefix, 0/0 without one
 */
struct route_filter {
	u8 type;
	u32 ifl_index;
	bool by_prefix;
	struct bn_rt_prefix prefix;
};

static int ctl_route_parse_filter(const struct bn_ctl_req *req, const struct bn_family *family,
				  struct route_filter *filter)
{
	filter->type = bn_req_u8(req, BSDNET_A_ROUTE_TYPE, 0);
	filter->by_prefix = bn_req_attr(req, BSDNET_A_ROUTE_DST) ||
			    bn_req_attr(req, BSDNET_A_ROUTE_DST_LEN);
	return bn_ctl_route_prefix(req, family, &filter->prefix) ?:
	       bn_parse_ifl_filter(req, BSDNET_A_ROUTE_IFL_INDEX, BSDNET_A_ROUTE_IFL_NAME,
				   &filter->ifl_index);
}

static bool filter_match(const struct route_filter *filter, const struct bn_route *route,
			 const struct bsdnet_stack *stack)
{
	return (!filter->type || route->type == filter->type) &&
	       (!filter->ifl_index || bn_route_fwd(route, stack)->ifl_index == filter->ifl_index);
}

static int find_route(const struct bn_ctl_req *req, struct bn_rt_table *table,
		      const struct route_filter *filter, struct bn_route_ref *ref)
{
	struct bn_route *route;

	for (route = bn_route_first(table, &filter->prefix); route;
	     route = bn_route_after(route, table->stack)) {
		if (!filter_match(filter, route, table->stack))
			continue;
		*ref = (struct bn_route_ref){ table, route, filter->prefix };
		return 0;
	}
	bn_req_err(req, bn_req_attr(req, BSDNET_A_ROUTE_DST),
		   "instance %u has no such route", table->instance->index);
	return -ESRCH;
}

/**
 * bn_ctl_route_find() - look up the route that a request names
 * @req: the request
 * @ref: set to the most preferred route of the prefix that has the given type and interface
 *
 * Return: 0 or -errno.
 * Context: configuration lock and route lock.
 */
int bn_ctl_route_find(const struct bn_ctl_req *req, struct bn_route_ref *ref)
{
	const struct bn_family *family;
	struct route_filter filter;
	struct bn_rt_table *table;

	table = req_table(req, &family);
	if (IS_ERR(table))
		return PTR_ERR(table);
	return ctl_route_parse_filter(req, family, &filter) ?:
	       find_route(req, table, &filter, ref);
}

static int route_get(struct bn_ctl_req *req)
{
	struct bn_route_ref ref;

	return bn_ctl_route_find(req, &ref) ?:
	       bn_nlmsg_reply(req, BSDNET_CMD_ROUTE_GET, bn_ctl_route_fill, &ref);
}

int bn_ctl_route_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return bn_ctl_run(skb, info, "route", BN_CTL_ROUTE, route_get);
}

/**
 * struct route_cursor - position of a dump
 * @instances: index of the current instance; lower ones are done
 * @family: current family in that instance, 0 at its start
 * @at: position in the table of that instance and family
 */
struct route_cursor {
	s64 instances;
	u8 family;
	struct bn_rt_cursor at;
};

static struct route_cursor **cursor_of(struct netlink_callback *cb)
{
	return (struct route_cursor **)cb->ctx;
}

int bn_ctl_route_get_start(struct netlink_callback *cb)
{
	struct route_cursor *cursor = kzalloc(sizeof(*cursor), GFP_KERNEL_ACCOUNT);

	*cursor_of(cb) = cursor;
	return cursor ? 0 : -ENOMEM;
}

int bn_ctl_route_get_done(struct netlink_callback *cb)
{
	kfree(*cursor_of(cb));
	return 0;
}

/* Start before the most preferred route of a prefix */
static void start_at_prefix(struct bn_rt_cursor *at, const struct bn_rt_prefix *prefix)
{
	if (at->started)
		return;
	at->started = true;
	at->prefix = *prefix;
}

static int ctl_route_dump_table(struct bn_ctl_req *req, struct bn_rt_table *table,
				const struct route_filter *filter, struct bn_rt_cursor *at)
{
	struct bn_route_ref ref = { .table = table };
	struct bn_rt_cursor next;
	struct bn_route *route;
	int err;

	/* look up a given prefix directly */
	if (filter->by_prefix)
		start_at_prefix(at, &filter->prefix);
	next = *at;
	while ((route = bn_route_next(table, &next))) {
		if (filter->by_prefix &&
		    memcmp(&next.prefix, &filter->prefix, sizeof(next.prefix)))
			return 0;
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		if (filter_match(filter, route, table->stack)) {
			ref.route = route;
			ref.prefix = next.prefix;
			err = bn_nlmsg_dump(req, BSDNET_CMD_ROUTE_GET, bn_ctl_route_fill, &ref);
			if (err)
				return err;
		}
		*at = next;
	}
	return 0;
}

/* Dump the tables of an instance in order of family numbers, from the cursor on */
static int dump_instance(struct bn_ctl_req *req, struct bn_instance *instance,
			 const struct route_filter *filter, struct route_cursor *cursor)
{
	u8 number, only = bn_req_u8(req, BSDNET_A_ROUTE_FAMILY, 0);
	struct bn_rt_table *table;
	unsigned int i;
	int err;

	for (i = 0; i < BN_FAMILY_MAX; i++) {
		table = bn_instance_table(instance, i);
		number = table ? table->family->family : 0;
		if (!table || number < cursor->family || (only && number != only))
			continue;
		if (number != cursor->family)
			memset(&cursor->at, 0, sizeof(cursor->at));
		cursor->family = number;
		err = ctl_route_dump_table(req, table, filter, &cursor->at);
		if (err)
			return err;
	}
	return 0;
}

static int route_dump(struct bn_ctl_req *req)
{
	struct route_cursor *cursor = *cursor_of(req->cb);
	bool by_instance = bn_req_attr(req, BSDNET_A_ROUTE_INSTANCE);
	u32 only = bn_req_u32(req, BSDNET_A_ROUTE_INSTANCE, 0);
	const struct bn_family *family;
	struct bn_instance *instance;
	struct route_filter filter;
	int err;

	err = bn_parse_family(req, BSDNET_A_ROUTE_FAMILY, &family) ?:
	      ctl_route_parse_filter(req, family, &filter);
	while (!err && (instance = bn_instance_next(req->stack, cursor->instances - 1))) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		/* the instance in which the last message ended may be deleted */
		if (instance->index != cursor->instances)
			cursor->family = 0;
		cursor->instances = instance->index;
		if (!by_instance || instance->index == only)
			err = dump_instance(req, instance, &filter, cursor);
		if (!err) {
			cursor->instances++;
			cursor->family = 0;
		}
	}
	return err;
}

int bn_ctl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "route", BN_CTL_ROUTE, route_dump);
}
