// SPDX-License-Identifier: GPL-2.0
/* Tests of output.c */
#include "inet/kunit_net.h"

static struct sk_buff *payload(struct kunit *test, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(BN_IP4_HEADROOM + len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, BN_IP4_HEADROOM);
	skb_put_zero(skb, len);
	return skb;
}

static int output_to(struct kunit *test, struct bn_ip4_tx *tx, unsigned int len)
{
	return bn_ip4_output(bn_stack_of(&init_net), payload(test, len), tx);
}

/* Shows: NH-1 */
static void output__header(struct kunit *test)
{
	struct bn_ip4_tx tx = {
		.instance = TEST_INSTANCE,
		.daddr = test_addr(203, 0, 113, 5),
		.proto = IPPROTO_UDP,
		.tos = 8,
		.flags = BN_PKT_DONTFRAG,
	};
	struct sk_buff *skb;
	struct iphdr *iph;

	KUNIT_EXPECT_EQ(test, 0, output_to(test, &tx, 100));
	skb = skb_dequeue(&test_sent);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	iph = ip_hdr(skb);
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(iph, 5));
	KUNIT_EXPECT_EQ(test, 120, ntohs(iph->tot_len));
	KUNIT_EXPECT_EQ(test, 64, iph->ttl);
	KUNIT_EXPECT_EQ(test, 8, iph->tos);
	KUNIT_EXPECT_EQ(test, IPPROTO_UDP, iph->protocol);
	KUNIT_EXPECT_EQ(test, IP_DF, ntohs(iph->frag_off));
	KUNIT_EXPECT_EQ(test, 0, ntohs(iph->id));
	KUNIT_EXPECT_TRUE(test, iph->saddr == test_addr(192, 0, 2, 1));
	kfree_skb(skb);
}

/* Shows: NH-2 */
static void output__errors(struct kunit *test)
{
	static const struct {
		u8 daddr[4];
		u16 flags;
		int want;
	} cases[] = {
		{ { 0, 0, 0, 0 }, 0, -EACCES },
		{ { 240, 0, 0, 1 }, 0, -EINVAL },
		{ { 255, 255, 255, 255 }, 0, -EACCES },
		{ { 255, 255, 255, 255 }, BN_PKT_BROADCAST_OK, -ENETUNREACH },
		{ { 192, 0, 2, 255 }, 0, -EACCES },
		{ { 224, 0, 0, 5 }, 0, -ENETUNREACH },
		{ { 203, 0, 113, 5 }, BN_PKT_DONTROUTE, -ENETUNREACH },
	};
	struct bn_ip4_tx tx = { .instance = TEST_INSTANCE, .proto = IPPROTO_UDP };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		memcpy(&tx.daddr, cases[i].daddr, 4);
		tx.flags = cases[i].flags;
		tx.saddr = 0;
		KUNIT_EXPECT_EQ_MSG(test, cases[i].want, output_to(test, &tx, 8), "%u", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].want,
				    bn_ip4_route(bn_stack_of(&init_net), &tx, NULL), "%u", i);
	}
	tx.daddr = test_addr(203, 0, 113, 5);
	tx.flags = 0;
	KUNIT_EXPECT_EQ(test, -EMSGSIZE, output_to(test, &tx, 65516));
	tx.instance = TEST_INSTANCE + 1;
	KUNIT_EXPECT_EQ(test, -ENETUNREACH, output_to(test, &tx, 8));
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
}

/* Shows: NH-1 */
static void output__route(struct kunit *test)
{
	struct bn_ip4_tx tx = {
		.instance = TEST_INSTANCE,
		.daddr = test_addr(203, 0, 113, 5),
	};
	u32 mtu = 0;

	KUNIT_EXPECT_EQ(test, 0, bn_ip4_route(bn_stack_of(&init_net), &tx, &mtu));
	KUNIT_EXPECT_TRUE(test, tx.saddr == test_addr(192, 0, 2, 1));
	tx.daddr = test_addr(192, 0, 2, 1);
	tx.saddr = 0;
	KUNIT_EXPECT_EQ(test, 0, bn_ip4_route(bn_stack_of(&init_net), &tx, &mtu));
	KUNIT_EXPECT_TRUE(test, tx.saddr == test_addr(192, 0, 2, 1));
	KUNIT_EXPECT_EQ(test, 65535u, mtu);
}

/* The source of packets to @daddr */
static __be32 source_to(struct kunit *test, __be32 daddr)
{
	struct bn_ip4_tx tx = {
		.instance = TEST_INSTANCE,
		.daddr = daddr,
		.flags = BN_PKT_BROADCAST_OK,
	};

	KUNIT_EXPECT_EQ(test, 0, bn_ip4_route(bn_stack_of(&init_net), &tx, NULL));
	return tx.saddr;
}

/* Shows: NH-13 */
static void output__loopback(struct kunit *test)
{
	const __be32 own = test_addr(192, 0, 2, 1), other = test_addr(203, 0, 113, 5);
	static struct bn_ifa ifa;
	struct bn_rt_table *table;
	struct bn_ip_table *state;
	struct in6_addr shown;

	rcu_read_lock();
	table = test_table();
	rcu_read_unlock();
	state = table->priv;
	ifa.local.s6_addr32[0] = test_addr(10, 255, 0, 1);
	KUNIT_EXPECT_TRUE(test, source_to(test, other) == own);
	rcu_assign_pointer(state->loopback, &ifa);
	KUNIT_EXPECT_TRUE(test, source_to(test, other) == ifa.local.s6_addr32[0]);
	/* to this host, from the same address */
	KUNIT_EXPECT_TRUE(test, source_to(test, own) == own);
	rcu_read_lock();
	bn_ip_source_show(table, bn_rt_lookup(table, &other, NULL)->nh,
			  &(struct in6_addr){ .s6_addr32[0] = other }, &shown);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, shown.s6_addr32[0] == ifa.local.s6_addr32[0]);
	RCU_INIT_POINTER(state->loopback, NULL);
}

static struct kunit_case output_cases[] = {
	KUNIT_CASE(output__header),
	KUNIT_CASE(output__errors),
	KUNIT_CASE(output__route),
	KUNIT_CASE(output__loopback),
	{}
};

static struct kunit_suite output_suite = {
	.name = "bsdnet_inet_output",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = output_cases,
};

kunit_test_suite(output_suite);
