// SPDX-License-Identifier: GPL-2.0
/*
 * lpm - lookups in a BPF map of type LPM trie
 *
 * The map comes from user space, empty, by descriptor; values are the numbers
 * of next hops. A lookup is the call of the map's operation, as a BPF program
 * makes it.
 */
#include <linux/bpf.h>
#include <linux/file.h>
#include <linux/irq_work.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "bench.h"

struct lpm_key {
	u32 bits;
	u8 data[16];
};

static struct file *file;
static struct bpf_map *map;
static struct lpm_key *keys;

/* The map takes memory from a stock that is refilled by irq_work, and where
 * that has no interrupt of its own, a hundred times a second
 */
static int add(const struct bench_route *route)
{
	struct lpm_key key = { .bits = route->bits };
	u32 value = route->next_hop;
	unsigned int tries;
	int err;

	memcpy(key.data, route->prefix, sizeof(key.data));
	for (tries = 0; tries < 100; tries++) {
		rcu_read_lock();
		err = map->ops->map_update_elem(map, &key, &value, BPF_ANY);
		rcu_read_unlock();
		if (err != -ENOMEM)
			return err;
		local_irq_disable();
		irq_work_run();
		local_irq_enable();
	}
	return err;
}

static int load(const struct bench_set *set)
{
	u64 begin = ktime_get_ns();
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < set->n_routes; i++) {
		err = add(&set->routes[i]);
		if (!(i % 1024))
			cond_resched();
	}
	bench_tell("kernel_load", "bpf_lpm_trie", div_u64((ktime_get_ns() - begin) * 1000, i),
		   "ns/route", bench_set_tag);
	bench_tell("kernel_memory_total", "bpf_lpm_trie",
		   div_u64(map->ops->map_mem_usage(map) * 1000, i), "B/route", bench_set_tag);
	return err;
}

int bench_lpm_init(const struct bench_set *set, int fd)
{
	unsigned int i;

	file = fget(fd);
	if (!file)
		return -EBADF;
	map = file->private_data;
	if (map->map_type != BPF_MAP_TYPE_LPM_TRIE)
		return -EINVAL;
	keys = vmalloc_array(set->n_keys, sizeof(*keys));
	if (!keys)
		return -ENOMEM;
	for (i = 0; i < set->n_keys; i++) {
		keys[i].bits = set->family == AF_INET ? 32 : 128;
		memcpy(keys[i].data, &set->keys[i], sizeof(keys[i].data));
	}
	return load(set);
}

void bench_lpm_exit(void)
{
	vfree(keys);
	if (file)
		fput(file);
	file = NULL;
	keys = NULL;
}

unsigned long bench_lpm_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	unsigned long sum = 0;
	unsigned int i;

	rcu_read_lock();
	for (i = first; i < first + n; i++)
		sum += (unsigned long)map->ops->map_lookup_elem(map, &keys[i]);
	rcu_read_unlock();
	return sum;
}

int bench_lpm_answer(const struct bench_set *set, unsigned int key)
{
	u32 *value;
	int answer;

	rcu_read_lock();
	value = map->ops->map_lookup_elem(map, &keys[key]);
	answer = value ? *value : 0;
	rcu_read_unlock();
	return answer;
}
