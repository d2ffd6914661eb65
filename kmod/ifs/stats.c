// SPDX-License-Identifier: GPL-2.0
/*
 * stats - packets and bytes of ifls and iffs (IF-18)
 *
 * Counters per CPU cost an interface 32 bytes for each processor, which on a large
 * machine is more than all the rest of it, while of very many interfaces only few
 * can have so much traffic that several processors get in each other's way. So an iff counts in
 * itself, atomically (received packets once for a whole vector), until it proves busy; then
 * it is lent a set of per-CPU counters out of the stack's stock, and keeps it to its end.
 *
 * What an ifl has counted is the sum over its iffs. Itself it counts what belongs to none
 * of them, and it inherits the counts of those that go, but for packets that are still under way
 * then.
 *
 * Life: a set is made for each new iff, up to STOCK_MAX of them, and accounted to whoever
 * adds it; there are never more sets than iffs. Without memory for one there is one less.
 *
 * Synchronization: counting is lockless, the stock has a lock. An iff gets its set by one store,
 * after which nothing is added to its own counters any more but by who does so already.
 */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "ifs/private.h"

#define STOCK_MAX	1024	/* sets of a stack */
#define STOCK_ROOM	16	/* for how many, at first */
#define BUSY_BITS	6	/* an iff asks for a set after each 64 packets */

/* ---- counting ------------------------------------------------------------ */

/* Not in the packet's way: a set is there already, or there are none left */
static void lend(struct bn_stats_stock *stock, struct bn_iff *iff)
{
	if (!READ_ONCE(stock->n))
		return;
	spin_lock_bh(&stock->lock);
	if (stock->n && !iff->busy) {
		WRITE_ONCE(stock->n, stock->n - 1);
		/* it was zeroed before it came into the stock */
		smp_store_release(&iff->busy, stock->set[stock->n]);
	}
	spin_unlock_bh(&stock->lock);
}

static void count(struct bn_iff *iff, atomic64_t *packets, atomic64_t *bytes, unsigned int n,
		  unsigned int len)
{
	u64 now = atomic64_add_return(n, packets);

	atomic64_add(len, bytes);
	if (now >> BUSY_BITS != (now - n) >> BUSY_BITS)
		lend(&bn_iff_stack(iff)->ifs->stock, iff);
}

/**
 * bn_stats_rx() - bn_iff_count_rx() for an iff that has no counters per CPU
 * @iff: the iff
 * @packets: how many came
 * @bytes: of them in all (network layer)
 *
 * Context: RCU read side, BH off.
 */
void bn_stats_rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	count(iff, &iff->counts.rx_packets, &iff->counts.rx_bytes, packets, bytes);
}

/**
 * bn_stats_tx() - bn_iff_count_tx() for an iff that has no counters per CPU
 * @iff: the iff
 * @packets: how many leave
 * @bytes: of them in all (network layer)
 *
 * Context: RCU read side, BH off.
 */
void bn_stats_tx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	count(iff, &iff->counts.tx_packets, &iff->counts.tx_bytes, packets, bytes);
}

/* ---- the stock ----------------------------------------------------------- */

/**
 * bn_stock_init() - a stock without anything in it
 * @stock: of a new stack
 */
void bn_stock_init(struct bn_stats_stock *stock)
{
	memset(stock, 0, sizeof(*stock));
	spin_lock_init(&stock->lock);
}

/**
 * bn_stock_exit() - the end of a stock
 * @stock: of a stack that goes; all iffs are gone, and their grace periods over
 */
void bn_stock_exit(struct bn_stats_stock *stock)
{
	WARN_ON_ONCE(stock->made);
	kfree(stock->set);
}

/* false without memory */
static bool make_room(struct bn_stats_stock *stock)
{
	struct bn_if_stats __percpu **set, **old = stock->set;
	unsigned int room = stock->room ? 2 * stock->room : STOCK_ROOM;

	if (stock->made < stock->room)
		return true;
	set = kcalloc(room, sizeof(*set), GFP_KERNEL_ACCOUNT);
	if (!set)
		return false;
	spin_lock_bh(&stock->lock);
	if (stock->n)
		memcpy(set, old, stock->n * sizeof(*set));
	stock->set = set;
	stock->room = room;
	spin_unlock_bh(&stock->lock);
	kfree(old);
	return true;
}

static struct bn_if_stats __percpu *make_set(void)
{
	struct bn_if_stats __percpu *set = alloc_percpu_gfp(struct bn_if_stats, GFP_KERNEL_ACCOUNT);
	int cpu;

	if (set)
		for_each_possible_cpu(cpu)
			u64_stats_init(&per_cpu_ptr(set, cpu)->syncp);
	return set;
}

/**
 * bn_stock_join() - an iff is new: there may be a set more
 * @stock: the stock
 *
 * Context: process, configuration lock.
 */
void bn_stock_join(struct bn_stats_stock *stock)
{
	struct bn_if_stats __percpu *set = NULL;

	/* only here does it grow */
	if (READ_ONCE(stock->made) < STOCK_MAX && make_room(stock))
		set = make_set();
	spin_lock_bh(&stock->lock);
	stock->iffs++;
	if (set) {
		stock->set[stock->n] = set;
		WRITE_ONCE(stock->n, stock->n + 1);
		WRITE_ONCE(stock->made, stock->made + 1);
	}
	spin_unlock_bh(&stock->lock);
}

static void zero(struct bn_if_stats __percpu *set)
{
	struct bn_if_stats *stats;
	int cpu;

	for_each_possible_cpu(cpu) {
		stats = per_cpu_ptr(set, cpu);
		u64_stats_set(&stats->rx_packets, 0);
		u64_stats_set(&stats->rx_bytes, 0);
		u64_stats_set(&stats->tx_packets, 0);
		u64_stats_set(&stats->tx_bytes, 0);
	}
}

/**
 * bn_stock_leave() - an iff is about to be freed
 * @stock: the stock
 * @iff: the iff; gives back what it was lent
 *
 * Context: after the iff's grace period, or before anybody has seen it.
 */
void bn_stock_leave(struct bn_stats_stock *stock, struct bn_iff *iff)
{
	struct bn_if_stats __percpu *surplus = NULL;

	if (iff->busy)
		zero(iff->busy);
	spin_lock_bh(&stock->lock);
	if (iff->busy)
		stock->set[stock->n++] = iff->busy;
	stock->iffs--;
	if (stock->made > stock->iffs && stock->n) {
		surplus = stock->set[--stock->n];
		WRITE_ONCE(stock->made, stock->made - 1);
	}
	spin_unlock_bh(&stock->lock);
	free_percpu(surplus);
}

/* ---- reading ------------------------------------------------------------- */

static void add_one(const struct bn_if_stats *stats, struct bn_if_stats64 *sum)
{
	struct bn_if_stats64 now;
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&stats->syncp);
		now.rx_packets = u64_stats_read(&stats->rx_packets);
		now.rx_bytes = u64_stats_read(&stats->rx_bytes);
		now.tx_packets = u64_stats_read(&stats->tx_packets);
		now.tx_bytes = u64_stats_read(&stats->tx_bytes);
	} while (u64_stats_fetch_retry(&stats->syncp, start));

	sum->rx_packets += now.rx_packets;
	sum->rx_bytes += now.rx_bytes;
	sum->tx_packets += now.tx_packets;
	sum->tx_bytes += now.tx_bytes;
}

static void add_counts(const struct bn_if_counts *counts, struct bn_if_stats64 *sum)
{
	sum->rx_packets += atomic64_read(&counts->rx_packets);
	sum->rx_bytes += atomic64_read(&counts->rx_bytes);
	sum->tx_packets += atomic64_read(&counts->tx_packets);
	sum->tx_bytes += atomic64_read(&counts->tx_bytes);
}

static void add_iff(const struct bn_iff *iff, struct bn_if_stats64 *sum)
{
	/* pairs with lend() */
	struct bn_if_stats __percpu *busy = smp_load_acquire(&iff->busy);
	int cpu;

	add_counts(&iff->counts, sum);
	if (!busy)
		return;
	for_each_possible_cpu(cpu)
		add_one(per_cpu_ptr(busy, cpu), sum);
}

/**
 * bn_ifl_stats_read() - what passed through an ifl
 * @ifl: the ifl
 * @sum: filled in: packets and bytes (network layer), all CPUs, all families
 *
 * Context: configuration lock.
 */
void bn_ifl_stats_read(const struct bn_ifl *ifl, struct bn_if_stats64 *sum)
{
	const struct bn_iff *iff;

	memset(sum, 0, sizeof(*sum));
	add_counts(&ifl->counts, sum);
	for (iff = bn_cfg_dereference(ifl->iffs, ifl->stack); iff;
	     iff = bn_cfg_dereference(iff->next, ifl->stack))
		add_iff(iff, sum);
}

/**
 * bn_iff_stats_read() - what passed through an iff
 * @iff: the iff
 * @sum: filled in: packets and bytes (network layer), all CPUs
 *
 * Context: configuration lock or RCU read side.
 */
void bn_iff_stats_read(const struct bn_iff *iff, struct bn_if_stats64 *sum)
{
	memset(sum, 0, sizeof(*sum));
	add_iff(iff, sum);
}

/**
 * bn_stats_inherit() - an ifl keeps what an iff of it has counted
 * @ifl: the ifl
 * @iff: the iff, which goes; no packet finds it any more
 *
 * Context: configuration lock.
 */
void bn_stats_inherit(struct bn_ifl *ifl, const struct bn_iff *iff)
{
	struct bn_if_stats64 sum;

	bn_iff_stats_read(iff, &sum);
	atomic64_add(sum.rx_packets, &ifl->counts.rx_packets);
	atomic64_add(sum.rx_bytes, &ifl->counts.rx_bytes);
	atomic64_add(sum.tx_packets, &ifl->counts.tx_packets);
	atomic64_add(sum.tx_bytes, &ifl->counts.tx_bytes);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/stats_kunit.c"
#endif
