/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: options of raw sockets
 */
#ifndef _BSDNET_SOCK_RAW_SOCK_H
#define _BSDNET_SOCK_RAW_SOCK_H

#include <linux/sockptr.h>

struct bn_sock;

/* raw_sock.c APIs: level SOL_RAW of raw sockets. Process context: */
int bn_raw_sockopt_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len);
int bn_raw_sockopt_get(struct bn_sock *bs, int name, int *val);

#endif /* _BSDNET_SOCK_RAW_SOCK_H */
