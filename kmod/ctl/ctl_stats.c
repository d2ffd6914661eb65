// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_stats - counters of interfaces, of families on them, and of families (CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "ifs/stats.h"

static int fill_traffic(struct sk_buff *skb, const struct bn_if_stats64 *sum)
{
	return bn_put_u64(skb, BSDNET_A_STATS_RX_PACKETS, sum->rx_packets) ?:
	       bn_put_u64(skb, BSDNET_A_STATS_RX_BYTES, sum->rx_bytes) ?:
	       bn_put_u64(skb, BSDNET_A_STATS_TX_PACKETS, sum->tx_packets) ?:
	       bn_put_u64(skb, BSDNET_A_STATS_TX_BYTES, sum->tx_bytes);
}

static int ifl_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_ifl *ifl = obj;
	struct bn_if_stats64 sum;

	bn_ifl_stats_read(ifl, &sum);
	return nla_put_u8(skb, BSDNET_A_STATS_SCOPE, BSDNET_STATS_SCOPE_IFL) ?:
	       bn_put_ifl(skb, stack, ifl->ifl_index, BSDNET_A_STATS_IFL_INDEX,
			  BSDNET_A_STATS_IFL_NAME) ?:
	       fill_traffic(skb, &sum);
}

static int iff_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_iff *iff = obj;
	struct bn_if_stats64 sum;

	bn_iff_stats_read(iff, &sum);
	return nla_put_u8(skb, BSDNET_A_STATS_SCOPE, BSDNET_STATS_SCOPE_IFF) ?:
	       bn_put_ifl(skb, stack, iff->ifl->ifl_index, BSDNET_A_STATS_IFL_INDEX,
			  BSDNET_A_STATS_IFL_NAME) ?:
	       nla_put_u8(skb, BSDNET_A_STATS_FAMILY, iff->family->family) ?:
	       fill_traffic(skb, &sum);
}

static const char *const ip4_texts[] = {
#define S(sym, name, text) text,
	BN_IP4_STAT_LIST(S)
#undef S
};

static int ctl_stats_fill_counter(struct sk_buff *skb, struct bsdnet_stack *stack,
				  enum bn_ip4_stat stat)
{
	struct nlattr *nest = nla_nest_start(skb, BSDNET_A_STATS_COUNTER);

	if (!nest || nla_put_string(skb, BSDNET_A_COUNTER_NAME, bn_ip4_stat_name(stat)) ||
	    bn_put_u64(skb, BSDNET_A_COUNTER_VALUE, bn_ip4_stat_read(stack, stat)) ||
	    nla_put_string(skb, BSDNET_A_COUNTER_TEXT, ip4_texts[stat]))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int family_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	int err, stat;

	err = nla_put_u8(skb, BSDNET_A_STATS_SCOPE, BSDNET_STATS_SCOPE_FAMILY) ?:
	      nla_put_u8(skb, BSDNET_A_STATS_FAMILY, AF_INET);
	for (stat = 0; !err && stat < BN_IP4_STAT_MAX; stat++)
		err = ctl_stats_fill_counter(skb, stack, stat);
	return err;
}

/**
 * struct stats_cursor - position of the dump
 * @scope: current scope: enum bsdnet_stats_scope; greater at the end
 * @at: last object of @scope reported
 */
struct stats_cursor {
	u8 scope;
	struct bn_iff_cursor at;
};

static int dump_ifls(struct bn_ctl_req *req, struct stats_cursor *cursor, u32 ifl_index)
{
	struct bn_ifl *ifl;
	int err;

	/* look up a given interface directly (IF-18) */
	if (ifl_index && !cursor->at.ifl_index)
		cursor->at.ifl_index = ifl_index - 1;
	while ((ifl = bn_ifl_next(req->stack, cursor->at.ifl_index))) {
		if (ifl_index && ifl->ifl_index != ifl_index)
			break;
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		err = bn_nlmsg_dump(req, BSDNET_CMD_STATS_GET, ifl_fill, ifl);
		if (err)
			return err;
		cursor->at.ifl_index = ifl->ifl_index;
	}
	return 0;
}

static int dump_iffs(struct bn_ctl_req *req, struct stats_cursor *cursor, u32 ifl_index)
{
	u8 family = bn_req_u8(req, BSDNET_A_STATS_FAMILY, 0);
	struct bn_iff *iff;
	int err;

	while ((iff = bn_ctl_iff_next(req, &cursor->at, ifl_index))) {
		if (IS_ERR(iff))
			return PTR_ERR(iff);
		if (!family || iff->family->family == family) {
			err = bn_nlmsg_dump(req, BSDNET_CMD_STATS_GET, iff_fill, iff);
			if (err)
				return err;
		}
		cursor->at.ifl_index = iff->ifl->ifl_index;
		cursor->at.family = iff->family->family;
	}
	return 0;
}

static int ctl_stats_dump_family(const struct bn_ctl_req *req, u32 ifl_index)
{
	if (ifl_index || bn_req_u8(req, BSDNET_A_STATS_FAMILY, AF_INET) != AF_INET)
		return 0;
	return bn_nlmsg_dump(req, BSDNET_CMD_STATS_GET, family_fill, NULL);
}

static int dump_scope(struct bn_ctl_req *req, struct stats_cursor *cursor, u32 ifl_index)
{
	switch (cursor->scope) {
	case BSDNET_STATS_SCOPE_IFL:
		/* counters of an ifl have no family */
		if (bn_req_attr(req, BSDNET_A_STATS_FAMILY))
			return 0;
		return dump_ifls(req, cursor, ifl_index);
	case BSDNET_STATS_SCOPE_IFF:
		return dump_iffs(req, cursor, ifl_index);
	default:
		return ctl_stats_dump_family(req, ifl_index);
	}
}

static int stats_dump(struct bn_ctl_req *req)
{
	const struct nlattr *only = bn_req_attr(req, BSDNET_A_STATS_SCOPE);
	struct stats_cursor *cursor = bn_ctl_cursor(req, struct stats_cursor);
	u32 ifl_index;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_STATS_IFL_INDEX, BSDNET_A_STATS_IFL_NAME,
				  &ifl_index);
	while (!err && cursor->scope <= BSDNET_STATS_SCOPE_FAMILY) {
		if (!only || nla_get_u8(only) == cursor->scope)
			err = dump_scope(req, cursor, ifl_index);
		if (!err) {
			cursor->scope++;
			memset(&cursor->at, 0, sizeof(cursor->at));
		}
	}
	return err;
}

int bn_ctl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "stats", BN_CTL_CFG, stats_dump);
}
