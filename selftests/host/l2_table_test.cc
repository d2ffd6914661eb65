// SPDX-License-Identifier: GPL-2.0
/*
 * The L2 table, against its naive twin (selftests/twin/l2.h), and with readers while
 * a writer changes it.
 */
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "twin/l2.h"

namespace {

bn_l2_key make_key(std::initializer_list<unsigned> words)
{
	bn_l2_key key = {};

	for (unsigned word : words) {
		key.data[key.bits / 8] = word >> 8;
		key.data[key.bits / 8 + 1] = word;
		key.bits += 16;
	}
	return key;
}

/* Few different bits, so that prefixes of each other are frequent */
bn_l2_key random_key(std::mt19937 &random, unsigned max_bits)
{
	bn_l2_key key = {};

	for (unsigned i = 0; i < max_bits / 8; i++)
		key.data[i] = random() % 8 ? (random() % 4) << 6 : random();
	key.bits = random() % (max_bits + 1);
	twin_fill(key.data, key.bits, sizeof(key.data), false);
	return key;
}

/* Just before an entry's range, its first and last key, just after it, as full keys */
std::vector<bn_l2_key> probes(const bn_l2_key &prefix)
{
	std::vector<bn_l2_key> keys;

	for (unsigned probe = 0; probe < TWIN_PROBES; probe++) {
		keys.push_back(prefix);
		twin_probe(keys.back().data, prefix.bits, BSDNET_L2_KEY_MAX, probe);
		keys.back().bits = BSDNET_L2_KEY_MAX * 8;
	}
	return keys;
}

class L2Table : public testing::Test {
protected:
	void SetUp() override
	{
		memset(&stack, 0, sizeof(stack));
		table = bn_l2_table_alloc(&stack);
		ASSERT_NE(table, nullptr);
	}

	void TearDown() override
	{
		shim_alloc_fails_one_in = 0;
		while (auto *entry = bn_l2_next(table, nullptr))
			bn_l2_remove(table, const_cast<bn_l2_entry *>(entry));
		bn_l2_table_free(table);
		rcu_barrier();
		for (auto &live : stack.live)
			EXPECT_EQ(atomic_long_read(&live), 0);
	}

	bn_l2_entry *insert(const bn_l2_key &key, u32 ifl_index, netlink_ext_ack *extack = nullptr)
	{
		return bn_l2_insert(table, &key, ifl_index, true, nullptr, nullptr, extack);
	}

	const bn_l2_entry *lookup(const bn_l2_key &key)
	{
		rcu_read_lock();
		auto *entry = bn_l2_lookup(table, &key);
		rcu_read_unlock();
		return entry;
	}

	/* All entries, in key order, as a walk by cursor finds them */
	void expect_walk()
	{
		const bn_l2_key *cursor = nullptr;

		while (auto *wanted = twin_l2_next(&twin, cursor)) {
			auto *entry = bn_l2_next(table, cursor);
			ASSERT_EQ(entry, wanted->real);
			cursor = &entry->key;
		}
		ASSERT_EQ(bn_l2_next(table, cursor), nullptr);
	}

	void expect_lookup(const bn_l2_key &key)
	{
		ASSERT_EQ(lookup(key), twin_l2_lookup(&twin, &key));
	}

	void expect_probes(const bn_l2_key &prefix)
	{
		for (auto &probe : probes(prefix))
			ASSERT_NO_FATAL_FAILURE(expect_lookup(probe));
	}

	/* All that can be asked of the table, against the twin */
	void expect_same()
	{
		ASSERT_EQ(bn_l2_count(table), twin.n);
		ASSERT_NO_FATAL_FAILURE(expect_walk());
		for (unsigned i = 0; i < twin.n; i++)
			ASSERT_NO_FATAL_FAILURE(expect_probes(twin.entry[i].key));
	}

	void randomized(unsigned seed, unsigned steps, unsigned population, bool failures);
	void insert_failing(const bn_l2_key &key, unsigned &failed);
	void remove_failing(unsigned i, unsigned &failed);

	bsdnet_stack stack;
	bn_l2_table *table;
	twin_l2 twin = {};
};

void L2Table::randomized(unsigned seed, unsigned steps, unsigned population, bool failures)
{
	std::mt19937 random(seed);

	for (unsigned step = 0; step < steps; step++) {
		bool grow = twin.n < population ? random() % 4 : !(random() % 4);

		shim_alloc_fails_one_in = failures ? 4 : 0;
		unsigned long stamp = bn_l2_stamp(table);
		if (grow) {
			bn_l2_key key = random_key(random, step % 2 ? 32 : 256);
			netlink_ext_ack extack = {};
			bn_l2_entry *entry = insert(key, step, &extack);

			if (twin_l2_find(&twin, &key)) {
				ASSERT_TRUE(PTR_ERR(entry) == -EEXIST ||
					    (failures && PTR_ERR(entry) == -ENOMEM));
				ASSERT_EQ(extack.text[0] != 0, PTR_ERR(entry) == -EEXIST);
				ASSERT_EQ(bn_l2_stamp(table), stamp);
			} else if (IS_ERR(entry)) {
				ASSERT_TRUE(failures);
				ASSERT_EQ(PTR_ERR(entry), -ENOMEM);
				ASSERT_EQ(bn_l2_stamp(table), stamp);
			} else {
				ASSERT_NE(bn_l2_stamp(table), stamp);
				ASSERT_TRUE(twin_l2_add(&twin, &key, entry));
			}
		} else if (twin.n) {
			auto *entry = &twin.entry[random() % twin.n];

			bn_l2_remove(table, entry->real);
			ASSERT_NE(bn_l2_stamp(table), stamp);
			twin_l2_remove(&twin, entry);
		}
		shim_alloc_fails_one_in = 0;
		ASSERT_EQ(bn_l2_count(table), twin.n);
		ASSERT_NO_FATAL_FAILURE(expect_lookup(random_key(random, 256)));
		if (twin.n) {
			auto &some = twin.entry[random() % twin.n];
			ASSERT_NO_FATAL_FAILURE(expect_probes(some.key));
			ASSERT_EQ(lookup(some.key), some.real);
		}
		if (step % 256 == 0) {
			ASSERT_NO_FATAL_FAILURE(expect_walk());
		}
	}
	expect_walk();
}

// Shows: L2-2
TEST_F(L2Table, RandomizedFewEntries)
{
	randomized(1, 20000, 3, false);
}

// Shows: L2-2
TEST_F(L2Table, RandomizedManyEntries)
{
	randomized(2, 3000, 400, false);
}

// Shows: L2-2
TEST_F(L2Table, RandomizedWithoutMemory)
{
	randomized(3, 3000, 100, true);
}

/* Inserts with the first allocation failing, then with the second, until none fails */
void L2Table::insert_failing(const bn_l2_key &key, unsigned &failed)
{
	for (unsigned n = 1;; n++) {
		unsigned long stamp = bn_l2_stamp(table);

		shim_alloc_fail_nth = n;
		bn_l2_entry *entry = insert(key, n);
		bool hit = !shim_alloc_fail_nth;
		shim_alloc_fail_nth = 0;
		failed += hit;
		if (IS_ERR(entry)) {
			ASSERT_TRUE(hit);
			ASSERT_EQ(PTR_ERR(entry), -ENOMEM);
			ASSERT_EQ(bn_l2_stamp(table), stamp);
		} else {
			ASSERT_TRUE(twin_l2_add(&twin, &key, entry));
		}
		ASSERT_NO_FATAL_FAILURE(expect_same());
		if (!hit)
			return;
		if (!IS_ERR(entry)) {
			/* it did without; again, for what comes after */
			bn_l2_remove(table, entry);
			twin_l2_remove(&twin, twin_l2_find(&twin, &key));
		}
	}
}

/* A removal succeeds whatever fails */
void L2Table::remove_failing(unsigned i, unsigned &failed)
{
	for (unsigned n = 1;; n++) {
		auto entry = twin.entry[i];

		shim_alloc_fail_nth = n;
		bn_l2_remove(table, entry.real);
		bool hit = !shim_alloc_fail_nth;
		shim_alloc_fail_nth = 0;
		failed += hit;
		twin_l2_remove(&twin, &twin.entry[i]);
		ASSERT_NO_FATAL_FAILURE(expect_same());
		if (!hit)
			return;
		bn_l2_entry *again = insert(entry.key, n);
		ASSERT_FALSE(IS_ERR(again));
		ASSERT_TRUE(twin_l2_add(&twin, &entry.key, again));
	}
}

/* Growing from nothing to some hundreds of entries of all lengths, and back */
// Shows: L2-2
TEST_F(L2Table, EachAllocationFails)
{
	std::mt19937 random(4);
	unsigned failed = 0;

	while (twin.n < 230) {
		bn_l2_key key = random_key(random, twin.n < 8 ? 64 : 256);

		/* all of the first ones and every eighth of the others */
		if (twin_l2_find(&twin, &key))
			continue;
		if (twin.n < 16 || twin.n % 8 == 0) {
			ASSERT_NO_FATAL_FAILURE(insert_failing(key, failed));
		} else {
			bn_l2_entry *entry = insert(key, 1);
			ASSERT_FALSE(IS_ERR(entry));
			ASSERT_TRUE(twin_l2_add(&twin, &key, entry));
		}
	}
	ASSERT_GT(failed, 50U);
	failed = 0;
	while (twin.n) {
		unsigned i = random() % twin.n;

		if (twin.n < 16 || twin.n % 8 == 0) {
			ASSERT_NO_FATAL_FAILURE(remove_failing(i, failed));
		} else {
			bn_l2_remove(table, twin.entry[i].real);
			twin_l2_remove(&twin, &twin.entry[i]);
		}
	}
	ASSERT_GT(failed, 10U);
}

// Shows: L2-2
TEST_F(L2Table, PrefixMustBeZeroPastItsBits)
{
	bn_l2_key key = make_key({ 0x0800 });

	key.bits = 4;
	EXPECT_EQ(PTR_ERR(insert(key, 1)), -EINVAL);
	key = {};
	key.bits = BSDNET_L2_KEY_MAX * 8 + 1;
	EXPECT_EQ(PTR_ERR(insert(key, 1)), -EINVAL);
}

// Shows: L2-2
TEST_F(L2Table, OneForEachOf64kVlanPairs)
{
	for (unsigned i = 0; i < 65536; i++)
		ASSERT_FALSE(IS_ERR(insert(make_key({ 0x88a8, i / 256 + 1, 0x8100, i % 256 + 1,
						      0x0800 }), i + 1)));
	for (unsigned i = 0; i < 65536; i++) {
		auto *entry = lookup(make_key({ 0x88a8, i / 256 + 1, 0x8100, i % 256 + 1,
						0x0800 }));
		ASSERT_NE(entry, nullptr);
		ASSERT_EQ(entry->ifl_index, i + 1);
	}
}

/*
 * One writer, several readers. Entries that stay must be found whatever the
 * writer does to others, and its toggling of a longer prefix shows as one or
 * the other result, never as none.
 */
// Shows: L2-2, L2-4
TEST_F(L2Table, ReadersSeeBeforeOrAfter)
{
	const bn_l2_key vlan = make_key({ 0x8100, 10 });
	const bn_l2_key inet = make_key({ 0x8100, 10, 0x0800 });
	std::atomic<bool> done = false;
	std::atomic<unsigned long> lookups = 0;
	std::vector<std::thread> readers;

	ASSERT_FALSE(IS_ERR(insert(vlan, 1)));
	for (unsigned i = 0; i < 64; i++)
		ASSERT_FALSE(IS_ERR(insert(make_key({ 0x8100, 100 + i, 0x0800 }), 100 + i)));
	for (unsigned r = 0; r < 3; r++) {
		readers.emplace_back([&, r] {
			unsigned bad = 0;

			for (unsigned n = r; !done; n++) {
				unsigned i = n % 64;
				bn_l2_key stable = make_key({ 0x8100, 100 + i, 0x0800 });

				rcu_read_lock();
				auto *a = bn_l2_lookup(table, &inet);
				auto *b = bn_l2_lookup(table, &stable);
				bad += !a || (a->ifl_index != 1 && a->ifl_index != 2);
				bad += !b || b->ifl_index != 100 + i;
				rcu_read_unlock();
				lookups++;
			}
			EXPECT_EQ(bad, 0U);
		});
	}
	const auto end = std::chrono::steady_clock::now() +
			 std::chrono::seconds(getenv("BSDNET_LONG") ? 60 : 1);
	for (unsigned round = 0; round < 30 || std::chrono::steady_clock::now() < end; round++) {
		std::vector<bn_l2_entry *> churn;
		bn_l2_entry *toggled = insert(inet, 2);

		for (unsigned i = 0; i < 400; i++)
			churn.push_back(insert(make_key({ 0x88a8, i, 0x0800 }), 3));
		bn_l2_remove(table, toggled);
		for (auto *entry : churn)
			bn_l2_remove(table, entry);
	}
	while (lookups < 100)
		std::this_thread::yield();
	done = true;
	for (auto &reader : readers)
		reader.join();
}

/*
 * The same in a table of so few entries that they are compared one by one, and that
 * becomes larger and smaller than that all the time.
 */
// Shows: L2-2, L2-4
TEST_F(L2Table, ReadersOfFewEntries)
{
	const bn_l2_key inet = make_key({ 0x0800 });
	const auto end = std::chrono::steady_clock::now() +
			 std::chrono::seconds(getenv("BSDNET_LONG") ? 60 : 1);
	std::atomic<bool> done = false;
	std::vector<std::thread> readers;

	ASSERT_FALSE(IS_ERR(insert({}, 1)));
	ASSERT_FALSE(IS_ERR(insert(inet, 2)));
	for (unsigned r = 0; r < 3; r++) {
		readers.emplace_back([&] {
			unsigned bad = 0;

			while (!done) {
				for (unsigned i = 0; i < 4; i++) {
					bn_l2_key other = make_key({ 0x86dd, i });

					rcu_read_lock();
					auto *a = bn_l2_lookup(table, &inet);
					auto *b = bn_l2_lookup(table, &other);
					bad += !a || a->ifl_index != 2;
					bad += !b || (b->ifl_index != 1 && b->ifl_index != 3 + i);
					rcu_read_unlock();
				}
			}
			EXPECT_EQ(bad, 0U);
		});
	}
	while (std::chrono::steady_clock::now() < end) {
		std::vector<bn_l2_entry *> some;

		for (unsigned i = 0; i < 4; i++)
			some.push_back(insert(make_key({ 0x86dd, i }), 3 + i));
		for (auto *entry : some)
			bn_l2_remove(table, entry);
	}
	done = true;
	for (auto &reader : readers)
		reader.join();
}

/* A reader that stays where it is delays no writer, however the table grows and shrinks */
// Shows: L2-4
TEST_F(L2Table, WriterWaitsForNoReader)
{
	std::vector<bn_l2_entry *> entries;
	const bn_l2_key stable = make_key({ 0x0800 });
	std::atomic<bool> inside = false, done = false;

	ASSERT_FALSE(IS_ERR(insert(stable, 7)));
	std::thread reader([&] {
		unsigned bad = 0;

		rcu_read_lock();
		auto *entry = bn_l2_lookup(table, &stable);
		for (inside = true; !done; std::this_thread::yield())
			bad += bn_l2_lookup(table, &stable) != entry;
		rcu_read_unlock();
		EXPECT_EQ(bad, 0U);
	});
	while (!inside)
		std::this_thread::yield();
	for (unsigned i = 0; i < 20000; i++) {
		entries.push_back(insert(make_key({ 0x88a8, i / 4094, 0x8100, i % 4094, 0x0800 }), i));
		ASSERT_FALSE(IS_ERR(entries.back()));
	}
	for (auto *entry : entries)
		bn_l2_remove(table, entry);
	done = true;
	reader.join();
}

/*
 * What a device queue does: the lookup in one RCU read section, the use in a
 * later one, if the stamp is still the same. Under AddressSanitizer a
 * stale entry would be seen.
 */
// Shows: L2-4
TEST_F(L2Table, GenerationVouchesForAnEntry)
{
	const bn_l2_key inet = make_key({ 0x0800 });
	std::atomic<bool> done = false;
	std::atomic<unsigned long> good = 0, stale = 0;
	std::thread reader([&] {
		unsigned bad = 0;

		while (!done || !good || !stale) {
			rcu_read_lock();
			unsigned long stamp = bn_l2_stamp(table);
			auto *entry = bn_l2_lookup(table, &inet);
			rcu_read_unlock();
			if (!entry)
				continue;
			if (good % 16 == 0)
				std::this_thread::yield();
			rcu_read_lock();
			if (bn_l2_stamp(table) == stamp) {
				bad += entry->ifl_index != 7;
				good++;
			} else {
				stale++;
			}
			rcu_read_unlock();
		}
		EXPECT_EQ(bad, 0U);
	});

	for (unsigned i = 0; i < 3000 || !good || !stale; i++) {
		bn_l2_entry *entry = insert(inet, 7);
		ASSERT_FALSE(IS_ERR(entry));
		if (i % 8 == 0)
			std::this_thread::yield();
		bn_l2_remove(table, entry);
		if (i % 500 == 0)
			synchronize_rcu();
	}
	done = true;
	reader.join();
}

} // namespace
