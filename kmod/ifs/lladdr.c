// SPDX-License-Identifier: GPL-2.0
/*
 * lladdr - link-layer addresses that change while packets read them (IF-2, IF-3, IF-21)
 *
 * Six bytes or more cannot be read or written atomically. So an address is never changed in
 * place: a new object replaces the old one, which is freed after a grace period.
 *
 * Locking: configuration lock for changes; readers also under RCU.
 */
#include <linux/slab.h>

#include "ifs/private.h"

/**
 * struct published - an address with its RCU head
 * @rcu: for freeing
 * @lladdr: the address that readers see
 */
struct published {
	struct rcu_head rcu;
	struct bn_lladdr lladdr;
};

static struct published *published(struct bn_lladdr *lladdr)
{
	return container_of(lladdr, struct published, lladdr);
}

static bool is_same(const struct bn_lladdr *old, const u8 *data, unsigned int len)
{
	return old && old->len == len && !memcmp(old->data, data, len);
}

/**
 * bn_lladdr_publish() - replace an address
 * @stack: the stack
 * @where: pointer to the address; *@where is NULL if there is none yet
 * @data: the new address
 * @len: length of @data (bytes), truncated to BSDNET_LLADDR_MAX
 * @gfp: GFP_KERNEL_ACCOUNT, with __GFP_NOFAIL if it must not fail
 *
 * Return: 0; -ENOMEM, the old address stays.
 * Context: process; configuration lock.
 */
int bn_lladdr_publish(const struct bsdnet_stack *stack, struct bn_lladdr __rcu **where,
		      const u8 *data, unsigned int len, gfp_t gfp)
{
	struct bn_lladdr *old = bn_cfg_dereference(*where, stack);
	struct published *new;

	len = min_t(unsigned int, len, BSDNET_LLADDR_MAX);
	if (is_same(old, data, len))
		return 0;
	new = kzalloc(sizeof(*new), gfp);
	if (!new)
		return -ENOMEM;
	new->lladdr.len = len;
	memcpy(new->lladdr.data, data, len);
	rcu_assign_pointer(*where, &new->lladdr);
	if (old)
		kfree_rcu(published(old), rcu);
	return 0;
}

/**
 * bn_lladdr_free() - free an address when its object is freed
 * @lladdr: the address or NULL
 *
 * Context: any; no reader is left.
 */
void bn_lladdr_free(struct bn_lladdr __rcu *lladdr)
{
	struct bn_lladdr *last = rcu_access_pointer(lladdr);

	if (last)
		kfree(published(last));
}

/**
 * bn_ifd_lladdr() - link-layer address of a device
 * @ifd: the ifd; a channel has the address of its device
 *
 * Return: the address, NULL if there is none.
 * Context: configuration lock or RCU read side; valid as long as that is held.
 */
const struct bn_lladdr *bn_ifd_lladdr(const struct bn_ifd *ifd)
{
	while (ifd->parent)
		ifd = ifd->parent;
	return rcu_dereference_check(ifd->lladdr, bn_cfg_is_locked(ifd->stack));
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "ifs/lladdr_kunit.c"
#endif
