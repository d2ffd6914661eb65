/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: packets that are not addressed to this host
 */
#ifndef _BSDNET_SOCK_EARLY_H
#define _BSDNET_SOCK_EARLY_H

#include <linux/sockptr.h>
#include <linux/types.h>

struct bn_sock;

/* early.c APIs. Process context: */
int bn_sock_early_setsockopt(struct bn_sock *bs, sockptr_t optval, unsigned int len);
/* Socket lock: */
int bn_sock_early_set_alert(struct bn_sock *bs, bool on);
bool bn_sock_early_has_alert(struct bn_sock *bs);
void bn_sock_early_drop_all(struct bn_sock *bs);

#endif /* _BSDNET_SOCK_EARLY_H */
