// SPDX-License-Identifier: GPL-2.0
/*
 * send - an originated packet leaves: to a neighbour, to a group, to all
 *
 * The last step of an originated packet's way, called by the next hops.
 * Groups and broadcasts that this host itself listens to come back as a copy.
 *
 * Serves NH-2, NH-9, SK-5 (RFC 1112 6.4, RFC 1122 3.3.6).
 */
#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <net/ip.h>

#include "ip/inet.h"

/* Where a broadcast or multicast goes; @dest NULL: to the other end */
struct target {
	struct bn_iff *iff;
	const u8 *dest;
};

static void xmit_unicast(void *arg, struct sk_buff *skb)
{
	bn_nh_unicast_xmit(arg, skb);
}

static void xmit_target(void *arg, struct sk_buff *skb)
{
	const struct target *target = arg;

	bn_nh_xmit_to(target->iff, ETH_P_IP, target->dest, skb);
}

static unsigned int headroom_of(const struct bn_iff *iff)
{
	const struct net_device *dev = iff->ifl->ifd->dev;

	return BN_L2_HDR_MAX + (dev ? READ_ONCE(dev->needed_headroom) : 0);
}

/* RFC 1122 3.2.1.3: 127/8 must not appear outside a host */
static bool stays_inside(const struct iphdr *iph)
{
	return ipv4_is_loopback(iph->saddr) || ipv4_is_loopback(iph->daddr);
}

/**
 * bn_ip4_send() - bn_rt_family::send of inet
 * @nh: next hop, UNICAST
 * @skb: an originated packet, data at the IP header; taken
 *
 * Return: 0 or -errno for the sender: -ENETUNREACH, -ENETDOWN, -EINVAL (127/8),
 *	-EMSGSIZE, -ENOMEM.
 * Context: RCU read side, BH off.
 */
int bn_ip4_send(struct bn_nexthop *nh, struct sk_buff *skb)
{
	const struct bn_iff *iff = bn_nh_iff(nh);

	if (unlikely(!iff)) {
		bn_drop(skb, BN_DROP_NH_DEAD);
		return -ENETUNREACH;
	}
	if (unlikely(READ_ONCE(iff->down))) {
		bn_drop(skb, BN_DROP_IF_DOWN);
		return -ENETDOWN;
	}
	if (unlikely(stays_inside(ip_hdr(skb)))) {
		bn_drop(skb, BN_DROP_IP_BAD_DEST);
		return -EINVAL;
	}
	return bn_frag_send(skb, READ_ONCE(iff->mtu), headroom_of(iff), xmit_unicast, nh);
}

/* RFC 1112 6.4 */
static void multicast_mac(__be32 group, u8 mac[ETH_ALEN])
{
	ip_eth_mc_map(group, mac);
}

/* Does this host receive what it sends there? */
static bool loops_back(const struct bn_nexthop *nh)
{
	enum bn_nh_type type = bn_nh_type(nh);

	return type == BN_RNH_BRECV || type == BN_RNH_MRECV;
}

static void loop_copy(struct bn_nexthop *nh, struct bn_iff *iff, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (copy)
		bn_ip4_deliver(nh, READ_ONCE(iff->table), copy);
	else
		bn_drop_count(bn_pkt(skb)->stack, BN_DROP_NO_MEMORY);
}

/**
 * bn_ip4_broadcast() - bn_rt_family::broadcast of inet
 * @nh: next hop, BRECV, MRECV or MDISCARD
 * @iff: interface to send on
 * @skb: an originated packet, data at the IP header; taken
 *
 * Return: 0 or -errno for the sender: -EMSGSIZE, -ENOMEM.
 * Context: RCU read side, BH off.
 */
int bn_ip4_broadcast(struct bn_nexthop *nh, struct bn_iff *iff, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct target target = { .iff = iff };
	u8 mac[ETH_ALEN];

	if (loops_back(nh))
		loop_copy(nh, iff, skb);
	if (!iph->ttl || stays_inside(iph) || (iff->ifl->flags & BN_IFL_LOOPBACK)) {
		/* restricted to this host */
		consume_skb(skb);
		return 0;
	}
	if (ipv4_is_multicast(iph->daddr))
		multicast_mac(iph->daddr, mac);
	else
		eth_broadcast_addr(mac);
	if (bn_inet_multiaccess(iff->ifl))
		target.dest = mac;
	return bn_frag_send(skb, READ_ONCE(iff->mtu), headroom_of(iff), xmit_target, &target);
}
