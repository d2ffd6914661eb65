// SPDX-License-Identifier: GPL-2.0
/*
 * main - runs the stress tests, one structure after another
 *
 * Parameters: steps (of each thread) or seconds (for each structure), only (one
 * structure). The verdict is in the kernel log; something wrong is a warning
 * there, and the module does not load.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/string.h>

#include "stress.h"

static unsigned int seconds;
module_param(seconds, uint, 0444);
MODULE_PARM_DESC(seconds, "for each structure; 0: until each thread has done its steps");

static unsigned int steps = 5000;
module_param(steps, uint, 0444);
MODULE_PARM_DESC(steps, "that each thread does at least");

static char *only = "";
module_param(only, charp, 0444);
MODULE_PARM_DESC(only, "l2, pcb, pktq or route; all of them by default; or unlocked");

static const struct stress_test *const tests[] = {
	&stress_l2, &stress_pcb, &stress_pktq, &stress_route,
};

static atomic_t wrong = ATOMIC_INIT(0);

/**
 * stress_wrong() - something that must not be
 * @what: what was asked
 * @got: the answer
 * @first: the first state that could have answered
 * @last: the last such state
 *
 * Context: any.
 */
void stress_wrong(const char *what, unsigned long got, unsigned long first, unsigned long last)
{
	if (atomic_inc_return(&wrong) == 1)
		WARN(1, "%s: got %lx, which is of none of the states %lu to %lu\n", what, got,
		     first, last);
}

/**
 * stress_random() - a random number
 * @below: more than it may be
 *
 * Return: 0 .. @below - 1.
 */
u32 stress_random(u32 below)
{
	return get_random_u32() % below;
}

/**
 * stress_check() - is the answer that of a state in between?
 * @history: the writer's
 * @what: what was asked
 * @first: what stress_ask() said before
 * @got: the answer
 *
 * Context: any; not long after the question, or the history is forgotten.
 */
void stress_check(const struct stress_history *history, const char *what, unsigned long first,
		  unsigned long got)
{
	unsigned long last, state;

	/* pairs with stress_begin(): what has been read precedes this */
	smp_mb();
	last = READ_ONCE(history->begun);
	for (state = first; state <= last; state++)
		if (READ_ONCE(history->answer[state % STRESS_STATES]) == got)
			return;
	/* overtaken: nobody remembers */
	smp_rmb();
	if (READ_ONCE(history->begun) - first < STRESS_STATES)
		stress_wrong(what, got, first, last);
}

static int thread(void *arg)
{
	struct stress_job *job = arg;

	while (!kthread_should_stop()) {
		job->step(job->arg);
		WRITE_ONCE(job->steps, job->steps + 1);
		cond_resched();
	}
	return 0;
}

static int start(const struct stress_test *test)
{
	unsigned int i;

	for (i = 0; i < test->n_jobs; i++) {
		test->jobs[i].steps = 0;
		test->jobs[i].task = kthread_run(thread, &test->jobs[i], "%s-%s", test->name,
						 test->jobs[i].name);
		if (IS_ERR(test->jobs[i].task))
			return PTR_ERR(test->jobs[i].task);
	}
	return 0;
}

static void stop(const struct stress_test *test)
{
	unsigned int i;

	/* writers come first: readers go on to the end of the last change */
	for (i = 0; i < test->n_jobs && !IS_ERR_OR_NULL(test->jobs[i].task); i++) {
		kthread_stop(test->jobs[i].task);
		test->jobs[i].task = NULL;
		pr_info("%s: %s %lu steps\n", test->name, test->jobs[i].name,
			test->jobs[i].steps);
	}
}

static bool all_did_their_steps(const struct stress_test *test)
{
	unsigned int i;

	for (i = 0; i < test->n_jobs; i++)
		if (READ_ONCE(test->jobs[i].steps) < steps)
			return false;
	return true;
}

static void wait_for_end(const struct stress_test *test)
{
	if (seconds)
		msleep(1000 * seconds);
	else
		while (!all_did_their_steps(test) && !atomic_read(&wrong))
			msleep(20);
}

static int run(const struct stress_test *test)
{
	int err = test->prepare();

	if (err)
		return err;
	err = start(test);
	if (!err)
		wait_for_end(test);
	stop(test);
	test->clean_up();
	pr_info("%s: %s\n", test->name, err || atomic_read(&wrong) ? "failed" : "passed");
	return err;
}

static int __init bn_stress_init(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(tests) && !err; i++)
		if (!*only || !strcmp(only, tests[i]->name))
			err = run(tests[i]);
	/* causes warnings: only if it is asked for */
	if (!strcmp(only, stress_unlocked.name))
		err = run(&stress_unlocked);
	if (!err && atomic_read(&wrong))
		err = -EIO;
	return err;
}
module_init(bn_stress_init);

static void __exit bn_stress_exit(void)
{
	/* callbacks that are on their way need this module's code */
	rcu_barrier();
}
module_exit(bn_stress_exit);

MODULE_DESCRIPTION("Stress test of bsdnet's tables and its packet queue");
MODULE_LICENSE("GPL");
