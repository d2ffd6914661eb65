// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of mgroup.c: groups of an interface and filters of their members, with a naive twin
 */
#include <linux/random.h>

#include "inet/arp_kunit.h"

#define TWIN_MEMBERS 6
#define TWIN_SOURCES 4

static const __be32 group_test_addr = cpu_to_be32(0xef010101);

static __be32 group_test_source(unsigned int i)
{
	return test_addr(10, 0, 0, 1 + i);
}

static enum bn_drop_reason group_test_check(struct kunit *test, u32 ifl_index, __be32 saddr,
					    u8 proto)
{
	struct net_test *t = test->priv;
	struct sk_buff *skb = test_packet(test, proto, NULL, 0, 8);
	enum bn_drop_reason reason;

	ip_hdr(skb)->daddr = group_test_addr;
	ip_hdr(skb)->saddr = saddr;
	rcu_read_lock();
	reason = bn_mgroup_check(t->stack, ifl_index, skb);
	rcu_read_unlock();
	kfree_skb(skb);
	return reason;
}

/* Is the address of the group in the filter of the device? */
static bool group_test_filter(const struct net_test *t)
{
	static const u8 mac[ETH_ALEN] = { 0x01, 0x00, 0x5e, 0x01, 0x01, 0x01 };
	const struct netdev_hw_addr *addr;
	bool found = false;

	netif_addr_lock_bh(t->dev);
	netdev_for_each_mc_addr(addr, t->dev)
		found |= ether_addr_equal(addr->addr, mac);
	netif_addr_unlock_bh(t->dev);
	return found;
}

static u32 group_test_ifl(const struct net_test *t)
{
	return t->iff->ifl->ifl_index;
}

/* Shows: NH-2, IF-4, IF-20 */
static void mgroup__members(struct kunit *test)
{
	const struct bn_mgroup_filter all = { .mode = MCAST_EXCLUDE };
	struct net_test *t = test->priv;
	u32 ifl = group_test_ifl(t);
	struct bn_mgroup *group;

	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, group_test_source(0), 17),
			BN_DROP_NH_MDISCARD);
	bn_cfg_lock_rtnl(t->stack);
	group = bn_mgroup_join(t->iff, group_test_addr, &all);
	KUNIT_ASSERT_FALSE(test, IS_ERR(group));
	KUNIT_EXPECT_PTR_EQ(test, bn_mgroup_join(t->iff, group_test_addr, &all), group);
	KUNIT_EXPECT_TRUE(test, group_test_filter(t));
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, group_test_source(0), 17),
			BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl + 1, group_test_source(0), 17),
			BN_DROP_NH_MDISCARD);
	bn_mgroup_leave(group, &all);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, group_test_source(0), 17),
			BN_DROP_MAX);
	bn_mgroup_leave(group, &all);
	bn_cfg_unlock_rtnl(t->stack);
	KUNIT_EXPECT_FALSE(test, group_test_filter(t));
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, group_test_source(0), 17),
			BN_DROP_NH_MDISCARD);
}

/* A member outlives the interface's part in the group */
/* Shows: IF-7, NH-2 */
static void mgroup__withdrawn(struct kunit *test)
{
	const __be32 source = group_test_source(0);
	const struct bn_mgroup_filter one = {
		.mode = MCAST_INCLUDE, .n = 1, .sources = &source,
	};
	const struct bn_mgroup_filter all = { .mode = MCAST_EXCLUDE };
	struct net_test *t = test->priv;
	struct bn_mgroup *old, *new;

	bn_cfg_lock_rtnl(t->stack);
	old = bn_mgroup_join(t->iff, group_test_addr, &one);
	KUNIT_ASSERT_FALSE(test, IS_ERR(old));
	bn_mgroup_iff_gone(t->iff);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, group_test_ifl(t), source, 17),
			BN_DROP_NH_MDISCARD);
	new = bn_mgroup_join(t->iff, group_test_addr, &all);
	KUNIT_ASSERT_FALSE(test, IS_ERR(new));
	KUNIT_EXPECT_PTR_NE(test, new, old);
	KUNIT_EXPECT_EQ(test, bn_mgroup_set_filter(old, &one, &all), 0);
	bn_mgroup_leave(old, &all);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, group_test_ifl(t), source, 17),
			BN_DROP_MAX);
	bn_mgroup_leave(new, &all);
	bn_cfg_unlock_rtnl(t->stack);
}

/* A member that names a source twice does not speak for another one */
/* Shows: NH-2 */
static void mgroup__source_named_twice(struct kunit *test)
{
	const __be32 twice[] = { group_test_source(0), group_test_source(0) };
	const struct bn_mgroup_filter not = { .mode = MCAST_EXCLUDE, .n = 2, .sources = twice };
	const struct bn_mgroup_filter all = { .mode = MCAST_EXCLUDE };
	struct net_test *t = test->priv;
	struct bn_mgroup *group;

	bn_cfg_lock_rtnl(t->stack);
	group = bn_mgroup_join(t->iff, group_test_addr, &all);
	KUNIT_ASSERT_FALSE(test, IS_ERR(group));
	KUNIT_EXPECT_PTR_EQ(test, bn_mgroup_join(t->iff, group_test_addr, &not), group);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, group_test_ifl(t), twice[0], 17),
			BN_DROP_MAX);
	bn_mgroup_leave(group, &all);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, group_test_ifl(t), twice[0], 17),
			BN_DROP_NH_MGROUP_SOURCE);
	bn_mgroup_leave(group, &not);
	bn_cfg_unlock_rtnl(t->stack);
}

/* A filter of a member of the twin */
struct twin_filter {
	struct bn_mgroup_filter filter;
	__be32 sources[2 * TWIN_SOURCES];
};

static bool twin_wants(const struct bn_mgroup_filter *filter, __be32 source)
{
	unsigned int i;

	for (i = 0; i < filter->n; i++)
		if (filter->sources[i] == source)
			return filter->mode == MCAST_INCLUDE;
	return filter->mode == MCAST_EXCLUDE;
}

static void twin_choose(struct twin_filter *twin)
{
	unsigned int i;

	twin->filter.mode = get_random_u32_below(2) ? MCAST_INCLUDE : MCAST_EXCLUDE;
	twin->filter.sources = twin->sources;
	twin->filter.n = 0;
	/* as IP_MSFILTER may, also twice */
	for (i = 0; i < 2 * TWIN_SOURCES; i++)
		if (get_random_u32_below(2))
			twin->sources[twin->filter.n++] = group_test_source(i % TWIN_SOURCES);
}

static void twin_compare(struct kunit *test, const struct twin_filter *members,
			 const bool *present)
{
	struct net_test *t = test->priv;
	unsigned int i, source;
	bool wanted, any;

	for (source = 0; source <= TWIN_SOURCES; source++) {
		wanted = false;
		any = false;
		for (i = 0; i < TWIN_MEMBERS; i++) {
			any |= present[i];
			wanted |= present[i] &&
				  twin_wants(&members[i].filter, group_test_source(source));
		}
		KUNIT_ASSERT_EQ(test, (int)group_test_check(test, group_test_ifl(t),
							    group_test_source(source), 17),
				wanted ? BN_DROP_MAX :
				any ? BN_DROP_NH_MGROUP_SOURCE : BN_DROP_NH_MDISCARD);
	}
}

/* Shows: SK-5, NH-2 */
static void mgroup__sources_twin(struct kunit *test)
{
	struct twin_filter *members, *next;
	bool present[TWIN_MEMBERS] = {};
	struct net_test *t = test->priv;
	struct bn_mgroup *group = NULL;
	unsigned int round, i;

	members = kunit_kcalloc(test, TWIN_MEMBERS + 1, sizeof(*members), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, members);
	next = &members[TWIN_MEMBERS];
	bn_cfg_lock_rtnl(t->stack);
	for (round = 0; round < 2000; round++) {
		i = get_random_u32_below(TWIN_MEMBERS);
		if (!present[i]) {
			twin_choose(&members[i]);
			group = bn_mgroup_join(t->iff, group_test_addr, &members[i].filter);
			KUNIT_ASSERT_FALSE(test, IS_ERR(group));
			present[i] = true;
		} else if (get_random_u32_below(3)) {
			twin_choose(next);
			KUNIT_ASSERT_EQ(test, 0, bn_mgroup_set_filter(group, &members[i].filter,
								      &next->filter));
			members[i] = *next;
			members[i].filter.sources = members[i].sources;
		} else {
			bn_mgroup_leave(group, &members[i].filter);
			present[i] = false;
		}
		twin_compare(test, members, present);
	}
	for (i = 0; i < TWIN_MEMBERS; i++)
		if (present[i])
			bn_mgroup_leave(group, &members[i].filter);
	bn_cfg_unlock_rtnl(t->stack);
}

/* Queries reach the host, whatever sources it wants (RFC 3376 4.1.12); packets without a source,
 * too
 */
/* Shows: SK-5 */
static void mgroup__any_source(struct kunit *test)
{
	const __be32 source = group_test_source(0);
	const struct bn_mgroup_filter one = {
		.mode = MCAST_INCLUDE, .n = 1, .sources = &source,
	};
	struct net_test *t = test->priv;
	u32 ifl = group_test_ifl(t);
	struct bn_mgroup *group;

	bn_cfg_lock_rtnl(t->stack);
	group = bn_mgroup_join(t->iff, group_test_addr, &one);
	KUNIT_ASSERT_FALSE(test, IS_ERR(group));
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, group_test_source(1), 17),
			BN_DROP_NH_MGROUP_SOURCE);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, group_test_source(1), IPPROTO_IGMP),
			BN_DROP_MAX);
	KUNIT_EXPECT_EQ(test, (int)group_test_check(test, ifl, 0, 17), BN_DROP_MAX);
	bn_mgroup_leave(group, &one);
	bn_cfg_unlock_rtnl(t->stack);
}

/* Shows: CTL-1 */
static void mgroup__list(struct kunit *test)
{
	const __be32 sources[] = { group_test_source(1), group_test_source(0) };
	const struct bn_mgroup_filter some = {
		.mode = MCAST_EXCLUDE, .n = 2, .sources = sources,
	};
	struct bn_mgroup_info info = {};
	struct net_test *t = test->priv;
	struct bn_mgroup *groups[2];
	unsigned int i;

	bn_cfg_lock_rtnl(t->stack);
	groups[1] = bn_mgroup_join(t->iff, htonl(0xef010102), &some);
	groups[0] = bn_mgroup_join(t->iff, group_test_addr, &some);
	for (i = 0; i < 2; i++) {
		KUNIT_ASSERT_FALSE(test, IS_ERR(groups[i]));
		KUNIT_ASSERT_TRUE(test, bn_mgroup_next(t->iff, &info));
		KUNIT_EXPECT_EQ(test, ntohl(info.addr), 0xef010101 + i);
		KUNIT_EXPECT_FALSE(test, info.has_source);
		KUNIT_EXPECT_EQ(test, info.users, 1U);
		KUNIT_EXPECT_EQ(test, info.sources, 2U);
		KUNIT_ASSERT_TRUE(test, bn_mgroup_next(t->iff, &info));
		KUNIT_EXPECT_TRUE(test, info.has_source && info.source == group_test_source(0));
		KUNIT_EXPECT_EQ(test, info.exclude, 1U);
		KUNIT_ASSERT_TRUE(test, bn_mgroup_next(t->iff, &info));
		KUNIT_EXPECT_TRUE(test, info.has_source && info.source == group_test_source(1));
	}
	KUNIT_EXPECT_FALSE(test, bn_mgroup_next(t->iff, &info));
	for (i = 0; i < 2; i++)
		bn_mgroup_leave(groups[i], &some);
	bn_cfg_unlock_rtnl(t->stack);
}

static struct kunit_case group_cases[] = {
	KUNIT_CASE(mgroup__members),
	KUNIT_CASE(mgroup__withdrawn),
	KUNIT_CASE(mgroup__source_named_twice),
	KUNIT_CASE(mgroup__sources_twin),
	KUNIT_CASE(mgroup__any_source),
	KUNIT_CASE(mgroup__list),
	{}
};

static struct kunit_suite group_suite = {
	.name = "bsdnet_inet_mgroup",
	.init = net_test_init,
	.exit = net_test_exit,
	.test_cases = group_cases,
};

kunit_test_suite(group_suite);
