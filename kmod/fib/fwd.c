// SPDX-License-Identifier: GPL-2.0
/*
 * fwd - forwarding entries of a route table: see fwd.h
 *
 * Routes with the same next hop, interface and flags share an entry. Numbers start at 1; one
 * is reused a grace period after its entry was released, so that no reader finds another
 * entry through a leaf.
 *
 * The array of numbers is replaced when it is full by one twice the size. A new
 * entry is in the array before any leaf has its number.
 */
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/rbtree.h>
#include <linux/slab.h>

#include "fib/fib.h"

#define ARRAY_MIN 8U

static struct bn_fwd_array *array_alloc(unsigned int size)
{
	struct bn_fwd_array *array;

	array = kvzalloc(struct_size(array, entry, size), GFP_KERNEL_ACCOUNT);
	if (array)
		array->size = size;
	return array;
}

/**
 * bn_fwd_init() - initialize an empty table of entries
 * @fwds: the table
 *
 * Return: 0 or -ENOMEM.
 */
int bn_fwd_init(struct bn_fwd_table *fwds)
{
	struct bn_fwd_array *array = array_alloc(ARRAY_MIN);

	if (!array)
		return -ENOMEM;
	RCU_INIT_POINTER(fwds->array, array);
	fwds->order = RB_ROOT;
	INIT_LIST_HEAD(&fwds->retired);
	fwds->next = 1;
	fwds->count = 0;
	return 0;
}

/**
 * bn_fwd_exit() - free all memory
 * @fwds: without entries in use, and without readers
 */
void bn_fwd_exit(struct bn_fwd_table *fwds)
{
	struct bn_fwd *fwd, *next;

	WARN_ON_ONCE(fwds->count);
	list_for_each_entry_safe(fwd, next, &fwds->retired, retired)
		kfree(fwd);
	kvfree(rcu_access_pointer(fwds->array));
}

/* ---- numbers ------------------------------------------------------------- */

static bool array_grow(struct bn_rt_table *table)
{
	struct bn_fwd_table *fwds = &table->fwds;
	struct bn_fwd_array *old = bn_rt_dereference(fwds->array, table->stack), *new;
	unsigned int i;

	new = array_alloc(old->size * 2);
	if (!new)
		return false;
	for (i = 0; i < old->size; i++)
		RCU_INIT_POINTER(new->entry[i], bn_rt_dereference(old->entry[i], table->stack));
	rcu_assign_pointer(fwds->array, new);
	kvfree_rcu(old, rcu);
	return true;
}

/* Free a retired entry whose grace period is over; returns its number, 0: none */
static u32 number_reap(struct bn_fwd_table *fwds)
{
	struct bn_fwd *fwd = list_first_entry_or_null(&fwds->retired, struct bn_fwd, retired);
	u32 number;

	if (!fwd || !poll_state_synchronize_rcu(fwd->grace))
		return 0;
	number = fwd->number;
	list_del(&fwd->retired);
	kfree(fwd);
	return number;
}

/* Assign a number to @fwd. False: no memory */
static bool number_give(struct bn_rt_table *table, struct bn_fwd *fwd)
{
	struct bn_fwd_table *fwds = &table->fwds;
	u32 number = number_reap(fwds);

	if (!number) {
		if (fwds->next == bn_rt_dereference(fwds->array, table->stack)->size &&
		    !array_grow(table))
			return false;
		number = fwds->next++;
	}
	fwd->number = number;
	rcu_assign_pointer(bn_rt_dereference(fwds->array, table->stack)->entry[number], fwd);
	return true;
}

/* ---- entries ------------------------------------------------------------- */

static int fwd_compare(const struct bn_fwd *fwd, const struct bn_nexthop *nh, u32 ifl_index,
		       u8 flags)
{
	if (nh != fwd->nh)
		return (unsigned long)nh < (unsigned long)fwd->nh ? -1 : 1;
	if (ifl_index != fwd->ifl_index)
		return ifl_index < fwd->ifl_index ? -1 : 1;
	return (int)flags - fwd->flags;
}

static struct bn_fwd *fwd_alloc(struct bn_rt_table *table, struct bn_nexthop *nh, u32 ifl_index,
				u8 flags)
{
	struct bn_fwd *fwd = kzalloc(sizeof(*fwd), GFP_KERNEL_ACCOUNT);

	if (!fwd)
		return NULL;
	fwd->nh = nh;
	fwd->ifl_index = ifl_index;
	fwd->flags = flags;
	RCU_INIT_POINTER(fwd->plain.fwd, fwd);
	fwd->plain.type = BSDNET_ROUTE_TYPE_USER;
	fwd->plain.own = table->ops->nh_is_own && table->ops->nh_is_own(nh);
	fwd->plain.plain = true;
	if (number_give(table, fwd))
		return fwd;
	kfree(fwd);
	return NULL;
}

/**
 * bn_fwd_get() - find or make the entry of a route
 * @table: the route table
 * @nh: next hop; the entry takes a reference
 * @ifl_index: interface
 * @flags: enum bsdnet_route_flags
 *
 * Return: the entry, with a reference for the route; NULL without memory.
 * Context: process context, route lock.
 */
struct bn_fwd *bn_fwd_get(struct bn_rt_table *table, struct bn_nexthop *nh, u32 ifl_index,
			  u8 flags)
{
	struct bn_fwd_table *fwds = &table->fwds;
	struct rb_node **link = &fwds->order.rb_node, *above = NULL;
	struct bn_fwd *fwd;
	int diff;

	while (*link) {
		above = *link;
		fwd = rb_entry(above, struct bn_fwd, order);
		diff = fwd_compare(fwd, nh, ifl_index, flags);
		if (!diff) {
			fwd->routes++;
			return fwd;
		}
		link = diff < 0 ? &above->rb_left : &above->rb_right;
	}
	fwd = fwd_alloc(table, nh, ifl_index, flags);
	if (!fwd)
		return NULL;
	rb_link_node(&fwd->order, above, link);
	rb_insert_color(&fwd->order, &fwds->order);
	fwd->routes = 1;
	fwds->count++;
	table->ops->nh_get(nh);
	return fwd;
}

/**
 * bn_fwd_put() - drop a route's reference on its entry
 * @table: the route table
 * @fwd: the entry; if this is the last reference, new readers cannot find its number
 *
 * Context: process context, route lock.
 */
void bn_fwd_put(struct bn_rt_table *table, struct bn_fwd *fwd)
{
	struct bn_fwd_table *fwds = &table->fwds;

	if (--fwd->routes)
		return;
	rb_erase(&fwd->order, &fwds->order);
	fwds->count--;
	table->ops->nh_put(fwd->nh);
	fwd->grace = get_state_synchronize_rcu();
	list_add_tail(&fwd->retired, &fwds->retired);
}
