// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/af_bsdnet.c; included at its end
 */
#include <kunit/test.h>

/* Shows: SK-1 */
static void find_kind__known(struct kunit *test)
{
	static const struct {
		int type;
		int protocol;
		const struct bn_sock_kind *kind;
	} good[] = {
		{ SOCK_DGRAM, 0, &bn_udp_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, 0), &bn_udp_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_UDP), &bn_udp_sock_kind },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_ICMP), &bn_icmp_sock_kind },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 0), &bn_l2_sock_kind },
	};
	const struct bn_sock_kind *kind;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(good); i++) {
		kind = NULL;
		KUNIT_EXPECT_EQ(test, find_kind(good[i].type, good[i].protocol, &kind), 0);
		KUNIT_EXPECT_PTR_EQ(test, kind, good[i].kind);
	}
}

/* Shows: SK-1 */
static void find_kind__refused(struct kunit *test)
{
	static const struct {
		int type;
		int protocol;
		int err;
	} bad[] = {
		{ SOCK_DGRAM, -1, -EPROTONOSUPPORT },
		{ SOCK_DGRAM, 0x10000, -EPROTONOSUPPORT },
		{ SOCK_DGRAM, IPPROTO_UDP, -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET, IPPROTO_TCP), -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_INET6, IPPROTO_UDP), -EPROTONOSUPPORT },
		{ SOCK_DGRAM, BSDNET_PROTO(BSDNET_L2, 0), -EPROTONOSUPPORT },
		{ SOCK_RAW, BSDNET_PROTO(BSDNET_L2, 1), -EPROTONOSUPPORT },
		{ SOCK_STREAM, 0, -ESOCKTNOSUPPORT },
		{ SOCK_SEQPACKET, 0, -ESOCKTNOSUPPORT },
	};
	const struct bn_sock_kind *kind;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ(test, find_kind(bad[i].type, bad[i].protocol, &kind), bad[i].err);
}

static struct kunit_case af_bsdnet_cases[] = {
	KUNIT_CASE(find_kind__known),
	KUNIT_CASE(find_kind__refused),
	{}
};

static struct kunit_suite af_bsdnet_suite = {
	.name = "bsdnet_sock_af_bsdnet",
	.test_cases = af_bsdnet_cases,
};

kunit_test_suite(af_bsdnet_suite);
