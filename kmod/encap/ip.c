// SPDX-License-Identifier: GPL-2.0
/*
 * ip - IP packets without a layer-2 header (IF-10)
 *
 * The framing of TUN devices and raw IP modems. The version of the packet determines
 * its protocol:
 *
 *	key	ethertype (2), from the version
 */
#include "encap/reader.h"

static int ip_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		    struct netlink_ext_ack *extack)
{
	if (ethertype == ETH_P_IP || ethertype == ETH_P_IPV6)
		return bn_reader_key_u16(key, ethertype);
	NL_SET_ERR_MSG_FMT(extack, "ip carries IPv4 and IPv6, not ethertype 0x%04x", ethertype);
	return -EPROTONOSUPPORT;
}

static int ip_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			struct bn_l2_hdr *hdr)
{
	u16 ethertype = bn_reader_u16(proto->data);

	if (proto->bits != 16 || (ethertype != ETH_P_IP && ethertype != ETH_P_IPV6))
		return -EINVAL;
	hdr->proto = htons(ethertype);
	return 0;
}

static int ip_frame_key(struct sk_buff *skb, struct bn_l2_key *key)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *octet;
	u16 ethertype;
	u8 buf[1];

	memset(key, 0, sizeof(*key));
	octet = bn_reader_peek(&reader, 1, buf);
	if (!octet)
		return -EINVAL;
	switch (*octet >> 4) {
	case 4:
		ethertype = ETH_P_IP;
		break;
	case 6:
		ethertype = ETH_P_IPV6;
		break;
	default:
		return -EINVAL;
	}
	bn_reader_key_u16(key, ethertype);
	return bn_reader_end(&reader);
}

static int ip_config(struct bn_layer *layer, const void *data, unsigned int len,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[1];

	return bn_encap_parse(layer, tb, 0, data, len, NULL, extack);
}

static const struct bn_encap ip = {
	.name = "ip",
	.descr = "IP packets without a layer-2 header, as on TUN devices",
	.type = "ip",
	.uses = BSDNET_ENCAP_FLAGS_FRAMING,
	.media = BIT(BSDNET_IFD_TYPE_SERIAL),
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.config = ip_config,
	.proto = ip_proto,
	.put_proto = ip_put_proto,
	.frame_key = ip_frame_key,
};

BN_ENCAP_FILE(ip, &ip);

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "encap/ip_kunit.c"
#endif
