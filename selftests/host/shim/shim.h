/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shim - as much of the kernel as the tables and queues need, in user space
 *
 * The files under kmod/ that are tested here compile unchanged: what they
 * include as <linux/...> are one-line headers that lead here. Atomics are the
 * compiler's, RCU is liburcu's (shim/rcu.c), locks are POSIX mutexes. A
 * WARN_ON() that fires ends the program. Allocations can be made to fail.
 *
 * For use from C and from C++20.
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
typedef long long s64;
typedef uint16_t __be16;
typedef uint32_t __be32;
typedef unsigned long long __be64;

#define __force
#define __rcu
#define __aligned(n)	__attribute__((aligned(n)))
#undef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#define __printf(a, b)	__attribute__((format(printf, a, b)))

#define cpu_to_be64(x)	htobe64(x)
#define cpu_to_be16(x)	htobe16(x)
#define U32_MAX		UINT32_MAX
#define BITS_PER_LONG	((int)sizeof(long) * 8)

/* ---- compiler ---------------------------------------------------------- */

#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define prefetch(p)	__builtin_prefetch(p)

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, v)	__atomic_store_n(&(x), v, __ATOMIC_RELAXED)
#define smp_load_acquire(p)	__atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, v)	__atomic_store_n(p, v, __ATOMIC_RELEASE)
#define xchg(p, v)		__atomic_exchange_n(p, v, __ATOMIC_SEQ_CST)

#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define BUILD_BUG_ON(cond)	((void)sizeof(char[1 - 2 * !!(cond)]))
#define WARN_ON_ONCE(cond) ({						\
	bool __warn = !!(cond);						\
									\
	if (__warn) {							\
		fprintf(stderr, "%s:%d: WARN_ON(%s)\n", __FILE__, __LINE__, #cond); \
		abort();						\
	}								\
	__warn;								\
})

/* ---- numbers ----------------------------------------------------------- */

#define BIT(n)			(1UL << (n))
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define min_t(type, a, b)	((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max_t(type, a, b)	((type)(a) > (type)(b) ? (type)(a) : (type)(b))

#ifndef __cplusplus
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#endif

static inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

static inline u32 jhash2(const u32 *words, u32 n, u32 seed)
{
	u64 hash = seed;

	while (n--) {
		hash = (hash ^ *words++) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 29;
	}
	return (u32)(hash >> 16);
}

u64 get_random_u64(void);

static inline u32 get_random_u32(void)
{
	return (u32)get_random_u64();
}

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

/* ---- atomics ----------------------------------------------------------- */

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	long counter;
} atomic_long_t;

#define atomic_read(v)		__atomic_load_n(&(v)->counter, __ATOMIC_RELAXED)
#define atomic_inc(v)		((void)__atomic_fetch_add(&(v)->counter, 1, __ATOMIC_RELAXED))
#define atomic_dec(v)		((void)__atomic_fetch_sub(&(v)->counter, 1, __ATOMIC_RELAXED))
#define atomic_long_read	atomic_read
#define atomic_long_inc		atomic_inc
#define atomic_long_dec		atomic_dec

/* ---- memory ------------------------------------------------------------ */

#define GFP_KERNEL		0
#define GFP_KERNEL_ACCOUNT	0
#define GFP_ATOMIC		0
#define __GFP_NOWARN		0

/* Tests: of so many allocations one fails; 0: none does */
extern unsigned int shim_alloc_fails_one_in;

void *kmalloc(size_t size, int gfp);
void *kzalloc(size_t size, int gfp);
void kfree(const void *ptr);

#define kvzalloc	kzalloc
#define kvfree		kfree
#define struct_size(ptr, member, n) \
	(sizeof(*(ptr)) + sizeof((ptr)->member[0]) * (n))

/* ---- locks and scheduling ---------------------------------------------- */

typedef pthread_mutex_t spinlock_t;

#define spin_lock_init(lock)	((void)pthread_mutex_init(lock, NULL))
#define spin_lock_bh(lock)	((void)pthread_mutex_lock(lock))
#define spin_unlock_bh(lock)	((void)pthread_mutex_unlock(lock))
#define lockdep_is_held(lock)	true
#define cond_resched()		((void)0)

/* ---- RCU --------------------------------------------------------------- */

/* Large enough for liburcu's own; checked in shim/rcu.c */
struct rcu_head {
	void *urcu[4];
	void (*func)(struct rcu_head *head);
};

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void rcu_barrier(void);
void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
unsigned long get_state_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long state);
void cond_synchronize_rcu(unsigned long state);
void shim_kfree_rcu(struct rcu_head *head, size_t offset);

#define kfree_rcu(ptr, member) \
	shim_kfree_rcu(&(ptr)->member, offsetof(__typeof__(*(ptr)), member))
#define kvfree_rcu	kfree_rcu

#define rcu_dereference(p)		__atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#define rcu_dereference_check(p, c)	__atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#define rcu_dereference_protected(p, c)	(p)
#define rcu_access_pointer(p)		__atomic_load_n(&(p), __ATOMIC_RELAXED)
#define rcu_assign_pointer(p, v)	__atomic_store_n(&(p), v, __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(p, v)		__atomic_store_n(&(p), v, __ATOMIC_RELAXED)

/* ---- lists ------------------------------------------------------------- */

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

static inline void hlist_add_head_rcu(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	WRITE_ONCE(node->next, first);
	node->pprev = &head->first;
	rcu_assign_pointer(head->first, node);
	if (first)
		first->pprev = &node->next;
}

static inline void hlist_del_rcu(struct hlist_node *node)
{
	struct hlist_node *next = node->next;

	WRITE_ONCE(*node->pprev, next);
	if (next)
		next->pprev = node->pprev;
	node->pprev = NULL;
}

#define hlist_entry_safe(ptr, type, member) ({				\
	struct hlist_node *__ptr = (ptr);				\
									\
	__ptr ? container_of(__ptr, type, member) : NULL;		\
})
#define hlist_for_each_entry_rcu(pos, head, member)			\
	for (pos = hlist_entry_safe(rcu_dereference((head)->first), __typeof__(*(pos)), member); \
	     pos; pos = hlist_entry_safe(rcu_dereference((pos)->member.next), \
					 __typeof__(*(pos)), member))
#define hlist_for_each_entry(pos, head, member)	hlist_for_each_entry_rcu(pos, head, member)

#ifdef __cplusplus
}
#endif

#endif /* SHIM_H */
