/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fib_kunit - what the suites of room fib share: a table of its own for each case, and next
 * hops that only count their references
 */
#ifndef _BSDNET_FIB_KUNIT_H
#define _BSDNET_FIB_KUNIT_H

#include "fib/route_kunit.h"

/**
 * struct bn_nexthop - a next hop as the route table sees it
 * @refs: references by forwarding entries, and the one of the suite
 * @own: its routes are addresses of this host
 */
struct bn_nexthop {
	unsigned int refs;
	bool own;
};

static void fib_kunit_nh_get(struct bn_nexthop *nh)
{
	nh->refs++;
}

static void fib_kunit_nh_put(struct bn_nexthop *nh)
{
	nh->refs--;
}

static void fib_kunit_event(struct bn_rt_table *table, enum bn_event event,
			    const struct bn_rt_prefix *prefix, const struct bn_route *route)
{
}

static bool fib_kunit_nh_is_own(const struct bn_nexthop *nh)
{
	return nh->own;
}

static const struct bn_rt_ops fib_kunit_ops = {
	.nh_get = fib_kunit_nh_get,
	.nh_put = fib_kunit_nh_put,
	.event = fib_kunit_event,
	.nh_is_own = fib_kunit_nh_is_own,
};

static struct bn_nexthop *fib_kunit_nh(struct kunit *test)
{
	struct bn_nexthop *nh = kunit_kzalloc(test, sizeof(*nh), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, nh);
	nh->refs = 1;
	return nh;
}

static void fib_kunit_stack_end(struct kunit *test, struct bsdnet_stack *stack)
{
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, atomic_long_read(&stack->live[BN_OBJ_ROUTE]), 0L);
	bn_core_room.stack_exit(stack);
}

/* A table with a permanent 0/0 */
static struct bn_rt_table *fib_kunit_table(struct kunit *test, struct bsdnet_stack *stack,
					   unsigned int addr_bits)
{
	struct bn_rt_table *table = kunit_kzalloc(test, sizeof(*table), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, bn_rt_table_init(table, stack, &fib_kunit_ops, addr_bits), 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route_kunit_add(table, 0, 0, BSDNET_ROUTE_TYPE_PERM, 0,
							fib_kunit_nh(test))));
	return table;
}

static void fib_kunit_table_end(struct bn_rt_table *table)
{
	bn_rt_table_flush(table);
	synchronize_rcu();
	bn_rt_table_exit(table);
}

/**
 * struct fib_test - what a case works on, in kunit::priv
 * @stack: a stack with room core alone
 * @table: a table of 32-bit addresses
 * @nh: a next hop
 * @other: another one
 */
struct fib_test {
	struct bsdnet_stack *stack;
	struct bn_rt_table *table;
	struct bn_nexthop *nh;
	struct bn_nexthop *other;
};

static int fib_test_init(struct kunit *test)
{
	struct fib_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	t->stack = route_kunit_stack(test);
	bn_cfg_lock_rt(t->stack);
	t->table = fib_kunit_table(test, t->stack, 32);
	bn_cfg_unlock_rt(t->stack);
	t->nh = fib_kunit_nh(test);
	t->other = fib_kunit_nh(test);
	return 0;
}

static void fib_test_exit(struct kunit *test)
{
	struct fib_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	fib_kunit_table_end(t->table);
	bn_cfg_unlock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, t->nh->refs, 1U);
	KUNIT_EXPECT_EQ(test, t->other->refs, 1U);
	fib_kunit_stack_end(test, t->stack);
}

#endif /* _BSDNET_FIB_KUNIT_H */
