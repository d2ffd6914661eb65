/* SPDX-License-Identifier: GPL-2.0 */
/*
 * forward - what forwarding does whatever the format of the header (IN-2)
 *
 * In line, for the packet path.
 */
#ifndef _BSDNET_IP_FORWARD_H
#define _BSDNET_IP_FORWARD_H

#include <linux/skbuff.h>

#include "core/core.h"

/* Users can turn LRO on again. Packets that it merged have no gso_type */
static inline bool bn_ip_joined_by_lro(const struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) && skb_is_gso(skb) && !skb_shinfo(skb)->gso_type;
}

/* BN_DROP_MAX if the packet may be forwarded, as far as its header does not decide; or a reason */
static __always_inline enum bn_drop_reason bn_ip_check_forward(const struct sk_buff *skb)
{
	/* RFC 1812 5.3.4: layer-2 broadcasts and multicasts are not forwarded */
	if ((bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST)) ||
	    skb->pkt_type != PACKET_HOST)
		return BN_DROP_FWD_L2;
	return unlikely(bn_ip_joined_by_lro(skb)) ? BN_DROP_FWD_LRO : BN_DROP_MAX;
}

/* Clear state of the packet that belongs to its input */
static __always_inline void bn_ip_scrub(struct sk_buff *skb, u32 priority)
{
	skb_forward_csum(skb);
	skb_scrub_packet(skb, false);
	skb_clear_tstamp(skb);
	skb->priority = priority;
}

#endif /* _BSDNET_IP_FORWARD_H */
