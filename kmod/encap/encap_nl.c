// SPDX-License-Identifier: GPL-2.0
/* Do not edit directly, auto-generated from: */
/*	specs/bsdnet.yaml */
/* To regenerate run: specs/generate */

#include <linux/if_ether.h>

#include "encap/encap_nl.h"

const struct nla_policy bn_encap_vlan_policy[BSDNET_A_ENCAP_VLAN_MAX + 1] = {
	[BSDNET_A_ENCAP_VLAN_VID] = { .type = NLA_BE16, },
	[BSDNET_A_ENCAP_VLAN_TPID] = { .type = NLA_BE16, },
};

const struct nla_policy bn_encap_snap_policy[BSDNET_A_ENCAP_SNAP_MAX + 1] = {
	[BSDNET_A_ENCAP_SNAP_OUI] = NLA_POLICY_EXACT_LEN(BSDNET_SNAP_OUI_LEN),
};

const struct nla_policy bn_encap_pppoe_policy[BSDNET_A_ENCAP_PPPOE_MAX + 1] = {
	[BSDNET_A_ENCAP_PPPOE_SESSION] = { .type = NLA_BE16, },
	[BSDNET_A_ENCAP_PPPOE_PEER] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
};

const struct nla_policy bn_encap_etag_policy[BSDNET_A_ENCAP_ETAG_MAX + 1] = {
	[BSDNET_A_ENCAP_ETAG_ECID] = { .type = NLA_BE32, },
};

const struct nla_policy bn_encap_ppp_policy[BSDNET_A_ENCAP_PPP_MAX + 1] = {
	[BSDNET_A_ENCAP_PPP_ACFC] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_ENCAP_PPP_PFC] = NLA_POLICY_MAX(NLA_U8, 1),
};

const struct nla_policy bn_encap_chdlc_policy[BSDNET_A_ENCAP_CHDLC_MAX + 1] = {
	[BSDNET_A_ENCAP_CHDLC_KEEPALIVE] = { .type = NLA_BE32, },
};

const struct nla_policy bn_encap_dlci_policy[BSDNET_A_ENCAP_DLCI_MAX + 1] = {
	[BSDNET_A_ENCAP_DLCI_DLCI] = { .type = NLA_BE32, },
	[BSDNET_A_ENCAP_DLCI_ADDRLEN] = NLA_POLICY_RANGE(NLA_U8, BSDNET_DLCI_ADDRLEN_MIN, BSDNET_DLCI_ADDRLEN_MAX),
};

const struct nla_policy bn_encap_vc_policy[BSDNET_A_ENCAP_VC_MAX + 1] = {
	[BSDNET_A_ENCAP_VC_VPI] = { .type = NLA_BE16, },
	[BSDNET_A_ENCAP_VC_VCI] = { .type = NLA_BE16, },
	[BSDNET_A_ENCAP_VC_MUX] = NLA_POLICY_MAX(NLA_U8, 1),
};
