// SPDX-License-Identifier: GPL-2.0
/*
 * l2 - one writer and readers on a layer-2 table (L2-2, L2-4)
 *
 * "Everything on VLAN 10" is always there; "IPv4 on VLAN 10" is added and removed, and
 * so are other entries in such numbers that the table grows and shrinks.
 */
#include <linux/kernel.h>

#include "l2demux/l2demux.h"
#include "stress.h"

#define CROWD 3000	/* other entries, at most */
#define VLAN 1UL
#define INET 2UL

static struct bsdnet_stack *stack;
static struct bn_l2_table *table;
static struct bn_l2_entry *inet, *vlan, *crowd[CROWD];
static struct stress_history history;

static struct bn_l2_key key_of(u16 vid, u16 type)
{
	__be16 words[] = { cpu_to_be16(0x8100), cpu_to_be16(vid), cpu_to_be16(type) };
	struct bn_l2_key key = { .bits = type ? 48 : 32 };

	memcpy(key.data, words, key.bits / 8);
	return key;
}

static struct bn_l2_entry *insert(struct bn_l2_key key, unsigned long tag)
{
	struct bn_l2_entry *entry = bn_l2_insert(table, &key, tag, false, NULL, NULL, NULL);

	return IS_ERR(entry) ? NULL : entry;
}

static int prepare(void)
{
	stack = stress_stack_make();
	if (!stack)
		return -ENOMEM;
	table = bn_l2_table_alloc(stack);
	memset(&history, 0, sizeof(history));
	history.answer[0] = VLAN;
	mutex_lock(&stack->cfg_mutex);
	vlan = table ? insert(key_of(10, 0), VLAN) : NULL;
	mutex_unlock(&stack->cfg_mutex);
	return vlan ? 0 : -ENOMEM;
}

static void clean_up(void)
{
	unsigned int i;

	mutex_lock(&stack->cfg_mutex);
	for (i = 0; i < CROWD; i++) {
		if (crowd[i])
			bn_l2_remove(table, crowd[i]);
		crowd[i] = NULL;
	}
	if (inet)
		bn_l2_remove(table, inet);
	inet = NULL;
	bn_l2_remove(table, vlan);
	if (bn_l2_count(table))
		stress_wrong("l2 count", bn_l2_count(table), 0, 0);
	bn_l2_table_free(table);
	mutex_unlock(&stack->cfg_mutex);
	stress_stack_free(stack);
}

static void change_inet(void)
{
	stress_begin(&history, inet ? VLAN : INET);
	if (inet) {
		bn_l2_remove(table, inet);
		inet = NULL;
	} else {
		inet = insert(key_of(10, 0x0800), INET);
		if (!inet)
			stress_wrong("l2 insert", 0, 0, 0);
	}
	stress_end(&history);
}

/* Mostly in, then mostly out: the table grows and shrinks */
static void change_crowd(void)
{
	static unsigned int changes;
	bool in = ++changes / (2 * CROWD) % 2 == 0;
	unsigned int i = stress_random(CROWD);

	if (crowd[i] && (!in || stress_random(8) == 0)) {
		bn_l2_remove(table, crowd[i]);
		crowd[i] = NULL;
	} else if (!crowd[i] && in) {
		crowd[i] = insert(key_of(11 + i, i & 1 ? 0x0800 : 0), 100 + i);
	}
}

static void write(void *unused)
{
	mutex_lock(&stack->cfg_mutex);
	if (stress_random(4))
		change_crowd();
	else
		change_inet();
	mutex_unlock(&stack->cfg_mutex);
}

static unsigned long look_up(const struct bn_l2_key *key)
{
	const struct bn_l2_entry *entry;
	unsigned long tag;

	rcu_read_lock();
	entry = bn_l2_lookup(table, key);
	tag = entry ? entry->ifl_index : 0;
	rcu_read_unlock();
	return tag;
}

static void read(void *unused)
{
	struct bn_l2_key inet_key = key_of(10, 0x0800), arp_key = key_of(10, 0x0806);
	struct bn_l2_key nobody = key_of(9, 0x0800);
	unsigned long first = stress_ask(&history), tag;
	unsigned int i = stress_random(CROWD);
	struct bn_l2_key other = key_of(11 + i, 0x0800);

	stress_check(&history, "IPv4 on VLAN 10", first, look_up(&inet_key));
	tag = look_up(&arp_key);
	if (tag != VLAN)
		stress_wrong("ARP on VLAN 10", tag, 0, 0);
	tag = look_up(&nobody);
	if (tag)
		stress_wrong("VLAN 9", tag, 0, 0);
	tag = look_up(&other);
	if (tag && tag != 100 + i)
		stress_wrong("another VLAN", tag, 100 + i, 0);
}

static struct stress_job jobs[] = {
	{ "writer", write }, { "reader 1", read }, { "reader 2", read },
};

const struct stress_test stress_l2 = {
	.name = "l2", .prepare = prepare, .jobs = jobs, .n_jobs = ARRAY_SIZE(jobs),
	.clean_up = clean_up,
};
