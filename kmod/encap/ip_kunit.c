// SPDX-License-Identifier: GPL-2.0
/* KUnit suite of ip.c */
#include "encap/media_kunit.h"

static const struct media_case ip_cases_data[] = {
	{ "IPv4", { 0x45, 0x00 }, 20, 0, 16, { 0x08, 0x00 } },
	{ "IPv6", { 0x60, 0x00 }, 40, 0, 16, { 0x86, 0xdd } },
	{ "IPv4, one octet", { 0x4f }, 1, 0, 16, { 0x08, 0x00 } },
	{ "version 0", { 0x05 }, 20, -EINVAL },
	{ "version 5", { 0x55 }, 20, -EINVAL },
	{ "version 15", { 0xff, 0x03 }, 20, -EINVAL },
};

/* Shows: IF-10, L2-1 */
static void ip__frames(struct kunit *test)
{
	media_check_cases(test, &ip, ip_cases_data, ARRAY_SIZE(ip_cases_data), 1);
	media_check_random(test, &ip, ip_cases_data, ARRAY_SIZE(ip_cases_data));
}

/* Shows: IF-10, IF-11 */
static void ip__headers(struct kunit *test)
{
	struct bn_layer layer = { .encap = &ip };
	struct bn_l2_key key = {};
	struct bn_l2_hdr hdr;

	KUNIT_ASSERT_EQ(test, media_config(test, &layer, NULL), 0);
	media_check_layer(test, &layer, ETH_P_IP, "", 0);
	media_check_layer(test, &layer, ETH_P_IPV6, "", 0);
	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(&layer, ETH_P_IPV6, NULL, &hdr), 0);
	KUNIT_EXPECT_EQ(test, ntohs(hdr.proto), ETH_P_IPV6);
	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(&layer, ETH_P_ARP, NULL, &hdr),
			-EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(&layer, ETH_P_TEB, NULL, &hdr),
			-EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &key, NULL, &hdr), -EINVAL);
}

static struct kunit_case ip_cases[] = {
	KUNIT_CASE(ip__frames),
	KUNIT_CASE(ip__headers),
	{}
};

static struct kunit_suite ip_suite = {
	.name = "bsdnet_encap_ip",
	.test_cases = ip_cases,
};

kunit_test_suite(ip_suite);
