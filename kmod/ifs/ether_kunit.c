// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of ether.c: keys and headers, contributed level by level
 */
#include <kunit/test.h>

struct ether_fixture {
	struct bn_ifd ifd;
	struct bn_ifl outer;
	struct bn_ifl inner;
};

static void set_up(struct ether_fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->ifd.lladdr.len = ETH_ALEN;
	memset(f->ifd.lladdr.data, 0x11, ETH_ALEN);
	f->outer.ifd = &f->ifd;
	f->outer.l2id = (struct bn_l2id){ BN_L2ID_VLAN, { 0x88a8, 100 } };
	f->inner.ifd = &f->ifd;
	f->inner.parent = &f->outer;
	f->inner.l2id = (struct bn_l2id){ BN_L2ID_VLAN, { 0x8100, 200 } };
}

/* Shows: IF-11, L2-3 */
static void key_is_outermost_first(struct kunit *test)
{
	static const u8 expected[] = { 0x88, 0xa8, 0, 100, 0x81, 0, 0, 200 };
	struct bn_l2_key key = {};
	struct ether_fixture f;

	set_up(&f);
	KUNIT_EXPECT_EQ(test, ether_key(&f.inner, &key), 0);
	KUNIT_EXPECT_EQ(test, key.bits, 64);
	KUNIT_EXPECT_MEMEQ(test, key.data, expected, sizeof(expected));
}

/* Shows: IF-11, NH-3 */
static void header_carries_all_tags(struct kunit *test)
{
	static const u8 expected[] = {
		2, 2, 2, 2, 2, 2, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
		0x88, 0xa8, 0, 100, 0x81, 0, 0, 200, 0x08, 0x00,
	};
	static const u8 dest[ETH_ALEN] = { 2, 2, 2, 2, 2, 2 };
	struct bn_l2_hdr hdr = {};
	struct ether_fixture f;

	set_up(&f);
	KUNIT_EXPECT_EQ(test, ether_header(&f.inner, ETH_P_IP, dest, &hdr), 0);
	KUNIT_EXPECT_EQ(test, hdr.len, sizeof(expected));
	KUNIT_EXPECT_EQ(test, hdr.len, ether_overhead(&f.inner));
	KUNIT_EXPECT_EQ(test, ntohs(hdr.proto), 0x88a8);
	KUNIT_EXPECT_MEMEQ(test, hdr.data, expected, sizeof(expected));
	KUNIT_EXPECT_EQ(test, ether_header(&f.inner, ETH_P_IP, NULL, &hdr), -EINVAL);
}

static struct kunit_case ether_cases[] = {
	KUNIT_CASE(key_is_outermost_first),
	KUNIT_CASE(header_carries_all_tags),
	{}
};

static struct kunit_suite ether_suite = {
	.name = "bsdnet_ifs_ether",
	.test_cases = ether_cases,
};

kunit_test_suite(ether_suite);
