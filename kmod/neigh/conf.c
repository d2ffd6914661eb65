// SPDX-License-Identifier: GPL-2.0
/*
 * conf - neighbours as users see and add them
 *
 * Synchronization: route lock.
 *
 * Serves IN-7, CTL-1.
 */
#include "neigh/private.h"

static struct bn_neigh_cache *neigh_conf_cache_of(const struct bn_iff *iff)
{
	return bn_neigh_cache(bn_iff_stack(iff), iff->family);
}

static struct bn_neigh *neigh_conf_find(const struct bn_iff *iff, const void *addr)
{
	return bn_neigh_find(neigh_conf_cache_of(iff), iff->ifl->ifl_index, addr);
}

static int check_lladdr(const struct bn_iff *iff, const void *addr,
			const struct bn_lladdr *lladdr, struct netlink_ext_ack *extack)
{
	char text[BN_ADDR_TEXT];

	if (lladdr->len == ETH_ALEN && is_valid_ether_addr(lladdr->data))
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "neighbour %s: lladdr is not the address of a single station",
			   bn_addr_text(iff->family, addr, text));
	return -EINVAL;
}

static struct bn_neigh *neigh_conf_create(struct bn_iff *iff, const void *addr,
					  struct netlink_ext_ack *extack)
{
	struct bn_nexthop *subnet = bn_neigh_subnet(iff, addr);
	struct bn_neigh *neigh;
	char name[BN_NAME_MAX], text[BN_ADDR_TEXT];

	bn_addr_text(iff->family, addr, text);
	if (!subnet) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %s: no host in a subnet of %s", text,
				   bn_ifl_name(iff->ifl, name));
		return ERR_PTR(-EINVAL);
	}
	neigh = bn_neigh_create(subnet, addr, true);
	if (!neigh) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %s: no memory", text);
		return ERR_PTR(-ENOMEM);
	}
	return neigh;
}

/**
 * bn_neigh_add() - add a permanent neighbour
 * @iff: interface, of a family with neighbours
 * @addr: its address, inside a subnet of the interface
 * @lladdr: its link-layer address
 * @replace: a permanent neighbour may be changed; one that was learnt always is
 * @extack: error report
 *
 * Return: 0; -EINVAL for an address that no neighbour there can have, -EEXIST, -ENOMEM.
 * Permanent neighbours do not count against the bound.
 * Context: process, route lock.
 */
int bn_neigh_add(struct bn_iff *iff, const void *addr, const struct bn_lladdr *lladdr,
		 bool replace, struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX], text[BN_ADDR_TEXT];
	struct bn_neigh *neigh;
	int err;

	err = check_lladdr(iff, addr, lladdr, extack);
	if (err)
		return err;
	neigh = neigh_conf_find(iff, addr);
	if (neigh && neigh->state == BSDNET_NEIGH_STATE_PERMANENT && !replace) {
		NL_SET_ERR_MSG_FMT(extack, "neighbour %s of %s exists",
				   bn_addr_text(iff->family, addr, text),
				   bn_ifl_name(iff->ifl, name));
		return -EEXIST;
	}
	if (!neigh)
		neigh = neigh_conf_create(iff, addr, extack);
	if (IS_ERR(neigh))
		return PTR_ERR(neigh);
	bn_neigh_state_fix(neigh, lladdr);
	return 0;
}

/**
 * bn_neigh_delete() - delete a neighbour, permanent or learnt
 * @iff: its interface
 * @addr: its address
 * @extack: error report
 *
 * A neighbour to which routes refer stays; it is resolved again when the next packet comes.
 *
 * Return: 0 or -ENOENT.
 * Context: process, route lock.
 */
int bn_neigh_delete(struct bn_iff *iff, const void *addr, struct netlink_ext_ack *extack)
{
	struct bn_neigh *neigh = neigh_conf_find(iff, addr);
	char name[BN_NAME_MAX], text[BN_ADDR_TEXT];

	if (!neigh) {
		NL_SET_ERR_MSG_FMT(extack, "%s has no neighbour %s", bn_ifl_name(iff->ifl, name),
				   bn_addr_text(iff->family, addr, text));
		return -ENOENT;
	}
	bn_neigh_state_forget(neigh);
	return 0;
}

/**
 * bn_neigh_get() - get a neighbour
 * @iff: its interface
 * @addr: its address
 * @info: filled in
 *
 * Return: false if there is none.
 * Context: route lock.
 */
bool bn_neigh_get(const struct bn_iff *iff, const void *addr, struct bn_neigh_info *info)
{
	struct bn_neigh *neigh = neigh_conf_find(iff, addr);

	if (neigh)
		bn_neigh_info(neigh, info);
	return neigh;
}

/**
 * bn_neigh_next() - walk over the neighbours of a family
 * @stack: the stack
 * @family: the family; it may have no neighbours
 * @ifl_index: interface of the last one, or the interface to begin with
 * @addr: address of the last one; NULL: begin with the first of @ifl_index
 * @info: filled in
 *
 * Return: false at the end.
 * Context: route lock; the neighbours may change between two calls.
 */
bool bn_neigh_next(struct bsdnet_stack *stack, const struct bn_family *family, u32 ifl_index,
		   const void *addr, struct bn_neigh_info *info)
{
	const struct bn_neigh_cache *cache = bn_neigh_cache(stack, family);
	struct bn_neigh *neigh = NULL;

	if (cache)
		neigh = bn_neigh_first(cache, ifl_index, addr, addr);
	if (!neigh)
		return false;
	bn_neigh_info(neigh, info);
	return true;
}

/**
 * bn_neigh_evicted() - how many neighbours were evicted
 * @stack: the stack
 * @family: the family
 *
 * Return: neighbours of all instances that were destroyed to make room.
 * Context: any.
 */
u64 bn_neigh_evicted(struct bsdnet_stack *stack, const struct bn_family *family)
{
	const struct bn_neigh_cache *cache = bn_neigh_cache(stack, family);

	return cache ? READ_ONCE(cache->evicted) : 0;
}
