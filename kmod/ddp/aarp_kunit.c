// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of aarp.c and probe.c: resolution, what is learnt and what is not, bounds, conflicts
 */
#include "ddp/ddp_kunit.h"

#define PEER_NODE 1

/* A datagram to a node of the cable, as the output path sends it */
static void send_to(struct kunit *test, u8 node)
{
	struct ddp_test *t = test->priv;
	const struct bn_ddp_msg msg = {
		.from = { TEST_NET, TEST_NODE, 128 },
		.to = { TEST_NET, node, 129 },
	};

	bn_aarp_send(t->link, TEST_NET, node, test_datagram(test, &msg, "\x09", 1));
}

static void receive(struct kunit *test, u16 op, u8 snode, const u8 *sha, u8 tnode)
{
	struct ddp_test *t = test->priv;
	struct bn_ddp_link *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	struct bn_aarp_msg msg = { .op = op, .tnet = TEST_NET, .tnode = tnode };
	struct sk_buff *skb;

	KUNIT_ASSERT_NOT_NULL(test, other);
	other->ddp = t->ddp;
	other->config.net = TEST_NET;
	other->node = snode;
	memcpy(other->lladdr, sha, ETH_ALEN);
	bn_aarp_frame_send(other, test_own, &msg);
	skb = __skb_dequeue_tail(&t->sent);
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = t->ddp->stack;
	bn_aarp_receive(t->link, skb);
}

/* Shows: Q-10 */
static void aarp_send__resolves(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	struct bn_aarp_msg msg;
	struct sk_buff *skb;

	send_to(test, PEER_NODE);
	send_to(test, PEER_NODE);
	msg = test_sent_aarp(t, bn_ddp_multicast);
	KUNIT_EXPECT_EQ(test, msg.op, BN_AARP_REQUEST);
	KUNIT_EXPECT_EQ(test, msg.snode, TEST_NODE);
	KUNIT_EXPECT_EQ(test, msg.tnode, PEER_NODE);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 0);

	receive(test, BN_AARP_RESPONSE, PEER_NODE, test_peer, TEST_NODE);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 2);
	skb = test_sent(t, BN_DDP_PROTO_DDP, test_peer);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	skb = test_sent(t, BN_DDP_PROTO_DDP, test_peer);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);

	/* known */
	send_to(test, PEER_NODE);
	skb = test_sent(t, BN_DDP_PROTO_DDP, test_peer);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
}

/* Shows */
static void aarp_send__gives_up(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	u64 drops = bn_drop_total(t->ddp->stack, BN_DROP_DDP_UNRESOLVED);
	unsigned int i;

	for (i = 0; i < BN_AARP_HELD_MAX + 2; i++)
		send_to(test, PEER_NODE);
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->ddp->stack, BN_DROP_DDP_UNRESOLVED), drops + 2);
	for (i = 1; i < BN_AARP_REQUESTS; i++) {
		t->ddp->now += BN_DDP_TICK;
		KUNIT_EXPECT_TRUE(test, bn_aarp_tick(t->link));
		/* early */
		KUNIT_EXPECT_TRUE(test, bn_aarp_tick(t->link));
	}
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), BN_AARP_REQUESTS);
	t->ddp->now += BN_DDP_TICK;
	KUNIT_EXPECT_FALSE(test, bn_aarp_tick(t->link));
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->ddp->stack, BN_DROP_DDP_UNRESOLVED),
			drops + BN_AARP_HELD_MAX + 2);
	KUNIT_EXPECT_NULL(test, find_entry(t->link, TEST_NET, PEER_NODE));
}

/* Shows: Q-10 */
static void aarp_receive__learns(struct kunit *test)
{
	static const u8 other[ETH_ALEN] = { 2, 0, 0, 0, 0, 9 };
	struct ddp_test *t = test->priv;
	struct bn_aarp_entry *entry;

	/* not asked for, not for us, a probe */
	receive(test, BN_AARP_RESPONSE, PEER_NODE, test_peer, TEST_NODE);
	receive(test, BN_AARP_REQUEST, PEER_NODE, test_peer, 77);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 0);
	receive(test, BN_AARP_PROBE, PEER_NODE, test_peer, PEER_NODE);
	KUNIT_EXPECT_NULL(test, find_entry(t->link, TEST_NET, PEER_NODE));

	/* asks for us */
	receive(test, BN_AARP_REQUEST, PEER_NODE, test_peer, TEST_NODE);
	KUNIT_EXPECT_EQ(test, test_sent_aarp(t, test_peer).op, BN_AARP_RESPONSE);
	entry = find_entry(t->link, TEST_NET, PEER_NODE);
	KUNIT_ASSERT_NOT_NULL(test, entry);
	KUNIT_EXPECT_MEMEQ(test, entry->lladdr, test_peer, ETH_ALEN);

	/* moved */
	receive(test, BN_AARP_REQUEST, PEER_NODE, other, 77);
	KUNIT_EXPECT_MEMEQ(test, entry->lladdr, other, ETH_ALEN);

	/* our own frame */
	receive(test, BN_AARP_REQUEST, PEER_NODE, test_own, TEST_NODE);
	KUNIT_EXPECT_MEMEQ(test, entry->lladdr, other, ETH_ALEN);

	/* silent for too long */
	t->ddp->now += BN_AARP_EXPIRES;
	bn_aarp_tick(t->link);
	KUNIT_EXPECT_NULL(test, find_entry(t->link, TEST_NET, PEER_NODE));
}

/* Traffic to nodes that do not exist does not displace those that do
 *
 * Shows
 */
static void aarp_cache__bounded(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	unsigned int i, known = 0;

	for (i = 0; i < BN_AARP_SLOTS - BN_AARP_PENDING_MAX; i++) {
		receive(test, BN_AARP_REQUEST, 10 + i, test_peer, TEST_NODE);
		t->ddp->now++;
	}
	for (i = 0; i < 2 * BN_AARP_SLOTS; i++) {
		send_to(test, 100 + i);
		t->ddp->now++;
	}
	KUNIT_EXPECT_EQ(test, count_pending(t->link), BN_AARP_PENDING_MAX);
	for (i = 0; i < BN_AARP_SLOTS; i++)
		known += t->link->aarp[i].state == BN_AARP_KNOWN;
	KUNIT_EXPECT_EQ(test, known, BN_AARP_SLOTS - BN_AARP_PENDING_MAX);

	/* known nodes displace what was not used for longest */
	for (i = 0; i < 2 * BN_AARP_SLOTS; i++) {
		receive(test, BN_AARP_REQUEST, 10 + i, test_peer, TEST_NODE);
		t->ddp->now++;
	}
	KUNIT_EXPECT_EQ(test, count_pending(t->link), 0);
	KUNIT_EXPECT_NULL(test, find_entry(t->link, TEST_NET, 10));
	KUNIT_EXPECT_NOT_NULL(test, find_entry(t->link, TEST_NET, 10 + 2 * BN_AARP_SLOTS - 1));
}

/* Shows: Q-10 */
static void probe__conflict_of_configured_node(struct kunit *test)
{
	struct ddp_test *t = test->priv;

	bn_ddp_probe_start(t->link);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_PROBING);
	/* a probe for another node */
	receive(test, BN_AARP_PROBE, 77, test_peer, 77);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_PROBING);
	/* not an address yet */
	receive(test, BN_AARP_REQUEST, PEER_NODE, test_peer, TEST_NODE);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&t->sent), 0);
	receive(test, BN_AARP_RESPONSE, TEST_NODE, test_peer, TEST_NODE);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_CONFLICT);
}

/* Shows: Q-10 */
static void probe__chooses_another_node(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	unsigned int i;

	t->link->config.node = 0;
	t->link->node = BN_DDP_NODE_LAST;
	bn_ddp_probe_start(t->link);
	KUNIT_EXPECT_EQ(test, t->link->node, BN_DDP_NODE_LAST);
	receive(test, BN_AARP_PROBE, BN_DDP_NODE_LAST, test_peer, BN_DDP_NODE_LAST);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_PROBING);
	KUNIT_EXPECT_EQ(test, t->link->node, 1);
	for (i = 2; i < BN_AARP_NODES_MAX; i++)
		receive(test, BN_AARP_RESPONSE, t->link->node, test_peer, t->link->node);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_PROBING);
	receive(test, BN_AARP_RESPONSE, t->link->node, test_peer, t->link->node);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_CONFLICT);
}

/* Shows: Q-10 */
static void probe__defends(struct kunit *test)
{
	struct ddp_test *t = test->priv;
	struct bn_aarp_msg msg;

	receive(test, BN_AARP_PROBE, TEST_NODE, test_peer, TEST_NODE);
	msg = test_sent_aarp(t, test_peer);
	KUNIT_EXPECT_EQ(test, msg.op, BN_AARP_RESPONSE);
	KUNIT_EXPECT_EQ(test, msg.snode, TEST_NODE);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_UP);
	KUNIT_EXPECT_FALSE(test, t->link->warned);
	receive(test, BN_AARP_REQUEST, TEST_NODE, test_peer, PEER_NODE);
	KUNIT_EXPECT_TRUE(test, t->link->warned);
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_UP);
}

/* The interface does not exist, so it is down
 *
 * Shows: IF-7, Q-10
 */
static void probe__interface_gone(struct kunit *test)
{
	struct ddp_test *t = test->priv;

	send_to(test, PEER_NODE);
	KUNIT_EXPECT_FALSE(test, bn_ddp_probe_tick(t->link));
	KUNIT_EXPECT_EQ(test, t->link->state, BSDNET_DDP_STATE_DOWN);
	KUNIT_EXPECT_EQ(test, count_pending(t->link), 0);
}

static struct kunit_case aarp_cases[] = {
	KUNIT_CASE(aarp_send__resolves),
	KUNIT_CASE(aarp_send__gives_up),
	KUNIT_CASE(aarp_receive__learns),
	KUNIT_CASE(aarp_cache__bounded),
	KUNIT_CASE(probe__conflict_of_configured_node),
	KUNIT_CASE(probe__chooses_another_node),
	KUNIT_CASE(probe__defends),
	KUNIT_CASE(probe__interface_gone),
	{}
};

static struct kunit_suite aarp_suite = {
	.name = "bsdnet_ddp_aarp",
	.init = ddp_test_init,
	.exit = ddp_test_exit,
	.test_cases = aarp_cases,
};

kunit_test_suite(aarp_suite);
