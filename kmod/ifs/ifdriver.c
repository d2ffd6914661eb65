// SPDX-License-Identifier: GPL-2.0
/*
 * ifdriver - registry of the drivers, the roots of the interface hierarchy (IF-1)
 *
 * Drivers are registered when the module starts, before any stack exists, and unregistered
 * when no stack exists any more; so the list needs no lock.
 */
#include "ifs/private.h"

static LIST_HEAD(drivers);

/**
 * bn_ifdriver_find() - find a driver by name
 * @name: the name
 *
 * Return: the driver or NULL.
 * Context: any.
 */
struct bn_ifdriver *bn_ifdriver_find(const char *name)
{
	struct bn_ifdriver *driver;

	list_for_each_entry(driver, &drivers, list)
		if (!strcmp(driver->name, name))
			return driver;
	return NULL;
}

/**
 * bn_ifdriver_register() - register a driver
 * @driver: the driver; must stay until bn_ifdriver_unregister()
 *
 * Return: 0, or -EEXIST where the name is taken.
 * Context: module load.
 */
int bn_ifdriver_register(struct bn_ifdriver *driver)
{
	if (bn_ifdriver_find(driver->name))
		return -EEXIST;
	list_add_tail(&driver->list, &drivers);
	return 0;
}

/**
 * bn_ifdriver_unregister() - the reverse of bn_ifdriver_register()
 * @driver: the driver; none of its ifds exist any more
 */
void bn_ifdriver_unregister(struct bn_ifdriver *driver)
{
	list_del(&driver->list);
}

/**
 * bn_ifdriver_next() - walk over the drivers
 * @prev: the last one seen, NULL to begin
 *
 * Return: the next one, NULL at the end.
 * Context: any.
 */
struct bn_ifdriver *bn_ifdriver_next(struct bn_ifdriver *prev)
{
	if (!prev)
		return list_first_entry_or_null(&drivers, struct bn_ifdriver, list);
	return list_is_last(&prev->list, &drivers) ? NULL : list_next_entry(prev, list);
}
