// SPDX-License-Identifier: GPL-2.0
/*
 * Shows: SK-7
 */
#include <kunit/test.h>
#include <net/net_namespace.h>

static int set(struct socket *sock, int name, int value)
{
	return bn_stamp_setsockopt(sock, name, KERNEL_SOCKPTR(&value), sizeof(value));
}

/* The generic code does not stamp all packets because of a socket of this family */
static void stamp__kernel_does_not_stamp(struct kunit *test)
{
	struct socket *sock;
	struct sock *sk;

	KUNIT_ASSERT_EQ(test, 0, sock_create_kern(&init_net, PF_BSDNET, SOCK_DGRAM, 0, &sock));
	sk = sock->sk;
	KUNIT_EXPECT_FALSE(test, wants_stamps(sk));

	KUNIT_EXPECT_EQ(test, 0, set(sock, SO_TIMESTAMPNS_NEW, 1));
	KUNIT_EXPECT_TRUE(test, wants_stamps(sk));
	KUNIT_EXPECT_TRUE(test, bn_sk(sk)->holds_ticks);
	KUNIT_EXPECT_EQ(test, 0, sk->sk_flags & SK_FLAGS_TIMESTAMP);

	KUNIT_EXPECT_EQ(test, 0, set(sock, SO_TIMESTAMPNS_NEW, 0));
	KUNIT_EXPECT_FALSE(test, wants_stamps(sk));
	KUNIT_EXPECT_FALSE(test, bn_sk(sk)->holds_ticks);

	KUNIT_EXPECT_EQ(test, 0, set(sock, SO_TIMESTAMPING_NEW,
				     SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE));
	KUNIT_EXPECT_TRUE(test, wants_stamps(sk));
	KUNIT_EXPECT_EQ(test, 0, sk->sk_flags & SK_FLAGS_TIMESTAMP);
	KUNIT_EXPECT_NE(test, 0, set(sock, SO_TIMESTAMPING_NEW, ~0));
	KUNIT_EXPECT_TRUE(test, bn_sk(sk)->holds_ticks);
	sock_release(sock);
}

static void stamp__packet(struct kunit *test)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	struct socket *sock;
	ktime_t now;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_EQ(test, 0, sock_create_kern(&init_net, PF_BSDNET, SOCK_DGRAM, 0, &sock));
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_stamp_packet(sock->sk, skb);
	KUNIT_EXPECT_EQ(test, 0, skb->tstamp);

	KUNIT_EXPECT_EQ(test, 0, set(sock, SO_TIMESTAMP_NEW, 1));
	now = ktime_get_real();
	bn_pkt(skb)->tick = bn_tick();
	bn_stamp_packet(sock->sk, skb);
	KUNIT_EXPECT_GE(test, skb->tstamp, ktime_sub_ns(now, NSEC_PER_MSEC));
	/* the stamp of a device is kept; the time when a packet was to be sent is not */
	skb->tstamp = 5;
	bn_stamp_packet(sock->sk, skb);
	KUNIT_EXPECT_EQ(test, 5, skb->tstamp);
	bn_pkt(skb)->flags = BN_PKT_ORIGINATED;
	bn_stamp_packet(sock->sk, skb);
	KUNIT_EXPECT_GE(test, skb->tstamp, ktime_sub_ns(now, NSEC_PER_MSEC));
	sock_release(sock);
	kfree_skb(skb);
}

static struct kunit_case stamp_cases[] = {
	KUNIT_CASE(stamp__kernel_does_not_stamp),
	KUNIT_CASE(stamp__packet),
	{}
};

static struct kunit_suite stamp_suite = {
	.name = "bsdnet_sock_stamp",
	.test_cases = stamp_cases,
};

kunit_test_suite(stamp_suite);
