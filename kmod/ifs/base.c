// SPDX-License-Identifier: GPL-2.0
/*
 * base - ifls that begin a new kind of header: the second lookup (L2-5)
 *
 * Ethernet over PPP or over a VC is an ifl with its own L2 table. One entry in the
 * table below points to it; the input function of the entry looks up the inner
 * frame after the outer header was stripped. No queue is involved: the second
 * lookup handles the same vector of frames in the same softirq.
 *
 * Lifetime: table and entry are created when the ifl is added and removed when it is
 * deleted, after all other users have removed their entries from the table.
 */
#include "core/trace.h"
#include "ifs/input.h"

static const struct bn_l2_entry *base_lookup(const struct bn_layer *layer, struct sk_buff *skb)
{
	const struct bn_l2_entry *entry;
	struct bn_l2_key key;
	int l2_len;

	skb_reset_mac_header(skb);
	skb->pkt_type = PACKET_HOST;
	l2_len = layer->encap->frame_key(skb, &key);
	if (l2_len < 0) {
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
		return NULL;
	}
	if (layer->encap->frame_type)
		layer->encap->frame_type(layer, skb);
	if (skb->pkt_type == PACKET_OTHERHOST) {
		bn_drop(skb, BN_DROP_L2_OTHER_HOST);
		return NULL;
	}
	entry = bn_l2_lookup(layer->table, &key);
	if (!entry) {
		bn_drop(skb, BN_DROP_L2_NOT_FOR_US);
		return NULL;
	}
	bn_pkt(skb)->l2_len = l2_len;
	bn_pkt(skb)->flags = bn_input_cast(skb);
	return entry;
}

/* Input function of the entry below. The outer header has been stripped. */
static void base_input(const struct bn_l2_entry *outer, struct sk_buff **pkts, unsigned int n)
{
	const struct bn_layer *layer = outer->opaque;
	const struct bn_l2_entry *entry;
	struct bn_input_run run;
	struct sk_buff *skb;
	unsigned int i;

	bn_input_run_init(&run);
	for (i = 0; i < n; i++) {
		entry = base_lookup(layer, pkts[i]);
		if (!entry)
			continue;
		skb = bn_input_prepare(entry, pkts[i]);
		if (skb)
			bn_input_run_add(&run, entry, skb);
	}
	bn_input_run_flush(&run);
}

/**
 * bn_base_next() - iterate over the ifls with an L2 table
 * @stack: the stack
 * @after_index: ifl_index of the last one seen, 0 to begin
 *
 * Return: the next one in the order of ifl_index, NULL at the end.
 * Context: configuration lock.
 */
struct bn_ifl *bn_base_next(struct bsdnet_stack *stack, u32 after_index)
{
	unsigned long index = after_index;

	bn_cfg_assert(stack);
	return xa_find_after(&stack->ifs->bases, &index, U32_MAX, XA_PRESENT);
}

/* Add the entry to the table below. Frames arrive from here on. */
static int base_enter(struct bn_layer *layer, struct netlink_ext_ack *extack)
{
	struct bn_l2_table *below = bn_layer_base(layer->below)->table;
	struct bn_l2_entry *entry;
	struct bn_l2_key key;
	int err;

	err = bn_layer_outer_key(layer, &key, extack);
	if (err)
		return err;
	entry = bn_l2_insert(below, &key, layer->ifl->ifl_index, bn_layer_outer_strip(layer),
			     base_input, layer, extack);
	if (IS_ERR(entry))
		return PTR_ERR(entry);
	entry->owner = BN_L2_OWNER_IFL;
	layer->outer = entry;
	return 0;
}

/**
 * bn_base_open() - start receiving frames of a base
 * @layer: linked layer of an ifl that begins a table
 * @extack: error report
 *
 * Return: 0; -EEXIST if the key is in use; -EPROTONOSUPPORT if the layer below does not
 *	carry it; -EMSGSIZE, -ENOMEM.
 * Context: configuration lock.
 */
int bn_base_open(struct bn_layer *layer, struct netlink_ext_ack *extack)
{
	struct bsdnet_stack *stack = layer->ifd->stack;
	int err;

	layer->table = bn_l2_table_alloc(stack);
	if (!layer->table)
		return -ENOMEM;
	err = xa_insert(&stack->ifs->bases, layer->ifl->ifl_index, layer->ifl,
			GFP_KERNEL_ACCOUNT);
	if (err)
		goto free;
	err = base_enter(layer, extack);
	if (!err)
		return 0;
	xa_erase(&stack->ifs->bases, layer->ifl->ifl_index);
free:
	bn_l2_table_free(layer->table);
	layer->table = NULL;
	return err;
}

/**
 * bn_base_close() - undo bn_base_open()
 * @layer: the layer; its table is empty
 *
 * Context: configuration lock. Readers may use the table for a grace period.
 */
void bn_base_close(struct bn_layer *layer)
{
	bn_l2_remove(bn_layer_base(layer->below)->table, layer->outer);
	xa_erase(&layer->ifd->stack->ifs->bases, layer->ifl->ifl_index);
	bn_l2_table_free(layer->table);
}
