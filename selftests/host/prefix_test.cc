// SPDX-License-Identifier: GPL-2.0
/*
 * The prefix trie under the route table, on its own: every set of some prefixes
 * in turn, random ones against a naive twin, nodes filled to the brim, and the
 * shape that the trie has to have.
 */
#include "routes.h"

#include <algorithm>
#include <map>
#include <optional>

namespace {

using namespace rt;

/* A trie, and forwarding entries with numbers for each width of a leaf, and with
 * some that do not fit into the lower half of a slot
 */
class Trie {
public:
	static constexpr u32 numbers[] = { 1, 127, 128, 32767, 32768, 65534, 65535, 70000 };
	static constexpr unsigned int entries = std::size(numbers);

	bn_prefix_table table = {};
	bn_fwd fwd[entries] = {};
	unsigned int bytes;

	explicit Trie(unsigned int bytes) : bytes(bytes)
	{
		unsigned int dst = bytes < 8 ? bytes : bytes / 2;

		if (caches || bn_prefix_init(&table, nullptr, dst))
			abort();
		for (unsigned int i = 0; i < entries; i++)
			fwd[i].number = numbers[i];
	}

	Trie(const Trie &) = delete;

	~Trie()
	{
		rcu_barrier();
		bn_prefix_exit(&table);
		rcu_barrier();
	}

	const bn_fwd *fwd_of(u32 number) const
	{
		for (auto &one : fwd)
			if (one.number == number)
				return &one;
		if (number)
			ADD_FAILURE() << "number " << number << " is of no entry";
		return nullptr;
	}

	const bn_fwd *lookup(const Key &key) const
	{
		return fwd_of(bn_trie_lookup(&table, key.data(), key.data() + table.dst_bytes));
	}

	std::vector<const bn_fwd *> lookup(const std::vector<Key> &keys) const
	{
		std::vector<const bn_fwd *> found;
		std::vector<u32> numbers(keys.size());
		std::vector<u8> flat;

		for (auto &key : keys)
			flat.insert(flat.end(), key.begin(), key.begin() + bytes);
		bn_trie_lookup_vector(&table, flat.data(), flat.data() + table.dst_bytes, bytes,
				      bytes, numbers.data(), keys.size());
		for (u32 number : numbers)
			found.push_back(fwd_of(number));
		return found;
	}

	bn_prefix_pos find(const Prefix &prefix) const
	{
		return bn_prefix_find(&table, prefix.key.data(), prefix.bits, nullptr);
	}

	std::array<size_t, 2> memory() const
	{
		size_t fib, trie = bn_prefix_memory(&table, &fib);

		return { trie, fib };
	}
};

/* A prefix, with a route that forwards by the entry, or one that is ignored */
struct Entry {
	bn_fwd *fwd;
	bn_prefix_pos pos;
	bn_route route;

	void forward_by(bn_fwd *by)
	{
		fwd = by;
		route.fwd = by;
		route.type = by ? BSDNET_ROUTE_TYPE_USER : BSDNET_ROUTE_TYPE_USER_IGNORE;
	}
};

/* A trie and what is to be in it */
class Pair {
public:
	Trie trie;
	std::map<Prefix, Entry> twin;

	explicit Pair(unsigned int bytes) : trie(bytes) {}

	~Pair()
	{
		for (auto &[prefix, entry] : twin)
			bn_prefix_remove(&trie.table, &entry.pos);
	}

	int add(const Prefix &prefix, bn_fwd *fwd)
	{
		Entry &entry = twin[prefix];

		entry.forward_by(fwd);
		bn_prefix_node *near;

		EXPECT_EQ(bn_prefix_find(&trie.table, prefix.key.data(), prefix.bits, &near).node,
			  nullptr);
		int err = bn_prefix_add(&trie.table, prefix.key.data(), prefix.bits, &entry.route,
					near, &entry.pos);

		if (err)
			twin.erase(prefix);
		return err;
	}

	int change(const Prefix &prefix, bn_fwd *fwd)
	{
		Entry &entry = twin.at(prefix);
		int err = bn_prefix_change(&trie.table, &entry.pos, &entry.route, fwd, GFP_KERNEL);

		if (!err)
			entry.forward_by(fwd);
		return err;
	}

	void remove(const Prefix &prefix)
	{
		bn_prefix_remove(&trie.table, &twin.at(prefix).pos);
		twin.erase(prefix);
	}

	/* From the shortest to the longest prefix */
	const bn_fwd *forwards(const Key &key) const
	{
		const bn_fwd *best = nullptr;
		unsigned int bits = 0;

		for (auto &[prefix, entry] : twin) {
			if (entry.fwd && prefix.bits >= bits && covers(prefix, key)) {
				best = entry.fwd;
				bits = prefix.bits;
			}
		}
		return best;
	}

	std::vector<Key> all_probes() const
	{
		std::vector<Key> keys;

		for (auto &[prefix, entry] : twin)
			for (auto &key : probes(prefix, trie.bytes))
				keys.push_back(key);
		return keys;
	}

	void expect_forwarding(const std::vector<Key> &keys) const;
	void expect_next(const Prefix &from) const;
	void expect_entries() const;
	void expect_shape() const;
};

void Pair::expect_forwarding(const std::vector<Key> &keys) const
{
	auto found = trie.lookup(keys);

	for (unsigned int i = 0; i < keys.size(); i++) {
		ASSERT_EQ(trie.lookup(keys[i]), forwards(keys[i]));
		ASSERT_EQ(found[i], forwards(keys[i]));
	}
}

std::optional<Prefix> prefix_at(const bn_prefix_pos &pos)
{
	Prefix prefix;

	if (!pos.node)
		return {};
	prefix.bits = bn_prefix_get(pos.node, pos.place, prefix.key.data());
	return prefix;
}

void Pair::expect_next(const Prefix &from) const
{
	auto next = twin.upper_bound(from);
	std::optional<Prefix> expected;

	if (next != twin.end())
		expected = next->first;
	ASSERT_EQ(prefix_at(bn_prefix_next(&trie.table, from.key.data(), from.bits)), expected);
}

/* What is there is found, walked in order, and lies on the way to its keys */
void Pair::expect_entries() const
{
	bn_prefix_pos pos = bn_prefix_first(&trie.table);

	for (auto &[prefix, entry] : twin) {
		ASSERT_EQ(prefix_at(pos), prefix);
		ASSERT_EQ(pos.node, entry.pos.node);
		ASSERT_EQ(pos.place, entry.pos.place);
		ASSERT_EQ(*bn_prefix_head(&trie.table, pos.node, pos.place), &entry.route);
		ASSERT_EQ(trie.find(prefix).node, pos.node);
		Key last = last_of(prefix, trie.bytes);
		const bn_prefix_node *node = trie.table.root;
		while (node && node != pos.node)
			node = bn_prefix_below(&trie.table, node, last.data());
		ASSERT_EQ(node, pos.node);
		pos = bn_prefix_next(&trie.table, prefix.key.data(), prefix.bits);
	}
	ASSERT_EQ(pos.node, nullptr);
}

/* Nodes are there for a reason: a prefix, or two nodes below */
void Pair::expect_shape() const
{
	std::vector<const bn_prefix_node *> todo = { trie.table.root };
	unsigned int nodes = 0, prefixes = 0;

	while (!todo.empty()) {
		const bn_prefix_node *node = todo.back();
		const bn_prefix_kids *kids = node->kids;

		todo.pop_back();
		nodes++;
		prefixes += node->set ? node->set->n : 0;
		ASSERT_TRUE(!node->parent || node->set || (kids && kids->n > 1));
		ASSERT_TRUE(!node->set || node->set->n);
		for (unsigned int i = 1; node->set && i < node->set->n; i++)
			ASSERT_LT(node->set->place[i - 1], node->set->place[i]);
		for (unsigned int i = 0; kids && i < kids->n; i++) {
			const bn_prefix_node *kid = bn_prefix_kid(kids)[i];
			ASSERT_EQ(kid->parent, node);
			ASSERT_GT(kid->depth, node->depth);
			ASSERT_EQ(kid->key[node->depth], kids->byte[i]);
			ASSERT_TRUE(!i || kids->byte[i - 1] < kids->byte[i]);
			todo.push_back(kid);
		}
	}
	ASSERT_EQ(prefixes, twin.size());
	ASSERT_LE(nodes, 1 + 2 * twin.size());
}

/* ---- every set of some prefixes ------------------------------------------ */

/* All sets of these, each made from the one before by one prefix that comes or
 * goes (a Gray code). Additions meet a failure at each of their allocations
 */
void every_set(unsigned int bytes, const std::vector<Prefix> &prefixes)
{
	Pair pair(bytes);
	std::vector<Key> keys;
	auto empty = pair.trie.memory();

	for (auto &prefix : prefixes)
		for (auto &key : probes(prefix, bytes))
			keys.push_back(key);
	for (unsigned int i = 1; i < 1U << prefixes.size(); i++) {
		unsigned int at = __builtin_ctz(i);
		const Prefix &prefix = prefixes[at];
		if (pair.twin.contains(prefix)) {
			pair.remove(prefix);
		} else {
			auto memory = pair.trie.memory();
			shim_alloc_fail_nth = 1 + i / 64 % 12;
			if (pair.add(prefix, &pair.trie.fwd[at % Trie::entries])) {
				ASSERT_EQ(pair.trie.memory(), memory);
				pair.expect_forwarding(keys);
				ASSERT_EQ(pair.add(prefix, &pair.trie.fwd[at % Trie::entries]), 0);
			}
			shim_alloc_fail_nth = 0;
		}
		pair.expect_forwarding(keys);
		pair.expect_entries();
		pair.expect_shape();
		ASSERT_FALSE(testing::Test::HasFatalFailure()) << "at set " << i;
		if (i % 1024 == 0)
			rcu_barrier();
	}
	while (!pair.twin.empty())
		pair.remove(Prefix(pair.twin.begin()->first));
	EXPECT_EQ(pair.trie.memory(), empty);
}

// Shows: RT-2
TEST(Prefix, EverySetNested)
{
	every_set(8, { ipv4(0, 0), ipv4(0x0a000000, 7), ipv4(0x0a000000, 8), ipv4(0x0a000000, 9),
		       ipv4(0x0a010000, 16), ipv4(0x0a010000, 17), ipv4(0x0a010100, 24),
		       ipv4(0x0a010180, 25), ipv4(0x0a010181, 32),
		       cut({ 10, 1, 1, 0x81, 10 }, 40), cut({ 10, 1, 1, 0x81, 10, 1, 1, 1 }, 64) });
}

// Shows: RT-2
TEST(Prefix, EverySetForked)
{
	every_set(8, { ipv4(0xff000000, 8), ipv4(0x0a010101, 32), ipv4(0x0a010102, 32),
		       ipv4(0x0a010201, 32), ipv4(0x0a020101, 32), ipv4(0x0b010101, 32),
		       ipv4(0x0a010000, 16), ipv4(0x0a010100, 24),
		       cut({ 10, 1, 1, 1, 1 }, 64), cut({ 10, 1, 1, 1, 2 }, 64),
		       cut({ 10, 1, 1, 1, 1, 1 }, 48) });
}

// Shows: RT-2
TEST(Prefix, EverySetLong)
{
	Key one = { 0x20, 1, 0xd, 0xb8 }, two = one, three = one;

	one[31] = 1;
	two[15] = 0x80;
	three[20] = 0xff;
	every_set(32, { cut(one, 0), cut(one, 3), cut(one, 32), cut(one, 128), cut(one, 255),
			cut(one, 256), cut(two, 121), cut(two, 256), cut(three, 161),
			cut(three, 168), cut(three, 256) });
}

/* ---- full nodes ---------------------------------------------------------- */

void expect_pairs(const Trie &trie, const std::vector<const bn_fwd *> &expected)
{
	std::vector<Key> keys(65536);

	for (unsigned int i = 0; i < 65536; i++) {
		keys[i][0] = i >> 8;
		keys[i][1] = i;
		ASSERT_EQ(trie.lookup(keys[i]), expected[i]) << "at " << i;
	}
	ASSERT_EQ(trie.lookup(keys), expected);
}

/* A run for each byte, then a node below for each, then all of that goes again */
// Shows: RT-2
TEST(Prefix, FullNodes)
{
	Pair pair(4);
	std::vector<const bn_fwd *> expected(65536);
	auto empty = pair.trie.memory();
	unsigned int order[256];
	Random random(9);

	for (unsigned int i = 0; i < 256; i++)
		order[i] = i;
	std::shuffle(order, order + 256, random);
	for (unsigned int i : order) {
		bn_fwd *fwd = &pair.trie.fwd[i % Trie::entries];
		ASSERT_EQ(pair.add(ipv4(i << 24, 8), fwd), 0);
		std::fill_n(expected.begin() + i * 256, 256, fwd);
		if (i % 16 == 0)
			expect_pairs(pair.trie, expected);
	}
	expect_pairs(pair.trie, expected);
	for (unsigned int i : order) {
		bn_fwd *fwd = &pair.trie.fwd[i % 3];
		ASSERT_EQ(pair.add(ipv4(i << 24 | (255 - i) << 16, 16), fwd), 0);
		expected[i * 256 + 255 - i] = fwd;
		if (i % 16 == 0)
			expect_pairs(pair.trie, expected);
	}
	expect_pairs(pair.trie, expected);
	pair.expect_entries();
	std::shuffle(order, order + 256, random);
	for (unsigned int i : order) {
		pair.remove(ipv4(i << 24, 8));
		auto &below = expected[i * 256 + 255 - i];
		const bn_fwd *fwd = below;
		std::fill_n(expected.begin() + i * 256, 256, nullptr);
		below = fwd;
		if (i % 16 == 0)
			expect_pairs(pair.trie, expected);
	}
	for (unsigned int i : order)
		pair.remove(ipv4(i << 24 | (255 - i) << 16, 16));
	EXPECT_EQ(pair.trie.memory(), empty);
}

/* ---- random -------------------------------------------------------------- */

class PrefixRandom : public testing::TestWithParam<std::tuple<unsigned int, Space, unsigned int>> {
protected:
	/* Mostly the same; sometimes none at all */
	bn_fwd *some_fwd(Trie &trie)
	{
		return random() % 12 ? &trie.fwd[random() % 2 ? 0 : random() % Trie::entries] :
				       nullptr;
	}

	/* What is not there comes; what is there changes or goes */
	void change_one(Pair &pair, const Prefix &prefix)
	{
		int err = 0;

		if (!pair.twin.contains(prefix))
			err = pair.add(prefix, some_fwd(pair.trie));
		else if (random() % 2)
			err = pair.change(prefix, some_fwd(pair.trie));
		else
			pair.remove(prefix);
		ASSERT_EQ(err, 0);
	}

	Random random;
};

// Shows: RT-2, RT-3
TEST_P(PrefixRandom, DoesAsItsTwin)
{
	auto [bytes, space, seed] = GetParam();
	Pair pair(bytes);
	unsigned int most = 300;

	printf("seed %u\n", seed);
	random.seed(seed);
	for (unsigned int i = 0; i < 3000; i++) {
		Prefix prefix = random_prefix(random, space, bytes);
		auto near = pair.twin.lower_bound(prefix);
		if (near != pair.twin.end() && random() % 2)
			prefix = relative_of(random, near->first, bytes);
		std::vector<Key> keys = { prefix.key };
		for (auto &key : probes(prefix, bytes))
			keys.push_back(key);
		if (i % 1000 > 900 || pair.twin.size() > most)
			prefix = near == pair.twin.end() ? prefix : near->first;
		change_one(pair, prefix);
		pair.expect_forwarding(keys);
		pair.expect_next(prefix);
		if (i % 1024 == 0)
			rcu_barrier();
		if (i % 64 == 0) {
			pair.expect_forwarding(pair.all_probes());
			pair.expect_entries();
			pair.expect_shape();
		}
		ASSERT_FALSE(HasFatalFailure()) << "after step " << i;
	}
}

INSTANTIATE_TEST_SUITE_P(
	All, PrefixRandom,
	testing::Combine(testing::Values(8U, 32U),
			 testing::Values(Space::dense, Space::sparse, Space::real),
			 testing::Values(1U, 2U)));

} // namespace
