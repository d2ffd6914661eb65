/* SPDX-License-Identifier: GPL-2.0 */
/*
 * media_kunit - helpers of the KUnit suites of point-to-point media
 *
 * Frames are read from linear and paged socket buffers; layers without a device make
 * keys and headers, which are read back.
 */
#ifndef _BSDNET_ENCAP_MEDIA_KUNIT_H
#define _BSDNET_ENCAP_MEDIA_KUNIT_H

#include <kunit/test.h>
#include <linux/random.h>
#include <net/netlink.h>

#include "ifs/ifs.h"

/**
 * struct media_case - a frame and its key
 * @name: for messages
 * @frame: the frame
 * @len: length of the frame (octets)
 * @l2_len: result of frame_key(): octets of header, or -EINVAL
 * @bits: length of the key (bits)
 * @key: the key
 */
struct media_case {
	const char *name;
	u8 frame[48];
	unsigned int len;
	int l2_len;
	u16 bits;
	u8 key[BSDNET_L2_KEY_MAX];
};

/* An skb with @linear octets in the linear part, the rest in a page */
static inline struct sk_buff *media_skb(struct kunit *test, const u8 *frame, unsigned int len,
					unsigned int linear)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	linear = min(linear, len);
	skb_put_data(skb, frame, linear);
	if (linear < len) {
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), frame + linear, len - linear);
		skb_add_rx_frag(skb, 0, page, 0, len - linear, PAGE_SIZE);
	}
	skb_reset_mac_header(skb);
	return skb;
}

static inline void media_check(struct kunit *test, const struct bn_encap *encap,
			       const struct media_case *c, struct sk_buff *skb, const char *how)
{
	struct bn_l2_key key;
	int len = encap->frame_key(skb, &key);

	KUNIT_EXPECT_EQ_MSG(test, len, c->l2_len, "%s, %s", c->name, how);
	if (len >= 0 && len == c->l2_len) {
		KUNIT_EXPECT_EQ_MSG(test, key.bits, c->bits, "%s, %s", c->name, how);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(key.data, c->key, BSDNET_L2_KEY_MAX), 0,
				    "%s, %s: %*ph", c->name, how, BSDNET_L2_KEY_MAX, key.data);
		KUNIT_EXPECT_GE_MSG(test, (int)skb_headlen(skb), len + skb_mac_offset(skb),
				    "%s, %s", c->name, how);
	}
	kfree_skb(skb);
}

/* Check a frame with different linear parts and positions of skb->data */
static inline void media_check_frame(struct kunit *test, const struct bn_encap *encap,
				     const struct media_case *c)
{
	struct sk_buff *skb;

	media_check(test, encap, c, media_skb(test, c->frame, c->len, c->len), "linear");
	media_check(test, encap, c, media_skb(test, c->frame, c->len, 1), "one octet linear");
	media_check(test, encap, c, media_skb(test, c->frame, c->len, 5), "five octets linear");
	media_check(test, encap, c, media_skb(test, c->frame, c->len, 0), "not linear");
	if (c->l2_len <= 0)
		return;
	skb = media_skb(test, c->frame, c->len, c->len);
	__skb_pull(skb, c->l2_len);
	media_check(test, encap, c, skb, "data at the network header");
}

/* For any frame: the header is not longer than the frame, and the key is valid */
static inline void media_check_any(struct kunit *test, const struct bn_encap *encap,
				   const u8 *frame, unsigned int len)
{
	struct bn_l2_key key;
	struct sk_buff *skb;
	int l2_len, bit;

	skb = media_skb(test, frame, len, get_random_u32_below(len + 1));
	l2_len = encap->frame_key(skb, &key);
	KUNIT_EXPECT_LE_MSG(test, l2_len, (int)len, "%*ph", len, frame);
	KUNIT_EXPECT_LE(test, key.bits, BSDNET_L2_KEY_MAX * 8);
	if (l2_len >= 0)
		for (bit = key.bits; bit < BSDNET_L2_KEY_MAX * 8; bit++)
			KUNIT_EXPECT_FALSE_MSG(test, key.data[bit / 8] & 0x80 >> bit % 8,
					       "%*ph", len, frame);
	kfree_skb(skb);
}

/* Truncated frames are malformed, or valid shorter frames. @min: shorter ones are malformed */
static inline void media_check_truncated(struct kunit *test, const struct bn_encap *encap,
					 const struct media_case *c, unsigned int min)
{
	struct bn_l2_key key;
	struct sk_buff *skb;
	unsigned int len;

	for (len = 1; len < c->len; len++) {
		media_check_any(test, encap, c->frame, len);
		skb = media_skb(test, c->frame, len, len);
		if (len < min && c->l2_len >= 0)
			KUNIT_EXPECT_LT_MSG(test, encap->frame_key(skb, &key), 0, "%s, %u octets",
					    c->name, len);
		kfree_skb(skb);
	}
}

static inline void media_check_cases(struct kunit *test, const struct bn_encap *encap,
				     const struct media_case *cases, unsigned int n,
				     unsigned int min)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		media_check_frame(test, encap, &cases[i]);
		media_check_truncated(test, encap, &cases[i], min ?: max(cases[i].l2_len, 0));
	}
}

/* Check random frames, and valid ones with some octets changed */
static inline void media_check_random(struct kunit *test, const struct bn_encap *encap,
				      const struct media_case *cases, unsigned int n)
{
	unsigned int i, j, len;
	u8 frame[48];

	for (i = 0; i < 2000; i++) {
		len = get_random_u32_inclusive(1, sizeof(frame));
		if (i % 2) {
			get_random_bytes(frame, len);
		} else {
			memcpy(frame, cases[get_random_u32_below(n)].frame, sizeof(frame));
			for (j = get_random_u32_below(4); j; j--)
				frame[get_random_u32_below(min(len, 12))] = get_random_u8();
		}
		media_check_any(test, encap, frame, len);
	}
}

/* A message to append attributes to; freed by the caller */
static inline struct sk_buff *media_params(struct kunit *test)
{
	struct sk_buff *msg = alloc_skb(256, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, msg);
	return msg;
}

/* Allocate the private data of @layer and set parameters */
static inline int media_config(struct kunit *test, struct bn_layer *layer, struct sk_buff *msg)
{
	layer->priv = layer->encap->priv_size ?
		kunit_kzalloc(test, layer->encap->priv_size, GFP_KERNEL) : NULL;
	return layer->encap->config(layer, msg ? msg->data : NULL, msg ? msg->len : 0, NULL);
}

/* config() accepts the output of fill() unchanged */
static inline void media_check_fill(struct kunit *test, const struct bn_layer *layer)
{
	struct bn_layer again = *layer;
	struct sk_buff *told = media_params(test), *repeated = media_params(test);

	KUNIT_ASSERT_EQ(test, layer->encap->fill(layer, told), 0);
	KUNIT_ASSERT_EQ(test, media_config(test, &again, told), 0);
	KUNIT_ASSERT_EQ(test, again.encap->fill(&again, repeated), 0);
	KUNIT_ASSERT_EQ(test, told->len, repeated->len);
	KUNIT_EXPECT_MEMEQ(test, told->data, repeated->data, told->len);
	kfree_skb(told);
	kfree_skb(repeated);
}

/*
 * Check that the header of @ethertype on @layer is @want; that the key of a frame with this
 * header begins with the key of the iff; and that exactly the header is stripped.
 */
static inline void media_check_layer(struct kunit *test, const struct bn_layer *layer,
				     u16 ethertype, const u8 *want, unsigned int len)
{
	const struct bn_layer *framing = bn_layer_base(layer);
	struct bn_l2_key key, found;
	struct bn_l2_hdr hdr;
	struct sk_buff *skb;
	u8 frame[128] = {};
	int l2_len;
	u8 strip;

	KUNIT_ASSERT_EQ(test, bn_layer_proto_key(layer, ethertype, &key, &strip, NULL), 0);
	KUNIT_ASSERT_EQ(test, bn_layer_ethertype_header(layer, ethertype, NULL, &hdr), 0);
	KUNIT_ASSERT_EQ_MSG(test, hdr.len, len, "%04x: %*ph", ethertype, hdr.len, hdr.data);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(hdr.data, want, len), 0, "%04x: %*ph", ethertype,
			    hdr.len, hdr.data);
	KUNIT_EXPECT_EQ(test, hdr.free, len);
	KUNIT_EXPECT_NE(test, ntohs(hdr.proto), 0);

	memcpy(frame, hdr.data, hdr.len);
	frame[hdr.len] = ethertype == ETH_P_IPV6 ? 0x60 : 0x45;
	skb = media_skb(test, frame, sizeof(frame), 1);
	l2_len = framing->encap->frame_key(skb, &found);
	KUNIT_EXPECT_GE(test, found.bits, key.bits);
	KUNIT_EXPECT_EQ_MSG(test, memcmp(found.data, key.data, key.bits / 8), 0, "%04x: %*ph",
			    ethertype, BSDNET_L2_KEY_MAX, found.data);
	KUNIT_EXPECT_EQ(test, key.bits % 8, 0);
	KUNIT_EXPECT_EQ_MSG(test, strip == BN_L2_STRIP ? l2_len : strip, hdr.len, "%04x",
			    ethertype);
	kfree_skb(skb);
}

/* Check the octets of the header of an ethertype on a layer */
#define MEDIA_CHECK(layer, ethertype, ...) do {						\
	static const u8 _want[] = { __VA_ARGS__ };					\
	media_check_layer(test, layer, ethertype, _want, sizeof(_want));		\
} while (0)

#endif /* _BSDNET_ENCAP_MEDIA_KUNIT_H */
