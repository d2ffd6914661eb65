// SPDX-License-Identifier: GPL-2.0
/*
 * room - init and exit of room ifs
 */
#include <linux/slab.h>

#include "ifs/private.h"
#include "ifs/tap.h"

static int ifs_stack_init(struct bsdnet_stack *stack)
{
	int err;

	stack->ifs = kzalloc(sizeof(*stack->ifs), GFP_KERNEL_ACCOUNT);
	if (!stack->ifs)
		return -ENOMEM;
	err = bn_l2id_init(stack->ifs);
	if (err)
		goto free;
	err = bn_stock_init(&stack->ifs->stock, stack);
	if (err)
		goto l2id;
	xa_init_flags(&stack->ifs->ifds, XA_FLAGS_ALLOC1);
	xa_init_flags(&stack->ifs->ifls, XA_FLAGS_ALLOC1);
	xa_init(&stack->ifs->bases);
	return 0;

l2id:
	bn_l2id_exit(stack->ifs);
free:
	kfree(stack->ifs);
	stack->ifs = NULL;
	return err;
}

static void ifs_stack_stop(struct bsdnet_stack *stack)
{
	unsigned int portion;
	struct bn_ifd *ifd;

	bn_cfg_lock_rtnl(stack);
	while ((ifd = bn_ifd_next(stack, 0))) {
		portion = BN_CFG_PORTION;
		if (bn_ifd_prune(ifd, &portion))
			bn_ifd_delete(ifd);
		bn_cfg_relax_rtnl(stack);
	}
	bn_cfg_unlock_rtnl(stack);
}

static void ifs_stack_exit(struct bsdnet_stack *stack)
{
	bn_stock_exit(&stack->ifs->stock);
	xa_destroy(&stack->ifs->bases);
	xa_destroy(&stack->ifs->ifls);
	xa_destroy(&stack->ifs->ifds);
	bn_l2id_exit(stack->ifs);
	kfree(stack->ifs);
}

const struct bn_room bn_ifs_room = {
	.name = "ifs",
	.exit = bn_tap_exit,
	.stack_init = ifs_stack_init,
	.stack_stop = ifs_stack_stop,
	.stack_exit = ifs_stack_exit,
};
