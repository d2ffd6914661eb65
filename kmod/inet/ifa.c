// SPDX-License-Identifier: GPL-2.0
/*
 * ifa - addresses of an IPv4 interface: rules and routes
 *
 *	multiaccess	prefix		IF_DEST		RESOLV
 *			local/32	IF_LOCAL	LOCAL
 *			all-ones/32	IF		BRECV, not of a /31
 *			all-zeroes/32	IF		RECV, not of a /31
 *	point-to-point	dest		IF_DEST		UNICAST
 *			local/32	IF_LOCAL	LOCAL
 *	loopback	local/32	IF_LOCAL	LOCAL
 *
 * Each ifa has its own routes, distinguished by their owner, so that several ifas may share
 * a prefix and be deleted in any order.
 *
 * Life: struct inet_ifa belongs to the ifa from ifa_add to ifa_delete; only configuration
 * reads it.
 *
 * Synchronization: configuration lock.
 *
 * Serves IF-5, RT-7, L2-3.
 */
#include <linux/inetdevice.h>
#include <linux/slab.h>

#include "inet/private.h"

#define MAX_ROUTES 4
#define LONGEST_SUBNET 31	/* RFC 3021: two hosts, no broadcast address */

struct inet_ifa {
	struct bn_route *routes[MAX_ROUTES];
	unsigned int n_routes;
};

/* ---- rules --------------------------------------------------------------- */

static bool host_address(__be32 addr)
{
	return !ipv4_is_multicast(addr) && !ipv4_is_zeronet(addr) &&
	       ntohl(addr) < 0xf0000000;
}

static bool prefixes_overlap(__be32 a, unsigned int a_bits, __be32 b, unsigned int b_bits)
{
	return !((a ^ b) & inet_make_mask(min(a_bits, b_bits)));
}

static int check_overlap(const struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 dest = bn_ip4_addr(&ifa->dest);
	const struct bn_ifa *other;

	list_for_each_entry(other, &ifa->iff->ifas, list) {
		__be32 other_dest = bn_ip4_addr(&other->dest);

		if (other == ifa || !other->has_dest || other->dest_bits == ifa->dest_bits)
			continue;
		if (!prefixes_overlap(dest, ifa->dest_bits, other_dest, other->dest_bits))
			continue;
		NL_SET_ERR_MSG_FMT(extack, "prefix %pI4/%u overlaps %pI4/%u of the same interface",
				   &dest, ifa->dest_bits, &other_dest, other->dest_bits);
		return -EINVAL;
	}
	return 0;
}

static bool has_broadcast(const struct bn_ifa *ifa)
{
	return ifa->dest_bits < LONGEST_SUBNET;
}

static int check_subnet(const struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 dest = bn_ip4_addr(&ifa->dest), local = bn_ip4_addr(&ifa->local);
	__be32 mask = inet_make_mask(ifa->dest_bits);

	if (!ifa->dest_bits || ifa->dest_bits > LONGEST_SUBNET) {
		NL_SET_ERR_MSG_FMT(extack, "prefix length %u is not within 1 .. %u (multiaccess)",
				   ifa->dest_bits, LONGEST_SUBNET);
		return -EINVAL;
	}
	if ((local & mask) != dest) {
		NL_SET_ERR_MSG_FMT(extack, "address %pI4 is not inside prefix %pI4/%u", &local,
				   &dest, ifa->dest_bits);
		return -EINVAL;
	}
	if (has_broadcast(ifa) && (local == dest || local == (dest | ~mask))) {
		NL_SET_ERR_MSG_FMT(extack, "address %pI4: host part is all-%s", &local,
				   local == dest ? "zeroes" : "ones");
		return -EINVAL;
	}
	return check_overlap(ifa, extack);
}

/* Without a prefix neighbours exist only for routes that name them (onlink) */
static int check_multiaccess(const struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 local = bn_ip4_addr(&ifa->local);

	if (!ifa->has_local) {
		NL_SET_ERR_MSG(extack, "a multiaccess interface needs a local address");
		return -EINVAL;
	}
	if (ipv4_is_loopback(local)) {
		NL_SET_ERR_MSG_FMT(extack, "address %pI4 belongs on a loopback interface", &local);
		return -EINVAL;
	}
	return ifa->has_dest ? check_subnet(ifa, extack) : 0;
}

/* Either of the two may be missing (paper: The ifaddr structure) */
static int check_pointopoint(const struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 dest = bn_ip4_addr(&ifa->dest), local = bn_ip4_addr(&ifa->local);

	if (ifa->has_dest && (!ifa->dest_bits || !host_address(dest))) {
		NL_SET_ERR_MSG_FMT(extack, "destination %pI4/%u is not one of unicast addresses",
				   &dest, ifa->dest_bits);
		return -EINVAL;
	}
	if (ifa->has_dest && ifa->has_local && ifa->dest_bits == 32 && dest == local) {
		NL_SET_ERR_MSG_FMT(extack, "%pI4 is both destination and local address", &dest);
		return -EINVAL;
	}
	return 0;
}

static int check_loopback(const struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	if (ifa->has_dest || !ifa->has_local) {
		NL_SET_ERR_MSG(extack, "a loopback interface takes a local address only");
		return -EINVAL;
	}
	return 0;
}

/**
 * bn_inet_ifa_check() - bn_family::ifa_check of inet: the rules of IF-5
 * @ifa: the values, not yet on the list of its iff
 * @extack: error report
 *
 * Return: 0 or -EINVAL.
 * Context: configuration lock held (paper: The ifaddr structure).
 */
int bn_inet_ifa_check(const struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 local = bn_ip4_addr(&ifa->local);

	if (!ifa->has_dest && !ifa->has_local) {
		NL_SET_ERR_MSG(extack, "neither a local address nor a destination given");
		return -EINVAL;
	}
	if (ifa->has_dest && ifa->dest_bits > 32) {
		NL_SET_ERR_MSG_FMT(extack, "prefix length %u is longer than 32", ifa->dest_bits);
		return -EINVAL;
	}
	if (ifa->has_local && !host_address(local)) {
		NL_SET_ERR_MSG_FMT(extack, "%pI4 is not a unicast address", &local);
		return -EINVAL;
	}
	if (ifa->iff->ifl->flags & BSDNET_IFL_FLAGS_LOOPBACK)
		return check_loopback(ifa, extack);
	if (ifa->iff->ifl->flags & BSDNET_IFL_FLAGS_POINTOPOINT)
		return check_pointopoint(ifa, extack);
	return check_multiaccess(ifa, extack);
}

/* ---- routes -------------------------------------------------------------- */

static void delete_routes(struct bn_ifa *ifa)
{
	struct inet_ifa *priv = ifa->priv;

	while (priv->n_routes)
		bn_route_delete(ifa->iff->table, priv->routes[--priv->n_routes], NULL);
}

static const struct bn_ifa *same_local(const struct bn_ifa *gone)
{
	const struct bn_ifa *ifa;

	list_for_each_entry(ifa, &gone->iff->ifas, list)
		if (ifa != gone && ifa->has_local && gone->has_local &&
		    bn_ip4_addr(&ifa->local) == bn_ip4_addr(&gone->local))
			return ifa;
	return NULL;
}

static const struct bn_ifa *same_dest(const struct bn_ifa *gone)
{
	const struct bn_ifa *ifa;

	list_for_each_entry(ifa, &gone->iff->ifas, list)
		if (ifa != gone && ifa->has_dest && ifa->dest_bits == gone->dest_bits &&
		    bn_ip4_addr(&ifa->dest) == bn_ip4_addr(&gone->dest))
			return ifa;
	return NULL;
}

/* Routes of users still use @nh, which depended on @gone (NH-6). The peer of another address
 * of the interface stays, with that address as source.
 */
static void orphan(const struct bn_ifa *gone, struct bn_nexthop *nh)
{
	const struct bn_ifa *other;

	if (bn_nh_type(nh) != BSDNET_NEXTHOP_TYPE_UNICAST) {
		if (!same_local(gone))
			bn_nh_become_dead(nh);
		return;
	}
	other = same_dest(gone);
	if (!other)
		bn_nh_become_dead(nh);
	else if (bn_ip4_addr(&nh->local) == bn_ip4_addr(&gone->local))
		bn_nh_set_local(nh, other->has_local ? &other->local : &in6addr_any);
}

/* Delete the routes and disable their next hops if routes of users refer to them */
static void withdraw_routes(struct bn_ifa *ifa)
{
	struct inet_ifa *priv = ifa->priv;
	struct bn_route *route;
	struct bn_nexthop *nh;

	while (priv->n_routes) {
		route = priv->routes[--priv->n_routes];
		nh = bn_nh_get(bn_route_nexthop(route, ifa->iff->table->stack));
		bn_route_delete(ifa->iff->table, route, NULL);
		if (nh->refs > 1)
			orphan(ifa, nh);
		bn_nh_put(nh);
	}
}

/* Takes the reference of @nh, which may be an ERR_PTR */
static int inet_ifa_add_route(struct bn_ifa *ifa, __be32 addr, unsigned int bits,
			      enum bsdnet_route_type type,
			      u8 flags, struct bn_nexthop *nh, struct netlink_ext_ack *extack)
{
	struct bn_route_config config = {
		.type = type,
		.flags = flags,
		.ifl_index = ifa->iff->ifl->ifl_index,
		.nh = nh,
		.owner = ifa,
	};
	struct inet_ifa *priv = ifa->priv;
	struct bn_route *route;

	if (IS_ERR(nh))
		return PTR_ERR(nh);
	bn_permanent_prefix(&config.prefix, addr, bits);
	route = bn_route_add(ifa->iff->table, &config, false, extack);
	bn_nh_put(nh);
	if (IS_ERR(route))
		return PTR_ERR(route);
	priv->routes[priv->n_routes++] = route;
	return 0;
}

static struct bn_nexthop *simple(struct bn_ifa *ifa, enum bsdnet_nexthop_type type)
{
	return bn_nh_simple(bn_iff_stack(ifa->iff), &bn_inet_family, type, ifa->iff,
			    &ifa->local);
}

static int add_local(struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 local = bn_ip4_addr(&ifa->local);
	u8 flags = 0;

	/* RFC 1122 3.2.1.3: 127/8 must not appear outside a host */
	if (ipv4_is_loopback(local))
		flags = BSDNET_ROUTE_FLAGS_LOCAL;
	return inet_ifa_add_route(ifa, local, 32, BSDNET_ROUTE_TYPE_IF_LOCAL, flags,
				  simple(ifa, BSDNET_NEXTHOP_TYPE_LOCAL), extack);
}

/* The prefix is added last, so that no packet for one of the others reaches the resolver */
static int add_subnet(struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	__be32 dest = bn_ip4_addr(&ifa->dest);
	__be32 mask = inet_make_mask(ifa->dest_bits);
	int err = 0;

	if (has_broadcast(ifa)) {
		err = inet_ifa_add_route(ifa, dest | ~mask, 32, BSDNET_ROUTE_TYPE_IF, 0,
					 simple(ifa, BSDNET_NEXTHOP_TYPE_BRECV), extack);
		if (!err)
			err = inet_ifa_add_route(ifa, dest, 32, BSDNET_ROUTE_TYPE_IF, 0,
						 simple(ifa, BSDNET_NEXTHOP_TYPE_RECV), extack);
	}
	if (err)
		return err;
	return inet_ifa_add_route(ifa, dest, ifa->dest_bits, BSDNET_ROUTE_TYPE_IF_DEST, 0,
				  bn_nh_resolv(ifa->iff, &bn_inet_family, &ifa->local), extack);
}

/* Shared by the addresses of the interface with the same peer; a new reference */
static struct bn_nexthop *peer(const struct bn_ifa *ifa)
{
	const struct bn_ifa *other = same_dest(ifa);
	const struct inet_ifa *priv = other ? other->priv : NULL;
	struct bn_nexthop *nh;
	unsigned int i;

	for (i = 0; priv && i < priv->n_routes; i++) {
		nh = bn_route_nexthop(priv->routes[i], ifa->iff->table->stack);
		if (bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_UNICAST)
			return bn_nh_get(nh);
	}
	return bn_nh_unicast(ifa->iff, &bn_inet_family, NULL, &ifa->dest,
			     ifa->has_local ? &ifa->local : NULL);
}

static int add_peer(struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	return inet_ifa_add_route(ifa, bn_ip4_addr(&ifa->dest), ifa->dest_bits,
				  BSDNET_ROUTE_TYPE_IF_DEST, 0, peer(ifa), extack);
}

static int add_routes(struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	int err = 0;

	if (ifa->has_local)
		err = add_local(ifa, extack);
	if (err || !ifa->has_dest)
		return err;
	if (bn_ifl_multiaccess(ifa->iff->ifl))
		return add_subnet(ifa, extack);
	return add_peer(ifa, extack);
}

/* ---- ARP ----------------------------------------------------------------- */

static int listen_arp(struct bn_iff *iff, struct netlink_ext_ack *extack)
{
	struct bn_inet_iff *priv = iff->priv;

	if (priv->arp_entry || !bn_ifl_multiaccess(iff->ifl))
		return 0;
	return bn_inet_l2_add(iff, ETH_P_ARP, bn_arp_input, &priv->arp_entry, extack);
}

static void unlisten_arp(struct bn_iff *iff)
{
	struct bn_inet_iff *priv = iff->priv;

	if (!priv->n_ifas)
		bn_inet_l2_remove(iff, &priv->arp_entry);
}

/**
 * bn_inet_ifa_add() - bn_family::ifa_add of inet: install the routes (RT-7)
 * @ifa: checked, on the list of its iff
 * @extack: error report
 *
 * Return: 0, or -errno with nothing installed.
 * Context: configuration lock and route lock held.
 */
int bn_inet_ifa_add(struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	struct bn_inet_iff *iff_priv = ifa->iff->priv;
	struct inet_ifa *priv;
	int err;

	priv = kzalloc(sizeof(*priv), GFP_KERNEL_ACCOUNT);
	if (!priv)
		return -ENOMEM;
	ifa->priv = priv;
	err = add_routes(ifa, extack);
	if (err)
		goto routes;
	err = listen_arp(ifa->iff, extack);
	if (err)
		goto routes;
	iff_priv->n_ifas++;
	bn_ip_source_changed(ifa->iff);
	if (bn_ifl_multiaccess(ifa->iff->ifl)) {
		bn_neigh_ifa_added(ifa);
		bn_arp_ifa_added(ifa);
	}
	return 0;

routes:
	delete_routes(ifa);
	kfree(ifa->priv);
	ifa->priv = NULL;
	return err;
}

/**
 * bn_inet_ifa_delete() - bn_family::ifa_delete of inet: the reverse
 * @ifa: no longer on the list of its iff
 *
 * Context: configuration lock and route lock held.
 */
void bn_inet_ifa_delete(struct bn_ifa *ifa)
{
	struct bn_inet_iff *iff_priv = ifa->iff->priv;

	bn_ip_source_changed(ifa->iff);
	/* the subnet's route first, or traffic would create neighbours again */
	withdraw_routes(ifa);
	if (bn_ifl_multiaccess(ifa->iff->ifl))
		bn_neigh_ifa_deleted(ifa);
	iff_priv->n_ifas--;
	unlisten_arp(ifa->iff);
	kfree(ifa->priv);
	ifa->priv = NULL;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifa_kunit.c"
#endif
