// SPDX-License-Identifier: GPL-2.0
/* Tests of forward.c */
#include "inet/kunit_net.h"

static bool try_forward(struct sk_buff *skb, u32 mtu)
{
	bool may;

	test_path_begin();
	may = may_forward(skb, mtu);
	test_path_end();
	if (may)
		kfree_skb(skb);
	return may;
}

/* Shows: IN-2, IN-6 */
static void forward__ttl(struct kunit *test)
{
	struct sk_buff *skb, *error;
	u8 ttl;

	for (ttl = 0; ttl <= 2; ttl++) {
		skb = test_packet(test, IPPROTO_UDP, NULL, 0, 100);
		ip_hdr(skb)->daddr = test_addr(203, 0, 113, 1);
		ip_hdr(skb)->ttl = ttl;
		KUNIT_EXPECT_EQ(test, ttl > 1, try_forward(skb, 1500));
		error = skb_dequeue(&test_sent);
		KUNIT_EXPECT_EQ(test, ttl <= 1, !!error);
		if (error) {
			KUNIT_EXPECT_EQ(test, ICMP_TIME_EXCEEDED, error->data[20]);
			KUNIT_EXPECT_TRUE(test, ip_hdr(error)->saddr == test_addr(192, 0, 2, 1));
			KUNIT_EXPECT_EQ(test, 20u + 8 + 120, error->len);
		}
		kfree_skb(error);
	}
}

/* Shows: IN-2, IN-6 */
static void forward__too_big(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 1300);
	struct sk_buff *error;

	ip_hdr(skb)->daddr = test_addr(203, 0, 113, 1);
	KUNIT_EXPECT_TRUE(test, try_forward(skb, 1280));

	skb = test_packet(test, IPPROTO_UDP, NULL, 0, 1300);
	ip_hdr(skb)->daddr = test_addr(203, 0, 113, 1);
	ip_hdr(skb)->frag_off = htons(IP_DF);
	KUNIT_EXPECT_FALSE(test, try_forward(skb, 1280));
	error = skb_dequeue(&test_sent);
	KUNIT_ASSERT_NOT_NULL(test, error);
	KUNIT_EXPECT_EQ(test, ICMP_DEST_UNREACH, error->data[20]);
	KUNIT_EXPECT_EQ(test, ICMP_FRAG_NEEDED, error->data[21]);
	KUNIT_EXPECT_EQ(test, 1280, error->data[26] << 8 | error->data[27]);
	KUNIT_EXPECT_EQ(test, 576u, error->len);
	kfree_skb(error);
}

/* Shows: IN-2 */
static void forward__not_what_all_got(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 8);

	bn_pkt(skb)->flags = BN_PKT_L2_BCAST;
	KUNIT_EXPECT_FALSE(test, try_forward(skb, 1500));
	skb = test_packet(test, IPPROTO_UDP, NULL, 0, 8);
	skb->pkt_type = PACKET_OTHERHOST;
	KUNIT_EXPECT_FALSE(test, try_forward(skb, 1500));
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));
}

/* Packets that a device has joined for good are not sent on. Shows: IN-2 */
static void forward__not_what_lro_joined(struct kunit *test)
{
	u64 before = bn_drop_total(bn_stack_of(&init_net), BN_DROP_FWD_LRO);
	struct sk_buff *skb = test_packet(test, IPPROTO_TCP, NULL, 0, 1000);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	skb_add_rx_frag(skb, 0, page, 0, 1000, PAGE_SIZE);
	skb_shinfo(skb)->gso_size = 1000;
	KUNIT_EXPECT_FALSE(test, try_forward(skb, 1500));
	KUNIT_EXPECT_EQ(test, bn_drop_total(bn_stack_of(&init_net), BN_DROP_FWD_LRO), before + 1);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&test_sent));

	/* with a type it can be segmented again */
	skb = test_packet(test, IPPROTO_TCP, NULL, 0, 1000);
	skb_shinfo(skb)->gso_size = 1000;
	skb_shinfo(skb)->gso_type = SKB_GSO_TCPV4;
	KUNIT_EXPECT_TRUE(test, try_forward(skb, 1500));
}

/* Shows: NH-2, IN-6 */
static void forward__reject(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 8);
	bool *forwarding = &test_table()->instance->forwarding, before = *forwarding;
	struct sk_buff *error;

	ip_hdr(skb)->daddr = test_addr(203, 0, 113, 1);
	*forwarding = true;
	test_path_begin();
	bn_ip4_reject(NULL, test_table(), skb);
	test_path_end();
	*forwarding = before;
	error = skb_dequeue(&test_sent);
	KUNIT_ASSERT_NOT_NULL(test, error);
	KUNIT_EXPECT_EQ(test, ICMP_DEST_UNREACH, error->data[20]);
	KUNIT_EXPECT_EQ(test, ICMP_NET_UNREACH, error->data[21]);
	kfree_skb(error);
}

static struct kunit_case forward_cases[] = {
	KUNIT_CASE(forward__ttl),
	KUNIT_CASE(forward__too_big),
	KUNIT_CASE(forward__not_what_all_got),
	KUNIT_CASE(forward__not_what_lro_joined),
	KUNIT_CASE(forward__reject),
	{}
};

static struct kunit_suite forward_suite = {
	.name = "bsdnet_inet_forward",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = forward_cases,
};

kunit_test_suite(forward_suite);
