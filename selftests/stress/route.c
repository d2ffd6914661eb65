// SPDX-License-Identifier: GPL-2.0
/*
 * route - one writer and readers on a route table (RT-3, RT-5, RT-9)
 *
 * Of four nested prefixes of one address one changes at a time: it comes, gets
 * another next hop, is replaced by another route, is deleted. What the table must answer
 * after each change its naive twin says (selftests/twin/route.h). Other routes
 * come and go inside and beside them, so that nodes of the trie are built anew
 * above and below the reader. Where a reader was on its way during one change,
 * its answer must be that of before or after; where it was during several, the
 * order in which it sees them is not promised (selftests/models/publish.pml),
 * but each answer must be that of some state of a prefix.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/slab.h>

#include "fib/fib.h"
#include "fib/trie.h"
#include "stress.h"
#include "twin/route.h"

#define NESTED 4
#define CROWD 2000	/* other routes, at most */
#define NEXT_HOPS 8	/* alive at a time */
#define MAGIC 0x600dUL

/* @refs: entries that refer to it, and the writer's; @tag: what a reader sees */
struct bn_nexthop {
	unsigned long magic;
	unsigned long tag;
	unsigned int refs;
	struct rcu_head rcu;
};

static struct bsdnet_stack *stack;
static struct bn_rt_table table;
static struct twin_rt twin;		/* of the nested routes; @arg: tag of the next hop */
static struct bn_route *crowd[CROWD];
static struct stress_history history;
static unsigned long last_tag;
static atomic_long_t several;		/* readers that saw more than one change */

static const u32 address = 0x0a010203;
static const unsigned int lengths[NESTED] = { 0, 8, 20, 27 };

static void nh_get(struct bn_nexthop *nh)
{
	nh->refs++;
}

static void nh_put(struct bn_nexthop *nh)
{
	if (!--nh->refs)
		kfree_rcu(nh, rcu);
}

static void no_event(struct bn_rt_table *of, enum bn_event event,
		     const struct bn_rt_prefix *prefix, const struct bn_route *route)
{
}

static const struct bn_rt_ops ops = { nh_get, nh_put, no_event, NULL };

static struct bn_nexthop *nh_make(unsigned long tag)
{
	struct bn_nexthop *nh = kzalloc(sizeof(*nh), GFP_KERNEL);

	if (nh) {
		nh->magic = MAGIC;
		nh->tag = tag;
		nh->refs = 1;
	}
	return nh;
}

static struct bn_route_config config_of(u32 addr, unsigned int bits, u8 type,
					struct bn_nexthop *nh)
{
	struct bn_route_config config = { .type = type, .nh = nh, .prefix.bits = bits };
	__be32 net = htonl(bits ? addr & ~0U << (32 - bits) : 0);

	memcpy(config.prefix.key, &net, sizeof(net));
	return config;
}

static struct bn_route *add(u32 addr, unsigned int bits, u8 type, unsigned long tag)
{
	struct bn_nexthop *nh = nh_make(tag);
	struct bn_route_config config = config_of(addr, bits, type, nh);
	struct bn_route *route;

	if (!nh)
		return NULL;
	route = bn_route_add(&table, &config, true, NULL);
	nh_put(nh);
	return IS_ERR(route) ? NULL : route;
}

/* What the table answers once it has the routes of the twin */
static unsigned long answer(void)
{
	struct bn_route_config config = config_of(address, 32, 0, NULL);
	const struct twin_route *route = twin_rt_forward(&twin, config.prefix.key);

	return route ? (unsigned long)route->arg : 0;
}

static int prepare(void)
{
	struct bn_route_config config = config_of(0, 0, BSDNET_ROUTE_TYPE_USER, NULL);
	struct twin_route *route, *second;
	int err;

	stack = stress_stack_make();
	if (!stack)
		return -ENOMEM;
	memset(&table, 0, sizeof(table));
	memset(&history, 0, sizeof(history));
	err = bn_trie_init();
	if (err)
		return err;
	err = bn_rt_table_init(&table, stack, &ops, 32);
	if (err)
		return err;
	bn_rt_lock(stack);
	last_tag++;
	config.clone_arg = (void *)last_tag;
	route = twin_rt_add(&twin, &config, NULL);
	route->real = add(0, 0, BSDNET_ROUTE_TYPE_USER, last_tag);
	/* with another route at the prefix, the first one is changed in place */
	config.type = BSDNET_ROUTE_TYPE_IF;
	second = twin_rt_add(&twin, &config, NULL);
	second->real = add(0, 0, BSDNET_ROUTE_TYPE_IF, last_tag);
	history.answer[0] = answer();
	bn_rt_unlock(stack);
	return route->real && second->real ? 0 : -ENOMEM;
}

static void clean_up(void)
{
	bn_rt_lock(stack);
	bn_rt_table_flush(&table);
	memset(&twin, 0, sizeof(twin));
	memset(crowd, 0, sizeof(crowd));
	bn_rt_unlock(stack);
	rcu_barrier();
	bn_rt_table_exit(&table);
	rcu_barrier();
	bn_trie_exit();
	stress_stack_free(stack);
	pr_info("route: %ld answers during several changes\n", atomic_long_read(&several));
}

/* Delete one of the nested routes, in the twin and then in the table */
static void remove_nested(const struct twin_route *route)
{
	struct bn_rt_prefix prefix = route->prefix;
	struct bn_route *real = twin_rt_real(&table, route);

	twin_rt_remove(&twin, route);
	stress_begin(&history, answer());
	bn_route_delete(&table, real, &prefix);
	stress_end(&history);
}

/* One of them, @real (NULL: none yet), gets another next hop or is replaced */
static void set_nested(unsigned int bits, struct bn_route *real)
{
	struct bn_route_config config = config_of(address, bits, BSDNET_ROUTE_TYPE_USER, NULL);
	unsigned long tag = last_tag + 1;
	struct twin_route *route;
	struct bn_nexthop *nh;
	int err = 0;

	WRITE_ONCE(last_tag, tag);
	config.clone_arg = (void *)tag;
	route = twin_rt_add(&twin, &config, real);
	stress_begin(&history, answer());
	if (real && !real->plain && stress_random(2)) {
		nh = nh_make(tag);
		err = nh ? bn_route_set_nexthop(&table, real, nh) : -ENOMEM;
		if (nh)
			nh_put(nh);
	} else {
		route->real = add(address, bits, BSDNET_ROUTE_TYPE_USER, tag);
		err = route->real ? 0 : -ENOMEM;
	}
	if (err)
		stress_wrong("route change", err, 0, 0);
	stress_end(&history);
}

static void change_nested(void)
{
	unsigned int i = stress_random(NESTED);
	struct bn_route_config config =
		config_of(address, lengths[i], BSDNET_ROUTE_TYPE_USER, NULL);
	const struct twin_route *there = twin_rt_first(&twin, &config.prefix);
	struct bn_route *real = there ? twin_rt_real(&table, there) : NULL;

	/* the default route stays */
	if (i && real && stress_random(2))
		remove_nested(there);
	else
		set_nested(lengths[i], real);
}

/* Inside the nested prefixes and elsewhere, but never at the address itself */
static void change_crowd(void)
{
	static unsigned int changes;
	bool in = ++changes / (2 * CROWD) % 2 == 0;
	unsigned int i = stress_random(CROWD);
	unsigned int bits = 26 + i % 7;
	u32 addr = (i % 2 ? 0x0a010000 : 0x0a000000) + (i << 8 >> 1) + (i << 3);

	if (crowd[i] && (!in || stress_random(8) == 0)) {
		bn_route_delete(&table, crowd[i], NULL);
		crowd[i] = NULL;
	} else if (!crowd[i] && in && (addr ^ address) >> (32 - bits)) {
		crowd[i] = add(addr, bits, BSDNET_ROUTE_TYPE_IF, 0);
	}
}

static void write(void *unused)
{
	bn_rt_lock(stack);
	if (stress_random(4))
		change_crowd();
	else
		change_nested();
	bn_rt_unlock(stack);
}

static void check(const char *what, unsigned long first, const struct bn_nexthop *nh)
{
	unsigned long tag, begun;

	if (nh->magic != MAGIC) {
		stress_wrong("next hop", nh->magic, MAGIC, 0);
		return;
	}
	tag = nh->tag;
	/* pairs with stress_begin() */
	smp_mb();
	begun = READ_ONCE(history.begun);
	if (begun - first <= 1)
		stress_check(&history, what, first, tag);
	else if (!tag || tag > READ_ONCE(last_tag))
		stress_wrong(what, tag, first, begun);
	else
		atomic_long_inc(&several);
}

static void read(void *unused)
{
	unsigned long first = stress_ask(&history);
	__be32 dst = htonl(address), src = 0;
	const struct bn_fwd *fwd;

	rcu_read_lock();
	fwd = bn_rt_lookup(&table, &dst, &src);
	check("forwarding lookup", first, fwd->nh);
	rcu_read_unlock();
}

static void read_vector(void *unused)
{
	unsigned long first = stress_ask(&history);
	__be32 dsts[12];
	u32 numbers[ARRAY_SIZE(dsts)];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dsts); i++)
		dsts[i] = htonl(address);
	rcu_read_lock();
	bn_rt_lookup_vector(&table, dsts, NULL, sizeof(*dsts), numbers, ARRAY_SIZE(dsts));
	for (i = 0; i < ARRAY_SIZE(dsts); i++)
		check("vector lookup", first, bn_rt_fwd(&table, numbers[i])->nh);
	rcu_read_unlock();
}

/* The route side: a route's own fields are right as well */
static void read_route(void *unused)
{
	unsigned long first = stress_ask(&history);
	__be32 dst = htonl(address), src = 0;
	const struct bn_route *route;
	unsigned int i, bits;

	rcu_read_lock();
	route = bn_rt_lookup_types(&table, &dst, &src, BIT(BSDNET_ROUTE_TYPE_USER), 0, &bits);
	check("route lookup", first, bn_route_nexthop(route, table.stack));
	for (i = 0; i < NESTED && lengths[i] != bits; i++)
		;
	if (i == NESTED)
		stress_wrong("prefix of a route", bits, 0, 0);
	rcu_read_unlock();
}

static struct stress_job jobs[] = {
	{ "writer", write }, { "reader", read }, { "vector", read_vector },
	{ "types", read_route },
};

const struct stress_test stress_route = {
	.name = "route", .prepare = prepare, .jobs = jobs, .n_jobs = ARRAY_SIZE(jobs),
	.clean_up = clean_up,
};
