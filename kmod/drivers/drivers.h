/* SPDX-License-Identifier: GPL-2.0 */
/*
 * drivers - the drivers of ifds: network devices, channels, descriptors, loopback (IF-1)
 */
#ifndef _BSDNET_DRIVERS_H
#define _BSDNET_DRIVERS_H

#include "core/core.h"

extern const struct bn_room bn_drivers_room;

#endif /* _BSDNET_DRIVERS_H */
