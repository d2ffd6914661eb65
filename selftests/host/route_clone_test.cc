// SPDX-License-Identifier: GPL-2.0
/*
 * Clone routes: each is notified of its forwarding parent when that changes, and at
 * no other time; against the parents that the table's naive twin finds
 * (selftests/twin/route.h).
 */
#include "routes.h"

#include <map>
#include <memory>
#include <utility>

namespace {

using namespace rt;

/* The notifications of a clone; it may take its parent's next hop */
struct Told {
	unsigned int times = 0;
	const bn_route *parent = nullptr;
	Prefix prefix;	/* of the parent */
	bool follows = false;
	Table *table = nullptr;
};

void moved(bn_route *clone, const bn_route *parent, const bn_rt_prefix *prefix, void *arg)
{
	Told *told = static_cast<Told *>(arg);

	told->times++;
	told->parent = parent;
	told->prefix = parent ? prefix_of(*prefix) : Prefix();
	if (!told->follows || !parent)
		return;
	EXPECT_EQ(bn_route_set_nexthop(&told->table->rt, clone,
				       bn_route_nexthop(parent, told->table)), 0);
}

class RouteClones : public testing::TestWithParam<unsigned int> {
protected:
	RouteClones() : table(32), random(GetParam()) { printf("seed %u\n", GetParam()); }

	bn_route *add(const Prefix &prefix, u8 type, u32 ifl_index, bool replace, bool follows);
	void remove(const twin_route &route);
	void expect_told(const twin_route &clone);
	std::vector<const twin_route *> clones() const;
	bn_nexthop *hop_of_parent(const twin_route &clone);
	void change_one(bool follow);

	Table table;
	Random random;
	twin_rt twin = {};	/* but for next hops */
	std::map<const void *, std::unique_ptr<Told>> told;	/* by address */
};

Told &told_of(const twin_route &route)
{
	return *static_cast<Told *>(route.arg);
}

bn_route *RouteClones::add(const Prefix &prefix, u8 type, u32 ifl_index, bool replace,
			   bool follows)
{
	auto own = std::make_unique<Told>();
	bn_route_config config = table.config(prefix, type, random() % table.nh.size(), ifl_index);

	own->follows = follows;
	own->table = &table;
	config.owner = random() % 2 ? own.get() : nullptr;
	config.clone_moved = moved;
	config.clone_arg = own.get();
	bn_route *route = bn_route_add(&table.rt, &config, replace, nullptr);

	if (IS_ERR(route))
		return nullptr;
	if (auto *rival = twin_rt_rival(&twin, &config))
		told.erase(rival->arg);
	EXPECT_TRUE(twin_rt_add(&twin, &config, route));
	told[own.get()] = std::move(own);
	return route;
}

void RouteClones::remove(const twin_route &route)
{
	bn_route_delete(&table.rt, twin_rt_real(&table.rt, &route), &route.prefix);
	told.erase(route.arg);
	twin_rt_remove(&twin, &route);
}

/* The parent is what the twin says; an object of its own, if it has one. What the clone was told
 * of a plain one that has an object of its own since is not compared
 */
void RouteClones::expect_told(const twin_route &clone)
{
	const twin_route *parent = twin_rt_parent(&twin, &clone);
	const Told &told = told_of(clone);

	ASSERT_EQ(!told.parent, !parent);
	if (!parent)
		return;
	ASSERT_EQ(told.prefix, prefix_of(parent->prefix));
	if (!twin_rt_of_user(parent->type)) {
		ASSERT_EQ(told.parent, parent->real);
	}
}

u64 id_of(const twin_route *route)
{
	return route ? route->id : 0;
}

std::vector<const twin_route *> RouteClones::clones() const
{
	std::vector<const twin_route *> clones;

	for (unsigned int i = 0; i < twin.n; i++)
		if (twin_rt_clone(twin.route[i].type))
			clones.push_back(&twin.route[i]);
	return clones;
}

/* The twin does not know of next hops here */
bn_nexthop *RouteClones::hop_of_parent(const twin_route &clone)
{
	return bn_route_nexthop(twin_rt_real(&table.rt, twin_rt_parent(&twin, &clone)), &table);
}

/* A change at random; each clone that is not new is told once if its parent
 * is another one, or has another next hop, and else not at all
 */
void RouteClones::change_one(bool follow)
{
	static const u8 types[] = {
		BSDNET_ROUTE_TYPE_USER, BSDNET_ROUTE_TYPE_USER_IGNORE,
		BSDNET_ROUTE_TYPE_IF_LOCAL, BSDNET_ROUTE_TYPE_IF_DEST,
		BSDNET_ROUTE_TYPE_IFDEST, BSDNET_ROUTE_TYPE_CLONE,
		BSDNET_ROUTE_TYPE_CLONE, BSDNET_ROUTE_TYPE_IFCLONE,
		BSDNET_ROUTE_TYPE_CLONE_IGNORE, BSDNET_ROUTE_TYPE_IFCLONE_IGNORE
	};
	std::map<const Told *, std::pair<u64, unsigned int>> before;
	const bn_route *added = nullptr;
	u64 changed = 0;
	unsigned int what = random() % 8, i = twin.n ? random() % twin.n : 0;

	for (auto *clone : clones())
		before[&told_of(*clone)] = { id_of(twin_rt_parent(&twin, clone)),
					      told_of(*clone).times };
	if (!twin.n || (what < 4 && twin.n < 60)) {
		Key key = ipv4(random() & 0x41014101, 32).key;
		added = add(cut(key, random() % 33), types[random() % std::size(types)],
			    random() % 3, random() % 2, follow && random() % 2);
	} else if (what < 6) {
		changed = twin.route[i].id;
		bn_nexthop *nh = &table.nh[random() % table.nh.size()];
		ASSERT_EQ(table.set_hop(prefix_of(twin.route[i].prefix),
					twin_rt_real(&table.rt, &twin.route[i]), nh), 0);
	} else {
		remove(twin.route[i]);
	}
	for (auto *clone : clones()) {
		u64 parent = id_of(twin_rt_parent(&twin, clone));
		expect_told(*clone);
		ASSERT_FALSE(HasFatalFailure());
		if (clone->real == added || follow)
			continue;
		auto [was, times] = before.at(&told_of(*clone));
		bool concerned = parent != was || (parent && parent == changed);
		ASSERT_EQ(told_of(*clone).times - times, concerned ? 1U : 0U);
	}
}

// Shows: RT-8
TEST_P(RouteClones, ToldOfTheirParents)
{
	for (unsigned int i = 0; i < 3000; i++) {
		change_one(false);
		ASSERT_FALSE(HasFailure()) << "after step " << i;
	}
}

/* Clones that take their parent's next hop: a change of that is passed on from
 * clone to clone, whatever the order of notification
 */
// Shows: RT-8
TEST_P(RouteClones, FollowTheirParents)
{
	for (unsigned int i = 0; i < 3000; i++) {
		change_one(true);
		/* One whose own next hop was changed follows again at the next change */
		for (auto *clone : clones()) {
			const Told &told = told_of(*clone);
			if (!told.follows || !told.parent)
				continue;
			auto *nh = hop_of_parent(*clone);
			if (bn_route_nexthop(clone->real, &table) == nh)
				continue;
			ASSERT_EQ(bn_route_set_nexthop(&table.rt, clone->real, nh), 0);
		}
		for (auto *clone : clones()) {
			const Told &told = told_of(*clone);
			if (!told.follows || !told.parent)
				continue;
			ASSERT_EQ(bn_route_nexthop(clone->real, &table), hop_of_parent(*clone));
		}
		ASSERT_FALSE(HasFailure()) << "after step " << i;
	}
}

INSTANTIATE_TEST_SUITE_P(All, RouteClones, testing::Range(1U, 5U));

/* ---- cost ---------------------------------------------------------------- */

/* Ten thousand clones under a thousand parents: a change notifies ten, one
 * above the parents to nobody, and one that takes all of them over to all
 */
// Shows: RT-8
TEST(RouteClonesCost, OnlyThoseConcerned)
{
	Table table(32);
	std::vector<Told> told(10000);
	auto told_since = [&, last = 0U]() mutable {
		unsigned int all = 0, more;

		for (auto &one : told)
			all += one.times;
		more = all - last;
		last = all;
		return more;
	};

	table.add(Prefix(), BSDNET_ROUTE_TYPE_USER, 0);
	for (unsigned int i = 0; i < 1000; i++) {
		table.add(ipv4(0x0a000000 + (i << 8), 24), BSDNET_ROUTE_TYPE_USER, 1);
		for (unsigned int j = 0; j < 10; j++) {
			bn_route_config config = table.config(ipv4(0x0a000000 + (i << 8) + j, 32),
							      BSDNET_ROUTE_TYPE_CLONE, 2);
			config.clone_moved = moved;
			config.clone_arg = &told[i * 10 + j];
			ASSERT_FALSE(IS_ERR(bn_route_add(&table.rt, &config, false, nullptr)));
		}
	}
	EXPECT_EQ(told_since(), 10000U);
	for (unsigned int i = 0; i < 1000; i += 37) {
		Prefix net = ipv4(0x0a000000 + (i << 8), 24);
		table.set_hop(net, table.find(net), &table.nh[3]);
		EXPECT_EQ(told_since(), 10U);
		table.add(ipv4(0x0a000000 + (i << 8), 29), BSDNET_ROUTE_TYPE_USER, 1);
		EXPECT_EQ(told_since(), 8U);
		table.remove(net);
		EXPECT_EQ(told_since(), 2U);
		table.remove(ipv4(0x0a000000 + (i << 8), 29));
		EXPECT_EQ(told_since(), 8U);
		table.add(net, BSDNET_ROUTE_TYPE_USER, 1);
		EXPECT_EQ(told_since(), 10U);
	}
	table.add(ipv4(0x0a000000, 8), BSDNET_ROUTE_TYPE_USER, 4);
	table.set_hop(Prefix(), table.find(Prefix()), &table.nh[5]);
	table.add(ipv4(0x0b000000, 8), BSDNET_ROUTE_TYPE_USER, 4);
	EXPECT_EQ(told_since(), 0U);
	bn_rt_table_delete(&table.rt, BIT(BSDNET_ROUTE_TYPE_USER));
	EXPECT_GE(told_since(), 10000U);
	for (auto &one : told)
		ASSERT_EQ(one.parent, nullptr);
}

} // namespace
