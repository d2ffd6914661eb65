// SPDX-License-Identifier: GPL-2.0
/* shim - memory, randomness and counted objects; see shim.h */
#include <sys/random.h>

#include "core/core.h"

/* ---- randomness -------------------------------------------------------- */

static __thread u64 random_state;

void get_random_bytes(void *buf, size_t size)
{
	u8 *next = buf;
	ssize_t got;

	while (size) {
		got = getrandom(next, size, 0);
		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			next += got;
			size -= (size_t)got;
		}
	}
}

void shim_random_seed(u64 seed)
{
	random_state = seed ? seed : 1;
}

/* xorshift64* (Vigna, An experimental exploration of Marsaglia's xorshift generators) */
u64 get_random_u64(void)
{
	u64 x = random_state;

	while (!x)
		get_random_bytes(&x, sizeof(x));
	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	random_state = x;
	return x * 0x2545f4914f6cdd1dULL;
}

/* ---- memory ------------------------------------------------------------ */

unsigned int shim_alloc_fails_one_in;
__thread unsigned long shim_alloc_fail_nth;

bool shim_must_fail(gfp_t gfp)
{
	unsigned int n = READ_ONCE(shim_alloc_fails_one_in);

	if (gfp & __GFP_NOFAIL)
		return false;
	if (shim_alloc_fail_nth && !--shim_alloc_fail_nth)
		return true;
	return n && get_random_u64() % n == 0;
}

#ifdef __SANITIZE_THREAD__
int shim_fence;
#endif

/* ---- bits -------------------------------------------------------------- */

bool shim_has_popcnt;

__attribute__((constructor)) static void ask_processor(void)
{
#ifdef __x86_64__
	__builtin_cpu_init();
	shim_has_popcnt = __builtin_cpu_supports("popcnt");
#endif
}

/* ---- objects ----------------------------------------------------------- */

void bn_obj_get_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_inc(&stack->live[kind]);
}

void bn_obj_put_count(struct bsdnet_stack *stack, enum bn_obj kind)
{
	atomic_long_dec(&stack->live[kind]);
}

const char *bn_obj_name(enum bn_obj kind)
{
	static const char *const names[] = {
#define O(sym, name) [BN_OBJ_##sym] = name,
		BN_OBJ_LIST(O)
#undef O
	};

	return names[kind];
}
