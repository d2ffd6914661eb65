/* SPDX-License-Identifier: GPL-2.0 */
/* Atomic operations and barriers, by the compiler's */
#ifndef SHIM_ATOMIC_H
#define SHIM_ATOMIC_H

#include "shim.h"

#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#ifndef __SANITIZE_THREAD__
#define smp_mb()		__atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()		__atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()		__atomic_thread_fence(__ATOMIC_RELEASE)
#else
/* ThreadSanitizer knows no fences; an operation on a common variable orders, too */
static inline void smp_mb(void)
{
	extern int shim_fence;

	(void)__atomic_fetch_add(&shim_fence, 0, __ATOMIC_SEQ_CST);
}

#define smp_rmb()		smp_mb()
#define smp_wmb()		smp_mb()
#endif

#define xchg(p, v)		__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)
#define xchg_relaxed(p, v)	__atomic_exchange_n(p, v, __ATOMIC_RELAXED)

#define try_cmpxchg(p, old, v) \
	__atomic_compare_exchange_n(p, old, v, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)
#define cmpxchg(p, old, v) ({						\
	__typeof__(*(p)) __expected = (old);				\
									\
	try_cmpxchg(p, &__expected, v);					\
	__expected;							\
})

#if defined(__x86_64__) || defined(__i386__)
#define cpu_relax()		__builtin_ia32_pause()
#else
#define cpu_relax()		__asm__ __volatile__("" : : : "memory")
#endif

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	long counter;
} atomic_long_t;

typedef struct {
	long long counter;
} atomic64_t;

#define ATOMIC_INIT(n)		{ (n) }

#define atomic_read(v)		__atomic_load_n(&(v)->counter, __ATOMIC_RELAXED)
#define atomic_read_acquire(v)	__atomic_load_n(&(v)->counter, __ATOMIC_ACQUIRE)
#define atomic_set(v, n)	__atomic_store_n(&(v)->counter, n, __ATOMIC_RELAXED)
#define atomic_set_release(v, n) __atomic_store_n(&(v)->counter, n, __ATOMIC_RELEASE)
#define atomic_add(n, v)	((void)__atomic_fetch_add(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_sub(n, v)	((void)__atomic_fetch_sub(&(v)->counter, n, __ATOMIC_RELAXED))
#define atomic_inc(v)		atomic_add(1, v)
#define atomic_dec(v)		atomic_sub(1, v)
#define atomic_add_return(n, v)	__atomic_add_fetch(&(v)->counter, n, __ATOMIC_SEQ_CST)
#define atomic_sub_return(n, v)	__atomic_sub_fetch(&(v)->counter, n, __ATOMIC_SEQ_CST)
#define atomic_inc_return(v)	atomic_add_return(1, v)
#define atomic_dec_return(v)	atomic_sub_return(1, v)
#define atomic_dec_and_test(v)	(atomic_dec_return(v) == 0)

#define atomic_long_read	atomic_read
#define atomic_long_inc		atomic_inc
#define atomic_long_dec		atomic_dec
#define atomic_long_inc_return(v)	__atomic_add_fetch(&(v)->counter, 1, __ATOMIC_SEQ_CST)

#endif /* SHIM_ATOMIC_H */
