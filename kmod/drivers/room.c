// SPDX-License-Identifier: GPL-2.0
/*
 * room - init and exit of room drivers
 */
#include <linux/slab.h>

#include "drivers/private.h"

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

static int drivers_init(void)
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

static void drivers_exit(void)
{
	unregister_drivers(ARRAY_SIZE(drivers));
	bn_encap_unregister(&bn_lo_encap);
	bn_fd_exit();
}

static int drivers_stack_init(struct bsdnet_stack *stack)
{
	stack->drivers = kzalloc(sizeof(*stack->drivers), GFP_KERNEL_ACCOUNT);
	if (!stack->drivers)
		return -ENOMEM;
	INIT_LIST_HEAD(&stack->drivers->keeps);
	return 0;
}

static void drivers_stack_exit(struct bsdnet_stack *stack)
{
	WARN_ON_ONCE(!list_empty(&stack->drivers->keeps));
	kfree(stack->drivers);
}

const struct bn_room bn_drivers_room = {
	.name = "drivers",
	.init = drivers_init,
	.exit = drivers_exit,
	.open = bn_netdev_init,
	.close = bn_netdev_exit,
	.stack_init = drivers_stack_init,
	.stack_exit = drivers_stack_exit,
};
