/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room sock: memberships in multicast groups
 */
#ifndef _BSDNET_SOCK_MCAST_H
#define _BSDNET_SOCK_MCAST_H

#include "sock/addr.h"
#include "sock/socket.h"

/**
 * struct bn_mcast_req - a group and an interface, as users name them
 * @group: address of the group
 * @local: a local address of the interface; 0: not given
 * @ifl_index: the interface; 0: not given. Set to the interface that was found
 */
struct bn_mcast_req {
	__be32 group;
	__be32 local;
	u32 ifl_index;
};

/**
 * struct bn_mcast_filter - filter of sources of a membership; does not change once published
 * @rcu: for freeing
 * @mode: MCAST_INCLUDE, MCAST_EXCLUDE
 * @listed: sources were named; the list may have become empty since
 * @n: number of @sources
 * @sources: their addresses, in the order in which they were named
 */
struct bn_mcast_filter {
	struct rcu_head rcu;
	u8 mode;
	bool listed;
	unsigned int n;
	__be32 sources[];
};

/* mcast.c APIs. Process context, no lock held: */
int bn_mcast_join(struct bn_sock *bs, struct bn_mcast_req *req);
int bn_mcast_leave(struct bn_sock *bs, struct bn_mcast_req *req);
int bn_mcast_add_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source, u8 mode,
			bool join);
int bn_mcast_remove_source(struct bn_sock *bs, struct bn_mcast_req *req, __be32 source, u8 mode);
int bn_mcast_set_filter(struct bn_sock *bs, struct bn_mcast_req *req, u8 mode, unsigned int n,
			const __be32 *sources);
struct bn_mcast_filter *bn_mcast_get_filter(struct bn_sock *bs, struct bn_mcast_req *req,
					    bool find_ifl);
int bn_mcast_set_if(struct bn_sock *bs, u32 ifl_index, __be32 local);
/* Socket lock held: */
void bn_mcast_drop_all(struct bn_sock *bs);
/* RCU: */
bool bn_mcast_accepts(const struct bn_sock *bs, const struct sk_buff *skb);

/* IP_MULTICAST_IF: source address of a packet to @daddr; 0: not set, or not local any more */
static inline __be32 bn_mcast_source_addr(const struct bn_sock *bs, u32 instance, __be32 daddr)
{
	__be32 addr = READ_ONCE(bs->mcast_addr);

	if (likely(!addr) || !ipv4_is_multicast(daddr))
		return 0;
	return bn_addr_type(bs->stack, instance, addr) == BN_ADDR_LOCAL ? addr : 0;
}

#endif /* _BSDNET_SOCK_MCAST_H */
