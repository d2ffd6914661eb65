// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of layer.c, with encapsulations on Ethernet: ether, vlan, pppoe, snap, etag
 *
 * Each stack of layers is configured on a netdev; then its header is compared byte by byte,
 * and its key is compared with the key that frame_key() makes of a frame.
 */
#include "ifs/fake_netdev.h"

#define PEER	2, 0, 0, 0, 0, 9
#define OWN	2, 0, 0, 0, 0, 1

static struct bsdnet_stack *stack;
static struct net_device *dev;
static struct bn_ifd *ifd;

static int set_up(struct kunit *test)
{
	static const u8 own[ETH_ALEN] = { OWN };
	struct bn_ifd_config config = { .name = "bnfake8" };

	dev = fake_netdev(test, config.name);
	stack = fake_lock();
	eth_hw_addr_set(dev, own);
	ifd = bn_ifd_add(stack, NULL, &config, NULL);
	bn_cfg_unlock_rtnl(stack);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	return 0;
}

static void tear_down(struct kunit *test)
{
	fake_netdev_free(dev);
}

/* Parameters: a sequence of netlink attributes */
struct params {
	unsigned int len;
	u8 data[64] __aligned(4);
};

static void add_param(struct params *params, u16 type, const void *value, unsigned int len)
{
	struct nlattr *nla = (struct nlattr *)(params->data + params->len);

	nla->nla_type = type;
	nla->nla_len = nla_attr_size(len);
	memcpy(nla_data(nla), value, len);
	params->len += nla_total_size(len);
}

static struct bn_ifl *add(struct bn_ifl *parent, u32 unit, const char *encap,
			  const struct params *params)
{
	const struct bn_ifl_config config = {
		.unit = unit,
		.encap = { encap, params->data, params->len },
	};

	return bn_ifl_add(ifd, parent, &config, NULL);
}

static struct bn_ifl *add_pppoe(struct bn_ifl *parent, u32 unit, u16 session)
{
	static const u8 peer[ETH_ALEN] = { PEER };
	__be16 wire = htons(session);
	struct params params = {};

	add_param(&params, 1, &wire, sizeof(wire));
	add_param(&params, 2, peer, sizeof(peer));
	return add(parent, unit, "pppoe", &params);
}

/* Check the IPv4 header on @layer, and that a frame with it has the key of an iff there */
static void expect_header(struct kunit *test, const struct bn_layer *layer, const u8 *want,
			  unsigned int len)
{
	static const u8 dest[ETH_ALEN] = { PEER };
	const struct bn_layer *base = bn_layer_base(layer);
	struct bn_l2_key made, read;
	struct bn_l2_hdr hdr;
	struct sk_buff *skb;
	u8 strip;

	KUNIT_EXPECT_EQ(test, bn_layer_ethertype_header(layer, ETH_P_IP, dest, &hdr), 0);
	KUNIT_EXPECT_EQ(test, hdr.len, len);
	skb = alloc_skb(128, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, hdr.data, hdr.len);
	skb_put_zero(skb, 40);
	skb_reset_mac_header(skb);
	KUNIT_EXPECT_EQ(test, bn_hdr_set_lengths(&hdr, skb), 0);
	KUNIT_EXPECT_MEMEQ(test, skb->data, want, len);
	/* set the neighbour as source */
	memcpy(skb->data + ETH_ALEN, dest, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, base->encap->frame_key(skb, &read), (int)len);
	KUNIT_EXPECT_EQ(test, bn_layer_proto_key(layer, ETH_P_IP, &made, &strip, NULL), 0);
	KUNIT_EXPECT_EQ(test, strip, BN_L2_STRIP);
	KUNIT_EXPECT_EQ(test, made.bits, read.bits);
	KUNIT_EXPECT_MEMEQ(test, made.data, read.data, sizeof(made.data));
	kfree_skb(skb);
}

#define EXPECT_HEADER(test, layer, ...) do {			\
	static const u8 want[] = { __VA_ARGS__ };		\
								\
	expect_header(test, layer, want, sizeof(want));		\
} while (0)

/* Shows: IF-9, IF-11, L2-1 */
static void tags_are_outermost_first(struct kunit *test)
{
	struct bn_ifl *at;

	bn_cfg_lock_rtnl(stack);
	at = fake_untagged(ifd, NULL, 0);
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x08, 0x00);
	KUNIT_EXPECT_EQ(test, bn_ifl_mtu(at), 1500);
	at = fake_tagged(ifd, NULL, 1, 0x9100, 1);
	at = fake_tagged(ifd, at, 2, ETH_P_8021AD, 100);
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x91, 0, 0, 1, 0x88, 0xa8, 0, 100,
		      0x08, 0x00);
	at = fake_tagged(ifd, at, 3, ETH_P_8021Q, 0xabc);
	at = fake_tagged(ifd, at, 4, ETH_P_8021Q, 4);
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x91, 0, 0, 1, 0x88, 0xa8, 0, 100,
		      0x81, 0, 0x0a, 0xbc, 0x81, 0, 0, 4, 0x08, 0x00);
	/* the device carries one tag beside its MTU */
	KUNIT_EXPECT_EQ(test, bn_ifl_mtu(at), 1500 - 3 * 4);
	bn_cfg_unlock_rtnl(stack);
}

/* Shows: IF-9, IF-11, L2-1 */
static void sessions_and_lengths(struct kunit *test)
{
	struct bn_ifl *untagged, *tagged, *at;

	bn_cfg_lock_rtnl(stack);
	untagged = fake_untagged(ifd, NULL, 0);
	tagged = fake_tagged(ifd, NULL, 5, ETH_P_8021Q, 5);
	at = add_pppoe(untagged, 0, 0x1234);
	KUNIT_ASSERT_FALSE(test, IS_ERR(at));
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x88, 0x64, 0x11, 0, 0x12, 0x34, 0, 42,
		      0x00, 0x21);
	KUNIT_EXPECT_EQ(test, bn_ifl_mtu(at), 1492);
	KUNIT_EXPECT_STREQ(test, bn_ifl_type(at), "ppp");
	KUNIT_EXPECT_EQ(test, at->flags, BSDNET_IFL_FLAGS_POINTOPOINT);
	KUNIT_EXPECT_NULL(test, bn_ifl_lladdr(at));
	at = add_pppoe(tagged, 0, 1);
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x81, 0, 0, 5, 0x88, 0x64, 0x11, 0, 0, 1, 0, 42,
		      0x00, 0x21);
	KUNIT_EXPECT_EQ(test, bn_ifl_mtu(at), 1492);
	at = add(tagged, 1, "snap", &(struct params){});
	KUNIT_ASSERT_FALSE(test, IS_ERR(at));
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x81, 0, 0, 5, 0, 48, 0xaa, 0xaa, 0x03, 0, 0, 0,
		      0x08, 0x00);
	KUNIT_EXPECT_EQ(test, bn_ifl_mtu(at), 1492);
	/* Ethernet in PPP in Ethernet */
	at = add(bn_ifl_find(stack, "bnfake8.0.0"), 7, "ether", &(struct params){});
	KUNIT_ASSERT_FALSE(test, IS_ERR(at));
	KUNIT_EXPECT_PTR_EQ(test, bn_base_next(stack, 0), at);
	at = fake_tagged(ifd, at, 3, ETH_P_8021Q, 3);
	KUNIT_ASSERT_FALSE(test, IS_ERR(at));
	KUNIT_EXPECT_EQ(test, bn_ifl_mtu(at), 1492 - 2 - 14 - 4);
	bn_cfg_unlock_rtnl(stack);
}

/* Shows: IF-2, IF-11 */
static void a_channel_has_a_tag_of_its_own(struct kunit *test)
{
	struct bn_ifd_config config = { .parent = ifd, .name = "bnfake8:3" };
	__be32 ecid = htonl(0x055003);	/* extension 0x55, base 3 */
	struct params params = {};
	struct bn_ifd *channel;
	struct bn_ifl *at;

	add_param(&params, 1, &ecid, sizeof(ecid));
	config.encap = (struct bn_encap_config){ "etag", params.data, params.len };
	bn_cfg_lock_rtnl(stack);
	channel = bn_ifd_add(stack, NULL, &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(channel));
	at = fake_tagged(channel, NULL, 9, ETH_P_8021Q, 9);
	EXPECT_HEADER(test, &at->layer, PEER, OWN, 0x89, 0x3f, 0, 0, 0, 3, 0, 0x55,
		      0x81, 0, 0, 9, 0x08, 0x00);
	KUNIT_EXPECT_STREQ(test, bn_ifl_name(at, config.name), "bnfake8:3.9");
	KUNIT_EXPECT_PTR_EQ(test, bn_ifl_find(stack, "bnfake8:3.9"), at);
	/* the same E-CID under another name; a name that is not based on the parent's */
	strscpy(config.name, "bnfake8:4", sizeof(config.name));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_ifd_add(stack, NULL, &config, NULL)), -EADDRINUSE);
	strscpy(config.name, "other:4", sizeof(config.name));
	KUNIT_EXPECT_EQ(test, PTR_ERR(bn_ifd_add(stack, NULL, &config, NULL)), -EINVAL);
	KUNIT_EXPECT_TRUE(test, at->down & BSDNET_IF_DOWN_PARENT);	/* the netdev is not up */
	bn_cfg_unlock_rtnl(stack);
}

/* Shows: IF-6 */
static void parents_judge(struct kunit *test)
{
	struct bn_ifl *untagged, *at;
	unsigned int i;

	bn_cfg_lock_rtnl(stack);
	untagged = fake_untagged(ifd, NULL, 0);
	KUNIT_EXPECT_EQ(test, PTR_ERR(add_pppoe(NULL, 1, 1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(add_pppoe(untagged, 1, 0)), -ERANGE);
	KUNIT_EXPECT_FALSE(test, IS_ERR(add_pppoe(untagged, 1, 1)));
	KUNIT_EXPECT_EQ(test, PTR_ERR(add_pppoe(untagged, 2, 1)), -EADDRINUSE);
	at = bn_ifl_find(stack, "bnfake8.0.1");
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_tagged(ifd, at, 0, ETH_P_8021Q, 1)), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(add(untagged, 3, "ether", &(struct params){})), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(add(untagged, 3, "dlci", &(struct params){})), -EINVAL);
	KUNIT_EXPECT_EQ(test, PTR_ERR(add(untagged, 3, "etag", &(struct params){})), -ENOENT);
	KUNIT_EXPECT_EQ(test, PTR_ERR(add(untagged, 3, "nothing", &(struct params){})), -ENOENT);
	/* the maximum number of layers */
	at = NULL;
	for (i = 1; i < 20; i++) {
		struct bn_ifl *next = fake_tagged(ifd, at, i, ETH_P_8021AD, i);

		if (IS_ERR(next))
			break;
		at = next;
	}
	KUNIT_EXPECT_EQ(test, i - 1, 7);
	bn_cfg_unlock_rtnl(stack);
}

static struct kunit_case layer_cases[] = {
	KUNIT_CASE(tags_are_outermost_first),
	KUNIT_CASE(sessions_and_lengths),
	KUNIT_CASE(a_channel_has_a_tag_of_its_own),
	KUNIT_CASE(parents_judge),
	{}
};

static struct kunit_suite layer_suite = {
	.name = "bsdnet_ifs_layer",
	.init = set_up,
	.exit = tear_down,
	.test_cases = layer_cases,
};

kunit_test_suite(layer_suite);
