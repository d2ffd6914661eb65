// SPDX-License-Identifier: GPL-2.0
/*
 * async - HDLC-like framing on octet-oriented lines (RFC 1662 4, IF-17)
 *
 * The default character map is always used, in both directions: all control characters
 * are escaped when sent, which every peer accepts; received control characters that are
 * not escaped were inserted by the line (flow control) and are discarded (RFC 1662 4.2).
 */
#include "drivers/async.h"

#define FLAG		0x7e
#define ESCAPE		0x7d
#define FLIP		0x20	/* XORed to an escaped octet */
#define CONTROL_END	0x20	/* first octet that is not a control character */

#define FRAME_MIN	4	/* octets including FCS (RFC 1662 4.3) */
#define FCS_INIT	0xffff
#define FCS_GOOD	0xf0b8	/* over a frame and its FCS */

/* Polynomial x^16 + x^12 + x^5 + 1, least significant bit first, per half octet */
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
 * bn_async_init() - init the reader of a line
 * @async: the reader
 * @buf: buffer for a frame and its FCS, owned by the caller
 * @size: size of @buf (bytes)
 *
 * Context: any.
 */
void bn_async_init(struct bn_async *async, u8 *buf, unsigned int size)
{
	*async = (struct bn_async) {
		.buf = buf,
		.size = size,
		.lost = true,	/* reading may start in the middle of a frame */
	};
}

/* Handle a flag: it ends a frame and begins the next one */
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

/* Handle an octet between flags. False: the buffer is full */
static bool async_put(struct bn_async *async, u8 octet)
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
 * bn_async_read() - read octets of a line up to the next event
 * @async: the reader; after BN_ASYNC_FRAME @async->len bytes of @async->buf are the frame, until
 *	the next call
 * @octets: received octets; advanced
 * @n: number of @octets; decremented
 *
 * Return: the event; BN_ASYNC_MORE once all octets are consumed.
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
		} else if (!async_put(async, octet)) {
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
 * bn_async_write() - encode a frame as octets for a line
 * @octets: output buffer of BN_ASYNC_ROOM(@len) octets
 * @frame: the frame
 * @len: length of the frame (bytes)
 *
 * Return: number of octets, including both flags.
 * Context: any.
 */
size_t bn_async_write(u8 *octets, const u8 *frame, size_t len)
{
	u16 fcs = ~fcs_of(frame, len);
	u8 *at = octets;

	/* this also ends a frame that noise began at the receiver */
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
