/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stress - threads that change a structure, and threads that read it meanwhile
 *
 * A reader must see a change entirely or not at all (L2-4, RT-9, PCB-2). A
 * writer keeps a history: it numbers the states that the structure goes through,
 * says what each of them answers to one question, and when a change begins and
 * ends. A reader notes which changes had ended before it asked, and which had
 * begun after it got its answer: the answer must be that of a state in between.
 */
#ifndef STRESS_H
#define STRESS_H

#include <linux/atomic.h>
#include <linux/kthread.h>
#include <linux/types.h>

#include "core/core.h"

#define STRESS_STATES 1024	/* of a history; older ones are forgotten */

/**
 * struct stress_history - the states of a structure, as to one question
 * @begun: number of the state that is being made, or the present one
 * @ended: number of the present state
 * @answer: what the states answer
 */
struct stress_history {
	unsigned long begun;
	unsigned long ended;
	unsigned long answer[STRESS_STATES];
};

/**
 * struct stress_job - what a thread does
 * @name: of the thread
 * @step: called again and again until time is over
 * @arg: for @step
 * @steps: how often it was called
 * @task: the thread
 */
struct stress_job {
	const char *name;
	void (*step)(void *arg);
	void *arg;
	unsigned long steps;
	struct task_struct *task;
};

/**
 * struct stress_test - a structure under stress
 * @name: of the structure
 * @prepare: makes it; 0 or -errno
 * @jobs: the threads
 * @n_jobs: their number
 * @clean_up: takes it away; what was lost is wrong
 */
struct stress_test {
	const char *name;
	int (*prepare)(void);
	struct stress_job *jobs;
	unsigned int n_jobs;
	void (*clean_up)(void);
};

extern const struct stress_test stress_l2;
extern const struct stress_test stress_pcb;
extern const struct stress_test stress_pktq;
extern const struct stress_test stress_route;
extern const struct stress_test stress_unlocked;

/* main.c APIs: */
void stress_wrong(const char *what, unsigned long got, unsigned long first, unsigned long last);
u32 stress_random(u32 below);

/* A writer: the next state answers @answer; then make it, then stress_end() */
static inline void stress_begin(struct stress_history *history, unsigned long answer)
{
	unsigned long next = history->begun + 1;

	WRITE_ONCE(history->answer[next % STRESS_STATES], answer);
	/* a reader that sees the change sees that it has begun */
	smp_store_release(&history->begun, next);
	/* pairs with that of stress_check(): the change comes after */
	smp_mb();
}

static inline void stress_end(struct stress_history *history)
{
	/* pairs with stress_ask(): a reader that sees that it has ended sees what it did */
	smp_store_release(&history->ended, history->begun);
}

/* A reader: before it asks */
static inline unsigned long stress_ask(const struct stress_history *history)
{
	/* pairs with stress_end() */
	return smp_load_acquire(&history->ended);
}

void stress_check(const struct stress_history *history, const char *what, unsigned long first,
		  unsigned long got);

/* world.c APIs: what the tables need of bsdnet's core */
struct bsdnet_stack *stress_stack_make(void);
void stress_stack_free(struct bsdnet_stack *stack);

#endif /* STRESS_H */
