/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	specs/bsdnet.yaml */
/* YNL-GEN kernel header */
/* YNL-ARG --function-prefix bn-ctl */
/* To regenerate run: specs/generate */

#ifndef _LINUX_BSDNET_GEN_H
#define _LINUX_BSDNET_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/bsdnet.h>
#include <linux/if_ether.h>

int bn_ctl_route_get_start(struct netlink_callback *cb);
int bn_ctl_route_get_done(struct netlink_callback *cb);

int bn_ctl_module_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_driver_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_driver_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_ifd_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifd_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_ifd_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifd_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifd_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifl_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifl_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_ifl_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifl_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifl_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_iff_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_iff_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_iff_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_iff_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_iff_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifa_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_ifa_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ifa_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_instance_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_instance_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int bn_ctl_instance_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_instance_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_instance_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_route_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_route_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_route_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_route_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_route_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_route_resolve_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_nexthop_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_nexthop_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_neigh_get_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_neigh_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_neigh_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_neigh_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_neigh_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_l2_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_pcb_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_queue_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_socket_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_drops_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_encap_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_latency_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_latency_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_queue_set_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_queue_spread_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_maddr_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_ddp_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int bn_ctl_ddp_add_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_ddp_del_doit(struct sk_buff *skb, struct genl_info *info);
int bn_ctl_aarp_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

enum {
	BSDNET_NLGRP_CONFIG,
};

extern struct genl_family bsdnet_nl_family;

#endif /* _LINUX_BSDNET_GEN_H */
