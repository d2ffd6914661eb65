// SPDX-License-Identifier: GPL-2.0
/*
 * ctl_l2 - reading layer-2 tables over the control channel (L2-1, CTL-1)
 */
#include "ctl/parse.h"
#include "ctl/put.h"
#include "l2demux/l2demux.h"

/* A layer that has a table, and an entry in it */
struct l2_entry {
	const struct bn_layer *layer;
	const struct bn_l2_entry *entry;
};

static int fill_table(struct sk_buff *skb, const struct bn_layer *layer)
{
	char name[BN_NAME_MAX];
	int err;

	err = bn_put_u32(skb, BSDNET_A_L2_IFD_INDEX, layer->ifd->index) ?:
	      nla_put_string(skb, BSDNET_A_L2_IFD_NAME, layer->ifd->name) ?:
	      nla_put_string(skb, BSDNET_A_L2_ENCAP, layer->encap->name);
	if (err || !layer->ifl)
		return err;
	return nla_put_string(skb, BSDNET_A_L2_BASE, bn_ifl_name(layer->ifl, name));
}

static int l2_fill(struct sk_buff *skb, struct bsdnet_stack *stack, const void *obj)
{
	const struct l2_entry *l2 = obj;
	const struct bn_l2_entry *entry = l2->entry;

	if (fill_table(skb, l2->layer) ||
	    bn_put_ifl(skb, stack, entry->ifl_index, BSDNET_A_L2_IFL_INDEX,
		       BSDNET_A_L2_IFL_NAME) ||
	    nla_put(skb, BSDNET_A_L2_KEY, DIV_ROUND_UP(entry->key.bits, 8), entry->key.data) ||
	    bn_put_u16(skb, BSDNET_A_L2_KEY_BITS, entry->key.bits) ||
	    nla_put_u8(skb, BSDNET_A_L2_STRIP, entry->strip != BN_L2_KEEP))
		return -EMSGSIZE;
	return nla_put_string(skb, BSDNET_A_L2_PROCEDURE, bn_l2_owner_name(entry->owner));
}

/* Filter of a dump; unset members match all */
struct l2_filter {
	const struct bn_ifd *ifd;
	u32 ifl_index;
};

/*
 * Position of a dump: in the tables of devices, then (@bases) in those of logical interfaces.
 * @inside: in the table of number @index, after @key; else after that table.
 */
struct l2_cursor {
	bool bases;
	bool inside;
	u32 index;
	struct bn_l2_key key;
};

/* A layer with its table, and the number of the ifd or ifl that has it */
struct l2_place {
	const struct bn_layer *layer;
	u32 index;
};

static int ctl_l2_dump_table(struct bn_ctl_req *req, const struct l2_filter *filter,
			     const struct l2_place *place, struct l2_cursor *cursor)
{
	struct l2_entry l2 = { .layer = place->layer };
	struct bn_l2_table *table = place->layer->table;
	int err;

	if (!table || (filter->ifd && place->layer->ifd != filter->ifd))
		return 0;
	while ((l2.entry = bn_l2_next(table, cursor->inside ? &cursor->key : NULL))) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		if (!filter->ifl_index || l2.entry->ifl_index == filter->ifl_index) {
			err = bn_nlmsg_dump(req, BSDNET_CMD_L2_GET, l2_fill, &l2);
			if (err)
				return err;
		}
		cursor->inside = true;
		cursor->index = place->index;
		cursor->key = l2.entry->key;
	}
	return 0;
}

/* Find the table to continue with. Return false at the end of this phase */
static bool next_table(const struct bn_ctl_req *req, struct l2_cursor *cursor,
		       struct l2_place *place)
{
	u32 after = cursor->inside ? cursor->index - 1 : cursor->index;
	const struct bn_ifd *ifd;
	const struct bn_ifl *ifl;

	place->layer = NULL;
	if (cursor->bases) {
		ifl = bn_base_next(req->stack, after);
		if (ifl)
			*place = (struct l2_place){ &ifl->layer, ifl->ifl_index };
	} else {
		ifd = bn_ifd_next(req->stack, after);
		if (ifd)
			*place = (struct l2_place){ &ifd->layer, ifd->index };
	}
	/* the table in which the last message ended may be deleted */
	if (cursor->inside && place->layer && place->index != cursor->index)
		cursor->inside = false;
	return place->layer;
}

static int dump_phase(struct bn_ctl_req *req, const struct l2_filter *filter,
		      struct l2_cursor *cursor)
{
	struct l2_place place;
	int err;

	while (next_table(req, cursor, &place)) {
		if (!bn_ctl_visit(req))
			return -EMSGSIZE;
		err = ctl_l2_dump_table(req, filter, &place, cursor);
		if (err)
			return err;
		cursor->inside = false;
		cursor->index = place.index;
	}
	return 0;
}

static int l2_dump(struct bn_ctl_req *req)
{
	struct l2_cursor *cursor = bn_ctl_cursor(req, struct l2_cursor);
	struct l2_filter filter = {};
	int err;

	if (bn_req_attr(req, BSDNET_A_L2_IFD_INDEX) || bn_req_attr(req, BSDNET_A_L2_IFD_NAME)) {
		filter.ifd = bn_parse_ifd(req, BSDNET_A_L2_IFD_INDEX, BSDNET_A_L2_IFD_NAME);
		if (IS_ERR(filter.ifd))
			return PTR_ERR(filter.ifd);
	}
	err = bn_parse_ifl_filter(req, BSDNET_A_L2_IFL_INDEX, BSDNET_A_L2_IFL_NAME,
				  &filter.ifl_index);
	if (!err && !cursor->bases) {
		err = dump_phase(req, &filter, cursor);
		if (!err)
			*cursor = (struct l2_cursor){ .bases = true };
	}
	return err ?: dump_phase(req, &filter, cursor);
}

int bn_ctl_l2_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return bn_ctl_dump(skb, cb, "l2", BN_CTL_CFG, l2_dump);
}
