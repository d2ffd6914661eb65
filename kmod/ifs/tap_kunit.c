// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of ifs/tap.c; included at its end
 */
#include <kunit/test.h>

static struct bn_l2_key make_key(u16 bits, u8 first, u8 second)
{
	struct bn_l2_key key = { .bits = bits, .data = { first, second } };

	return key;
}

/* Shows: SK-8 */
static void begins_with__bits(struct kunit *test)
{
	const struct bn_l2_key key = make_key(16, 0x88, 0x63);
	static const struct {
		u16 bits;
		u8 first, second;
		bool begins;
	} cases[] = {
		{ 0, 0, 0, true },
		{ 1, 0x80, 0, true },
		{ 1, 0, 0, false },
		{ 5, 0x88, 0, true },
		{ 6, 0x8c, 0, false },
		{ 8, 0x88, 0, true },
		{ 15, 0x88, 0x62, true },
		{ 15, 0x88, 0x60, false },
		{ 16, 0x88, 0x63, true },
		{ 16, 0x88, 0x64, false },
		{ 17, 0x88, 0x63, false },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct bn_l2_key prefix = make_key(cases[i].bits, cases[i].first,
						   cases[i].second);

		KUNIT_EXPECT_EQ_MSG(test, begins_with(&key, &prefix), cases[i].begins, "case %u",
				    i);
	}
}

static struct sk_buff *make_frame(struct kunit *test, const u8 *frame, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, frame, len);
	skb_reset_mac_header(skb);
	return skb;
}

/* Shows: SK-8 */
static void cut__tag(struct kunit *test)
{
	static const u8 frame[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0x81, 0, 0, 5, 8, 0,
				    0x45 };
	static const u8 view[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 8, 0, 0x45 };
	const struct bn_tap tap = { .head = 12, .gap = 4 };
	struct sk_buff *skb = make_frame(test, frame, sizeof(frame));
	struct sk_buff *other = skb_clone(skb, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	KUNIT_EXPECT_TRUE(test, cut(&tap, skb));
	KUNIT_ASSERT_EQ(test, skb->len, sizeof(view));
	KUNIT_EXPECT_MEMEQ(test, skb->data, view, sizeof(view));
	KUNIT_EXPECT_EQ(test, skb_mac_offset(skb), 0);
	KUNIT_EXPECT_EQ(test, ntohs(skb->protocol), ETH_P_IP);
	/* the frame itself is unchanged */
	KUNIT_EXPECT_MEMEQ(test, other->data, frame, sizeof(frame));
	kfree_skb(skb);
	kfree_skb(other);
}

/* Shows: SK-8 */
static void cut__ppp(struct kunit *test)
{
	static const u8 frame[] = { 0x18, 0x41, 0x03, 0xcf, 0x00, 0x21, 0x45 };
	static const u8 view[] = { 0xff, 0x03, 0x00, 0x21, 0x45 };
	const struct bn_tap tap = { .head = 0, .gap = 2 };
	struct sk_buff *skb = make_frame(test, frame, sizeof(frame));

	KUNIT_EXPECT_TRUE(test, cut(&tap, skb));
	KUNIT_ASSERT_EQ(test, skb->len, sizeof(view));
	KUNIT_EXPECT_MEMEQ(test, skb->data, view, sizeof(view));
	kfree_skb(skb);
}

/* Shows: SK-8 */
static void cut__too_short(struct kunit *test)
{
	static const u8 frame[] = { 1, 2, 3 };
	const struct bn_tap tagged = { .head = 12, .gap = 4 };
	const struct bn_tap ppp = { .head = 0, .gap = 2 };
	struct sk_buff *skb = make_frame(test, frame, sizeof(frame));

	KUNIT_EXPECT_FALSE(test, cut(&tagged, skb));
	KUNIT_EXPECT_FALSE(test, cut(&ppp, skb));
	kfree_skb(skb);
}

static struct kunit_case tap_cases[] = {
	KUNIT_CASE(begins_with__bits),
	KUNIT_CASE(cut__tag),
	KUNIT_CASE(cut__ppp),
	KUNIT_CASE(cut__too_short),
	{}
};

static struct kunit_suite tap_suite = {
	.name = "bsdnet_ifs_tap",
	.test_cases = tap_cases,
};

kunit_test_suite(tap_suite);
