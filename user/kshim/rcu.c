// SPDX-License-Identifier: GPL-2.0
/*
 * shim - RCU by liburcu
 *
 * In programs of ours it is the "memb" flavour: threads register when they
 * first read, and unregister when they end. With SHIM_RCU_BP, for a library, it
 * is the "bp" flavour, which does that itself, and does not disturb a
 * program that uses liburcu in its own way.
 *
 * ThreadSanitizer cannot see into liburcu; it is informed of RCU's guarantees: what a
 * reader did before it left its critical section happens before the callbacks
 * that waited for it, and what was done before call_rcu() happens before its
 * callback.
 */
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
#define _LGPL_SOURCE	/* rcu_read_lock() inline; this file's licence permits it */
#endif
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#ifdef SHIM_RCU_BP
#include <urcu-bp.h>
#define urcu(name) urcu_bp_##name
#else
#include <urcu.h>
#define urcu(name) urcu_memb_##name
#endif

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define happens_before(tag)	__tsan_release(tag)
#define happens_after(tag)	__tsan_acquire(tag)
#else
#define happens_before(tag)	((void)(tag))
#define happens_after(tag)	((void)(tag))
#endif

/* shim.h's struct rcu_head, as seen from here */
struct shim_head {
	union {
		struct rcu_head head;
		void *space[4];
	} urcu;
	void (*func)(struct shim_head *head);
};

_Static_assert(sizeof(struct rcu_head) <= 4 * sizeof(void *), "struct rcu_head in shim.h");

static char readers_tag, callbacks_tag;
#ifndef SHIM_RCU_BP
static __thread bool registered;
static pthread_key_t unregister_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void unregister_thread(void *arg)
{
	(void)arg;
	urcu(unregister_thread)();
	registered = false;
}

static void make_key(void)
{
	pthread_key_create(&unregister_key, unregister_thread);
}

static void register_thread(void)
{
	pthread_once(&once, make_key);
	urcu(register_thread)();
	registered = true;
	pthread_setspecific(unregister_key, &registered);
}
#endif

/* The names that the kernel has; liburcu's headers define them as macros */
#undef rcu_read_lock
#undef rcu_read_unlock
#undef synchronize_rcu
#undef rcu_barrier
#undef call_rcu

void rcu_read_lock(void);
void rcu_read_unlock(void);
bool rcu_read_lock_held(void);
void synchronize_rcu(void);
void rcu_barrier(void);
void call_rcu(struct shim_head *head, void (*func)(struct shim_head *head));
unsigned long get_state_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long state);
void cond_synchronize_rcu(unsigned long state);
void shim_kfree_rcu(struct shim_head *head, size_t offset);
void shim_kvfree_rcu(const void *memory);
void kfree(const void *ptr);

void rcu_read_lock(void)
{
#ifndef SHIM_RCU_BP
	if (!registered)
		register_thread();
#endif
	urcu(read_lock)();
}

void rcu_read_unlock(void)
{
	happens_before(&readers_tag);
	urcu(read_unlock)();
}

bool rcu_read_lock_held(void)
{
#ifndef SHIM_RCU_BP
	if (!registered)
		return false;
#endif
	return urcu(read_ongoing)();
}

void synchronize_rcu(void)
{
	urcu(synchronize_rcu)();
	happens_after(&readers_tag);
}

static void run_callback(struct rcu_head *head)
{
	struct shim_head *shim = caa_container_of(head, struct shim_head, urcu.head);

	happens_after(&readers_tag);
	happens_after(&callbacks_tag);
	shim->func(shim);
	happens_before(&callbacks_tag);
}

void call_rcu(struct shim_head *head, void (*func)(struct shim_head *head))
{
	head->func = func;
	happens_before(&callbacks_tag);
	urcu(call_rcu)(&head->urcu.head, run_callback);
}

/* kfree_rcu(): the offset of the head instead of the function */
static void run_free(struct rcu_head *head)
{
	struct shim_head *shim = caa_container_of(head, struct shim_head, urcu.head);

	happens_after(&readers_tag);
	happens_after(&callbacks_tag);
	kfree((char *)shim - (size_t)shim->func);
}

void shim_kfree_rcu(struct shim_head *head, size_t offset)
{
	head->func = (void (*)(struct shim_head *))offset;
	happens_before(&callbacks_tag);
	urcu(call_rcu)(&head->urcu.head, run_free);
}

/*
 * kvfree_rcu_mightsleep(): memory without a place for a head is gathered, and
 * one callback frees it all
 */
#define BATCH 60U

struct free_batch {
	struct shim_head head;
	unsigned int n;
	void *memory[BATCH];
};

static struct {
	pthread_mutex_t lock;
	struct free_batch *batch;
} to_free = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void free_batch(struct shim_head *head)
{
	struct free_batch *batch = caa_container_of(head, struct free_batch, head);
	unsigned int i;

	for (i = 0; i < batch->n; i++)
		kfree(batch->memory[i]);
	free(batch);
}

/* to_free.lock is held */
static void batch_end(void)
{
	if (to_free.batch)
		call_rcu(&to_free.batch->head, free_batch);
	to_free.batch = NULL;
}

void shim_kvfree_rcu(const void *memory)
{
	bool kept = false;

	pthread_mutex_lock(&to_free.lock);
	if (!to_free.batch)
		to_free.batch = calloc(1, sizeof(*to_free.batch));
	if (to_free.batch) {
		to_free.batch->memory[to_free.batch->n++] = (void *)memory;
		kept = true;
		if (to_free.batch->n == BATCH)
			batch_end();
	}
	pthread_mutex_unlock(&to_free.lock);
	if (kept)
		return;
	synchronize_rcu();
	kfree(memory);
}

#ifndef __SANITIZE_THREAD__
static void wait_for_callbacks(void)
{
	urcu(barrier)();
}
#else
/*
 * ThreadSanitizer takes how urcu(barrier)() frees its memory for a race. With
 * one thread for all callbacks they run in order: when the barrier's has run,
 * all before it have.
 */
struct barrier {
	struct shim_head head;
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool over;
};

static void barrier_done(struct shim_head *head)
{
	struct barrier *barrier = caa_container_of(head, struct barrier, head);

	pthread_mutex_lock(&barrier->lock);
	barrier->over = true;
	pthread_cond_signal(&barrier->done);
	pthread_mutex_unlock(&barrier->lock);
}

static void wait_for_callbacks(void)
{
	struct barrier barrier = {
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.done = PTHREAD_COND_INITIALIZER,
	};

	pthread_mutex_lock(&barrier.lock);
	call_rcu(&barrier.head, barrier_done);
	while (!barrier.over)
		pthread_cond_wait(&barrier.done, &barrier.lock);
	pthread_mutex_unlock(&barrier.lock);
}
#endif

void rcu_barrier(void)
{
	pthread_mutex_lock(&to_free.lock);
	batch_end();
	pthread_mutex_unlock(&to_free.lock);
	wait_for_callbacks();
}

/*
 * Grace periods that one can ask about: numbers, and a callback that says up
 * to which number they are over. It is queued while a caller waits: a caller that
 * asks while it is queued gets the next one.
 */
static struct {
	pthread_mutex_t lock;
	struct shim_head head;
	unsigned long asked;	/* last number that was given out */
	unsigned long under_way; /* number of the callback's grace period, 0: none */
	unsigned long over;
} states = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void states_over(struct shim_head *head);

/* states.lock is held */
static void states_start(void)
{
	states.under_way = states.asked;
	call_rcu(&states.head, states_over);
}

static void states_over(struct shim_head *head)
{
	(void)head;
	pthread_mutex_lock(&states.lock);
	__atomic_store_n(&states.over, states.under_way, __ATOMIC_RELEASE);
	states.under_way = 0;
	if (states.over != states.asked)
		states_start();
	pthread_mutex_unlock(&states.lock);
}

unsigned long get_state_synchronize_rcu(void)
{
	unsigned long number;

	pthread_mutex_lock(&states.lock);
	number = ++states.asked;
	if (!states.under_way)
		states_start();
	pthread_mutex_unlock(&states.lock);
	return number;
}

bool poll_state_synchronize_rcu(unsigned long state)
{
	return __atomic_load_n(&states.over, __ATOMIC_ACQUIRE) >= state;
}

void cond_synchronize_rcu(unsigned long state)
{
	if (!poll_state_synchronize_rcu(state))
		synchronize_rcu();
}
