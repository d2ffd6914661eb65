// SPDX-License-Identifier: GPL-2.0
/*
 * ppp - PPP as the framing of serial lines and on virtual circuits (IF-10)
 *
 * Framing of RFC 1662, without flags and FCS, which the device handles:
 *
 *	ff 03 | protocol (2, or 1 if compressed) | information
 *
 * Over Frame Relay (RFC 1973) and ATM (RFC 2364) the header of the circuit replaces
 * ff 03. Input accepts every form that a peer may choose; the parameters set the form of
 * sent frames, as negotiated by LCP.
 *
 * Key of a frame: protocol (2), and for bridged Ethernet the MAC type (1).
 *
 * Locking: parameters change under the configuration lock while headers are made
 * under RCU; each is one byte, read once.
 */
#include <linux/ppp_defs.h>

#include "encap/encap_nl.h"
#include "encap/ppp.h"

#define BRIDGED		0x0031		/* RFC 3518 */
#define MAC_ETHER	1		/* MAC type of RFC 3518 4.2 */
#define ADDRESS_CONTROL	0xff03

/**
 * struct ppp - parameters
 * @acfc: send without address and control field (RFC 1661 6.6)
 * @pfc: send protocols in one octet where possible (RFC 1661 6.5)
 */
struct ppp {
	u8 acfc;
	u8 pfc;
};

static const struct {
	u16 ethertype;
	u16 protocol;
} protocols[] = {
	{ ETH_P_IP, PPP_IP },
	{ ETH_P_IPV6, PPP_IPV6 },
	{ ETH_P_IPX, PPP_IPX },
	{ ETH_P_ATALK, PPP_AT },
	{ ETH_P_MPLS_UC, PPP_MPLS_UC },
	{ ETH_P_MPLS_MC, PPP_MPLS_MC },
	{ ETH_P_TEB, BRIDGED },
};

/**
 * bn_ppp_proto() - map an ethertype to its PPP protocol
 * @layer: the layer, for the message
 * @ethertype: the ethertype
 * @key: appended to
 * @extack: error report
 *
 * Return: 0, -EPROTONOSUPPORT or -EMSGSIZE.
 * Context: any.
 */
int bn_ppp_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		 struct netlink_ext_ack *extack)
{
	static const u8 mac_type = MAC_ETHER;
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		if (protocols[i].ethertype != ethertype)
			continue;
		err = bn_reader_key_u16(key, protocols[i].protocol);
		if (!err && protocols[i].protocol == BRIDGED)
			err = bn_l2_key_append(key, &mac_type, 8);
		return err;
	}
	NL_SET_ERR_MSG_FMT(extack, "%s has no protocol for ethertype 0x%04x", layer->encap->name,
			   ethertype);
	return -EPROTONOSUPPORT;
}

/**
 * bn_ppp_put_proto() - append a PPP protocol to a header
 * @proto: the protocol, as made by bn_ppp_proto()
 * @compress: use one octet if possible
 * @hdr: the header
 *
 * Return: 0; -EINVAL if @proto is invalid; -EMSGSIZE.
 * Context: any.
 */
int bn_ppp_put_proto(const struct bn_l2_key *proto, bool compress, struct bn_l2_hdr *hdr)
{
	u16 protocol = bn_reader_u16(proto->data);
	bool bridged = protocol == BRIDGED;
	u8 octets[4];
	int n = 0;

	if (proto->bits != (bridged ? 24 : 16))
		return -EINVAL;
	/* an even octet would be parsed as the first of two */
	if (!compress || protocol > 0xff || !(protocol & 1))
		octets[n++] = protocol >> 8;
	octets[n++] = protocol;
	if (bridged) {
		octets[n++] = 0;	/* no LAN FCS, no padding */
		octets[n++] = proto->data[2];
	}
	return bn_hdr_put(hdr, octets, n);
}

/**
 * bn_ppp_read() - read the PPP protocol of a frame (L2-1)
 * @reader: the frame, at the protocol
 * @key: appended to
 *
 * Return: 0; -EINVAL if the frame is too short or the key is full; @reader and @key are
 *	unchanged then.
 * Context: any.
 */
int bn_ppp_read(struct bn_reader *reader, struct bn_l2_key *key)
{
	struct bn_reader at = *reader;
	u8 buf[2], field[3];
	unsigned int n = 2;
	const u8 *octets;

	octets = bn_reader_get(&at, 1, buf);
	if (!octets)
		return -EINVAL;
	field[0] = 0;
	field[1] = octets[0];
	if (!(field[1] & 1)) {
		octets = bn_reader_get(&at, 1, buf);
		if (!octets)
			return -EINVAL;
		field[0] = field[1];
		field[1] = octets[0];
	}
	if (bn_reader_u16(field) == BRIDGED) {
		octets = bn_reader_get(&at, 2, buf);
		if (!octets)
			return -EINVAL;
		field[n++] = octets[1];
	}
	if (bn_l2_key_append(key, field, n * 8))
		return -EINVAL;
	*reader = at;
	return 0;
}

static int ppp_on_circuit(const struct bn_layer *layer, struct nlattr *tb[],
			  struct netlink_ext_ack *extack)
{
	const char *type = bn_layer_nearest(layer->below)->encap->type;

	if (strcmp(type, "fr") && strcmp(type, "atm")) {
		NL_SET_ERR_MSG_FMT(extack, "ppp requires a circuit (dlci, vc), not type %s", type);
		return -EINVAL;
	}
	if (tb[BSDNET_A_ENCAP_PPP_ACFC] && nla_get_u8(tb[BSDNET_A_ENCAP_PPP_ACFC])) {
		NL_SET_ERR_MSG(extack, "ppp: acfc is not supported on a circuit");
		return -EINVAL;
	}
	return 0;
}

static int ppp_config(struct bn_layer *layer, const void *data, unsigned int len,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BSDNET_A_ENCAP_PPP_MAX + 1];
	struct ppp *ppp = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_PPP_MAX, data, len,
			     bn_encap_ppp_policy, extack);
	if (!err && layer->below)
		err = ppp_on_circuit(layer, tb, extack);
	if (err)
		return err;
	if (tb[BSDNET_A_ENCAP_PPP_ACFC])
		WRITE_ONCE(ppp->acfc, nla_get_u8(tb[BSDNET_A_ENCAP_PPP_ACFC]));
	if (tb[BSDNET_A_ENCAP_PPP_PFC])
		WRITE_ONCE(ppp->pfc, nla_get_u8(tb[BSDNET_A_ENCAP_PPP_PFC]));
	return 0;
}

static int ppp_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct ppp *ppp = layer->priv;

	return nla_put_u8(msg, BSDNET_A_ENCAP_PPP_ACFC, ppp->acfc) ?:
	       nla_put_u8(msg, BSDNET_A_ENCAP_PPP_PFC, ppp->pfc);
}

static u16 ppp_carried_as(const struct bn_layer *layer)
{
	return BN_ETH_P_PPP;
}

/* LCP frames are never compressed (RFC 1661 6.6) */
static bool has_address(const struct bn_layer *layer, const struct bn_l2_key *proto)
{
	const struct ppp *ppp = layer->priv;

	return !READ_ONCE(ppp->acfc) || bn_reader_u16(proto->data) == PPP_LCP;
}

static int ppp_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			 struct bn_l2_hdr *hdr)
{
	const struct ppp *ppp = layer->priv;
	int err = 0;

	if (!layer->below) {
		hdr->proto = htons(ETH_P_HDLC);
		if (has_address(layer, proto))
			err = bn_hdr_put_be16(hdr, ADDRESS_CONTROL);
	}
	return err ?: bn_ppp_put_proto(proto, READ_ONCE(ppp->pfc), hdr);
}

static int ppp_frame_key(struct sk_buff *skb, struct bn_l2_key *key)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *octets;
	u8 buf[2];

	memset(key, 0, sizeof(*key));
	octets = bn_reader_peek(&reader, 2, buf);
	if (!octets)
		return -EINVAL;
	/* 0xff is not a valid protocol, so it is an address */
	if (bn_reader_u16(octets) == ADDRESS_CONTROL)
		bn_reader_skip(&reader, 2);
	else if (octets[0] == ADDRESS_CONTROL >> 8)
		return -EINVAL;
	if (bn_ppp_read(&reader, key))
		return -EINVAL;
	return bn_reader_end(&reader);
}

static const struct bn_encap ppp = {
	.name = "ppp",
	.descr = "PPP on a serial line or on a circuit of Frame Relay or ATM",
	.type = "ppp",
	.uses = BSDNET_ENCAP_FLAGS_FRAMING | BSDNET_ENCAP_FLAGS_LAYER,
	.flags = BN_ENCAP_MEDIUM,
	.media = BIT(BSDNET_IFD_TYPE_SERIAL),
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.priv_size = sizeof(struct ppp),
	.config = ppp_config,
	.reconfig = true,
	.fill = ppp_fill,
	.carried_as = ppp_carried_as,
	.proto = bn_ppp_proto,
	.put_proto = ppp_put_proto,
	.frame_key = ppp_frame_key,
};

BN_ENCAP_FILE(ppp, &ppp);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "encap/ppp_kunit.c"
#endif
