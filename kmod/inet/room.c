// SPDX-License-Identifier: GPL-2.0
/*
 * room - how IPv4 starts and stops
 *
 * The family is registered once, before any stack exists, so that the default instance of
 * every stack gets its table. The state of a stack is freed in two steps: when the namespace
 * is dying all iffs of the family are deleted while everything that they use still exists,
 * the rest is freed after the grace period.
 *
 * The workers of reassembly may still process their last packets then, and these may cause
 * ICMP errors. So reassembly is destroyed before the limits of ICMP and the counters are
 * freed, and made after them.
 *
 * Serves IN-1, VM-1.
 */
#include <linux/slab.h>

#include "inet/private.h"

static int inet_init(void)
{
	int err;

	err = bn_ip_reasm_init(&bn_inet_reasm);
	if (err)
		return err;
	err = bn_family_register(&bn_inet_family);
	if (err)
		bn_ip_reasm_exit(&bn_inet_reasm);
	return err;
}

static void inet_exit(void)
{
	bn_family_unregister(&bn_inet_family);
	bn_ip_reasm_exit(&bn_inet_reasm);
}

static int inet_stack_init(struct bsdnet_stack *stack)
{
	int err = -ENOMEM;

	stack->inet = kzalloc(sizeof(*stack->inet), GFP_KERNEL_ACCOUNT);
	if (!stack->inet)
		return err;
	mutex_init(&stack->inet->raw_lock);
	err = bn_ip4_stats_init(stack);
	if (err)
		goto free;
	err = bn_icmp4_stack_init(stack);
	if (err)
		goto stats;
	stack->inet->reasm = bn_ip_reasm_alloc(stack, &bn_inet_reasm);
	if (IS_ERR(stack->inet->reasm)) {
		err = PTR_ERR(stack->inet->reasm);
		goto icmp;
	}
	err = bn_mgroup_stack_init(stack);
	if (err)
		goto reasm;
	err = bn_arp_stack_init(stack);
	if (err)
		goto groups;
	return 0;

groups:
	bn_mgroup_stack_exit(stack);
reasm:
	bn_ip_reasm_stop(stack->inet->reasm);
	bn_ip_reasm_free(stack->inet->reasm);
	stack->inet->reasm = NULL;
icmp:
	bn_icmp4_stack_stop(stack);
	bn_icmp4_stack_exit(stack);
stats:
	bn_ip4_stats_exit(stack);
free:
	kfree(stack->inet);
	stack->inet = NULL;
	return err;
}

static void inet_stack_stop(struct bsdnet_stack *stack)
{
	bn_inet_delete_iffs(stack);
	bn_icmp4_stack_stop(stack);
	bn_ip_reasm_stop(stack->inet->reasm);
}

static void inet_stack_exit(struct bsdnet_stack *stack)
{
	bn_arp_stack_exit(stack);
	bn_mgroup_stack_exit(stack);
	bn_ip_reasm_free(stack->inet->reasm);
	stack->inet->reasm = NULL;
	bn_icmp4_stack_exit(stack);
	bn_ip4_stats_exit(stack);
	WARN_ON_ONCE(rcu_access_pointer(stack->inet->raw));
	kfree(stack->inet);
	stack->inet = NULL;
}

const struct bn_room bn_inet_room = {
	.name = "inet",
	.init = inet_init,
	.exit = inet_exit,
	.stack_init = inet_stack_init,
	.stack_stop = inet_stack_stop,
	.stack_exit = inet_stack_exit,
};
