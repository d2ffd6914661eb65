// SPDX-License-Identifier: GPL-2.0
/* Tests of deliver.c */
#include "inet/kunit_net.h"

struct test_pcb {
	struct bn_pcb pcb;
	struct sk_buff_head got;
	int err;
	u32 info;
	u16 quoted;
};

static void test_pcb_input(struct bn_pcb *pcb, struct sk_buff *skb)
{
	skb_queue_tail(&container_of(pcb, struct test_pcb, pcb)->got, skb);
}

static void test_pcb_error(struct bn_pcb *pcb, struct sk_buff *skb, int err, u8 type, u8 code,
			   u32 info)
{
	struct test_pcb *tp = container_of(pcb, struct test_pcb, pcb);

	tp->err = err;
	tp->info = info;
	tp->quoted = skb->data[0] << 8 | skb->data[1];
}

static const struct bn_pcb_ops test_pcb_ops = {
	.input = test_pcb_input,
	.error = test_pcb_error,
	.name = "test",
};

/* A session 192.0.2.1:lport of protocol @proto, the rest wild */
static void test_pcb_init(struct kunit *test, struct test_pcb *tp, u8 proto, u16 lport)
{
	memset(tp, 0, sizeof(*tp));
	skb_queue_head_init(&tp->got);
	tp->pcb.key.proto = proto;
	tp->pcb.key.family = AF_INET;
	tp->pcb.key.instance = TEST_INSTANCE;
	tp->pcb.key.lport = htons(lport);
	tp->pcb.key.laddr.s6_addr32[0] = test_addr(192, 0, 2, 1);
	tp->pcb.mask.lport = 1;
	tp->pcb.mask.instance = 1;
	tp->pcb.mask.laddr_bits = 32;
	tp->pcb.ops = &test_pcb_ops;
	KUNIT_ASSERT_EQ(test, 0, bn_pcb_insert(bn_stack_of(&init_net), &tp->pcb));
}

static void test_pcb_exit(struct test_pcb *tp)
{
	bn_pcb_remove(&tp->pcb);
	synchronize_rcu();
	skb_queue_purge(&tp->got);
}

static void test_deliver(struct sk_buff *skb)
{
	test_path_begin();
	bn_ip4_deliver(NULL, test_table(), skb);
	test_path_end();
}

/* Shows: PCB-1 */
static void deliver__session(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, 200, NULL, 0, 64);
	struct test_pcb tp;

	/* the payload's first four bytes are 0, 1, 2, 3: ports 1 and 0x203 */
	test_pcb_init(test, &tp, 200, 0x0203);
	test_deliver(skb);
	KUNIT_EXPECT_PTR_EQ(test, skb, skb_peek(&tp.got));
	KUNIT_EXPECT_EQ(test, 64u, skb->len);
	KUNIT_EXPECT_PTR_EQ(test, skb->data, skb_transport_header(skb));
	test_pcb_exit(&tp);
}

/* A protocol whose header is too short for ports, and an unknown one */
/* Shows: IN-6 */
static void deliver__nobody(struct kunit *test)
{
	struct sk_buff *error;
	unsigned int len;

	for (len = 0; len <= 4; len++) {
		test_deliver(test_packet(test, 201, NULL, 0, len));
		error = skb_dequeue(&test_sent);
		KUNIT_ASSERT_NOT_NULL(test, error);
		KUNIT_EXPECT_EQ(test, ICMP_DEST_UNREACH, error->data[20]);
		KUNIT_EXPECT_EQ(test, ICMP_PROT_UNREACH, error->data[21]);
		KUNIT_EXPECT_EQ(test, 20u + 8 + 20 + len, error->len);
		kfree_skb(error);
	}
}

/* Shows: IN-2 */
static void deliver__broadcast_tcp(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_TCP, NULL, 0, 20);

	bn_pkt(skb)->flags = BN_PKT_L2_BCAST;
	test_deliver(skb);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
}

/* ---- ICMP, which is found the same way ------------------------------------- */

/* Shows: IN-6, PCB-3 */
static void deliver__echo(struct kunit *test)
{
	struct sk_buff *reply;

	test_deliver(test_icmp(test, ICMP_ECHO, 0, 56));
	reply = skb_dequeue(&test_sent);
	KUNIT_ASSERT_NOT_NULL(test, reply);
	KUNIT_EXPECT_EQ(test, ICMP_ECHOREPLY, reply->data[20]);
	KUNIT_EXPECT_EQ(test, 84u, reply->len);
	KUNIT_EXPECT_TRUE(test, ip_hdr(reply)->saddr == test_addr(192, 0, 2, 1));
	KUNIT_EXPECT_TRUE(test, ip_hdr(reply)->daddr == test_addr(198, 51, 100, 7));
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(ip_hdr(reply), 5));
	KUNIT_EXPECT_FALSE(test, ip_compute_csum(reply->data + 20, 64));
	KUNIT_EXPECT_TRUE(test, bn_pkt(reply)->flags & BN_PKT_ORIGINATED);
	kfree_skb(reply);
}

/* From ourselves to ourselves: the reply finds the socket's entry */
/* Shows: IN-6, PCB-1 */
static void deliver__echo_to_self(struct kunit *test)
{
	struct sk_buff *skb = test_icmp(test, ICMP_ECHO, 0, 16);
	struct test_pcb tp;

	test_pcb_init(test, &tp, IPPROTO_ICMP, 77);
	ip_hdr(skb)->saddr = ip_hdr(skb)->daddr;
	ip_send_check(ip_hdr(skb));
	test_deliver(skb);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
	skb = skb_peek(&tp.got);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, ICMP_ECHOREPLY, skb->data[0]);
	test_pcb_exit(&tp);
}

/* Shows: IN-6 */
static void deliver__icmp_ignored(struct kunit *test)
{
	struct sk_buff *skb;

	/* to all, by address and by frame */
	skb = test_icmp(test, ICMP_ECHO, 0, 16);
	ip_hdr(skb)->daddr = test_addr(192, 0, 2, 255);
	test_deliver(skb);
	skb = test_icmp(test, ICMP_ECHO, 0, 16);
	bn_pkt(skb)->flags = BN_PKT_L2_BCAST;
	test_deliver(skb);
	/* wrong checksum, truncated, unknown */
	skb = test_icmp(test, ICMP_ECHO, 0, 16);
	skb->data[30] ^= 1;
	test_deliver(skb);
	test_deliver(test_packet(test, IPPROTO_ICMP, NULL, 0, 7));
	test_deliver(test_icmp(test, ICMP_TIMESTAMP, 0, 4));
	test_deliver(test_icmp(test, 99, 0, 16));
	test_deliver(test_icmp(test, ICMP_ECHOREPLY, 0, 16));
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
}

static struct sk_buff *quoting(struct kunit *test, u8 type, u8 code, unsigned int quoted)
{
	struct sk_buff *skb = test_icmp(test, type, code, 64), *inner;
	struct icmphdr *icmph = icmp_hdr(skb);

	inner = test_packet(test, 200, NULL, 0, 44);
	ip_hdr(inner)->saddr = test_addr(192, 0, 2, 1);
	ip_hdr(inner)->daddr = test_addr(203, 0, 113, 9);
	memcpy(icmph + 1, inner->data, 64);
	kfree_skb(inner);
	icmph->un.gateway = htonl(1400);
	skb_trim(skb, 28 + quoted);
	ip_hdr(skb)->tot_len = htons(skb->len);
	ip_send_check(ip_hdr(skb));
	icmph->checksum = 0;
	icmph->checksum = ip_compute_csum(icmph, 8 + quoted);
	return skb;
}

/* Shows: IN-6, PCB-1 */
static void deliver__icmp_errors(struct kunit *test)
{
	static const struct {
		u8 type, code;
		unsigned int quoted;
		int err;
		u32 info;
	} cases[] = {
		{ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 28, ECONNREFUSED, 0 },
		{ ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 64, EHOSTUNREACH, 0 },
		{ ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, 28, EMSGSIZE, 1400 },
		{ ICMP_DEST_UNREACH, 99, 28, 0, 0 },
		{ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 27, 0, 0 },
		{ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 19, 0, 0 },
		{ ICMP_DEST_UNREACH, ICMP_PORT_UNREACH, 0, 0, 0 },
		{ ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 28, EHOSTUNREACH, 0 },
		{ ICMP_PARAMETERPROB, 0, 28, EPROTO, 0 },
		{ ICMP_SOURCE_QUENCH, 0, 28, 0, 0 },
		{ ICMP_REDIRECT, 0, 28, 0, 0 },
	};
	struct test_pcb tp;
	unsigned int i;

	/* the quoted packet's ports, 1 and 0x203, are local and remote */
	test_pcb_init(test, &tp, 200, 1);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		tp.err = 0;
		tp.info = 0;
		test_deliver(quoting(test, cases[i].type, cases[i].code, cases[i].quoted));
		KUNIT_EXPECT_EQ_MSG(test, cases[i].err, tp.err, "case %u", i);
		KUNIT_EXPECT_EQ_MSG(test, cases[i].info, tp.info, "case %u", i);
	}
	KUNIT_EXPECT_EQ(test, 1, tp.quoted);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
	test_pcb_exit(&tp);
}

static struct kunit_case deliver_cases[] = {
	KUNIT_CASE(deliver__session),
	KUNIT_CASE(deliver__nobody),
	KUNIT_CASE(deliver__broadcast_tcp),
	KUNIT_CASE(deliver__echo),
	KUNIT_CASE(deliver__echo_to_self),
	KUNIT_CASE(deliver__icmp_ignored),
	KUNIT_CASE(deliver__icmp_errors),
	{}
};

static struct kunit_suite deliver_suite = {
	.name = "bsdnet_inet_deliver",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = deliver_cases,
};

kunit_test_suite(deliver_suite);
