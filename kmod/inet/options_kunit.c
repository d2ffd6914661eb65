// SPDX-License-Identifier: GPL-2.0
/* Tests of options.c */
#include "inet/kunit_net.h"

#define MAX_OPT 40

struct option_case {
	const char *name;
	u8 opt[MAX_OPT];
	unsigned int len;
	int want;		/* offset in the header, 0 for good, -EACCES */
	u16 flags;
};

static const struct option_case option_cases[] = {
	{ "noop and end", { 1, 1, 0, 0xff }, 4, 0 },
	{ "record route", { IPOPT_RR, 7, 4, 0, 0, 0, 0, 0 }, 8, 0 },
	{ "record route full", { IPOPT_RR, 7, 8, 1, 2, 3, 4, 0 }, 8, 0 },
	{ "record route length 2", { IPOPT_RR, 2, 1, 1 }, 4, 21 },
	{ "record route pointer 3", { IPOPT_RR, 7, 3, 0, 0, 0, 0, 0 }, 8, 22 },
	{ "record route no room", { IPOPT_RR, 7, 5, 0, 0, 0, 0, 0 }, 8, 22 },
	{ "record route twice", { IPOPT_RR, 3, 4, IPOPT_RR, 3, 4, 0, 0 }, 8, 23 },
	{ "timestamp", { IPOPT_TIMESTAMP, 8, 5, 0 }, 8, 0 },
	{ "timestamp length 3", { IPOPT_TIMESTAMP, 3, 5, 0 }, 4, 21 },
	{ "timestamp pointer 4", { IPOPT_TIMESTAMP, 8, 4, 0 }, 8, 22 },
	{ "timestamp and address, no room", { IPOPT_TIMESTAMP, 8, 5, 1 }, 8, 22 },
	{ "timestamp overflow 15", { IPOPT_TIMESTAMP, 4, 5, 0xf0 }, 4, 23 },
	{ "loose source route", { IPOPT_LSRR, 7, 4, 1, 2, 3, 4, 0 }, 8, -EACCES },
	{ "strict source route", { IPOPT_SSRR, 7, 4, 1, 2, 3, 4, 0 }, 8, -EACCES },
	{ "router alert", { IPOPT_RA, 4, 0, 0 }, 4, 0, BN_PKT_RA },
	{ "router alert value", { IPOPT_RA, 4, 0, 1 }, 4, 0 },
	{ "router alert length 3", { IPOPT_RA, 3, 0, 0 }, 4, 21 },
	{ "length 0", { 0x99, 0, 0, 0 }, 4, 20 },
	{ "length 1", { 0x99, 1, 0, 0 }, 4, 20 },
	{ "length beyond", { 0x99, 5, 0, 0 }, 4, 20 },
	{ "length missing", { 1, 1, 1, 0x99 }, 4, 23 },
	{ "unknown", { 0x99, 4, 0, 0 }, 4, 0 },
};

static struct iphdr *option_header(u8 *buf, const u8 *opt, unsigned int len)
{
	struct iphdr *iph = (struct iphdr *)buf;

	memset(buf, 0, 60);
	iph->version = 4;
	iph->ihl = 5 + len / 4;
	memcpy(iph + 1, opt, len);
	ip_send_check(iph);
	return iph;
}

/* Shows: IN-2 */
static void options__check(struct kunit *test)
{
	u8 buf[60] __aligned(4);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(option_cases); i++) {
		const struct option_case *c = &option_cases[i];
		u16 flags = 0;

		KUNIT_EXPECT_EQ_MSG(test, c->want,
				    bn_options_check(option_header(buf, c->opt, c->len), &flags),
				    "%s", c->name);
		KUNIT_EXPECT_EQ_MSG(test, c->flags, flags & BN_PKT_RA, "%s", c->name);
	}
}

/* Whatever passes the check can be recorded in without leaving the header */
/* Shows: IN-2 */
static void options__random(struct kunit *test)
{
	u8 buf[64] __aligned(4), opt[MAX_OPT];
	struct iphdr *iph;
	unsigned int i;
	u16 flags;

	for (i = 0; i < 20000; i++) {
		unsigned int len = 4 * (1 + get_random_u32() % 10);

		get_random_bytes(opt, sizeof(opt));
		opt[0] = i & 1 ? IPOPT_RR : IPOPT_TIMESTAMP;
		opt[1] = get_random_u32() % 42;
		opt[2] = get_random_u32() % 42;
		iph = option_header(buf, opt, len);
		memset(buf + 20 + len, 0xa5, sizeof(buf) - 20 - len);
		if (bn_options_check(iph, &flags))
			continue;
		bn_options_record(iph, test_addr(192, 0, 2, 9), NULL);
		KUNIT_ASSERT_FALSE(test, ip_fast_csum(iph, iph->ihl));
		KUNIT_ASSERT_EQ(test, 0xa5, buf[20 + len]);
		bn_options_strip_uncopied(iph);
		KUNIT_ASSERT_EQ(test, 0xa5, buf[20 + len]);
	}
}

/* Shows: IN-2 */
static void options__record_route(struct kunit *test)
{
	static const u8 opt[12] = { IPOPT_RR, 11, 4 };
	__be32 one = test_addr(192, 0, 2, 1), two = test_addr(192, 0, 2, 2);
	u8 buf[60] __aligned(4);
	struct iphdr *iph = option_header(buf, opt, sizeof(opt));

	bn_options_record(iph, one, NULL);
	bn_options_record(iph, two, NULL);
	bn_options_record(iph, one, NULL);
	KUNIT_EXPECT_EQ(test, 12, buf[22]);
	KUNIT_EXPECT_EQ(test, 0, memcmp(buf + 23, &one, 4));
	KUNIT_EXPECT_EQ(test, 0, memcmp(buf + 27, &two, 4));
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(iph, iph->ihl));
}

/* Shows: IN-2 */
static void options__timestamp(struct kunit *test)
{
	static const u8 both[12] = { IPOPT_TIMESTAMP, 12, 5, IPOPT_TS_TSANDADDR };
	static const u8 other[12] = { IPOPT_TIMESTAMP, 12, 5, IPOPT_TS_PRESPEC, 203, 0, 113, 1 };
	__be32 own = test_addr(192, 0, 2, 1);
	u8 buf[60] __aligned(4);
	struct iphdr *iph;

	iph = option_header(buf, both, sizeof(both));
	bn_options_record(iph, own, NULL);
	KUNIT_EXPECT_EQ(test, 13, buf[22]);
	KUNIT_EXPECT_EQ(test, 0, memcmp(buf + 24, &own, 4));
	bn_options_record(iph, own, NULL);
	KUNIT_EXPECT_EQ(test, 0x10 | IPOPT_TS_TSANDADDR, buf[23]);

	iph = option_header(buf, other, sizeof(other));
	bn_options_record(iph, own, NULL);
	KUNIT_EXPECT_EQ(test, 5, buf[22]);
	iph = option_header(buf, other, sizeof(other));
	bn_options_record(iph, test_addr(203, 0, 113, 1), NULL);
	KUNIT_EXPECT_EQ(test, 13, buf[22]);
}

/* Shows: IN-2 */
static void options__strip_uncopied(struct kunit *test)
{
	static const u8 opt[12] = { IPOPT_RR, 7, 4, 0, 0, 0, 0, 0x99, 4, 8, 9, 0 };
	static const u8 want[12] = { 1, 1, 1, 1, 1, 1, 1, 0x99, 4, 8, 9, 0 };
	u8 buf[60] __aligned(4);

	bn_options_strip_uncopied(option_header(buf, opt, sizeof(opt)));
	KUNIT_EXPECT_EQ(test, 0, memcmp(buf + 20, want, sizeof(want)));
}

/* What users give: the same verdicts as on Linux (see also the conformance program) */
/* Shows: SK-1 */
static void options__make(struct kunit *test)
{
	static const struct {
		u8 data[12];
		unsigned int len;
		bool privileged;
		int want;
		u8 want_len;
	} cases[] = {
		{ { }, 0, false, 0, 0 },
		{ { IPOPT_NOOP }, 1, false, 0, 4 },
		{ { IPOPT_RA, 4 }, 4, false, 0, 4 },
		{ { IPOPT_RA, 3 }, 3, false, -EINVAL },
		{ { IPOPT_RA, 8, 0, 0 }, 4, false, -EINVAL },
		{ { IPOPT_RA }, 1, false, -EINVAL },
		{ { IPOPT_RR, 7, 4 }, 7, false, 0, 8 },
		{ { IPOPT_RR, 7, 3 }, 7, false, -EINVAL },
		{ { IPOPT_TIMESTAMP, 8, 5 }, 8, false, 0, 8 },
		{ { IPOPT_TIMESTAMP, 8, 5, 2 }, 8, false, -EINVAL },
		{ { IPOPT_TIMESTAMP, 8, 5, 2 }, 8, true, 0, 8 },
		{ { IPOPT_SEC, 11 }, 11, false, -EINVAL },
		{ { IPOPT_SEC, 11 }, 11, true, 0, 12 },
		{ { 77, 4 }, 4, false, -EINVAL },
		{ { 77, 4 }, 4, true, 0, 4 },
		{ { IPOPT_LSRR, 7, 4, 192, 0, 2, 1 }, 7, false, 0, 8 },
		{ { IPOPT_LSRR, 7, 8, 192, 0, 2, 1 }, 7, false, -EINVAL },
		{ { IPOPT_SSRR, 8, 4, 192, 0, 2, 1 }, 8, false, -EINVAL },
		{ { IPOPT_END, 77, 200 }, 3, false, 0, 4 },
	};
	struct bn_ip4_options out;
	u8 many[41] = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		KUNIT_EXPECT_EQ_MSG(test, cases[i].want,
				    bn_ip4_options_make(&out, cases[i].data, cases[i].len,
							cases[i].privileged), "case %u", i);
		if (!cases[i].want)
			KUNIT_EXPECT_EQ_MSG(test, cases[i].want_len, out.len, "case %u", i);
	}
	KUNIT_EXPECT_EQ(test, 0, bn_ip4_options_make(&out, many, 40, false));
	KUNIT_EXPECT_EQ(test, -EINVAL, bn_ip4_options_make(&out, many, 41, false));
	/* what follows the end is not sent */
	KUNIT_EXPECT_EQ(test, 0, bn_ip4_options_make(&out, (const u8[]){ IPOPT_END, 77, 200 }, 3,
						     false));
	KUNIT_EXPECT_EQ(test, 0, out.data[1]);
}

/* Shows: SK-1 */
static void options__send(struct kunit *test)
{
	static const u8 route[12] = { IPOPT_NOOP, IPOPT_LSRR, 11, 4, 192, 0, 2, 7, 192, 0, 2, 8 };
	static const u8 record[8] = { IPOPT_RR, 7, 4 };
	struct bn_ip4_options options;
	u8 all[40], reply[40];
	struct {
		struct iphdr iph;
		u8 data[40];
	} header = { .iph = { .version = 4, .saddr = test_addr(198, 51, 100, 1) } };
	unsigned int reply_len;

	KUNIT_ASSERT_EQ(test, 0, bn_ip4_options_make(&options, route, sizeof(route), false));
	KUNIT_EXPECT_TRUE(test, options.first == test_addr(192, 0, 2, 7));
	options.final = test_addr(203, 0, 113, 9);
	bn_ip4_options_send(&header.iph, &options, NULL);
	KUNIT_EXPECT_EQ(test, 8u, header.iph.ihl + 0u);
	KUNIT_EXPECT_FALSE(test, ip_fast_csum(&header.iph, header.iph.ihl));
	KUNIT_EXPECT_MEMEQ(test, header.data,
			   ((const u8[]){ IPOPT_NOOP, IPOPT_LSRR, 11, 4, 192, 0, 2, 8,
					  203, 0, 113, 9 }), 12);

	KUNIT_ASSERT_EQ(test, 0, bn_ip4_options_make(&options, record, 7, false));
	bn_ip4_options_send(&header.iph, &options, NULL);
	KUNIT_EXPECT_EQ(test, 7u, header.iph.ihl + 0u);
	KUNIT_EXPECT_MEMEQ(test, header.data,
			   ((const u8[]){ IPOPT_RR, 7, 8, 198, 51, 100, 1, 0 }), 8);
	header.iph.daddr = test_addr(203, 0, 113, 9);
	header.data[0] = IPOPT_NOOP;
	header.data[1] = IPOPT_RA;
	header.data[2] = 4;
	header.data[3] = 0;
	header.data[4] = 0;
	header.data[5] = IPOPT_NOOP;
	KUNIT_EXPECT_EQ(test, 8u, bn_ip4_options_received(&header.iph, all, reply, &reply_len));
	KUNIT_EXPECT_EQ(test, 0u, reply_len);
}

static struct kunit_case options_cases[] = {
	KUNIT_CASE(options__make),
	KUNIT_CASE(options__send),
	KUNIT_CASE(options__check),
	KUNIT_CASE(options__random),
	KUNIT_CASE(options__record_route),
	KUNIT_CASE(options__timestamp),
	KUNIT_CASE(options__strip_uncopied),
	{}
};

static struct kunit_suite options_suite = {
	.name = "bsdnet_inet_options",
	.test_cases = options_cases,
};

kunit_test_suite(options_suite);
