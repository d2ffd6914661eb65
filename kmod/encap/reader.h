/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reader - read a frame from its MAC header on (L2-1)
 *
 * The octets read are the layer-2 header. Reads are limited to the length of the frame;
 * headers may be split between the linear part and pages.
 */
#ifndef _BSDNET_ENCAP_READER_H
#define _BSDNET_ENCAP_READER_H

#include <linux/skbuff.h>

#include "ifs/ifs.h"

/**
 * struct bn_reader - position in a frame
 * @skb: the frame
 * @off: offset of the next octet from skb->data; negative before skb->data
 * @left: number of octets from there to the end of the frame
 */
struct bn_reader {
	struct sk_buff *skb;
	int off;
	int left;
};

/* Start at the MAC header of @skb */
static inline struct bn_reader bn_reader_begin(struct sk_buff *skb)
{
	int mac = skb_mac_offset(skb);

	return (struct bn_reader){ .skb = skb, .off = mac, .left = (int)skb->len - mac };
}

/* Get the next @len octets, or NULL if there are fewer; @buf: used if they are not linear */
static inline const u8 *bn_reader_peek(const struct bn_reader *reader, int len, u8 *buf)
{
	if (reader->left < len)
		return NULL;
	return skb_header_pointer(reader->skb, reader->off, len, buf);
}

static inline void bn_reader_skip(struct bn_reader *reader, int len)
{
	reader->off += len;
	reader->left -= len;
}

/* bn_reader_peek() and bn_reader_skip() */
static inline const u8 *bn_reader_get(struct bn_reader *reader, int len, u8 *buf)
{
	const u8 *octets = bn_reader_peek(reader, len, buf);

	if (octets)
		bn_reader_skip(reader, len);
	return octets;
}

/* Make the octets read linear, so that they can be stripped. Returns their number or -ENOMEM */
static inline int bn_reader_end(const struct bn_reader *reader)
{
	if (reader->off > 0 && !pskb_may_pull(reader->skb, reader->off))
		return -ENOMEM;
	return reader->off - skb_mac_offset(reader->skb);
}

/* Big-endian 16-bit number */
static inline u16 bn_reader_u16(const u8 *octets)
{
	return octets[0] << 8 | octets[1];
}

static inline int bn_reader_key_u16(struct bn_l2_key *key, u16 value)
{
	__be16 wire = htons(value);

	return bn_l2_key_append(key, &wire, 16);
}

static inline int bn_reader_key_u32(struct bn_l2_key *key, u32 value)
{
	__be32 wire = htonl(value);

	return bn_l2_key_append(key, &wire, 32);
}

#endif /* _BSDNET_ENCAP_READER_H */
