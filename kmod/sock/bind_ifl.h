/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: sockets that are bound to an interface
 */
#ifndef _BSDNET_SOCK_BIND_IFL_H
#define _BSDNET_SOCK_BIND_IFL_H

#include <linux/sockptr.h>
#include <linux/types.h>

struct bn_sock;
struct sock;

/* bind_ifl.c APIs. Process context: */
int bn_bind_ifl_index(struct bn_sock *bs, int index);
int bn_bind_ifl_name(struct bn_sock *bs, sockptr_t val, unsigned int len);
/* Socket lock: */
int bn_bind_ifl_set(struct bn_sock *bs, u32 ifl_index);
void bn_bind_ifl_rehash(struct sock *sk);

#endif /* _BSDNET_SOCK_BIND_IFL_H */
