/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ppp - the protocol field of PPP, which is the same on every medium (IF-10)
 *
 * In a key it is 16 bits, and for bridged Ethernet (RFC 3518) the MAC type, 8 bits, behind it. On
 * the wire it may be one octet (RFC 1661 6.5), and the MAC type has an octet of
 * flags before it.
 */
#ifndef _BSDNET_ENCAP_PPP_H
#define _BSDNET_ENCAP_PPP_H

#include "encap/reader.h"

#define BN_ETH_P_PPP	0x880b	/* IEEE's number for PPP frames */

extern const struct bn_encap *const bn_encaps_ppp[];

/* ppp.c APIs. The first two as bn_encap::proto and bn_encap::put_proto */
int bn_ppp_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		 struct netlink_ext_ack *extack);
/* @compress: in one octet where it can be */
int bn_ppp_put_proto(const struct bn_l2_key *proto, bool compress, struct bn_l2_hdr *hdr);
/* Reads the field and appends it to the key; -EINVAL for a malformed frame, with nothing read */
int bn_ppp_read(struct bn_reader *reader, struct bn_l2_key *key);

#endif /* _BSDNET_ENCAP_PPP_H */
