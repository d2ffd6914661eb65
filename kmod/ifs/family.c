// SPDX-License-Identifier: GPL-2.0
/*
 * family - the protocol families, as the interfaces see them
 *
 * What looks like a call upwards is this ops table: room ip registers what to
 * do when an iff or ifa comes and goes, and ifs knows nothing of routes. The
 * table changes only while no stack exists.
 */
#include "ifs/private.h"

static const struct bn_family *families[AF_MAX];

/**
 * bn_family_register() - make a family known
 * @family: the family; must stay until bn_family_unregister()
 *
 * Return: 0, -EINVAL for an impossible number, -EEXIST where it is taken.
 * Context: module load.
 */
int bn_family_register(const struct bn_family *family)
{
	if (family->family >= AF_MAX)
		return -EINVAL;
	if (families[family->family])
		return -EEXIST;
	families[family->family] = family;
	return 0;
}

/**
 * bn_family_unregister() - the reverse of bn_family_register()
 * @family: the family; none of its iffs exist any more
 */
void bn_family_unregister(const struct bn_family *family)
{
	families[family->family] = NULL;
}

/**
 * bn_family_find() - a family by its number
 * @family: AF_INET, AF_INET6 ...
 *
 * Return: the family or NULL.
 * Context: any.
 */
const struct bn_family *bn_family_find(u8 family)
{
	return family < AF_MAX ? families[family] : NULL;
}
