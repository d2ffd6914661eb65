// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of transport/udp.c; included at its end
 */
#include <kunit/test.h>

#define PAYLOAD 11u

/* A datagram as delivered by the demultiplexer: complete checksum, data at the UDP header */
static struct sk_buff *make_datagram(struct kunit *test, unsigned int padding)
{
	unsigned int len = sizeof(struct udphdr) + PAYLOAD;
	struct sk_buff *skb = alloc_skb(256, GFP_KERNEL);
	struct udphdr *uh;
	struct iphdr *iph;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 64);
	skb_reset_network_header(skb);
	iph = skb_put_zero(skb, sizeof(*iph));
	iph->ihl = 5;
	iph->version = 4;
	iph->protocol = IPPROTO_UDP;
	iph->saddr = htonl(0xc0000201);
	iph->daddr = htonl(0xc0000202);
	skb_set_transport_header(skb, sizeof(*iph));
	uh = skb_put_zero(skb, sizeof(*uh));
	uh->source = htons(4000);
	uh->dest = htons(7);
	uh->len = htons(len);
	memcpy(skb_put(skb, PAYLOAD), "hello world", PAYLOAD);
	uh->check = udp_v4_check(len, iph->saddr, iph->daddr, csum_partial(uh, len, 0));
	if (padding)
		skb_put_zero(skb, padding);
	skb_pull(skb, sizeof(*iph));
	return skb;
}

/* Shows: SK-1 */
static void check__accepts_good_and_trims(struct kunit *test)
{
	struct sk_buff *skb = make_datagram(test, 0);

	KUNIT_EXPECT_EQ(test, bn_udp4_check(skb), 0);
	kfree_skb(skb);

	skb = make_datagram(test, 18);
	KUNIT_EXPECT_EQ(test, bn_udp4_check(skb), 0);
	KUNIT_EXPECT_EQ(test, skb->len, (unsigned int)sizeof(struct udphdr) + PAYLOAD);
	kfree_skb(skb);
}

/* Shows: SK-1 */
static void check__checksum(struct kunit *test)
{
	struct sk_buff *skb = make_datagram(test, 0);

	skb->data[sizeof(struct udphdr)] ^= 1;
	KUNIT_EXPECT_EQ(test, bn_udp4_check(skb), -EINVAL);
	kfree_skb(skb);

	/* sent without a checksum */
	skb = make_datagram(test, 0);
	((struct udphdr *)skb->data)->check = 0;
	skb->data[sizeof(struct udphdr)] ^= 1;
	KUNIT_EXPECT_EQ(test, bn_udp4_check(skb), 0);
	kfree_skb(skb);

	/* checked by the device */
	skb = make_datagram(test, 0);
	skb->data[sizeof(struct udphdr)] ^= 1;
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	KUNIT_EXPECT_EQ(test, bn_udp4_check(skb), 0);
	kfree_skb(skb);
}

/* Shows: SK-1 */
static void check__lengths(struct kunit *test)
{
	static const u16 bad[] = { 0, 1, 7, sizeof(struct udphdr) + PAYLOAD + 1, 0xffff };
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		skb = make_datagram(test, 0);
		((struct udphdr *)skb->data)->len = htons(bad[i]);
		KUNIT_EXPECT_EQ_MSG(test, bn_udp4_check(skb), -EINVAL, "length %u", bad[i]);
		kfree_skb(skb);
	}
	for (i = 0; i < sizeof(struct udphdr); i++) {
		skb = make_datagram(test, 0);
		skb_trim(skb, i);
		KUNIT_EXPECT_EQ_MSG(test, bn_udp4_check(skb), -EINVAL, "%u bytes", i);
		kfree_skb(skb);
	}
}

/* Shows: SK-1 */
static void push_header__completes_to_a_good_checksum(struct kunit *test)
{
	struct sk_buff *skb = make_datagram(test, 0);
	const struct iphdr *iph = ip_hdr(skb);

	skb_pull(skb, sizeof(struct udphdr));
	udp_push_header(skb, iph->saddr, iph->daddr, htons(4000), htons(7));
	KUNIT_EXPECT_EQ(test, (int)skb->ip_summed, CHECKSUM_PARTIAL);
	KUNIT_ASSERT_EQ(test, skb_checksum_help(skb), 0);
	KUNIT_EXPECT_EQ(test, bn_udp4_check(skb), 0);
	kfree_skb(skb);
}

static struct kunit_case udp_cases[] = {
	KUNIT_CASE(check__accepts_good_and_trims),
	KUNIT_CASE(check__checksum),
	KUNIT_CASE(check__lengths),
	KUNIT_CASE(push_header__completes_to_a_good_checksum),
	{}
};

static struct kunit_suite udp_suite = {
	.name = "bsdnet_transport_udp",
	.test_cases = udp_cases,
};

kunit_test_suite(udp_suite);
