/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rcu - RCU of a program with one thread: see rcu.c
 */
#ifndef FUZZ_RCU_H
#define FUZZ_RCU_H

#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A grace period ends: what was retired is freed. Not under rcu_read_lock() */
void fuzz_grace_period(void);
/* What is retired and not freed yet */
unsigned long fuzz_retired(void);
/* In place of the shim's get_random_bytes(), by the linker's --wrap */
void __wrap_get_random_bytes(void *buf, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* FUZZ_RCU_H */
