// SPDX-License-Identifier: GPL-2.0
/*
 * reasm - IPv4's part of reassembly: headers, keys, errors (RFC 791, IN-3)
 *
 * Room ip keeps the fragments. The routing instance is part of the key, since an address is
 * unique only within an instance.
 *
 * Serves IN-3.
 */
#include <linux/icmp.h>
#include <net/inet_ecn.h>
#include <net/inet_frag.h>
#include <net/ip.h>

#include "inet/private.h"

static int reasm_parse(const struct sk_buff *skb, struct bn_ip_fragment *frag)
{
	const struct iphdr *iph = ip_hdr(skb);
	int frag_off = ntohs(iph->frag_off), len;

	frag->hdr_len = iph->ihl * 4;
	frag->offset = (frag_off & IP_OFFSET) << 3;
	frag->last = !(frag_off & IP_MF);
	frag->ecn = iph->tos & INET_ECN_MASK;
	len = ntohs(iph->tot_len) - frag->hdr_len;
	frag->end = frag->offset + len;
	if (len <= 0 || ntohs(iph->tot_len) > skb->len)
		return -EINVAL;
	if (!frag->last && len & 7)
		return -EINVAL;
	return frag->end + frag->hdr_len > IP_MAX_MTU ? -EMSGSIZE : 0;
}

static void reasm_make_key(const struct sk_buff *skb, void *key)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct frag_v4_compare_key *v4 = key;

	memset(v4, 0, sizeof(*v4));
	v4->saddr = iph->saddr;
	v4->daddr = iph->daddr;
	v4->vif = bn_pkt(skb)->instance;
	v4->id = iph->id;
	v4->protocol = iph->protocol;
}

static unsigned int reasm_max_payload(const struct sk_buff *skb)
{
	return IP_MAX_MTU - ip_hdrlen(skb);
}

static void reasm_make_header(struct sk_buff *skb, unsigned int payload, u8 ecn)
{
	struct iphdr *iph = ip_hdr(skb);

	iph->tot_len = htons(ip_hdrlen(skb) + payload);
	iph->tos |= ecn;
	iph->frag_off = 0;
	ip_send_check(iph);
}

static void reasm_deliver(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	if (unlikely(bn_pkt(skb)->flags & BN_PKT_EARLY))
		bn_ip4_early_whole(stack, skb);
	else
		bn_ip4_deliver_whole(stack, skb);
}

static void reasm_timed_out(struct sk_buff *first)
{
	bn_icmp4_error(first, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
}

static void reasm_count(struct bsdnet_stack *stack, bool complete)
{
	bn_ip4_stat_inc(stack, complete ? BN_IP4_REASM_OKS : BN_IP4_REASM_FAILS);
}

static const struct bn_ip_reasm_ops reasm_ops = {
	.name = "reassembly",
	.parse = reasm_parse,
	.make_key = reasm_make_key,
	.max_payload = reasm_max_payload,
	.make_header = reasm_make_header,
	.deliver = reasm_deliver,
	.timed_out = reasm_timed_out,
	.count = reasm_count,
};

struct bn_ip_reasm_family bn_inet_reasm = {
	.frags = {
		.frags_cache_name = "bsdnet_reasm",
		.rhash_params.key_len = sizeof(struct frag_v4_compare_key),
	},
	.ops = &reasm_ops,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "reasm_kunit.c"
#endif
