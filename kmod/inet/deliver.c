// SPDX-License-Identifier: GPL-2.0
/*
 * deliver - local delivery: reassembly, one lookup, the session
 *
 * The key of the PCB table is built without knowledge of the protocol: its number and
 * the first four bytes of its header (PCB-1). Only ICMP is parsed further, because its
 * sessions are distinguished by the echo identifier.
 *
 * Serves IN-1, IN-3, PCB-1, PCB-3 (paper: Processing "Locally Received" Packets).
 */
#include <linux/icmp.h>
#include <net/ip.h>

#include "core/trace.h"
#include "inet/private.h"

#define KEY_BYTES 8	/* bytes of a transport header that are read */

static void icmp_ports(struct bn_pcb_key *key, const u8 *transport, unsigned int len, bool error)
{
	/* the key of a session has the type that it sends: echo request */
	u8 wanted = error ? ICMP_ECHO : ICMP_ECHOREPLY;

	if (len >= sizeof(struct icmphdr) && transport[0] == wanted)
		memcpy(&key->lport, transport + offsetof(struct icmphdr, un.echo.id), 2);
}

/**
 * bn_ip4_key_ports() - the ports of a PCB key from a transport header
 * @key: protocol filled in, ports 0; gets the ports
 * @transport: the header
 * @len: bytes of it that are present
 * @error: the header is one that this host sent and that an ICMP error
 *	quotes: local and remote are exchanged
 */
void bn_ip4_key_ports(struct bn_pcb_key *key, const u8 *transport, unsigned int len, bool error)
{
	if (key->proto == IPPROTO_ICMP) {
		icmp_ports(key, transport, len, error);
		return;
	}
	if (len < 4)
		return;
	memcpy(error ? &key->lport : &key->rport, transport, 2);
	memcpy(error ? &key->rport : &key->lport, transport + 2, 2);
}

static void deliver_make_key(struct sk_buff *skb, struct bn_pcb_key *key)
{
	unsigned int len = min_t(unsigned int, skb->len, KEY_BYTES);
	const struct iphdr *iph;

	if (!pskb_may_pull(skb, len))
		len = 0;
	iph = ip_hdr(skb);
	memset(key, 0, sizeof(*key));
	key->instance = bn_pkt(skb)->instance;
	key->ifl_index = bn_pkt(skb)->ifl_index;
	key->laddr.s6_addr32[0] = iph->daddr;
	key->raddr.s6_addr32[0] = iph->saddr;
	key->proto = iph->protocol;
	key->family = AF_INET;
	bn_ip4_key_ports(key, skb->data, len, false);
}

/* RFC 1122 4.2.3.10: no connection comes from a broadcast */
static bool broadcast_tcp(const struct sk_buff *skb)
{
	return ip_hdr(skb)->protocol == IPPROTO_TCP &&
	       (bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST));
}

/**
 * bn_ip4_deliver_whole() - deliver an unfragmented packet to its session
 * @stack: the stack
 * @skb: data at the IP header, which is linear; bn_pkt()->instance is the one
 *	that recognized it; taken
 *
 * Context: RCU read side, BH off.
 */
void bn_ip4_deliver_whole(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	struct bn_pcb_key key;
	struct bn_pcb *pcb;

	if (unlikely(broadcast_tcp(skb))) {
		bn_drop(skb, BN_DROP_IP_L2_BROADCAST);
		return;
	}
	__skb_pull(skb, ip_hdrlen(skb));
	skb_reset_transport_header(skb);
	deliver_make_key(skb, &key);
	__bn_ip4_stat_add(stack, BN_IP4_IN_DELIVERS, 1);
	pcb = bn_pcb_lookup(stack, &key);
	if (unlikely(!pcb)) {
		bn_icmp4_error(skb, ICMP_DEST_UNREACH, ICMP_PROT_UNREACH, 0);
		bn_drop(skb, BN_DROP_PROTO_UNREACH);
		return;
	}
	trace_bn_deliver(skb, key.proto);
	pcb->ops->input(pcb, skb);
}

/* Split what GRO joined: datagrams keep their boundaries */
static void deliver_segments(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	struct sk_buff *segs, *seg, *next;

	segs = bn_gso_segment(skb, NETIF_F_SG, false);
	if (IS_ERR(segs)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return;
	}
	if (!segs) {
		bn_ip4_deliver_whole(stack, skb);
		return;
	}
	consume_skb(skb);
	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		skb_reset_network_header(seg);
		bn_ip4_deliver_whole(stack, seg);
	}
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
		bn_reasm_input(stack, skb);
	else if (unlikely(skb_is_gso(skb)) && iph->protocol != IPPROTO_TCP)
		deliver_segments(stack, skb);
	else
		bn_ip4_deliver_whole(stack, skb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "deliver_kunit.c"
#endif
