// SPDX-License-Identifier: GPL-2.0
/*
 * charge - who is charged for what traffic makes a stack allocate
 *
 * A worker that allocates because of a packet has no memory cgroup of its own,
 * and what it allocates would be charged to nobody. So a stack remembers the
 * memory cgroup of whoever made its namespace, and after that of whoever added
 * an address to it last; the worker allocates in its name (GFP_KERNEL_ACCOUNT).
 *
 * Life: the stack holds a reference on the cgroup.
 *
 * Synchronization: route lock.
 */
#include <linux/memcontrol.h>
#include <linux/sched/mm.h>

#include "core/core.h"

/**
 * bn_charge_remember() - the calling process is charged from now on
 * @stack: the stack
 *
 * Context: process, route lock; or while nobody else knows the stack.
 */
void bn_charge_remember(struct bsdnet_stack *stack)
{
	struct mem_cgroup *old = stack->memcg;

	stack->memcg = get_mem_cgroup_from_mm(current->mm);
	mem_cgroup_put(old);
}

/**
 * bn_charge_forget() - nobody is charged any more
 * @stack: a stack that goes
 *
 * Context: process; nobody else uses the stack.
 */
void bn_charge_forget(struct bsdnet_stack *stack)
{
	mem_cgroup_put(stack->memcg);
	stack->memcg = NULL;
}

/**
 * bn_charge_begin() - allocate in the name of a stack's owner
 * @stack: the stack
 *
 * Return: for bn_charge_end().
 * Context: process, route lock to the end.
 */
struct mem_cgroup *bn_charge_begin(struct bsdnet_stack *stack)
{
	bn_rt_assert(stack);
	return set_active_memcg(stack->memcg);
}

/**
 * bn_charge_end() - allocate in the name of the caller again
 * @old: what bn_charge_begin() returned
 */
void bn_charge_end(struct mem_cgroup *old)
{
	set_active_memcg(old);
}
