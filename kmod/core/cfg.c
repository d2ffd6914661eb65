// SPDX-License-Identifier: GPL-2.0
/*
 * cfg - take the configuration lock without delaying the host (CTL-5)
 *
 * RTNL is shared by all namespaces of the host; the configuration lock belongs to one stack,
 * whose owner determines how long it is held. So RTNL is not held while waiting for the
 * configuration lock, and an operation on many objects releases both after each portion of its
 * work.
 *
 * Netdev notifiers are the exception: they are called with RTNL held. The portions
 * bound their wait.
 */
#include <linux/sched.h>

#include "core/core.h"

#define ROUNDS 4	/* attempts before waiting for the locks in their order */

/* Wait for one of the locks while holding none, then try the other */
static bool try_both(struct bsdnet_stack *stack)
{
	rtnl_lock();
	if (mutex_trylock(&stack->cfg_mutex))
		return true;
	rtnl_unlock();
	mutex_lock(&stack->cfg_mutex);
	if (rtnl_trylock())
		return true;
	mutex_unlock(&stack->cfg_mutex);
	return false;
}

/**
 * bn_cfg_lock_rtnl() - take RTNL and the configuration lock
 * @stack: the stack
 *
 * For operations that attach to, detach from or change a netdev. Does not hold one of the locks
 * while it waits for the other, unless a few attempts have failed: each may have waited for a
 * portion of the work of others, which also bounds the wait with RTNL held.
 *
 * Context: process, none of the locks held.
 */
void bn_cfg_lock_rtnl(struct bsdnet_stack *stack)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++)
		if (try_both(stack))
			return;
	rtnl_lock();
	mutex_lock(&stack->cfg_mutex);
}

/**
 * bn_cfg_unlock_rtnl() - the reverse of bn_cfg_lock_rtnl()
 * @stack: the stack
 *
 * Context: process.
 */
void bn_cfg_unlock_rtnl(struct bsdnet_stack *stack)
{
	mutex_unlock(&stack->cfg_mutex);
	rtnl_unlock();
}

/**
 * bn_cfg_relax() - release the configuration lock between two portions of work
 * @stack: the stack
 *
 * Objects that the caller has found before may be deleted afterwards.
 *
 * Context: process, configuration lock held and not RTNL.
 */
void bn_cfg_relax(struct bsdnet_stack *stack)
{
	mutex_unlock(&stack->cfg_mutex);
	cond_resched();
	mutex_lock(&stack->cfg_mutex);
}

/**
 * bn_cfg_relax_rtnl() - the same for both locks
 * @stack: the stack
 *
 * Context: process, RTNL and configuration lock held.
 */
void bn_cfg_relax_rtnl(struct bsdnet_stack *stack)
{
	bn_cfg_unlock_rtnl(stack);
	cond_resched();
	bn_cfg_lock_rtnl(stack);
}
