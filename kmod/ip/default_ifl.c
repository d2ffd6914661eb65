// SPDX-License-Identifier: GPL-2.0
/*
 * default_ifl - the interface of multicast and limited broadcast that name none (NH-9)
 *
 * Each table has one default interface: packets leave by it, and groups are joined on it, unless
 * the user names another one. Of the interfaces that are up it is the first in this order:
 * multiaccess with multicast, point-to-point, multiaccess without multicast (NBMA), loopback;
 * among equals one with an address, then the lowest ifl_index.
 *
 * It is the first of a tree, so that a change takes a time that does not depend on the number of
 * interfaces (IF-18).
 *
 * Synchronization: changed under the configuration lock, published by one store; read under RCU.
 *
 * Serves NH-9, SK-3, IF-18.
 */
#include <linux/bsdnet_socket.h>

#include "ip/source.h"

/**
 * bn_ip_default_ifl() - the default interface for multicast (NH-9)
 * @table: the table
 *
 * Return: its ifl_index, 0 for none.
 * Context: any.
 */
u32 bn_ip_default_ifl(const struct bn_rt_table *table)
{
	const struct bn_ip_table *state = table->priv;

	return READ_ONCE(state->default_ifl);
}

/* ---- order --------------------------------------------------------------- */

static struct bn_ip_iff *default_iff(const struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_ip_iff, defaults);
}

static u32 default_index(const struct bn_ip_iff *state)
{
	return state->iff->ifl->ifl_index;
}

/* Lower is better */
static u8 default_rank(const struct bn_iff *iff)
{
	const struct bn_ip_iff *state = iff->priv;
	u8 kind = 0;

	if (iff->ifl->flags & BSDNET_IFL_FLAGS_LOOPBACK)
		kind = 3;
	else if (iff->ifl->flags & BSDNET_IFL_FLAGS_NBMA)
		kind = 2;
	else if (iff->ifl->flags & BSDNET_IFL_FLAGS_POINTOPOINT)
		kind = 1;
	return kind * 2 + !rcu_access_pointer(state->source);
}

static bool default_less(struct rb_node *a, const struct rb_node *b)
{
	const struct bn_ip_iff *x = default_iff(a), *y = default_iff(b);

	if (x->default_rank != y->default_rank)
		return x->default_rank < y->default_rank;
	return default_index(x) < default_index(y);
}

/* ---- changes --------------------------------------------------------------- */

static void default_publish(struct bn_ip_table *table)
{
	const struct bn_ip_iff *first = default_iff(rb_first_cached(&table->defaults));

	WRITE_ONCE(table->default_ifl, first ? default_index(first) : 0);
}

static void default_unlink(struct bn_ip_table *table, struct bn_ip_iff *state)
{
	if (RB_EMPTY_NODE(&state->defaults))
		return;
	rb_erase_cached(&state->defaults, &table->defaults);
	RB_CLEAR_NODE(&state->defaults);
}

/**
 * bn_ip_default_update() - an iff entered its instance, or its state or addresses changed
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_ip_default_update(struct bn_iff *iff)
{
	struct bn_ip_table *table = iff->table->priv;
	struct bn_ip_iff *state = iff->priv;

	default_unlink(table, state);
	if (!iff->down) {
		state->default_rank = default_rank(iff);
		rb_add_cached(&state->defaults, &table->defaults, default_less);
	}
	default_publish(table);
}

/**
 * bn_ip_default_leave() - an iff is deleted or leaves its instance
 * @iff: the iff
 *
 * Context: configuration lock held.
 */
void bn_ip_default_leave(struct bn_iff *iff)
{
	struct bn_ip_table *table = iff->table->priv;

	default_unlink(table, iff->priv);
	default_publish(table);
}

/* ---- packet path ----------------------------------------------------------- */

static struct bn_iff *ip_iff(struct bsdnet_stack *stack, const struct bn_family *family,
			     u32 ifl_index)
{
	struct bn_ifl *ifl = bn_ifl_get(stack, ifl_index);

	return ifl ? bn_iff_get(ifl, family->family) : NULL;
}

/**
 * bn_ip_out_iff() - bn_family::out_iff: the interface that a multicast or limited broadcast
 *	leaves by (NH-9)
 * @table: table of the sender's instance
 * @out_ifl: ifl that the sender asked for, or 0
 *
 * Return: the iff, or NULL if there is none in the instance.
 * Context: RCU read side or configuration lock.
 */
struct bn_iff *bn_ip_out_iff(struct bn_rt_table *table, u32 out_ifl)
{
	const struct bn_ip_table *state = table->priv;
	u32 index = out_ifl ?: READ_ONCE(state->default_ifl);
	struct bn_iff *iff = index ? ip_iff(table->stack, table->family, index) : NULL;

	return iff && READ_ONCE(iff->table) == table ? iff : NULL;
}

/**
 * bn_ip_find_iff() - the interface that a user of multicast means (SK-3)
 * @stack: the stack
 * @family: the family
 * @instance: routing instance of the user, or BSDNET_INSTANCE_ANY
 * @ifl_index: the interface by number; 0: not given
 * @local: without a number: a local address of the interface; NULL: not given
 *
 * Without both it is the default interface.
 *
 * Return: the iff, or NULL if there is none in the instance.
 * Context: process, configuration lock.
 */
struct bn_iff *bn_ip_find_iff(struct bsdnet_stack *stack, const struct bn_family *family,
			      u32 instance, u32 ifl_index, const void *local)
{
	bool any = instance == BSDNET_INSTANCE_ANY;
	struct bn_rt_table *table;
	struct bn_nexthop *nh;
	struct bn_iff *iff;

	bn_cfg_assert(stack);
	if (ifl_index && any)
		return ip_iff(stack, family, ifl_index);
	table = bn_instance_table(bn_instance_get(stack, any ? 0 : instance), family->index);
	if (!table)
		return NULL;
	if (ifl_index || !local)
		return bn_ip_out_iff(table, ifl_index);
	rcu_read_lock();
	nh = bn_rt_lookup(table, local, NULL)->nh;
	iff = bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_LOCAL ? bn_nh_iff(nh) : NULL;
	rcu_read_unlock();
	return iff;
}
