/* SPDX-License-Identifier: GPL-2.0 */
/*
 * core.h for user space: a stack that consists of a lock, the counters of
 * live objects, and the room under test
 */
#ifndef _BSDNET_CORE_H
#define _BSDNET_CORE_H

#include "shim.h"

struct bsdnet_stack;
struct bn_l3demux;
struct sk_buff;

#ifdef __cplusplus
extern "C" {
#endif

enum bn_obj {
	BN_OBJ_L2_TABLE,
	BN_OBJ_L2_ENTRY,
	BN_OBJ_PCB,
	BN_OBJ_MAX
};

struct bsdnet_stack {
	pthread_mutex_t cfg_mutex;
	atomic_long_t live[BN_OBJ_MAX];
	struct bn_l3demux *l3demux;
};

struct bn_room {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	int (*stack_init)(struct bsdnet_stack *stack);
	void (*stack_stop)(struct bsdnet_stack *stack);
	void (*stack_exit)(struct bsdnet_stack *stack);
};

static inline void bn_obj_get_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_inc(&stack->live[kind]);
}

static inline void bn_obj_put_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_dec(&stack->live[kind]);
}

#define bn_cfg_assert(stack)		((void)(stack))
#define bn_cfg_dereference(p, stack)	((void)(stack), (p))

/* One text, to see that there is one */
struct netlink_ext_ack {
	char text[80];
};

#define NL_SET_ERR_MSG_FMT(extack, ...) do {				\
	struct netlink_ext_ack *__extack = (extack);			\
									\
	if (__extack)							\
		snprintf(__extack->text, sizeof(__extack->text), __VA_ARGS__); \
} while (0)

#ifdef __cplusplus
}
#endif

#endif /* _BSDNET_CORE_H */
