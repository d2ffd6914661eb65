// SPDX-License-Identifier: GPL-2.0
/* Tests of icmp_error.c: when to be silent (RFC 1122 3.2.2) */
#include "inet/kunit_net.h"

struct silence {
	const char *name;
	u8 saddr[4], daddr[4];
	u16 flags;
	u16 frag_off;
	u8 proto;
	u8 first;		/* byte of the transport header */
	bool answer;
};

static const struct silence silences[] = {
	{ "plain", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, true },
	{ "first fragment", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, IP_MF, 17, 0, true },
	{ "other fragment", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, 1, 17, 0, false },
	{ "l2 broadcast", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, BN_PKT_L2_BCAST, 0, 17, 0 },
	{ "l2 multicast", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, BN_PKT_L2_MCAST, 0, 17, 0 },
	{ "to multicast", { 198, 51, 100, 7 }, { 224, 0, 0, 5 }, 0, 0, 17, 0, false },
	{ "to everybody", { 198, 51, 100, 7 }, { 255, 255, 255, 255 }, 0, 0, 17, 0, false },
	{ "to our subnet", { 198, 51, 100, 7 }, { 192, 0, 2, 255 }, 0, 0, 17, 0, false },
	{ "from 0", { 0, 0, 0, 0 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, false },
	{ "from loopback", { 127, 0, 0, 1 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, false },
	{ "from multicast", { 224, 0, 0, 1 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, false },
	{ "from class E", { 240, 0, 0, 1 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, false },
	{ "from everybody", { 255, 255, 255, 255 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, false },
	{ "from our subnet", { 192, 0, 2, 255 }, { 203, 0, 113, 1 }, 0, 0, 17, 0, false },
	{ "echo", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, 0, 1, ICMP_ECHO, true },
	{ "error", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, 0, 1, ICMP_DEST_UNREACH, false },
	{ "redirect", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, 0, 1, ICMP_REDIRECT, false },
	{ "unknown ICMP", { 198, 51, 100, 7 }, { 203, 0, 113, 1 }, 0, 0, 1, 200, false },
};

static struct sk_buff *silence_packet(struct kunit *test, const struct silence *s)
{
	struct sk_buff *skb = test_packet(test, s->proto, NULL, 0, 16);
	struct iphdr *iph = ip_hdr(skb);

	memcpy(&iph->saddr, s->saddr, 4);
	memcpy(&iph->daddr, s->daddr, 4);
	iph->frag_off = htons(s->frag_off);
	skb->data[20] = s->first;
	bn_pkt(skb)->flags = s->flags;
	return skb;
}

/* Packet too big is not limited per peer, so that one test does not starve another */
static struct sk_buff *error_about(struct sk_buff *skb)
{
	test_path_begin();
	bn_icmp4_error(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(1280));
	test_path_end();
	return skb_dequeue(&test_sent);
}

/* Shows: IN-6 */
static void icmp_error__silence(struct kunit *test)
{
	struct sk_buff *skb, *error;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(silences); i++) {
		skb = silence_packet(test, &silences[i]);
		error = error_about(skb);
		KUNIT_EXPECT_EQ_MSG(test, silences[i].answer, !!error, "%s", silences[i].name);
		kfree_skb(error);
		kfree_skb(skb);
	}
}

/* Shows: IN-6 */
static void icmp_error__message(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 1000), *error;
	const struct iphdr *iph;

	ip_hdr(skb)->tos = 0x10;
	/* as where a transport finds no session: data past the IP header */
	__skb_pull(skb, 20);
	error = error_about(skb);
	KUNIT_ASSERT_NOT_NULL(test, error);
	iph = ip_hdr(error);
	KUNIT_EXPECT_EQ(test, 576u, error->len);
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(iph, 5));
	KUNIT_EXPECT_FALSE(test, ip_compute_csum(error->data + 20, error->len - 20));
	/* what was sent to an address of ours is answered from there */
	KUNIT_EXPECT_TRUE(test, iph->saddr == test_addr(192, 0, 2, 1));
	KUNIT_EXPECT_TRUE(test, iph->daddr == test_addr(198, 51, 100, 7));
	KUNIT_EXPECT_EQ(test, 0xd0, iph->tos);
	KUNIT_EXPECT_EQ(test, 0, memcmp(error->data + 28, skb->data - 20, 548));
	KUNIT_EXPECT_TRUE(test, bn_pkt(error)->flags & BN_PKT_ORIGINATED);
	KUNIT_EXPECT_EQ(test, 0u, bn_pkt(error)->ifl_index);
	kfree_skb(error);
	kfree_skb(skb);
}

/* Shows: IN-6 */
static void icmp_error__kind(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kind_of(ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED), BN_IP_LIMIT_TOO_BIG);
	KUNIT_EXPECT_EQ(test, kind_of(ICMP_DEST_UNREACH, ICMP_PORT_UNREACH), BN_IP_LIMIT_ERROR);
	KUNIT_EXPECT_EQ(test, kind_of(ICMP_TIME_EXCEEDED, ICMP_FRAG_NEEDED), BN_IP_LIMIT_ERROR);
	KUNIT_EXPECT_EQ(test, kind_of(ICMP_REDIRECT, ICMP_REDIR_HOST), BN_IP_LIMIT_REDIRECT);
}

static struct kunit_case icmp_error_cases[] = {
	KUNIT_CASE(icmp_error__kind),
	KUNIT_CASE(icmp_error__silence),
	KUNIT_CASE(icmp_error__message),
	{}
};

static struct kunit_suite icmp_error_suite = {
	.name = "bsdnet_inet_icmp_error",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = icmp_error_cases,
};

kunit_test_suite(icmp_error_suite);
