/* SPDX-License-Identifier: GPL-2.0 */
/*
 * route - interface between ctl_route.c and ctl_route_change.c; configuration lock and
 * route lock
 */
#ifndef _BSDNET_CTL_ROUTE_H
#define _BSDNET_CTL_ROUTE_H

#include "ctl/private.h"

/* ctl_route.c APIs */
int bn_ctl_route_prefix(const struct bn_ctl_req *req, const struct bn_family *family,
			struct bn_rt_prefix *prefix);
int bn_ctl_route_find(const struct bn_ctl_req *req, struct bn_route_ref *ref);

#endif /* _BSDNET_CTL_ROUTE_H */
