// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of rtmp.c: which routers are believed
 */
#include "ddp/ddp_kunit.h"

static const struct bn_ddp_msg from_router = {
	.from = { 103, 1, BN_DDP_SOCK_RTMP },
	.to = { 0, BN_DDP_NODE_ALL, BN_DDP_SOCK_RTMP },
	.type = BN_DDP_TYPE_RTMP_DATA,
};

/* Router 103.1 on a cable with the range 100 to 110 */
static const u8 good_data[] = { 0, 103, 8, 1, 0, 100, 0x80, 0, 110, 0x82 };

static bool is_believed(struct kunit *test, const struct bn_ddp_msg *msg, const u8 *data,
			unsigned int len)
{
	struct ddp_test *t = test->priv;
	struct sk_buff *skb = bn_ddp_frame_alloc(t->ddp, 0, len);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, data, len);
	t->link->router.node = 0;
	bn_rtmp_input(t->link, msg, skb);
	return t->link->router.node;
}

/* Shows: Q-10 */
static void rtmp__learns_and_forgets(struct kunit *test)
{
	struct ddp_test *t = test->priv;

	t->link->config.first = 0;
	t->link->config.last = 0;
	t->link->first = TEST_NET;
	t->link->last = TEST_NET;
	KUNIT_EXPECT_TRUE(test, is_believed(test, &from_router, good_data, sizeof(good_data)));
	KUNIT_EXPECT_EQ(test, t->link->router.net, 103);
	KUNIT_EXPECT_EQ(test, t->link->first, 100);
	KUNIT_EXPECT_EQ(test, t->link->last, 110);
	t->ddp->now += BN_RTMP_EXPIRES - 1;
	bn_rtmp_tick(t->link);
	KUNIT_EXPECT_EQ(test, t->link->router.node, 1);
	t->ddp->now++;
	bn_rtmp_tick(t->link);
	KUNIT_EXPECT_EQ(test, t->link->router.node, 0);
}

/* Shows: Q-10 */
static void rtmp__ignores(struct kunit *test)
{
	static const struct {
		const char *name;
		u8 at;
		u8 value;
	} cases[] = {
		{ "another network than the sender's", 1, 104 },
		{ "node number of 16 bits", 2, 16 },
		{ "another node than the sender", 3, 2 },
		{ "range begins at 0", 5, 0 },
		{ "range without this node", 5, 101 },
		{ "another range than configured", 5, 99 },
		{ "not an extended network", 6, 0 },
		{ "ends elsewhere", 8, 111 },
		{ "ends before the router", 8, 102 },
		{ "version 1", 9, 0x81 },
	};
	struct bn_ddp_msg msg = from_router;
	u8 data[sizeof(good_data)];
	unsigned int i;

	KUNIT_EXPECT_TRUE(test, is_believed(test, &msg, good_data, sizeof(good_data)));
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(data, good_data, sizeof(data));
		data[cases[i].at] = cases[i].value;
		KUNIT_EXPECT_FALSE_MSG(test, is_believed(test, &msg, data, sizeof(data)), "%s",
				       cases[i].name);
	}
	for (i = 0; i < sizeof(good_data); i++)
		KUNIT_EXPECT_FALSE(test, is_believed(test, &msg, good_data, i));
	msg.hops = 1;
	KUNIT_EXPECT_FALSE(test, is_believed(test, &msg, good_data, sizeof(good_data)));
	msg = from_router;
	msg.from.sock = 128;
	KUNIT_EXPECT_FALSE(test, is_believed(test, &msg, good_data, sizeof(good_data)));
	msg = from_router;
	msg.type = BN_DDP_TYPE_RTMP_REQ;
	KUNIT_EXPECT_FALSE(test, is_believed(test, &msg, good_data, sizeof(good_data)));
}

static struct kunit_case rtmp_cases[] = {
	KUNIT_CASE(rtmp__learns_and_forgets),
	KUNIT_CASE(rtmp__ignores),
	{}
};

static struct kunit_suite rtmp_suite = {
	.name = "bsdnet_ddp_rtmp",
	.init = ddp_test_init,
	.exit = ddp_test_exit,
	.test_cases = rtmp_cases,
};

kunit_test_suite(rtmp_suite);
