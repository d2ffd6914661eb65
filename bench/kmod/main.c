// SPDX-License-Identifier: GPL-2.0
/*
 * main - what to measure, and how: passes in turn
 *
 * Contestants take turns, after a pass each to warm up, so that a disturbance does not hit one
 * alone. The output has the median of the rounds and all rounds in order. Times are CPU times:
 * the guest's own clock advances while the host runs something else. They are
 * printed in thousandths of a nanosecond, since the kernel prints no fractions.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel_read_file.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "bench.h"

static char *run = "";
module_param(run, charp, 0444);
MODULE_PARM_DESC(run, "routes, pcb, queue, input or forward");

static char *set_path = "";
module_param_named(set, set_path, charp, 0444);
MODULE_PARM_DESC(set, "route set to load (written by bench_sets)");

static char *key_path = "";
module_param_named(keys, key_path, charp, 0444);
MODULE_PARM_DESC(keys, "addresses to look up (written by bench_sets)");

static char *set_name = "";
module_param(set_name, charp, 0444);
MODULE_PARM_DESC(set_name, "the set's name in results");

static char *pattern = "";
module_param(pattern, charp, 0444);
MODULE_PARM_DESC(pattern, "the name of the keys' pattern in results");

static unsigned int rounds = 5;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "passes, 1 to 32");

static int lpm_fd = -1;
module_param(lpm_fd, int, 0444);
MODULE_PARM_DESC(lpm_fd, "a BPF map of type LPM trie that holds the set");

static unsigned long fib6_lookup_at, fib_insert_at, fib_delete_at;
module_param(fib6_lookup_at, ulong, 0444);
MODULE_PARM_DESC(fib6_lookup_at, "address of fib6_lookup(), which is not exported");
module_param(fib_insert_at, ulong, 0444);
MODULE_PARM_DESC(fib_insert_at, "address of fib_table_insert()");
module_param(fib_delete_at, ulong, 0444);
MODULE_PARM_DESC(fib_delete_at, "address of fib_table_delete()");

static unsigned int updates;
module_param(updates, uint, 0444);
MODULE_PARM_DESC(updates, "routes to take out and put back");

static unsigned int sessions = 1000;
module_param(sessions, uint, 0444);
MODULE_PARM_DESC(sessions, "sessions of the PCB benchmark");

static char *dev = "";
module_param(dev, charp, 0444);
MODULE_PARM_DESC(dev, "netdev of the input benchmark");

static unsigned int ifls = 1;
module_param(ifls, uint, 0444);
MODULE_PARM_DESC(ifls, "interfaces that are on it");

/* The set, as a member of results */
char bench_set_tag[48];

/**
 * bench_tell() - print a figure
 * @figure: its name
 * @who: whose it is
 * @thousandths: of the unit
 * @unit: its unit
 * @tags: more members of the object, beginning with a comma; or ""
 */
void bench_tell(const char *figure, const char *who, u64 thousandths, const char *unit,
		const char *tags)
{
	u32 rest;
	u64 whole = div_u64_rem(thousandths, 1000, &rest);

	pr_info("{\"figure\": \"%s\", \"who\": \"%s\", \"value\": %llu.%03u, \"unit\": \"%s\"%s}\n",
		figure, who, whole, rest, unit, tags);
}

static int compare_times(const void *a, const void *b)
{
	return cmp_int(*(const u64 *)a, *(const u64 *)b);
}

static u64 median_of(const u64 *times)
{
	u64 sorted[BENCH_ROUNDS];

	memcpy(sorted, times, rounds * sizeof(*times));
	sort(sorted, rounds, sizeof(*sorted), compare_times, NULL);
	return (sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2;
}

/**
 * bench_tell_all() - print what bench_measure() has found
 * @figure: its name
 * @runners: the contestants
 * @n: how many things a pass does
 * @tags: see bench_tell()
 */
void bench_tell_all(const char *figure, const struct bench_runner *runners, unsigned int n,
		    const char *tags)
{
	char text[512];
	unsigned int i;
	u32 rest;
	u64 each;
	int len;

	for (; runners->who; runners++) {
		len = scnprintf(text, sizeof(text), "%s, \"rounds\": [", tags);
		for (i = 0; i < rounds; i++) {
			each = div_u64_rem(div_u64(runners->took[i] * 1000, n), 1000, &rest);
			len += scnprintf(text + len, sizeof(text) - len, "%s%llu.%03u",
					 i ? ", " : "", each, rest);
		}
		scnprintf(text + len, sizeof(text) - len, "]");
		bench_tell(figure, runners->who, div_u64(median_of(runners->took) * 1000, n), "ns",
			   text);
	}
}

/* CPU time of the guest's only thread. A kernel under UML is a process: it can ask the host */
static u64 cpu_ns(void)
{
	struct {
		s64 sec, nsec;
	} now;
	long clock = 3;		/* CLOCK_THREAD_CPUTIME_ID */
	long nr = 228;		/* clock_gettime of x86-64 */

	asm volatile("syscall" : "+a"(nr) : "D"(clock), "S"(&now) : "rcx", "r11", "memory");
	return now.sec * NSEC_PER_SEC + now.nsec;
}

static unsigned long measure_round(struct bench_runner *runner, const struct bench_set *set,
				   unsigned int n, u64 *took)
{
	unsigned int piece, size = n / BENCH_PIECES;
	unsigned long sum = 0;
	u64 begin = cpu_ns();

	for (piece = 0; piece < BENCH_PIECES; piece++)
		sum += runner->pass(set, piece * size, size);
	*took = cpu_ns() - begin;
	return sum;
}

/**
 * bench_measure() - let all contestants run in turn
 * @runners: their array; @took is set
 * @set: for them
 * @n: how many things a pass does, a multiple of BENCH_PIECES
 */
void bench_measure(struct bench_runner *runners, const struct bench_set *set, unsigned int n)
{
	struct bench_runner *runner;
	unsigned long sum = 0;
	unsigned int round;
	u64 warm;

	for (runner = runners; runner->who; runner++)
		sum += measure_round(runner, set, n, &warm);
	for (round = 0; round < rounds; round++) {
		for (runner = runners; runner->who; runner++) {
			sum += measure_round(runner, set, n, &runner->took[round]);
			cond_resched();
		}
	}
	pr_debug("sum %lx\n", sum);
}

/**
 * bench_compare() - do all contestants find the same?
 * @runners: the contestants
 * @set: with the keys
 *
 * Return: 0 or -EBADMSG.
 */
int bench_compare(const struct bench_runner *runners, const struct bench_set *set)
{
	const struct bench_runner *runner;
	int want, found;
	unsigned int i;

	for (i = 0; i < set->n_keys; i++) {
		want = runners->answer(set, i);
		for (runner = runners + 1; runner->who; runner++) {
			found = runner->answer(set, i);
			if (found == want || found == BENCH_NO_ANSWER)
				continue;
			pr_err("key %u (%*ph): %s finds %d, %s %d\n", i, 16, &set->keys[i],
			       runners->who, want, runner->who, found);
			return -EBADMSG;
		}
		if (!(i % 1024))
			cond_resched();
	}
	return 0;
}

static int read_set(struct bench_set *set)
{
	struct {
		char magic[4];
		u32 family;
		u64 count;
	} *header;
	ssize_t size;

	size = kernel_read_file_from_path(set_path, 0, &set->set_file, INT_MAX, NULL,
					  READING_UNKNOWN);
	if (size < 0)
		return size;
	header = set->set_file;
	if (size < sizeof(*header) || memcmp(header->magic, "BNRS", 4) ||
	    size != sizeof(*header) + header->count * sizeof(*set->routes))
		return -EINVAL;
	set->family = header->family == 4 ? AF_INET : AF_INET6;
	set->routes = (const void *)(header + 1);
	set->n_routes = header->count;

	size = kernel_read_file_from_path(key_path, 0, &set->key_file, INT_MAX, NULL,
					  READING_UNKNOWN);
	if (size < 0)
		return size;
	set->keys = set->key_file;
	set->n_keys = size / sizeof(*set->keys);
	return 0;
}

static int measure_lookups(const struct bench_set *set)
{
	static struct bench_runner inet[] = {
		{ "bsdnet", bench_ours_pass, bench_ours_answer },
		{ "bsdnet_vector", bench_ours_vector_pass, bench_ours_answer },
		{ "fib_lookup", bench_fib_pass, bench_fib_answer },
		{ "bpf_lpm_trie", bench_lpm_pass, bench_lpm_answer },
		{}
	};
	static struct bench_runner inet6[] = {
		{ "bsdnet", bench_ours_pass, bench_ours_answer },
		{ "bsdnet_vector", bench_ours_vector_pass, bench_ours_answer },
		{ "fib6_lookup", bench_fib6_pass, bench_fib6_answer },
		{ "bpf_lpm_trie", bench_lpm_pass, bench_lpm_answer },
		{}
	};
	struct bench_runner *runners = set->family == AF_INET ? inet : inet6;
	int err = bench_compare(runners, set);
	char tags[96];

	if (err)
		return err;
	bench_measure(runners, set, set->n_keys);
	snprintf(tags, sizeof(tags), ", \"set\": \"%s\", \"keys\": \"%s\"", set_name, pattern);
	bench_tell_all("kernel_lookup", runners, set->n_keys, tags);
	return 0;
}

static int measure_routes(const struct bench_set *set)
{
	int err;

	err = set->family == AF_INET ? 0 : bench_fib6_init(fib6_lookup_at);
	if (!err)
		err = bench_lpm_init(set, lpm_fd);
	if (!err)
		err = measure_lookups(set);
	if (!err && updates)
		err = bench_ours_updates(set, updates);
	if (!err && updates && fib_insert_at && fib_delete_at)
		err = bench_fib_updates(set, updates, fib_insert_at, fib_delete_at);
	bench_lpm_exit();
	return err;
}

static int routes(void)
{
	struct bench_set set = {};
	int err;

	snprintf(bench_set_tag, sizeof(bench_set_tag), ", \"set\": \"%s\"", set_name);
	err = read_set(&set);
	if (!err)
		err = bench_ours_init(&set);
	if (!err) {
		err = measure_routes(&set);
		bench_ours_exit();
	}
	vfree(set.key_file);
	vfree(set.set_file);
	return err;
}

static int __init bn_bench_init(void)
{
	int err = -EINVAL;

	rounds = clamp(rounds, 1, BENCH_ROUNDS);
	if (!strcmp(run, "routes"))
		err = routes();
	else if (!strcmp(run, "pcb"))
		err = bench_pcb(sessions) ?: bench_maps(sessions);
	else if (!strcmp(run, "queue"))
		err = bench_queue();
	else if (!strcmp(run, "input"))
		err = bench_input(dev, ifls);
	else if (!strcmp(run, "forward"))
		err = bench_forward();
	if (err)
		pr_err("%s: failed (%d)\n", run, err);
	return err ?: -ECANCELED;
}
module_init(bn_bench_init);

MODULE_DESCRIPTION("bsdnet's tables and queue beside the kernel's own");
MODULE_LICENSE("GPL");
