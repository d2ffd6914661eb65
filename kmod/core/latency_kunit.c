// SPDX-License-Identifier: GPL-2.0
/*
 * Shows: SK-7
 */
#include <kunit/test.h>

static void latency__buckets(struct kunit *test)
{
	unsigned int bucket;

	for (bucket = 0; bucket < BUCKETS; bucket++) {
		KUNIT_EXPECT_EQ(test, bucket, bucket_of(bucket_begin(bucket)));
		KUNIT_EXPECT_EQ(test, bucket, bucket_of(bucket_begin(bucket + 1) - 1));
		/* a quarter of the shortest time at most */
		if (bucket >= PARTS)
			KUNIT_EXPECT_LE(test, bucket_begin(bucket + 1) - bucket_begin(bucket),
					bucket_begin(bucket) / PARTS);
	}
	KUNIT_EXPECT_EQ(test, BUCKETS - 1, bucket_of(~0ULL));
}

/* A stack, and a packet in it */
struct fixture {
	struct bsdnet_stack stack;
	struct sk_buff *skb;
};

static struct fixture *setup(struct kunit *test)
{
	struct fixture *f = kunit_kzalloc(test, sizeof(*f), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, f);
	mutex_init(&f->stack.cfg_mutex);
	f->skb = alloc_skb(64, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, f->skb);
	memset(bn_pkt(f->skb), 0, sizeof(struct bn_pkt));
	bn_pkt(f->skb)->stack = &f->stack;
	return f;
}

static void teardown(struct fixture *f)
{
	bn_latency_stop(&f->stack);
	bn_latency_stack_exit(&f->stack);
	kfree_skb(f->skb);
}

static int start(struct fixture *f, u32 seconds)
{
	int err;

	bn_cfg_lock(&f->stack);
	err = bn_latency_start(&f->stack, seconds);
	bn_cfg_unlock(&f->stack);
	return err;
}

/* Number of packets in the histogram of @stage */
static u64 latency_kunit_total(struct fixture *f, enum bsdnet_latency_stage stage)
{
	struct bn_latency_bucket bucket;
	u64 total = 0;
	u32 cursor = 0;

	while (bn_latency_next(&f->stack, &cursor, &bucket))
		if (bucket.stage == stage)
			total += bucket.count;
	return total;
}

static void latency__records(struct kunit *test)
{
	struct fixture *f = setup(test);
	struct bn_latency_bucket bucket;
	u32 cursor = 0;

	/* nothing without a request */
	bn_tick_hold();
	bn_pkt(f->skb)->tick = bn_tick();
	bn_latency_record(f->skb, BSDNET_LATENCY_STAGE_QUEUE);
	KUNIT_EXPECT_FALSE(test, bn_latency_next(&f->stack, &cursor, &bucket));

	KUNIT_ASSERT_EQ(test, 0, start(f, 1000));
	bn_latency_record(f->skb, BSDNET_LATENCY_STAGE_QUEUE);
	bn_latency_output(f->skb);
	bn_pkt(f->skb)->flags = BN_PKT_ORIGINATED;
	bn_latency_output(f->skb);
	KUNIT_EXPECT_EQ(test, 1, latency_kunit_total(f, BSDNET_LATENCY_STAGE_QUEUE));
	KUNIT_EXPECT_EQ(test, 1, latency_kunit_total(f, BSDNET_LATENCY_STAGE_FORWARD));
	KUNIT_EXPECT_EQ(test, 1, latency_kunit_total(f, BSDNET_LATENCY_STAGE_SEND));
	KUNIT_EXPECT_TRUE(test, bn_latency_next(&f->stack, &cursor, &bucket));
	KUNIT_EXPECT_LT(test, bucket.from, bucket.to);

	/* without a tick: not counted */
	bn_pkt(f->skb)->tick = 0;
	bn_latency_output(f->skb);
	KUNIT_EXPECT_EQ(test, 1, latency_kunit_total(f, BSDNET_LATENCY_STAGE_SEND));

	/* stopped: the counters stay; started again: they are zero */
	bn_pkt(f->skb)->tick = bn_tick();
	KUNIT_ASSERT_EQ(test, 0, start(f, 0));
	bn_latency_record(f->skb, BSDNET_LATENCY_STAGE_QUEUE);
	KUNIT_EXPECT_EQ(test, 1, latency_kunit_total(f, BSDNET_LATENCY_STAGE_QUEUE));
	KUNIT_ASSERT_EQ(test, 0, start(f, 1000));
	KUNIT_EXPECT_EQ(test, 0, latency_kunit_total(f, BSDNET_LATENCY_STAGE_QUEUE));
	bn_tick_release();
	teardown(f);
}

/* Recording ends after its time */
static void latency__ends(struct kunit *test)
{
	struct fixture *f = setup(test);

	KUNIT_ASSERT_EQ(test, 0, start(f, 1000));
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&f->stack.latency->recording));
	flush_delayed_work(&f->stack.latency->end);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&f->stack.latency->recording));
	teardown(f);
}

static struct kunit_case latency_cases[] = {
	KUNIT_CASE(latency__buckets),
	KUNIT_CASE(latency__records),
	KUNIT_CASE(latency__ends),
	{}
};

static struct kunit_suite latency_suite = {
	.name = "bsdnet_core_latency",
	.test_cases = latency_cases,
};

kunit_test_suite(latency_suite);
