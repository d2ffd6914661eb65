// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/raw_sock.c; included at its end
 */
#include <kunit/test.h>

/* A packet of @len bytes behind an IP header of 24 bytes, of ICMP type @type */
static struct sk_buff *raw_message(struct kunit *test, u8 type, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct iphdr *iph;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 16);
	iph = skb_put_zero(skb, 24 + len);
	skb_reset_network_header(skb);
	iph->ihl = 6;
	if (len)
		skb->data[24] = type;
	return skb;
}

/* Shows: SK-1 */
static void icmp_filtered__as_on_linux(struct kunit *test)
{
	struct bn_sock *bs = kunit_kzalloc(test, sizeof(*bs), GFP_KERNEL);
	static const struct {
		u8 type;
		unsigned int len;
		bool want;
	} cases[] = {
		{ ICMP_ECHOREPLY, 8, false },
		{ ICMP_ECHO, 8, true },
		{ 31, 8, true },
		{ 32, 8, false },
		{ 40, 8, false },
		{ ICMP_ECHOREPLY, 7, true },
		{ ICMP_ECHOREPLY, 0, true },
	};
	struct sk_buff *skb;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, bs);
	bs->icmp_filter = ~(u32)BIT(ICMP_ECHOREPLY);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		skb = raw_message(test, cases[i].type, cases[i].len);
		bs->sk.sk_protocol = IPPROTO_ICMP;
		KUNIT_EXPECT_EQ_MSG(test, cases[i].want, icmp_filtered(bs, skb), "%u", i);
		bs->sk.sk_protocol = IPPROTO_UDP;
		KUNIT_EXPECT_FALSE(test, icmp_filtered(bs, skb));
		kfree_skb(skb);
	}
}

static struct kunit_case raw_sock_cases[] = {
	KUNIT_CASE(icmp_filtered__as_on_linux),
	{}
};

static struct kunit_suite raw_sock_suite = {
	.name = "bsdnet_sock_raw_sock",
	.test_cases = raw_sock_cases,
};

kunit_test_suite(raw_sock_suite);
