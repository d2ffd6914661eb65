// SPDX-License-Identifier: GPL-2.0
/* KUnit suite of atm.c */
#include "encap/media_kunit.h"

/* Header of VPI 1, VCI 0x123: f0 10 12 3f with GFC, PTI and CLP set, else 00 10 12 30 */
#define CELL	0x00, 0x10, 0x12, 0x30
#define CIRCUIT	0x00, 0x01, 0x01, 0x23

static const struct media_case atm_cases_data[] = {
	{ "LLC/SNAP, IPv4", { CELL, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00, 0x45 }, 40,
	  12, 96, { CIRCUIT, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00 } },
	{ "LLC/SNAP, all other bits of the cell set",
	  { 0xf0, 0x10, 0x12, 0x3f, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd, 0x60 }, 48,
	  12, 96, { CIRCUIT, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd } },
	{ "LLC/SNAP, largest VPI and VCI",
	  { 0x0f, 0xff, 0xff, 0xf0, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd, 0x60 }, 48,
	  12, 96, { 0x00, 0xff, 0xff, 0xff, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd } },
	{ "LLC/SNAP, bridged Ethernet",
	  { CELL, 0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00, 0x07, 0x00, 0x00, 0x02 }, 40,
	  14, 96, { CIRCUIT, 0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00, 0x07 } },
	{ "LLC, PPP", { CELL, 0xfe, 0xfe, 0x03, 0xcf, 0xc0, 0x21, 0x01 }, 20,
	  10, 80, { CIRCUIT, 0xfe, 0xfe, 0x03, 0xcf, 0xc0, 0x21 } },
	{ "LLC, PPP compressed", { CELL, 0xfe, 0xfe, 0x03, 0xcf, 0x21, 0x45 }, 30,
	  9, 80, { CIRCUIT, 0xfe, 0xfe, 0x03, 0xcf, 0x00, 0x21 } },
	{ "LLC, IS-IS", { CELL, 0xfe, 0xfe, 0x03, 0x83, 0x1b }, 30,
	  8, 64, { CIRCUIT, 0xfe, 0xfe, 0x03, 0x83 } },
	{ "VC multiplexing, IPv4", { CELL, 0x45, 0x00, 0x00, 0x14 }, 24,
	  5, 48, { CIRCUIT, 0x00, 0x45 } },
	{ "VC multiplexing, IPv6", { CELL, 0x60, 0x00, 0x00, 0x00 }, 44,
	  6, 48, { CIRCUIT, 0x60, 0x00 } },
	{ "VC multiplexing, PPP", { CELL, 0x00, 0x57, 0x60 }, 44, 6, 48, { CIRCUIT, 0x00, 0x57 } },
	{ "VC multiplexing, bridged", { CELL, 0x00, 0x00, 0x02 }, 40,
	  6, 48, { CIRCUIT, 0x00, 0x00 } },
	{ "VC multiplexing, bridged PPP", { CELL, 0x00, 0x31, 0x00, 0x01, 0x02 }, 40,
	  8, 56, { CIRCUIT, 0x00, 0x31, 0x01 } },
	{ "one octet", { CELL, 0x00 }, 5, 4, 32, { CIRCUIT } },
	{ "no payload", { CELL }, 4, 4, 32, { CIRCUIT } },
	{ "three octets", { CELL }, 3, -EINVAL },
	{ "half of SNAP", { CELL, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x08 }, 11, -EINVAL },
	{ "half of the padding",
	  { CELL, 0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00, 0x07, 0x00 }, 13, -EINVAL },
	{ "LLC without NLPID", { CELL, 0xfe, 0xfe, 0x03 }, 7, -EINVAL },
	{ "LLC without PPP protocol", { CELL, 0xfe, 0xfe, 0x03, 0xcf, 0x00 }, 9, -EINVAL },
};

/* Shows: IF-10, L2-1 */
static void atm__frames(struct kunit *test)
{
	media_check_cases(test, &atm, atm_cases_data, ARRAY_SIZE(atm_cases_data), HEADER_LEN);
	media_check_random(test, &atm, atm_cases_data, ARRAY_SIZE(atm_cases_data));
}

static int configure_vc(struct kunit *test, struct bn_layer *layer, u16 vpi, u16 vci, u8 mux)
{
	struct sk_buff *msg = media_params(test);
	int err;

	KUNIT_ASSERT_EQ(test, nla_put_be16(msg, BSDNET_A_ENCAP_VC_VPI, htons(vpi)), 0);
	KUNIT_ASSERT_EQ(test, nla_put_be16(msg, BSDNET_A_ENCAP_VC_VCI, htons(vci)), 0);
	KUNIT_ASSERT_EQ(test, nla_put_u8(msg, BSDNET_A_ENCAP_VC_MUX, mux), 0);
	err = media_config(test, layer, msg);
	kfree_skb(msg);
	return err;
}

/* Shows: IF-10, IF-11 */
static void vc__headers(struct kunit *test)
{
	struct bn_layer line = { .encap = &atm };
	struct bn_layer layer = { .encap = &vc, .below = &line };
	struct bn_layer on_it = { .encap = bn_encaps_ppp[0], .below = &layer };

	KUNIT_ASSERT_EQ(test, media_config(test, &line, NULL), 0);
	KUNIT_ASSERT_EQ(test, configure_vc(test, &layer, 1, 0x123, 0), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, CELL, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x00);
	MEDIA_CHECK(&layer, ETH_P_ARP, CELL, 0xaa, 0xaa, 0x03, 0, 0, 0, 0x08, 0x06);
	MEDIA_CHECK(&layer, ETH_P_TEB, CELL, 0xaa, 0xaa, 0x03, 0x00, 0x80, 0xc2, 0x00, 0x07, 0, 0);
	KUNIT_ASSERT_EQ(test, media_config(test, &on_it, NULL), 0);
	MEDIA_CHECK(&on_it, ETH_P_IP, CELL, 0xfe, 0xfe, 0x03, 0xcf, 0x00, 0x21);
	MEDIA_CHECK(&on_it, ETH_P_TEB, CELL, 0xfe, 0xfe, 0x03, 0xcf, 0x00, 0x31, 0x00, 0x01);
	media_check_fill(test, &layer);

	KUNIT_ASSERT_EQ(test, configure_vc(test, &layer, 1, 0x123, 1), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, CELL);
	MEDIA_CHECK(&layer, ETH_P_IPV6, CELL);
	MEDIA_CHECK(&layer, ETH_P_TEB, CELL, 0x00, 0x00);
	MEDIA_CHECK(&on_it, ETH_P_IP, CELL, 0x00, 0x21);
	MEDIA_CHECK(&on_it, ETH_P_TEB, CELL, 0x00, 0x31, 0x00, 0x01);
	media_check_fill(test, &layer);
}

/* Shows: IF-6, IF-10, CTL-3 */
static void vc__refusals(struct kunit *test)
{
	struct bn_layer line = { .encap = &atm };
	struct bn_layer layer = { .encap = &vc, .below = &line };
	struct bn_layer upper = { .encap = &vc, .below = &layer };
	struct bn_l2_key key = {}, odd = { .bits = 56, .data = { 0xaa, 0xaa, 0x03 } };
	struct bn_l2_hdr hdr;

	KUNIT_EXPECT_EQ(test, media_config(test, &layer, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, configure_vc(test, &layer, 256, 32, 0), -EINVAL);
	KUNIT_EXPECT_NE(test, configure_vc(test, &layer, 0, 32, 2), 0);
	KUNIT_ASSERT_EQ(test, configure_vc(test, &layer, 255, 65535, 0), 0);
	KUNIT_EXPECT_EQ(test, configure_vc(test, &upper, 0, 32, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, vc.proto(&layer, BN_PROTO_802_2, &key, NULL), -EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &key, NULL, &hdr), -EINVAL);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &odd, NULL, &hdr), -EINVAL);
	KUNIT_ASSERT_EQ(test, configure_vc(test, &layer, 0, 32, 1), 0);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &odd, NULL, &hdr), -EINVAL);
	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(&line, ETH_P_IP, NULL, &hdr),
			-EPROTONOSUPPORT);
}

#undef CHECK

static struct kunit_case atm_cases[] = {
	KUNIT_CASE(atm__frames),
	KUNIT_CASE(vc__headers),
	KUNIT_CASE(vc__refusals),
	{}
};

static struct kunit_suite atm_suite = {
	.name = "bsdnet_encap_atm",
	.test_cases = atm_cases,
};

kunit_test_suite(atm_suite);
