// SPDX-License-Identifier: GPL-2.0
/*
 * Runs the hot functions of the tables and of the packet queue, each OPERATIONS times, and
 * lets callgrind write what they took: a dump per function, with its name as trigger. See
 * selftests/budget/run.
 */
#include <valgrind/callgrind.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <vector>

extern "C" {
#include "fib/fib.h"
#include "fib/trie.h"
#include "l2demux/l2demux.h"
#include "l3demux/l3demux.h"
#include "queues/pktq.h"
}

namespace {

constexpr unsigned operations = 4096, routes = 4000, sessions = 1000, vector = 64;
volatile unsigned long sink;
bsdnet_stack stack;

void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "hot: %s\n", what);
	exit(1);
}

/* Counts what @run executes */
template <class Run> void measure(const char *name, Run run)
{
	run();	/* what is done once only */
	CALLGRIND_START_INSTRUMENTATION;
	CALLGRIND_ZERO_STATS;
	run();
	CALLGRIND_DUMP_STATS_AT(name);
	CALLGRIND_STOP_INSTRUMENTATION;
}

/* ---- routes --------------------------------------------------------------- */

char next_hops[16];

void ignore_next_hop(bn_nexthop *) {}
void ignore_event(bn_rt_table *, bn_event, const bn_rt_prefix *, const bn_route *) {}

const bn_rt_ops ops = { .nh_get = ignore_next_hop, .nh_put = ignore_next_hop,
			.event = ignore_event, .nh_is_own = nullptr, .exists = nullptr };

struct Key {
	u8 byte[16];
};

/*
 * Prefixes as they are on the Internet: most of IPv4 are 24 bits long and nested in shorter
 * ones, most of IPv6 48 bits within 32.
 */
class Routes {
public:
	explicit Routes(unsigned bytes) : bytes_(bytes)
	{
		require(!bn_rt_table_init(&table, &stack, &ops, bytes * 8), "no memory");
		for (unsigned i = 0; i < routes; i++) {
			bn_rt_prefix next = prefix();

			if (add(next))
				prefixes.push_back(next);
		}
		for (unsigned i = 0; i < operations; i++) {
			Key key = {};

			memcpy(key.byte, prefixes[random_() % prefixes.size()].key, bytes);
			key.byte[bytes - 1] = random_();
			keys.push_back(key);
		}
		for (const Key &key : keys)
			packed_.insert(packed_.end(), key.byte, key.byte + bytes);
	}

	~Routes()
	{
		bn_rt_table_flush(&table);
		rcu_barrier();
		bn_rt_table_exit(&table);
	}

	bool add(const bn_rt_prefix &prefix)
	{
		bn_route_config config = {};

		config.prefix = prefix;
		config.type = BSDNET_ROUTE_TYPE_USER;
		config.nh = reinterpret_cast<bn_nexthop *>(&next_hops[prefix.key[2] % 16]);
		return !IS_ERR(bn_route_add(&table, &config, false, nullptr));
	}

	void single()
	{
		unsigned long sum = 0;

		for (const Key &key : keys)
			sum += bn_rt_lookup_number(&table, key.byte, nullptr);
		sink = sum;
	}

	void vectors()
	{
		u32 numbers[vector];
		unsigned long sum = 0;

		for (unsigned i = 0; i < operations; i += vector) {
			bn_rt_lookup_vector(&table, &packed_[i * bytes_], nullptr, bytes_, numbers,
					    vector);
			sum += numbers[i % vector];
		}
		sink = sum;
	}

	void changes()
	{
		for (unsigned i = 0; i < operations; i += 2) {
			const bn_rt_prefix &prefix = prefixes[i * 7 % prefixes.size()];
			bn_route *route = bn_route_find(&table, &prefix, BSDNET_ROUTE_TYPE_USER, 0,
							nullptr);

			bn_route_delete(&table, route, &prefix);
			require(add(prefix), "a route cannot be added again");
		}
	}

	bn_rt_table table = {};
	std::vector<bn_rt_prefix> prefixes;
	std::vector<Key> keys;

private:
	bn_rt_prefix prefix()
	{
		bn_rt_prefix prefix = {};
		unsigned longer = random_() % 4;

		prefix.key[0] = bytes_ == 4 ? 16 + random_() % 32 : 0x20 + random_() % 8;
		prefix.key[1] = random_() % 16;
		if (bytes_ == 4) {
			prefix.bits = longer ? 24 : 16 + random_() % 8;
			prefix.key[2] = random_();
		} else {
			prefix.bits = longer ? 48 : 32;
			prefix.key[2] = random_() % 8;
			prefix.key[3] = random_();
			prefix.key[4] = random_() % 4;
			prefix.key[5] = random_();
		}
		if (prefix.bits % 8)
			prefix.key[prefix.bits / 8] &= 0xff00 >> prefix.bits % 8;
		for (unsigned i = (prefix.bits + 7) / 8; i < 16; i++)
			prefix.key[i] = 0;
		return prefix;
	}

	unsigned bytes_;
	std::mt19937 random_{ 7 };
	std::vector<u8> packed_;
};

void measure_routes(unsigned bytes, const char *const names[3])
{
	Routes routes(bytes);

	rcu_read_lock();
	measure(names[0], [&] { routes.single(); });
	measure(names[1], [&] { routes.vectors(); });
	rcu_read_unlock();
	measure(names[2], [&] { routes.changes(); });
}

/* ---- layer-2 table -------------------------------------------------------- */

void ignore_frames(const bn_l2_entry *, sk_buff **, unsigned int) {}

bn_l2_key vlan_key(unsigned vid)
{
	const u8 tagged[] = { 0x81, 0x00, static_cast<u8>(vid >> 8), static_cast<u8>(vid), 0x08, 0 };
	bn_l2_key key = {};

	memcpy(key.data, tagged, sizeof(tagged));
	key.bits = 48;
	return key;
}

void measure_l2(unsigned entries, const char *name)
{
	bn_l2_table *table = bn_l2_table_alloc(&stack);
	std::vector<bn_l2_entry *> made;

	require(table, "no memory");
	for (unsigned i = 0; i < entries; i++) {
		bn_l2_key key = vlan_key(i + 1);

		made.push_back(bn_l2_insert(table, &key, 1, BN_L2_STRIP, ignore_frames, nullptr,
					    nullptr));
		require(!IS_ERR(made.back()), "an entry cannot be added");
	}
	rcu_read_lock();
	measure(name, [&] {
		for (unsigned i = 0; i < operations; i++) {
			bn_l2_key key = vlan_key(1 + i * 7 % entries);

			sink = reinterpret_cast<unsigned long>(bn_l2_lookup(table, &key));
		}
	});
	rcu_read_unlock();
	for (bn_l2_entry *entry : made)
		bn_l2_remove(table, entry);
	bn_l2_table_free(table);
}

/* ---- sessions ------------------------------------------------------------- */

void measure_pcb()
{
	std::vector<bn_pcb> pcbs(sessions);
	std::vector<bn_pcb_key> keys;

	require(!bn_l3demux_room.stack_init(&stack), "no memory");
	for (unsigned i = 0; i < sessions; i++) {
		bn_pcb &pcb = pcbs[i];

		pcb = {};
		pcb.key.family = 2;
		pcb.key.proto = 17;
		pcb.key.lport = htons(53);
		pcb.key.rport = htons(1024 + i);
		pcb.key.laddr.s6_addr[0] = 10;
		pcb.key.raddr.s6_addr[0] = 10;
		pcb.key.raddr.s6_addr[3] = i;
		pcb.mask.laddr_bits = 32;
		pcb.mask.raddr_bits = 32;
		pcb.mask.lport = true;
		pcb.mask.rport = true;
		pcb.mask.instance = true;
		require(!bn_pcb_insert(&stack, &pcb), "a session cannot be added");
		keys.push_back(pcb.key);
	}
	rcu_read_lock();
	measure("session", [&] {
		for (unsigned i = 0; i < operations; i++) {
			const bn_pcb *found = bn_pcb_lookup(&stack, &keys[i * 7 % sessions]);

			require(found == &pcbs[i * 7 % sessions], "another session was found");
		}
	});
	rcu_read_unlock();
	for (bn_pcb &pcb : pcbs)
		bn_pcb_remove(&pcb);
	rcu_barrier();
	bn_l3demux_room.stack_exit(&stack);
}

/* ---- packet queue --------------------------------------------------------- */

void measure_pktq()
{
	std::vector<bn_pktq_link> items(vector);
	bn_pktq_link *out[vector];
	bn_pktq q;

	bn_pktq_init(&q);
	measure("queue", [&] {
		for (unsigned i = 0; i < operations; i += vector) {
			for (bn_pktq_link &item : items)
				bn_pktq_enqueue(&q, &item);
			for (unsigned n = 0; n < vector;)
				n += bn_pktq_dequeue_batch(&q, out, vector - n);
		}
	});
}

} // namespace

int main()
{
	const char *const inet[] = { "route4", "route4-vector", "route4-change" };
	const char *const inet6[] = { "route6", "route6-vector", "route6-change" };

	require(!bn_trie_init(), "no memory");
	measure_routes(4, inet);
	measure_routes(16, inet6);
	measure_l2(3, "l2-few");
	measure_l2(1000, "l2-many");
	measure_pcb();
	measure_pktq();
	rcu_barrier();
	return 0;
}
