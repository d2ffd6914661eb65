/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ddp_kunit - what the tests of this room share: AppleTalk of the initial namespace's stack, on
 * an interface that does not exist, whose packets are kept in place of being sent
 *
 * The interface is node 100.5, in the range 100 to 110. Its timer does not run.
 */
#ifndef _BSDNET_DDP_KUNIT_H
#define _BSDNET_DDP_KUNIT_H

#include <kunit/test.h>
#include <linux/slab.h>

#include "ddp/private.h"

#define TEST_IFL	0x7ffffff0
#define TEST_NET	100
#define TEST_NODE	5

static const u8 test_own[ETH_ALEN] = { 2, 0, 0, 0, 0, 5 };
static const u8 __maybe_unused test_peer[ETH_ALEN] = { 2, 0, 0, 0, 0, 1 };

/**
 * struct ddp_test - a test
 * @ddp: the protocol
 * @link: its interface
 * @sent: packets sent; skb->mark is the protocol, skb->cb begins with the destination
 */
struct ddp_test {
	struct bn_ddp *ddp;
	struct bn_ddp_link *link;
	struct sk_buff_head sent;
};

static struct ddp_test the_test;

static void test_transmit(struct bn_ddp_link *link, enum bn_ddp_proto proto, const u8 *dest,
			  struct sk_buff *skb)
{
	skb->mark = proto;
	memcpy(skb->cb, dest, ETH_ALEN);
	__skb_queue_tail(&the_test.sent, skb);
}

static int ddp_test_init(struct kunit *test)
{
	struct bn_ddp *ddp = bn_ddp_alloc(bn_stack_of(&init_net));
	struct bn_ddp_link *link = kzalloc(sizeof(*link), GFP_KERNEL);

	KUNIT_ASSERT_FALSE(test, IS_ERR(ddp));
	KUNIT_ASSERT_NOT_NULL(test, link);
	__skb_queue_head_init(&the_test.sent);
	link->ddp = ddp;
	link->ifl_index = TEST_IFL;
	link->config = (struct bn_ddp_config){ TEST_NET, TEST_NODE, 100, 110 };
	link->node = TEST_NODE;
	link->first = 100;
	link->last = 110;
	link->state = BSDNET_DDP_STATE_UP;
	memcpy(link->lladdr, test_own, ETH_ALEN);
	bn_aarp_init(link);
	ddp->transmit = test_transmit;
	ddp->now = jiffies;
	/* nothing enters the queue, so the test is alone */
	timer_shutdown_sync(&ddp->timer);
	list_add_tail(&link->list, &ddp->links);
	the_test.ddp = ddp;
	the_test.link = link;
	test->priv = &the_test;
	return 0;
}

static void ddp_test_exit(struct kunit *test)
{
	struct ddp_test *t = test->priv;

	bn_aarp_flush(t->link);
	list_del(&t->link->list);
	bn_ddp_free(t->ddp);
	kfree(t->link);
	__skb_queue_purge(&t->sent);
}

/* The next packet sent, if it is one of @proto to @dest; NULL: none was sent, or another */
static __maybe_unused struct sk_buff *test_sent(struct ddp_test *t, enum bn_ddp_proto proto,
						const u8 *dest)
{
	struct sk_buff *skb = __skb_dequeue(&t->sent);

	if (!skb || (skb->mark == proto && !memcmp(skb->cb, dest, ETH_ALEN)))
		return skb;
	kfree_skb(skb);
	return NULL;
}

/* The fields of the next AARP packet sent to @dest; op 0: none, or another */
static __maybe_unused struct bn_aarp_msg test_sent_aarp(struct ddp_test *t, const u8 *dest)
{
	struct sk_buff *skb = test_sent(t, BN_DDP_PROTO_AARP, dest);
	struct bn_aarp_msg msg = {};

	if (skb && bn_aarp_frame_parse(skb, &msg))
		msg.op = 0;
	kfree_skb(skb);
	return msg;
}

/* A datagram of @len bytes behind the header */
static __maybe_unused struct sk_buff *test_datagram(struct kunit *test,
						    const struct bn_ddp_msg *msg,
						    const void *data, unsigned int len)
{
	struct ddp_test *t = test->priv;
	struct sk_buff *skb = bn_ddp_frame_alloc(t->ddp, BN_DDP_HEADROOM, len);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, data, len);
	bn_ddp_header_push(skb, msg, true);
	bn_pkt(skb)->ifl_index = TEST_IFL;
	return skb;
}

#endif /* _BSDNET_DDP_KUNIT_H */
