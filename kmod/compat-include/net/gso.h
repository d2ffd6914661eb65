/* SPDX-License-Identifier: GPL-2.0 */
/* Segmentation was declared in <linux/netdevice.h> before 6.5 */
#ifndef _BSDNET_COMPAT_NET_GSO_H
#define _BSDNET_COMPAT_NET_GSO_H

#include <linux/netdevice.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include_next <net/gso.h>
#endif

#endif /* _BSDNET_COMPAT_NET_GSO_H */
