/* SPDX-License-Identifier: GPL-2.0 */
/*
 * private to room ip: what its tests and those of the families use
 */
#ifndef _BSDNET_IP_PRIVATE_H
#define _BSDNET_IP_PRIVATE_H

#include "ip/ip.h"
#include "queues/queues.h"

#define BN_IP_REASM_QUEUES	4		/* power of 2 */
#define BN_IP_REASM_MEMORY	(4 << 20)	/* bytes of fragments kept in a stack */
#define BN_IP_REASM_TIMEOUT	(30 * HZ)	/* RFC 1122 3.3.2 asks for 60 to 120 s; Linux takes 30 */

/**
 * struct bn_ip_reasm - reassembly of a family in a stack
 * @fqdir: inet_frag's table
 * @ops: of the family
 * @queues: the service queues
 * @memory: bound of the bytes that inet_frag keeps
 * @seed: of the hash that chooses one
 */
struct bn_ip_reasm {
	struct fqdir *fqdir;
	const struct bn_ip_reasm_ops *ops;
	struct bn_svcq queues[BN_IP_REASM_QUEUES];
	struct bn_queue_stats memory;
	u32 seed;
};

/* reasm.c API. RCU, BH off; takes the fragment: */
struct sk_buff *bn_ip_reasm_take(struct bn_ip_reasm *reasm, struct sk_buff *skb);

#endif /* _BSDNET_IP_PRIVATE_H */
