// SPDX-License-Identifier: GPL-2.0
/*
 * gso - split GSO packets
 */
#include <net/gso.h>

#include "core/core.h"

/**
 * bn_gso_segment() - split a GSO packet
 * @skb: the packet; data at its MAC header, or at the network header, to which the MAC header
 *	is then set; protocol and network header set; not taken
 * @features: NETIF_F_ bits of the receiver of the segments
 * @tx: the packet is being sent: its checksum is CHECKSUM_PARTIAL or computed here
 *
 * Segmentation uses skb->cb, so the metadata of the packet is restored and copied to each
 * segment.
 *
 * Return: the segments, linked by skb->next, each to be unlinked by skb_mark_not_on_list();
 *	NULL if nothing needs to be split with @features; ERR_PTR. If there are segments the
 *	caller frees @skb by consume_skb().
 * Context: process or softirq.
 */
struct sk_buff *bn_gso_segment(struct sk_buff *skb, netdev_features_t features, bool tx)
{
	struct bn_pkt pkt = *bn_pkt(skb);
	struct sk_buff *segments, *segment;

	segments = __skb_gso_segment(skb, features, tx);
	*bn_pkt(skb) = pkt;
	if (IS_ERR_OR_NULL(segments))
		return segments;
	for (segment = segments; segment; segment = segment->next)
		*bn_pkt(segment) = pkt;
	return segments;
}
