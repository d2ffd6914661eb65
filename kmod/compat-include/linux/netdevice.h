/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dummy netdevs that are allocated, for kernels before 6.10; they are freed
 * with free_netdev_dummy() in either case. Walking the netdevs of a namespace by
 * ifindex, for kernels before 6.6. Drivers that send without the lock of the transmit queue, which
 * was a feature before 6.12.
 */
#ifndef _BSDNET_COMPAT_LINUX_NETDEVICE_H
#define _BSDNET_COMPAT_LINUX_NETDEVICE_H

#include_next <linux/netdevice.h>

#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)

#include <linux/slab.h>

static inline struct net_device *alloc_netdev_dummy(int sizeof_priv)
{
	struct net_device *dev = kzalloc(ALIGN(sizeof(*dev), NETDEV_ALIGN) + sizeof_priv,
					 GFP_KERNEL);

	if (dev)
		init_dummy_netdev(dev);
	return dev;
}

static inline void free_netdev_dummy(struct net_device *dev)
{
	kfree(dev);
}

#else

static inline void free_netdev_dummy(struct net_device *dev)
{
	free_netdev(dev);
}

#endif

static inline bool netdev_is_lltx(const struct net_device *dev)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 0)
	return dev->features & NETIF_F_LLTX;
#else
	return dev->lltx;
#endif
}

#ifndef for_each_netdev_dump

/* The netdev with the lowest ifindex from *ifindex on, which is set to it */
static inline struct net_device *netdev_dump_next(struct net *net, unsigned long *ifindex)
{
	struct net_device *dev, *next = NULL;

	for_each_netdev_rcu(net, dev)
		if (dev->ifindex >= *ifindex && (!next || dev->ifindex < next->ifindex))
			next = dev;
	if (next)
		*ifindex = next->ifindex;
	return next;
}

#define for_each_netdev_dump(net, d, ifindex) \
	for (; (d = netdev_dump_next(net, &(ifindex))); (ifindex)++)

#endif

#endif /* _BSDNET_COMPAT_LINUX_NETDEVICE_H */
