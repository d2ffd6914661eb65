// SPDX-License-Identifier: GPL-2.0
/*
 * memory - memory of tries, and memory that a change has replaced
 *
 * The parts of a trie have slab caches of their own, in small steps: less is wasted than
 * with kmalloc()'s sizes, and a table's nodes share few pages, and so few entries of the TLB,
 * with each other and nothing else. All is freed by kfree(), which finds the cache.
 *
 * What a change replaces is freed a grace period later. It has no RCU heads: the pointers are
 * collected in batches, for all tables together, and a batch is freed at once. A batch is open
 * from its first pointer on until it is full, or until a grace period is over; after another
 * one it is freed. So memory waits for two grace periods at most, also if no other change
 * follows.
 *
 * A writer takes the open batch away while it adds to it. There may be several, of different
 * stacks: one that finds no batch starts another.
 */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "fib/memory.h"

/* ---- caches -------------------------------------------------------------- */

/* Sizes of the caches: up to each limit in steps; what is larger is left to kmalloc() */
#define FINE_STEP	8U
#define FINE_MAX	256U
#define COARSE_STEP	64U
#define COARSE_MAX	1024U
#define LARGE_STEP	256U
#define LARGE_MAX	3072U
#define FINE_CACHES	(FINE_MAX / FINE_STEP)
#define COARSE_CACHES	(FINE_CACHES + (COARSE_MAX - FINE_MAX) / COARSE_STEP)
#define CACHES		(COARSE_CACHES + (LARGE_MAX - COARSE_MAX) / LARGE_STEP)

static struct kmem_cache *caches[CACHES];

static unsigned int cache_size(unsigned int cache)
{
	if (cache < FINE_CACHES)
		return (cache + 1) * FINE_STEP;
	if (cache < COARSE_CACHES)
		return FINE_MAX + (cache + 1 - FINE_CACHES) * COARSE_STEP;
	return COARSE_MAX + (cache + 1 - COARSE_CACHES) * LARGE_STEP;
}

/* The cache for @size bytes; CACHES: none. SLOB, which is in kernels before 6.4, cannot free objects
 * of caches by kfree().
 */
static unsigned int cache_of(size_t size)
{
	if (IS_ENABLED(CONFIG_SLOB))
		return CACHES;
	if (size <= FINE_MAX)
		return (size - 1) / FINE_STEP;
	if (size <= COARSE_MAX)
		return FINE_CACHES + (size - FINE_MAX - 1) / COARSE_STEP;
	return min_t(size_t, CACHES, COARSE_CACHES + (size - COARSE_MAX - 1) / LARGE_STEP);
}

/**
 * bn_fib_alloc() - allocate a part of a trie
 * @bytes: its size, not 0
 * @gfp: how to allocate
 *
 * Return: the memory, for kfree() or bn_fib_retire(); NULL without memory.
 * Context: as @gfp.
 */
void *bn_fib_alloc(size_t bytes, gfp_t gfp)
{
	unsigned int cache = cache_of(bytes);

	return cache < CACHES ? kmem_cache_alloc(caches[cache], gfp) : kmalloc(bytes, gfp);
}

/**
 * bn_fib_size() - memory that a part of a trie takes
 * @bytes: its size; may be 0
 *
 * Return: bytes, what its cache adds included.
 */
size_t bn_fib_size(size_t bytes)
{
	unsigned int cache;

	if (!bytes)
		return 0;
	cache = cache_of(bytes);
	return cache < CACHES ? cache_size(cache) : bytes;
}

/* ---- what changes leave behind ------------------------------------------- */

#define BATCH_BYTES 4096U

/* @closed: no more is added; @n: pointers in it */
struct batch {
	struct rcu_head rcu;
	bool closed;
	unsigned int n;
	void *memory[];
};

#define BATCH_MAX ((BATCH_BYTES - sizeof(struct batch)) / sizeof(void *))

static struct batch *open_batch;	/* NULL: none, or a writer has it */
static atomic_t batches;

static void batch_free(struct rcu_head *rcu)
{
	struct batch *batch = container_of(rcu, struct batch, rcu);

	kfree_bulk(batch->n, batch->memory);
	kfree(batch);
	atomic_dec(&batches);
}

/* A grace period after the batch was opened; one that a writer has is tried again */
static void batch_close(struct rcu_head *rcu)
{
	struct batch *batch = container_of(rcu, struct batch, rcu);

	/* pairs with the release in batch_end() */
	if (smp_load_acquire(&batch->closed) || cmpxchg(&open_batch, batch, NULL) == batch)
		call_rcu(rcu, batch_free);
	else
		call_rcu(rcu, batch_close);
}

static struct batch *batch_open(void)
{
	struct batch *batch = kmalloc(BATCH_BYTES, GFP_KERNEL | __GFP_NOFAIL);

	batch->n = 0;
	batch->closed = false;
	atomic_inc(&batches);
	call_rcu(&batch->rcu, batch_close);
	return batch;
}

static void batch_end(struct batch *batch)
{
	/* pairs with the acquire in batch_close() */
	smp_store_release(&batch->closed, true);
}

/**
 * bn_fib_retire() - free memory after a grace period
 * @old: what readers can no longer find
 *
 * Context: process context.
 */
void bn_fib_retire(const struct bn_fib_old *old)
{
	struct batch *batch, *other;

	if (!old->n)
		return;
	batch = xchg(&open_batch, NULL) ?: batch_open();
	memcpy(batch->memory + batch->n, old->memory, old->n * sizeof(*old->memory));
	batch->n += old->n;
	if (batch->n + BN_FIB_OLD_MAX > BATCH_MAX) {
		batch_end(batch);
		return;
	}
	other = xchg(&open_batch, batch);
	if (other)
		batch_end(other);
}

/* ---- once ---------------------------------------------------------------- */

/**
 * bn_fib_memory_init() - make the slab caches
 *
 * Return: 0; -ENOMEM, with nothing left to bn_fib_memory_exit().
 * Context: process context, before the first table.
 */
int bn_fib_memory_init(void)
{
	unsigned int i;
	char name[24];

	for (i = 0; i < CACHES; i++) {
		snprintf(name, sizeof(name), "bsdnet_fib_%u", cache_size(i));
		caches[i] = kmem_cache_create(name, cache_size(i), sizeof(u64),
					      SLAB_ACCOUNT | SLAB_NO_MERGE, NULL);
		if (!caches[i]) {
			bn_fib_memory_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * bn_fib_memory_exit() - free what was retired, and the slab caches
 *
 * Context: process context, after the last table.
 */
void bn_fib_memory_exit(void)
{
	unsigned int i;

	while (atomic_read(&batches))
		rcu_barrier();
	/* the last callback has counted, and may not have returned */
	rcu_barrier();
	for (i = 0; i < CACHES; i++) {
		kmem_cache_destroy(caches[i]);
		caches[i] = NULL;
	}
}
