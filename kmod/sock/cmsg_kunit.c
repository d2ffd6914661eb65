// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of sock/cmsg.c; included at its end
 */
#include <kunit/test.h>

struct control {
	struct msghdr msg;
	u8 buf[256] __aligned(sizeof(long));
};

static struct control *make_control(struct kunit *test)
{
	struct control *control = kunit_kzalloc(test, sizeof(*control), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, control);
	control->msg.msg_control = control->buf;
	return control;
}

static struct cmsghdr *add_item(struct control *control, int level, int type, const void *data,
				size_t len)
{
	struct cmsghdr *item = (struct cmsghdr *)(control->buf + control->msg.msg_controllen);

	item->cmsg_level = level;
	item->cmsg_type = type;
	item->cmsg_len = CMSG_LEN(len);
	memcpy(CMSG_DATA(item), data, len);
	control->msg.msg_controllen += CMSG_SPACE(len);
	return item;
}

/* What a UDP socket makes of it */
static int parse(struct kunit *test, struct control *control, struct bn_cmsg *cmsg)
{
	struct bn_sock *bs = kunit_kzalloc(test, sizeof(*bs), GFP_KERNEL);
	struct sockcm_cookie sockc = {};

	KUNIT_ASSERT_NOT_NULL(test, bs);
	bs->kind = &bn_udp_sock_kind;
	return bn_cmsg_parse(bs, &control->msg, cmsg, &sockc);
}

/* Shows: SK-3, SK-4 */
static void parse__info(struct kunit *test)
{
	const struct bsdnet_info4 info = { 7, 3, htonl(0xc0000201) };
	struct control *control = make_control(test);
	struct bn_cmsg cmsg = {};

	KUNIT_EXPECT_EQ(test, parse(test, control, &cmsg), 0);
	KUNIT_EXPECT_FALSE(test, cmsg.has_instance);
	add_item(control, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info));
	KUNIT_EXPECT_EQ(test, parse(test, control, &cmsg), 0);
	KUNIT_EXPECT_EQ(test, cmsg.out_ifl, 7u);
	KUNIT_EXPECT_TRUE(test, cmsg.has_instance);
	KUNIT_EXPECT_EQ(test, cmsg.instance, 3u);
	KUNIT_EXPECT_TRUE(test, cmsg.saddr == info.local);
}

/* Shows: SK-1, SK-4 */
static void parse__ip_items(struct kunit *test)
{
	struct in_pktinfo info = { .ipi_spec_dst.s_addr = htonl(0x0a000001) };
	struct control *control = make_control(test);
	struct bn_cmsg cmsg = {};
	int ttl = 17;
	u8 tos = 0x10;

	add_item(control, SOL_IP, IP_PKTINFO, &info, sizeof(info));
	add_item(control, SOL_IP, IP_TTL, &ttl, sizeof(ttl));
	add_item(control, SOL_IP, IP_TOS, &tos, sizeof(tos));
	KUNIT_EXPECT_EQ(test, parse(test, control, &cmsg), 0);
	KUNIT_EXPECT_EQ(test, cmsg.out_ifl, 0u);
	KUNIT_EXPECT_TRUE(test, cmsg.saddr == info.ipi_spec_dst.s_addr);
	KUNIT_EXPECT_FALSE(test, cmsg.has_instance);
	KUNIT_EXPECT_EQ(test, cmsg.ttl, 17);
	KUNIT_EXPECT_TRUE(test, cmsg.has_tos);
	KUNIT_EXPECT_EQ(test, cmsg.tos, 0x10);
}

/* Shows: SK-1, SK-4 */
static void parse__malformed(struct kunit *test)
{
	static const u8 data[64];
	static const struct {
		int level, type;
		size_t len;
	} bad[] = {
		{ SOL_BSDNET, BSDNET_INFO, sizeof(struct bsdnet_info4) - 1 },
		{ SOL_BSDNET, BSDNET_INFO, sizeof(struct bsdnet_info4) + 1 },
		{ SOL_BSDNET, BSDNET_INFO, 0 },
		{ SOL_BSDNET, BSDNET_INSTANCE, 4 },
		{ SOL_IP, IP_PKTINFO, sizeof(struct in_pktinfo) - 4 },
		{ SOL_IP, IP_TTL, 1 },
		{ SOL_IP, IP_TTL, 4 },	/* 0 is not a TTL */
		{ SOL_IP, IP_RECVOPTS, 4 },
		{ SOL_SOCKET, SCM_TXTIME, 8 },
		{ SOL_UDP, UDP_SEGMENT, 1 },
		{ SOL_UDP, UDP_GRO, 2 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct control *control = make_control(test);
		struct bn_cmsg cmsg = {};

		add_item(control, bad[i].level, bad[i].type, data, bad[i].len);
		KUNIT_EXPECT_EQ_MSG(test, parse(test, control, &cmsg), -EINVAL,
				    "case %u", i);
	}
}

/* Item lengths shorter than the header or longer than the control data */
/* Shows: SK-1 */
static void parse__hostile_lengths(struct kunit *test)
{
	static const size_t lengths[] = { 0, 1, sizeof(struct cmsghdr) - 1, 1000, SIZE_MAX };
	const struct bsdnet_info4 info = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		struct control *control = make_control(test);
		struct bn_cmsg cmsg = {};

		add_item(control, SOL_BSDNET, BSDNET_INFO, &info, sizeof(info))->cmsg_len =
			lengths[i];
		KUNIT_EXPECT_EQ(test, parse(test, control, &cmsg), -EINVAL);
	}
}

static struct kunit_case cmsg_cases[] = {
	KUNIT_CASE(parse__info),
	KUNIT_CASE(parse__ip_items),
	KUNIT_CASE(parse__malformed),
	KUNIT_CASE(parse__hostile_lengths),
	{}
};

static struct kunit_suite cmsg_suite = {
	.name = "bsdnet_sock_cmsg",
	.test_cases = cmsg_cases,
};

kunit_test_suite(cmsg_suite);
