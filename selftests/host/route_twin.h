/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of the trie and of the route table share: keys and prefixes bit
 * by bit, random ones of several kinds, a table with next hops, and a naive
 * twin of it: a sorted list that is searched from end to end.
 */
#ifndef ROUTE_TWIN_H
#define ROUTE_TWIN_H

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <tuple>
#include <vector>

extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
}

/* A next hop of the tests: a name, and how many forwarding entries refer to it */
struct bn_nexthop {
	unsigned int id;
	int refs;
};

namespace rt {

/* The caches of forwarding nodes are there as long as the program runs */
inline const int caches = bn_trie_init();

using Random = std::mt19937_64;
using Key = std::array<u8, BN_PREFIX_BYTES>;

/* ---- prefixes ---------------------------------------------------------- */

/* In the order of a walk: a prefix comes before those inside it */
struct Prefix {
	Key key = {};
	unsigned int bits = 0;

	auto operator<=>(const Prefix &) const = default;
};

inline Prefix cut(const Key &key, unsigned int bits)
{
	Prefix prefix;

	prefix.bits = bits;
	for (unsigned int i = 0; i < bits; i++)
		prefix.key[i / 8] |= key[i / 8] & (0x80 >> i % 8);
	return prefix;
}

inline bool covers(const Prefix &prefix, const Key &key)
{
	unsigned int bytes = prefix.bits / 8, rest = prefix.bits % 8;

	return !memcmp(prefix.key.data(), key.data(), bytes) &&
	       (!rest || !((prefix.key[bytes] ^ key[bytes]) >> (8 - rest)));
}

/* The next key up or down, of @bytes; comes round at the ends */
inline Key step(Key key, unsigned int bytes, bool up)
{
	for (unsigned int i = bytes; i-- > 0;) {
		key[i] += up ? 1 : -1;
		if (key[i] != (up ? 0 : 0xff))
			break;
	}
	return key;
}

inline Key last_of(const Prefix &prefix, unsigned int bytes)
{
	Key key = prefix.key;

	for (unsigned int i = prefix.bits; i < bytes * 8; i++)
		key[i / 8] |= 0x80 >> i % 8;
	return key;
}

/* Just before, first, last, just after */
inline std::array<Key, 4> probes(const Prefix &prefix, unsigned int bytes)
{
	Key last = last_of(prefix, bytes);

	return { step(prefix.key, bytes, false), prefix.key, last, step(last, bytes, true) };
}

/* 10.0.0.0 as 0x0a000000 */
inline Prefix ipv4(u32 addr, unsigned int bits)
{
	Key key = {};

	for (unsigned int i = 0; i < 4; i++)
		key[i] = addr >> (24 - 8 * i);
	return cut(key, bits);
}

/* ---- random prefixes --------------------------------------------------- */

/* Few byte values, so that prefixes nest, part and meet; or as the world's */
enum class Space { dense, sparse, real };

inline const char *name_of(Space space)
{
	return space == Space::dense ? "dense" : space == Space::sparse ? "sparse" : "real";
}

inline void PrintTo(Space space, std::ostream *out)
{
	*out << name_of(space);
}

inline Prefix dense_prefix(Random &random, unsigned int bytes)
{
	static const u8 values[] = { 0, 0, 0, 1, 0x80, 0xff };
	unsigned int bits = random() % (bytes * 8 + 1);
	Key key = {};

	for (unsigned int i = 0; i < bytes; i++)
		if (i < 2 || random() % bytes < 3)
			key[i] = values[random() % 6];
	if (random() % 2)
		bits = (bits + 7) / 8 * 8;
	return cut(key, bits);
}

inline Prefix sparse_prefix(Random &random, unsigned int bytes)
{
	Key key;

	for (auto &byte : key)
		byte = random();
	return cut(key, random() % (bytes * 8 + 1));
}

/* Addresses in some blocks, lengths as they are in the Internet, few sources */
inline Prefix real_prefix(Random &random, unsigned int bytes)
{
	static const unsigned int lengths[2][8] = { { 24, 24, 24, 24, 23, 22, 20, 16 },
						    { 48, 48, 48, 32, 32, 44, 40, 64 } };
	unsigned int bits = lengths[bytes > 8][random() % 8], kind = random() % 16;
	Key key = {};

	for (unsigned int i = 0; i < bytes / 2; i++)
		key[i] = random();
	key[0] = bytes > 8 ? 0x20 : 1 + key[0] % 223;
	if (bytes > 8)
		key[1] &= 0x0f;
	if (kind == 0)
		bits = bytes * 4;
	if (kind == 1) {
		for (unsigned int i = bytes / 2; i < bytes; i++)
			key[i] = random();
		bits = bytes * 4 + random() % (bytes * 4 + 1);
	}
	return cut(key, bits);
}

inline Prefix random_prefix(Random &random, Space space, unsigned int bytes)
{
	switch (space) {
	case Space::dense:
		return dense_prefix(random, bytes);
	case Space::sparse:
		return sparse_prefix(random, bytes);
	default:
		return real_prefix(random, bytes);
	}
}

/* Like @prefix as far as some bit, and then not */
inline Prefix relative_of(Random &random, const Prefix &prefix, unsigned int bytes)
{
	unsigned int same = prefix.bits ? random() % (prefix.bits + 1) : 0;
	Key key = prefix.key;

	if (random() % 2)
		key[same % (bytes * 8) / 8] ^= 0x80 >> same % 8;
	return cut(key, random() % 2 ? prefix.bits : random() % (bytes * 8 + 1));
}

/* Of tests that can run longer on demand */
inline std::chrono::milliseconds duration_of(unsigned int milliseconds)
{
	return std::chrono::milliseconds(getenv("BSDNET_LONG") ? 60000 : milliseconds);
}

/* ---- the table --------------------------------------------------------- */

inline bool ignored(u8 type)
{
	return type == BN_RTT_USER_IGNORE || type == BN_RTT_CLONE_IGNORE ||
	       type == BN_RTT_IFCLONE_IGNORE;
}

inline bool of_user(u8 type)
{
	return type == BN_RTT_USER || type == BN_RTT_USER_IGNORE;
}

inline Prefix prefix_of(const bn_route *route)
{
	bn_rt_prefix raw;
	Prefix prefix;

	bn_route_prefix(route, &raw);
	memcpy(prefix.key.data(), raw.key, sizeof(raw.key));
	prefix.bits = raw.bits;
	return prefix;
}

inline bn_rt_prefix raw(const Prefix &prefix)
{
	bn_rt_prefix raw = {};

	raw.bits = prefix.bits;
	memcpy(raw.key, prefix.key.data(), sizeof(raw.key));
	return raw;
}

/* A table of routes, its stack, and next hops for it */
class Table : public bsdnet_stack {
public:
	bn_rt_table rt = {};
	std::vector<bn_nexthop> nh;
	std::array<unsigned int, 3> events = {};
	unsigned int bytes;	/* of a key */

	explicit Table(unsigned int addr_bits, unsigned int nexthops = 6)
		: bsdnet_stack(), nh(nexthops), bytes(addr_bits / 4)
	{
		for (unsigned int i = 0; i < nexthops; i++)
			nh[i].id = i;
		if (caches || bn_rt_table_init(&rt, this, &ops, addr_bits))
			abort();
	}

	Table(const Table &) = delete;

	~Table()
	{
		bn_rt_table_flush(&rt);
		rcu_barrier();
		bn_rt_table_exit(&rt);
		rcu_barrier();
		EXPECT_EQ(rt.count, 0U);
		EXPECT_EQ(rt.fwds.count, 0U);
		EXPECT_EQ(atomic_long_read(&live[BN_OBJ_ROUTE]), 0);
		for (auto &hop : nh)
			EXPECT_EQ(hop.refs, 0);
	}

	bn_route_config config(const Prefix &prefix, u8 type, unsigned int hop,
			       u32 ifl_index = 0)
	{
		bn_route_config config = {};

		config.prefix = raw(prefix);
		config.type = type;
		config.nh = &nh[hop];
		config.ifl_index = ifl_index;
		return config;
	}

	bn_route *add(const Prefix &prefix, u8 type, unsigned int hop, u32 ifl_index = 0,
		      bool replace = false)
	{
		bn_route_config route = config(prefix, type, hop, ifl_index);

		return bn_route_add(&rt, &route, replace, nullptr);
	}

	bn_route *find(const Prefix &prefix)
	{
		bn_rt_prefix exact = raw(prefix);

		return bn_route_first(&rt, &exact);
	}

	/* A source of all zeroes may be left out */
	const void *src(const Key &key) const
	{
		for (unsigned int i = bytes / 2; i < bytes; i++)
			if (key[i])
				return key.data() + bytes / 2;
		return nullptr;
	}

	const bn_fwd *lookup(const Key &key) const
	{
		return bn_rt_lookup(&rt, key.data(), src(key));
	}

	std::vector<const bn_fwd *> lookup(const std::vector<Key> &keys) const
	{
		std::vector<const bn_fwd *> fwds(keys.size());
		std::vector<const void *> dst, sources;

		for (auto &key : keys) {
			dst.push_back(key.data());
			sources.push_back(src(key));
		}
		bn_rt_lookup_vector(&rt, dst.data(), sources.data(), fwds.data(), keys.size());
		return fwds;
	}

	bn_rt_memory memory() const
	{
		bn_rt_memory memory;

		bn_rt_table_memory(&rt, &memory);
		return memory;
	}

	/* Bytes of the trie alone: on the route side, in forwarding form */
	std::array<size_t, 2> trie_memory() const
	{
		size_t fib, trie = bn_prefix_memory(&rt.prefixes, &fib);

		return { trie, fib };
	}

private:
	static void nh_get(bn_nexthop *hop) { hop->refs++; }

	static void nh_put(bn_nexthop *hop) { hop->refs--; }

	static void event(bn_rt_table *table, bn_event event, const bn_route *)
	{
		static_cast<Table *>(table->stack)->events[event]++;
	}

	static constexpr bn_rt_ops ops = { nh_get, nh_put, event, nullptr };
};

/* ---- its twin ---------------------------------------------------------- */

class Twin {
public:
	/* The order of a walk: by prefix, then by preference */
	struct Order {
		Prefix prefix;
		u8 type;
		u32 ifl_index;
		u64 seq;

		auto operator<=>(const Order &) const = default;
	};

	struct Route {
		bn_nexthop *nh;
		u8 flags;
		const void *owner;
		bn_route *real;
	};

	using Routes = std::map<Order, Route>;
	using Found = const Routes::value_type *;

	Routes routes;
	u64 seq = 0;

	/* The route in whose way a new one would be */
	Routes::iterator rival(const Prefix &prefix, const bn_route_config &config)
	{
		auto at = routes.begin();

		for (; at != routes.end(); ++at) {
			auto &[order, route] = *at;
			if (order.prefix != prefix)
				continue;
			if (of_user(config.type) && of_user(order.type))
				break;
			if (order.type == config.type && order.ifl_index == config.ifl_index &&
			    route.owner == config.owner)
				break;
		}
		return at;
	}

	void add(const Prefix &prefix, const bn_route_config &config, bn_route *real)
	{
		routes[{ prefix, config.type, config.ifl_index, ++seq }] = { config.nh,
			config.flags, config.owner, real };
	}

	/* What forwards: of the longest prefix whose first route is not one to ignore */
	Found forwards(const Key &key) const
	{
		Found best = nullptr, before = nullptr;

		for (auto &entry : routes) {
			bool first = !before || before->first.prefix != entry.first.prefix;

			before = &entry;
			if (first && !ignored(entry.first.type) &&
			    covers(entry.first.prefix, key) &&
			    (!best || entry.first.prefix.bits > best->first.prefix.bits))
				best = &entry;
		}
		return best;
	}

	Found lookup(const Key &key, u32 types, u32 ifl_index) const
	{
		Found best = nullptr;

		for (auto &entry : routes)
			if (types & BN_RTT_BIT(entry.first.type) &&
			    (!ifl_index || ifl_index == entry.first.ifl_index) &&
			    covers(entry.first.prefix, key) &&
			    (!best || entry.first.prefix.bits > best->first.prefix.bits))
				best = &entry;
		return best;
	}

	/* The first route after this place */
	Found next(const Order &order) const
	{
		for (auto &entry : routes)
			if (entry.first > order)
				return &entry;
		return nullptr;
	}

	/* How often a next hop is in a different forwarding entry */
	std::map<const bn_nexthop *, int> refs() const
	{
		std::set<std::tuple<const bn_nexthop *, u32, u8>> fwds;
		std::map<const bn_nexthop *, int> refs;

		for (auto &[order, route] : routes)
			if (fwds.insert({ route.nh, order.ifl_index, route.flags }).second)
				refs[route.nh]++;
		return refs;
	}
};

} // namespace rt

#endif /* ROUTE_TWIN_H */
