/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ether - the type field of Ethernet and of tags (IF-9)
 */
#ifndef _BSDNET_ENCAP_ETHER_H
#define _BSDNET_ENCAP_ETHER_H

#include "ifs/ifs.h"

/* ether.c APIs, as bn_encap::proto and bn_encap::put_proto */
int bn_ether_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		   struct netlink_ext_ack *extack);
int bn_ether_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
		       struct bn_l2_hdr *hdr);

#endif /* _BSDNET_ENCAP_ETHER_H */
