/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _BSDNET_COMPAT_LINUX_SLAB_H
#define _BSDNET_COMPAT_LINUX_SLAB_H

#include_next <linux/slab.h>

/* Since 6.5; before, caches of the same size and flags may become one */
#ifndef SLAB_NO_MERGE
#define SLAB_NO_MERGE 0
#endif

#endif /* _BSDNET_COMPAT_LINUX_SLAB_H */
