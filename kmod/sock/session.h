/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: entries of sockets in the PCB table
 */
#ifndef _BSDNET_SOCK_SESSION_H
#define _BSDNET_SOCK_SESSION_H

#include "sock/socket.h"

struct bn_sock_icmp;

/* session.c APIs. Socket lock: */
int bn_session_install(struct bn_sock *bs, const struct bn_sock_addr *addr);
void bn_session_remove(struct bn_sock *bs);
void bn_session_refresh(struct bn_sock *bs);
/* Any context: */
bool bn_session_far(const struct bn_sock *bs, const struct sk_buff *skb);
/* Softirq: */
void bn_session_input(struct bn_pcb *pcb, struct sk_buff *skb);
void bn_session_report(struct bn_sock *bs, struct sk_buff *skb, const struct bn_sock_icmp *icmp,
		       bool connected);
bool bn_session_accepts(const struct bn_pcb *pcb, const struct sk_buff *skb);
void bn_session_input_copy(struct bn_pcb *pcb, struct sk_buff *skb);
void bn_session_error(struct bn_pcb *pcb, struct sk_buff *skb, int err, u8 type, u8 code,
		      u32 info);

#endif /* _BSDNET_SOCK_SESSION_H */
