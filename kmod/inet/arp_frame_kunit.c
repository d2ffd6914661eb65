// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of arp_frame.c: what the parser lets through
 */
#include "core/arp_frame_kunit.h"

/* A request of 192.0.2.1 for 192.0.2.2, as it is on the wire */
static const u8 good_frame[ARP_FRAME_LEN] = {
	0, 1, 0x08, 0x00, 6, 4, 0, ARPOP_REQUEST,
	2, 0, 0, 0, 0, 1, 192, 0, 2, 1,
	0, 0, 0, 0, 0, 0, 192, 0, 2, 2,
};

static const struct frame_case frame_cases[] = {
	{ "request" },
	{ "reply", OP, 2, { 0, 2 } },
	{ "padded", .extra = 18 },
	{ "probe", SPA, 4, { 0, 0, 0, 0 } },
	{ "announcement", TPA, 4, { 192, 0, 2, 1 } },
	{ "reply without sender", OP, 12, { 0, 2, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0 }, 0, -EINVAL },
	{ "empty", .extra = -28, .result = -EINVAL },
	{ "header only", .extra = -20, .result = -EINVAL },
	{ "one byte short", .extra = -1, .result = -EINVAL },
	{ "token ring", HRD, 2, { 0, 4 }, 0, -EOPNOTSUPP },
	{ "appletalk", PRO, 2, { 0x80, 0x9b }, 0, -EOPNOTSUPP },
	{ "long link address", HLN, 1, { 255 }, 0, -EINVAL },
	{ "no link address", HLN, 1, { 0 }, 0, -EINVAL },
	{ "long address", PLN, 1, { 16 }, 0, -EINVAL },
	{ "operation 0", OP, 2, { 0, 0 }, 0, -EOPNOTSUPP },
	{ "RARP", OP, 2, { 0, 3 }, 0, -EOPNOTSUPP },
	{ "operation 65535", OP, 2, { 255, 255 }, 0, -EOPNOTSUPP },
	{ "broadcast station", SHA, 6, { 255, 255, 255, 255, 255, 255 }, 0, -EINVAL },
	{ "multicast station", SHA, 6, { 1, 0, 94, 0, 0, 1 }, 0, -EINVAL },
	{ "zero station", SHA, 6, { 0 }, 0, -EINVAL },
	{ "multicast sender", SPA, 4, { 224, 0, 0, 1 }, 0, -EINVAL },
	{ "broadcast sender", SPA, 4, { 255, 255, 255, 255 }, 0, -EINVAL },
	{ "loopback sender", SPA, 4, { 127, 0, 0, 1 }, 0, -EINVAL },
	{ "zero net sender", SPA, 4, { 0, 0, 0, 9 }, 0, -EINVAL },
	{ "class E sender", SPA, 4, { 240, 0, 0, 1 }, 0, -EINVAL },
	{ "multicast target", TPA, 4, { 239, 1, 1, 1 }, 0, -EINVAL },
	{ "loopback target", TPA, 4, { 127, 0, 0, 1 }, 0, -EINVAL },
	{ "no target", TPA, 4, { 0 }, 0, -EINVAL },
};

/* Shows: IN-6 */
static void arp_frame_parse__table(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frame_cases); i++) {
		const struct frame_case *c = &frame_cases[i];
		u8 wire[sizeof(good_frame)];
		struct sk_buff *skb = frame_case_make(test, good_frame, c, wire);
		struct bn_arp_msg msg;

		KUNIT_EXPECT_EQ_MSG(test, bn_arp_frame_parse(skb, &msg), c->result, "%s", c->name);
		if (!c->result) {
			KUNIT_EXPECT_MEMEQ(test, &msg.spa, wire + SPA, 4);
			KUNIT_EXPECT_MEMEQ(test, &msg.tpa, wire + TPA, 4);
			KUNIT_EXPECT_MEMEQ(test, msg.sha, wire + SHA, ETH_ALEN);
			KUNIT_EXPECT_EQ(test, msg.op, wire[OP + 1]);
		}
		kfree_skb(skb);
	}
}

/* What it says must not depend on how the packet lies in memory */
/* Shows: IN-6 */
static void arp_frame_parse__paged(struct kunit *test)
{
	u8 wire[sizeof(good_frame)];
	struct sk_buff *linear = frame_case_make(test, good_frame, &frame_cases[0], wire);
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct bn_arp_msg msg;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	skb_put_data(skb, linear->data, 5);
	memcpy(page_address(page), linear->data + 5, linear->len - 5);
	skb_add_rx_frag(skb, 0, page, 0, linear->len - 5, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bn_arp_frame_parse(skb, &msg), 0);
	KUNIT_EXPECT_MEMEQ(test, &msg.tpa, good_frame + TPA, 4);
	kfree_skb(skb);
	kfree_skb(linear);
}

/* Any bytes at all */
/* Shows: IN-6 */
static void arp_frame_parse__random(struct kunit *test)
{
	struct frame_case c = frame_cases[0];
	u8 wire[sizeof(good_frame)];
	unsigned int i;

	for (i = 0; i < 2000; i++) {
		struct sk_buff *skb;
		struct bn_arp_msg msg;
		int err;

		c.extra = (int)(get_random_u32() % 40) - (int)sizeof(good_frame);
		skb = frame_case_make(test, good_frame, &c, wire);
		if (skb->len)
			skb->data[get_random_u32() % skb->len] = get_random_u32();
		err = bn_arp_frame_parse(skb, &msg);
		KUNIT_EXPECT_TRUE(test, err <= 0);
		if (!err) {
			KUNIT_EXPECT_GE(test, c.extra, 0);
			KUNIT_EXPECT_TRUE(test, is_valid_ether_addr(msg.sha));
		}
		kfree_skb(skb);
	}
}

static struct kunit_case arp_frame_cases[] = {
	KUNIT_CASE(arp_frame_parse__table),
	KUNIT_CASE(arp_frame_parse__paged),
	KUNIT_CASE(arp_frame_parse__random),
	{}
};

static struct kunit_suite arp_frame_suite = {
	.name = "bsdnet_inet_arp_frame",
	.test_cases = arp_frame_cases,
};

kunit_test_suite(arp_frame_suite);
