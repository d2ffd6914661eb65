/* SPDX-License-Identifier: GPL-2.0 */
/* Drop reasons that kernels before 6.2 do not have */
#ifndef _BSDNET_COMPAT_NET_DROPREASON_H
#define _BSDNET_COMPAT_NET_DROPREASON_H

#include <linux/version.h>
#include_next <net/dropreason.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define SKB_DROP_REASON_FRAG_REASM_TIMEOUT	SKB_DROP_REASON_NOT_SPECIFIED
#define SKB_DROP_REASON_FRAG_TOO_FAR		SKB_DROP_REASON_NOT_SPECIFIED
#endif

#endif /* _BSDNET_COMPAT_NET_DROPREASON_H */
