// SPDX-License-Identifier: GPL-2.0
/*
 * The route table, against its naive twin (selftests/twin/route.h); more forwarding
 * entries than short numbers; memory given back; and the cost of a change, counted
 * in allocations.
 */
#include "routes.h"

#include <algorithm>
#include <set>
#include <string>

/* ---- allocations, counted ------------------------------------------------ */

static thread_local unsigned long allocations, allocated_bytes, inside;

extern "C" {
void *__real_kmalloc(size_t size, gfp_t gfp);
void *__real_kmem_cache_alloc(kmem_cache *cache, gfp_t gfp);

void *__wrap_kmalloc(size_t size, gfp_t gfp)
{
	allocations += !inside;
	allocated_bytes += size;
	return __real_kmalloc(size, gfp);
}

/* Some caches allocate by kmalloc(): that is one allocation, not two */
void *__wrap_kmem_cache_alloc(kmem_cache *cache, gfp_t gfp)
{
	allocations++;
	inside++;
	void *object = __real_kmem_cache_alloc(cache, gfp);
	inside--;
	return object;
}
}

namespace {

using namespace rt;

/* ---- random changes ------------------------------------------------------ */

struct Kind {
	unsigned int addr_bits;
	Space space;
	unsigned int seed;
	bool failures;		/* allocations fail at random */
};

void PrintTo(const Kind &kind, std::ostream *out)
{
	*out << "IPv" << (kind.addr_bits == 32 ? 4 : 6) << ", " << name_of(kind.space) << ", seed "
	     << kind.seed << (kind.failures ? ", failures" : "");
}

class RouteTable : public testing::TestWithParam<Kind> {
protected:
	RouteTable() : table(GetParam().addr_bits), random(GetParam().seed) {}

	void SetUp() override
	{
		printf("seed %u\n", GetParam().seed);
		if (random() % 2)
			add(Prefix(), BSDNET_ROUTE_TYPE_PERM);
	}

	void add(Prefix prefix, u8 type);
	void change_one();
	void remove_one();
	void remove_types();
	void set_nexthop();
	void move_cursor();
	void expect_route(const twin_route *expected, const bn_route *route,
			  const bn_rt_prefix &prefix);
	void expect_lookups(const std::vector<Key> &keys);
	void expect_same();
	Prefix some_prefix();
	std::vector<Key> some_keys();
	twin_route *some_route();

	Table table;
	twin_rt twin = {};
	Random random;
	bn_rt_cursor cursor = {};
	std::array<unsigned int, 3> events = {};
	int owners[2];
};

Prefix RouteTable::some_prefix()
{
	if (twin.n && random() % 2)
		return relative_of(random, prefix_of(some_route()->prefix), table.bytes);
	return random_prefix(random, GetParam().space, table.bytes);
}

twin_route *RouteTable::some_route()
{
	return &twin.route[random() % twin.n];
}

/* Those at the ends of some prefixes, and one at random */
std::vector<Key> RouteTable::some_keys()
{
	std::vector<Key> keys = { random_prefix(random, GetParam().space, table.bytes).key };

	for (unsigned int i = 0; i < 5 && twin.n; i++)
		for (auto &key : probes(prefix_of(some_route()->prefix), table.bytes))
			keys.push_back(key);
	return keys;
}

void RouteTable::add(Prefix prefix, u8 type)
{
	bn_route_config config = table.config(prefix, type, random() % table.nh.size());
	bool replace = random() % 2;

	config.ifl_index = random() % 3;
	config.flags = random() % 8 ? 0 : BSDNET_ROUTE_FLAGS_LOCAL;
	config.owner = random() % 2 ? nullptr : &owners[random() % 2];
	int err = twin_rt_may_add(&twin, &config, replace);
	bn_route *real = bn_route_add(&table.rt, &config, replace, nullptr);

	if (err) {
		EXPECT_EQ(PTR_ERR(real), err);
	} else if (real == ERR_PTR(-ENOMEM)) {
		EXPECT_TRUE(GetParam().failures);
		expect_same();
	} else {
		ASSERT_FALSE(IS_ERR(real));
		events[twin_rt_rival(&twin, &config) ? BN_EVENT_CHANGE : BN_EVENT_ADD]++;
		ASSERT_TRUE(twin_rt_add(&twin, &config, real));
	}
}

void RouteTable::set_nexthop()
{
	twin_route *route = some_route();
	bn_nexthop *nh = &table.nh[random() % table.nh.size()];
	int err = table.set_hop(prefix_of(route->prefix), twin_rt_real(&table.rt, route), nh);

	if (err) {
		EXPECT_EQ(err, -ENOMEM);
		EXPECT_TRUE(GetParam().failures);
		expect_same();
		return;
	}
	events[BN_EVENT_CHANGE]++;
	route->nh = nh;
}

void RouteTable::remove_one()
{
	twin_route *route = some_route();

	if (route->type == BSDNET_ROUTE_TYPE_PERM)
		return;
	bn_route_delete(&table.rt, twin_rt_real(&table.rt, route), &route->prefix);
	events[BN_EVENT_DELETE]++;
	twin_rt_remove(&twin, route);
}

void RouteTable::remove_types()
{
	u32 types = BIT(1 + random() % (__BSDNET_ROUTE_TYPE_MAX - 1));

	bn_rt_table_delete(&table.rt, types);
	events[BN_EVENT_DELETE] += twin_rt_remove_types(&twin, types);
}

/* A cursor, moved between changes, finds what comes after where it was */
void RouteTable::move_cursor()
{
	const twin_route *next = twin_rt_next(&twin, &cursor);
	bn_route *route = bn_route_next(&table.rt, &cursor);

	expect_route(next, route, cursor.prefix);
	if (!route)
		cursor.started = false;
}

/* More routes than fit are taken out again */
void RouteTable::change_one()
{
	unsigned int what = random() % 64, most = 60 + 100 * (GetParam().seed % 3);

	if (GetParam().failures && random() % 2)
		shim_alloc_fail_nth = 1 + random() % 8;
	if (!twin.n || (what < 32 && twin.n < most))
		add(some_prefix(), 1 + random() % (__BSDNET_ROUTE_TYPE_MAX - 1));
	else if (what < 34)
		add(prefix_of(some_route()->prefix), 1 + random() % (__BSDNET_ROUTE_TYPE_MAX - 1));
	else if (what < 42)
		set_nexthop();
	else if (what < 63)
		remove_one();
	else
		remove_types();
	shim_alloc_fail_nth = 0;
}

void RouteTable::expect_route(const twin_route *expected, const bn_route *route,
			      const bn_rt_prefix &prefix)
{
	if (!expected) {
		ASSERT_EQ(route, nullptr);
		return;
	}
	ASSERT_TRUE(twin_rt_is(&table.rt, expected, route));
	ASSERT_EQ(prefix_of(prefix), prefix_of(expected->prefix));
	if (!route->plain) {
		bn_rt_prefix own;

		bn_route_prefix(route, &own);
		ASSERT_EQ(prefix_of(own), prefix_of(expected->prefix));
	}
}

void RouteTable::expect_lookups(const std::vector<Key> &keys)
{
	auto fwds = table.lookup(keys);

	for (unsigned int i = 0; i < keys.size(); i++) {
		const void *dst = keys[i].data(), *src = table.src(keys[i]);
		u32 types = random() & ~0U, ifl_index = random() % 4;
		const twin_route *found = twin_rt_forward(&twin, keys[i].data());

		unsigned int bits = 0;
		const bn_route *route = bn_rt_lookup_route(&table.rt, dst, src, &bits);

		ASSERT_TRUE(twin_rt_is(&table.rt, found, route));
		ASSERT_EQ(bits, found ? found->prefix.bits : 0U);
		ASSERT_EQ(table.lookup(keys[i]), route ? bn_route_fwd(route, &table) : nullptr);
		ASSERT_EQ(fwds[i], table.lookup(keys[i]));
		found = twin_rt_lookup(&twin, keys[i].data(), types, ifl_index);
		bits = 0;
		route = bn_rt_lookup_types(&table.rt, dst, src, types, ifl_index, &bits);
		ASSERT_TRUE(twin_rt_is(&table.rt, found, route));
		ASSERT_EQ(bits, found ? found->prefix.bits : 0U);
	}
}

/* Everything that can be asked, about everything that is there */
void RouteTable::expect_same()
{
	bn_rt_cursor walk = {};
	std::vector<Key> keys;

	for (unsigned int i = 0; i < twin.n; i++) {
		const twin_route &route = twin.route[i];

		const bn_route *next = bn_route_next(&table.rt, &walk);

		expect_route(&route, next, walk.prefix);
		ASSERT_FALSE(testing::Test::HasFatalFailure());
		for (const void *owner : { route.owner, (const void *)nullptr }) {
			const twin_route *found = twin_rt_find(&twin, &route.prefix, route.type,
							       route.ifl_index, owner);
			bn_route *real = bn_route_find(&table.rt, &route.prefix, route.type,
						       route.ifl_index, owner);
			ASSERT_TRUE(twin_rt_is(&table.rt, found, real));
		}
		ASSERT_EQ(bn_route_find(&table.rt, &route.prefix, route.type, 77, nullptr), nullptr);
		for (auto &key : probes(prefix_of(route.prefix), table.bytes))
			keys.push_back(key);
	}
	ASSERT_EQ(bn_route_next(&table.rt, &walk), nullptr);
	ASSERT_EQ(bn_rt_table_count(&table.rt), twin.n);
	expect_lookups(keys);
	for (auto &hop : table.nh)
		ASSERT_EQ(hop.refs, (int)twin_rt_refs(&twin, &hop));
	ASSERT_EQ(table.events, events);
}

// Shows: RT-2, RT-3, RT-4, RT-5, RT-13
TEST_P(RouteTable, DoesAsItsTwin)
{
	for (unsigned int i = 0; i < 2500; i++) {
		change_one();
		expect_lookups(some_keys());
		move_cursor();
		if (i % 128 == 0) {
			expect_same();
			rcu_barrier();
			ASSERT_EQ(atomic_long_read(&table.live[BN_OBJ_ROUTE]),
				  (long)twin.n);
		}
		ASSERT_FALSE(HasFailure()) << "after step " << i;
	}
	expect_same();
}

INSTANTIATE_TEST_SUITE_P(All, RouteTable, testing::Values(
	Kind{ 32, Space::dense, 1, false }, Kind{ 32, Space::dense, 2, false },
	Kind{ 32, Space::sparse, 3, false }, Kind{ 32, Space::real, 4, false },
	Kind{ 32, Space::real, 5, true }, Kind{ 32, Space::dense, 6, true },
	Kind{ 128, Space::dense, 7, false }, Kind{ 128, Space::dense, 8, true },
	Kind{ 128, Space::sparse, 9, false }, Kind{ 128, Space::real, 10, false },
	Kind{ 128, Space::real, 11, true }));

/* ---- many forwarding entries ---------------------------------------------- */

Prefix host(unsigned int i)
{
	return ipv4(0x0a000000 + i * 3, 32);
}

void expect_hosts(const Table &table, unsigned int from, unsigned int to)
{
	for (unsigned int i = from; i < to; i++) {
		const bn_fwd *fwd = table.lookup(host(i).key);

		ASSERT_TRUE(fwd);
		ASSERT_EQ(fwd->ifl_index, 1 + i);
		ASSERT_NE(table.lookup(step(host(i).key, 4, true)), fwd);
	}
}

/* Every entry has a number of its own; the greatest */
unsigned int greatest_number(Table &table)
{
	bn_rt_cursor cursor = {};
	std::set<unsigned int> numbers;

	while (bn_route *route = bn_route_next(&table.rt, &cursor))
		EXPECT_TRUE(numbers.insert(bn_route_fwd(route, &table)->number).second);
	EXPECT_FALSE(numbers.contains(0));
	return *numbers.rbegin();
}

/* Until the numbers of what is gone may be given again */
void wait_for_numbers(Table &table)
{
	bn_fwd_table &fwds = table.rt.fwds;

	while (!list_empty(&fwds.retired) &&
	       !poll_state_synchronize_rcu(container_of(fwds.retired.prev, bn_fwd, retired)->grace))
		rcu_barrier();
}

/* More than fit into the lower half of a slot, so that some are escaped */
constexpr unsigned int all_hosts = 70000;

// Shows: RT-2
TEST(RouteTableWide, ManyEntries)
{
	Table table(32);

	for (unsigned int i = 0; i < all_hosts; i++)
		ASSERT_FALSE(IS_ERR(table.add(host(i), BSDNET_ROUTE_TYPE_IF, 0, 1 + i)));
	EXPECT_EQ(greatest_number(table), all_hosts);
	expect_hosts(table, 0, all_hosts);
	/* Others get the numbers after a grace period */
	for (unsigned int i = 0; i < 10000; i++)
		table.remove(host(i));
	EXPECT_EQ(table.lookup(host(0).key), nullptr);
	expect_hosts(table, 10000, all_hosts);
	wait_for_numbers(table);
	for (unsigned int i = 0; i < 10000; i++)
		ASSERT_FALSE(IS_ERR(table.add(host(i), BSDNET_ROUTE_TYPE_IF, 0, 1 + i)));
	EXPECT_EQ(greatest_number(table), all_hosts);
	expect_hosts(table, 0, all_hosts);
}

/* Prefixes of all lengths over the hosts, whose numbers do not fit into a slot either */
// Shows: RT-2
TEST(RouteTableWide, ManyEntriesBelowOthers)
{
	Table table(32);

	for (unsigned int i = 0; i < all_hosts; i++)
		ASSERT_FALSE(IS_ERR(table.add(host(i), BSDNET_ROUTE_TYPE_IF, 0, 1 + i)));
	for (unsigned int bits = 0; bits < 32; bits++)
		ASSERT_FALSE(IS_ERR(table.add(cut(host(0).key, bits), BSDNET_ROUTE_TYPE_IF, 0, 100000 + bits)));
	for (unsigned int bits = 0; bits < 32; bits++) {
		Key key = last_of(cut(host(0).key, bits), 4);
		u32 past = (key[0] << 24 | key[1] << 16 | key[2] << 8 | key[3]) - 0x0a000000;
		u32 expected = past % 3 || past / 3 >= all_hosts ? 100000 : 1 + past / 3;

		for (unsigned int longer = 0; expected >= 100000 && longer < 32; longer++)
			if (covers(cut(host(0).key, longer), key))
				expected = 100000 + longer;
		ASSERT_EQ(table.lookup(key)->ifl_index, expected) << "at length " << bits;
	}
	expect_hosts(table, 1, all_hosts);
}

/* A table that was wide takes no more, but for its numbers, than one that was not */
// Shows: RT-2
TEST(RouteTableWide, NarrowAgain)
{
	Table table(32), fresh(32);

	for (unsigned int i = 0; i < all_hosts; i++)
		table.add(host(i), BSDNET_ROUTE_TYPE_IF, 0, 1 + i);
	bn_rt_table_delete(&table.rt, BIT(BSDNET_ROUTE_TYPE_IF));
	wait_for_numbers(table);
	for (unsigned int i = 0; i < 5000; i++) {
		table.add(host(i), BSDNET_ROUTE_TYPE_USER, i % 6);
		fresh.add(host(i), BSDNET_ROUTE_TYPE_USER, i % 6);
	}
	/* malloc() may round up differently */
	EXPECT_NEAR(table.trie_memory()[0], fresh.trie_memory()[0], 100);
	EXPECT_NEAR(table.trie_memory()[1], fresh.trie_memory()[1], 100);
	for (unsigned int i = 0; i < 5000; i++)
		EXPECT_EQ(table.lookup(host(i).key)->nh->id, i % 6);
}

/* A number that a reader may still hold is not reused */
// Shows: RT-9
TEST(RouteTableWide, NumbersOfReaders)
{
	Table table(32, 4000);
	std::set<unsigned int> used;

	rcu_read_lock();
	for (unsigned int i = 0; i < 4000; i++) {
		bn_route *route = table.add(host(7), BSDNET_ROUTE_TYPE_USER, i, 0, true);
		ASSERT_FALSE(IS_ERR(route));
		EXPECT_TRUE(used.insert(bn_route_fwd(route, &table)->number).second);
	}
	rcu_read_unlock();
	wait_for_numbers(table);
	for (unsigned int i = 0; i < 3999; i++) {
		table.add(host(7), BSDNET_ROUTE_TYPE_USER, i, 0, true);
		EXPECT_EQ(table.lookup(host(7).key)->nh->id, i);
	}
	EXPECT_LE(table.rt.fwds.next, 4100U);
}

/* ---- memory -------------------------------------------------------------- */

class RouteTableMemory : public testing::TestWithParam<std::tuple<unsigned int, Space>> {};

TEST_P(RouteTableMemory, IsGivenBack)
{
	auto [addr_bits, space] = GetParam();
	Table table(addr_bits);
	std::vector<Prefix> routes;
	bn_rt_memory empty = table.memory(), now;
	Random random(3);

	/* Of the dense ones there are not so many */
	for (unsigned int i = 0; i < 500000 && routes.size() < 100000; i++) {
		Prefix prefix = random_prefix(random, space, table.bytes);
		u8 type = random() % 64 ? BSDNET_ROUTE_TYPE_USER : BSDNET_ROUTE_TYPE_IF;
		bn_route *route = table.add(prefix, type, random() % 6);
		if (!IS_ERR(route))
			routes.push_back(prefix);
	}
	EXPECT_GE(routes.size(), space == Space::dense ? 10000U : 100000U);
	now = table.memory();
	EXPECT_GT(now.trie, empty.trie);
	EXPECT_EQ(now.routes, table.rt.full * sizeof(bn_full_route));
	EXPECT_LT(table.rt.full, routes.size() / 4);
	std::shuffle(routes.begin(), routes.end(), random);
	for (auto &prefix : routes)
		table.remove(prefix);
	EXPECT_EQ(table.rt.full, 0U);
	now = table.memory();
	EXPECT_EQ(now.fib, empty.fib);
	EXPECT_EQ(now.trie, empty.trie);
	EXPECT_EQ(now.routes, 0U);
	rcu_barrier();
	EXPECT_EQ(atomic_long_read(&table.live[BN_OBJ_ROUTE]), 0);
	for (auto &hop : table.nh)
		EXPECT_EQ(hop.refs, 0);
}

INSTANTIATE_TEST_SUITE_P(All, RouteTableMemory,
			 testing::Combine(testing::Values(32U, 128U),
					  testing::Values(Space::dense, Space::sparse,
							  Space::real)));

/* ---- cost ---------------------------------------------------------------- */

/* A change that is to cost no more than some nodes */
template <typename Change> void expect_local(unsigned int most, Change change)
{
	allocations = 0;
	allocated_bytes = 0;
	change();
	EXPECT_LE(allocations, most);
	EXPECT_LE(allocated_bytes, 32U * 1024);
}

class RouteTableCost : public testing::TestWithParam<unsigned int> {};

/* The default route of a table with 100,000 holes, and short prefixes over many
 * of them: what changes is where they are
 */
TEST_P(RouteTableCost, OfShortPrefixes)
{
	Table table(GetParam());
	Random random(1);

	table.add(Prefix(), BSDNET_ROUTE_TYPE_USER, 0);
	while (table.rt.count < 100000)
		table.add(real_prefix(random, table.bytes), BSDNET_ROUTE_TYPE_USER, random() % 6);
	ASSERT_GT(allocations, 100000U);
	for (unsigned int bits : { 0U, 1U, 3U, 4U, 7U, 8U }) {
		Prefix prefix = cut({ 0x20 }, bits);
		for (unsigned int hop = 1; hop < 6; hop++)
			expect_local(8, [&] {
				table.add(prefix, BSDNET_ROUTE_TYPE_USER, hop, 0, true);
			});
		bn_route *route = table.find(prefix);
		expect_local(8, [&] { table.set_hop(prefix, route, &table.nh[0]); });
		expect_local(8, [&] { table.remove(prefix); });
	}
}

/* The most that is made: a route, a leaf and a fork of three parts each, what is
 * below the fork anew, and the way to free the old
 */
TEST_P(RouteTableCost, OfAnyChange)
{
	Table table(GetParam());
	std::vector<Prefix> routes;
	Random random(2);

	while (routes.size() < 50000) {
		Prefix prefix = real_prefix(random, table.bytes);
		bool big = table.rt.count > 5000;
		auto add = [&] {
			bn_route *route = table.add(prefix, BSDNET_ROUTE_TYPE_USER, random() % 6);
			if (!IS_ERR(route))
				routes.push_back(prefix);
		};
		if (big)
			expect_local(12, add);
		else
			add();
	}
	std::shuffle(routes.begin(), routes.end(), random);
	while (routes.size() > 5000) {
		expect_local(6, [&] { table.remove(routes.back()); });
		routes.pop_back();
	}
}

INSTANTIATE_TEST_SUITE_P(All, RouteTableCost, testing::Values(32U, 128U));

} // namespace
