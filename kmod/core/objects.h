/* SPDX-License-Identifier: GPL-2.0 */
/*
 * objects - live objects, counted per kind and stack
 *
 * Every object has one owner and one place where it is freed, after a grace period, which
 * calls bn_obj_put_count(). If a count is not zero when a stack is freed, that is a bug: it
 * is reported in the kernel log and in the message that the module prints when it is
 * unloaded.
 */
#ifndef _BSDNET_OBJECTS_H
#define _BSDNET_OBJECTS_H

#include <linux/atomic.h>

#define BN_OBJ_LIST(O)			\
	O(IFD,		"ifd")		\
	O(IFL,		"ifl")		\
	O(IFF,		"iff")		\
	O(IFA,		"ifa")		\
	O(L2_TABLE,	"l2_table")	\
	O(L2_ENTRY,	"l2_entry")	\
	O(INSTANCE,	"instance")	\
	O(RT_TABLE,	"rt_table")	\
	O(ROUTE,	"route")	\
	O(NEXTHOP,	"nexthop")	\
	O(NEIGH,	"neigh")	\
	O(MADDR,	"maddr")	\
	O(DDP,		"ddp")		\
	O(PCB,		"pcb")		\
	O(QUEUE,	"queue")	\
	O(SOCK,		"socket")

enum bn_obj {
#define O(sym, name) BN_OBJ_##sym,
	BN_OBJ_LIST(O)
#undef O
	BN_OBJ_MAX
};

struct bsdnet_stack;

void bn_obj_get_count(struct bsdnet_stack *stack, enum bn_obj kind);
void bn_obj_put_count(struct bsdnet_stack *stack, enum bn_obj kind);
const char *bn_obj_name(enum bn_obj kind);

#endif /* _BSDNET_OBJECTS_H */
