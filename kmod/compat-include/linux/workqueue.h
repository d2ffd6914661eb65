/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _BSDNET_COMPAT_LINUX_WORKQUEUE_H
#define _BSDNET_COMPAT_LINUX_WORKQUEUE_H

#include <linux/version.h>
#include_next <linux/workqueue.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 18, 0)

/* 6.18: until then, what is not unbound */
#define WQ_PERCPU 0

#endif

#endif /* _BSDNET_COMPAT_LINUX_WORKQUEUE_H */
