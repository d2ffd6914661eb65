// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of arp_frame.c: what the parser lets through
 */
#include <kunit/test.h>

#define HOST_A { 192, 0, 2, 1 }
#define HOST_B { 192, 0, 2, 2 }
#define MAC_A { 2, 0, 0, 0, 0, 1 }

struct frame_case {
	const char *name;
	u16 hrd, pro, op;
	u8 hln, pln;
	u8 sha[ETH_ALEN], spa[4], tpa[4];
	unsigned int len;
	int result;
};

#define GOOD .hrd = ARPHRD_ETHER, .pro = ETH_P_IP, .hln = 6, .pln = 4, .len = 28, \
	.op = ARPOP_REQUEST, .sha = MAC_A, .spa = HOST_A, .tpa = HOST_B

/* a later initializer overrides what GOOD says: that is how the table works */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const struct frame_case frame_cases[] = {
	{ GOOD, .name = "request" },
	{ GOOD, .name = "reply", .op = ARPOP_REPLY },
	{ GOOD, .name = "padded", .len = 46 },
	{ GOOD, .name = "probe", .spa = { 0, 0, 0, 0 } },
	{ GOOD, .name = "announcement", .tpa = HOST_A },
	{ GOOD, .name = "reply without sender", .op = ARPOP_REPLY, .spa = { 0, 0, 0, 0 },
	  .result = -EINVAL },
	{ GOOD, .name = "empty", .len = 0, .result = -EINVAL },
	{ GOOD, .name = "header only", .len = 8, .result = -EINVAL },
	{ GOOD, .name = "one byte short", .len = 27, .result = -EINVAL },
	{ GOOD, .name = "token ring", .hrd = 4, .result = -EOPNOTSUPP },
	{ GOOD, .name = "appletalk", .pro = 0x809b, .result = -EOPNOTSUPP },
	{ GOOD, .name = "long link address", .hln = 255, .result = -EINVAL },
	{ GOOD, .name = "no link address", .hln = 0, .result = -EINVAL },
	{ GOOD, .name = "long address", .pln = 16, .result = -EINVAL },
	{ GOOD, .name = "operation 0", .op = 0, .result = -EOPNOTSUPP },
	{ GOOD, .name = "RARP", .op = 3, .result = -EOPNOTSUPP },
	{ GOOD, .name = "operation 65535", .op = 65535, .result = -EOPNOTSUPP },
	{ GOOD, .name = "broadcast station", .sha = { 255, 255, 255, 255, 255, 255 },
	  .result = -EINVAL },
	{ GOOD, .name = "multicast station", .sha = { 1, 0, 94, 0, 0, 1 }, .result = -EINVAL },
	{ GOOD, .name = "zero station", .sha = { 0 }, .result = -EINVAL },
	{ GOOD, .name = "multicast sender", .spa = { 224, 0, 0, 1 }, .result = -EINVAL },
	{ GOOD, .name = "broadcast sender", .spa = { 255, 255, 255, 255 }, .result = -EINVAL },
	{ GOOD, .name = "loopback sender", .spa = { 127, 0, 0, 1 }, .result = -EINVAL },
	{ GOOD, .name = "zero net sender", .spa = { 0, 0, 0, 9 }, .result = -EINVAL },
	{ GOOD, .name = "class E sender", .spa = { 240, 0, 0, 1 }, .result = -EINVAL },
	{ GOOD, .name = "multicast target", .tpa = { 239, 1, 1, 1 }, .result = -EINVAL },
	{ GOOD, .name = "loopback target", .tpa = { 127, 0, 0, 1 }, .result = -EINVAL },
	{ GOOD, .name = "no target", .tpa = { 0 }, .result = -EINVAL },
};

#pragma GCC diagnostic pop

static struct sk_buff *make_frame(struct kunit *test, const struct frame_case *c)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	struct arp_frame frame = {
		.hrd = htons(c->hrd), .pro = htons(c->pro), .hln = c->hln, .pln = c->pln,
		.op = htons(c->op),
	};

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memcpy(frame.sha, c->sha, ETH_ALEN);
	memcpy(&frame.spa, c->spa, 4);
	memcpy(&frame.tpa, c->tpa, 4);
	memcpy(skb_put_zero(skb, c->len), &frame, min_t(unsigned int, c->len, sizeof(frame)));
	return skb;
}

/* Shows: IN-6 */
static void arp_frame_parse__table(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frame_cases); i++) {
		const struct frame_case *c = &frame_cases[i];
		struct sk_buff *skb = make_frame(test, c);
		struct bn_arp_msg msg;

		KUNIT_EXPECT_EQ_MSG(test, bn_arp_frame_parse(skb, &msg), c->result, "%s", c->name);
		if (!c->result) {
			KUNIT_EXPECT_MEMEQ(test, &msg.spa, c->spa, 4);
			KUNIT_EXPECT_MEMEQ(test, &msg.tpa, c->tpa, 4);
			KUNIT_EXPECT_MEMEQ(test, msg.sha, c->sha, ETH_ALEN);
			KUNIT_EXPECT_EQ(test, msg.op, c->op);
		}
		kfree_skb(skb);
	}
}

/* What it says must not depend on how the packet lies in memory */
/* Shows: IN-6 */
static void arp_frame_parse__paged(struct kunit *test)
{
	struct sk_buff *linear = make_frame(test, &frame_cases[0]);
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	struct bn_arp_msg msg;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, page);
	skb_put_data(skb, linear->data, 5);
	memcpy(page_address(page), linear->data + 5, linear->len - 5);
	skb_add_rx_frag(skb, 0, page, 0, linear->len - 5, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, bn_arp_frame_parse(skb, &msg), 0);
	KUNIT_EXPECT_MEMEQ(test, &msg.tpa, frame_cases[0].tpa, 4);
	kfree_skb(skb);
	kfree_skb(linear);
}

/* Any bytes at all */
/* Shows: IN-6 */
static void arp_frame_parse__random(struct kunit *test)
{
	struct frame_case c = frame_cases[0];
	unsigned int i;

	for (i = 0; i < 2000; i++) {
		struct sk_buff *skb;
		struct bn_arp_msg msg;
		int err;

		c.len = get_random_u32() % 40;
		skb = make_frame(test, &c);
		if (c.len)
			skb->data[get_random_u32() % c.len] = get_random_u32();
		err = bn_arp_frame_parse(skb, &msg);
		KUNIT_EXPECT_TRUE(test, err <= 0);
		if (!err) {
			KUNIT_EXPECT_GE(test, c.len, 28U);
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
	.name = "bsdnet_ip_arp_frame",
	.test_cases = arp_frame_cases,
};

kunit_test_suite(arp_frame_suite);
