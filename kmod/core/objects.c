// SPDX-License-Identifier: GPL-2.0
/*
 * objects - live objects, counted per kind and stack
 */
#include "core/core.h"

static const char *const names[BN_OBJ_MAX] = {
#define O(sym, name) [BN_OBJ_##sym] = name,
	BN_OBJ_LIST(O)
#undef O
};

/**
 * bn_obj_get_count() - count a new object
 * @stack: the stack it belongs to
 * @kind: its kind
 *
 * Context: any.
 */
void bn_obj_get_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_inc(&stack->live[kind]);
}

/**
 * bn_obj_put_count() - uncount an object that will be freed
 * @stack: the stack it belonged to
 * @kind: its kind
 *
 * Context: any; typically an RCU callback.
 */
void bn_obj_put_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_dec(&stack->live[kind]);
}

/**
 * bn_obj_name() - name of a kind of object
 * @kind: the kind
 *
 * Return: a constant string.
 */
const char *bn_obj_name(enum bn_obj kind)
{
	return names[kind];
}
