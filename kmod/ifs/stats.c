// SPDX-License-Identifier: GPL-2.0
/*
 * stats - packets and bytes of ifls and iffs (IF-18)
 *
 * Per-CPU counters cost 32 bytes per interface and CPU, on a large machine more than the rest of
 * the interface. If there are very many interfaces, only few of them can be so busy that
 * CPUs contend for shared counters. So an iff counts in shared atomic counters (received
 * packets once per vector). Once it is busy it gets a set of per-CPU counters from the stack's
 * stock and keeps it until it is freed.
 *
 * The counts of an ifl are the sum over its iffs, plus packets that belong to no iff, plus the
 * counts of deleted iffs, except for packets in flight during the deletion.
 *
 * Lifetime: a set is allocated for each new iff, up to STOCK_MAX sets, and charged to the memory
 * cgroup that adds the iff; there are never more sets than iffs. If the allocation fails, the
 * stock has one set less.
 *
 * Locking: counting is lockless, the stock has a lock. An iff gets its set by one store;
 * later packets use the set, only counting already in progress still changes @counts.
 */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "ifs/private.h"
#include "ifs/stats.h"

#define STOCK_MAX	1024	/* sets per stack */
#define STOCK_ROOM	16	/* initial capacity */
#define BUSY_BITS	6	/* an iff requests a set after every 64 packets */

/* ---- counting ------------------------------------------------------------ */

/* Assign a free set, if there is one. Never allocates */
static void lend(struct bn_stats_stock *stock, struct bn_iff *iff)
{
	if (!READ_ONCE(stock->n))
		return;
	spin_lock_bh(&stock->lock);
	if (stock->n && !iff->busy) {
		WRITE_ONCE(stock->n, stock->n - 1);
		/* it was zeroed before it was added to the stock */
		smp_store_release(&iff->busy, stock->set[stock->n]);
	}
	spin_unlock_bh(&stock->lock);
}

static void ifs_stats_count(struct bn_iff *iff, atomic64_t *packets, atomic64_t *bytes,
			    unsigned int n,
			    unsigned int len)
{
	u64 now = atomic64_add_return(n, packets);

	atomic64_add(len, bytes);
	if (now >> BUSY_BITS != (now - n) >> BUSY_BITS)
		lend(&bn_iff_stack(iff)->ifs->stock, iff);
}

/**
 * bn_stats_rx() - count received packets of an iff without per-CPU counters
 * @iff: the iff
 * @packets: number of packets
 * @bytes: total bytes (network layer)
 *
 * Context: RCU read side, BH off.
 */
void bn_stats_rx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	ifs_stats_count(iff, &iff->counts.rx_packets, &iff->counts.rx_bytes, packets, bytes);
}

/**
 * bn_stats_tx() - count sent packets of an iff without per-CPU counters
 * @iff: the iff
 * @packets: number of packets
 * @bytes: total bytes (network layer)
 *
 * Context: RCU read side, BH off.
 */
void bn_stats_tx(struct bn_iff *iff, unsigned int packets, unsigned int bytes)
{
	ifs_stats_count(iff, &iff->counts.tx_packets, &iff->counts.tx_bytes, packets, bytes);
}

/* ---- the stock ----------------------------------------------------------- */

static void stock_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_stats_stock *stock = container_of(stats, struct bn_stats_stock, stats);

	figures->len = READ_ONCE(stock->made);
}

static const struct bn_queue_kind stock_kind = {
	.name = "pool",
	.unit = "sets",
	.read = stock_read,
};

/**
 * bn_stock_init() - init an empty stock
 * @stock: the stock of a new stack
 * @stack: the stack
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_stock_init(struct bn_stats_stock *stock, struct bsdnet_stack *stack)
{
	memset(stock, 0, sizeof(*stock));
	spin_lock_init(&stock->lock);
	return bn_registry_add(stack, &stock->stats, "interface counters", &stock_kind, STOCK_MAX);
}

/**
 * bn_stock_exit() - free a stock
 * @stock: the stock; all iffs are freed
 */
void bn_stock_exit(struct bn_stats_stock *stock)
{
	bn_registry_remove(&stock->stats);
	WARN_ON_ONCE(stock->made);
	kfree(stock->set);
}

/* Grow @set if it is full; false if out of memory */
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
 * bn_stock_join() - add an iff, and allocate a set for it if possible
 * @stock: the stock
 *
 * Context: process, configuration lock.
 */
void bn_stock_join(struct bn_stats_stock *stock)
{
	struct bn_if_stats __percpu *set = NULL;

	/* the stock grows only here */
	if (READ_ONCE(stock->made) < STOCK_MAX && make_room(stock))
		set = make_set();
	if (!set)
		bn_queue_refuse(&stock->stats);
	spin_lock_bh(&stock->lock);
	stock->iffs++;
	if (set) {
		stock->set[stock->n] = set;
		WRITE_ONCE(stock->n, stock->n + 1);
		WRITE_ONCE(stock->made, stock->made + 1);
		bn_queue_note(&stock->stats, stock->made);
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
 * bn_stock_leave() - remove an iff that is about to be freed
 * @stock: the stock
 * @iff: the iff; its set is returned to the stock
 *
 * Context: after the iff's grace period, or before it is published.
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
 * bn_ifl_stats_read() - read the counters of an ifl
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
 * bn_iff_stats_read() - read the counters of an iff
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
 * bn_stats_inherit() - add the counts of a deleted iff to its ifl
 * @ifl: the ifl
 * @iff: the iff; new packets do not find it any more
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
