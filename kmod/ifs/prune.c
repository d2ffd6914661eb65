// SPDX-License-Identifier: GPL-2.0
/*
 * prune - delete the objects on an interface in portions (CTL-5, IF-7)
 *
 * An interface may have a million objects. They are deleted from the leaves to the root,
 * BN_CFG_PORTION at a time, and the locks are dropped in between, so that neither the
 * host (RTNL) nor other changes of the stack wait for the whole deletion.
 *
 * From the first portion on the interface is closing: nothing can be added to it or to its
 * descendants, so the deletion terminates. Several callers may prune the same interface.
 */
#include "ifs/private.h"

/**
 * bn_ifd_check_open() - check that objects can be added to an ifd
 * @ifd: the ifd
 * @extack: error report
 *
 * Return: 0, or -ENODEV if it or an ancestor is being deleted.
 * Context: configuration lock.
 */
int bn_ifd_check_open(const struct bn_ifd *ifd, struct netlink_ext_ack *extack)
{
	const struct bn_ifd *at;

	for (at = ifd; at; at = at->parent) {
		if (!at->closing)
			continue;
		NL_SET_ERR_MSG_FMT(extack, "ifd %s is being deleted", at->name);
		return -ENODEV;
	}
	return 0;
}

/**
 * bn_ifl_check_open() - check that objects can be added to an ifl
 * @ifl: the ifl
 * @extack: error report
 *
 * Return: 0, or -ENODEV if it or an ancestor is being deleted.
 * Context: configuration lock.
 */
int bn_ifl_check_open(const struct bn_ifl *ifl, struct netlink_ext_ack *extack)
{
	const struct bn_ifl *at;
	char name[BN_NAME_MAX];

	for (at = ifl; at; at = at->parent) {
		if (!at->closing)
			continue;
		NL_SET_ERR_MSG_FMT(extack, "ifl %s is being deleted", bn_ifl_name(at, name));
		return -ENODEV;
	}
	return bn_ifd_check_open(ifl->ifd, extack);
}

static bool prune_take(unsigned int *portion)
{
	if (!*portion)
		return false;
	--*portion;
	return true;
}

static bool prune_iff(struct bn_iff *iff, unsigned int *portion)
{
	struct bn_ifa *ifa;

	while ((ifa = list_first_entry_or_null(&iff->ifas, struct bn_ifa, list))) {
		if (!prune_take(portion))
			return false;
		bn_ifa_delete(ifa);
	}
	return true;
}

static bool prune_iffs(struct bn_ifl *ifl, unsigned int *portion)
{
	struct bn_iff *iff;

	while ((iff = bn_cfg_dereference(ifl->iffs, ifl->stack))) {
		if (!prune_iff(iff, portion) || !prune_take(portion))
			return false;
		bn_iff_delete(iff);
	}
	return true;
}

/* The size of the L2 key limits the number of layers, which bounds the recursion */
static bool prune_ifls(struct xarray *ifls, unsigned int *portion)
{
	struct bn_ifl *ifl;
	unsigned long unit;

	xa_for_each(ifls, unit, ifl) {
		if (!prune_ifls(&ifl->children, portion) || !prune_iffs(ifl, portion) ||
		    !prune_take(portion))
			return false;
		bn_ifl_delete(ifl);
	}
	return true;
}

/**
 * bn_ifl_prune() - delete a portion of the objects on an ifl
 * @ifl: the ifl; nothing can be added to it from now on
 * @portion: number of objects that may be deleted; decremented
 *
 * Return: true if it is empty; false if the portion is used up.
 * Context: configuration lock; RTNL if there may be groups or sockets.
 */
bool bn_ifl_prune(struct bn_ifl *ifl, unsigned int *portion)
{
	bn_cfg_assert(ifl->stack);
	ifl->closing = true;
	return prune_ifls(&ifl->children, portion) && prune_iffs(ifl, portion);
}

static bool prune_channels(struct bn_ifd *parent, unsigned int *portion)
{
	struct bn_ifd *ifd;
	u32 index = 0;

	while (parent->n_channels && (ifd = bn_ifd_next(parent->stack, index))) {
		index = ifd->index;
		if (ifd->parent != parent)
			continue;
		if (!bn_ifd_prune(ifd, portion) || !prune_take(portion))
			return false;
		bn_ifd_delete(ifd);
	}
	return true;
}

/**
 * bn_ifd_prune() - delete a portion of the objects on an ifd
 * @ifd: the ifd; nothing can be added to it from now on
 * @portion: number of objects that may be deleted; decremented
 *
 * Return: true if it is empty; false if the portion is used up.
 * Context: RTNL and configuration lock.
 */
bool bn_ifd_prune(struct bn_ifd *ifd, unsigned int *portion)
{
	bn_cfg_assert(ifd->stack);
	ifd->closing = true;
	return prune_channels(ifd, portion) && prune_ifls(&ifd->ifls, portion);
}
