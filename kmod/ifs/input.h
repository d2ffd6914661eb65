/* SPDX-License-Identifier: GPL-2.0 */
/*
 * input - helpers to receive frames from devices, channels and layers
 */
#ifndef _BSDNET_IFS_INPUT_H
#define _BSDNET_IFS_INPUT_H

#include "ifs/private.h"

/**
 * struct bn_input_run - consecutive frames with the same entry
 * @entry: the entry
 * @n: number of frames
 * @pkts: the frames
 */
struct bn_input_run {
	const struct bn_l2_entry *entry;
	unsigned int n;
	struct sk_buff *pkts[BN_DEVQ_VECTOR];
};

static inline void bn_input_run_init(struct bn_input_run *run)
{
	run->entry = NULL;
	run->n = 0;
}

static inline void bn_input_run_flush(struct bn_input_run *run)
{
	if (run->n)
		run->entry->input(run->entry, run->pkts, run->n);
	run->n = 0;
}

/* At most BN_DEVQ_VECTOR frames between two flushes */
static inline void bn_input_run_add(struct bn_input_run *run, const struct bn_l2_entry *entry,
				    struct sk_buff *skb)
{
	if (entry != run->entry)
		bn_input_run_flush(run);
	run->entry = entry;
	run->pkts[run->n++] = skb;
}

/* Packet flags from the type of the link-layer destination */
static inline u16 bn_input_cast(const struct sk_buff *skb)
{
	if (skb->pkt_type == PACKET_BROADCAST)
		return BN_PKT_L2_BCAST;
	return skb->pkt_type == PACKET_MULTICAST ? BN_PKT_L2_MCAST : 0;
}

/* input.c */
struct sk_buff *bn_input_prepare(const struct bn_l2_entry *entry, struct sk_buff *skb);
struct sk_buff *bn_input_whole(struct sk_buff *skb);

/* mac.c: filter verdict for a frame to another station */
enum bn_mac_verdict {
	BN_MAC_OTHER,	/* no filter matches */
	BN_MAC_ANY,	/* only a promiscuous filter matches */
	BN_MAC_OURS,	/* the destination is in the unicast filter */
};

enum bn_mac_verdict bn_mac_check(const struct bn_ifd *ifd, const struct sk_buff *skb);

#endif /* _BSDNET_IFS_INPUT_H */
