// SPDX-License-Identifier: GPL-2.0
/*
 * frame - frames of AppleTalk: 802.2 with SNAP, on an ifl of type ether (IA 3-13)
 *
 * The interface is looked up for each frame, under RCU: it may be deleted at any time (IF-7).
 *
 * Serves Q-10, L2-1.
 */
#include <linux/etherdevice.h>

#include "ddp/private.h"
#include "ifs/output.h"

/* Key of the frames: type 0 (802.2), LLC and SNAP (RFC 1042) */
static const u8 keys[BN_DDP_PROTOS][10] = {
	[BN_DDP_PROTO_DDP] = { 0, 0, 0xaa, 0xaa, 3, 0x08, 0x00, 0x07, 0x80, 0x9b },
	[BN_DDP_PROTO_AARP] = { 0, 0, 0xaa, 0xaa, 3, 0x00, 0x00, 0x00, 0x80, 0xf3 },
};

/* All nodes of a cable */
const u8 bn_ddp_multicast[ETH_ALEN] = { 0x09, 0x00, 0x07, 0xff, 0xff, 0xff };

static int make_header(const struct bn_ifl *ifl, enum bn_ddp_proto proto, const u8 *dest,
		       struct bn_l2_hdr *hdr)
{
	struct bn_l2_key key = {};
	int err;

	err = bn_l2_key_append(&key, keys[proto], 8 * sizeof(keys[proto]));
	return err ?: bn_layer_proto_header(&ifl->layer, &key, dest, hdr);
}

/**
 * bn_ddp_frame_key() - the key of a protocol on an ifl
 * @ifl: the ifl
 * @proto: the protocol
 * @key: filled in
 * @extack: error report
 *
 * Return: 0; -EPROTONOSUPPORT if the ifl does not carry it, -EMSGSIZE.
 * Context: configuration lock.
 */
int bn_ddp_frame_key(const struct bn_ifl *ifl, enum bn_ddp_proto proto, struct bn_l2_key *key,
		     struct netlink_ext_ack *extack)
{
	char name[BN_NAME_MAX];
	struct bn_l2_hdr hdr;

	if (strcmp(bn_ifl_type(ifl), "ether") ||
	    make_header(ifl, proto, bn_ddp_multicast, &hdr)) {
		NL_SET_ERR_MSG_FMT(extack, "ifl %s carries no SNAP frames of AppleTalk",
				   bn_ifl_name(ifl, name));
		return -EPROTONOSUPPORT;
	}
	return bn_layer_key(&ifl->layer, key) ?:
	       bn_l2_key_append(key, keys[proto], 8 * sizeof(keys[proto]));
}

/**
 * bn_ddp_frame_lladdr() - the link-layer address of an interface
 * @link: the interface
 * @lladdr: filled in
 *
 * Return: false if the interface is down, or it has no address.
 */
bool bn_ddp_frame_lladdr(const struct bn_ddp_link *link, u8 *lladdr)
{
	const struct bn_lladdr *own = NULL;
	const struct bn_ifl *ifl;
	bool up;

	rcu_read_lock();
	ifl = bn_ifl_get(link->ddp->stack, link->ifl_index);
	if (ifl && !READ_ONCE(ifl->down))
		own = bn_ifl_lladdr(ifl);
	up = own && own->len == ETH_ALEN;
	if (up)
		memcpy(lladdr, own->data, ETH_ALEN);
	rcu_read_unlock();
	return up;
}

/**
 * bn_ddp_frame_init() - set the metadata of a packet of this node
 * @ddp: the protocol
 * @skb: the packet
 *
 * Context: any.
 */
void bn_ddp_frame_init(struct bn_ddp *ddp, struct sk_buff *skb)
{
	*bn_pkt(skb) = (struct bn_pkt){
		.stack = ddp->stack,
		.tick = bn_latency_origin(),
		.flags = BN_PKT_ORIGINATED,
	};
}

/**
 * bn_ddp_frame_alloc() - allocate a packet
 * @ddp: the protocol
 * @headroom: bytes to reserve
 * @len: bytes of data
 *
 * Return: the packet, without data; NULL: no memory, which is counted.
 */
struct sk_buff *bn_ddp_frame_alloc(struct bn_ddp *ddp, unsigned int headroom, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(headroom + len, GFP_KERNEL);

	if (!skb) {
		bn_drop_count(ddp->stack, BN_DROP_NO_MEMORY);
		return NULL;
	}
	skb_reserve(skb, headroom);
	bn_ddp_frame_init(ddp, skb);
	return skb;
}

static int push_header(const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	memcpy(skb_push(skb, hdr->len), hdr->data, hdr->len);
	skb_reset_mac_header(skb);
	skb->protocol = hdr->proto;
	return bn_hdr_set_lengths(hdr, skb);
}

/**
 * bn_ddp_frame_send() - bn_ddp::transmit: send a packet on an interface
 * @link: the interface
 * @proto: its protocol
 * @dest: link-layer destination
 * @skb: the packet, with headroom; taken
 */
void bn_ddp_frame_send(struct bn_ddp_link *link, enum bn_ddp_proto proto, const u8 *dest,
		       struct sk_buff *skb)
{
	struct bsdnet_stack *stack = link->ddp->stack;
	unsigned int len = skb->len;
	struct bn_l2_hdr hdr;
	struct bn_ifl *ifl;

	rcu_read_lock();
	local_bh_disable();
	ifl = bn_ifl_get(stack, link->ifl_index);
	if (!ifl || READ_ONCE(ifl->down)) {
		bn_drop(skb, BN_DROP_IF_DOWN);
	} else if (make_header(ifl, proto, dest, &hdr) || push_header(&hdr, skb) ||
		   skb->len > READ_ONCE(ifl->ifd->mru)) {
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
	} else {
		bn_ifl_count_tx(ifl, len);
		bn_ifd_xmit(ifl->ifd, skb);
	}
	local_bh_enable();
	rcu_read_unlock();
}
