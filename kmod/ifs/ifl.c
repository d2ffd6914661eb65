// SPDX-License-Identifier: GPL-2.0
/*
 * ifl - the protocols' view of an interface (IF-3)
 *
 * Life: made by bn_ifl_add() on an ifd or on another ifl, which both let the
 * driver's ops judge the L2_ID; destroyed with all that is on it by
 * bn_ifl_delete(). Packets, routes and user space name it by ifl_index; the
 * memory outlives a grace period after the index ceased to find it.
 *
 * Synchronization: configuration lock for changes; bn_ifl_get() also under
 * RCU. A parent finds its ifls by unit and by L2_ID, so that neither adding
 * nor naming one depends on how many there are (IF-18).
 */
#include <linux/percpu.h>
#include <linux/slab.h>

#include "ifs/private.h"

/**
 * bn_ifl_set_init() - an empty set of ifls
 * @set: the set
 */
void bn_ifl_set_init(struct bn_ifl_set *set)
{
	xa_init(&set->units);
	xa_init(&set->l2ids);
}

/**
 * bn_ifl_set_flush() - delete all ifls of a set
 * @set: the set
 *
 * Context: configuration lock.
 */
void bn_ifl_set_flush(struct bn_ifl_set *set)
{
	struct bn_ifl *ifl;
	unsigned long unit;

	xa_for_each(&set->units, unit, ifl)
		bn_ifl_delete(ifl);
	xa_destroy(&set->units);
	xa_destroy(&set->l2ids);
}

static struct bn_ifl_set *set_of(const struct bn_ifl *ifl)
{
	return ifl->parent ? &ifl->parent->children : &ifl->ifd->ifls;
}

static unsigned long pack_l2id(const struct bn_l2id *l2id)
{
	return (unsigned long)l2id->type << 28 | (unsigned long)l2id->vlan.tpid << 12 |
	       l2id->vlan.vid;
}

/* The collected down flags of an ifl, from its own and its parent's */
static u32 collect_down(const struct bn_ifl *ifl)
{
	u32 above = ifl->parent ? ifl->parent->down : ifl->ifd->down;

	return ifl->own_down | (above ? BN_DOWN_PARENT : 0);
}

static void update(struct bn_ifl *ifl)
{
	u32 down = collect_down(ifl);

	if (down != ifl->down) {
		WRITE_ONCE(ifl->down, down);
		bn_event(ifl->stack, BN_EVENT_CHANGE, BN_OBJ_IFL, ifl);
	}
	bn_iff_update(ifl);
	bn_ifl_set_update(&ifl->children);
}

/**
 * bn_ifl_set_update() - state, MTU or address of the parent changed
 * @set: the parent's ifls
 *
 * Context: configuration lock.
 */
void bn_ifl_set_update(struct bn_ifl_set *set)
{
	struct bn_ifl *ifl;
	unsigned long unit;

	xa_for_each(&set->units, unit, ifl)
		update(ifl);
}

/**
 * bn_ifl_set_admin() - configure an ifl up or down
 * @ifl: the ifl
 * @up: up or down
 *
 * Context: configuration lock.
 */
void bn_ifl_set_admin(struct bn_ifl *ifl, bool up)
{
	if (up)
		ifl->own_down &= ~BN_DOWN_ADMIN;
	else
		ifl->own_down |= BN_DOWN_ADMIN;
	update(ifl);
}

/**
 * bn_ifl_where() - name of what an ifl is or would be put on
 * @ifd: the ifd
 * @parent: the parent ifl, NULL for the ifd itself
 * @buf: for the name
 *
 * Return: the name.
 * Context: configuration lock.
 */
const char *bn_ifl_where(const struct bn_ifd *ifd, const struct bn_ifl *parent,
			 char buf[BN_NAME_MAX])
{
	return parent ? bn_ifl_name(parent, buf) : ifd->name;
}

/* Unit, L2_ID and ifl_index are taken in this order; unlink() is the mirror */
static int link_ifl(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	struct bn_ifs *ifs = ifl->stack->ifs;
	struct bn_ifl_set *set = set_of(ifl);
	char where[BN_NAME_MAX];
	int err;

	err = xa_insert(&set->units, ifl->unit, ifl, GFP_KERNEL_ACCOUNT);
	if (err == -EBUSY) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s.%u exists already",
				   bn_ifl_where(ifl->ifd, ifl->parent, where), ifl->unit);
		return -EEXIST;
	}
	if (err)
		return err;
	if (ifl->ops->by_l2id) {
		err = xa_insert(&set->l2ids, pack_l2id(&ifl->l2id), ifl, GFP_KERNEL_ACCOUNT);
		if (err) {
			struct bn_ifl *other = xa_load(&set->l2ids, pack_l2id(&ifl->l2id));

			if (other)
				NL_SET_ERR_MSG_FMT(extack, "L2_ID is already that of ifl %s",
						   bn_ifl_name(other, where));
			err = err == -EBUSY ? -EADDRINUSE : err;
			goto erase_unit;
		}
	}
	err = xa_alloc_cyclic(&ifs->ifls, &ifl->ifl_index, ifl, xa_limit_31b,
			      &ifs->next_ifl, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		goto erase_l2id;
	return 0;

erase_l2id:
	if (ifl->ops->by_l2id)
		xa_erase(&set->l2ids, pack_l2id(&ifl->l2id));
erase_unit:
	xa_erase(&set->units, ifl->unit);
	return err;
}

static void unlink_ifl(struct bn_ifl *ifl)
{
	struct bn_ifl_set *set = set_of(ifl);

	xa_erase(&ifl->stack->ifs->ifls, ifl->ifl_index);
	if (ifl->ops->by_l2id)
		xa_erase(&set->l2ids, pack_l2id(&ifl->l2id));
	xa_erase(&set->units, ifl->unit);
}

static void free_ifl(struct bn_ifl *ifl)
{
	bn_obj_put_count(ifl->stack, BN_OBJ_IFL);
	free_percpu(ifl->stats);
	kfree(ifl);
}

static void free_ifl_rcu(struct rcu_head *rcu)
{
	free_ifl(container_of(rcu, struct bn_ifl, rcu));
}

static struct bn_ifl *alloc_ifl(struct bn_ifd *ifd, struct bn_ifl *parent, u32 unit,
				const struct bn_l2id *l2id)
{
	struct bn_ifl *ifl;

	ifl = kzalloc(sizeof(*ifl), GFP_KERNEL_ACCOUNT);
	if (!ifl)
		return NULL;
	ifl->stats = bn_if_stats_alloc();
	if (!ifl->stats) {
		kfree(ifl);
		return NULL;
	}
	ifl->stack = ifd->stack;
	ifl->ifd = ifd;
	ifl->parent = parent;
	ifl->unit = unit;
	ifl->l2id = *l2id;
	ifl->ops = ifd->driver->ifl_ops;
	ifl->flags = ifl->ops->flags;
	ifl->down = collect_down(ifl);
	bn_ifl_set_init(&ifl->children);
	INIT_LIST_HEAD(&ifl->clients);
	bn_obj_get_count(ifd->stack, BN_OBJ_IFL);
	return ifl;
}

/**
 * bn_ifl_add() - make an ifl
 * @ifd: the ifd at the root
 * @parent: ifl to put it on, NULL for the ifd itself
 * @unit: unit number, unique on the parent
 * @l2id: what distinguishes its frames
 * @extack: told the reason of a failure
 *
 * Return: the ifl, owned by its parent, or ERR_PTR: -EINVAL (the L2_ID does
 *	not fit the parent), -EEXIST (unit), -EADDRINUSE (L2_ID), -ENOMEM.
 * Context: configuration lock.
 */
struct bn_ifl *bn_ifl_add(struct bn_ifd *ifd, struct bn_ifl *parent, u32 unit,
			  const struct bn_l2id *l2id, struct netlink_ext_ack *extack)
{
	struct bn_ifl *ifl;
	int err;

	bn_cfg_assert(ifd->stack);
	ifl = alloc_ifl(ifd, parent, unit, l2id);
	if (!ifl)
		return ERR_PTR(-ENOMEM);
	err = ifl->ops->check(ifl, extack);
	if (!err)
		err = link_ifl(ifl, extack);
	if (err) {
		free_ifl(ifl);
		return ERR_PTR(err);
	}
	bn_event(ifd->stack, BN_EVENT_ADD, BN_OBJ_IFL, ifl);
	return ifl;
}

static void delete_iffs(struct bn_ifl *ifl)
{
	struct bn_iff *iff;

	while ((iff = bn_cfg_dereference(ifl->iffs, ifl->stack)))
		bn_iff_delete(iff);
}

static void detach_clients(struct bn_ifl *ifl)
{
	struct bn_ifl_client *client, *next;

	list_for_each_entry_safe(client, next, &ifl->clients, list) {
		list_del_init(&client->list);
		client->gone(client);
	}
}

/**
 * bn_ifl_delete() - take an ifl away with all that is on it
 * @ifl: the ifl; gone for the caller
 *
 * Context: configuration lock.
 */
void bn_ifl_delete(struct bn_ifl *ifl)
{
	bn_cfg_assert(ifl->stack);
	bn_ifl_set_flush(&ifl->children);
	delete_iffs(ifl);
	detach_clients(ifl);
	bn_event(ifl->stack, BN_EVENT_DELETE, BN_OBJ_IFL, ifl);
	unlink_ifl(ifl);
	call_rcu(&ifl->rcu, free_ifl_rcu);
}

/**
 * bn_ifl_get() - an ifl by its index
 * @stack: the stack
 * @ifl_index: the index
 *
 * Return: the ifl; NULL is an ordinary answer, the ifl may be gone (IF-7).
 * Context: configuration lock or RCU read side; valid as long as that is held.
 */
struct bn_ifl *bn_ifl_get(struct bsdnet_stack *stack, u32 ifl_index)
{
	return xa_load(&stack->ifs->ifls, ifl_index);
}

/**
 * bn_ifl_next() - walk over the ifls in the order of ifl_index
 * @stack: the stack
 * @after_index: ifl_index of the last one seen, 0 to begin
 *
 * Return: the next one, NULL at the end.
 * Context: configuration lock.
 */
struct bn_ifl *bn_ifl_next(struct bsdnet_stack *stack, u32 after_index)
{
	unsigned long index = after_index;

	bn_cfg_assert(stack);
	return xa_find_after(&stack->ifs->ifls, &index, U32_MAX, XA_PRESENT);
}

/**
 * bn_ifl_key() - prefix of the L2 key that all frames of an ifl have
 * @ifl: the ifl
 * @key: filled in; the protocol is to be appended
 *
 * Return: 0, or -EMSGSIZE where it does not fit.
 * Context: configuration lock.
 */
int bn_ifl_key(const struct bn_ifl *ifl, struct bn_l2_key *key)
{
	memset(key, 0, sizeof(*key));
	return ifl->ops->key(ifl, key);
}

/**
 * bn_ifl_l2_table() - the table where the entries of an ifl belong (L2-5)
 * @ifl: the ifl
 *
 * Return: the table; NULL where nothing is received (loopback).
 * Context: configuration lock.
 */
struct bn_l2_table *bn_ifl_l2_table(const struct bn_ifl *ifl)
{
	return ifl->ifd->l2;
}

/**
 * bn_ifl_header() - the layer-2 header of packets that leave by an ifl (IF-11)
 * @ifl: the ifl
 * @proto: ethertype of the protocol, host order
 * @dest: link-layer address of the neighbour; NULL where there is but one
 * @hdr: filled in
 *
 * Return: 0, -EINVAL where an address is missing, -EMSGSIZE where the header
 *	does not fit.
 * Context: configuration lock or RCU read side.
 */
int bn_ifl_header(const struct bn_ifl *ifl, u16 proto, const u8 *dest, struct bn_l2_hdr *hdr)
{
	memset(hdr, 0, sizeof(*hdr));
	return ifl->ops->header(ifl, proto, dest, hdr);
}

/**
 * bn_ifl_overhead() - length of the layer-2 header of an ifl
 * @ifl: the ifl
 *
 * Return: bytes, of this ifl and all below it.
 * Context: configuration lock or RCU read side.
 */
unsigned int bn_ifl_overhead(const struct bn_ifl *ifl)
{
	return ifl->ops->overhead(ifl);
}
