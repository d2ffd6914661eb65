// SPDX-License-Identifier: GPL-2.0
/* Tests of output_header.c */
#include "inet/kunit_net.h"

/* A packet to 203.0.113.5 without checksum, length, identification and source */
static struct sk_buff *test_headed(struct kunit *test, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(BN_IP4_HEADROOM + 60 + len, GFP_KERNEL);
	struct iphdr *iph;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, BN_IP4_HEADROOM);
	iph = skb_put_zero(skb, sizeof(*iph) + len);
	iph->version = 4;
	iph->ihl = 5;
	iph->ttl = 7;
	iph->tos = 8;
	iph->protocol = 99;
	iph->daddr = test_addr(203, 0, 113, 5);
	return skb;
}

static int send_headed(struct sk_buff *skb)
{
	const struct bn_ip4_tx tx = { .instance = TEST_INSTANCE };

	return bn_ip4_output_header(bn_stack_of(&init_net), skb, &tx);
}

/* Shows: SK-1 */
static void output_header__fills_in(struct kunit *test)
{
	struct sk_buff *skb;
	struct iphdr *iph;

	KUNIT_EXPECT_EQ(test, 0, send_headed(test_headed(test, 100)));
	skb = skb_dequeue(&test_sent);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	iph = ip_hdr(skb);
	KUNIT_EXPECT_PTR_EQ(test, (void *)iph, (void *)skb->data);
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(iph, 5));
	KUNIT_EXPECT_EQ(test, 120, ntohs(iph->tot_len));
	KUNIT_EXPECT_EQ(test, 7, iph->ttl);
	KUNIT_EXPECT_EQ(test, 8, iph->tos);
	KUNIT_EXPECT_EQ(test, 99, iph->protocol);
	KUNIT_EXPECT_TRUE(test, iph->saddr == test_addr(192, 0, 2, 1));
	KUNIT_EXPECT_PTR_EQ(test, skb->data + 20, skb_transport_header(skb));
	kfree_skb(skb);
}

/* What the sender filled in stays, also a source that is not of this host */
/* Shows: SK-5 */
static void output_header__keeps(struct kunit *test)
{
	struct sk_buff *skb = test_headed(test, 8);
	struct iphdr *iph = (struct iphdr *)skb->data;

	iph->saddr = test_addr(198, 51, 100, 200);
	iph->id = htons(0x1234);
	iph->frag_off = htons(IP_DF);
	iph->tot_len = htons(9999);
	KUNIT_EXPECT_EQ(test, 0, send_headed(skb));
	skb = skb_dequeue(&test_sent);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	iph = ip_hdr(skb);
	KUNIT_EXPECT_TRUE(test, iph->saddr == test_addr(198, 51, 100, 200));
	KUNIT_EXPECT_EQ(test, 0x1234, ntohs(iph->id));
	KUNIT_EXPECT_EQ(test, IP_DF, ntohs(iph->frag_off));
	KUNIT_EXPECT_EQ(test, 28, ntohs(iph->tot_len));
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(iph, 5));
	kfree_skb(skb);
}

/* Shows: SK-1, IN-2 */
static void output_header__refuses(struct kunit *test)
{
	static const u8 malformed[] = { IPOPT_RR, 0, 0, 0 };
	static const u8 source_route[] = { IPOPT_LSRR, 3, 4, 0 };
	static const u8 fine[] = { IPOPT_RA, 4, 0, 0 };
	static const struct {
		u8 version, ihl;
		unsigned int len;
		const u8 *options;
		int want;
	} cases[] = {
		{ 4, 5, 20, NULL, 0 },
		{ 4, 5, 19, NULL, -EINVAL },
		{ 4, 5, 0, NULL, -EINVAL },
		{ 4, 6, 23, fine, -EINVAL },
		{ 4, 6, 24, fine, 0 },
		{ 4, 6, 24, malformed, -EINVAL },
		{ 4, 6, 24, source_route, -EINVAL },
		{ 4, 4, 40, NULL, -EINVAL },
		{ 4, 15, 59, NULL, -EINVAL },
		{ 6, 5, 40, NULL, -EINVAL },
	};
	struct iphdr *iph;
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		skb = test_headed(test, 40);
		iph = (struct iphdr *)skb->data;
		iph->version = cases[i].version;
		iph->ihl = cases[i].ihl;
		if (cases[i].options)
			memcpy(iph + 1, cases[i].options, 4);
		skb_trim(skb, cases[i].len);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].want, send_headed(skb), "%u", i);
	}
	KUNIT_EXPECT_EQ(test, 2u, skb_queue_len(&test_sent));
}

/* The destination of the header is what is looked up */
/* Shows: NH-2 */
static void output_header__destination(struct kunit *test)
{
	struct sk_buff *skb = test_headed(test, 8);

	((struct iphdr *)skb->data)->daddr = test_addr(240, 0, 0, 1);
	KUNIT_EXPECT_EQ(test, -EINVAL, send_headed(skb));
	skb = test_headed(test, 8);
	((struct iphdr *)skb->data)->daddr = test_addr(192, 0, 2, 255);
	KUNIT_EXPECT_EQ(test, -EACCES, send_headed(skb));
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
}

static struct kunit_case output_header_cases[] = {
	KUNIT_CASE(output_header__fills_in),
	KUNIT_CASE(output_header__keeps),
	KUNIT_CASE(output_header__refuses),
	KUNIT_CASE(output_header__destination),
	{}
};

static struct kunit_suite output_header_suite = {
	.name = "bsdnet_inet_output_header",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = output_header_cases,
};

kunit_test_suite(output_header_suite);
