// SPDX-License-Identifier: GPL-2.0
/*
 * frag - packets larger than the MTU: segmented, fragmented, or refused
 *
 * A GSO packet whose segments fit is sent whole, and the device segments it. Otherwise it
 * is segmented here, and the segments are fragmented by the kernel's ip_frag_next().
 *
 * Serves IN-2 (RFC 791 3.2, RFC 1812 4.2.2.7).
 */
#include <linux/netdevice.h>
#include <net/ip.h>

#include "ifs/output.h"
#include "inet/private.h"

/* Left to the device: checksums and scatter/gather */
#define SEGMENT_FEATURES (NETIF_F_SG | NETIF_F_HW_CSUM)

static int frag_fail(struct sk_buff *skb, enum bn_drop_reason reason, int err)
{
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_FRAG_FAILS);
	bn_drop(skb, reason);
	return err;
}

/* Options that are not copied are stripped after the first fragment (RFC 791 3.1) */
static int cut(struct sk_buff *skb, struct ip_frag_state *state, struct sk_buff_head *pieces)
{
	bool first = !state->offset;
	struct sk_buff *frag;

	frag = ip_frag_next(skb, state);
	if (IS_ERR(frag))
		return PTR_ERR(frag);
	*bn_pkt(frag) = *bn_pkt(skb);
	if (first && state->hlen > sizeof(struct iphdr))
		bn_options_strip_uncopied(ip_hdr(skb));
	__skb_queue_tail(pieces, frag);
	return 0;
}

static int fragment(struct sk_buff *skb, unsigned int mtu, unsigned int headroom,
		    struct sk_buff_head *pieces)
{
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;
	unsigned int hlen = ip_hdrlen(skb);
	struct ip_frag_state state;
	unsigned int n = 0;
	int err;

	if (mtu < hlen + 8)
		return frag_fail(skb, BN_DROP_FRAG_FAIL, -EMSGSIZE);
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return frag_fail(skb, BN_DROP_FRAG_FAIL, -EINVAL);
	if (skb_ensure_writable(skb, hlen))
		return frag_fail(skb, BN_DROP_NO_MEMORY, -ENOMEM);
	ip_frag_init(skb, hlen, headroom, mtu - hlen, false, &state);
	for (; state.left > 0; n++) {
		err = cut(skb, &state, pieces);
		if (err)
			return frag_fail(skb, BN_DROP_NO_MEMORY, err);
	}
	bn_ip4_stat_add(stack, BN_IP4_FRAG_CREATES, n);
	bn_ip4_stat_inc(stack, BN_IP4_FRAG_OKS);
	consume_skb(skb);
	return 0;
}

static int frag_segment(struct sk_buff *skb, unsigned int mtu, unsigned int headroom,
			struct sk_buff_head *pieces)
{
	struct sk_buff *segs, *seg, *next;
	int err = 0;

	segs = bn_gso_segment(skb, SEGMENT_FEATURES, true);
	if (IS_ERR_OR_NULL(segs))
		return frag_fail(skb, BN_DROP_FRAG_FAIL, -EINVAL);
	consume_skb(skb);
	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		if (err)
			kfree_skb(seg);
		else if (seg->len <= mtu)
			__skb_queue_tail(pieces, seg);
		else
			err = fragment(seg, mtu, headroom, pieces);
	}
	return err;
}

/* Takes @skb; on failure @pieces is empty */
static int split(struct sk_buff *skb, unsigned int mtu, unsigned int headroom,
		 struct sk_buff_head *pieces)
{
	int err;

	if (ip_hdr(skb)->frag_off & htons(IP_DF))
		return frag_fail(skb, BN_DROP_NH_TOO_BIG, -EMSGSIZE);
	if (skb_is_gso(skb))
		err = frag_segment(skb, mtu, headroom, pieces);
	else
		err = fragment(skb, mtu, headroom, pieces);
	if (err)
		__skb_queue_purge(pieces);
	return err;
}

/**
 * bn_frag_output() - send a packet that does not fit the MTU
 * @iff: the interface
 * @hdr: the layer-2 header
 * @skb: the packet, data at the IP header, bn_pkt() filled in; taken
 * @mtu: bytes of network-layer packet
 *
 * Return: 0; -EMSGSIZE for a packet that must not be fragmented; -ENOMEM or -EINVAL where
 *	fragmentation fails. Either all fragments are sent or none.
 * Context: RCU read side, BH off (RFC 791 3.2).
 */
int bn_frag_output(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb,
		   unsigned int mtu)
{
	struct sk_buff_head pieces;
	struct sk_buff *piece;
	int err;

	__skb_queue_head_init(&pieces);
	err = split(skb, mtu, bn_ip4_headroom(iff, hdr), &pieces);
	while ((piece = __skb_dequeue(&pieces)))
		bn_output(iff, hdr, piece);
	return err;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "frag_kunit.c"
#endif
