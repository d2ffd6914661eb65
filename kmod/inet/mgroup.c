// SPDX-License-Identifier: GPL-2.0
/*
 * mgroup - multicast groups that are joined on interfaces (NH-2, NH-8, IF-4)
 *
 * A group is joined on an interface by its members, the sockets. With the first one its address
 * is added to the filter of the device and its route to the table (rt/nh_mgroup.c). Each member
 * has a filter of sources; the interface accepts what any of them wants to hear. That is counted
 * per source, as IGMPv3 needs it (RFC 3376 3.2).
 *
 * Life: made by the first bn_mgroup_join(), freed by the last bn_mgroup_leave(). When the interface
 * loses the family or moves to another instance, the group is withdrawn: members keep it, without
 * effect, until they leave. Joining again makes another one.
 *
 * Synchronization: configuration lock and RTNL, which the filter of the device needs; the route
 * lock for the route. Packets find groups and sources in hash tables under RCU.
 */
#include <linux/err.h>
#include <linux/rhashtable.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "ifs/config.h"
#include "inet/private.h"

struct group_key {
	u32 ifl_index;
	__be32 addr;
};

struct source_key {
	struct group_key group;
	__be32 addr;
};

/**
 * struct bn_mgroups - the groups of a stack
 * @joined: [path] struct bn_mgroup
 * @sources: [path] struct group_source
 * @change: number of the last change of a filter; configuration lock
 */
struct bn_mgroups {
	struct rhashtable joined;
	struct rhashtable sources;
	u64 change;
};

/**
 * struct bn_mgroup - a group on an interface
 * @node: in bn_mgroups::joined
 * @key: interface and address
 * @exclude: [path] members in mode EXCLUDE
 * @n_sources: [path] number of @sources
 * @by_addr: in bn_inet_iff::groups
 * @sources: struct group_source, by address
 * @stack: the stack
 * @iff: the interface; NULL: withdrawn
 * @mgroup: next hop and route, which the interfaces of the table share
 * @users: members
 * @rcu: for freeing
 */
struct bn_mgroup {
	struct rhash_head node;
	struct group_key key;
	u32 exclude;
	u32 n_sources;
	struct rb_node by_addr;
	struct rb_root sources;
	struct bsdnet_stack *stack;
	struct bn_iff *iff;
	struct bn_nh_mgroup *mgroup;
	unsigned int users;
	struct rcu_head rcu;
};

/**
 * struct group_source - a source that filters of a group name
 * @node: in bn_mgroups::sources
 * @key: group and address
 * @include: [path] members that want to hear it
 * @exclude: [path] members that do not
 * @change: the change of a filter that counted it last: a filter may name a source twice
 * @by_addr: in bn_mgroup::sources
 * @rcu: for freeing
 */
struct group_source {
	struct rhash_head node;
	struct source_key key;
	u32 include;
	u32 exclude;
	u64 change;
	struct rb_node by_addr;
	struct rcu_head rcu;
};

static const struct rhashtable_params group_params = {
	.key_len = sizeof(struct group_key),
	.key_offset = offsetof(struct bn_mgroup, key),
	.head_offset = offsetof(struct bn_mgroup, node),
	.automatic_shrinking = true,
};

static const struct rhashtable_params source_params = {
	.key_len = sizeof(struct source_key),
	.key_offset = offsetof(struct group_source, key),
	.head_offset = offsetof(struct group_source, node),
	.automatic_shrinking = true,
};

/* ---- order of addresses, for lists ----------------------------------------- */

static struct bn_mgroup *group_entry(const struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_mgroup, by_addr);
}

static struct group_source *source_entry(const struct rb_node *node)
{
	return rb_entry_safe(node, struct group_source, by_addr);
}

static int addr_compare(__be32 a, __be32 b)
{
	return ntohl(a) < ntohl(b) ? -1 : ntohl(a) > ntohl(b);
}

static bool group_less(struct rb_node *a, const struct rb_node *b)
{
	return addr_compare(group_entry(a)->key.addr, group_entry(b)->key.addr) < 0;
}

static bool source_less(struct rb_node *a, const struct rb_node *b)
{
	return addr_compare(source_entry(a)->key.addr, source_entry(b)->key.addr) < 0;
}

/* ---- sources --------------------------------------------------------------- */

static struct group_source *source_find(const struct bn_mgroup *group, __be32 addr)
{
	const struct source_key key = { .group = group->key, .addr = addr };

	return rhashtable_lookup_fast(&group->stack->inet->groups->sources, &key, source_params);
}

static struct group_source *source_make(struct bn_mgroup *group, __be32 addr)
{
	struct group_source *source = kzalloc(sizeof(*source), GFP_KERNEL_ACCOUNT);
	int err;

	if (!source)
		return ERR_PTR(-ENOMEM);
	source->key = (struct source_key){ .group = group->key, .addr = addr };
	err = rhashtable_insert_fast(&group->stack->inet->groups->sources, &source->node,
				     source_params);
	if (err) {
		kfree(source);
		return ERR_PTR(-ENOMEM);
	}
	rb_add(&source->by_addr, &group->sources, source_less);
	WRITE_ONCE(group->n_sources, group->n_sources + 1);
	return source;
}

static void source_free(struct bn_mgroup *group, struct group_source *source)
{
	WRITE_ONCE(group->n_sources, group->n_sources - 1);
	rb_erase(&source->by_addr, &group->sources);
	rhashtable_remove_fast(&group->stack->inet->groups->sources, &source->node,
			       source_params);
	kfree_rcu(source, rcu);
}

static u32 *source_count(struct group_source *source, u8 mode)
{
	return mode == MCAST_INCLUDE ? &source->include : &source->exclude;
}

static int source_add(struct bn_mgroup *group, __be32 addr, u8 mode, u64 change)
{
	struct group_source *source = source_find(group, addr) ?: source_make(group, addr);
	u32 *count;

	if (IS_ERR(source))
		return PTR_ERR(source);
	if (source->change == change)
		return 0;
	source->change = change;
	count = source_count(source, mode);
	WRITE_ONCE(*count, *count + 1);
	return 0;
}

static void source_remove(struct bn_mgroup *group, __be32 addr, u8 mode, u64 change)
{
	struct group_source *source = source_find(group, addr);
	u32 *count;

	/* named twice: no longer counted, or freed */
	if (!source || source->change == change)
		return;
	source->change = change;
	count = source_count(source, mode);
	WRITE_ONCE(*count, *count - 1);
	if (!source->include && !source->exclude)
		source_free(group, source);
}

static void filter_remove(struct bn_mgroup *group, const struct bn_mgroup_filter *filter)
{
	u64 change = ++group->stack->inet->groups->change;
	unsigned int i;

	for (i = 0; i < filter->n; i++)
		source_remove(group, filter->sources[i], filter->mode, change);
	if (filter->mode == MCAST_EXCLUDE)
		WRITE_ONCE(group->exclude, group->exclude - 1);
}

static int filter_add(struct bn_mgroup *group, const struct bn_mgroup_filter *filter)
{
	struct bn_mgroup_filter done = { .mode = filter->mode, .sources = filter->sources };
	u64 change = ++group->stack->inet->groups->change;
	int err;

	if (filter->mode == MCAST_EXCLUDE)
		WRITE_ONCE(group->exclude, group->exclude + 1);
	for (; done.n < filter->n; done.n++) {
		err = source_add(group, filter->sources[done.n], filter->mode, change);
		if (err) {
			filter_remove(group, &done);
			return err;
		}
	}
	return 0;
}

/* ---- groups ---------------------------------------------------------------- */

static int route_add(struct bn_mgroup *group)
{
	bn_rt_lock(group->stack);
	group->mgroup = bn_nh_mgroup_get(group->iff->table, &group->key.addr);
	bn_rt_unlock(group->stack);
	return PTR_ERR_OR_ZERO(group->mgroup);
}

static void route_delete(struct bn_mgroup *group)
{
	bn_rt_lock(group->stack);
	bn_nh_mgroup_put(group->mgroup);
	bn_rt_unlock(group->stack);
}

static void group_free_rcu(struct rcu_head *rcu)
{
	struct bn_mgroup *group = container_of(rcu, struct bn_mgroup, rcu);

	bn_obj_put_count(group->stack, BN_OBJ_MADDR);
	kfree(group);
}

static struct bn_mgroup *group_make(struct bn_iff *iff, __be32 addr)
{
	struct bn_mgroup *group = kzalloc(sizeof(*group), GFP_KERNEL_ACCOUNT);
	struct bn_inet_iff *priv = iff->priv;
	int err;

	if (!group)
		return ERR_PTR(-ENOMEM);
	group->stack = bn_iff_stack(iff);
	group->key = (struct group_key){ .ifl_index = iff->ifl->ifl_index, .addr = addr };
	group->sources = RB_ROOT;
	group->iff = iff;
	err = bn_iff_join(iff, &addr, NULL);
	if (err)
		goto free;
	if (rhashtable_insert_fast(&group->stack->inet->groups->joined, &group->node,
				   group_params)) {
		err = -ENOMEM;
		goto filter;
	}
	err = route_add(group);
	if (err)
		goto hash;
	rb_add(&group->by_addr, &priv->groups, group_less);
	bn_obj_get_count(group->stack, BN_OBJ_MADDR);
	return group;

hash:
	rhashtable_remove_fast(&group->stack->inet->groups->joined, &group->node, group_params);
filter:
	bn_iff_leave(iff, &addr);
free:
	kfree_rcu(group, rcu);
	return ERR_PTR(err);
}

/* No longer joined on its interface; members may still refer to it */
static void group_withdraw(struct bn_mgroup *group)
{
	struct bn_inet_iff *priv = group->iff->priv;
	struct group_source *source;

	while ((source = source_entry(rb_first(&group->sources)))) {
		source_free(group, source);
		cond_resched();
	}
	rb_erase(&group->by_addr, &priv->groups);
	route_delete(group);
	rhashtable_remove_fast(&group->stack->inet->groups->joined, &group->node, group_params);
	bn_iff_leave(group->iff, &group->key.addr);
	group->iff = NULL;
}

static void group_event(struct bn_mgroup *group, enum bn_event event)
{
	if (!READ_ONCE(group->stack->dying))
		bn_event(group->stack, event, BN_OBJ_MADDR, group);
}

static void group_destroy(struct bn_mgroup *group)
{
	if (group->iff)
		group_withdraw(group);
	call_rcu(&group->rcu, group_free_rcu);
}

static struct bn_mgroup *group_find(const struct bn_iff *iff, __be32 addr)
{
	const struct group_key key = { .ifl_index = iff->ifl->ifl_index, .addr = addr };

	return rhashtable_lookup_fast(&bn_iff_stack(iff)->inet->groups->joined, &key,
				      group_params);
}

/**
 * bn_mgroup_join() - become a member of a group on an interface
 * @iff: the interface
 * @addr: address of the group
 * @filter: the sources to hear
 *
 * Return: the group, for bn_mgroup_leave(); ERR_PTR(-ENOMEM), or the error of the device's filter.
 * Context: process; RTNL and configuration lock.
 */
struct bn_mgroup *bn_mgroup_join(struct bn_iff *iff, __be32 addr,
				 const struct bn_mgroup_filter *filter)
{
	struct bn_mgroup *group = group_find(iff, addr) ?: group_make(iff, addr);
	int err;

	if (IS_ERR(group))
		return group;
	err = filter_add(group, filter);
	if (err) {
		if (!group->users)
			group_destroy(group);
		return ERR_PTR(err);
	}
	group->users++;
	group_event(group, group->users == 1 ? BN_EVENT_ADD : BN_EVENT_CHANGE);
	return group;
}

/**
 * bn_mgroup_set_filter() - replace the filter of a member
 * @group: the group
 * @old: its present filter
 * @new: the new one
 *
 * Return: 0, or -ENOMEM with nothing changed.
 * Context: process; configuration lock.
 */
int bn_mgroup_set_filter(struct bn_mgroup *group, const struct bn_mgroup_filter *old,
			 const struct bn_mgroup_filter *new)
{
	int err;

	bn_cfg_assert(group->stack);
	if (!group->iff)
		return 0;
	err = filter_add(group, new);
	if (err)
		return err;
	filter_remove(group, old);
	group_event(group, BN_EVENT_CHANGE);
	return 0;
}

/**
 * bn_mgroup_leave() - the reverse of bn_mgroup_join()
 * @group: the group; must not be used afterwards
 * @filter: the member's present filter
 *
 * Context: process; RTNL and configuration lock.
 */
void bn_mgroup_leave(struct bn_mgroup *group, const struct bn_mgroup_filter *filter)
{
	bn_cfg_assert(group->stack);
	if (group->iff)
		filter_remove(group, filter);
	group->users--;
	if (group->iff)
		group_event(group, group->users ? BN_EVENT_CHANGE : BN_EVENT_DELETE);
	if (!group->users)
		group_destroy(group);
}

/**
 * bn_mgroup_iff_gone() - withdraw all groups of an interface, which is deleted or changes instance
 * @iff: the iff
 *
 * Context: process; RTNL and configuration lock.
 */
void bn_mgroup_iff_gone(struct bn_iff *iff)
{
	struct bn_inet_iff *priv = iff->priv;
	struct bn_mgroup *group;

	while ((group = group_entry(rb_first(&priv->groups)))) {
		group_event(group, BN_EVENT_DELETE);
		group_withdraw(group);
		cond_resched();
	}
}

/* ---- lists ----------------------------------------------------------------- */

/**
 * bn_mgroup_info() - describe a group
 * @group: the group, not withdrawn
 * @info: filled in
 *
 * Context: configuration lock.
 */
void bn_mgroup_info(const struct bn_mgroup *group, struct bn_mgroup_info *info)
{
	*info = (struct bn_mgroup_info){
		.ifl_index = group->key.ifl_index,
		.addr = group->key.addr,
		.users = group->users,
		.exclude = group->exclude,
		.sources = group->n_sources,
	};
}

static void source_info(const struct bn_mgroup *group, const struct group_source *source,
			struct bn_mgroup_info *info)
{
	*info = (struct bn_mgroup_info){
		.ifl_index = group->key.ifl_index,
		.addr = group->key.addr,
		.has_source = true,
		.source = source->key.addr,
		.include = source->include,
		.exclude = source->exclude,
	};
}

static const struct bn_mgroup *group_after(const struct rb_root *root, __be32 addr)
{
	const struct bn_mgroup *group, *found = NULL;
	struct rb_node *node = root->rb_node;

	while (node) {
		group = group_entry(node);
		if (addr_compare(addr, group->key.addr) < 0) {
			found = group;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

/* The first one past @info, which is the group or one of its sources */
static const struct group_source *source_after(const struct bn_mgroup *group,
					       const struct bn_mgroup_info *info)
{
	const struct group_source *source, *found = NULL;
	struct rb_node *node = group->sources.rb_node;

	while (node) {
		source = source_entry(node);
		if (!info->has_source || addr_compare(info->source, source->key.addr) < 0) {
			found = source;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

/**
 * bn_mgroup_next() - walk over the groups of an interface and their sources
 * @iff: the interface
 * @info: in: the previous one, zeroed at the start; out: the next one. Sources follow their group
 *
 * Return: false at the end.
 * Context: configuration lock.
 */
bool bn_mgroup_next(const struct bn_iff *iff, struct bn_mgroup_info *info)
{
	const struct bn_inet_iff *priv = iff->priv;
	const struct group_source *source = NULL;
	const struct bn_mgroup *group;

	bn_cfg_assert(bn_iff_stack(iff));
	group = info->addr ? group_find(iff, info->addr) : NULL;
	if (group)
		source = source_after(group, info);
	if (source) {
		source_info(group, source, info);
		return true;
	}
	group = group_after(&priv->groups, info->addr);
	if (group)
		bn_mgroup_info(group, info);
	return group;
}

/* ---- packet path ----------------------------------------------------------- */

/* Does a member want to hear this source? (RFC 3376 3.2) */
static bool source_wanted(const struct bn_mgroups *groups, const struct bn_mgroup *group,
			  __be32 saddr)
{
	const struct source_key key = { .group = group->key, .addr = saddr };
	u32 exclude = READ_ONCE(group->exclude);
	const struct group_source *source;

	source = READ_ONCE(group->n_sources) ?
		 rhashtable_lookup((struct rhashtable *)&groups->sources, &key, source_params) :
		 NULL;
	if (!source)
		return exclude;
	return READ_ONCE(source->include) || READ_ONCE(source->exclude) != exclude;
}

/**
 * bn_mgroup_check() - bn_family::group_check of inet
 * @stack: the stack
 * @ifl_index: the interface that the packet arrived on, or leaves by
 * @skb: the packet, network header set
 *
 * IGMP is accepted from any source: routers query the group.
 *
 * Return: BN_DROP_MAX: accepted; or a drop reason.
 * Context: RCU read side.
 */
enum bn_drop_reason bn_mgroup_check(struct bsdnet_stack *stack, u32 ifl_index,
				    const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	const struct group_key key = { .ifl_index = ifl_index, .addr = iph->daddr };
	struct bn_mgroups *groups = stack->inet->groups;
	const struct bn_mgroup *group;

	group = rhashtable_lookup(&groups->joined, &key, group_params);
	if (!group)
		return BN_DROP_NH_MDISCARD;
	if (iph->saddr && iph->protocol != IPPROTO_IGMP &&
	    !source_wanted(groups, group, iph->saddr))
		return BN_DROP_NH_MGROUP_SOURCE;
	return BN_DROP_MAX;
}

/* ---- the room -------------------------------------------------------------- */

/**
 * bn_mgroup_stack_init() - make the tables of groups
 * @stack: a new stack
 *
 * Return: 0 or -ENOMEM.
 */
int bn_mgroup_stack_init(struct bsdnet_stack *stack)
{
	struct bn_mgroups *groups = kzalloc(sizeof(*groups), GFP_KERNEL_ACCOUNT);
	int err;

	if (!groups)
		return -ENOMEM;
	err = rhashtable_init(&groups->joined, &group_params);
	if (err)
		goto free;
	err = rhashtable_init(&groups->sources, &source_params);
	if (err)
		goto joined;
	stack->inet->groups = groups;
	return 0;

joined:
	rhashtable_destroy(&groups->joined);
free:
	kfree(groups);
	return err;
}

/**
 * bn_mgroup_stack_exit() - free the tables of groups
 * @stack: the stack; no interface and no reader is left
 */
void bn_mgroup_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_mgroups *groups = stack->inet->groups;

	rhashtable_destroy(&groups->sources);
	rhashtable_destroy(&groups->joined);
	kfree(groups);
	stack->inet->groups = NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "mgroup_kunit.c"
#endif
