// SPDX-License-Identifier: GPL-2.0
/*
 * drop - drop packets with a reason
 *
 * Every drop names a reason of core/drop_reasons.h; it is counted per CPU and
 * stack, traced, and the skb is freed with the nearest reason of the kernel,
 * so that the kernel's own drop monitors see it too.
 */
#include <linux/percpu.h>
#include <linux/skbuff.h>

#include "core/core.h"
#include "core/stack.h"
#include "core/trace.h"

struct bn_drop_counters {
	u64 count[BN_DROP_MAX];
};

static const struct {
	const char *name;
	const char *text;
	enum skb_drop_reason core;
} reasons[BN_DROP_MAX] = {
#define R(sym, label, core_reason, words) \
	[BN_DROP_##sym] = { label, words, SKB_DROP_REASON_##core_reason },
	BN_DROP_LIST(R)
#undef R
};

/**
 * bn_drop_stack_init() - counters of a new stack
 * @stack: the stack
 *
 * Return: 0 or -ENOMEM.
 */
int bn_drop_stack_init(struct bsdnet_stack *stack)
{
	stack->drops = alloc_percpu_gfp(struct bn_drop_counters, GFP_KERNEL_ACCOUNT);
	return stack->drops ? 0 : -ENOMEM;
}

/**
 * bn_drop_stack_exit() - free what bn_drop_stack_init() made
 * @stack: the stack
 */
void bn_drop_stack_exit(struct bsdnet_stack *stack)
{
	free_percpu(stack->drops);
}

/**
 * bn_drop_count() - count a drop without an skb
 * @stack: the stack
 * @reason: why
 *
 * Context: any.
 */
void bn_drop_count(struct bsdnet_stack *stack, enum bn_drop_reason reason)
{
	this_cpu_inc(stack->drops->count[reason]);
}

/**
 * bn_drop() - drop a packet
 * @skb: the packet, bn_pkt()->stack set; consumed
 * @reason: why
 *
 * Context: any.
 */
void bn_drop(struct sk_buff *skb, enum bn_drop_reason reason)
{
	trace_bn_drop(skb, reason);
	bn_drop_count(bn_pkt(skb)->stack, reason);
	kfree_skb_reason(skb, reasons[reason].core);
}

/**
 * bn_drop_list() - drop a chain of packets linked through skb->next
 * @skb: the first, or NULL; all are consumed
 * @reason: why
 *
 * Context: any.
 */
void bn_drop_list(struct sk_buff *skb, enum bn_drop_reason reason)
{
	while (skb) {
		struct sk_buff *next = skb->next;

		skb_mark_not_on_list(skb);
		bn_drop(skb, reason);
		skb = next;
	}
}

/**
 * bn_drop_total() - number of packets dropped for a reason
 * @stack: the stack
 * @reason: the reason
 *
 * Return: the sum over all CPUs.
 */
u64 bn_drop_total(const struct bsdnet_stack *stack, enum bn_drop_reason reason)
{
	u64 total = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		total += READ_ONCE(per_cpu_ptr(stack->drops, cpu)->count[reason]);
	return total;
}

/**
 * bn_drop_name() - short name of a reason
 * @reason: the reason
 *
 * Return: a constant string, one word.
 */
const char *bn_drop_name(enum bn_drop_reason reason)
{
	return reasons[reason].name;
}

/**
 * bn_drop_text() - description of a reason
 * @reason: the reason
 *
 * Return: a constant string, a phrase.
 */
const char *bn_drop_text(enum bn_drop_reason reason)
{
	return reasons[reason].text;
}
