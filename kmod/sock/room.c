// SPDX-License-Identifier: GPL-2.0
/*
 * room sock - starts and stops AF_BSDNET
 *
 * The list of sockets and the ports in use are per stack. A socket holds a
 * reference to its namespace, so a stack is freed after all its sockets.
 */
#include <linux/slab.h>

#include "sock/af_bsdnet.h"
#include "sock/socket.h"

static int sock_stack_init(struct bsdnet_stack *stack)
{
	struct bn_socks *socks = kzalloc(sizeof(*socks), GFP_KERNEL_ACCOUNT);

	if (!socks)
		return -ENOMEM;
	xa_init_flags(&socks->ids, XA_FLAGS_ALLOC1);
	bn_ports_init(&socks->ports);
	mutex_init(&socks->group_lock);
	stack->socks = socks;
	return 0;
}

static void sock_stack_exit(struct bsdnet_stack *stack)
{
	if (!stack->socks)
		return;
	WARN_ON(!xa_empty(&stack->socks->ids));
	xa_destroy(&stack->socks->ids);
	kfree(stack->socks);
	stack->socks = NULL;
}

const struct bn_room bn_sock_room = {
	.name = "sock",
	.init = bn_af_init,
	.exit = bn_af_exit,
	.open = bn_af_open,
	.close = bn_af_close,
	.drain = bn_af_drain,
	.stack_init = sock_stack_init,
	.stack_exit = sock_stack_exit,
};
