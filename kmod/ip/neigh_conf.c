// SPDX-License-Identifier: GPL-2.0
/*
 * neigh_conf - neighbours as users see and make them
 *
 * Synchronization: route lock.
 *
 * Serves IN-7, CTL-1.
 */
#include "ip/neigh.h"

static int check_lladdr(__be32 addr, const struct bn_lladdr *lladdr,
			struct netlink_ext_ack *extack)
{
	if (lladdr->len == ETH_ALEN && is_valid_ether_addr(lladdr->data))
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4: its link address is not one station's", &addr);
	return -EINVAL;
}

/**
 * bn_neigh_add() - a user says where a neighbour is
 * @iff: on this interface
 * @addr: its address, inside a subnet of the interface
 * @lladdr: its link address
 * @replace: another user's word may be replaced; what was learnt always is
 * @extack: told the reason of a failure
 *
 * Return: 0; -EINVAL for an address that no neighbour there can have, -EEXIST,
 * -ENOMEM. Permanent neighbours are not counted.
 * Context: process, route lock.
 */
int bn_neigh_add(struct bn_iff *iff, __be32 addr, const struct bn_lladdr *lladdr, bool replace,
		 struct netlink_ext_ack *extack)
{
	struct bn_arp *arp = bn_iff_stack(iff)->ip->arp;
	struct bn_nexthop *subnet;
	struct bn_neigh *neigh;
	char name[BN_NAME_MAX];
	int err;

	err = check_lladdr(addr, lladdr, extack);
	if (err)
		return err;
	neigh = bn_neigh_find(arp, iff->ifl->ifl_index, addr);
	if (neigh && neigh->state == BN_NEIGH_PERMANENT && !replace) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4 of %s exists", &addr,
				   bn_ifl_name(iff->ifl, name));
		return -EEXIST;
	}
	if (!neigh) {
		subnet = bn_neigh_subnet(iff, addr);
		if (!subnet) {
			NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4: no host in a subnet of %s",
					   &addr, bn_ifl_name(iff->ifl, name));
			return -EINVAL;
		}
		neigh = bn_neigh_create(subnet, addr, true);
	}
	if (!neigh) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4: no memory", &addr);
		return -ENOMEM;
	}
	bn_neigh_state_fix(neigh, lladdr);
	return 0;
}

/**
 * bn_neigh_delete() - forget a neighbour, whoever told of it
 * @iff: its interface
 * @addr: its address
 * @extack: told the reason of a failure
 *
 * One to which routes refer stays, and is asked for anew when the next packet
 * comes.
 *
 * Return: 0 or -ENOENT.
 * Context: process, route lock.
 */
int bn_neigh_delete(struct bn_iff *iff, __be32 addr, struct netlink_ext_ack *extack)
{
	struct bn_arp *arp = bn_iff_stack(iff)->ip->arp;
	struct bn_neigh *neigh = bn_neigh_find(arp, iff->ifl->ifl_index, addr);
	char name[BN_NAME_MAX];

	if (!neigh) {
		NL_SET_ERR_MSG_FMT(extack, "%s has no neighbour %pI4",
				   bn_ifl_name(iff->ifl, name), &addr);
		return -ENOENT;
	}
	bn_neigh_state_forget(neigh);
	return 0;
}

/**
 * bn_neigh_explain() - why a neighbour could not be made
 * @iff: its interface
 * @addr: its address
 * @extack: told
 *
 * Context: route lock.
 */
void bn_neigh_explain(const struct bn_iff *iff, __be32 addr, struct netlink_ext_ack *extack)
{
	const struct bn_instance *instance = iff->table->instance;

	if (instance->neighs.count < instance->neighs.max)
		NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4: no memory", &addr);
	else
		NL_SET_ERR_MSG_FMT(extack, "neighbour %pI4: instance %u has its max-neighbours, %u",
				   &addr, instance->index, instance->neighs.max);
}

/**
 * bn_neigh_set_max() - bound the neighbours of an instance
 * @instance: the instance
 * @max: how many there may be beside the permanent ones, 1 .. BN_NEIGH_MAX_LIMIT
 *
 * If there are more, the oldest that are not in use go.
 *
 * Context: process, configuration lock; takes the route lock.
 */
void bn_neigh_set_max(struct bn_instance *instance, u32 max)
{
	struct bsdnet_stack *stack = instance->stack;

	bn_cfg_assert(stack);
	if (instance->neighs.max == max)
		return;
	bn_rt_lock(stack);
	WRITE_ONCE(instance->neighs.max, max);
	bn_neigh_prune(stack, &instance->neighs);
	bn_rt_unlock(stack);
	if (!READ_ONCE(stack->dying))
		bn_event(stack, BN_EVENT_CHANGE, BN_OBJ_INSTANCE, instance);
}

/**
 * bn_neigh_next() - walk over all neighbours
 * @stack: the stack
 * @ifl_index: interface of the one before, 0 for the first
 * @addr: its address, 0 for the first
 * @info: filled in
 *
 * Return: false at the end.
 * Context: route lock; the neighbours may change between two calls.
 */
bool bn_neigh_next(struct bsdnet_stack *stack, u32 ifl_index, __be32 addr,
		   struct bn_neigh_info *info)
{
	struct bn_arp *arp = stack->ip->arp;
	struct bn_neigh *neigh = bn_neigh_from(arp, ifl_index, addr);

	if (neigh && neigh->ifl_index == ifl_index && neigh->addr == addr)
		neigh = bn_neigh_after(neigh);
	if (!neigh)
		return false;
	bn_neigh_info(neigh, info);
	return true;
}
