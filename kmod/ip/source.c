// SPDX-License-Identifier: GPL-2.0
/*
 * source - the source address of an originated packet
 *
 * Packets to single hosts have the first address of the first loopback interface of the table, if
 * it has one that leaves this host. Otherwise, and for multicast and broadcast, it is the best local
 * address that the next hop knows. If it knows none (multicast, unnumbered point-to-point), the first
 * address of the outgoing iff is used, or else that of the first interface of the table with an
 * address, where loopback interfaces go first.
 *
 * These interfaces are the first of trees, so that adding and deleting an interface takes a time
 * that does not depend on the number of interfaces (IF-18).
 *
 * Life: an ifa is freed a grace period after it was taken off the list of its iff, and so
 * after it was replaced here.
 *
 * Synchronization: changed under the configuration lock by single stores; read under RCU.
 *
 * Serves NH-1, NH-13, IF-5, IF-18.
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
	RCU_INIT_POINTER(state->loopback, NULL);
	state->default_ifl = 0;
	state->defaults = RB_ROOT_CACHED;
	state->addressed = RB_ROOT_CACHED;
	state->loopbacks = RB_ROOT_CACHED;
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

static const struct bn_ifa *first_source(const struct rb_root_cached *tree,
					 struct bsdnet_stack *stack)
{
	const struct bn_ip_iff *first = by_address(rb_first_cached(tree));

	return first ? bn_cfg_dereference(first->source, stack) : NULL;
}

/**
 * bn_ip_source_changed() - an ifa was added or is deleted
 * @iff: its iff; its list has the new ifa, or the old one no longer
 *
 * Context: configuration lock held.
 */
void bn_ip_source_changed(struct bn_iff *iff)
{
	const struct bn_ifa *ifa = first_local(iff), *loopback;
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct bn_ip_table *table = iff->table->priv;
	struct rb_root_cached *tree = &table->addressed;
	struct bn_ip_iff *state = iff->priv;

	bn_cfg_assert(stack);
	if (iff->ifl->flags & BSDNET_IFL_FLAGS_LOOPBACK)
		tree = &table->loopbacks;
	rcu_assign_pointer(state->source, ifa);
	if (ifa && RB_EMPTY_NODE(&state->addressed)) {
		rb_add_cached(&state->addressed, tree, address_less);
	} else if (!ifa && !RB_EMPTY_NODE(&state->addressed)) {
		rb_erase_cached(&state->addressed, tree);
		RB_CLEAR_NODE(&state->addressed);
	}
	loopback = first_source(&table->loopbacks, stack);
	rcu_assign_pointer(table->loopback, loopback);
	rcu_assign_pointer(table->source, loopback ?: first_source(&table->addressed, stack));
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

/**
 * bn_ip_source_show() - bn_family::source of either family
 * @table: table of the sender's instance
 * @nh: next hop of the route to @daddr
 * @daddr: destination address
 * @saddr: set to what bn_ip_source_select() says
 *
 * Context: RCU read side.
 */
void bn_ip_source_show(struct bn_rt_table *table, const struct bn_nexthop *nh,
		       const struct in6_addr *daddr, struct in6_addr *saddr)
{
	bool group = bn_nh_has(nh, BN_NHF_GROUP);

	memset(saddr, 0, sizeof(*saddr));
	if (nh->family->addr_len == sizeof(*saddr))
		bn_ip_source_select(table, nh, daddr, group, 0, saddr, sizeof(*saddr));
	else
		bn_ip_source_select(table, nh, daddr, group, 0, saddr, sizeof(__be32));
}
