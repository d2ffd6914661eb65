// SPDX-License-Identifier: GPL-2.0
/*
 * etag - the ports of a port extender: channels of an Ethernet device (IF-2, IEEE 802.1BR)
 *
 * A bridge sees each port of its port extenders as one of its own, told by the E-CID in the
 * E-TAG of each frame, the outermost tag. Each is an ifd here, with the carrier that the
 * extender's port has (its control protocol runs in user space) and queues of its own.
 *
 * The E-CID has 12 bits of base and 8 of extension, and 2 bits of group before them, which are
 * not zero for the E-CIDs of multicast.
 */
#include <net/netlink.h>

#include "encap/ether.h"

#define ETH_P_ETAG	0x893f
#define ECID_BITS	22	/* group, extension, base */

/* Parameters, big-endian */
enum {
	ETAG_A_ECID = 1,	/* u32, not 0 */
	ETAG_A_MAX = ETAG_A_ECID,
};

static const struct nla_policy policy[ETAG_A_MAX + 1] = {
	[ETAG_A_ECID] = { .type = NLA_BE32 },
};

struct etag {
	u32 ecid;
};

/* Group and base, as they stand in the tag beside each other */
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
	struct nlattr *tb[ETAG_A_MAX + 1];
	struct etag *etag = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, ETAG_A_MAX, data, len, policy, extack);
	if (err)
		return err;
	if (!tb[ETAG_A_ECID]) {
		NL_SET_ERR_MSG(extack, "etag: E-CID is missing");
		return -EINVAL;
	}
	etag->ecid = ntohl(nla_get_be32(tb[ETAG_A_ECID]));
	if (!etag->ecid || etag->ecid >> ECID_BITS) {
		NL_SET_ERR_MSG_FMT(extack, "etag: E-CID %u is not within 1 .. %u", etag->ecid,
				   (1U << ECID_BITS) - 1);
		return -ERANGE;
	}
	if (layer->below->below) {
		NL_SET_ERR_MSG_FMT(extack, "etag: %s is a channel itself; an E-TAG is outermost",
				   layer->below->ifd->name);
		return -EINVAL;
	}
	return 0;
}

static int etag_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct etag *etag = layer->priv;

	return nla_put_be32(msg, ETAG_A_ECID, htonl(etag->ecid));
}

static u16 etag_carried_as(const struct bn_layer *layer)
{
	return ETH_P_ETAG;
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

/* No ingress E-CID: frames from the controlling bridge have none */
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
	.flags = BN_ENCAP_CHANNEL,
	.media = BIT(BN_IFD_ETHER),
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
