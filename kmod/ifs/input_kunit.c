// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of input.c: a received frame is released from its sender; frames for the host
 * stay unchanged
 */
#include "ifs/fake_netdev.h"

#define OURS	0x88b5	/* ethertype that has an entry */
#define THEIRS	0x88b6

static const u8 joined[ETH_ALEN] = { 2, 0, 0, 0, 0, 0x77 };
static const u8 stranger[ETH_ALEN] = { 2, 0, 0, 0, 0, 0x78 };

static struct sk_buff_head received;

static void keep(const struct bn_l2_entry *entry, struct sk_buff **pkts, unsigned int n)
{
	while (n--)
		skb_queue_tail(&received, *pkts++);
}

/* A device with an entry for OURS that also receives frames to the address joined */
static struct net_device *open_device(struct kunit *test)
{
	struct net_device *dev = fake_netdev(test, "bnfake6");
	struct bsdnet_stack *stack = fake_lock();
	const struct bn_ifd_config config = { .name = "bnfake6" };
	struct bn_l2_key key = { .bits = 16, .data = { OURS >> 8, OURS & 0xff } };
	struct bn_ifd *ifd;
	struct bn_ifl *ifl;

	skb_queue_head_init(&received);
	ifd = bn_ifd_add(stack, "ether", &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifd));
	ifl = fake_untagged(ifd, NULL, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR(ifl));
	KUNIT_EXPECT_EQ(test, bn_mac_add(ifl, BSDNET_L2_UNICAST, joined, NULL), 0);
	KUNIT_EXPECT_FALSE(test, IS_ERR(bn_l2_insert(ifd->layer.table, &key, ifl->ifl_index,
						     BN_L2_STRIP, keep, NULL, NULL)));
	bn_cfg_unlock_rtnl(stack);
	return dev;
}

static void close_device(struct net_device *dev)
{
	struct bsdnet_stack *stack = fake_lock();
	struct bn_l2_key key = { .bits = 16, .data = { OURS >> 8, OURS & 0xff } };
	struct bn_ifd *ifd = bn_ifd_find(stack, "bnfake6");

	bn_mac_delete(xa_load(&ifd->ifls, 0), BSDNET_L2_UNICAST, joined);
	bn_l2_remove(ifd->layer.table, bn_l2_find(ifd->layer.table, &key));
	bn_cfg_unlock_rtnl(stack);
	skb_queue_purge(&received);
	fake_netdev_free(dev);
}

/* A frame as a driver passes it up, to any station */
static struct sk_buff *frame(struct kunit *test, struct net_device *dev, const u8 *dest,
			     u16 type)
{
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);
	struct ethhdr *eth;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	eth = skb_put_zero(skb, ETH_HLEN + 46);
	ether_addr_copy(eth->h_dest, dest);
	eth->h_proto = htons(type);
	skb_reset_mac_header(skb);
	skb_pull(skb, ETH_HLEN);
	skb_reset_network_header(skb);
	skb->protocol = htons(type);
	skb->dev = dev;
	skb->pkt_type = ether_addr_equal(dest, dev->dev_addr) ? PACKET_HOST : PACKET_OTHERHOST;
	return skb;
}

static rx_handler_result_t arrive(struct sk_buff **skb)
{
	rx_handler_result_t result;

	rcu_read_lock();
	local_bh_disable();
	result = bn_input_handler(skb);
	local_bh_enable();
	rcu_read_unlock();
	return result;
}

static void expect_passed(struct kunit *test, struct net_device *dev, const u8 *dest, u16 type)
{
	struct sk_buff *skb = frame(test, dev, dest, type);
	unsigned int pkt_type = skb->pkt_type;

	KUNIT_EXPECT_EQ(test, arrive(&skb), RX_HANDLER_PASS);
	KUNIT_EXPECT_EQ(test, (unsigned int)skb->pkt_type, pkt_type);
	KUNIT_EXPECT_PTR_EQ(test, skb->dev, dev);
	kfree_skb(skb);
}

/* Shows: L2-7 */
static void host_sees_frames_as_they_came(struct kunit *test)
{
	struct net_device *dev = open_device(test);
	struct sk_buff *skb;

	expect_passed(test, dev, joined, THEIRS);
	expect_passed(test, dev, stranger, THEIRS);
	expect_passed(test, dev, stranger, OURS);
	expect_passed(test, dev, dev->dev_addr, THEIRS);
	KUNIT_EXPECT_TRUE(test, skb_queue_empty(&received));

	skb = frame(test, dev, joined, OURS);
	KUNIT_EXPECT_EQ(test, arrive(&skb), RX_HANDLER_CONSUMED);
	skb = skb_dequeue(&received);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, (unsigned int)skb->pkt_type, PACKET_HOST);
	kfree_skb(skb);
	close_device(dev);
}

static unsigned int released;

static void release(struct sk_buff *skb)
{
	released++;
}

/* A queued frame is released from its sender. Shows: IN-1 */
static void sender_is_released(struct kunit *test)
{
	struct net_device *dev = open_device(test);
	struct sk_buff *skb = frame(test, dev, dev->dev_addr, OURS);

	released = 0;
	skb->destructor = release;
	KUNIT_EXPECT_EQ(test, arrive(&skb), RX_HANDLER_CONSUMED);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&received), 1);
	KUNIT_EXPECT_EQ(test, released, 1);

	skb = frame(test, dev, dev->dev_addr, THEIRS);
	skb->destructor = release;
	KUNIT_EXPECT_EQ(test, arrive(&skb), RX_HANDLER_PASS);
	KUNIT_EXPECT_EQ(test, released, 1);
	kfree_skb(skb);
	close_device(dev);
}

/* CHECKSUM_COMPLETE stays correct when a tag is reinserted. Shows: L2-6 */
static void whole_frame_keeps_its_sum(struct kunit *test)
{
	struct net_device *dev = open_device(test);
	struct sk_buff *skb = frame(test, dev, dev->dev_addr, THEIRS);

	memset(skb->data, 0x5a, skb->len);
	skb->csum = csum_partial(skb->data, skb->len, 0);
	skb->ip_summed = CHECKSUM_COMPLETE;
	__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), 77);
	skb = bn_input_whole(skb);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, skb->len, ETH_HLEN + VLAN_HLEN + 46);
	KUNIT_EXPECT_EQ(test, csum_fold(skb->csum),
			csum_fold(csum_partial(skb->data, skb->len, 0)));
	kfree_skb(skb);
	close_device(dev);
}

static struct kunit_case input_cases[] = {
	KUNIT_CASE(host_sees_frames_as_they_came),
	KUNIT_CASE(sender_is_released),
	KUNIT_CASE(whole_frame_keeps_its_sum),
	{}
};

static struct kunit_suite input_suite = {
	.name = "bsdnet_ifs_input",
	.test_cases = input_cases,
};

kunit_test_suite(input_suite);
