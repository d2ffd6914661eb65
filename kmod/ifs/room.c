// SPDX-License-Identifier: GPL-2.0
/*
 * room - how room ifs starts and stops
 */
#include <linux/slab.h>

#include "ifs/private.h"

static int ifs_init(void)
{
	int err;

	err = bn_ifdriver_register(&bn_ether_driver);
	if (err)
		return err;
	err = bn_ifdriver_register(&bn_lo_driver);
	if (err)
		bn_ifdriver_unregister(&bn_ether_driver);
	return err;
}

static void ifs_exit(void)
{
	bn_ifdriver_unregister(&bn_lo_driver);
	bn_ifdriver_unregister(&bn_ether_driver);
}

static int ifs_stack_init(struct bsdnet_stack *stack)
{
	stack->ifs = kzalloc(sizeof(*stack->ifs), GFP_KERNEL);
	if (!stack->ifs)
		return -ENOMEM;
	xa_init_flags(&stack->ifs->ifds, XA_FLAGS_ALLOC1);
	xa_init_flags(&stack->ifs->ifls, XA_FLAGS_ALLOC1);
	return 0;
}

static void ifs_stack_stop(struct bsdnet_stack *stack)
{
	struct bn_ifd *ifd;

	bn_cfg_lock_rtnl(stack);
	while ((ifd = bn_ifd_next(stack, 0)))
		bn_ifd_delete(ifd);
	bn_cfg_unlock_rtnl(stack);
}

static void ifs_stack_exit(struct bsdnet_stack *stack)
{
	xa_destroy(&stack->ifs->ifls);
	xa_destroy(&stack->ifs->ifds);
	kfree(stack->ifs);
}

const struct bn_room bn_ifs_room = {
	.name = "ifs",
	.init = ifs_init,
	.exit = ifs_exit,
	.open = bn_netdev_init,
	.close = bn_netdev_exit,
	.stack_init = ifs_stack_init,
	.stack_stop = ifs_stack_stop,
	.stack_exit = ifs_stack_exit,
};
