// SPDX-License-Identifier: GPL-2.0
/*
 * nh_unicast - UNICAST: out to one neighbour (NH-2, NH-3)
 *
 * The layer-2 header stands ready in the next hop; sending is copying it and
 * queueing to the ifd. What precedes, TTL, MTU and the like, is the family's
 * work.
 *
 * Interface and header can change or go under a packet; what was read stays
 * valid to the end of the RCU read side.
 */
#include <linux/if_vlan.h>
#include <net/gso.h>

#include "rt/rt_priv.h"

static void received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	if (bn_rt_forwards(table))
		nh->family->forward(nh, skb);
	else
		bn_drop(skb, BN_DROP_FWD_HOST);
}

static int originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	return nh->family->send(nh, skb);
}

/* An accelerated tag that the frame came with is not part of what goes out:
 * the header has all tags
 */
static void xmit_one(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	struct bn_ifl *ifl = iff->ifl;

	/* who does not know the header can't fill in a sum behind it either */
	if (skb_cow_head(skb, hdr->len) ||
	    (unlikely(!hdr->gso && skb->ip_summed == CHECKSUM_PARTIAL) &&
	     skb_checksum_help(skb))) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	__vlan_hwaccel_clear_tag(skb);
	bn_iff_count_tx(iff, 1, skb->len);
	skb_reset_network_header(skb);
	memcpy(skb_push(skb, hdr->len), hdr->data, hdr->len);
	skb_reset_mac_header(skb);
	skb_reset_mac_len(skb);
	skb->protocol = hdr->proto;
	if (unlikely(hdr->lengths[0].at && bn_hdr_set_lengths(hdr, skb))) {
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
		return;
	}
	bn_ifd_xmit(ifl->ifd, skb);
}

/* Neither the kernel nor a device can segment what stands behind such a header, or count
 * its lengths
 */
static void xmit_segments(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	struct sk_buff *segments, *next;
	struct bn_pkt pkt = *bn_pkt(skb);

	skb_reset_network_header(skb);
	skb->protocol = htons(iff->family->ether_type);
	segments = skb_gso_segment(skb, 0);
	/* segmentation keeps state of its own in skb->cb */
	*bn_pkt(skb) = pkt;
	if (IS_ERR_OR_NULL(segments)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segments, segments, next) {
		skb_mark_not_on_list(segments);
		*bn_pkt(segments) = pkt;
		xmit_one(iff, hdr, segments);
	}
}

static void xmit(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	if (READ_ONCE(iff->down))
		bn_drop(skb, BN_DROP_IF_DOWN);
	else if (unlikely(skb_is_gso(skb) && !hdr->gso))
		xmit_segments(iff, hdr, skb);
	else
		xmit_one(iff, hdr, skb);
}

/**
 * bn_nh_unicast_xmit() - out to the neighbour
 * @nh: UNICAST next hop; may have died meanwhile
 * @skb: a packet that fits the MTU, data at the network header; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_unicast_xmit(struct bn_nexthop *nh, struct sk_buff *skb)
{
	const struct bn_l2_hdr *hdr = rcu_dereference(nh->hdr);
	struct bn_iff *iff = bn_nh_iff(nh);

	if (unlikely(!iff || !hdr)) {
		bn_drop(skb, BN_DROP_NH_DEAD);
		return;
	}
	/* Who watches the neighbour clears it once in a while; else nobody writes */
	if (unlikely(!READ_ONCE(nh->used)))
		WRITE_ONCE(nh->used, true);
	xmit(iff, hdr, skb);
}

/**
 * bn_nh_xmit_to() - out to a link-layer address without a next hop
 * @iff: interface
 * @proto: ethertype (host order)
 * @dest: link-layer address; NULL where none is needed, or for broadcast
 * @skb: a packet that fits the MTU, data at the network header; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_xmit_to(struct bn_iff *iff, u16 proto, const u8 *dest, struct sk_buff *skb)
{
	struct bn_l2_hdr hdr;

	if (bn_layer_ethertype_header(&iff->ifl->layer, proto, dest, &hdr)) {
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
		return;
	}
	xmit(iff, &hdr, skb);
}

const struct bn_nh_ops bn_nh_unicast_ops = {
	.type = BN_RNH_UNICAST,
	.name = "unicast",
	.received = received,
	.originated = originated,
};
