// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of ctl/parse.c, included at its end: attributes other than objects
 */
#include <kunit/test.h>

enum { TEST_NAME = 1, TEST_ADDR, TEST_BITS, TEST_U16, TEST_U32, TEST_FAMILY, TEST_MAX };

static const struct bn_family test_inet = {
	.family = AF_INET,
	.name = "inet",
	.addr_len = 4,
};

static const struct bn_family test_inet6 = {
	.family = AF_INET6,
	.name = "inet6",
	.addr_len = 16,
};

/* A request without a namespace */
struct test_req {
	struct nlattr *attrs[TEST_MAX];
	struct netlink_ext_ack extack;
	struct bn_ctl_req req;
};

static struct test_req *test_req(struct kunit *test)
{
	struct test_req *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->req.attrs = t->attrs;
	t->req.extack = &t->extack;
	t->req.object = "thing";
	return t;
}

static void test_set(struct kunit *test, struct test_req *t, int attr, const void *data, int len)
{
	struct nlattr *nla = kunit_kzalloc(test, nla_total_size(len), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, nla);
	nla->nla_type = attr;
	nla->nla_len = nla_attr_size(len);
	memcpy(nla_data(nla), data, len);
	t->attrs[attr] = nla;
	memset(&t->extack, 0, sizeof(t->extack));
}

/* The error report names the object and the attribute, and has the bad attribute set */
static void test_expect_words(struct kunit *test, struct test_req *t, int attr, const char *word)
{
	KUNIT_ASSERT_NOT_NULL(test, t->extack._msg);
	KUNIT_EXPECT_EQ(test, strncmp(t->extack._msg, "thing: ", 7), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(t->extack._msg, word));
	KUNIT_EXPECT_PTR_EQ(test, t->extack.bad_attr, (const struct nlattr *)t->attrs[attr]);
}

/* Shows: CTL-6 */
static void missing__names_object_and_attribute(struct kunit *test)
{
	struct test_req *t = test_req(test);
	const char *value;

	KUNIT_EXPECT_EQ(test, bn_parse_name(&t->req, TEST_NAME, "name", &value), -EINVAL);
	test_expect_words(test, t, TEST_NAME, "name is missing");
	KUNIT_EXPECT_EQ(test, (int)t->extack.miss_type, TEST_NAME);
}

/* Shows: CTL-6 */
static void name__refuses_what_no_name_has(struct kunit *test)
{
	static const char *const bad[] = { "", "a b", "a/b", "a\n", "\x7f", "caf\xc3\xa9" };
	struct test_req *t = test_req(test);
	const char *value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		test_set(test, t, TEST_NAME, bad[i], strlen(bad[i]) + 1);
		KUNIT_EXPECT_EQ(test, bn_parse_name(&t->req, TEST_NAME, "name", &value), -EINVAL);
		test_expect_words(test, t, TEST_NAME, "name");
	}
	test_set(test, t, TEST_NAME, "eth0.5-x", sizeof("eth0.5-x"));
	KUNIT_EXPECT_EQ(test, bn_parse_name(&t->req, TEST_NAME, "name", &value), 0);
	KUNIT_EXPECT_STREQ(test, value, "eth0.5-x");
}

/* Shows: CTL-2, CTL-6 */
static void addr__has_exactly_the_length_of_the_family(struct kunit *test)
{
	static const u8 bytes[16] = { 192, 0, 2, 1, 5, 6, 7, 8 };
	struct test_req *t = test_req(test);
	struct in6_addr addr;
	int len;

	for (len = 0; len <= 16; len++) {
		test_set(test, t, TEST_ADDR, bytes, len);
		KUNIT_EXPECT_EQ(test, bn_parse_addr(&t->req, TEST_ADDR, "dst", &test_inet, &addr),
				len == 4 ? 0 : -EINVAL);
		if (len != 4)
			test_expect_words(test, t, TEST_ADDR, "dst");
	}
	test_set(test, t, TEST_ADDR, bytes, 4);
	memset(&addr, 0xff, sizeof(addr));
	KUNIT_EXPECT_EQ(test, bn_parse_addr(&t->req, TEST_ADDR, "dst", &test_inet, &addr), 0);
	KUNIT_EXPECT_EQ(test, memcmp(&addr, bytes, 4), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv((u8 *)&addr + 4, 0, 12));
	test_set(test, t, TEST_ADDR, bytes, 16);
	KUNIT_EXPECT_EQ(test, bn_parse_addr(&t->req, TEST_ADDR, "dst", &test_inet6, &addr), 0);
}

/* Shows: CTL-6 */
static void bits__are_bounded_by_the_family(struct kunit *test)
{
	struct test_req *t = test_req(test);
	u8 value, bits = 99;

	KUNIT_EXPECT_EQ(test, bn_parse_bits(&t->req, TEST_BITS, "dst-len", &test_inet, &bits), 0);
	KUNIT_EXPECT_EQ(test, bits, 99);
	value = 32;
	test_set(test, t, TEST_BITS, &value, 1);
	KUNIT_EXPECT_EQ(test, bn_parse_bits(&t->req, TEST_BITS, "dst-len", &test_inet, &bits), 0);
	KUNIT_EXPECT_EQ(test, bits, 32);
	value = 33;
	test_set(test, t, TEST_BITS, &value, 1);
	KUNIT_EXPECT_EQ(test, bn_parse_bits(&t->req, TEST_BITS, "dst-len", &test_inet, &bits),
			-EINVAL);
	test_expect_words(test, t, TEST_BITS, "dst-len 33");
	KUNIT_EXPECT_EQ(test, bits, 32);
	KUNIT_EXPECT_EQ(test, bn_parse_bits(&t->req, TEST_BITS, "dst-len", &test_inet6, &bits), 0);
}

/* Shows: CTL-2 */
static void mask__keeps_exactly_the_prefix(struct kunit *test)
{
	unsigned int bits, i;

	for (bits = 0; bits <= 128; bits++) {
		struct in6_addr addr;

		memset(&addr, 0xff, sizeof(addr));
		bn_parse_mask(&addr, bits);
		for (i = 0; i < 128; i++)
			KUNIT_ASSERT_EQ(test, !!(addr.s6_addr[i / 8] & 0x80 >> i % 8), i < bits);
	}
}

/* Shows: CTL-2 */
static void integers__are_in_network_order(struct kunit *test)
{
	static const u8 bytes[] = { 1, 2, 3, 4 };
	struct test_req *t = test_req(test);

	KUNIT_EXPECT_EQ(test, bn_req_u32(&t->req, TEST_U32, 77), 77);
	test_set(test, t, TEST_U32, bytes, 4);
	KUNIT_EXPECT_EQ(test, bn_req_u32(&t->req, TEST_U32, 77), 0x01020304);
}

/* Shows: CTL-6 */
static void family__unknown_is_refused_by_number(struct kunit *test)
{
	struct test_req *t = test_req(test);
	const struct bn_family *family;
	u8 value = 200;

	test_set(test, t, TEST_FAMILY, &value, 1);
	KUNIT_EXPECT_EQ(test, bn_parse_family(&t->req, TEST_FAMILY, &family), -EAFNOSUPPORT);
	test_expect_words(test, t, TEST_FAMILY, "200");
}

/* Shows: CTL-2 */
static void absent__when_the_operation_has_no_attributes(struct kunit *test)
{
	struct test_req *t = test_req(test);

	t->req.attrs = NULL;
	KUNIT_EXPECT_NULL(test, bn_req_attr(&t->req, TEST_NAME));
	KUNIT_EXPECT_EQ(test, bn_req_u8(&t->req, TEST_BITS, 7), 7);
}

static struct kunit_case parse_cases[] = {
	KUNIT_CASE(missing__names_object_and_attribute),
	KUNIT_CASE(name__refuses_what_no_name_has),
	KUNIT_CASE(addr__has_exactly_the_length_of_the_family),
	KUNIT_CASE(bits__are_bounded_by_the_family),
	KUNIT_CASE(mask__keeps_exactly_the_prefix),
	KUNIT_CASE(integers__are_in_network_order),
	KUNIT_CASE(family__unknown_is_refused_by_number),
	KUNIT_CASE(absent__when_the_operation_has_no_attributes),
	{}
};

static struct kunit_suite parse_suite = {
	.name = "bsdnet_ctl_parse",
	.test_cases = parse_cases,
};

kunit_test_suite(parse_suite);
