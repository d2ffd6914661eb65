// SPDX-License-Identifier: GPL-2.0
/*
 * vlan - tags: 802.1Q, 802.1ad or 0x9100, stacked to any depth (IF-9)
 *
 * The layer below is an Ethernet device, a channel of one, Ethernet over another
 * medium, or another tag, which is the outer one.
 *
 * The first tag on a device does not reduce the MTU if the device has room for it.
 */
#include <linux/if_vlan.h>

#include "encap/encap_nl.h"
#include "encap/ether.h"

struct vlan {
	u16 tpid;
	u16 vid;
};

static bool known_tpid(u16 tpid)
{
	return tpid == ETH_P_8021Q || tpid == ETH_P_8021AD || tpid == BN_ETH_P_QINQ;
}

static int vlan_check_values(const struct vlan *vlan, struct netlink_ext_ack *extack)
{
	if (!known_tpid(vlan->tpid)) {
		NL_SET_ERR_MSG_FMT(extack, "vlan: tpid %#06x is not 0x8100, 0x88a8 or 0x9100",
				   vlan->tpid);
		return -EINVAL;
	}
	if (!vlan->vid || vlan->vid > BSDNET_VLAN_VID_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "vlan: VLAN id %u is not within 1 .. %u", vlan->vid,
				   BSDNET_VLAN_VID_MAX);
		return -ERANGE;
	}
	return 0;
}

/* Tagged ifls are siblings of the untagged ifl, not its children */
static int vlan_check_parent(const struct bn_layer *layer, struct netlink_ext_ack *extack)
{
	const struct bn_layer *below = layer->below;
	char name[BN_NAME_MAX];
	int err;

	err = bn_layer_needs(layer, "ether", extack);
	if (err || !below->ifl || below->table)
		return err;
	if (below->encap == layer->encap)
		return 0;
	NL_SET_ERR_MSG_FMT(extack, "vlan: ifl %s has no tag to stack another on",
			   bn_ifl_name(below->ifl, name));
	return -EINVAL;
}

static int vlan_config(struct bn_layer *layer, const void *data, unsigned int len,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BSDNET_A_ENCAP_VLAN_MAX + 1];
	struct vlan *vlan = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_VLAN_MAX, data, len,
			     bn_encap_vlan_policy, extack);
	if (err)
		return err;
	if (!tb[BSDNET_A_ENCAP_VLAN_VID]) {
		NL_SET_ERR_MSG(extack, "vlan: VLAN id is missing");
		return -EINVAL;
	}
	vlan->vid = ntohs(nla_get_be16(tb[BSDNET_A_ENCAP_VLAN_VID]));
	vlan->tpid = ETH_P_8021Q;
	if (tb[BSDNET_A_ENCAP_VLAN_TPID])
		vlan->tpid = ntohs(nla_get_be16(tb[BSDNET_A_ENCAP_VLAN_TPID]));
	err = vlan_check_values(vlan, extack);
	return err ?: vlan_check_parent(layer, extack);
}

static int vlan_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct vlan *vlan = layer->priv;

	return nla_put_be16(msg, BSDNET_A_ENCAP_VLAN_VID, htons(vlan->vid)) ?:
	       nla_put_be16(msg, BSDNET_A_ENCAP_VLAN_TPID, htons(vlan->tpid));
}

static u64 vlan_id(const struct bn_layer *layer)
{
	const struct vlan *vlan = layer->priv;

	return (u32)vlan->tpid << 16 | vlan->vid;
}

static void vlan_id_text(const struct bn_layer *layer, char *buf, size_t size)
{
	const struct vlan *vlan = layer->priv;

	snprintf(buf, size, "vlan %u tpid %#06x", vlan->vid, vlan->tpid);
}

static bool vlan_vid(const struct bn_layer *layer, __be16 *proto, u16 *vid)
{
	const struct vlan *vlan = layer->priv;

	*proto = htons(vlan->tpid);
	*vid = vlan->vid;
	return vlan->tpid != BN_ETH_P_QINQ;
}

static u16 vlan_carried_as(const struct bn_layer *layer)
{
	const struct vlan *vlan = layer->priv;

	return vlan->tpid;
}

static int vlan_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	const struct vlan *vlan = layer->priv;
	__be16 vid = htons(vlan->vid);

	return bn_l2_key_append(key, &vid, 16);
}

static int vlan_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct vlan *vlan = layer->priv;

	if (!layer->below->below)
		hdr->free += layer->ifd->tag_room;
	if (vlan->tpid == BN_ETH_P_QINQ)
		hdr->gso = false;
	return bn_hdr_put_be16(hdr, vlan->vid);
}

static const struct bn_encap vlan = {
	.name = "vlan",
	.descr = "a tag on Ethernet: 802.1Q, 802.1ad, 0x9100",
	.type = "ether",
	.uses = BSDNET_ENCAP_FLAGS_LAYER,
	.flags = BN_ENCAP_GSO,
	.priv_size = sizeof(struct vlan),
	.config = vlan_config,
	.fill = vlan_fill,
	.id = vlan_id,
	.id_text = vlan_id_text,
	.vid = vlan_vid,
	.carried_as = vlan_carried_as,
	.key = vlan_key,
	.proto = bn_ether_proto,
	.header = vlan_header,
	.put_proto = bn_ether_put_proto,
};

BN_ENCAP_FILE(vlan, &vlan);
