// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of datagram.c, aep.c and session.c: who gets a datagram, where one is sent
 */
#include "ddp/ddp_kunit.h"

static const struct bn_ddp_addr peer = { TEST_NET, 1, 200 };

/**
 * struct test_session - a session and what it got
 * @session: the session
 * @got: datagrams
 * @err: the last error
 */
struct test_session {
	struct bn_ddp_session session;
	unsigned int got;
	int err;
};

static void test_receive(struct bn_ddp_session *session, struct sk_buff *skb)
{
	container_of(session, struct test_session, session)->got++;
	consume_skb(skb);
}

static void test_error(struct bn_ddp_session *session, int err)
{
	container_of(session, struct test_session, session)->err = err;
}

static void open_session(struct ddp_test *t, struct test_session *ts, u16 net, u8 node, u8 sock)
{
	ts->session.receive = test_receive;
	ts->session.error = test_error;
	ts->session.local = (struct bn_ddp_addr){ net, node, sock };
	hlist_add_head(&ts->session.node, &t->ddp->sessions[sock % BN_DDP_BUCKETS]);
}

/* A datagram arrives. Return the reason of the drop, BN_DROP_MAX if none was counted */
static enum bn_drop_reason arrive(struct kunit *test, struct bn_ddp_addr from, u16 net, u8 node,
				  u8 sock)
{
	struct ddp_test *t = test->priv;
	const struct bn_ddp_msg msg = { .from = from, .to = { net, node, sock } };
	u64 before[BN_DROP_MAX];
	unsigned int i;

	for (i = 0; i < BN_DROP_MAX; i++)
		before[i] = bn_drop_total(t->ddp->stack, i);
	bn_ddp_input(t->link, test_datagram(test, &msg, "\x09x", 2), false);
	for (i = 0; i < BN_DROP_MAX; i++)
		if (bn_drop_total(t->ddp->stack, i) != before[i])
			return i;
	return BN_DROP_MAX;
}

/* Shows: Q-10 */
static void input__destinations(struct kunit *test)
{
	static const struct bn_ddp_addr own = { TEST_NET, TEST_NODE, 200 };
	struct ddp_test *t = test->priv;
	struct test_session ts = {};

	open_session(t, &ts, 0, 0, 130);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 130), BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, 0, TEST_NODE, 130), BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, 0, BN_DDP_NODE_ALL, 130), BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, 105, BN_DDP_NODE_ALL, 130), BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, ts.got, 4);
	KUNIT_EXPECT_EQ(test, t->link->rx, 4);

	/* nothing is forwarded */
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, 6, 130), BN_DROP_DDP_NOT_LOCAL);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, 101, TEST_NODE, 130), BN_DROP_DDP_NOT_LOCAL);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, 111, BN_DDP_NODE_ALL, 130),
			BN_DROP_DDP_NOT_LOCAL);
	KUNIT_EXPECT_EQ(test, arrive(test, own, TEST_NET, TEST_NODE, 130),
			BN_DROP_DDP_OWN_SOURCE);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 131),
			BN_DROP_DDP_NO_SOCKET);
	t->link->state = BSDNET_DDP_STATE_CONFLICT;
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 130),
			BN_DROP_DDP_NOT_LOCAL);
	t->link->state = BSDNET_DDP_STATE_DOWN;
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 130), BN_DROP_IF_DOWN);
	KUNIT_EXPECT_EQ(test, ts.got, 4);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 0);
}

/* Shows: Q-10 */
static void input__sessions(struct kunit *test)
{
	static const struct bn_ddp_addr other = { TEST_NET, 2, 200 };
	struct ddp_test *t = test->priv;
	struct test_session bound = {}, gone = {};

	open_session(t, &bound, TEST_NET, TEST_NODE, 130);
	open_session(t, &gone, 7, 7, 130 + BN_DDP_BUCKETS);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 130), BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 130 + BN_DDP_BUCKETS),
			BN_DROP_DDP_NO_SOCKET);
	bound.session.connected = true;
	bound.session.remote = other;
	KUNIT_EXPECT_EQ(test, arrive(test, peer, TEST_NET, TEST_NODE, 130),
			BN_DROP_DDP_NO_SOCKET);
	KUNIT_EXPECT_EQ(test, arrive(test, other, TEST_NET, TEST_NODE, 130), BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, bound.got, 2);
	KUNIT_EXPECT_EQ(test, gone.got, 0);

	bn_ddp_session_link_gone(t->link);
	KUNIT_EXPECT_EQ(test, bound.err, ENETDOWN);
	KUNIT_EXPECT_EQ(test, gone.err, 0);
}

static int send_to(struct kunit *test, u16 net, u8 node, u32 flags)
{
	struct ddp_test *t = test->priv;
	struct bn_ddp_msg msg = { .from.sock = 130, .to = { net, node, 131 } };
	struct sk_buff *skb = bn_ddp_frame_alloc(t->ddp, BN_DDP_HEADROOM, 1);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_u8(skb, 9);
	return bn_ddp_output(t->ddp, &msg, flags, skb);
}

/* Shows: Q-10 */
static void output__routes(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	struct bn_aarp_msg msg;
	struct sk_buff *skb;

	KUNIT_EXPECT_EQ(test, send_to(test, 105, 9, 0), 0);
	msg = test_sent_aarp(t, bn_ddp_multicast);
	KUNIT_EXPECT_EQ(test, msg.tnet, 105);
	KUNIT_EXPECT_EQ(test, msg.tnode, 9);

	KUNIT_EXPECT_EQ(test, send_to(test, 0, 10, 0), 0);
	KUNIT_EXPECT_EQ(test, test_sent_aarp(t, bn_ddp_multicast).tnet, TEST_NET);

	KUNIT_EXPECT_EQ(test, send_to(test, 200, 9, 0), -ENETUNREACH);
	t->link->router = (struct bn_ddp_addr){ 110, 77, BN_DDP_SOCK_RTMP };
	KUNIT_EXPECT_EQ(test, send_to(test, 200, 9, 0), 0);
	msg = test_sent_aarp(t, bn_ddp_multicast);
	KUNIT_EXPECT_EQ(test, msg.tnet, 110);
	KUNIT_EXPECT_EQ(test, msg.tnode, 77);

	KUNIT_EXPECT_EQ(test, send_to(test, 0, BN_DDP_NODE_ALL, 0), -EACCES);
	KUNIT_EXPECT_EQ(test, send_to(test, 0, BN_DDP_NODE_ALL, BN_DDP_BROADCAST_OK), 0);
	skb = test_sent(t, BN_DDP_PROTO_DDP, bn_ddp_multicast);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);

	t->link->state = BSDNET_DDP_STATE_PROBING;
	KUNIT_EXPECT_EQ(test, send_to(test, 105, 9, 0), -ENETDOWN);
	list_del_init(&t->link->list);
	KUNIT_EXPECT_EQ(test, send_to(test, 105, 9, 0), -ENETUNREACH);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 0);
}

/* A datagram to this node is processed by the next consumer, not inside the call
 *
 * Shows
 */
static void output__loops(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	struct test_session ts = {};

	open_session(t, &ts, 0, 0, 131);
	bn_ddp_acquire(t->ddp);
	KUNIT_EXPECT_EQ(test, send_to(test, TEST_NET, TEST_NODE, 0), 0);
	KUNIT_EXPECT_EQ(test, ts.got, 0);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 0);
	bn_ddp_release(t->ddp);
	bn_ddp_acquire(t->ddp);
	bn_ddp_release(t->ddp);
	KUNIT_EXPECT_EQ(test, ts.got, 1);
}

/* What is sent to AEP, and whether it is answered
 *
 * Shows: Q-10
 */
static void aep__answers_requests(struct kunit *test)
{
	static const struct {
		u8 data[3];
		u8 len;
		u8 node;
		bool answered;
	} cases[] = {
		{ { 4, 1, 0x55 }, 3, TEST_NODE, true },
		{ { 4, 1 }, 2, TEST_NODE, true },
		{ { 4, 2, 0x55 }, 3, TEST_NODE, false },
		{ { 4, 0, 0x55 }, 3, TEST_NODE, false },
		{ { 5, 1, 0x55 }, 3, TEST_NODE, false },
		{ { 4 }, 1, TEST_NODE, false },
		{ { 4, 1, 0x55 }, 3, BN_DDP_NODE_ALL, false },
	};
	struct ddp_test *t = test->priv;
	struct bn_ddp_msg msg = { .from = peer };
	struct sk_buff *skb;
	unsigned int i;
	bool asked;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		msg.to = (struct bn_ddp_addr){ TEST_NET, cases[i].node, BN_DDP_SOCK_AEP };
		bn_aarp_flush(t->link);
		bn_ddp_input(t->link, test_datagram(test, &msg, cases[i].data, cases[i].len),
			     false);
		asked = test_sent_aarp(t, bn_ddp_multicast).tnode == peer.node;
		KUNIT_EXPECT_EQ_MSG(test, asked, cases[i].answered, "case %u", i);
		if (!cases[i].answered)
			continue;
		/* what waits for the peer's link-layer address */
		skb = __skb_dequeue(&t->link->aarp[0].held);
		KUNIT_ASSERT_NOT_NULL(test, skb);
		KUNIT_EXPECT_EQ(test, skb->len, BN_DDP_HEADER + cases[i].len);
		KUNIT_EXPECT_EQ(test, skb->data[BN_DDP_HEADER], BN_DDP_TYPE_AEP);
		KUNIT_EXPECT_EQ(test, skb->data[BN_DDP_HEADER + 1], 2);
		kfree_skb(skb);
	}
}

/* Shows: Q-10 */
static void output__tells_that_nobody_answers(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	struct test_session ts = {};
	unsigned int i;

	open_session(t, &ts, 0, 0, 130);
	ts.session.connected = true;
	ts.session.remote = peer;
	KUNIT_EXPECT_EQ(test, send_to(test, TEST_NET, 1, 0), 0);
	for (i = 0; i < BN_AARP_REQUESTS; i++) {
		KUNIT_EXPECT_EQ(test, ts.err, 0);
		t->ddp->now += BN_DDP_TICK;
		bn_aarp_tick(t->link);
	}
	KUNIT_EXPECT_EQ(test, ts.err, EHOSTUNREACH);
}

static struct kunit_case datagram_cases[] = {
	KUNIT_CASE(input__destinations),
	KUNIT_CASE(input__sessions),
	KUNIT_CASE(output__routes),
	KUNIT_CASE(output__loops),
	KUNIT_CASE(aep__answers_requests),
	KUNIT_CASE(output__tells_that_nobody_answers),
	{}
};

static struct kunit_suite datagram_suite = {
	.name = "bsdnet_ddp_datagram",
	.init = ddp_test_init,
	.exit = ddp_test_exit,
	.test_cases = datagram_cases,
};

kunit_test_suite(datagram_suite);
