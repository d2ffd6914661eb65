// SPDX-License-Identifier: GPL-2.0
/*
 * stack - one struct bsdnet_stack per network namespace (VM-1)
 *
 * Life: made with the namespace, or when the module is loaded for namespaces that exist, by
 * the rooms' stack_init() from the bottom up. When the namespace is deleted or the module
 * unloaded, all rooms remove their configuration (stack_stop); a grace period passes and the
 * RCU callbacks queued until then run; then the rooms free the rest (stack_exit).
 *
 * When the module is unloaded, the interfaces to users are closed first (close). Then all
 * stacks are stopped, which drops all queued packets. Then closed sockets are waited for
 * (drain): a closed socket is freed with the last packet it has sent.
 *
 * A stack whose live-object counters are not all zero at its end is reported.
 */
#include <linux/module.h>
#include <net/netns/generic.h>

#include "core/core.h"
#include "core/stack.h"

static unsigned int bn_net_id __read_mostly;
static const struct bn_room *const *rooms;
static unsigned int n_rooms;
static atomic_long_t leaked_objects;

static LIST_HEAD(stacks);
static DEFINE_MUTEX(stacks_mutex);	/* protects the list; before RTNL */

/**
 * bn_stack_of() - the stack of a namespace
 * @net: the namespace
 *
 * Return: the stack, valid as long as @net.
 * Context: any; the module must be registered.
 */
struct bsdnet_stack *bn_stack_of(const struct net *net)
{
	return net_generic(net, bn_net_id);
}
EXPORT_SYMBOL_GPL(bn_stack_of);

/**
 * bn_stack_is_registered() - check whether namespaces have stacks
 *
 * Return: false before bn_stack_register() has made them: bn_stack_of() is then undefined.
 * Context: module load.
 */
bool bn_stack_is_registered(void)
{
	return bn_net_id;
}

static void stop_rooms(const struct bn_room *const *list, unsigned int n,
		       struct bsdnet_stack *stack)
{
	while (n--)
		if (list[n]->stack_stop)
			list[n]->stack_stop(stack);
}

static void exit_rooms(const struct bn_room *const *list, unsigned int n,
		       struct bsdnet_stack *stack)
{
	while (n--)
		if (list[n]->stack_exit)
			list[n]->stack_exit(stack);
}

static void report_leaks(struct bsdnet_stack *stack)
{
	int kind;

	for (kind = 0; kind < BN_OBJ_MAX; kind++) {
		long live = atomic_long_read(&stack->live[kind]);

		if (!live)
			continue;
		pr_err("%ld live objects leaked: %s\n", live, bn_obj_name(kind));
		atomic_long_add(live, &leaked_objects);
	}
}

static int init_rooms(const struct bn_room *const *list, unsigned int n,
		      struct bsdnet_stack *stack)
{
	unsigned int i;
	int err;

	for (i = 0; i < n; i++) {
		if (!list[i]->stack_init)
			continue;
		err = list[i]->stack_init(stack);
		if (err)
			goto unwind;
	}
	return 0;

unwind:
	stop_rooms(list, i, stack);
	synchronize_rcu();
	/* callbacks still use memory that exit_rooms() frees */
	rcu_barrier();
	exit_rooms(list, i, stack);
	/* objects freed after a grace period are still counted */
	rcu_barrier();
	report_leaks(stack);
	return err;
}

static int __net_init stack_init(struct net *net)
{
	struct bsdnet_stack *stack = bn_stack_of(net);
	int err;

	stack->net = net;
	mutex_init(&stack->cfg_mutex);
	mutex_init(&stack->rt_lock);
	err = init_rooms(rooms, n_rooms, stack);
	if (err)
		return err;
	mutex_lock(&stacks_mutex);
	list_add_tail(&stack->list, &stacks);
	mutex_unlock(&stacks_mutex);
	return 0;
}

static void stop_stack(struct bsdnet_stack *stack)
{
	bn_cfg_lock(stack);
	WRITE_ONCE(stack->dying, true);
	bn_cfg_unlock(stack);
	stop_rooms(rooms, n_rooms, stack);
}

/* Stacks whose namespaces are deleted at the same time are left to stack_pre_exit() */
static void stop_all_stacks(void)
{
	struct bsdnet_stack *stack;

	mutex_lock(&stacks_mutex);
	list_for_each_entry(stack, &stacks, list) {
		stop_stack(stack);
		stack->stopped = true;
	}
	mutex_unlock(&stacks_mutex);
}

static void __net_exit stack_pre_exit(struct net *net)
{
	struct bsdnet_stack *stack = bn_stack_of(net);
	bool stopped;

	mutex_lock(&stacks_mutex);
	list_del(&stack->list);
	stopped = stack->stopped;
	mutex_unlock(&stacks_mutex);
	if (!stopped)
		stop_stack(stack);
}

/* After stop_rooms() and a grace period */
static void exit_stacks(const struct bn_room *const *list, unsigned int n,
			struct list_head *nets)
{
	struct net *net;

	/* callbacks still use memory that exit_rooms() frees */
	rcu_barrier();
	list_for_each_entry(net, nets, exit_list)
		exit_rooms(list, n, bn_stack_of(net));
	rcu_barrier();
	list_for_each_entry(net, nets, exit_list)
		report_leaks(bn_stack_of(net));
}

static void __net_exit stack_exit_batch(struct list_head *nets)
{
	exit_stacks(rooms, n_rooms, nets);
}

static struct pernet_operations stack_ops = {
	.init = stack_init,
	.pre_exit = stack_pre_exit,
	.exit_batch = stack_exit_batch,
	.id = &bn_net_id,
	.size = sizeof(struct bsdnet_stack),
};

static void exit_room_modules(unsigned int n)
{
	rcu_barrier();
	while (n--)
		if (rooms[n]->exit)
			rooms[n]->exit();
	rcu_barrier();
}

/* The first @n rooms were open */
static void take_down(unsigned int n)
{
	while (n--)
		if (rooms[n]->close)
			rooms[n]->close();
	stop_all_stacks();
	for (n = n_rooms; n--;)
		if (rooms[n]->drain)
			rooms[n]->drain();
	unregister_pernet_subsys(&stack_ops);
	exit_room_modules(n_rooms);
}

static int start_rooms(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < n_rooms; i++) {
		if (!rooms[i]->init)
			continue;
		err = rooms[i]->init();
		if (err) {
			pr_err("room %s failed to start: %d\n", rooms[i]->name, err);
			exit_room_modules(i);
			return err;
		}
	}
	return 0;
}

static int open_rooms(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < n_rooms; i++) {
		if (!rooms[i]->open)
			continue;
		err = rooms[i]->open();
		if (err) {
			pr_err("room %s failed to open: %d\n", rooms[i]->name, err);
			take_down(i);
			return err;
		}
	}
	return 0;
}

/**
 * bn_stack_register() - start the rooms and make a stack in every namespace
 * @room_list: the rooms, from the bottom up; must stay valid
 * @n: number of rooms
 *
 * Return: 0 or -errno, with everything undone.
 * Context: module load.
 */
int bn_stack_register(const struct bn_room *const *room_list, unsigned int n)
{
	int err;

	rooms = room_list;
	n_rooms = n;
	err = start_rooms();
	if (err)
		return err;
	err = register_pernet_subsys(&stack_ops);
	if (err) {
		exit_room_modules(n_rooms);
		return err;
	}
	err = open_rooms();
	if (!err)
		pr_info("loaded\n");
	return err;
}

/**
 * bn_stack_unregister() - the reverse of bn_stack_register()
 *
 * Prints how many live objects were left in all; anything but 0 is a bug.
 *
 * Context: module unload.
 */
void bn_stack_unregister(void)
{
	take_down(n_rooms);
	pr_info("unloaded, %ld live objects\n", atomic_long_read(&leaked_objects));
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "core/stack_kunit.c"
#endif
