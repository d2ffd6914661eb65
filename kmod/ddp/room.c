// SPDX-License-Identifier: GPL-2.0
/*
 * room - AppleTalk of a stack starts and stops (VM-1)
 *
 * When the stack stops, all interfaces are removed, and the queue is emptied, because packets in
 * it can hold closed sockets. The rest is freed after the grace period.
 */
#include <linux/slab.h>

#include "ddp/private.h"

static int ddp_stack_init(struct bsdnet_stack *stack)
{
	struct bn_ddp *ddp = bn_ddp_alloc(stack);

	if (IS_ERR(ddp))
		return PTR_ERR(ddp);
	stack->ddp = ddp;
	return 0;
}

static void ddp_stack_stop(struct bsdnet_stack *stack)
{
	bn_cfg_lock_rtnl(stack);
	bn_ddp_links_flush(stack->ddp);
	bn_cfg_unlock_rtnl(stack);
	bn_ddp_acquire(stack->ddp);
	bn_ddp_release(stack->ddp);
}

static void ddp_stack_exit(struct bsdnet_stack *stack)
{
	bn_ddp_free(stack->ddp);
	stack->ddp = NULL;
}

const struct bn_room bn_ddp_room = {
	.name = "ddp",
	.stack_init = ddp_stack_init,
	.stack_stop = ddp_stack_stop,
	.stack_exit = ddp_stack_exit,
};
