// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of neighbours whose own routes are hidden from forwarding by a USER_IGNORE route:
 * packets to them are looked up in the subnet, and must not make a neighbour each
 */
#include "inet/arp_kunit.h"

static void hide(struct kunit *test, u8 host, bool hidden)
{
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_USER_IGNORE };
	struct net_test *t = test->priv;
	struct bn_route *route;

	bn_permanent_prefix(&config.prefix, test_addr(192, 0, 2, host), 32);
	bn_rt_lock(t->stack);
	if (hidden) {
		config.nh = bn_nh_simple(t->stack, &bn_inet_family, BSDNET_NEXTHOP_TYPE_DISCARD,
					 NULL, NULL);
		KUNIT_EXPECT_FALSE(test, IS_ERR(bn_route_add(t->iff->table, &config, false,
							     NULL)));
		bn_nh_put(config.nh);
	} else {
		route = bn_route_find(t->iff->table, &config.prefix, config.type, 0, NULL);
		bn_route_delete(t->iff->table, route, &config.prefix);
	}
	bn_rt_unlock(t->stack);
}

/* Addresses that are no neighbour's: our own, the subnet's broadcast address */
/* Shows: RT-5, NH-4, IN-7 */
static void hidden__no_neighbour(struct kunit *test)
{
	static const u8 hosts[] = { 1, 255 };
	struct net_test *t = test->priv;
	unsigned int i;

	skb_queue_purge(&t->sent);
	for (i = 0; i < ARRAY_SIZE(hosts); i++) {
		hide(test, hosts[i], true);
		net_test_send(test, hosts[i], 1);
		net_test_drain(t);
		KUNIT_EXPECT_NULL(test, net_test_neigh(t, hosts[i]));
		KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 0U);
		hide(test, hosts[i], false);
	}
	KUNIT_EXPECT_EQ(test, t->cache->count, 0U);
}

/* A neighbour is made once, asked for once, and then used */
/* Shows: RT-5, NH-4, IN-7 */
static void hidden__one_neighbour(struct kunit *test)
{
	struct net_test *t = test->priv;
	unsigned int i;

	skb_queue_purge(&t->sent);
	hide(test, 2, true);
	for (i = 0; i < 5; i++) {
		net_test_send(test, 2, i);
		net_test_drain(t);
	}
	KUNIT_EXPECT_EQ(test, t->cache->count, 1U);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 2, 1);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, net_test_ip(t), (int)i);
	net_test_send(test, 2, 9);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, net_test_ip(t), 9);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 0U);
	KUNIT_EXPECT_EQ(test, t->cache->count, 1U);
	hide(test, 2, false);
}

static struct kunit_case hidden_cases[] = {
	KUNIT_CASE(hidden__no_neighbour),
	KUNIT_CASE(hidden__one_neighbour),
	{}
};

static struct kunit_suite hidden_suite = {
	.name = "bsdnet_inet_hidden",
	.init = net_test_init,
	.exit = net_test_exit,
	.test_cases = hidden_cases,
};

kunit_test_suite(hidden_suite);
