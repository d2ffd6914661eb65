// SPDX-License-Identifier: GPL-2.0
/* KUnit suite of stats.c: counters, and the stock of per-CPU sets */
#include <kunit/test.h>

/* An unpublished iff that is counted in the stack's stock */
static struct bn_iff *iff_make(struct kunit *test)
{
	struct bn_iff *iff = kunit_kzalloc(test, sizeof(*iff), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, iff);
	iff->stack = bn_stack_of(&init_net);
	bn_stock_join(&iff->stack->ifs->stock);
	return iff;
}

static void iff_free(struct bn_iff *iff)
{
	bn_stock_leave(&iff->stack->ifs->stock, iff);
}

static struct bn_if_stats64 read(const struct bn_iff *iff)
{
	struct bn_if_stats64 sum;

	bn_iff_stats_read(iff, &sum);
	return sum;
}

static void rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	local_bh_disable();
	bn_iff_count_rx(iff, packets, bytes);
	local_bh_enable();
}

static void tx(struct bn_iff *iff, unsigned int bytes)
{
	local_bh_disable();
	bn_iff_count_tx(iff, 1, bytes);
	local_bh_enable();
}

/* Shows: IF-18 */
static void stats__idle_has_no_set(struct kunit *test)
{
	struct bn_iff *iff = iff_make(test);

	rx(iff, 63, 6300);
	tx(iff, 50);
	KUNIT_EXPECT_PTR_EQ(test, (void *)0, (__force void *)iff->busy);
	KUNIT_EXPECT_EQ(test, 63ULL, read(iff).rx_packets);
	KUNIT_EXPECT_EQ(test, 6300ULL, read(iff).rx_bytes);
	KUNIT_EXPECT_EQ(test, 1ULL, read(iff).tx_packets);
	KUNIT_EXPECT_EQ(test, 50ULL, read(iff).tx_bytes);
	iff_free(iff);
}

/* Shows: IF-18 */
static void stats__busy_is_lent_one(struct kunit *test)
{
	struct bn_iff *iff = iff_make(test);
	unsigned int i;

	rx(iff, 64, 6400);
	KUNIT_EXPECT_NE(test, 0UL, (__force unsigned long)iff->busy);
	rx(iff, 10, 1000);
	for (i = 0; i < 100; i++)
		tx(iff, 7);
	KUNIT_EXPECT_EQ(test, 74ULL, read(iff).rx_packets);
	KUNIT_EXPECT_EQ(test, 7400ULL, read(iff).rx_bytes);
	KUNIT_EXPECT_EQ(test, 100ULL, read(iff).tx_packets);
	KUNIT_EXPECT_EQ(test, 700ULL, read(iff).tx_bytes);
	iff_free(iff);
}

/* A returned set is zeroed for its next user */
/* Shows: IF-18 */
static void stats__set_comes_back_clean(struct kunit *test)
{
	struct bn_stats_stock *stock = &bn_stack_of(&init_net)->ifs->stock;
	struct bn_iff *first = iff_make(test), *second = iff_make(test);
	unsigned int made = stock->made;

	rx(first, 1000, 1);
	iff_free(first);
	KUNIT_EXPECT_LE(test, stock->made, made);
	KUNIT_EXPECT_LE(test, stock->made, stock->iffs);
	rx(second, 64, 64);
	rx(second, 1, 1);
	KUNIT_EXPECT_EQ(test, 65ULL, read(second).rx_packets);
	KUNIT_EXPECT_EQ(test, 65ULL, read(second).rx_bytes);
	iff_free(second);
}

/* If the stock is empty, an iff counts in its shared counters */
/* Shows: IF-18 */
static void stats__stock_has_an_end(struct kunit *test)
{
	struct bn_stats_stock *stock = &bn_stack_of(&init_net)->ifs->stock;
	unsigned int before = stock->made, i, n = STOCK_MAX + 10, without = 0;
	struct bn_iff **iffs = kunit_kcalloc(test, n, sizeof(*iffs), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, iffs);
	for (i = 0; i < n; i++)
		iffs[i] = iff_make(test);
	KUNIT_EXPECT_EQ(test, STOCK_MAX, stock->made);
	for (i = 0; i < n; i++) {
		rx(iffs[i], 200, 300);
		without += !iffs[i]->busy;
		KUNIT_EXPECT_EQ(test, 200ULL, read(iffs[i]).rx_packets);
		KUNIT_EXPECT_EQ(test, 300ULL, read(iffs[i]).rx_bytes);
	}
	KUNIT_EXPECT_GE(test, without, 10U);
	KUNIT_EXPECT_EQ(test, 0U, stock->n);
	for (i = 0; i < n; i++)
		iff_free(iffs[i]);
	KUNIT_EXPECT_LE(test, stock->made, before);
}

/* Shows: IF-18 */
static void stats__ifl_inherits(struct kunit *test)
{
	struct bn_ifl *ifl = kunit_kzalloc(test, sizeof(*ifl), GFP_KERNEL);
	struct bn_iff *iff = iff_make(test);
	struct bsdnet_stack *stack = iff->stack;
	struct bn_if_stats64 sum;

	KUNIT_ASSERT_NOT_NULL(test, ifl);
	ifl->stack = stack;
	bn_cfg_lock(stack);
	RCU_INIT_POINTER(ifl->iffs, iff);
	rx(iff, 70, 700);
	bn_ifl_count_tx(ifl, 33);
	bn_ifl_stats_read(ifl, &sum);
	KUNIT_EXPECT_EQ(test, 70ULL, sum.rx_packets);
	KUNIT_EXPECT_EQ(test, 33ULL, sum.tx_bytes);
	RCU_INIT_POINTER(ifl->iffs, NULL);
	bn_stats_inherit(ifl, iff);
	iff_free(iff);
	bn_ifl_stats_read(ifl, &sum);
	KUNIT_EXPECT_EQ(test, 70ULL, sum.rx_packets);
	KUNIT_EXPECT_EQ(test, 700ULL, sum.rx_bytes);
	KUNIT_EXPECT_EQ(test, 1ULL, sum.tx_packets);
	bn_cfg_unlock(stack);
}

static struct kunit_case stats_cases[] = {
	KUNIT_CASE(stats__idle_has_no_set),
	KUNIT_CASE(stats__busy_is_lent_one),
	KUNIT_CASE(stats__set_comes_back_clean),
	KUNIT_CASE(stats__stock_has_an_end),
	KUNIT_CASE(stats__ifl_inherits),
	{}
};

static struct kunit_suite stats_suite = {
	.name = "bsdnet_ifs_stats",
	.test_cases = stats_cases,
};

kunit_test_suite(stats_suite);
