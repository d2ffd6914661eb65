// SPDX-License-Identifier: GPL-2.0
/* Tests of room neigh with ARP: what its pools tell when they overflow */
#include "inet/arp_kunit.h"

static struct bn_queue_figures bounds_read(const struct bn_queue_stats *stats)
{
	struct bn_queue_figures figures;

	bn_queue_read(stats, &figures);
	return figures;
}

/* Shows: Q-8, NH-5 */
static void neigh_bounds__held(struct kunit *test)
{
	struct net_test *t = test->priv;
	struct bn_queue_figures before = bounds_read(&t->cache->held_pool), now;
	unsigned int i;

	for (i = 0; i < BN_NEIGH_MAX_HELD + 5; i++)
		net_test_send(test, 9, i);
	net_test_send(test, 8, 0);
	net_test_drain(t);
	now = bounds_read(&t->cache->held_pool);
	KUNIT_EXPECT_STREQ(test, now.name, "arp held");
	KUNIT_EXPECT_EQ(test, now.limit, BN_NEIGH_MAX_HELD);
	KUNIT_EXPECT_EQ(test, now.len, BN_NEIGH_MAX_HELD + 1);
	KUNIT_EXPECT_EQ(test, now.high_water, BN_NEIGH_MAX_HELD);
	KUNIT_EXPECT_EQ(test, now.drops, before.drops + 5);
}

/* Shows: Q-8, NH-5 */
static void neigh_bounds__late(struct kunit *test)
{
	struct net_test *t = test->priv;
	struct bn_queue_figures before = bounds_read(&t->cache->late_pool), now;
	struct bn_neigh *neigh;
	unsigned int i;

	net_test_send(test, 9, 0);
	net_test_drain(t);
	neigh = net_test_neigh(t, 9);
	KUNIT_ASSERT_NOT_NULL(test, neigh);
	/* the consumer cannot get past the lock, nor the fence to its end */
	bn_cfg_lock_rt(t->stack);
	bn_neigh_state_learn(neigh, test_mac_a, true);
	for (i = 0; i < BN_NEIGH_MAX_LATE + 3; i++)
		net_test_send(test, 9, i);
	now = bounds_read(&t->cache->late_pool);
	bn_cfg_unlock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, now.limit, BN_NEIGH_MAX_LATE);
	KUNIT_EXPECT_EQ(test, now.len, BN_NEIGH_MAX_LATE);
	KUNIT_EXPECT_EQ(test, now.high_water, BN_NEIGH_MAX_LATE);
	KUNIT_EXPECT_EQ(test, now.drops, before.drops + 3);
	net_test_drain(t);
	now = bounds_read(&t->cache->late_pool);
	KUNIT_EXPECT_EQ(test, now.len, 0U);
	KUNIT_EXPECT_EQ(test, now.high_water, BN_NEIGH_MAX_LATE);
}

/* Shows: Q-8 */
static void neigh_bounds__bytes(struct kunit *test)
{
	struct net_test *t = test->priv;
	struct bn_queue_figures before = bounds_read(&t->cache->wait_pool), now;

	net_test_send(test, 9, 0);
	net_test_drain(t);
	now = bounds_read(&t->cache->wait_pool);
	KUNIT_EXPECT_EQ(test, now.limit, BN_NEIGH_MAX_BYTES);
	KUNIT_EXPECT_GT(test, now.len, 0U);
	KUNIT_EXPECT_GE(test, now.high_water, now.len);
	KUNIT_EXPECT_EQ(test, now.drops, before.drops);

	atomic_add(BN_NEIGH_MAX_BYTES, &t->cache->bytes);
	net_test_send(test, 9, 1);
	net_test_drain(t);
	atomic_sub(BN_NEIGH_MAX_BYTES, &t->cache->bytes);
	KUNIT_EXPECT_EQ(test, bounds_read(&t->cache->wait_pool).drops, before.drops + 1);

	before = bounds_read(&t->cache->proto_pool);
	atomic_add(BN_NEIGH_MAX_BYTES, &t->cache->proto_bytes);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 40, 1);
	atomic_sub(BN_NEIGH_MAX_BYTES, &t->cache->proto_bytes);
	KUNIT_EXPECT_EQ(test, bounds_read(&t->cache->proto_pool).drops, before.drops + 1);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 40));
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 40, 1);
	now = bounds_read(&t->cache->proto_pool);
	KUNIT_EXPECT_EQ(test, now.drops, before.drops + 1);
	KUNIT_EXPECT_EQ(test, now.len, 0U);
	KUNIT_EXPECT_GT(test, now.high_water, 0U);
}

static void bounds_set_max(struct net_test *t, u32 max)
{
	bn_cfg_lock(t->stack);
	bn_neigh_set_max(t->iff->table->instance, max);
	bn_cfg_unlock(t->stack);
}

/* Those that are evicted count as those that are refused */
/* Shows: Q-8, IN-7 */
static void neigh_bounds__neighbours(struct kunit *test)
{
	struct net_test *t = test->priv;
	const struct bn_queue_stats *stats = &bn_neigh_pool(t->iff)->stats;
	struct bn_queue_figures now;
	unsigned int host;

	bounds_set_max(t, 4);
	for (host = 10; host < 14; host++)
		net_test_arp(test, ARPOP_REQUEST, test_mac_a, host, 1);
	now = bounds_read(stats);
	KUNIT_EXPECT_EQ(test, now.limit, 4U);
	KUNIT_EXPECT_EQ(test, now.len, 4U);
	KUNIT_EXPECT_EQ(test, now.high_water, 4U);
	KUNIT_EXPECT_EQ(test, now.drops, 0ULL);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 20, 1);
	KUNIT_EXPECT_EQ(test, bounds_read(stats).drops, 1ULL);
	/* in use, none of them can be evicted */
	net_test_send(test, 11, 0);
	net_test_send(test, 12, 0);
	net_test_send(test, 13, 0);
	net_test_send(test, 20, 0);
	net_test_send(test, 30, 0);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, bounds_read(stats).drops, 2ULL);
	bounds_set_max(t, 9);
	now = bounds_read(stats);
	KUNIT_EXPECT_EQ(test, now.limit, 9U);
	KUNIT_EXPECT_EQ(test, now.len, 4U);
	KUNIT_EXPECT_EQ(test, now.high_water, 4U);
}

static struct kunit_case neigh_bounds_cases[] = {
	KUNIT_CASE(neigh_bounds__held),
	KUNIT_CASE(neigh_bounds__late),
	KUNIT_CASE(neigh_bounds__bytes),
	KUNIT_CASE(neigh_bounds__neighbours),
	{}
};

static struct kunit_suite neigh_bounds_suite = {
	.name = "bsdnet_inet_neigh_bounds",
	.init = net_test_init,
	.exit = net_test_exit,
	.test_cases = neigh_bounds_cases,
};

kunit_test_suite(neigh_bounds_suite);
