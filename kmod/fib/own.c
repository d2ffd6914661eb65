// SPDX-License-Identifier: GPL-2.0
/*
 * own - the bitmap of this host's addresses: see own.h
 *
 * Configuration counts how many prefixes share a bit. A bitmap that has
 * become too small is replaced by one of two to four times the size, made by a walk over the
 * table, so that the cost of the walks per address is constant. Without memory all bits are
 * set for readers, which is slower but correct.
 *
 * Synchronization: configuration lock; process context.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "fib/fib.h"
#include "fib/own.h"

#define LEAST_BITS	1024U
#define BITS_EACH	16U	/* of a bitmap that is made */
#define FEWEST_EACH	8U	/* below, another one is made */
#define MOST_BITS	(64U * 1024 * 1024)
#define COUNT_MAX	255

/* For all addresses: none, or perhaps */
static const struct bn_own_bits no_bits = { .shift = 26, .bits = { 0 } };
static const struct bn_own_bits all_bits = { .shift = 26, .bits = { ~0ULL } };

static unsigned int size_of(const struct bn_own_bits *made)
{
	return 1U << (32 - made->shift);
}

/* Publish the bitmap */
static void own_publish(struct bn_own *own)
{
	const struct bn_own_bits *bits = own->made ?: &all_bits;

	if (own->wide)
		bits = &all_bits;
	else if (!own->n)
		bits = &no_bits;
	rcu_assign_pointer(own->bits, bits);
}

/* Free a bitmap that is no longer published */
static void own_drop(struct bn_own_bits *made, u8 *counts)
{
	if (made)
		kvfree_rcu_mightsleep(made);
	kvfree(counts);
}

static void own_count(struct bn_own_bits *made, u8 *counts, u32 hash)
{
	u32 at = hash >> made->shift;

	if (counts[at] == COUNT_MAX)
		return;
	if (!counts[at]++)
		WRITE_ONCE(made->bits[at / 64], made->bits[at / 64] | 1ULL << at % 64);
}

static void discount(struct bn_own_bits *made, u8 *counts, u32 hash)
{
	u32 at = hash >> made->shift;

	if (counts[at] == COUNT_MAX || !counts[at])
		return;
	if (!--counts[at])
		WRITE_ONCE(made->bits[at / 64], made->bits[at / 64] & ~(1ULL << at % 64));
}

static u32 hash_of(const struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	return bn_own_hash(prefix->key, table->addr_bits / 8);
}

/* Count the prefixes in the table */
static void own_fill(struct bn_rt_table *table, struct bn_own_bits *made, u8 *counts)
{
	struct bn_rt_cursor cursor = {};
	struct bn_rt_prefix last = {};
	const struct bn_route *route;
	bool first = true;

	while ((route = bn_route_next(table, &cursor))) {
		/* only the first route of a prefix forwards */
		if (!first && !memcmp(&last, &cursor.prefix, sizeof(last)))
			continue;
		first = false;
		last = cursor.prefix;
		if (last.bits == table->addr_bits && bn_route_own(route))
			own_count(made, counts, hash_of(table, &last));
		cond_resched();
	}
}

/* Make a bitmap for the present number. Without memory the old one, if any, is kept */
static bool remake(struct bn_rt_table *table)
{
	struct bn_own *own = &table->own;
	struct bn_own_bits *made, *old = own->made;
	u8 *counts, *old_counts = own->counts;
	unsigned int size = LEAST_BITS;

	while (size < MOST_BITS && size / BITS_EACH < own->n)
		size *= 2;
	made = kvzalloc(struct_size(made, bits, size / 64), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	counts = kvzalloc(size, GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!made || !counts) {
		kvfree(made);
		kvfree(counts);
		return false;
	}
	made->shift = 32 - (fls(size) - 1);
	own_fill(table, made, counts);
	own->made = made;
	own->counts = counts;
	own_publish(own);
	own_drop(old, old_counts);
	return true;
}

static bool too_small(const struct bn_own *own)
{
	return !own->made || (own->n > size_of(own->made) / FEWEST_EACH &&
			      size_of(own->made) < MOST_BITS);
}

/**
 * bn_own_add() - add an address or prefix of this host
 * @table: the table, the prefix's forwarding route in it
 * @prefix: no longer than an address
 *
 * Context: process context, configuration lock.
 */
void bn_own_add(struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	struct bn_own *own = &table->own;

	if (prefix->bits < table->addr_bits) {
		own->wide++;
		own_publish(own);
		return;
	}
	own->n++;
	if (too_small(own) && remake(table))
		return;
	if (own->made)
		own_count(own->made, own->counts, hash_of(table, prefix));
	own_publish(own);
}

/**
 * bn_own_remove() - remove an address or prefix of this host
 * @table: the table
 * @prefix: one that was added
 *
 * Context: process context, configuration lock.
 */
void bn_own_remove(struct bn_rt_table *table, const struct bn_rt_prefix *prefix)
{
	struct bn_own *own = &table->own;
	struct bn_own_bits *made = own->made;
	u8 *counts = own->counts;

	if (prefix->bits < table->addr_bits) {
		own->wide--;
		own_publish(own);
		return;
	}
	own->n--;
	if (made)
		discount(made, counts, hash_of(table, prefix));
	if (own->n)
		return;
	own->made = NULL;
	own->counts = NULL;
	own_publish(own);
	own_drop(made, counts);
}

/**
 * bn_own_init() - initialize the filter of a new table
 * @own: the filter
 */
void bn_own_init(struct bn_own *own)
{
	own_publish(own);
}

/**
 * bn_own_exit() - free the filter of a table
 * @own: the filter, without addresses and readers
 */
void bn_own_exit(struct bn_own *own)
{
	kvfree(own->made);
	kvfree(own->counts);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "own_kunit.c"
#endif
