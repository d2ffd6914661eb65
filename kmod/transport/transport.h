/* SPDX-License-Identifier: GPL-2.0 */
/*
 * transport - UDP, between ip and sock
 *
 * Stateless helpers, and the protocol entry of UDP in the PCB table (PCB-3), which
 * answers port unreachable.
 */
#ifndef _BSDNET_TRANSPORT_H
#define _BSDNET_TRANSPORT_H

#include "inet/inet.h"

extern const struct bn_room bn_transport_room;

/* udp.c APIs; any context, no lock */
#define BN_UDP_HEADROOM (BN_IP4_HEADROOM + 8)
int bn_udp4_output(struct bsdnet_stack *stack, struct sk_buff *skb, const struct bn_ip4_tx *tx,
		   __be16 sport, __be16 dport);
int bn_udp4_check(struct sk_buff *skb);

#endif /* _BSDNET_TRANSPORT_H */
