// SPDX-License-Identifier: GPL-2.0
/*
 * iface - what happens to neighbours when interfaces and addresses change
 *
 * The neighbours of an interface follow each other in the tree of the cache. The route lock
 * is released now and then in walks over many of them, so a walk continues by address.
 *
 * Synchronization: configuration lock and route lock.
 *
 * Serves IF-7, IN-7, NH-6.
 */
#include <net/ipv6.h>

#include "neigh/private.h"

#define RELAX_AFTER 64	/* neighbours without releasing the route lock */

/* The first neighbour on an interface at @addr or, with @past, behind it */
static struct bn_neigh *first_on(const struct bn_iff *iff, const void *addr, bool past)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(bn_iff_stack(iff), iff->family);
	u32 ifl_index = iff->ifl->ifl_index;
	struct bn_neigh *neigh = bn_neigh_first(cache, ifl_index, addr, past);

	return neigh && neigh->ifl_index == ifl_index ? neigh : NULL;
}

/**
 * bn_neigh_ifa_added() - an address of a multiaccess interface was added
 * @ifa: the address, its routes installed
 *
 * A neighbour that had the address is destroyed.
 *
 * Context: process, configuration lock and route lock.
 */
void bn_neigh_ifa_added(struct bn_ifa *ifa)
{
	struct bn_iff *iff = ifa->iff;
	struct bn_neigh *neigh;

	if (!ifa->has_local)
		return;
	neigh = bn_neigh_find(bn_neigh_cache(ifa->stack, iff->family), iff->ifl->ifl_index,
			      &ifa->local);
	if (neigh)
		bn_neigh_destroy(neigh);
}

/* Another address whose prefix covers @addr */
static const struct bn_ifa *find_covering(const struct bn_iff *iff, const struct bn_ifa *deleted,
					  const struct in6_addr *addr)
{
	const struct bn_ifa *ifa;

	list_for_each_entry(ifa, &iff->ifas, list)
		if (ifa != deleted && ifa->has_dest &&
		    ipv6_prefix_equal(&ifa->dest, addr, ifa->dest_bits))
			return ifa;
	return NULL;
}

/* Requests for a neighbour come from another address than the one that is deleted */
static void change_local(struct bn_neigh *neigh, const struct bn_ifa *deleted,
			 const struct bn_ifa *other)
{
	if (ipv6_addr_equal(&neigh->nh.local, &deleted->local))
		bn_nh_set_local(&neigh->nh, &other->local);
}

/**
 * bn_neigh_ifa_deleted() - an address of a multiaccess interface is deleted
 * @ifa: the address, its routes deleted, no longer on the list of its iff
 *
 * The neighbours inside its prefix are destroyed unless another address covers them or
 * onlink routes name them.
 *
 * Context: process, configuration lock and route lock, which is released now and then if
 * there are many neighbours.
 */
void bn_neigh_ifa_deleted(struct bn_ifa *ifa)
{
	struct bn_iff *iff = ifa->iff;
	struct bn_neigh *neigh = first_on(iff, &ifa->dest, false);
	const struct bn_ifa *other;
	struct in6_addr addr;
	unsigned int n = 0;

	while (ifa->has_dest && neigh &&
	       ipv6_prefix_equal(&ifa->dest, &neigh->nh.gateway, ifa->dest_bits)) {
		addr = neigh->nh.gateway;
		other = find_covering(iff, ifa, &addr);
		if (other)
			change_local(neigh, ifa, other);
		else if (!bn_neigh_onlink_stays(neigh))
			bn_neigh_destroy(neigh);
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(ifa->stack);
		neigh = first_on(iff, &addr, true);
	}
	bn_neigh_onlink_ifa_deleted(ifa);
}

/**
 * bn_neigh_iff_down() - an interface went down: forget what was learnt
 * @iff: the iff
 *
 * Context: process, configuration lock and route lock, which is released now and then if
 * there are many neighbours.
 */
void bn_neigh_iff_down(struct bn_iff *iff)
{
	struct bn_neigh *neigh = first_on(iff, NULL, false);
	struct in6_addr addr;
	unsigned int n = 0;

	while (neigh) {
		addr = neigh->nh.gateway;
		if (neigh->state != BSDNET_NEIGH_STATE_PERMANENT)
			bn_neigh_state_forget(neigh);
		if (!(++n % RELAX_AFTER))
			bn_rt_relax(iff->stack);
		neigh = first_on(iff, &addr, true);
	}
}

/**
 * bn_neigh_iff_deleted() - an iff is deleted, and all its neighbours
 * @iff: the iff, its addresses deleted
 *
 * Context: process, configuration lock and route lock, which is released now and then if
 * there are many. None is left when it returns.
 */
void bn_neigh_iff_deleted(struct bn_iff *iff)
{
	struct bn_neigh *neigh;
	unsigned int n = 0;

	while ((neigh = first_on(iff, NULL, false))) {
		if (!(++n % RELAX_AFTER)) {
			bn_rt_relax(iff->stack);
			continue;
		}
		bn_neigh_destroy(neigh);
	}
}
