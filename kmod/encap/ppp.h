/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ppp - the protocol field of PPP, the same on every medium (IF-10)
 *
 * In a key it has 16 bits, for bridged Ethernet (RFC 3518) followed by the MAC type, 8 bits. On
 * the wire it may have one octet (RFC 1661 6.5), and an octet of flags precedes the MAC type.
 */
#ifndef _BSDNET_ENCAP_PPP_H
#define _BSDNET_ENCAP_PPP_H

#include "encap/reader.h"

#define BN_ETH_P_PPP	0x880b	/* ethertype of PPP (IEEE) */

extern const struct bn_encap *const bn_encaps_ppp[];

/* ppp.c APIs. Any context */
int bn_ppp_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		 struct netlink_ext_ack *extack);
int bn_ppp_put_proto(const struct bn_l2_key *proto, bool compress, struct bn_l2_hdr *hdr);
int bn_ppp_read(struct bn_reader *reader, struct bn_l2_key *key);

#endif /* _BSDNET_ENCAP_PPP_H */
