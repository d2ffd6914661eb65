/* SPDX-License-Identifier: GPL-2.0 */
/* Directions of an iov_iter had no names of their own before 6.2 */
#ifndef _BSDNET_COMPAT_LINUX_UIO_H
#define _BSDNET_COMPAT_LINUX_UIO_H

#include_next <linux/uio.h>

#ifndef ITER_SOURCE
#define ITER_SOURCE	WRITE
#define ITER_DEST	READ
#endif

#endif /* _BSDNET_COMPAT_LINUX_UIO_H */
