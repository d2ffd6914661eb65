/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bench - what the parts of bn_bench.ko share
 *
 * The module measures when it is loaded, prints its figures into the kernel
 * log, one object of JSON a line, and refuses to stay. Everything runs in the
 * context of whoever loads it.
 */
#ifndef _BN_BENCH_H
#define _BN_BENCH_H

#include <linux/in6.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/types.h>

#include "fib/fib.h"

#define BENCH_NEXT_HOPS 64
#define BENCH_PIECES 128	/* of a pass, between which others may run */
#define BENCH_ROUNDS 32

/* As in bench/sets/route_set.hpp */
struct bench_route {
	u8 prefix[16];
	u8 bits;
	u8 zero;
	u16 next_hop;
} __packed;

/**
 * struct bench_set - a route set and the addresses to look up in it
 * @family: AF_INET or AF_INET6
 * @routes: the routes
 * @n_routes: how many
 * @keys: addresses, IPv4 in the first four bytes
 * @n_keys: how many
 * @set_file: what holds @routes
 * @key_file: what holds @keys
 */
struct bench_set {
	int family;
	const struct bench_route *routes;
	unsigned int n_routes;
	const struct in6_addr *keys;
	unsigned int n_keys;
	void *set_file;
	void *key_file;
};

/**
 * struct bench_runner - one of those that a benchmark compares
 * @who: name in the results; NULL ends an array
 * @pass: does @n things from the first-th on; returns a sum of what it found, so
 *	that nothing can be left out
 * @answer: what it finds for one key, the number of a next hop; may be NULL
 * @took: ns of each round
 */
struct bench_runner {
	const char *who;
	unsigned long (*pass)(const struct bench_set *set, unsigned int first, unsigned int n);
	int (*answer)(const struct bench_set *set, unsigned int key);
	u64 took[BENCH_ROUNDS];
};

/* answer: cannot be compared, since the kernel has a route of its own there */
#define BENCH_NO_ANSWER (-1)

/* A member of results that names the set */
extern char bench_set_tag[48];

/* main.c APIs: */
void bench_measure(struct bench_runner *runners, const struct bench_set *set, unsigned int n);
int bench_compare(const struct bench_runner *runners, const struct bench_set *set);
/* Prints a figure of @thousandths of a unit; @tags: more members, or "" */
void bench_tell(const char *figure, const char *who, u64 thousandths, const char *unit,
		const char *tags);
void bench_tell_all(const char *figure, const struct bench_runner *runners, unsigned int n,
		    const char *tags);

/* ours.c APIs: bsdnet's route table with the set in it */
int bench_ours_init(const struct bench_set *set);
void bench_ours_exit(void);
unsigned long bench_ours_pass(const struct bench_set *set, unsigned int first, unsigned int n);
unsigned long bench_ours_vector_pass(const struct bench_set *set, unsigned int first,
				     unsigned int n);
int bench_ours_answer(const struct bench_set *set, unsigned int key);
int bench_ours_updates(const struct bench_set *set, unsigned int n);

/* The kernel's tables are loaded by whoever loads the module: */
int bench_fib_updates(const struct bench_set *set, unsigned int n, unsigned long insert,
		      unsigned long delete);
unsigned long bench_fib_pass(const struct bench_set *set, unsigned int first, unsigned int n);
int bench_fib_answer(const struct bench_set *set, unsigned int key);
int bench_fib6_init(unsigned long address);
unsigned long bench_fib6_pass(const struct bench_set *set, unsigned int first, unsigned int n);
int bench_fib6_answer(const struct bench_set *set, unsigned int key);
int bench_lpm_init(const struct bench_set *set, int fd);
void bench_lpm_exit(void);
unsigned long bench_lpm_pass(const struct bench_set *set, unsigned int first, unsigned int n);
int bench_lpm_answer(const struct bench_set *set, unsigned int key);

/* sessions.c APIs: session @n of the PCB benchmark, and sockets that have it */
struct bench_session {
	__be32 local, remote;
	__be16 lport, rport;
};

struct bench_session bench_session(u32 n);
int bench_sockets_open(int protocol, unsigned int n);
void bench_sockets_close(void);

int bench_pcb(unsigned int sessions);
int bench_maps(unsigned int sessions);
int bench_queue(void);
int bench_input(const char *name, unsigned int ifls);
int bench_forward(void);

#endif /* _BN_BENCH_H */
