// SPDX-License-Identifier: GPL-2.0
/*
 * key - make the layer-2 key of a frame from the frame alone (L2-1)
 *
 * No configuration is read, and the only protocol numbers known are those that lengthen the
 * key: the tags, E-TAG, PPPoE session, LLC/SNAP. The format of the key is in l2demux.h.
 * Stateless; every length is checked. Frames without a tag or with one have a fast path,
 * which gives the same key as the general one.
 */
#include <linux/if_vlan.h>

#include "l2demux/plain.h"

#define TAGS_MAX	8	/* in a frame, tags with VID 0 included */
#define SNAP_HLEN	8

/* RFC 2516 4: version and type, code, session id (2), length (2); then PPP */
#define PPPOE_HLEN	6
#define PPPOE_VER_TYPE	0x11

#define PPP_BRIDGED	0x0031	/* RFC 3518: flags and MAC type follow */

/* IEEE 802.1BR 10: PCP, DEI, ingress E-CID base; group, E-CID base; extensions of both */
#define ETAG_HLEN	6	/* without the ethertype */
#define ETAG_ECID_MASK	0x3fff	/* group and base */

/**
 * bn_l2_key_append() - append bytes to a key
 * @key: the key; zero past its bits
 * @data: what to append, left-aligned
 * @bits: number of bits
 *
 * Return: 0, or -EMSGSIZE if it does not fit, without side effects.
 * Context: any.
 */
int bn_l2_key_append(struct bn_l2_key *key, const void *data, unsigned int bits)
{
	unsigned int shift = key->bits % 8;
	unsigned int pos = key->bits / 8;
	const u8 *from = data;
	unsigned int done;
	u8 byte;

	if (bits > BSDNET_L2_KEY_MAX * 8 - key->bits)
		return -EMSGSIZE;
	key->bits += bits;
	for (done = 0; done < bits; done += 8) {
		byte = *from++;
		if (bits - done < 8)
			byte &= 0xff << (8 - (bits - done));
		key->data[pos++] |= byte >> shift;
		if (shift && pos < BSDNET_L2_KEY_MAX)
			key->data[pos] |= byte << (8 - shift);
	}
	return 0;
}

/*
 * A reader of the frame: offset of the next byte from skb->data (negative in a pulled header)
 * and number of remaining bytes.
 */
struct frame {
	struct sk_buff *skb;
	int off;
	int left;
};

static const void *frame_peek(const struct frame *frame, int len, void *buf)
{
	if (frame->left < len)
		return NULL;
	return skb_header_pointer(frame->skb, frame->off, len, buf);
}

static void frame_advance(struct frame *frame, int len)
{
	frame->off += len;
	frame->left -= len;
}

static int get_be16(struct frame *frame, u16 *value)
{
	u8 buf[2];
	const u8 *p = frame_peek(frame, sizeof(buf), buf);

	if (!p)
		return -EINVAL;
	*value = p[0] << 8 | p[1];
	frame_advance(frame, sizeof(buf));
	return 0;
}

static int append_be16(struct bn_l2_key *key, u16 value)
{
	__be16 be = cpu_to_be16(value);

	return bn_l2_key_append(key, &be, 16);
}

/* A priority tag (VID 0) is ignored (IEEE 802.1Q 6.9) */
static int append_tag(struct bn_l2_key *key, u16 tpid, u16 tci)
{
	u16 vid = tci & VLAN_VID_MASK;
	int err;

	if (!vid)
		return 0;
	err = append_be16(key, tpid);
	return err ?: append_be16(key, vid);
}

static bool is_tag(u16 type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD || type == BN_ETH_P_QINQ;
}

/* Read VLAN tags from @type on; @type is set to the type behind them */
static int key_tags(struct frame *frame, struct bn_l2_key *key, u16 *type)
{
	unsigned int n;
	int err = 0;
	u16 tci;

	for (n = 0; !err && is_tag(*type); n++) {
		if (n == TAGS_MAX)
			return -EINVAL;
		err = get_be16(frame, &tci);
		if (!err)
			err = append_tag(key, *type, tci);
		if (!err)
			err = get_be16(frame, type);
	}
	return err;
}

/* Protocol of a PPP frame; one octet if it is odd (RFC 1661 2) */
static int key_ppp(struct frame *frame, struct bn_l2_key *key)
{
	u8 buf[2];
	const u8 *p = frame_peek(frame, 1, buf);
	u16 protocol;
	int err;

	if (!p)
		return -EINVAL;
	protocol = p[0];
	if (p[0] & 1)
		frame_advance(frame, 1);
	else if (get_be16(frame, &protocol))
		return -EINVAL;
	err = append_be16(key, protocol);
	if (err || protocol != PPP_BRIDGED)
		return err;
	p = frame_peek(frame, 2, buf);
	if (!p)
		return -EINVAL;
	frame_advance(frame, 2);
	return bn_l2_key_append(key, p + 1, 8);
}

/* The other station: the sender, or the receiver of a frame of this host that a tap copies */
static const u8 *key_peer(const struct sk_buff *skb)
{
	const struct ethhdr *eth = eth_hdr(skb);

	return skb->pkt_type == PACKET_OUTGOING ? eth->h_dest : eth->h_source;
}

/* Session id and peer identify a PPPoE session. Bytes behind its length are padding. */
static int key_pppoe(struct frame *frame, struct bn_l2_key *key)
{
	u8 buf[PPPOE_HLEN];
	const u8 *pppoe = frame_peek(frame, PPPOE_HLEN, buf);
	int err, length;

	if (!pppoe || pppoe[0] != PPPOE_VER_TYPE || pppoe[1])
		return -EINVAL;
	length = pppoe[4] << 8 | pppoe[5];
	if (length > frame->left - PPPOE_HLEN)
		return -EINVAL;
	err = bn_l2_key_append(key, pppoe + 2, 16);
	if (err)
		return err;
	frame_advance(frame, PPPOE_HLEN);
	frame->left = length;
	err = bn_l2_key_append(key, key_peer(frame->skb), ETH_ALEN * 8);
	return err ?: key_ppp(frame, key);
}

/* The destination channel; source channel and priority are not part of the key. The ethertype
 * has been read; @type is set to the next one.
 */
static int key_etag(struct frame *frame, struct bn_l2_key *key, u16 *type)
{
	u8 buf[ETAG_HLEN];
	const u8 *etag = frame_peek(frame, ETAG_HLEN, buf);
	int err;

	if (!etag)
		return -EINVAL;
	err = append_be16(key, BN_ETH_P_ETAG);
	err = err ?: append_be16(key, (etag[2] << 8 | etag[3]) & ETAG_ECID_MASK);
	err = err ?: bn_l2_key_append(key, etag + 5, 8);
	if (err)
		return err;
	frame_advance(frame, ETAG_HLEN);
	return get_be16(frame, type);
}

/* Unnumbered frames have one octet of control, others two (IEEE 802.2 5.2) */
static int llc_header_len(const u8 *llc)
{
	if (llc[0] == 0xaa && llc[1] == 0xaa && llc[2] == 0x03)
		return SNAP_HLEN;
	return (llc[2] & 3) == 3 ? 3 : 4;
}

/* DSAP and SSAP; SNAP has control, OUI and PID as well (RFC 1042) */
static int key_llc(struct frame *frame, struct bn_l2_key *key, u16 length)
{
	u8 buf[SNAP_HLEN];
	const u8 *llc;
	int hlen;
	int err;

	if (length < 3 || length > frame->left)
		return -EINVAL;
	llc = frame_peek(frame, 3, buf);
	if (!llc)
		return -EINVAL;
	hlen = llc_header_len(llc);
	if (length < hlen)
		return -EINVAL;
	llc = frame_peek(frame, hlen, buf);
	if (!llc)
		return -EINVAL;
	frame_advance(frame, hlen);
	err = append_be16(key, 0);
	return err ?: bn_l2_key_append(key, llc, hlen == SNAP_HLEN ? 64 : 16);
}

static int key_type(struct frame *frame, struct bn_l2_key *key, u16 type)
{
	int err;

	if (type <= ETH_DATA_LEN)
		return key_llc(frame, key, type);
	if (type < ETH_P_802_3_MIN)
		return -EINVAL;
	err = append_be16(key, type);
	if (!err && type == ETH_P_PPP_SES)
		err = key_pppoe(frame, key);
	return err;
}

/*
 * Nearly all frames: a plain ethertype, alone or behind one tag that the device took off
 * or that is in the frame, with all of it in the linear part. Returns the length of
 * the L2 header, or 0: not one of these.
 */
static int key_common(const struct sk_buff *skb, int mac, struct bn_l2_key *key)
{
	const struct vlan_ethhdr *eth = (const struct vlan_ethhdr *)(skb->data + mac);
	__be16 *word = (__be16 *)key->data;
	int len = ETH_HLEN;
	__be16 tpid, tci;

	if (mac + VLAN_ETH_HLEN > (int)skb_headlen(skb))
		return 0;
	word[0] = eth->h_vlan_proto;
	key->bits = 16;
	if (likely(bn_l2_is_plain(word[0]) && !skb_vlan_tag_present(skb)))
		return ETH_HLEN;
	if (skb_vlan_tag_present(skb)) {
		tpid = skb->vlan_proto;
		tci = htons(skb_vlan_tag_get(skb));
		word[2] = eth->h_vlan_proto;
	} else if (word[0] == htons(ETH_P_8021Q) || word[0] == htons(ETH_P_8021AD)) {
		tpid = word[0];
		tci = eth->h_vlan_TCI;
		word[2] = eth->h_vlan_encapsulated_proto;
		len = VLAN_ETH_HLEN;
	} else {
		return 0;
	}
	if (!bn_l2_is_plain(word[2]) || !(tci & htons(VLAN_VID_MASK)))
		return 0;
	word[0] = tpid;
	word[1] = tci & htons(VLAN_VID_MASK);
	key->bits = 48;
	return len;
}

/* The general path, for all frames. @key is zero. */
static int key_general(struct sk_buff *skb, int mac, struct bn_l2_key *key)
{
	struct frame frame = { .skb = skb, .off = mac, .left = (int)skb->len - mac };
	u16 type;
	int err;

	if (frame.left < ETH_HLEN)
		return -EINVAL;
	if (mac >= 0 && !pskb_may_pull(skb, mac + ETH_HLEN))
		return -ENOMEM;
	frame_advance(&frame, 2 * ETH_ALEN);
	err = 0;
	if (skb_vlan_tag_present(skb))
		err = append_tag(key, ntohs(skb->vlan_proto), skb_vlan_tag_get(skb));
	if (!err)
		err = get_be16(&frame, &type);
	if (!err && type == BN_ETH_P_ETAG && !key->bits)
		err = key_etag(&frame, key, &type);
	if (!err)
		err = key_tags(&frame, key, &type);
	if (!err)
		err = key_type(&frame, key, type);
	if (err)
		return -EINVAL;
	if (frame.off > 0 && !pskb_may_pull(skb, frame.off))
		return -ENOMEM;
	return frame.off - mac;
}

/**
 * bn_l2_key_ether() - the key of an Ethernet frame
 * @skb: the frame; its MAC header is set and in the linear part, its data at the MAC or
 *	the network header
 * @key: result
 *
 * An accelerated tag is the outermost one. A frame of type PACKET_OUTGOING was sent by this host:
 * its key is that of frames in the other direction. The layer-2 header is pulled into the linear part,
 * so that it can be stripped; nothing else is changed.
 *
 * Return: length (bytes) of the layer-2 header in the data, from the MAC to the network
 * header, or -EINVAL if the frame is malformed, or -ENOMEM.
 * Context: any.
 */
int bn_l2_key_ether(struct sk_buff *skb, struct bn_l2_key *key)
{
	int mac = skb_mac_offset(skb);
	int len;

	memset(key, 0, sizeof(*key));
	len = key_common(skb, mac, key);
	if (likely(len))
		return len;
	memset(key, 0, sizeof(*key));
	return key_general(skb, mac, key);
}

/**
 * bn_l2_key_etag() - the key of a frame behind an E-TAG
 * @skb: the frame, as for bn_l2_key_ether()
 * @key: result: what the key would be without the E-TAG
 *
 * Return: length (bytes) of the layer-2 header, the E-TAG included; -EINVAL where the frame is
 * malformed or has none; -ENOMEM.
 * Context: any.
 */
int bn_l2_key_etag(struct sk_buff *skb, struct bn_l2_key *key)
{
	int len = bn_l2_key_ether(skb, key);

	if (len < 0)
		return len;
	if (key->bits < 8 * BN_L2_ETAG_KEY || key->data[0] != BN_ETH_P_ETAG >> 8 ||
	    key->data[1] != (BN_ETH_P_ETAG & 0xff))
		return -EINVAL;
	key->bits -= 8 * BN_L2_ETAG_KEY;
	memmove(key->data, key->data + BN_L2_ETAG_KEY, BSDNET_L2_KEY_MAX - BN_L2_ETAG_KEY);
	memset(key->data + BSDNET_L2_KEY_MAX - BN_L2_ETAG_KEY, 0, BN_L2_ETAG_KEY);
	return len;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "key_kunit.c"
#endif
