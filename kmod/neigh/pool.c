// SPDX-License-Identifier: GPL-2.0
/*
 * pool - the bound on the neighbours of an instance (IN-7, Q-8)
 *
 * An instance has a pool of the neighbours that count against its bound: all but the
 * permanent ones. If it is full, the oldest neighbour that is not in use is destroyed for a
 * new one. Unresolved neighbours have an eighth of the pool for themselves, and beyond it
 * they are destroyed first; so a sweep over addresses that don't exist does not evict
 * those that do. Neighbours that are in use, or that routes refer to, are never evicted.
 *
 * Synchronization: route lock.
 *
 * Serves IN-7, Q-8.
 */
#include <linux/slab.h>

#include "neigh/private.h"

#define RELAX_AFTER 64	/* evictions without releasing the route lock */
#define LOOKS 64	/* at neighbours that cannot be evicted */

/* ---- instances ----------------------------------------------------------- */

static void pool_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_neigh_pool *pool = container_of(stats, struct bn_neigh_pool, stats);

	figures->len = READ_ONCE(pool->count);
	figures->limit = READ_ONCE(pool->max);
}

static const struct bn_queue_kind pool_kind = {
	.name = "pool",
	.unit = "neighbours",
	.read = pool_read,
};

static int pool_init(struct bn_instance *instance)
{
	struct bn_neigh_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL_ACCOUNT);
	char name[32];
	int err;

	if (!pool)
		return -ENOMEM;
	pool->max = BSDNET_MAX_NEIGHBOURS_DEFAULT;
	INIT_LIST_HEAD(&pool->resolved);
	INIT_LIST_HEAD(&pool->unresolved);
	snprintf(name, sizeof(name), "instance %u", instance->index);
	err = bn_registry_add(instance->stack, &pool->stats, name, &pool_kind, pool->max);
	if (err) {
		kfree(pool);
		return err;
	}
	instance->priv = pool;
	return 0;
}

static void pool_stop(struct bn_instance *instance)
{
	struct bn_neigh_pool *pool = instance->priv;

	if (pool)
		bn_registry_remove(&pool->stats);
}

static void pool_exit(struct bn_instance *instance)
{
	kfree(instance->priv);
}

const struct bn_instance_ops bn_neigh_instance_ops = {
	.init = pool_init,
	.stop = pool_stop,
	.exit = pool_exit,
};

/* ---- neighbours ---------------------------------------------------------- */

/**
 * bn_neigh_pool_remove() - take a neighbour out of its pool
 * @neigh: the neighbour; may be in none
 *
 * Context: route lock.
 */
void bn_neigh_pool_remove(struct bn_neigh *neigh)
{
	struct bn_neigh_pool *pool = neigh->pool;

	if (list_empty(&neigh->lru))
		return;
	list_del_init(&neigh->lru);
	pool->n_unresolved -= neigh->unresolved;
	WRITE_ONCE(pool->count, pool->count - 1);
}

/**
 * bn_neigh_pool_touch() - make a neighbour the youngest of its kind
 * @neigh: the neighbour, its state and link-layer address in place
 *
 * Context: route lock.
 */
void bn_neigh_pool_touch(struct bn_neigh *neigh)
{
	struct bn_neigh_pool *pool = neigh->pool;

	bn_neigh_pool_remove(neigh);
	if (neigh->state == BSDNET_NEIGH_STATE_PERMANENT)
		return;
	neigh->unresolved = !neigh->lladdr.len;
	pool->n_unresolved += neigh->unresolved;
	WRITE_ONCE(pool->count, pool->count + 1);
	bn_queue_note(&pool->stats, pool->count);
	list_add_tail(&neigh->lru, neigh->unresolved ? &pool->unresolved : &pool->resolved);
}

/* An unresolved neighbour always has traffic: that which it is resolved for */
static bool can_evict(const struct bn_neigh *neigh)
{
	return !bn_neigh_referred(neigh) && (neigh->unresolved || !bn_neigh_in_use(neigh));
}

static bool evict_from(struct list_head *list)
{
	struct bn_neigh *neigh;
	unsigned int looks;

	for (looks = 0; looks < LOOKS; looks++) {
		neigh = list_first_entry_or_null(list, struct bn_neigh, lru);
		if (!neigh)
			return false;
		if (!can_evict(neigh)) {
			list_move_tail(&neigh->lru, list);
			continue;
		}
		WRITE_ONCE(neigh->cache->evicted, neigh->cache->evicted + 1);
		bn_queue_refuse(&neigh->pool->stats);
		bn_neigh_destroy(neigh);
		return true;
	}
	return false;
}

static bool evict(struct bn_neigh_pool *pool)
{
	bool sweep = pool->n_unresolved > pool->max / 8;

	return evict_from(sweep ? &pool->unresolved : &pool->resolved) ||
	       evict_from(sweep ? &pool->resolved : &pool->unresolved);
}

/**
 * bn_neigh_pool_reserve() - make room for one more neighbour
 * @cache: the cache that it will be in
 * @pool: the pool of its instance
 *
 * Return: false if the pool is full and none of those looked at can be evicted.
 * Context: route lock.
 */
bool bn_neigh_pool_reserve(struct bn_neigh_cache *cache, struct bn_neigh_pool *pool)
{
	bn_rt_assert(cache->stack);
	if (pool->count >= pool->max)
		evict(pool);
	if (pool->count < pool->max)
		return true;
	bn_queue_refuse(&pool->stats);
	return false;
}

/**
 * bn_neigh_pool_report() - report why a neighbour could not be created
 * @iff: its interface
 * @addr: its address
 * @extack: error report
 *
 * Context: route lock.
 */
void bn_neigh_pool_report(const struct bn_iff *iff, const void *addr,
			  struct netlink_ext_ack *extack)
{
	const struct bn_neigh_pool *pool = bn_neigh_pool(iff);
	char text[BN_ADDR_TEXT];

	bn_addr_text(iff->family, addr, text);
	if (pool->count < pool->max)
		NL_SET_ERR_MSG_FMT(extack, "neighbour %s: no memory", text);
	else
		NL_SET_ERR_MSG_FMT(extack, "neighbour %s: instance %u has its max-neighbours, %u",
				   text, iff->table->index, pool->max);
}

/* ---- for users ----------------------------------------------------------- */

/**
 * bn_neigh_bound() - read the bound on the neighbours of an instance
 * @instance: the instance
 * @max: set to how many there may be beside the permanent ones
 * @count: set to how many there are
 *
 * Context: configuration lock or RCU read side.
 */
void bn_neigh_bound(const struct bn_instance *instance, u32 *max, u32 *count)
{
	const struct bn_neigh_pool *pool = instance->priv;

	*max = READ_ONCE(pool->max);
	*count = READ_ONCE(pool->count);
}

/**
 * bn_neigh_set_max() - bound the neighbours of an instance
 * @instance: the instance
 * @max: how many there may be beside the permanent ones, 1 .. BSDNET_MAX_NEIGHBOURS_MAX
 *
 * If there are more, the oldest that are not in use are destroyed. Those that cannot be
 * evicted stay, and nothing is added before there is room.
 *
 * Context: process, configuration lock; takes the route lock.
 */
void bn_neigh_set_max(struct bn_instance *instance, u32 max)
{
	struct bn_neigh_pool *pool = instance->priv;
	struct bsdnet_stack *stack = instance->stack;
	unsigned int n = 0;

	bn_cfg_assert(stack);
	if (pool->max == max)
		return;
	bn_rt_lock(stack);
	WRITE_ONCE(pool->max, max);
	while (pool->count > pool->max && evict(pool))
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(stack);
	bn_rt_unlock(stack);
	if (!READ_ONCE(stack->dying))
		bn_event(stack, BN_EVENT_CHANGE, BN_OBJ_INSTANCE, instance);
}
