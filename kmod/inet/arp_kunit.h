/* SPDX-License-Identifier: GPL-2.0 */
/*
 * arp_kunit - a subnet for the suites of ARP and of neighbours: an Ethernet device of the initial
 * namespace that keeps what it is given to send, 192.0.2.1/24 on it, and a
 * clock that can be moved
 */
#ifndef _BSDNET_ARP_KUNIT_H
#define _BSDNET_ARP_KUNIT_H

#include <kunit/test.h>
#include <linux/if_arp.h>

#include "ifs/config.h"
#include "inet/arp.h"
#include "inet/kunit_net.h"
#include "neigh/private.h"

struct net_test {
	struct bsdnet_stack *stack;
	struct bn_neigh_cache *cache;
	struct net_device *dev;
	struct bn_iff *iff;
	struct bn_ifa *ifa;
	struct sk_buff_head sent;
};

static struct net_test *net_test;	/* suites run one after the other */

static const u8 __maybe_unused test_mac_a[ETH_ALEN] = { 2, 0, 0, 0, 0, 0xa };
static const u8 __maybe_unused test_mac_b[ETH_ALEN] = { 2, 0, 0, 0, 0, 0xb };

static netdev_tx_t net_test_xmit(struct sk_buff *skb, struct net_device *dev)
{
	skb_queue_tail(&net_test->sent, skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops net_test_ops = {
	.ndo_start_xmit = net_test_xmit,
};

static void net_test_add_addr(struct kunit *test, struct net_test *t)
{
	struct bn_ifa_config config = {
		.dest.s6_addr32[0] = test_addr(192, 0, 2, 0), .dest_bits = 24, .has_dest = true,
		.local.s6_addr32[0] = test_addr(192, 0, 2, 1), .has_local = true,
	};
	struct bn_if_made made;

	t->iff = bn_if_ensure(t->stack, t->dev->name, AF_INET, TEST_INSTANCE, &made, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(t->iff));
	t->ifa = bn_ifa_add(t->iff, &config, NULL);
	KUNIT_ASSERT_FALSE(test, IS_ERR(t->ifa));
}

static int __maybe_unused net_test_init(struct kunit *test)
{
	struct net_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct bn_instance *instance;

	KUNIT_ASSERT_NOT_NULL(test, t);
	test->priv = t;
	net_test = t;
	skb_queue_head_init(&t->sent);
	t->stack = bn_stack_of(&init_net);
	t->cache = bn_neigh_cache(t->stack, &bn_inet_family);
	t->dev = alloc_etherdev(0);
	KUNIT_ASSERT_NOT_NULL(test, t->dev);
	strscpy(t->dev->name, "bnarp0", sizeof(t->dev->name));
	t->dev->netdev_ops = &net_test_ops;
	t->dev->priv_flags |= IFF_NO_QUEUE;
	eth_hw_addr_random(t->dev);
	KUNIT_ASSERT_EQ(test, register_netdev(t->dev), 0);
	bn_cfg_lock_rtnl(t->stack);
	KUNIT_EXPECT_EQ(test, dev_open(t->dev, NULL), 0);
	instance = bn_instance_add(t->stack, TEST_INSTANCE, NULL);
	KUNIT_EXPECT_FALSE(test, IS_ERR(instance));
	net_test_add_addr(test, t);
	bn_cfg_unlock_rtnl(t->stack);
	return 0;
}

static void __maybe_unused net_test_exit(struct kunit *test)
{
	struct net_test *t = test->priv;
	const struct bn_neigh_pool *pool;
	struct bn_instance *instance;

	bn_cfg_lock_rtnl(t->stack);
	bn_ifd_delete(t->iff->ifl->ifd);
	instance = bn_instance_get(t->stack, TEST_INSTANCE);
	pool = instance->priv;
	KUNIT_EXPECT_EQ(test, pool->count, 0U);
	KUNIT_EXPECT_EQ(test, pool->n_unresolved, 0U);
	KUNIT_EXPECT_EQ(test, bn_instance_delete(instance, NULL), 0);
	bn_rt_lock(t->stack);
	t->cache->skew = 0;
	bn_rt_unlock(t->stack);
	bn_cfg_unlock_rtnl(t->stack);
	unregister_netdev(t->dev);
	rcu_barrier();
	free_netdev(t->dev);
	skb_queue_purge(&t->sent);
	KUNIT_EXPECT_EQ(test, t->cache->count, 0U);
	KUNIT_EXPECT_EQ(test, t->cache->n_held, 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->cache->bytes), 0);
	net_test = NULL;
}

/* All that is in the service queue has been consumed when it returns */
static void __maybe_unused net_test_drain(struct net_test *t)
{
	bn_svcq_acquire(&t->cache->q);
	bn_svcq_release(&t->cache->q);
}

static void __maybe_unused net_test_pass(struct net_test *t, unsigned int ms)
{
	unsigned int ticks = DIV_ROUND_UP(ms, BN_NEIGH_TICK_MS);

	while (ticks--) {
		bn_rt_lock(t->stack);
		t->cache->skew += BN_NEIGH_TICK_MS;
		bn_neigh_timers_run(t->cache);
		bn_rt_unlock(t->stack);
	}
	net_test_drain(t);
}

/* 192.0.2.@host */
static __maybe_unused struct bn_neigh *net_test_neigh(struct net_test *t, u8 host)
{
	__be32 addr = test_addr(192, 0, 2, host);
	struct bn_neigh *neigh;

	bn_rt_lock(t->stack);
	neigh = bn_neigh_find(t->cache, t->iff->ifl->ifl_index, &addr);
	bn_rt_unlock(t->stack);
	return neigh;
}

/* Sends packet number @id to 192.0.2.@host as the stack itself would */
static void __maybe_unused net_test_send(struct kunit *test, u8 host, u16 id)
{
	struct sk_buff *skb = test_packet(test, IPPROTO_UDP, NULL, 0, 32);
	struct iphdr *iph = ip_hdr(skb);

	iph->saddr = test_addr(192, 0, 2, 1);
	iph->daddr = test_addr(192, 0, 2, host);
	iph->id = htons(id);
	ip_send_check(iph);
	bn_pkt(skb)->ifl_index = 0;
	bn_pkt(skb)->flags = BN_PKT_ORIGINATED;
	test_path_begin();
	bn_rt_output_originated(bn_rt_lookup(test_table(), &iph->daddr, &iph->saddr),
				test_table(), skb);
	test_path_end();
}

/* An ARP packet comes in from 192.0.2.@spa, which asks for or is asked by .@tpa; it is queued */
static void net_test_arp_queue(struct kunit *test, u16 op, const u8 *mac, u8 spa, u8 tpa)
{
	struct net_test *t = test->priv;
	struct bn_l2_entry entry = { .opaque = t->iff };
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	u8 *frame;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	frame = skb_put_zero(skb, 28);
	memcpy(frame, "\0\1\10\0\6\4", 6);
	frame[7] = op;
	memcpy(frame + 8, mac, ETH_ALEN);
	if (spa)
		memcpy(frame + 14, &(__be32){ test_addr(192, 0, 2, spa) }, 4);
	memcpy(frame + 24, &(__be32){ test_addr(192, 0, 2, tpa) }, 4);
	memset(bn_pkt(skb), 0, sizeof(struct bn_pkt));
	bn_pkt(skb)->stack = t->stack;
	bn_pkt(skb)->ifl_index = t->iff->ifl->ifl_index;
	test_path_begin();
	bn_arp_input(&entry, &skb, 1);
	test_path_end();
}

/* The same, and it is consumed */
static void __maybe_unused net_test_arp(struct kunit *test, u16 op, const u8 *mac, u8 spa, u8 tpa)
{
	net_test_arp_queue(test, op, mac, spa, tpa);
	net_test_drain(test->priv);
}

/* How many ARP packets of an operation were sent, to @dest if not NULL; all that
 * was sent is forgotten
 */
static unsigned int __maybe_unused net_test_arps(struct net_test *t, u16 op, const u8 *dest)
{
	unsigned int n = 0;
	struct sk_buff *skb;

	while ((skb = skb_dequeue(&t->sent))) {
		if (skb->protocol == htons(ETH_P_ARP) && skb->data[ETH_HLEN + 7] == op &&
		    (!dest || ether_addr_equal(skb->data, dest)))
			n++;
		kfree_skb(skb);
	}
	return n;
}

/* The next IP packet that was sent: its id, or -1 */
static int __maybe_unused net_test_ip(struct net_test *t)
{
	struct sk_buff *skb;
	int id = -1;

	while (id < 0 && (skb = skb_dequeue(&t->sent))) {
		if (skb->protocol == htons(ETH_P_IP))
			id = skb->data[ETH_HLEN + 4] << 8 | skb->data[ETH_HLEN + 5];
		kfree_skb(skb);
	}
	return id;
}

/* The one packet that was sent, if it is an IP packet: its id, or -1. It is forgotten */
static int __maybe_unused net_test_ip_only(struct net_test *t)
{
	return skb_queue_len(&t->sent) == 1 ? net_test_ip(t) : -1;
}

#endif /* _BSDNET_ARP_KUNIT_H */
