/* SPDX-License-Identifier: GPL-2.0 */
/*
 * async - HDLC-like framing on octet-oriented lines (RFC 1662 4, IF-17)
 *
 *	7e | frame and FCS (16 bits, least significant octet first), escaped | 7e
 *
 * Functions over buffers, without locks. A reader must be used by one caller at a time.
 */
#ifndef _BSDNET_DRIVERS_ASYNC_H
#define _BSDNET_DRIVERS_ASYNC_H

#include <linux/types.h>

#define BN_ASYNC_FCS		2	/* octets */
#define BN_ASYNC_ROOM(len)	(2 * ((len) + BN_ASYNC_FCS) + 2) /* maximum octets of a frame */

enum bn_async_event {
	BN_ASYNC_MORE,		/* all octets are consumed */
	BN_ASYNC_FRAME,		/* a frame is in the buffer */
	BN_ASYNC_ABORTED,	/* the sender aborted a frame */
	BN_ASYNC_SHORT,		/* shorter than the shortest frame */
	BN_ASYNC_LONG,		/* longer than the buffer; returned before the frame ends */
	BN_ASYNC_BAD_FCS,
};

/**
 * struct bn_async - reader of one line
 * @buf: frame that is being read, or was read last
 * @size: size of @buf (bytes): the longest frame and its FCS
 * @fill: octets in @buf
 * @len: length of the frame that was read last, without FCS; set with BN_ASYNC_FRAME
 * @escaped: the last octet was a control escape
 * @lost: discard octets up to the next flag
 */
struct bn_async {
	u8 *buf;
	unsigned int size;
	unsigned int fill;
	unsigned int len;
	bool escaped;
	bool lost;
};

void bn_async_init(struct bn_async *async, u8 *buf, unsigned int size);
enum bn_async_event bn_async_read(struct bn_async *async, const u8 **octets, size_t *n);
size_t bn_async_write(u8 *octets, const u8 *frame, size_t len);

#endif /* _BSDNET_DRIVERS_ASYNC_H */
