// SPDX-License-Identifier: GPL-2.0
/*
 * snap - IEEE 802.3 frames with LLC and SNAP headers, on an Ethernet ifl (IF-9, RFC 1042)
 *
 * A separate network beside that of Ethernet II frames on the same wire (RFC 1042): the same
 * stations with another framing. With OUI 00-00-00 the protocol is an ethertype.
 */
#include "encap/encap_nl.h"
#include "encap/ether.h"

struct snap {
	u8 header[3 + BSDNET_SNAP_OUI_LEN];	/* DSAP, SSAP, control, OUI */
};

static int snap_check_parent(const struct bn_layer *layer, struct netlink_ext_ack *extack)
{
	const struct bn_layer *below = layer->below;
	char name[BN_NAME_MAX];
	int err;

	err = bn_layer_needs(layer, "ether", extack);
	if (err)
		return err;
	if (!below->ifl) {
		NL_SET_ERR_MSG_FMT(extack, "snap: requires an ifl, such as %s.0, not the device",
				   layer->ifd->name);
		return -EINVAL;
	}
	if (below->encap != layer->encap)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "snap: ifl %s already has a SNAP header",
			   bn_ifl_name(below->ifl, name));
	return -EINVAL;
}

static int snap_config(struct bn_layer *layer, const void *data, unsigned int len,
		       struct netlink_ext_ack *extack)
{
	static const u8 llc[] = { 0xaa, 0xaa, 0x03 };
	struct nlattr *tb[BSDNET_A_ENCAP_SNAP_MAX + 1];
	struct snap *snap = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_SNAP_MAX, data, len,
			     bn_encap_snap_policy, extack);
	if (err)
		return err;
	memcpy(snap->header, llc, sizeof(llc));
	if (tb[BSDNET_A_ENCAP_SNAP_OUI])
		memcpy(snap->header + sizeof(llc), nla_data(tb[BSDNET_A_ENCAP_SNAP_OUI]),
		       BSDNET_SNAP_OUI_LEN);
	return snap_check_parent(layer, extack);
}

static int snap_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct snap *snap = layer->priv;

	return nla_put(msg, BSDNET_A_ENCAP_SNAP_OUI, BSDNET_SNAP_OUI_LEN, snap->header + 3);
}

static u64 snap_id(const struct bn_layer *layer)
{
	const struct snap *snap = layer->priv;

	return snap->header[3] << 16 | snap->header[4] << 8 | snap->header[5];
}

static void snap_id_text(const struct bn_layer *layer, char *buf, size_t size)
{
	const struct snap *snap = layer->priv;

	snprintf(buf, size, "snap oui %*phD", BSDNET_SNAP_OUI_LEN, snap->header + 3);
}

static u16 snap_carried_as(const struct bn_layer *layer)
{
	return BN_PROTO_802_2;
}

static int snap_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	const struct snap *snap = layer->priv;

	return bn_l2_key_append(key, snap->header, 8 * sizeof(snap->header));
}

static int snap_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct snap *snap = layer->priv;

	return bn_hdr_put(hdr, snap->header, sizeof(snap->header));
}

/* Append the PID; its meaning depends on the OUI */
static int snap_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			  struct bn_l2_hdr *hdr)
{
	return proto->bits == 16 ? bn_hdr_put(hdr, proto->data, 2) : -EINVAL;
}

static const struct bn_encap snap = {
	.name = "snap",
	.descr = "IEEE 802.3 frames with LLC and SNAP on Ethernet (RFC 1042)",
	.type = "ether",
	.uses = BSDNET_ENCAP_FLAGS_LAYER,
	.priv_size = sizeof(struct snap),
	.config = snap_config,
	.fill = snap_fill,
	.id = snap_id,
	.id_text = snap_id_text,
	.carried_as = snap_carried_as,
	.key = snap_key,
	.proto = bn_ether_proto,
	.header = snap_header,
	.put_proto = snap_put_proto,
};

BN_ENCAP_FILE(snap, &snap);
