// SPDX-License-Identifier: GPL-2.0
/* KUnit suite of fr.c */
#include "encap/media_kunit.h"

static const struct media_case fr_cases_data[] = {
	/* DLCI 100: 000110 0100 */
	{ "IPv4", { 0x18, 0x41, 0x03, 0xcc, 0x45 }, 24, 4, 40, { 0, 0, 0, 100, 0xcc } },
	{ "IPv6, congestion bits", { 0x1a, 0x4f, 0x03, 0x8e, 0x60 }, 44,
	  4, 40, { 0, 0, 0, 100, 0x8e } },
	{ "IPv4, a pad", { 0x18, 0x41, 0x03, 0x00, 0xcc, 0x45 }, 25,
	  5, 40, { 0, 0, 0, 100, 0xcc } },
	{ "SNAP, ARP", { 0x18, 0x41, 0x03, 0x00, 0x80, 0, 0, 0, 0x08, 0x06 }, 38,
	  10, 80, { 0, 0, 0, 100, 0x80, 0, 0, 0, 0x08, 0x06 } },
	{ "SNAP without pad", { 0x18, 0x41, 0x03, 0x80, 0, 0, 0, 0x08, 0x06 }, 37,
	  9, 80, { 0, 0, 0, 100, 0x80, 0, 0, 0, 0x08, 0x06 } },
	{ "bridged Ethernet",
	  { 0x18, 0x41, 0x03, 0x00, 0x80, 0x00, 0x80, 0xc2, 0x00, 0x07, 0x02 }, 40,
	  10, 80, { 0, 0, 0, 100, 0x80, 0x00, 0x80, 0xc2, 0x00, 0x07 } },
	{ "PPP", { 0x18, 0x41, 0x03, 0xcf, 0xc0, 0x21, 0x01 }, 12,
	  6, 56, { 0, 0, 0, 100, 0xcf, 0xc0, 0x21 } },
	{ "PPP, protocol compressed", { 0x18, 0x41, 0x03, 0xcf, 0x21, 0x45 }, 25,
	  5, 56, { 0, 0, 0, 100, 0xcf, 0x00, 0x21 } },
	{ "LMI", { 0x00, 0x01, 0x03, 0x08, 0x00, 0x75 }, 14, 4, 40, { 0, 0, 0, 0, 0x08 } },
	{ "DLCI 1023", { 0xfc, 0xf1, 0x03, 0x09 }, 14, 4, 40, { 0, 0, 0x03, 0xff, 0x09 } },
	/* DLCI 25702: 011001 0001 100110 */
	{ "three octets", { 0x64, 0x10, 0x99, 0x03, 0xcc, 0x45 }, 25,
	  5, 40, { 0, 0, 0x64, 0x66, 0xcc } },
	{ "three octets, the last not DLCI", { 0x64, 0x10, 0x9b, 0x03, 0xcc, 0x45 }, 25,
	  5, 40, { 0, 0, 0x01, 0x91, 0xcc } },
	/* DLCI 1193046 = 0x123456: 001001 0001 1010001 010110 */
	{ "four octets", { 0x24, 0x10, 0xa2, 0x59, 0x03, 0xcc, 0x45 }, 26,
	  6, 40, { 0, 0x12, 0x34, 0x56, 0xcc } },
	{ "four octets, the last not DLCI", { 0x24, 0x10, 0xa2, 0x5b, 0x03, 0xcc, 0x45 }, 26,
	  6, 40, { 0, 0, 0x48, 0xd1, 0xcc } },
	{ "all ones", { 0xfc, 0xf0, 0xfe, 0xfd, 0x03, 0x8e, 0x60 }, 46,
	  6, 40, { 0, 0x7f, 0xff, 0xff, 0x8e } },
	{ "no UI frame", { 0x18, 0x41, 0x7f, 0xcc }, 10, 2, 32, { 0, 0, 0, 100 } },
	{ "one octet of address", { 0x19, 0x41, 0x03, 0xcc }, 10, -EINVAL },
	{ "five octets of address", { 0x18, 0x40, 0x02, 0x58, 0x01, 0x03, 0xcc }, 10, -EINVAL },
	{ "no control", { 0x18, 0x41 }, 2, -EINVAL },
	{ "no NLPID", { 0x18, 0x41, 0x03 }, 3, -EINVAL },
	{ "a pad and nothing", { 0x18, 0x41, 0x03, 0x00 }, 4, -EINVAL },
	{ "half of SNAP", { 0x18, 0x41, 0x03, 0x00, 0x80, 0, 0, 0, 0x08 }, 9, -EINVAL },
	{ "no PPP protocol", { 0x18, 0x41, 0x03, 0xcf }, 4, -EINVAL },
};

/* Shows: IF-10, L2-1 */
static void fr__frames(struct kunit *test)
{
	media_check_cases(test, &fr, fr_cases_data, ARRAY_SIZE(fr_cases_data), 0);
	media_check_random(test, &fr, fr_cases_data, ARRAY_SIZE(fr_cases_data));
}

/* Encoding and decoding every DLCI gives the same number. Shows: IF-10 */
static void fr__every_address(struct kunit *test)
{
	unsigned int len, last, step;
	u8 octets[BSDNET_DLCI_ADDRLEN_MAX];
	u32 number;

	for (len = BSDNET_DLCI_ADDRLEN_MIN; len <= BSDNET_DLCI_ADDRLEN_MAX; len++) {
		last = (1 << dlci_bits(len)) - 1;
		step = len == BSDNET_DLCI_ADDRLEN_MAX ? 61 : 1;
		for (number = 0; number <= last; number += step) {
			make_address(octets, len, number);
			if (address_len(octets, sizeof(octets)) != len ||
			    address_dlci(octets, len) != number)
				KUNIT_FAIL(test, "%u: %*ph", number, len, octets);
		}
		make_address(octets, len, last);
		KUNIT_EXPECT_EQ(test, address_dlci(octets, len), last);
	}
}

static int configure_dlci(struct kunit *test, struct bn_layer *layer, u32 number, u8 addrlen)
{
	struct sk_buff *msg = media_params(test);
	int err;

	KUNIT_ASSERT_EQ(test, nla_put_be32(msg, BSDNET_A_ENCAP_DLCI_DLCI, htonl(number)), 0);
	if (addrlen)
		KUNIT_ASSERT_EQ(test, nla_put_u8(msg, BSDNET_A_ENCAP_DLCI_ADDRLEN, addrlen), 0);
	err = media_config(test, layer, msg);
	kfree_skb(msg);
	return err;
}

/* Shows: IF-10, IF-11 */
static void dlci__headers(struct kunit *test)
{
	struct bn_layer line = { .encap = &fr };
	struct bn_layer layer = { .encap = &dlci, .below = &line };

	KUNIT_ASSERT_EQ(test, configure_dlci(test, &layer, 100, 0), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x18, 0x41, 0x03, 0xcc);
	MEDIA_CHECK(&layer, ETH_P_IPV6, 0x18, 0x41, 0x03, 0x8e);
	MEDIA_CHECK(&layer, ETH_P_ARP, 0x18, 0x41, 0x03, 0x00, 0x80, 0, 0, 0, 0x08, 0x06);
	MEDIA_CHECK(&layer, ETH_P_TEB, 0x18, 0x41, 0x03, 0x00, 0x80, 0x00, 0x80, 0xc2, 0x00, 0x07);
	media_check_fill(test, &layer);

	KUNIT_ASSERT_EQ(test, configure_dlci(test, &layer, 25702, 3), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x64, 0x10, 0x99, 0x03, 0xcc);
	/* ten octets are even: no pad */
	MEDIA_CHECK(&layer, ETH_P_TEB, 0x64, 0x10, 0x99, 0x03, 0x80, 0x00, 0x80, 0xc2, 0x00, 0x07);
	media_check_fill(test, &layer);

	KUNIT_ASSERT_EQ(test, configure_dlci(test, &layer, 0x123456, 0), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x24, 0x10, 0xa2, 0x59, 0x03, 0xcc);
	MEDIA_CHECK(&layer, ETH_P_ARP, 0x24, 0x10, 0xa2, 0x59, 0x03, 0x00, 0x80, 0, 0, 0,
		    0x08, 0x06);
	KUNIT_ASSERT_EQ(test, configure_dlci(test, &layer, 100, 4), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x00, 0x00, 0x02, 0x91, 0x03, 0xcc);
}

/* Shows: IF-6, IF-10, CTL-3 */
static void dlci__refusals(struct kunit *test)
{
	struct bn_layer line = { .encap = &fr };
	struct bn_layer layer = { .encap = &dlci, .below = &line };
	struct bn_layer upper = { .encap = &dlci, .below = &layer };
	struct bn_l2_key key = {};
	struct bn_l2_hdr hdr;

	KUNIT_EXPECT_EQ(test, media_config(test, &layer, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, configure_dlci(test, &layer, 1024, 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, configure_dlci(test, &layer, 65536, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, configure_dlci(test, &layer, 1 << 23, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, configure_dlci(test, &layer, U32_MAX, 4), -EINVAL);
	KUNIT_EXPECT_NE(test, configure_dlci(test, &layer, 16, 5), 0);
	KUNIT_EXPECT_NE(test, configure_dlci(test, &layer, 16, 1), 0);
	KUNIT_ASSERT_EQ(test, configure_dlci(test, &layer, 1023, 2), 0);
	KUNIT_EXPECT_EQ(test, configure_dlci(test, &upper, 16, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, dlci.proto(&layer, BN_PROTO_802_2, &key, NULL), -EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &key, NULL, &hdr), -EINVAL);
	/* a line carries only circuits */
	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(&line, ETH_P_IP, NULL, &hdr),
			-EPROTONOSUPPORT);
}

/* Shows: IF-10, IF-11 */
static void dlci__ppp(struct kunit *test)
{
	struct bn_layer line = { .encap = &fr };
	struct bn_layer circuit = { .encap = &dlci, .below = &line };
	struct bn_layer layer = { .encap = bn_encaps_ppp[0], .below = &circuit };

	KUNIT_ASSERT_EQ(test, configure_dlci(test, &circuit, 100, 0), 0);
	KUNIT_ASSERT_EQ(test, media_config(test, &layer, NULL), 0);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x18, 0x41, 0x03, 0xcf, 0x00, 0x21);
	MEDIA_CHECK(&layer, ETH_P_TEB, 0x18, 0x41, 0x03, 0xcf, 0x00, 0x31, 0x00, 0x01);
	/* PPP directly on the line is not supported */
	layer.below = &line;
	KUNIT_ASSERT_EQ(test, media_config(test, &layer, NULL), 0);
	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(&layer, ETH_P_IP, NULL,
							&(struct bn_l2_hdr){}), -EPROTONOSUPPORT);
}

#undef CHECK

static struct kunit_case fr_cases[] = {
	KUNIT_CASE(fr__frames),
	KUNIT_CASE(fr__every_address),
	KUNIT_CASE(dlci__headers),
	KUNIT_CASE(dlci__refusals),
	KUNIT_CASE(dlci__ppp),
	{}
};

static struct kunit_suite fr_suite = {
	.name = "bsdnet_encap_fr",
	.test_cases = fr_cases,
};

kunit_test_suite(fr_suite);
