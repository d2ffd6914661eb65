// SPDX-License-Identifier: GPL-2.0
/* Tests of raw.c */
#include "inet/kunit_net.h"

struct test_raw {
	struct bn_raw raw;
	unsigned int packets;
	unsigned int errors;
	unsigned int len;
};

static void test_raw_input(struct bn_raw *raw, struct sk_buff *skb)
{
	struct test_raw *tr = container_of(raw, struct test_raw, raw);

	tr->packets++;
	tr->len = skb->len;
}

static void test_raw_error(struct bn_raw *raw, struct sk_buff *skb, int err, u32 info)
{
	container_of(raw, struct test_raw, raw)->errors++;
}

static const struct bn_raw_ops test_raw_ops = {
	.input = test_raw_input,
	.error = test_raw_error,
};

static struct test_raw test_raw(u8 proto)
{
	return (struct test_raw){
		.raw = { .ops = &test_raw_ops, .proto = proto, .instance = TEST_INSTANCE },
	};
}

static void deliver_here(struct sk_buff *skb)
{
	test_path_begin();
	bn_ip4_deliver(NULL, test_table(), skb);
	test_path_end();
}

/* Each field of an entry against a packet from 198.51.100.7 to 192.0.2.1 on ifl 1 */
/* Shows: PCB-4, SK-10 */
static void raw__matches(struct kunit *test)
{
	const struct bn_pkt pkt = { .instance = 3, .ifl_index = 1 };
	const __be32 laddr = test_addr(192, 0, 2, 1), raddr = test_addr(198, 51, 100, 7);
	const struct {
		struct bn_raw raw;
		bool want;
	} cases[] = {
		{ { .instance = 3 }, true },
		{ { .instance = 0 }, false },
		{ { .instance = BSDNET_INSTANCE_ANY }, true },
		{ { .instance = 3, .ifl_index = 1 }, true },
		{ { .instance = 3, .ifl_index = 2 }, false },
		{ { .instance = 3, .laddr = laddr }, true },
		{ { .instance = 3, .laddr = raddr }, false },
		{ { .instance = 3, .raddr = raddr }, true },
		{ { .instance = 3, .raddr = laddr }, false },
		{ { .instance = 3, .ifl_index = 1, .laddr = laddr, .raddr = raddr }, true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, cases[i].want,
				    matches(&cases[i].raw, &pkt, laddr, raddr), "%u", i);
}

/* All entries of the protocol get the packet with its header, and there is no error; entries of
 * others get nothing. When they are gone, the lists are, too.
 */
/* Shows: PCB-3, SK-1 */
static void raw__all_get_a_copy(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct test_raw a = test_raw(201), b = test_raw(201), other = test_raw(202), c;

	KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &a.raw));
	KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &b.raw));
	KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &other.raw));
	deliver_here(test_packet(test, 201, NULL, 0, 64));
	KUNIT_EXPECT_EQ(test, 1u, a.packets);
	KUNIT_EXPECT_EQ(test, 1u, b.packets);
	KUNIT_EXPECT_EQ(test, 84u, a.len);
	KUNIT_EXPECT_EQ(test, 0u, other.packets);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));

	c = test_raw(201);
	bn_raw_replace(stack, &a.raw, &c.raw);
	deliver_here(test_packet(test, 201, NULL, 0, 64));
	KUNIT_EXPECT_EQ(test, 1u, a.packets);
	KUNIT_EXPECT_EQ(test, 1u, c.packets);
	bn_raw_remove(stack, &b.raw);
	bn_raw_remove(stack, &c.raw);
	deliver_here(test_packet(test, 201, NULL, 0, 64));
	KUNIT_EXPECT_EQ(test, 1u, skb_queue_len(&test_sent));
	bn_raw_remove(stack, &other.raw);
	synchronize_rcu();
}

/* The kernel answers beside the entry */
/* Shows: PCB-3, IN-6 */
static void raw__beside_icmp(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct test_raw a = test_raw(IPPROTO_ICMP);

	KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &a.raw));
	deliver_here(test_icmp(test, ICMP_ECHO, 0, 56));
	KUNIT_EXPECT_EQ(test, 1u, a.packets);
	KUNIT_EXPECT_EQ(test, 84u, a.len);
	KUNIT_EXPECT_EQ(test, 1u, skb_queue_len(&test_sent));
	bn_raw_remove(stack, &a.raw);
	synchronize_rcu();
}

static void quote(struct sk_buff *skb, u8 proto, __be32 saddr, __be32 daddr)
{
	struct iphdr *inner = (struct iphdr *)(icmp_hdr(skb) + 1);

	memset(inner, 0, sizeof(*inner) + 8);
	inner->version = 4;
	inner->ihl = 5;
	inner->protocol = proto;
	inner->saddr = saddr;
	inner->daddr = daddr;
	icmp_hdr(skb)->checksum = 0;
	icmp_hdr(skb)->checksum = ip_compute_csum(icmp_hdr(skb), sizeof(struct icmphdr) + 28);
}

/* An error goes to the entries that may have sent the quoted packet, of any protocol */
/* Shows: IN-6, SK-1 */
static void raw__errors(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct test_raw a = test_raw(203), connected = test_raw(203);
	const __be32 own = test_addr(192, 0, 2, 1);
	struct sk_buff *skb;

	connected.raw.raddr = test_addr(203, 0, 113, 9);
	KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &a.raw));
	KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &connected.raw));
	skb = test_icmp(test, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 28);
	quote(skb, 203, own, test_addr(203, 0, 113, 8));
	deliver_here(skb);
	KUNIT_EXPECT_EQ(test, 1u, a.errors);
	KUNIT_EXPECT_EQ(test, 0u, connected.errors);
	skb = test_icmp(test, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 28);
	quote(skb, 203, own, test_addr(203, 0, 113, 9));
	deliver_here(skb);
	KUNIT_EXPECT_EQ(test, 2u, a.errors);
	KUNIT_EXPECT_EQ(test, 1u, connected.errors);
	bn_raw_remove(stack, &a.raw);
	bn_raw_remove(stack, &connected.raw);
	synchronize_rcu();
}

/* A user, and all users together, can have so many of a protocol */
/* Shows: Q-8 */
static void raw__bounded(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct test_raw other = test_raw(205), *all;
	unsigned int i, last;

	all = kunit_kcalloc(test, PROTO_MAX + 1, sizeof(*all), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, all);
	for (i = 0; i <= PROTO_MAX; i++) {
		all[i] = test_raw(204);
		all[i].raw.uid = KUIDT_INIT(1000 + i / USER_MAX);
	}
	for (i = 0; i < USER_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &all[i].raw));
	other.raw.uid = all[0].raw.uid;
	KUNIT_EXPECT_EQ(test, 0, bn_raw_add(stack, &other.raw));
	last = i;
	all[last].raw.uid = all[0].raw.uid;
	KUNIT_EXPECT_EQ(test, -ENOBUFS, bn_raw_add(stack, &all[last].raw));
	all[last].raw.uid = all[last + 1].raw.uid;
	for (; i < PROTO_MAX; i++)
		KUNIT_ASSERT_EQ(test, 0, bn_raw_add(stack, &all[i].raw));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, bn_raw_add(stack, &all[PROTO_MAX].raw));
	bn_raw_remove(stack, &other.raw);
	for (i = 0; i < PROTO_MAX; i++)
		bn_raw_remove(stack, &all[i].raw);
	synchronize_rcu();
}

static struct kunit_case raw_cases[] = {
	KUNIT_CASE(raw__matches),
	KUNIT_CASE(raw__all_get_a_copy),
	KUNIT_CASE(raw__beside_icmp),
	KUNIT_CASE(raw__errors),
	KUNIT_CASE(raw__bounded),
	{}
};

static struct kunit_suite raw_suite = {
	.name = "bsdnet_inet_raw",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = raw_cases,
};

kunit_test_suite(raw_suite);
