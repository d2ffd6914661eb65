// SPDX-License-Identifier: GPL-2.0
/*
 * nh_hold - HOLD: a neighbour that is being asked for (NH-2, NH-5)
 *
 * Keeps a bounded number of packets, with the resolver's help, until it
 * becomes UNICAST or the neighbour is given up.
 */
#include "rt/rt_priv.h"

const struct bn_nh_ops bn_nh_hold_ops = {
	.type = BN_RNH_HOLD,
	.name = "hold",
	.received = bn_nh_resolv_received,
	.originated = bn_nh_resolv_originated,
};
