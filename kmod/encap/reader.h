/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reader - reading a frame from its MAC header on, octet by octet (L2-1)
 *
 * What has been read is the layer-2 header. No more of a frame is looked at than
 * there is; headers that are split between the linear part and pages read the same.
 */
#ifndef _BSDNET_ENCAP_READER_H
#define _BSDNET_ENCAP_READER_H

#include <linux/skbuff.h>

#include "ifs/ifs.h"

/**
 * struct bn_reader - where a reader of a frame is
 * @skb: the frame
 * @off: offset of the next octet from skb->data; negative while that is behind it
 * @left: octets of the frame from there on
 */
struct bn_reader {
	struct sk_buff *skb;
	int off;
	int left;
};

/* At the MAC header of @skb */
static inline struct bn_reader bn_reader_begin(struct sk_buff *skb)
{
	int mac = skb_mac_offset(skb);

	return (struct bn_reader){ .skb = skb, .off = mac, .left = (int)skb->len - mac };
}

/* The next @len octets, or NULL where there are fewer; @buf may be used to hold them */
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

/* Length of what has been read, which is linear then, so that it can be taken off; or -ENOMEM */
static inline int bn_reader_end(const struct bn_reader *reader)
{
	if (reader->off > 0 && !pskb_may_pull(reader->skb, reader->off))
		return -ENOMEM;
	return reader->off - skb_mac_offset(reader->skb);
}

/* The 16-bit number of a key's or a frame's octets */
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
