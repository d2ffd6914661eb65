// SPDX-License-Identifier: GPL-2.0
/*
 * output - send path from a network-layer packet to the device's queue (NH-3, Q-1)
 *
 * The packet fits the MTU; the caller supplies its layer-2 header. The header is copied in
 * front of the packet. Segmentation and checksums are done in software if the device
 * cannot do them behind this header. Most packets need neither: bn_output() in output.h
 * is their straight line, and calls this file for the others.
 */
#include <linux/if_vlan.h>

#include "ifs/output.h"
#include "ifs/private.h"

/**
 * bn_ifd_xmit() - queue a complete frame to the device
 * @ifd: the ifd
 * @skb: the frame, data at the MAC header, protocol set; consumed
 *
 * Context: RCU read side, BH off.
 */
void bn_ifd_xmit(struct bn_ifd *ifd, struct sk_buff *skb)
{
	struct net_device *dev = READ_ONCE(ifd->dev);

	if (unlikely(READ_ONCE(ifd->down) & ~BSDNET_IF_DOWN_LINK)) {
		bn_drop(skb, BN_DROP_IF_DOWN);
		return;
	}
	trace_bn_tx(skb, ifd->index);
	bn_latency_output(skb);
	bn_tap(ifd, skb, true);
	if (unlikely(!dev)) {
		if (ifd->driver->xmit)
			ifd->driver->xmit(ifd, skb);
		else
			bn_drop(skb, BN_DROP_IF_DOWN);
		return;
	}
	bn_output_queue(ifd, dev, skb);
}

/* All tags are in the header: clear the accelerated tag of the received frame */
static void output_one(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	/* devices cannot offload checksums behind a header they do not know */
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
	bn_ifd_xmit(iff->ifl->ifd, skb);
}

/* Segment in software: behind this header neither GSO nor a device can, or set its lengths */
static noinline void output_segments(struct bn_iff *iff, const struct bn_l2_hdr *hdr,
				     struct sk_buff *skb)
{
	struct sk_buff *segments, *segment, *next;

	skb_reset_network_header(skb);
	skb->protocol = htons(iff->family->ether_type);
	segments = bn_gso_segment(skb, 0, true);
	if (IS_ERR_OR_NULL(segments)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segments, segment, next) {
		skb_mark_not_on_list(segment);
		output_one(iff, hdr, segment);
	}
}

/**
 * bn_output_other() - bn_output() of packets that cannot take its straight line
 * @iff: the interface
 * @hdr: the layer-2 header
 * @skb: a packet that fits the MTU, data at the network header; consumed
 *
 * Context: RCU read side, BH off (paper: UNICAST).
 */
void bn_output_other(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	if (unlikely(READ_ONCE(iff->down)))
		bn_drop(skb, BN_DROP_IF_DOWN);
	else if (unlikely(skb_is_gso(skb) && !hdr->gso))
		output_segments(iff, hdr, skb);
	else
		output_one(iff, hdr, skb);
}

/**
 * bn_output_to() - send a packet to a link-layer address
 * @iff: the interface
 * @proto: ethertype, host order
 * @dest: link-layer address; NULL for broadcast, or if none is needed
 * @skb: a packet that fits the MTU, data at the network header; consumed
 *
 * Context: RCU read side, BH off.
 */
void bn_output_to(struct bn_iff *iff, u16 proto, const u8 *dest, struct sk_buff *skb)
{
	struct bn_l2_hdr hdr;

	if (bn_layer_ethertype_header(&iff->ifl->layer, proto, dest, &hdr))
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
	else
		bn_output(iff, &hdr, skb);
}
