// SPDX-License-Identifier: GPL-2.0
/*
 * The PCB table, against a naive twin (a list that is searched from end to end
 * with the order of matches spelled out), and with readers and writers at once.
 */
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

extern "C" {
#include "l3demux/l3demux.h"
}

namespace {

bool prefix_equal(const in6_addr &a, const in6_addr &b, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		if ((a.s6_addr[i / 8] ^ b.s6_addr[i / 8]) & (0x80 >> i % 8))
			return false;
	return true;
}

bool masks_equal(const bn_pcb_mask &a, const bn_pcb_mask &b)
{
	return a.laddr_bits == b.laddr_bits && a.raddr_bits == b.raddr_bits &&
	       a.lport == b.lport && a.rport == b.rport && a.instance == b.instance &&
	       a.ifl == b.ifl;
}

/* Does a packet (or entry) with this key fall under the entry? */
bool matches(const bn_pcb &pcb, const bn_pcb_key &key)
{
	const bn_pcb_mask &mask = pcb.mask;

	return pcb.key.family == key.family && pcb.key.proto == key.proto &&
	       (!mask.lport || pcb.key.lport == key.lport) &&
	       (!mask.rport || pcb.key.rport == key.rport) &&
	       (!mask.instance || pcb.key.instance == key.instance) &&
	       (!mask.ifl || pcb.key.ifl_index == key.ifl_index) &&
	       prefix_equal(pcb.key.laddr, key.laddr, mask.laddr_bits) &&
	       prefix_equal(pcb.key.raddr, key.raddr, mask.raddr_bits);
}

/* Local port, remote port, instance, local address, remote address, ifl */
std::array<unsigned, 6> order_of(const bn_pcb_mask &mask)
{
	return { mask.lport, mask.rport, mask.instance, mask.laddr_bits, mask.raddr_bits,
		 mask.ifl };
}

class Twin {
public:
	std::vector<bn_pcb *> entries;	// oldest first

	bool in_use(const bn_pcb &pcb) const
	{
		return std::any_of(entries.begin(), entries.end(), [&](bn_pcb *other) {
			return masks_equal(other->mask, pcb.mask) && matches(*other, pcb.key) &&
			       !(other->reuse && pcb.reuse);
		});
	}

	bn_pcb *lookup(const bn_pcb_key &key) const
	{
		bn_pcb *best = nullptr;

		for (auto *pcb : entries)
			if (matches(*pcb, key) &&
			    (!best || order_of(pcb->mask) >= order_of(best->mask)))
				best = pcb;	// the newest of equals
		return best;
	}
};

/* A session that owns an entry, freed after a grace period */
struct Session {
	bn_pcb pcb;
	rcu_head rcu;

	static void free_rcu(rcu_head *head)
	{
		delete reinterpret_cast<Session *>(reinterpret_cast<char *>(head) -
						   offsetof(Session, rcu));
	}

	void retire() { call_rcu(&rcu, free_rcu); }
};

class PcbTable : public testing::Test {
protected:
	void SetUp() override
	{
		memset(&stack, 0, sizeof(stack));
		ASSERT_EQ(bn_l3demux_room.stack_init(&stack), 0);
	}

	void TearDown() override
	{
		shim_alloc_fails_one_in = 0;
		rcu_barrier();
		EXPECT_EQ(atomic_long_read(&stack.live[BN_OBJ_PCB]), 0);
		bn_l3demux_room.stack_exit(&stack);
		rcu_barrier();
	}

	bn_pcb *lookup(const bn_pcb_key &key)
	{
		rcu_read_lock();
		bn_pcb *pcb = bn_pcb_lookup(&stack, &key);
		rcu_read_unlock();
		return pcb;
	}

	void randomized(unsigned seed, unsigned steps, unsigned population, bool failures);
	void expect_walk(const Twin &twin, unsigned stop);
	void expect_same(const Twin &twin);

	bsdnet_stack stack;
};

/* Few values for each field, so that matches and conflicts are frequent */
bn_pcb_key random_key(std::mt19937 &random)
{
	bn_pcb_key key = {};

	key.instance = random() % 3;
	key.ifl_index = 1 + random() % 3;
	key.lport = htons(53 + random() % 3);
	key.rport = htons(1000 + random() % 3);
	key.proto = random() % 4 ? 17 : 6;
	key.family = random() % 4 ? AF_INET : AF_INET6;
	unsigned bytes = key.family == AF_INET ? 4 : 16;
	for (unsigned i = 0; i < bytes; i++) {
		key.laddr.s6_addr[i] = i + 1 < bytes ? 10 : random() % 4;
		key.raddr.s6_addr[i] = i + 1 < bytes ? 20 : random() % 4;
	}
	key.pad = random();	// not looked at
	return key;
}

bn_pcb_mask random_mask(std::mt19937 &random, unsigned addr_bits)
{
	const unsigned bits[] = { 0, 0, addr_bits, addr_bits, addr_bits - 1, 8 };
	bn_pcb_mask mask = {};

	mask.laddr_bits = bits[random() % 6];
	mask.raddr_bits = bits[random() % 6];
	mask.lport = random() % 4 != 0;
	mask.rport = random() % 2;
	mask.instance = random() % 2;
	mask.ifl = random() % 4 == 0;
	return mask;
}

struct Walk {
	std::map<const bn_pcb *, unsigned> seen;
	unsigned stop;
	unsigned countdown;

	static int visit(const bn_pcb *pcb, void *arg)
	{
		auto *walk = static_cast<Walk *>(arg);

		if (walk->stop && !walk->countdown--) {
			walk->countdown = walk->stop;
			return 1;
		}
		walk->seen[pcb]++;
		return 0;
	}
};

void PcbTable::expect_walk(const Twin &twin, unsigned stop)
{
	Walk walk = { {}, stop, stop };
	unsigned long cursor = 0;

	while (bn_pcb_walk(&stack, &cursor, Walk::visit, &walk))
		;
	ASSERT_EQ(walk.seen.size(), twin.entries.size());
	for (auto *pcb : twin.entries)
		ASSERT_EQ(walk.seen[pcb], 1U);
	ASSERT_EQ(bn_pcb_walk(&stack, &cursor, Walk::visit, &walk), 0);
}

void PcbTable::randomized(unsigned seed, unsigned steps, unsigned population, bool failures)
{
	std::mt19937 random(seed);
	Twin twin;

	for (unsigned step = 0; step < steps; step++) {
		bool grow = twin.entries.size() < population ? random() % 4 : !(random() % 4);

		shim_alloc_fails_one_in = failures ? 3 : 0;
		if (grow) {
			auto *session = new Session();
			bn_pcb *pcb = &session->pcb;

			pcb->key = random_key(random);
			pcb->mask = random_mask(random, pcb->key.family == AF_INET ? 32 : 128);
			pcb->reuse = random() % 2;
			int err = bn_pcb_insert(&stack, pcb);
			if (err == -ENOMEM)
				ASSERT_TRUE(failures);
			else
				ASSERT_EQ(err, twin.in_use(*pcb) ? -EADDRINUSE : 0);
			if (err)
				session->retire();
			else
				twin.entries.push_back(pcb);
		} else if (!twin.entries.empty()) {
			auto at = twin.entries.begin() + random() % twin.entries.size();

			bn_pcb_remove(*at);
			reinterpret_cast<Session *>(*at)->retire();
			twin.entries.erase(at);
		}
		shim_alloc_fails_one_in = 0;
		for (unsigned i = 0; i < 4; i++) {
			bn_pcb_key key = random_key(random);
			ASSERT_EQ(lookup(key), twin.lookup(key));
		}
		if (step % 512 == 0)
			expect_walk(twin, step % 1024 ? 0 : 7);
	}
	expect_walk(twin, 1);
	for (auto *pcb : twin.entries) {
		bn_pcb_remove(pcb);
		reinterpret_cast<Session *>(pcb)->retire();
	}
}

// Shows: PCB-1, PCB-3
TEST_F(PcbTable, RandomizedFew)
{
	randomized(1, 10000, 12, false);
}

// Shows: PCB-1
TEST_F(PcbTable, RandomizedMany)
{
	randomized(2, 4000, 400, false);
}

// Shows: PCB-1
TEST_F(PcbTable, RandomizedWithoutMemory)
{
	randomized(3, 4000, 100, true);
}

/* All that can be asked of the table, against the twin */
void PcbTable::expect_same(const Twin &twin)
{
	ASSERT_NO_FATAL_FAILURE(expect_walk(twin, 0));
	ASSERT_EQ(atomic_long_read(&stack.live[BN_OBJ_PCB]), static_cast<long>(twin.entries.size()));
	for (auto *pcb : twin.entries)
		ASSERT_EQ(lookup(pcb->key), twin.lookup(pcb->key));
}

/*
 * Each operation with its first allocation failing, then with the second, until none
 * fails: an insertion succeeds or leaves all as it was, a removal succeeds.
 */
// Shows: PCB-1
TEST_F(PcbTable, EachAllocationFails)
{
	std::mt19937 random(4);
	unsigned failed = 0, refused = 0;
	Twin twin;

	while (twin.entries.size() < 400) {
		auto *session = new Session();
		bn_pcb *pcb = &session->pcb;

		pcb->key = random_key(random);
		pcb->mask = random_mask(random, pcb->key.family == AF_INET ? 32 : 128);
		pcb->reuse = true;
		for (unsigned n = 1;; n++) {
			shim_alloc_fail_nth = n;
			int err = bn_pcb_insert(&stack, pcb);
			bool hit = !shim_alloc_fail_nth;
			shim_alloc_fail_nth = 0;
			failed += hit;
			if (err) {
				ASSERT_EQ(err, -ENOMEM);
				refused++;
			} else {
				twin.entries.push_back(pcb);
			}
			if (err || twin.entries.size() % 16 == 0) {
				ASSERT_NO_FATAL_FAILURE(expect_same(twin));
			}
			if (!hit)
				break;
			if (!err) {
				bn_pcb_remove(pcb);
				twin.entries.pop_back();
				synchronize_rcu();
			}
		}
	}
	ASSERT_GT(failed, 100U);
	ASSERT_GT(refused, 100U);
	while (!twin.entries.empty()) {
		auto at = twin.entries.begin() + random() % twin.entries.size();

		shim_alloc_fail_nth = 1 + twin.entries.size() % 2;
		bn_pcb_remove(*at);
		shim_alloc_fail_nth = 0;
		reinterpret_cast<Session *>(*at)->retire();
		twin.entries.erase(at);
		if (twin.entries.size() % 16 == 0) {
			ASSERT_NO_FATAL_FAILURE(expect_same(twin));
		}
	}
}

/*
 * Prefixes, and what is one before, first in, last in and one after them: for the local
 * address, the remote one, and both
 */
// Shows: PCB-1
TEST_F(PcbTable, ProbesAroundPrefixes)
{
	std::mt19937 random(5);
	Twin twin;

	for (unsigned i = 0; i < 200; i++) {
		auto *session = new Session();
		bn_pcb *pcb = &session->pcb;
		unsigned bits = i % 2 ? 128 : 32;

		pcb->key.proto = 17;
		pcb->key.family = i % 2 ? AF_INET6 : AF_INET;
		for (unsigned b = 0; b < bits / 8; b++) {
			pcb->key.laddr.s6_addr[b] = random() % 4 ? 0x55 : random();
			pcb->key.raddr.s6_addr[b] = random() % 4 ? 0xaa : random();
		}
		pcb->mask.laddr_bits = random() % 3 ? random() % (bits + 1) : 0;
		pcb->mask.raddr_bits = random() % 3 ? random() % (bits + 1) : 0;
		pcb->reuse = true;
		ASSERT_EQ(bn_pcb_insert(&stack, pcb), 0);
		twin.entries.push_back(pcb);
	}
	for (auto *pcb : twin.entries) {
		for (unsigned which = 0; which < 8; which++) {
			bn_pcb_key key = pcb->key;
			bool local = which / 4;
			in6_addr &addr = local ? key.laddr : key.raddr;
			unsigned bits = local ? pcb->mask.laddr_bits : pcb->mask.raddr_bits;
			int last = (pcb->key.family == AF_INET ? 4 : 16) - 1;

			for (int b = bits; b < 8 * (last + 1); b++) {
				addr.s6_addr[b / 8] &= ~(0x80 >> b % 8);
				if (which % 4 >= 2)
					addr.s6_addr[b / 8] |= 0x80 >> b % 8;
			}
			if (which % 4 == 1)
				while (last >= 0 && !addr.s6_addr[last]--)
					last--;
			if (which % 4 == 3)
				while (last >= 0 && !++addr.s6_addr[last])
					last--;
			ASSERT_EQ(lookup(key), twin.lookup(key));
		}
	}
	for (auto *pcb : twin.entries) {
		bn_pcb_remove(pcb);
		reinterpret_cast<Session *>(pcb)->retire();
	}
}

bn_pcb_key session_key(unsigned n)
{
	bn_pcb_key key = {};

	key.proto = 6;
	key.family = AF_INET;
	key.lport = htons(80);
	key.rport = htons(n);
	key.laddr.s6_addr32[0] = htonl(0xc0000201);
	key.raddr.s6_addr32[0] = htonl(0xc6336400 + (n >> 16));
	return key;
}

const bn_pcb_mask connected = { 32, 32, 1, 1, 1, 0 };

// Shows: PCB-1
TEST_F(PcbTable, OneHundredThousandSessions)
{
	const unsigned n = 100000;
	std::unique_ptr<bn_pcb[]> pcbs(new bn_pcb[n]());

	for (unsigned i = 0; i < n; i++) {
		pcbs[i].key = session_key(i);
		pcbs[i].mask = connected;
		ASSERT_EQ(bn_pcb_insert(&stack, &pcbs[i]), 0);
	}
	for (unsigned i = 0; i < n; i++)
		ASSERT_EQ(lookup(session_key(i)), &pcbs[i]);
	ASSERT_EQ(lookup(session_key(n)), nullptr);
	for (unsigned i = 0; i < n; i++)
		bn_pcb_remove(&pcbs[i]);
	ASSERT_EQ(lookup(session_key(0)), nullptr);
	synchronize_rcu();
}

/* Those who share a key keep their order when the stripe grows and shrinks around them */
// Shows: PCB-1
TEST_F(PcbTable, NewestFirstThroughResizing)
{
	const unsigned shared = 5, others = 20000;
	std::unique_ptr<bn_pcb[]> pcbs(new bn_pcb[shared + others]());

	for (unsigned i = 0; i < shared; i++) {
		pcbs[i].key = session_key(others);
		pcbs[i].mask = connected;
		pcbs[i].reuse = true;
		ASSERT_EQ(bn_pcb_insert(&stack, &pcbs[i]), 0);
	}
	for (unsigned i = 0; i < others; i++) {
		pcbs[shared + i].key = session_key(i);
		pcbs[shared + i].mask = connected;
		ASSERT_EQ(bn_pcb_insert(&stack, &pcbs[shared + i]), 0);
		if (i % 1000 == 0) {
			synchronize_rcu();
			ASSERT_EQ(lookup(session_key(others)), &pcbs[shared - 1]);
		}
	}
	for (unsigned i = shared; i-- > 0;) {
		ASSERT_EQ(lookup(session_key(others)), &pcbs[i]);
		bn_pcb_remove(&pcbs[i]);
	}
	for (unsigned i = 0; i < others; i++) {
		bn_pcb_remove(&pcbs[shared + i]);
		if (i % 1000 == 0)
			synchronize_rcu();
	}
	synchronize_rcu();
}

/*
 * A reader stands in a stripe while it is made to grow as often as it can: what
 * the reader sees is the stripe as it was when it came.
 */
struct SlowWalk {
	std::vector<std::unique_ptr<bn_pcb>> *pcbs;
	std::map<const bn_pcb *, unsigned> seen;
	bsdnet_stack *stack;
	unsigned n, more;

	static int visit(const bn_pcb *pcb, void *arg)
	{
		auto *walk = static_cast<SlowWalk *>(arg);

		for (; walk->more; walk->more--) {
			walk->pcbs->emplace_back(new bn_pcb());
			bn_pcb *added = walk->pcbs->back().get();
			added->key = session_key(walk->n++);
			added->mask = connected;
			EXPECT_EQ(bn_pcb_insert(walk->stack, added), 0);
		}
		walk->seen[pcb]++;
		return 0;
	}
};

// Shows: PCB-2
TEST_F(PcbTable, ReaderInAStripeThatGrows)
{
	for (unsigned round = 0; round < 40; round++) {
		std::vector<std::unique_ptr<bn_pcb>> pcbs;
		const unsigned before = 200 + 25 * round;
		SlowWalk walk = { &pcbs, {}, &stack, round * 1000000, before };
		unsigned long cursor = 0;

		SlowWalk::visit(nullptr, &walk);
		synchronize_rcu();
		walk.seen.clear();
		walk.more = 10000;
		ASSERT_EQ(bn_pcb_walk(&stack, &cursor, SlowWalk::visit, &walk), 0);
		for (auto &[pcb, times] : walk.seen)
			ASSERT_EQ(times, 1U);
		for (unsigned i = 0; i < before; i++)
			ASSERT_EQ(walk.seen.count(pcbs[i].get()), 1U);
		for (auto &pcb : pcbs) {
			rcu_read_lock();
			ASSERT_EQ(bn_pcb_lookup(&stack, &pcb->key), pcb.get());
			rcu_read_unlock();
		}
		for (auto &pcb : pcbs)
			bn_pcb_remove(pcb.get());
		synchronize_rcu();
	}
}

/*
 * Writers insert and remove sessions of their own at the same time, without a
 * common lock; readers find what stays, and of what comes and goes the right
 * one or none.
 */
// Shows: PCB-2
TEST_F(PcbTable, ReadersAndWriters)
{
	const unsigned writers = 2, per_writer = 2000, stable = 256;
	std::unique_ptr<bn_pcb[]> pcbs(new bn_pcb[stable]());
	const auto end = std::chrono::steady_clock::now() +
			 std::chrono::seconds(getenv("BSDNET_LONG") ? 60 : 1);
	std::atomic<unsigned> working = writers;
	std::atomic<unsigned long> lookups = 0;
	std::vector<std::thread> threads;

	for (unsigned i = 0; i < stable; i++) {
		pcbs[i].key = session_key(i);
		pcbs[i].mask = connected;
		ASSERT_EQ(bn_pcb_insert(&stack, &pcbs[i]), 0);
	}
	for (unsigned w = 0; w < writers; w++) {
		threads.emplace_back([&, w] {
			for (unsigned round = 0;
			     round < 8 || std::chrono::steady_clock::now() < end; round++) {
				std::vector<Session *> sessions;

				for (unsigned i = 0; i < per_writer; i++) {
					auto *session = new Session();

					session->pcb.key = session_key((w + 1) << 16 | i);
					session->pcb.mask = connected;
					session->pcb.mask.rport = i % 3 != 0;
					session->pcb.reuse = true;
					EXPECT_EQ(bn_pcb_insert(&stack, &session->pcb), 0);
					sessions.push_back(session);
				}
				for (auto *session : sessions) {
					bn_pcb_remove(&session->pcb);
					session->retire();
				}
			}
			working--;
		});
	}
	for (unsigned r = 0; r < 2; r++) {
		threads.emplace_back([&, r] {
			unsigned bad = 0;

			for (unsigned n = r; working || lookups < 100; n++) {
				bn_pcb_key moving = session_key((n % writers + 1) << 16 |
								n % per_writer);
				bn_pcb_key staying = session_key(n % stable);

				rcu_read_lock();
				bn_pcb *pcb = bn_pcb_lookup(&stack, &moving);
				bad += pcb && memcmp(&pcb->key.raddr, &moving.raddr,
						     sizeof(moving.raddr));
				bad += pcb && pcb->mask.rport && pcb->key.rport != moving.rport;
				bad += bn_pcb_lookup(&stack, &staying) != &pcbs[n % stable];
				rcu_read_unlock();
				lookups++;
			}
			EXPECT_EQ(bad, 0U);
		});
	}
	threads.emplace_back([&] {
		while (working) {
			Walk walk = { {}, 13, 13 };
			unsigned long cursor = 0;

			while (bn_pcb_walk(&stack, &cursor, Walk::visit, &walk))
				std::this_thread::yield();
		}
	});
	for (auto &thread : threads)
		thread.join();
	for (unsigned i = 0; i < stable; i++)
		bn_pcb_remove(&pcbs[i]);
	synchronize_rcu();
}

} // namespace
