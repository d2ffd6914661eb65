// SPDX-License-Identifier: GPL-2.0
/*
 * session - a socket's entry in the PCB table (PCB-1, PCB-4, SK-2)
 *
 * Life: connect() and its reverse change the key of a session, and an entry
 * that readers may hold can't be changed. So an entry of its own is put in
 * first, then the old one is removed and freed after a grace period: no packet
 * is lost between the two.
 *
 * Synchronization: entries are changed under the socket lock. What the
 * demultiplexer calls runs in softirq and only queues; the socket outlives its
 * entries by a grace period.
 */
#include <linux/icmp.h>
#include <linux/slab.h>
#include <net/icmp.h>

#include "sock/private.h"

/**
 * struct bn_session - an entry
 * @pcb: what the table has
 * @bs: the socket
 * @rcu: for freeing
 */
struct bn_session {
	struct bn_pcb pcb;
	struct bn_sock *bs;
	struct rcu_head rcu;
};

static void free_session(struct rcu_head *rcu)
{
	kfree(container_of(rcu, struct bn_session, rcu));
}

static void set_key(struct bn_pcb *pcb, const struct bn_sock_kind *kind,
		    const struct bn_sock_addr *addr)
{
	struct bn_pcb_key *key = &pcb->key;
	struct bn_pcb_mask *mask = &pcb->mask;

	key->family = AF_INET;
	key->proto = kind->proto;
	key->lport = addr->lport;
	mask->lport = 1;
	if (addr->instance != BSDNET_INSTANCE_ANY) {
		key->instance = addr->instance;
		mask->instance = 1;
	}
	if (addr->laddr) {
		key->laddr.s6_addr32[0] = addr->laddr;
		mask->laddr_bits = 32;
	}
	if (addr->raddr) {
		key->raddr.s6_addr32[0] = addr->raddr;
		mask->raddr_bits = 32;
		if (kind->has_rport) {
			key->rport = addr->rport;
			mask->rport = 1;
		}
	}
}

static bool same_key(const struct bn_pcb *a, const struct bn_pcb *b)
{
	return !memcmp(&a->key, &b->key, sizeof(a->key)) &&
	       !memcmp(&a->mask, &b->mask, sizeof(a->mask));
}

/* Unlink; the memory goes after a grace period */
static void retire(struct bn_session *session)
{
	bn_pcb_remove(&session->pcb);
	call_rcu(&session->rcu, free_session);
}

/**
 * bn_session_install() - let packets for an address come to a socket
 * @bs: the socket; its @port tells whether it shares
 * @addr: what it shall be bound and connected to; replaces what was
 *
 * Return: 0, or -EADDRINUSE or -ENOMEM with nothing changed.
 * Context: process, socket lock held.
 */
int bn_session_install(struct bn_sock *bs, const struct bn_sock_addr *addr)
{
	struct bn_session *session;
	int err;

	session = kzalloc(sizeof(*session), GFP_KERNEL_ACCOUNT);
	if (!session)
		return -ENOMEM;
	session->bs = bs;
	session->pcb.ops = bs->kind->pcb_ops;
	session->pcb.reuse = bs->port.reuse || bs->port.reuseport;
	session->pcb.stack = bs->stack;
	set_key(&session->pcb, bs->kind, addr);
	if (bs->session && same_key(&session->pcb, &bs->session->pcb)) {
		kfree(session);
		return 0;
	}
	err = bn_pcb_insert(bs->stack, &session->pcb);
	if (err) {
		kfree(session);
		return err;
	}
	if (bs->session)
		retire(bs->session);
	bs->session = session;
	return 0;
}

/**
 * bn_session_remove() - no more packets come to the socket
 * @bs: the socket
 *
 * Context: process, socket lock held.
 */
void bn_session_remove(struct bn_sock *bs)
{
	if (!bs->session)
		return;
	retire(bs->session);
	bs->session = NULL;
}

/**
 * bn_session_sock() - the socket of an entry
 * @pcb: an entry whose ops are those of a socket
 *
 * Return: the socket.
 * Context: RCU read side.
 */
struct bn_sock *bn_session_sock(const struct bn_pcb *pcb)
{
	return container_of(pcb, struct bn_session, pcb)->bs;
}

/**
 * bn_session_input() - a packet for a socket: to its service queue
 * @pcb: the entry
 * @skb: data at the transport header; taken
 *
 * Context: softirq.
 */
void bn_session_input(struct bn_pcb *pcb, struct sk_buff *skb)
{
	bn_rx_enqueue(bn_session_sock(pcb), skb, BN_DROP_SOCK_QUEUE_FULL);
}

/* Is it an error that a connected socket is told of? The soft ones may pass
 * (RFC 1122 4.1.3.3, and Linux's choice among them).
 */
static bool is_hard(const struct bn_sock *bs, u8 type, u8 code)
{
	switch (type) {
	case ICMP_DEST_UNREACH:
		if (code == ICMP_FRAG_NEEDED)
			return READ_ONCE(bs->pmtudisc) >= IP_PMTUDISC_DO &&
			       READ_ONCE(bs->pmtudisc) <= IP_PMTUDISC_PROBE;
		return code <= NR_ICMP_UNREACH && icmp_err_convert[code].fatal;
	case ICMP_PARAMETERPROB:
		return true;
	default:
		return false;
	}
}

/**
 * bn_session_error() - an ICMP error about a packet that the socket sent
 * @pcb: the entry
 * @skb: the offending packet as far as it was quoted; not taken
 * @err: errno
 * @type: ICMP type
 * @code: ICMP code
 * @info: MTU, pointer
 *
 * As on Linux an unconnected socket is not told: the error could be about any
 * of its peers.
 *
 * Context: softirq.
 */
void bn_session_error(struct bn_pcb *pcb, struct sk_buff *skb, int err, u8 type, u8 code,
		      u32 info)
{
	struct bn_sock *bs = bn_session_sock(pcb);

	if (!pcb->mask.raddr_bits || !is_hard(bs, type, code))
		return;
	bn_rx_error(bs, abs(err));
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/session_kunit.c"
#endif
