// SPDX-License-Identifier: GPL-2.0
/* Tests of frag.c */
#include "inet/kunit_net.h"

/* Headers right, no piece longer than @mtu, all but the last a multiple of 8,
 * the payload 0, 1, 2 ... complete
 */
static void expect_pieces(struct kunit *test, struct sk_buff_head *pieces, unsigned int mtu,
			  unsigned int payload, unsigned int start, bool more_follow)
{
	unsigned int at = 0;
	struct sk_buff *skb;

	skb_queue_walk(pieces, skb) {
		const struct iphdr *iph = ip_hdr(skb);
		unsigned int hlen = iph->ihl * 4, len = skb->len - hlen, i;
		bool last = skb_queue_is_last(pieces, skb);

		KUNIT_EXPECT_LE(test, skb->len, mtu);
		KUNIT_EXPECT_FALSE(test, ip_fast_csum(iph, iph->ihl));
		KUNIT_EXPECT_EQ(test, skb->len, (unsigned int)ntohs(iph->tot_len));
		KUNIT_EXPECT_EQ(test, start + at, 8u * (ntohs(iph->frag_off) & IP_OFFSET));
		KUNIT_EXPECT_EQ(test, !last || more_follow, !!(iph->frag_off & htons(IP_MF)));
		KUNIT_EXPECT_TRUE(test, last || !(len & 7));
		for (i = 0; i < len && skb->data[hlen + i] == (u8)(at + i); i++)
			;
		KUNIT_EXPECT_EQ(test, len, i);
		KUNIT_EXPECT_EQ(test, (u32)TEST_INSTANCE, bn_pkt(skb)->instance);
		at += len;
	}
	KUNIT_EXPECT_EQ(test, payload, at);
}

static int split_in_path(struct sk_buff *skb, unsigned int mtu, struct sk_buff_head *pieces)
{
	int err;

	__skb_queue_head_init(pieces);
	test_path_begin();
	if (bn_frag_fits(skb, mtu)) {
		__skb_queue_tail(pieces, skb);
		err = 0;
	} else {
		err = split(skb, mtu, 32, pieces);
	}
	test_path_end();
	return err;
}

/* Shows: IN-2 */
static void frag__borders(struct kunit *test)
{
	static const struct {
		unsigned int payload, mtu, pieces;
	} cases[] = {
		{ 1480, 1500, 1 }, { 1481, 1500, 2 }, { 1488, 1500, 2 }, { 2960, 1500, 2 },
		{ 2961, 1500, 3 }, { 4000, 1500, 3 }, { 48, 68, 1 }, { 49, 68, 2 },
		{ 96, 68, 2 }, { 97, 68, 3 }, { 100, 69, 3 }, { 100, 71, 3 }, { 100, 72, 2 },
		{ 65515, 1500, 45 },
	};
	struct sk_buff_head pieces;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, cases[i].payload);

		KUNIT_EXPECT_EQ(test, 0, split_in_path(skb, cases[i].mtu, &pieces));
		KUNIT_EXPECT_EQ_MSG(test, cases[i].pieces, skb_queue_len(&pieces), "case %u", i);
		expect_pieces(test, &pieces, cases[i].mtu, cases[i].payload, 0, false);
		__skb_queue_purge(&pieces);
	}
}

/* Shows: IN-2 */
static void frag__of_fragment(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 1000);
	struct sk_buff_head pieces;

	ip_hdr(skb)->frag_off = htons(IP_MF | 100);
	ip_send_check(ip_hdr(skb));
	KUNIT_EXPECT_EQ(test, 0, split_in_path(skb, 576, &pieces));
	KUNIT_EXPECT_EQ(test, 2u, skb_queue_len(&pieces));
	expect_pieces(test, &pieces, 576, 1000, 800, true);
	__skb_queue_purge(&pieces);
}

/* Shows: IN-2 */
static void frag__dont(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 1481);
	struct sk_buff_head pieces;

	ip_hdr(skb)->frag_off = htons(IP_DF);
	KUNIT_EXPECT_EQ(test, -EMSGSIZE, split_in_path(skb, 1500, &pieces));
	KUNIT_EXPECT_EQ(test, 0u, skb_queue_len(&pieces));
}

/* A record route is for the first fragment alone, and other data does not change */
/* Shows: IN-2 */
static void frag__options(struct kunit *test)
{
	static const u8 opt[8] = { IPOPT_RR, 7, 4 };
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, opt, sizeof(opt), 200);
	struct sk_buff *clone = skb_clone(skb, GFP_KERNEL), *frag;
	struct sk_buff_head pieces;

	KUNIT_ASSERT_NOT_NULL(test, clone);
	KUNIT_EXPECT_EQ(test, 0, split_in_path(skb, 128, &pieces));
	KUNIT_EXPECT_EQ(test, 3u, skb_queue_len(&pieces));
	expect_pieces(test, &pieces, 128, 200, 0, false);
	frag = skb_peek(&pieces);
	KUNIT_EXPECT_EQ(test, IPOPT_RR, frag->data[20]);
	frag = skb_peek_next(frag, &pieces);
	KUNIT_EXPECT_EQ(test, IPOPT_NOOP, frag->data[20]);
	KUNIT_EXPECT_EQ(test, IPOPT_RR, clone->data[20]);
	__skb_queue_purge(&pieces);
	kfree_skb(clone);
}

/* An MTU that leaves no room for data ends in an error, not in a loop */
/* Shows: IN-2 */
static void frag__no_room(struct kunit *test)
{
	static const u8 opt[40] = { [0 ... 39] = IPOPT_NOOP };
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, opt, sizeof(opt), 200);
	struct sk_buff_head pieces;

	KUNIT_EXPECT_EQ(test, -EMSGSIZE, split_in_path(skb, 67, &pieces));
	skb = test_packet(test, IPPROTO_UDP, opt, sizeof(opt), 200);
	KUNIT_EXPECT_EQ(test, 0, split_in_path(skb, 68, &pieces));
	KUNIT_EXPECT_EQ(test, 25u, skb_queue_len(&pieces));
	__skb_queue_purge(&pieces);
}

static struct kunit_case frag_cases[] = {
	KUNIT_CASE(frag__borders),
	KUNIT_CASE(frag__of_fragment),
	KUNIT_CASE(frag__dont),
	KUNIT_CASE(frag__options),
	KUNIT_CASE(frag__no_room),
	{}
};

static struct kunit_suite frag_suite = {
	.name = "bsdnet_inet_frag",
	.test_cases = frag_cases,
};

kunit_test_suite(frag_suite);
