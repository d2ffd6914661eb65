// SPDX-License-Identifier: GPL-2.0
/*
 * addr - what an address is to us, and checks of what users pass (SK-1)
 */
#include <linux/inet.h>

#include "sock/private.h"

static enum bn_addr_type type_in_table(struct bsdnet_stack *stack, u32 instance, __be32 addr)
{
	struct bn_instance *inst = bn_instance_get(stack, instance);
	enum bn_addr_type type = BN_ADDR_OTHER;
	const __be32 any = 0;
	struct bn_rt_table *table;
	struct bn_nexthop *nh;

	table = bn_instance_table(inst, BN_FAMILY_INET);
	if (!table)
		return BN_ADDR_OTHER;
	nh = bn_rt_lookup(table, &addr, &any)->nh;
	switch (bn_nh_type(nh)) {
	case BN_RNH_LOCAL:
		type = BN_ADDR_LOCAL;
		break;
	case BN_RNH_BRECV:
		type = BN_ADDR_BROADCAST;
		break;
	default:
		break;
	}
	return type;
}

/* Local in any instance: what a wild socket may be bound to */
static enum bn_addr_type type_anywhere(struct bsdnet_stack *stack, __be32 addr)
{
	enum bn_addr_type type = BN_ADDR_OTHER;
	struct bn_instance *inst;

	bn_cfg_lock(stack);
	inst = bn_instance_next(stack, -1);
	while (inst && type == BN_ADDR_OTHER) {
		rcu_read_lock();
		type = type_in_table(stack, inst->index, addr);
		rcu_read_unlock();
		inst = bn_instance_next(stack, inst->index);
	}
	bn_cfg_unlock(stack);
	return type;
}

/**
 * bn_addr_type() - what an IPv4 address is to this host
 * @stack: the stack
 * @instance: in whose table; or BSDNET_INSTANCE_ANY
 * @addr: the address
 *
 * Return: its type; BN_ADDR_OTHER also where there is no such instance.
 * Context: process; takes the configuration lock for BSDNET_INSTANCE_ANY.
 */
enum bn_addr_type bn_addr_type(struct bsdnet_stack *stack, u32 instance, __be32 addr)
{
	enum bn_addr_type type;

	if (!addr)
		return BN_ADDR_WILD;
	if (ipv4_is_multicast(addr))
		return BN_ADDR_MULTICAST;
	if (ipv4_is_lbcast(addr))
		return BN_ADDR_BROADCAST;
	if (instance == BSDNET_INSTANCE_ANY)
		return type_anywhere(stack, addr);
	rcu_read_lock();
	type = type_in_table(stack, instance, addr);
	rcu_read_unlock();
	return type;
}

/**
 * bn_addr_check() - check and copy a socket address of family inet
 * @name: as the user passed it, in kernel memory
 * @len: its length
 * @sin: filled in
 *
 * Return: 0, -EINVAL for one that is too short, -EAFNOSUPPORT.
 */
int bn_addr_check(const void *name, int len, struct sockaddr_in *sin)
{
	if (len < (int)sizeof(*sin))
		return -EINVAL;
	memcpy(sin, name, sizeof(*sin));
	return sin->sin_family == AF_INET ? 0 : -EAFNOSUPPORT;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/addr_kunit.c"
#endif
