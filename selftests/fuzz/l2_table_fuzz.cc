// SPDX-License-Identifier: GPL-2.0
/*
 * l2_table_fuzz - the table of layer-2 prefixes (L2-2, L2-4)
 *
 * Insertions, removals, lookups, walks and failing allocations, against the
 * table's naive twin.
 */
#include "fuzz.hpp"
#include "twin/l2.h"

namespace {

constexpr unsigned most = 200;

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
	twin_l2 twin_;
	std::uint32_t number_ = 0;
};

Run::Run(fuzz::Input &input) : input_(input), table_(bn_l2_table_alloc(&stack_))
{
	twin_.n = 0;
	REQUIRE(table_);
}

Run::~Run()
{
	for (unsigned i = 0; i < twin_.n; i++)
		bn_l2_remove(table_, twin_.entry[i].real);
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

	key.bits = static_cast<u16>(input_.below(BSDNET_L2_KEY_MAX * 8 + 1));
	for (unsigned i = 0; i * 8 < key.bits; i += 4) {
		const std::uint8_t choice = input_.byte();

		std::memset(key.data + i, alphabet[choice % 8], 4);
		key.data[i + 1] = alphabet[choice / 8 % 8];
	}
	twin_fill(key.data, key.bits, sizeof(key.data), false);
	return key;
}

/* A key of the table, made longer or shorter, perhaps with a bit changed */
bn_l2_key Run::key_nearby()
{
	if (!twin_.n)
		return any_key();
	bn_l2_key key = twin_.entry[input_.below(twin_.n)].key;
	const unsigned change = input_.byte();
	const int bits = key.bits + static_cast<int>(change % 16) - 4;

	key.bits = static_cast<u16>(bits < 0			 ? 0 :
				    bits > BSDNET_L2_KEY_MAX * 8 ? BSDNET_L2_KEY_MAX * 8 :
								   bits);
	if (change & 128 && key.bits) {
		const unsigned at = input_.below(key.bits);

		key.data[at / 8] ^= static_cast<u8>(0x80 >> at % 8);
	}
	twin_fill(key.data, key.bits, sizeof(key.data), false);
	return key;
}

void Run::insert()
{
	const bn_l2_key key = input_.flag() ? any_key() : key_nearby();
	const bool exists = twin_l2_find(&twin_, &key);
	const unsigned fail = input_.byte();
	const unsigned long before = bn_l2_stamp(table_);
	bn_l2_entry *entry;

	if (twin_.n == most)
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
		REQUIRE(twin_l2_add(&twin_, &key, entry));
	}
}

void Run::remove()
{
	if (!twin_.n)
		return;
	const twin_l2_entry *entry = &twin_.entry[input_.below(twin_.n)];
	const unsigned long before = bn_l2_stamp(table_);

	bn_l2_remove(table_, entry->real);
	REQUIRE(bn_l2_stamp(table_) != before);
	twin_l2_remove(&twin_, entry);
}

void Run::lookup(const bn_l2_key &key)
{
	const bn_l2_entry *want = twin_l2_lookup(&twin_, &key), *got;

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
	const bn_l2_key *cursor = &start;

	while (const twin_l2_entry *want = twin_l2_next(&twin_, cursor)) {
		const bn_l2_entry *entry = bn_l2_next(table_, cursor);

		REQUIRE(entry == want->real);
		cursor = &entry->key;
	}
	REQUIRE(!bn_l2_next(table_, cursor));
	const twin_l2_entry *first = twin_l2_next(&twin_, nullptr);
	REQUIRE(bn_l2_next(table_, nullptr) == (first ? first->real : nullptr));
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
		REQUIRE(bn_l2_count(table_) == twin_.n);
	}
	/* every prefix finds itself */
	for (unsigned i = 0; i < twin_.n; i++)
		lookup(twin_.entry[i].key);
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
