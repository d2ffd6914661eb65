/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stack - private header of room core
 */
#ifndef _BSDNET_CORE_STACK_H
#define _BSDNET_CORE_STACK_H

#include "core/core.h"

/* drop.c */
int bn_drop_stack_init(struct bsdnet_stack *stack);
void bn_drop_stack_exit(struct bsdnet_stack *stack);

/* latency.c */
void bn_latency_stack_exit(struct bsdnet_stack *stack);

/* stack.c */
bool bn_stack_is_registered(void);

/* debugfs.c */
void bn_debugfs_init(void);
void bn_debugfs_exit(void);

#endif /* _BSDNET_CORE_STACK_H */
