// SPDX-License-Identifier: GPL-2.0
/*
 * nh_mgroup - MGROUP: multicast groups that are joined (NH-2, NH-8)
 *
 * A group that is joined on an interface has a host route with a next hop of this type. Received
 * packets are delivered if the group is joined on the interface that they arrived on, which the
 * family knows; originated packets are sent as through MDISCARD.
 *
 * The route is a CLONE route and so follows its forwarding parent, which is the permanent route
 * of all groups on a multicast host. If users put another route there, this host is a multicast
 * router, and all packets take the next hop of that route.
 *
 * Life: made by the first bn_nh_mgroup_get() of a group in a table and deleted by the last
 * bn_nh_mgroup_put(); freed after a grace period.
 *
 * Synchronization: route lock; packets read bn_nh_mgroup::parent under RCU.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "rt/private.h"

/**
 * struct bn_nh_mgroup - the MGROUP next hop of a group in a table, and its CLONE route
 * @nh: the next hop
 * @parent: [path] where packets go instead if the instance is a multicast router: next hop of
 *	the forwarding parent of @route; NULL: host
 * @table: the table
 * @route: the route
 * @users: interfaces on which the group is joined
 */
struct bn_nh_mgroup {
	struct bn_nexthop nh;
	struct bn_nexthop __rcu *parent;
	struct bn_rt_table *table;
	struct bn_route *route;
	unsigned int users;
};

static struct bn_nh_mgroup *mgroup_of(const struct bn_nexthop *nh)
{
	return container_of(nh, struct bn_nh_mgroup, nh);
}

/* Packets of the group take the way of a multicast host if this is the parent's next hop */
static bool is_host(const struct bn_nexthop *nh)
{
	enum bsdnet_nexthop_type type = bn_nh_type(nh);

	return type == BSDNET_NEXTHOP_TYPE_MDISCARD || type == BSDNET_NEXTHOP_TYPE_MRECV;
}

static void set_parent(struct bn_nh_mgroup *mgroup, struct bn_nexthop *parent)
{
	struct bn_nexthop *old = bn_rt_dereference(mgroup->parent, mgroup->nh.stack);

	rcu_assign_pointer(mgroup->parent, parent ? bn_nh_get(parent) : NULL);
	bn_nh_put(old);
}

/* bn_clone_moved_t */
static void parent_moved(struct bn_route *clone, const struct bn_route *parent,
			 const struct bn_rt_prefix *prefix, void *arg)
{
	struct bn_nh_mgroup *mgroup = arg;
	struct bn_nexthop *nh;

	nh = parent ? bn_route_nexthop(parent, mgroup->nh.stack) : NULL;
	set_parent(mgroup, nh && !is_host(nh) ? nh : NULL);
}

static void mgroup_release(struct bn_nexthop *nh)
{
	kfree(mgroup_of(nh));
}

static void mgroup_prefix(const struct bn_family *family, const void *group,
			  struct bn_rt_prefix *prefix)
{
	memset(prefix, 0, sizeof(*prefix));
	memcpy(prefix->key, group, family->addr_len);
	prefix->bits = family->addr_len * 8;
}

static struct bn_nh_mgroup *mgroup_find(struct bn_rt_table *table,
					const struct bn_rt_prefix *prefix)
{
	const struct bn_route *route;

	route = bn_route_find(table, prefix, BSDNET_ROUTE_TYPE_CLONE, 0, NULL);
	return route ? mgroup_of(bn_route_nexthop(route, table->stack)) : NULL;
}

static struct bn_nh_mgroup *mgroup_make(struct bn_rt_table *table,
					const struct bn_rt_prefix *prefix)
{
	struct bn_nh_mgroup *mgroup = kzalloc(sizeof(*mgroup), GFP_KERNEL_ACCOUNT);
	struct bn_route_config config = {
		.prefix = *prefix,
		.type = BSDNET_ROUTE_TYPE_CLONE,
		.clone_moved = parent_moved,
		.clone_arg = mgroup,
	};
	struct bn_route *route;
	int err;

	if (!mgroup)
		return ERR_PTR(-ENOMEM);
	mgroup->table = table;
	mgroup->nh.release = mgroup_release;
	err = bn_nh_init(&mgroup->nh, table->stack, table->family, BSDNET_NEXTHOP_TYPE_MGROUP,
			 NULL);
	if (err) {
		kfree(mgroup);
		return ERR_PTR(err);
	}
	config.nh = &mgroup->nh;
	route = bn_route_add(table, &config, false, NULL);
	if (IS_ERR(route)) {
		set_parent(mgroup, NULL);
		bn_nh_put(&mgroup->nh);
		return ERR_CAST(route);
	}
	mgroup->route = route;
	return mgroup;
}

/**
 * bn_nh_mgroup_get() - a group is joined on one more interface of a table
 * @table: the table
 * @group: its address, bn_family::addr_len bytes
 *
 * Return: the group, one use of it, for bn_nh_mgroup_put(); or ERR_PTR(-ENOMEM).
 * Context: process, route lock.
 */
struct bn_nh_mgroup *bn_nh_mgroup_get(struct bn_rt_table *table, const void *group)
{
	struct bn_rt_prefix prefix;
	struct bn_nh_mgroup *mgroup;

	bn_rt_assert(table->stack);
	mgroup_prefix(table->family, group, &prefix);
	mgroup = mgroup_find(table, &prefix) ?: mgroup_make(table, &prefix);
	if (!IS_ERR(mgroup))
		mgroup->users++;
	return mgroup;
}

/**
 * bn_nh_mgroup_put() - the reverse of bn_nh_mgroup_get()
 * @mgroup: the group
 *
 * Context: process, route lock.
 */
void bn_nh_mgroup_put(struct bn_nh_mgroup *mgroup)
{
	bn_rt_assert(mgroup->nh.stack);
	if (--mgroup->users)
		return;
	bn_route_delete(mgroup->table, mgroup->route, NULL);
	set_parent(mgroup, NULL);
	bn_nh_put(&mgroup->nh);
}

/* ---- packet path ----------------------------------------------------------- */

/**
 * bn_nh_mgroup_received() - bn_nh_ops::received of MGROUP
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_nh_mgroup_received(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	struct bn_nexthop *parent = rcu_dereference(mgroup_of(nh)->parent);
	enum bn_drop_reason reason;

	if (unlikely(parent)) {
		bn_nh_ops(parent)->received(parent, table, skb);
		return;
	}
	reason = nh->family->group_check(bn_pkt(skb)->stack, bn_pkt(skb)->ifl_index, skb);
	if (reason == BN_DROP_MAX)
		nh->family->nh_ops[BSDNET_NEXTHOP_TYPE_MRECV].received(nh, table, skb);
	else
		bn_drop(skb, reason);
}

/**
 * bn_nh_mgroup_originated() - bn_nh_ops::originated of MGROUP
 * @nh: the next hop
 * @table: table of the route
 * @skb: the packet; taken
 *
 * Return: that of bn_nh_mcast_originated(), or of the parent's next hop.
 * Context: RCU read side, BH off.
 */
int bn_nh_mgroup_originated(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	struct bn_nexthop *parent = rcu_dereference(mgroup_of(nh)->parent);

	if (unlikely(parent))
		return bn_nh_ops(parent)->originated(parent, table, skb);
	return bn_nh_mcast_originated(nh, table, skb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "nh_mgroup_kunit.c"
#endif
