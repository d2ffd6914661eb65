// SPDX-License-Identifier: GPL-2.0
/*
 * pcb - bsdnet's PCB table beside the kernel's lookup of connected UDP and of
 * established TCP sockets
 *
 * The same sessions in each, looked up in the same random order, from the fields of the
 * packet's headers. The kernel's TCP lookup takes a reference, which its users drop: that
 * belongs to it.
 */
#include <linux/in.h>
#include <linux/math64.h>
#include <linux/nsproxy.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <net/inet_hashtables.h>
#include <net/tcp.h>
#include <net/udp.h>

#include "bench.h"
#include "l3demux/l3demux.h"

#define LOOKUPS 524288

static struct bench_session *asked;
static struct bn_pcb *pcbs;
static u8 proto;

static void key_of(struct bn_pcb_key *key, const struct bench_session *session)
{
	bn_pcb_key_inet(key, 0, LOOPBACK_IFINDEX, session->lport, session->rport, session->local,
			session->remote, proto);
}

static unsigned long ours_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	const struct bench_session *session = asked + first;
	unsigned long found = 0;
	struct bn_pcb_key key;

	rcu_read_lock();
	for (; n--; session++) {
		key_of(&key, session);
		found += !!bn_pcb_lookup(stack, &key);
	}
	rcu_read_unlock();
	return found;
}

static unsigned long udp_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	struct net *net = current->nsproxy->net_ns;
	const struct bench_session *session = asked + first;
	unsigned long found = 0;

	rcu_read_lock();
	for (; n--; session++)
		found += !!__udp4_lib_lookup(net, session->remote, session->rport,
					     session->local, session->lport, LOOPBACK_IFINDEX, 0,
					     NULL);
	rcu_read_unlock();
	return found;
}

static unsigned long tcp_pass(const struct bench_set *set, unsigned int first, unsigned int n)
{
	struct net *net = current->nsproxy->net_ns;
	const struct bench_session *session = asked + first;
	unsigned long found = 0;
	struct sock *sk;

	rcu_read_lock();
	for (; n--; session++) {
		sk = __inet_lookup_established(net, session->remote, session->rport,
					       session->local, ntohs(session->lport),
					       LOOPBACK_IFINDEX, 0);
		found += !!sk;
		if (sk)
			sock_gen_put(sk);
	}
	rcu_read_unlock();
	return found;
}

static int insert_ours(unsigned int sessions)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bench_session session;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < sessions; i++) {
		session = bench_session(i);
		key_of(&pcbs[i].key, &session);
		pcbs[i].mask = (struct bn_pcb_mask){ .laddr_bits = 32, .raddr_bits = 32,
						     .lport = 1, .rport = 1, .instance = 1 };
		err = bn_pcb_insert(stack, &pcbs[i]);
		if (!(i % 256))
			cond_resched();
	}
	return err;
}

static void remove_ours(unsigned int sessions)
{
	while (sessions--) {
		if (pcbs[sessions].stack)
			bn_pcb_remove(&pcbs[sessions]);
		if (!(sessions % 256))
			cond_resched();
	}
	synchronize_rcu();
}

static int measure(unsigned int sessions)
{
	static struct bench_runner udp[] = {
		{ .who = "bsdnet", .pass = ours_pass },
		{ .who = "udp_lookup", .pass = udp_pass },
		{}
	};
	static struct bench_runner tcp[] = {
		{ .who = "bsdnet", .pass = ours_pass },
		{ .who = "tcp_established", .pass = tcp_pass },
		{}
	};
	struct bench_runner *runners = proto == IPPROTO_UDP ? udp : tcp;
	char tags[64];
	int i;

	for (i = 0; runners[i].who; i++) {
		unsigned long found = runners[i].pass(NULL, 0, LOOKUPS);

		if (found == LOOKUPS)
			continue;
		pr_err("%s finds %lu of %u\n", runners[i].who, found, LOOKUPS);
		return -EBADMSG;
	}
	bench_measure(runners, NULL, LOOKUPS);
	snprintf(tags, sizeof(tags), ", \"sessions\": \"%u\", \"protocol\": \"%s\"", sessions,
		 proto == IPPROTO_UDP ? "udp" : "tcp");
	bench_tell_all("kernel_pcb", runners, LOOKUPS, tags);
	return 0;
}

/* What the passes ask for */
static void draw(unsigned int sessions)
{
	struct rnd_state random;
	unsigned int i;

	prandom_seed_state(&random, 9);
	for (i = 0; i < LOOKUPS; i++)
		asked[i] = bench_session(prandom_u32_state(&random) % sessions);
}

static int measure_protocol(unsigned int sessions, int protocol)
{
	int err;

	proto = protocol;
	draw(sessions);
	memset(pcbs, 0, sessions * sizeof(*pcbs));
	err = insert_ours(sessions);
	if (!err)
		err = bench_sockets_open(protocol, sessions);
	if (!err)
		err = measure(sessions);
	bench_sockets_close();
	remove_ours(sessions);
	return err;
}

/**
 * bench_pcb() - measure with this number of sessions
 * @sessions: how many
 *
 * Return: 0 or a negative error.
 */
int bench_pcb(unsigned int sessions)
{
	int err = -ENOMEM;

	asked = vmalloc_array(LOOKUPS, sizeof(*asked));
	pcbs = vcalloc(sessions, sizeof(*pcbs));
	if (asked && pcbs) {
		err = measure_protocol(sessions, IPPROTO_UDP);
		if (!err)
			err = measure_protocol(sessions, IPPROTO_TCP);
	}
	vfree(pcbs);
	vfree(asked);
	return err;
}
