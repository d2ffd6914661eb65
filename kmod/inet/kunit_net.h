/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kunit_net - what the tests of this room share: packets, and an instance of
 * the initial namespace's stack whose default route leads to a next hop that
 * keeps what it gets
 */
#ifndef _BSDNET_INET_KUNIT_NET_H
#define _BSDNET_INET_KUNIT_NET_H

#include <kunit/test.h>
#include <linux/icmp.h>
#include <linux/slab.h>
#include <net/ip.h>

#include "inet/private.h"

/* ip/limit_kunit.c */
void bn_ip_limits_refill(struct bn_ip_limits *limits);

#define TEST_INSTANCE 0x7ffffff0

static __maybe_unused __be32 test_addr(u8 a, u8 b, u8 c, u8 d)
{
	return htonl(a << 24 | b << 16 | c << 8 | d);
}

/* A packet from 198.51.100.7 to 192.0.2.1 with options of @opt_len bytes (a
 * multiple of 4) and @len bytes of payload 0, 1, 2 ...
 */
static __maybe_unused struct sk_buff *test_packet(struct kunit *test, u8 proto, const u8 *opt,
						  unsigned int opt_len, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(128 + 60 + len, GFP_KERNEL);
	struct iphdr *iph;
	unsigned int i;
	u8 *payload;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 128);
	iph = skb_put_zero(skb, sizeof(*iph) + opt_len);
	skb_reset_network_header(skb);
	skb_set_transport_header(skb, sizeof(*iph) + opt_len);
	if (opt_len)
		memcpy(iph + 1, opt, opt_len);
	payload = skb_put(skb, len);
	for (i = 0; i < len; i++)
		payload[i] = i;
	iph->version = 4;
	iph->ihl = 5 + opt_len / 4;
	iph->tot_len = htons(skb->len);
	iph->ttl = 64;
	iph->protocol = proto;
	iph->saddr = test_addr(198, 51, 100, 7);
	iph->daddr = test_addr(192, 0, 2, 1);
	ip_send_check(iph);
	skb->protocol = htons(ETH_P_IP);
	skb->pkt_type = PACKET_HOST;
	bn_pkt(skb)->stack = bn_stack_of(&init_net);
	bn_pkt(skb)->instance = TEST_INSTANCE;
	bn_pkt(skb)->ifl_index = 1;
	return skb;
}

static __maybe_unused struct sk_buff *test_icmp(struct kunit *test, u8 type, u8 code,
						unsigned int len)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_ICMP, NULL, 0,
					  sizeof(struct icmphdr) + len);
	struct icmphdr *icmph = icmp_hdr(skb);

	memset(icmph, 0, sizeof(*icmph));
	icmph->type = type;
	icmph->code = code;
	icmph->un.echo.id = htons(77);
	icmph->checksum = ip_compute_csum(icmph, sizeof(*icmph) + len);
	return skb;
}

/* ---- the instance -------------------------------------------------------- */

static struct sk_buff_head test_sent;

static int test_capture(struct bn_nexthop *nh, struct bn_rt_table *table, struct sk_buff *skb)
{
	skb_queue_tail(&test_sent, skb);
	return 0;
}

static void test_capture_received(struct bn_nexthop *nh, struct bn_rt_table *table,
				  struct sk_buff *skb)
{
	skb_queue_tail(&test_sent, skb);
}

static const struct bn_nh_ops test_capture_ops = {
	.type = BSDNET_NEXTHOP_TYPE_UNICAST,
	.received = test_capture_received,
	.originated = test_capture,
};

static struct bn_rt_table *test_table(void)
{
	return bn_instance_table(bn_instance_get(bn_stack_of(&init_net), TEST_INSTANCE),
				 BN_FAMILY_INET);
}

/* Takes the reference of @nh; route lock */
static void test_route(struct kunit *test, __be32 addr, unsigned int bits,
		       struct bn_nexthop *nh)
{
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_USER, .nh = nh };

	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(nh));
	bn_permanent_prefix(&config.prefix, addr, bits);
	KUNIT_ASSERT_FALSE(test, IS_ERR(bn_route_add(test_table(), &config, false, NULL)));
	bn_nh_put(nh);
}

/* 192.0.2.1 is ours, 192.0.2.255 our broadcast, all else leads to test_sent */
static __maybe_unused int test_net_init(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_nexthop *nh;

	skb_queue_head_init(&test_sent);
	bn_ip_limits_refill(stack->inet->icmp);
	bn_cfg_lock(stack);
	KUNIT_ASSERT_FALSE(test, IS_ERR(bn_instance_add(stack, TEST_INSTANCE, NULL)));
	bn_rt_lock(stack);
	nh = kzalloc(sizeof(*nh), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, nh);
	nh->local.s6_addr32[0] = test_addr(192, 0, 2, 1);
	KUNIT_ASSERT_EQ(test, 0,
			bn_nh_init(nh, stack, &bn_inet_family, BSDNET_NEXTHOP_TYPE_UNICAST, NULL));
	nh->ops = &test_capture_ops;
	test_route(test, 0, 0, nh);
	test_route(test, test_addr(192, 0, 2, 1), 32,
		   bn_nh_simple(stack, &bn_inet_family, BSDNET_NEXTHOP_TYPE_LOCAL, NULL, NULL));
	test_route(test, test_addr(192, 0, 2, 255), 32,
		   bn_nh_simple(stack, &bn_inet_family, BSDNET_NEXTHOP_TYPE_BRECV, NULL, NULL));
	bn_rt_unlock(stack);
	bn_cfg_unlock(stack);
	return 0;
}

static __maybe_unused void test_net_exit(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_instance *instance;

	bn_cfg_lock(stack);
	instance = bn_instance_get(stack, TEST_INSTANCE);
	if (instance)
		bn_instance_delete(instance, NULL);
	bn_cfg_unlock(stack);
	rcu_barrier();
	skb_queue_purge(&test_sent);
}

static __maybe_unused void test_path_begin(void)
{
	local_bh_disable();
	rcu_read_lock();
}

static __maybe_unused void test_path_end(void)
{
	rcu_read_unlock();
	local_bh_enable();
}

#endif /* _BSDNET_INET_KUNIT_NET_H */
