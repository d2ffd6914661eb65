/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ip - what the IP families share (IN-2, IN-3, IN-6)
 *
 * Nothing here knows the length of an address or the format of a header: a family keeps an
 * object of each kind in its own state, with its operations where some are needed.
 */
#ifndef _BSDNET_IP_H
#define _BSDNET_IP_H

#include <net/inet_frag.h>

#include "core/core.h"

/* ---- rate limits of ICMP errors ------------------------------------------ */

/* What a message counts as */
enum bn_ip_limit_kind {
	BN_IP_LIMIT_ERROR,
	BN_IP_LIMIT_REDIRECT,
	BN_IP_LIMIT_TOO_BIG,
};

struct bn_ip_limits;

/* limit.c APIs. Process context; the caller owns the limits: */
struct bn_ip_limits *bn_ip_limits_alloc(void);
void bn_ip_limits_free(struct bn_ip_limits *limits);
/* Process or softirq: */
bool bn_ip_limit_allow(struct bn_ip_limits *limits, u32 instance, const void *daddr,
		       unsigned int addr_len, enum bn_ip_limit_kind kind);

/* ---- reassembly ---------------------------------------------------------- */

/**
 * struct bn_ip_fragment - the place of a fragment in its packet
 * @offset: of its first byte in the payload of the packet
 * @end: of the byte after its last
 * @hdr_len: bytes of its headers, which precede the payload
 * @ecn: its ECN codepoint
 * @last: no more fragments follow
 */
struct bn_ip_fragment {
	int offset;
	int end;
	int hdr_len;
	u8 ecn;
	bool last;
};

/**
 * struct bn_ip_reasm_ops - reassembly in a family. RCU read side, BH off
 * @name: of its service queues
 * @parse: find the place of a fragment, data at the network header; 0, or -errno if it is
 *	malformed
 * @make_key: make the key in inet_frag_queue::key, frags.rhash_params.key_len bytes in words
 * @max_payload: the longest payload after the headers of the first fragment
 * @make_header: turn the headers of the first fragment into those of a packet with @payload
 *	bytes of payload. @ecn: bits to set in its ECN field
 * @deliver: deliver a complete packet; takes it
 * @timed_out: send the error for a packet whose first fragment is @first; does not take it
 * @count: count a packet that is complete, or one that failed
 */
struct bn_ip_reasm_ops {
	const char *name;
	int (*parse)(const struct sk_buff *skb, struct bn_ip_fragment *frag);
	void (*make_key)(const struct sk_buff *skb, void *key);
	unsigned int (*max_payload)(const struct sk_buff *skb);
	void (*make_header)(struct sk_buff *skb, unsigned int payload, u8 ecn);
	void (*deliver)(struct bsdnet_stack *stack, struct sk_buff *skb);
	void (*timed_out)(struct sk_buff *first);
	void (*count)(struct bsdnet_stack *stack, bool complete);
};

/**
 * struct bn_ip_reasm_family - a family for inet_frag; static
 * @frags: frags_cache_name and rhash_params.key_len are set by the family
 * @ops: its operations
 */
struct bn_ip_reasm_family {
	struct inet_frags frags;
	const struct bn_ip_reasm_ops *ops;
};

struct bn_ip_reasm;

/* reasm.c APIs. Module load and unload: */
int bn_ip_reasm_init(struct bn_ip_reasm_family *family);
void bn_ip_reasm_exit(struct bn_ip_reasm_family *family);
/* Process context; the caller owns the reassembly: */
struct bn_ip_reasm *bn_ip_reasm_alloc(struct bsdnet_stack *stack,
				      struct bn_ip_reasm_family *family);
void bn_ip_reasm_stop(struct bn_ip_reasm *reasm);
void bn_ip_reasm_free(struct bn_ip_reasm *reasm);
/* RCU, BH off; takes the fragment: */
void bn_ip_reasm_input(struct bn_ip_reasm *reasm, struct sk_buff *skb);

#endif /* _BSDNET_IP_H */
