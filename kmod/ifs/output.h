/* SPDX-License-Identifier: GPL-2.0 */
/*
 * output - the straight line from a network-layer packet to a netdev's queue (NH-3, Q-1)
 *
 * In line, for the packet path. What is not straight leaves it before the packet is changed,
 * and is done by output.c.
 */
#ifndef _BSDNET_IFS_OUTPUT_H
#define _BSDNET_IFS_OUTPUT_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>

#include "core/latency.h"
#include "core/trace.h"
#include "ifs/encap.h"
#include "ifs/noqueue.h"
#include "ifs/stats.h"
#include "ifs/tap.h"

/* output.c APIs. RCU read side, BH off; consume the skb: */
void bn_ifd_xmit(struct bn_ifd *ifd, struct sk_buff *skb);
void bn_output_to(struct bn_iff *iff, u16 proto, const u8 *dest, struct sk_buff *skb);
void bn_output_other(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb);

/* Queue a frame to a netdev. @dev: that of @ifd */
static __always_inline void bn_output_queue(const struct bn_ifd *ifd, struct net_device *dev,
					    struct sk_buff *skb)
{
	struct bsdnet_stack *stack = ifd->stack;
	int err;

	skb->dev = dev;
	if (bn_noqueue_xmit(stack, dev, skb))
		return;
	err = dev_queue_xmit(skb);
	if (unlikely(net_xmit_eval(err)))
		bn_drop_count(stack, BN_DROP_L2_XMIT);
}

/* All interfaces are up, the ifd has a netdev, and the kernel knows the header */
static __always_inline bool bn_output_is_straight(const struct bn_iff *iff,
						  const struct bn_ifd *ifd,
						  const struct net_device *dev,
						  const struct bn_l2_hdr *hdr,
						  const struct sk_buff *skb)
{
	return dev && hdr->gso && !hdr->lengths[0].at && !READ_ONCE(iff->down) &&
	       !(READ_ONCE(ifd->down) & ~BSDNET_IF_DOWN_LINK) && skb_headroom(skb) >= hdr->len &&
	       !skb_header_cloned(skb);
}

/**
 * bn_output() - send a packet on an interface
 * @iff: the interface
 * @hdr: the layer-2 header
 * @skb: a packet that fits the MTU, data at the network header; consumed
 *
 * Context: RCU read side, BH off (paper: UNICAST).
 */
static __always_inline void bn_output(struct bn_iff *iff, const struct bn_l2_hdr *hdr,
				      struct sk_buff *skb)
{
	struct bn_ifd *ifd = iff->ifl->ifd;
	struct net_device *dev = READ_ONCE(ifd->dev);
	u8 *mac;

	if (unlikely(!bn_output_is_straight(iff, ifd, dev, hdr, skb))) {
		bn_output_other(iff, hdr, skb);
		return;
	}
	/* All tags are in the header: clear the accelerated tag of the received frame */
	__vlan_hwaccel_clear_tag(skb);
	bn_iff_count_tx(iff, 1, skb->len);
	skb_reset_network_header(skb);
	mac = __skb_push(skb, hdr->len);
	if (likely(hdr->len == ETH_HLEN))
		memcpy(mac, hdr->data, ETH_HLEN);
	else
		memcpy(mac, hdr->data, hdr->len);
	skb_reset_mac_header(skb);
	skb->mac_len = hdr->len;
	skb->protocol = hdr->proto;
	trace_bn_tx(skb, ifd->index);
	bn_latency_output(skb);
	bn_tap(ifd, skb, true);
	bn_output_queue(ifd, dev, skb);
}

#endif /* _BSDNET_IFS_OUTPUT_H */
