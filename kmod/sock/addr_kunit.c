// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/addr.c; included at its end
 */
#include <kunit/test.h>

/* Shows: SK-1 */
static void check__lengths_and_family(struct kunit *test)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_port = htons(7),
		.sin_addr.s_addr = htonl(0xc0000201),
	};
	struct sockaddr_in out;
	int len;

	for (len = -1; len < (int)sizeof(in); len++)
		KUNIT_EXPECT_EQ(test, bn_addr_check(&in, len, &out), -EINVAL);
	KUNIT_EXPECT_EQ(test, bn_addr_check(&in, sizeof(in), &out), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&in, &out, sizeof(in)), 0);
	in.sin_family = AF_INET6;
	KUNIT_EXPECT_EQ(test, bn_addr_check(&in, sizeof(in), &out), -EAFNOSUPPORT);
	in.sin_family = AF_UNSPEC;
	KUNIT_EXPECT_EQ(test, bn_addr_check(&in, sizeof(in), &out), -EAFNOSUPPORT);
	in.sin_family = AF_BSDNET;
	KUNIT_EXPECT_EQ(test, bn_addr_check(&in, sizeof(in), &out), -EAFNOSUPPORT);
}

/* Shows: SK-1 */
static void type__without_a_table(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (int)bn_addr_type(NULL, 0, 0), BN_ADDR_WILD);
	KUNIT_EXPECT_EQ(test, (int)bn_addr_type(NULL, 0, htonl(INADDR_BROADCAST)),
			BN_ADDR_BROADCAST);
	KUNIT_EXPECT_EQ(test, (int)bn_addr_type(NULL, 0, htonl(0xe0000001)), BN_ADDR_MULTICAST);
	KUNIT_EXPECT_EQ(test, (int)bn_addr_type(NULL, 0, htonl(0xefffffff)), BN_ADDR_MULTICAST);
}

static struct kunit_case addr_cases[] = {
	KUNIT_CASE(check__lengths_and_family),
	KUNIT_CASE(type__without_a_table),
	{}
};

static struct kunit_suite addr_suite = {
	.name = "bsdnet_sock_addr",
	.test_cases = addr_cases,
};

kunit_test_suite(addr_suite);
