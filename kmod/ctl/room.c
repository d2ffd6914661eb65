// SPDX-License-Identifier: GPL-2.0
/*
 * room - starts and stops the control channel (CTL-1)
 *
 * The family is registered after the stacks are created and unregistered before
 * they are freed; unregistering waits for running requests. Freeing the stacks
 * sends no notifications.
 */
#include <linux/module.h>
#include <linux/slab.h>

#include "ctl/ctl.h"
#include "ctl/private.h"

static int ctl_stack_init(struct bsdnet_stack *stack)
{
	struct bn_ctl *ctl = kzalloc(sizeof(*ctl), GFP_KERNEL_ACCOUNT);

	if (!ctl)
		return -ENOMEM;
	spin_lock_init(&ctl->lock);
	stack->ctl = ctl;
	return 0;
}

static void ctl_stack_exit(struct bsdnet_stack *stack)
{
	kfree(stack->ctl);
	stack->ctl = NULL;
}

/* Requests may change stacks from here on: the lower rooms are already open */
static int room_open(void)
{
	int err;

	err = genl_register_family(&bsdnet_nl_family);
	if (!err)
		bn_event_set_listener(bn_ntf_event);
	return err;
}

static void room_close(void)
{
	bn_event_set_listener(NULL);
	genl_unregister_family(&bsdnet_nl_family);
}

const struct bn_room bn_ctl_room = {
	.name = "ctl",
	.open = room_open,
	.close = room_close,
	.stack_init = ctl_stack_init,
	.stack_exit = ctl_stack_exit,
};

MODULE_ALIAS_GENL_FAMILY(BSDNET_FAMILY_NAME);
