/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory - memory of tries, and of what a change leaves behind
 */
#ifndef _BSDNET_FIB_MEMORY_H
#define _BSDNET_FIB_MEMORY_H

#include <linux/types.h>

/* The most that a change replaces: two nodes of four parts each, and the way to a third */
#define BN_FIB_OLD_MAX 10

/**
 * struct bn_fib_old - what a change replaces
 * @n: how many
 * @memory: allocated by bn_fib_alloc()
 */
struct bn_fib_old {
	unsigned int n;
	void *memory[BN_FIB_OLD_MAX];
};

/* memory.c APIs, private to the trie. Once: */
int bn_fib_memory_init(void);
void bn_fib_memory_exit(void);
/* Writers: */
void *bn_fib_alloc(size_t bytes, gfp_t gfp);
size_t bn_fib_size(size_t bytes);
void bn_fib_retire(const struct bn_fib_old *old);

/* @memory may be NULL */
static inline void bn_fib_old_add(struct bn_fib_old *old, void *memory)
{
	if (memory)
		old->memory[old->n++] = memory;
}

#endif /* _BSDNET_FIB_MEMORY_H */
