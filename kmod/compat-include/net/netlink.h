/* SPDX-License-Identifier: GPL-2.0 */
/* Parts of attribute policies that older kernels have no name for */
#ifndef _BSDNET_COMPAT_NET_NETLINK_H
#define _BSDNET_COMPAT_NET_NETLINK_H

#include_next <net/netlink.h>

#ifndef NLA_POLICY_MAX_LEN
#define NLA_POLICY_MAX_LEN(_len)	NLA_POLICY_MAX(NLA_BINARY, _len)
#endif

#endif /* _BSDNET_COMPAT_NET_NETLINK_H */
