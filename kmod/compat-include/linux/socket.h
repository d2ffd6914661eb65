/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Addresses of any size; kernels before 6.19 pass struct sockaddr. Before 6.5, sendfile() and splice()
 * send each page by itself; all pages of a call but the last one have a flag.
 */
#ifndef _BSDNET_COMPAT_LINUX_SOCKET_H
#define _BSDNET_COMPAT_LINUX_SOCKET_H

#include <linux/version.h>
#include_next <linux/socket.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
#define sockaddr_unsized sockaddr
#endif

static inline void bn_msg_join_pages(struct msghdr *msg)
{
#ifdef MSG_SENDPAGE_NOTLAST
	if (msg->msg_flags & MSG_SENDPAGE_NOTLAST)
		msg->msg_flags |= MSG_MORE;
#endif
}

#endif /* _BSDNET_COMPAT_LINUX_SOCKET_H */
