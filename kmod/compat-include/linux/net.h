/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A family's own setsockopt(SOL_SOCKET), for kernels before 6.8, which keep that
 * to one family: the bit is without effect there.
 */
#ifndef _BSDNET_COMPAT_LINUX_NET_H
#define _BSDNET_COMPAT_LINUX_NET_H

#include <linux/version.h>
#include_next <linux/net.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 8, 0) && !defined(SOCK_CUSTOM_SOCKOPT)
#define SOCK_CUSTOM_SOCKOPT 6
#endif

#endif /* _BSDNET_COMPAT_LINUX_NET_H */
