// SPDX-License-Identifier: GPL-2.0
/*
 * session - a socket's entry in the PCB table (PCB-1, PCB-4, SK-2)
 *
 * Lifetime: connecting and disconnecting change the key of the session, but the
 * key of an inserted entry cannot change, because readers may use it. So a new
 * entry is inserted first, then the old one is removed, and freed after a grace
 * period. No packet is lost in between.
 *
 * Synchronization: entries are changed under the socket lock. The demultiplexer's
 * callbacks run in softirq and only queue; the socket is freed at least a grace
 * period after its entry is removed.
 */
#include <linux/icmp.h>
#include <linux/jhash.h>
#include <linux/slab.h>
#include <linux/udp.h>
#include <net/icmp.h>
#include <net/netns/hash.h>
#include <net/sock_reuseport.h>

#include "sock/errqueue.h"
#include "sock/mcast.h"
#include "sock/rx.h"
#include "sock/session.h"

/**
 * struct bn_session - an entry
 * @pcb: entry in the PCB table
 * @bs: the socket
 * @grouped: a socket of a group with SO_REUSEPORT, one of which gets the packet
 * @unusual: grouped, or the socket has IP_MINTTL
 * @rcu: for freeing
 */
struct bn_session {
	struct bn_pcb pcb;
	struct bn_sock *bs;
	bool grouped;
	bool unusual;
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

static bool session_same_key(const struct bn_pcb *a, const struct bn_pcb *b)
{
	return !memcmp(&a->key, &b->key, sizeof(a->key)) &&
	       !memcmp(&a->mask, &b->mask, sizeof(a->mask));
}

static struct bn_sock *session_sock(const struct bn_pcb *pcb)
{
	return container_of(pcb, struct bn_session, pcb)->bs;
}

/* ---- SO_REUSEPORT ------------------------------------------------------------- */

/* Sockets of a group have the same key, and the newest is what the demultiplexer finds. The
 * kernel's own groups (reuseport_*) choose, by hash of the flow or by a program of the user.
 */

/* The socket of the same user that had the key before, if it is in a group. Group lock held */
static struct bn_sock *group_peer(const struct bn_session *session)
{
	const struct bn_pcb *older = rcu_dereference(session->pcb.older);
	struct bn_sock *peer;

	if (!older || older->ops != session->pcb.ops)
		return NULL;
	peer = session_sock(older);
	return rcu_access_pointer(peer->sk.sk_reuseport_cb) &&
	       uid_eq(sk_uid(&peer->sk), sk_uid(&session->bs->sk)) ? peer : NULL;
}

/* Insert the entry of a socket with SO_REUSEPORT */
static int group_insert(struct bn_session *session)
{
	struct bn_sock *bs = session->bs, *peer;
	int err;

	mutex_lock(&bs->stack->socks->group_lock);
	session->grouped = true;
	session->unusual = true;
	err = bn_pcb_insert(bs->stack, &session->pcb);
	if (!err) {
		rcu_read_lock();
		peer = group_peer(session);
		err = peer ? reuseport_add_sock(&bs->sk, &peer->sk, true) :
			     reuseport_alloc(&bs->sk, true);
		rcu_read_unlock();
		if (err)
			bn_pcb_remove(&session->pcb);
	}
	mutex_unlock(&bs->stack->socks->group_lock);
	return err;
}

static void group_leave(struct bn_sock *bs)
{
	mutex_lock(&bs->stack->socks->group_lock);
	if (rcu_access_pointer(bs->sk.sk_reuseport_cb))
		reuseport_detach_sock(&bs->sk);
	mutex_unlock(&bs->stack->socks->group_lock);
}

/* The socket of the group that gets the packet */
static struct bn_sock *group_select(struct bn_sock *bs, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct sock *sk;
	u32 ports = 0;

	if (skb_headlen(skb) >= sizeof(ports))
		memcpy(&ports, skb->data, sizeof(ports));
	sk = reuseport_select_sock(&bs->sk,
				   jhash_3words((__force u32)iph->saddr,
						(__force u32)iph->daddr, ports,
						net_hash_mix(bs->stack->net)),
				   skb, bs->kind->error_header);
	return sk ? bn_sk(sk) : bs;
}

/* ---- entries -------------------------------------------------------------------- */

/* Remove the entry; free it after a grace period */
static void retire(struct bn_session *session)
{
	if (session->grouped)
		group_leave(session->bs);
	bn_pcb_remove(&session->pcb);
	call_rcu(&session->rcu, free_session);
}

/* Connected sockets are in no group. A socket whose key changes leaves its group first */
static int session_insert(struct bn_sock *bs, struct bn_session *session,
			  const struct bn_sock_addr *addr)
{
	if (!bs->port.reuseport || addr->raddr)
		return bn_pcb_insert(bs->stack, &session->pcb);
	return group_insert(session);
}

/**
 * bn_session_install() - insert or replace the session of a socket
 * @bs: the socket; its @port determines whether the entry is shared
 * @addr: the addresses of the session
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
	session->unusual = bs->min_ttl;
	set_key(&session->pcb, bs->kind, addr);
	if (bs->in_ifl) {
		session->pcb.key.ifl_index = bs->in_ifl;
		session->pcb.mask.ifl = 1;
	}
	if (bs->session && session_same_key(&session->pcb, &bs->session->pcb)) {
		kfree(session);
		return 0;
	}
	err = session_insert(bs, session, addr);
	if (err) {
		/* a reader may have found it */
		call_rcu(&session->rcu, free_session);
		return err;
	}
	if (bs->session)
		retire(bs->session);
	bs->session = session;
	return 0;
}

/**
 * bn_session_remove() - remove the session of a socket, if any
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
 * bn_session_refresh() - IP_MINTTL of a socket was changed
 * @bs: the socket
 *
 * Context: process, socket lock held.
 */
void bn_session_refresh(struct bn_sock *bs)
{
	if (bs->session)
		WRITE_ONCE(bs->session->unusual, bs->session->grouped || bs->min_ttl);
}

/**
 * bn_session_far() - does a packet come from farther away than the socket accepts?
 * @bs: the socket
 * @skb: the packet, network header set
 *
 * Return: true if so (IP_MINTTL; RFC 5082).
 * Context: any.
 */
bool bn_session_far(const struct bn_sock *bs, const struct sk_buff *skb)
{
	return ip_hdr(skb)->ttl < READ_ONCE(bs->min_ttl);
}

/* The socket that gets the packet; NULL: it was dropped */
static struct bn_sock *unusual_sock(const struct bn_session *session, struct sk_buff *skb)
{
	struct bn_sock *bs = session->bs;

	if (session->grouped)
		bs = group_select(bs, skb);
	if (!bn_session_far(bs, skb))
		return bs;
	sk_drops_inc(&bs->sk);
	bn_drop(skb, BN_DROP_SOCK_MIN_TTL);
	return NULL;
}

/**
 * bn_session_input() - queue a packet to the socket of an entry
 * @pcb: the entry
 * @skb: data at the transport header; taken
 *
 * Context: softirq.
 */
void bn_session_input(struct bn_pcb *pcb, struct sk_buff *skb)
{
	const struct bn_session *session = container_of(pcb, struct bn_session, pcb);
	struct bn_sock *bs = session->bs;

	if (unlikely(READ_ONCE(session->unusual))) {
		bs = unusual_sock(session, skb);
		if (!bs)
			return;
	}
	bn_rx_enqueue(bs, skb, BN_DROP_SOCK_QUEUE_FULL);
}

/**
 * bn_session_accepts() - bn_pcb_ops::accepts: the memberships of the socket and IP_MINTTL decide
 * @pcb: the entry
 * @skb: a packet to a multicast or broadcast address
 *
 * Return: true if the socket gets it.
 * Context: softirq, RCU read side.
 */
bool bn_session_accepts(const struct bn_pcb *pcb, const struct sk_buff *skb)
{
	struct bn_sock *bs = session_sock(pcb);

	if (!bn_mcast_accepts(bs, skb))
		return false;
	if (likely(!bn_session_far(bs, skb)))
		return true;
	sk_drops_inc(&bs->sk);
	bn_drop_count(bs->stack, BN_DROP_SOCK_MIN_TTL);
	return false;
}

/**
 * bn_session_input_copy() - queue a packet to a multicast or broadcast address
 * @pcb: the entry
 * @skb: data at the transport header; taken
 *
 * All sockets of a group with SO_REUSEPORT get a copy, as on Linux.
 *
 * Context: softirq.
 */
void bn_session_input_copy(struct bn_pcb *pcb, struct sk_buff *skb)
{
	bn_rx_enqueue(session_sock(pcb), skb, BN_DROP_SOCK_QUEUE_FULL);
}

/* Return true for errors that a connected socket reports. Soft errors may be transient
 * and are not reported (RFC 1122 4.1.3.3; the same choice as Linux, whose raw sockets report that
 * fragmentation is needed unless they allow it).
 */
static bool is_hard(const struct bn_sock *bs, u8 type, u8 code)
{
	u8 pmtudisc = READ_ONCE(bs->pmtudisc);

	switch (type) {
	case ICMP_DEST_UNREACH:
		if (code == ICMP_FRAG_NEEDED && bs->kind == &bn_raw_sock_kind)
			return pmtudisc != IP_PMTUDISC_DONT;
		if (code == ICMP_FRAG_NEEDED)
			return pmtudisc >= IP_PMTUDISC_DO && pmtudisc <= IP_PMTUDISC_PROBE;
		return code <= NR_ICMP_UNREACH && icmp_err_convert[code].fatal;
	case ICMP_PARAMETERPROB:
		return true;
	default:
		return false;
	}
}

/**
 * bn_session_report() - report an ICMP error for a packet that a socket sent
 * @bs: the socket
 * @skb: see bn_errqueue_icmp(); not taken
 * @icmp: the error
 * @connected: the socket is connected to the destination of the packet
 *
 * As on Linux, an unconnected socket does not report the error, which may concern
 * any of its peers, unless it asked for all errors (IP_RECVERR). IP_MINTTL holds for errors,
 * too (RFC 5082 3): for the TTL of the message, which its sender cannot raise.
 *
 * Context: softirq.
 */
void bn_session_report(struct bn_sock *bs, struct sk_buff *skb, const struct bn_sock_icmp *icmp,
		       bool connected)
{
	if (bn_session_far(bs, skb)) {
		bn_drop_count(bs->stack, BN_DROP_SOCK_MIN_TTL);
	} else if (bn_sock_has(bs, BN_OPT_RECVERR)) {
		/* before the queue: the reader who empties it clears the error */
		WRITE_ONCE(bs->sk.sk_err, icmp->err);
		bn_errqueue_icmp(&bs->sk, skb, icmp);
	} else if (connected && is_hard(bs, icmp->type, icmp->code)) {
		bn_rx_error(bs, icmp->err);
	}
}

/**
 * bn_session_error() - handle an ICMP error for a packet that the socket sent
 * @pcb: the entry
 * @skb: the quoted part of the packet that caused the error; not taken
 * @err: errno
 * @type: ICMP type
 * @code: ICMP code
 * @info: MTU or pointer
 *
 * Context: softirq.
 */
void bn_session_error(struct bn_pcb *pcb, struct sk_buff *skb, int err, u8 type, u8 code,
		      u32 info)
{
	struct bn_sock *bs = session_sock(pcb);
	const struct bn_sock_icmp icmp = {
		.err = abs(err),
		.type = type,
		.code = code,
		.info = type == ICMP_DEST_UNREACH ? info : 0,
		.port = bs->kind->has_rport ? ((const struct udphdr *)skb->data)->dest : 0,
		.header = bs->kind->error_header,
	};

	bn_session_report(bs, skb, &icmp, pcb->mask.raddr_bits);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/session_kunit.c"
#endif
