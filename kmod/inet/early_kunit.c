// SPDX-License-Identifier: GPL-2.0
/* Tests of early.c */
#include "inet/kunit_net.h"

struct early_socket {
	struct bn_early early;
	struct sk_buff_head got;
};

static void early_socket_input(struct bn_early *early, struct sk_buff *skb)
{
	skb_queue_tail(&container_of(early, struct early_socket, early)->got, skb);
}

/* The payload of test_packet() begins with the ports 1 and 0x203 */
static void early_socket_init(struct early_socket *sock, u8 proto, u16 lport)
{
	memset(sock, 0, sizeof(*sock));
	skb_queue_head_init(&sock->got);
	sock->early.input = early_socket_input;
	sock->early.instance = TEST_INSTANCE;
	sock->early.proto = proto;
	sock->early.lport = htons(lport);
	sock->early.copies = !lport;
}

struct early_iff {
	struct bn_inet_iff priv;
	struct bn_iff iff;
};

static struct early_iff *early_iff_new(struct kunit *test, struct early_socket *sock,
				       enum bn_early_kind kind)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct early_iff *out = kunit_kzalloc(test, sizeof(*out), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, out);
	out->iff.stack = stack;
	out->iff.priv = &out->priv;
	bn_cfg_lock(stack);
	bn_ip4_early_iff_added(&out->iff);
	KUNIT_EXPECT_EQ(test, 0u, out->iff.early);
	KUNIT_ASSERT_EQ(test, 0, bn_early_add(stack, &out->priv.early[kind], &sock->early));
	refresh_iff(&out->iff);
	bn_cfg_unlock(stack);
	KUNIT_EXPECT_EQ(test, (u32)(kind == BN_EARLY_ANY), out->iff.early);
	KUNIT_EXPECT_EQ(test, kind == BN_EARLY_ANY, !!out->iff.unusual);
	return out;
}

static void early_iff_free(struct early_iff *in, struct early_socket *sock)
{
	bn_cfg_lock(in->iff.stack);
	bn_ip4_early_iff_deleted(&in->iff);
	bn_cfg_unlock(in->iff.stack);
	synchronize_rcu();
	skb_queue_purge(&sock->got);
}

static bool early_any(struct early_iff *in, struct sk_buff *skb)
{
	bool taken;

	test_path_begin();
	taken = bn_ip4_early_any(&in->iff, skb);
	test_path_end();
	if (!taken)
		kfree_skb(skb);
	return taken;
}

/* Shows: IN-5, SK-6 */
static void early__any(struct kunit *test)
{
	struct sk_buff *skb;
	struct early_socket sock;
	struct early_iff *in;

	early_socket_init(&sock, IPPROTO_UDP, 0x0203);
	in = early_iff_new(test, &sock, BN_EARLY_ANY);
	skb = test_packet(test, IPPROTO_UDP, NULL, 0, 64);
	ip_hdr(skb)->daddr = test_addr(203, 0, 113, 9);
	KUNIT_EXPECT_TRUE(test, early_any(in, skb));
	KUNIT_EXPECT_PTR_EQ(test, skb, skb_peek(&sock.got));
	KUNIT_EXPECT_PTR_EQ(test, skb->data, skb_transport_header(skb));
	KUNIT_EXPECT_EQ(test, 64u, skb->len);
	KUNIT_EXPECT_FALSE(test, early_any(in, test_packet(test, IPPROTO_TCP, NULL, 0, 64)));
	/* the ports are missing */
	KUNIT_EXPECT_FALSE(test, early_any(in, test_packet(test, IPPROTO_UDP, NULL, 0, 3)));
	KUNIT_EXPECT_TRUE(test, early_any(in, test_packet(test, IPPROTO_UDP, NULL, 0, 4)));
	skb = test_packet(test, IPPROTO_UDP, NULL, 0, 64);
	ip_hdr(skb)->frag_off = htons(IP_MF);
	KUNIT_EXPECT_FALSE(test, early_any(in, skb));
	early_iff_free(in, &sock);
}

/* What a packet with @opt to @daddr becomes: taken, or left to the route */
static bool early_alert(struct kunit *test, struct early_iff *in, u8 proto, const u8 *opt,
			__be32 daddr)
{
	struct sk_buff *skb = test_packet(test, proto, opt, 4, 64);
	bool taken = false;

	ip_hdr(skb)->daddr = daddr;
	KUNIT_EXPECT_EQ(test, 0, bn_options_check(ip_hdr(skb), &bn_pkt(skb)->flags));
	test_path_begin();
	if (bn_pkt(skb)->flags & BN_PKT_RA)
		taken = bn_ip4_early_alert(&in->iff, test_table(), skb);
	test_path_end();
	if (!taken)
		kfree_skb(skb);
	return taken;
}

/* Shows: IN-5, SK-6, IN-2 */
static void early__alert(struct kunit *test)
{
	static const u8 alert[4] = { IPOPT_RA, 4, 0, 0 }, reserved[4] = { IPOPT_RA, 4, 0, 1 };
	static const u8 none[4] = { IPOPT_NOOP, IPOPT_NOOP, IPOPT_NOOP, IPOPT_END };
	__be32 beyond = test_addr(203, 0, 113, 9), ours = test_addr(192, 0, 2, 1);
	struct early_socket sock;
	struct early_iff *in;

	early_socket_init(&sock, IPPROTO_RSVP, 0);
	in = early_iff_new(test, &sock, BN_EARLY_ALERT);
	KUNIT_EXPECT_TRUE(test, early_alert(test, in, IPPROTO_RSVP, alert, beyond));
	KUNIT_EXPECT_EQ(test, 1u, skb_queue_len(&sock.got));
	/* a group that nobody has joined */
	KUNIT_EXPECT_TRUE(test, early_alert(test, in, IPPROTO_RSVP, alert,
					    test_addr(224, 0, 0, 99)));
	KUNIT_EXPECT_FALSE(test, early_alert(test, in, IPPROTO_RSVP, alert, ours));
	KUNIT_EXPECT_FALSE(test, early_alert(test, in, IPPROTO_RSVP, reserved, beyond));
	KUNIT_EXPECT_FALSE(test, early_alert(test, in, IPPROTO_RSVP, none, beyond));
	KUNIT_EXPECT_FALSE(test, early_alert(test, in, IPPROTO_IGMP, alert, beyond));
	KUNIT_EXPECT_EQ(test, 2u, skb_queue_len(&sock.got));
	early_iff_free(in, &sock);
}

static struct kunit_case early_cases[] = {
	KUNIT_CASE(early__any),
	KUNIT_CASE(early__alert),
	{}
};

static struct kunit_suite early_suite = {
	.name = "bsdnet_inet_early",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = early_cases,
};

kunit_test_suite(early_suite);
