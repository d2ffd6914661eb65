/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: the binding and the memberships of L2 sockets
 */
#ifndef _BSDNET_SOCK_L2_H
#define _BSDNET_SOCK_L2_H

#include <linux/bsdnet_socket.h>
#include <linux/sockptr.h>

#include "ifs/client.h"
#include "ifs/ifs.h"

struct bn_sock;
struct bn_tap;

/**
 * struct bn_sock_l2 - the binding of an L2 socket
 * @client: in @ifl's list of clients while bound
 * @ifl: configuration lock; NULL while not bound or after the ifl is deleted
 * @entry: configuration lock; the entry in the L2 table; NULL if @tap is set
 * @tap: configuration lock; the tap of a socket that gets copies (l2_tap.c)
 * @copies: BSDNET_L2_TAP; does not change while bound
 * @ifl_index: the interface; kept after the ifl is deleted
 * @base_bits: length of the ifl's part of the key
 * @bits: length of @proto
 * @proto: protocol prefix
 * @joins: configuration lock; memberships (l2_join.c)
 * @n_joins: number of @joins
 */
struct bn_sock_l2 {
	struct bn_ifl_client client;
	struct bn_ifl *ifl;
	struct bn_l2_entry *entry;
	struct bn_tap *tap;
	bool copies;
	u32 ifl_index;
	u16 base_bits;
	u16 bits;
	u8 proto[BSDNET_L2_PROTO_MAX];
	struct list_head joins;
	unsigned int n_joins;
};

/* l2_join.c APIs. Process context: */
int bn_l2_join_set(struct bn_sock *bs, int name, sockptr_t optval, unsigned int len);
void bn_l2_join_drop_all(struct bn_sock *bs);

/* l2_tap.c APIs. Configuration lock: */
int bn_l2_tap_attach(struct bn_sock *bs, const struct bn_ifl *ifl,
		     const struct sockaddr_bsdnet *sb);
void bn_l2_tap_detach(struct bn_sock *bs);
/* Process context: */
int bn_l2_tap_setsockopt(struct socket *sock, int level, int name, sockptr_t optval,
			 unsigned int len);
int bn_l2_tap_getsockopt(struct socket *sock, int level, int name, char __user *optval,
			 int __user *optlen);
void bn_l2_tap_describe(const struct sk_buff *skb, struct msghdr *msg);

#endif /* _BSDNET_SOCK_L2_H */
