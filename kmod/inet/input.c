// SPDX-License-Identifier: GPL-2.0
/*
 * input - check received IPv4 packets and look up their routes
 *
 * Each stage processes the whole vector before the next one begins, so that the lookups
 * overlap their memory accesses. Order is kept.
 *
 * Only the packets and per-CPU counters are written. RCU protects the iff of the L2 entry.
 *
 * Serves IN-1, IN-2 (RFC 791, RFC 1122 3.2.1, RFC 1812 5.2.2, 5.3.7).
 */
#include <linux/icmp.h>
#include <linux/inetdevice.h>
#include <linux/prefetch.h>
#include <net/ip.h>

#include "core/trace.h"
#include "fib/find.h"
#include "ifs/stats.h"
#include "inet/private.h"
#include "queues/queues.h"

#define VECTOR 32	/* packets whose keys and routes are on the kernel stack */
#define GOOD BN_DROP_MAX
#define TAKEN (BN_DROP_MAX + 1)	/* the packet is taken already */

/* Invalid sources (RFC 1812 5.3.7). A host that does not know its address yet sends from
 * 0.0.0.0, to broadcast addresses only (RFC 1122 3.2.1.3); the rest of 0/8 is valid, as in
 * Linux.
 */
static bool bad_source(__be32 saddr, __be32 daddr)
{
	if (ipv4_is_multicast(saddr) || ipv4_is_lbcast(saddr) || ipv4_is_loopback(saddr))
		return true;
	if (!saddr)
		return !(ipv4_is_lbcast(daddr) || ipv4_is_multicast(daddr) || !daddr);
	return saddr == daddr;
}

/* Length from the header; a GRO packet beyond 64k has 0 there */
static unsigned int total_length(const struct sk_buff *skb, const struct iphdr *iph)
{
	unsigned int len = ntohs(iph->tot_len);

	if (unlikely(!len && skb_is_gso(skb) && skb_is_gso_tcp(skb)))
		return skb->len;
	return len;
}

/* GOOD or a drop reason. Afterwards the header is linear, padding is trimmed, and network
 * and transport header are set.
 */
static enum bn_drop_reason check_header(struct sk_buff *skb)
{
	const struct iphdr *iph;
	unsigned int hlen, len;

	if (!pskb_may_pull(skb, sizeof(*iph)))
		return BN_DROP_IP_TRUNCATED;
	iph = (const struct iphdr *)skb->data;
	hlen = iph->ihl * 4;
	if (iph->version != 4 || hlen < sizeof(*iph))
		return BN_DROP_IP_BAD_VERSION;
	if (!pskb_may_pull(skb, hlen))
		return BN_DROP_IP_TRUNCATED;
	iph = (const struct iphdr *)skb->data;
	if (ip_fast_csum(iph, iph->ihl))
		return BN_DROP_IP_BAD_CHECKSUM;
	len = total_length(skb, iph);
	if (len < hlen || skb->len < len)
		return BN_DROP_IP_TRUNCATED;
	if (pskb_trim_rcsum(skb, len))
		return BN_DROP_NO_MEMORY;
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, hlen);
	/* behind tags or PPP it is that of the outer header; segmentation uses it */
	skb->protocol = htons(ETH_P_IP);
	return GOOD;
}

static enum bn_drop_reason check_addresses(const struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);

	if (bad_source(iph->saddr, iph->daddr))
		return BN_DROP_IP_BAD_SOURCE;
	if (ipv4_is_loopback(iph->daddr))
		return BN_DROP_IP_BAD_DEST;
	return GOOD;
}

/* By the bitmap of the table the source may be a local address (own.h). A received packet
 * cannot have a local or broadcast address as source.
 */
static noinline enum bn_drop_reason check_own_source(const struct bn_rt_table *table,
						     const struct sk_buff *skb)
{
	__be32 saddr = ip_hdr(skb)->saddr;

	/* bad_source() checks packets from 0.0.0.0 */
	if (!saddr || !bn_nh_has(bn_rt_lookup(table, &saddr, NULL)->nh, BN_NHF_OWN))
		return GOOD;
	return BN_DROP_IP_OWN_SOURCE;
}

static enum bn_drop_reason check_options(struct sk_buff *skb)
{
	int wrong;

	wrong = bn_options_check(ip_hdr(skb), &bn_pkt(skb)->flags);
	if (!wrong)
		return GOOD;
	if (wrong > 0)
		bn_icmp4_error(skb, ICMP_PARAMETERPROB, 0, htonl(wrong << 24));
	return BN_DROP_IP_BAD_OPTIONS;
}

/* GOOD, TAKEN or a drop reason */
static noinline enum bn_drop_reason input_options(struct bn_iff *iff, struct bn_rt_table *table,
						  struct sk_buff *skb)
{
	enum bn_drop_reason reason = check_options(skb);

	if (reason == GOOD && bn_pkt(skb)->flags & BN_PKT_RA &&
	    bn_ip4_early_alert(iff, table, skb))
		return TAKEN;
	return reason;
}

/* GOOD, TAKEN or a drop reason. @early, a constant: look into the early demultiplexer (IN-5) */
static __always_inline enum bn_drop_reason inet_input_check(struct bn_iff *iff,
							    struct bn_rt_table *table,
							    const struct bn_own_bits *own,
							    struct sk_buff *skb, bool early)
{
	enum bn_drop_reason reason;

	reason = check_header(skb);
	if (likely(reason == GOOD))
		reason = check_addresses(skb);
	if (likely(reason == GOOD) && unlikely(bn_own_maybe(own, &ip_hdr(skb)->saddr, 4)))
		reason = check_own_source(table, skb);
	if (likely(reason == GOOD) && unlikely(ip_hdr(skb)->ihl > 5))
		reason = input_options(iff, table, skb);
	if (early && reason == GOOD && bn_ip4_early_any(iff, skb))
		return TAKEN;
	return reason;
}

static void input_refuse(struct sk_buff *skb, enum bn_drop_reason reason)
{
	if (reason != TAKEN)
		bn_drop(skb, reason);
}

static void drop_all(struct sk_buff **pkts, unsigned int n, enum bn_drop_reason reason)
{
	while (n--)
		bn_drop(*pkts++, reason);
}

/* To the next hop; most packets are forwarded, without a call through a pointer */
static __always_inline void inet_input_route(struct bn_rt_table *table, const struct bn_fwd *fwd,
					     struct sk_buff *skb)
{
	struct bn_nexthop *nh = fwd->nh;
	const struct bn_nh_ops *ops;

	trace_bn_route(skb, nh->index);
	if (unlikely(!bn_rt_may_receive(fwd, skb)))
		return;
	ops = bn_nh_ops(nh);
	if (likely(ops->received == bn_ip4_forward))
		bn_ip4_forward(nh, table, skb);
	else
		ops->received(nh, table, skb);
}

static __always_inline void input_one(struct bn_iff *iff, struct sk_buff *skb, bool early)
{
	struct bn_rt_table *table = READ_ONCE(iff->table);
	enum bn_drop_reason reason;
	const struct iphdr *iph;

	bn_pkt(skb)->instance = table->instance->index;
	bn_iff_count_rx(iff, 1, skb->len);
	reason = inet_input_check(iff, table, rcu_dereference(table->own.bits), skb, early);
	if (unlikely(reason != GOOD)) {
		input_refuse(skb, reason);
		return;
	}
	iph = ip_hdr(skb);
	inet_input_route(table, bn_rt_find(table, &iph->daddr, &iph->saddr), skb);
}

static __always_inline void input_vector(struct bn_iff *iff, struct sk_buff **pkts,
					 unsigned int n, bool early)
{
	struct bn_rt_table *table = READ_ONCE(iff->table);
	const struct bn_own_bits *own = rcu_dereference(table->own.bits);
	__be32 dst[VECTOR] __uninitialized, src[VECTOR] __uninitialized;
	u32 numbers[VECTOR] __uninitialized;
	enum bn_drop_reason reason;
	unsigned int i, good = 0, bytes = 0;

	for (i = 0; i < n; i++) {
		struct sk_buff *skb = pkts[i];

		if (i + 1 < n)
			prefetch(pkts[i + 1]->data);
		bn_pkt(skb)->instance = table->instance->index;
		bytes += skb->len;
		reason = inet_input_check(iff, table, own, skb, early);
		if (unlikely(reason != GOOD)) {
			input_refuse(skb, reason);
			continue;
		}
		dst[good] = ip_hdr(skb)->daddr;
		src[good] = ip_hdr(skb)->saddr;
		pkts[good++] = skb;
	}
	bn_iff_count_rx(iff, n, bytes);
	bn_rt_lookup_vector(table, dst, src, sizeof(*dst), numbers, good);
	for (i = 0; i < good; i++)
		inet_input_route(table, bn_rt_fwd(table, numbers[i]), pkts[i]);
}

/* Not in line: a packet that comes alone shall not pay for the arrays of a vector */
static noinline void input_vector_plain(struct bn_iff *iff, struct sk_buff **pkts, unsigned int n)
{
	input_vector(iff, pkts, n, false);
}

static noinline void input_vector_early(struct bn_iff *iff, struct sk_buff **pkts, unsigned int n)
{
	input_vector(iff, pkts, n, true);
}

static __always_inline void input_all(struct bn_iff *iff, struct sk_buff **pkts, unsigned int n,
				      bool early)
{
	unsigned int some;

	if (n == 1) {
		input_one(iff, *pkts, early);
		return;
	}
	bn_svcq_hold();
	for (; n; pkts += some, n -= some) {
		some = min_t(unsigned int, n, VECTOR);
		if (early)
			input_vector_early(iff, pkts, some);
		else
			input_vector_plain(iff, pkts, some);
	}
	bn_svcq_flush();
}

/* The interface is down, or sockets ask for packets whatever their address */
static noinline void input_unusual(struct bn_iff *iff, struct sk_buff **pkts, unsigned int n)
{
	if (READ_ONCE(iff->down))
		drop_all(pkts, n, BN_DROP_IF_DOWN);
	else
		input_all(iff, pkts, n, true);
}

/**
 * bn_ip4_input() - procedure of the 0x0800 entries of the L2 tables
 * @entry: the entry; its opaque is the iff
 * @pkts: packets, in order of arrival, data at the IP header; taken
 * @n: how many
 *
 * Context: softirq, RCU read side (paper: Layer 2 Interface Identification).
 */
void bn_ip4_input(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	struct bn_iff *iff = entry->opaque;

	__bn_ip4_stat_add(bn_iff_stack(iff), BN_IP4_IN_RECEIVES, n);
	if (unlikely(READ_ONCE(iff->unusual)))
		input_unusual(iff, pkts, n);
	else
		input_all(iff, pkts, n, false);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "input_kunit.c"
#endif
