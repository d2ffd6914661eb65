// SPDX-License-Identifier: GPL-2.0
/*
 * source - which interface and which source address an originated packet gets
 *
 * A next hop knows the best local address in most cases. Where it does not
 * (multicast, unnumbered point-to-point), the outgoing iff's first address
 * is taken, and for want of one an address of the instance.
 *
 * Also kept here: the instance's default interface for multicast and
 * limited broadcast (NH-9), the first multiaccess ifl that is up.
 *
 * Synchronization: changed under the configuration lock by single stores;
 * read under RCU.
 *
 * Serves NH-1, NH-9, IF-5.
 */
#include <linux/inetdevice.h>
#include <linux/slab.h>

#include "ip/inet.h"

/* The fallback of an instance; @iff says who must go for it to change */
struct source {
	__be32 addr;
	const struct bn_iff *iff;
	struct rcu_head rcu;
};

/**
 * bn_source_init() - prepare a new stack
 * @stack: the stack
 */
void bn_source_init(struct bsdnet_stack *stack)
{
	xa_init(&stack->ip->sources);
}

/**
 * bn_source_exit() - free what is left
 * @stack: the stack, after the grace period
 */
void bn_source_exit(struct bsdnet_stack *stack)
{
	struct source *source;
	unsigned long index;

	xa_for_each(&stack->ip->sources, index, source)
		kfree(source);
	xa_destroy(&stack->ip->sources);
}

/* ---- addresses ----------------------------------------------------------- */

static __be32 first_local(const struct bn_iff *iff)
{
	const struct bn_ifa *ifa;

	list_for_each_entry(ifa, &iff->ifas, list)
		if (ifa->has_local && !ipv4_is_loopback(bn_ip4_addr(&ifa->local)))
			return bn_ip4_addr(&ifa->local);
	return 0;
}

static void refresh_iff(struct bn_iff *iff)
{
	struct bn_inet_iff *priv = iff->priv;

	WRITE_ONCE(priv->source, first_local(iff));
}

/* Give the fallback of an instance to @iff; NULL: to nobody. Without memory
 * to say so, packets of this kind have no source address for the time being.
 */
static int set_fallback(struct bsdnet_stack *stack, u32 instance, const struct bn_iff *iff)
{
	struct source *new = NULL, *old;

	if (iff) {
		new = kmalloc(sizeof(*new), GFP_KERNEL_ACCOUNT);
		if (!new)
			return -ENOMEM;
		new->iff = iff;
		new->addr = first_local(iff);
	}
	old = xa_store(&stack->ip->sources, instance, new, GFP_KERNEL_ACCOUNT);
	if (xa_is_err(old)) {
		kfree(new);
		return xa_err(old);
	}
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

/* Another iff of the instance with an address, the lowest ifl_index first;
 * @from, whose place is vacant, was the lowest but for changes since
 */
static const struct bn_iff *other_iff(const struct bn_iff *from)
{
	struct bsdnet_stack *stack = bn_iff_stack(from);
	struct bn_ifl *ifl = NULL;
	struct bn_iff *iff;

	while ((ifl = bn_ifl_next(stack, ifl ? ifl->ifl_index : 0))) {
		iff = bn_iff_get(ifl, AF_INET);
		if (iff && iff != from && iff->instance == from->instance && first_local(iff))
			return iff;
	}
	return NULL;
}

/**
 * bn_source_ifa_added() - an ifa is new
 * @ifa: the ifa, on the list of its iff
 *
 * Return: 0 or -ENOMEM.
 * Context: configuration lock held.
 */
int bn_source_ifa_added(struct bn_ifa *ifa)
{
	struct bsdnet_stack *stack = bn_iff_stack(ifa->iff);
	u32 instance = ifa->iff->instance;

	refresh_iff(ifa->iff);
	if (xa_load(&stack->ip->sources, instance) || !first_local(ifa->iff))
		return 0;
	return set_fallback(stack, instance, ifa->iff);
}

/**
 * bn_source_ifa_gone() - an ifa goes
 * @ifa: the ifa, no longer on the list of its iff
 *
 * Context: configuration lock held.
 */
void bn_source_ifa_gone(struct bn_ifa *ifa)
{
	struct bsdnet_stack *stack = bn_iff_stack(ifa->iff);
	const struct bn_iff *heir = ifa->iff;
	struct source *source;

	refresh_iff(ifa->iff);
	source = xa_load(&stack->ip->sources, ifa->iff->instance);
	if (!source || source->iff != ifa->iff)
		return;
	if (!first_local(heir))
		heir = other_iff(ifa->iff);
	if (set_fallback(stack, ifa->iff->instance, heir))
		set_fallback(stack, ifa->iff->instance, NULL);
}

/* ---- the default interface ------------------------------------------------ */

static bool may_be_default(const struct bn_iff *iff)
{
	return bn_inet_multiaccess(iff->ifl) && !iff->down;
}

/**
 * bn_source_iff_up() - an iff entered its instance or may have come up
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_source_iff_up(struct bn_iff *iff)
{
	struct bn_instance *instance = iff->table->instance;
	u32 index = iff->ifl->ifl_index;

	if (may_be_default(iff) && (!instance->default_ifl || index < instance->default_ifl))
		WRITE_ONCE(instance->default_ifl, index);
}

/**
 * bn_source_iff_down() - an iff goes, or leaves its instance
 * @iff: the iff
 *
 * The default was the first, so its successor is found after it.
 *
 * Context: configuration lock held.
 */
void bn_source_iff_down(struct bn_iff *iff)
{
	struct bn_instance *instance = iff->table->instance;
	struct bn_ifl *ifl = iff->ifl;
	struct bn_iff *next;

	if (instance->default_ifl != ifl->ifl_index)
		return;
	while ((ifl = bn_ifl_next(bn_iff_stack(iff), ifl->ifl_index))) {
		next = bn_iff_get(ifl, AF_INET);
		if (next && next->table == iff->table && may_be_default(next))
			break;
	}
	WRITE_ONCE(instance->default_ifl, ifl ? ifl->ifl_index : 0);
}

/* ---- packet path ----------------------------------------------------------- */

/**
 * bn_source_out_iff() - where a multicast or limited broadcast leaves (NH-9)
 * @table: table of the sender's instance
 * @out_ifl: ifl that the sender asked for, or 0
 *
 * Return: the iff, or NULL where there is none in the instance.
 * Context: RCU read side.
 */
struct bn_iff *bn_source_out_iff(struct bn_rt_table *table, u32 out_ifl)
{
	u32 index = out_ifl ?: READ_ONCE(table->instance->default_ifl);
	struct bn_ifl *ifl = index ? bn_ifl_get(table->instance->stack, index) : NULL;
	struct bn_iff *iff = ifl ? bn_iff_get(ifl, AF_INET) : NULL;

	return iff && READ_ONCE(iff->table) == table ? iff : NULL;
}

static __be32 iff_source(const struct bn_iff *iff)
{
	const struct bn_inet_iff *priv = iff ? iff->priv : NULL;

	return priv ? READ_ONCE(priv->source) : 0;
}

/**
 * bn_source_select() - the source address of a packet without one
 * @table: table of the sender's instance
 * @nh: next hop of the route to @daddr
 * @daddr: destination address
 * @out_ifl: ifl that the sender asked for, or 0
 *
 * Return: the address, or 0 where the instance has none.
 * Context: RCU read side.
 */
__be32 bn_source_select(struct bn_rt_table *table, const struct bn_nexthop *nh, __be32 daddr,
			u32 out_ifl)
{
	struct source *source;
	struct bn_iff *iff;
	__be32 addr;

	if (READ_ONCE(nh->ops)->type == BN_RNH_LOCAL)
		return daddr;
	addr = bn_ip4_addr(&nh->local);
	if (addr)
		return addr;
	iff = READ_ONCE(nh->iff);
	if (!iff && (ipv4_is_multicast(daddr) || ipv4_is_lbcast(daddr)))
		iff = bn_source_out_iff(table, out_ifl);
	addr = iff_source(iff);
	if (addr)
		return addr;
	source = xa_load(&table->instance->stack->ip->sources, table->instance->index);
	return source ? source->addr : 0;
}
