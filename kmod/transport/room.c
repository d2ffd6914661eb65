// SPDX-License-Identifier: GPL-2.0
/*
 * room transport - the protocol entries of the PCB table (PCB-3)
 *
 * An entry that matches only the protocol is the least specific one: it receives
 * the packets that match no session. The UDP entry answers port unreachable. ICMP
 * and unknown protocols are handled in room inet.
 *
 * Lifetime: the entries are inserted when the stack is created, removed when it
 * stops, and freed after the grace period that follows.
 */
#include <linux/slab.h>

#include "transport/transport.h"
#include "transport/udp_entry.h"

/**
 * struct bn_transport - the protocol entries of a stack
 * @udp4: UDP over IPv4
 */
struct bn_transport {
	struct bn_pcb udp4;
};

static int transport_stack_init(struct bsdnet_stack *stack)
{
	struct bn_transport *transport;
	struct bn_pcb *pcb;
	int err;

	transport = kzalloc(sizeof(*transport), GFP_KERNEL_ACCOUNT);
	if (!transport)
		return -ENOMEM;
	pcb = &transport->udp4;
	pcb->key.family = AF_INET;
	pcb->key.proto = IPPROTO_UDP;
	pcb->ops = &bn_udp4_closed_ops;
	pcb->stack = stack;
	err = bn_pcb_insert(stack, pcb);
	if (err) {
		kfree(transport);
		return err;
	}
	stack->transport = transport;
	return 0;
}

static void transport_stack_stop(struct bsdnet_stack *stack)
{
	if (stack->transport)
		bn_pcb_remove(&stack->transport->udp4);
}

static void transport_stack_exit(struct bsdnet_stack *stack)
{
	kfree(stack->transport);
	stack->transport = NULL;
}

const struct bn_room bn_transport_room = {
	.name = "transport",
	.stack_init = transport_stack_init,
	.stack_stop = transport_stack_stop,
	.stack_exit = transport_stack_exit,
};
