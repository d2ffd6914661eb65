// SPDX-License-Identifier: GPL-2.0
/*
 * room - the neighbour caches of a stack
 *
 * Each family that has a resolution protocol gets a cache. The consumer of a cache's queue
 * calls the family, so in a stack the caches are made after the families and freed before
 * them (main.c).
 *
 * Serves IN-7, VM-1.
 */
#include <linux/slab.h>

#include "neigh/private.h"

/**
 * bn_neigh_cache() - the neighbour cache of a family
 * @stack: the stack
 * @family: the family
 *
 * Return: the cache, NULL for a family without resolution protocol.
 * Context: any.
 */
struct bn_neigh_cache *bn_neigh_cache(const struct bsdnet_stack *stack,
				      const struct bn_family *family)
{
	return stack->neigh->caches[family->index];
}

/**
 * bn_neigh_stack() - the stack of a cache
 * @cache: the cache
 *
 * Return: the stack.
 * Context: any.
 */
struct bsdnet_stack *bn_neigh_stack(const struct bn_neigh_cache *cache)
{
	return cache->stack;
}

static int neigh_init(void)
{
	bn_instance_set_ops(&bn_neigh_instance_ops);
	return 0;
}

static void neigh_exit(void)
{
	bn_instance_set_ops(NULL);
}

static void neigh_stack_stop(struct bsdnet_stack *stack)
{
	unsigned int i;

	for (i = 0; i < BN_FAMILY_MAX; i++)
		if (stack->neigh->caches[i])
			bn_neigh_cache_stop(stack->neigh->caches[i]);
}

static void neigh_stack_exit(struct bsdnet_stack *stack)
{
	unsigned int i;

	for (i = 0; i < BN_FAMILY_MAX; i++)
		if (stack->neigh->caches[i])
			bn_neigh_cache_free(stack->neigh->caches[i]);
	kfree(stack->neigh);
	stack->neigh = NULL;
}

static int neigh_stack_init(struct bsdnet_stack *stack)
{
	const struct bn_family *family;
	struct bn_neigh_cache *cache;
	unsigned int i;

	stack->neigh = kzalloc(sizeof(*stack->neigh), GFP_KERNEL_ACCOUNT);
	if (!stack->neigh)
		return -ENOMEM;
	for (i = 0; i < BN_FAMILY_MAX; i++) {
		family = bn_family_at(i);
		if (!family || !family->neigh)
			continue;
		cache = bn_neigh_cache_alloc(stack, family);
		if (IS_ERR(cache)) {
			neigh_stack_exit(stack);
			return PTR_ERR(cache);
		}
		stack->neigh->caches[i] = cache;
	}
	return 0;
}

const struct bn_room bn_neigh_room = {
	.name = "neigh",
	.init = neigh_init,
	.exit = neigh_exit,
	.stack_init = neigh_stack_init,
	.stack_stop = neigh_stack_stop,
	.stack_exit = neigh_stack_exit,
};
