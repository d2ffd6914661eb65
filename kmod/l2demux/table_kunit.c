// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the L2 table; the randomized ones with a naive twin, and those with
 * concurrent readers, are in selftests/host/l2_table_test.cc.
 */
#include <kunit/test.h>

static struct bn_l2_key test_key(const void *data, unsigned int bits)
{
	struct bn_l2_key key = {};

	bn_l2_key_append(&key, data, bits);
	return key;
}

static u32 found(const struct bn_l2_table *table, const void *data, unsigned int bits)
{
	struct bn_l2_key key = test_key(data, bits);
	const struct bn_l2_entry *entry;
	u32 ifl_index;

	rcu_read_lock();
	entry = bn_l2_lookup(table, &key);
	ifl_index = entry ? entry->ifl_index : 0;
	rcu_read_unlock();
	return ifl_index;
}

static struct bn_l2_entry *put(struct bn_l2_table *table, const void *data, unsigned int bits,
			       u32 ifl_index)
{
	struct bn_l2_key key = test_key(data, bits);

	return bn_l2_insert(table, &key, ifl_index, true, NULL, NULL, NULL);
}

static struct bn_l2_table *open_table(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_l2_table *table = bn_l2_table_alloc(stack);

	KUNIT_ASSERT_NOT_NULL(test, table);
	bn_cfg_lock(stack);
	return table;
}

static void close_table(struct bn_l2_table *table)
{
	struct bsdnet_stack *stack = table->stack;
	const struct bn_l2_entry *entry;

	while ((entry = bn_l2_next(table, NULL)))
		bn_l2_remove(table, (struct bn_l2_entry *)entry);
	bn_cfg_unlock(stack);
	bn_l2_table_free(table);
}

/* Shows: L2-2, L2-3 */
static void table__starts_empty(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test);

	KUNIT_EXPECT_EQ(test, bn_l2_count(table), 0);
	KUNIT_EXPECT_EQ(test, found(table, "\x08\x00", 16), 0);
	KUNIT_EXPECT_NULL(test, bn_l2_next(table, NULL));
	close_table(table);
}

/* Shows: L2-2 */
static void table__longest_match(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test);
	struct bn_l2_entry *inet;

	inet = put(table, "\x81\x00\x00\x0a\x08\x00", 48, 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(inet));
	KUNIT_EXPECT_FALSE(test, IS_ERR(put(table, "\x81\x00\x00\x0a", 32, 2)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(put(table, "\x08\x00", 16, 3)));
	KUNIT_EXPECT_FALSE(test, IS_ERR(put(table, "\x80", 1, 4)));
	KUNIT_EXPECT_EQ(test, found(table, "\x81\x00\x00\x0a\x08\x00", 48), 1);
	KUNIT_EXPECT_EQ(test, found(table, "\x81\x00\x00\x0a\x08\x06", 48), 2);
	KUNIT_EXPECT_EQ(test, found(table, "\x81\x00\x00\x0b\x08\x00", 48), 4);
	KUNIT_EXPECT_EQ(test, found(table, "\x08\x00", 16), 3);
	KUNIT_EXPECT_EQ(test, found(table, "\x08\x06", 16), 0);
	/* the empty prefix takes all the rest */
	KUNIT_EXPECT_FALSE(test, IS_ERR(put(table, "", 0, 5)));
	KUNIT_EXPECT_EQ(test, found(table, "\x08\x06", 16), 5);
	KUNIT_EXPECT_EQ(test, found(table, "\x08\x00", 16), 3);
	bn_l2_remove(table, inet);
	KUNIT_EXPECT_EQ(test, found(table, "\x81\x00\x00\x0a\x08\x00", 48), 2);
	close_table(table);
}

/* Shows: L2-2 */
static void table__prefix_belongs_to_one(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test);
	struct netlink_ext_ack extack = {};
	struct bn_l2_key key = test_key("\x08\x00", 16);

	KUNIT_EXPECT_FALSE(test, IS_ERR(put(table, "\x08\x00", 16, 3)));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_l2_insert(table, &key, 4, true, NULL, NULL, &extack)),
			-EEXIST);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	/* not zero past its bits */
	key.bits = 4;
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_l2_insert(table, &key, 4, true, NULL, NULL, &extack)),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, bn_l2_count(table), 1);
	close_table(table);
}

/* Shows: L2-4 */
static void table__stamp(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test);
	unsigned long empty = bn_l2_stamp(table);
	struct bn_l2_entry *entry = put(table, "\x08\x00", 16, 3);
	unsigned long one = bn_l2_stamp(table);

	KUNIT_EXPECT_NE(test, empty, one);
	bn_l2_remove(table, entry);
	KUNIT_EXPECT_NE(test, one, bn_l2_stamp(table));
	close_table(table);
}

static u32 ask_recent(struct bn_l2_table *table, const void *data, unsigned int bits,
		      struct bn_l2_recent *recent)
{
	struct bn_l2_key key = test_key(data, bits);
	const struct bn_l2_entry *entry;
	u32 ifl_index;

	rcu_read_lock();
	entry = bn_l2_lookup_recent(table, &key, recent);
	ifl_index = entry ? entry->ifl_index : 0;
	rcu_read_unlock();
	return ifl_index;
}

/* Shows: L2-2 */
static void table__recent_is_the_longest_match(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test), *other;
	struct bn_l2_recent recent = {};
	struct bn_l2_entry *entry;

	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a", 32, &recent), 0);
	entry = put(table, "\x81\x00\x00\x0a", 32, 3);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a", 32, &recent), 3);
	KUNIT_EXPECT_PTR_EQ(test, recent.entry, entry);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a", 32, &recent), 3);
	/* longer than what is remembered, and as long but another */
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a\x08\x00", 48, &recent), 3);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0b", 32, &recent), 0);
	put(table, "\x81\x00\x00\x0a\x08\x00", 48, 4);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a\x08\x00", 48, &recent), 4);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a", 32, &recent), 3);
	bn_l2_remove(table, entry);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a", 32, &recent), 0);
	KUNIT_EXPECT_EQ(test, ask_recent(table, "\x81\x00\x00\x0a\x08\x00", 48, &recent), 4);
	/* another table, whatever its address */
	close_table(table);
	other = open_table(test);
	KUNIT_EXPECT_EQ(test, ask_recent(other, "\x81\x00\x00\x0a\x08\x00", 48, &recent), 0);
	close_table(other);
}

static void expect_ordered(struct kunit *test, struct bn_l2_table *table, unsigned int n)
{
	const struct bn_l2_entry *entry = NULL, *next;
	unsigned int walked = 0;

	while ((next = bn_l2_next(table, entry ? &entry->key : NULL))) {
		if (entry)
			KUNIT_EXPECT_LT(test, bn_words_compare(&entry->key, &next->key), 0);
		entry = next;
		walked++;
	}
	KUNIT_EXPECT_EQ(test, walked, n);
}

/* Shows: L2-2, L2-4 */
static void table__grows_and_shrinks(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test);
	u8 data[6] = { 0x81, 0x00, 0, 0, 0x08, 0x00 };
	struct bn_l2_entry **entry;
	unsigned int n = 3000;
	unsigned int i;

	entry = kunit_kcalloc(test, n, sizeof(*entry), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entry);
	for (i = 0; i < n; i++) {
		data[2] = i >> 8;
		data[3] = i;
		entry[i] = put(table, data, 48, i + 1);
		KUNIT_ASSERT_FALSE(test, IS_ERR(entry[i]));
	}
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(table->few));
	for (i = 0; i < n; i++) {
		data[2] = i >> 8;
		data[3] = i;
		KUNIT_EXPECT_EQ(test, found(table, data, 48), i + 1);
	}
	expect_ordered(test, table, n);
	for (i = 1; i < n; i++)
		bn_l2_remove(table, entry[i]);
	KUNIT_EXPECT_NOT_NULL(test, rcu_access_pointer(table->few));
	KUNIT_EXPECT_EQ(test, found(table, data, 48), 0);
	data[2] = 0;
	data[3] = 0;
	KUNIT_EXPECT_EQ(test, found(table, data, 48), 1);
	close_table(table);
}

/* Shows: L2-2 */
static void table__few_are_compared(struct kunit *test)
{
	struct bn_l2_table *table = open_table(test);
	struct bn_l2_entry *entry[BN_L2_FEW + 2];
	u8 data[20] = {};
	unsigned int i;

	for (i = 0; i < BN_L2_FEW; i++) {
		data[1] = i;
		entry[i] = put(table, data, 16, i + 1);
		KUNIT_ASSERT_FALSE(test, IS_ERR(entry[i]));
		KUNIT_ASSERT_NOT_NULL(test, rcu_access_pointer(table->few));
	}
	/* one more, or one that is too long, and they are hashed */
	data[1] = i;
	entry[i] = put(table, data, 16, i + 1);
	KUNIT_ASSERT_FALSE(test, IS_ERR(entry[i]));
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(table->few));
	for (i = 0; i <= BN_L2_FEW; i++) {
		data[1] = i;
		KUNIT_EXPECT_EQ(test, found(table, data, 16), i + 1);
	}
	bn_l2_remove(table, entry[0]);
	bn_l2_remove(table, entry[1]);
	KUNIT_EXPECT_NOT_NULL(test, rcu_access_pointer(table->few));
	data[1] = 0;
	KUNIT_EXPECT_EQ(test, found(table, data, 16), 0);
	entry[0] = put(table, data, 129, 9);
	KUNIT_ASSERT_FALSE(test, IS_ERR(entry[0]));
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(table->few));
	KUNIT_EXPECT_EQ(test, found(table, data, 130), 9);
	KUNIT_EXPECT_EQ(test, found(table, data, 128), 0);
	close_table(table);
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(table__starts_empty),
	KUNIT_CASE(table__longest_match),
	KUNIT_CASE(table__prefix_belongs_to_one),
	KUNIT_CASE(table__stamp),
	KUNIT_CASE(table__recent_is_the_longest_match),
	KUNIT_CASE(table__few_are_compared),
	KUNIT_CASE(table__grows_and_shrinks),
	{}
};

static struct kunit_suite table_suite = {
	.name = "bsdnet_l2demux_table",
	.test_cases = table_cases,
};

kunit_test_suite(table_suite);
