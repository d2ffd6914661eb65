// SPDX-License-Identifier: GPL-2.0
/*
 * ether - Ethernet, as the framing of a device and over other media (IF-9, IF-10, L2-5)
 *
 * As an ifl on PPP, Cisco HDLC, Frame Relay or ATM it begins a new kind of header: it has
 * its own link-layer address and L2 table, and carries tags, sessions and families
 * like a device.
 *
 * The type field is an ethertype, or the length of an IEEE 802.2 frame (SNAP is a
 * separate layer). Keys are described in l2demux/l2demux.h.
 */
#include <linux/etherdevice.h>

#include "encap/ether.h"

#define LLC_UI	0x03	/* unnumbered information (IEEE 802.2 5.4.1) */

/**
 * bn_ether_proto() - bn_encap::proto of encapsulations with an Ethernet type field
 * @layer: the layer
 * @ethertype: protocol, or BN_PROTO_802_2
 * @key: appended to: 16 bits
 * @extack: not used
 *
 * Return: 0 or -EMSGSIZE.
 * Context: any.
 */
int bn_ether_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		   struct netlink_ext_ack *extack)
{
	__be16 type = htons(ethertype);

	return bn_l2_key_append(key, &type, 16);
}

/* Append the length and the LLC header in @proto, if any; the control field is part of the SNAP
 * header, or unnumbered information.
 */
static int put_llc(const struct bn_l2_key *proto, struct bn_l2_hdr *hdr)
{
	static const u8 control = LLC_UI;
	int err;

	if (!hdr->proto)
		hdr->proto = htons(ETH_P_802_2);
	err = bn_hdr_put_length(hdr, 0);
	if (err || proto->bits == 16)
		return err;
	err = bn_hdr_put(hdr, proto->data + 2, proto->bits / 8 - 2);
	if (err || proto->bits != 32)
		return err;
	return bn_hdr_put(hdr, &control, sizeof(control));
}

/**
 * bn_ether_put_proto() - bn_encap::put_proto of encapsulations with an Ethernet type field
 * @layer: the layer
 * @proto: 16 bits of ethertype; or 0x0000 and DSAP, SSAP (32 bits), or 0x0000 and
 *	a SNAP header (80 bits)
 * @hdr: appended to
 *
 * Return: 0, -EINVAL, -EMSGSIZE.
 * Context: any.
 */
int bn_ether_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
		       struct bn_l2_hdr *hdr)
{
	u16 type = proto->data[0] << 8 | proto->data[1];

	if (type == BN_PROTO_802_2 &&
	    (proto->bits == 16 || proto->bits == 32 || proto->bits == 80))
		return put_llc(proto, hdr);
	if (proto->bits != 16 || type < ETH_P_802_3_MIN)
		return -EINVAL;
	if (!hdr->proto)
		hdr->proto = htons(type);
	return bn_hdr_put_be16(hdr, type);
}

/* Private data of an ifl; for a device the address is in struct bn_ifd */
struct ether {
	struct bn_lladdr __rcu *lladdr;
};

static const struct bn_lladdr *ether_lladdr(const struct bn_layer *layer)
{
	const struct ether *ether = layer->priv;

	if (!layer->ifl)
		return bn_ifd_lladdr(layer->ifd);
	return rcu_dereference_check(ether->lladdr, bn_cfg_is_locked(layer->ifd->stack));
}

static int ether_set_lladdr(struct bn_layer *layer, const struct bn_lladdr *lladdr,
			    struct netlink_ext_ack *extack)
{
	struct ether *ether = layer->priv;

	if (lladdr->len != ETH_ALEN || !is_valid_ether_addr(lladdr->data)) {
		NL_SET_ERR_MSG(extack, "lladdr is not a unicast Ethernet address");
		return -EINVAL;
	}
	return bn_lladdr_publish(layer->ifd->stack, &ether->lladdr, lladdr->data, ETH_ALEN,
				 GFP_KERNEL_ACCOUNT);
}

static int ether_config(struct bn_layer *layer, const void *data, unsigned int len,
			struct netlink_ext_ack *extack)
{
	struct ether *ether = layer->priv;
	char name[BN_NAME_MAX];
	u8 addr[ETH_ALEN];

	if (len) {
		NL_SET_ERR_MSG(extack, "encapsulation ether takes no parameters");
		return -EINVAL;
	}
	if (!layer->ifl)
		return 0;
	if (!strcmp(bn_layer_nearest(layer->below)->encap->type, "ether")) {
		NL_SET_ERR_MSG_FMT(extack, "%s is already Ethernet",
				   bn_ifl_where(layer->ifd, layer->below->ifl, name));
		return -EINVAL;
	}
	eth_random_addr(addr);
	return bn_lladdr_publish(layer->ifd->stack, &ether->lladdr, addr, ETH_ALEN,
				 GFP_KERNEL_ACCOUNT);
}

static void ether_free(struct bn_layer *layer)
{
	struct ether *ether = layer->priv;

	bn_lladdr_free(ether->lladdr);
}

static u16 ether_carried_as(const struct bn_layer *layer)
{
	return ETH_P_TEB;
}

static int ether_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct bn_lladdr *own = ether_lladdr(layer);
	int err;

	if (!dest || !own)
		return -EINVAL;
	err = bn_hdr_put(hdr, dest, ETH_ALEN);
	return err ?: bn_hdr_put(hdr, own->data, ETH_ALEN);
}

/* The link below is point-to-point */
static const u8 *ether_dest(const struct bn_layer *layer)
{
	return NULL;
}

static void ether_frame_type(const struct bn_layer *layer, struct sk_buff *skb)
{
	const struct bn_lladdr *own = ether_lladdr(layer);
	const u8 *dest = skb_mac_header(skb);

	skb->protocol = eth_hdr(skb)->h_proto;
	if (is_broadcast_ether_addr(dest))
		skb->pkt_type = PACKET_BROADCAST;
	else if (is_multicast_ether_addr(dest))
		skb->pkt_type = PACKET_MULTICAST;
	else if (!own || !ether_addr_equal(dest, own->data))
		skb->pkt_type = PACKET_OTHERHOST;
}

static const struct bn_encap ether = {
	.name = "ether",
	.descr = "Ethernet, of a device or over another medium",
	.type = "ether",
	.uses = BSDNET_ENCAP_FLAGS_FRAMING | BSDNET_ENCAP_FLAGS_LAYER,
	.flags = BN_ENCAP_TABLE | BN_ENCAP_GSO,
	.media = BIT(BSDNET_IFD_TYPE_ETHER),
	.priv_size = sizeof(struct ether),
	.config = ether_config,
	.free = ether_free,
	.carried_as = ether_carried_as,
	.proto = bn_ether_proto,
	.header = ether_header,
	.put_proto = bn_ether_put_proto,
	.dest = ether_dest,
	.lladdr = ether_lladdr,
	.set_lladdr = ether_set_lladdr,
	.frame_key = bn_l2_key_ether,
	.frame_type = ether_frame_type,
};

BN_ENCAP_FILE(ether, &ether);
