// SPDX-License-Identifier: GPL-2.0
/*
 * bounds - the bounds on packets that wait in a neighbour cache, as `bsdnetctl queue show` has them
 * (Q-8)
 *
 * The service queue of the cache bounds the number of packets in it. Beside it there are
 *
 *	received	bytes of packets of the protocol that are in the service queue
 *	waiting		bytes of packets that await resolution: in the service queue, held or late
 *	held		packets that a neighbour holds
 *	late		packets of a neighbour behind a fence (release.c)
 *
 * Synchronization: the bytes and the number of late packets are atomic; held packets are counted
 * under the route lock.
 *
 * Serves Q-8.
 */
#include "neigh/private.h"

static void received_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_neigh_cache *cache =
		container_of(stats, struct bn_neigh_cache, proto_pool);

	figures->len = max(atomic_read(&cache->proto_bytes), 0);
}

static void waiting_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_neigh_cache *cache = container_of(stats, struct bn_neigh_cache, wait_pool);

	figures->len = max(atomic_read(&cache->bytes), 0);
}

static void held_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_neigh_cache *cache = container_of(stats, struct bn_neigh_cache, held_pool);

	figures->len = READ_ONCE(cache->n_held);
}

static void late_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_neigh_cache *cache = container_of(stats, struct bn_neigh_cache, late_pool);

	figures->len = max(atomic_read(&cache->n_late), 0);
}

/* A bound, its name behind that of the protocol */
struct bound {
	const char *name;
	size_t offset;
	u32 limit;
	struct bn_queue_kind kind;
};

#define BYTES(read_fn) { .name = "pool", .unit = "bytes", .read = (read_fn) }
#define PACKETS(read_fn) { .name = "pool", .unit = "packets", .each = true, .read = (read_fn) }

static const struct bound bounds[] = {
	{ "received", offsetof(struct bn_neigh_cache, proto_pool), BN_NEIGH_MAX_BYTES,
	  BYTES(received_read) },
	{ "waiting", offsetof(struct bn_neigh_cache, wait_pool), BN_NEIGH_MAX_BYTES,
	  BYTES(waiting_read) },
	{ "held", offsetof(struct bn_neigh_cache, held_pool), BN_NEIGH_MAX_HELD,
	  PACKETS(held_read) },
	{ "late", offsetof(struct bn_neigh_cache, late_pool), BN_NEIGH_MAX_LATE,
	  PACKETS(late_read) },
};

static struct bn_queue_stats *stats_of(struct bn_neigh_cache *cache, const struct bound *bound)
{
	return (void *)cache + bound->offset;
}

static void remove_first(struct bn_neigh_cache *cache, unsigned int n)
{
	while (n--)
		bn_registry_remove(stats_of(cache, &bounds[n]));
}

/**
 * bn_neigh_bounds_add() - show the bounds of a new cache
 * @cache: the cache
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_neigh_bounds_add(struct bn_neigh_cache *cache)
{
	unsigned int i;
	char name[32];
	int err;

	for (i = 0; i < ARRAY_SIZE(bounds); i++) {
		snprintf(name, sizeof(name), "%s %s", cache->proto->name, bounds[i].name);
		err = bn_registry_add(cache->stack, stats_of(cache, &bounds[i]), name,
				      &bounds[i].kind, bounds[i].limit);
		if (err) {
			remove_first(cache, i);
			return err;
		}
	}
	return 0;
}

/**
 * bn_neigh_bounds_remove() - undo bn_neigh_bounds_add()
 * @cache: the cache
 *
 * Context: process.
 */
void bn_neigh_bounds_remove(struct bn_neigh_cache *cache)
{
	remove_first(cache, ARRAY_SIZE(bounds));
}

/**
 * bn_neigh_charge() - charge a packet that is to wait
 * @bytes: what is charged already
 * @pool: its bound
 * @truesize: of the packet
 *
 * Return: false if there is no room: nothing is charged, and the drop is counted.
 * Context: any.
 */
bool bn_neigh_charge(atomic_t *bytes, struct bn_queue_stats *pool, unsigned int truesize)
{
	unsigned int used = 0;

	/* full: do not write, so that a flood does not bounce the cache line */
	if (atomic_read(bytes) < (int)pool->limit)
		used = atomic_add_return(truesize, bytes);
	if (likely(used && used <= pool->limit)) {
		bn_queue_note(pool, used);
		return true;
	}
	if (used)
		atomic_sub(truesize, bytes);
	bn_queue_refuse(pool);
	return false;
}
