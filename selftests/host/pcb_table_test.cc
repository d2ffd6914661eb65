// SPDX-License-Identifier: GPL-2.0
/*
 * The PCB table, against its naive twin (selftests/twin/pcb.h), and with readers and
 * writers at once.
 */
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "twin/pcb.h"

namespace {

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

	/* twin.pcb[@at], from the table and from the twin */
	void remove(unsigned at)
	{
		bn_pcb_remove(twin.pcb[at]);
		reinterpret_cast<Session *>(twin.pcb[at])->retire();
		twin_pcb_remove(&twin, at);
	}

	void remove_all()
	{
		while (twin.n)
			remove(0);
	}

	void randomized(unsigned seed, unsigned steps, unsigned population, bool failures);
	void expect_lookup(const bn_pcb_key &key);
	void expect_walk(unsigned stop);
	void expect_same();

	bsdnet_stack stack;
	twin_pcb twin = {};
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

void PcbTable::expect_lookup(const bn_pcb_key &key)
{
	ASSERT_EQ(lookup(key), twin_pcb_lookup(&twin, &key));
}

void PcbTable::expect_walk(unsigned stop)
{
	Walk walk = { {}, stop, stop };
	unsigned long cursor = 0;

	while (bn_pcb_walk(&stack, &cursor, Walk::visit, &walk))
		;
	ASSERT_EQ(walk.seen.size(), twin.n);
	for (unsigned i = 0; i < twin.n; i++)
		ASSERT_EQ(walk.seen[twin.pcb[i]], 1U);
	ASSERT_EQ(bn_pcb_walk(&stack, &cursor, Walk::visit, &walk), 0);
}

void PcbTable::randomized(unsigned seed, unsigned steps, unsigned population, bool failures)
{
	std::mt19937 random(seed);

	for (unsigned step = 0; step < steps; step++) {
		bool grow = twin.n < population ? random() % 4 : !(random() % 4);

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
				ASSERT_EQ(err, twin_pcb_in_use(&twin, pcb) ? -EADDRINUSE : 0);
			if (err)
				session->retire();
			else
				ASSERT_TRUE(twin_pcb_add(&twin, pcb));
		} else if (twin.n) {
			remove(random() % twin.n);
		}
		shim_alloc_fails_one_in = 0;
		for (unsigned i = 0; i < 4; i++)
			ASSERT_NO_FATAL_FAILURE(expect_lookup(random_key(random)));
		if (step % 512 == 0) {
			ASSERT_NO_FATAL_FAILURE(expect_walk(step % 1024 ? 0 : 7));
		}
	}
	expect_walk(1);
	remove_all();
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
void PcbTable::expect_same()
{
	ASSERT_NO_FATAL_FAILURE(expect_walk(0));
	ASSERT_EQ(atomic_long_read(&stack.live[BN_OBJ_PCB]), static_cast<long>(twin.n));
	for (unsigned i = 0; i < twin.n; i++)
		ASSERT_NO_FATAL_FAILURE(expect_lookup(twin.pcb[i]->key));
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

	while (twin.n < 400) {
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
				ASSERT_TRUE(twin_pcb_add(&twin, pcb));
			}
			if (err || twin.n % 16 == 0) {
				ASSERT_NO_FATAL_FAILURE(expect_same());
			}
			if (!hit)
				break;
			if (!err) {
				bn_pcb_remove(pcb);
				twin_pcb_remove(&twin, twin.n - 1);
				synchronize_rcu();
			}
		}
	}
	ASSERT_GT(failed, 100U);
	ASSERT_GT(refused, 100U);
	while (twin.n) {
		shim_alloc_fail_nth = 1 + twin.n % 2;
		remove(random() % twin.n);
		shim_alloc_fail_nth = 0;
		if (twin.n % 16 == 0) {
			ASSERT_NO_FATAL_FAILURE(expect_same());
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
		ASSERT_TRUE(twin_pcb_add(&twin, pcb));
	}
	for (unsigned i = 0; i < twin.n; i++) {
		const bn_pcb &pcb = *twin.pcb[i];
		unsigned bytes = pcb.key.family == AF_INET ? 4 : 16;

		for (unsigned probe = 0; probe < TWIN_PROBES; probe++) {
			bn_pcb_key key = pcb.key;

			twin_probe(key.raddr.s6_addr, pcb.mask.raddr_bits, bytes, probe);
			ASSERT_NO_FATAL_FAILURE(expect_lookup(key));
			key.raddr = pcb.key.raddr;
			twin_probe(key.laddr.s6_addr, pcb.mask.laddr_bits, bytes, probe);
			ASSERT_NO_FATAL_FAILURE(expect_lookup(key));
		}
	}
	remove_all();
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

/* PCBs with the same key keep their order when the stripe grows and shrinks */
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
 * A reader is in a stripe while that grows as often as it can: what
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
