// SPDX-License-Identifier: GPL-2.0
/*
 * bsdnet - a second network stack beside the host's own
 *
 * Starts the rooms from the bottom up and stops them from the top down; knows
 * nothing else.
 */
#include <linux/module.h>

#include "core/core.h"
#include "ctl/ctl.h"
#include "ddp/ddp.h"
#include "drivers/drivers.h"
#include "encap/encap.h"
#include "fib/fib.h"
#include "ifs/ifs.h"
#include "inet/inet.h"
#include "l3demux/l3demux.h"
#include "neigh/neigh.h"
#include "queues/queues.h"
#include "rt/rt.h"
#include "sock/sock.h"
#include "transport/transport.h"

static const struct bn_room *const bn_rooms[] = {
	&bn_core_room,
	&bn_queues_room,
	&bn_l3demux_room,
	&bn_fib_room,
	&bn_ifs_room,
	&bn_drivers_room,
	&bn_encap_room,
	&bn_rt_room,
	&bn_inet_room,
	&bn_neigh_room,	/* its queues call the families */
	&bn_ddp_room,
	&bn_transport_room,
	&bn_sock_room,
	&bn_ctl_room,
};

static int __init bsdnet_init(void)
{
	return bn_stack_register(bn_rooms, ARRAY_SIZE(bn_rooms));
}

static void __exit bsdnet_exit(void)
{
	bn_stack_unregister();
}

module_init(bsdnet_init);
module_exit(bsdnet_exit);

MODULE_DESCRIPTION("A second network stack after Ferguson's redesign of BSD networking");
MODULE_AUTHOR("The bsdnet project");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1");
