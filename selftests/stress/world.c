// SPDX-License-Identifier: GPL-2.0
/*
 * world - what the tables need of the rest of bsdnet: a stack that counts
 * live objects and has the locks
 */
#include <linux/slab.h>

#include "stress.h"

void bn_obj_get_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_inc(&stack->live[kind]);
}

void bn_obj_put_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_dec(&stack->live[kind]);
}

void bn_drop_count(struct bsdnet_stack *stack, enum bn_drop_reason reason)
{
}

/**
 * stress_stack_make() - a stack
 *
 * Return: the stack, NULL without memory.
 */
struct bsdnet_stack *stress_stack_make(void)
{
	struct bsdnet_stack *stack = kzalloc(sizeof(*stack), GFP_KERNEL);

	if (!stack)
		return NULL;
	mutex_init(&stack->cfg_mutex);
	mutex_init(&stack->rt_lock);
	return stack;
}

/**
 * stress_stack_free() - the end of a stack, in which nothing must be left
 * @stack: the stack
 *
 * Context: process; waits for callbacks.
 */
void stress_stack_free(struct bsdnet_stack *stack)
{
	unsigned int kind;

	rcu_barrier();
	for (kind = 0; kind < BN_OBJ_MAX; kind++)
		if (atomic_long_read(&stack->live[kind]))
			stress_wrong("live objects", atomic_long_read(&stack->live[kind]), kind,
				     kind);
	mutex_destroy(&stack->cfg_mutex);
	mutex_destroy(&stack->rt_lock);
	kfree(stack);
}
