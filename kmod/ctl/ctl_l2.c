// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_l2 - reading layer-2 tables over the control channel (L2-1, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "l2demux/l2demux.h"

/* An entry and the device whose table it is in */
struct l2_entry {
	const struct bn_ifd *ifd;
	const struct bn_l2_entry *entry;
};

static int l2_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct l2_entry *l2 = obj;
	const struct bn_l2_entry *entry = l2->entry;
	char procedure[80];

	snprintf(procedure, sizeof(procedure), "%ps", entry->input);
	if (bn_put_u32(skb, BSDNET_A_L2_IFD_INDEX, l2->ifd->index) ||
	    nla_put_string(skb, BSDNET_A_L2_IFD_NAME, l2->ifd->name) ||
	    bn_put_ifl(skb, stack, entry->ifl_index, BSDNET_A_L2_IFL_INDEX,
		       BSDNET_A_L2_IFL_NAME) ||
	    nla_put(skb, BSDNET_A_L2_KEY, DIV_ROUND_UP(entry->key.bits, 8), entry->key.data) ||
	    bn_put_u16(skb, BSDNET_A_L2_KEY_BITS, entry->key.bits) ||
	    nla_put_u8(skb, BSDNET_A_L2_STRIP, entry->strip))
		return -EMSGSIZE;
	return nla_put_string(skb, BSDNET_A_L2_PROCEDURE, procedure);
}

/* Within the table of device @ifd_index after @key, or behind that device */
struct l2_cursor {
	u32 ifd_index;
	bool inside;
	struct bn_l2_key key;
};

static int dump_ifd(const struct bn_ctl_req *req, const struct bn_ifd *ifd, u32 ifl_index,
		    struct l2_cursor *cursor)
{
	struct l2_entry l2 = { .ifd = ifd };
	int err;

	if (!ifd->l2)
		return 0;
	while ((l2.entry = bn_l2_next(ifd->l2, cursor->inside ? &cursor->key : NULL))) {
		if (!ifl_index || l2.entry->ifl_index == ifl_index) {
			err = bn_nlmsg_dump(req, BSDNET_CMD_L2_GET, l2_fill, &l2);
			if (err)
				return err;
		}
		cursor->ifd_index = ifd->index;
		cursor->inside = true;
		cursor->key = l2.entry->key;
	}
	return 0;
}

static struct bn_ifd *first_ifd(const struct bn_ctl_req *req, struct l2_cursor *cursor)
{
	struct bn_ifd *ifd;

	if (!cursor->inside)
		return bn_ifd_next(req->stack, cursor->ifd_index);
	ifd = bn_ifd_next(req->stack, cursor->ifd_index - 1);
	if (ifd && ifd->index != cursor->ifd_index)
		cursor->inside = false;
	return ifd;
}

static int l2_dump(struct bn_ctl_req *req)
{
	struct l2_cursor *cursor = bn_ctl_cursor(req, struct l2_cursor);
	const struct bn_ifd *only = NULL;
	struct bn_ifd *ifd;
	u32 ifl_index;
	int err;

	if (bn_req_attr(req, BSDNET_A_L2_IFD_INDEX) || bn_req_attr(req, BSDNET_A_L2_IFD_NAME)) {
		only = bn_parse_ifd(req, BSDNET_A_L2_IFD_INDEX, BSDNET_A_L2_IFD_NAME);
		if (IS_ERR(only))
			return PTR_ERR(only);
	}
	err = bn_parse_ifl_filter(req, BSDNET_A_L2_IFL_INDEX, BSDNET_A_L2_IFL_NAME, &ifl_index);
	if (err)
		return err;
	for (ifd = first_ifd(req, cursor); ifd; ifd = bn_ifd_next(req->stack, ifd->index)) {
		if (!only || ifd == only)
			err = dump_ifd(req, ifd, ifl_index, cursor);
		if (err)
			return err;
		cursor->ifd_index = ifd->index;
		cursor->inside = false;
	}
	return 0;
}

int bn_ctl_l2_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "l2", BN_CTL_CFG, l2_dump);
}
