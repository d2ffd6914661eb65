// SPDX-License-Identifier: GPL-2.0
/*
 * fib6 - lookups of IPv6 routes by the kernel's fib6_lookup()
 *
 * It is called by its address: the kernel exports it only where its users are
 * modules. Gateways are fd09::(1 + next hop).
 */
#include <net/ip6_fib.h>
#include <net/ip6_route.h>

#include "bench.h"

typedef int (*lookup_t)(struct net *net, int oif, struct flowi6 *flow,
			struct fib6_result *result, int flags);

static lookup_t lookup;

int bench_fib6_init(unsigned long address)
{
	lookup = (lookup_t)address;
	return lookup ? 0 : -EINVAL;
}

unsigned long bench_fib6_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	struct fib6_result result = {};
	struct flowi6 flow = {};
	unsigned long sum = 0;
	unsigned int i;

	rcu_read_lock();
	for (i = first; i < first + n; i++) {
		flow.daddr = set->keys[i];
		sum += lookup(&init_net, 0, &flow, &result, 0);
		sum += (unsigned long)result.nh;
	}
	rcu_read_unlock();
	return sum;
}

int bench_fib6_answer(const struct bench_set *set, unsigned int key)
{
	struct flowi6 flow = { .daddr = set->keys[key] };
	struct fib6_result result = {};
	int answer = 0;

	rcu_read_lock();
	if (!lookup(&init_net, 0, &flow, &result, 0) &&
	    result.f6i != init_net.ipv6.fib6_null_entry) {
		if (result.nh && result.nh->fib_nh_gw_family == AF_INET6)
			answer = result.nh->fib_nh_gw6.s6_addr[15] - 1;
		else
			answer = BENCH_NO_ANSWER;
	}
	rcu_read_unlock();
	return answer;
}
