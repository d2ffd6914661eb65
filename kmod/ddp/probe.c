// SPDX-License-Identifier: GPL-2.0
/*
 * probe - acquisition of a node's address (IA 2-8)
 *
 * An address is probed before it is used: whenever the interface comes up, or its link-layer
 * address changes. If another station has it, the next candidate is tried, or, if the user
 * chose the node, the address is not used until the interface comes up again.
 *
 *	DOWN -> PROBING -> UP
 *		   \----> CONFLICT
 *
 * An address in use is defended by responses. If another station uses it nevertheless, that is
 * logged once, and the address is kept.
 *
 * Serves Q-10.
 */
#include <linux/etherdevice.h>
#include <linux/random.h>

#include "ddp/private.h"

static void set_state(struct bn_ddp_link *link, enum bsdnet_ddp_state state)
{
	link->state = state;
	bn_ddp_link_changed(link);
}

/* The first candidate is random, as the nodes of a cable choose at the same time; the others
 * follow it
 */
static u8 choose_node(const struct bn_ddp_link *link)
{
	if (link->config.node)
		return link->config.node;
	if (!link->node)
		return 1 + get_random_u32() % BN_DDP_NODE_LAST;
	return link->node % BN_DDP_NODE_LAST + 1;
}

static void begin(struct bn_ddp_link *link)
{
	link->probes = BN_AARP_PROBES;
	bn_aarp_flush(link);
	set_state(link, BSDNET_DDP_STATE_PROBING);
	bn_ddp_hurry(link->ddp);
}

/**
 * bn_ddp_probe_start() - the interface is up: probe the address
 * @link: the interface, its link-layer address set
 */
void bn_ddp_probe_start(struct bn_ddp_link *link)
{
	link->nodes = 1;
	link->warned = false;
	/* a node that was chosen before is the best candidate (IA 2-8) */
	if (!link->node)
		link->node = choose_node(link);
	begin(link);
}

/* Another station has the address that is being probed */
static void try_another(struct bn_ddp_link *link)
{
	if (link->config.node || link->nodes == BN_AARP_NODES_MAX) {
		set_state(link, BSDNET_DDP_STATE_CONFLICT);
		return;
	}
	link->nodes++;
	link->node = choose_node(link);
	begin(link);
}

/**
 * bn_ddp_probe_conflict() - another station has this node's address
 * @link: the interface
 */
void bn_ddp_probe_conflict(struct bn_ddp_link *link)
{
	if (link->state == BSDNET_DDP_STATE_PROBING) {
		try_another(link);
	} else if (link->state == BSDNET_DDP_STATE_UP && !link->warned) {
		link->warned = true;
		pr_warn_ratelimited("address conflict: AppleTalk node %u.%u is used twice\n",
				    link->config.net, link->node);
	}
}

static void send_probe(struct bn_ddp_link *link)
{
	struct bn_aarp_msg msg = {
		.op = BN_AARP_PROBE,
		.tnet = link->config.net,
		.tnode = link->node,
	};

	bn_aarp_frame_send(link, bn_ddp_multicast, &msg);
}

/* One more interval than probes: the last one may be answered, too */
static void go_on(struct bn_ddp_link *link)
{
	if (link->probes) {
		link->probes--;
		send_probe(link);
		return;
	}
	set_state(link, BSDNET_DDP_STATE_UP);
	bn_rtmp_start(link);
}

static void go_down(struct bn_ddp_link *link)
{
	bn_aarp_flush(link);
	link->router = (struct bn_ddp_addr){};
	set_state(link, BSDNET_DDP_STATE_DOWN);
}

/**
 * bn_ddp_probe_tick() - follow the state of the interface, send the next probe
 * @link: the interface
 *
 * Return: true while probing: call again after BN_DDP_TICK.
 */
bool bn_ddp_probe_tick(struct bn_ddp_link *link)
{
	u8 lladdr[ETH_ALEN];

	if (!bn_ddp_frame_lladdr(link, lladdr)) {
		if (link->state != BSDNET_DDP_STATE_DOWN)
			go_down(link);
	} else if (link->state == BSDNET_DDP_STATE_DOWN ||
		   !ether_addr_equal(lladdr, link->lladdr)) {
		memcpy(link->lladdr, lladdr, ETH_ALEN);
		bn_ddp_probe_start(link);
	} else if (link->state == BSDNET_DDP_STATE_PROBING) {
		go_on(link);
	}
	return link->state == BSDNET_DDP_STATE_PROBING;
}
