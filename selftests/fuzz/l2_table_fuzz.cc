// SPDX-License-Identifier: GPL-2.0
/*
 * l2_table_fuzz - the table of layer-2 prefixes (L2-2, L2-4)
 *
 * Insertions, removals, lookups, walks and failing allocations, against a map
 * that is searched from end to end.
 */
#include <map>
#include <utility>
#include <vector>

extern "C" {
#include "l2demux/l2demux.h"
}
#include "fuzz.hpp"

namespace {

constexpr std::size_t most = 200;

struct Before {
	bool operator()(const bn_l2_key &a, const bn_l2_key &b) const
	{
		const int diff = std::memcmp(a.data, b.data, sizeof(a.data));

		return diff ? diff < 0 : a.bits < b.bits;
	}
};

class Run {
public:
	explicit Run(fuzz::Input &input);
	~Run();
	void go();

private:
	bn_l2_key any_key();
	bn_l2_key key_nearby();
	void insert();
	void remove();
	void lookup(const bn_l2_key &key);
	void walk();

	fuzz::Input &input_;
	bsdnet_stack stack_{};
	bn_l2_table *table_;
	bn_l2_recent recent_ = {};
	std::map<bn_l2_key, bn_l2_entry *, Before> twin_;
	std::uint32_t number_ = 0;
};

Run::Run(fuzz::Input &input) : input_(input), table_(bn_l2_table_alloc(&stack_))
{
	REQUIRE(table_);
}

Run::~Run()
{
	for (auto &[key, entry] : twin_)
		bn_l2_remove(table_, entry);
	REQUIRE(bn_l2_count(table_) == 0);
	bn_l2_table_free(table_);
	rcu_barrier();
	REQUIRE(fuzz_retired() == 0);
	REQUIRE(atomic_long_read(&stack_.live[BN_OBJ_L2_ENTRY]) == 0);
	REQUIRE(atomic_long_read(&stack_.live[BN_OBJ_L2_TABLE]) == 0);
}

/* Few different bytes, so that keys share prefixes */
bn_l2_key Run::any_key()
{
	static const std::uint8_t alphabet[] = {0x00, 0x81, 0x80, 0x08, 0x01, 0xff, 0xfe, 0x7f};
	bn_l2_key key = {};

	key.bits = static_cast<u16>(input_.below(BN_L2_KEY_MAX * 8 + 1));
	for (unsigned i = 0; i * 8 < key.bits; i += 4) {
		const std::uint8_t choice = input_.byte();

		std::memset(key.data + i, alphabet[choice % 8], 4);
		key.data[i + 1] = alphabet[choice / 8 % 8];
	}
	fuzz::clear_past(key.data, key.bits, sizeof(key.data));
	return key;
}

/* A key of the table, made longer or shorter, perhaps with a bit changed */
bn_l2_key Run::key_nearby()
{
	if (twin_.empty())
		return any_key();
	auto it = twin_.begin();
	std::advance(it, input_.below(static_cast<unsigned>(twin_.size())));
	bn_l2_key key = it->first;
	const unsigned change = input_.byte();
	const int bits = key.bits + static_cast<int>(change % 16) - 4;

	key.bits = static_cast<u16>(bits < 0 ? 0 : bits > BN_L2_KEY_MAX * 8 ? BN_L2_KEY_MAX * 8 : bits);
	if (change & 128 && key.bits) {
		const unsigned at = input_.below(key.bits);

		key.data[at / 8] ^= static_cast<u8>(0x80 >> at % 8);
	}
	fuzz::clear_past(key.data, key.bits, sizeof(key.data));
	return key;
}

void Run::insert()
{
	const bn_l2_key key = input_.flag() ? any_key() : key_nearby();
	const bool exists = twin_.contains(key);
	const unsigned fail = input_.byte();
	const unsigned long before = bn_l2_stamp(table_);
	bn_l2_entry *entry;

	if (twin_.size() == most)
		return;
	{
		FailingAllocation failing(fail < 8 ? fail : 0);

		number_++;
		entry = bn_l2_insert(table_, &key, number_, number_ & 1, nullptr, this, nullptr);
	}
	if (exists) {
		REQUIRE(PTR_ERR(entry) == -EEXIST || (fail && fail < 8 && PTR_ERR(entry) == -ENOMEM));
	} else if (IS_ERR(entry)) {
		REQUIRE(PTR_ERR(entry) == -ENOMEM && fail && fail < 8);
	} else {
		REQUIRE(entry->ifl_index == number_ && entry->opaque == this);
		REQUIRE(bn_l2_stamp(table_) != before);
		twin_[key] = entry;
	}
}

void Run::remove()
{
	if (twin_.empty())
		return;
	auto it = twin_.begin();
	std::advance(it, input_.below(static_cast<unsigned>(twin_.size())));
	const unsigned long before = bn_l2_stamp(table_);

	bn_l2_remove(table_, it->second);
	REQUIRE(bn_l2_stamp(table_) != before);
	twin_.erase(it);
}

void Run::lookup(const bn_l2_key &key)
{
	const bn_l2_entry *want = nullptr, *got;

	for (const auto &[prefix, entry] : twin_)
		if (prefix.bits <= key.bits && fuzz::agrees(prefix.data, key.data, prefix.bits) &&
		    (!want || prefix.bits > want->key.bits))
			want = entry;
	rcu_read_lock();
	got = bn_l2_lookup(table_, &key);
	rcu_read_unlock();
	REQUIRE(got == want);
	/* what was remembered since the last time changes nothing, be it used at once or later */
	for (int again = 0; again < 2; again++) {
		rcu_read_lock();
		got = bn_l2_lookup_recent(table_, &key, &recent_);
		rcu_read_unlock();
		REQUIRE(got == want);
	}
}

void Run::walk()
{
	const bn_l2_key start = key_nearby();
	auto it = twin_.upper_bound(start);
	const bn_l2_entry *entry = bn_l2_next(table_, &start);

	for (; it != twin_.end(); ++it) {
		REQUIRE(entry == it->second);
		entry = bn_l2_next(table_, &entry->key);
	}
	REQUIRE(!entry);
	entry = bn_l2_next(table_, nullptr);
	REQUIRE(entry == (twin_.empty() ? nullptr : twin_.begin()->second));
}

void Run::go()
{
	while (!input_.empty()) {
		switch (input_.below(8)) {
		case 0:
		case 1:
		case 2:
			insert();
			break;
		case 3:
			remove();
			break;
		case 4:
			walk();
			break;
		case 5:
			fuzz_grace_period();
			break;
		case 6:
			lookup(any_key());
			break;
		default:
			lookup(key_nearby());
		}
		REQUIRE(bn_l2_count(table_) == twin_.size());
	}
	/* every prefix finds itself */
	for (const auto &[key, entry] : twin_)
		lookup(key);
}

} // namespace

// Shows: L2-2, L2-4
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	fuzz::Input input(data, size);

	shim_random_seed(1);
	Run(input).go();
	return 0;
}
