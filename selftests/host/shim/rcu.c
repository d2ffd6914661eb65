// SPDX-License-Identifier: GPL-2.0
/*
 * shim - RCU by liburcu
 *
 * Threads register when they first read. ThreadSanitizer cannot see into
 * liburcu; it is told what RCU promises: what a reader did before it left its
 * critical section happens before the callbacks that waited for it, and what
 * was done before call_rcu() happens before its callback.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <urcu.h>

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
static __thread bool registered;
static pthread_key_t unregister_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void unregister_thread(void *arg)
{
	(void)arg;
	urcu_memb_unregister_thread();
	registered = false;
}

static void make_key(void)
{
	pthread_key_create(&unregister_key, unregister_thread);
}

static void register_thread(void)
{
	pthread_once(&once, make_key);
	urcu_memb_register_thread();
	registered = true;
	pthread_setspecific(unregister_key, &registered);
}

/* The names that the kernel has; liburcu's headers define them as macros */
#undef rcu_read_lock
#undef rcu_read_unlock
#undef synchronize_rcu
#undef rcu_barrier
#undef call_rcu

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void rcu_barrier(void);
void call_rcu(struct shim_head *head, void (*func)(struct shim_head *head));
unsigned long get_state_synchronize_rcu(void);
bool poll_state_synchronize_rcu(unsigned long state);
void cond_synchronize_rcu(unsigned long state);
void shim_kfree_rcu(struct shim_head *head, size_t offset);

void rcu_read_lock(void)
{
	if (!registered)
		register_thread();
	urcu_memb_read_lock();
}

void rcu_read_unlock(void)
{
	happens_before(&readers_tag);
	urcu_memb_read_unlock();
}

void synchronize_rcu(void)
{
	urcu_memb_synchronize_rcu();
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
	urcu_memb_call_rcu(&head->urcu.head, run_callback);
}

/* kfree_rcu(): the offset of the head stands where the function does */
static void run_free(struct rcu_head *head)
{
	struct shim_head *shim = caa_container_of(head, struct shim_head, urcu.head);

	happens_after(&readers_tag);
	happens_after(&callbacks_tag);
	free((char *)shim - (size_t)shim->func);
}

void shim_kfree_rcu(struct shim_head *head, size_t offset)
{
	head->func = (void (*)(struct shim_head *))offset;
	happens_before(&callbacks_tag);
	urcu_memb_call_rcu(&head->urcu.head, run_free);
}

/* Callbacks run in order: when the barrier's has run, all before it have */
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

void rcu_barrier(void)
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

/* So when that of a state has run, its grace period is over */
struct state {
	struct shim_head head;
	unsigned long number;
};

static unsigned long last_state, done_state;

static void state_done(struct shim_head *head)
{
	struct state *state = caa_container_of(head, struct state, head);

	__atomic_store_n(&done_state, state->number, __ATOMIC_RELEASE);
	free(state);
}

static pthread_mutex_t state_lock = PTHREAD_MUTEX_INITIALIZER;

unsigned long get_state_synchronize_rcu(void)
{
	struct state *state = malloc(sizeof(*state));
	unsigned long number;

	if (!state)
		abort();
	pthread_mutex_lock(&state_lock);
	number = ++last_state;
	state->number = number;
	call_rcu(&state->head, state_done);
	pthread_mutex_unlock(&state_lock);
	return number;
}

bool poll_state_synchronize_rcu(unsigned long state)
{
	return __atomic_load_n(&done_state, __ATOMIC_ACQUIRE) >= state;
}

void cond_synchronize_rcu(unsigned long state)
{
	if (!poll_state_synchronize_rcu(state))
		synchronize_rcu();
}
