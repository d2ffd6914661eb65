// SPDX-License-Identifier: GPL-2.0
/*
 * async - HDLC-like framing of frames on lines of octets (RFC 1662 4, IF-17)
 *
 * The default character map is in force, in both directions, for as long as the line
 * lives: what is sent has every control character escaped, which is right whatever the
 * peer has negotiated; and control characters that come in bare were put in on the
 * way (flow control) and are left out (RFC 1662 4.2).
 *
 * No life and no locks of its own, see async.h.
 */
#include "drivers/async.h"

#define FLAG		0x7e
#define ESCAPE		0x7d
#define FLIP		0x20	/* what escaping does to an octet */
#define CONTROL_END	0x20	/* first octet that is no control character */

#define FRAME_MIN	4	/* octets with FCS (RFC 1662 4.3) */
#define FCS_INIT	0xffff
#define FCS_GOOD	0xf0b8	/* over a frame and its FCS */

/* Polynomial x^16 + x^12 + x^5 + 1, least significant bit first, of half an octet */
static const u16 fcs_table[16] = {
	0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
	0x8408, 0x9489, 0xa50a, 0xb58b, 0xc60c, 0xd68d, 0xe70e, 0xf78f,
};

static u16 fcs_of(const u8 *data, size_t len)
{
	u16 fcs = FCS_INIT;

	for (; len; data++, len--) {
		fcs = fcs >> 4 ^ fcs_table[(fcs ^ *data) & 15];
		fcs = fcs >> 4 ^ fcs_table[(fcs ^ *data >> 4) & 15];
	}
	return fcs;
}

/**
 * bn_async_init() - begin to read a line
 * @async: the reader
 * @buf: memory for a frame and its FCS, which belongs to the caller
 * @size: bytes of @buf
 *
 * Context: any.
 */
void bn_async_init(struct bn_async *async, u8 *buf, unsigned int size)
{
	*async = (struct bn_async) {
		.buf = buf,
		.size = size,
		.lost = true,	/* one may come in the midst of a frame */
	};
}

/* At a flag, which ends one frame and begins the next */
static enum bn_async_event end_frame(struct bn_async *async)
{
	unsigned int fill = async->fill;
	bool aborted = async->escaped;
	bool lost = async->lost;

	async->fill = 0;
	async->escaped = false;
	async->lost = false;
	if (lost)
		return BN_ASYNC_MORE;
	if (aborted)
		return BN_ASYNC_ABORTED;
	if (!fill)
		return BN_ASYNC_MORE;
	if (fill < FRAME_MIN)
		return BN_ASYNC_SHORT;
	if (fcs_of(async->buf, fill) != FCS_GOOD)
		return BN_ASYNC_BAD_FCS;
	async->len = fill - BN_ASYNC_FCS;
	return BN_ASYNC_FRAME;
}

/* An octet between flags. False: there is no room for it */
static bool put(struct bn_async *async, u8 octet)
{
	if (octet < CONTROL_END || async->lost)
		return true;
	if (async->escaped) {
		octet ^= FLIP;
		async->escaped = false;
	} else if (octet == ESCAPE) {
		async->escaped = true;
		return true;
	}
	if (async->fill == async->size) {
		async->lost = true;
		return false;
	}
	async->buf[async->fill++] = octet;
	return true;
}

/**
 * bn_async_read() - take octets from a line up to the next event
 * @async: the reader; after BN_ASYNC_FRAME @async->len bytes of @async->buf are the frame, until
 *	the next call
 * @octets: what came in; moved on
 * @n: how many; lowered
 *
 * Return: what happened; BN_ASYNC_MORE once all octets are used up.
 * Context: any.
 */
enum bn_async_event bn_async_read(struct bn_async *async, const u8 **octets, size_t *n)
{
	enum bn_async_event event;
	u8 octet;

	while (*n) {
		octet = *(*octets)++;
		--*n;
		if (octet == FLAG) {
			event = end_frame(async);
			if (event != BN_ASYNC_MORE)
				return event;
		} else if (!put(async, octet)) {
			return BN_ASYNC_LONG;
		}
	}
	return BN_ASYNC_MORE;
}

static u8 *escape(u8 *octets, u8 octet)
{
	if (octet == FLAG || octet == ESCAPE || octet < CONTROL_END) {
		*octets++ = ESCAPE;
		octet ^= FLIP;
	}
	*octets++ = octet;
	return octets;
}

/**
 * bn_async_write() - a frame as octets for a line
 * @octets: room for BN_ASYNC_ROOM(@len) octets
 * @frame: the frame
 * @len: its length, bytes
 *
 * Return: how many octets, both flags included.
 * Context: any.
 */
size_t bn_async_write(u8 *octets, const u8 *frame, size_t len)
{
	u16 fcs = ~fcs_of(frame, len);
	u8 *at = octets;

	/* also ends what noise may have begun at the other end */
	*at++ = FLAG;
	while (len--)
		at = escape(at, *frame++);
	at = escape(at, fcs & 0xff);
	at = escape(at, fcs >> 8);
	*at++ = FLAG;
	return at - octets;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "drivers/async_kunit.c"
#endif
