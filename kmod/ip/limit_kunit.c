// SPDX-License-Identifier: GPL-2.0
/* Tests of icmp_limit.c */
#include "inet/kunit_net.h"

/* Full buckets again, so that no test depends on those before */
void bn_icmp_limit_refill(struct bsdnet_stack *stack)
{
	struct bn_icmp_limits *limits = stack->inet->icmp;
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
static void icmp_limit__bucket(struct kunit *test)
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
static void icmp_limit__unpredictable(struct kunit *test)
{
	expect_random(test, PEER_RATE, PEER_BURST);
	expect_random(test, GLOBAL_RATE, GLOBAL_BURST);
}

/* Errors to one peer until the first that is refused; the bucket is full before */
static unsigned int errors_to(struct bsdnet_stack *stack, __be32 peer)
{
	unsigned int n = 0;

	bn_icmp_limit_refill(stack);
	while (n < 1000 && bn_icmp_limit_allow(stack, 0, peer, ICMP_DEST_UNREACH,
					       ICMP_PORT_UNREACH))
		n++;
	return n;
}

/* Shows: IN-2 */
static void icmp_limit__peer(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	unsigned int n, i, fewest = UINT_MAX, most = 0;

	for (i = 0; i < 200; i++) {
		n = errors_to(stack, test_addr(198, 51, 100, 7));
		fewest = min(fewest, n);
		most = max(most, n);
	}
	/* at a fixed cost it is the burst, one more where a second has passed meanwhile */
	KUNIT_EXPECT_LT(test, fewest, (unsigned int)PEER_BURST);
	KUNIT_EXPECT_GT(test, most, PEER_BURST + 2U);
	bn_icmp_limit_refill(stack);
}

/* Shows: IN-2, IN-6 */
static void icmp_limit__kinds(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	__be32 peer = test_addr(198, 51, 100, 7);
	unsigned int errors = 0, too_big = 0, i;

	bn_icmp_limit_refill(stack);
	for (i = 0; i < 80; i++)
		errors += bn_icmp_limit_allow(stack, 0, peer, ICMP_TIME_EXCEEDED, 0);
	KUNIT_EXPECT_GE(test, errors, PEER_BURST / 2U);
	KUNIT_EXPECT_LT(test, errors, 80u);
	bn_icmp_limit_refill(stack);
	for (i = 0; i < 20; i++)
		too_big += bn_icmp_limit_allow(stack, 0, peer, ICMP_DEST_UNREACH,
					       ICMP_FRAG_NEEDED);
	KUNIT_EXPECT_EQ(test, 20u, too_big);
	bn_icmp_limit_refill(stack);
}

static struct kunit_case icmp_limit_cases[] = {
	KUNIT_CASE(icmp_limit__bucket),
	KUNIT_CASE(icmp_limit__unpredictable),
	KUNIT_CASE(icmp_limit__peer),
	KUNIT_CASE(icmp_limit__kinds),
	{}
};

static struct kunit_suite icmp_limit_suite = {
	.name = "bsdnet_inet_icmp_limit",
	.test_cases = icmp_limit_cases,
};

kunit_test_suite(icmp_limit_suite);
