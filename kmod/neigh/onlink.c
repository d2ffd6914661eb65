// SPDX-License-Identifier: GPL-2.0
/*
 * onlink - neighbours that a route names and that no prefix need cover
 *
 * Leases and hosting providers give an address without a prefix and a gateway outside of
 * any. "onlink" makes the gateway a neighbour of an interface all the same. It is created
 * for the route and kept by it, and does not depend on the prefix of an address. Requests
 * for it need a source address: another one of the interface is taken when the present one
 * is deleted, and the neighbour is destroyed with the last one.
 *
 * Life: bn_neigh::onlink is set until the neighbour is destroyed. When no route refers to it
 * any more it ages like others.
 *
 * Synchronization: route lock.
 *
 * Serves NH-4, NH-6, NH-7, IN-7.
 */
#include <net/ipv6.h>

#include "neigh/private.h"

static bool source_of(const struct bn_iff *iff, struct in6_addr *addr)
{
	return iff->family->neigh->source(iff, addr);
}

static bool is_broadcast(const struct bn_iff *iff, const void *addr)
{
	const struct bn_route *route;
	enum bsdnet_nexthop_type type;
	unsigned int bits;

	route = bn_rt_lookup_types(iff->table, addr, NULL, BIT(BSDNET_ROUTE_TYPE_IF),
				   iff->ifl->ifl_index, &bits);
	if (!route || bits != iff->table->addr_bits)
		return false;
	type = bn_nh_type(bn_route_nexthop(route, iff->table->stack));
	return type == BSDNET_NEXTHOP_TYPE_BRECV || type == BSDNET_NEXTHOP_TYPE_RECV;
}

static int neigh_onlink_check(const struct bn_iff *iff, const void *addr,
			      struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX], text[BN_ADDR_TEXT];
	struct in6_addr source;

	bn_ifl_name(iff->ifl, name);
	bn_addr_text(iff->family, addr, text);
	if (!bn_ifl_multiaccess(iff->ifl)) {
		NL_SET_ERR_MSG_FMT(extack, "onlink: %s has no neighbours to ask for", name);
		return -EINVAL;
	}
	if (!iff->family->neigh->is_host(addr) || is_broadcast(iff, addr)) {
		NL_SET_ERR_MSG_FMT(extack, "onlink: %s is not the address of a host on %s", text,
				   name);
		return -EINVAL;
	}
	if (!source_of(iff, &source)) {
		NL_SET_ERR_MSG_FMT(extack, "onlink: %s has no local address to ask for %s from",
				   name, text);
		return -EADDRNOTAVAIL;
	}
	return 0;
}

/* With the local address of the prefix that covers it, else with any of the interface */
static struct bn_neigh *neigh_onlink_create(struct bn_iff *iff, const void *addr)
{
	struct bn_nexthop *subnet = bn_neigh_subnet(iff, addr);
	struct in6_addr source;
	struct bn_neigh *neigh;

	if (subnet)
		return bn_neigh_create(subnet, addr, false);
	source_of(iff, &source);
	subnet = bn_nh_resolv(iff, iff->family, &source);
	if (IS_ERR(subnet))
		return NULL;
	neigh = bn_neigh_create(subnet, addr, false);
	bn_nh_put(subnet);
	return neigh;
}

/**
 * bn_neigh_onlink() - bn_nh_resolver::onlink
 * @iff: interface
 * @gateway: address of the neighbour, not a local one
 * @extack: error report
 *
 * Return: the next hop of the neighbour, a new reference; -EINVAL where there can be no such
 * neighbour, -EADDRNOTAVAIL without a local address, -ENOBUFS where there are too many
 * neighbours.
 * Context: process, configuration lock and route lock.
 */
struct bn_nexthop *bn_neigh_onlink(struct bn_iff *iff, const void *gateway,
				   struct netlink_ext_ack *extack)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(bn_iff_stack(iff), iff->family);
	struct bn_neigh *neigh;
	int err;

	err = neigh_onlink_check(iff, gateway, extack);
	if (err)
		return ERR_PTR(err);
	neigh = bn_neigh_find(cache, iff->ifl->ifl_index, gateway);
	if (!neigh) {
		neigh = neigh_onlink_create(iff, gateway);
		if (!neigh) {
			bn_neigh_pool_report(iff, gateway, extack);
			return ERR_PTR(-ENOBUFS);
		}
		bn_neigh_state_ask(neigh);
	}
	cache->n_onlink += !neigh->onlink;
	neigh->onlink = true;
	return bn_nh_get(&neigh->nh);
}

/**
 * bn_neigh_onlink_stays() - does a neighbour stay without a prefix that covers it?
 * @neigh: the neighbour
 *
 * Return: true if routes name it and its interface still has an address.
 * Context: route lock.
 */
bool bn_neigh_onlink_stays(const struct bn_neigh *neigh)
{
	struct in6_addr source;

	return neigh->onlink && bn_neigh_referred(neigh) && source_of(neigh->nh.iff, &source);
}

/**
 * bn_neigh_onlink_ifa_deleted() - an address of a multiaccess interface is deleted
 * @ifa: the address, no longer on the list of its iff and no longer its source address
 *
 * Context: process, route lock.
 */
void bn_neigh_onlink_ifa_deleted(struct bn_ifa *ifa)
{
	struct bn_neigh_cache *cache = bn_neigh_cache(ifa->stack, ifa->iff->family);
	u32 ifl_index = ifa->iff->ifl->ifl_index;
	struct bn_neigh *neigh, *next;
	struct in6_addr source;

	if (!cache->n_onlink || !ifa->has_local)
		return;
	neigh = bn_neigh_first(cache, ifl_index, NULL, false);
	for (; neigh && neigh->ifl_index == ifl_index; neigh = next) {
		next = bn_neigh_after(neigh);
		if (!neigh->onlink || !ipv6_addr_equal(&neigh->nh.local, &ifa->local))
			continue;
		if (bn_neigh_onlink_stays(neigh) && source_of(ifa->iff, &source))
			bn_nh_set_local(&neigh->nh, &source);
		else
			bn_neigh_destroy(neigh);
	}
}
