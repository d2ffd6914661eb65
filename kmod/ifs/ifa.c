// SPDX-License-Identifier: GPL-2.0
/*
 * ifa - addresses of an iff (IF-5)
 *
 * A destination (prefix or host), a local address, or both; identified by these
 * values. All ifas of an iff are equal, there is no primary one. The family
 * checks the values and installs the routes of the ifa (RT-7).
 *
 * Lifetime: owned by its iff; linked in a list sorted by value, read under the
 * configuration lock or RCU, and in a tree by value for lookups under the
 * configuration lock; freed after a grace period, because routes refer to it as
 * their owner.
 */
#include <linux/slab.h>

#include "ifs/private.h"

/**
 * bn_ifa_compare() - compare an ifa with values, for the order of lists and dumps
 * @ifa: an ifa
 * @config: values
 *
 * Return: less than, equal to or greater than 0 if @ifa sorts before, equals, or
 *	sorts after @config.
 * Context: configuration lock.
 */
int bn_ifa_compare(const struct bn_ifa *ifa, const struct bn_ifa_config *config)
{
	int diff = ifa->has_dest - config->has_dest;

	if (!diff)
		diff = ifa->has_local - config->has_local;
	if (!diff)
		diff = memcmp(&ifa->dest, &config->dest, sizeof(ifa->dest));
	if (!diff)
		diff = ifa->dest_bits - config->dest_bits;
	if (!diff)
		diff = memcmp(&ifa->local, &config->local, sizeof(ifa->local));
	return diff;
}

/**
 * bn_ifa_find() - look up an ifa by its values
 * @iff: the iff
 * @config: the values
 *
 * Return: the ifa or NULL.
 * Context: configuration lock.
 */
struct bn_ifa *bn_ifa_find(struct bn_iff *iff, const struct bn_ifa_config *config)
{
	struct rb_node *node = iff->ifas_by_value.rb_node;
	struct bn_ifa *ifa;
	int diff;

	while (node) {
		ifa = rb_entry(node, struct bn_ifa, by_value);
		diff = bn_ifa_compare(ifa, config);
		if (!diff)
			return ifa;
		node = diff > 0 ? node->rb_left : node->rb_right;
	}
	return NULL;
}

/**
 * bn_ifa_next() - iterate over the ifas of an iff in sort order
 * @iff: the iff
 * @after: values of the last one seen, which may have been deleted; NULL to begin
 *
 * Return: the first ifa that sorts after @after, NULL at the end.
 * Context: configuration lock.
 */
struct bn_ifa *bn_ifa_next(const struct bn_iff *iff, const struct bn_ifa_config *after)
{
	struct rb_node *node = iff->ifas_by_value.rb_node;
	struct bn_ifa *ifa, *next = NULL;

	while (node) {
		ifa = rb_entry(node, struct bn_ifa, by_value);
		if (!after || bn_ifa_compare(ifa, after) > 0) {
			next = ifa;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return next;
}

static void free_ifa(struct bn_ifa *ifa)
{
	bn_obj_put_count(ifa->stack, BN_OBJ_IFA);
	kfree(ifa);
}

static void free_ifa_rcu(struct rcu_head *rcu)
{
	free_ifa(container_of(rcu, struct bn_ifa, rcu));
}

static struct bn_ifa *alloc_ifa(struct bn_iff *iff, const struct bn_ifa_config *config)
{
	struct bn_ifa *ifa;

	ifa = kzalloc(sizeof(*ifa), GFP_KERNEL_ACCOUNT);
	if (!ifa)
		return NULL;
	ifa->stack = iff->stack;
	ifa->iff = iff;
	ifa->dest = config->dest;
	ifa->local = config->local;
	ifa->dest_bits = config->dest_bits;
	ifa->has_dest = config->has_dest;
	ifa->has_local = config->has_local;
	bn_obj_get_count(bn_iff_stack(iff), BN_OBJ_IFA);
	return ifa;
}

static void link_ifa(struct bn_ifa *ifa, const struct bn_ifa_config *config)
{
	struct bn_iff *iff = ifa->iff;
	struct rb_node **link = &iff->ifas_by_value.rb_node, *parent = NULL;
	struct list_head *before = &iff->ifas;
	struct bn_ifa *at;

	while (*link) {
		parent = *link;
		at = rb_entry(parent, struct bn_ifa, by_value);
		if (bn_ifa_compare(at, config) > 0) {
			link = &parent->rb_left;
		} else {
			before = &at->list;
			link = &parent->rb_right;
		}
	}
	rb_link_node(&ifa->by_value, parent, link);
	rb_insert_color(&ifa->by_value, &iff->ifas_by_value);
	list_add_rcu(&ifa->list, before);
	iff->n_ifas++;
}

static void unlink_ifa(struct bn_ifa *ifa)
{
	list_del_rcu(&ifa->list);
	rb_erase(&ifa->by_value, &ifa->iff->ifas_by_value);
	ifa->iff->n_ifas--;
}

/**
 * bn_ifa_add() - add addresses to an iff
 * @iff: the iff
 * @config: the values; @config->dest is zero past its prefix length
 * @extack: error report
 *
 * Return: the ifa, owned by @iff, or ERR_PTR: -EEXIST, -EINVAL (the family
 *	does not allow the values), -ENODEV (the interface is being deleted), -ENOMEM.
 * Context: configuration lock.
 */
struct bn_ifa *bn_ifa_add(struct bn_iff *iff, const struct bn_ifa_config *config,
			  struct netlink_ext_ack *extack)
{
	struct bn_ifa *ifa;
	int err;

	bn_cfg_assert(bn_iff_stack(iff));
	err = bn_ifl_check_open(iff->ifl, extack);
	if (err)
		return ERR_PTR(err);
	if (bn_ifa_find(iff, config)) {
		NL_SET_ERR_MSG(extack, "the interface already has this address");
		return ERR_PTR(-EEXIST);
	}
	ifa = alloc_ifa(iff, config);
	if (!ifa)
		return ERR_PTR(-ENOMEM);
	err = iff->family->ifa_check(ifa, extack);
	if (err)
		goto free;
	link_ifa(ifa, config);
	err = iff->family->ifa_add(ifa, extack);
	if (err)
		goto unlink;
	bn_event(bn_iff_stack(iff), BN_EVENT_ADD, BN_OBJ_IFA, ifa);
	return ifa;

unlink:
	unlink_ifa(ifa);
free:
	call_rcu(&ifa->rcu, free_ifa_rcu);
	return ERR_PTR(err);
}

/**
 * bn_ifa_delete() - delete an ifa and its dependents
 * @ifa: the ifa; invalid afterwards
 *
 * Context: configuration lock.
 */
void bn_ifa_delete(struct bn_ifa *ifa)
{
	struct bsdnet_stack *stack = bn_iff_stack(ifa->iff);

	bn_cfg_assert(stack);
	bn_event(stack, BN_EVENT_DELETE, BN_OBJ_IFA, ifa);
	unlink_ifa(ifa);
	ifa->iff->family->ifa_delete(ifa);
	call_rcu(&ifa->rcu, free_ifa_rcu);
}
