// SPDX-License-Identifier: GPL-2.0
/* Tests of the layer-2 key */
#include <kunit/test.h>

/* Destination and source address */
#define MACS	0x02, 0, 0, 0, 0, 1, 0x02, 0, 0, 0, 0, 2

struct key_case {
	const char *name;
	u8 frame[64];
	unsigned int len;
	u16 accel_proto;		/* 0: no accelerated tag */
	u16 accel_tci;
	int l2_len;			/* result, -EINVAL for malformed */
	u16 bits;
	u8 key[BSDNET_L2_KEY_MAX];
};

static const struct key_case key_cases_data[] = {
	{ "inet", { MACS, 0x08, 0x00, 0x45 }, 40, 0, 0,
	  14, 16, { 0x08, 0x00 } },
	{ "802.1Q", { MACS, 0x81, 0x00, 0xa0, 0x0a, 0x08, 0x00 }, 40, 0, 0,
	  18, 48, { 0x81, 0x00, 0x00, 0x0a, 0x08, 0x00 } },
	{ "802.1Q, accelerated", { MACS, 0x08, 0x00 }, 40, 0x8100, 0xb00a,
	  14, 48, { 0x81, 0x00, 0x00, 0x0a, 0x08, 0x00 } },
	{ "802.1ad outside, accelerated", { MACS, 0x81, 0x00, 0x00, 0x14, 0x08, 0x06 }, 40,
	  0x88a8, 0x000a,
	  18, 80, { 0x88, 0xa8, 0x00, 0x0a, 0x81, 0x00, 0x00, 0x14, 0x08, 0x06 } },
	{ "9100 and 802.1Q in the data",
	  { MACS, 0x91, 0x00, 0x00, 0x01, 0x81, 0x00, 0x0f, 0xff, 0x86, 0xdd }, 40, 0, 0,
	  22, 80, { 0x91, 0x00, 0x00, 0x01, 0x81, 0x00, 0x0f, 0xff, 0x86, 0xdd } },
	{ "priority tag", { MACS, 0x81, 0x00, 0xe0, 0x00, 0x08, 0x00 }, 40, 0, 0,
	  18, 16, { 0x08, 0x00 } },
	{ "priority tag, accelerated", { MACS, 0x08, 0x00 }, 40, 0x8100, 0xe000,
	  14, 16, { 0x08, 0x00 } },
	{ "PPPoE session",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x02, 0x00, 0x21 }, 40, 0, 0,
	  22, 96, { 0x88, 0x64, 0x12, 0x34, 0x02, 0, 0, 0, 0, 2, 0x00, 0x21 } },
	{ "PPPoE session, one octet of protocol",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x02, 0x57, 0x60 }, 40, 0, 0,
	  21, 96, { 0x88, 0x64, 0x12, 0x34, 0x02, 0, 0, 0, 0, 2, 0x00, 0x57 } },
	{ "PPPoE session, bridged Ethernet",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x08, 0x00, 0x31, 0x00, 0x01 }, 40,
	  0, 0,
	  24, 104, { 0x88, 0x64, 0x12, 0x34, 0x02, 0, 0, 0, 0, 2, 0x00, 0x31, 0x01 } },
	{ "PPPoE session on a VLAN",
	  { MACS, 0x81, 0x00, 0x00, 0x07, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x02,
	    0xc0, 0x21 }, 40, 0, 0,
	  26, 128, { 0x81, 0x00, 0x00, 0x07, 0x88, 0x64, 0x12, 0x34, 0x02, 0, 0, 0, 0, 2,
		     0xc0, 0x21 } },
	{ "PPPoE session, longer than the frame",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x15, 0x00, 0x21 }, 40, 0, 0,
	  -EINVAL },
	{ "PPPoE session, no room for a protocol",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x01, 0x00, 0x21 }, 40, 0, 0,
	  -EINVAL },
	{ "PPPoE session, empty",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x00, 0x21 }, 40, 0, 0,
	  -EINVAL },
	{ "PPPoE session, no MAC type",
	  { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00, 0x03, 0x00, 0x31, 0x00, 0x01 }, 40,
	  0, 0,
	  -EINVAL },
	{ "E-TAG, inet",
	  { MACS, 0x89, 0x3f, 0xb0, 0x07, 0xd1, 0x23, 0x55, 0x66, 0x08, 0x00 }, 40, 0, 0,
	  22, 56, { 0x89, 0x3f, 0x11, 0x23, 0x66, 0x08, 0x00 } },
	{ "E-TAG, a VLAN behind it",
	  { MACS, 0x89, 0x3f, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x81, 0x00, 0x20, 0x03,
	    0x86, 0xdd }, 40, 0, 0,
	  26, 88, { 0x89, 0x3f, 0x00, 0x05, 0x00, 0x81, 0x00, 0x00, 0x03, 0x86, 0xdd } },
	{ "E-TAG, truncated", { MACS, 0x89, 0x3f, 0x00, 0x00, 0x00, 0x05, 0x00, 0x00, 0x08 }, 21,
	  0, 0,
	  -EINVAL },
	{ "E-TAG behind a tag is a type",
	  { MACS, 0x81, 0x00, 0x00, 0x01, 0x89, 0x3f, 0x00, 0x00 }, 40, 0, 0,
	  18, 48, { 0x81, 0x00, 0x00, 0x01, 0x89, 0x3f } },
	{ "PPPoE session, wrong version", { MACS, 0x88, 0x64, 0x21, 0x00, 0x12, 0x34 }, 40, 0, 0,
	  -EINVAL },
	{ "PPPoE session, truncated", { MACS, 0x88, 0x64, 0x11, 0x00, 0x12, 0x34, 0x00 }, 19, 0, 0,
	  -EINVAL },
	{ "LLC, IS-IS", { MACS, 0x00, 0x10, 0xfe, 0xfe, 0x03, 0x83 }, 40, 0, 0,
	  17, 32, { 0x00, 0x00, 0xfe, 0xfe } },
	{ "LLC, numbered", { MACS, 0x00, 0x10, 0xf0, 0xf0, 0x00, 0x01 }, 40, 0, 0,
	  18, 32, { 0x00, 0x00, 0xf0, 0xf0 } },
	{ "SNAP", { MACS, 0x00, 0x10, 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00 }, 40, 0, 0,
	  22, 80, { 0x00, 0x00, 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00 } },
	{ "SNAP, length too short",
	  { MACS, 0x00, 0x07, 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x20, 0x00 }, 40, 0, 0,
	  -EINVAL },
	{ "LLC, length past the end", { MACS, 0x00, 0x20, 0xfe, 0xfe, 0x03 }, 40, 0, 0,
	  -EINVAL },
	{ "LLC, no header", { MACS, 0x00, 0x02, 0xfe, 0xfe }, 40, 0, 0,
	  -EINVAL },
	{ "between length and type", { MACS, 0x05, 0xdd }, 40, 0, 0,
	  -EINVAL },
	{ "no ethertype", { MACS, 0x08 }, 13, 0, 0,
	  -EINVAL },
	{ "tag without contents", { MACS, 0x81, 0x00, 0x00 }, 15, 0, 0,
	  -EINVAL },
	{ "tag without ethertype", { MACS, 0x81, 0x00, 0x00, 0x01, 0x08 }, 17, 0, 0,
	  -EINVAL },
	{ "nine tags", { MACS, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1,
			 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1,
			 0x81, 0, 0, 1, 0x08, 0 }, 60, 0, 0,
	  -EINVAL },
	{ "seven tags", { MACS, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1,
			  0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x08, 0 }, 60, 0, 0,
	  42, 240, { 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1,
		     0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x81, 0, 0, 1, 0x08, 0 } },
};

/* @linear bytes in the linear part, the rest in a page */
static struct sk_buff *make_skb(struct kunit *test, const struct key_case *c, unsigned int linear)
{
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	linear = min(linear, c->len);
	skb_put_data(skb, c->frame, linear);
	if (linear < c->len) {
		page = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, page);
		memcpy(page_address(page), c->frame + linear, c->len - linear);
		skb_add_rx_frag(skb, 0, page, 0, c->len - linear, PAGE_SIZE);
	}
	skb_reset_mac_header(skb);
	if (c->accel_proto)
		__vlan_hwaccel_put_tag(skb, htons(c->accel_proto), c->accel_tci);
	return skb;
}

static void check_key(struct kunit *test, const struct key_case *c, struct sk_buff *skb,
		      const char *how)
{
	struct bn_l2_key key;
	int len = bn_l2_key_ether(skb, &key);

	KUNIT_EXPECT_EQ_MSG(test, len, c->l2_len, "%s, %s", c->name, how);
	if (len >= 0 && len == c->l2_len) {
		KUNIT_EXPECT_EQ_MSG(test, key.bits, c->bits, "%s, %s", c->name, how);
		KUNIT_EXPECT_EQ_MSG(test, memcmp(key.data, c->key, BSDNET_L2_KEY_MAX), 0, "%s, %s",
				    c->name, how);
		KUNIT_EXPECT_GE_MSG(test, (int)skb_headlen(skb), len + skb_mac_offset(skb),
				    "%s, %s", c->name, how);
	}
	kfree_skb(skb);
}

/* Shows: L2-1 */
static void key__frames(struct kunit *test)
{
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(key_cases_data); i++) {
		const struct key_case *c = &key_cases_data[i];

		check_key(test, c, make_skb(test, c, 64), "linear");
		check_key(test, c, make_skb(test, c, 14), "header only linear");
		if (c->len < ETH_HLEN)
			continue;
		check_key(test, c, make_skb(test, c, 0), "not linear");
		skb = make_skb(test, c, 64);
		__skb_pull(skb, ETH_HLEN);
		check_key(test, c, skb, "data at the network header");
		skb = make_skb(test, c, 20);
		__skb_pull(skb, ETH_HLEN);
		check_key(test, c, skb, "partly linear, pulled");
	}
}

/* Shows: L2-1 */
static void key__every_truncation(struct kunit *test)
{
	unsigned int i, len;

	for (i = 0; i < ARRAY_SIZE(key_cases_data); i++) {
		for (len = 1; len < key_cases_data[i].len; len++) {
			struct key_case c = key_cases_data[i];
			struct bn_l2_key key;
			struct sk_buff *skb;
			int l2_len;

			c.len = len;
			skb = make_skb(test, &c, 64);
			l2_len = bn_l2_key_ether(skb, &key);
			KUNIT_EXPECT_LE_MSG(test, l2_len, (int)len, "%s", c.name);
			kfree_skb(skb);
		}
	}
}

/* Shows: L2-1, IF-2 */
static void key__behind_an_etag(struct kunit *test)
{
	static const struct key_case tagged = {
		"E-TAG", { MACS, 0x89, 0x3f, 0, 0, 0, 5, 0, 0, 0x81, 0, 0, 3, 0x08, 0x06 }, 40
	};
	static const struct key_case plain = { "plain", { MACS, 0x08, 0x00 }, 40 };
	static const u8 want[BSDNET_L2_KEY_MAX] = { 0x81, 0x00, 0x00, 0x03, 0x08, 0x06 };
	struct bn_l2_key key;
	struct sk_buff *skb;

	skb = make_skb(test, &tagged, 64);
	KUNIT_EXPECT_EQ(test, bn_l2_key_etag(skb, &key), 26);
	KUNIT_EXPECT_EQ(test, key.bits, 48);
	KUNIT_EXPECT_MEMEQ(test, key.data, want, sizeof(want));
	kfree_skb(skb);
	skb = make_skb(test, &plain, 64);
	KUNIT_EXPECT_EQ(test, bn_l2_key_etag(skb, &key), -EINVAL);
	kfree_skb(skb);
}

/* Shows: L2-1, L2-2 */
static void key__append_bits(struct kunit *test)
{
	struct bn_l2_key key = {};
	u8 all[BSDNET_L2_KEY_MAX];

	memset(all, 0xff, sizeof(all));
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, "\x80", 1), 0);
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, all, 3), 0);
	KUNIT_EXPECT_EQ(test, key.data[0], 0xf0);
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, "\x12\x34", 16), 0);
	KUNIT_EXPECT_EQ(test, key.bits, 20);
	KUNIT_EXPECT_EQ(test, memcmp(key.data, "\xf1\x23\x40\x00", 4), 0);
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, all, 237), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, key.bits, 20);
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, all, 236), 0);
	KUNIT_EXPECT_EQ(test, key.bits, 256);
	KUNIT_EXPECT_EQ(test, key.data[31], 0xff);
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, all, 1), -EMSGSIZE);
	KUNIT_EXPECT_EQ(test, bn_l2_key_append(&key, all, 0), 0);
}

/* Shows: L2-1 */
static void key__short_way_gives_the_same(struct kunit *test)
{
	unsigned int i, taken = 0;
	struct bn_l2_key a, b;
	struct sk_buff *skb;
	int len;

	for (i = 0; i < ARRAY_SIZE(key_cases_data); i++) {
		skb = make_skb(test, &key_cases_data[i], key_cases_data[i].len);
		memset(&a, 0, sizeof(a));
		memset(&b, 0, sizeof(b));
		len = key_common(skb, 0, &a);
		if (len) {
			taken++;
			KUNIT_EXPECT_EQ_MSG(test, len, key_general(skb, 0, &b), "%s",
					    key_cases_data[i].name);
			KUNIT_EXPECT_EQ_MSG(test, memcmp(&a, &b, sizeof(a)), 0, "%s",
					    key_cases_data[i].name);
		}
		kfree_skb(skb);
	}
	/* "inet", "802.1Q" and "802.1Q, accelerated" */
	KUNIT_EXPECT_EQ(test, taken, 3);
}

static struct kunit_case key_cases[] = {
	KUNIT_CASE(key__frames),
	KUNIT_CASE(key__short_way_gives_the_same),
	KUNIT_CASE(key__every_truncation),
	KUNIT_CASE(key__behind_an_etag),
	KUNIT_CASE(key__append_bits),
	{}
};

static struct kunit_suite key_suite = {
	.name = "bsdnet_l2demux_key",
	.test_cases = key_cases,
};

kunit_test_suite(key_suite);
