/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the address family: opening and closing sockets
 */
#ifndef _BSDNET_SOCK_AF_BSDNET_H
#define _BSDNET_SOCK_AF_BSDNET_H

#include <linux/net.h>

/* af_bsdnet.c APIs. Process context: */
int bn_af_init(void);
void bn_af_exit(void);
int bn_af_open(void);
void bn_af_close(void);
void bn_af_drain(void);
int bn_af_release(struct socket *sock);
int bn_af_ioctl(struct socket *sock, unsigned int cmd, unsigned long arg);

#endif /* _BSDNET_SOCK_AF_BSDNET_H */
