// SPDX-License-Identifier: GPL-2.0
/*
 * Clone routes: each is told of its forwarding parent when that changes, and at
 * no other time; against a search from scratch.
 */
#include "route_twin.h"

namespace {

using namespace rt;

constexpr u32 clone_types = BN_RTT_BIT(BN_RTT_CLONE) | BN_RTT_BIT(BN_RTT_IFCLONE) |
			    BN_RTT_BIT(BN_RTT_CLONE_IGNORE) | BN_RTT_BIT(BN_RTT_IFCLONE_IGNORE);

/* What a clone was told; it may take its parent's next hop */
struct Told {
	unsigned int times = 0;
	const bn_route *parent = nullptr;
	bool follows = false;
};

void moved(bn_route *clone, const bn_route *parent, void *arg)
{
	Told *told = static_cast<Told *>(arg);

	told->times++;
	told->parent = parent;
	if (!told->follows || !parent)
		return;
	EXPECT_EQ(bn_route_set_nexthop(clone->table, clone, bn_route_nexthop(parent)), 0);
}

struct Item {
	Prefix prefix;
	u8 type;
	bn_route *route;
	std::unique_ptr<Told> told;

	bool is_clone() const { return BN_RTT_BIT(type) & clone_types; }
};

class RouteClones : public testing::TestWithParam<unsigned int> {
protected:
	RouteClones() : table(32), random(GetParam()) { printf("seed %u\n", GetParam()); }

	bn_route *add(const Prefix &prefix, u8 type, u32 ifl_index, bool replace, bool follows);
	void remove(unsigned int i);
	const bn_route *parent_of(const Item &clone);
	void change_one(bool follow);

	Table table;
	Random random;
	std::vector<Item> items;
};

bn_route *RouteClones::add(const Prefix &prefix, u8 type, u32 ifl_index, bool replace,
			   bool follows)
{
	auto told = std::make_unique<Told>();
	bn_route_config config = table.config(prefix, type, random() % table.nh.size(), ifl_index);

	told->follows = follows;
	config.owner = random() % 2 ? told.get() : nullptr;
	config.clone_moved = moved;
	config.clone_arg = told.get();
	bn_route *route = bn_route_add(&table.rt, &config, replace, nullptr);

	if (IS_ERR(route))
		return nullptr;
	if (of_user(type))
		std::erase_if(items, [&](auto &item) {
			return item.prefix == prefix && of_user(item.type);
		});
	items.push_back({ prefix, type, route, std::move(told) });
	return route;
}

void RouteClones::remove(unsigned int i)
{
	bn_route_delete(&table.rt, items[i].route);
	items.erase(items.begin() + i);
}

/* The longest prefix of the clone's that forwards without it, or, for the
 * interface's kind, that has an interface route
 */
const bn_route *RouteClones::parent_of(const Item &clone)
{
	bool interface = clone.type == BN_RTT_IFCLONE || clone.type == BN_RTT_IFCLONE_IGNORE;

	for (unsigned int bits = clone.prefix.bits + 1; bits-- > 0;) {
		const bn_route *route = table.find(cut(clone.prefix.key, bits));
		while (route && interface && !(BN_RTT_BIT(route->type) & BN_RTT_INTERFACE))
			route = route->next;
		if (route && (interface || (!ignored(route->type) && route != clone.route)))
			return route;
	}
	return nullptr;
}

/* A change at random; each clone that is not new is told once if its parent
 * is another one, or has another next hop, and else not at all
 */
void RouteClones::change_one(bool follow)
{
	static const u8 types[] = { BN_RTT_USER, BN_RTT_USER_IGNORE, BN_RTT_IF_LOCAL,
				    BN_RTT_IF_DEST, BN_RTT_IFDEST, BN_RTT_CLONE, BN_RTT_CLONE,
				    BN_RTT_IFCLONE, BN_RTT_CLONE_IGNORE, BN_RTT_IFCLONE_IGNORE };
	std::map<const Told *, std::pair<const bn_route *, unsigned int>> before;
	const bn_route *changed = nullptr, *added = nullptr;
	unsigned int what = random() % 8, i = items.empty() ? 0 : random() % items.size();

	for (auto &item : items)
		if (item.is_clone())
			before[item.told.get()] = { parent_of(item), item.told->times };
	if (items.empty() || (what < 4 && items.size() < 60)) {
		Key key = ipv4(random() & 0x41014101, 32).key;
		added = add(cut(key, random() % 33), types[random() % std::size(types)],
			    random() % 3, random() % 2, follow && random() % 2);
	} else if (what < 6) {
		changed = items[i].route;
		bn_nexthop *nh = &table.nh[random() % table.nh.size()];
		ASSERT_EQ(bn_route_set_nexthop(&table.rt, items[i].route, nh), 0);
	} else {
		remove(i);
	}
	for (auto &item : items) {
		if (!item.is_clone())
			continue;
		const bn_route *parent = parent_of(item);
		ASSERT_EQ(item.told->parent, parent);
		if (item.route == added || follow)
			continue;
		auto [was, times] = before.at(item.told.get());
		bool concerned = parent != was || (parent && parent == changed);
		ASSERT_EQ(item.told->times - times, concerned ? 1U : 0U);
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
 * clone to clone, whatever the order in which they were told
 */
// Shows: RT-8
TEST_P(RouteClones, FollowTheirParents)
{
	for (unsigned int i = 0; i < 3000; i++) {
		change_one(true);
		/* One whose own next hop was changed follows again at the next change */
		for (auto &item : items) {
			if (!item.is_clone() || !item.told->follows || !item.told->parent)
				continue;
			auto *nh = bn_route_nexthop(item.told->parent);
			if (bn_route_nexthop(item.route) == nh)
				continue;
			ASSERT_EQ(bn_route_set_nexthop(&table.rt, item.route, nh), 0);
		}
		for (auto &item : items) {
			if (!item.is_clone() || !item.told->follows || !item.told->parent)
				continue;
			ASSERT_EQ(bn_route_nexthop(item.route),
				  bn_route_nexthop(item.told->parent));
		}
		ASSERT_FALSE(HasFailure()) << "after step " << i;
	}
}

INSTANTIATE_TEST_SUITE_P(All, RouteClones, testing::Range(1U, 5U));

/* ---- cost ---------------------------------------------------------------- */

/* Ten thousand clones under a thousand parents: a change is told to ten, one
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

	table.add(Prefix(), BN_RTT_USER, 0);
	for (unsigned int i = 0; i < 1000; i++) {
		table.add(ipv4(0x0a000000 + (i << 8), 24), BN_RTT_USER, 1);
		for (unsigned int j = 0; j < 10; j++) {
			bn_route_config config = table.config(ipv4(0x0a000000 + (i << 8) + j, 32),
							      BN_RTT_CLONE, 2);
			config.clone_moved = moved;
			config.clone_arg = &told[i * 10 + j];
			ASSERT_FALSE(IS_ERR(bn_route_add(&table.rt, &config, false, nullptr)));
		}
	}
	EXPECT_EQ(told_since(), 10000U);
	for (unsigned int i = 0; i < 1000; i += 37) {
		Prefix net = ipv4(0x0a000000 + (i << 8), 24);
		bn_route_set_nexthop(&table.rt, table.find(net), &table.nh[3]);
		EXPECT_EQ(told_since(), 10U);
		table.add(ipv4(0x0a000000 + (i << 8), 29), BN_RTT_USER, 1);
		EXPECT_EQ(told_since(), 8U);
		bn_route_delete(&table.rt, table.find(net));
		EXPECT_EQ(told_since(), 2U);
		bn_route_delete(&table.rt, table.find(ipv4(0x0a000000 + (i << 8), 29)));
		EXPECT_EQ(told_since(), 8U);
		table.add(net, BN_RTT_USER, 1);
		EXPECT_EQ(told_since(), 10U);
	}
	table.add(ipv4(0x0a000000, 8), BN_RTT_USER, 4);
	bn_route_set_nexthop(&table.rt, table.find(Prefix()), &table.nh[5]);
	table.add(ipv4(0x0b000000, 8), BN_RTT_USER, 4);
	EXPECT_EQ(told_since(), 0U);
	bn_rt_table_delete(&table.rt, BN_RTT_BIT(BN_RTT_USER));
	EXPECT_GE(told_since(), 10000U);
	for (auto &one : told)
		ASSERT_EQ(one.parent, nullptr);
}

} // namespace
