/* SPDX-License-Identifier: GPL-2.0 */
/* Options of level SOL_IP that kernels before 6.3 do not name */
#ifndef _BSDNET_COMPAT_LINUX_IN_H
#define _BSDNET_COMPAT_LINUX_IN_H

#include_next <linux/in.h>

#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51
#endif

#endif /* _BSDNET_COMPAT_LINUX_IN_H */
