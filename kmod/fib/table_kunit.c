// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of table.c: preference, replacement, what hides what, cursors
 */
#include "fib/fib_kunit.h"

static struct bn_route *add(struct kunit *test, u32 addr, unsigned int bits, u8 type,
			    u32 ifl_index)
{
	struct fib_test *t = test->priv;
	struct bn_route *route = route_kunit_add(t->table, addr, bits, type, ifl_index, t->nh);

	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	return route;
}

static int try_add(struct kunit *test, u32 addr, unsigned int bits, u8 type, bool replace)
{
	struct fib_test *t = test->priv;
	struct bn_route_config config = { .type = type, .nh = t->nh };

	route_kunit_prefix(&config.prefix, addr, bits);
	return PTR_ERR_OR_ZERO(bn_route_add(t->table, &config, replace, NULL));
}

static struct bn_route *lookup(struct kunit *test, u32 addr)
{
	struct fib_test *t = test->priv;

	return route_kunit_lookup(t->table, addr);
}

#define NET 0xc0000200	/* 192.0.2.0 */

/* Whatever the order of arrival, the list is in order of preference and the
 * first one forwards
 */
/* Shows: RT-3, RT-5 */
static void table_add__preference(struct kunit *test)
{
	static const struct { u8 type; u32 ifl; } order[] = {
		{ BSDNET_ROUTE_TYPE_USER, 0 }, { BSDNET_ROUTE_TYPE_IF_LOCAL, 9 },
		{ BSDNET_ROUTE_TYPE_IF_DEST, 2 }, { BSDNET_ROUTE_TYPE_IF_DEST, 5 },
		{ BSDNET_ROUTE_TYPE_IF, 1 }, { BSDNET_ROUTE_TYPE_IFDEST, 1 },
		{ BSDNET_ROUTE_TYPE_CLONE, 0 }, { BSDNET_ROUTE_TYPE_IFCLONE, 0 },
		{ BSDNET_ROUTE_TYPE_CLONE_IGNORE, 0 },
	};
	static const u8 arrival[] = { 3, 8, 0, 6, 2, 7, 1, 5, 4 };
	struct fib_test *t = test->priv;
	struct bn_rt_prefix prefix;
	struct bn_route *route;
	unsigned int i;

	bn_cfg_lock_rt(t->stack);
	route_kunit_prefix(&prefix, NET, 24);
	for (i = 0; i < ARRAY_SIZE(arrival); i++)
		add(test, NET, 24, order[arrival[i]].type, order[arrival[i]].ifl);
	for (i = 0; i < ARRAY_SIZE(order); i++) {
		route = bn_route_first(t->table, &prefix);
		KUNIT_ASSERT_NOT_NULL(test, route);
		KUNIT_EXPECT_EQ(test, route->type, order[i].type);
		KUNIT_EXPECT_EQ(test, bn_route_fwd(route, t->stack)->ifl_index, order[i].ifl);
		if (route->type == BSDNET_ROUTE_TYPE_CLONE_IGNORE)
			KUNIT_EXPECT_EQ(test, route_kunit_bits(t->table, NET + 1), 0U);
		else
			KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET + 1), route);
		bn_route_delete(t->table, route, &prefix);
	}
	KUNIT_EXPECT_EQ(test, bn_rt_table_count(t->table), 1U);
	bn_cfg_unlock_rt(t->stack);
}

/* Of equal ones the older is preferred */
/* Shows: RT-5 */
static void table_add__owners(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_IF_DEST,
					  .ifl_index = 3,
					  .nh = t->nh };
	struct bn_route *first, *second;
	int owners[2];

	bn_cfg_lock_rt(t->stack);
	route_kunit_prefix(&config.prefix, NET, 24);
	config.owner = &owners[1];
	first = bn_route_add(t->table, &config, false, NULL);
	config.owner = &owners[0];
	second = bn_route_add(t->table, &config, false, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(first) || IS_ERR(second));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_route_add(t->table, &config, true, NULL)), -EEXIST);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET), first);
	KUNIT_EXPECT_PTR_EQ(test,
			    bn_route_find(t->table, &config.prefix, BSDNET_ROUTE_TYPE_IF_DEST, 3,
					  &owners[0]),
			    second);
	KUNIT_EXPECT_PTR_EQ(test,
			    bn_route_find(t->table, &config.prefix, BSDNET_ROUTE_TYPE_IF_DEST, 3,
					  NULL),
			    first);
	KUNIT_EXPECT_NULL(test, bn_route_find(t->table, &config.prefix, BSDNET_ROUTE_TYPE_IF_DEST,
					      4, NULL));
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: RT-5 */
static void table_add__replace(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_rt_prefix prefix;

	bn_cfg_lock_rt(t->stack);
	route_kunit_prefix(&prefix, NET, 24);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, BSDNET_ROUTE_TYPE_USER, true), 0);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, BSDNET_ROUTE_TYPE_USER, false), -EEXIST);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, BSDNET_ROUTE_TYPE_USER_IGNORE, false),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, route_kunit_bits(t->table, NET), 24U);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, BSDNET_ROUTE_TYPE_USER_IGNORE, true), 0);
	KUNIT_EXPECT_EQ(test, route_kunit_bits(t->table, NET), 0U);
	KUNIT_EXPECT_EQ(test, bn_rt_table_count(t->table), 2U);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, BSDNET_ROUTE_TYPE_USER, true), 0);
	KUNIT_EXPECT_EQ(test, bn_rt_table_count(t->table), 2U);
	bn_route_delete(t->table, bn_route_first(t->table, &prefix), &prefix);
	KUNIT_EXPECT_NULL(test, bn_route_first(t->table, &prefix));
	bn_cfg_unlock_rt(t->stack);
}

/* An ignored route hides its prefix from forwarding, and from nothing else */
/* Shows: RT-3, RT-5 */
static void table_add__ignore(struct kunit *test)
{
	struct fib_test *t = test->priv;
	__be32 dst = cpu_to_be32(NET + 1);
	struct bn_route *wide, *narrow;
	unsigned int bits;

	bn_cfg_lock_rt(t->stack);
	wide = add(test, NET & 0xffff0000, 16, BSDNET_ROUTE_TYPE_USER, 0);
	narrow = add(test, NET, 24, BSDNET_ROUTE_TYPE_IF_DEST, 4);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET + 1), narrow);
	add(test, NET, 24, BSDNET_ROUTE_TYPE_USER_IGNORE, 0);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET + 1), wide);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_types(t->table, &dst, NULL, BN_RTT_INTERFACE, 0,
						     &bits), narrow);
	KUNIT_EXPECT_EQ(test, bits, 24U);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_types(t->table, &dst, NULL, BN_RTT_INTERFACE, 4,
						     NULL), narrow);
	KUNIT_EXPECT_NULL(test, bn_rt_lookup_types(t->table, &dst, NULL, BN_RTT_INTERFACE, 5,
						   NULL));
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_types(t->table, &dst, NULL,
						     BIT(BSDNET_ROUTE_TYPE_USER), 0, &bits), wide);
	KUNIT_EXPECT_EQ(test, bits, 16U);
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: RT-5 */
static void table_add__refused(struct kunit *test)
{
	struct fib_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, try_add(test, 0, 0, BSDNET_ROUTE_TYPE_USER_IGNORE, true), -EINVAL);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 65, BSDNET_ROUTE_TYPE_USER, true), -EINVAL);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 20, BSDNET_ROUTE_TYPE_USER, true), -EINVAL);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, 0, true), -EINVAL);
	KUNIT_EXPECT_EQ(test, try_add(test, NET, 24, __BSDNET_ROUTE_TYPE_MAX, true), -EINVAL);
	bn_cfg_unlock_rt(t->stack);
}

/* A permanent route is outranked, and is used again when that route is deleted */
/* Shows: RT-6 */
static void table_delete__permanent(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_rt_prefix prefix;

	bn_cfg_lock_rt(t->stack);
	route_kunit_prefix(&prefix, 0, 0);
	KUNIT_EXPECT_EQ(test, lookup(test, NET)->type, BSDNET_ROUTE_TYPE_PERM);
	KUNIT_EXPECT_EQ(test, try_add(test, 0, 0, BSDNET_ROUTE_TYPE_PERM, true), -EEXIST);
	add(test, 0, 0, BSDNET_ROUTE_TYPE_USER, 0);
	KUNIT_EXPECT_EQ(test, lookup(test, NET)->type, BSDNET_ROUTE_TYPE_USER);
	KUNIT_EXPECT_EQ(test, bn_route_first(t->table, &prefix)->type, BSDNET_ROUTE_TYPE_USER);
	bn_route_delete(t->table, bn_route_first(t->table, &prefix), &prefix);
	KUNIT_EXPECT_EQ(test, lookup(test, NET)->type, BSDNET_ROUTE_TYPE_PERM);
	add(test, 0, 0, BSDNET_ROUTE_TYPE_USER, 0);
	bn_rt_table_delete(t->table, BIT(BSDNET_ROUTE_TYPE_USER) |
			   BIT(BSDNET_ROUTE_TYPE_USER_IGNORE));
	KUNIT_EXPECT_EQ(test, bn_rt_table_count(t->table), 1U);
	bn_cfg_unlock_rt(t->stack);
}

/* A prefix that runs into the source decides among packets to one destination */
/* Shows: RT-2 */
static void table_lookup__source(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_USER,
					  .nh = t->nh,
					  .ifl_index = 3 };
	__be32 dst = cpu_to_be32(0xe9fc0001), src = cpu_to_be32(NET + 9), other = ~src;
	__be32 dsts[3] = { dst, dst, src }, srcs[3] = { src, other };
	struct bn_rt_prefix prefix;
	struct bn_route *group, *flow;
	unsigned int bits;
	u32 found[3];

	bn_cfg_lock_rt(t->stack);
	group = add(test, 0xe9fc0001, 32, BSDNET_ROUTE_TYPE_USER, 0);
	config.prefix.bits = 56;
	memcpy(config.prefix.key, &dst, 4);
	memcpy(config.prefix.key + 4, &src, 3);
	flow = bn_route_add(t->table, &config, false, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(flow));
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_route(t->table, &dst, &src, &bits), flow);
	KUNIT_EXPECT_EQ(test, bits, 56U);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_route(t->table, &dst, &other, &bits), group);
	KUNIT_EXPECT_EQ(test, bits, 32U);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_route(t->table, &dst, NULL, NULL), group);
	bn_rt_lookup_vector(t->table, dsts, srcs, sizeof(dst), found, 3);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_fwd(t->table, found[0]), bn_route_fwd(flow, t->stack));
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_fwd(t->table, found[1]), bn_route_fwd(group, t->stack));
	KUNIT_EXPECT_EQ(test, found[2], bn_rt_lookup_number(t->table, &src, NULL));
	KUNIT_EXPECT_NE(test, found[2], found[1]);
	bn_rt_prefix_make(t->table, &dst, &src, 56, &prefix);
	KUNIT_EXPECT_EQ(test, memcmp(&prefix, &config.prefix, sizeof(prefix)), 0);
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: RT-2 */
static void table_lookup__ipv6(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_rt_table *table;
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_USER, .nh = t->nh };
	struct in6_addr dst = { .s6_addr = { 0x20, 1, 0xd, 0xb8, [15] = 1 } };
	struct in6_addr src = { .s6_addr = { 0x20, 1, 0xd, 0xb8, [15] = 2 } };
	struct bn_rt_prefix prefix;
	struct bn_route *net, *flow;
	unsigned int bits;

	bn_cfg_lock_rt(t->stack);
	table = fib_kunit_table(test, t->stack, 128);
	config.prefix.bits = 32;
	memcpy(config.prefix.key, &dst, 4);
	net = bn_route_add(table, &config, false, NULL);
	config.prefix.bits = 256;
	memcpy(config.prefix.key, &dst, 16);
	memcpy(config.prefix.key + 16, &src, 16);
	flow = bn_route_add(table, &config, false, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(net) || IS_ERR(flow));
	/* they differ in their prefix only, and are one object */
	KUNIT_EXPECT_PTR_EQ(test, net, flow);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_route(table, &dst, &src, &bits), flow);
	KUNIT_EXPECT_EQ(test, bits, 256U);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_route(table, &dst, &dst, &bits), net);
	KUNIT_EXPECT_EQ(test, bits, 32U);
	KUNIT_EXPECT_PTR_EQ(test, bn_rt_lookup_route(table, &src, NULL, &bits), net);
	KUNIT_EXPECT_EQ(test, bits, 32U);
	bn_rt_prefix_make(table, &dst, &src, 256, &prefix);
	KUNIT_EXPECT_EQ(test, memcmp(&prefix, &config.prefix, sizeof(prefix)), 0);
	fib_kunit_table_end(table);
	bn_cfg_unlock_rt(t->stack);
}

/* A route that differs from others in its prefix only shares an object with them, until its
 * prefix gets another route
 */
/* Shows: RT-4, RT-5 */
static void table_add__plain(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_route *one, *two, *other;
	struct bn_rt_prefix prefix;

	bn_cfg_lock_rt(t->stack);
	one = add(test, NET, 24, BSDNET_ROUTE_TYPE_USER, 0);
	two = add(test, NET + 0x100, 24, BSDNET_ROUTE_TYPE_USER, 0);
	KUNIT_EXPECT_PTR_EQ(test, one, two);
	KUNIT_EXPECT_PTR_NE(test, one, add(test, NET + 0x200, 24, BSDNET_ROUTE_TYPE_USER, 1));
	KUNIT_EXPECT_EQ(test, t->table->full, 1U);
	other = add(test, NET, 24, BSDNET_ROUTE_TYPE_IF_DEST, 2);
	KUNIT_EXPECT_EQ(test, t->table->full, 3U);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET + 0x100), two);
	one = lookup(test, NET);
	KUNIT_EXPECT_PTR_NE(test, one, two);
	KUNIT_EXPECT_EQ(test, one->type, BSDNET_ROUTE_TYPE_USER);
	KUNIT_EXPECT_PTR_EQ(test, bn_route_fwd(one, t->stack), bn_route_fwd(two, t->stack));
	KUNIT_EXPECT_PTR_EQ(test, bn_route_after(one, t->stack), other);
	bn_route_prefix(one, &prefix);
	KUNIT_EXPECT_EQ(test, prefix.bits, 24);
	route_kunit_delete(t->table, two, NET + 0x100, 24);
	KUNIT_EXPECT_EQ(test, route_kunit_bits(t->table, NET + 0x100), 0U);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET), one);
	bn_route_delete(t->table, one, NULL);
	KUNIT_EXPECT_PTR_EQ(test, lookup(test, NET), other);
	/* again with one that is less preferred than what is there */
	KUNIT_EXPECT_FALSE(test, add(test, NET, 24, BSDNET_ROUTE_TYPE_USER, 0)->plain);
	bn_cfg_unlock_rt(t->stack);
}

/* A walk visits each route that is there all the time exactly once, whatever
 * else comes and goes, the one it stands on included
 */
/* Shows: RT-3 */
static void table_next__survives(struct kunit *test)
{
	struct fib_test *t = test->priv;
	struct bn_rt_cursor cursor = {};
	unsigned int seen = 0, extra = 0, i;
	struct bn_route *route;

	bn_cfg_lock_rt(t->stack);
	for (i = 0; i < 32; i++) {
		add(test, NET + i, 32, BSDNET_ROUTE_TYPE_IF_DEST, 1);
		add(test, NET + i, 32, BSDNET_ROUTE_TYPE_IFDEST, 1 + i);
	}
	while ((route = bn_route_next(t->table, &cursor))) {
		if (route->type == BSDNET_ROUTE_TYPE_IFDEST) {
			seen++;
			continue;
		}
		if (route->type == BSDNET_ROUTE_TYPE_IF_DEST)
			bn_route_delete(t->table, route, NULL);
		if (extra < 16)
			add(test, 0x01000000 + extra++, 32, BSDNET_ROUTE_TYPE_IF, 1);
	}
	KUNIT_EXPECT_EQ(test, seen, 32U);
	KUNIT_EXPECT_EQ(test, bn_rt_table_count(t->table), 1 + 32 + extra);
	KUNIT_EXPECT_NULL(test, bn_route_next(t->table, &cursor));
	bn_cfg_unlock_rt(t->stack);
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(table_add__preference),
	KUNIT_CASE(table_add__owners),
	KUNIT_CASE(table_add__replace),
	KUNIT_CASE(table_add__ignore),
	KUNIT_CASE(table_add__refused),
	KUNIT_CASE(table_delete__permanent),
	KUNIT_CASE(table_lookup__source),
	KUNIT_CASE(table_lookup__ipv6),
	KUNIT_CASE(table_add__plain),
	KUNIT_CASE(table_next__survives),
	{}
};

static struct kunit_suite table_suite = {
	.name = "bsdnet_fib_table",
	.init = fib_test_init,
	.exit = fib_test_exit,
	.test_cases = table_cases,
};

kunit_test_suite(table_suite);
