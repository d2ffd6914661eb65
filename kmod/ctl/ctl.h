/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ctl - the control channel: generic netlink family "bsdnet" (CTL-*)
 *
 * specs/bsdnet.yaml defines the family; policies and the uapi header are generated
 * from it. One file per object kind translates requests to calls of the rooms below.
 */
#ifndef _BSDNET_CTL_H
#define _BSDNET_CTL_H

#include "core/core.h"

extern const struct bn_room bn_ctl_room;

#endif /* _BSDNET_CTL_H */
