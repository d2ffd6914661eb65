// SPDX-License-Identifier: GPL-2.0
/*
 * room - how the core itself starts and stops
 */
#include "core/core.h"
#include "core/latency.h"
#include "core/stack.h"

static int core_init(void)
{
	bn_tick_init();
	return 0;
}

static void core_exit(void)
{
	bn_latency_exit();
	bn_tick_exit();
}

static int core_open(void)
{
	bn_debugfs_init();
	return 0;
}

static int core_stack_init(struct bsdnet_stack *stack)
{
	int err;

	bn_charge_remember(stack);
	err = bn_drop_stack_init(stack);
	if (err)
		bn_charge_forget(stack);
	return err;
}

static void core_stack_exit(struct bsdnet_stack *stack)
{
	bn_latency_stack_exit(stack);
	bn_drop_stack_exit(stack);
	bn_charge_forget(stack);
}

const struct bn_room bn_core_room = {
	.name = "core",
	.init = core_init,
	.exit = core_exit,
	.open = core_open,
	.close = bn_debugfs_exit,
	.stack_init = core_stack_init,
	.stack_stop = bn_latency_stop,
	.stack_exit = core_stack_exit,
};
