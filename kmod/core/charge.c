// SPDX-License-Identifier: GPL-2.0
/*
 * charge - the memory cgroup of allocations that traffic causes
 *
 * A worker that allocates memory for a packet has no memory cgroup, so the memory would not
 * be charged. A stack therefore remembers the cgroup of the process that made its namespace,
 * later of the process that last added an address, and workers charge that one
 * (GFP_KERNEL_ACCOUNT).
 *
 * Life: the stack holds a reference on the cgroup.
 *
 * Synchronization: route lock.
 */
#include <linux/memcontrol.h>
#include <linux/sched/mm.h>

#include "core/core.h"

/**
 * bn_charge_remember() - charge the cgroup of the calling process from now on
 * @stack: the stack
 *
 * Context: process, route lock; or before the stack is published.
 */
void bn_charge_remember(struct bsdnet_stack *stack)
{
	struct mem_cgroup *old = stack->memcg;

	stack->memcg = get_mem_cgroup_from_mm(current->mm);
	mem_cgroup_put(old);
}

/**
 * bn_charge_forget() - charge no cgroup any more
 * @stack: a stack that is being freed
 *
 * Context: process; no concurrent use of the stack.
 */
void bn_charge_forget(struct bsdnet_stack *stack)
{
	mem_cgroup_put(stack->memcg);
	stack->memcg = NULL;
}

/**
 * bn_charge_begin() - charge allocations to the cgroup of a stack
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
 * bn_charge_end() - the reverse of bn_charge_begin()
 * @old: what bn_charge_begin() returned
 */
void bn_charge_end(struct mem_cgroup *old)
{
	set_active_memcg(old);
}
