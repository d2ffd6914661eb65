// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/session.c; included at its end
 */
#include <kunit/test.h>

/* Shows: PCB-1, SK-1 */
static void set_key__bound_and_connected(struct kunit *test)
{
	struct bn_sock_addr addr = { .instance = 3, .lport = htons(53) };
	struct bn_pcb bound = {}, connected = {}, again = {};

	set_key(&bound, &bn_udp_sock_kind, &addr);
	KUNIT_EXPECT_EQ(test, bound.key.family, AF_INET);
	KUNIT_EXPECT_EQ(test, bound.key.proto, IPPROTO_UDP);
	KUNIT_EXPECT_TRUE(test, bound.mask.lport && bound.mask.instance);
	KUNIT_EXPECT_FALSE(test, bound.mask.rport || bound.mask.laddr_bits ||
			   bound.mask.raddr_bits || bound.mask.ifl);

	addr.laddr = htonl(0xc0000201);
	addr.raddr = htonl(0xc0000202);
	addr.rport = htons(4000);
	set_key(&connected, &bn_udp_sock_kind, &addr);
	KUNIT_EXPECT_EQ(test, connected.mask.laddr_bits, 32);
	KUNIT_EXPECT_EQ(test, connected.mask.raddr_bits, 32);
	KUNIT_EXPECT_TRUE(test, connected.mask.rport);
	KUNIT_EXPECT_FALSE(test, session_same_key(&bound, &connected));
	set_key(&again, &bn_udp_sock_kind, &addr);
	KUNIT_EXPECT_TRUE(test, session_same_key(&again, &connected));
}

/* Shows: SK-2, PCB-4 */
static void set_key__wild_instance(struct kunit *test)
{
	struct bn_sock_addr addr = { .instance = BSDNET_INSTANCE_ANY, .lport = htons(53) };
	struct bn_pcb pcb = {};

	set_key(&pcb, &bn_udp_sock_kind, &addr);
	KUNIT_EXPECT_FALSE(test, pcb.mask.instance);
	KUNIT_EXPECT_EQ(test, pcb.key.instance, 0u);
}

/* An ICMP socket has an identifier but no remote port */
/* Shows: SK-1 */
static void set_key__icmp(struct kunit *test)
{
	struct bn_sock_addr addr = { .lport = htons(7), .raddr = htonl(0xc0000202) };
	struct bn_pcb pcb = {};

	set_key(&pcb, &bn_icmp_sock_kind, &addr);
	KUNIT_EXPECT_EQ(test, pcb.key.proto, IPPROTO_ICMP);
	KUNIT_EXPECT_EQ(test, pcb.mask.raddr_bits, 32);
	KUNIT_EXPECT_FALSE(test, pcb.mask.rport);
}

/* Shows: SK-1 */
static void is_hard__as_on_linux(struct kunit *test)
{
	struct bn_sock *bs = kunit_kzalloc(test, sizeof(*bs), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bs);
	KUNIT_EXPECT_TRUE(test, is_hard(bs, ICMP_DEST_UNREACH, ICMP_PORT_UNREACH));
	KUNIT_EXPECT_TRUE(test, is_hard(bs, ICMP_PARAMETERPROB, 0));
	KUNIT_EXPECT_FALSE(test, is_hard(bs, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH));
	KUNIT_EXPECT_FALSE(test, is_hard(bs, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL));
	KUNIT_EXPECT_FALSE(test, is_hard(bs, ICMP_DEST_UNREACH, 200));
	KUNIT_EXPECT_FALSE(test, is_hard(bs, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED));
	bs->pmtudisc = IP_PMTUDISC_DO;
	KUNIT_EXPECT_TRUE(test, is_hard(bs, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED));
}

static struct kunit_case session_cases[] = {
	KUNIT_CASE(set_key__bound_and_connected),
	KUNIT_CASE(set_key__wild_instance),
	KUNIT_CASE(set_key__icmp),
	KUNIT_CASE(is_hard__as_on_linux),
	{}
};

static struct kunit_suite session_suite = {
	.name = "bsdnet_sock_session",
	.test_cases = session_cases,
};

kunit_test_suite(session_suite);
