/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shim - as much of the kernel as the tables and queues need, in user space
 *
 * The files under kmod/ that are tables or queues compile unchanged over it:
 * for the tests, fuzzers and benchmarks, and as a library (RT-13). What they
 * include as <linux/...> leads here, or to a header beside this one that has the
 * name of the kernel's: linux/atomic.h, bitops.h, list.h, rbtree.h.
 *
 * Atomics are the compiler's, RCU is liburcu's (rcu.c), locks are POSIX
 * mutexes, memory is malloc()'s. A WARN_ON() that fires ends the program.
 * Allocations can be made to fail.
 *
 * For use from C and from C++20. In C++, include the standard library first:
 * likely(), BIT() and others are macros.
 */
#ifndef SHIM_H
#define SHIM_H

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- types ------------------------------------------------------------- */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;
typedef uint16_t __be16;
typedef uint32_t __be32;
typedef unsigned long long __be64;
typedef unsigned int gfp_t;

#define __force
#define __rcu
#define __bitwise
#define __aligned(n)	__attribute__((aligned(n)))
#undef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#define __printf(a, b)	__attribute__((format(printf, a, b)))
#ifndef __packed
#define __packed	__attribute__((packed))
#endif
#define __maybe_unused	__attribute__((unused))
#define __must_check	__attribute__((warn_unused_result))
#define __read_mostly
#undef __counted_by	/* of linux/stddef.h, as user space sees it */
#define __counted_by(member)
#define EXPORT_SYMBOL_GPL(symbol) struct bsdnet_stack

#define cpu_to_be64(x)	htobe64(x)
#define cpu_to_be32(x)	htobe32(x)
#define cpu_to_be16(x)	htobe16(x)
#define be64_to_cpu(x)	be64toh(x)
#define be32_to_cpu(x)	be32toh(x)
#define be16_to_cpu(x)	be16toh(x)
#define U8_MAX		UINT8_MAX
#define U16_MAX		UINT16_MAX
#define S8_MAX		((s8)0x7f)
#define S8_MIN		((s8)-0x80)
#define S16_MAX		((s16)0x7fff)
#define U32_MAX		UINT32_MAX
#define U64_MAX		(~0ULL)
#define BITS_PER_BYTE	8
#define BITS_PER_LONG	((int)sizeof(long) * BITS_PER_BYTE)

#define L1_CACHE_BYTES	64
#define SMP_CACHE_BYTES	L1_CACHE_BYTES
#define ____cacheline_aligned_in_smp	__aligned(L1_CACHE_BYTES)

/* ---- compiler ---------------------------------------------------------- */

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define prefetch(p)	__builtin_prefetch(p)
#define prefetchw(p)	__builtin_prefetch(p, 1)

/* What is read from an address that was read so is ordered behind it by the dependency, which
 * ThreadSanitizer does not know
 */
#ifdef __SANITIZE_THREAD__
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_ACQUIRE)
#else
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#endif
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define __uninitialized
/* The compiler does not know what the variable has become */
#define OPTIMIZER_HIDE_VAR(x)	__asm__("" : "+r"(x))
#define data_race(x)		(x)

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define sizeof_field(type, member)	sizeof(((type *)0)->member)
#define offsetofend(type, member)	(offsetof(type, member) + sizeof_field(type, member))
#define BUILD_BUG_ON(cond)	((void)sizeof(char[1 - 2 * !!(cond)]))
#define WARN_ON(cond) ({						\
	bool __warn = !!(cond);						\
									\
	if (__warn) {							\
		fprintf(stderr, "%s:%d: WARN_ON(%s)\n", __FILE__, __LINE__, #cond); \
		abort();						\
	}								\
	__warn;								\
})
#define WARN_ON_ONCE(cond)	WARN_ON(cond)
#define WARN_ONCE(cond, ...)	WARN_ON(cond)

#ifndef __cplusplus
#define static_assert	_Static_assert
#define noinline	__attribute__((noinline))
#define fallthrough	__attribute__((fallthrough))
#define barrier()	__asm__ __volatile__("" : : : "memory")
#endif

/* ---- numbers ----------------------------------------------------------- */

#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define round_up(n, d)		((((n) - 1) | ((__typeof__(n))(d) - 1)) + 1)
#define round_down(n, d)	((n) & ~((__typeof__(n))(d) - 1))
#define ALIGN(n, d)		round_up(n, d)
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define min_t(type, a, b)	((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max_t(type, a, b)	((type)(a) > (type)(b) ? (type)(a) : (type)(b))

#ifndef __cplusplus
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define clamp(v, a, b)		min(max(v, a), b)
#define swap(a, b) do {							\
	__typeof__(a) __swap = (a);					\
									\
	(a) = (b);							\
	(b) = __swap;							\
} while (0)
#endif

/* ---- randomness -------------------------------------------------------- */

/* Seeded per thread by the system; shim_random_seed() makes it repeatable */
u64 get_random_u64(void);
void shim_random_seed(u64 seed);

static inline u32 get_random_u32(void)
{
	return (u32)(get_random_u64() >> 32);
}

static inline u32 get_random_u32_below(u32 ceil)
{
	return (u32)((u64)get_random_u32() * ceil >> 32);
}

/* From the system each time: for the keys of hashes */
void get_random_bytes(void *buf, size_t size);

/* ---- errors ------------------------------------------------------------ */

static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

static inline long PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

static inline bool IS_ERR(const void *ptr)
{
	return (unsigned long)ptr >= (unsigned long)-4095;
}

static inline int PTR_ERR_OR_ZERO(const void *ptr)
{
	return IS_ERR(ptr) ? (int)PTR_ERR(ptr) : 0;
}

#define ERR_CAST(ptr)	((void *)(ptr))

/* vsnprintf() that knows %pI4, %pI6 and %pI6c as well; format.c */
int shim_snprintf(char *buf, size_t size, const char *fmt, ...);
#ifndef __cplusplus
#define snprintf(...)	shim_snprintf(__VA_ARGS__)
#endif

/* ---- memory ------------------------------------------------------------ */

#define __GFP_NOFAIL		0x01u
#define __GFP_NOWARN		0x02u
#define __GFP_ZERO		0x04u
#define GFP_KERNEL		0x10u
#define GFP_ATOMIC		0x20u
#define __GFP_ACCOUNT		0x80u
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)

/* Tests: of so many allocations one fails; 0: none does */
extern unsigned int shim_alloc_fails_one_in;
/* Tests: the allocation of this thread with this number, counted from 1, fails; counts
 * down, and is 0 afterwards: none does
 */
extern __thread unsigned long shim_alloc_fail_nth;

/* __GFP_NOFAIL: is never made to fail, and ends the program where there is no memory */
void *kmalloc(size_t size, gfp_t gfp) __attribute__((malloc));
void kfree(const void *ptr);
void kfree_bulk(size_t n, void **ptrs);
size_t ksize(const void *ptr);

/* Is this allocation made to fail? */
bool shim_must_fail(gfp_t gfp);

/* Objects of one size, packed; slab.c. @ctor must be NULL */
#define SLAB_ACCOUNT		0u
#define SLAB_NO_MERGE		0u

struct kmem_cache;

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *));
void kmem_cache_destroy(struct kmem_cache *cache);
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t gfp);
void kmem_cache_free(struct kmem_cache *cache, void *object);

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}

static inline void *kmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return __builtin_mul_overflow(n, size, &bytes) ? NULL : kmalloc(bytes, gfp);
}

#define kcalloc(n, size, gfp)	kmalloc_array(n, size, (gfp) | __GFP_ZERO)
#define kvmalloc		kmalloc
#define kvzalloc		kzalloc
#define kvcalloc		kcalloc
#define kvfree			kfree
#define struct_size(ptr, member, n) \
	(sizeof(*(ptr)) + sizeof((ptr)->member[0]) * (n))

/* ---- locks and scheduling ---------------------------------------------- */

typedef pthread_mutex_t spinlock_t;

#define spin_lock_init(lock)	((void)pthread_mutex_init(lock, NULL))
#define spin_lock(lock)		((void)pthread_mutex_lock(lock))
#define spin_unlock(lock)	((void)pthread_mutex_unlock(lock))
#define spin_trylock(lock)	(!pthread_mutex_trylock(lock))
#define spin_lock_bh		spin_lock
#define spin_unlock_bh		spin_unlock
#define mutex_init(lock)	((void)pthread_mutex_init(lock, NULL))
#define mutex_lock(lock)	((void)pthread_mutex_lock(lock))
#define mutex_unlock(lock)	((void)pthread_mutex_unlock(lock))
#define lockdep_is_held(lock)	((void)(lock), true)
#define lockdep_assert_held(lock) ((void)(lock))
#define lockdep_assert(cond)	((void)(cond))
#define local_bh_disable()	((void)0)
#define local_bh_enable()	((void)0)
#define cond_resched()		((void)0)

/* ---- RCU --------------------------------------------------------------- */

/* Large enough for liburcu's own; checked in rcu.c */
struct rcu_head {
	void *urcu[4];
	void (*func)(struct rcu_head *head);
};

void rcu_read_lock(void);
void rcu_read_unlock(void);
bool rcu_read_lock_held(void);
void synchronize_rcu(void);
/* All callbacks that were passed to call_rcu() before have run; not from a callback */
void rcu_barrier(void);
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
unsigned long get_state_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long state);
void cond_synchronize_rcu(unsigned long state);
void shim_kfree_rcu(struct rcu_head *head, size_t offset);
void shim_kvfree_rcu(const void *memory);

#define kfree_rcu(ptr, member) \
	shim_kfree_rcu(&(ptr)->member, offsetof(__typeof__(*(ptr)), member))
#define kvfree_rcu	kfree_rcu
#define kvfree_rcu_mightsleep(ptr)	shim_kvfree_rcu(ptr)

#define rcu_read_lock_any_held()	true
#define RCU_LOCKDEP_WARN(cond, text)	((void)(cond))

#define rcu_dereference(p)		__atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#define rcu_dereference_check(p, c)	((void)(c), __atomic_load_n(&(p), __ATOMIC_ACQUIRE))
#define rcu_dereference_raw(p)		__atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#define rcu_dereference_protected(p, c)	((void)(c), (p))
#define rcu_access_pointer(p)		__atomic_load_n(&(p), __ATOMIC_RELAXED)
#define rcu_assign_pointer(p, v)	__atomic_store_n(&(p), v, __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(p, v)		__atomic_store_n(&(p), v, __ATOMIC_RELAXED)

#ifdef __cplusplus
}
#endif

#include "linux/atomic.h"
#include "linux/bitops.h"
#include "linux/list.h"
#include "linux/rbtree.h"

#endif /* SHIM_H */
