// SPDX-License-Identifier: GPL-2.0
/*
 * deliver - local delivery: reassembly, raw entries, one lookup, the session
 *
 * The key of the PCB table is built without knowledge of the protocol: its number and
 * the first four bytes of its header (PCB-1). Only ICMP is parsed further, because its
 * sessions are distinguished by the echo identifier. What does not depend on the header's
 * format is in ip/deliver.h.
 *
 * Serves IN-1, IN-3, PCB-1, PCB-3 (paper: Processing "Locally Received" Packets).
 */
#include <linux/icmp.h>
#include <net/ip.h>

#include "inet/private.h"
#include "ip/deliver.h"

static __always_inline struct bn_ip_ports ports_of(u8 proto, const u8 *transport,
						   unsigned int len, bool error)
{
	/* the key of a session has the type that it sends: echo request */
	u8 echo = error ? ICMP_ECHO : ICMP_ECHOREPLY;

	return proto == IPPROTO_ICMP ? bn_ip_echo_ports(transport, len, echo, error) :
				       bn_ip_ports(transport, len);
}

/**
 * bn_ip4_key() - make the PCB key of a packet
 * @key: set to the key
 * @skb: its instance and arrival ifl
 * @iph: IP header
 * @transport: transport header
 * @len: bytes of it that are present
 * @error: the headers are those that an ICMP error quotes, of a packet that this host sent:
 *	its source is the local side
 *
 * Context: any.
 */
void bn_ip4_key(struct bn_pcb_key *key, const struct sk_buff *skb, const struct iphdr *iph,
		const u8 *transport, unsigned int len, bool error)
{
	struct bn_ip_ports ports = ports_of(iph->protocol, transport, len, error);

	if (error)
		bn_pcb_key_inet(key, bn_pkt(skb)->instance, bn_pkt(skb)->ifl_index, ports.source,
				ports.dest, iph->saddr, iph->daddr, iph->protocol);
	else
		bn_pcb_key_inet(key, bn_pkt(skb)->instance, bn_pkt(skb)->ifl_index, ports.dest,
				ports.source, iph->daddr, iph->saddr, iph->protocol);
}

static void deliver_make_key(struct sk_buff *skb, struct bn_pcb_key *key)
{
	unsigned int len = bn_ip_pull_key(skb);

	bn_ip4_key(key, skb, ip_hdr(skb), skb->data, len, false);
}

/* Of a protocol without an entry; @raw: raw entries got it */
static void deliver_unknown(struct sk_buff *skb, bool raw)
{
	if (raw) {
		consume_skb(skb);
		return;
	}
	bn_icmp4_error(skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
	bn_drop(skb, BN_DROP_PROTO_UNREACH);
}

/**
 * bn_ip4_deliver_whole() - deliver an unfragmented packet to raw entries and to its session
 * @stack: the stack
 * @skb: data at the IP header, which is linear; bn_pkt()->instance is the one
 *	that recognized it; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip4_deliver_whole(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	bool raw = bn_raw_input(stack, skb);
	struct bn_pcb_key key;

	if (unlikely(bn_ip_broadcast_tcp(skb, ip_hdr(skb)->protocol))) {
		bn_drop(skb, BN_DROP_IP_L2_BROADCAST);
		return;
	}
	__skb_pull(skb, ip_hdrlen(skb));
	skb_reset_transport_header(skb);
	deliver_make_key(skb, &key);
	__bn_ip4_stat_add(stack, BN_IP4_IN_DELIVERS, 1);
	if (unlikely(!bn_ip_deliver_session(stack, &key, skb)))
		deliver_unknown(skb, raw);
}

/**
 * bn_ip4_deliver_fragment() - hand a fragment to reassembly
 * @stack: the stack
 * @skb: data at the IP header, checked; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip4_deliver_fragment(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	bn_ip4_stat_inc(stack, BN_IP4_REASM_REQDS);
	bn_ip_reasm_input(stack->inet->reasm, skb);
}

/**
 * bn_ip4_deliver() - bn_nh_ops::received of types that deliver
 * @nh: the next hop
 * @table: table in which the packet was recognized as local
 * @skb: data at the IP header, checked; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip4_deliver(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;
	const struct iphdr *iph = ip_hdr(skb);

	bn_pkt(skb)->instance = table->instance->index;
	if (unlikely(ip_is_fragment(iph)))
		bn_ip4_deliver_fragment(stack, skb);
	else if (bn_ip_deliver_splits(skb, iph->protocol))
		bn_ip_deliver_segments(stack, skb, bn_ip4_deliver_whole);
	else
		bn_ip4_deliver_whole(stack, skb);
}

/**
 * bn_ip4_deliver_group() - bn_nh_ops::received of types that deliver packets to multicast and
 *	broadcast addresses
 * @nh: the next hop
 * @table: table in which the packet was recognized as local
 * @skb: data at the IP header, checked; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip4_deliver_group(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	bn_pkt(skb)->flags |= BN_PKT_GROUP;
	bn_ip4_deliver(nh, table, skb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "deliver_kunit.c"
#endif
