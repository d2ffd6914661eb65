// SPDX-License-Identifier: GPL-2.0
/*
 * etag - ports of a port extender: channels of an Ethernet device (IF-2, IEEE 802.1BR)
 *
 * A controlling bridge uses the ports of its port extenders like its own ports. The E-CID in the
 * E-TAG, the outermost tag of each frame, identifies the port. Each port is an ifd with its
 * own queues and the carrier of the extender's port (the control protocol runs in user space).
 *
 * The E-CID has 2 bits of group, 8 bits of extension and 12 bits of base. The group is not
 * zero in E-CIDs of multicast.
 */
#include "encap/encap_nl.h"
#include "encap/ether.h"

struct etag {
	u32 ecid;
};

/* Group and base, adjacent in the tag */
static u16 group_and_base(const struct etag *etag)
{
	return (etag->ecid >> 20) << 12 | (etag->ecid & 0xfff);
}

static u8 extension(const struct etag *etag)
{
	return etag->ecid >> 12;
}

static int etag_config(struct bn_layer *layer, const void *data, unsigned int len,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BSDNET_A_ENCAP_ETAG_MAX + 1];
	struct etag *etag = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_ETAG_MAX, data, len,
			     bn_encap_etag_policy, extack);
	if (err)
		return err;
	if (!tb[BSDNET_A_ENCAP_ETAG_ECID]) {
		NL_SET_ERR_MSG(extack, "etag: E-CID is missing");
		return -EINVAL;
	}
	etag->ecid = ntohl(nla_get_be32(tb[BSDNET_A_ENCAP_ETAG_ECID]));
	if (!etag->ecid || etag->ecid > BSDNET_ETAG_ECID_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "etag: E-CID %u is not within 1 .. %u", etag->ecid,
				   BSDNET_ETAG_ECID_MAX);
		return -ERANGE;
	}
	if (layer->below->below) {
		NL_SET_ERR_MSG_FMT(extack, "etag: %s is a channel; an E-TAG must be outermost",
				   layer->below->ifd->name);
		return -EINVAL;
	}
	return 0;
}

static int etag_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct etag *etag = layer->priv;

	return nla_put_be32(msg, BSDNET_A_ENCAP_ETAG_ECID, htonl(etag->ecid));
}

static u16 etag_carried_as(const struct bn_layer *layer)
{
	return BN_ETH_P_ETAG;
}

static int etag_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	const struct etag *etag = layer->priv;
	__be16 base = htons(group_and_base(etag));
	u8 ext = extension(etag);
	int err;

	err = bn_l2_key_append(key, &base, 16);
	return err ?: bn_l2_key_append(key, &ext, 8);
}

/* Frames from the controlling bridge have no ingress E-CID */
static int etag_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct etag *etag = layer->priv;
	int err;

	err = bn_hdr_put_be16(hdr, 0);
	err = err ?: bn_hdr_put_be16(hdr, group_and_base(etag));
	return err ?: bn_hdr_put_be16(hdr, extension(etag));
}

static const struct bn_encap etag = {
	.name = "etag",
	.descr = "a port of a port extender on an Ethernet device (IEEE 802.1BR)",
	.type = "ether",
	.uses = BSDNET_ENCAP_FLAGS_CHANNEL,
	.media = BIT(BSDNET_IFD_TYPE_ETHER),
	.priv_size = sizeof(struct etag),
	.config = etag_config,
	.fill = etag_fill,
	.carried_as = etag_carried_as,
	.key = etag_key,
	.proto = bn_ether_proto,
	.header = etag_header,
	.put_proto = bn_ether_put_proto,
	.frame_key = bn_l2_key_etag,
};

BN_ENCAP_FILE(etag, &etag);
