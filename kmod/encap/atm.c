// SPDX-License-Identifier: GPL-2.0
/*
 * atm - ATM with AAL5 and its virtual circuits (IF-10)
 *
 * "atm" is the framing of a device that sends and receives AAL5 payloads behind the first four
 * octets of the cell header (UNI; the device handles the fifth, HEC, and the AAL5 trailer):
 *
 *	GFC (4 bits) VPI (8) VCI (16) PTI (3) CLP (1) | payload
 *
 * "vc" is a circuit, with an LLC/SNAP header or without a header (RFC 2684):
 *
 *			LLC				VC multiplexing
 *	any ethertype	aa aa 03 00 00 00 ethertype	nothing
 *	Ethernet	aa aa 03 00 80 c2 00 07 00 00	00 00
 *	PPP (RFC 2364)	fe fe 03 cf			nothing
 *
 * Key of a frame: VPI (2), VCI (2), and for LLC the octets above, for Ethernet without the last
 * two, for PPP with the part of PPP. A frame does not show whether its circuit uses LLC: one
 * that does not begin like LLC is read as PPP; if that fails the key ends after the VCI. So the
 * entry of a circuit with VC multiplexing matches by VPI and VCI, and for Ethernet also by the
 * padding, which reads as PPP protocol 0; strip() returns the length of the header.
 *
 * Parameters of circuits never change.
 */
#include "encap/encap_nl.h"
#include "encap/ppp.h"

#define HEADER_LEN	4	/* cell header without HEC */
#define LLC_LEN		4	/* DSAP, SSAP, control, NLPID */
#define SNAP_LEN	8	/* DSAP, SSAP, control, OUI, PID */
#define PAD_LEN		2	/* before a bridged frame */

static const u8 llc_ppp[LLC_LEN] = { 0xfe, 0xfe, 0x03, 0xcf };
static const u8 llc_iso[LLC_LEN - 1] = { 0xfe, 0xfe, 0x03 };
static const u8 snap[] = { 0xaa, 0xaa, 0x03 };
static const u8 snap_bridged[SNAP_LEN] = { 0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00, 0x07 };
static const u8 snap_ethertype[SNAP_LEN - 2] = { 0xaa, 0xaa, 0x03 };
static const u8 pad[PAD_LEN];

/**
 * struct vc - parameters of a circuit
 * @vpi: virtual path
 * @vci: virtual channel in it
 * @mux: VC multiplexing: no header, the circuit carries only one protocol
 */
struct vc {
	u16 vpi;
	u16 vci;
	bool mux;
};

static bool starts_with(const struct bn_reader *reader, const u8 *octets, int len)
{
	u8 buf[SNAP_LEN];
	const u8 *frame = bn_reader_peek(reader, len, buf);

	return frame && !memcmp(frame, octets, len);
}

static int atm_take(struct bn_reader *reader, struct bn_l2_key *key, int len)
{
	u8 buf[SNAP_LEN];
	const u8 *octets = bn_reader_get(reader, len, buf);

	return octets ? bn_l2_key_append(key, octets, len * 8) : -EINVAL;
}

static int read_snap(struct bn_reader *reader, struct bn_l2_key *key)
{
	bool bridged = starts_with(reader, snap_bridged, SNAP_LEN);
	int err = atm_take(reader, key, SNAP_LEN);

	if (err || !bridged)
		return err;
	if (reader->left < PAD_LEN)
		return -EINVAL;
	bn_reader_skip(reader, PAD_LEN);
	return 0;
}

static int read_llc(struct bn_reader *reader, struct bn_l2_key *key)
{
	bool is_ppp = starts_with(reader, llc_ppp, LLC_LEN);
	int err = atm_take(reader, key, LLC_LEN);

	return err || !is_ppp ? err : bn_ppp_read(reader, key);
}

/* A payload that does not begin like LLC is never malformed: a circuit with VC multiplexing may
 * carry anything.
 */
static int read_payload(struct bn_reader *reader, struct bn_l2_key *key)
{
	if (starts_with(reader, snap, sizeof(snap)))
		return read_snap(reader, key);
	if (starts_with(reader, llc_iso, sizeof(llc_iso)))
		return read_llc(reader, key);
	bn_ppp_read(reader, key);
	return 0;
}

static int atm_frame_key(struct sk_buff *skb, struct bn_l2_key *key)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *octets;
	u8 buf[HEADER_LEN];
	u32 header;
	int err;

	memset(key, 0, sizeof(*key));
	octets = bn_reader_get(&reader, HEADER_LEN, buf);
	if (!octets)
		return -EINVAL;
	header = bn_reader_u16(octets) << 16 | bn_reader_u16(octets + 2);
	err = bn_reader_key_u32(key, (header >> 20 & 0xff) << 16 | (header >> 4 & 0xffff));
	err = err ?: read_payload(&reader, key);
	return err ?: bn_reader_end(&reader);
}

static int atm_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	hdr->proto = htons(ETH_P_ATMFATE);
	return 0;
}

static int atm_config(struct bn_layer *layer, const void *data, unsigned int len,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[1];

	return bn_encap_parse(layer, tb, 0, data, len, NULL, extack);
}

static const struct bn_encap atm = {
	.name = "atm",
	.descr = "AAL5 payloads behind a cell header; carries circuits (vc)",
	.type = "atm",
	.uses = BSDNET_ENCAP_FLAGS_FRAMING,
	.flags = BN_ENCAP_MEDIUM,
	.media = BIT(BSDNET_IFD_TYPE_ATM),
	.config = atm_config,
	.header = atm_header,
	.frame_key = atm_frame_key,
};

static int vc_set(struct vc *vc, struct nlattr *tb[], struct netlink_ext_ack *extack)
{
	u16 vpi;

	if (!tb[BSDNET_A_ENCAP_VC_VPI] || !tb[BSDNET_A_ENCAP_VC_VCI]) {
		NL_SET_ERR_MSG(extack, "vc: VPI or VCI is missing");
		return -EINVAL;
	}
	vpi = ntohs(nla_get_be16(tb[BSDNET_A_ENCAP_VC_VPI]));
	if (vpi > BSDNET_VC_VPI_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "vc: VPI %u is not within 0 .. %u", vpi,
				   BSDNET_VC_VPI_MAX);
		return -EINVAL;
	}
	vc->vpi = vpi;
	vc->vci = ntohs(nla_get_be16(tb[BSDNET_A_ENCAP_VC_VCI]));
	vc->mux = tb[BSDNET_A_ENCAP_VC_MUX] && nla_get_u8(tb[BSDNET_A_ENCAP_VC_MUX]);
	if (vc->vpi || vc->vci)
		return 0;
	NL_SET_ERR_MSG(extack, "vc: VPI/VCI 0/0 is reserved for unassigned cells");
	return -EINVAL;
}

static int vc_config(struct bn_layer *layer, const void *data, unsigned int len,
		     struct netlink_ext_ack *extack)
{
	const struct bn_encap *below = bn_layer_nearest(layer->below)->encap;
	struct nlattr *tb[BSDNET_A_ENCAP_VC_MAX + 1];
	int err;

	if (below != &atm) {
		NL_SET_ERR_MSG_FMT(extack, "vc requires framing atm, not %s", below->name);
		return -EINVAL;
	}
	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_VC_MAX, data, len,
			     bn_encap_vc_policy, extack);
	return err ?: vc_set(layer->priv, tb, extack);
}

static int vc_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct vc *vc = layer->priv;

	return nla_put_be16(msg, BSDNET_A_ENCAP_VC_VPI, htons(vc->vpi)) ?:
	       nla_put_be16(msg, BSDNET_A_ENCAP_VC_VCI, htons(vc->vci)) ?:
	       nla_put_u8(msg, BSDNET_A_ENCAP_VC_MUX, vc->mux);
}

static u64 vc_id(const struct bn_layer *layer)
{
	const struct vc *vc = layer->priv;

	return vc->vpi << 16 | vc->vci;
}

static void vc_id_text(const struct bn_layer *layer, char *buf, size_t size)
{
	const struct vc *vc = layer->priv;

	snprintf(buf, size, "vc %u/%u", vc->vpi, vc->vci);
}

static u16 vc_carried_as(const struct bn_layer *layer)
{
	return BN_PROTO_NONE;
}

static int vc_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	return bn_reader_key_u32(key, vc_id(layer));
}

static int mux_proto(u16 ethertype, struct bn_l2_key *key)
{
	return ethertype == ETH_P_TEB ? bn_l2_key_append(key, pad, 8 * sizeof(pad)) : 0;
}

static int llc_proto(u16 ethertype, struct bn_l2_key *key)
{
	int err;

	switch (ethertype) {
	case ETH_P_TEB:
		return bn_l2_key_append(key, snap_bridged, 8 * sizeof(snap_bridged));
	case BN_ETH_P_PPP:
		return bn_l2_key_append(key, llc_ppp, 8 * sizeof(llc_ppp));
	default:
		err = bn_l2_key_append(key, snap_ethertype, 8 * sizeof(snap_ethertype));
		return err ?: bn_reader_key_u16(key, ethertype);
	}
}

static int vc_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		    struct netlink_ext_ack *extack)
{
	const struct vc *vc = layer->priv;

	if (ethertype < ETH_P_802_3_MIN || ethertype == BN_PROTO_NONE) {
		NL_SET_ERR_MSG(extack, "vc carries ethertypes only");
		return -EPROTONOSUPPORT;
	}
	return vc->mux ? mux_proto(ethertype, key) : llc_proto(ethertype, key);
}

static u8 vc_strip(const struct bn_layer *layer, u16 ethertype)
{
	const struct vc *vc = layer->priv;

	if (!vc->mux)
		return BN_L2_STRIP;
	return HEADER_LEN + (ethertype == ETH_P_TEB ? PAD_LEN : 0);
}

static int vc_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct vc *vc = layer->priv;
	__be32 cell = htonl(vc->vpi << 20 | vc->vci << 4);

	return bn_hdr_put(hdr, &cell, sizeof(cell));
}

static int vc_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			struct bn_l2_hdr *hdr)
{
	const struct vc *vc = layer->priv;
	bool bridged;
	int err;

	if (proto->bits % 8 || (vc->mux && proto->bits > 8 * PAD_LEN))
		return -EINVAL;
	if (!vc->mux && proto->bits != 8 * (proto->data[0] == snap[0] ? SNAP_LEN : LLC_LEN))
		return -EINVAL;
	bridged = proto->bits == 8 * SNAP_LEN && !memcmp(proto->data, snap_bridged, SNAP_LEN);
	err = bn_hdr_put(hdr, proto->data, proto->bits / 8);
	return err || !bridged ? err : bn_hdr_put(hdr, pad, sizeof(pad));
}

/* With VC multiplexing the circuit determines the protocol */
static bool vc_single(const struct bn_layer *layer)
{
	const struct vc *vc = layer->priv;

	return vc->mux;
}

static const struct bn_encap vc = {
	.name = "vc",
	.descr = "a virtual circuit of ATM, with LLC/SNAP or VC multiplexing",
	.type = "atm",
	.uses = BSDNET_ENCAP_FLAGS_LAYER,
	.flags = BN_ENCAP_MEDIUM,
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.priv_size = sizeof(struct vc),
	.config = vc_config,
	.fill = vc_fill,
	.id = vc_id,
	.id_text = vc_id_text,
	.carried_as = vc_carried_as,
	.key = vc_key,
	.proto = vc_proto,
	.strip = vc_strip,
	.header = vc_header,
	.put_proto = vc_put_proto,
	.single = vc_single,
};

BN_ENCAP_FILE(atm, &atm, &vc);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "encap/atm_kunit.c"
#endif
