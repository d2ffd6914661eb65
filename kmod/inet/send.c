// SPDX-License-Identifier: GPL-2.0
/*
 * send - send originated packets: unicast, multicast, broadcast
 *
 * The last step of an originated packet, called by the next hops. Packets to groups and
 * broadcast addresses of this host are also delivered locally, as a copy.
 *
 * Serves NH-2, NH-9, SK-5 (RFC 1112 6.4, RFC 1122 3.3.6).
 */
#include <linux/etherdevice.h>
#include <linux/inetdevice.h>
#include <net/ip.h>

#include "ifs/output.h"
#include "inet/private.h"

/* RFC 1122 3.2.1.3: 127/8 must not appear outside a host */
static bool stays_inside(const struct iphdr *iph)
{
	return ipv4_is_loopback(iph->saddr) || ipv4_is_loopback(iph->daddr);
}

static int send_output(struct bn_iff *iff, const struct bn_l2_hdr *hdr, struct sk_buff *skb)
{
	u32 mtu = READ_ONCE(iff->mtu);

	if (unlikely(!bn_frag_fits(skb, mtu)))
		return bn_frag_output(iff, hdr, skb, mtu);
	bn_output(iff, hdr, skb);
	return 0;
}

/**
 * bn_ip4_send() - bn_nh_ops::originated of UNICAST
 * @nh: the next hop
 * @table: table of the route
 * @skb: an originated packet, data at the IP header; taken
 *
 * Return: 0 or -errno for the sender: -ENETUNREACH, -ENETDOWN, -EINVAL (127/8),
 *	-EMSGSIZE, -ENOMEM.
 * Context: RCU read side, BH off.
 */
int bn_ip4_send(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	const struct bn_l2_hdr *hdr = rcu_dereference(nh->hdr);
	struct bn_iff *iff = bn_nh_iff(nh);

	if (unlikely(!iff || !hdr)) {
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
	bn_nh_mark_used(nh);
	return send_output(iff, hdr, skb);
}

/* Does a packet that leaves by @iff concern this host, too? */
static bool loops(const struct bn_nexthop *nh, const struct bn_iff *iff, const struct sk_buff *skb)
{
	if (bn_pkt(skb)->flags & BN_PKT_NO_LOOP)
		return false;
	if (bn_nh_type(nh) != BSDNET_NEXTHOP_TYPE_MGROUP)
		return bn_nh_has(nh, BN_NHF_DELIVER);
	return bn_mgroup_check(bn_iff_stack(iff), iff->ifl->ifl_index, skb) == BN_DROP_MAX;
}

static void loop_copy(struct bn_nexthop *nh, struct bn_iff *iff, struct sk_buff *skb)
{
	struct sk_buff *copy = skb_clone(skb, GFP_ATOMIC);

	if (!copy) {
		bn_drop_count(bn_pkt(skb)->stack, BN_DROP_NO_MEMORY);
		return;
	}
	bn_pkt(copy)->ifl_index = iff->ifl->ifl_index;
	bn_ip4_deliver_group(nh, READ_ONCE(iff->table), copy);
}

/* Link-layer destination of a broadcast or multicast; NULL: none is needed */
static const u8 *group_lladdr(const struct bn_iff *iff, __be32 daddr, u8 mac[ETH_ALEN])
{
	if (!bn_ifl_multiaccess(iff->ifl))
		return NULL;
	if (ipv4_is_multicast(daddr))
		iff->family->map_group(&daddr, mac);
	else
		eth_broadcast_addr(mac);
	return mac;
}

/**
 * bn_ip4_broadcast() - bn_family::broadcast of inet
 * @nh: next hop, BRECV, MRECV, MDISCARD or MGROUP
 * @iff: interface to send on
 * @skb: an originated packet, data at the IP header; taken
 *
 * Return: 0 or -errno for the sender: -EMSGSIZE, -ENOMEM, or that of the encapsulation.
 * Context: RCU read side, BH off.
 */
int bn_ip4_broadcast(struct bn_nexthop *nh, struct bn_iff *iff, struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct bn_l2_hdr hdr;
	u8 mac[ETH_ALEN];
	int err;

	if (loops(nh, iff, skb))
		loop_copy(nh, iff, skb);
	if (!iph->ttl || stays_inside(iph) || (iff->ifl->flags & BSDNET_IFL_FLAGS_LOOPBACK)) {
		/* must not leave this host */
		consume_skb(skb);
		return 0;
	}
	err = bn_layer_ethertype_header(&iff->ifl->layer, ETH_P_IP,
					group_lladdr(iff, iph->daddr, mac), &hdr);
	if (err) {
		bn_drop(skb, BN_DROP_L2_BAD_HEADER);
		return err;
	}
	return send_output(iff, &hdr, skb);
}
