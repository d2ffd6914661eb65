// SPDX-License-Identifier: GPL-2.0
/* KUnit suite of ppp.c */
#include "encap/media_kunit.h"

static const struct media_case ppp_cases_data[] = {
	{ "IPv4", { 0xff, 0x03, 0x00, 0x21, 0x45 }, 24, 4, 16, { 0x00, 0x21 } },
	{ "IPv6", { 0xff, 0x03, 0x00, 0x57, 0x60 }, 24, 4, 16, { 0x00, 0x57 } },
	{ "protocol compressed", { 0xff, 0x03, 0x21, 0x45 }, 23, 3, 16, { 0x00, 0x21 } },
	{ "address compressed", { 0x00, 0x21, 0x45 }, 22, 2, 16, { 0x00, 0x21 } },
	{ "both compressed", { 0x21, 0x45 }, 21, 1, 16, { 0x00, 0x21 } },
	{ "LCP", { 0xff, 0x03, 0xc0, 0x21, 0x01 }, 12, 4, 16, { 0xc0, 0x21 } },
	{ "IPCP without address", { 0x80, 0x21, 0x01 }, 12, 2, 16, { 0x80, 0x21 } },
	{ "MPLS", { 0xff, 0x03, 0x02, 0x81 }, 12, 4, 16, { 0x02, 0x81 } },
	{ "bridged Ethernet", { 0xff, 0x03, 0x00, 0x31, 0x00, 0x01, 0x02 }, 40,
	  6, 24, { 0x00, 0x31, 0x01 } },
	{ "bridged Ethernet with FCS and pads, compressed", { 0x31, 0x83, 0x01, 0x02 }, 40,
	  3, 24, { 0x00, 0x31, 0x01 } },
	{ "bridged FDDI", { 0xff, 0x03, 0x00, 0x31, 0x00, 0x04, 0x02 }, 40,
	  6, 24, { 0x00, 0x31, 0x04 } },
	{ "control field of HDLC", { 0xff, 0x13, 0x00, 0x21, 0x45 }, 24, -EINVAL },
	{ "no protocol", { 0xff, 0x03 }, 2, -EINVAL },
	{ "half a protocol", { 0xff, 0x03, 0x00 }, 3, -EINVAL },
	{ "no MAC type", { 0xff, 0x03, 0x00, 0x31, 0x00 }, 5, -EINVAL },
};

/* Shows: IF-10, L2-1 */
static void ppp__frames(struct kunit *test)
{
	media_check_cases(test, &ppp, ppp_cases_data, ARRAY_SIZE(ppp_cases_data), 0);
	media_check_random(test, &ppp, ppp_cases_data, ARRAY_SIZE(ppp_cases_data));
}

static int ppp_reconfigure(struct kunit *test, struct bn_layer *layer, int acfc, int pfc)
{
	struct sk_buff *msg = media_params(test);
	int err;

	if (acfc >= 0)
		KUNIT_ASSERT_EQ(test, nla_put_u8(msg, BSDNET_A_ENCAP_PPP_ACFC, acfc), 0);
	if (pfc >= 0)
		KUNIT_ASSERT_EQ(test, nla_put_u8(msg, BSDNET_A_ENCAP_PPP_PFC, pfc), 0);
	err = ppp.config(layer, msg->data, msg->len, NULL);
	kfree_skb(msg);
	return err;
}

/* Shows: IF-10, IF-11 */
static void ppp__headers(struct kunit *test)
{
	static const u8 lcp[] = { 0xff, 0x03, 0xc0, 0x21 };
	static const struct bn_l2_key lcp_proto = { .bits = 16, .data = { 0xc0, 0x21 } };
	struct bn_layer layer = { .encap = &ppp };
	struct bn_l2_hdr hdr;

	KUNIT_ASSERT_EQ(test, media_config(test, &layer, NULL), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0xff, 0x03, 0x00, 0x21);
	MEDIA_CHECK(&layer, ETH_P_IPV6, 0xff, 0x03, 0x00, 0x57);
	MEDIA_CHECK(&layer, ETH_P_MPLS_UC, 0xff, 0x03, 0x02, 0x81);
	MEDIA_CHECK(&layer, ETH_P_TEB, 0xff, 0x03, 0x00, 0x31, 0x00, 0x01);

	KUNIT_EXPECT_EQ(test, ppp_reconfigure(test, &layer, -1, 1), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0xff, 0x03, 0x21);
	MEDIA_CHECK(&layer, ETH_P_MPLS_UC, 0xff, 0x03, 0x02, 0x81);
	MEDIA_CHECK(&layer, ETH_P_TEB, 0xff, 0x03, 0x31, 0x00, 0x01);

	KUNIT_EXPECT_EQ(test, ppp_reconfigure(test, &layer, 1, -1), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x21);
	MEDIA_CHECK(&layer, ETH_P_MPLS_UC, 0x02, 0x81);
	MEDIA_CHECK(&layer, ETH_P_TEB, 0x31, 0x00, 0x01);
	media_check_fill(test, &layer);

	/* LCP is never compressed */
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &lcp_proto, NULL, &hdr), 0);
	KUNIT_ASSERT_EQ(test, hdr.len, sizeof(lcp));
	KUNIT_EXPECT_MEMEQ(test, hdr.data, lcp, sizeof(lcp));

	KUNIT_EXPECT_EQ(test, ppp_reconfigure(test, &layer, 0, 0), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0xff, 0x03, 0x00, 0x21);
}

/* Shows: IF-6, IF-10, CTL-3 */
static void ppp__refusals(struct kunit *test)
{
	struct bn_layer layer = { .encap = &ppp };
	struct bn_l2_key proto = { .bits = 8, .data = { 0x21 } };
	struct bn_l2_key key = {};
	struct bn_l2_hdr hdr;

	KUNIT_ASSERT_EQ(test, media_config(test, &layer, NULL), 0);
	KUNIT_EXPECT_NE(test, ppp_reconfigure(test, &layer, 2, -1), 0);
	KUNIT_EXPECT_NE(test, ppp_reconfigure(test, &layer, 1, 2), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0xff, 0x03, 0x00, 0x21);
	KUNIT_EXPECT_EQ(test, ppp.proto(&layer, ETH_P_ARP, &key, NULL), -EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, ppp.proto(&layer, BN_PROTO_802_2, &key, NULL), -EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &proto, NULL, &hdr), -EINVAL);
	/* bridged without a MAC type */
	proto = (struct bn_l2_key){ .bits = 16, .data = { 0x00, 0x31 } };
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &proto, NULL, &hdr), -EINVAL);
}

#undef CHECK

static struct kunit_case ppp_cases[] = {
	KUNIT_CASE(ppp__frames),
	KUNIT_CASE(ppp__headers),
	KUNIT_CASE(ppp__refusals),
	{}
};

static struct kunit_suite ppp_suite = {
	.name = "bsdnet_encap_ppp",
	.test_cases = ppp_cases,
};

kunit_test_suite(ppp_suite);
