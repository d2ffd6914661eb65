// SPDX-License-Identifier: GPL-2.0
/*
 * The prefix trie under the route table, against a naive twin (a sorted map that
 * is searched from end to end), and with readers while a writer changes it.
 */
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <random>
#include <thread>
#include <utility>
#include <vector>

extern "C" {
#include "rt/prefix.h"
}

namespace {

using Key = std::array<u64, BN_PREFIX_WORDS>;

Key cut(const Key &key, unsigned bits)
{
	Key prefix = {};

	for (unsigned i = 0; i < bits; i++)
		prefix[i / 64] |= key[i / 64] & (1ULL << (63 - i % 64));
	return prefix;
}

struct Value {
	void *best;
	void *list;
	bn_prefix_node *node;
};

class Prefix : public testing::TestWithParam<unsigned> {
protected:
	using Map = std::map<std::pair<Key, unsigned>, Value>;

	void SetUp() override
	{
		words = GetParam();
		bn_prefix_init(&table, words);
	}

	void TearDown() override
	{
		shim_alloc_fails_one_in = 0;
		while (auto *node = bn_prefix_first(&table))
			remove(node);
		EXPECT_EQ(table.root, nullptr);
		EXPECT_EQ(table.nodes, 0U);
		rcu_barrier();
	}

	void remove(bn_prefix_node *node)
	{
		rcu_assign_pointer(node->best, nullptr);
		rcu_assign_pointer(node->list, nullptr);
		bn_prefix_prune(&table, node);
	}

	Key random_key(std::mt19937_64 &random) const
	{
		Key key = {};

		for (unsigned i = 0; i < words; i++)
			key[i] = random() & random() & random() & 0xc0c0c0c0c0c0c0c0ULL;
		if (random() % 8 == 0)
			key[random() % words] = random();
		return key;
	}

	void *lookup(const Key &key)
	{
		rcu_read_lock();
		void *best = bn_prefix_lookup(&table, key.data(), words);
		rcu_read_unlock();
		return best;
	}

	void *twin_lookup(const Key &key) const
	{
		unsigned longest = 0;
		void *best = nullptr;

		for (auto &[prefix, value] : twin) {
			if (value.best && prefix.second >= longest &&
			    cut(key, prefix.second) == prefix.first) {
				longest = prefix.second;
				best = value.best;
			}
		}
		return best;
	}

	/* prefix - 1, first, last, last + 1 */
	std::vector<Key> probes(const Key &prefix, unsigned bits) const
	{
		Key last = prefix, below = prefix, above;

		for (unsigned i = bits; i < words * 64; i++)
			last[i / 64] |= 1ULL << (63 - i % 64);
		above = last;
		for (int i = words - 1; i >= 0 && !below[i]--; i--)
			;
		for (int i = words - 1; i >= 0 && !++above[i]; i--)
			;
		return { below, prefix, last, above };
	}

	void expect_same_walk()
	{
		bn_prefix_node *node = bn_prefix_first(&table);

		for (auto &[prefix, value] : twin) {
			ASSERT_EQ(node, value.node);
			ASSERT_EQ(node->bits, prefix.second);
			ASSERT_EQ(memcmp(node->key, prefix.first.data(), words * 8), 0);
			node = bn_prefix_next(&table, prefix.first.data(), prefix.second);
		}
		ASSERT_EQ(node, nullptr);
	}

	void expect_vector(std::mt19937_64 &random)
	{
		const unsigned n = random() % 64 + 1;
		std::vector<u64> keys;
		std::vector<void *> results(n), wanted;

		for (unsigned i = 0; i < n; i++) {
			Key key = random_key(random);
			keys.insert(keys.end(), key.begin(), key.begin() + words);
			wanted.push_back(twin_lookup(key));
		}
		rcu_read_lock();
		bn_prefix_lookup_vector(&table, keys.data(), results.data(), n);
		rcu_read_unlock();
		ASSERT_EQ(results, wanted);
	}

	void add(std::mt19937_64 &random, uintptr_t step);
	void randomized(unsigned steps, unsigned population, bool failures);

	unsigned words;
	bn_prefix_table table;
	Map twin;
};

void Prefix::add(std::mt19937_64 &random, uintptr_t step)
{
	unsigned bits = random() % (words * 64 + 1);
	Key key = random_key(random);
	bn_prefix_node *node = bn_prefix_insert(&table, key.data(), bits);

	if (!node) {
		ASSERT_NE(shim_alloc_fails_one_in, 0U);
		return;
	}
	Value value = { nullptr, reinterpret_cast<void *>(step * 16 + 16), node };
	if (random() % 4)
		value.best = reinterpret_cast<void *>(step * 16 + 8);
	if (random() % 16 == 0) {
		/* the caller changes its mind */
		if (!twin.count({ cut(key, bits), bits }))
			bn_prefix_prune(&table, node);
		return;
	}
	rcu_assign_pointer(node->list, value.list);
	rcu_assign_pointer(node->best, value.best);
	twin[{ cut(key, bits), bits }] = value;
}

void Prefix::randomized(unsigned steps, unsigned population, bool failures)
{
	std::mt19937_64 random(words);

	for (unsigned step = 0; step < steps; step++) {
		bool grow = twin.size() < population ? random() % 4 : !(random() % 4);

		shim_alloc_fails_one_in = failures ? 4 : 0;
		if (grow) {
			add(random, step);
		} else if (!twin.empty()) {
			auto at = twin.lower_bound({ random_key(random), random() % 64 });

			if (at == twin.end())
				at = twin.begin();
			ASSERT_EQ(bn_prefix_find(&table, at->first.first.data(),
						 at->first.second), at->second.node);
			remove(at->second.node);
			twin.erase(at);
		}
		shim_alloc_fails_one_in = 0;
		ASSERT_LE(table.nodes, 2 * twin.size());
		Key key = random_key(random);
		ASSERT_EQ(lookup(key), twin_lookup(key));
		if (!twin.empty() && step % 4 == 0) {
			auto at = twin.lower_bound({ key, 0 });

			if (at == twin.end())
				at = twin.begin();
			for (auto &probe : probes(at->first.first, at->first.second))
				ASSERT_EQ(lookup(probe), twin_lookup(probe));
		}
		unsigned bits = random() % (words * 64 + 1);
		auto next = twin.upper_bound({ cut(key, bits), bits });
		ASSERT_EQ(bn_prefix_next(&table, cut(key, bits).data(), bits),
			  next == twin.end() ? nullptr : next->second.node);
		if (step % 128 == 0) {
			expect_same_walk();
			expect_vector(random);
		}
	}
	expect_same_walk();
}

// Shows: RT-2, RT-9
TEST_P(Prefix, RandomizedFew)
{
	randomized(10000, 12, false);
}

// Shows: RT-2, RT-9
TEST_P(Prefix, RandomizedMany)
{
	randomized(4000, 400, false);
}

// Shows: RT-2
TEST_P(Prefix, RandomizedWithoutMemory)
{
	randomized(4000, 100, true);
}

/*
 * A default route and some others stay, a writer changes everything else. Readers
 * find for keys below the stable prefixes nothing but these, for others the default
 * or a value that was there at some time.
 */
// Shows: RT-9
TEST_P(Prefix, ReadersSeeEntirelyOrNot)
{
	static char default_best, stable_best, moving_best;
	std::atomic<bool> done = false;
	std::atomic<unsigned long> lookups = 0;
	std::vector<std::thread> readers;
	std::vector<bn_prefix_node *> stable;
	const Key zero = {};

	auto set = [&](const Key &key, unsigned bits, void *best) {
		auto *node = bn_prefix_insert(&table, key.data(), bits);

		rcu_assign_pointer(node->list, best);
		rcu_assign_pointer(node->best, best);
		return node;
	};
	auto stable_key = [](unsigned i) {
		return Key{ 0x8000000000000000ULL | static_cast<u64>(i) << 48 };
	};

	set(zero, 0, &default_best);
	for (unsigned i = 0; i < 16; i++)
		set(stable_key(i), 16, &stable_best);
	for (unsigned r = 0; r < 3; r++) {
		readers.emplace_back([&, r] {
			unsigned bad = 0;

			for (unsigned n = r; !done; n++) {
				Key inside = stable_key(n % 16);
				Key outside = Key{ static_cast<u64>(n % 64) << 40 };

				inside[0] |= n % 65536;
				rcu_read_lock();
				void *a = bn_prefix_lookup(&table, inside.data(), words);
				void *b = bn_prefix_lookup(&table, outside.data(), words);
				rcu_read_unlock();
				bad += a != &stable_best;
				bad += b != &default_best && b != &moving_best;
				lookups++;
			}
			EXPECT_EQ(bad, 0U);
		});
	}
	for (unsigned round = 0; round < 200; round++) {
		std::vector<bn_prefix_node *> moving;

		for (unsigned i = 0; i < 64; i++) {
			Key key = { static_cast<u64>(i) << 40 };
			Key between = { 0x8000000000000000ULL | static_cast<u64>(i) << 52 };

			moving.push_back(set(key, 24 + i % 16, &moving_best));
			/* forks among the stable ones, which decide nothing */
			auto *node = bn_prefix_insert(&table, between.data(), 12 - i % 12);
			if (!node->list)
				bn_prefix_prune(&table, node);
		}
		for (auto *node : moving)
			if (node->list)
				rcu_assign_pointer(node->best, nullptr);
		for (unsigned i = 0; i < 64; i++) {
			Key key = { static_cast<u64>(i) << 40 };
			if (auto *node = bn_prefix_find(&table, key.data(), 24 + i % 16))
				remove(node);
		}
	}
	while (lookups < 100)
		std::this_thread::yield();
	done = true;
	for (auto &reader : readers)
		reader.join();
}

INSTANTIATE_TEST_SUITE_P(Words, Prefix, testing::Values(1U, 4U));

} // namespace
