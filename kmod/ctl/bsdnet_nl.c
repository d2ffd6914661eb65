// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	specs/bsdnet.yaml */
/* YNL-GEN kernel source */
/* YNL-ARG --function-prefix bn-ctl */
/* To regenerate run: specs/generate */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "bsdnet_nl.h"

#include <uapi/linux/bsdnet.h>
#include <linux/if_ether.h>

/* BSDNET_CMD_DRIVER_GET - do */
static const struct nla_policy bsdnet_driver_get_nl_policy[BSDNET_A_DRIVER_NAME + 1] = {
	[BSDNET_A_DRIVER_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_IFD_GET - do */
static const struct nla_policy bsdnet_ifd_get_do_nl_policy[BSDNET_A_IFD_NAME + 1] = {
	[BSDNET_A_IFD_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_IFD_GET - dump */
static const struct nla_policy bsdnet_ifd_get_dump_nl_policy[BSDNET_A_IFD_DRIVER + 1] = {
	[BSDNET_A_IFD_DRIVER] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_IFD_ADD - do */
static const struct nla_policy bsdnet_ifd_add_nl_policy[BSDNET_A_IFD_FD + 1] = {
	[BSDNET_A_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFD_DRIVER] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFD_MODE] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFD_ADMIN_UP] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFD_PARENT] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFD_ENCAP] = { .type = NLA_NUL_STRING, .len = BSDNET_ENCAP_NAME_MAX, },
	[BSDNET_A_IFD_ENCAP_DATA] = NLA_POLICY_MAX_LEN(BSDNET_ENCAP_DATA_MAX),
	[BSDNET_A_IFD_CARRIER] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFD_FD] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_IFD_SET - do */
static const struct nla_policy bsdnet_ifd_set_nl_policy[BSDNET_A_IFD_CARRIER + 1] = {
	[BSDNET_A_IFD_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFD_MODE] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFD_ADMIN_UP] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFD_ENCAP] = { .type = NLA_NUL_STRING, .len = BSDNET_ENCAP_NAME_MAX, },
	[BSDNET_A_IFD_ENCAP_DATA] = NLA_POLICY_MAX_LEN(BSDNET_ENCAP_DATA_MAX),
	[BSDNET_A_IFD_CARRIER] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* BSDNET_CMD_IFD_DEL - do */
static const struct nla_policy bsdnet_ifd_del_nl_policy[BSDNET_A_IFD_NAME + 1] = {
	[BSDNET_A_IFD_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_IFL_GET - do */
static const struct nla_policy bsdnet_ifl_get_do_nl_policy[BSDNET_A_IFL_NAME + 1] = {
	[BSDNET_A_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_IFL_GET - dump */
static const struct nla_policy bsdnet_ifl_get_dump_nl_policy[BSDNET_A_IFL_ENCAP + 1] = {
	[BSDNET_A_IFL_IFD_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFL_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFL_PARENT] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFL_ENCAP] = { .type = NLA_NUL_STRING, .len = BSDNET_ENCAP_NAME_MAX, },
};

/* BSDNET_CMD_IFL_ADD - do */
static const struct nla_policy bsdnet_ifl_add_nl_policy[BSDNET_A_IFL_LINK_UP + 1] = {
	[BSDNET_A_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFL_IFD_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFL_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFL_UNIT] = { .type = NLA_BE32, },
	[BSDNET_A_IFL_PARENT] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFL_ADMIN_UP] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFL_ENCAP] = { .type = NLA_NUL_STRING, .len = BSDNET_ENCAP_NAME_MAX, },
	[BSDNET_A_IFL_ENCAP_DATA] = NLA_POLICY_MAX_LEN(BSDNET_ENCAP_DATA_MAX),
	[BSDNET_A_IFL_LLADDR] = NLA_POLICY_MAX_LEN(BSDNET_LLADDR_MAX),
	[BSDNET_A_IFL_LINK_UP] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* BSDNET_CMD_IFL_SET - do */
static const struct nla_policy bsdnet_ifl_set_nl_policy[BSDNET_A_IFL_LINK_UP + 1] = {
	[BSDNET_A_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFL_ADMIN_UP] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_IFL_ENCAP_DATA] = NLA_POLICY_MAX_LEN(BSDNET_ENCAP_DATA_MAX),
	[BSDNET_A_IFL_LLADDR] = NLA_POLICY_MAX_LEN(BSDNET_LLADDR_MAX),
	[BSDNET_A_IFL_LINK_UP] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* BSDNET_CMD_IFL_DEL - do */
static const struct nla_policy bsdnet_ifl_del_nl_policy[BSDNET_A_IFL_NAME + 1] = {
	[BSDNET_A_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_IFF_GET - do */
static const struct nla_policy bsdnet_iff_get_do_nl_policy[BSDNET_A_IFF_FAMILY + 1] = {
	[BSDNET_A_IFF_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFF_FAMILY] = { .type = NLA_U8, },
};

/* BSDNET_CMD_IFF_GET - dump */
static const struct nla_policy bsdnet_iff_get_dump_nl_policy[BSDNET_A_IFF_INSTANCE + 1] = {
	[BSDNET_A_IFF_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFF_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFF_INSTANCE] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_IFF_ADD - do */
static const struct nla_policy bsdnet_iff_add_nl_policy[BSDNET_A_IFF_MTU + 1] = {
	[BSDNET_A_IFF_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFF_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFF_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_MTU] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_IFF_SET - do */
static const struct nla_policy bsdnet_iff_set_nl_policy[BSDNET_A_IFF_MTU + 1] = {
	[BSDNET_A_IFF_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFF_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFF_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_MTU] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_IFF_DEL - do */
static const struct nla_policy bsdnet_iff_del_nl_policy[BSDNET_A_IFF_FAMILY + 1] = {
	[BSDNET_A_IFF_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFF_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFF_FAMILY] = { .type = NLA_U8, },
};

/* BSDNET_CMD_IFA_GET - do */
static const struct nla_policy bsdnet_ifa_get_do_nl_policy[BSDNET_A_IFA_DEST_LEN + 1] = {
	[BSDNET_A_IFA_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFA_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFA_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFA_LOCAL] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_IFA_DEST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_IFA_DEST_LEN] = { .type = NLA_U8, },
};

/* BSDNET_CMD_IFA_GET - dump */
static const struct nla_policy bsdnet_ifa_get_dump_nl_policy[BSDNET_A_IFA_INSTANCE + 1] = {
	[BSDNET_A_IFA_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFA_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFA_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFA_INSTANCE] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_IFA_ADD - do */
static const struct nla_policy bsdnet_ifa_add_nl_policy[BSDNET_A_IFA_DEST_LEN + 1] = {
	[BSDNET_A_IFA_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFA_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFA_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFA_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_IFA_LOCAL] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_IFA_DEST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_IFA_DEST_LEN] = { .type = NLA_U8, },
};

/* BSDNET_CMD_IFA_DEL - do */
static const struct nla_policy bsdnet_ifa_del_nl_policy[BSDNET_A_IFA_DEST_LEN + 1] = {
	[BSDNET_A_IFA_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_IFA_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_IFA_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_IFA_LOCAL] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_IFA_DEST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_IFA_DEST_LEN] = { .type = NLA_U8, },
};

/* BSDNET_CMD_INSTANCE_GET - do */
static const struct nla_policy bsdnet_instance_get_nl_policy[BSDNET_A_INSTANCE_INDEX + 1] = {
	[BSDNET_A_INSTANCE_INDEX] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_INSTANCE_ADD - do */
static const struct nla_policy bsdnet_instance_add_nl_policy[BSDNET_A_INSTANCE_MAX_NEIGHBOURS + 1] = {
	[BSDNET_A_INSTANCE_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_INSTANCE_FORWARDING] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_INSTANCE_MAX_NEIGHBOURS] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_INSTANCE_SET - do */
static const struct nla_policy bsdnet_instance_set_nl_policy[BSDNET_A_INSTANCE_MAX_NEIGHBOURS + 1] = {
	[BSDNET_A_INSTANCE_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_INSTANCE_FORWARDING] = NLA_POLICY_MAX(NLA_U8, 1),
	[BSDNET_A_INSTANCE_MAX_NEIGHBOURS] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_INSTANCE_DEL - do */
static const struct nla_policy bsdnet_instance_del_nl_policy[BSDNET_A_INSTANCE_INDEX + 1] = {
	[BSDNET_A_INSTANCE_INDEX] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_ROUTE_GET - do */
static const struct nla_policy bsdnet_route_get_do_nl_policy[BSDNET_A_ROUTE_IFL_NAME + 1] = {
	[BSDNET_A_ROUTE_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_DST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_DST_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_SRC] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_SRC_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 11),
	[BSDNET_A_ROUTE_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_ROUTE_GET - dump */
static const struct nla_policy bsdnet_route_get_dump_nl_policy[BSDNET_A_ROUTE_IFL_NAME + 1] = {
	[BSDNET_A_ROUTE_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_DST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_DST_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_SRC] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_SRC_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 11),
	[BSDNET_A_ROUTE_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_ROUTE_ADD - do */
static const struct nla_policy bsdnet_route_add_nl_policy[BSDNET_A_ROUTE_REPLACE + 1] = {
	[BSDNET_A_ROUTE_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_DST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_DST_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_SRC] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_SRC_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 11),
	[BSDNET_A_ROUTE_FLAGS] = NLA_POLICY_MASK(NLA_U8, 0xf),
	[BSDNET_A_ROUTE_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_ROUTE_GATEWAY] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_NH_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 13),
	[BSDNET_A_ROUTE_LOCAL] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_REPLACE] = { .type = NLA_FLAG, },
};

/* BSDNET_CMD_ROUTE_SET - do */
static const struct nla_policy bsdnet_route_set_nl_policy[BSDNET_A_ROUTE_LOCAL + 1] = {
	[BSDNET_A_ROUTE_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_DST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_DST_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_SRC] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_SRC_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 11),
	[BSDNET_A_ROUTE_FLAGS] = NLA_POLICY_MASK(NLA_U8, 0xf),
	[BSDNET_A_ROUTE_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_ROUTE_GATEWAY] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_NH_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 13),
	[BSDNET_A_ROUTE_LOCAL] = NLA_POLICY_MAX_LEN(16),
};

/* BSDNET_CMD_ROUTE_DEL - do */
static const struct nla_policy bsdnet_route_del_nl_policy[BSDNET_A_ROUTE_IFL_NAME + 1] = {
	[BSDNET_A_ROUTE_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_DST] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_DST_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_SRC] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_ROUTE_SRC_LEN] = { .type = NLA_U8, },
	[BSDNET_A_ROUTE_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 11),
	[BSDNET_A_ROUTE_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_ROUTE_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_ROUTE_RESOLVE - do */
static const struct nla_policy bsdnet_route_resolve_nl_policy[BSDNET_A_RESOLVE_IIF_INDEX + 1] = {
	[BSDNET_A_RESOLVE_INSTANCE] = { .type = NLA_BE32, },
	[BSDNET_A_RESOLVE_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_RESOLVE_ADDR] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_RESOLVE_FROM] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_RESOLVE_IIF_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_RESOLVE_IIF_INDEX] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_NEXTHOP_GET - do */
static const struct nla_policy bsdnet_nexthop_get_do_nl_policy[BSDNET_A_NEXTHOP_INDEX + 1] = {
	[BSDNET_A_NEXTHOP_INDEX] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_NEXTHOP_GET - dump */
static const struct nla_policy bsdnet_nexthop_get_dump_nl_policy[BSDNET_A_NEXTHOP_IFL_NAME + 1] = {
	[BSDNET_A_NEXTHOP_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_NEXTHOP_TYPE] = NLA_POLICY_RANGE(NLA_U8, 1, 13),
	[BSDNET_A_NEXTHOP_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_NEXTHOP_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_NEIGH_GET - do */
static const struct nla_policy bsdnet_neigh_get_do_nl_policy[BSDNET_A_NEIGH_ADDR + 1] = {
	[BSDNET_A_NEIGH_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_NEIGH_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_NEIGH_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_NEIGH_ADDR] = NLA_POLICY_MAX_LEN(16),
};

/* BSDNET_CMD_NEIGH_GET - dump */
static const struct nla_policy bsdnet_neigh_get_dump_nl_policy[BSDNET_A_NEIGH_FAMILY + 1] = {
	[BSDNET_A_NEIGH_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_NEIGH_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_NEIGH_FAMILY] = { .type = NLA_U8, },
};

/* BSDNET_CMD_NEIGH_ADD - do */
static const struct nla_policy bsdnet_neigh_add_nl_policy[BSDNET_A_NEIGH_REPLACE + 1] = {
	[BSDNET_A_NEIGH_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_NEIGH_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_NEIGH_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_NEIGH_ADDR] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_NEIGH_LLADDR] = NLA_POLICY_MAX_LEN(BSDNET_LLADDR_MAX),
	[BSDNET_A_NEIGH_REPLACE] = { .type = NLA_FLAG, },
};

/* BSDNET_CMD_NEIGH_SET - do */
static const struct nla_policy bsdnet_neigh_set_nl_policy[BSDNET_A_NEIGH_LLADDR + 1] = {
	[BSDNET_A_NEIGH_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_NEIGH_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_NEIGH_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_NEIGH_ADDR] = NLA_POLICY_MAX_LEN(16),
	[BSDNET_A_NEIGH_LLADDR] = NLA_POLICY_MAX_LEN(BSDNET_LLADDR_MAX),
};

/* BSDNET_CMD_NEIGH_DEL - do */
static const struct nla_policy bsdnet_neigh_del_nl_policy[BSDNET_A_NEIGH_ADDR + 1] = {
	[BSDNET_A_NEIGH_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_NEIGH_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_NEIGH_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_NEIGH_ADDR] = NLA_POLICY_MAX_LEN(16),
};

/* BSDNET_CMD_L2_GET - dump */
static const struct nla_policy bsdnet_l2_get_nl_policy[BSDNET_A_L2_IFL_NAME + 1] = {
	[BSDNET_A_L2_IFD_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_L2_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_L2_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_L2_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_PCB_GET - dump */
static const struct nla_policy bsdnet_pcb_get_nl_policy[BSDNET_A_PCB_PROTO + 1] = {
	[BSDNET_A_PCB_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_PCB_PROTO] = { .type = NLA_U8, },
};

/* BSDNET_CMD_QUEUE_GET - dump */
static const struct nla_policy bsdnet_queue_get_nl_policy[BSDNET_A_QUEUE_KIND + 1] = {
	[BSDNET_A_QUEUE_KIND] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_SOCKET_GET - dump */
static const struct nla_policy bsdnet_socket_get_nl_policy[BSDNET_A_SOCKET_PROTO + 1] = {
	[BSDNET_A_SOCKET_FAMILY] = { .type = NLA_U8, },
	[BSDNET_A_SOCKET_PROTO] = { .type = NLA_U8, },
};

/* BSDNET_CMD_STATS_GET - dump */
static const struct nla_policy bsdnet_stats_get_nl_policy[BSDNET_A_STATS_FAMILY + 1] = {
	[BSDNET_A_STATS_SCOPE] = NLA_POLICY_MAX(NLA_U8, 2),
	[BSDNET_A_STATS_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_STATS_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_STATS_FAMILY] = { .type = NLA_U8, },
};

/* BSDNET_CMD_LATENCY_SET - do */
static const struct nla_policy bsdnet_latency_set_nl_policy[BSDNET_A_LATENCY_SECONDS + 1] = {
	[BSDNET_A_LATENCY_SECONDS] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_QUEUE_SET - do */
static const struct nla_policy bsdnet_queue_set_nl_policy[BSDNET_A_QUEUE_CPU + 1] = {
	[BSDNET_A_QUEUE_ID] = { .type = NLA_BE32, },
	[BSDNET_A_QUEUE_CPU] = { .type = NLA_BE32, },
};

/* BSDNET_CMD_QUEUE_SPREAD - do */
static const struct nla_policy bsdnet_queue_spread_nl_policy[BSDNET_A_QUEUE_CPUS + 1] = {
	[BSDNET_A_QUEUE_IFD_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_QUEUE_CPUS] = { .type = NLA_NUL_STRING, .len = BSDNET_CPUS_MAX, },
};

/* BSDNET_CMD_MADDR_GET - dump */
static const struct nla_policy bsdnet_maddr_get_nl_policy[BSDNET_A_MADDR_IFL_NAME + 1] = {
	[BSDNET_A_MADDR_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_MADDR_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_DDP_GET - dump */
static const struct nla_policy bsdnet_ddp_get_nl_policy[BSDNET_A_DDP_IFL_NAME + 1] = {
	[BSDNET_A_DDP_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_DDP_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_DDP_ADD - do */
static const struct nla_policy bsdnet_ddp_add_nl_policy[BSDNET_A_DDP_LAST + 1] = {
	[BSDNET_A_DDP_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_DDP_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
	[BSDNET_A_DDP_NET] = { .type = NLA_BE16, },
	[BSDNET_A_DDP_NODE] = { .type = NLA_U8, },
	[BSDNET_A_DDP_FIRST] = { .type = NLA_BE16, },
	[BSDNET_A_DDP_LAST] = { .type = NLA_BE16, },
};

/* BSDNET_CMD_DDP_DEL - do */
static const struct nla_policy bsdnet_ddp_del_nl_policy[BSDNET_A_DDP_IFL_NAME + 1] = {
	[BSDNET_A_DDP_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_DDP_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* BSDNET_CMD_AARP_GET - dump */
static const struct nla_policy bsdnet_aarp_get_nl_policy[BSDNET_A_AARP_IFL_NAME + 1] = {
	[BSDNET_A_AARP_IFL_INDEX] = { .type = NLA_BE32, },
	[BSDNET_A_AARP_IFL_NAME] = { .type = NLA_NUL_STRING, .len = BSDNET_NAME_MAX, },
};

/* Ops table for bsdnet */
static const struct genl_split_ops bsdnet_nl_ops[] = {
	{
		.cmd	= BSDNET_CMD_MODULE_GET,
		.doit	= bn_ctl_module_get_doit,
		.flags	= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_DRIVER_GET,
		.doit		= bn_ctl_driver_get_doit,
		.policy		= bsdnet_driver_get_nl_policy,
		.maxattr	= BSDNET_A_DRIVER_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BSDNET_CMD_DRIVER_GET,
		.dumpit	= bn_ctl_driver_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_IFD_GET,
		.doit		= bn_ctl_ifd_get_doit,
		.policy		= bsdnet_ifd_get_do_nl_policy,
		.maxattr	= BSDNET_A_IFD_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFD_GET,
		.dumpit		= bn_ctl_ifd_get_dumpit,
		.policy		= bsdnet_ifd_get_dump_nl_policy,
		.maxattr	= BSDNET_A_IFD_DRIVER,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_IFD_ADD,
		.doit		= bn_ctl_ifd_add_doit,
		.policy		= bsdnet_ifd_add_nl_policy,
		.maxattr	= BSDNET_A_IFD_FD,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFD_SET,
		.doit		= bn_ctl_ifd_set_doit,
		.policy		= bsdnet_ifd_set_nl_policy,
		.maxattr	= BSDNET_A_IFD_CARRIER,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFD_DEL,
		.doit		= bn_ctl_ifd_del_doit,
		.policy		= bsdnet_ifd_del_nl_policy,
		.maxattr	= BSDNET_A_IFD_NAME,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFL_GET,
		.doit		= bn_ctl_ifl_get_doit,
		.policy		= bsdnet_ifl_get_do_nl_policy,
		.maxattr	= BSDNET_A_IFL_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFL_GET,
		.dumpit		= bn_ctl_ifl_get_dumpit,
		.policy		= bsdnet_ifl_get_dump_nl_policy,
		.maxattr	= BSDNET_A_IFL_ENCAP,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_IFL_ADD,
		.doit		= bn_ctl_ifl_add_doit,
		.policy		= bsdnet_ifl_add_nl_policy,
		.maxattr	= BSDNET_A_IFL_LINK_UP,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFL_SET,
		.doit		= bn_ctl_ifl_set_doit,
		.policy		= bsdnet_ifl_set_nl_policy,
		.maxattr	= BSDNET_A_IFL_LINK_UP,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFL_DEL,
		.doit		= bn_ctl_ifl_del_doit,
		.policy		= bsdnet_ifl_del_nl_policy,
		.maxattr	= BSDNET_A_IFL_NAME,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFF_GET,
		.doit		= bn_ctl_iff_get_doit,
		.policy		= bsdnet_iff_get_do_nl_policy,
		.maxattr	= BSDNET_A_IFF_FAMILY,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFF_GET,
		.dumpit		= bn_ctl_iff_get_dumpit,
		.policy		= bsdnet_iff_get_dump_nl_policy,
		.maxattr	= BSDNET_A_IFF_INSTANCE,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_IFF_ADD,
		.doit		= bn_ctl_iff_add_doit,
		.policy		= bsdnet_iff_add_nl_policy,
		.maxattr	= BSDNET_A_IFF_MTU,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFF_SET,
		.doit		= bn_ctl_iff_set_doit,
		.policy		= bsdnet_iff_set_nl_policy,
		.maxattr	= BSDNET_A_IFF_MTU,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFF_DEL,
		.doit		= bn_ctl_iff_del_doit,
		.policy		= bsdnet_iff_del_nl_policy,
		.maxattr	= BSDNET_A_IFF_FAMILY,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFA_GET,
		.doit		= bn_ctl_ifa_get_doit,
		.policy		= bsdnet_ifa_get_do_nl_policy,
		.maxattr	= BSDNET_A_IFA_DEST_LEN,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFA_GET,
		.dumpit		= bn_ctl_ifa_get_dumpit,
		.policy		= bsdnet_ifa_get_dump_nl_policy,
		.maxattr	= BSDNET_A_IFA_INSTANCE,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_IFA_ADD,
		.doit		= bn_ctl_ifa_add_doit,
		.policy		= bsdnet_ifa_add_nl_policy,
		.maxattr	= BSDNET_A_IFA_DEST_LEN,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_IFA_DEL,
		.doit		= bn_ctl_ifa_del_doit,
		.policy		= bsdnet_ifa_del_nl_policy,
		.maxattr	= BSDNET_A_IFA_DEST_LEN,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_INSTANCE_GET,
		.doit		= bn_ctl_instance_get_doit,
		.policy		= bsdnet_instance_get_nl_policy,
		.maxattr	= BSDNET_A_INSTANCE_INDEX,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd	= BSDNET_CMD_INSTANCE_GET,
		.dumpit	= bn_ctl_instance_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_INSTANCE_ADD,
		.doit		= bn_ctl_instance_add_doit,
		.policy		= bsdnet_instance_add_nl_policy,
		.maxattr	= BSDNET_A_INSTANCE_MAX_NEIGHBOURS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_INSTANCE_SET,
		.doit		= bn_ctl_instance_set_doit,
		.policy		= bsdnet_instance_set_nl_policy,
		.maxattr	= BSDNET_A_INSTANCE_MAX_NEIGHBOURS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_INSTANCE_DEL,
		.doit		= bn_ctl_instance_del_doit,
		.policy		= bsdnet_instance_del_nl_policy,
		.maxattr	= BSDNET_A_INSTANCE_INDEX,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_ROUTE_GET,
		.doit		= bn_ctl_route_get_doit,
		.policy		= bsdnet_route_get_do_nl_policy,
		.maxattr	= BSDNET_A_ROUTE_IFL_NAME,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_ROUTE_GET,
		.start		= bn_ctl_route_get_start,
		.dumpit		= bn_ctl_route_get_dumpit,
		.done		= bn_ctl_route_get_done,
		.policy		= bsdnet_route_get_dump_nl_policy,
		.maxattr	= BSDNET_A_ROUTE_IFL_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_ROUTE_ADD,
		.doit		= bn_ctl_route_add_doit,
		.policy		= bsdnet_route_add_nl_policy,
		.maxattr	= BSDNET_A_ROUTE_REPLACE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_ROUTE_SET,
		.doit		= bn_ctl_route_set_doit,
		.policy		= bsdnet_route_set_nl_policy,
		.maxattr	= BSDNET_A_ROUTE_LOCAL,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_ROUTE_DEL,
		.doit		= bn_ctl_route_del_doit,
		.policy		= bsdnet_route_del_nl_policy,
		.maxattr	= BSDNET_A_ROUTE_IFL_NAME,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_ROUTE_RESOLVE,
		.doit		= bn_ctl_route_resolve_doit,
		.policy		= bsdnet_route_resolve_nl_policy,
		.maxattr	= BSDNET_A_RESOLVE_IIF_INDEX,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_NEXTHOP_GET,
		.doit		= bn_ctl_nexthop_get_doit,
		.policy		= bsdnet_nexthop_get_do_nl_policy,
		.maxattr	= BSDNET_A_NEXTHOP_INDEX,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_NEXTHOP_GET,
		.dumpit		= bn_ctl_nexthop_get_dumpit,
		.policy		= bsdnet_nexthop_get_dump_nl_policy,
		.maxattr	= BSDNET_A_NEXTHOP_IFL_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_NEIGH_GET,
		.doit		= bn_ctl_neigh_get_doit,
		.policy		= bsdnet_neigh_get_do_nl_policy,
		.maxattr	= BSDNET_A_NEIGH_ADDR,
		.flags		= GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_NEIGH_GET,
		.dumpit		= bn_ctl_neigh_get_dumpit,
		.policy		= bsdnet_neigh_get_dump_nl_policy,
		.maxattr	= BSDNET_A_NEIGH_FAMILY,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_NEIGH_ADD,
		.doit		= bn_ctl_neigh_add_doit,
		.policy		= bsdnet_neigh_add_nl_policy,
		.maxattr	= BSDNET_A_NEIGH_REPLACE,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_NEIGH_SET,
		.doit		= bn_ctl_neigh_set_doit,
		.policy		= bsdnet_neigh_set_nl_policy,
		.maxattr	= BSDNET_A_NEIGH_LLADDR,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_NEIGH_DEL,
		.doit		= bn_ctl_neigh_del_doit,
		.policy		= bsdnet_neigh_del_nl_policy,
		.maxattr	= BSDNET_A_NEIGH_ADDR,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_L2_GET,
		.dumpit		= bn_ctl_l2_get_dumpit,
		.policy		= bsdnet_l2_get_nl_policy,
		.maxattr	= BSDNET_A_L2_IFL_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_PCB_GET,
		.dumpit		= bn_ctl_pcb_get_dumpit,
		.policy		= bsdnet_pcb_get_nl_policy,
		.maxattr	= BSDNET_A_PCB_PROTO,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_QUEUE_GET,
		.dumpit		= bn_ctl_queue_get_dumpit,
		.policy		= bsdnet_queue_get_nl_policy,
		.maxattr	= BSDNET_A_QUEUE_KIND,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_SOCKET_GET,
		.dumpit		= bn_ctl_socket_get_dumpit,
		.policy		= bsdnet_socket_get_nl_policy,
		.maxattr	= BSDNET_A_SOCKET_PROTO,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_STATS_GET,
		.dumpit		= bn_ctl_stats_get_dumpit,
		.policy		= bsdnet_stats_get_nl_policy,
		.maxattr	= BSDNET_A_STATS_FAMILY,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= BSDNET_CMD_DROPS_GET,
		.dumpit	= bn_ctl_drops_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= BSDNET_CMD_ENCAP_GET,
		.dumpit	= bn_ctl_encap_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd	= BSDNET_CMD_LATENCY_GET,
		.dumpit	= bn_ctl_latency_get_dumpit,
		.flags	= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_LATENCY_SET,
		.doit		= bn_ctl_latency_set_doit,
		.policy		= bsdnet_latency_set_nl_policy,
		.maxattr	= BSDNET_A_LATENCY_SECONDS,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_QUEUE_SET,
		.doit		= bn_ctl_queue_set_doit,
		.policy		= bsdnet_queue_set_nl_policy,
		.maxattr	= BSDNET_A_QUEUE_CPU,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_QUEUE_SPREAD,
		.doit		= bn_ctl_queue_spread_doit,
		.policy		= bsdnet_queue_spread_nl_policy,
		.maxattr	= BSDNET_A_QUEUE_CPUS,
		.flags		= GENL_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_MADDR_GET,
		.dumpit		= bn_ctl_maddr_get_dumpit,
		.policy		= bsdnet_maddr_get_nl_policy,
		.maxattr	= BSDNET_A_MADDR_IFL_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_DDP_GET,
		.dumpit		= bn_ctl_ddp_get_dumpit,
		.policy		= bsdnet_ddp_get_nl_policy,
		.maxattr	= BSDNET_A_DDP_IFL_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
	{
		.cmd		= BSDNET_CMD_DDP_ADD,
		.doit		= bn_ctl_ddp_add_doit,
		.policy		= bsdnet_ddp_add_nl_policy,
		.maxattr	= BSDNET_A_DDP_LAST,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_DDP_DEL,
		.doit		= bn_ctl_ddp_del_doit,
		.policy		= bsdnet_ddp_del_nl_policy,
		.maxattr	= BSDNET_A_DDP_IFL_NAME,
		.flags		= GENL_UNS_ADMIN_PERM | GENL_CMD_CAP_DO,
	},
	{
		.cmd		= BSDNET_CMD_AARP_GET,
		.dumpit		= bn_ctl_aarp_get_dumpit,
		.policy		= bsdnet_aarp_get_nl_policy,
		.maxattr	= BSDNET_A_AARP_IFL_NAME,
		.flags		= GENL_CMD_CAP_DUMP,
	},
};

static const struct genl_multicast_group bsdnet_nl_mcgrps[] = {
	[BSDNET_NLGRP_CONFIG] = { "config", },
};

struct genl_family bsdnet_nl_family __ro_after_init = {
	.name		= BSDNET_FAMILY_NAME,
	.version	= BSDNET_FAMILY_VERSION,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.split_ops	= bsdnet_nl_ops,
	.n_split_ops	= ARRAY_SIZE(bsdnet_nl_ops),
	.mcgrps		= bsdnet_nl_mcgrps,
	.n_mcgrps	= ARRAY_SIZE(bsdnet_nl_mcgrps),
};
