// SPDX-License-Identifier: GPL-2.0
/* Tests of stack.c: rooms whose callbacks use what their stack_exit() frees */
#include <kunit/test.h>

/* An object that stack_stop() of the room unlinks */
static struct probe {
	struct rcu_head rcu;
	bool freed;
	bool freed_in_time;
} probe;

static void probe_free_rcu(struct rcu_head *rcu)
{
	WRITE_ONCE(probe.freed, true);
}

static void probe_stop(struct bsdnet_stack *stack)
{
	call_rcu(&probe.rcu, probe_free_rcu);
}

static void probe_exit(struct bsdnet_stack *stack)
{
	probe.freed_in_time = READ_ONCE(probe.freed);
}

static const struct bn_room probe_room = {
	.name = "probe",
	.stack_stop = probe_stop,
	.stack_exit = probe_exit,
};

static int fail_init(struct bsdnet_stack *stack)
{
	return -ENOMEM;
}

static const struct bn_room failing_room = {
	.name = "failing",
	.stack_init = fail_init,
};

/* A namespace that has nothing but a stack */
static struct net *make_net(struct kunit *test)
{
	size_t size = offsetof(struct net_generic, ptr) + (bn_net_id + 1) * sizeof(void *);
	struct bsdnet_stack *stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);
	struct net_generic *generic = kunit_kzalloc(test, size, GFP_KERNEL);
	struct net *net = kunit_kzalloc(test, sizeof(*net), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stack);
	KUNIT_ASSERT_NOT_NULL(test, generic);
	KUNIT_ASSERT_NOT_NULL(test, net);
	generic->s.len = bn_net_id + 1;
	generic->ptr[bn_net_id] = stack;
	RCU_INIT_POINTER(net->gen, generic);
	return net;
}

/* Shows: VM-1 */
static void stack__callbacks_before_exit(struct kunit *test)
{
	static const struct bn_room *const list[] = { &probe_room };
	struct net *net = make_net(test);
	LIST_HEAD(nets);

	memset(&probe, 0, sizeof(probe));
	KUNIT_EXPECT_EQ(test, 0, init_rooms(list, ARRAY_SIZE(list), bn_stack_of(net)));
	stop_rooms(list, ARRAY_SIZE(list), bn_stack_of(net));
	synchronize_rcu();
	list_add(&net->exit_list, &nets);
	exit_stacks(list, ARRAY_SIZE(list), &nets);
	KUNIT_EXPECT_TRUE(test, probe.freed_in_time);
}

/* Shows: VM-1 */
static void stack__callbacks_before_unwinding(struct kunit *test)
{
	static const struct bn_room *const list[] = { &probe_room, &failing_room };
	struct net *net = make_net(test);

	memset(&probe, 0, sizeof(probe));
	KUNIT_EXPECT_EQ(test, -ENOMEM, init_rooms(list, ARRAY_SIZE(list), bn_stack_of(net)));
	KUNIT_EXPECT_TRUE(test, probe.freed_in_time);
}

static struct kunit_case stack_cases[] = {
	KUNIT_CASE(stack__callbacks_before_exit),
	KUNIT_CASE(stack__callbacks_before_unwinding),
	{}
};

static struct kunit_suite stack_suite = {
	.name = "bsdnet_core_stack",
	.test_cases = stack_cases,
};

kunit_test_suite(stack_suite);
