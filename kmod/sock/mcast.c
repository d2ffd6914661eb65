// SPDX-License-Identifier: GPL-2.0
/*
 * mcast - memberships of sockets in multicast groups (SK-5, NH-9)
 *
 * A membership is a group on an interface, with a filter of sources. It makes the stack accept
 * the group on the interface (inet/mgroup.c), and it decides which of these packets the socket
 * gets. Calls, limits and errors are those of Linux, limits its net.ipv4.igmp_max_memberships and
 * igmp_max_msf of the namespace.
 *
 * Life: from the join to leave or close(). If the interface is deleted, the membership stays
 * without effect, as on Linux, also if an interface of the same name is added.
 * Memberships are charged to the socket (net.core.optmem_max).
 *
 * Synchronization: socket lock, RTNL and configuration lock. Packets read memberships and their
 * filters under RCU.
 */
#include <linux/slab.h>

#include "ip/source.h"
#include "sock/mcast.h"

/**
 * struct bn_membership - a membership
 * @node: bn_sock::memberships, the newest first
 * @group: address of the group
 * @ifl_index: the interface
 * @local: the address by which the user named the interface; 0: none
 * @filter: the filter
 * @joined: the group on the interface
 * @rcu: for freeing
 */
struct bn_membership {
	struct hlist_node node;
	__be32 group;
	u32 ifl_index;
	__be32 local;
	struct bn_mcast_filter __rcu *filter;
	struct bn_mgroup *joined;
	struct rcu_head rcu;
};

static void mcast_lock(struct bn_sock *bs)
{
	lock_sock(&bs->sk);
	bn_cfg_lock_rtnl(bs->stack);
}

static void mcast_unlock(struct bn_sock *bs)
{
	bn_cfg_unlock_rtnl(bs->stack);
	release_sock(&bs->sk);
}

/* ---- memory, charged to the socket ----------------------------------------- */

static void *mcast_alloc(struct bn_sock *bs, size_t size)
{
	return sock_kmalloc(&bs->sk, size, GFP_KERNEL_ACCOUNT);
}

static size_t filter_size(const struct bn_mcast_filter *filter)
{
	return struct_size(filter, sources, filter->n);
}

static struct bn_mcast_filter *filter_alloc(struct bn_sock *bs, u8 mode, unsigned int n)
{
	struct bn_mcast_filter *filter;

	filter = mcast_alloc(bs, struct_size(filter, sources, n));
	if (!filter)
		return NULL;
	filter->mode = mode;
	filter->listed = n;
	filter->n = n;
	return filter;
}

/* One that readers may have seen */
static void filter_retire(struct bn_sock *bs, struct bn_mcast_filter *filter)
{
	atomic_sub(filter_size(filter), &bs->sk.sk_omem_alloc);
	kfree_rcu(filter, rcu);
}

static void filter_free(struct bn_sock *bs, struct bn_mcast_filter *filter)
{
	sock_kfree_s(&bs->sk, filter, filter_size(filter));
}

/* ---- memberships ----------------------------------------------------------- */

static struct bn_mcast_filter *filter_of(const struct bn_sock *bs, const struct bn_membership *m)
{
	return rcu_dereference_protected(m->filter, lockdep_sock_is_held(&bs->sk));
}

/* As room inet sees it */
static struct bn_mgroup_filter mgroup_filter(const struct bn_mcast_filter *filter)
{
	return (struct bn_mgroup_filter){
		.mode = filter->mode,
		.n = filter->n,
		.sources = filter->sources,
	};
}

/* @ifl_index, @local: 0: not given. Configuration lock */
static struct bn_iff *mcast_iff(const struct bn_sock *bs, u32 ifl_index, __be32 local)
{
	return bn_ip_find_iff(bs->stack, bn_family_at(BN_FAMILY_INET), bs->addr.instance,
			      ifl_index, local ? &local : NULL);
}

/* Find the interface; configuration lock */
static struct bn_iff *mcast_find_iff(const struct bn_sock *bs, struct bn_mcast_req *req)
{
	u32 ifl_index = req->ifl_index;
	struct bn_iff *iff;

	if (!ifl_index && !req->local)
		ifl_index = bn_sock_out_ifl(bs);
	iff = mcast_iff(bs, ifl_index, req->local);
	if (iff)
		req->ifl_index = iff->ifl->ifl_index;
	return iff;
}

static struct bn_membership *mcast_find(const struct bn_sock *bs, const struct bn_mcast_req *req)
{
	struct bn_membership *m;

	hlist_for_each_entry(m, &bs->memberships, node)
		if (m->group == req->group && m->ifl_index == req->ifl_index)
			return m;
	return NULL;
}

static bool has_room(const struct bn_sock *bs)
{
	int max = READ_ONCE(sock_net(&bs->sk)->ipv4.sysctl_igmp_max_memberships);
	const struct bn_membership *m;
	int n = 0;

	hlist_for_each_entry(m, &bs->memberships, node)
		n++;
	return n < max;
}

static int max_sources(const struct bn_sock *bs)
{
	return READ_ONCE(sock_net(&bs->sk)->ipv4.sysctl_igmp_max_msf);
}

/* Without sources */
static int mcast_join(struct bn_sock *bs, struct bn_mcast_req *req, u8 mode)
{
	struct bn_mcast_filter *filter;
	struct bn_mgroup_filter sources;
	struct bn_membership *m;
	struct bn_iff *iff;
	int err = -ENOBUFS;

	if (!ipv4_is_multicast(req->group))
		return -EINVAL;
	iff = mcast_find_iff(bs, req);
	if (!iff || READ_ONCE(bs->stack->dying))
		return -ENODEV;
	if (mcast_find(bs, req))
		return -EADDRINUSE;
	if (!has_room(bs))
		return -ENOBUFS;
	m = mcast_alloc(bs, sizeof(*m));
	if (!m)
		return -ENOBUFS;
	filter = filter_alloc(bs, mode, 0);
	if (!filter)
		goto free;
	m->group = req->group;
	m->ifl_index = req->ifl_index;
	m->local = req->local;
	RCU_INIT_POINTER(m->filter, filter);
	sources = mgroup_filter(filter);
	m->joined = bn_mgroup_join(iff, m->group, &sources);
	if (IS_ERR(m->joined)) {
		err = PTR_ERR(m->joined);
		filter_free(bs, filter);
		goto free;
	}
	hlist_add_head_rcu(&m->node, &bs->memberships);
	return 0;

free:
	sock_kfree_s(&bs->sk, m, sizeof(*m));
	return err;
}

static void mcast_leave(struct bn_sock *bs, struct bn_membership *m)
{
	struct bn_mcast_filter *filter = filter_of(bs, m);
	struct bn_mgroup_filter sources = mgroup_filter(filter);

	hlist_del_rcu(&m->node);
	bn_mgroup_leave(m->joined, &sources);
	filter_retire(bs, filter);
	atomic_sub(sizeof(*m), &bs->sk.sk_omem_alloc);
	kfree_rcu(m, rcu);
}

/* Takes @new, in any case */
static int replace_filter(struct bn_sock *bs, struct bn_membership *m,
			  struct bn_mcast_filter *new)
{
	struct bn_mcast_filter *old = filter_of(bs, m);
	struct bn_mgroup_filter before = mgroup_filter(old), after = mgroup_filter(new);
	int err = bn_mgroup_set_filter(m->joined, &before, &after);

	if (err) {
		filter_free(bs, new);
		return err;
	}
	rcu_assign_pointer(m->filter, new);
	filter_retire(bs, old);
	return 0;
}

/* The membership that leave() means: on the interface, if that is known or was named by number,
 * else the newest one that was made with the same address
 */
static struct bn_membership *to_leave(const struct bn_sock *bs, const struct bn_mcast_req *req)
{
	struct bn_membership *m;

	if (req->ifl_index)
		return mcast_find(bs, req);
	hlist_for_each_entry(m, &bs->memberships, node)
		if (m->group == req->group && (!req->local || m->local == req->local))
			return m;
	return NULL;
}

static int leave_locked(struct bn_sock *bs, struct bn_mcast_req *req)
{
	struct bn_membership *m;

	if (!mcast_find_iff(bs, req) && !req->ifl_index && !req->local)
		return -ENODEV;
	m = to_leave(bs, req);
	if (!m)
		return -EADDRNOTAVAIL;
	mcast_leave(bs, m);
	return 0;
}

/**
 * bn_mcast_join() - become a member of a group, of all its sources
 * @bs: the socket
 * @req: group and interface; the default interface if none is given
 *
 * Return: 0; -EINVAL (not a group), -ENODEV (no such interface), -EADDRINUSE (is a member),
 *	-ENOBUFS (too many memberships), -ENOMEM, or the error of the device's filter.
 * Context: process, no lock held.
 */
int bn_mcast_join(struct bn_sock *bs, struct bn_mcast_req *req)
{
	int err;

	mcast_lock(bs);
	err = mcast_join(bs, req, MCAST_EXCLUDE);
	mcast_unlock(bs);
	return err;
}

/**
 * bn_mcast_leave() - end a membership
 * @bs: the socket
 * @req: group and interface
 *
 * Return: 0; -ENODEV (no default interface), -EADDRNOTAVAIL (not a member).
 * Context: process, no lock held.
 */
int bn_mcast_leave(struct bn_sock *bs, struct bn_mcast_req *req)
{
	int err;

	mcast_lock(bs);
	err = leave_locked(bs, req);
	mcast_unlock(bs);
	return err;
}

/**
 * bn_mcast_drop_all() - end all memberships of a socket
 * @bs: the socket
 *
 * Context: process, socket lock held.
 */
void bn_mcast_drop_all(struct bn_sock *bs)
{
	struct bn_membership *m;
	struct hlist_node *next;

	if (hlist_empty(&bs->memberships))
		return;
	bn_cfg_lock_rtnl(bs->stack);
	hlist_for_each_entry_safe(m, next, &bs->memberships, node)
		mcast_leave(bs, m);
	bn_cfg_unlock_rtnl(bs->stack);
}

/* ---- sources --------------------------------------------------------------- */

/* Position of a source; @filter->n if it is not listed */
static unsigned int source_at(const struct bn_mcast_filter *filter, __be32 source)
{
	unsigned int i;

	for (i = 0; i < filter->n && filter->sources[i] != source; i++)
		;
	return i;
}

/* The membership of which a source is added or removed, or ERR_PTR: sources of the other mode are
 * listed, or there is none
 */
static struct bn_membership *find_for_source(const struct bn_sock *bs, struct bn_mcast_req *req,
					     u8 mode)
{
	const struct bn_mcast_filter *filter;
	struct bn_membership *m;

	if (!ipv4_is_multicast(req->group))
		return ERR_PTR(-EINVAL);
	if (!mcast_find_iff(bs, req))
		return ERR_PTR(-ENODEV);
	m = mcast_find(bs, req);
	if (!m)
		return ERR_PTR(-EINVAL);
	filter = filter_of(bs, m);
	return filter->listed && filter->mode != mode ? ERR_PTR(-EINVAL) : m;
}

static int add_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source, u8 mode)
{
	struct bn_membership *m = find_for_source(bs, req, mode);
	const struct bn_mcast_filter *old;
	struct bn_mcast_filter *new;

	if (IS_ERR(m))
		return PTR_ERR(m);
	old = filter_of(bs, m);
	if (old->listed && (int)old->n >= max_sources(bs))
		return -ENOBUFS;
	if (source_at(old, source) < old->n)
		return -EADDRNOTAVAIL;
	new = filter_alloc(bs, mode, old->n + 1);
	if (!new)
		return -ENOBUFS;
	memcpy(new->sources, old->sources, old->n * sizeof(source));
	new->sources[old->n] = source;
	return replace_filter(bs, m, new);
}

static int remove_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source, u8 mode)
{
	struct bn_membership *m = find_for_source(bs, req, mode);
	const struct bn_mcast_filter *old;
	struct bn_mcast_filter *new;
	unsigned int at;

	if (IS_ERR(m))
		return PTR_ERR(m);
	old = filter_of(bs, m);
	at = source_at(old, source);
	if (at == old->n)
		return -EADDRNOTAVAIL;
	/* from no source: not a member */
	if (old->n == 1 && mode == MCAST_INCLUDE) {
		mcast_leave(bs, m);
		return 0;
	}
	new = filter_alloc(bs, mode, old->n - 1);
	if (!new)
		return -ENOBUFS;
	new->listed = true;
	memcpy(new->sources, old->sources, at * sizeof(source));
	memcpy(new->sources + at, old->sources + at + 1, (old->n - 1 - at) * sizeof(source));
	return replace_filter(bs, m, new);
}

static int join_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source)
{
	bool joined;
	int err;

	err = mcast_join(bs, req, MCAST_INCLUDE);
	if (err && err != -EADDRINUSE)
		return err;
	joined = !err;
	err = add_source(bs, req, source, MCAST_INCLUDE);
	if (err && joined)
		mcast_leave(bs, mcast_find(bs, req));
	return err;
}

/**
 * bn_mcast_add_source() - add a source to the filter of a membership
 * @bs: the socket
 * @req: group and interface
 * @source: address of the source
 * @mode: mode of the filter that it belongs to
 * @join: become a member, if the socket is not, that hears no other source
 *
 * Return: 0; -EINVAL (not a group, not a member, or the filter has sources of the other mode),
 *	-ENODEV, -EADDRNOTAVAIL (is in the filter), -ENOBUFS (too many), -ENOMEM; and with @join
 *	the errors of bn_mcast_join().
 * Context: process, no lock held.
 */
int bn_mcast_add_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source, u8 mode,
			bool join)
{
	int err;

	mcast_lock(bs);
	err = join ? join_source(bs, req, source) : add_source(bs, req, source, mode);
	mcast_unlock(bs);
	return err;
}

/**
 * bn_mcast_remove_source() - remove a source from the filter of a membership
 * @bs: the socket
 * @req: group and interface
 * @source: address of the source
 * @mode: mode of the filter; the last source of mode INCLUDE ends the membership
 *
 * Return: 0; -EINVAL and -ENODEV as for bn_mcast_add_source(), -EADDRNOTAVAIL (is not in the
 *	filter), -ENOBUFS, -ENOMEM.
 * Context: process, no lock held.
 */
int bn_mcast_remove_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source, u8 mode)
{
	int err;

	mcast_lock(bs);
	err = remove_source(bs, req, source, mode);
	mcast_unlock(bs);
	return err;
}

static int set_filter(struct bn_sock *bs, struct bn_mcast_req *req, u8 mode, unsigned int n,
		      const __be32 *sources)
{
	struct bn_mcast_filter *new;
	struct bn_membership *m;

	if (!mcast_find_iff(bs, req))
		return -ENODEV;
	if (mode == MCAST_INCLUDE && !n)
		return leave_locked(bs, req);
	m = mcast_find(bs, req);
	if (!m)
		return -EINVAL;
	new = filter_alloc(bs, mode, n);
	if (!new)
		return -ENOBUFS;
	memcpy(new->sources, sources, n * sizeof(*sources));
	return replace_filter(bs, m, new);
}

/**
 * bn_mcast_set_filter() - replace the filter of a membership
 * @bs: the socket
 * @req: group and interface
 * @mode: MCAST_INCLUDE, MCAST_EXCLUDE; INCLUDE without sources ends the membership
 * @n: number of @sources
 * @sources: addresses
 *
 * Return: 0; -EINVAL (not a group, no such mode, not a member), -ENODEV, -ENOBUFS (too many
 *	sources), -ENOMEM, -EADDRNOTAVAIL (not a member).
 * Context: process, no lock held.
 */
int bn_mcast_set_filter(struct bn_sock *bs, struct bn_mcast_req *req, u8 mode, unsigned int n,
			const __be32 *sources)
{
	int err;

	if (!ipv4_is_multicast(req->group) || (mode != MCAST_INCLUDE && mode != MCAST_EXCLUDE))
		return -EINVAL;
	mcast_lock(bs);
	err = set_filter(bs, req, mode, n, sources);
	mcast_unlock(bs);
	return err;
}

/**
 * bn_mcast_get_filter() - copy the filter of a membership
 * @bs: the socket
 * @req: group and interface
 * @find_ifl: find the interface by address or default
 *
 * Return: the copy, for kfree(); or ERR_PTR: -EINVAL (not a group), -ENODEV, -EADDRNOTAVAIL (not
 *	a member), -ENOMEM.
 * Context: process, no lock held.
 */
struct bn_mcast_filter *bn_mcast_get_filter(struct bn_sock *bs, struct bn_mcast_req *req,
					    bool find_ifl)
{
	struct bn_mcast_filter *filter, *copy = ERR_PTR(-EADDRNOTAVAIL);
	const struct bn_membership *m;

	if (!ipv4_is_multicast(req->group))
		return ERR_PTR(-EINVAL);
	lock_sock(&bs->sk);
	if (find_ifl) {
		bn_cfg_lock(bs->stack);
		if (!mcast_find_iff(bs, req))
			copy = ERR_PTR(-ENODEV);
		bn_cfg_unlock(bs->stack);
	}
	m = copy == ERR_PTR(-ENODEV) ? NULL : mcast_find(bs, req);
	if (m) {
		filter = filter_of(bs, m);
		copy = kmemdup(filter, filter_size(filter), GFP_KERNEL) ?: ERR_PTR(-ENOMEM);
	}
	release_sock(&bs->sk);
	return copy;
}

/* ---- sending --------------------------------------------------------------- */

/**
 * bn_mcast_set_if() - IP_MULTICAST_IF: set the interface that multicasts leave by
 * @bs: the socket
 * @ifl_index: the interface by number; 0: not given
 * @local: source address of multicasts, and without a number one of the interface's; 0: not given
 *
 * Without both the default interface is used again.
 *
 * Return: 0; -EADDRNOTAVAIL (no such interface), -EINVAL (the socket is bound to another one).
 * Context: process, no lock held.
 */
int bn_mcast_set_if(struct bn_sock *bs, u32 ifl_index, __be32 local)
{
	struct bn_iff *iff = NULL;
	int err = 0;

	lock_sock(&bs->sk);
	if (ifl_index || local) {
		bn_cfg_lock(bs->stack);
		iff = mcast_iff(bs, ifl_index, local);
		ifl_index = iff ? iff->ifl->ifl_index : 0;
		bn_cfg_unlock(bs->stack);
		if (!iff)
			err = -EADDRNOTAVAIL;
		else if (bs->in_ifl && bs->in_ifl != ifl_index)
			err = -EINVAL;
	}
	if (!err) {
		WRITE_ONCE(bs->mcast_ifl, ifl_index);
		WRITE_ONCE(bs->mcast_addr, local);
	}
	release_sock(&bs->sk);
	return err;
}

/* ---- packet path ----------------------------------------------------------- */

/**
 * bn_mcast_accepts() - do the memberships of a socket let it have a packet?
 * @bs: the socket
 * @skb: a packet to a multicast or broadcast address, network header set
 *
 * Of a group that the socket has not joined on the interface it gets all (IP_MULTICAST_ALL) or
 * nothing. There is no membership for broadcasts.
 *
 * Return: true if so.
 * Context: RCU read side.
 */
bool bn_mcast_accepts(const struct bn_sock *bs, const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	u32 ifl_index = bn_pkt(skb)->ifl_index;
	const struct bn_mcast_filter *filter;
	const struct bn_membership *m;

	if (!ipv4_is_multicast(iph->daddr))
		return true;
	hlist_for_each_entry_rcu(m, &bs->memberships, node) {
		if (m->group != iph->daddr || m->ifl_index != ifl_index)
			continue;
		filter = rcu_dereference(m->filter);
		return (source_at(filter, iph->saddr) < filter->n) ==
		       (filter->mode == MCAST_INCLUDE);
	}
	return !bn_sock_has(bs, BN_OPT_NO_MC_ALL);
}
