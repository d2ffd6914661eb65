// SPDX-License-Identifier: GPL-2.0
/*
 * room - start and stop room rt: routing instances, tables, next hops
 *
 * Life: the tables are freed after the interfaces of their stack. When an interface
 * is deleted, the rooms above delete its routes, next hops and neighbours.
 */
#include <linux/slab.h>

#include "rt/private.h"

static int rt_stack_init(struct bsdnet_stack *stack)
{
	struct bn_rt *rt = kzalloc(sizeof(*rt), GFP_KERNEL_ACCOUNT);
	int err;

	if (!rt)
		return -ENOMEM;
	xa_init(&rt->instances);
	xa_init_flags(&rt->nexthops, XA_FLAGS_ALLOC1);
	xa_init(&rt->rings);
	INIT_LIST_HEAD(&rt->simple);
	rt->next_nexthop = 1;
	stack->rt = rt;
	err = bn_instance_stack_init(stack);
	if (err) {
		stack->rt = NULL;
		xa_destroy(&rt->instances);
		kfree(rt);
	}
	return err;
}

static void rt_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_rt *rt = stack->rt;

	bn_instance_stack_exit(stack);
	stack->rt = NULL;
	xa_destroy(&rt->instances);
	xa_destroy(&rt->nexthops);
	xa_destroy(&rt->rings);
	kfree(rt);
}

const struct bn_room bn_rt_room = {
	.name = "rt",
	.stack_init = rt_stack_init,
	.stack_stop = bn_instance_stack_stop,
	.stack_exit = rt_stack_exit,
};
