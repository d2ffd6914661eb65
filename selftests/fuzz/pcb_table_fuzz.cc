// SPDX-License-Identifier: GPL-2.0
/*
 * pcb_table_fuzz - the table of sessions (PCB-1, PCB-2)
 *
 * Insertions, removals, lookups, walks and failing allocations, against a list
 * that is searched from end to end, with the order of matches spelled out.
 */
#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

extern "C" {
#include "l3demux/l3demux.h"
}
#include "fuzz.hpp"

namespace {

constexpr std::size_t most = 200;

bool same_mask(const bn_pcb_mask &a, const bn_pcb_mask &b)
{
	return a.laddr_bits == b.laddr_bits && a.raddr_bits == b.raddr_bits &&
	       a.lport == b.lport && a.rport == b.rport && a.instance == b.instance &&
	       a.ifl == b.ifl;
}

bool matches(const bn_pcb &pcb, const bn_pcb_key &key)
{
	const bn_pcb_mask &mask = pcb.mask;

	return pcb.key.family == key.family && pcb.key.proto == key.proto &&
	       (!mask.lport || pcb.key.lport == key.lport) &&
	       (!mask.rport || pcb.key.rport == key.rport) &&
	       (!mask.instance || pcb.key.instance == key.instance) &&
	       (!mask.ifl || pcb.key.ifl_index == key.ifl_index) &&
	       fuzz::agrees(pcb.key.laddr.s6_addr, key.laddr.s6_addr, mask.laddr_bits) &&
	       fuzz::agrees(pcb.key.raddr.s6_addr, key.raddr.s6_addr, mask.raddr_bits);
}

/* PCB-1: local port, remote port, instance, local address, remote address, ifl */
std::array<unsigned, 6> order_of(const bn_pcb_mask &mask)
{
	return {mask.lport, mask.rport, mask.instance, mask.laddr_bits, mask.raddr_bits, mask.ifl};
}

/* Freed a grace period after its removal */
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
	bool in_use(const bn_pcb &pcb) const;
	void insert();
	void remove(std::size_t which);
	void lookup(const bn_pcb_key &key);
	void walk();

	fuzz::Input &input_;
	bsdnet_stack stack_{};
	std::vector<Session *> twin_;	/* oldest first */
	u8 family_ = AF_INET;
};

Run::Run(fuzz::Input &input) : input_(input)
{
	REQUIRE(bn_l3demux_room.stack_init(&stack_) == 0);
}

Run::~Run()
{
	while (!twin_.empty())
		remove(twin_.size() - 1);
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

	if (twin_.empty())
		return any;
	const bn_pcb &pcb = twin_[input_.below(static_cast<unsigned>(twin_.size()))]->pcb;
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

bool Run::in_use(const bn_pcb &pcb) const
{
	return std::ranges::any_of(twin_, [&](const Session *other) {
		return same_mask(other->pcb.mask, pcb.mask) && matches(other->pcb, pcb.key) &&
		       !(other->pcb.reuse && pcb.reuse);
	});
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
	if (twin_.size() == most)
		return;
	{
		FailingAllocation failing(fail < 8 ? fail : 0);

		err = bn_pcb_insert(&stack_, &pcb);
	}
	if (err == -ENOMEM) {
		REQUIRE(fail && fail < 8);
	} else if (err == -ENOSPC) {
		/* too many masks: then this one must be new */
		REQUIRE(std::ranges::none_of(twin_, [&](const Session *other) {
			return same_mask(other->pcb.mask, pcb.mask);
		}));
	} else {
		REQUIRE(err == (in_use(pcb) ? -EADDRINUSE : 0));
	}
	if (!err)
		twin_.push_back(session.release());
	else
		bn_pcb_remove(&pcb);	/* does nothing */
}

void Run::remove(std::size_t which)
{
	Session *session = twin_[which];

	bn_pcb_remove(&session->pcb);
	call_rcu(&session->rcu, Session::free_rcu);
	twin_.erase(twin_.begin() + static_cast<std::ptrdiff_t>(which));
}

void Run::lookup(const bn_pcb_key &key)
{
	const bn_pcb *want = nullptr, *got;

	for (const Session *session : twin_)
		if (matches(session->pcb, key) &&
		    (!want || order_of(session->pcb.mask) >= order_of(want->mask)))
			want = &session->pcb;	/* the newest of equals */
	rcu_read_lock();
	got = bn_pcb_lookup(&stack_, &key);
	rcu_read_unlock();
	REQUIRE(got == want);
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
		REQUIRE(walk.seen.size() <= twin_.size());
	}
	std::ranges::sort(walk.seen);
	std::vector<const bn_pcb *> want;
	for (const Session *session : twin_)
		want.push_back(&session->pcb);
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
			if (!twin_.empty())
				remove(input_.below(static_cast<unsigned>(twin_.size())));
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
	for (const Session *session : twin_)
		lookup(session->pcb.key);
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
