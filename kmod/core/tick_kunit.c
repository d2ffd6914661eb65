// SPDX-License-Identifier: GPL-2.0
/*
 * Shows: SK-7
 */
#include <kunit/test.h>
#include <linux/delay.h>

static void tick__scale(struct kunit *test)
{
	/* a counter of 3 GHz */
	KUNIT_EXPECT_EQ(test, 999, scale(3000, NSEC_PER_SEC, 3 * NSEC_PER_SEC));
	KUNIT_EXPECT_GE(test, scale(3 * NSEC_PER_SEC, NSEC_PER_SEC, 3 * NSEC_PER_SEC),
			NSEC_PER_SEC - 500);
	/* a day of ticks, measured over a year: no overflow */
	KUNIT_EXPECT_EQ(test, 86400ULL * NSEC_PER_SEC,
			scale(86400ULL * NSEC_PER_SEC, 31536000ULL * NSEC_PER_SEC,
			      31536000ULL * NSEC_PER_SEC));
	/* a counter that has stopped */
	KUNIT_EXPECT_EQ(test, 0, scale(3000, NSEC_PER_SEC, 0));
	KUNIT_EXPECT_EQ(test, 0, scale(3000, NSEC_PER_SEC, 1));
}

static void tick__to_real(struct kunit *test)
{
	u64 tick, elapsed;
	ktime_t before, after;

	bn_tick_hold();
	before = ktime_get_real();
	tick = bn_tick();
	after = ktime_get_real();
	KUNIT_EXPECT_NE(test, 0, tick);
	msleep(50);
	elapsed = bn_tick_ns(bn_tick() - tick);
	KUNIT_EXPECT_GE(test, elapsed, 45 * NSEC_PER_MSEC);
	/* a millisecond for the calls and the rate */
	KUNIT_EXPECT_GE(test, bn_tick_to_real(tick), ktime_sub_ns(before, NSEC_PER_MSEC));
	KUNIT_EXPECT_LE(test, bn_tick_to_real(tick), ktime_add_ns(after, NSEC_PER_MSEC));
	/* none, and one of the future: now */
	KUNIT_EXPECT_GE(test, bn_tick_to_real(0), after);
	KUNIT_EXPECT_GE(test, bn_tick_to_real(~0ULL), after);
	bn_tick_release();
}

static void tick__stir(struct kunit *test)
{
	unsigned int cpu = get_cpu();
	struct stirred *mine = per_cpu_ptr(&stirred, cpu);
	struct stirred before = *mine;

	bn_tick_stir(0);
	KUNIT_EXPECT_EQ(test, before.ticks, mine->ticks);
	mine->next = jiffies;
	bn_tick_stir(5);
	KUNIT_EXPECT_TRUE(test, time_after(mine->next, jiffies));
	before = *mine;
	bn_tick_stir(7);
	KUNIT_EXPECT_EQ(test, rol64(before.ticks, 7) ^ 7, mine->ticks);
	KUNIT_EXPECT_EQ(test, before.next, mine->next);
	put_cpu();
}

static struct kunit_case tick_cases[] = {
	KUNIT_CASE(tick__scale),
	KUNIT_CASE(tick__to_real),
	KUNIT_CASE(tick__stir),
	{}
};

static struct kunit_suite tick_suite = {
	.name = "bsdnet_core_tick",
	.test_cases = tick_cases,
};

kunit_test_suite(tick_suite);
