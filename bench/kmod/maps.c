// SPDX-License-Identifier: GPL-2.0
/*
 * maps - the hash of bsdnet's tables (core/linemap.h) beside the kernel's rhashtable
 *
 * The same objects in both, with the same keys and comparison, looked up in the same random
 * order. Each hashes the key in its own way, which belongs to it.
 */
#include <linux/mutex.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "bench.h"
#include "core/linemap.c"

#define MAPS_LOOKUPS	524288
#define MAPS_WORDS	2	/* of a key, hashed by linemap */

struct object {
	struct bench_session key;
	struct bn_linemap_item item;
	struct rhash_head node;
};

static bool same_key(const struct bench_session *a, const struct bench_session *b)
{
	return a->local == b->local && a->remote == b->remote && a->lport == b->lport &&
	       a->rport == b->rport;
}

static int differs(struct rhashtable_compare_arg *arg, const void *object)
{
	return !same_key(&((const struct object *)object)->key, arg->key);
}

static const struct rhashtable_params params = {
	.head_offset = offsetof(struct object, node),
	.key_offset = offsetof(struct object, key),
	.key_len = sizeof(struct bench_session),
	.obj_cmpfn = differs,
};

static struct bench_session *maps_asked;
static struct object *objects;
static struct rhashtable rhashtable;
static struct bn_linemap linemap;
static DEFINE_MUTEX(writer_lock);
static struct bn_linemap_keys keys;

static u32 hash_of(const struct bench_session *key)
{
	u64 words[MAPS_WORDS] = {
		(u64)(__force u32)key->local << 32 | (__force u32)key->remote,
		(u32)(__force u16)key->lport << 16 | (__force u16)key->rport,
	};

	return bn_linemap_hash(&keys, words, MAPS_WORDS);
}

static bool has_key(const struct bn_linemap_item *item, const void *arg)
{
	return same_key(&container_of(item, struct object, item)->key, arg);
}

static unsigned long linemap_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	const struct bench_session *key = maps_asked + first;
	unsigned long found = 0;

	rcu_read_lock();
	for (; n--; key++)
		found += !!bn_linemap_find(&linemap, hash_of(key), has_key, key);
	rcu_read_unlock();
	return found;
}

static unsigned long rhashtable_pass(const struct bench_set *set, unsigned int first,
				     unsigned int n)
{
	const struct bench_session *key = maps_asked + first;
	unsigned long found = 0;

	rcu_read_lock();
	for (; n--; key++)
		found += !!rhashtable_lookup(&rhashtable, key, params);
	rcu_read_unlock();
	return found;
}

/* @inserted: set to how many objects are in both maps, also on failure */
static int insert_objects(unsigned int sessions, unsigned int *inserted)
{
	struct object *object;
	unsigned int i;
	int err;

	for (i = 0; i < sessions; i++) {
		object = &objects[i];
		object->key = bench_session(i);
		object->item.hash = hash_of(&object->key);
		err = bn_linemap_insert(&linemap, &object->item);
		if (err)
			break;
		err = rhashtable_insert_fast(&rhashtable, &object->node, params);
		if (err) {
			bn_linemap_remove(&linemap, &object->item);
			break;
		}
		if (!(i % 256))
			cond_resched();
	}
	*inserted = i;
	return i < sessions ? err : 0;
}

static void remove_objects(unsigned int n)
{
	while (n--) {
		bn_linemap_remove(&linemap, &objects[n].item);
		rhashtable_remove_fast(&rhashtable, &objects[n].node, params);
		if (!(n % 256))
			cond_resched();
	}
}

static int measure_maps(unsigned int sessions)
{
	static struct bench_runner runners[] = {
		{ .who = "linemap", .pass = linemap_pass },
		{ .who = "rhashtable", .pass = rhashtable_pass },
		{}
	};
	struct rnd_state random;
	char tags[32];
	unsigned int i;

	prandom_seed_state(&random, 9);
	for (i = 0; i < MAPS_LOOKUPS; i++)
		maps_asked[i] = bench_session(prandom_u32_state(&random) % sessions);
	for (i = 0; runners[i].who; i++) {
		if (runners[i].pass(NULL, 0, MAPS_LOOKUPS) == MAPS_LOOKUPS)
			continue;
		pr_err("%s does not find all keys\n", runners[i].who);
		return -EBADMSG;
	}
	bench_measure(runners, NULL, MAPS_LOOKUPS);
	snprintf(tags, sizeof(tags), ", \"sessions\": \"%u\"", sessions);
	bench_tell_all("kernel_map", runners, MAPS_LOOKUPS, tags);
	return 0;
}

static int measure_objects(unsigned int sessions)
{
	unsigned int inserted;
	int err;

	err = rhashtable_init(&rhashtable, &params);
	if (err)
		return err;
	get_random_bytes(&keys, sizeof(keys));
	bn_linemap_init(&linemap, DEPTH_MAX, GFP_KERNEL);
	bn_linemap_set_lock(&linemap, &writer_lock);
	mutex_lock(&writer_lock);
	err = insert_objects(sessions, &inserted);
	if (!err)
		err = measure_maps(sessions);
	remove_objects(inserted);
	mutex_unlock(&writer_lock);
	bn_linemap_exit(&linemap);
	rhashtable_destroy(&rhashtable);
	/* linemap's callbacks are in this module, which is unloaded next */
	rcu_barrier();
	return err;
}

/**
 * bench_maps() - measure with this number of keys
 * @sessions: how many
 *
 * Return: 0 or a negative error.
 */
int bench_maps(unsigned int sessions)
{
	int err = -ENOMEM;

	maps_asked = vmalloc_array(MAPS_LOOKUPS, sizeof(*maps_asked));
	objects = vcalloc(sessions, sizeof(*objects));
	if (maps_asked && objects)
		err = measure_objects(sessions);
	vfree(objects);
	vfree(maps_asked);
	return err;
}
