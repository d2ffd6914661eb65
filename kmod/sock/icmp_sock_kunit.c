// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/icmp_sock.c; included at its end
 */
#include <kunit/test.h>

static struct sk_buff *make_message(struct kunit *test, u8 type, u8 code, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct icmphdr *icmp;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	icmp = skb_put_zero(skb, sizeof(*icmp) + len);
	icmp->type = type;
	icmp->code = code;
	icmp->checksum = (__force __sum16)htons(0xdead);
	icmp->un.echo.id = htons(0xbeef);
	icmp->un.echo.sequence = htons(9);
	return skb;
}

/* Shows: SK-1 */
static void finish_header__fills_in(struct kunit *test)
{
	unsigned int len;

	for (len = 0; len < 4; len++) {
		struct sk_buff *skb = make_message(test, ICMP_ECHO, 0, len);

		KUNIT_EXPECT_EQ(test, finish_header(skb, htons(0x1234)), 0);
		KUNIT_EXPECT_EQ(test, ntohs(icmp_hdr(skb)->un.echo.id), 0x1234);
		KUNIT_EXPECT_EQ(test, ntohs(icmp_hdr(skb)->un.echo.sequence), 9);
		KUNIT_EXPECT_FALSE(test, csum_fold(skb_checksum(skb, 0, skb->len, 0)));
		kfree_skb(skb);
	}
}

/* Shows: SK-1 */
static void finish_header__only_echo_requests(struct kunit *test)
{
	static const u8 bad[][2] = {
		{ ICMP_ECHOREPLY, 0 }, { ICMP_ECHO, 1 }, { ICMP_DEST_UNREACH, 0 },
		{ ICMP_REDIRECT, 0 }, { 255, 255 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct sk_buff *skb = make_message(test, bad[i][0], bad[i][1], 4);

		KUNIT_EXPECT_EQ(test, finish_header(skb, htons(1)), -EINVAL);
		kfree_skb(skb);
	}
}

static struct kunit_case icmp_sock_cases[] = {
	KUNIT_CASE(finish_header__fills_in),
	KUNIT_CASE(finish_header__only_echo_requests),
	{}
};

static struct kunit_suite icmp_sock_suite = {
	.name = "bsdnet_sock_icmp_sock",
	.test_cases = icmp_sock_cases,
};

kunit_test_suite(icmp_sock_suite);
