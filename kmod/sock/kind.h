/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: what differs between the kinds of socket
 */
#ifndef _BSDNET_SOCK_KIND_H
#define _BSDNET_SOCK_KIND_H

#include <linux/net.h>

#include "transport/transport.h"

struct bn_sock;
struct bn_sock_addr;
struct bn_tx;

/**
 * struct bn_sock_kind - a kind of socket
 * @name: shown to users
 * @type: SOCK_DGRAM, SOCK_RAW
 * @family: BSDNET_INET, BSDNET_APPLETALK, BSDNET_L2
 * @proto: IP protocol, 0 where there is none or it is any
 * @any_proto: the protocol is what the user asks for, except 0: bn_sock::sk.sk_protocol
 * @cap: capability required to open one, -1 for none
 * @has_rport: the protocol has remote ports
 * @error_header: bytes of the transport header that are not payload for the user
 * @headroom: datagram kinds: bytes to reserve in front of the user's data
 * @len_min: datagram kinds: minimum length of the user's data (bytes)
 * @len_max: datagram kinds: maximum length of the user's data (bytes)
 * @prot: accounting
 * @ops: system calls
 * @pcb_ops: callbacks of its sessions
 * @open: the last step of socket(); NULL: nothing to do. 0 or -errno
 * @install: IP kinds: receive what these addresses and bn_sock::in_ifl select, instead of what is
 *	selected now; socket lock held. 0, or -errno with nothing changed
 * @receive: consumer of the service queue: check one packet and pass it to
 *	bn_rx_deliver(); takes the skb
 * @describe: report the sender's address and ancillary data of a received packet
 * @send: datagram kinds: complete the datagram and send it; takes the skb.
 *	0 or -errno
 * @unbind: stop receiving and release ports and memberships; socket lock held
 */
struct bn_sock_kind {
	const char *name;
	int type;
	u8 family;
	u8 proto;
	bool any_proto;
	int cap;
	bool has_rport;
	unsigned int error_header;
	unsigned int headroom;
	unsigned int len_min;
	unsigned int len_max;
	struct proto *prot;
	const struct proto_ops *ops;
	const struct bn_pcb_ops *pcb_ops;
	int (*open)(struct bn_sock *bs);
	int (*install)(struct bn_sock *bs, const struct bn_sock_addr *addr);
	void (*receive)(struct bn_sock *bs, struct sk_buff *skb);
	void (*describe)(struct bn_sock *bs, struct sk_buff *skb, struct msghdr *msg);
	int (*send)(struct bn_sock *bs, struct sk_buff *skb, const struct bn_tx *tx);
	void (*unbind)(struct bn_sock *bs);
};

/* udp_sock.c, icmp_sock.c, raw_sock.c, ddp_sock.c, l2_sock.c */
extern const struct bn_sock_kind bn_udp_sock_kind;
extern const struct bn_sock_kind bn_icmp_sock_kind;
extern const struct bn_sock_kind bn_raw_sock_kind;
extern const struct bn_sock_kind bn_ddp_sock_kind;
extern const struct bn_sock_kind bn_l2_sock_kind;

#endif /* _BSDNET_SOCK_KIND_H */
