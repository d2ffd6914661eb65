// SPDX-License-Identifier: GPL-2.0
/*
 * room - how room ifs starts and stops
 */
#include <linux/slab.h>

#include "ifs/private.h"

static struct bn_ifdriver *const drivers[] = {
	&bn_ether_driver,
	&bn_serial_driver,
	&bn_channel_driver,
	&bn_fd_driver,
	&bn_lo_driver,
};

static void unregister_drivers(unsigned int n)
{
	while (n)
		bn_ifdriver_unregister(drivers[--n]);
}

static int ifs_init(void)
{
	unsigned int i;
	int err;

	err = bn_fd_init();
	if (err)
		return err;
	err = bn_encap_register(&bn_lo_encap);
	if (err)
		goto exit_fd;
	for (i = 0; i < ARRAY_SIZE(drivers); i++) {
		err = bn_ifdriver_register(drivers[i]);
		if (err)
			goto unregister;
	}
	return 0;

unregister:
	unregister_drivers(i);
	bn_encap_unregister(&bn_lo_encap);
exit_fd:
	bn_fd_exit();
	return err;
}

static void ifs_exit(void)
{
	unregister_drivers(ARRAY_SIZE(drivers));
	bn_encap_unregister(&bn_lo_encap);
	bn_fd_exit();
}

static int ifs_stack_init(struct bsdnet_stack *stack)
{
	int err;

	stack->ifs = kzalloc(sizeof(*stack->ifs), GFP_KERNEL_ACCOUNT);
	if (!stack->ifs)
		return -ENOMEM;
	err = bn_l2id_init(stack->ifs);
	if (err) {
		kfree(stack->ifs);
		stack->ifs = NULL;
		return err;
	}
	xa_init_flags(&stack->ifs->ifds, XA_FLAGS_ALLOC1);
	xa_init_flags(&stack->ifs->ifls, XA_FLAGS_ALLOC1);
	xa_init(&stack->ifs->bases);
	bn_stock_init(&stack->ifs->stock);
	INIT_LIST_HEAD(&stack->ifs->keeps);
	return 0;
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
	WARN_ON_ONCE(!list_empty(&stack->ifs->keeps));
	bn_stock_exit(&stack->ifs->stock);
	xa_destroy(&stack->ifs->bases);
	xa_destroy(&stack->ifs->ifls);
	xa_destroy(&stack->ifs->ifds);
	bn_l2id_exit(stack->ifs);
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
