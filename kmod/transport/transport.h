/* SPDX-License-Identifier: GPL-2.0 */
/*
 * transport - UDP (TCP and raw IP to come): what lies between ip and sock
 *
 * Stateless helpers and the protocol entries of the PCB table (PCB-3): "UDP"
 * alone answers port unreachable, an unknown protocol answers protocol unreachable.
 */
#ifndef _BSDNET_TRANSPORT_H
#define _BSDNET_TRANSPORT_H

#include "inet/inet.h"

extern const struct bn_room bn_transport_room;

/* udp.c APIs */
/* @skb->data at the payload, headroom BN_UDP_HEADROOM. Adds the UDP header
 * and checksum (offloaded where possible), on to bn_ip4_output().
 */
#define BN_UDP_HEADROOM (BN_IP4_HEADROOM + 8)
int bn_udp4_output(struct bsdnet_stack *stack, struct sk_buff *skb, const struct bn_ip4_tx *tx,
		   __be16 sport, __be16 dport);
/* @skb->data at the UDP header: length and checksum. 0, or -EINVAL: the caller
 * drops with BN_DROP_UDP_BAD. Trims padding.
 */
int bn_udp4_check(struct sk_buff *skb);

#endif /* _BSDNET_TRANSPORT_H */
