// SPDX-License-Identifier: GPL-2.0
/*
 * raw - raw entries: each gets a copy of every packet of a protocol that is delivered locally
 *
 * The PCB table finds one entry for a packet, the best match. Raw sockets all get the packet,
 * beside that entry, so they are in lists of their own: one for each protocol.
 *
 * A packet is compared with all entries of its protocol. So their number is bounded, for each
 * user and for all together.
 *
 * Life: the lists exist while there is an entry, so that delivery without raw entries costs a
 * test of a pointer beside the counters. An entry is embedded in its owner, which frees it after
 * a grace period.
 *
 * Synchronization: packets walk the lists under RCU; changes are made under a mutex, with which
 * held no other lock is taken.
 *
 * Serves SK-1, PCB-3, PCB-4, Q-8 (RFC 1122 3.2.2.1, 3.4: raw interface).
 */
#include <linux/bsdnet_socket.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/ip.h>

#include "inet/private.h"

#define USER_MAX	256	/* entries of a user with one protocol */
#define PROTO_MAX	1024	/* entries of all users with one protocol */

/**
 * struct bn_raw_lists - the raw entries of a stack
 * @rcu: for freeing
 * @entries: number of entries
 * @proto: lists of struct bn_raw by protocol
 */
struct bn_raw_lists {
	struct rcu_head rcu;
	unsigned int entries;
	struct hlist_head proto[256];
};

/* ---- packets ------------------------------------------------------------------ */

/* @laddr and @raddr of a packet: 0 is not wild there */
static bool matches(const struct bn_raw *raw, const struct bn_pkt *pkt, __be32 laddr, __be32 raddr)
{
	if (raw->instance != pkt->instance && raw->instance != BSDNET_INSTANCE_ANY)
		return false;
	if (raw->ifl_index && raw->ifl_index != pkt->ifl_index)
		return false;
	return (!raw->laddr || raw->laddr == laddr) && (!raw->raddr || raw->raddr == raddr);
}

/**
 * bn_raw_input_lists() - bn_raw_input() while there are entries
 * @lists: the entries
 * @skb: see there
 *
 * Return: see there.
 * Context: RCU read side, BH off.
 */
bool bn_raw_input_lists(const struct bn_raw_lists *lists, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct bn_raw *raw;
	bool any = false;

	hlist_for_each_entry_rcu(raw, &lists->proto[iph->protocol], node) {
		if (!matches(raw, bn_pkt(skb), iph->daddr, iph->saddr))
			continue;
		raw->ops->input(raw, skb);
		any = true;
	}
	return any;
}

/**
 * bn_raw_error() - tell raw entries of an ICMP error
 * @skb: the ICMP message; network header, transport header and data at the outer IP header, the
 *	ICMP header and the quoted transport header
 * @inner: quoted IP header, of a packet that this host sent
 * @err: errno
 * @info: MTU or pointer
 *
 * Return: whether there was an entry that sends to the destination of the packet.
 * Context: RCU read side, BH off.
 */
bool bn_raw_error(struct sk_buff *skb, const struct iphdr *inner, int err, u32 info)
{
	const struct bn_raw_lists *lists = rcu_dereference(bn_pkt(skb)->stack->inet->raw);
	struct bn_raw *raw;
	bool any = false;

	if (likely(!lists))
		return false;
	hlist_for_each_entry_rcu(raw, &lists->proto[inner->protocol], node) {
		if (!matches(raw, bn_pkt(skb), inner->saddr, inner->daddr))
			continue;
		raw->ops->error(raw, skb, err, info);
		any = true;
	}
	return any;
}

/* ---- entries ------------------------------------------------------------------- */

static struct bn_raw_lists *locked_lists(const struct bn_inet *inet)
{
	return rcu_dereference_protected(inet->raw, lockdep_is_held(&inet->raw_lock));
}

static int check_room(const struct bn_raw_lists *lists, const struct bn_raw *raw)
{
	unsigned int all = 0, user = 0;
	const struct bn_raw *other;

	hlist_for_each_entry(other, &lists->proto[raw->proto], node) {
		all++;
		user += uid_eq(other->uid, raw->uid);
	}
	return all < PROTO_MAX && user < USER_MAX ? 0 : -ENOBUFS;
}

static struct bn_raw_lists *get_lists(struct bn_inet *inet)
{
	struct bn_raw_lists *lists = locked_lists(inet);

	if (lists)
		return lists;
	/* zeroed heads are empty lists */
	lists = kzalloc(sizeof(*lists), GFP_KERNEL_ACCOUNT);
	if (lists)
		rcu_assign_pointer(inet->raw, lists);
	return lists;
}

static void put_lists(struct bn_inet *inet)
{
	struct bn_raw_lists *lists = locked_lists(inet);

	if (lists->entries)
		return;
	RCU_INIT_POINTER(inet->raw, NULL);
	kfree_rcu(lists, rcu);
}

/**
 * bn_raw_add() - add a raw entry
 * @stack: the stack
 * @raw: the entry, filled in
 *
 * Return: 0, -ENOMEM, or -ENOBUFS if there are too many of the protocol, or of the user.
 * Context: process.
 */
int bn_raw_add(struct bsdnet_stack *stack, struct bn_raw *raw)
{
	struct bn_inet *inet = stack->inet;
	struct bn_raw_lists *lists;
	int err = -ENOMEM;

	mutex_lock(&inet->raw_lock);
	lists = get_lists(inet);
	if (lists)
		err = check_room(lists, raw);
	if (!err) {
		lists->entries++;
		hlist_add_head_rcu(&raw->node, &lists->proto[raw->proto]);
	}
	mutex_unlock(&inet->raw_lock);
	return err;
}

/**
 * bn_raw_replace() - replace an entry; a packet sees one of the two
 * @stack: the stack
 * @old: an entry of the stack; its owner may free it after a grace period
 * @raw: the new one, filled in, with the same protocol
 *
 * Context: process.
 */
void bn_raw_replace(struct bsdnet_stack *stack, struct bn_raw *old, struct bn_raw *raw)
{
	mutex_lock(&stack->inet->raw_lock);
	hlist_replace_rcu(&old->node, &raw->node);
	mutex_unlock(&stack->inet->raw_lock);
}

/**
 * bn_raw_remove() - remove an entry
 * @stack: the stack
 * @raw: an entry of it; its owner may free it after a grace period
 *
 * Context: process.
 */
void bn_raw_remove(struct bsdnet_stack *stack, struct bn_raw *raw)
{
	struct bn_inet *inet = stack->inet;

	mutex_lock(&inet->raw_lock);
	hlist_del_rcu(&raw->node);
	locked_lists(inet)->entries--;
	put_lists(inet);
	mutex_unlock(&inet->raw_lock);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "raw_kunit.c"
#endif
