// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of reassembly with IPv4's headers: fragments in any order, with holes, overlaps and
 * lies; bounds; time
 *
 * The reassembly under test is one of its own, on the initial namespace's
 * stack, without service queues.
 */
#include <kunit/test.h>

#include "inet/kunit_net.h"
#include "ip/private.h"

struct reasm_test {
	struct bn_ip_reasm reasm;
	struct bsdnet_stack *stack;
};

static int reasm_test_init(struct kunit *test)
{
	struct reasm_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	t->stack = bn_stack_of(&init_net);
	t->reasm.ops = &reasm_ops;
	KUNIT_ASSERT_EQ(test, fqdir_init(&t->reasm.fqdir, &bn_inet_reasm.frags, &init_net), 0);
	t->reasm.fqdir->high_thresh = BN_IP_REASM_MEMORY;
	t->reasm.fqdir->timeout = BN_IP_REASM_TIMEOUT;
	return 0;
}

static void reasm_test_exit(struct kunit *test)
{
	struct reasm_test *t = test->priv;

	fqdir_pre_exit(t->reasm.fqdir);
	synchronize_rcu();
	fqdir_exit(t->reasm.fqdir);
}

/* Bytes @from to @to of a packet of 256 bytes 0, 1, 2 ... with this id */
static struct sk_buff *make_fragment(struct kunit *test, u16 id, unsigned int from,
				     unsigned int to, bool last)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, to - from);
	struct iphdr *iph = ip_hdr(skb);
	unsigned int i;

	for (i = 0; i < to - from; i++)
		skb->data[sizeof(*iph) + i] = from + i;
	iph->id = htons(id);
	iph->frag_off = htons(from / 8 | (last ? 0 : IP_MF));
	ip_send_check(iph);
	return skb;
}

static struct sk_buff *take(struct kunit *test, struct sk_buff *skb)
{
	struct reasm_test *t = test->priv;
	struct sk_buff *whole;

	test_path_begin();
	whole = bn_ip_reasm_take(&t->reasm, skb);
	test_path_end();
	return whole;
}

static struct sk_buff *give(struct kunit *test, u16 id, unsigned int from, unsigned int to,
			    bool last)
{
	return take(test, make_fragment(test, id, from, to, last));
}

static void expect_whole(struct kunit *test, struct sk_buff *skb, unsigned int len)
{
	struct iphdr *iph;
	unsigned int i;
	u8 byte;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	iph = ip_hdr(skb);
	KUNIT_EXPECT_PTR_EQ(test, skb->data, (unsigned char *)iph);
	KUNIT_EXPECT_EQ(test, skb->len, len + sizeof(*iph));
	KUNIT_EXPECT_EQ(test, ntohs(iph->tot_len), len + sizeof(*iph));
	KUNIT_EXPECT_EQ(test, ntohs(iph->frag_off), 0);
	KUNIT_EXPECT_FALSE(test, (__force u16)ip_fast_csum(iph, iph->ihl));
	for (i = 0; i < len; i++) {
		KUNIT_ASSERT_EQ(test, skb_copy_bits(skb, sizeof(*iph) + i, &byte, 1), 0);
		KUNIT_EXPECT_EQ(test, byte, (u8)i);
	}
	KUNIT_EXPECT_PTR_EQ(test, bn_pkt(skb)->stack, bn_stack_of(&init_net));
	KUNIT_EXPECT_EQ(test, bn_pkt(skb)->instance, TEST_INSTANCE);
	KUNIT_EXPECT_EQ(test, bn_pkt(skb)->ifl_index, 1U);
	kfree_skb(skb);
}

/* Shows: IN-3 */
static void reasm_take__every_order(struct kunit *test)
{
	static const u8 orders[][4] = {
		{ 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 1, 3, 0, 2 }, { 2, 0, 3, 1 }, { 0, 3, 1, 2 },
		{ 3, 0, 2, 1 },
	};
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(orders); i++) {
		struct sk_buff *whole = NULL;

		for (j = 0; j < 4; j++) {
			unsigned int from = orders[i][j] * 64;
			bool last = orders[i][j] == 3;

			KUNIT_EXPECT_NULL(test, whole);
			whole = give(test, i, from, last ? 203 : from + 64, last);
		}
		expect_whole(test, whole, 203);
	}
}

/* What came with a duplicate is not changed by it */
/* Shows: IN-3 */
static void reasm_take__duplicate(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, give(test, 1, 0, 64, false));
	KUNIT_EXPECT_NULL(test, give(test, 1, 0, 64, false));
	KUNIT_EXPECT_NULL(test, give(test, 1, 8, 16, false));
	expect_whole(test, give(test, 1, 64, 100, true), 100);
	/* a late one begins a packet of its own */
	KUNIT_EXPECT_NULL(test, give(test, 1, 64, 100, true));
}

/* Shows: IN-3 */
static void reasm_take__overlap(struct kunit *test)
{
	struct reasm_test *t = test->priv;
	u64 before = bn_drop_total(t->stack, BN_DROP_REASM_BAD);

	KUNIT_EXPECT_NULL(test, give(test, 2, 0, 64, false));
	KUNIT_EXPECT_NULL(test, give(test, 2, 56, 128, false));
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_REASM_BAD), before + 2);
	/* nothing is left of it: the rest does not make it whole */
	KUNIT_EXPECT_NULL(test, give(test, 2, 64, 128, true));
	expect_whole(test, give(test, 2, 0, 64, false), 128);
}

/* Shows: IN-3 */
static void reasm_take__two_ends(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, give(test, 3, 64, 100, true));
	KUNIT_EXPECT_NULL(test, give(test, 3, 120, 140, true));
	KUNIT_EXPECT_NULL(test, give(test, 3, 0, 64, false));
	KUNIT_EXPECT_NULL(test, give(test, 4, 64, 100, true));
	KUNIT_EXPECT_NULL(test, give(test, 4, 96, 160, false));
	KUNIT_EXPECT_NULL(test, give(test, 4, 0, 64, false));
}

/* Shows: IN-3 */
static void reasm_take__malformed(struct kunit *test)
{
	struct reasm_test *t = test->priv;
	u64 before = bn_drop_total(t->stack, BN_DROP_REASM_BAD);
	struct sk_buff *skb;

	/* not a multiple of 8, and more follows */
	KUNIT_EXPECT_NULL(test, give(test, 5, 0, 63, false));
	/* nothing in it */
	KUNIT_EXPECT_NULL(test, give(test, 5, 64, 64, true));
	/* longer than it is */
	skb = make_fragment(test, 5, 0, 64, false);
	ip_hdr(skb)->tot_len = htons(200);
	KUNIT_EXPECT_NULL(test, take(test, skb));
	/* ends past 65535 */
	skb = make_fragment(test, 5, 0, 64, true);
	ip_hdr(skb)->frag_off = htons(8190);
	KUNIT_EXPECT_NULL(test, take(test, skb));
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_REASM_BAD), before + 4);
	KUNIT_EXPECT_EQ(test, frag_mem_limit(t->reasm.fqdir), 0L);
}

/* The same addresses and id in another instance are another packet */
/* Shows: IN-3 */
static void reasm_take__instances(struct kunit *test)
{
	struct sk_buff *skb = make_fragment(test, 6, 64, 100, true);

	KUNIT_EXPECT_NULL(test, give(test, 6, 0, 64, false));
	bn_pkt(skb)->instance = 3;
	KUNIT_EXPECT_NULL(test, take(test, skb));
	expect_whole(test, give(test, 6, 64, 100, true), 100);
}

/* Congestion that one fragment met is what the packet met (RFC 3168 5.3) */
/* Shows: IN-3 */
static void reasm_take__ecn(struct kunit *test)
{
	struct sk_buff *skb = make_fragment(test, 7, 0, 64, false), *whole;

	ip_hdr(skb)->tos = INET_ECN_ECT_0;
	KUNIT_EXPECT_NULL(test, take(test, skb));
	skb = make_fragment(test, 7, 64, 100, true);
	ip_hdr(skb)->tos = INET_ECN_CE;
	whole = take(test, skb);
	KUNIT_ASSERT_NOT_NULL(test, whole);
	KUNIT_EXPECT_EQ(test, ip_hdr(whole)->tos & INET_ECN_MASK, INET_ECN_CE);
	kfree_skb(whole);
}

/* Shows: IN-3, Q-8 */
static void reasm_take__memory(struct kunit *test)
{
	struct reasm_test *t = test->priv;
	u64 before = bn_drop_total(t->stack, BN_DROP_REASM_FULL);
	unsigned int id;

	t->reasm.fqdir->high_thresh = 64 << 10;
	for (id = 100; id < 1100; id++)
		KUNIT_EXPECT_NULL(test, give(test, id, 0, 64, false));
	KUNIT_EXPECT_GT(test, bn_drop_total(t->stack, BN_DROP_REASM_FULL), before);
	KUNIT_EXPECT_LT(test, frag_mem_limit(t->reasm.fqdir), 68L << 10);
	KUNIT_EXPECT_EQ(test, (u64)atomic64_read(&t->reasm.memory.drops),
			bn_drop_total(t->stack, BN_DROP_REASM_FULL) - before);
	KUNIT_EXPECT_GT(test, t->reasm.memory.high_water, 64U << 10);
	KUNIT_EXPECT_LT(test, t->reasm.memory.high_water, 68U << 10);
}

static bool wait_for_drops(struct bsdnet_stack *stack, enum bn_drop_reason reason, u64 total)
{
	unsigned int tries = 500;

	while (bn_drop_total(stack, reason) < total && tries--)
		msleep(10);
	return bn_drop_total(stack, reason) >= total;
}

/* Shows: IN-3 */
static void reasm_expire__drops_and_tells(struct kunit *test)
{
	struct reasm_test *t = test->priv;
	u64 before = bn_drop_total(t->stack, BN_DROP_REASM_TIMEOUT);
	u64 fails = bn_ip4_stat_read(t->stack, BN_IP4_REASM_FAILS);

	KUNIT_ASSERT_EQ(test, test_net_init(test), 0);
	t->reasm.fqdir->timeout = 2;
	KUNIT_EXPECT_NULL(test, give(test, 8, 0, 64, false));
	KUNIT_EXPECT_NULL(test, give(test, 9, 64, 128, false));
	KUNIT_EXPECT_TRUE(test, wait_for_drops(t->stack, BN_DROP_REASM_TIMEOUT, before + 2));
	KUNIT_EXPECT_EQ(test, bn_ip4_stat_read(t->stack, BN_IP4_REASM_FAILS), fails + 2);
	/* no error is sent for the one without its beginning */
	KUNIT_EXPECT_EQ(test, skb_queue_len(&test_sent), 1U);
	test_net_exit(test);
}

static struct kunit_case reasm_cases[] = {
	KUNIT_CASE(reasm_take__every_order),
	KUNIT_CASE(reasm_take__duplicate),
	KUNIT_CASE(reasm_take__overlap),
	KUNIT_CASE(reasm_take__two_ends),
	KUNIT_CASE(reasm_take__malformed),
	KUNIT_CASE(reasm_take__instances),
	KUNIT_CASE(reasm_take__ecn),
	KUNIT_CASE(reasm_take__memory),
	KUNIT_CASE(reasm_expire__drops_and_tells),
	{}
};

static struct kunit_suite reasm_suite = {
	.name = "bsdnet_inet_reasm",
	.init = reasm_test_init,
	.exit = reasm_test_exit,
	.test_cases = reasm_cases,
};

kunit_test_suite(reasm_suite);
