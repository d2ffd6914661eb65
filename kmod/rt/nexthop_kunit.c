// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of nexthop.c and of the types: references, sharing, DEAD, and
 * what each type does with a packet received and originated
 */
#include "rt/rt_kunit.h"

struct nexthop_test {
	struct bsdnet_stack *stack;
	struct bn_rt_table *table;
	struct bn_ifd ifd;
	struct bn_ifl ifl;
	struct bn_iff iff[2];
};

static int nexthop_test_init(struct kunit *test)
{
	struct nexthop_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	t->stack = rt_kunit_stack(test);
	bn_cfg_lock_rt(t->stack);
	t->table = rt_kunit_table(test, t->stack, &rt_kunit_inet);
	t->ifd.stack = t->stack;
	t->ifl.ifd = &t->ifd;
	t->ifl.ifl_index = 5;
	for (i = 0; i < ARRAY_SIZE(t->iff); i++) {
		t->iff[i].ifl = &t->ifl;
		t->iff[i].table = t->table;
		t->iff[i].stack = t->stack;
	}
	bn_cfg_unlock_rt(t->stack);
	return 0;
}

static void nexthop_test_exit(struct kunit *test)
{
	struct nexthop_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	rt_kunit_table_end(t->table);
	bn_cfg_unlock_rt(t->stack);
	KUNIT_EXPECT_TRUE(test, xa_empty(&t->stack->rt->rings));
	rt_kunit_stack_end(test, t->stack);
}

static struct bn_nexthop *simple(struct kunit *test, enum bsdnet_nexthop_type type,
				 struct bn_iff *iff, const void *local)
{
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *nh = bn_nh_simple(t->stack, &rt_kunit_inet, type, iff, local);

	KUNIT_ASSERT_FALSE(test, IS_ERR(nh));
	return nh;
}

/* Shows: NH-1 */
static void nexthop_simple__shared(struct kunit *test)
{
	__be32 a = cpu_to_be32(0xc0000201), b = cpu_to_be32(0xc0000202);
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *nh[6];
	unsigned int i;

	bn_cfg_lock_rt(t->stack);
	nh[0] = simple(test, BSDNET_NEXTHOP_TYPE_DISCARD, NULL, NULL);
	nh[1] = simple(test, BSDNET_NEXTHOP_TYPE_DISCARD, NULL, NULL);
	nh[2] = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[0], &a);
	nh[3] = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[0], &a);
	nh[4] = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[0], &b);
	nh[5] = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[1], &a);
	KUNIT_EXPECT_PTR_EQ(test, nh[0], nh[1]);
	KUNIT_EXPECT_PTR_EQ(test, nh[2], nh[3]);
	KUNIT_EXPECT_PTR_NE(test, nh[2], nh[4]);
	KUNIT_EXPECT_PTR_NE(test, nh[2], nh[5]);
	KUNIT_EXPECT_EQ(test, nh[2]->refs, 2U);
	KUNIT_EXPECT_TRUE(test, nh[2]->is_local);
	KUNIT_EXPECT_PTR_EQ(test, bn_nh_next(t->stack, nh[2]->index - 1), nh[2]);
	KUNIT_EXPECT_EQ(test,
			PTR_ERR(bn_nh_simple(t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_UNICAST,
					     NULL, NULL)),
			-EINVAL);
	for (i = 0; i < ARRAY_SIZE(nh); i++)
		bn_nh_put(nh[i]);
	KUNIT_EXPECT_PTR_NE(test, bn_nh_next(t->stack, nh[4]->index - 1), nh[4]);
	bn_cfg_unlock_rt(t->stack);
}

/* A route holds the next hop, and no longer than it lives */
/* Shows: NH-1 */
static void nexthop_put__routes(struct kunit *test)
{
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *nh;
	struct bn_route *route;
	u32 index;

	bn_cfg_lock_rt(t->stack);
	nh = simple(test, BSDNET_NEXTHOP_TYPE_RECV, NULL, NULL);
	index = nh->index;
	route = route_kunit_add(t->table, 0x0a000000, 8, BSDNET_ROUTE_TYPE_USER, 0, nh);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	KUNIT_EXPECT_EQ(test, nh->refs, 2U);
	bn_nh_put(nh);
	KUNIT_EXPECT_PTR_EQ(test, bn_nh_next(t->stack, index - 1), nh);
	route_kunit_delete(t->table, route, 0x0a000000, 8);
	KUNIT_EXPECT_PTR_NE(test, bn_nh_next(t->stack, index - 1), nh);
	bn_cfg_unlock_rt(t->stack);
}

/* Only what is on the iff dies; it is not shared any more, and stays while
 * a route refers to it
 */
/* Shows: NH-6 */
static void nexthop_iff_gone__dead(struct kunit *test)
{
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *doomed[3], *other, *again;
	struct bn_route *route;
	unsigned int i;

	bn_cfg_lock_rt(t->stack);
	doomed[0] = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[0], NULL);
	other = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[1], NULL);
	doomed[1] = simple(test, BSDNET_NEXTHOP_TYPE_BRECV, &t->iff[0], NULL);
	doomed[2] = bn_nh_resolv(&t->iff[0], &rt_kunit_inet, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(doomed[2]));
	route = route_kunit_add(t->table, 0x0a000000, 8, BSDNET_ROUTE_TYPE_USER, 0, doomed[0]);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	bn_nh_iff_gone(&t->iff[0]);
	for (i = 0; i < ARRAY_SIZE(doomed); i++) {
		KUNIT_EXPECT_EQ(test, bn_nh_type(doomed[i]), BSDNET_NEXTHOP_TYPE_DEAD);
		KUNIT_EXPECT_NULL(test, bn_nh_iff(doomed[i]));
	}
	KUNIT_EXPECT_EQ(test, bn_nh_type(other), BSDNET_NEXTHOP_TYPE_LOCAL);
	KUNIT_EXPECT_EQ(test, bn_nh_become_unicast(doomed[2], NULL), -ENODEV);
	again = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, &t->iff[0], NULL);
	KUNIT_EXPECT_PTR_NE(test, again, doomed[0]);
	for (i = 0; i < ARRAY_SIZE(doomed); i++)
		bn_nh_put(doomed[i]);
	KUNIT_EXPECT_EQ(test, doomed[0]->refs, 1U);
	bn_nh_iff_gone(&t->iff[0]);
	bn_nh_iff_gone(&t->iff[1]);
	bn_nh_put(again);
	bn_nh_put(other);
	bn_cfg_unlock_rt(t->stack);
}

static bool released_flag;

static void released_note(struct bn_nexthop *nh)
{
	released_flag = true;
	kfree(nh);
}

/* The owner frees, after a grace period and not before */
/* Shows: NH-1 */
static void nexthop_put__release(struct kunit *test)
{
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *nh = kzalloc(sizeof(*nh), GFP_KERNEL);

	bn_cfg_lock_rt(t->stack);
	KUNIT_ASSERT_NOT_NULL(test, nh);
	nh->release = released_note;
	released_flag = false;
	KUNIT_ASSERT_EQ(test,
			bn_nh_init(nh, t->stack, &rt_kunit_inet, BSDNET_NEXTHOP_TYPE_HOLD,
				   &t->iff[0]),
			0);
	KUNIT_EXPECT_PTR_EQ(test, bn_nh_get(nh), nh);
	bn_nh_put(nh);
	KUNIT_EXPECT_PTR_EQ(test, bn_nh_ring(t->stack, 5), nh);
	rcu_read_lock();
	bn_nh_put(nh);
	KUNIT_EXPECT_FALSE(test, released_flag);
	rcu_read_unlock();
	KUNIT_EXPECT_NULL(test, bn_nh_ring(t->stack, 5));
	rcu_barrier();
	KUNIT_EXPECT_TRUE(test, released_flag);
	bn_cfg_unlock_rt(t->stack);
}

/* ---- the types ----------------------------------------------------------- */

static void receive(struct kunit *test, const struct bn_fwd *fwd, const char *expected)
{
	struct nexthop_test *t = test->priv;
	struct sk_buff *skb = rt_kunit_skb(test, t->stack, 5, 0);

	rcu_read_lock();
	local_bh_disable();
	bn_rt_output_received(fwd, t->table, skb);
	local_bh_enable();
	rcu_read_unlock();
	KUNIT_EXPECT_STREQ(test, rt_kunit_call, expected);
}

static void originate(struct kunit *test, const struct bn_fwd *fwd, u16 flags,
		      const char *expected, int err)
{
	struct nexthop_test *t = test->priv;
	struct sk_buff *skb = rt_kunit_skb(test, t->stack, 0, flags | BN_PKT_ORIGINATED);

	rcu_read_lock();
	local_bh_disable();
	KUNIT_EXPECT_EQ(test, bn_rt_output_originated(fwd, t->table, skb), err);
	local_bh_enable();
	rcu_read_unlock();
	KUNIT_EXPECT_STREQ(test, rt_kunit_call, expected);
}

/**
 * struct type_case - what a type does
 * @type: the type
 * @host: with a packet received by a host
 * @router: with one received by a router
 * @originated: with one of this host
 * @err: error that its sender gets
 */
struct type_case {
	enum bsdnet_nexthop_type type;
	const char *host;
	const char *router;
	const char *originated;
	int err;
};

static const struct type_case type_cases[] = {
	{ BSDNET_NEXTHOP_TYPE_REJECT, "none", "reject", "none", -ENETUNREACH },
	{ BSDNET_NEXTHOP_TYPE_DISCARD, "none", "none", "none", -EINVAL },
	{ BSDNET_NEXTHOP_TYPE_RECV, "deliver", "deliver", "none", -EACCES },
	{ BSDNET_NEXTHOP_TYPE_MDISCARD, "none", "none", "broadcast", 0 },
	{ BSDNET_NEXTHOP_TYPE_MRECV, "deliver", "deliver", "broadcast", 0 },
	{ BSDNET_NEXTHOP_TYPE_BRECV, "deliver", "deliver", "broadcast", 0 },
	{ BSDNET_NEXTHOP_TYPE_LOCAL, "deliver", "deliver", "deliver", 0 },
	{ BSDNET_NEXTHOP_TYPE_UNICAST, "none", "forward", "send", 0 },
	{ BSDNET_NEXTHOP_TYPE_RESOLV, "none", "enqueue", "enqueue", 0 },
	{ BSDNET_NEXTHOP_TYPE_HOLD, "none", "enqueue", "enqueue", 0 },
	{ BSDNET_NEXTHOP_TYPE_DEAD, "none", "none", "none", -ENETUNREACH },
};

static void run_type(struct kunit *test, const struct type_case *c)
{
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *nh = kzalloc(sizeof(*nh), GFP_KERNEL);
	struct bn_route *route;

	KUNIT_ASSERT_NOT_NULL(test, nh);
	KUNIT_ASSERT_EQ(test, bn_nh_init(nh, t->stack, &rt_kunit_inet, c->type, &t->iff[0]), 0);
	route = route_kunit_add(t->table, 0x0a000000, 8, BSDNET_ROUTE_TYPE_USER, 0, nh);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	t->table->instance->forwarding = false;
	receive(test, bn_route_fwd(route, t->stack), c->host);
	if (!strcmp(c->host, "deliver"))
		KUNIT_EXPECT_EQ(test, rt_kunit_instance, t->table->instance->index);
	t->table->instance->forwarding = true;
	receive(test, bn_route_fwd(route, t->stack), c->router);
	originate(test, bn_route_fwd(route, t->stack), BN_PKT_BROADCAST_OK, c->originated, c->err);
	route_kunit_delete(t->table, route, 0x0a000000, 8);
	bn_nh_put(nh);
}

/* Each type, as the paper's list says */
/* Shows: NH-2 */
static void nexthop_types__packets(struct kunit *test)
{
	struct nexthop_test *t = test->priv;
	unsigned int i;

	bn_cfg_lock_rt(t->stack);
	for (i = 0; i < ARRAY_SIZE(type_cases); i++) {
		kunit_info(test, "type %u", type_cases[i].type);
		run_type(test, &type_cases[i]);
	}
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: NH-2 */
static void nexthop_brecv__permission(struct kunit *test)
{
	struct nexthop_test *t = test->priv;
	struct bn_nexthop *nh;
	struct bn_route *route;

	bn_cfg_lock_rt(t->stack);
	nh = simple(test, BSDNET_NEXTHOP_TYPE_BRECV, &t->iff[0], NULL);
	route = route_kunit_add(t->table, 0x0a0000ff, 32, BSDNET_ROUTE_TYPE_IF, 5, nh);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	originate(test, bn_route_fwd(route, t->stack), 0, "none", -EACCES);
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_NO_BROADCAST), 1ULL);
	originate(test, bn_route_fwd(route, t->stack), BN_PKT_BROADCAST_OK, "broadcast", 0);
	KUNIT_EXPECT_PTR_EQ(test, rt_kunit_iff, &t->iff[0]);
	t->iff[0].down = BSDNET_IF_DOWN_ADMIN;
	originate(test, bn_route_fwd(route, t->stack), BN_PKT_BROADCAST_OK, "none", -ENETDOWN);
	bn_nh_put(nh);
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: RT-4 */
static void nexthop_route__flags(struct kunit *test)
{
	struct bn_fwd fwd = { .ifl_index = 6, .flags = BSDNET_ROUTE_FLAGS_IFCHECK };
	struct nexthop_test *t = test->priv;

	bn_cfg_lock_rt(t->stack);
	fwd.nh = simple(test, BSDNET_NEXTHOP_TYPE_LOCAL, NULL, NULL);
	receive(test, &fwd, "none");
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_RT_IFCHECK), 1ULL);
	fwd.ifl_index = 5;
	receive(test, &fwd, "deliver");
	fwd.flags = BSDNET_ROUTE_FLAGS_LOCAL;
	receive(test, &fwd, "none");
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_RT_LOCAL_ONLY), 1ULL);
	originate(test, &fwd, 0, "deliver", 0);
	bn_nh_put(fwd.nh);
	bn_cfg_unlock_rt(t->stack);
}

static struct kunit_case nexthop_cases[] = {
	KUNIT_CASE(nexthop_simple__shared),
	KUNIT_CASE(nexthop_put__routes),
	KUNIT_CASE(nexthop_iff_gone__dead),
	KUNIT_CASE(nexthop_put__release),
	KUNIT_CASE(nexthop_types__packets),
	KUNIT_CASE(nexthop_brecv__permission),
	KUNIT_CASE(nexthop_route__flags),
	{}
};

static struct kunit_suite nexthop_suite = {
	.name = "bsdnet_rt_nexthop",
	.init = nexthop_test_init,
	.exit = nexthop_test_exit,
	.test_cases = nexthop_cases,
};

kunit_test_suite(nexthop_suite);
