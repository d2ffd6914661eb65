// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_maddr - multicast groups of interfaces over the control channel (NH-2, SK-9, CTL-1)
 *
 * The groups that sockets have joined, and the sources in their filters, are read and notified.
 * The group that every host is in has no members and is listed for each interface.
 */
#include "ctl/parse.h"
#include "ctl/put.h"

static int fill_lladdr(struct sk_buff *skb, const struct bn_ifl *ifl, __be32 group)
{
	u8 mac[ETH_ALEN];

	if (!ifl || strcmp(bn_ifl_type(ifl), "ether"))
		return 0;
	bn_family_find(AF_INET)->map_group(&group, mac);
	return nla_put(skb, BSDNET_A_MADDR_LLADDR, sizeof(mac), mac);
}

static int fill_counts(struct sk_buff *skb, const struct bn_mgroup_info *info)
{
	if (info->has_source)
		return bn_put_addr(skb, BSDNET_A_MADDR_SOURCE, &info->source,
				   sizeof(info->source)) ?:
		       bn_put_u32(skb, BSDNET_A_MADDR_INCLUDE, info->include) ?:
		       bn_put_u32(skb, BSDNET_A_MADDR_EXCLUDE, info->exclude);
	if (info->permanent)
		return nla_put_u8(skb, BSDNET_A_MADDR_PERMANENT, 1);
	return bn_put_u32(skb, BSDNET_A_MADDR_USERS, info->users) ?:
	       bn_put_u32(skb, BSDNET_A_MADDR_EXCLUDE, info->exclude) ?:
	       bn_put_u32(skb, BSDNET_A_MADDR_SOURCES, info->sources);
}

static int maddr_fill_info(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct bn_mgroup_info *info = obj;
	int err;

	err = bn_put_ifl(skb, stack, info->ifl_index, BSDNET_A_MADDR_IFL_INDEX,
			 BSDNET_A_MADDR_IFL_NAME) ?:
	      nla_put_u8(skb, BSDNET_A_MADDR_FAMILY, AF_INET) ?:
	      bn_put_addr(skb, BSDNET_A_MADDR_ADDR, &info->addr, sizeof(info->addr)) ?:
	      fill_counts(skb, info);
	if (err || info->has_source)
		return err;
	return fill_lladdr(skb, bn_ifl_get(stack, info->ifl_index), info->addr);
}

/**
 * bn_ctl_maddr_fill() - put a group into a message
 * @skb: the message
 * @stack: the stack
 * @obj: struct bn_mgroup
 *
 * Return: 0 or -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ctl_maddr_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	struct bn_mgroup_info info;

	bn_mgroup_info(obj, &info);
	return maddr_fill_info(skb, stack, &info);
}

/**
 * struct maddr_cursor - position of a dump
 * @done: the last iff whose entries were all dumped
 * @inside: ifl_index of the iff after it, if some of its entries were; 0: none
 * @addr: group of the last of these, 0: only that of all hosts
 * @source: its source; valid if @has_source
 * @has_source: it was a source
 */
struct maddr_cursor {
	struct bn_iff_cursor done;
	u32 inside;
	__be32 addr;
	__be32 source;
	bool has_source;
};

static int dump_entry(struct bn_ctl_req *req, const struct bn_mgroup_info *info)
{
	if (!bn_ctl_visit(req))
		return -EMSGSIZE;
	return bn_nlmsg_dump(req, BSDNET_CMD_MADDR_GET, maddr_fill_info, info);
}

/* RFC 1112 4: every host is a member on every interface */
static int dump_all_hosts(struct bn_ctl_req *req, const struct bn_iff *iff,
			  struct maddr_cursor *at)
{
	const struct bn_mgroup_info info = {
		.ifl_index = iff->ifl->ifl_index,
		.addr = htonl(INADDR_ALLHOSTS_GROUP),
		.permanent = true,
	};
	int err = dump_entry(req, &info);

	if (!err) {
		at->inside = info.ifl_index;
		at->addr = 0;
		at->has_source = false;
	}
	return err;
}

static int ctl_maddr_dump_iff(struct bn_ctl_req *req, const struct bn_iff *iff,
			      struct maddr_cursor *at)
{
	struct bn_mgroup_info info = {};
	int err = 0;

	if (at->inside != iff->ifl->ifl_index)
		err = dump_all_hosts(req, iff, at);
	info.addr = at->addr;
	info.source = at->source;
	info.has_source = at->has_source;
	while (!err && bn_mgroup_next(iff, &info)) {
		err = dump_entry(req, &info);
		if (err)
			break;
		at->addr = info.addr;
		at->source = info.source;
		at->has_source = info.has_source;
	}
	return err;
}

static int maddr_dump(struct bn_ctl_req *req)
{
	struct maddr_cursor *at = bn_ctl_cursor(req, struct maddr_cursor);
	struct bn_iff *iff;
	u32 only;
	int err;

	err = bn_parse_ifl_filter(req, BSDNET_A_MADDR_IFL_INDEX, BSDNET_A_MADDR_IFL_NAME, &only);
	while (!err && (iff = bn_ctl_iff_next(req, &at->done, only))) {
		if (IS_ERR(iff))
			return PTR_ERR(iff);
		if (iff->family->family == AF_INET)
			err = ctl_maddr_dump_iff(req, iff, at);
		if (!err) {
			at->done.ifl_index = iff->ifl->ifl_index;
			at->done.family = iff->family->family;
			at->inside = 0;
		}
	}
	return err;
}

int bn_ctl_maddr_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "maddr", BN_CTL_CFG, maddr_dump);
}
