// SPDX-License-Identifier: GPL-2.0
/*
 * rcu - RCU of a program with one thread
 *
 * Grace periods end when the fuzzer says so (fuzz_grace_period()), or when
 * a caller waits for one; retired objects stay until then, in order. So an
 * input always does the same, and memory that is used too long is seen by
 * AddressSanitizer. Replaces user/kshim/rcu.c.
 */
#include "rcu.h"

/* @next: retired after it. Of kfree_rcu() @offset is where the head is in the memory */
struct retired {
	struct retired *next;
	struct rcu_head *head;
	void (*func)(struct rcu_head *head);
	const void *memory;
};

static struct retired *first, **last = &first;
static unsigned long count;
static unsigned long grace_periods = 1;
static unsigned int readers;

static void retire(struct rcu_head *head, void (*func)(struct rcu_head *head), const void *memory)
{
	struct retired *retired = malloc(sizeof(*retired));

	if (!retired)
		abort();
	*retired = (struct retired){ NULL, head, func, memory };
	*last = retired;
	last = &retired->next;
	count++;
}

void fuzz_grace_period(void)
{
	struct retired *retired;

	if (readers)
		abort();
	grace_periods++;
	/* callbacks may retire more: that waits for the next grace period */
	retired = first;
	first = NULL;
	last = &first;
	while (retired) {
		struct retired *next = retired->next;

		if (retired->func)
			retired->func(retired->head);
		else
			kfree(retired->memory);
		free(retired);
		count--;
		retired = next;
	}
}

unsigned long fuzz_retired(void)
{
	return count;
}

void rcu_read_lock(void)
{
	readers++;
}

void rcu_read_unlock(void)
{
	if (!readers--)
		abort();
}

bool rcu_read_lock_held(void)
{
	return readers;
}

void synchronize_rcu(void)
{
	fuzz_grace_period();
}

void rcu_barrier(void)
{
	while (first)
		fuzz_grace_period();
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	retire(head, func, NULL);
}

void shim_kfree_rcu(struct rcu_head *head, size_t offset)
{
	retire(NULL, NULL, (char *)head - offset);
}

void shim_kvfree_rcu(const void *memory)
{
	retire(NULL, NULL, memory);
}

/* A state is over when a grace period has begun and ended since */
unsigned long get_state_synchronize_rcu(void)
{
	return grace_periods + 1;
}

bool poll_state_synchronize_rcu(unsigned long state)
{
	return grace_periods >= state;
}

void cond_synchronize_rcu(unsigned long state)
{
	if (!poll_state_synchronize_rcu(state))
		synchronize_rcu();
}

/* The same keys of hashes in each run, whatever they are: inputs are repeatable */
void __wrap_get_random_bytes(void *buf, size_t size)
{
	memset(buf, 0x5a, size);
}
