// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of clone.c: clone routes hear of their parents, and of nothing else
 */
#include <linux/random.h>

#include "fib/fib_kunit.h"

#define NET	0xc0000200	/* 192.0.2.0 */
#define TOLD_MAX 64U

/* Notifications of a clone: their number, and its parent */
struct told {
	unsigned int times;
	const struct bn_route *parent;
	struct bn_rt_table *table;	/* for follow() */
};

static void note(struct bn_route *clone, const struct bn_route *parent,
		 const struct bn_rt_prefix *prefix, void *arg)
{
	struct told *told = arg;

	told->times++;
	told->parent = parent;
}

static struct bn_route *add_told(struct kunit *test, u32 addr, unsigned int bits, u8 type,
				 bn_clone_moved_t moved, void *arg)
{
	struct fib_test *t = test->priv;
	struct bn_route_config config = { .type = type, .nh = t->nh, .owner = arg,
					  .clone_moved = moved, .clone_arg = arg };
	struct bn_route *route;

	route_kunit_prefix(&config.prefix, addr, bits);
	route = bn_route_add(t->table, &config, true, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	return route;
}

static struct bn_route *add(struct kunit *test, u32 addr, unsigned int bits, u8 type)
{
	return add_told(test, addr, bits, type, NULL, NULL);
}

static void expect(struct kunit *test, const struct told *told, unsigned int times,
		   const struct bn_route *parent)
{
	KUNIT_EXPECT_EQ(test, told->times, times);
	KUNIT_EXPECT_PTR_EQ(test, told->parent, parent);
}

/* The parent is the longest prefix that forwards, the clone's own included */
/* Shows: RT-8 */
static void clone_changed__parents(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct told told = {}, beside = {};
	struct bn_route *net, *near, *same, *hidden;
	const struct bn_route *top;

	bn_cfg_lock_rt(t->stack);
	top = bn_rt_lookup_route(t->table, &(__be32){ 0 }, NULL, NULL);
	add_told(test, NET + 1, 32, BSDNET_ROUTE_TYPE_CLONE, note, &told);
	add_told(test, NET + 0x100, 32, BSDNET_ROUTE_TYPE_CLONE_IGNORE, note, &beside);
	expect(test, &told, 1, top);
	net = add(test, NET & ~0xffff, 16, BSDNET_ROUTE_TYPE_USER);
	expect(test, &told, 2, net);
	expect(test, &beside, 2, net);
	near = add(test, NET, 24, BSDNET_ROUTE_TYPE_IF_DEST);
	expect(test, &told, 3, near);
	same = add(test, NET + 1, 32, BSDNET_ROUTE_TYPE_USER);
	expect(test, &told, 4, same);
	/* Nothing to them: beside, above their parent, hidden, not preferred */
	hidden = add(test, NET, 25, BSDNET_ROUTE_TYPE_USER_IGNORE);
	add(test, NET & ~0xffffff, 8, BSDNET_ROUTE_TYPE_USER);
	add(test, NET, 24, BSDNET_ROUTE_TYPE_IF);
	expect(test, &told, 4, same);
	expect(test, &beside, 2, net);
	bn_route_delete(t->table, same, NULL);
	expect(test, &told, 5, near);
	bn_route_delete(t->table, hidden, NULL);
	expect(test, &told, 5, near);
	/* USER_IGNORE hides the /24 in favour of the /16 */
	hidden = add(test, NET, 24, BSDNET_ROUTE_TYPE_USER_IGNORE);
	expect(test, &told, 6, net);
	bn_route_delete(t->table, hidden, NULL);
	expect(test, &told, 7, near);
	expect(test, &beside, 2, net);
	bn_cfg_unlock_rt(t->stack);
}

/* Another next hop of the parent, or another route in its place */
/* Shows: RT-8 */
static void clone_changed__next_hop(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct told told = {};
	struct bn_route *net;

	bn_cfg_lock_rt(t->stack);
	/* one with an owner keeps its object */
	net = add_told(test, NET, 24, BSDNET_ROUTE_TYPE_USER, NULL, &told);
	add_told(test, NET + 1, 32, BSDNET_ROUTE_TYPE_CLONE, note, &told);
	expect(test, &told, 1, net);
	KUNIT_EXPECT_EQ(test, bn_route_set_nexthop(t->table, net, t->other), 0);
	expect(test, &told, 2, net);
	KUNIT_EXPECT_PTR_EQ(test, bn_route_nexthop(net, t->stack), t->other);
	net = add(test, NET, 24, BSDNET_ROUTE_TYPE_USER);
	expect(test, &told, 3, net);
	/* the same object, but another route */
	KUNIT_EXPECT_PTR_EQ(test, add(test, NET, 24, BSDNET_ROUTE_TYPE_USER), net);
	expect(test, &told, 4, net);
	/* another object, but the same route */
	add(test, NET, 24, BSDNET_ROUTE_TYPE_IF_DEST);
	expect(test, &told, 4, net);
	KUNIT_EXPECT_FALSE(test, route_kunit_lookup(t->table, NET)->plain);
	bn_cfg_unlock_rt(t->stack);
}

/* IFCLONE routes have interface routes as parents, whatever forwards */
/* Shows: RT-8 */
static void clone_changed__interface(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct told told = {};
	struct bn_route *dest, *neighbour;

	bn_cfg_lock_rt(t->stack);
	add(test, NET & ~0xffff, 16, BSDNET_ROUTE_TYPE_USER);
	add_told(test, NET + 1, 32, BSDNET_ROUTE_TYPE_IFCLONE, note, &told);
	expect(test, &told, 1, NULL);
	dest = add(test, NET, 24, BSDNET_ROUTE_TYPE_IF_DEST);
	expect(test, &told, 2, dest);
	add(test, NET, 24, BSDNET_ROUTE_TYPE_USER);
	expect(test, &told, 2, dest);
	neighbour = add(test, NET + 1, 32, BSDNET_ROUTE_TYPE_IFDEST);
	expect(test, &told, 3, neighbour);
	bn_route_delete(t->table, neighbour, NULL);
	expect(test, &told, 4, dest);
	bn_route_delete(t->table, dest, NULL);
	expect(test, &told, 5, NULL);
	bn_cfg_unlock_rt(t->stack);
}

static void follow(struct bn_route *clone, const struct bn_route *parent,
		   const struct bn_rt_prefix *prefix, void *arg)
{
	const struct told *told = arg;

	note(clone, parent, prefix, arg);
	if (parent)
		bn_route_set_nexthop(told->table, clone,
				     bn_route_nexthop(parent, told->table->stack));
}

/* A clone that takes its parent's next hop is a parent itself: one change goes
 * all the way down
 */
/* Shows: RT-8 */
static void clone_changed__chain(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct told outer = { .table = t->table }, inner = { .table = t->table };
	struct bn_route *net, *clone, *host;

	bn_cfg_lock_rt(t->stack);
	net = add_told(test, NET & ~0xffff, 16, BSDNET_ROUTE_TYPE_USER, NULL, &outer);
	clone = add_told(test, NET, 24, BSDNET_ROUTE_TYPE_CLONE, follow, &outer);
	host = add_told(test, NET + 1, 32, BSDNET_ROUTE_TYPE_CLONE, follow, &inner);
	KUNIT_EXPECT_PTR_EQ(test, outer.parent, (const struct bn_route *)net);
	KUNIT_EXPECT_PTR_EQ(test, inner.parent, (const struct bn_route *)clone);
	KUNIT_EXPECT_EQ(test, bn_route_set_nexthop(t->table, net, t->other), 0);
	KUNIT_EXPECT_PTR_EQ(test, bn_route_nexthop(clone, t->stack), t->other);
	KUNIT_EXPECT_PTR_EQ(test, bn_route_nexthop(host, t->stack), t->other);
	bn_cfg_unlock_rt(t->stack);
}

/* The cost of a change is the clones concerned: with a thousand of them and a
 * thousand other routes, a change notifies those below it once
 */
/* Shows: RT-8 */
static void clone_changed__concerned(struct kunit *test)
{
	struct told *told = kunit_kcalloc(test, 1024, sizeof(*told), GFP_KERNEL);
	struct fib_test *t = test->priv;
	struct bn_route *route;
	unsigned int i, more;

	bn_cfg_lock_rt(t->stack);
	KUNIT_ASSERT_NOT_NULL(test, told);
	for (i = 0; i < 1024; i++) {
		add(test, 0x0a000000 + (i << 8), 24, BSDNET_ROUTE_TYPE_USER);
		add_told(test, 0x0a000000 + (i << 8) + 7, 32, BSDNET_ROUTE_TYPE_CLONE, note,
			 &told[i]);
	}
	route = add(test, 0x0a000000 + (77 << 8), 25, BSDNET_ROUTE_TYPE_USER);
	for (i = 0, more = 0; i < 1024; i++)
		more += told[i].times - 1;
	KUNIT_EXPECT_EQ(test, more, 1U);
	expect(test, &told[77], 2, route);
	/* A change above all their parents notifies none */
	add(test, 0x0a000000, 12, BSDNET_ROUTE_TYPE_USER);
	route_kunit_delete(t->table, route, 0x0a000000 + (77 << 8), 25);
	for (i = 0, more = 0; i < 1024; i++)
		more += told[i].times - 1;
	KUNIT_EXPECT_EQ(test, more, 2U);
	bn_cfg_unlock_rt(t->stack);
}

/* After random changes, each clone was notified of the parent that
 * a search from scratch finds
 */
/* Shows: RT-8 */
static void clone_changed__random(struct kunit *test)
{
	static const u8 types[] = {
		BSDNET_ROUTE_TYPE_USER, BSDNET_ROUTE_TYPE_USER_IGNORE,
		BSDNET_ROUTE_TYPE_IF_DEST, BSDNET_ROUTE_TYPE_IFDEST,
		BSDNET_ROUTE_TYPE_CLONE, BSDNET_ROUTE_TYPE_IFCLONE,
		BSDNET_ROUTE_TYPE_CLONE_IGNORE, BSDNET_ROUTE_TYPE_IFCLONE_IGNORE
	};
	struct told *told = kunit_kcalloc(test, TOLD_MAX, sizeof(*told), GFP_KERNEL);
	struct bn_route *route[TOLD_MAX] = {};
	struct fib_test *t = test->priv;
	unsigned int step, i;

	bn_cfg_lock_rt(t->stack);
	KUNIT_ASSERT_NOT_NULL(test, told);
	for (step = 0; step < 4000; step++) {
		i = get_random_u32_below(TOLD_MAX);
		if (route[i]) {
			bn_route_delete(t->table, route[i], NULL);
			route[i] = NULL;
		} else {
			u8 type = types[get_random_u32_below(ARRAY_SIZE(types))];
			unsigned int bits = 1 + get_random_u32_below(32);
			struct bn_route_config config = {
				.type = type, .nh = t->nh, .owner = &told[i],
				.clone_moved = note, .clone_arg = &told[i],
			};

			route_kunit_prefix(&config.prefix, get_random_u32() & 0x41014101 &
					(u32)(~0ULL << (32 - bits)), bits);
			route[i] = bn_route_add(t->table, &config, false, NULL);
			if (IS_ERR(route[i]))
				route[i] = NULL;
		}
		for (i = 0; i < TOLD_MAX; i++) {
			struct bn_rt_prefix prefix;
			struct family family;
			unsigned int above;
			const struct bn_clone *clone;

			if (!route[i] || !bn_clone_type(route[i]->type))
				continue;
			clone = bn_clone_of(route[i]);
			bn_route_prefix(route[i], &prefix);
			family = family_of(t->table, route[i]->type);
			KUNIT_EXPECT_PTR_EQ(test, told[i].parent,
					    parent_at(t->table, &family, &prefix, clone) ?:
					    parent_above(t->table, &family, &prefix, &above));
		}
	}
	bn_cfg_unlock_rt(t->stack);
}

static struct kunit_case clone_cases[] = {
	KUNIT_CASE(clone_changed__parents),
	KUNIT_CASE(clone_changed__next_hop),
	KUNIT_CASE(clone_changed__interface),
	KUNIT_CASE(clone_changed__chain),
	KUNIT_CASE(clone_changed__concerned),
	KUNIT_CASE(clone_changed__random),
	{}
};

static struct kunit_suite clone_suite = {
	.name = "bsdnet_fib_clone",
	.init = fib_test_init,
	.exit = fib_test_exit,
	.test_cases = clone_cases,
};

kunit_test_suite(clone_suite);
