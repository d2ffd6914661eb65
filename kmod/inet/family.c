// SPDX-License-Identifier: GPL-2.0
/*
 * family - the description of IPv4, and what interfaces call of it
 *
 * An iff brings the protocol up on an ifl, with or without addresses: it takes the table of
 * its instance and adds 0x0800 to the L2 table; 0x0806 is added with the first address of a
 * multiaccess interface and deleted with the last (L2-3). No list of protocols exists
 * anywhere else.
 *
 * Life: struct bn_inet_iff is made by iff_add and freed a grace period after iff_delete, so
 * not before the last reader of the iff has left.
 *
 * Synchronization: everything here runs under the configuration lock, and takes the route
 * lock to change what the neighbours use too: routes, next hops, neighbours. It takes it for
 * each iff or address separately, so that neighbours are resolved between two of them
 * however many are changed.
 *
 * Serves IF-4, IF-7, L2-3, RT-7, RT-10.
 */
#include <linux/if_ether.h>
#include <linux/slab.h>
#include <net/ip.h>

#include "ifs/config.h"
#include "inet/private.h"

/* RFC 1112 4: every host is in 224.0.0.1 on every interface, always */
static const __be32 all_hosts = cpu_to_be32(INADDR_ALLHOSTS_GROUP);

#define MIN_MTU 68	/* RFC 791: every module must forward 68 octets unfragmented */

/**
 * bn_inet_l2_add() - add an ethertype of an iff to the L2 table
 * @iff: the iff
 * @proto: ethertype, host order
 * @input: the procedure
 * @entry: set to the entry; NULL on interfaces without L2 table
 * @extack: error report
 *
 * Return: 0 or -errno.
 * Context: configuration lock held (paper: Layer 2 Interface Identification).
 */
int bn_inet_l2_add(struct bn_iff *iff, u16 proto, bn_l2_input_t input,
		   struct bn_l2_entry **entry, struct netlink_ext_ack *extack)
{
	struct bn_l2_table *table = bn_ifl_l2_table(iff->ifl);
	struct bn_l2_entry *made;
	struct bn_l2_key key;
	u8 strip;
	int err;

	*entry = NULL;
	if (!table)
		return 0;
	err = bn_layer_proto_key(&iff->ifl->layer, proto, &key, &strip, extack);
	if (err)
		return err;
	made = bn_l2_insert(table, &key, iff->ifl->ifl_index, strip, input, iff, extack);
	if (IS_ERR(made))
		return PTR_ERR(made);
	made->owner = proto == ETH_P_ARP ? BN_L2_OWNER_ARP : BN_L2_OWNER_INET;
	*entry = made;
	return 0;
}

/**
 * bn_inet_l2_remove() - the reverse of bn_inet_l2_add()
 * @iff: the iff
 * @entry: the entry or NULL; set to NULL
 */
void bn_inet_l2_remove(struct bn_iff *iff, struct bn_l2_entry **entry)
{
	if (*entry)
		bn_l2_remove(bn_ifl_l2_table(iff->ifl), *entry);
	*entry = NULL;
}

static struct bn_instance *instance_of(struct bsdnet_stack *stack, u32 index,
				       struct netlink_ext_ack *extack)
{
	struct bn_instance *instance = bn_instance_get(stack, index);

	if (!instance)
		NL_SET_ERR_MSG_FMT(extack, "routing instance %u does not exist", index);
	return instance;
}

static void enter_instance(struct bn_iff *iff, struct bn_instance *instance)
{
	iff->instance = instance->index;
	WRITE_ONCE(iff->table, bn_instance_table(instance, BN_FAMILY_INET));
	instance->iffs++;
	bn_ip_default_update(iff);
}

static void leave_instance(struct bn_iff *iff)
{
	bn_ip_default_leave(iff);
	iff->table->instance->iffs--;
}

static int inet_iff_add(struct bn_iff *iff, struct netlink_ext_ack *extack)
{
	struct bsdnet_stack *stack = bn_iff_stack(iff);
	struct bn_instance *instance;
	struct bn_inet_iff *priv;
	int err;

	if (stack->dying) {
		NL_SET_ERR_MSG(extack, "the network namespace is being deleted");
		return -ENODEV;
	}
	instance = instance_of(stack, iff->instance, extack);
	if (!instance)
		return -ENOENT;
	priv = kzalloc(sizeof(*priv), GFP_KERNEL_ACCOUNT);
	if (!priv)
		return -ENOMEM;
	bn_ip_iff_init(&priv->ip, iff);
	priv->groups = RB_ROOT;
	iff->priv = priv;
	enter_instance(iff, instance);
	bn_ip4_early_iff_added(iff);
	/* from here on packets arrive */
	err = bn_inet_l2_add(iff, ETH_P_IP, bn_ip4_input, &priv->ip_entry, extack);
	if (err)
		goto leave;
	err = bn_iff_join(iff, &all_hosts, extack);
	if (err)
		goto l2;
	return 0;

l2:
	bn_inet_l2_remove(iff, &priv->ip_entry);
leave:
	leave_instance(iff);
	kfree_rcu(priv, ip.rcu);
	return err;
}

/* Destroy the neighbours; USER routes through them and through the interface stay with
 * DEAD next hops (NH-6)
 */
static void detach_dependents(struct bn_iff *iff)
{
	bn_rt_assert(bn_iff_stack(iff));
	bn_neigh_iff_deleted(iff);
	bn_arp_iff_deleted(iff);
	bn_nh_iff_gone(iff);
}

static void iff_delete(struct bn_iff *iff)
{
	struct bn_inet_iff *priv = iff->priv;

	bn_mgroup_iff_gone(iff);
	bn_iff_leave(iff, &all_hosts);
	bn_inet_l2_remove(iff, &priv->arp_entry);
	bn_inet_l2_remove(iff, &priv->ip_entry);
	bn_ip4_early_iff_deleted(iff);
	bn_rt_lock(bn_iff_stack(iff));
	priv->gone = true;
	detach_dependents(iff);
	bn_rt_unlock(bn_iff_stack(iff));
	leave_instance(iff);
	kfree_rcu(priv, ip.rcu);
}

static int iff_instance(struct bn_iff *iff, u32 index, struct netlink_ext_ack *extack)
{
	struct bn_instance *instance = instance_of(bn_iff_stack(iff), index, extack);

	if (!instance)
		return -ENOENT;
	bn_mgroup_iff_gone(iff);
	bn_rt_lock(bn_iff_stack(iff));
	detach_dependents(iff);
	leave_instance(iff);
	enter_instance(iff, instance);
	bn_rt_unlock(bn_iff_stack(iff));
	return 0;
}

static void iff_changed(struct bn_iff *iff)
{
	bn_ip_default_update(iff);
	bn_rt_lock(bn_iff_stack(iff));
	bn_nh_iff_readdress(iff);
	bn_arp_iff_changed(iff);
	bn_rt_unlock(bn_iff_stack(iff));
}

static int inet_ifa_add(struct bn_ifa *ifa, struct netlink_ext_ack *extack)
{
	int err;

	bn_rt_lock(ifa->stack);
	bn_charge_remember(ifa->stack);
	err = bn_inet_ifa_add(ifa, extack);
	bn_rt_unlock(ifa->stack);
	return err;
}

static void ifa_delete(struct bn_ifa *ifa)
{
	bn_rt_lock(ifa->stack);
	bn_inet_ifa_delete(ifa);
	bn_rt_unlock(ifa->stack);
}

/**
 * bn_inet_delete_iffs() - delete all iffs of the family
 * @stack: the stack, dying: none can be added
 *
 * Context: process; takes RTNL, to leave multicast groups, and the configuration lock.
 */
void bn_inet_delete_iffs(struct bsdnet_stack *stack)
{
	struct bn_ifl *ifl;
	struct bn_iff *iff;
	unsigned int n = 0;
	u32 index = 0;

	bn_cfg_lock_rtnl(stack);
	while ((ifl = bn_ifl_next(stack, index))) {
		index = ifl->ifl_index;
		iff = bn_iff_get(ifl, AF_INET);
		if (iff)
			bn_iff_delete(iff);
		if (++n % BN_CFG_PORTION == 0)
			bn_cfg_relax_rtnl(stack);
	}
	bn_cfg_unlock_rtnl(stack);
}

/* RFC 1112 6.4 */
static void map_group(const void *group, u8 *mac)
{
	__be32 addr;

	memcpy(&addr, group, sizeof(addr));
	ip_eth_mc_map(addr, mac);
}

static int table_init(struct bn_rt_table *table)
{
	struct bn_ip_table *state = kzalloc(sizeof(*state), GFP_KERNEL_ACCOUNT);

	if (!state)
		return -ENOMEM;
	bn_ip_table_init(state);
	table->priv = state;
	return bn_permanent_install(table);
}

static void table_exit(struct bn_rt_table *table)
{
	kfree(table->priv);
}

static bool is_source(const struct in6_addr *addr)
{
	return !ipv4_is_loopback(bn_ip4_addr(addr));
}

static const struct bn_nh_ops nh_ops[__BSDNET_NEXTHOP_TYPE_MAX] =
	BN_NH_OPS(bn_ip4_forward, bn_ip4_send, bn_ip4_deliver, bn_ip4_deliver_group,
		  bn_ip4_reject);

const struct bn_family bn_inet_family = {
	.index = BN_FAMILY_INET,
	.family = AF_INET,
	.addr_len = sizeof(__be32),
	.hdr_len = sizeof(struct iphdr),
	.src_offset = offsetof(struct iphdr, saddr),
	.dst_offset = offsetof(struct iphdr, daddr),
	.ether_type = ETH_P_IP,
	.min_mtu = MIN_MTU,
	.name = "inet",
	.nh_ops = nh_ops,
	.resolver = &bn_neigh_resolver,
	.neigh = &bn_arp_proto,
	.map_group = map_group,
	.iff_add = inet_iff_add,
	.iff_delete = iff_delete,
	.iff_instance = iff_instance,
	.iff_changed = iff_changed,
	.is_source = is_source,
	.ifa_check = bn_inet_ifa_check,
	.ifa_add = inet_ifa_add,
	.ifa_delete = ifa_delete,
	.table_init = table_init,
	.table_exit = table_exit,
	.out_iff = bn_ip_out_iff,
	.source = bn_ip_source_show,
	.broadcast = bn_ip4_broadcast,
	.group_check = bn_mgroup_check,
};
