// SPDX-License-Identifier: GPL-2.0
/*
 * ifdriver - registry of drivers, the roots of the interface hierarchy (IF-1)
 *
 * Drivers are registered at module load, before the first stack is created, and
 * unregistered after the last one is freed; so the list needs no lock.
 */
#include "ifs/private.h"

static LIST_HEAD(drivers);

/**
 * bn_ifdriver_find() - look up a driver by name
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
 * @driver: the driver; must stay valid until bn_ifdriver_unregister()
 *
 * Return: 0, or -EEXIST if the name is in use.
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
 * bn_ifdriver_unregister() - unregister a driver
 * @driver: the driver, without ifds
 *
 * Context: module unload.
 */
void bn_ifdriver_unregister(struct bn_ifdriver *driver)
{
	list_del(&driver->list);
}

/**
 * bn_ifdriver_next() - iterate over the drivers
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
