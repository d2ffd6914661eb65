// SPDX-License-Identifier: GPL-2.0
/*
 * ifd - the hardware's view of an interface (IF-2)
 *
 * The format of frames is defined by the framing (framing.c); frames are sent and received
 * by the driver; an ifd on an ifd is a channel (drivers/channel.c).
 *
 * Lifetime: created by bn_ifd_add(), which calls the driver to attach it; deleted with
 * its descendants by bn_ifd_delete(), on request of the user or when its netdev is
 * unregistered. The memory is freed after a grace period, because next hops reach
 * the ifd through their iff.
 *
 * Locking: RTNL and the configuration lock for all changes.
 */
#include <linux/sched.h>
#include <linux/slab.h>

#include "ifs/client.h"
#include "ifs/private.h"

/**
 * bn_ifd_find() - look up an ifd by name
 * @stack: the stack
 * @name: the name
 *
 * Return: the ifd or NULL.
 * Context: configuration lock.
 */
struct bn_ifd *bn_ifd_find(struct bsdnet_stack *stack, const char *name)
{
	struct bn_ifd *ifd;
	unsigned long index;

	bn_cfg_assert(stack);
	xa_for_each(&stack->ifs->ifds, index, ifd)
		if (!strcmp(ifd->name, name))
			return ifd;
	return NULL;
}

/**
 * bn_ifd_get() - look up an ifd by index
 * @stack: the stack
 * @index: the index
 *
 * Return: the ifd or NULL.
 * Context: configuration lock.
 */
struct bn_ifd *bn_ifd_get(struct bsdnet_stack *stack, u32 index)
{
	bn_cfg_assert(stack);
	return xa_load(&stack->ifs->ifds, index);
}

/**
 * bn_ifd_next() - iterate over the ifds in the order of ifd_index
 * @stack: the stack
 * @after_index: ifd_index of the last one seen, 0 to begin
 *
 * Return: the next one, NULL at the end.
 * Context: configuration lock.
 */
struct bn_ifd *bn_ifd_next(struct bsdnet_stack *stack, u32 after_index)
{
	unsigned long index = after_index;

	bn_cfg_assert(stack);
	return xa_find_after(&stack->ifs->ifds, &index, U32_MAX, XA_PRESENT);
}

static struct bn_ifdriver *driver_of_name(struct bsdnet_stack *stack, const char *name,
					  struct netlink_ext_ack *extack)
{
	struct bn_ifdriver *driver = NULL;

	while ((driver = bn_ifdriver_next(driver)))
		if (driver->match && driver->match(stack, name))
			return driver;
	NL_SET_ERR_MSG_FMT(extack, "no network device \"%s\"", name);
	return NULL;
}

static struct bn_ifdriver *driver_on(enum bn_ifdriver_base base)
{
	struct bn_ifdriver *driver = NULL;

	while ((driver = bn_ifdriver_next(driver)))
		if (driver->base == base)
			break;
	return driver;
}

/* A parent or a file implies a driver; a driver given by name must have the same base */
static struct bn_ifdriver *choose_driver(struct bsdnet_stack *stack, const char *name,
					 const struct bn_ifd_config *config,
					 struct netlink_ext_ack *extack)
{
	struct bn_ifdriver *implied = config->parent ? driver_on(BN_ON_PARENT) :
				      config->file ? driver_on(BN_ON_FILE) : NULL;
	struct bn_ifdriver *driver = name ? bn_ifdriver_find(name) : implied;

	if (!name && !implied)
		return driver_of_name(stack, config->name, extack);
	if (!driver) {
		NL_SET_ERR_MSG_FMT(extack, "no driver \"%s\"", name);
		return NULL;
	}
	if (implied && driver->base != implied->base) {
		NL_SET_ERR_MSG_FMT(extack, "driver %s does not support a %s", driver->name,
				   config->parent ? "parent device" : "descriptor");
		return NULL;
	}
	return driver;
}

static int name_ifd(struct bn_ifd *ifd, const char *wanted, const struct bn_ifd *parent)
{
	unsigned int unit = 0;
	int err;

	if (wanted[0])
		return strscpy(ifd->name, wanted, sizeof(ifd->name)) < 0 ? -ENAMETOOLONG : 0;
	do {
		if (parent)
			err = snprintf(ifd->name, sizeof(ifd->name), "%s:%u", parent->name, unit);
		else
			err = snprintf(ifd->name, sizeof(ifd->name), "%s%u", ifd->driver->name,
				       unit);
		if (err >= (int)sizeof(ifd->name))
			return -ENAMETOOLONG;
		unit++;
	} while (bn_ifd_find(ifd->stack, ifd->name));
	return 0;
}

static void free_ifd(struct bn_ifd *ifd)
{
	bn_obj_put_count(ifd->stack, BN_OBJ_IFD);
	bn_lladdr_free(ifd->lladdr);
	kfree(ifd);
}

static void free_ifd_rcu(struct rcu_head *rcu)
{
	free_ifd(container_of(rcu, struct bn_ifd, rcu));
}

static struct bn_ifd *alloc_ifd(struct bsdnet_stack *stack, struct bn_ifdriver *driver)
{
	struct bn_ifd *ifd;

	ifd = kzalloc(sizeof(*ifd), GFP_KERNEL_ACCOUNT);
	if (!ifd)
		return NULL;
	ifd->stack = stack;
	ifd->driver = driver;
	ifd->layer.ifd = ifd;
	xa_init(&ifd->ifls);
	INIT_LIST_HEAD(&ifd->macs);
	INIT_LIST_HEAD(&ifd->taps);
	INIT_LIST_HEAD(&ifd->guests);
	bn_obj_get_count(stack, BN_OBJ_IFD);
	return ifd;
}

/**
 * bn_ifd_add() - create an ifd
 * @stack: the stack
 * @driver_name: driver; NULL: the one implied by parent, file or name in @config
 * @config: its parameters
 * @extack: error report
 *
 * Return: the ifd, owned by the stack, or ERR_PTR: -ENODEV (no such driver or
 *	netdev), -EEXIST, -EBUSY (the netdev has an rx_handler), -ENOMEM ...
 * Context: RTNL and configuration lock.
 */
struct bn_ifd *bn_ifd_add(struct bsdnet_stack *stack, const char *driver_name,
			  const struct bn_ifd_config *config, struct netlink_ext_ack *extack)
{
	struct bn_ifdriver *driver;
	struct bn_ifd *ifd;
	int err;

	ASSERT_RTNL();
	bn_cfg_assert(stack);
	if (stack->dying)
		return ERR_PTR(-ENODEV);
	driver = choose_driver(stack, driver_name, config, extack);
	if (!driver)
		return ERR_PTR(-ENODEV);
	err = config->parent ? bn_ifd_check_open(config->parent, extack) : 0;
	if (err)
		return ERR_PTR(err);
	if (bn_ifd_find(stack, config->name)) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s already exists", config->name);
		return ERR_PTR(-EEXIST);
	}
	ifd = alloc_ifd(stack, driver);
	if (!ifd)
		return ERR_PTR(-ENOMEM);
	err = name_ifd(ifd, config->name, config->parent);
	if (err)
		goto free;
	err = xa_alloc_cyclic(&stack->ifs->ifds, &ifd->index, ifd, xa_limit_31b,
			      &stack->ifs->next_ifd, GFP_KERNEL_ACCOUNT);
	if (err < 0)
		goto free;
	err = driver->attach(ifd, config, extack);
	if (err)
		goto erase;
	err = bn_ifd_start(ifd, extack);
	if (err)
		goto detach;
	if (ifd->parent)
		ifd->parent->n_channels++;
	bn_event(stack, BN_EVENT_ADD, BN_OBJ_IFD, ifd);
	return ifd;

detach:
	driver->detach(ifd);
erase:
	xa_erase(&stack->ifs->ifds, ifd->index);
free:
	/* it may have received frames */
	call_rcu(&ifd->rcu, free_ifd_rcu);
	return ERR_PTR(err);
}

static void flush_channels(struct bn_ifd *parent)
{
	struct bn_ifd *ifd;
	u32 index = 0;

	while (parent->n_channels && (ifd = bn_ifd_next(parent->stack, index))) {
		index = ifd->index;
		if (ifd->parent == parent)
			bn_ifd_delete(ifd);
	}
}

/**
 * bn_ifd_delete() - delete an ifd and its descendants
 * @ifd: the ifd; invalid afterwards
 *
 * Context: RTNL and configuration lock. Waits for a grace period.
 */
void bn_ifd_delete(struct bn_ifd *ifd)
{
	ASSERT_RTNL();
	bn_cfg_assert(ifd->stack);
	flush_channels(ifd);
	bn_ifls_flush(&ifd->ifls);
	bn_event(ifd->stack, BN_EVENT_DELETE, BN_OBJ_IFD, ifd);
	bn_ifd_stop(ifd);
	ifd->driver->detach(ifd);
	if (ifd->parent)
		ifd->parent->n_channels--;
	xa_erase(&ifd->stack->ifs->ifds, ifd->index);
	call_rcu(&ifd->rcu, free_ifd_rcu);
}

static void update_channels(struct bn_ifd *parent)
{
	struct bn_ifd *ifd;
	u32 index = 0;

	if (!parent->n_channels)
		return;
	while ((ifd = bn_ifd_next(parent->stack, index))) {
		index = ifd->index;
		if (ifd->parent != parent)
			continue;
		ifd->driver->parent_changed(ifd);
		bn_ifd_changed(ifd);
		cond_resched();
	}
}

/**
 * bn_ifd_changed() - propagate a changed state, MTU or address of an ifd to its descendants
 * @ifd: the ifd, with the new values set
 *
 * Context: configuration lock.
 */
void bn_ifd_changed(struct bn_ifd *ifd)
{
	bn_cfg_assert(ifd->stack);
	bn_ifls_update(&ifd->ifls);
	update_channels(ifd);
	bn_event(ifd->stack, BN_EVENT_CHANGE, BN_OBJ_IFD, ifd);
}

static void set_down(struct bn_ifd *ifd, u32 flag, bool on)
{
	u32 down = on ? ifd->down | flag : ifd->down & ~flag;

	if (down == ifd->down)
		return;
	WRITE_ONCE(ifd->down, down);
	bn_ifd_changed(ifd);
}

/**
 * bn_ifd_set_admin() - configure an ifd up or down
 * @ifd: the ifd
 * @up: up or down
 *
 * Context: RTNL and configuration lock.
 */
void bn_ifd_set_admin(struct bn_ifd *ifd, bool up)
{
	set_down(ifd, BSDNET_IF_DOWN_ADMIN, !up);
}

/**
 * bn_ifd_set_link() - set the state of the encapsulation's own protocol
 * @ifd: the ifd
 * @up: up or down
 *
 * Frames of that protocol still pass while it is down.
 *
 * Context: configuration lock.
 */
void bn_ifd_set_link(struct bn_ifd *ifd, bool up)
{
	bn_cfg_assert(ifd->stack);
	set_down(ifd, BSDNET_IF_DOWN_LINK, !up);
}

/**
 * bn_ifd_set_carrier() - set the carrier of a channel
 * @ifd: the channel
 * @carrier: carrier on or off
 * @extack: error report
 *
 * Return: 0; -EOPNOTSUPP if @ifd is not a channel: the device reports its carrier.
 * Context: RTNL and configuration lock.
 */
int bn_ifd_set_carrier(struct bn_ifd *ifd, bool carrier, struct netlink_ext_ack *extack)
{
	if (!ifd->parent) {
		NL_SET_ERR_MSG_FMT(extack, "carrier of ifd %s cannot be set: not a channel",
				   ifd->name);
		return -EOPNOTSUPP;
	}
	set_down(ifd, BSDNET_IF_DOWN_CARRIER, !carrier);
	return 0;
}

/* Unbind clients that may not take frames from the host */
static void dismiss_guests(struct bn_ifd *ifd)
{
	struct bn_ifl_client *client, *next;

	list_for_each_entry_safe(client, next, &ifd->guests, guest)
		client->shared(client);
	WARN_ON_ONCE(!list_empty(&ifd->guests));
}

/**
 * bn_ifd_set_exclusive() - set whether the netdev is shared with the host's stack
 * @ifd: the ifd
 * @exclusive: drop frames that match no entry instead of passing them to the host
 * @extack: error report
 *
 * L2 sockets of users that may not take frames from the host lose their binding when the
 * device becomes shared.
 *
 * Return: 0, or -EOPNOTSUPP if there is no netdev.
 * Context: RTNL and configuration lock.
 */
int bn_ifd_set_exclusive(struct bn_ifd *ifd, bool exclusive, struct netlink_ext_ack *extack)
{
	if (!ifd->dev) {
		NL_SET_ERR_MSG_FMT(extack, "ifd %s has no network device to share", ifd->name);
		return -EOPNOTSUPP;
	}
	if (exclusive == ifd->exclusive)
		return 0;
	if (!exclusive)
		dismiss_guests(ifd);
	WRITE_ONCE(ifd->exclusive, exclusive);
	bn_event(ifd->stack, BN_EVENT_CHANGE, BN_OBJ_IFD, ifd);
	return 0;
}
