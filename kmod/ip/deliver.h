/* SPDX-License-Identifier: GPL-2.0 */
/*
 * deliver - local delivery whatever the format of the header (IN-1, PCB-1, PCB-3)
 *
 * In line, for the packet path.
 */
#ifndef _BSDNET_IP_DELIVER_H
#define _BSDNET_IP_DELIVER_H

#include <linux/icmp.h>
#include <linux/skbuff.h>

#include "core/core.h"
#include "core/trace.h"
#include "l3demux/l3demux.h"

#define BN_IP_KEY_BYTES 8	/* bytes of a transport header that the key of a session needs */

/* The two halves of the first four bytes of a transport header, or an echo identifier, as ports */
struct bn_ip_ports {
	__be16 source;
	__be16 dest;
};

/* Ports of a protocol other than ICMP. @len: bytes that are present */
static __always_inline struct bn_ip_ports bn_ip_ports(const u8 *transport, unsigned int len)
{
	struct bn_ip_ports ports = {};

	if (len >= sizeof(ports))
		memcpy(&ports, transport, sizeof(ports));
	return ports;
}

/* Ports of ICMP of either family, of an echo message of type @echo: the identifier is the port of
 * the local side, which is the source of a packet that this host @sent
 */
static __always_inline struct bn_ip_ports bn_ip_echo_ports(const u8 *transport, unsigned int len,
							   u8 echo, bool sent)
{
	struct bn_ip_ports ports = {};

	if (len >= sizeof(struct icmphdr) && transport[0] == echo)
		memcpy(sent ? &ports.source : &ports.dest,
		       transport + offsetof(struct icmphdr, un.echo.id), sizeof(ports.dest));
	return ports;
}

/* Pull the bytes that the key needs, data at the transport header. Returns how many there are */
static __always_inline unsigned int bn_ip_pull_key(struct sk_buff *skb)
{
	unsigned int len = min_t(unsigned int, skb->len, BN_IP_KEY_BYTES);

	return pskb_may_pull(skb, len) ? len : 0;
}

/* RFC 1122 4.2.3.10: no connection comes from a broadcast */
static __always_inline bool bn_ip_broadcast_tcp(const struct sk_buff *skb, u8 proto)
{
	return unlikely(bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST)) &&
	       proto == IPPROTO_TCP;
}

/* What GRO joined and no session splits itself */
static __always_inline bool bn_ip_deliver_splits(const struct sk_buff *skb, u8 proto)
{
	return unlikely(skb_is_gso(skb)) && proto != IPPROTO_TCP && proto != IPPROTO_UDP;
}

/* deliver.c APIs. RCU, BH off; both take the packet: */
void bn_ip_deliver_copies(struct bsdnet_stack *stack, const struct bn_pcb_key *key,
			  struct sk_buff *skb);
void bn_ip_deliver_segments(struct bsdnet_stack *stack, struct sk_buff *skb,
			    void (*deliver)(struct bsdnet_stack *stack, struct sk_buff *skb));

/**
 * bn_ip_deliver_session() - deliver a packet to its session, or to all if it is for a group
 * @stack: the stack
 * @key: its key
 * @skb: data at the transport header; taken if there is a session
 *
 * Return: false if there is none.
 * Context: RCU read side, BH off.
 */
static __always_inline bool bn_ip_deliver_session(struct bsdnet_stack *stack,
						  const struct bn_pcb_key *key,
						  struct sk_buff *skb)
{
	struct bn_pcb *pcb = bn_pcb_lookup(stack, key);

	if (unlikely(!pcb))
		return false;
	trace_bn_deliver(skb, key->proto);
	if (unlikely(bn_pkt(skb)->flags & BN_PKT_GROUP) && pcb->ops->accepts)
		bn_ip_deliver_copies(stack, key, skb);
	else
		pcb->ops->input(pcb, skb);
	return true;
}

#endif /* _BSDNET_IP_DELIVER_H */
