/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: ancillary data
 */
#ifndef _BSDNET_SOCK_CMSG_H
#define _BSDNET_SOCK_CMSG_H

#include <linux/socket.h>
#include <linux/skbuff.h>

struct bn_sock;
struct sockcm_cookie;

/**
 * struct bn_cmsg - parameters of one packet from ancillary data
 * @saddr: source address, 0: not given
 * @out_ifl: interface for multicast and broadcast, 0: not given
 * @instance: routing instance; valid if @has_instance
 * @gso_size: payload of a segment in bytes, 0: not given
 * @options: IP options, in the message; NULL: not given
 * @options_len: length of @options in bytes
 * @ttl: 1 .. 255, 0: not given
 * @tos: valid if @has_tos
 */
struct bn_cmsg {
	__be32 saddr;
	u32 out_ifl;
	u32 instance;
	const u8 *options;
	u8 options_len;
	u16 gso_size;
	u8 ttl;
	u8 tos;
	bool has_instance;
	bool has_tos;
};

int bn_cmsg_parse(struct bn_sock *bs, struct msghdr *msg, struct bn_cmsg *cmsg,
		  struct sockcm_cookie *sockc);
void bn_cmsg_put(struct bn_sock *bs, const struct sk_buff *skb, struct msghdr *msg);

#endif /* _BSDNET_SOCK_CMSG_H */
