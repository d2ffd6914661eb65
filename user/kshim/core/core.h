/* SPDX-License-Identifier: GPL-2.0 */
/*
 * core.h for user space: a stack that consists of a lock, the counters of
 * live objects, and the tables
 */
#ifndef _BSDNET_CORE_H
#define _BSDNET_CORE_H

#include "shim.h"

struct bn_l3demux;
struct netlink_ext_ack;
struct sk_buff;

#ifdef __cplusplus
extern "C" {
#endif

#include "core/objects.h"

/**
 * struct bsdnet_stack - the world of a table
 * @cfg_mutex: for whoever changes the table from several threads
 * @live: live objects per kind
 * @l3demux: the PCB table
 */
struct bsdnet_stack {
	pthread_mutex_t cfg_mutex;
	atomic_long_t live[BN_OBJ_MAX];
	struct bn_l3demux *l3demux;
};

struct bn_room {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
	int (*open)(void);
	void (*close)(void);
	int (*stack_init)(struct bsdnet_stack *stack);
	void (*stack_stop)(struct bsdnet_stack *stack);
	void (*stack_exit)(struct bsdnet_stack *stack);
};

enum bn_event {
	BN_EVENT_ADD,
	BN_EVENT_CHANGE,
	BN_EVENT_DELETE,
};

#define bn_cfg_lock(stack)		mutex_lock(&(stack)->cfg_mutex)
#define bn_cfg_unlock(stack)		mutex_unlock(&(stack)->cfg_mutex)
#define bn_cfg_assert(stack)		((void)(stack))
#define bn_cfg_is_locked(stack)		((void)(stack), true)
#define bn_cfg_dereference(p, stack)	((void)(stack), (p))
/* One lock does here for what are two in the kernel */
#define bn_rt_lock(stack)		bn_cfg_lock(stack)
#define bn_rt_unlock(stack)		bn_cfg_unlock(stack)
#define bn_rt_relax(stack)		((void)(stack))
#define bn_rt_assert(stack)		((void)(stack))
#define bn_rt_is_locked(stack)		((void)(stack), true)
#define bn_rt_dereference(p, stack)	((void)(stack), (p))

/* One text */
struct netlink_ext_ack {
	char text[128];
};

#define NL_SET_ERR_MSG_FMT(extack, ...) do {				\
	struct netlink_ext_ack *__extack = (extack);			\
									\
	if (__extack)							\
		shim_snprintf(__extack->text, sizeof(__extack->text), __VA_ARGS__); \
} while (0)
#define NL_SET_ERR_MSG(extack, msg)	NL_SET_ERR_MSG_FMT(extack, "%s", msg)
#define NL_SET_ERR_MSG_MOD(extack, msg)	NL_SET_ERR_MSG_FMT(extack, "%s", msg)

#ifdef __cplusplus
}
#endif

#endif /* _BSDNET_CORE_H */
