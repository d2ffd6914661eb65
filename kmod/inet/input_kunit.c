// SPDX-License-Identifier: GPL-2.0
/* Tests of input.c: what a hostile sender can put into a header */
#include "inet/kunit_net.h"

struct hostile {
	const char *name;
	void (*spoil)(struct sk_buff *skb, struct iphdr *iph);
	enum bn_drop_reason want;
	bool keep_checksum;	/* do not make the header's checksum right again */
};

static void spoil_nothing(struct sk_buff *skb, struct iphdr *iph) { }

static void spoil_short(struct sk_buff *skb, struct iphdr *iph)
{
	__skb_trim(skb, 19);
}

static void spoil_empty(struct sk_buff *skb, struct iphdr *iph)
{
	__skb_trim(skb, 0);
}

static void spoil_version(struct sk_buff *skb, struct iphdr *iph)
{
	iph->version = 6;
}

static void spoil_ihl_small(struct sk_buff *skb, struct iphdr *iph)
{
	iph->ihl = 4;
}

static void spoil_ihl_beyond(struct sk_buff *skb, struct iphdr *iph)
{
	iph->ihl = 15;
	iph->tot_len = htons(skb->len);
}

static void spoil_checksum(struct sk_buff *skb, struct iphdr *iph)
{
	iph->check ^= (__force __sum16)htons(1);
}

static void spoil_length_short(struct sk_buff *skb, struct iphdr *iph)
{
	iph->tot_len = htons(19);
}

static void spoil_length_zero(struct sk_buff *skb, struct iphdr *iph)
{
	iph->tot_len = 0;
}

static void spoil_length_beyond(struct sk_buff *skb, struct iphdr *iph)
{
	iph->tot_len = htons(skb->len + 1);
}

static void spoil_source_multicast(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = test_addr(224, 0, 0, 1);
}

static void spoil_source_broadcast(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = htonl(INADDR_BROADCAST);
}

static void spoil_source_loopback(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = test_addr(127, 0, 0, 1);
}

static void spoil_source_zero(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = 0;
}

static void spoil_source_zeronet(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = test_addr(0, 0, 0, 1);
	iph->daddr = htonl(INADDR_BROADCAST);
}

static void spoil_source_zero_to_all(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = 0;
	iph->daddr = htonl(INADDR_BROADCAST);
}

static void spoil_land(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = iph->daddr;
}

static void spoil_source_own(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = test_addr(192, 0, 2, 1);
	iph->daddr = test_addr(203, 0, 113, 1);
}

static void spoil_source_directed(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = test_addr(192, 0, 2, 255);
}

static void spoil_source_beside(struct sk_buff *skb, struct iphdr *iph)
{
	iph->saddr = test_addr(192, 0, 2, 2);
}

static void spoil_dest_loopback(struct sk_buff *skb, struct iphdr *iph)
{
	iph->daddr = test_addr(127, 1, 2, 3);
}

static const struct hostile hostile[] = {
	{ "good", spoil_nothing, GOOD },
	{ "short", spoil_short, BN_DROP_IP_TRUNCATED, true },
	{ "empty", spoil_empty, BN_DROP_IP_TRUNCATED, true },
	{ "version", spoil_version, BN_DROP_IP_BAD_VERSION },
	{ "ihl small", spoil_ihl_small, BN_DROP_IP_BAD_VERSION, true },
	{ "ihl beyond", spoil_ihl_beyond, BN_DROP_IP_TRUNCATED, true },
	{ "checksum", spoil_checksum, BN_DROP_IP_BAD_CHECKSUM, true },
	{ "length short", spoil_length_short, BN_DROP_IP_TRUNCATED },
	{ "length zero", spoil_length_zero, BN_DROP_IP_TRUNCATED },
	{ "length beyond", spoil_length_beyond, BN_DROP_IP_TRUNCATED },
	{ "source multicast", spoil_source_multicast, BN_DROP_IP_BAD_SOURCE },
	{ "source broadcast", spoil_source_broadcast, BN_DROP_IP_BAD_SOURCE },
	{ "source loopback", spoil_source_loopback, BN_DROP_IP_BAD_SOURCE },
	{ "source zero", spoil_source_zero, BN_DROP_IP_BAD_SOURCE },
	{ "source zeronet", spoil_source_zeronet, GOOD },
	{ "source zero to all", spoil_source_zero_to_all, GOOD },
	{ "source is destination", spoil_land, BN_DROP_IP_BAD_SOURCE },
	{ "source own", spoil_source_own, BN_DROP_IP_OWN_SOURCE },
	{ "source directed broadcast", spoil_source_directed, BN_DROP_IP_OWN_SOURCE },
	{ "source beside ours", spoil_source_beside, GOOD },
	{ "destination loopback", spoil_dest_loopback, BN_DROP_IP_BAD_DEST },
};

/* In the instance of test_net_init() */
static enum bn_drop_reason check_packet(struct sk_buff *skb)
{
	struct bn_inet_iff priv = {};
	struct bn_iff iff = { .stack = bn_stack_of(&init_net), .priv = &priv };
	enum bn_drop_reason reason;

	test_path_begin();
	reason = inet_input_check(&iff, test_table(), rcu_dereference(test_table()->own.bits), skb,
				  false);
	test_path_end();
	return reason;
}

/* Shows: IN-2 */
static void input__hostile_headers(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hostile); i++) {
		struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 16);

		hostile[i].spoil(skb, ip_hdr(skb));
		if (!hostile[i].keep_checksum)
			ip_send_check(ip_hdr(skb));
		KUNIT_EXPECT_EQ_MSG(test, hostile[i].want, check_packet(skb), "%s",
				    hostile[i].name);
		kfree_skb(skb);
	}
}

/* Shows: IN-2 */
static void input__padding_is_trimmed(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 9);
	__wsum csum;

	skb_put_zero(skb, 17);
	skb->ip_summed = CHECKSUM_COMPLETE;
	skb->csum = skb_checksum(skb, 0, skb->len, 0);
	KUNIT_EXPECT_EQ(test, GOOD, check_packet(skb));
	KUNIT_EXPECT_EQ(test, 29u, skb->len);
	csum = skb_checksum(skb, 0, skb->len, 0);
	if (skb->ip_summed == CHECKSUM_COMPLETE)
		KUNIT_EXPECT_TRUE(test, csum_fold(csum) == csum_fold(skb->csum));
	kfree_skb(skb);
}

/* A header of which only the first byte is linear */
/* Shows: IN-2 */
static void input__header_in_pages(struct kunit *test)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 40);
	struct page *page = alloc_page(GFP_KERNEL);
	struct sk_buff *paged = alloc_skb(64, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	KUNIT_ASSERT_NOT_NULL(test, paged);
	skb_put_data(paged, skb->data, 1);
	memcpy(page_address(page), skb->data + 1, skb->len - 1);
	skb_add_rx_frag(paged, 0, page, 0, skb->len - 1, PAGE_SIZE);
	*bn_pkt(paged) = *bn_pkt(skb);
	KUNIT_EXPECT_EQ(test, GOOD, check_packet(paged));
	KUNIT_EXPECT_EQ(test, 60u, paged->len);
	KUNIT_EXPECT_EQ(test, 20, skb_transport_offset(paged));
	kfree_skb(paged);
	kfree_skb(skb);
}

/* Shows: IN-2 */
static void input__options(struct kunit *test)
{
	static const u8 source_route[4] = { IPOPT_LSRR, 3, 4, 0 };
	static const u8 alert[4] = { IPOPT_RA, 4, 0, 0 };
	struct sk_buff *skb;

	skb = test_packet(test, IPPROTO_UDP, source_route, sizeof(source_route), 8);
	KUNIT_EXPECT_EQ(test, BN_DROP_IP_BAD_OPTIONS, check_packet(skb));
	kfree_skb(skb);

	skb = test_packet(test, IPPROTO_UDP, alert, sizeof(alert), 8);
	KUNIT_EXPECT_EQ(test, GOOD, check_packet(skb));
	KUNIT_EXPECT_TRUE(test, bn_pkt(skb)->flags & BN_PKT_OPTIONS);
	KUNIT_EXPECT_TRUE(test, bn_pkt(skb)->flags & BN_PKT_RA);
	kfree_skb(skb);
}

/* What leads to this host is known by its route, whoever made it, and only while it forwards */
/* Shows: IN-2, RT-1 */
static void input__own_sources(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 16);
	struct bn_rt_prefix prefix;
	struct bn_route *route;

	KUNIT_EXPECT_EQ(test, GOOD, check_packet(skb));
	/* 198.51.100.7 is one of many */
	bn_cfg_lock_rt(stack);
	test_route(test, test_addr(198, 51, 100, 0), 24,
		   bn_nh_simple(stack, &bn_inet_family, BSDNET_NEXTHOP_TYPE_LOCAL, NULL, NULL));
	bn_cfg_unlock_rt(stack);
	KUNIT_EXPECT_EQ(test, BN_DROP_IP_OWN_SOURCE, check_packet(skb));
	/* a longer prefix leads elsewhere */
	bn_cfg_lock_rt(stack);
	test_route(test, test_addr(198, 51, 100, 7), 32,
		   bn_nh_simple(stack, &bn_inet_family, BSDNET_NEXTHOP_TYPE_DISCARD, NULL, NULL));
	bn_cfg_unlock_rt(stack);
	KUNIT_EXPECT_EQ(test, GOOD, check_packet(skb));
	bn_cfg_lock_rt(stack);
	bn_permanent_prefix(&prefix, test_addr(198, 51, 100, 0), 24);
	route = bn_route_find(test_table(), &prefix, BSDNET_ROUTE_TYPE_USER, 0, NULL);
	KUNIT_EXPECT_NOT_NULL(test, route);
	if (route)
		bn_route_delete(test_table(), route, &prefix);
	bn_cfg_unlock_rt(stack);
	KUNIT_EXPECT_EQ(test, GOOD, check_packet(skb));
	kfree_skb(skb);
}

/* What tags or PPP left there would mislead segmentation. Shows: IF-9 */
static void input__protocol_of_what_is_inside(struct kunit *test)
{
	static const u16 outer[] = { ETH_P_8021Q, ETH_P_8021AD, ETH_P_PPP_SES, ETH_P_TEB };
	struct sk_buff *skb;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(outer); i++) {
		skb = test_packet(test, IPPROTO_UDP, NULL, 0, 8);
		skb->protocol = htons(outer[i]);
		KUNIT_EXPECT_EQ(test, check_packet(skb), GOOD);
		KUNIT_EXPECT_EQ(test, ntohs(skb->protocol), ETH_P_IP);
		kfree_skb(skb);
	}
}

static struct kunit_case input_cases[] = {
	KUNIT_CASE(input__hostile_headers),
	KUNIT_CASE(input__padding_is_trimmed),
	KUNIT_CASE(input__header_in_pages),
	KUNIT_CASE(input__options),
	KUNIT_CASE(input__own_sources),
	KUNIT_CASE(input__protocol_of_what_is_inside),
	{}
};

static struct kunit_suite input_suite = {
	.name = "bsdnet_inet_input",
	.init = test_net_init,
	.exit = test_net_exit,
	.test_cases = input_cases,
};

kunit_test_suite(input_suite);
