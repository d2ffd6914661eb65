// SPDX-License-Identifier: GPL-2.0
/*
 * l2_join - address filter memberships of L2 sockets (SK-8, IF-4)
 *
 * A device drops frames to multicast addresses (spanning tree, LLDP, IS-IS) unless the
 * address is in its filter. Joining adds an address to the filter; it does not bind the
 * socket. The L2 table alone decides to whom frames are delivered.
 *
 * Lifetime of a membership: from BSDNET_L2_JOIN to BSDNET_L2_LEAVE, close(), or
 * deletion of the ifl.
 *
 * Synchronization: RTNL and the configuration lock; not the socket lock.
 */
#include <linux/if_ether.h>
#include <linux/slab.h>

#include "sock/socket.h"

#define JOINS_MAX 64	/* per socket */

/**
 * struct join - a membership
 * @client: in @ifl's list of clients
 * @list: bn_sock_l2::joins
 * @ifl: the interface
 * @bs: the socket
 * @type: class of addresses to accept
 * @addr: address, zero if @type has none
 */
struct join {
	struct bn_ifl_client client;
	struct list_head list;
	struct bn_ifl *ifl;
	struct bn_sock *bs;
	u16 type;
	u8 addr[ETH_ALEN] __aligned(2);
};

static void l2_join_leave(struct join *join)
{
	bn_mac_delete(join->ifl, join->type, join->addr);
	list_del(&join->client.list);
	list_del(&join->list);
	join->bs->l2.n_joins--;
	kfree(join);
}

/* The caller has unlinked @client from the ifl's list */
static void l2_join_ifl_gone(struct bn_ifl_client *client)
{
	l2_join_leave(container_of(client, struct join, client));
}

static struct join *l2_join_find(struct bn_sock *bs, const struct bsdnet_l2_membership *wanted)
{
	struct join *join;

	list_for_each_entry(join, &bs->l2.joins, list)
		if (join->ifl->ifl_index == wanted->ifl_index &&
		    join->type == wanted->type &&
		    !memcmp(join->addr, wanted->addr, ETH_ALEN))
			return join;
	return NULL;
}

static bool is_valid(const struct bsdnet_l2_membership *wanted)
{
	bool has_addr = wanted->type == BSDNET_L2_MULTICAST || wanted->type == BSDNET_L2_UNICAST;

	return wanted->type <= BSDNET_L2_UNICAST &&
	       wanted->halen == (has_addr ? ETH_ALEN : 0) &&
	       !memchr_inv(wanted->addr + wanted->halen, 0,
			   sizeof(wanted->addr) - wanted->halen);
}

static int l2_join_add(struct bn_sock *bs, struct bn_ifl *ifl,
		       const struct bsdnet_l2_membership *wanted)
{
	struct join *join;
	int err;

	if (bs->l2.n_joins >= JOINS_MAX)
		return -ENOBUFS;
	join = kzalloc(sizeof(*join), GFP_KERNEL_ACCOUNT);
	if (!join)
		return -ENOMEM;
	join->bs = bs;
	join->ifl = ifl;
	join->type = wanted->type;
	memcpy(join->addr, wanted->addr, ETH_ALEN);
	err = bn_mac_add(ifl, join->type, join->addr, NULL);
	if (err) {
		kfree(join);
		return err;
	}
	join->client.gone = l2_join_ifl_gone;
	list_add_tail(&join->client.list, &ifl->clients);
	list_add_tail(&join->list, &bs->l2.joins);
	bs->l2.n_joins++;
	return 0;
}

static int change(struct bn_sock *bs, int name, const struct bsdnet_l2_membership *wanted)
{
	struct join *join = l2_join_find(bs, wanted);
	struct bn_ifl *ifl;

	if (name == BSDNET_L2_LEAVE) {
		if (!join)
			return -EADDRNOTAVAIL;
		l2_join_leave(join);
		return 0;
	}
	if (join)
		return -EADDRINUSE;
	ifl = bn_ifl_get(bs->stack, wanted->ifl_index);
	if (!ifl || READ_ONCE(bs->stack->dying))
		return -ENODEV;
	return l2_join_add(bs, ifl, wanted);
}

/**
 * bn_l2_join_set() - setsockopt() of BSDNET_L2_JOIN and BSDNET_L2_LEAVE
 * @bs: the socket, of kind l2
 * @name: the option
 * @optval: struct bsdnet_l2_membership
 * @len: length of @optval in bytes
 *
 * Return: 0; -EINVAL; -EFAULT; -ENODEV (no such interface); -EADDRINUSE (already joined);
 *	-EADDRNOTAVAIL (not joined); -EOPNOTSUPP (not Ethernet); -ENOBUFS (too many
 *	memberships); -ENOMEM; or an error of the device.
 * Context: process; no lock held.
 */
int bn_l2_join_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len)
{
	struct bsdnet_l2_membership wanted;
	int err;

	if (len != sizeof(wanted))
		return -EINVAL;
	if (copy_from_sockptr(&wanted, optval, sizeof(wanted)))
		return -EFAULT;
	if (!is_valid(&wanted))
		return -EINVAL;
	bn_cfg_lock_rtnl(bs->stack);
	err = change(bs, name, &wanted);
	bn_cfg_unlock_rtnl(bs->stack);
	return err;
}

/**
 * bn_l2_join_drop_all() - leave all memberships of a socket
 * @bs: the socket
 *
 * Context: RTNL and configuration lock.
 */
void bn_l2_join_drop_all(struct bn_sock *bs)
{
	struct join *join, *next;

	list_for_each_entry_safe(join, next, &bs->l2.joins, list)
		l2_join_leave(join);
}
