// SPDX-License-Identifier: GPL-2.0
/*
 * source - which interface and which source address an originated packet gets
 *
 * A next hop knows the best local address in most cases. Where it does not
 * (multicast, unnumbered point-to-point), the outgoing iff's first address
 * is taken, and for want of one that of the instance's first interface with an address.
 *
 * Also kept here: the instance's default interface for multicast and
 * limited broadcast (NH-9), the first multiaccess ifl that is up.
 *
 * Both are the first of a tree, so that an interface comes and goes in a time that does not
 * depend on how many there are (IF-18).
 *
 * Synchronization: changed under the configuration lock by single stores;
 * read under RCU.
 *
 * Serves NH-1, NH-9, IF-5, IF-18.
 */
#include <linux/inetdevice.h>

#include "ip/private.h"

/* ---- interfaces of an instance in the order of ifl_index ------------------- */

static struct bn_inet_iff *by_default(const struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_inet_iff, defaults);
}

static struct bn_inet_iff *by_address(const struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_inet_iff, addressed);
}

static u32 index_of(const struct bn_inet_iff *priv)
{
	return priv->iff->ifl->ifl_index;
}

static bool default_less(struct rb_node *a, const struct rb_node *b)
{
	return index_of(by_default(a)) < index_of(by_default(b));
}

static bool address_less(struct rb_node *a, const struct rb_node *b)
{
	return index_of(by_address(a)) < index_of(by_address(b));
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

static void refresh(struct bn_iff *iff)
{
	struct bn_instance *instance = iff->table->instance;
	struct bn_inet_iff *priv = iff->priv, *first;

	WRITE_ONCE(priv->source, first_local(iff));
	if (priv->source && RB_EMPTY_NODE(&priv->addressed)) {
		rb_add_cached(&priv->addressed, &instance->addressed, address_less);
	} else if (!priv->source && !RB_EMPTY_NODE(&priv->addressed)) {
		rb_erase_cached(&priv->addressed, &instance->addressed);
		RB_CLEAR_NODE(&priv->addressed);
	}
	first = by_address(rb_first_cached(&instance->addressed));
	WRITE_ONCE(instance->source, first ? first->source : 0);
}

/**
 * bn_source_ifa_added() - an ifa is new
 * @ifa: the ifa, on the list of its iff
 *
 * Context: configuration lock held.
 */
void bn_source_ifa_added(struct bn_ifa *ifa)
{
	refresh(ifa->iff);
}

/**
 * bn_source_ifa_gone() - an ifa goes
 * @ifa: the ifa, no longer on the list of its iff
 *
 * Context: configuration lock held.
 */
void bn_source_ifa_gone(struct bn_ifa *ifa)
{
	refresh(ifa->iff);
}

/* ---- the default interface ------------------------------------------------ */

static void choose_default(struct bn_instance *instance)
{
	struct bn_inet_iff *first = by_default(rb_first_cached(&instance->defaults));

	WRITE_ONCE(instance->default_ifl, first ? index_of(first) : 0);
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
	struct bn_inet_iff *priv = iff->priv;

	if (!bn_inet_multiaccess(iff->ifl) || iff->down || !RB_EMPTY_NODE(&priv->defaults))
		return;
	rb_add_cached(&priv->defaults, &instance->defaults, default_less);
	choose_default(instance);
}

/**
 * bn_source_iff_down() - an iff goes, or leaves its instance
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_source_iff_down(struct bn_iff *iff)
{
	struct bn_instance *instance = iff->table->instance;
	struct bn_inet_iff *priv = iff->priv;

	if (RB_EMPTY_NODE(&priv->defaults))
		return;
	rb_erase_cached(&priv->defaults, &instance->defaults);
	RB_CLEAR_NODE(&priv->defaults);
	choose_default(instance);
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
	struct bn_iff *iff;
	__be32 addr;

	if (bn_nh_type(nh) == BN_RNH_LOCAL)
		return daddr;
	addr = bn_ip4_addr(&nh->local);
	if (addr)
		return addr;
	iff = READ_ONCE(nh->iff);
	if (!iff && (ipv4_is_multicast(daddr) || ipv4_is_lbcast(daddr)))
		iff = bn_source_out_iff(table, out_ifl);
	addr = iff_source(iff);
	return addr ?: READ_ONCE(table->instance->source);
}
