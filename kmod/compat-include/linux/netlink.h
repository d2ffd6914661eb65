/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Formatted extack texts, for kernels before 6.2: a buffer per place that
 * sets one. Two namespaces that fail in the same place at the same instant
 * may then see each other's names in the text; it always ends with NUL.
 */
#ifndef _BSDNET_COMPAT_LINUX_NETLINK_H
#define _BSDNET_COMPAT_LINUX_NETLINK_H

#include_next <linux/netlink.h>

#ifndef NL_SET_ERR_MSG_FMT

#define NETLINK_MAX_FMTMSG_LEN 80

#define NL_SET_ERR_MSG_FMT(extack, fmt, args...) do {			\
	static char __text[NETLINK_MAX_FMTMSG_LEN];			\
	struct netlink_ext_ack *__extack_fmt = (extack);		\
									\
	if (__extack_fmt) {						\
		snprintf(__text, sizeof(__text), fmt, ##args);		\
		__extack_fmt->_msg = __text;				\
	}								\
} while (0)

#define NL_SET_ERR_MSG_ATTR_FMT(extack, attr, fmt, args...) do {	\
	struct netlink_ext_ack *__extack_attr = (extack);		\
									\
	NL_SET_ERR_MSG_FMT(__extack_attr, fmt, ##args);			\
	NL_SET_BAD_ATTR(__extack_attr, attr);				\
} while (0)

#endif /* NL_SET_ERR_MSG_FMT */

#endif /* _BSDNET_COMPAT_LINUX_NETLINK_H */
