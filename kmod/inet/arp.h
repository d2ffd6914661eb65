/* SPDX-License-Identifier: GPL-2.0 */
/*
 * arp - private to room inet: what the files of ARP offer each other
 */
#ifndef _BSDNET_ARP_H
#define _BSDNET_ARP_H

#include <linux/etherdevice.h>
#include <linux/xarray.h>

#include "inet/private.h"

#define BN_ARP_ANNOUNCE_MS	2000	/* RFC 5227 ANNOUNCE_INTERVAL */
#define BN_ARP_DEFEND_MS	10000	/* RFC 5227 DEFEND_INTERVAL */

/**
 * struct bn_arp - ARP of a stack
 * @links: struct bn_arp_link by ifl_index; route lock
 */
struct bn_arp {
	struct xarray links;
};

/**
 * struct bn_arp_link - what ARP remembers of an interface that has addresses
 * @cache: the neighbour cache
 * @ifl_index: the interface
 * @down: its flags when they were last looked at
 * @lladdr: its link-layer address then
 * @has_defended: @defended is valid
 * @defended: time of the last defence of one of its addresses, bn_neigh_now()
 * @timer: of the second announcement
 */
struct bn_arp_link {
	struct bn_neigh_cache *cache;
	u32 ifl_index;
	u32 down;
	u8 lladdr[ETH_ALEN];
	bool has_defended;
	u64 defended;
	struct bn_neigh_timer timer;
};

/**
 * struct bn_arp_msg - an ARP packet, checked
 * @op: ARPOP_REQUEST or ARPOP_REPLY
 * @sha: sender's link-layer address
 * @tha: target's link-layer address
 * @spa: sender's protocol address; 0: a probe (RFC 5227)
 * @tpa: target's protocol address
 */
struct bn_arp_msg {
	u16 op;
	u8 sha[ETH_ALEN];
	u8 tha[ETH_ALEN];
	__be32 spa;
	__be32 tpa;
};

/* arp_frame.c APIs */
bool bn_arp_is_host(const void *addr);
int bn_arp_frame_parse(struct sk_buff *skb, struct bn_arp_msg *msg);
void bn_arp_frame_send(struct bn_iff *iff, const u8 *dest, const struct bn_arp_msg *msg);

#endif /* _BSDNET_ARP_H */
