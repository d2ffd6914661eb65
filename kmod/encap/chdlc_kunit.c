// SPDX-License-Identifier: GPL-2.0
/* KUnit suite of chdlc.c */
#include "encap/media_kunit.h"

static const struct media_case chdlc_cases_data[] = {
	{ "IPv4", { 0x0f, 0x00, 0x08, 0x00, 0x45 }, 24, 4, 16, { 0x08, 0x00 } },
	{ "IPv6 to all", { 0x8f, 0x00, 0x86, 0xdd, 0x60 }, 44, 4, 16, { 0x86, 0xdd } },
	{ "SLARP", { 0x8f, 0x00, 0x80, 0x35, 0, 0, 0, 2 }, 22, 4, 16, { 0x80, 0x35 } },
	{ "bridged Ethernet", { 0x0f, 0x00, 0x65, 0x58, 0x02 }, 40, 4, 16, { 0x65, 0x58 } },
	{ "no more than a header", { 0x0f, 0x00, 0x08, 0x00 }, 4, 4, 16, { 0x08, 0x00 } },
	{ "PPP", { 0xff, 0x03, 0x00, 0x21, 0x45 }, 24, -EINVAL },
	{ "control set", { 0x0f, 0x03, 0x08, 0x00, 0x45 }, 24, -EINVAL },
	{ "half a type", { 0x0f, 0x00, 0x08 }, 3, -EINVAL },
};

/* Shows: IF-10, L2-1 */
static void chdlc__frames(struct kunit *test)
{
	media_check_cases(test, &chdlc, chdlc_cases_data, ARRAY_SIZE(chdlc_cases_data), 0);
	media_check_random(test, &chdlc, chdlc_cases_data, ARRAY_SIZE(chdlc_cases_data));
}

/* Shows: IF-10 */
static void chdlc__broadcast(struct kunit *test)
{
	struct sk_buff *skb = media_skb(test, "\x8f\x00\x08\x00", 4, 0);

	chdlc_frame_type(NULL, skb);
	KUNIT_EXPECT_EQ(test, (int)skb->pkt_type, PACKET_BROADCAST);
	kfree_skb(skb);
	skb = media_skb(test, "\x0f\x00\x08\x00", 4, 4);
	chdlc_frame_type(NULL, skb);
	KUNIT_EXPECT_EQ(test, (int)skb->pkt_type, PACKET_HOST);
	kfree_skb(skb);
}

static int configure_chdlc(struct kunit *test, struct bn_layer *layer, u32 keepalive)
{
	struct sk_buff *msg = media_params(test);
	int err;

	KUNIT_ASSERT_EQ(test, nla_put_be32(msg, BSDNET_A_ENCAP_CHDLC_KEEPALIVE, htonl(keepalive)),
			0);
	err = media_config(test, layer, msg);
	kfree_skb(msg);
	return err;
}

/* Shows: IF-6, IF-10, IF-11, CTL-3 */
static void chdlc__headers(struct kunit *test)
{
	struct bn_layer layer = { .encap = &chdlc };
	struct bn_l2_key key = {};
	struct bn_l2_hdr hdr;

	KUNIT_ASSERT_EQ(test, media_config(test, &layer, NULL), 0);
	KUNIT_EXPECT_EQ(test, ((struct chdlc *)layer.priv)->keepalive,
			BSDNET_CHDLC_KEEPALIVE_DEFAULT);
	MEDIA_CHECK(&layer, ETH_P_IP, 0x0f, 0x00, 0x08, 0x00);
	MEDIA_CHECK(&layer, ETH_P_IPV6, 0x0f, 0x00, 0x86, 0xdd);
	MEDIA_CHECK(&layer, ETH_P_TEB, 0x0f, 0x00, 0x65, 0x58);
	KUNIT_ASSERT_EQ(test, configure_chdlc(test, &layer, 7), 0);
	media_check_fill(test, &layer);
	KUNIT_EXPECT_EQ(test, configure_chdlc(test, &layer, BSDNET_CHDLC_KEEPALIVE_MAX + 1),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, chdlc.proto(&layer, BN_PROTO_802_2, &key, NULL), -EPROTONOSUPPORT);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_header(&layer, &key, NULL, &hdr), -EINVAL);
}

#undef CHECK

/* A line that is not started; its device is down, so that sent packets are counted as drops */
struct line {
	struct bn_ifd ifd;
	struct bn_layer layer;
	struct chdlc *chdlc;
};

static struct line *make_line(struct kunit *test)
{
	struct line *line = kunit_kzalloc(test, sizeof(*line), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, line);
	line->ifd.stack = bn_stack_of(&init_net);
	line->ifd.down = BSDNET_IF_DOWN_ADMIN;
	line->layer = (struct bn_layer){ .encap = &chdlc, .ifd = &line->ifd };
	KUNIT_ASSERT_EQ(test, media_config(test, &line->layer, NULL), 0);
	line->chdlc = line->layer.priv;
	line->chdlc->layer = &line->layer;
	return line;
}

static struct slarp *slarp_of(struct sk_buff *skb)
{
	return (struct slarp *)(skb->data + HEADER_LEN);
}

static void expect_beat(struct kunit *test, struct line *line, u32 number, bool up)
{
	static const u8 header[HEADER_LEN] = { 0x8f, 0x00, 0x80, 0x35 };
	struct sk_buff *skb = beat(line->chdlc, true);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_ASSERT_EQ(test, skb->len, HEADER_LEN + sizeof(struct slarp));
	KUNIT_EXPECT_MEMEQ(test, skb->data, header, sizeof(header));
	KUNIT_EXPECT_EQ(test, ntohl(slarp_of(skb)->type), SLARP_KEEPALIVE);
	KUNIT_EXPECT_EQ(test, ntohl(slarp_of(skb)->par1), number);
	KUNIT_EXPECT_EQ(test, ntohl(slarp_of(skb)->par2), line->chdlc->seen);
	KUNIT_EXPECT_EQ(test, ntohs(slarp_of(skb)->reliability), 0xffff);
	KUNIT_EXPECT_EQ_MSG(test, line->chdlc->up, up, "keepalive %u", number);
	kfree_skb(skb);
}

/* Shows: IF-10 */
static void chdlc__line_goes_up_and_down(struct kunit *test)
{
	struct line *line = make_line(test);

	expect_beat(test, line, 1, false);
	hear(line->chdlc, 700, 0);
	KUNIT_EXPECT_FALSE(test, line->chdlc->up);
	hear(line->chdlc, 701, 5);
	KUNIT_EXPECT_FALSE(test, line->chdlc->up);
	hear(line->chdlc, 702, 1);
	KUNIT_EXPECT_TRUE(test, line->chdlc->up);
	KUNIT_EXPECT_EQ(test, line->chdlc->seen, 702);
	/* after three unanswered keepalives it is down when the next is due */
	expect_beat(test, line, 2, true);
	expect_beat(test, line, 3, true);
	expect_beat(test, line, 4, true);
	expect_beat(test, line, 5, false);
	/* an answer to the last but one is valid, one to an older is not */
	hear(line->chdlc, 703, 3);
	KUNIT_EXPECT_FALSE(test, line->chdlc->up);
	hear(line->chdlc, 704, 4);
	KUNIT_EXPECT_TRUE(test, line->chdlc->up);
	expect_beat(test, line, 6, true);
	/* no carrier */
	KUNIT_EXPECT_NULL(test, beat(line->chdlc, false));
	KUNIT_EXPECT_FALSE(test, line->chdlc->up);
	expect_beat(test, line, 7, false);
}

/* Shows: IF-10 */
static void chdlc__number_0_is_none(struct kunit *test)
{
	struct line *line = make_line(test);

	line->chdlc->sent = U32_MAX;
	expect_beat(test, line, 1, false);
	hear(line->chdlc, 1, 0);
	KUNIT_EXPECT_FALSE(test, line->chdlc->up);
}

static int receive_octets(struct kunit *test, struct line *line, const u8 *octets, unsigned int len)
{
	struct sk_buff *skb = media_skb(test, octets, len, 3);
	int err = chdlc_receive(line->chdlc, skb);

	kfree_skb(skb);
	return err;
}

/* Shows: IF-10 */
static void chdlc__packets(struct kunit *test)
{
	static const u8 keepalive[] = { 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 1, 0xff, 0xff };
	static const u8 request[sizeof(struct slarp)] = {};
	static const u8 reply[sizeof(struct slarp)] = { 0, 0, 0, 1 };
	static const u8 other[sizeof(struct slarp)] = { 0, 0, 0, 3 };
	struct line *line = make_line(test);
	unsigned int len;
	u64 sent;

	for (len = 1; len < sizeof(keepalive); len++)
		KUNIT_EXPECT_EQ(test, receive_octets(test, line, keepalive, len), -EINVAL);
	KUNIT_EXPECT_EQ(test, line->chdlc->seen, 0);
	expect_beat(test, line, 1, false);
	KUNIT_EXPECT_EQ(test, receive_octets(test, line, keepalive, sizeof(keepalive)), 0);
	KUNIT_EXPECT_EQ(test, line->chdlc->seen, 9);
	KUNIT_EXPECT_TRUE(test, line->chdlc->up);

	sent = bn_drop_total(line->ifd.stack, BN_DROP_IF_DOWN);
	KUNIT_EXPECT_EQ(test, receive_octets(test, line, reply, sizeof(reply)), 0);
	KUNIT_EXPECT_EQ(test, bn_drop_total(line->ifd.stack, BN_DROP_IF_DOWN), sent);
	KUNIT_EXPECT_EQ(test, receive_octets(test, line, request, sizeof(request)), 0);
	KUNIT_EXPECT_EQ(test, bn_drop_total(line->ifd.stack, BN_DROP_IF_DOWN), sent + 1);
	KUNIT_EXPECT_EQ(test, receive_octets(test, line, other, sizeof(other)), -EINVAL);
}

static struct kunit_case chdlc_cases[] = {
	KUNIT_CASE(chdlc__frames),
	KUNIT_CASE(chdlc__broadcast),
	KUNIT_CASE(chdlc__headers),
	KUNIT_CASE(chdlc__line_goes_up_and_down),
	KUNIT_CASE(chdlc__number_0_is_none),
	KUNIT_CASE(chdlc__packets),
	{}
};

static struct kunit_suite chdlc_suite = {
	.name = "bsdnet_encap_chdlc",
	.test_cases = chdlc_cases,
};

kunit_test_suite(chdlc_suite);
