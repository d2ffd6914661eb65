// SPDX-License-Identifier: GPL-2.0
/*
 * The route table without memory: each allocation of each kind of change fails
 * once, and everything that can be asked is then as before. Deleting goes on
 * when there is no memory at all.
 */
#include "routes.h"

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>

namespace {

using namespace rt;

/* Everything about a table: what it answers, and what it holds. The array of
 * numbers is not in it: it stays as large as it was once
 */
struct State {
	std::vector<std::tuple<const bn_route *, Prefix, const bn_fwd *, const void *>> walk;
	std::vector<const bn_fwd *> single, vector;
	std::vector<const bn_route *> routes;
	std::vector<int> refs;
	std::array<size_t, 2> trie;
	size_t bytes_of_routes;
	unsigned int fwds;
	long live;
	std::array<unsigned int, 3> events;
	unsigned int told;

	bool operator==(const State &) const = default;
};

unsigned int told;

void moved(bn_route *, const bn_route *, const bn_rt_prefix *, void *)
{
	told++;
}

State state_of(Table &table, const Prefix &prefix)
{
	auto more = probes(prefix, table.bytes);
	std::vector<Key> keys(more.begin(), more.end());
	bn_rt_cursor cursor = {};
	State state = {};

	while (bn_route *route = bn_route_next(&table.rt, &cursor)) {
		Prefix here = prefix_of(cursor.prefix);
		state.walk.push_back({ route, here, bn_route_fwd(route, &table),
				 bn_route_owner(route) });
		for (auto &key : probes(here, table.bytes))
			keys.push_back(key);
	}
	for (auto &key : keys) {
		state.single.push_back(table.lookup(key));
		state.routes.push_back(table.lookup_route(key));
		state.routes.push_back(bn_rt_lookup_types(&table.rt, key.data(), table.src(key),
							  BN_RTT_INTERFACE, 0, nullptr));
	}
	state.vector = table.lookup(keys);
	for (auto &hop : table.nh)
		state.refs.push_back(hop.refs);
	state.trie = table.trie_memory();
	state.bytes_of_routes = table.memory().routes;
	state.fwds = table.rt.fwds.count;
	state.live = atomic_long_read(&table.live[BN_OBJ_ROUTE]);
	state.events = table.events;
	state.told = told;
	return state;
}

/* Does @change, which concerns @prefix, again and again, each time with another
 * allocation that fails, until it needs no more. What it does without all the same,
 * for the sake of speed alone, @undo takes back. Returns how often it failed
 */
unsigned int fail_everywhere(Table &table, const std::function<int()> &change,
			     const std::function<void()> &undo, const Prefix &prefix)
{
	unsigned int failures = 0;

	rcu_barrier();
	for (unsigned long n = 1; !testing::Test::HasFailure(); n++) {
		State before = state_of(table, prefix);

		shim_alloc_fail_nth = n;
		int err = change();
		bool failed = !shim_alloc_fail_nth;
		shim_alloc_fail_nth = 0;
		if (err) {
			failures++;
			EXPECT_EQ(err, -ENOMEM);
			EXPECT_TRUE(failed);
			EXPECT_TRUE(state_of(table, prefix) == before) << "allocation " << n;
		} else if (failed) {
			undo();
			rcu_barrier();
		} else {
			break;
		}
	}
	return failures;
}

/* ---- new prefixes -------------------------------------------------------- */

struct Shape {
	const char *name;
	std::vector<Prefix> there;
	Prefix added;
};

void PrintTo(const Shape &shape, std::ostream *out)
{
	*out << shape.name;
}

std::vector<Prefix> many(unsigned int shift, unsigned int bits, unsigned int n)
{
	std::vector<Prefix> prefixes;

	for (unsigned int i = 0; i < n; i++)
		prefixes.push_back(ipv4(i << shift, bits));
	return prefixes;
}

const std::vector<Shape> shapes = {
	{ "the first one", {}, ipv4(0x0a000000, 8) },
	{ "into the top node", { ipv4(0x0b000000, 8) }, ipv4(0x0a000000, 7) },
	{ "all addresses", { ipv4(0x0a000000, 8) }, ipv4(0, 0) },
	{ "into a node", { ipv4(0x0a010000, 16) }, ipv4(0x0a020000, 15) },
	{ "into a fork", { ipv4(0x0a010100, 24), ipv4(0x0a020100, 24) }, ipv4(0x0a030000, 16) },
	{ "below the top", { ipv4(0x0a000000, 8) }, ipv4(0x0a010000, 16) },
	{ "below a node", { ipv4(0x0a010000, 16) }, ipv4(0x0a010100, 24) },
	{ "far below", { ipv4(0x0a010000, 16) }, cut({ 10, 1, 1, 1, 7, 7, 7, 7 }, 64) },
	{ "between, where it forks", { ipv4(0x0a010101, 32) }, ipv4(0x0a010000, 16) },
	{ "between, with a node of its own", { ipv4(0x0a010101, 32) }, ipv4(0x0a010201, 32) },
	{ "between, at the last byte", { cut({ 10, 1, 1, 1, 7, 7, 7, 1 }, 64) },
	  cut({ 10, 1, 1, 1, 7, 7, 8, 1 }, 64) },
	{ "into a full node", many(24, 8, 256), ipv4(0x0a000000, 6) },
	{ "below a full node", many(24, 15, 255), ipv4(0xff000000, 16) },
	{ "below many nodes", many(16, 24, 400), ipv4(0x0a000100, 24) },
	{ "between many nodes", many(16, 32, 400), ipv4(0x00070001, 32) },
	{ "into one of many nodes", many(16, 24, 400), ipv4(0x00070000, 22) },
	{ "where many nodes are enough", many(16, 24, 31), ipv4(0x0a000000, 24) },
};

/* A table with a shape, to which a route of a type is to be added */
class Trial : public Table {
public:
	const Shape &shape;
	const u8 type;

	Trial(const Shape &shape, unsigned int addr_bits, u8 type)
		: Table(addr_bits), shape(shape), type(type)
	{
		for (auto &prefix : shape.there)
			EXPECT_FALSE(IS_ERR(Table::add(prefix, BSDNET_ROUTE_TYPE_IF_DEST, 1, 9)));
	}

	/* Of the prefix in question; other next hops make them other routes */
	int add(u8 type, unsigned int hop, bool replace = false)
	{
		bn_route_config route = config(shape.added, type, hop, hop);

		route.clone_moved = moved;
		return PTR_ERR_OR_ZERO(bn_route_add(&rt, &route, replace, nullptr));
	}

	void remove(u8 type, unsigned int hop)
	{
		bn_rt_prefix exact = raw(shape.added);

		bn_route_delete(&rt, bn_route_find(&rt, &exact, type, hop, nullptr), &exact);
	}

	unsigned int fail(const std::function<int()> &change, const std::function<void()> &undo)
	{
		return fail_everywhere(*this, change, undo, shape.added);
	}
};

class RouteFailure : public testing::TestWithParam<Shape> {
protected:
	/* In both families, with routes that forward or are ignored, clones or not */
	void each(const std::function<void(Trial &trial)> &test)
	{
		for (unsigned int addr_bits : { 32U, 128U }) {
			for (u8 type :
			     { BSDNET_ROUTE_TYPE_USER, BSDNET_ROUTE_TYPE_USER_IGNORE,
			       BSDNET_ROUTE_TYPE_CLONE, BSDNET_ROUTE_TYPE_CLONE_IGNORE }) {
				if (!GetParam().added.bits && twin_rt_ignored(type))
					continue;
				SCOPED_TRACE("type " + std::to_string(type));
				Trial trial(GetParam(), addr_bits, type);
				test(trial);
			}
		}
	}
};

/* At least: the route's forwarding entry, a set, and the node's forwarding form; and the route,
 * unless it is plain
 */
// Shows: RT-9
TEST_P(RouteFailure, OfANewPrefix)
{
	each([](Trial &trial) {
		EXPECT_GE(trial.fail([&] { return trial.add(trial.type, 5); },
				     [&] { trial.remove(trial.type, 5); }),
			  trial.type == BSDNET_ROUTE_TYPE_USER ? 3U : 4U);
		EXPECT_EQ(trial.find(trial.shape.added)->type, trial.type);
		EXPECT_EQ(trial.nh[5].refs, 1);
	});
}

/* A prefix that is there gets another route: preferred, or not */
// Shows: RT-9
TEST_P(RouteFailure, OfAnotherRoute)
{
	each([](Trial &trial) {
		ASSERT_EQ(trial.add(BSDNET_ROUTE_TYPE_IF, 2), 0);
		for (u8 type :
		     { trial.type, (u8)BSDNET_ROUTE_TYPE_IF_LOCAL, (u8)BSDNET_ROUTE_TYPE_IFDEST }) {
			EXPECT_GE(trial.fail([&] { return trial.add(type, 5); },
					     [&] { trial.remove(type, 5); }), 2U);
			EXPECT_EQ(trial.nh[5].refs, 1);
			trial.remove(type, 5);
		}
	});
}

// Shows: RT-5, RT-9
TEST_P(RouteFailure, OfAReplacement)
{
	each([](Trial &trial) {
		if (!twin_rt_of_user(trial.type))
			return;
		ASSERT_EQ(trial.add(BSDNET_ROUTE_TYPE_USER, 2), 0);
		EXPECT_GE(trial.fail([&] { return trial.add(trial.type, 5, true); },
				     [&] { trial.add(BSDNET_ROUTE_TYPE_USER, 2, true); }), 2U);
		EXPECT_EQ(trial.nh[2].refs, 0);
		EXPECT_GE(trial.fail([&] { return trial.add(BSDNET_ROUTE_TYPE_USER, 2, true); },
				     [&] { trial.add(trial.type, 5, true); }), 2U);
		EXPECT_EQ(trial.nh[5].refs, 0);
	});
}

/* Of the first route of a prefix, and of another one. Clones are notified, but
 * of nothing that failed
 */
// Shows: RT-8, RT-9
TEST_P(RouteFailure, OfANextHop)
{
	each([](Trial &trial) {
		ASSERT_EQ(trial.add(trial.type, 2), 0);
		ASSERT_EQ(trial.add(BSDNET_ROUTE_TYPE_CLONE, 3), 0);
		bn_route *first = trial.find(trial.shape.added), *other = bn_route_after(first, &trial);
		unsigned int before = told;

		for (bn_route *route : { first, other ? other : first }) {
			auto set = [&](unsigned int hop) {
				return bn_route_set_nexthop(&trial.rt, route, &trial.nh[hop]);
			};
			EXPECT_GE(trial.fail([&] { return set(5); }, [&] { set(4); }), 1U);
			EXPECT_EQ(bn_route_nexthop(route, &trial), &trial.nh[5]);
		}
		if (trial.type == BSDNET_ROUTE_TYPE_USER) {
			EXPECT_GT(told, before);
		}
	});
}

/* Nothing is left to be had, and everything can be deleted */
// Shows: RT-9
TEST_P(RouteFailure, NotOfADeletion)
{
	each([](Trial &trial) {
		Random random(trial.type);
		std::vector<std::pair<Prefix, bn_route *>> routes;
		bn_rt_cursor cursor = {};

		ASSERT_EQ(trial.add(trial.type, 5), 0);
		while (bn_route *route = bn_route_next(&trial.rt, &cursor))
			routes.push_back({ prefix_of(cursor.prefix), route });
		std::shuffle(routes.begin(), routes.end(), random);
		shim_alloc_fails_one_in = 1;
		while (!routes.empty()) {
			auto [prefix, doomed] = routes.back();
			bn_route *next = bn_route_after(doomed, &trial);
			trial.Table::remove(prefix, doomed);
			routes.pop_back();
			ASSERT_EQ(bn_rt_table_count(&trial.rt), routes.size());
			ASSERT_TRUE(next || !trial.find(prefix));
			for (auto &key : probes(prefix, trial.bytes)) {
				const bn_route *route = trial.lookup_route(key);
				ASSERT_EQ(trial.lookup(key), route ? bn_route_fwd(route, &trial) : nullptr);
			}
		}
		shim_alloc_fails_one_in = 0;
		EXPECT_EQ(trial.trie_memory()[0], Table(trial.bytes * 4).trie_memory()[0]);
		EXPECT_EQ(trial.trie_memory()[1], Table(trial.bytes * 4).trie_memory()[1]);
	});
	shim_alloc_fails_one_in = 0;
}

INSTANTIATE_TEST_SUITE_P(All, RouteFailure, testing::ValuesIn(shapes));

/* ---- the rest ------------------------------------------------------------ */

// Shows: RT-9
TEST(RouteFailureTable, OfANewTable)
{
	static const bn_rt_ops none = {};
	unsigned long n = 1;

	for (;; n++) {
		bsdnet_stack stack = {};
		bn_rt_table table = {};

		shim_alloc_fail_nth = n;
		int err = bn_rt_table_init(&table, &stack, &none, 32);
		if (!err) {
			bn_rt_table_exit(&table);
			break;
		}
		ASSERT_EQ(err, -ENOMEM);
		ASSERT_EQ(shim_alloc_fail_nth, 0UL);
	}
	shim_alloc_fail_nth = 0;
	EXPECT_EQ(n, 4U);	/* a node, its forwarding form, the numbers */
}

/* Where the array of numbers has to grow; one that has grown in vain stays so */
// Shows: RT-9
TEST(RouteFailureTable, OfMoreNumbers)
{
	Table table(32, 140);
	unsigned int failures = 0;

	for (unsigned int i = 0; i < 140; i++) {
		Prefix prefix = ipv4(i << 16, 24);
		for (unsigned long n = 1; table.rt.count == i; n++) {
			State before = state_of(table, prefix);
			shim_alloc_fail_nth = n;
			if (!IS_ERR(table.add(prefix, BSDNET_ROUTE_TYPE_USER, i)))
				break;
			failures++;
			ASSERT_TRUE(state_of(table, prefix) == before);
		}
		shim_alloc_fail_nth = 0;
	}
	EXPECT_GT(failures, 600U);
	EXPECT_GT(table.rt.fwds.array->size, 140U);
	for (unsigned int i = 0; i < 140; i++)
		EXPECT_EQ(table.lookup(ipv4(i << 16, 24).key)->nh->id, i);
}

} // namespace
