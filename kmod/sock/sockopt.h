/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: socket options
 */
#ifndef _BSDNET_SOCK_SOCKOPT_H
#define _BSDNET_SOCK_SOCKOPT_H

#include <linux/net.h>

int bn_sockopt_set(struct socket *sock, int level, int name, sockptr_t val, unsigned int len);
int bn_sockopt_get(struct socket *sock, int level, int name, char __user *val,
		   int __user *len);

#endif /* _BSDNET_SOCK_SOCKOPT_H */
