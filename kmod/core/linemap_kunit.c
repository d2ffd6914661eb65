// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the map of cache lines; the randomized ones with a naive twin, and those
 * with concurrent readers, are in selftests/host/linemap_test.cc.
 */
#include <kunit/test.h>

struct thing {
	struct bn_linemap_item item;
	u32 value;
	unsigned int seen;
};

static bool has_value(const struct bn_linemap_item *item, const void *arg)
{
	return container_of(item, struct thing, item)->value == *(const u32 *)arg;
}

static struct thing *find_thing(const struct bn_linemap *map, u32 hash, u32 value)
{
	struct bn_linemap_item *item;

	rcu_read_lock();
	item = bn_linemap_find(map, hash, has_value, &value);
	rcu_read_unlock();
	return item ? container_of(item, struct thing, item) : NULL;
}

static DEFINE_MUTEX(writer_lock);

static void map_begin(struct bn_linemap *map, unsigned int max_bits)
{
	bn_linemap_init(map, max_bits, GFP_KERNEL);
	bn_linemap_set_lock(map, &writer_lock);
	mutex_lock(&writer_lock);
}

static void map_end(struct bn_linemap *map)
{
	mutex_unlock(&writer_lock);
	bn_linemap_exit(map);
}

/* @n things, some 1/32 of which share their hash with another */
static struct thing *make_things(struct kunit *test, unsigned int n)
{
	struct thing *things = kvcalloc(n, sizeof(*things), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, things);
	for (i = 0; i < n; i++) {
		things[i].value = i;
		things[i].item.hash = (i % 32 ? i : i / 2) * 0x9e3779b1;
	}
	return things;
}

static void linemap__tags_tell_slots(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, bn_linemap_tag(0x12345678), 0x78);
	KUNIT_EXPECT_EQ(test, bn_linemap_tag(0x12345600), 1);
	KUNIT_EXPECT_EQ(test, bn_linemap_hits(0, 1), 0);
	KUNIT_EXPECT_EQ(test, bn_linemap_hits(0x0000060504030201ULL, 1), 0x80);
	KUNIT_EXPECT_EQ(test, bn_linemap_hits(0x0000060504030201ULL, 6), 0x800000000000ULL);
	KUNIT_EXPECT_EQ(test, bn_linemap_hits(0x0000ff04ff030201ULL, 0xff), 0x800080000000ULL);
}

static void linemap__index_is_within_the_block(struct kunit *test)
{
	unsigned int depth, order;

	for (depth = 0; depth <= DEPTH_MAX; depth++) {
		for (order = 1; order <= ORDER_MAX; order++) {
			KUNIT_EXPECT_EQ(test, bn_linemap_index(0, depth, order), 0);
			KUNIT_EXPECT_EQ(test, bn_linemap_index(~0U, depth, order), BIT(order) - 2);
		}
	}
}

static int mark_seen(struct bn_linemap_item *item, void *arg)
{
	container_of(item, struct thing, item)->seen++;
	++*(unsigned int *)arg;
	return 0;
}

static void expect_walk(struct kunit *test, const struct bn_linemap *map, unsigned int n)
{
	unsigned int walked = 0;

	rcu_read_lock();
	KUNIT_EXPECT_EQ(test, bn_linemap_walk(map, mark_seen, &walked), 0);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, walked, n);
}

static void linemap__grows_and_shrinks(struct kunit *test)
{
	const unsigned int n = 5000;
	struct thing *things = make_things(test, n);
	struct bn_linemap map;
	unsigned int i;

	map_begin(&map, DEPTH_MAX);
	KUNIT_EXPECT_NULL(test, find_thing(&map, 0, 0));
	for (i = 0; i < n; i++)
		KUNIT_ASSERT_EQ(test, bn_linemap_insert(&map, &things[i].item), 0);
	KUNIT_EXPECT_EQ(test, map.items, n);
	KUNIT_EXPECT_GE(test, protected(map.dir, &map)->bits, 4);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_PTR_EQ(test, find_thing(&map, things[i].item.hash, i), &things[i]);
	KUNIT_EXPECT_NULL(test, find_thing(&map, things[1].item.hash, n));
	expect_walk(test, &map, n);
	for (i = 0; i < n; i++) {
		KUNIT_EXPECT_EQ(test, things[i].seen, i > n - 10 ? 2 : 1);
		bn_linemap_remove(&map, &things[i].item);
		KUNIT_EXPECT_NULL(test, find_thing(&map, things[i].item.hash, i));
		if (i == n - 10) {
			KUNIT_EXPECT_EQ(test, protected(map.dir, &map)->bits, 0);
			expect_walk(test, &map, 9);
		}
	}
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(map.dir));
	map_end(&map);
	kvfree(things);
}

static void linemap__full_directory_serves_on(struct kunit *test)
{
	const unsigned int n = 3000;
	struct thing *things = make_things(test, n);
	struct bn_linemap map;
	unsigned int i;

	map_begin(&map, 1);
	for (i = 0; i < n; i++)
		KUNIT_ASSERT_EQ(test, bn_linemap_insert(&map, &things[i].item), 0);
	KUNIT_EXPECT_EQ(test, protected(map.dir, &map)->bits, 1);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_PTR_EQ(test, find_thing(&map, things[i].item.hash, i), &things[i]);
	expect_walk(test, &map, n);
	for (i = 0; i < n; i++)
		bn_linemap_remove(&map, &things[i].item);
	map_end(&map);
	kvfree(things);
}

static void linemap__replace(struct kunit *test)
{
	struct thing *things = make_things(test, 3);
	struct bn_linemap map;

	map_begin(&map, 0);
	things[2].item.hash = things[1].item.hash;
	KUNIT_ASSERT_EQ(test, bn_linemap_insert(&map, &things[0].item), 0);
	KUNIT_ASSERT_EQ(test, bn_linemap_insert(&map, &things[1].item), 0);
	bn_linemap_replace(&map, &things[1].item, &things[2].item);
	KUNIT_EXPECT_NULL(test, find_thing(&map, things[1].item.hash, 1));
	KUNIT_EXPECT_PTR_EQ(test, find_thing(&map, things[2].item.hash, 2), &things[2]);
	KUNIT_EXPECT_EQ(test, map.items, 2);
	bn_linemap_remove(&map, &things[0].item);
	bn_linemap_remove(&map, &things[2].item);
	map_end(&map);
	kvfree(things);
}

/* Over random keys, what differs in one bit hashes to what differs in many */
static void linemap__hash_depends_on_every_bit(struct kunit *test)
{
	struct bn_linemap_keys keys;
	u64 words[3] = {};
	unsigned int i;
	u32 hash;

	get_random_bytes(&keys, sizeof(keys));
	hash = bn_linemap_hash(&keys, words, 3);
	for (i = 0; i < 3 * 64; i++) {
		words[i / 64] ^= BIT_ULL(i % 64);
		KUNIT_EXPECT_NE(test, bn_linemap_hash(&keys, words, 3), hash);
		words[i / 64] ^= BIT_ULL(i % 64);
	}
}

static struct kunit_case linemap_cases[] = {
	KUNIT_CASE(linemap__tags_tell_slots),
	KUNIT_CASE(linemap__index_is_within_the_block),
	KUNIT_CASE(linemap__grows_and_shrinks),
	KUNIT_CASE(linemap__full_directory_serves_on),
	KUNIT_CASE(linemap__replace),
	KUNIT_CASE(linemap__hash_depends_on_every_bit),
	{}
};

static struct kunit_suite linemap_suite = {
	.name = "bsdnet_core_linemap",
	.test_cases = linemap_cases,
};

kunit_test_suite(linemap_suite);
