// SPDX-License-Identifier: GPL-2.0
/*
 * ifl - the protocols' view of an interface (IF-3)
 *
 * Lifetime: created by bn_ifl_add() on an ifd or on another ifl, if the encapsulations
 * of parent and child allow it (IF-6); deleted with its descendants by bn_ifl_delete().
 * Packets, routes and user space refer to it by ifl_index; the memory is freed a grace
 * period after the index is removed.
 *
 * An ifl whose encapsulation begins a new kind of header (Ethernet over another medium)
 * has its own L2 table, and an entry in the table below that points to it (base.c).
 *
 * Locking: configuration lock for changes; bn_ifl_get() also under RCU. Lookups by
 * unit and by L2_ID do not depend on the number of ifls (IF-18); see l2id.c.
 */
#include <linux/sched.h>
#include <linux/slab.h>

#include "ifs/client.h"
#include "ifs/private.h"

/* ---- state --------------------------------------------------------------- */

/**
 * bn_ifls_flush() - delete all ifls of a parent
 * @ifls: the ifls by unit
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifls_flush(struct xarray *ifls)
{
	struct bn_ifl *ifl;
	unsigned long unit;

	xa_for_each(ifls, unit, ifl) {
		bn_ifl_delete(ifl);
		cond_resched();
	}
	xa_destroy(ifls);
}

static struct xarray *siblings(const struct bn_ifl *ifl)
{
	return ifl->parent ? &ifl->parent->children : &ifl->ifd->ifls;
}

/* The down flags of an ifl, from its own and its parent's. Flag link is inherited as such,
 * not as BSDNET_IF_DOWN_PARENT: frames of the link protocol itself must still pass.
 */
static u32 collect_down(const struct bn_ifl *ifl)
{
	u32 above = ifl->parent ? ifl->parent->down : ifl->ifd->down;

	return ifl->own_down | (above & BSDNET_IF_DOWN_LINK) |
	       (above & ~BSDNET_IF_DOWN_LINK ? BSDNET_IF_DOWN_PARENT : 0);
}

static void update(struct bn_ifl *ifl)
{
	u32 down = collect_down(ifl);

	if (down != ifl->down) {
		WRITE_ONCE(ifl->down, down);
		bn_event(ifl->stack, BN_EVENT_CHANGE, BN_OBJ_IFL, ifl);
	}
	bn_iff_update(ifl);
	bn_ifls_update(&ifl->children);
}

/**
 * bn_ifls_update() - propagate a changed state, MTU, address or header of the parent
 * @ifls: the parent's ifls by unit
 *
 * Context: configuration lock.
 */
void bn_ifls_update(struct xarray *ifls)
{
	struct bn_ifl *ifl;
	unsigned long unit;

	xa_for_each(ifls, unit, ifl) {
		update(ifl);
		cond_resched();
	}
}

static int put_lladdr(struct bn_ifl *ifl, const struct bn_lladdr *lladdr,
		      struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifl->layer.encap;

	if (encap && encap->set_lladdr)
		return encap->set_lladdr(&ifl->layer, lladdr, extack);
	NL_SET_ERR_MSG(extack, "the link-layer address of this ifl cannot be set");
	return -EOPNOTSUPP;
}

static void set_own_down(struct bn_ifl *ifl, u8 flag, bool down)
{
	u8 new = down ? ifl->own_down | flag : ifl->own_down & ~flag;

	bn_cfg_assert(ifl->stack);
	if (new == ifl->own_down)
		return;
	ifl->own_down = new;
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
	set_own_down(ifl, BSDNET_IF_DOWN_ADMIN, !up);
}

/**
 * bn_ifl_set_link() - set the state of the protocol that manages the link (IF-3)
 * @ifl: the ifl
 * @up: up or down
 *
 * An ifl without such a protocol stays up.
 *
 * Context: configuration lock.
 */
void bn_ifl_set_link(struct bn_ifl *ifl, bool up)
{
	set_own_down(ifl, BSDNET_IF_DOWN_LINK, !up);
}

/**
 * bn_ifl_set_lladdr() - change the link-layer address of an ifl
 * @ifl: the ifl
 * @lladdr: the address
 * @extack: error report
 *
 * Return: 0; -EOPNOTSUPP if the ifl has no address that can be set; -EINVAL for an invalid one.
 * Context: configuration lock.
 */
int bn_ifl_set_lladdr(struct bn_ifl *ifl, const struct bn_lladdr *lladdr,
		      struct netlink_ext_ack *extack)
{
	int err;

	bn_cfg_assert(ifl->stack);
	err = put_lladdr(ifl, lladdr, extack);
	if (err)
		return err;
	update(ifl);
	bn_event(ifl->stack, BN_EVENT_CHANGE, BN_OBJ_IFL, ifl);
	return 0;
}

/**
 * bn_ifl_reconfig() - change the parameters of an ifl's encapsulation
 * @ifl: the ifl
 * @data: opaque parameters
 * @len: length of @data (bytes)
 * @extack: error report
 *
 * Return: 0; -EOPNOTSUPP if the parameters are the L2_ID, or there are none; or the error of
 *	the encapsulation.
 * Context: configuration lock.
 */
int bn_ifl_reconfig(struct bn_ifl *ifl, const void *data, unsigned int len,
		    struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifl->layer.encap;
	char name[BN_NAME_MAX];
	int err;

	bn_cfg_assert(ifl->stack);
	if (!encap) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s has no encapsulation", bn_ifl_name(ifl, name));
		return -EOPNOTSUPP;
	}
	if (!encap->reconfig) {
		NL_SET_ERR_MSG_FMT(extack,
				   "ifl %s: parameters of encapsulation %s cannot be changed",
				   bn_ifl_name(ifl, name), encap->name);
		return -EOPNOTSUPP;
	}
	err = encap->config(&ifl->layer, data, len, extack);
	if (err)
		return err;
	update(ifl);
	bn_event(ifl->stack, BN_EVENT_CHANGE, BN_OBJ_IFL, ifl);
	return 0;
}

/**
 * bn_ifl_where() - name of an ifl or ifd, for messages
 * @ifd: the ifd
 * @ifl: the ifl, NULL for the ifd itself
 * @buf: for the name
 *
 * Return: the name.
 * Context: configuration lock.
 */
const char *bn_ifl_where(const struct bn_ifd *ifd, const struct bn_ifl *ifl,
			 char buf[BN_NAME_MAX])
{
	return ifl ? bn_ifl_name(ifl, buf) : ifd->name;
}

/* ---- add and delete ------------------------------------------------------ */

static int link_unit(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	char where[BN_NAME_MAX];
	int err;

	err = xa_insert(siblings(ifl), ifl->unit, ifl, GFP_KERNEL_ACCOUNT);
	if (err != -EBUSY)
		return err;
	NL_SET_ERR_MSG_FMT(extack, "ifl %s.%u already exists",
			   bn_ifl_where(ifl->ifd, ifl->parent, where), ifl->unit);
	return -EEXIST;
}

/* Allocates unit, L2_ID and ifl_index in this order; unlink_ifl() frees them in reverse */
static int link_ifl(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	struct bn_ifs *ifs = ifl->stack->ifs;
	int err;

	err = link_unit(ifl, extack);
	if (err)
		return err;
	err = bn_l2id_link(ifl, extack);
	if (err)
		goto erase_unit;
	err = xa_alloc_cyclic(&ifs->ifls, &ifl->ifl_index, ifl, xa_limit_31b,
			      &ifs->next_ifl, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		goto unlink_l2id;
	return 0;

unlink_l2id:
	bn_l2id_unlink(ifl);
erase_unit:
	xa_erase(siblings(ifl), ifl->unit);
	return err;
}

static void unlink_ifl(struct bn_ifl *ifl)
{
	xa_erase(&ifl->stack->ifs->ifls, ifl->ifl_index);
	bn_l2id_unlink(ifl);
	xa_erase(siblings(ifl), ifl->unit);
}

static void free_ifl(struct bn_ifl *ifl)
{
	const struct bn_encap *encap = ifl->layer.encap;

	bn_obj_put_count(ifl->stack, BN_OBJ_IFL);
	if (encap && encap->free)
		encap->free(&ifl->layer);
	kfree(ifl);
}

static void free_ifl_rcu(struct rcu_head *rcu)
{
	free_ifl(container_of(rcu, struct bn_ifl, rcu));
}

/* The parameters of the encapsulation are allocated behind the ifl */
static struct bn_ifl *alloc_ifl(struct bn_ifd *ifd, struct bn_ifl *parent, u32 unit,
				const struct bn_encap *encap)
{
	struct bn_ifl *ifl;

	ifl = kzalloc(sizeof(*ifl) + (encap ? encap->priv_size : 0), GFP_KERNEL_ACCOUNT);
	if (!ifl)
		return NULL;
	ifl->stack = ifd->stack;
	ifl->ifd = ifd;
	ifl->parent = parent;
	ifl->unit = unit;
	ifl->layer.encap = encap;
	ifl->layer.below = parent ? &parent->layer : &ifd->layer;
	ifl->layer.ifd = ifd;
	ifl->layer.ifl = ifl;
	ifl->layer.priv = ifl + 1;
	ifl->flags = bn_layer_nearest(&ifl->layer)->encap->ifl_flags;
	ifl->down = collect_down(ifl);
	xa_init(&ifl->children);
	INIT_LIST_HEAD(&ifl->clients);
	bn_obj_get_count(ifd->stack, BN_OBJ_IFL);
	return ifl;
}

/* An ifl without encapsulation is possible only on an ifd whose framing carries protocols */
static int check_transparent(const struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX];

	if (ifl->parent) {
		NL_SET_ERR_MSG_FMT(extack, "an ifl on ifl %s needs an encapsulation",
				   bn_ifl_name(ifl->parent, name));
		return -EINVAL;
	}
	if (ifl->ifd->layer.encap->proto)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "an ifl on ifd %s (%s) needs an encapsulation",
			   ifl->ifd->name, ifl->ifd->layer.encap->name);
	return -EINVAL;
}

/**
 * bn_ifl_check_room() - check that a family or ifl can be added to an ifl (IF-4, IF-6)
 * @ifl: the ifl
 * @extack: error report
 *
 * Return: 0, or -EBUSY if it carries only one protocol and has it already.
 * Context: configuration lock.
 */
int bn_ifl_check_room(const struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifl->layer.encap;
	char name[BN_NAME_MAX];

	if (!encap || !encap->single || !encap->single(&ifl->layer))
		return 0;
	if (!rcu_access_pointer(ifl->iffs) && xa_empty(&ifl->children))
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "ifl %s carries only one protocol and has one already",
			   bn_ifl_name(ifl, name));
	return -EBUSY;
}

/* The number of layers is limited by the sizes of key and header */
static int check_depth(const struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	static const u8 anybody[BSDNET_LLADDR_MAX];
	struct bn_l2_key key;
	struct bn_l2_hdr hdr;
	char name[BN_NAME_MAX];
	u8 strip;

	if (bn_layer_proto_key(&ifl->layer, ETH_P_IP, &key, &strip, NULL) != -EMSGSIZE &&
	    bn_layer_ethertype_header(&ifl->layer, ETH_P_IP, anybody, &hdr) != -EMSGSIZE)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "%s on %s: too many layers, the header would be too long",
			   ifl->layer.encap->name, bn_ifl_where(ifl->ifd, ifl->parent, name));
	return -EINVAL;
}

static int configure(struct bn_ifl *ifl, const struct bn_ifl_config *config,
		     struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifl->layer.encap;
	int err;

	err = bn_name_check(ifl, extack);
	if (err)
		return err;
	if (!encap)
		return check_transparent(ifl, extack);
	err = ifl->parent ? bn_ifl_check_room(ifl->parent, extack) : 0;
	err = err ?: encap->config(&ifl->layer, config->encap.data, config->encap.len, extack);
	err = err ?: check_depth(ifl, extack);
	if (err || !config->lladdr)
		return err;
	return put_lladdr(ifl, config->lladdr, extack);
}

static int let_in(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	const struct bn_ifdriver *driver = ifl->ifd->driver;

	return driver->ifl_add ? driver->ifl_add(ifl, extack) : 0;
}

static void keep_out(struct bn_ifl *ifl)
{
	const struct bn_ifdriver *driver = ifl->ifd->driver;

	if (driver->ifl_delete)
		driver->ifl_delete(ifl);
}

/* Start receiving frames of a linked ifl, and start its own protocol */
static int ifl_start(struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = ifl->layer.encap;
	int err;

	if (!encap)
		return 0;
	err = let_in(ifl, extack);
	if (err)
		return err;
	if (encap->flags & BN_ENCAP_TABLE)
		err = bn_base_open(&ifl->layer, extack);
	if (err)
		goto withdraw;
	if (encap->start)
		err = encap->start(&ifl->layer, extack);
	if (err)
		goto close;
	return 0;

close:
	if (ifl->layer.table)
		bn_base_close(&ifl->layer);
withdraw:
	keep_out(ifl);
	return err;
}

static void stop(struct bn_ifl *ifl)
{
	const struct bn_encap *encap = ifl->layer.encap;

	if (encap && encap->stop)
		encap->stop(&ifl->layer);
	if (ifl->layer.table)
		bn_base_close(&ifl->layer);
	keep_out(ifl);
}

static const struct bn_encap *find_encap(const struct bn_encap_config *config,
					 struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap;

	if (!config->name) {
		if (!config->len)
			return NULL;
		NL_SET_ERR_MSG(extack, "ifl: parameters without an encapsulation");
		return ERR_PTR(-EINVAL);
	}
	encap = bn_encap_find(config->name);
	if (encap && encap->uses & BSDNET_ENCAP_FLAGS_LAYER)
		return encap;
	NL_SET_ERR_MSG_FMT(extack, "unknown ifl encapsulation \"%s\"", config->name);
	return ERR_PTR(-ENOENT);
}

static int ifl_check_place(const struct bn_ifd *ifd, const struct bn_ifl *parent,
			   struct netlink_ext_ack *extack)
{
	return parent ? bn_ifl_check_open(parent, extack) : bn_ifd_check_open(ifd, extack);
}

/**
 * bn_ifl_add() - create an ifl
 * @ifd: the ifd at the root
 * @parent: ifl to put it on, NULL for the ifd itself
 * @config: its parameters
 * @extack: error report
 *
 * Return: the ifl, owned by its parent, or ERR_PTR: -EINVAL (the encapsulation does
 *	not fit the parent), -EEXIST (unit), -EADDRINUSE (L2_ID), -ENOENT (no such
 *	encapsulation), -ENODEV (being deleted), -ENAMETOOLONG, -ENOMEM, or the error of a
 *	device that filters by VLAN ids.
 * Context: RTNL and configuration lock.
 */
struct bn_ifl *bn_ifl_add(struct bn_ifd *ifd, struct bn_ifl *parent,
			  const struct bn_ifl_config *config, struct netlink_ext_ack *extack)
{
	const struct bn_encap *encap = find_encap(&config->encap, extack);
	struct bn_ifl *ifl;
	int err;

	bn_cfg_assert(ifd->stack);
	if (IS_ERR(encap))
		return ERR_CAST(encap);
	err = ifl_check_place(ifd, parent, extack);
	if (err)
		return ERR_PTR(err);
	ifl = alloc_ifl(ifd, parent, config->unit, encap);
	if (!ifl)
		return ERR_PTR(-ENOMEM);
	err = configure(ifl, config, extack);
	if (!err)
		err = link_ifl(ifl, extack);
	if (err)
		goto free;
	err = ifl_start(ifl, extack);
	if (err)
		goto unlink;
	bn_event(ifd->stack, BN_EVENT_ADD, BN_OBJ_IFL, ifl);
	return ifl;

unlink:
	unlink_ifl(ifl);
free:
	/* readers may have found it by its index */
	call_rcu(&ifl->rcu, free_ifl_rcu);
	return ERR_PTR(err);
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
		cond_resched();
	}
}

/**
 * bn_ifl_delete() - delete an ifl and its descendants
 * @ifl: the ifl; invalid afterwards
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifl_delete(struct bn_ifl *ifl)
{
	bn_cfg_assert(ifl->stack);
	bn_ifls_flush(&ifl->children);
	delete_iffs(ifl);
	detach_clients(ifl);
	bn_event(ifl->stack, BN_EVENT_DELETE, BN_OBJ_IFL, ifl);
	stop(ifl);
	unlink_ifl(ifl);
	call_rcu(&ifl->rcu, free_ifl_rcu);
}

/* ---- lookups and properties ---------------------------------------------- */

/**
 * bn_ifl_get() - look up an ifl by index
 * @stack: the stack
 * @ifl_index: the index
 *
 * Return: the ifl; NULL if there is none, or it was deleted (IF-7).
 * Context: configuration lock or RCU read side; valid as long as that is held.
 */
struct bn_ifl *bn_ifl_get(struct bsdnet_stack *stack, u32 ifl_index)
{
	return xa_load(&stack->ifs->ifls, ifl_index);
}

/**
 * bn_ifl_next() - iterate over the ifls in the order of ifl_index
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
 * bn_ifl_l2_table() - L2 table for the entries of an ifl (L2-5)
 * @ifl: the ifl
 *
 * Return: the table; NULL if nothing is received (loopback).
 * Context: configuration lock.
 */
struct bn_l2_table *bn_ifl_l2_table(const struct bn_ifl *ifl)
{
	return bn_layer_base(&ifl->layer)->table;
}

/**
 * bn_ifl_host_device() - device whose unmatched frames are passed to the host
 * @ifl: the ifl
 *
 * Return: the ifd, if its netdev carries the frames of @ifl, and the host receives those that
 *	match no entry while the ifd is shared; NULL if the host never receives them: the
 *	device is a channel or a descriptor, or the frames are encapsulated in other frames.
 * Context: configuration lock.
 */
struct bn_ifd *bn_ifl_host_device(const struct bn_ifl *ifl)
{
	return ifl->ifd->dev && !bn_layer_base(&ifl->layer)->ifl ? ifl->ifd : NULL;
}

/**
 * bn_ifl_type() - link type of an ifl as protocols see it
 * @ifl: the ifl
 *
 * Return: "ether", "ppp" ...
 * Context: configuration lock.
 */
const char *bn_ifl_type(const struct bn_ifl *ifl)
{
	return bn_layer_nearest(&ifl->layer)->encap->type;
}

/**
 * bn_ifl_mtu() - size of the largest network-layer packet on an ifl
 * @ifl: the ifl
 *
 * The MTU of the medium, minus the bytes of layers that do not belong to the medium.
 *
 * Return: bytes; 0 if the header does not fit, or the ifl carries no protocols.
 * Context: configuration lock.
 */
u32 bn_ifl_mtu(const struct bn_ifl *ifl)
{
	static const u8 anybody[BSDNET_LLADDR_MAX];
	struct bn_l2_hdr hdr;
	u32 used;

	if (bn_layer_ethertype_header(&ifl->layer, ETH_P_IP, anybody, &hdr))
		return 0;
	used = hdr.len - hdr.free;
	return ifl->ifd->mtu > used ? ifl->ifd->mtu - used : 0;
}

/**
 * bn_ifl_lladdr() - own link-layer address of an ifl
 * @ifl: the ifl
 *
 * Return: the address; NULL if there is none.
 * Context: configuration lock or RCU read side.
 */
const struct bn_lladdr *bn_ifl_lladdr(const struct bn_ifl *ifl)
{
	const struct bn_lladdr *lladdr = bn_layer_lladdr(&ifl->layer);

	return lladdr && lladdr->len ? lladdr : NULL;
}
