/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fwd - forwarding entries, the results of forwarding lookups (RT-4)
 *
 * The part of a route that packets need: next hop, interface, flags. Routes with the same
 * values share one entry, so that a table of a million routes has few of them, and the
 * leaves of the trie can be short numbers. Plain routes (fib.h) that share an entry are all
 * one object, which is in the entry.
 *
 * Life: an entry is freed, and its number can be reused, a grace period after the last
 * route has dropped its reference.
 *
 * Synchronization: route lock; readers are under RCU. Entries do not change.
 */
#ifndef _BSDNET_FWD_H
#define _BSDNET_FWD_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/types.h>

struct bn_nexthop;
struct bn_rt_table;

/**
 * struct bn_route - a route (RT-4), or what several routes have in common: see fib.h
 * @fwd: next hop, interface and flags
 * @type: enum bsdnet_route_type
 * @own: leads to this host (bn_rt_ops::nh_is_own) and is not permanent
 * @plain: is in @fwd; else a struct bn_full_route
 */
struct bn_route {
	struct bn_fwd __rcu *fwd;
	u8 type;
	bool own;
	bool plain;
};

/**
 * struct bn_fwd - a forwarding entry
 * @nh: [path] next hop
 * @ifl_index: [path] see struct bn_route_config
 * @flags: [path] enum bsdnet_route_flags
 * @number: index among the entries of its table, from 1 on
 * @routes: number of routes that refer to it
 * @plain: all plain routes of this entry
 * @order: in bn_fwd_table::order
 * @retired: in bn_fwd_table::retired, after the last reference was dropped, until the grace
 *	period is over and another entry needs the number
 * @grace: cookie of that grace period
 */
struct bn_fwd {
	struct bn_nexthop *nh;
	u32 ifl_index;
	u8 flags;
	u32 number;
	unsigned int routes;
	struct bn_route plain;
	union {
		struct rb_node order;
		struct {
			struct list_head retired;
			unsigned long grace;
		};
	};
};

/* The number of an entry in the trie; 0 without one */
static inline u32 bn_fwd_number(const struct bn_fwd *fwd)
{
	return fwd ? fwd->number : 0;
}

/* Entries by number; replaced as a whole when it grows */
struct bn_fwd_array {
	struct rcu_head rcu;
	unsigned int size;
	struct bn_fwd __rcu *entry[];
};

/**
 * struct bn_fwd_table - the forwarding entries of a route table
 * @array: [path] by number; 0: no entry
 * @order: all entries, by content
 * @retired: entries without references, in the order of their grace periods
 * @next: the lowest number that was never used
 * @count: entries in use
 */
struct bn_fwd_table {
	struct bn_fwd_array __rcu *array;
	struct rb_root order;
	struct list_head retired;
	unsigned int next;
	unsigned int count;
};

/* fwd.c APIs, private to room fib. Route lock: */
int bn_fwd_init(struct bn_fwd_table *fwds);
void bn_fwd_exit(struct bn_fwd_table *fwds);
struct bn_fwd *bn_fwd_get(struct bn_rt_table *table, struct bn_nexthop *nh, u32 ifl_index,
			  u8 flags);
void bn_fwd_put(struct bn_rt_table *table, struct bn_fwd *fwd);

#endif /* _BSDNET_FWD_H */
