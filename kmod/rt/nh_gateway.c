// SPDX-License-Identifier: GPL-2.0
/*
 * nh_gateway - the next hop of a user's route (NH-4, NH-7)
 *
 * By address, or by interface and address: the result of a lookup among the routes
 * of interfaces or, if that is a RESOLV, of its resolver. By interface alone: only on
 * a point-to-point interface, numbered or not.
 *
 * Synchronization: route lock.
 */
#include <net/ipv6.h>

#include "rt/private.h"

/* The peer of a point-to-point interface; all routes by interface share one next hop */
static struct bn_nexthop *find_unnumbered(const struct bn_rt_table *table, struct bn_iff *iff)
{
	struct bn_nexthop *first = bn_nh_ring(bn_iff_stack(iff), iff->ifl->ifl_index);
	struct bn_nexthop *nh = first;

	while (nh) {
		if (nh->iff == iff && nh->family == table->family && !nh->has_gateway &&
		    bn_nh_type(nh) == BSDNET_NEXTHOP_TYPE_UNICAST && ipv6_addr_any(&nh->local))
			return bn_nh_get(nh);
		nh = list_next_entry(nh, iff_list);
		if (nh == first)
			break;
	}
	return bn_nh_unicast(iff, table->family, NULL, NULL, NULL);
}

/* The family of an interface that is in the instance of @table, or ERR_PTR */
static struct bn_iff *iff_of(const struct bn_rt_table *table, u32 ifl_index,
			     struct netlink_ext_ack *extack)
{
	struct bn_ifl *ifl = bn_ifl_get(table->instance->stack, ifl_index);
	struct bn_iff *iff = ifl ? bn_iff_get(ifl, table->family->family) : NULL;
	char name[BN_NAME_MAX];

	if (!iff) {
		NL_SET_ERR_MSG_FMT(extack, "next hop: interface %u has no family %s", ifl_index,
				   table->family->name);
		return ERR_PTR(-ENODEV);
	}
	if (iff->table != table) {
		NL_SET_ERR_MSG_FMT(extack, "next hop: %s is in instance %u, not %u",
				   bn_ifl_name(ifl, name), iff->instance,
				   table->instance->index);
		return ERR_PTR(-EINVAL);
	}
	return iff;
}

static struct bn_nexthop *by_interface(struct bn_rt_table *table, u32 ifl_index,
				       struct netlink_ext_ack *extack)
{
	struct bn_iff *iff = iff_of(table, ifl_index, extack);
	char name[BN_NAME_MAX];

	if (IS_ERR(iff))
		return ERR_CAST(iff);
	if (!(iff->ifl->flags & BSDNET_IFL_FLAGS_POINTOPOINT)) {
		NL_SET_ERR_MSG_FMT(extack, "next hop: %s is not point-to-point, name an address",
				   bn_ifl_name(iff->ifl, name));
		return ERR_PTR(-EINVAL);
	}
	return find_unnumbered(table, iff);
}

/* Whichever interface the address belongs to */
static bool nh_gateway_is_local(const struct bn_rt_table *table, const void *addr)
{
	unsigned int bits;

	return bn_rt_lookup_types(table, addr, NULL, BIT(BSDNET_ROUTE_TYPE_IF_LOCAL), 0, &bits) &&
	       bits == table->addr_bits;
}

static struct bn_nexthop *of_route(const struct bn_rt_table *table, const struct bn_route *route,
				   const void *gateway, struct netlink_ext_ack *extack)
{
	struct bn_nexthop *nh = bn_route_nexthop(route, table->stack);
	char text[BN_ADDR_TEXT];

	switch (bn_nh_type(nh)) {
	case BSDNET_NEXTHOP_TYPE_UNICAST:
	case BSDNET_NEXTHOP_TYPE_HOLD:
		return bn_nh_get(nh);
	case BSDNET_NEXTHOP_TYPE_RESOLV:
		return nh->family->resolver->resolve(nh, gateway, extack);
	default:
		bn_addr_text(table->family, gateway, text);
		NL_SET_ERR_MSG_FMT(extack, "next hop: %s is not a neighbour", text);
		return ERR_PTR(-EINVAL);
	}
}

static int refuse_local(const struct bn_rt_table *table, const void *gateway,
			struct netlink_ext_ack *extack)
{
	char text[BN_ADDR_TEXT];

	if (!nh_gateway_is_local(table, gateway))
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "next hop: %s is an address of this host",
			   bn_addr_text(table->family, gateway, text));
	return -EINVAL;
}

/**
 * bn_nh_find_gateway() - find the next hop that a user names (NH-7)
 * @table: the table that the route will be in
 * @gateway: protocol address of the neighbour, NULL: by interface alone
 * @ifl_index: interface, 0 for whichever leads to @gateway
 * @extack: error report
 *
 * Return: a new reference; -EINVAL for an address that is local, broadcast or
 * the like, and for an interface that needs an address; -ENETUNREACH where no
 * interface leads to @gateway; -ENODEV; or the error of the resolver.
 * Context: process context, route lock.
 */
struct bn_nexthop *bn_nh_find_gateway(struct bn_rt_table *table, const void *gateway,
				      u32 ifl_index, struct netlink_ext_ack *extack)
{
	const struct bn_route *route;
	char text[BN_ADDR_TEXT];
	int err;

	bn_rt_assert(table->instance->stack);
	if (!gateway)
		return by_interface(table, ifl_index, extack);
	err = refuse_local(table, gateway, extack);
	if (err)
		return ERR_PTR(err);
	route = bn_rt_lookup_types(table, gateway, NULL, BN_RTT_INTERFACE, ifl_index, NULL);
	if (!route) {
		bn_addr_text(table->family, gateway, text);
		NL_SET_ERR_MSG_FMT(extack, "next hop: no interface of instance %u leads to %s%s",
				   table->instance->index, text,
				   ifl_index ? " (of those asked for)" : "");
		return ERR_PTR(-ENETUNREACH);
	}
	return of_route(table, route, gateway, extack);
}

/**
 * bn_nh_find_onlink() - find the next hop that a user names as onlink
 * @table: the table that the route will be in
 * @gateway: protocol address of the neighbour
 * @ifl_index: interface
 * @extack: error report
 *
 * No prefix need cover @gateway.
 *
 * Return: a new reference; -EINVAL for an address that is local, -EOPNOTSUPP for a family that
 * has no neighbours, -ENODEV; or the error of the family.
 * Context: process context, configuration lock.
 */
struct bn_nexthop *bn_nh_find_onlink(struct bn_rt_table *table, const void *gateway,
				     u32 ifl_index, struct netlink_ext_ack *extack)
{
	struct bn_iff *iff = iff_of(table, ifl_index, extack);
	int err;

	bn_cfg_assert(table->instance->stack);
	if (IS_ERR(iff))
		return ERR_CAST(iff);
	if (!table->family->resolver) {
		NL_SET_ERR_MSG_FMT(extack, "next hop: family %s has no onlink neighbours",
				   table->family->name);
		return ERR_PTR(-EOPNOTSUPP);
	}
	err = refuse_local(table, gateway, extack);
	return err ? ERR_PTR(err) : table->family->resolver->onlink(iff, gateway, extack);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "nh_gateway_kunit.c"
#endif
