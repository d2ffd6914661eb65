// SPDX-License-Identifier: GPL-2.0
/*
 * fr - Frame Relay and its virtual circuits (IF-10)
 *
 * "fr" is the framing of the line, "dlci" a circuit with RFC 2427's encapsulation:
 *
 *	address (2 .. 4) | 03 | [00] | NLPID, or 80 OUI PID | packet
 *
 * An address has 7 bits in each octet; the lowest bit is set in the last one (Q.922 3.3):
 *
 *	octet 1		DLCI, upper 6 bits	C/R
 *	octet 2		DLCI, 4 bits		FECN BECN DE
 *	(octet 3 of 4)	DLCI, 7 bits
 *	last, if > 2	DLCI, 6 bits		D/C: if set, the 6 bits are not part of the DLCI
 *
 * Key of a frame: DLCI (4), NLPID (1); for SNAP also OUI (3) and PID (2), for PPP
 * (RFC 1973) the part of PPP. Congestion bits and padding are not part of the key; the key of
 * a frame other than UI has only the DLCI.
 *
 * Parameters of circuits never change.
 */
#include "encap/encap_nl.h"
#include "encap/ppp.h"

#define UI		0x03	/* Q.922: unnumbered information */
#define NLPID_PAD	0x00
#define NLPID_SNAP	0x80
#define NLPID_IPV6	0x8e
#define NLPID_IPV4	0xcc
#define NLPID_PPP	0xcf

#define ADDRESS_LAST	0x01	/* EA */
#define ADDRESS_CONTROL	0x02	/* D/C */

#define SNAP_LEN	6	/* NLPID, OUI, PID */

/* RFC 2427 4.2: 802.3 frames without FCS; any ethertype */
static const u8 snap_bridged[SNAP_LEN] = { NLPID_SNAP, 0x00, 0x80, 0xc2, 0x00, 0x07 };
static const u8 snap_ethertype[SNAP_LEN - 2] = { NLPID_SNAP };

/**
 * struct dlci - parameters of a circuit
 * @dlci: its number
 * @addrlen: octets of the address in sent frames
 */
struct dlci {
	u32 dlci;
	u8 addrlen;
};

/* Bits of a DLCI in an address of @addrlen octets with D/C clear */
static unsigned int dlci_bits(unsigned int addrlen)
{
	static const u8 bits[] = { [2] = 10, [3] = 16, [4] = 23 };

	return bits[addrlen];
}

/* Length of the address in up to @max octets; 0 if it is invalid */
static unsigned int address_len(const u8 *octets, unsigned int max)
{
	unsigned int len;

	for (len = 1; len <= max; len++)
		if (octets[len - 1] & ADDRESS_LAST)
			return len >= BSDNET_DLCI_ADDRLEN_MIN ? len : 0;
	return 0;
}

static u32 address_dlci(const u8 *octets, unsigned int len)
{
	u32 dlci = (octets[0] >> 2) << 4 | octets[1] >> 4;

	if (len == 4)
		dlci = dlci << 7 | octets[2] >> 1;
	if (len > 2 && !(octets[len - 1] & ADDRESS_CONTROL))
		dlci = dlci << 6 | octets[len - 1] >> 2;
	return dlci;
}

static void make_address(u8 *octets, unsigned int len, u32 dlci)
{
	if (len > 2) {
		octets[len - 1] = (dlci & 0x3f) << 2;
		dlci >>= 6;
	}
	if (len == 4) {
		octets[2] = (dlci & 0x7f) << 1;
		dlci >>= 7;
	}
	octets[1] = (dlci & 0x0f) << 4;
	octets[0] = (dlci >> 4) << 2;
	octets[len - 1] |= ADDRESS_LAST;
}

static int read_address(struct bn_reader *reader, struct bn_l2_key *key)
{
	unsigned int len, max = min_t(int, reader->left, BSDNET_DLCI_ADDRLEN_MAX);
	u8 buf[BSDNET_DLCI_ADDRLEN_MAX];
	const u8 *octets;

	octets = bn_reader_peek(reader, max, buf);
	len = octets ? address_len(octets, max) : 0;
	if (!len)
		return -EINVAL;
	bn_reader_skip(reader, len);
	return bn_reader_key_u32(key, address_dlci(octets, len));
}

/* Read the NLPID and its extension */
static int read_nlpid(struct bn_reader *reader, struct bn_l2_key *key)
{
	const u8 *octets;
	u8 buf[SNAP_LEN];
	int len = 1;

	octets = bn_reader_peek(reader, 1, buf);
	if (octets && *octets == NLPID_PAD) {
		bn_reader_skip(reader, 1);
		octets = bn_reader_peek(reader, 1, buf);
	}
	if (octets && *octets == NLPID_SNAP) {
		len = SNAP_LEN;
		octets = bn_reader_peek(reader, len, buf);
	}
	if (!octets)
		return -EINVAL;
	bn_reader_skip(reader, len);
	bn_l2_key_append(key, octets, len * 8);
	return *octets == NLPID_PPP ? bn_ppp_read(reader, key) : 0;
}

static int fr_frame_key(struct sk_buff *skb, struct bn_l2_key *key)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *control;
	u8 buf[1];
	int err;

	memset(key, 0, sizeof(*key));
	err = read_address(&reader, key);
	if (err)
		return err;
	control = bn_reader_peek(&reader, 1, buf);
	if (!control)
		return -EINVAL;
	if (*control == UI) {
		bn_reader_skip(&reader, 1);
		err = read_nlpid(&reader, key);
	}
	return err ?: bn_reader_end(&reader);
}

static int fr_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	hdr->proto = htons(ETH_P_HDLC);
	return 0;
}

static int fr_config(struct bn_layer *layer, const void *data, unsigned int len,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[1];

	return bn_encap_parse(layer, tb, 0, data, len, NULL, extack);
}

static const struct bn_encap fr = {
	.name = "fr",
	.descr = "Frame Relay on a serial line; carries circuits (dlci)",
	.type = "fr",
	.uses = BSDNET_ENCAP_FLAGS_FRAMING,
	.flags = BN_ENCAP_MEDIUM,
	.media = BIT(BSDNET_IFD_TYPE_SERIAL),
	.config = fr_config,
	.header = fr_header,
	.frame_key = fr_frame_key,
};

static int dlci_set(struct dlci *circuit, u32 dlci, u8 addrlen, struct netlink_ext_ack *extack)
{
	if (!addrlen)
		addrlen = dlci >> dlci_bits(2) ? 4 : 2;
	if (dlci >> dlci_bits(addrlen)) {
		NL_SET_ERR_MSG_FMT(extack, "dlci %u does not fit an address of %u octets (%u bits)",
				   dlci, addrlen, dlci_bits(addrlen));
		return -EINVAL;
	}
	circuit->dlci = dlci;
	circuit->addrlen = addrlen;
	return 0;
}

static int dlci_config(struct bn_layer *layer, const void *data, unsigned int len,
		       struct netlink_ext_ack *extack)
{
	const struct bn_encap *below = bn_layer_nearest(layer->below)->encap;
	struct nlattr *tb[BSDNET_A_ENCAP_DLCI_MAX + 1];
	u8 addrlen = 0;
	u32 dlci;
	int err;

	if (below != &fr) {
		NL_SET_ERR_MSG_FMT(extack, "dlci requires framing fr, not %s", below->name);
		return -EINVAL;
	}
	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_DLCI_MAX, data, len,
			     bn_encap_dlci_policy, extack);
	if (err)
		return err;
	if (!tb[BSDNET_A_ENCAP_DLCI_DLCI]) {
		NL_SET_ERR_MSG(extack, "dlci: number of the circuit is missing");
		return -EINVAL;
	}
	if (tb[BSDNET_A_ENCAP_DLCI_ADDRLEN])
		addrlen = nla_get_u8(tb[BSDNET_A_ENCAP_DLCI_ADDRLEN]);
	dlci = ntohl(nla_get_be32(tb[BSDNET_A_ENCAP_DLCI_DLCI]));
	return dlci_set(layer->priv, dlci, addrlen, extack);
}

static int dlci_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct dlci *circuit = layer->priv;

	return nla_put_be32(msg, BSDNET_A_ENCAP_DLCI_DLCI, htonl(circuit->dlci)) ?:
	       nla_put_u8(msg, BSDNET_A_ENCAP_DLCI_ADDRLEN, circuit->addrlen);
}

static u64 dlci_id(const struct bn_layer *layer)
{
	const struct dlci *circuit = layer->priv;

	return circuit->dlci;
}

static void dlci_id_text(const struct bn_layer *layer, char *buf, size_t size)
{
	const struct dlci *circuit = layer->priv;

	snprintf(buf, size, "dlci %u", circuit->dlci);
}

static u16 dlci_carried_as(const struct bn_layer *layer)
{
	return BN_PROTO_NONE;
}

static int dlci_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	const struct dlci *circuit = layer->priv;

	return bn_reader_key_u32(key, circuit->dlci);
}

static int append_nlpid(struct bn_l2_key *key, u8 nlpid)
{
	return bn_l2_key_append(key, &nlpid, 8);
}

static int dlci_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		      struct netlink_ext_ack *extack)
{
	int err;

	if (ethertype < ETH_P_802_3_MIN || ethertype == BN_PROTO_NONE) {
		NL_SET_ERR_MSG(extack, "dlci carries ethertypes only");
		return -EPROTONOSUPPORT;
	}
	switch (ethertype) {
	case ETH_P_IP:
		return append_nlpid(key, NLPID_IPV4);
	case ETH_P_IPV6:
		return append_nlpid(key, NLPID_IPV6);
	case BN_ETH_P_PPP:
		return append_nlpid(key, NLPID_PPP);
	case ETH_P_TEB:
		return bn_l2_key_append(key, snap_bridged, 8 * sizeof(snap_bridged));
	default:
		err = bn_l2_key_append(key, snap_ethertype, 8 * sizeof(snap_ethertype));
		return err ?: bn_reader_key_u16(key, ethertype);
	}
}

static int dlci_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct dlci *circuit = layer->priv;
	u8 octets[BSDNET_DLCI_ADDRLEN_MAX + 1];

	make_address(octets, circuit->addrlen, circuit->dlci);
	octets[circuit->addrlen] = UI;
	return bn_hdr_put(hdr, octets, circuit->addrlen + 1);
}

/* A pad makes the length of address, control, NLPID, OUI and PID even (RFC 2427 3) */
static int dlci_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			  struct bn_l2_hdr *hdr)
{
	static const u8 pad = NLPID_PAD;
	const struct dlci *circuit = layer->priv;
	bool snap = proto->data[0] == NLPID_SNAP;
	int err = 0;

	if (proto->bits != 8 * (snap ? SNAP_LEN : 1))
		return -EINVAL;
	if (snap && circuit->addrlen % 2 == 0)
		err = bn_hdr_put(hdr, &pad, 1);
	return err ?: bn_hdr_put(hdr, proto->data, proto->bits / 8);
}

static const struct bn_encap dlci = {
	.name = "dlci",
	.descr = "a virtual circuit of Frame Relay",
	.type = "fr",
	.uses = BSDNET_ENCAP_FLAGS_LAYER,
	.flags = BN_ENCAP_MEDIUM,
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.priv_size = sizeof(struct dlci),
	.config = dlci_config,
	.fill = dlci_fill,
	.id = dlci_id,
	.id_text = dlci_id_text,
	.carried_as = dlci_carried_as,
	.key = dlci_key,
	.proto = dlci_proto,
	.header = dlci_header,
	.put_proto = dlci_put_proto,
};

BN_ENCAP_FILE(fr, &fr, &dlci);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "encap/fr_kunit.c"
#endif
