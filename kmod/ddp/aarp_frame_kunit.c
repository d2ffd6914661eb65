// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of aarp_frame.c: what the parser lets through
 */
#include "core/arp_frame_kunit.h"

/* A request of 100.5 for 100.1, as it is on the wire */
static const u8 good_frame[ARP_FRAME_LEN] = {
	0, 1, 0x80, 0x9b, 6, 4, 0, BN_AARP_REQUEST,
	2, 0, 0, 0, 0, 5, 0, 0, 100, 5,
	0, 0, 0, 0, 0, 0, 0, 0, 100, 1,
};

static const struct frame_case frame_cases[] = {
	{ "request" },
	{ "response", OP, 2, { 0, 2 } },
	{ "probe", OP, 2, { 0, 3 } },
	{ "padded", .extra = 18 },
	{ "empty", .extra = -28, .result = -EINVAL },
	{ "header only", .extra = -20, .result = -EINVAL },
	{ "one byte short", .extra = -1, .result = -EINVAL },
	{ "token ring", HRD, 2, { 0, 2 }, 0, -EOPNOTSUPP },
	{ "IP", PRO, 2, { 0x08, 0x00 }, 0, -EOPNOTSUPP },
	{ "long link address", HLN, 1, { 255 }, 0, -EINVAL },
	{ "long address", PLN, 1, { 16 }, 0, -EINVAL },
	{ "operation 0", OP, 2, { 0, 0 }, 0, -EOPNOTSUPP },
	{ "operation 4", OP, 2, { 0, 4 }, 0, -EOPNOTSUPP },
	{ "broadcast station", SHA, 6, { 255, 255, 255, 255, 255, 255 }, 0, -EINVAL },
	{ "multicast station", SHA, 6, { 9, 0, 7, 255, 255, 255 }, 0, -EINVAL },
	{ "zero station", SHA, 6, { 0 }, 0, -EINVAL },
	{ "sender with a fourth octet", SPA, 4, { 1, 0, 100, 5 }, 0, -EINVAL },
	{ "sender in network 0", SPA, 4, { 0, 0, 0, 5 }, 0, -EINVAL },
	{ "sender in network 65535", SPA, 4, { 0, 255, 255, 5 }, 0, -EINVAL },
	{ "sender node 0", SPA, 4, { 0, 0, 100, 0 }, 0, -EINVAL },
	{ "sender node 255", SPA, 4, { 0, 0, 100, 255 }, 0, -EINVAL },
	{ "target with a fourth octet", TPA, 4, { 1, 0, 100, 1 }, 0, -EINVAL },
	{ "target node 255", TPA, 4, { 0, 0, 100, 255 }, 0, -EINVAL },
};

/* Shows: Q-10 */
static void aarp_parse__table(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frame_cases); i++) {
		const struct frame_case *c = &frame_cases[i];
		u8 wire[sizeof(good_frame)];
		struct sk_buff *skb = frame_case_make(test, good_frame, c, wire);
		struct bn_aarp_msg msg;

		KUNIT_EXPECT_EQ_MSG(test, bn_aarp_frame_parse(skb, &msg), c->result, "%s",
				    c->name);
		if (!c->result) {
			KUNIT_EXPECT_EQ(test, msg.snet, 100);
			KUNIT_EXPECT_EQ(test, msg.snode, 5);
			KUNIT_EXPECT_EQ(test, msg.tnode, 1);
			KUNIT_EXPECT_EQ(test, msg.op, wire[OP + 1]);
			KUNIT_EXPECT_MEMEQ(test, msg.sha, wire + SHA, ETH_ALEN);
		}
		kfree_skb(skb);
	}
}

static struct kunit_case aarp_frame_cases[] = {
	KUNIT_CASE(aarp_parse__table),
	{}
};

static struct kunit_suite aarp_frame_suite = {
	.name = "bsdnet_ddp_aarp_frame",
	.test_cases = aarp_frame_cases,
};

kunit_test_suite(aarp_frame_suite);
