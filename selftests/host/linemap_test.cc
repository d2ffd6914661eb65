// SPDX-License-Identifier: GPL-2.0
/*
 * The map of cache lines of the L2 table and the PCB table, against a naive twin
 * (std::map), with every allocation made to fail in turn, with hashes that collide, and
 * with readers while a writer changes it.
 */
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <thread>
#include <vector>

extern "C" {
#include "core/linemap.h"
}

namespace {

struct Thing {
	bn_linemap_item item;
	u32 value;
	rcu_head rcu;

	static void free_rcu(rcu_head *head)
	{
		delete reinterpret_cast<Thing *>(reinterpret_cast<char *>(head) -
						 offsetof(Thing, rcu));
	}
};

bool has_value(const bn_linemap_item *item, const void *arg)
{
	return reinterpret_cast<const Thing *>(item)->value == *static_cast<const u32 *>(arg);
}

Thing *find(const bn_linemap &map, u32 hash, u32 value)
{
	rcu_read_lock();
	auto *item = bn_linemap_find(&map, hash, has_value, &value);
	rcu_read_unlock();
	return reinterpret_cast<Thing *>(item);
}

int collect(bn_linemap_item *item, void *arg)
{
	auto *seen = static_cast<std::vector<Thing *> *>(arg);

	seen->push_back(reinterpret_cast<Thing *>(item));
	return 0;
}

std::vector<Thing *> walk(const bn_linemap &map)
{
	std::vector<Thing *> seen;

	rcu_read_lock();
	EXPECT_EQ(bn_linemap_walk(&map, collect, &seen), 0);
	rcu_read_unlock();
	std::sort(seen.begin(), seen.end());
	return seen;
}

/* Real hashes, all in few blocks, all in few buckets, and all equal */
using HashOf = u32 (*)(u32);

u32 spread(u32 value)
{
	return value * 0x9e3779b1u ^ value * 0x85ebca6bu >> 15;
}

u32 same_block(u32 value)
{
	return spread(value) >> 12;
}

u32 same_bucket(u32 value)
{
	return spread(value) & 0xff;
}

u32 equal(u32)
{
	return 0x12345600;
}

class Linemap : public testing::TestWithParam<HashOf> {
protected:
	void SetUp() override { bn_linemap_init(&map, 15, GFP_KERNEL); }

	void TearDown() override
	{
		shim_alloc_fail_nth = 0;
		shim_alloc_fails_one_in = 0;
		while (!twin.empty())
			remove(twin.begin()->second);
		EXPECT_EQ(map.items, 0U);
		bn_linemap_exit(&map);
		rcu_barrier();
	}

	Thing *make(u32 value)
	{
		auto *thing = new Thing();

		thing->value = value;
		thing->item.hash = GetParam()(value);
		return thing;
	}

	int insert(Thing *thing)
	{
		int err = bn_linemap_insert(&map, &thing->item);

		if (!err)
			twin[thing->value] = thing;
		return err;
	}

	void remove(Thing *thing)
	{
		bn_linemap_remove(&map, &thing->item);
		twin.erase(thing->value);
		call_rcu(&thing->rcu, Thing::free_rcu);
	}

	void expect_same()
	{
		std::vector<Thing *> all;

		for (auto &[value, thing] : twin) {
			all.push_back(thing);
			ASSERT_EQ(find(map, thing->item.hash, value), thing);
		}
		std::sort(all.begin(), all.end());
		ASSERT_EQ(walk(map), all);
		ASSERT_EQ(map.items, all.size());
	}

	bn_linemap map;
	std::map<u32, Thing *> twin;
};

TEST_P(Linemap, Randomized)
{
	const bool chains = GetParam() == same_bucket || GetParam() == equal;
	const unsigned most = chains ? 300 : 6000;
	std::mt19937 random(1);

	for (unsigned step = 0; step < 5 * most; step++) {
		/* up, and down again */
		bool grow = random() % 8 < (step / (2 * most) % 2 ? 2U : 6U);
		u32 value = random() % (2 * most);

		if (grow && !twin.count(value)) {
			ASSERT_EQ(insert(make(value)), 0);
		} else if (twin.count(value) && random() % 4 == 0) {
			Thing *old = twin[value], *by = make(value);

			bn_linemap_replace(&map, &old->item, &by->item);
			twin[value] = by;
			call_rcu(&old->rcu, Thing::free_rcu);
		} else if (!grow && !twin.empty()) {
			auto at = twin.lower_bound(value);

			remove(at == twin.end() ? twin.begin()->second : at->second);
		}
		ASSERT_EQ(find(map, GetParam()(value), value),
			  twin.count(value) ? twin[value] : nullptr);
		if (step % most == 0)
			expect_same();
	}
	expect_same();
}

/*
 * Each operation is tried with its first allocation failing, then with the second, and
 * so on until none fails: an insertion either succeeds or leaves all as it was, a
 * removal succeeds.
 */
TEST_P(Linemap, EachAllocationFails)
{
	const bool chains = GetParam() == same_bucket || GetParam() == equal;
	const u32 most = chains ? 60 : 900;
	unsigned failed = 0, refused = 0;

	for (u32 value = 0; value < most; value++) {
		Thing *thing = make(value);
		bool left = true;

		for (unsigned n = 1; left; n++) {
			shim_alloc_fail_nth = n;
			int err = insert(thing);
			left = !shim_alloc_fail_nth;
			shim_alloc_fail_nth = 0;
			failed += left;
			if (err) {
				ASSERT_EQ(err, -ENOMEM);
				refused++;
				ASSERT_EQ(find(map, thing->item.hash, value), nullptr);
			}
			if (value % 64 == 0 || err)
				expect_same();
			if (!err && left) {
				/* did without; take it out to fail the next one */
				remove(thing);
				thing = make(value);
			}
		}
	}
	ASSERT_GT(failed, 0U);
	ASSERT_GT(refused, 0U);
	expect_same();
	for (u32 value = 0; value < most; value++) {
		shim_alloc_fail_nth = value % 3 + 1;
		remove(twin[value]);
		shim_alloc_fail_nth = 0;
		if (value % 64 == 0)
			expect_same();
	}
	ASSERT_TRUE(twin.empty());
}

/* What stays is found all the time, and seen once by each walk, while others come and go */
// Shows: L2-4, PCB-2
TEST_P(Linemap, ReadersSeeBeforeOrAfter)
{
	const bool chains = GetParam() == same_bucket || GetParam() == equal;
	const u32 stay = chains ? 20 : 300, churn = chains ? 60 : 5000;
	const auto time = std::chrono::seconds(getenv("BSDNET_LONG") ? 60 : 1);
	std::atomic<bool> done = false;
	std::vector<std::thread> readers;
	unsigned rounds = 0;

	for (u32 value = 0; value < stay; value++)
		ASSERT_EQ(insert(make(value)), 0);
	for (u32 r = 0; r < 2; r++) {
		readers.emplace_back([&, r] {
			unsigned bad = 0;

			for (u32 n = r; !done; n++) {
				u32 value = n % stay, other = stay + n % churn;

				rcu_read_lock();
				u32 hash = GetParam()(value);
				auto *item = bn_linemap_find(&map, hash, has_value, &value);
				bad += !item;
				item = bn_linemap_find(&map, GetParam()(other), has_value, &other);
				bad += item && reinterpret_cast<Thing *>(item)->value != other;
				rcu_read_unlock();
			}
			EXPECT_EQ(bad, 0U);
		});
	}
	readers.emplace_back([&] {
		while (!done) {
			std::vector<Thing *> seen;
			unsigned stayed = 0;

			rcu_read_lock();
			bn_linemap_walk(&map, collect, &seen);
			for (auto *thing : seen)
				stayed += thing->value < stay;
			rcu_read_unlock();
			EXPECT_EQ(stayed, stay);
			EXPECT_EQ(std::set<Thing *>(seen.begin(), seen.end()).size(), seen.size());
		}
	});
	for (auto end = std::chrono::steady_clock::now() + time;
	     std::chrono::steady_clock::now() < end || rounds < 2; rounds++) {
		for (u32 value = stay; value < stay + churn; value++)
			ASSERT_EQ(insert(make(value)), 0);
		for (u32 value = stay; value < stay + churn; value++)
			remove(twin[value]);
	}
	done = true;
	for (auto &reader : readers)
		reader.join();
	expect_same();
}

const char *name_of(HashOf hash_of)
{
	return hash_of == spread ? "spread" : hash_of == same_block ? "block" :
	       hash_of == same_bucket ? "bucket" : "equal";
}

INSTANTIATE_TEST_SUITE_P(Hashes, Linemap,
			 testing::Values(spread, same_block, same_bucket, equal),
			 [](auto &info) { return name_of(info.param); });

/* Keys that an attacker would choose: in sequence, in one bit, in one byte */
TEST(LinemapHash, SpreadsWhateverTheKeys)
{
	const unsigned n = 1 << 16;
	bn_linemap_keys keys;

	for (unsigned shift : { 0, 8, 16, 24, 32, 40, 48 }) {
		std::vector<unsigned> buckets(n / 4);
		std::set<u32> hashes;

		get_random_bytes(&keys, sizeof(keys));
		for (u64 i = 0; i < n; i++) {
			u64 words[3] = { 0, i << shift, 0 };
			u32 hash = bn_linemap_hash(&keys, words, 3);

			buckets[hash >> 18]++;
			hashes.insert(hash);
		}
		/* 65536 in 2^32: half a pair is expected to collide */
		EXPECT_GE(hashes.size(), n - 64) << shift;
		EXPECT_LE(*std::max_element(buckets.begin(), buckets.end()), 32U) << shift;
	}
}

} // namespace
