// SPDX-License-Identifier: GPL-2.0
/*
 * nsh - Network Service Header on Ethernet (RFC 8300): an encapsulation to copy from
 *
 * Not part of the module: docs/howto-encapsulation.md describes how to make it one, and what
 * to change for another. A service path leads to one neighbour, so what stands on it sees a
 * point-to-point link. Its frames:
 *
 *	Ethernet 0x894f | version, flags, TTL, length (2) | MD type (1) | protocol (1) | path (4) |
 *	context, which is passed over
 *
 * Since the key of an Ethernet frame ends with the ethertype, the header begins a table of its
 * own, whose keys are
 *
 *	path (4): identifier and index | protocol (1)
 *
 * Life: with its ifl. Synchronization: parameters don't change once it is linked.
 */
#include <linux/etherdevice.h>
#include <net/netlink.h>

#include "encap/reader.h"

#define ETH_P_NSH_TYPE	0x894f

#define NSH_HLEN	8	/* base and path header */
#define NSH_VERSION	0xc0	/* in the first octet; 0 is the only one */
#define NSH_OAM		0x20	/* also there: not for users */
#define NSH_TTL		63
#define NSH_LEN_MASK	0x3f	/* in the second octet, words of 4 octets */
#define NSH_MD_MASK	0x0f
#define NSH_MD_FIXED	1	/* 16 octets of context */
#define NSH_MD_VARIABLE	2	/* any number, none here */

enum {
	NSH_NEXT_IPV4 = 1,
	NSH_NEXT_IPV6 = 2,
	NSH_NEXT_ETHER = 3,
};

/* Parameters, big-endian; the other file that knows them is nsh.cpp */
enum {
	NSH_A_PATH = 1,		/* u32, identifier of 24 bits and index of 8 */
	NSH_A_PEER,		/* 6 bytes */
	NSH_A_MAX = NSH_A_PEER,
};

static const struct nla_policy policy[NSH_A_MAX + 1] = {
	[NSH_A_PATH] = { .type = NLA_BE32 },
	[NSH_A_PEER] = NLA_POLICY_EXACT_LEN(ETH_ALEN),
};

struct nsh {
	u32 path;
	u8 peer[ETH_ALEN] __aligned(2);
};

/* ---- configuration ----------------------------------------------------- */

static int nsh_config(struct bn_layer *layer, const void *data, unsigned int len,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NSH_A_MAX + 1];
	struct nsh *nsh = layer->priv;
	int err;

	err = bn_encap_parse(layer, tb, NSH_A_MAX, data, len, policy, extack);
	if (err)
		return err;
	if (!tb[NSH_A_PATH] || !tb[NSH_A_PEER]) {
		NL_SET_ERR_MSG_FMT(extack, "nsh: %s is missing", tb[NSH_A_PATH] ? "peer" : "path");
		return -EINVAL;
	}
	nsh->path = ntohl(nla_get_be32(tb[NSH_A_PATH]));
	memcpy(nsh->peer, nla_data(tb[NSH_A_PEER]), ETH_ALEN);
	if (!is_valid_ether_addr(nsh->peer)) {
		NL_SET_ERR_MSG_FMT(extack, "nsh: peer %pM is not a unicast address", nsh->peer);
		return -EINVAL;
	}
	return bn_layer_needs(layer, "ether", extack);
}

static int nsh_fill(const struct bn_layer *layer, struct sk_buff *msg)
{
	const struct nsh *nsh = layer->priv;

	return nla_put_be32(msg, NSH_A_PATH, htonl(nsh->path)) ?:
	       nla_put(msg, NSH_A_PEER, ETH_ALEN, nsh->peer);
}

/* ---- keys -------------------------------------------------------------- */

static u16 nsh_carried_as(const struct bn_layer *layer)
{
	return ETH_P_NSH_TYPE;
}

static int nsh_proto(const struct bn_layer *layer, u16 ethertype, struct bn_l2_key *key,
		     struct netlink_ext_ack *extack)
{
	const struct nsh *nsh = layer->priv;
	u8 next;
	int err;

	switch (ethertype) {
	case ETH_P_IP:
		next = NSH_NEXT_IPV4;
		break;
	case ETH_P_IPV6:
		next = NSH_NEXT_IPV6;
		break;
	case ETH_P_TEB:
		next = NSH_NEXT_ETHER;
		break;
	default:
		NL_SET_ERR_MSG_FMT(extack, "nsh: ethertype 0x%04x has no number there", ethertype);
		return -EPROTONOSUPPORT;
	}
	err = bn_reader_key_u32(key, nsh->path);
	return err ?: bn_l2_key_append(key, &next, 8);
}

/* From the frame alone, whoever sent it: each length is checked */
static int nsh_frame_key(struct sk_buff *skb, struct bn_l2_key *key)
{
	struct bn_reader reader = bn_reader_begin(skb);
	const u8 *base;
	u8 buf[NSH_HLEN];
	int len, md;

	memset(key, 0, sizeof(*key));
	base = bn_reader_peek(&reader, NSH_HLEN, buf);
	if (!base || base[0] & (NSH_VERSION | NSH_OAM))
		return -EINVAL;
	len = (base[1] & NSH_LEN_MASK) * 4;
	md = base[2] & NSH_MD_MASK;
	if (len < NSH_HLEN || len > reader.left || (md == NSH_MD_FIXED && len != NSH_HLEN + 16) ||
	    (md != NSH_MD_FIXED && md != NSH_MD_VARIABLE))
		return -EINVAL;
	bn_l2_key_append(key, base + 4, 32);
	bn_l2_key_append(key, base + 3, 8);
	bn_reader_skip(&reader, len);
	return bn_reader_end(&reader);
}

/* ---- headers ----------------------------------------------------------- */

/* What comes before the protocol */
static int nsh_header(const struct bn_layer *layer, const u8 *dest, struct bn_l2_hdr *hdr)
{
	static const u8 base[] = {
		NSH_TTL >> 2, (NSH_TTL & 3) << 6 | NSH_HLEN / 4, NSH_MD_VARIABLE
	};

	return bn_hdr_put(hdr, base, sizeof(base));
}

static int nsh_put_proto(const struct bn_layer *layer, const struct bn_l2_key *proto,
			 struct bn_l2_hdr *hdr)
{
	int err;

	if (proto->bits != 40)
		return -EINVAL;
	err = bn_hdr_put(hdr, proto->data + 4, 1);
	return err ?: bn_hdr_put(hdr, proto->data, 4);
}

static const u8 *nsh_dest(const struct bn_layer *layer)
{
	const struct nsh *nsh = layer->priv;

	return nsh->peer;
}

static const struct bn_lladdr *nsh_lladdr(const struct bn_layer *layer)
{
	return NULL;
}

static const struct bn_encap nsh = {
	.name = "nsh",
	.descr = "a service path on Ethernet (RFC 8300)",
	.type = "nsh",
	.uses = BSDNET_ENCAP_FLAGS_LAYER,
	.flags = BN_ENCAP_TABLE,
	.ifl_flags = BSDNET_IFL_FLAGS_POINTOPOINT,
	.priv_size = sizeof(struct nsh),
	.config = nsh_config,
	.fill = nsh_fill,
	.carried_as = nsh_carried_as,
	.proto = nsh_proto,
	.header = nsh_header,
	.put_proto = nsh_put_proto,
	.dest = nsh_dest,
	.lladdr = nsh_lladdr,
	.frame_key = nsh_frame_key,
};

BN_ENCAP_FILE(nsh, &nsh);
