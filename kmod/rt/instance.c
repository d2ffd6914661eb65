// SPDX-License-Identifier: GPL-2.0
/*
 * instance - routing instances: a table per family each (RT-10)
 *
 * Life: instance 0 is made and freed with the stack, the others on request. An
 * instance with interfaces or sockets cannot be deleted; the routes of users are
 * deleted with it. The memory, tables included, is freed after a grace period.
 *
 * Synchronization: changed under the configuration lock; looked up under it, under
 * RCU or under the route lock, which is taken between the removal of an instance
 * from the index and its release. The functions here take the route lock where
 * they change tables.
 */
#include <linux/slab.h>

#include "rt/private.h"

/* Of room neigh; NULL before it is initialized and after its exit */
static const struct bn_instance_ops *instance_ops;

/**
 * bn_instance_set_ops() - set what is called for each new and each freed instance
 * @ops: the operations; NULL: none
 *
 * Context: module load and unload, while there is no stack.
 */
void bn_instance_set_ops(const struct bn_instance_ops *ops)
{
	instance_ops = ops;
}

static void flush_tables(struct bn_instance *instance)
{
	unsigned int i;

	bn_rt_lock(instance->stack);
	for (i = 0; i < BN_FAMILY_MAX; i++)
		if (instance->tables[i])
			bn_rt_table_flush(instance->tables[i]);
	bn_rt_unlock(instance->stack);
}

#define USER_TYPES (BIT(BSDNET_ROUTE_TYPE_USER) | BIT(BSDNET_ROUTE_TYPE_USER_IGNORE))

static void flush_user(struct bn_instance *instance)
{
	unsigned int i;

	bn_rt_lock(instance->stack);
	for (i = 0; i < BN_FAMILY_MAX; i++)
		if (instance->tables[i])
			bn_rt_table_delete(instance->tables[i], USER_TYPES);
	bn_rt_unlock(instance->stack);
}

static void instance_stop(struct bn_instance *instance)
{
	flush_tables(instance);
	if (instance_ops)
		instance_ops->stop(instance);
}

static void instance_free_rcu(struct rcu_head *rcu)
{
	struct bn_instance *instance = container_of(rcu, struct bn_instance, rcu);
	unsigned int i;

	for (i = 0; i < BN_FAMILY_MAX; i++)
		if (instance->tables[i])
			bn_rt_table_free(instance->tables[i]);
	if (instance_ops)
		instance_ops->exit(instance);
	bn_obj_put_count(instance->stack, BN_OBJ_INSTANCE);
	kfree(instance);
}

static int make_tables(struct bn_instance *instance)
{
	const struct bn_family *family;
	struct bn_rt_table *table;
	unsigned int i;

	for (i = 0; i < BN_FAMILY_MAX; i++) {
		family = bn_family_at(i);
		if (!family)
			continue;
		bn_rt_lock(instance->stack);
		table = bn_rt_table_alloc(instance, family);
		bn_rt_unlock(instance->stack);
		if (IS_ERR(table))
			return PTR_ERR(table);
		instance->tables[i] = table;
	}
	return 0;
}

/* ---- instances ----------------------------------------------------------- */

static void instance_notify(struct bn_instance *instance, enum bn_event event)
{
	if (!READ_ONCE(instance->stack->dying))
		bn_event(instance->stack, event, BN_OBJ_INSTANCE, instance);
}

static struct bn_instance *instance_make(struct bsdnet_stack *stack, u32 index)
{
	struct bn_instance *instance = kzalloc(sizeof(*instance), GFP_KERNEL_ACCOUNT);
	int err;

	if (!instance)
		return ERR_PTR(-ENOMEM);
	instance->stack = stack;
	instance->index = index;
	atomic_set(&instance->socks, 0);
	bn_obj_get_count(stack, BN_OBJ_INSTANCE);
	err = instance_ops ? instance_ops->init(instance) : 0;
	if (!err)
		err = make_tables(instance);
	if (!err)
		err = xa_insert(&stack->rt->instances, index, instance, GFP_KERNEL_ACCOUNT);
	if (err) {
		instance_stop(instance);
		instance_free_rcu(&instance->rcu);
		return ERR_PTR(err);
	}
	return instance;
}

/**
 * bn_instance_add() - make a routing instance
 * @stack: the stack
 * @index: its index
 * @extack: error report
 *
 * Return: the instance, a host until bn_instance_set_forwarding(); -EEXIST,
 * -ENOMEM.
 * Context: process context, configuration lock.
 */
struct bn_instance *bn_instance_add(struct bsdnet_stack *stack, u32 index,
				    struct netlink_ext_ack *extack)
{
	struct bn_instance *instance;

	bn_cfg_assert(stack);
	if (READ_ONCE(stack->dying))
		return ERR_PTR(-ENODEV);
	if (bn_instance_get(stack, index)) {
		NL_SET_ERR_MSG_FMT(extack, "instance %u exists", index);
		return ERR_PTR(-EEXIST);
	}
	instance = instance_make(stack, index);
	if (!IS_ERR(instance))
		instance_notify(instance, BN_EVENT_ADD);
	return instance;
}

/* Readers that found the instance have left before its routes are deleted */
static void instance_retire(struct bn_instance *instance)
{
	xa_erase(&instance->stack->rt->instances, instance->index);
	synchronize_rcu();
	instance_stop(instance);
	call_rcu(&instance->rcu, instance_free_rcu);
}

/**
 * bn_instance_delete() - delete a routing instance with its users' routes
 * @instance: the instance
 * @extack: error report
 *
 * Return: 0; -EPERM for instance 0, -EBUSY while interfaces or sockets use it.
 * Context: process context, configuration lock; waits for a grace period.
 */
int bn_instance_delete(struct bn_instance *instance, struct netlink_ext_ack *extack)
{
	int socks;

	bn_cfg_assert(instance->stack);
	if (!instance->index) {
		NL_SET_ERR_MSG_MOD(extack, "instance 0 cannot be deleted");
		return -EPERM;
	}
	if (instance->iffs) {
		NL_SET_ERR_MSG_FMT(extack, "instance %u has %u interface families in it",
				   instance->index, instance->iffs);
		return -EBUSY;
	}
	socks = atomic_read(&instance->socks);
	if (socks) {
		NL_SET_ERR_MSG_FMT(extack, "instance %u is used by %d sockets",
				   instance->index, socks);
		return -EBUSY;
	}
	flush_user(instance);
	instance_notify(instance, BN_EVENT_DELETE);
	instance_retire(instance);
	return 0;
}

/**
 * bn_instance_set_forwarding() - make an instance a router or a host
 * @instance: the instance
 * @on: router
 *
 * Context: configuration lock.
 */
void bn_instance_set_forwarding(struct bn_instance *instance, bool on)
{
	bn_cfg_assert(instance->stack);
	if (instance->forwarding == on)
		return;
	WRITE_ONCE(instance->forwarding, on);
	instance_notify(instance, BN_EVENT_CHANGE);
}

/**
 * bn_instance_get() - look up an instance
 * @stack: the stack
 * @index: its index
 *
 * Return: the instance or NULL; no reference is taken.
 * Context: configuration lock, route lock or RCU read side.
 */
struct bn_instance *bn_instance_get(struct bsdnet_stack *stack, u32 index)
{
	return xa_load(&stack->rt->instances, index);
}
EXPORT_SYMBOL_GPL(bn_instance_get);

/**
 * bn_instance_next() - walk over the instances
 * @stack: the stack
 * @after_index: index of the one before, -1 for the first
 *
 * Return: the instance with the lowest index past @after_index, or NULL.
 * Context: configuration lock.
 */
struct bn_instance *bn_instance_next(struct bsdnet_stack *stack, s64 after_index)
{
	unsigned long index = after_index + 1;

	if (after_index >= U32_MAX)
		return NULL;
	return xa_find(&stack->rt->instances, &index, U32_MAX, XA_PRESENT);
}

/* ---- stacks -------------------------------------------------------------- */

/**
 * bn_instance_stack_init() - make instance 0
 * @stack: a new stack
 *
 * Return: 0 or -errno.
 */
int bn_instance_stack_init(struct bsdnet_stack *stack)
{
	struct bn_instance *instance;

	bn_cfg_lock(stack);
	instance = instance_make(stack, 0);
	bn_cfg_unlock(stack);
	return PTR_ERR_OR_ZERO(instance);
}

/**
 * bn_instance_stack_stop() - delete the routes of users
 * @stack: the stack
 *
 * The instances stay as long as interfaces are in them.
 */
void bn_instance_stack_stop(struct bsdnet_stack *stack)
{
	struct bn_instance *instance;
	s64 index = -1;

	bn_cfg_lock(stack);
	while ((instance = bn_instance_next(stack, index))) {
		index = instance->index;
		flush_user(instance);
		bn_cfg_relax(stack);
	}
	bn_cfg_unlock(stack);
}

/**
 * bn_instance_stack_exit() - free all instances
 * @stack: the stack; no packets and no interfaces are left in it
 */
void bn_instance_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_instance *instance;

	bn_cfg_lock(stack);
	while ((instance = bn_instance_next(stack, -1))) {
		xa_erase(&stack->rt->instances, instance->index);
		instance_stop(instance);
		call_rcu(&instance->rcu, instance_free_rcu);
		bn_cfg_relax(stack);
	}
	bn_cfg_unlock(stack);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "instance_kunit.c"
#endif
