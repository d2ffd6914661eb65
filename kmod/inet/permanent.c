// SPDX-License-Identifier: GPL-2.0
/*
 * permanent - the routes that every IPv4 table has (RT-6)
 *
 * A lookup always finds a route, and the addresses that the protocol itself
 * gives a meaning are recognized by lookup, not by comparisons in the packet
 * path. The routes are made with the table and go with it; users can outrank
 * but not delete them.
 *
 * Serves RT-2, RT-6.
 */
#include <linux/inetdevice.h>

#include "inet/private.h"

static const struct {
	__be32 prefix;
	u8 bits;
	enum bsdnet_nexthop_type type;
} permanent[] = {
	{ cpu_to_be32(0x00000000), 0, BSDNET_NEXTHOP_TYPE_REJECT },
	{ cpu_to_be32(0x00000000), 32, BSDNET_NEXTHOP_TYPE_RECV },
	{ cpu_to_be32(0xe0000000), 4, BSDNET_NEXTHOP_TYPE_MDISCARD },
	{ cpu_to_be32(0xe0000001), 32, BSDNET_NEXTHOP_TYPE_MRECV },
	{ cpu_to_be32(0xf0000000), 4, BSDNET_NEXTHOP_TYPE_DISCARD },
	{ cpu_to_be32(0xffffffff), 32, BSDNET_NEXTHOP_TYPE_BRECV },
};

/**
 * bn_permanent_prefix() - make a prefix of an IPv4 destination
 * @prefix: filled in
 * @addr: the address; bits past @bits are cleared
 * @bits: 0 .. 32
 */
void bn_permanent_prefix(struct bn_rt_prefix *prefix, __be32 addr, unsigned int bits)
{
	memset(prefix, 0, sizeof(*prefix));
	addr &= inet_make_mask(bits);
	memcpy(prefix->key, &addr, sizeof(addr));
	prefix->bits = bits;
}

static int install(struct bn_rt_table *table, unsigned int i)
{
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_PERM };
	struct bn_route *route;

	config.nh = bn_nh_simple(table->instance->stack, table->family, permanent[i].type,
				 NULL, NULL);
	if (IS_ERR(config.nh))
		return PTR_ERR(config.nh);
	bn_permanent_prefix(&config.prefix, permanent[i].prefix, permanent[i].bits);
	route = bn_route_add(table, &config, false, NULL);
	bn_nh_put(config.nh);
	return PTR_ERR_OR_ZERO(route);
}

/**
 * bn_permanent_install() - install the permanent routes
 * @table: a new, empty table
 *
 * Return: 0 or -errno; routes installed before an error are freed with the table.
 * Context: route lock held (RT-6; paper: Routes).
 */
int bn_permanent_install(struct bn_rt_table *table)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(permanent); i++) {
		err = install(table, i);
		if (err)
			return err;
	}
	return 0;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "permanent_kunit.c"
#endif
