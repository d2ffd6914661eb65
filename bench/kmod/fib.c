// SPDX-License-Identifier: GPL-2.0
/*
 * fib - the kernel's IPv4 routes: lookups by fib_lookup(), updates by
 * fib_table_insert() and fib_table_delete() without the netlink around them
 *
 * Gateways are 10.9.0.(1 + next hop).
 */
#include <linux/math64.h>
#include <linux/netdevice.h>
#include <linux/prandom.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <net/ip_fib.h>

#include "bench.h"

static __be32 address_at(const struct bench_set *set, unsigned int key)
{
	return *(const __be32 *)&set->keys[key];
}

unsigned long bench_fib_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	struct fib_result result = {};
	struct flowi4 flow = {};
	unsigned long sum = 0;
	unsigned int i;

	rcu_read_lock();
	for (i = first; i < first + n; i++) {
		flow.daddr = address_at(set, i);
		sum += fib_lookup(&init_net, &flow, &result, 0);
		sum += (unsigned long)result.nhc;
	}
	rcu_read_unlock();
	return sum;
}

int bench_fib_answer(const struct bench_set *set, unsigned int key)
{
	struct flowi4 flow = { .daddr = address_at(set, key) };
	struct fib_result result = {};
	int answer = 0;

	rcu_read_lock();
	if (!fib_lookup(&init_net, &flow, &result, 0)) {
		if (result.type == RTN_UNICAST && result.nhc->nhc_gw_family == AF_INET)
			answer = (ntohl(result.nhc->nhc_gw.ipv4) & 0xff) - 1;
		else
			answer = BENCH_NO_ANSWER;
	}
	rcu_read_unlock();
	return answer;
}

static void config_of(const struct bench_route *route, struct fib_config *config)
{
	memset(config, 0, sizeof(*config));
	memcpy(&config->fc_dst, route->prefix, sizeof(config->fc_dst));
	config->fc_dst_len = route->bits;
	config->fc_protocol = RTPROT_STATIC;
	config->fc_scope = RT_SCOPE_UNIVERSE;
	config->fc_type = RTN_UNICAST;
	config->fc_table = RT_TABLE_MAIN;
	config->fc_gw_family = AF_INET;
	config->fc_gw4 = htonl(0x0a090001 + route->next_hop);
	config->fc_nlflags = NLM_F_CREATE | NLM_F_EXCL;
	config->fc_nlinfo.nl_net = &init_net;
	config->fc_nlinfo.skip_notify = true;
}

typedef int (*change_t)(struct net *net, struct fib_table *table, struct fib_config *config,
			struct netlink_ext_ack *extack);

/**
 * bench_fib_updates() - take random routes out and put them back
 * @set: what is loaded
 * @n: how many
 * @insert: address of fib_table_insert()
 * @delete: address of fib_table_delete()
 *
 * Return: 0 or a negative error.
 */
int bench_fib_updates(const struct bench_set *set, unsigned int n, unsigned long insert,
		      unsigned long delete)
{
	const struct bench_route *route;
	struct fib_config config;
	struct fib_table *table;
	struct rnd_state random;
	unsigned int i;
	u64 begin;
	int err = 0;

	prandom_seed_state(&random, 5);
	rtnl_lock();
	table = fib_new_table(&init_net, RT_TABLE_MAIN);
	begin = ktime_get_ns();
	for (i = 0; !err && table && i < n; i++) {
		route = &set->routes[prandom_u32_state(&random) % set->n_routes];
		config_of(route, &config);
		err = ((change_t)delete)(&init_net, table, &config, NULL);
		if (!err)
			err = ((change_t)insert)(&init_net, table, &config, NULL);
		if (!(i % 1024))
			cond_resched();
	}
	bench_tell("kernel_updates", "fib_trie",
		   div64_u64(2ULL * n * NSEC_PER_SEC * 1000, ktime_get_ns() - begin), "1/s",
		   bench_set_tag);
	rtnl_unlock();
	return err;
}
