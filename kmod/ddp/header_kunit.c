// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of header.c: what the parser lets through, and the checksum
 */
#include <kunit/test.h>

/* An echo request of 100.5, socket 128, for 100.1 */
static const u8 good_datagram[] = {
	0, 15, 0, 0, 0, 100, 0, 100, 1, 5, 4, 128, 4, 1, 0x2a,
};

#define LEN_HOPS 0
#define SUM 2
#define SNET 6
#define SNODE 9
#define DSOCK 10
#define SSOCK 11

/**
 * struct header_case - a datagram and what the parser says of it
 * @name: for people
 * @at: where the good datagram is changed
 * @n: bytes that are changed
 * @patch: what they become
 * @extra: bytes that the datagram is longer than the good one, or shorter
 * @result: what the parser returns
 */
struct header_case {
	const char *name;
	u8 at;
	u8 n;
	u8 patch[4];
	int extra;
	int result;
};

static const struct header_case header_cases[] = {
	{ "good" },
	{ "padded", .extra = 31 },
	{ "fifteen hops", LEN_HOPS, 2, { 15 << 2, 15 } },
	{ "sixteen hops", LEN_HOPS, 2, { 16 << 2, 15 }, 0, -EINVAL },
	{ "reserved bit", LEN_HOPS, 2, { 0x80, 15 }, 0, -EINVAL },
	{ "empty", .extra = -15, .result = -EINVAL },
	{ "no type", .extra = -3, .result = -EINVAL },
	{ "one byte short", .extra = -1, .result = -EINVAL },
	{ "length 0", LEN_HOPS, 2, { 0, 0 }, 0, -EINVAL },
	{ "length of the header without type", LEN_HOPS, 2, { 0, 12 }, 0, -EINVAL },
	{ "no data", LEN_HOPS, 2, { 0, 13 } },
	{ "longer than the frame", LEN_HOPS, 2, { 0, 16 }, 0, -EINVAL },
	{ "longest", LEN_HOPS, 2, { 2, 87 }, 600, 0 },
	{ "too long", LEN_HOPS, 2, { 2, 88 }, 600, -EINVAL },
	{ "sender without network", SNET, 2, { 0, 0 }, 0, -EINVAL },
	{ "sender in network 65535", SNET, 2, { 255, 255 }, 0, -EINVAL },
	{ "sender without node", SNODE, 1, { 0 }, 0, -EINVAL },
	{ "sender is all nodes", SNODE, 1, { 255 }, 0, -EINVAL },
	{ "from socket 0", SSOCK, 1, { 0 }, 0, -EINVAL },
	{ "from socket 255", SSOCK, 1, { 255 }, 0, -EINVAL },
	{ "to socket 0", DSOCK, 1, { 0 }, 0, -EINVAL },
	{ "to socket 255", DSOCK, 1, { 255 }, 0, -EINVAL },
};

static struct sk_buff *make_datagram(struct kunit *test, const struct header_case *c)
{
	int len = (int)sizeof(good_datagram) + c->extra;
	u8 wire[sizeof(good_datagram)];
	struct sk_buff *skb = alloc_skb(1024, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memcpy(wire, good_datagram, sizeof(wire));
	memcpy(wire + c->at, c->patch, c->n);
	memcpy(skb_put_zero(skb, len), wire, min_t(int, len, sizeof(wire)));
	return skb;
}

/* Shows: Q-10 */
static void header_pull__table(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(header_cases); i++) {
		const struct header_case *c = &header_cases[i];
		struct sk_buff *skb = make_datagram(test, c);
		struct bn_ddp_msg msg;

		KUNIT_EXPECT_EQ_MSG(test, bn_ddp_header_pull(skb, &msg), c->result, "%s",
				    c->name);
		if (!c->result) {
			KUNIT_EXPECT_EQ(test, msg.from.net, 100);
			KUNIT_EXPECT_EQ(test, msg.from.node, 5);
			KUNIT_EXPECT_EQ(test, msg.to.sock, 4);
			KUNIT_EXPECT_EQ(test, msg.type, 4);
			KUNIT_EXPECT_LE(test, skb->len, 1 + BN_DDP_DATA_MAX);
		}
		kfree_skb(skb);
	}
}

/* What was pushed is pulled, and no bit of it can change, except hops, which routers change
 *
 * Shows: Q-10
 */
static void header_push__checksum(struct kunit *test)
{
	const struct bn_ddp_msg sent = {
		.from = { 0x1234, 5, 128 },
		.to = { 0xfeed, 7, 200 },
	};
	struct bn_ddp_msg msg;
	unsigned int bit;

	for (bit = 0; bit <= 8 * 20; bit++) {
		struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
		bool is_hops = bit / 8 == 0 && bit % 8 >= 2;

		KUNIT_ASSERT_NOT_NULL(test, skb);
		skb_reserve(skb, BN_DDP_HEADER);
		skb_put_data(skb, "\x09payload", 8);
		bn_ddp_header_push(skb, &sent, true);
		KUNIT_ASSERT_EQ(test, skb->len, 20);
		/* the last round changes nothing */
		if (bit < 8 * 20)
			skb->data[bit / 8] ^= BIT(bit % 8);
		/* lengths may have no bits to spare; a checksum of 0 is none */
		KUNIT_EXPECT_EQ_MSG(test, bn_ddp_header_pull(skb, &msg),
				    bit == 8 * 20 || (is_hops && bit < 6) ? 0 : -EINVAL,
				    "bit %u", bit);
		kfree_skb(skb);
	}
}

/* Shows: Q-10 */
static void header_push__without_checksum(struct kunit *test)
{
	const struct bn_ddp_msg sent = {
		.from = { 100, 5, 128 },
		.to = { 100, 1, 4 },
		.hops = 3,
	};
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	struct bn_ddp_addr from;
	struct bn_ddp_msg msg;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, BN_DDP_HEADER);
	skb_put_data(skb, good_datagram + BN_DDP_HEADER, 3);
	bn_ddp_header_push(skb, &sent, false);
	KUNIT_EXPECT_EQ(test, skb->data[SUM] | skb->data[SUM + 1], 0);
	KUNIT_EXPECT_EQ(test, bn_ddp_header_pull(skb, &msg), 0);
	KUNIT_EXPECT_EQ(test, msg.hops, 3);
	KUNIT_EXPECT_EQ(test, msg.to.node, 1);
	KUNIT_EXPECT_EQ(test, skb->len, 3);
	KUNIT_EXPECT_EQ(test, skb->data[0], 4);
	bn_ddp_sender(skb, &from);
	KUNIT_EXPECT_EQ(test, from.net, 100);
	KUNIT_EXPECT_EQ(test, from.node, 5);
	KUNIT_EXPECT_EQ(test, from.sock, 128);
	kfree_skb(skb);
}

/* IA 4-17: a sum of 0 is sent as 65535
 *
 * Shows: Q-10
 */
static void checksum__known(struct kunit *test)
{
	static const u8 zeros[600];
	/* by hand: (1 << 1 + 2) << 1, rotated */
	static const u8 some[] = { 1, 2, 0x80 };

	KUNIT_EXPECT_EQ(test, checksum(zeros, sizeof(zeros)), 0xffff);
	KUNIT_EXPECT_EQ(test, checksum(some, 1), 2);
	KUNIT_EXPECT_EQ(test, checksum(some, 2), 8);
	KUNIT_EXPECT_EQ(test, checksum(some, 3), 0x110);
}

static struct kunit_case header_cases_list[] = {
	KUNIT_CASE(header_pull__table),
	KUNIT_CASE(header_push__checksum),
	KUNIT_CASE(header_push__without_checksum),
	KUNIT_CASE(checksum__known),
	{}
};

static struct kunit_suite header_suite = {
	.name = "bsdnet_ddp_header",
	.test_cases = header_cases_list,
};

kunit_test_suite(header_suite);
