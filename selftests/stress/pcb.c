// SPDX-License-Identifier: GPL-2.0
/*
 * pcb - writers side by side and readers on the table of sessions (PCB-1, PCB-2)
 *
 * A service on a port is always there; a connected session of that port comes
 * and goes, and so do those of two writers that share no lock.
 */
#include <linux/kernel.h>
#include <linux/slab.h>

#include "l3demux/l3demux.h"
#include "stress.h"

#define CROWD 2000	/* sessions of a writer, at most */
#define CROWDS 2
#define SERVICE 1UL
#define CONNECTED 2UL

/* @tag: what a reader sees; @rcu: for freeing */
struct session {
	struct bn_pcb pcb;
	unsigned long tag;
	struct rcu_head rcu;
};

struct crowd {
	struct session *session[CROWD];
	unsigned int number;
	unsigned int changes;
};

static struct bsdnet_stack *stack;
static struct session *service, *connected;
static struct crowd *crowds[CROWDS];
static struct stress_history history;

static struct bn_pcb_key key_of(u16 lport, u16 rport, u32 raddr)
{
	struct bn_pcb_key key = {
		.lport = cpu_to_be16(lport),
		.rport = cpu_to_be16(rport),
		.proto = IPPROTO_UDP,
		.family = AF_INET,
	};

	key.laddr.s6_addr32[0] = htonl(0xc0000201);
	key.raddr.s6_addr32[0] = htonl(raddr);
	return key;
}

static struct session *insert(struct bn_pcb_key key, bool exact, unsigned long tag)
{
	struct session *session = kzalloc(sizeof(*session), GFP_KERNEL);

	if (!session)
		return NULL;
	session->pcb.key = key;
	session->pcb.mask = (struct bn_pcb_mask){
		.lport = 1, .rport = exact, .laddr_bits = exact ? 32 : 0,
		.raddr_bits = exact ? 32 : 0,
	};
	session->tag = tag;
	if (!bn_pcb_insert(stack, &session->pcb))
		return session;
	kfree(session);
	return NULL;
}

static void remove(struct session *session)
{
	bn_pcb_remove(&session->pcb);
	kfree_rcu(session, rcu);
}

static int prepare(void)
{
	unsigned int i;

	stack = stress_stack_make();
	if (!stack || bn_l3demux_room.stack_init(stack))
		return -ENOMEM;
	for (i = 0; i < CROWDS; i++) {
		crowds[i] = kvcalloc(1, sizeof(*crowds[i]), GFP_KERNEL);
		if (!crowds[i])
			return -ENOMEM;
		crowds[i]->number = i;
	}
	memset(&history, 0, sizeof(history));
	history.answer[0] = SERVICE;
	service = insert(key_of(53, 0, 0), false, SERVICE);
	return service ? 0 : -ENOMEM;
}

static void clean_up(void)
{
	unsigned int i, j;

	for (i = 0; i < CROWDS; i++) {
		for (j = 0; j < CROWD; j++)
			if (crowds[i]->session[j])
				remove(crowds[i]->session[j]);
		kvfree(crowds[i]);
	}
	if (connected)
		remove(connected);
	connected = NULL;
	remove(service);
	rcu_barrier();
	bn_l3demux_room.stack_exit(stack);
	stress_stack_free(stack);
}

static void write_connected(void *unused)
{
	stress_begin(&history, connected ? SERVICE : CONNECTED);
	if (connected) {
		remove(connected);
		connected = NULL;
	} else {
		connected = insert(key_of(53, 1000, 0xc6336401), true, CONNECTED);
		if (!connected)
			stress_wrong("pcb insert", 0, 0, 0);
	}
	stress_end(&history);
}

static struct bn_pcb_key crowd_key(const struct crowd *crowd, unsigned int i)
{
	return key_of(1000 + crowd->number, 2000 + i, 0xcb007101);
}

static void write_crowd(void *arg)
{
	struct crowd *crowd = crowds[(unsigned long)arg];
	bool in = ++crowd->changes / (2 * CROWD) % 2 == 0;
	unsigned int i = stress_random(CROWD);

	if (crowd->session[i] && (!in || stress_random(8) == 0)) {
		remove(crowd->session[i]);
		crowd->session[i] = NULL;
	} else if (!crowd->session[i] && in) {
		crowd->session[i] = insert(crowd_key(crowd, i), true, 100 + i);
	}
}

static unsigned long look_up(struct bn_pcb_key key)
{
	struct bn_pcb *pcb;
	unsigned long tag;

	rcu_read_lock();
	pcb = bn_pcb_lookup(stack, &key);
	tag = pcb ? container_of(pcb, struct session, pcb)->tag : 0;
	rcu_read_unlock();
	return tag;
}

static void read(void *unused)
{
	unsigned long first = stress_ask(&history), tag;
	unsigned int i = stress_random(CROWD);

	stress_check(&history, "the connected session", first,
		     look_up(key_of(53, 1000, 0xc6336401)));
	tag = look_up(key_of(53, 1001, 0xc6336401));
	if (tag != SERVICE)
		stress_wrong("the service", tag, 0, 0);
	tag = look_up(key_of(54, 1000, 0xc6336401));
	if (tag)
		stress_wrong("no such port", tag, 0, 0);
	tag = look_up(crowd_key(crowds[i % CROWDS], i));
	if (tag && tag != 100 + i)
		stress_wrong("another session", tag, 100 + i, 0);
}

static struct stress_job jobs[] = {
	{ "writer 1", write_crowd, (void *)0UL },
	{ "writer 2", write_crowd, (void *)1UL },
	{ "writer 3", write_connected },
	{ "reader 1", read },
	{ "reader 2", read },
};

const struct stress_test stress_pcb = {
	.name = "pcb", .prepare = prepare, .jobs = jobs, .n_jobs = ARRAY_SIZE(jobs),
	.clean_up = clean_up,
};
