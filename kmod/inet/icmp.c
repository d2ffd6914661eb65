// SPDX-License-Identifier: GPL-2.0
/*
 * icmp - the kernel's own session, for protocol ICMP (PCB-3)
 *
 * Receives what no more specific entry of the PCB table takes: requests, whose replies
 * are made in place, and errors, which are delivered to the session that sent the quoted
 * packet. Echo replies are delivered to sockets by the sockets' entries.
 *
 * A reply to this host is delivered during the delivery of the request. Replies are not
 * answered, so the nesting ends there.
 *
 * Life: the entry is in the table from stack_init to stack_stop.
 *
 * Serves IN-6, PCB-1, PCB-3 (RFC 792, RFC 1122 3.2.2).
 */
#include <linux/icmp.h>
#include <net/icmp.h>
#include <net/ip.h>

#include "inet/private.h"

#define REPLY_TTL 64

/* ---- requests -------------------------------------------------------------- */

/* RFC 1122 3.2.2.6: broadcast requests may be ignored */
static bool for_this_host(const struct sk_buff *skb)
{
	struct bn_rt_table *table = bn_ip4_table(bn_pkt(skb)->stack, bn_pkt(skb)->instance);

	if (!table || (bn_pkt(skb)->flags & (BN_PKT_L2_BCAST | BN_PKT_L2_MCAST)))
		return false;
	return bn_nh_type(bn_rt_lookup(table, &ip_hdr(skb)->daddr, NULL)->nh) ==
	       BSDNET_NEXTHOP_TYPE_LOCAL;
}

static void mark_originated(struct sk_buff *skb)
{
	struct bn_pkt *pkt = bn_pkt(skb);

	pkt->tick = 0;
	pkt->ifl_index = 0;
	pkt->out_ifl = 0;
	pkt->flags = BN_PKT_ORIGINATED;
	pkt->l2_len = 0;
}

/* Restore the IP header with its addresses exchanged; options stay, with this host
 * recorded in them (RFC 1122 3.2.2.6)
 */
static void turn_header(struct sk_buff *skb)
{
	struct iphdr *iph;
	__be32 own;

	__skb_push(skb, skb_network_header_len(skb));
	iph = ip_hdr(skb);
	own = iph->daddr;
	iph->daddr = iph->saddr;
	iph->saddr = own;
	iph->ttl = REPLY_TTL;
	iph->frag_off = 0;
	iph->tot_len = htons(skb->len);
	__ip_select_ident(bn_pkt(skb)->stack->net, iph, 1);
	if (iph->ihl > 5)
		bn_options_record(iph, own, NULL);
	else
		ip_send_check(iph);
}

/* Data at the ICMP header, which is already that of the reply */
static void turn_around(struct sk_buff *skb)
{
	skb->ip_summed = CHECKSUM_NONE;
	turn_header(skb);
	skb_orphan(skb);
	skb_scrub_packet(skb, true);
	mark_originated(skb);
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_ICMP_OUT);
	bn_ip4_originate(skb);
}

/* Make the packet writable, with the first @len bytes of its message linear */
static bool own_message(struct sk_buff *skb, unsigned int len)
{
	if (!pskb_may_pull(skb, len)) {
		bn_drop(skb, BN_DROP_ICMP_BAD);
		return false;
	}
	if ((skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb)) ||
	    skb_cow(skb, skb_network_header_len(skb) + BSDNET_L2_HEADER_MAX)) {
		bn_drop(skb, BN_DROP_NO_MEMORY);
		return false;
	}
	return true;
}

static void echo(struct sk_buff *skb)
{
	struct icmphdr *icmph;

	if (!for_this_host(skb)) {
		bn_drop(skb, BN_DROP_ICMP_IGNORED);
		return;
	}
	if (!own_message(skb, sizeof(*icmph)))
		return;
	icmph = icmp_hdr(skb);
	csum_replace2(&icmph->checksum, htons(ICMP_ECHO << 8), htons(ICMP_ECHOREPLY << 8));
	icmph->type = ICMP_ECHOREPLY;
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_ICMP_ECHO);
	turn_around(skb);
}

/* RFC 1122 3.2.2.8: originate, receive, transmit timestamps */
static void timestamp(struct sk_buff *skb)
{
	const unsigned int len = sizeof(struct icmphdr) + 3 * sizeof(__be32);
	struct icmphdr *icmph;
	__be32 times[2];

	if (!for_this_host(skb)) {
		bn_drop(skb, BN_DROP_ICMP_IGNORED);
		return;
	}
	if (!own_message(skb, len))
		return;
	times[0] = bn_options_timestamp();
	times[1] = times[0];
	icmph = icmp_hdr(skb);
	memcpy(skb->data + sizeof(*icmph) + sizeof(__be32), times, sizeof(times));
	icmph->type = ICMP_TIMESTAMPREPLY;
	icmph->checksum = 0;
	icmph->checksum = csum_fold(skb_checksum(skb, 0, skb->len, 0));
	turn_around(skb);
}

/* ---- errors ------------------------------------------------------------------ */

/* The same errors as in Linux; 0: not reported */
static int error_number(const struct icmphdr *icmph)
{
	switch (icmph->type) {
	case ICMP_DEST_UNREACH:
		return icmph->code <= NR_ICMP_UNREACH ? icmp_err_convert[icmph->code].errno : 0;
	case ICMP_TIME_EXCEEDED:
		return EHOSTUNREACH;
	case ICMP_PARAMETERPROB:
		return EPROTO;
	default:
		return 0;
	}
}

static u32 error_info(const struct icmphdr *icmph)
{
	if (icmph->type == ICMP_DEST_UNREACH && icmph->code == ICMP_FRAG_NEEDED)
		return ntohs(icmph->un.frag.mtu);
	if (icmph->type == ICMP_PARAMETERPROB)
		return ntohl(icmph->un.gateway) >> 24;
	return 0;
}

/* The session that sent the packet of which the header is quoted; the skb's
 * data is at the quoted transport header
 */
static struct bn_pcb *find_sender(const struct sk_buff *skb, const struct iphdr *inner)
{
	struct bn_pcb_key key;

	bn_ip4_key(&key, skb, inner, skb->data, skb_headlen(skb), true);
	return bn_pcb_lookup(bn_pkt(skb)->stack, &key);
}

/* Moves the data to the quoted transport header, of which eight octets are
 * there at least (RFC 792). NULL: malformed
 */
static const struct iphdr *pull_quote(struct sk_buff *skb)
{
	const struct iphdr *inner;
	unsigned int hlen;

	if (!pskb_may_pull(skb, sizeof(struct icmphdr) + sizeof(*inner)))
		return NULL;
	inner = (const struct iphdr *)(skb->data + sizeof(struct icmphdr));
	hlen = inner->ihl * 4;
	if (inner->version != 4 || hlen < sizeof(*inner) ||
	    !pskb_may_pull(skb, sizeof(struct icmphdr) + hlen + 8))
		return NULL;
	__skb_pull(skb, sizeof(struct icmphdr) + hlen);
	return (const struct iphdr *)(skb->data - hlen);
}

static void error_received(struct sk_buff *skb)
{
	const struct iphdr *inner = pull_quote(skb);
	const struct icmphdr *icmph = icmp_hdr(skb);
	struct bn_pcb *pcb;
	bool told;
	int err;

	if (!inner) {
		bn_drop(skb, BN_DROP_ICMP_BAD);
		return;
	}
	err = error_number(icmph);
	told = err && bn_raw_error(skb, inner, err, error_info(icmph));
	/* only a first fragment has the ports */
	pcb = err && !(inner->frag_off & htons(IP_OFFSET)) ? find_sender(skb, inner) : NULL;
	if (pcb && pcb->ops->error) {
		pcb->ops->error(pcb, skb, err, icmph->type, icmph->code, error_info(icmph));
		told = true;
	}
	if (told)
		consume_skb(skb);
	else
		bn_drop(skb, BN_DROP_ICMP_IGNORED);
}

/* ---- the entry ----------------------------------------------------------------- */

static void dispatch(struct sk_buff *skb)
{
	switch (icmp_hdr(skb)->type) {
	case ICMP_ECHO:
		echo(skb);
		break;
	case ICMP_TIMESTAMP:
		timestamp(skb);
		break;
	case ICMP_DEST_UNREACH:
	case ICMP_TIME_EXCEEDED:
	case ICMP_PARAMETERPROB:
		error_received(skb);
		break;
	default:
		/* unexpected replies; redirects: routing protocols change routes;
		 * source quench is deprecated (RFC 6633)
		 */
		bn_drop(skb, BN_DROP_ICMP_IGNORED);
	}
}

static void icmp_input(struct bn_pcb *pcb, struct sk_buff *skb)
{
	bn_ip4_stat_inc(bn_pkt(skb)->stack, BN_IP4_ICMP_IN);
	if (!pskb_may_pull(skb, sizeof(struct icmphdr)) || skb_checksum_simple_validate(skb)) {
		bn_drop(skb, BN_DROP_ICMP_BAD);
		return;
	}
	dispatch(skb);
}

static const struct bn_pcb_ops icmp_ops = {
	.input = icmp_input,
	.name = "icmp",
};

/**
 * bn_icmp4_stack_init() - make the rate limits and add the entry for protocol ICMP
 * @stack: a new stack
 *
 * Return: 0 or -errno.
 */
int bn_icmp4_stack_init(struct bsdnet_stack *stack)
{
	struct bn_pcb *pcb = &stack->inet->icmp_pcb;
	int err;

	stack->inet->icmp = bn_ip_limits_alloc();
	if (!stack->inet->icmp)
		return -ENOMEM;
	pcb->key.proto = IPPROTO_ICMP;
	pcb->key.family = AF_INET;
	pcb->ops = &icmp_ops;
	err = bn_pcb_insert(stack, pcb);
	if (err)
		bn_icmp4_stack_exit(stack);
	return err;
}

/**
 * bn_icmp4_stack_stop() - remove the entry for protocol ICMP
 * @stack: the stack, before the grace period
 */
void bn_icmp4_stack_stop(struct bsdnet_stack *stack)
{
	bn_pcb_remove(&stack->inet->icmp_pcb);
}

/**
 * bn_icmp4_stack_exit() - free the rate limits
 * @stack: the stack, after the grace period. The queues whose packets may still cause errors,
 *	those of neighbours and of reassembly, are destroyed.
 */
void bn_icmp4_stack_exit(struct bsdnet_stack *stack)
{
	WARN_ON_ONCE(stack->neigh || stack->inet->reasm);
	bn_ip_limits_free(stack->inet->icmp);
	stack->inet->icmp = NULL;
}
