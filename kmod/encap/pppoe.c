// SPDX-License-Identifier: GPL-2.0
/*
 * pppoe - a PPPoE session on an Ethernet ifl, tagged or not (IF-9, RFC 2516)
 *
 * Session and peer are the result of discovery, which runs in user space. Layers and
 * protocols above see PPP, as on a serial line. The key of its frames has the session id
 * and the peer's address, so the same id from another station is another session. All frames
 * are sent to the peer.
 */
#include <linux/etherdevice.h>

#include "encap/encap_nl.h"
#include "encap/ppp.h"

#define VER_TYPE	0x11
#define CODE_SESSION	0x00

struct pppoe {
	u16 session;
	u8 peer[ETH_ALEN] __aligned(2);
};

static int pppoe_check_values(const struct pppoe *pppoe, struct netlink_ext_ack *extack)
{
	if (!pppoe->session || pppoe->session > BSDNET_PPPOE_SESSION_MAX) {
		NL_SET_ERR_MSG_FMT(extack, "pppoe: session %u is not within 1 .. %u",
				   pppoe->session, BSDNET_PPPOE_SESSION_MAX);
		return -ERANGE;
	}
	if (!is_valid_ether_addr(pppoe->peer)) {
		NL_SET_ERR_MSG_FMT(extack, "pppoe: peer %pM is not a unicast address",
				   pppoe->peer);
		return -EINVAL;
	}
	return 0;
}

/* A session belongs to the ifl on which its discovery runs */
static int pppoe_check_parent(const struct bn_layer *layer, struct netlink_ext_ack *extack)
{
	int err = bn_layer_needs(layer, "ether", extack);

	if (err || layer->below->ifl)
		return err;
	NL_SET_ERR_MSG_FMT(extack, "pppoe: requires an ifl, such as %s.0, not the device",
			   layer->ifd->name);
	return -EINVAL;
}

static int pppoe_config(struct bn_layer *layer, const void *data, unsigned int len,
			struct netlink_ext_ack *extack)
{
	struct nlattr *tb[BSDNET_A_ENCAP_PPPOE_MAX + 1];
	struct pppoe *pppoe = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, BSDNET_A_ENCAP_PPPOE_MAX, data, len,
			     bn_encap_pppoe_policy, extack);
	if (err)
		return err;
	if (!tb[BSDNET_A_ENCAP_PPPOE_SESSION] || !tb[BSDNET_A_ENCAP_PPPOE_PEER]) {
		NL_SET_ERR_MSG_FMT(extack, "pppoe: %s is missing",
				   tb[BSDNET_A_ENCAP_PPPOE_SESSION] ? "peer" : "session");
		return -EINVAL;
	}
	pppoe->session = ntohs(nla_get_be16(tb[BSDNET_A_ENCAP_PPPOE_SESSION]));
	memcpy(pppoe->peer, nla_data(tb[BSDNET_A_ENCAP_PPPOE_PEER]), ETH_ALEN);
	err = pppoe_check_values(pppoe, extack);
	return err ?: pppoe_check_parent(layer, extack);
}

static int pppoe_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct pppoe *pppoe = layer->priv;

	return nla_put_be16(msg, BSDNET_A_ENCAP_PPPOE_SESSION, htons(pppoe->session)) ?:
	       nla_put(msg, BSDNET_A_ENCAP_PPPOE_PEER, ETH_ALEN, pppoe->peer);
}

static u64 pppoe_id(const struct bn_layer *layer)
{
	const struct pppoe *pppoe = layer->priv;

	return (u64)pppoe->session << 48 | ether_addr_to_u64(pppoe->peer);
}

static void pppoe_id_text(const struct bn_layer *layer, char *buf, size_t size)
{
	const struct pppoe *pppoe = layer->priv;

	snprintf(buf, size, "pppoe %u %pM", pppoe->session, pppoe->peer);
}

static u16 pppoe_carried_as(const struct bn_layer *layer)
{
	return ETH_P_PPP_SES;
}

static int pppoe_key(const struct bn_layer *layer, struct bn_l2_key *key)
{
	const struct pppoe *pppoe = layer->priv;
	__be16 session = htons(pppoe->session);
	int err;

	err = bn_l2_key_append(key, &session, 16);
	return err ?: bn_l2_key_append(key, pppoe->peer, 8 * ETH_ALEN);
}

static int pppoe_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	const struct pppoe *pppoe = layer->priv;
	int err;

	err = bn_hdr_put_be16(hdr, VER_TYPE << 8 | CODE_SESSION);
	err = err ?: bn_hdr_put_be16(hdr, pppoe->session);
	return err ?: bn_hdr_put_length(hdr, 0);
}

/* RFC 2516 7: compression of the protocol field is not recommended */
static int pppoe_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			   struct bn_l2_hdr *hdr)
{
	return bn_ppp_put_proto(proto, false, hdr);
}

static const u8 *pppoe_dest(const struct bn_layer *layer)
{
	const struct pppoe *pppoe = layer->priv;

	return pppoe->peer;
}

/* PPP has no link-layer addresses */
static const struct bn_lladdr *pppoe_lladdr(const struct bn_layer *layer)
{
	return NULL;
}

static const struct bn_encap pppoe = {
	.name = "pppoe",
	.descr = "a PPPoE session on Ethernet (RFC 2516)",
	.type = "ppp",
	.uses = BSDNET_ENCAP_FLAGS_LAYER,
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.priv_size = sizeof(struct pppoe),
	.config = pppoe_config,
	.fill = pppoe_fill,
	.id = pppoe_id,
	.id_text = pppoe_id_text,
	.carried_as = pppoe_carried_as,
	.key = pppoe_key,
	.proto = bn_ppp_proto,
	.header = pppoe_header,
	.put_proto = pppoe_put_proto,
	.dest = pppoe_dest,
	.lladdr = pppoe_lladdr,
};

BN_ENCAP_FILE(pppoe, &pppoe);
