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
 * Life: an ifa is freed a grace period after it was taken off the list of its iff, and so
 * after it was replaced here.
 *
 * Synchronization: changed under the configuration lock by single stores; read under RCU.
 *
 * Serves NH-1, IF-5, IF-18.
 */
#include "ip/source.h"

/**
 * bn_ip_table_init() - initialize the state of a new table
 * @state: the state
 *
 * Context: any; the table is not published.
 */
void bn_ip_table_init(struct bn_ip_table *state)
{
	RCU_INIT_POINTER(state->source, NULL);
	state->default_ifl = 0;
	state->defaults = RB_ROOT_CACHED;
	state->addressed = RB_ROOT_CACHED;
}

/**
 * bn_ip_iff_init() - initialize the state of a new iff
 * @state: the state, at the beginning of bn_iff::priv
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_ip_iff_init(struct bn_ip_iff *state, struct bn_iff *iff)
{
	state->iff = iff;
	RCU_INIT_POINTER(state->source, NULL);
	RB_CLEAR_NODE(&state->defaults);
	RB_CLEAR_NODE(&state->addressed);
}

/* ---- interfaces with addresses, in the order of ifl_index ---------------------- */

static struct bn_ip_iff *by_address(const struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_ip_iff, addressed);
}

static u32 index_of(const struct bn_ip_iff *state)
{
	return state->iff->ifl->ifl_index;
}

static bool address_less(struct rb_node *a, const struct rb_node *b)
{
	return index_of(by_address(a)) < index_of(by_address(b));
}

/* ---- addresses ----------------------------------------------------------- */

static const struct bn_ifa *first_local(const struct bn_iff *iff)
{
	const struct bn_ifa *ifa;

	list_for_each_entry(ifa, &iff->ifas, list)
		if (ifa->has_local && iff->family->is_source(&ifa->local))
			return ifa;
	return NULL;
}

/**
 * bn_ip_source_changed() - an ifa was added or is deleted
 * @iff: its iff; its list has the new ifa, or the old one no longer
 *
 * Context: configuration lock held.
 */
void bn_ip_source_changed(struct bn_iff *iff)
{
	const struct bn_ifa *ifa = first_local(iff);
	struct bn_ip_table *table = iff->table->priv;
	struct bn_ip_iff *state = iff->priv, *first;

	bn_cfg_assert(bn_iff_stack(iff));
	rcu_assign_pointer(state->source, ifa);
	if (ifa && RB_EMPTY_NODE(&state->addressed)) {
		rb_add_cached(&state->addressed, &table->addressed, address_less);
	} else if (!ifa && !RB_EMPTY_NODE(&state->addressed)) {
		rb_erase_cached(&state->addressed, &table->addressed);
		RB_CLEAR_NODE(&state->addressed);
	}
	first = by_address(rb_first_cached(&table->addressed));
	rcu_assign_pointer(table->source, first ? bn_cfg_dereference(first->source,
								     bn_iff_stack(iff)) : NULL);
	bn_ip_default_update(iff);
}

/**
 * bn_ip_source_ifa() - the address to send from if the next hop knows none
 * @table: table of the sender's instance
 * @iff: interface that the packet leaves by; NULL: not known
 *
 * Return: the ifa with that local address; NULL if the instance has none.
 * Context: RCU read side.
 */
const struct bn_ifa *bn_ip_source_ifa(struct bn_rt_table *table, const struct bn_iff *iff)
{
	const struct bn_ip_table *common = table->priv;
	const struct bn_ip_iff *state = iff ? iff->priv : NULL;
	const struct bn_ifa *ifa = state ? rcu_dereference(state->source) : NULL;

	return ifa ?: rcu_dereference(common->source);
}
