/* SPDX-License-Identifier: GPL-2.0 */
/* Do not edit directly, auto-generated from: */
/*	specs/bsdnet.yaml */
/* To regenerate run: specs/generate */

#ifndef _BSDNET_ENCAP_NL_H
#define _BSDNET_ENCAP_NL_H

#include <linux/bsdnet.h>
#include <net/netlink.h>

extern const struct nla_policy bn_encap_vlan_policy[BSDNET_A_ENCAP_VLAN_MAX + 1];
extern const struct nla_policy bn_encap_snap_policy[BSDNET_A_ENCAP_SNAP_MAX + 1];
extern const struct nla_policy bn_encap_pppoe_policy[BSDNET_A_ENCAP_PPPOE_MAX + 1];
extern const struct nla_policy bn_encap_etag_policy[BSDNET_A_ENCAP_ETAG_MAX + 1];
extern const struct nla_policy bn_encap_ppp_policy[BSDNET_A_ENCAP_PPP_MAX + 1];
extern const struct nla_policy bn_encap_chdlc_policy[BSDNET_A_ENCAP_CHDLC_MAX + 1];
extern const struct nla_policy bn_encap_dlci_policy[BSDNET_A_ENCAP_DLCI_MAX + 1];
extern const struct nla_policy bn_encap_vc_policy[BSDNET_A_ENCAP_VC_MAX + 1];

#endif /* _BSDNET_ENCAP_NL_H */
