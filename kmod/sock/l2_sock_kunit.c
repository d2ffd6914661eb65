// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/l2_sock.c; included at its end
 */
#include <kunit/test.h>

static struct sockaddr_bsdnet make_name(u16 bits, u8 first, u8 second)
{
	struct sockaddr_bsdnet sb = {
		.sb_family = AF_BSDNET,
		.sb_bits = bits,
		.sb_ifl_index = 1,
		.sb_proto = { first, second },
	};

	return sb;
}

/* Shows: SK-8 */
static void check_name__prefixes(struct kunit *test)
{
	static const struct {
		u16 bits;
		u8 first, second;
		int err;
	} cases[] = {
		{ 0, 0, 0, 0 },			/* everything */
		{ 1, 0x80, 0, 0 },		/* PPP control */
		{ 16, 0x88, 0x63, 0 },		/* PPPoE discovery */
		{ 192, 0x88, 0x63, 0 },
		{ 0, 0x80, 0, -EINVAL },
		{ 1, 0xc0, 0, -EINVAL },
		{ 8, 0x88, 0x63, -EINVAL },
		{ 15, 0x88, 0x63, -EINVAL },
		{ 15, 0x88, 0x62, 0 },
		{ 193, 0, 0, -EINVAL },
		{ 0xffff, 0, 0, -EINVAL },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct sockaddr_bsdnet sb = make_name(cases[i].bits, cases[i].first,
						      cases[i].second);

		KUNIT_EXPECT_EQ_MSG(test, l2_sock_check_name(&sb, sizeof(sb)), cases[i].err,
				    "case %u", i);
	}
}

/* Shows: SK-1, SK-8 */
static void check_name__malformed(struct kunit *test)
{
	struct sockaddr_bsdnet sb = make_name(16, 0x88, 0xb5);
	int len;

	for (len = -1; len < (int)sizeof(sb); len++)
		KUNIT_EXPECT_EQ(test, l2_sock_check_name(&sb, len), -EINVAL);
	KUNIT_EXPECT_EQ(test, l2_sock_check_name(&sb, sizeof(sb)), 0);
	sb.sb_halen = sizeof(sb.sb_addr) + 1;
	KUNIT_EXPECT_EQ(test, l2_sock_check_name(&sb, sizeof(sb)), -EINVAL);
	sb.sb_halen = 0;
	sb.sb_family = AF_INET;
	KUNIT_EXPECT_EQ(test, l2_sock_check_name(&sb, sizeof(sb)), -EAFNOSUPPORT);
	sb = make_name(16, 0x88, 0xb5);
	sb.sb_proto[BSDNET_L2_PROTO_MAX - 1] = 1;
	KUNIT_EXPECT_EQ(test, l2_sock_check_name(&sb, sizeof(sb)), -EINVAL);
}

static struct kunit_case l2_sock_cases[] = {
	KUNIT_CASE(check_name__prefixes),
	KUNIT_CASE(check_name__malformed),
	{}
};

static struct kunit_suite l2_sock_suite = {
	.name = "bsdnet_sock_l2_sock",
	.test_cases = l2_sock_cases,
};

kunit_test_suite(l2_sock_suite);
