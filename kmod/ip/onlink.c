// SPDX-License-Identifier: GPL-2.0
/*
 * onlink - neighbours that a route names and that no prefix need cover
 *
 * Leases and hosting providers give an address without a prefix and a gateway
 * outside of any: "onlink" says that the gateway is asked for by ARP on an
 * interface all the same. The neighbour is one like others, made for the
 * route and kept by it; only that it does not depend on the prefix of an
 * address. It needs an address to be asked from: it takes another one of its
 * interface when its own goes, and goes with the last one.
 *
 * Life: bn_neigh::onlink is set until the neighbour is destroyed. When no
 * route refers to it any more it ages like others.
 *
 * Synchronization: route lock.
 *
 * Serves NH-4, NH-6, NH-7, IN-7.
 */
#include <linux/inetdevice.h>

#include "ip/neigh.h"

static __be32 source_of(const struct bn_iff *iff)
{
	const struct bn_inet_iff *priv = iff->priv;

	return priv->source;
}

static bool is_broadcast(const struct bn_iff *iff, __be32 addr)
{
	const struct bn_route *route;
	enum bn_nh_type type;

	route = bn_rt_lookup_types(iff->table, &addr, NULL, BN_RTT_BIT(BN_RTT_IF),
				   iff->ifl->ifl_index);
	if (!route)
		return false;
	type = bn_nh_type(bn_route_nexthop(route));
	return bn_route_bits(route) == 32 && (type == BN_RNH_BRECV || type == BN_RNH_RECV);
}

static int check(const struct bn_iff *iff, __be32 addr, struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX];

	bn_ifl_name(iff->ifl, name);
	if (!bn_inet_multiaccess(iff->ifl)) {
		NL_SET_ERR_MSG_FMT(extack, "onlink: %s has no neighbours to ask for", name);
		return -EINVAL;
	}
	if (ipv4_is_multicast(addr) || ipv4_is_zeronet(addr) || ipv4_is_loopback(addr) ||
	    ntohl(addr) >= 0xf0000000 || is_broadcast(iff, addr)) {
		NL_SET_ERR_MSG_FMT(extack, "onlink: %pI4 is not the address of a host on %s",
				   &addr, name);
		return -EINVAL;
	}
	if (!source_of(iff)) {
		NL_SET_ERR_MSG_FMT(extack, "onlink: %s has no local address to ask for %pI4 from",
				   name, &addr);
		return -EADDRNOTAVAIL;
	}
	return 0;
}

/* With the address of the prefix that covers it, if one does, else with any of the interface */
static struct bn_neigh *create(struct bn_iff *iff, __be32 addr)
{
	struct bn_nexthop *subnet = bn_neigh_subnet(iff, addr);
	__be32 source = source_of(iff);
	struct bn_neigh *neigh;

	if (subnet)
		return bn_neigh_create(subnet, addr, false);
	subnet = bn_nh_resolv(iff, &bn_inet_rt_family, &bn_arp_resolver, &source);
	if (IS_ERR(subnet))
		return NULL;
	neigh = bn_neigh_create(subnet, addr, false);
	bn_nh_put(subnet);
	return neigh;
}

/**
 * bn_onlink_resolve() - bn_rt_family::onlink of inet
 * @iff: interface
 * @gateway: IPv4 address of the neighbour, not a local one
 * @extack: told the reason of a failure
 *
 * Return: the next hop of the neighbour, a new reference; -EINVAL where there
 * can be no such neighbour, -EADDRNOTAVAIL without a local address, -ENOBUFS
 * where there are too many neighbours.
 * Context: process, route lock.
 */
struct bn_nexthop *bn_onlink_resolve(struct bn_iff *iff, const void *gateway,
				     struct netlink_ext_ack *extack)
{
	struct bn_arp *arp = bn_iff_stack(iff)->ip->arp;
	struct bn_neigh *neigh;
	__be32 addr;
	int err;

	memcpy(&addr, gateway, sizeof(addr));
	err = check(iff, addr, extack);
	if (err)
		return ERR_PTR(err);
	neigh = bn_neigh_find(arp, iff->ifl->ifl_index, addr);
	if (!neigh) {
		neigh = create(iff, addr);
		if (!neigh) {
			bn_neigh_explain(iff, addr, extack);
			return ERR_PTR(-ENOBUFS);
		}
		bn_neigh_state_ask(neigh);
	}
	arp->n_onlink += !neigh->onlink;
	neigh->onlink = true;
	return bn_nh_get(&neigh->nh);
}

/**
 * bn_onlink_keep() - does a neighbour stay without a prefix that covers it?
 * @neigh: the neighbour
 *
 * Return: true if routes name it and its interface still has an address.
 * Context: route lock.
 */
bool bn_onlink_keep(const struct bn_neigh *neigh)
{
	return neigh->onlink && bn_neigh_referred(neigh) && source_of(neigh->nh.iff);
}

/**
 * bn_onlink_ifa_gone() - an address of a multiaccess interface goes
 * @ifa: the address, no longer on the list of its iff; the source address of
 *	the iff is another one
 *
 * Context: process, route lock.
 */
void bn_onlink_ifa_gone(struct bn_ifa *ifa)
{
	struct bn_arp *arp = ifa->stack->ip->arp;
	u32 ifl_index = ifa->iff->ifl->ifl_index;
	struct bn_neigh *neigh, *next;

	if (!arp->n_onlink || !ifa->has_local)
		return;
	neigh = bn_neigh_from(arp, ifl_index, 0);
	for (; neigh && neigh->ifl_index == ifl_index; neigh = next) {
		next = bn_neigh_after(neigh);
		if (!neigh->onlink || bn_ip4_addr(&neigh->nh.local) != bn_ip4_addr(&ifa->local))
			continue;
		if (bn_onlink_keep(neigh))
			WRITE_ONCE(neigh->nh.local.s6_addr32[0], source_of(ifa->iff));
		else
			bn_neigh_destroy(neigh);
	}
}
