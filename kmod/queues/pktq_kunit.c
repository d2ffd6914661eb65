// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the packet queue; concurrency is tested in user space, under
 * ThreadSanitizer, in selftests/host/pktq_test.cc.
 */
#include <kunit/test.h>

/* Shows: Q-4 */
static void pktq__first_in_first_out(struct kunit *test)
{
	struct bn_pktq_link item[5];
	struct bn_pktq q;
	int i;

	bn_pktq_init(&q);
	/* Four words; with SMP, in two cache lines */
	KUNIT_EXPECT_LE(test, sizeof(q), max(4 * sizeof(void *), 2UL * SMP_CACHE_BYTES));
	for (i = 0; i < 5; i++)
		bn_pktq_enqueue(&q, &item[i]);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &item[i]);
	KUNIT_EXPECT_NULL(test, bn_pktq_dequeue(&q));
	KUNIT_EXPECT_FALSE(test, bn_pktq_busy(&q));
	KUNIT_EXPECT_TRUE(test, bn_pktq_empty(&q));
}

/* Shows: Q-4 */
static void pktq__tells_when_it_was_empty(struct kunit *test)
{
	struct bn_pktq_link a, b, c;
	struct bn_pktq q;

	bn_pktq_init(&q);
	KUNIT_EXPECT_TRUE(test, bn_pktq_enqueue(&q, &a));
	KUNIT_EXPECT_FALSE(test, bn_pktq_empty(&q));
	KUNIT_EXPECT_FALSE(test, bn_pktq_enqueue(&q, &b));
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &a);
	KUNIT_EXPECT_FALSE(test, bn_pktq_enqueue(&q, &c));
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &b);
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &c);
	KUNIT_EXPECT_NULL(test, bn_pktq_dequeue(&q));
	KUNIT_EXPECT_TRUE(test, bn_pktq_enqueue(&q, &a));
}

/* The two halves of bn_pktq_enqueue(), to stop in the gap between them */
static struct bn_pktq_link *swap_in(struct bn_pktq *q, struct bn_pktq_link *item)
{
	item->next = NULL;
	return xchg(&q->tail, item);
}

static bool link_behind(struct bn_pktq *q, struct bn_pktq_link *prev, struct bn_pktq_link *item)
{
	/* as bn_pktq_enqueue() does */
	smp_store_release(&prev->next, item);
	return prev == &q->stub;
}

/* Shows: Q-4 */
static void pktq__gap_behind_an_item_is_busy(struct kunit *test)
{
	struct bn_pktq_link a, b, *prev;
	struct bn_pktq q;

	bn_pktq_init(&q);
	bn_pktq_enqueue(&q, &a);
	prev = swap_in(&q, &b);
	KUNIT_EXPECT_NULL(test, bn_pktq_dequeue(&q));
	KUNIT_EXPECT_TRUE(test, bn_pktq_busy(&q));
	KUNIT_EXPECT_FALSE(test, bn_pktq_empty(&q));
	/* no producer will signal: the consumer must be told to try again */
	KUNIT_EXPECT_FALSE(test, link_behind(&q, prev, &b));
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &a);
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &b);
	KUNIT_EXPECT_NULL(test, bn_pktq_dequeue(&q));
}

/* Shows: Q-4 */
static void pktq__gap_behind_the_stub_will_be_signalled(struct kunit *test)
{
	struct bn_pktq_link a, b, *prev;
	struct bn_pktq q;

	bn_pktq_init(&q);
	prev = swap_in(&q, &a);
	KUNIT_EXPECT_FALSE(test, bn_pktq_enqueue(&q, &b));
	KUNIT_EXPECT_NULL(test, bn_pktq_dequeue(&q));
	KUNIT_EXPECT_FALSE(test, bn_pktq_busy(&q));
	KUNIT_EXPECT_TRUE(test, bn_pktq_empty(&q));
	KUNIT_EXPECT_TRUE(test, link_behind(&q, prev, &a));
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &a);
	KUNIT_EXPECT_PTR_EQ(test, bn_pktq_dequeue(&q), &b);
	KUNIT_EXPECT_NULL(test, bn_pktq_dequeue(&q));
}

/* Shows: Q-4 */
static void pktq__batch(struct kunit *test)
{
	struct bn_pktq_link item[5], *out[5];
	struct bn_pktq q;
	int i;

	bn_pktq_init(&q);
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out, 5), 0);
	for (i = 0; i < 5; i++)
		bn_pktq_enqueue(&q, &item[i]);
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out, 2), 2);
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out + 2, 3), 3);
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out, 1), 0);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_PTR_EQ(test, out[i], &item[i]);
	KUNIT_EXPECT_TRUE(test, bn_pktq_empty(&q));
	KUNIT_EXPECT_TRUE(test, bn_pktq_enqueue(&q, &item[0]));
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out, 5), 1);
}

/* Shows: Q-4 */
static void pktq__batch_ends_at_a_gap(struct kunit *test)
{
	struct bn_pktq_link a, b, c, *out[4], *prev;
	struct bn_pktq q;

	bn_pktq_init(&q);
	bn_pktq_enqueue(&q, &a);
	bn_pktq_enqueue(&q, &b);
	prev = swap_in(&q, &c);
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out, 4), 1);
	KUNIT_EXPECT_PTR_EQ(test, out[0], &a);
	KUNIT_EXPECT_TRUE(test, bn_pktq_busy(&q));
	KUNIT_EXPECT_FALSE(test, link_behind(&q, prev, &c));
	KUNIT_EXPECT_EQ(test, bn_pktq_dequeue_batch(&q, out, 4), 2);
	KUNIT_EXPECT_PTR_EQ(test, out[0], &b);
	KUNIT_EXPECT_PTR_EQ(test, out[1], &c);
	KUNIT_EXPECT_FALSE(test, bn_pktq_busy(&q));
}

static struct kunit_case pktq_cases[] = {
	KUNIT_CASE(pktq__first_in_first_out),
	KUNIT_CASE(pktq__tells_when_it_was_empty),
	KUNIT_CASE(pktq__gap_behind_an_item_is_busy),
	KUNIT_CASE(pktq__gap_behind_the_stub_will_be_signalled),
	KUNIT_CASE(pktq__batch),
	KUNIT_CASE(pktq__batch_ends_at_a_gap),
	{}
};

static struct kunit_suite pktq_suite = {
	.name = "bsdnet_queues_pktq",
	.test_cases = pktq_cases,
};

kunit_test_suite(pktq_suite);
