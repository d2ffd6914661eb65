/* SPDX-License-Identifier: GPL-2.0 */
/*
 * arp_frame_kunit - tables of packets in the format of ARP (RFC 826), for KUnit suites
 *
 * Each case is a good packet with some bytes changed. Link-layer addresses have six bytes,
 * those of the protocol four.
 */
#ifndef _BSDNET_ARP_FRAME_KUNIT_H
#define _BSDNET_ARP_FRAME_KUNIT_H

#include <kunit/test.h>
#include <linux/skbuff.h>

#define ARP_FRAME_LEN 28

/* where its fields are */
#define HRD 0
#define PRO 2
#define HLN 4
#define PLN 5
#define OP 6
#define SHA 8
#define SPA 14
#define TPA 24

/**
 * struct frame_case - a frame and what the parser says of it
 * @name: for people
 * @at: where the good frame is changed
 * @n: bytes that are changed
 * @patch: what they become
 * @extra: bytes that the frame is longer than the good one, or shorter
 * @result: what the parser returns
 */
struct frame_case {
	const char *name;
	u8 at;
	u8 n;
	u8 patch[12];
	int extra;
	int result;
};

/* Fills @wire with the whole frame, of which the skb has as much as is asked for */
static inline struct sk_buff *frame_case_make(struct kunit *test, const u8 *good,
					      const struct frame_case *c, u8 *wire)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	int len = ARP_FRAME_LEN + c->extra;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memcpy(wire, good, ARP_FRAME_LEN);
	memcpy(wire + c->at, c->patch, c->n);
	memcpy(skb_put_zero(skb, len), wire, min_t(int, len, ARP_FRAME_LEN));
	return skb;
}

#endif /* _BSDNET_ARP_FRAME_KUNIT_H */
