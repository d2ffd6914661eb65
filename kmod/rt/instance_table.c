// SPDX-License-Identifier: GPL-2.0
/*
 * instance_table - the route table of an instance and a family (RT-1, RT-6, RT-10)
 *
 * Supplies a route table of room fib with reference-counted next hops and with
 * notifications, and installs the permanent routes of its family.
 *
 * Synchronization: route lock.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "rt/private.h"

static void nh_get(struct bn_nexthop *nh)
{
	bn_nh_get(nh);
}

static void event(struct bn_rt_table *table, enum bn_event event,
		  const struct bn_rt_prefix *prefix, const struct bn_route *route)
{
	struct bn_route_ref ref = { table, (struct bn_route *)route, *prefix };

	if (!READ_ONCE(table->stack->dying))
		bn_event(table->stack, event, BN_OBJ_ROUTE, &ref);
}

static bool nh_is_own(const struct bn_nexthop *nh)
{
	return bn_nh_has(nh, BN_NHF_OWN);
}

/* "192.0.2.0/24", followed by " from a source" if the prefix has a source part */
static void report_exists(const struct bn_rt_table *table, const struct bn_rt_prefix *prefix,
			  struct netlink_ext_ack *extack)
{
	unsigned int dst_bits = min_t(unsigned int, prefix->bits, table->addr_bits);
	const char *from = prefix->bits > dst_bits ? " from a source" : "";
	char text[BN_ADDR_TEXT];

	bn_addr_text(table->family, prefix->key, text);
	NL_SET_ERR_MSG_FMT(extack, "route: %s/%u%s exists in instance %u", text, dst_bits, from,
			   table->index);
}

static const struct bn_rt_ops table_ops = {
	.nh_get = nh_get,
	.nh_put = bn_nh_put,
	.event = event,
	.nh_is_own = nh_is_own,
	.exists = report_exists,
};

/**
 * bn_rt_table_alloc() - make a table with the permanent routes of its family (RT-6)
 * @instance: the instance; must not be freed before the table
 * @family: the family
 *
 * Return: the table; -ENOMEM or what bn_family::table_init returned.
 * Context: process context, route lock.
 */
struct bn_rt_table *bn_rt_table_alloc(struct bn_instance *instance,
				      const struct bn_family *family)
{
	struct bn_rt_table *table = kzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	int err;

	if (!table)
		return ERR_PTR(-ENOMEM);
	err = bn_rt_table_init(table, instance->stack, &table_ops, family->addr_len * 8);
	if (err) {
		kfree(table);
		return ERR_PTR(err);
	}
	bn_obj_get_count(instance->stack, BN_OBJ_RT_TABLE);
	table->instance = instance;
	table->index = instance->index;
	table->family = family;
	table->quiet = true;
	err = family->table_init(table);
	if (err) {
		bn_rt_table_flush(table);
		bn_rt_table_free(table);
		return ERR_PTR(err);
	}
	table->quiet = false;
	return table;
}

/**
 * bn_rt_table_free() - free a table
 * @table: the table, flushed; the grace period is over
 *
 * Context: any.
 */
void bn_rt_table_free(struct bn_rt_table *table)
{
	bn_rt_table_exit(table);
	if (table->family->table_exit)
		table->family->table_exit(table);
	bn_obj_put_count(table->stack, BN_OBJ_RT_TABLE);
	kfree(table);
}
