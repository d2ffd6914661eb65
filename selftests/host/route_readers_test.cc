// SPDX-License-Identifier: GPL-2.0
/*
 * One writer and several readers: what readers see is the state before or after
 * a change, never anything else, and nothing of changes elsewhere. A second or
 * two each; a minute each if BSDNET_LONG is set.
 */
#include "routes.h"

#include <atomic>
#include <functional>
#include <set>
#include <thread>
#include <tuple>

namespace {

using namespace rt;

constexpr unsigned int n_readers = 3;

/* Readers look until the time is over, or one of them has seen what cannot be */
class Race {
public:
	/* One round of a reader, inside a read-side critical section; false: wrong */
	using Round = std::function<bool(Random &, unsigned int reader)>;

	explicit Race(unsigned int milliseconds)
		: end(std::chrono::steady_clock::now() + duration_of(milliseconds))
	{
	}

	void run(const Round &round, const std::function<void()> &change)
	{
		std::vector<std::thread> threads;
		unsigned long changes = 0;

		for (unsigned int i = 0; i < n_readers; i++)
			threads.emplace_back([this, &round, i] { read(round, i); });
		while (!stop && std::chrono::steady_clock::now() < end) {
			change();
			/* What is to be freed does not pile up */
			if (++changes % 512 == 0)
				rcu_barrier();
		}
		stop = true;
		for (auto &thread : threads)
			thread.join();
		EXPECT_EQ(wrong, 0U);
		EXPECT_GT(rounds, 2UL * n_readers);
		EXPECT_GT(changes, 50UL);
		printf("%lu changes, %lu rounds of readers\n", changes, rounds.load());
	}

private:
	void read(const Round &round, unsigned int reader)
	{
		Random random(reader);

		do {
			rcu_read_lock();
			bool right = round(random, reader);
			rcu_read_unlock();
			rounds++;
			if (!right) {
				wrong++;
				stop = true;
			}
		} while (!stop);
	}

	std::chrono::steady_clock::time_point end;
	std::atomic<bool> stop = false;
	std::atomic<unsigned int> wrong = 0;
	std::atomic<unsigned long> rounds = 0;
};

class RouteReaders : public testing::TestWithParam<std::tuple<unsigned int, Space>> {
protected:
	unsigned int bits() const { return std::get<0>(GetParam()); }

	/* Different prefixes, not 0/0 */
	std::vector<Prefix> some_prefixes(unsigned int n)
	{
		std::set<Prefix> prefixes;

		while (prefixes.size() < n) {
			Prefix prefix = random_prefix(random, std::get<1>(GetParam()), bits() / 4);
			if (!prefixes.empty() && random() % 2)
				prefix = relative_of(random, *prefixes.begin(), bits() / 4);
			if (prefix.bits)
				prefixes.insert(prefix);
		}
		return { prefixes.begin(), prefixes.end() };
	}

	Random random{ 1 };
};

/* ---- one of two ---------------------------------------------------------- */

/* Prefix i has next hop 2i or 2i + 1; every other one is now there and now not,
 * and what covers it shows. What may be seen for its last key
 */
std::vector<std::set<unsigned int>> allowed_of(const std::vector<Prefix> &prefixes,
					       const std::vector<Key> &keys)
{
	std::vector<std::set<unsigned int>> allowed(keys.size());

	for (unsigned int k = 0; k < keys.size(); k++) {
		/* In the order of the walk the longest that covers is the last one */
		for (unsigned int i = prefixes.size(); i-- > 0;) {
			if (!covers(prefixes[i], keys[k]))
				continue;
			allowed[k].insert(2 * i);
			allowed[k].insert(2 * i + 1);
			if (i % 2 == 0)
				break;
		}
	}
	return allowed;
}

/* Another next hop: in place, or by another route; or away, or back again */
void toggle(Table &table, const Prefix &prefix, unsigned int i, u64 chance)
{
	bn_route *route = table.find(prefix);
	unsigned int hop = 2 * i + chance / 2 % 2;

	if (!route)
		table.add(prefix, BSDNET_ROUTE_TYPE_USER, hop);
	else if (i % 2)
		table.remove(prefix);
	else if (chance % 2)
		table.set_hop(prefix, route, &table.nh[hop]);
	else
		table.add(prefix, BSDNET_ROUTE_TYPE_USER, hop, 0, true);
}

// Shows: RT-9
TEST_P(RouteReaders, SeeOneOfTwo)
{
	std::vector<Prefix> prefixes = some_prefixes(300);
	std::vector<Key> keys;

	prefixes.insert(prefixes.begin(), Prefix());
	Table table(bits(), 2 * prefixes.size());
	for (auto &prefix : prefixes)
		keys.push_back(last_of(prefix, table.bytes));
	auto allowed = allowed_of(prefixes, keys);
	for (unsigned int i = 0; i < prefixes.size(); i++)
		ASSERT_FALSE(IS_ERR(table.add(prefixes[i], BSDNET_ROUTE_TYPE_USER, 2 * i)));
	/* with another route at the prefix, the first one is changed in place */
	for (unsigned int i = 0; i < prefixes.size(); i += 4)
		ASSERT_FALSE(IS_ERR(table.add(prefixes[i], BSDNET_ROUTE_TYPE_IF, 2 * i)));

	auto round = [&](Random &chance, unsigned int reader) {
		if (reader == 0) {
			auto fwds = table.lookup(keys);
			for (unsigned int k = 0; k < keys.size(); k++)
				if (!fwds[k] || !allowed[k].contains(fwds[k]->nh->id))
					return false;
			return true;
		}
		for (unsigned int n = 0; n < 64; n++) {
			unsigned int k = chance() % keys.size();
			const void *dst = keys[k].data(), *src = table.src(keys[k]);
			const bn_fwd *fwd = bn_rt_lookup(&table.rt, dst, src);
			if (!fwd || !allowed[k].contains(fwd->nh->id))
				return false;
			unsigned int bits;
			const bn_route *route =
				chance() % 2 ? bn_rt_lookup_route(&table.rt, dst, src, &bits) :
					       bn_rt_lookup_types(&table.rt, dst, src,
								  BIT(BSDNET_ROUTE_TYPE_USER), 0,
								  &bits);
			if (!route || !allowed[k].contains(bn_route_nexthop(route, &table)->id))
				return false;
			/* the next hop is one of the two of the prefix */
			const Prefix &prefix = prefixes[bn_route_nexthop(route, &table)->id / 2];
			if (prefix.bits != bits || !covers(prefix, keys[k]))
				return false;
		}
		return true;
	};

	Race(1500).run(round, [&] {
		unsigned int i = random() % prefixes.size();
		toggle(table, prefixes[i], i, random());
	});
}

/* ---- untouched ----------------------------------------------------------- */

/* Fixed prefixes; around them, above, beside and inside, but not at the keys
 * that are looked up, others come and go
 */
// Shows: RT-9
TEST_P(RouteReaders, SeeNothingOfOthers)
{
	std::vector<Prefix> fixed = some_prefixes(200), around;
	Table table(bits(), fixed.size() + 1);
	std::vector<Key> keys;
	twin_rt twin = {};

	table.add(Prefix(), BSDNET_ROUTE_TYPE_PERM, fixed.size());
	for (unsigned int i = 0; i < fixed.size(); i++) {
		bn_route_config config = table.config(fixed[i], BSDNET_ROUTE_TYPE_USER, i);
		bn_route *route = bn_route_add(&table.rt, &config, false, nullptr);

		ASSERT_FALSE(IS_ERR(route));
		ASSERT_TRUE(twin_rt_add(&twin, &config, route));
		keys.push_back(fixed[i].key);
	}
	/* Of nested ones that start at the same key the longest counts */
	std::vector<unsigned int> owner;
	for (auto &key : keys)
		owner.push_back(twin_rt_forward(&twin, key.data())->nh->id);
	while (around.size() < 2000) {
		Prefix prefix = relative_of(random, fixed[random() % fixed.size()], table.bytes);
		bool apart = prefix.bits;
		for (unsigned int k = 0; k < keys.size() && apart; k++)
			apart = !covers(prefix, keys[k]) || prefix.bits < fixed[owner[k]].bits;
		if (apart)
			around.push_back(prefix);
	}

	auto round = [&](Random &, unsigned int reader) {
		auto fwds = table.lookup(keys);
		for (unsigned int k = 0; k < keys.size(); k++) {
			const bn_fwd *fwd = reader == 0 ? fwds[k] : table.lookup(keys[k]);
			if (!fwd || fwd->nh->id != owner[k])
				return false;
			const bn_route *route = table.lookup_route(keys[k]);
			if (!route || bn_route_nexthop(route, &table)->id != owner[k])
				return false;
		}
		return true;
	};

	Race(1500).run(round, [&] {
		const Prefix &prefix = around[random() % around.size()];
		if (bn_route *route = table.find(prefix))
			table.remove(prefix, route);
		else
			table.add(prefix, BSDNET_ROUTE_TYPE_USER, random() % fixed.size());
	});
}

INSTANTIATE_TEST_SUITE_P(All, RouteReaders,
			 testing::Values(std::tuple(32U, Space::dense),
					 std::tuple(32U, Space::real),
					 std::tuple(128U, Space::dense),
					 std::tuple(128U, Space::real)));

/* ---- a prefix with thousands of holes ------------------------------------ */

class RouteReadersOfHoles : public testing::TestWithParam<std::tuple<unsigned int, unsigned int>> {
};

/* A short prefix over thousands of longer ones is replaced by a newer and newer
 * one: wherever a reader looks, in any order, it never sees an older one than
 * it has seen anywhere before. So a change is seen everywhere at once
 */
// Shows: RT-9
TEST_P(RouteReadersOfHoles, NeverGoBack)
{
	auto [addr_bits, bits] = GetParam();
	Table table(addr_bits);
	Random random(5);
	std::vector<Key> keys;
	Prefix wide = cut({ 0x20 }, bits);
	u32 version = 0, seen[n_readers] = {};
	auto hole = [&] {
		Prefix prefix = real_prefix(random, table.bytes);
		prefix.key[0] = 0x20;
		if (bits > 8)
			prefix.key[1] &= 0x0f;
		return prefix;
	};

	table.add(Prefix(), BSDNET_ROUTE_TYPE_PERM, 0);
	table.add(wide, BSDNET_ROUTE_TYPE_USER, 1, ++version);
	while (table.rt.count < 2000) {
		Prefix prefix = hole();
		if (prefix.bits > 20)
			table.add(prefix, BSDNET_ROUTE_TYPE_IF, 2);
	}
	bn_rt_cursor cursor = {};
	while (bn_route_next(&table.rt, &cursor))
		for (auto &key : probes(prefix_of(cursor.prefix), table.bytes))
			if (table.lookup(key)->ifl_index == version)
				keys.push_back(key);

	auto round = [&](Random &chance, unsigned int reader) {
		std::vector<Key> some;
		for (unsigned int i = 0; i < 64; i++)
			some.push_back(keys[chance() % keys.size()]);
		u32 before = seen[reader];
		auto fwds = reader == 0 ? table.lookup(some) : std::vector<const bn_fwd *>(64);
		for (unsigned int i = 0; i < 64; i++) {
			const void *dst = some[i].data(), *src = table.src(some[i]);
			if (reader == 1)
				fwds[i] = bn_rt_lookup(&table.rt, dst, src);
			if (reader == 2)
				fwds[i] = bn_route_fwd(bn_rt_lookup_route(&table.rt, dst, src,
									  nullptr), &table);
			if (!fwds[i] || fwds[i]->ifl_index < before || fwds[i]->nh->id != 1)
				return false;
			seen[reader] = std::max(seen[reader], fwds[i]->ifl_index);
			/* Those of a vector are looked up at the same time */
			if (reader)
				before = seen[reader];
		}
		return true;
	};

	Race(1000).run(round, [&] {
		table.add(wide, BSDNET_ROUTE_TYPE_USER, 1, ++version, true);
	});
}

INSTANTIATE_TEST_SUITE_P(All, RouteReadersOfHoles,
			 testing::Combine(testing::Values(32U, 128U), testing::Values(0U, 6U, 8U, 12U)));

} // namespace
