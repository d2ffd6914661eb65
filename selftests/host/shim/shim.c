// SPDX-License-Identifier: GPL-2.0
/* shim - memory and randomness; see shim.h */
#include "shim.h"

unsigned int shim_alloc_fails_one_in;

static __thread u64 random_state;

u64 get_random_u64(void)
{
	u64 x = random_state;

	if (!x)
		x = 0x2545f4914f6cdd1dULL ^ (u64)(uintptr_t)&random_state;
	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	random_state = x;
	return x;
}

static bool must_fail(void)
{
	unsigned int n = READ_ONCE(shim_alloc_fails_one_in);

	return n && get_random_u64() % n == 0;
}

void *kmalloc(size_t size, int gfp)
{
	(void)gfp;
	return must_fail() ? NULL : malloc(size);
}

void *kzalloc(size_t size, int gfp)
{
	(void)gfp;
	return must_fail() ? NULL : calloc(1, size);
}

void kfree(const void *ptr)
{
	free((void *)ptr);
}
