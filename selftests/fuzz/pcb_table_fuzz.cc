// SPDX-License-Identifier: GPL-2.0
/*
 * pcb_table_fuzz - the table of sessions (PCB-1, PCB-2)
 *
 * Insertions, removals, lookups, walks and failing allocations, against the
 * table's naive twin.
 */
#include <algorithm>
#include <memory>
#include <vector>

#include "fuzz.hpp"
#include "twin/pcb.h"

namespace {

constexpr unsigned most = 200;

/* Freed a grace period after its removal; begins with its pcb */
struct Session {
	bn_pcb pcb;
	rcu_head rcu;

	static void free_rcu(rcu_head *head)
	{
		delete reinterpret_cast<Session *>(reinterpret_cast<char *>(head) -
						   offsetof(Session, rcu));
	}
};

class Run {
public:
	explicit Run(fuzz::Input &input);
	~Run();
	void go();

private:
	unsigned address_bits() const { return family_ == AF_INET ? 32 : 128; }
	bn_pcb_key any_key();
	bn_pcb_key key_nearby();
	bn_pcb_mask any_mask();
	void insert();
	void remove(unsigned which);
	void lookup(const bn_pcb_key &key);
	void walk();

	fuzz::Input &input_;
	bsdnet_stack stack_{};
	twin_pcb twin_;	/* of the pcbs of sessions */
	u8 family_ = AF_INET;
};

Run::Run(fuzz::Input &input) : input_(input)
{
	twin_.n = 0;
	REQUIRE(bn_l3demux_room.stack_init(&stack_) == 0);
}

Run::~Run()
{
	while (twin_.n)
		remove(twin_.n - 1);
	rcu_barrier();
	REQUIRE(atomic_long_read(&stack_.live[BN_OBJ_PCB]) == 0);
	bn_l3demux_room.stack_exit(&stack_);
	rcu_barrier();
	REQUIRE(fuzz_retired() == 0);
}

bn_pcb_key Run::any_key()
{
	bn_pcb_key key = {};
	const unsigned a = input_.byte(), b = input_.byte();

	family_ = a & 1 ? AF_INET6 : AF_INET;
	key.family = family_;
	key.proto = a & 2 ? 17 : 1;
	key.lport = static_cast<__be16>(a >> 2 & 7);
	key.rport = static_cast<__be16>(a >> 5 & 3);
	key.instance = b & 3;
	key.ifl_index = b >> 2 & 3;
	for (unsigned i = 0; i < address_bits() / 8; i += 2) {
		const std::uint8_t both = input_.byte();

		key.laddr.s6_addr[i] = both & 0x81;
		key.raddr.s6_addr[i + 1] = both >> 1 & 0x21;
	}
	return key;
}

/* The key of an entry, and what is wild in it as it comes */
bn_pcb_key Run::key_nearby()
{
	const bn_pcb_key any = any_key();

	if (!twin_.n)
		return any;
	const bn_pcb &pcb = *twin_.pcb[input_.below(twin_.n)];
	bn_pcb_key key = pcb.key;
	const unsigned what = input_.byte();

	family_ = key.family;
	if (!pcb.mask.lport || what & 1)
		key.lport = any.lport;
	if (!pcb.mask.rport || what & 2)
		key.rport = any.rport;
	if (!pcb.mask.instance || what & 4)
		key.instance = any.instance;
	if (!pcb.mask.ifl || what & 8)
		key.ifl_index = any.ifl_index;
	for (unsigned bit = 0; bit < address_bits(); bit++) {
		const u8 at = static_cast<u8>(0x80 >> bit % 8);

		if (bit >= pcb.mask.laddr_bits || what & 16)
			key.laddr.s6_addr[bit / 8] ^= any.laddr.s6_addr[bit / 8] & at;
		if (bit >= pcb.mask.raddr_bits || what & 32)
			key.raddr.s6_addr[bit / 8] ^= any.raddr.s6_addr[bit / 8] & at;
	}
	return key;
}

bn_pcb_mask Run::any_mask()
{
	const unsigned what = input_.byte();
	bn_pcb_mask mask = {};

	mask.lport = what & 1;
	mask.rport = what >> 1 & 1;
	mask.instance = what >> 2 & 1;
	mask.ifl = what >> 3 & 1;
	const auto bits = [&](unsigned how) {
		return static_cast<u8>(how == 0 ? 0 : how == 1 ? address_bits() :
				       how == 2 ? input_.below(address_bits() + 1) : 8);
	};
	mask.laddr_bits = bits(what >> 4 & 3);
	mask.raddr_bits = bits(what >> 6 & 3);
	return mask;
}

void Run::insert()
{
	auto session = std::make_unique<Session>();
	bn_pcb &pcb = session->pcb;
	const unsigned fail = input_.byte();
	int err;

	pcb.key = any_key();
	pcb.mask = any_mask();
	pcb.reuse = input_.flag();
	if (twin_.n == most)
		return;
	{
		FailingAllocation failing(fail < 8 ? fail : 0);

		err = bn_pcb_insert(&stack_, &pcb);
	}
	if (err == -ENOMEM) {
		REQUIRE(fail && fail < 8);
	} else if (err == -ENOSPC) {
		/* too many masks: then this one must be new */
		REQUIRE(!twin_pcb_has_mask(&twin_, &pcb.mask));
	} else {
		REQUIRE(err == (twin_pcb_in_use(&twin_, &pcb) ? -EADDRINUSE : 0));
	}
	if (!err)
		REQUIRE(twin_pcb_add(&twin_, &session.release()->pcb));
	else
		bn_pcb_remove(&pcb);	/* does nothing */
}

void Run::remove(unsigned which)
{
	Session *session = reinterpret_cast<Session *>(twin_.pcb[which]);

	bn_pcb_remove(&session->pcb);
	call_rcu(&session->rcu, Session::free_rcu);
	twin_pcb_remove(&twin_, which);
}

void Run::lookup(const bn_pcb_key &key)
{
	const bn_pcb *got;

	rcu_read_lock();
	got = bn_pcb_lookup(&stack_, &key);
	rcu_read_unlock();
	REQUIRE(got == twin_pcb_lookup(&twin_, &key));
}

struct Walk {
	std::vector<const bn_pcb *> seen;
	std::size_t stop_after;
};

int see(const bn_pcb *pcb, void *arg)
{
	Walk *walk = static_cast<Walk *>(arg);

	if (walk->seen.size() == walk->stop_after)
		return 1;
	walk->seen.push_back(pcb);
	return 0;
}

/* In pieces, nothing is missed and nothing comes twice */
void Run::walk()
{
	const std::size_t piece = 1 + input_.below(16);
	unsigned long cursor = 0;
	Walk walk = {{}, piece};

	while (bn_pcb_walk(&stack_, &cursor, see, &walk)) {
		REQUIRE(walk.seen.size() == walk.stop_after);
		walk.stop_after += piece;
		REQUIRE(walk.seen.size() <= twin_.n);
	}
	std::ranges::sort(walk.seen);
	std::vector<const bn_pcb *> want(twin_.pcb, twin_.pcb + twin_.n);
	std::ranges::sort(want);
	REQUIRE(walk.seen == want);
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
			if (twin_.n)
				remove(input_.below(twin_.n));
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
	}
	for (unsigned i = 0; i < twin_.n; i++)
		lookup(twin_.pcb[i]->key);
}

} // namespace

// Shows: PCB-1, PCB-2
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
	fuzz::Input input(data, size);

	shim_random_seed(1);
	Run(input).go();
	return 0;
}
