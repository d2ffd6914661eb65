// SPDX-License-Identifier: GPL-2.0
/*
 * frag - packets larger than the MTU: segmented, fragmented, or refused
 *
 * A GSO packet counts by its segments: if those fit it goes on whole and the
 * device segments it. If not it is segmented here, and the segments are
 * fragmented. The kernel's own fragmenter does the cutting.
 *
 * Serves IN-2 (RFC 791 3.2, RFC 1812 4.2.2.7).
 */
#include <linux/netdevice.h>
#include <net/gso.h>
#include <net/ip.h>

#include "ip/inet.h"

/* What may be left to the device: it gets checksums done and pages joined */
#define SEGMENT_FEATURES (NETIF_F_SG | NETIF_F_HW_CSUM)

/**
 * bn_frag_fits() - can a packet leave as it is?
 * @skb: the packet, data at the IP header
 * @mtu: bytes
 *
 * Return: true if it, or each segment of it, is no longer than @mtu.
 */
bool bn_frag_fits(const struct sk_buff *skb, unsigned int mtu)
{
	return skb->len <= mtu ||
	       (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

static int fail(struct sk_buff *skb, enum bn_drop_reason reason, int err)
{
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_FRAG_FAILS);
	bn_drop(skb, reason);
	return err;
}

/* Options are made fit for the fragments that follow the first, once */
static int cut(struct sk_buff *skb, struct ip_frag_state *state, bn_frag_output_t output,
	       void *arg)
{
	bool first = !state->offset;
	struct sk_buff *frag;

	frag = ip_frag_next(skb, state);
	if (IS_ERR(frag))
		return PTR_ERR(frag);
	*bn_pkt(frag) = *bn_pkt(skb);
	if (first && state->hlen > sizeof(struct iphdr))
		bn_options_strip_uncopied(ip_hdr(skb));
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_FRAG_CREATES);
	output(arg, frag);
	return 0;
}

static int fragment(struct sk_buff *skb, unsigned int mtu, unsigned int headroom,
		    bn_frag_output_t output, void *arg)
{
	unsigned int hlen = ip_hdrlen(skb);
	struct ip_frag_state state;
	int err;

	if (mtu < hlen + 8)
		return fail(skb, BN_DROP_FRAG_FAIL, -EMSGSIZE);
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return fail(skb, BN_DROP_FRAG_FAIL, -EINVAL);
	if (skb_ensure_writable(skb, hlen))
		return fail(skb, BN_DROP_NO_MEMORY, -ENOMEM);
	ip_frag_init(skb, hlen, headroom, mtu - hlen, false, &state);
	while (state.left > 0) {
		err = cut(skb, &state, output, arg);
		if (err)
			return fail(skb, BN_DROP_NO_MEMORY, err);
	}
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_FRAG_OKS);
	consume_skb(skb);
	return 0;
}

static int segment(struct sk_buff *skb, unsigned int mtu, unsigned int headroom,
		   bn_frag_output_t output, void *arg)
{
	struct bn_pkt pkt = *bn_pkt(skb);
	struct sk_buff *segs, *seg, *next;
	int err = 0;

	segs = skb_gso_segment(skb, SEGMENT_FEATURES);
	/* segmentation keeps state of its own in skb->cb */
	*bn_pkt(skb) = pkt;
	if (IS_ERR_OR_NULL(segs))
		return fail(skb, BN_DROP_FRAG_FAIL, -EINVAL);
	consume_skb(skb);
	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		*bn_pkt(seg) = pkt;
		if (seg->len <= mtu)
			output(arg, seg);
		else
			err = fragment(seg, mtu, headroom, output, arg);
	}
	return err;
}

/**
 * bn_frag_send() - give a packet to the output in pieces that fit
 * @skb: the packet, data at the IP header, bn_pkt() filled in; taken
 * @mtu: bytes
 * @headroom: bytes to leave before the IP header of fragments
 * @output: takes each piece
 * @arg: for @output
 *
 * Return: 0; -EMSGSIZE where it would have to be fragmented and must not be;
 *	-ENOMEM, -EINVAL where fragmentation failed.
 * Context: RCU read side, BH off.
 */
int bn_frag_send(struct sk_buff *skb, unsigned int mtu, unsigned int headroom,
		 bn_frag_output_t output, void *arg)
{
	if (likely(bn_frag_fits(skb, mtu))) {
		output(arg, skb);
		return 0;
	}
	if (ip_hdr(skb)->frag_off & htons(IP_DF))
		return fail(skb, BN_DROP_NH_TOO_BIG, -EMSGSIZE);
	if (skb_is_gso(skb))
		return segment(skb, mtu, headroom, output, arg);
	return fragment(skb, mtu, headroom, output, arg);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "frag_kunit.c"
#endif
