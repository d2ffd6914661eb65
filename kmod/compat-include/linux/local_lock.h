/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Locks of per-CPU data that softirqs use, for kernels before 6.11. There a section with BH
 * disabled is never preempted by another one of the same CPU, on PREEMPT_RT neither.
 */
#ifndef _BSDNET_COMPAT_LINUX_LOCAL_LOCK_H
#define _BSDNET_COMPAT_LINUX_LOCAL_LOCK_H

#include <linux/spinlock.h>	/* which the kernel's own needs and does not include */
#include_next <linux/local_lock.h>

#ifndef local_lock_nested_bh
#define local_lock_nested_bh(lock)	((void)(lock))
#define local_unlock_nested_bh(lock)	((void)(lock))
#endif

#endif /* _BSDNET_COMPAT_LINUX_LOCAL_LOCK_H */
