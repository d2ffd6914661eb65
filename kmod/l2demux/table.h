/* SPDX-License-Identifier: GPL-2.0 */
/*
 * table - a table of bit prefixes of layer-2 keys; private to the room
 */
#ifndef _BSDNET_L2DEMUX_TABLE_H
#define _BSDNET_L2DEMUX_TABLE_H

#include "l2demux/l2demux.h"

struct bn_l2_few;
struct bn_l2_lens;

/**
 * struct bn_l2_table - the table
 * @few: [path] its short form; NULL: empty, or more than a few entries
 * @lens: [path] lengths in use; NULL: empty
 * @map: [path] all entries
 * @stamp: [path] a number that no other state of any table has
 * @order: all entries, in the order of their keys
 * @stack: the stack; its configuration lock protects the table
 * @rcu: for freeing
 * @keys: [path] of the hash function
 */
struct bn_l2_table {
	struct bn_l2_few __rcu *few;
	struct bn_l2_lens __rcu *lens;
	struct bn_linemap map;
	unsigned long stamp;
	struct rb_root order;
	struct bsdnet_stack *stack;
	struct rcu_head rcu;
	struct bn_linemap_keys keys;
};

#endif /* _BSDNET_L2DEMUX_TABLE_H */
