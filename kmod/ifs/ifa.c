// SPDX-License-Identifier: GPL-2.0
/*
 * ifa - addresses of an iff (IF-5)
 *
 * A destination (prefix or host), a local address, or both; named by these
 * values. All ifas of an iff are equal, there is no primary one. The family
 * judges the values and installs what follows from them (RT-7).
 *
 * Life: owned by its iff, in a list sorted by value; freed after a grace
 * period, since routes name it as their owner.
 */
#include <linux/slab.h>

#include "ifs/private.h"

/**
 * bn_ifa_compare() - order of an iff's ifas
 * @ifa: an ifa
 * @config: values
 *
 * Return: less than, equal to or greater than 0 as @ifa sorts before, is, or
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
 * bn_ifa_find() - an ifa by its values
 * @iff: the iff
 * @config: the values
 *
 * Return: the ifa or NULL.
 * Context: configuration lock.
 */
struct bn_ifa *bn_ifa_find(struct bn_iff *iff, const struct bn_ifa_config *config)
{
	struct bn_ifa *ifa;

	list_for_each_entry(ifa, &iff->ifas, list)
		if (!bn_ifa_compare(ifa, config))
			return ifa;
	return NULL;
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

static void link_sorted(struct bn_ifa *ifa, const struct bn_ifa_config *config)
{
	struct bn_ifa *at;

	list_for_each_entry(at, &ifa->iff->ifas, list)
		if (bn_ifa_compare(at, config) > 0)
			break;
	list_add_tail(&ifa->list, &at->list);
}

/**
 * bn_ifa_add() - add addresses to an iff
 * @iff: the iff
 * @config: the values; @config->dest zero past its prefix length
 * @extack: told the reason of a failure
 *
 * Return: the ifa, owned by @iff, or ERR_PTR: -EEXIST, -EINVAL (the family
 *	does not allow the values), -ENOMEM.
 * Context: configuration lock.
 */
struct bn_ifa *bn_ifa_add(struct bn_iff *iff, const struct bn_ifa_config *config,
			  struct netlink_ext_ack *extack)
{
	struct bn_ifa *ifa;
	int err;

	bn_cfg_assert(bn_iff_stack(iff));
	if (bn_ifa_find(iff, config)) {
		NL_SET_ERR_MSG(extack, "the interface has this address already");
		return ERR_PTR(-EEXIST);
	}
	ifa = alloc_ifa(iff, config);
	if (!ifa)
		return ERR_PTR(-ENOMEM);
	err = iff->family->ifa_check(ifa, extack);
	if (err)
		goto free;
	link_sorted(ifa, config);
	err = iff->family->ifa_add(ifa, extack);
	if (err)
		goto unlink;
	bn_event(bn_iff_stack(iff), BN_EVENT_ADD, BN_OBJ_IFA, ifa);
	return ifa;

unlink:
	list_del(&ifa->list);
free:
	call_rcu(&ifa->rcu, free_ifa_rcu);
	return ERR_PTR(err);
}

/**
 * bn_ifa_delete() - take addresses away with all that depends on them
 * @ifa: the ifa; gone for the caller
 *
 * Context: configuration lock.
 */
void bn_ifa_delete(struct bn_ifa *ifa)
{
	struct bsdnet_stack *stack = bn_iff_stack(ifa->iff);

	bn_cfg_assert(stack);
	bn_event(stack, BN_EVENT_DELETE, BN_OBJ_IFA, ifa);
	list_del(&ifa->list);
	ifa->iff->family->ifa_delete(ifa);
	call_rcu(&ifa->rcu, free_ifa_rcu);
}
