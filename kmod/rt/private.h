/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room rt: shared by its files
 */
#ifndef _BSDNET_RT_PRIV_H
#define _BSDNET_RT_PRIV_H

#include <linux/xarray.h>

#include "rt/rt.h"

/**
 * struct bn_rt - state of room rt in a stack
 * @instances: [path] struct bn_instance by index
 * @nexthops: struct bn_nexthop by its index
 * @rings: by ifl_index: any one of the next hops that depend on that ifl,
 *	which are linked in a ring through bn_nexthop::iff_list
 * @simple: the shared next hops without interface
 * @next_nexthop: where the search for a free index continues
 *
 * @instances is changed under the configuration lock, the rest under the route lock.
 */
struct bn_rt {
	struct xarray instances;
	struct xarray nexthops;
	struct xarray rings;
	struct list_head simple;
	u32 next_nexthop;
};

/* instance_table.c */
struct bn_rt_table *bn_rt_table_alloc(struct bn_instance *instance,
				      const struct bn_family *family);
void bn_rt_table_free(struct bn_rt_table *table);

/* instance.c */
int bn_instance_stack_init(struct bsdnet_stack *stack);
void bn_instance_stack_stop(struct bsdnet_stack *stack);
void bn_instance_stack_exit(struct bsdnet_stack *stack);

/* nexthop.c: first of the ring of an ifl, or NULL */
struct bn_nexthop *bn_nh_ring(struct bsdnet_stack *stack, u32 ifl_index);

#endif /* _BSDNET_RT_PRIV_H */
