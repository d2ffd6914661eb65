// SPDX-License-Identifier: GPL-2.0
/*
 * iff - a protocol family on an ifl (IF-4)
 *
 * Adding the iff brings the protocol up, with or without addresses: the
 * family's ops add its L2 entries and set its routing table.
 *
 * Lifetime: owned by its ifl. L2 entries and next hops point at it, so deletion
 * happens in this order: delete the ifas, unlink it from the ifl, let the family
 * unlink its L2 entries and mark its next hops DEAD, free it after a grace period.
 */
#include <linux/etherdevice.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "ifs/client.h"
#include "ifs/private.h"

static struct bsdnet_stack *stack_of(const struct bn_ifl *ifl)
{
	return ifl->stack;
}

/**
 * bn_iff_get() - look up the iff of a family on an ifl
 * @ifl: the ifl
 * @family: AF_INET ...
 *
 * Return: the iff or NULL.
 * Context: configuration lock or RCU read side; valid as long as that is held.
 */
struct bn_iff *bn_iff_get(const struct bn_ifl *ifl, u8 family)
{
	struct bn_iff *iff;

	for (iff = rcu_dereference_check(ifl->iffs, lockdep_is_held(&stack_of(ifl)->cfg_mutex));
	     iff;
	     iff = rcu_dereference_check(iff->next,
					 lockdep_is_held(&stack_of(ifl)->cfg_mutex)))
		if (iff->family->family == family)
			return iff;
	return NULL;
}

static int check_mtu(const struct bn_iff *iff, u32 mtu, struct netlink_ext_ack *extack)
{
	u32 most = bn_ifl_mtu(iff->ifl);

	if (mtu >= iff->family->min_mtu && mtu <= most)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "%s MTU %u is not within %u .. %u on the ifl",
			   iff->family->name, mtu, iff->family->min_mtu, most);
	return -EINVAL;
}

static void free_iff(struct bn_iff *iff)
{
	bn_obj_put_count(bn_iff_stack(iff), BN_OBJ_IFF);
	bn_stock_leave(&bn_iff_stack(iff)->ifs->stock, iff);
	kfree(iff);
}

static void free_iff_rcu(struct rcu_head *rcu)
{
	free_iff(container_of(rcu, struct bn_iff, rcu));
}

static struct bn_iff *alloc_iff(struct bn_ifl *ifl, const struct bn_family *family,
				const struct bn_iff_config *config)
{
	struct bn_iff *iff;

	iff = kzalloc(sizeof(*iff), GFP_KERNEL_ACCOUNT);
	if (!iff)
		return NULL;
	iff->stack = stack_of(ifl);
	iff->ifl = ifl;
	iff->family = family;
	iff->instance = config->instance;
	iff->mtu_set = config->mtu;
	iff->mtu = config->mtu ?: bn_ifl_mtu(ifl);
	iff->down = ifl->down;
	INIT_LIST_HEAD(&iff->ifas);
	iff->ifas_by_value = RB_ROOT;
	bn_stock_join(&stack_of(ifl)->ifs->stock);
	bn_obj_get_count(stack_of(ifl), BN_OBJ_IFF);
	return iff;
}

static const struct bn_family *check_family(const struct bn_ifl *ifl, u8 number,
					    struct netlink_ext_ack *extack)
{
	const struct bn_family *family = bn_family_find(number);
	char name[BN_NAME_MAX];

	if (!family) {
		NL_SET_ERR_MSG_FMT(extack, "protocol family %u is not supported", number);
		return ERR_PTR(-EAFNOSUPPORT);
	}
	if (bn_iff_get(ifl, number)) {
		NL_SET_ERR_MSG_FMT(extack, "%s is already configured on ifl %s", family->name,
				   bn_ifl_name(ifl, name));
		return ERR_PTR(-EEXIST);
	}
	return family;
}

/**
 * bn_iff_add() - add a protocol family to an ifl
 * @ifl: the ifl
 * @number: AF_INET ...
 * @config: its parameters
 * @extack: error report
 *
 * Return: the iff, owned by @ifl, or ERR_PTR: -EAFNOSUPPORT, -EEXIST, -EINVAL
 *	(MTU), -ENOENT (instance), -ENODEV (@ifl is being deleted), -ENOMEM.
 * Context: configuration lock.
 */
struct bn_iff *bn_iff_add(struct bn_ifl *ifl, u8 number, const struct bn_iff_config *config,
			  struct netlink_ext_ack *extack)
{
	const struct bn_family *family;
	struct bn_iff *iff;
	int err;

	bn_cfg_assert(stack_of(ifl));
	family = check_family(ifl, number, extack);
	if (IS_ERR(family))
		return ERR_CAST(family);
	err = bn_ifl_check_open(ifl, extack) ?: bn_ifl_check_room(ifl, extack);
	if (err)
		return ERR_PTR(err);
	iff = alloc_iff(ifl, family, config);
	if (!iff)
		return ERR_PTR(-ENOMEM);
	err = check_mtu(iff, iff->mtu, extack);
	if (!err)
		err = family->iff_add(iff, extack);
	if (err) {
		/* the family may have published it before it failed */
		call_rcu(&iff->rcu, free_iff_rcu);
		return ERR_PTR(err);
	}
	RCU_INIT_POINTER(iff->next, bn_cfg_dereference(ifl->iffs, stack_of(ifl)));
	rcu_assign_pointer(ifl->iffs, iff);
	bn_event(stack_of(ifl), BN_EVENT_ADD, BN_OBJ_IFF, iff);
	return iff;
}

static void unlink_iff(struct bn_iff *iff)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct bn_iff __rcu **link = &iff->ifl->iffs;
	struct bn_iff *at;

	while ((at = bn_cfg_dereference(*link, stack)) != iff)
		link = &at->next;
	rcu_assign_pointer(*link, bn_cfg_dereference(iff->next, stack));
}

static void delete_ifas(struct bn_iff *iff)
{
	struct bn_ifa *ifa, *next;

	list_for_each_entry_safe(ifa, next, &iff->ifas, list) {
		bn_ifa_delete(ifa);
		cond_resched();
	}
}

/**
 * bn_iff_delete() - delete an iff, its ifas and dependents
 * @iff: the iff; invalid afterwards
 *
 * Context: configuration lock.
 */
void bn_iff_delete(struct bn_iff *iff)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);

	bn_cfg_assert(stack);
	delete_ifas(iff);
	bn_event(stack, BN_EVENT_DELETE, BN_OBJ_IFF, iff);
	unlink_iff(iff);
	iff->family->iff_delete(iff);
	bn_stats_inherit(iff->ifl, iff);
	call_rcu(&iff->rcu, free_iff_rcu);
}

/* An MTU that is not configured follows the medium; a configured one is lowered
 * only if it no longer fits.
 */
static void follow_mtu(struct bn_iff *iff)
{
	u32 most = bn_ifl_mtu(iff->ifl);
	u32 mtu = iff->mtu_set ? min(iff->mtu, most) : most;

	if (mtu >= iff->family->min_mtu)
		WRITE_ONCE(iff->mtu, mtu);
}

/**
 * bn_iff_update() - propagate a changed state, MTU or address of an ifl to its iffs
 * @ifl: the ifl, with the new values set
 *
 * Context: configuration lock.
 */
void bn_iff_update(struct bn_ifl *ifl)
{
	struct bn_iff *iff;

	for (iff = bn_cfg_dereference(ifl->iffs, stack_of(ifl)); iff;
	     iff = bn_cfg_dereference(iff->next, stack_of(ifl))) {
		WRITE_ONCE(iff->down, ifl->down);
		follow_mtu(iff);
		iff->family->iff_changed(iff);
		bn_event(stack_of(ifl), BN_EVENT_CHANGE, BN_OBJ_IFF, iff);
	}
}

/**
 * bn_iff_set_mtu() - configure the MTU
 * @iff: the iff
 * @mtu: bytes of network-layer packet; 0: follow the medium
 * @extack: error report
 *
 * Return: 0, or -EINVAL if it is out of range.
 * Context: configuration lock.
 */
int bn_iff_set_mtu(struct bn_iff *iff, u32 mtu, struct netlink_ext_ack *extack)
{
	int err = check_mtu(iff, mtu ?: bn_ifl_mtu(iff->ifl), extack);

	if (err)
		return err;
	iff->mtu_set = mtu;
	WRITE_ONCE(iff->mtu, mtu ?: bn_ifl_mtu(iff->ifl));
	iff->family->iff_changed(iff);
	bn_event(bn_iff_stack(iff), BN_EVENT_CHANGE, BN_OBJ_IFF, iff);
	return 0;
}

/**
 * bn_iff_set_instance() - move an iff to another routing instance
 * @iff: the iff, without addresses
 * @instance: index of the instance
 * @extack: error report
 *
 * Return: 0, -EBUSY if it has addresses, -ENOENT if there is no such instance.
 * Context: RTNL and configuration lock.
 */
int bn_iff_set_instance(struct bn_iff *iff, u32 instance, struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX];
	int err;

	if (instance == iff->instance)
		return 0;
	if (!list_empty(&iff->ifas)) {
		NL_SET_ERR_MSG_FMT(extack, "%s on ifl %s has addresses; delete them first",
				   iff->family->name, bn_ifl_name(iff->ifl, name));
		return -EBUSY;
	}
	err = iff->family->iff_instance(iff, instance, extack);
	if (err)
		return err;
	bn_event(bn_iff_stack(iff), BN_EVENT_CHANGE, BN_OBJ_IFF, iff);
	return 0;
}

/* Only Ethernet has a filter: other links receive all frames */
static bool has_filter(const struct bn_iff *iff)
{
	return !strcmp(bn_ifl_type(iff->ifl), "ether");
}

/**
 * bn_iff_join() - add a multicast group to the address filter (IF-4)
 * @iff: the iff
 * @group: protocol address, bn_family::addr_len bytes
 * @extack: error report
 *
 * Return: 0, -ENOMEM or the error of the device.
 * Context: RTNL and configuration lock.
 */
int bn_iff_join(struct bn_iff *iff, const void *group, struct netlink_ext_ack *extack)
{
	u8 mac[ETH_ALEN];

	if (!has_filter(iff))
		return 0;
	iff->family->map_group(group, mac);
	return bn_mac_add(iff->ifl, BSDNET_L2_MULTICAST, mac, extack);
}

/**
 * bn_iff_leave() - undo bn_iff_join()
 * @iff: the iff
 * @group: as for bn_iff_join()
 *
 * Context: RTNL and configuration lock.
 */
void bn_iff_leave(struct bn_iff *iff, const void *group)
{
	u8 mac[ETH_ALEN];

	if (!has_filter(iff))
		return;
	iff->family->map_group(group, mac);
	bn_mac_delete(iff->ifl, BSDNET_L2_MULTICAST, mac);
}
