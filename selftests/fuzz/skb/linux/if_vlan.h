/* SPDX-License-Identifier: GPL-2.0 */
/*
 * if_vlan.h for user space: as much of an skb as the layer-2 key needs
 *
 * A frame in two pieces of memory, each exactly as long as it must be: the
 * linear part from the MAC header on, and the rest. Pulling makes a new linear
 * part, as in the kernel, so that pointers into the old one are stale.
 */
#ifndef FUZZ_SKB_H
#define FUZZ_SKB_H

#include <linux/if_ether.h>

#include "shim.h"

#define VLAN_VID_MASK	0x0fff
#define VLAN_ETH_HLEN	18
#define PACKET_OUTGOING	4

struct vlan_ethhdr {
	u8 h_dest[ETH_ALEN];
	u8 h_source[ETH_ALEN];
	__be16 h_vlan_proto;
	__be16 h_vlan_TCI;
	__be16 h_vlan_encapsulated_proto;
};

/**
 * struct sk_buff - a frame
 * @linear: from the MAC header on
 * @rest: what follows
 * @linear_len: bytes of @linear
 * @rest_len: bytes of @rest
 * @pulled: bytes of @linear before the data
 * @data: the data, @linear + @pulled
 * @len: bytes from the data on
 * @vlan_present: an accelerated tag
 * @vlan_proto: its TPID, network order
 * @vlan_tci: its contents
 * @no_memory: pulling fails
 * @pkt_type: PACKET_OUTGOING: sent
 */
struct sk_buff {
	u8 *linear;
	u8 *rest;
	unsigned int linear_len;
	unsigned int rest_len;
	unsigned int pulled;
	u8 *data;
	unsigned int len;
	bool vlan_present;
	__be16 vlan_proto;
	u16 vlan_tci;
	bool no_memory;
	unsigned int pkt_type;
};

#define skb_headlen(skb)		((skb)->linear_len - (skb)->pulled)
#define skb_mac_offset(skb)		(-(int)(skb)->pulled)
#define skb_vlan_tag_present(skb)	((skb)->vlan_present)
#define skb_vlan_tag_get(skb)		((skb)->vlan_tci)
#define eth_hdr(skb)			((const struct ethhdr *)(skb)->linear)

/* Bytes of the frame from the MAC header on; the caller knows that they are there */
static inline void fuzz_skb_copy(const struct sk_buff *skb, unsigned int from, void *to,
				 unsigned int len)
{
	u8 *out = (u8 *)to;

	for (; len; len--, from++)
		*out++ = from < skb->linear_len ? skb->linear[from] :
			 skb->rest[from - skb->linear_len];
}

static inline const void *skb_header_pointer(const struct sk_buff *skb, int offset, int len,
					     void *buffer)
{
	long from = (long)offset + skb->pulled;

	if (from < 0 || len < 0 || from + len > (long)skb->linear_len + skb->rest_len)
		return NULL;
	if (from + len <= (long)skb->linear_len)
		return skb->linear + from;
	fuzz_skb_copy(skb, (unsigned int)from, buffer, (unsigned int)len);
	return buffer;
}

/* Makes @len bytes from the data on linear */
static inline bool pskb_may_pull(struct sk_buff *skb, unsigned int len)
{
	unsigned int want = skb->pulled + len, more;
	u8 *linear, *rest;

	if (len > skb->len)
		return false;
	if (want <= skb->linear_len)
		return true;
	if (skb->no_memory)
		return false;
	more = want - skb->linear_len;
	linear = (u8 *)malloc(want);
	rest = (u8 *)malloc(skb->rest_len - more + 1);
	if (!linear || !rest)
		abort();
	memcpy(linear, skb->linear, skb->linear_len);
	memcpy(linear + skb->linear_len, skb->rest, more);
	memcpy(rest, skb->rest + more, skb->rest_len - more);
	free(skb->linear);
	free(skb->rest);
	skb->linear = linear;
	skb->data = linear + skb->pulled;
	skb->rest = rest;
	skb->linear_len = want;
	skb->rest_len -= more;
	return true;
}

#endif /* FUZZ_SKB_H */
