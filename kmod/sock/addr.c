// SPDX-License-Identifier: GPL-2.0
/*
 * addr - classify IPv4 addresses and check socket addresses (SK-1)
 */
#include <linux/bsdnet_socket.h>
#include <linux/inet.h>

#include "rt/rt.h"
#include "sock/addr.h"

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
	case BSDNET_NEXTHOP_TYPE_LOCAL:
		type = BN_ADDR_LOCAL;
		break;
	case BSDNET_NEXTHOP_TYPE_BRECV:
		type = BN_ADDR_BROADCAST;
		break;
	default:
		break;
	}
	return type;
}

/* The type in any instance, for wild sockets */
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
 * bn_addr_type() - return the type of an IPv4 address
 * @stack: the stack
 * @instance: routing instance to look up in, or BSDNET_INSTANCE_ANY
 * @addr: the address
 *
 * Return: the type; BN_ADDR_OTHER also if the instance does not exist.
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
 * bn_addr_check() - check and copy a struct sockaddr_in
 * @name: the user's address, in kernel memory
 * @len: length of @name in bytes
 * @sin: filled in
 *
 * Return: 0, -EINVAL if @len is too short, or -EAFNOSUPPORT.
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
