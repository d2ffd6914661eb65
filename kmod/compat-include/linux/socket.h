/* SPDX-License-Identifier: GPL-2.0 */
/* Addresses of any size; kernels before 6.19 pass struct sockaddr */
#ifndef _BSDNET_COMPAT_LINUX_SOCKET_H
#define _BSDNET_COMPAT_LINUX_SOCKET_H

#include <linux/version.h>
#include_next <linux/socket.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define sockaddr_unsized sockaddr
#endif

#endif /* _BSDNET_COMPAT_LINUX_SOCKET_H */
