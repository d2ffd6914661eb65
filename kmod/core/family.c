// SPDX-License-Identifier: GPL-2.0
/*
 * family - registry of the protocol families
 *
 * It changes only while no stack exists.
 */
#include "core/core.h"

static const struct bn_family *families[BN_FAMILY_MAX];

/**
 * bn_family_register() - register a family
 * @family: the family; valid until bn_family_unregister()
 *
 * Return: 0; -EINVAL for an incomplete description, -EEXIST for an index in use.
 * Context: module load, before any stack is made.
 */
int bn_family_register(const struct bn_family *family)
{
	if (family->index >= BN_FAMILY_MAX || !family->table_init || !family->nh_ops ||
	    !family->broadcast || !family->out_iff || !family->is_source || !family->ether_type ||
	    (family->addr_len != 4 && family->addr_len != 16))
		return -EINVAL;
	if (families[family->index])
		return -EEXIST;
	families[family->index] = family;
	return 0;
}

/**
 * bn_family_unregister() - the reverse of bn_family_register()
 * @family: a registered family
 *
 * Context: module unload, after the last stack was freed.
 */
void bn_family_unregister(const struct bn_family *family)
{
	families[family->index] = NULL;
}

/**
 * bn_family_at() - the family with an index
 * @index: less than BN_FAMILY_MAX
 *
 * Return: the family, NULL if it is not registered.
 * Context: any.
 */
const struct bn_family *bn_family_at(enum bn_family_index index)
{
	return families[index];
}

/**
 * bn_family_find() - the family with a number
 * @family: AF_INET, AF_INET6 ...
 *
 * Return: the family, NULL if it is not registered.
 * Context: any.
 */
const struct bn_family *bn_family_find(u8 family)
{
	unsigned int i;

	for (i = 0; i < BN_FAMILY_MAX; i++)
		if (families[i] && families[i]->family == family)
			return families[i];
	return NULL;
}

/**
 * bn_addr_text() - an address as text
 * @family: its family
 * @addr: the address
 * @buf: for the text
 *
 * Return: @buf.
 * Context: any.
 */
const char *bn_addr_text(const struct bn_family *family, const void *addr,
			 char buf[BN_ADDR_TEXT])
{
	snprintf(buf, BN_ADDR_TEXT, family->addr_len == 4 ? "%pI4" : "%pI6c", addr);
	return buf;
}
