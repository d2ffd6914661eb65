// SPDX-License-Identifier: GPL-2.0
/* Tests of limit.c */
#include <kunit/test.h>

/* Declared here and by the suites of the families, which alone call it */
void bn_ip_limits_refill(struct bn_ip_limits *limits);

/* Full buckets again, so that no test depends on those before */
void bn_ip_limits_refill(struct bn_ip_limits *limits)
{
	unsigned int i;

	limits->global.credit = GLOBAL_BURST * HZ;
	for (i = 0; i < BUCKETS; i++)
		limits->peers[i].credit = PEER_BURST * HZ;
}

static unsigned int take_many(struct bucket *bucket, unsigned long now, u32 rate, u32 burst)
{
	unsigned int n = 0;

	while (n < 10000 && bucket_take(bucket, now, rate, burst, HZ))
		n++;
	return n;
}

/* Shows: IN-2, IN-6 */
static void limit__bucket(struct kunit *test)
{
	struct bucket bucket;
	unsigned long now;

	bucket_init(&bucket, 6);
	now = bucket.stamp;
	KUNIT_EXPECT_EQ(test, 6u, take_many(&bucket, now, 1, 6));
	KUNIT_EXPECT_EQ(test, 0u, take_many(&bucket, now + HZ - 1, 1, 6));
	KUNIT_EXPECT_EQ(test, 1u, take_many(&bucket, now + HZ, 1, 6));
	KUNIT_EXPECT_EQ(test, 3u, take_many(&bucket, now + 4 * HZ, 1, 6));
	KUNIT_EXPECT_EQ(test, 6u, take_many(&bucket, now + 1000 * HZ, 1, 6));
	/* a wrapped or very long time fills it and does no more */
	KUNIT_EXPECT_EQ(test, 6u, take_many(&bucket, now - 1, 1, 6));
}

/* Without credit it is not written, nor its lock taken, before time passes. lockdep would tell */
/* Shows: IN-2 */
static void limit__empty_is_only_read(struct kunit *test)
{
	struct bucket bucket;
	unsigned long now;

	bucket_init(&bucket, 6);
	now = bucket.stamp;
	KUNIT_EXPECT_FALSE(test, bucket_is_empty(&bucket, now));
	KUNIT_EXPECT_EQ(test, 6u, take_many(&bucket, now, 1, 6));
	KUNIT_EXPECT_TRUE(test, bucket_is_empty(&bucket, now));
	spin_lock_bh(&bucket.lock);
	KUNIT_EXPECT_FALSE(test, bucket_take(&bucket, now, 1, 6, HZ));
	spin_unlock_bh(&bucket.lock);
	KUNIT_EXPECT_FALSE(test, bucket_is_empty(&bucket, now + 1));
	KUNIT_EXPECT_TRUE(test, bucket_take(&bucket, now + HZ, 1, 6, HZ));
}

/* Messages that a bucket full of @burst allows while no time passes: at random, @burst on
 * average, so that the rest does not tell how many went to others
 */
static void expect_random(struct kunit *test, u32 rate, u32 burst)
{
	unsigned int n, i, fewest = UINT_MAX, most = 0, sum = 0;
	struct bucket bucket;

	for (i = 0; i < 1000; i++) {
		bucket_init(&bucket, burst);
		n = 0;
		while (n < 10000 &&
		       bucket_take(&bucket, bucket.stamp, rate, burst, random_cost()))
			n++;
		fewest = min(fewest, n);
		most = max(most, n);
		sum += n;
	}
	KUNIT_EXPECT_LT(test, fewest, burst);
	KUNIT_EXPECT_GT(test, most, burst + 1);
	KUNIT_EXPECT_GE(test, sum, 1000 * burst - 500);
	KUNIT_EXPECT_LE(test, sum, 1000 * burst + 1500);
}

/* Shows: IN-2 */
static void limit__unpredictable(struct kunit *test)
{
	expect_random(test, PEER_RATE, PEER_BURST);
	expect_random(test, GLOBAL_RATE, GLOBAL_BURST);
}

static const u8 peer[4] = { 198, 51, 100, 7 };

static bool allow(struct bn_ip_limits *limits, enum bn_ip_limit_kind kind)
{
	return bn_ip_limit_allow(limits, 0, peer, sizeof(peer), kind);
}

/* Errors to one peer until the first that is refused; the bucket is full before */
static unsigned int errors_to_peer(struct bn_ip_limits *limits)
{
	unsigned int n = 0;

	bn_ip_limits_refill(limits);
	while (n < 1000 && allow(limits, BN_IP_LIMIT_ERROR))
		n++;
	return n;
}

/* Shows: IN-2 */
static void limit__peer(struct kunit *test)
{
	struct bn_ip_limits *limits = bn_ip_limits_alloc();
	unsigned int n, i, fewest = UINT_MAX, most = 0;

	KUNIT_ASSERT_NOT_NULL(test, limits);
	for (i = 0; i < 200; i++) {
		n = errors_to_peer(limits);
		fewest = min(fewest, n);
		most = max(most, n);
	}
	/* at a fixed cost it is the burst, one more where a second has passed meanwhile */
	KUNIT_EXPECT_LT(test, fewest, (unsigned int)PEER_BURST);
	KUNIT_EXPECT_GT(test, most, PEER_BURST + 2U);
	bn_ip_limits_free(limits);
}

/* Shows: IN-2, IN-6 */
static void limit__kinds(struct kunit *test)
{
	struct bn_ip_limits *limits = bn_ip_limits_alloc();
	unsigned int errors = 0, too_big = 0, i;

	KUNIT_ASSERT_NOT_NULL(test, limits);
	for (i = 0; i < 80; i++)
		errors += allow(limits, BN_IP_LIMIT_ERROR);
	KUNIT_EXPECT_GE(test, errors, PEER_BURST / 2U);
	KUNIT_EXPECT_LT(test, errors, 80u);
	bn_ip_limits_refill(limits);
	for (i = 0; i < 20; i++)
		too_big += allow(limits, BN_IP_LIMIT_TOO_BIG);
	KUNIT_EXPECT_EQ(test, 20u, too_big);
	bn_ip_limits_free(limits);
}

static struct kunit_case limit_cases[] = {
	KUNIT_CASE(limit__bucket),
	KUNIT_CASE(limit__empty_is_only_read),
	KUNIT_CASE(limit__unpredictable),
	KUNIT_CASE(limit__peer),
	KUNIT_CASE(limit__kinds),
	{}
};

static struct kunit_suite limit_suite = {
	.name = "bsdnet_ip_limit",
	.test_cases = limit_cases,
};

kunit_test_suite(limit_suite);
