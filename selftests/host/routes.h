/* SPDX-License-Identifier: GPL-2.0 */
/*
 * routes - what the tests of the trie and of the route table share: keys and
 * prefixes, random ones of several kinds, and a table with next hops. Its naive
 * twin is selftests/twin/route.h.
 */
#ifndef ROUTES_H
#define ROUTES_H

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
}
#include "twin/route.h"

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
	Prefix prefix = { key, bits };

	twin_fill(prefix.key.data(), bits, prefix.key.size(), false);
	return prefix;
}

inline bool covers(const Prefix &prefix, const Key &key)
{
	return twin_agree(prefix.key.data(), key.data(), prefix.bits);
}

/* The next key up or down, of @bytes; comes round at the ends */
inline Key step(Key key, unsigned int bytes, bool up)
{
	twin_step(key.data(), bytes, up);
	return key;
}

inline Key last_of(const Prefix &prefix, unsigned int bytes)
{
	Key key = prefix.key;

	twin_probe(key.data(), prefix.bits, bytes, TWIN_LAST);
	return key;
}

/* Just before, first, last, just after */
inline std::array<Key, TWIN_PROBES> probes(const Prefix &prefix, unsigned int bytes)
{
	std::array<Key, TWIN_PROBES> keys;

	for (unsigned int probe = 0; probe < TWIN_PROBES; probe++) {
		keys[probe] = prefix.key;
		twin_probe(keys[probe].data(), prefix.bits, bytes, probe);
	}
	return keys;
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

inline Prefix prefix_of(const bn_rt_prefix &raw)
{
	return { std::to_array(raw.key), raw.bits };
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

	/* The first route of the prefix, or @route */
	void remove(const Prefix &prefix, bn_route *route = nullptr)
	{
		bn_rt_prefix exact = raw(prefix);

		bn_route_delete(&rt, route ? route : find(prefix), &exact);
	}

	/* Gives @route, the first of its prefix, another next hop, in place if it has an object
	 * of its own
	 */
	int set_hop(const Prefix &prefix, bn_route *route, bn_nexthop *hop)
	{
		bn_route_config config = {};

		if (!route->plain)
			return bn_route_set_nexthop(&rt, route, hop);
		config.prefix = raw(prefix);
		config.type = route->type;
		config.nh = hop;
		config.ifl_index = bn_route_fwd(route, this)->ifl_index;
		config.flags = bn_route_fwd(route, this)->flags;
		return PTR_ERR_OR_ZERO(bn_route_add(&rt, &config, true, nullptr));
	}

	const bn_route *lookup_route(const Key &key, unsigned int *bits = nullptr) const
	{
		return bn_rt_lookup_route(&rt, key.data(), src(key), bits);
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
		std::vector<u32> numbers(keys.size());
		bool any_source = false;

		for (auto &key : keys)
			any_source |= !!src(key);
		bn_rt_lookup_vector(&rt, keys.data(),
				    any_source ? keys.data()->data() + bytes / 2 : nullptr,
				    sizeof(Key), numbers.data(), keys.size());
		for (unsigned int i = 0; i < keys.size(); i++)
			fwds[i] = bn_rt_fwd(&rt, numbers[i]);
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

	static void event(bn_rt_table *table, bn_event event, const bn_rt_prefix *,
			  const bn_route *)
	{
		static_cast<Table *>(table->stack)->events[event]++;
	}

	static constexpr bn_rt_ops ops = { nh_get, nh_put, event, nullptr, nullptr };
};

} // namespace rt

#endif /* ROUTES_H */
