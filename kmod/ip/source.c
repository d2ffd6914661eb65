// SPDX-License-Identifier: GPL-2.0
/*
 * source - the source address of an originated packet
 *
 * In most cases the next hop knows the best local address. If it does not (multicast,
 * unnumbered point-to-point), the first address of the outgoing iff is used, or else that of
 * the first interface of the table with an address.
 *
 * That interface is the first of a tree, so that adding and deleting an interface takes a time
 * that does not depend on the number of interfaces (IF-18).
 *
 * Synchronization: changed under the configuration lock by single stores; read under RCU.
 *
 * Serves NH-1, IF-5, IF-18.
 */
#include <linux/inetdevice.h>
#include <linux/slab.h>

#include "inet/private.h"

/* ---- tables -------------------------------------------------------------- */

/**
 * bn_source_table_init() - make the state of a new table
 * @table: the table
 *
 * Return: 0 or -ENOMEM.
 * Context: process.
 */
int bn_source_table_init(struct bn_rt_table *table)
{
	struct bn_inet_table *priv = kzalloc(sizeof(*priv), GFP_KERNEL_ACCOUNT);

	if (!priv)
		return -ENOMEM;
	priv->defaults = RB_ROOT_CACHED;
	priv->addressed = RB_ROOT_CACHED;
	table->priv = priv;
	return 0;
}

/**
 * bn_source_table_exit() - bn_family::table_exit of inet
 * @table: the table, without readers
 *
 * Context: any.
 */
void bn_source_table_exit(struct bn_rt_table *table)
{
	kfree(table->priv);
}

/* ---- interfaces with addresses, in the order of ifl_index ---------------------- */

static struct bn_inet_iff *by_address(const struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_inet_iff, addressed);
}

static u32 index_of(const struct bn_inet_iff *priv)
{
	return priv->iff->ifl->ifl_index;
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
	struct bn_inet_table *table = iff->table->priv;
	struct bn_inet_iff *priv = iff->priv, *first;

	WRITE_ONCE(priv->source, first_local(iff));
	if (priv->source && RB_EMPTY_NODE(&priv->addressed)) {
		rb_add_cached(&priv->addressed, &table->addressed, address_less);
	} else if (!priv->source && !RB_EMPTY_NODE(&priv->addressed)) {
		rb_erase_cached(&priv->addressed, &table->addressed);
		RB_CLEAR_NODE(&priv->addressed);
	}
	first = by_address(rb_first_cached(&table->addressed));
	WRITE_ONCE(table->source, first ? first->source : 0);
	bn_default_iff_update(iff);
}

/**
 * bn_source_ifa_added() - an ifa was added
 * @ifa: the ifa, on the list of its iff
 *
 * Context: configuration lock held.
 */
void bn_source_ifa_added(struct bn_ifa *ifa)
{
	refresh(ifa->iff);
}

/**
 * bn_source_ifa_gone() - an ifa is deleted
 * @ifa: the ifa, no longer on the list of its iff
 *
 * Context: configuration lock held.
 */
void bn_source_ifa_gone(struct bn_ifa *ifa)
{
	refresh(ifa->iff);
}

/* ---- packet path ----------------------------------------------------------- */

static __be32 iff_source(const struct bn_iff *iff)
{
	const struct bn_inet_iff *priv = iff ? iff->priv : NULL;

	return priv ? READ_ONCE(priv->source) : 0;
}

/**
 * bn_source_select() - select the source address of a packet
 * @table: table of the sender's instance
 * @nh: next hop of the route to @daddr
 * @daddr: destination address
 * @out_ifl: ifl that the sender asked for, or 0
 *
 * Return: the address, or 0 if the instance has none.
 * Context: RCU read side.
 */
__be32 bn_source_select(struct bn_rt_table *table, const struct bn_nexthop *nh, __be32 daddr,
			u32 out_ifl)
{
	const struct bn_inet_table *priv = table->priv;
	struct bn_iff *iff;
	__be32 addr;

	if (bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_LOCAL)
		return daddr;
	addr = bn_ip4_addr(&nh->local);
	if (addr)
		return addr;
	iff = READ_ONCE(nh->iff);
	if (!iff && (ipv4_is_multicast(daddr) || ipv4_is_lbcast(daddr)))
		iff = bn_default_out_iff(table, out_ifl);
	addr = iff_source(iff);
	return addr ?: READ_ONCE(priv->source);
}
