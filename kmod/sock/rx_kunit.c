// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/rx.c; included at its end
 */
#include <kunit/test.h>
#include <linux/net.h>
#include <linux/udp.h>

#define TEST_RCVBUF	65536
#define TEST_PAYLOAD	100

static int rx_open(struct kunit *test)
{
	struct socket *sock;
	int err;

	err = sock_create_kern(&init_net, PF_BSDNET, SOCK_DGRAM, 0, &sock);
	if (err)
		return err;
	sock->sk->sk_rcvbuf = TEST_RCVBUF;
	test->priv = sock;
	return 0;
}

static void rx_close(struct kunit *test)
{
	if (test->priv)
		sock_release(test->priv);
	/* wait for destruct(), which warns if memory is still charged */
	rcu_barrier();
}

/* A datagram as delivered by the demultiplexer, with a buffer of @room more bytes */
static struct sk_buff *rx_datagram(struct kunit *test, unsigned int room)
{
	struct sk_buff *skb = alloc_skb(128 + room, GFP_KERNEL);
	struct udphdr *uh;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 128);
	skb_reset_network_header(skb);
	skb_reset_transport_header(skb);
	uh = skb_put_zero(skb, sizeof(*uh) + TEST_PAYLOAD);
	uh->len = htons(sizeof(*uh) + TEST_PAYLOAD);
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = bn_stack_of(&init_net);
	return skb;
}

static void rx_enqueue(struct kunit *test, struct bn_sock *bs, unsigned int n, unsigned int room)
{
	while (n--) {
		struct sk_buff *skb = rx_datagram(test, room);

		local_bh_disable();
		rcu_read_lock();
		bn_rx_enqueue(bs, skb, BN_DROP_SOCK_QUEUE_FULL);
		rcu_read_unlock();
		local_bh_enable();
	}
}

static unsigned int rx_truesize(struct kunit *test, unsigned int room)
{
	struct sk_buff *skb = rx_datagram(test, room);
	unsigned int size = skb->truesize;

	kfree_skb(skb);
	return size;
}

static void expect_buffer(struct kunit *test, const struct bn_sock *bs, u32 high_water, u64 drops)
{
	struct bn_queue_figures figures;

	bn_queue_read(&bs->buffer, &figures);
	KUNIT_EXPECT_STREQ(test, figures.name, bs->svcq.stats.name);
	KUNIT_EXPECT_EQ(test, figures.len, atomic_read(&bs->sk.sk_rmem_alloc));
	KUNIT_EXPECT_EQ(test, figures.limit, bs->sk.sk_rcvbuf);
	KUNIT_EXPECT_EQ(test, figures.high_water, high_water);
	KUNIT_EXPECT_EQ(test, figures.drops, drops);
}

/* No worker runs while the test is the consumer: SO_RCVBUF limits the queue, further packets
 * are dropped and counted
 */
/* Shows: Q-8, SK-1 */
static void enqueue__within_the_receive_buffer(struct kunit *test)
{
	struct bn_sock *bs = bn_sk(((struct socket *)test->priv)->sk);
	unsigned int fit = TEST_RCVBUF / rx_truesize(test, 1500);
	u64 dropped = bn_drop_total(bs->stack, BN_DROP_SOCK_RCVBUF);

	bn_svcq_acquire(&bs->svcq);
	rx_enqueue(test, bs, fit + 10, 1500);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->svcq.stats.len), fit);
	KUNIT_EXPECT_LE(test, atomic_read(&bs->sk.sk_rmem_alloc), TEST_RCVBUF);
	KUNIT_EXPECT_GT(test, atomic_read(&bs->sk.sk_rmem_alloc), 0);
	KUNIT_EXPECT_EQ(test, sk_drops_read(&bs->sk), 10);
	KUNIT_EXPECT_EQ(test, bn_drop_total(bs->stack, BN_DROP_SOCK_RCVBUF) - dropped, 10ull);
	expect_buffer(test, bs, fit * rx_truesize(test, 1500), 10);
	bn_svcq_release(&bs->svcq);

	/* delivery does not charge again */
	bn_svcq_acquire(&bs->svcq);
	bn_svcq_release(&bs->svcq);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&bs->sk.sk_receive_queue), fit);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->sk.sk_rmem_alloc), fit * rx_truesize(test, 1500));

	/* delivered packets remain charged */
	bn_svcq_acquire(&bs->svcq);
	rx_enqueue(test, bs, 10, 1500);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->svcq.stats.len), 0);
	KUNIT_EXPECT_EQ(test, sk_drops_read(&bs->sk), 20);
	bn_svcq_release(&bs->svcq);

	/* the mark stays when they are gone */
	skb_queue_purge(&bs->sk.sk_receive_queue);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->sk.sk_rmem_alloc), 0);
	expect_buffer(test, bs, fit * rx_truesize(test, 1500), 20);
}

/* As on Linux, a packet larger than the buffer is accepted if the buffer is empty */
/* Shows: Q-8, SK-1 */
static void enqueue__one_larger_than_the_buffer(struct kunit *test)
{
	struct bn_sock *bs = bn_sk(((struct socket *)test->priv)->sk);

	bs->sk.sk_rcvbuf = SOCK_MIN_RCVBUF;
	bn_svcq_acquire(&bs->svcq);
	rx_enqueue(test, bs, 3, 2 * SOCK_MIN_RCVBUF);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->svcq.stats.len), 1);
	KUNIT_EXPECT_EQ(test, sk_drops_read(&bs->sk), 2);
	bn_svcq_release(&bs->svcq);
}

/* Packets dropped by a full service queue are uncharged and counted for the socket */
/* Shows: Q-8, SK-1 */
static void enqueue__too_many(struct kunit *test)
{
	struct bn_sock *bs = bn_sk(((struct socket *)test->priv)->sk);
	unsigned int size = rx_truesize(test, 200);

	bs->sk.sk_rcvbuf = (SVCQ_LIMIT + 100) * size;
	bn_svcq_acquire(&bs->svcq);
	rx_enqueue(test, bs, SVCQ_LIMIT + 10, 200);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->svcq.stats.len), SVCQ_LIMIT);
	KUNIT_EXPECT_EQ(test, atomic_read(&bs->sk.sk_rmem_alloc), SVCQ_LIMIT * size);
	KUNIT_EXPECT_EQ(test, sk_drops_read(&bs->sk), 10);
	/* these are drops of the service queue */
	expect_buffer(test, bs, SVCQ_LIMIT * size, 0);
	KUNIT_EXPECT_EQ(test, atomic64_read(&bs->svcq.stats.drops), 10);
	bn_svcq_release(&bs->svcq);
}

/* Queueing to the receiver uncharges the sender's buffer */
/* Shows: SK-1 */
static void enqueue__relieves_the_sender(struct kunit *test)
{
	struct bn_sock *bs = bn_sk(((struct socket *)test->priv)->sk);
	struct sk_buff *skb = rx_datagram(test, 200);

	skb_set_owner_w(skb, &bs->sk);
	KUNIT_EXPECT_GT(test, sk_wmem_alloc_get(&bs->sk), 0);
	bn_svcq_acquire(&bs->svcq);
	local_bh_disable();
	rcu_read_lock();
	bn_rx_enqueue(bs, skb, BN_DROP_SOCK_QUEUE_FULL);
	rcu_read_unlock();
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, sk_wmem_alloc_get(&bs->sk), 0);
	bn_svcq_release(&bs->svcq);
}

static struct kunit_case rx_cases[] = {
	KUNIT_CASE(enqueue__within_the_receive_buffer),
	KUNIT_CASE(enqueue__one_larger_than_the_buffer),
	KUNIT_CASE(enqueue__too_many),
	KUNIT_CASE(enqueue__relieves_the_sender),
	{}
};

static struct kunit_suite rx_suite = {
	.name = "bsdnet_rx",
	.init = rx_open,
	.exit = rx_close,
	.test_cases = rx_cases,
};

kunit_test_suite(rx_suite);
