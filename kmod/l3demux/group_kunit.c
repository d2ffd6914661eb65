// SPDX-License-Identifier: GPL-2.0
/* Tests of the order of masks */
#include <kunit/test.h>

/* Each mask is a better match than the next, whatever follows in it */
static const struct bn_pcb_mask best_to_worst[] = {
	{ .lport = 1, .rport = 1, .instance = 1, .laddr_bits = 128, .raddr_bits = 128, .ifl = 1 },
	{ .lport = 1, .rport = 1, .instance = 1, .laddr_bits = 128, .raddr_bits = 128 },
	{ .lport = 1, .rport = 1, .instance = 1, .laddr_bits = 128, .raddr_bits = 127, .ifl = 1 },
	{ .lport = 1, .rport = 1, .instance = 1, .laddr_bits = 32, .raddr_bits = 128, .ifl = 1 },
	{ .lport = 1, .rport = 1, .laddr_bits = 128, .raddr_bits = 128, .ifl = 1 },
	{ .lport = 1, .instance = 1, .laddr_bits = 128, .raddr_bits = 128, .ifl = 1 },
	{ .lport = 1 },
	{ .rport = 1, .instance = 1, .laddr_bits = 128, .raddr_bits = 128, .ifl = 1 },
	{ .instance = 1 },
	{ .laddr_bits = 128, .raddr_bits = 128, .ifl = 1 },
	{ .laddr_bits = 1 },
	{ .raddr_bits = 128, .ifl = 1 },
	{ .raddr_bits = 1 },
	{ .ifl = 1 },
	{ },
};

/* Shows: PCB-1 */
static void group__rank(struct kunit *test)
{
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(best_to_worst); i++)
		KUNIT_EXPECT_GT(test, bn_group_rank(&best_to_worst[i - 1]),
				bn_group_rank(&best_to_worst[i]));
}

/* Shows: PCB-1 */
static void group__list_is_in_order(struct kunit *test)
{
	static const u8 shuffle[] = { 7, 0, 14, 3, 12, 1, 9, 4, 2, 13, 5, 11, 6, 10, 8, 7, 0 };
	const struct bn_pcb_key key = { .family = AF_INET6, .proto = IPPROTO_UDP };
	struct bn_pcb_groups *groups;
	struct bn_pcb_group_set set;
	unsigned int i;

	bn_group_set_init(&set);
	for (i = 0; i < ARRAY_SIZE(shuffle); i++)
		KUNIT_ASSERT_FALSE(test, IS_ERR(bn_group_get(&set, &key,
							     &best_to_worst[shuffle[i]])));
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(set.inet[BN_PCB_KIND_UDP]));
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(set.inet6[BN_PCB_KIND_TCP]));
	groups = rcu_access_pointer(set.inet6[BN_PCB_KIND_UDP]);
	KUNIT_ASSERT_EQ(test, groups->n, ARRAY_SIZE(best_to_worst));
	for (i = 0; i < groups->n; i++)
		KUNIT_EXPECT_EQ(test, groups->group[i]->rank, bn_group_rank(&best_to_worst[i]));
	bn_group_set_exit(&set);
}

/* Shows: PCB-2 */
static void group__knows_its_stripes(struct kunit *test)
{
	const struct bn_pcb_key key = { .family = AF_INET, .proto = IPPROTO_TCP };
	const struct bn_pcb_mask mask = {};
	struct bn_pcb_group_set set;
	struct bn_pcb_group *group;

	bn_group_set_init(&set);
	group = bn_group_get(&set, &key, &mask);
	KUNIT_ASSERT_FALSE(test, IS_ERR(group));
	KUNIT_EXPECT_EQ(test, atomic_read(&group->stripes), 0);
	bn_group_enter(group, 0);
	bn_group_enter(group, 200);
	bn_group_enter(group, 200);
	KUNIT_EXPECT_EQ(test, atomic_read(&group->stripes), 2);
	KUNIT_EXPECT_TRUE(test, bn_group_present(group, 0));
	KUNIT_EXPECT_FALSE(test, bn_group_present(group, 1));
	KUNIT_EXPECT_TRUE(test, bn_group_present(group, 200));
	bn_group_leave(group, 200);
	KUNIT_EXPECT_TRUE(test, bn_group_present(group, 200));
	bn_group_leave(group, 200);
	bn_group_leave(group, 0);
	KUNIT_EXPECT_FALSE(test, bn_group_present(group, 200));
	KUNIT_EXPECT_EQ(test, atomic_read(&group->stripes), 0);
	bn_group_set_exit(&set);
}

/* Shows: PCB-1, Q-8 */
static void group__bounded(struct kunit *test)
{
	struct bn_pcb_key key = { .family = AF_INET, .proto = IPPROTO_ESP };
	struct bn_pcb_mask mask = {};
	struct bn_pcb_group_set set;
	unsigned int i;

	bn_group_set_init(&set);
	for (i = 0; i < GROUPS_MAX; i++) {
		mask.laddr_bits = i % 33;
		mask.raddr_bits = i / 33;
		KUNIT_ASSERT_FALSE(test, IS_ERR(bn_group_get(&set, &key, &mask)));
	}
	mask.laddr_bits = 32;
	mask.raddr_bits = 32;
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_group_get(&set, &key, &mask)), -ENOSPC);
	key.family = AF_INET6;
	KUNIT_EXPECT_FALSE(test, IS_ERR(bn_group_get(&set, &key, &mask)));
	bn_group_set_exit(&set);
}

static struct kunit_case group_cases[] = {
	KUNIT_CASE(group__rank),
	KUNIT_CASE(group__list_is_in_order),
	KUNIT_CASE(group__knows_its_stripes),
	KUNIT_CASE(group__bounded),
	{}
};

static struct kunit_suite group_suite = {
	.name = "bsdnet_l3demux_group",
	.test_cases = group_cases,
};

kunit_test_suite(group_suite);
