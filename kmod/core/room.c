// SPDX-License-Identifier: GPL-2.0
/*
 * room - how the core itself starts and stops
 */
#include "core/core.h"
#include "core/stack.h"

static int core_open(void)
{
	bn_debugfs_init();
	return 0;
}

const struct bn_room bn_core_room = {
	.name = "core",
	.open = core_open,
	.close = bn_debugfs_exit,
	.stack_init = bn_drop_stack_init,
	.stack_exit = bn_drop_stack_exit,
};
