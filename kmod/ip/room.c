// SPDX-License-Identifier: GPL-2.0
/*
 * room - how IPv4 starts and stops
 *
 * The two ops tables are registered once, before any stack exists, so that
 * the default instance of every stack gets its table. The state of a stack
 * goes in two steps: when the namespace is dying all iffs of the family are
 * deleted while everything that they touch is still there, the rest is freed
 * after the grace period.
 *
 * The workers of ARP's queue and of those of reassembly may still be at work on
 * their last packets then, and these may end in an ICMP error. So the two are
 * destroyed before the limits of ICMP and the counters are freed, and made after
 * them.
 *
 * Serves IN-1, VM-1.
 */
#include <linux/slab.h>

#include "ip/private.h"

static int ip_init(void)
{
	int err;

	err = bn_reasm_init();
	if (err)
		return err;
	err = bn_rt_family_register(&bn_inet_rt_family);
	if (err)
		goto reasm;
	err = bn_family_register(&bn_inet_family);
	if (err)
		goto rt_family;
	return 0;

rt_family:
	bn_rt_family_unregister(&bn_inet_rt_family);
reasm:
	bn_reasm_exit();
	return err;
}

static void ip_exit(void)
{
	bn_family_unregister(&bn_inet_family);
	bn_rt_family_unregister(&bn_inet_rt_family);
	bn_reasm_exit();
}

static int ip_stack_init(struct bsdnet_stack *stack)
{
	int err = -ENOMEM;

	stack->ip = kzalloc(sizeof(*stack->ip), GFP_KERNEL_ACCOUNT);
	if (!stack->ip)
		return err;
	err = bn_ip4_stats_init(stack);
	if (err)
		goto free;
	err = bn_icmp4_stack_init(stack);
	if (err)
		goto stats;
	err = bn_reasm_stack_init(stack);
	if (err)
		goto icmp;
	err = bn_arp_stack_init(stack);
	if (err)
		goto reasm;
	return 0;

reasm:
	bn_reasm_stack_stop(stack);
	bn_reasm_stack_exit(stack);
icmp:
	bn_icmp4_stack_stop(stack);
	bn_icmp4_stack_exit(stack);
stats:
	bn_ip4_stats_exit(stack);
free:
	kfree(stack->ip);
	stack->ip = NULL;
	return err;
}

static void ip_stack_stop(struct bsdnet_stack *stack)
{
	bn_inet_delete_iffs(stack);
	bn_icmp4_stack_stop(stack);
	bn_arp_stack_stop(stack);
	bn_reasm_stack_stop(stack);
}

static void ip_stack_exit(struct bsdnet_stack *stack)
{
	bn_arp_stack_exit(stack);
	bn_reasm_stack_exit(stack);
	bn_icmp4_stack_exit(stack);
	bn_ip4_stats_exit(stack);
	kfree(stack->ip);
	stack->ip = NULL;
}

const struct bn_room bn_ip_room = {
	.name = "ip",
	.init = ip_init,
	.exit = ip_exit,
	.stack_init = ip_stack_init,
	.stack_stop = ip_stack_stop,
	.stack_exit = ip_stack_exit,
};
