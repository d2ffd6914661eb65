/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room transport: the interface between its files
 */
#ifndef _BSDNET_TRANSPORT_UDP_ENTRY_H
#define _BSDNET_TRANSPORT_UDP_ENTRY_H

#include "l3demux/l3demux.h"

/* udp.c: callbacks of the protocol entry of UDP */
extern const struct bn_pcb_ops bn_udp4_closed_ops;

#endif /* _BSDNET_TRANSPORT_UDP_ENTRY_H */
