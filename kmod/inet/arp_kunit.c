// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of ARP: what a neighbour goes through, seen from the wire, from
 * the routes and from the clock
 */
#include "inet/arp_kunit.h"

static enum bsdnet_nexthop_type nh_type(struct net_test *t, u8 host)
{
	struct bn_neigh *neigh = net_test_neigh(t, host);

	return neigh ? bn_nh_type(&neigh->nh) : 0;
}

static int state(struct net_test *t, u8 host)
{
	struct bn_neigh *neigh = net_test_neigh(t, host);

	return neigh ? neigh->state : 0;
}

/* 192.0.2.2 is known to be at mac_a; what was sent is forgotten */
static void make_reachable(struct kunit *test)
{
	struct net_test *t = test->priv;

	net_test_send(test, 2, 0);
	net_test_drain(t);
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 2, 1);
	net_test_drain(t);
	skb_queue_purge(&t->sent);
	KUNIT_ASSERT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_REACHABLE);
	KUNIT_ASSERT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
}

/* A route of a user through 192.0.2.@host */
static struct bn_route *route_via(struct kunit *test, u8 host)
{
	struct net_test *t = test->priv;
	__be32 gateway = test_addr(192, 0, 2, host);
	struct bn_route_config config = { .type = BSDNET_ROUTE_TYPE_USER };
	struct bn_route *route;

	bn_cfg_lock_rt(t->stack);
	config.nh = bn_nh_find_gateway(t->iff->table, &gateway, 0, NULL);
	bn_permanent_prefix(&config.prefix, test_addr(203, 0, 113, 0), 24);
	route = IS_ERR(config.nh) ? ERR_CAST(config.nh) :
				    bn_route_add(t->iff->table, &config, false, NULL);
	if (!IS_ERR(config.nh))
		bn_nh_put(config.nh);
	bn_cfg_unlock_rt(t->stack);
	KUNIT_ASSERT_FALSE(test, IS_ERR(route));
	return route;
}

static void delete_via(struct kunit *test, struct bn_route *route)
{
	struct net_test *t = test->priv;
	struct bn_rt_prefix prefix;

	bn_permanent_prefix(&prefix, test_addr(203, 0, 113, 0), 24);
	bn_route_delete(t->iff->table, route, &prefix);
}

/* Shows: IN-6, IN-7, NH-4, NH-5, Q-9 */
static void neigh_traffic__held_in_order(struct kunit *test)
{
	struct net_test *t = test->priv;
	u64 full = bn_drop_total(t->stack, BN_DROP_NH_HOLD_FULL);
	unsigned int i;

	skb_queue_purge(&t->sent);
	for (i = 0; i < 20; i++)
		net_test_send(test, 2, i);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_INCOMPLETE);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_HOLD);
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_HOLD_FULL), full + 4);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);

	net_test_arp(test, ARPOP_REPLY, test_mac_a, 2, 1);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
	for (i = 4; i < 20; i++)
		KUNIT_EXPECT_EQ(test, net_test_ip(t), (int)i);
	net_test_send(test, 2, 99);
	KUNIT_EXPECT_EQ(test, net_test_ip(t), 99);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 2)->via);
}

/* Packets that come between the answer and the end of the release */
/* Shows: NH-5, Q-7, Q-9 */
static void neigh_release__nothing_overtakes(struct kunit *test)
{
	struct net_test *t = test->priv;
	struct bn_neigh *neigh;
	int i;

	net_test_send(test, 2, 0);
	net_test_drain(t);
	neigh = net_test_neigh(t, 2);
	KUNIT_ASSERT_NOT_NULL(test, neigh);
	skb_queue_purge(&t->sent);
	/* the consumer cannot get past the lock */
	bn_cfg_lock_rt(t->stack);
	net_test_send(test, 2, 1);
	net_test_send(test, 2, 2);
	bn_neigh_state_learn(neigh, test_mac_a, true);
	KUNIT_EXPECT_TRUE(test, neigh->late_on);
	net_test_send(test, 2, 3);
	net_test_send(test, 2, 4);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&neigh->late), 2U);
	bn_cfg_unlock_rt(t->stack);
	net_test_drain(t);
	net_test_send(test, 2, 5);
	for (i = 0; i <= 5; i++)
		KUNIT_EXPECT_EQ(test, net_test_ip(t), i);
	KUNIT_EXPECT_EQ(test, bn_nh_type(&neigh->nh), BSDNET_NEXTHOP_TYPE_UNICAST);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->cache->n_late), 0);
}

/* Shows: IN-7 */
static void neigh_timer__no_answer(struct kunit *test)
{
	struct net_test *t = test->priv;
	u64 drops = bn_drop_total(t->stack, BN_DROP_NH_UNRESOLVED);

	net_test_pass(t, BN_ARP_ANNOUNCE_MS);
	skb_queue_purge(&t->sent);
	net_test_send(test, 9, 1);
	net_test_drain(t);
	net_test_pass(t, 2 * BN_NEIGH_RETRY_MS);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 3U);
	KUNIT_EXPECT_EQ(test, state(t, 9), BSDNET_NEIGH_STATE_INCOMPLETE);
	net_test_pass(t, BN_NEIGH_RETRY_MS);
	KUNIT_EXPECT_EQ(test, state(t, 9), BSDNET_NEIGH_STATE_FAILED);
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_UNRESOLVED), drops + 1);
	/* for a while no request is sent */
	net_test_send(test, 9, 2);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 0U);
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_UNRESOLVED), drops + 2);
	net_test_pass(t, BN_NEIGH_FAILED_MS);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 9));
}

/* Packet 1 goes to 192.0.2.2, then its reachable time passes */
static void pass_reachable(struct kunit *test)
{
	struct net_test *t = test->priv;

	net_test_send(test, 2, 1);
	while (state(t, 2) == BSDNET_NEIGH_STATE_REACHABLE)
		net_test_pass(t, BN_NEIGH_TICK_MS);
}

/* Shows: IN-7 */
static void neigh_timer__probe(struct kunit *test)
{
	struct net_test *t = test->priv;

	make_reachable(test);
	net_test_pass(t, BN_NEIGH_REACHABLE_MS / 2 - 2 * BN_NEIGH_TICK_MS);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_REACHABLE);
	pass_reachable(test);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_PROBE);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, test_mac_a), 1U);
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 2, 1);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_REACHABLE);
	pass_reachable(test);
	/* it has moved away: it is UNICAST for as long as it is asked */
	net_test_pass(t, 3 * BN_NEIGH_RETRY_MS - BN_NEIGH_TICK_MS);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
	net_test_pass(t, BN_NEIGH_TICK_MS);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 2));
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, test_mac_a), 3U);
}

/* An hour of traffic: each packet is sent at once, whether or not a request is pending */
/* Shows: IN-7, NH-5 */
static void neigh_use__never_interrupted(struct kunit *test)
{
	struct net_test *t = test->priv;
	unsigned int i, probes = 0, now;

	make_reachable(test);
	skb_queue_purge(&t->sent);
	for (i = 0; i < 3600; i++) {
		net_test_send(test, 2, i);
		/* the kernel's timer may have sent a probe before it, which is repeated */
		KUNIT_ASSERT_EQ(test, net_test_ip(t), (int)(u16)i);
		net_test_pass(t, 1000);
		KUNIT_ASSERT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
		now = net_test_arps(t, ARPOP_REQUEST, test_mac_a);
		if (!now)
			continue;
		KUNIT_ASSERT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_PROBE);
		net_test_arp(test, ARPOP_REPLY, test_mac_a, 2, 1);
		KUNIT_ASSERT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_REACHABLE);
		probes += now;
	}
	/* once in a reachable time, of 15 to 45 s */
	KUNIT_EXPECT_GE(test, probes, 3600U / 50);
	KUNIT_EXPECT_LE(test, probes, 3600U / 15);
	KUNIT_EXPECT_EQ(test, t->cache->count, 1U);
}

/* Not used: forgotten without a question. Used: noticed, without a loss */
/* Shows: IN-7, NH-5 */
static void neigh_idle__noticed(struct kunit *test)
{
	struct net_test *t = test->priv;

	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 2, 1);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_STALE);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
	net_test_pass(t, BN_NEIGH_IDLE_MS - BN_NEIGH_WATCH_MS);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
	skb_queue_purge(&t->sent);
	net_test_send(test, 2, 7);
	KUNIT_EXPECT_EQ(test, net_test_ip(t), 7);
	net_test_pass(t, BN_NEIGH_WATCH_MS);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_PROBE);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);

	net_test_arp(test, ARPOP_REQUEST, test_mac_b, 3, 1);
	skb_queue_purge(&t->sent);
	net_test_pass(t, BN_NEIGH_IDLE_MS + BN_NEIGH_WATCH_MS);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 3));
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, test_mac_b), 0U);

	/* one that was confirmed and is not used either */
	make_reachable(test);
	net_test_pass(t, 2 * BN_NEIGH_REACHABLE_MS + BN_NEIGH_IDLE_MS);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 2));
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, test_mac_a), 0U);
}

/* Shows: IN-6, IN-7 */
static void neigh_learn__requests(struct kunit *test)
{
	struct net_test *t = test->priv;

	skb_queue_purge(&t->sent);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 2, 1);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REPLY, test_mac_a), 1U);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_STALE);
	/* a probe is answered, and teaches nothing */
	net_test_arp(test, ARPOP_REQUEST, test_mac_b, 0, 1);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REPLY, test_mac_b), 1U);
	/* not for us, from nobody that is known */
	net_test_arp(test, ARPOP_REQUEST, test_mac_b, 3, 4);
	net_test_arp(test, ARPOP_REPLY, test_mac_b, 3, 1);
	net_test_arp(test, ARPOP_REQUEST, test_mac_b, 3, 3);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 3));
	/* the subnet's broadcast address is no neighbour */
	net_test_arp(test, ARPOP_REQUEST, test_mac_b, 255, 1);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 255));
	KUNIT_EXPECT_EQ(test, t->cache->count, 1U);
}

/* RFC 826: of one that is known whatever it says, but not at once again */
/* Shows: IN-6 */
static void neigh_learn__moves(struct kunit *test)
{
	struct net_test *t = test->priv;

	make_reachable(test);
	net_test_arp(test, ARPOP_REPLY, test_mac_b, 2, 2);
	net_test_send(test, 2, 1);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_REACHABLE);
	KUNIT_EXPECT_MEMEQ(test, net_test_neigh(t, 2)->lladdr.data, test_mac_a, ETH_ALEN);
	net_test_pass(t, BN_NEIGH_LOCK_MS);
	net_test_arp(test, ARPOP_REPLY, test_mac_b, 2, 2);
	KUNIT_EXPECT_EQ(test, state(t, 2), BSDNET_NEIGH_STATE_STALE);
	KUNIT_EXPECT_MEMEQ(test, net_test_neigh(t, 2)->lladdr.data, test_mac_b, ETH_ALEN);
	KUNIT_EXPECT_EQ(test, nh_type(t, 2), BSDNET_NEXTHOP_TYPE_UNICAST);
	skb_queue_purge(&t->sent);
	net_test_send(test, 2, 2);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&t->sent), 1U);
	KUNIT_EXPECT_MEMEQ(test, skb_peek(&t->sent)->data, test_mac_b, ETH_ALEN);
}

/* Shows: IN-6 */
static void arp_conflict__defended_once(struct kunit *test)
{
	struct net_test *t = test->priv;
	u64 before = bn_ip4_stat_read(t->stack, BN_IP4_ARP_CONFLICTS);

	skb_queue_purge(&t->sent);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 1, 1);
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 1, 2);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 1, 1);
	KUNIT_EXPECT_EQ(test, bn_ip4_stat_read(t->stack, BN_IP4_ARP_CONFLICTS), before + 3);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 1));
	net_test_pass(t, BN_ARP_DEFEND_MS);
	skb_queue_purge(&t->sent);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 1, 1);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
}

/* Shows: IN-6 */
static void arp_announce__twice(struct kunit *test)
{
	struct net_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	net_test_pass(t, BN_ARP_ANNOUNCE_MS);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	net_test_pass(t, 4 * BN_ARP_ANNOUNCE_MS);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 0U);
}

/* Shows: IN-7, NH-4 */
static void neigh_route__keeps_it(struct kunit *test)
{
	struct net_test *t = test->priv;
	__be32 addr = test_addr(192, 0, 2, 7);
	struct bn_route *route;

	skb_queue_purge(&t->sent);
	route = route_via(test, 7);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	net_test_pass(t, 3 * BN_NEIGH_RETRY_MS + BN_NEIGH_FAILED_MS + BN_NEIGH_IDLE_MS);
	KUNIT_EXPECT_EQ(test, state(t, 7), BSDNET_NEIGH_STATE_FAILED);
	KUNIT_EXPECT_EQ(test, nh_type(t, 7), BSDNET_NEXTHOP_TYPE_HOLD);
	skb_queue_purge(&t->sent);
	net_test_send(test, 7, 1);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 7, 1);
	KUNIT_EXPECT_EQ(test, net_test_ip(t), 1);
	bn_cfg_lock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, bn_neigh_delete(t->iff, &addr, NULL), 0);
	bn_cfg_unlock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, nh_type(t, 7), BSDNET_NEXTHOP_TYPE_HOLD);
	bn_cfg_lock_rt(t->stack);
	delete_via(test, route);
	KUNIT_EXPECT_EQ(test, bn_neigh_delete(t->iff, &addr, NULL), 0);
	KUNIT_EXPECT_EQ(test, bn_neigh_delete(t->iff, &addr, NULL), -ENOENT);
	bn_cfg_unlock_rt(t->stack);
}

/* Shows: NH-6, RT-7 */
static void neigh_ifa__gone(struct kunit *test)
{
	struct net_test *t = test->priv;
	struct bn_route *route = route_via(test, 7);
	struct bn_nexthop *nh;

	make_reachable(test);
	bn_cfg_lock_rtnl(t->stack);
	bn_rt_lock(t->stack);
	nh = bn_route_nexthop(route, t->stack);
	bn_rt_unlock(t->stack);
	bn_ifa_delete(t->ifa);
	KUNIT_EXPECT_EQ(test, t->cache->count, 0U);
	KUNIT_EXPECT_EQ(test, bn_nh_type(nh), BSDNET_NEXTHOP_TYPE_DEAD);
	bn_rt_lock(t->stack);
	delete_via(test, route);
	bn_rt_unlock(t->stack);
	bn_cfg_unlock_rtnl(t->stack);
}

/* Shows: IN-7 */
static void neigh_permanent__stays(struct kunit *test)
{
	struct bn_lladdr lladdr = { .len = ETH_ALEN, .data = { 2, 0, 0, 0, 0, 0xc } };
	struct bn_lladdr group = { .len = ETH_ALEN, .data = { 3, 0, 0, 0, 0, 0xc } };
	struct net_test *t = test->priv;
	__be32 own = test_addr(192, 0, 2, 1), foreign = test_addr(10, 0, 0, 1);
	__be32 addr = test_addr(192, 0, 2, 5);

	bn_cfg_lock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &addr, &group, false, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &own, &lladdr, false, NULL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &foreign, &lladdr, false, NULL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &addr, &lladdr, false, NULL), 0);
	KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &addr, &lladdr, false, NULL), -EEXIST);
	KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &addr, &lladdr, true, NULL), 0);
	bn_cfg_unlock_rt(t->stack);
	net_test_drain(t);
	skb_queue_purge(&t->sent);
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 5, 1);
	net_test_pass(t, BN_NEIGH_IDLE_MS);
	KUNIT_EXPECT_EQ(test, state(t, 5), BSDNET_NEIGH_STATE_PERMANENT);
	skb_queue_purge(&t->sent);
	net_test_send(test, 5, 3);
	KUNIT_ASSERT_EQ(test, skb_queue_len(&t->sent), 1U);
	KUNIT_EXPECT_MEMEQ(test, skb_peek(&t->sent)->data, lladdr.data, ETH_ALEN);
}

static struct bn_neigh_pool *pool_of(struct net_test *t)
{
	return bn_neigh_pool(t->iff);
}

static void set_max(struct kunit *test, u32 max)
{
	struct net_test *t = test->priv;

	bn_cfg_lock(t->stack);
	bn_neigh_set_max(t->iff->table->instance, max);
	bn_cfg_unlock(t->stack);
}

/* Shows: IN-7, Q-8 */
static void neigh_bound__oldest_first(struct kunit *test)
{
	struct net_test *t = test->priv;
	u64 before = bn_ip4_stat_read(t->stack, BN_IP4_NEIGH_EVICTED);
	unsigned int host;

	set_max(test, 16);
	for (host = 10; host < 26; host++)
		net_test_arp(test, ARPOP_REQUEST, test_mac_a, host, 1);
	KUNIT_EXPECT_EQ(test, t->cache->count, 16U);
	net_test_arp(test, ARPOP_REQUEST, test_mac_a, 30, 1);
	KUNIT_EXPECT_EQ(test, t->cache->count, 16U);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 10));
	KUNIT_EXPECT_NOT_NULL(test, net_test_neigh(t, 11));
	/* a sweep costs two or three more of them, not all */
	for (host = 100; host < 200; host++)
		net_test_send(test, host, 0);
	net_test_drain(t);
	KUNIT_EXPECT_EQ(test, t->cache->count, 16U);
	KUNIT_EXPECT_NOT_NULL(test, net_test_neigh(t, 15));
	KUNIT_EXPECT_GE(test, bn_ip4_stat_read(t->stack, BN_IP4_NEIGH_EVICTED), before + 101);
}

/* A sweep does not cost those in use, those that routes need, or permanent ones */
/* Shows: IN-7, Q-8 */
static void neigh_bound__in_use_stay(struct kunit *test)
{
	struct bn_lladdr lladdr = { .len = ETH_ALEN, .data = { 2, 0, 0, 0, 0, 0xc } };
	struct net_test *t = test->priv;
	unsigned int host, i;
	__be32 addr;

	set_max(test, 16);
	route_via(test, 7);
	bn_cfg_lock_rt(t->stack);
	for (host = 40; host < 60; host++) {
		addr = test_addr(192, 0, 2, host);
		KUNIT_EXPECT_EQ(test, bn_neigh_add(t->iff, &addr, &lladdr, false, NULL), 0);
	}
	bn_cfg_unlock_rt(t->stack);
	for (host = 10; host < 18; host++) {
		net_test_arp(test, ARPOP_REQUEST, test_mac_a, host, 1);
		net_test_send(test, host, 0);
	}
	for (i = 0; i < 3; i++) {
		for (host = 100; host < 200; host++) {
			net_test_arp(test, ARPOP_REQUEST, test_mac_b, host, 1);
			net_test_send(test, host + 50, 0);
			net_test_drain(t);
		}
	}
	for (host = 10; host < 18; host++)
		KUNIT_EXPECT_EQ(test, nh_type(t, host), BSDNET_NEXTHOP_TYPE_UNICAST);
	for (host = 40; host < 60; host++)
		KUNIT_EXPECT_EQ(test, state(t, host), BSDNET_NEIGH_STATE_PERMANENT);
	KUNIT_EXPECT_NOT_NULL(test, net_test_neigh(t, 7));
	KUNIT_EXPECT_LE(test, pool_of(t)->count, 16U);
	KUNIT_EXPECT_EQ(test, t->cache->count, pool_of(t)->count + 20);
}

/* What may not go keeps others out */
/* Shows: IN-7, Q-8 */
static void neigh_bound__none_may_go(struct kunit *test)
{
	struct net_test *t = test->priv;
	u64 full = bn_drop_total(t->stack, BN_DROP_NH_RESOLV_FULL);
	unsigned int host;

	set_max(test, 4);
	for (host = 10; host < 14; host++) {
		net_test_arp(test, ARPOP_REQUEST, test_mac_a, host, 1);
		net_test_send(test, host, 0);
	}
	net_test_send(test, 20, 0);
	net_test_drain(t);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 20));
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_RESOLV_FULL), full + 1);
	/* raised, there is room; lowered, the oldest go that are not used any more */
	set_max(test, 5);
	net_test_send(test, 20, 0);
	net_test_drain(t);
	KUNIT_EXPECT_NOT_NULL(test, net_test_neigh(t, 20));
	net_test_arp(test, ARPOP_REPLY, test_mac_a, 20, 1);
	net_test_drain(t);
	set_max(test, 2);
	KUNIT_EXPECT_EQ(test, t->cache->count, 4U);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 20));
	set_max(test, 8);
	for (host = 30; host < 33; host++)
		net_test_arp(test, ARPOP_REQUEST, test_mac_a, host, 1);
	set_max(test, 6);
	KUNIT_EXPECT_EQ(test, t->cache->count, 6U);
	KUNIT_EXPECT_NULL(test, net_test_neigh(t, 30));
	KUNIT_EXPECT_NOT_NULL(test, net_test_neigh(t, 31));
	KUNIT_EXPECT_NOT_NULL(test, net_test_neigh(t, 32));
	/* an unused neighbour is freed when memory is needed */
	net_test_pass(t, BN_NEIGH_IDLE_MS + BN_NEIGH_WATCH_MS);
	KUNIT_EXPECT_EQ(test, t->cache->count, 0U);
}

/* Bytes count, not packets alone */
/* Shows: NH-5, Q-8 */
static void neigh_hold__bytes(struct kunit *test)
{
	struct net_test *t = test->priv;
	u64 dropped = bn_drop_total(t->stack, BN_DROP_NH_RESOLV_FULL) +
		      bn_drop_total(t->stack, BN_DROP_NH_HOLD_FULL);

	atomic_add(BN_NEIGH_MAX_BYTES, &t->cache->bytes);
	net_test_send(test, 9, 0);
	net_test_drain(t);
	atomic_sub(BN_NEIGH_MAX_BYTES, &t->cache->bytes);
	KUNIT_EXPECT_EQ(test, bn_drop_total(t->stack, BN_DROP_NH_RESOLV_FULL) +
			      bn_drop_total(t->stack, BN_DROP_NH_HOLD_FULL), dropped + 1);
	net_test_send(test, 9, 0);
	net_test_drain(t);
	KUNIT_EXPECT_GT(test, atomic_read(&t->cache->bytes), 0);
	net_test_pass(t, 3 * BN_NEIGH_RETRY_MS);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->cache->bytes), 0);
}

/* Shows: IN-7 */
static void neigh_next__in_order(struct kunit *test)
{
	static const u8 hosts[] = { 77, 3, 200, 128, 4 };
	struct net_test *t = test->priv;
	struct bn_neigh_info info = {};
	const void *after = NULL;
	unsigned int i, n = 0;
	u32 addr, last = 0;

	for (i = 0; i < ARRAY_SIZE(hosts); i++)
		net_test_arp(test, ARPOP_REQUEST, test_mac_a, hosts[i], 1);
	bn_cfg_lock_rt(t->stack);
	while (bn_neigh_next(t->stack, &bn_inet_family, info.ifl_index, after, &info)) {
		addr = ntohl(bn_ip4_addr(&info.addr));
		KUNIT_EXPECT_GT(test, addr, last);
		last = addr;
		after = &info.addr;
		n++;
	}
	bn_cfg_unlock_rt(t->stack);
	KUNIT_EXPECT_EQ(test, n, (unsigned int)ARRAY_SIZE(hosts));
}

/* Shows: IF-7, IN-7 */
static void neigh_link__down(struct kunit *test)
{
	struct net_test *t = test->priv;

	make_reachable(test);
	net_test_send(test, 9, 1);
	net_test_drain(t);
	bn_cfg_lock_rtnl(t->stack);
	bn_ifl_set_admin(t->iff->ifl, false);
	KUNIT_EXPECT_EQ(test, t->cache->count, 0U);
	skb_queue_purge(&t->sent);
	bn_ifl_set_admin(t->iff->ifl, true);
	bn_cfg_unlock_rtnl(t->stack);
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
}

/* The worker consumes the queue */
static bool sent_within(struct net_test *t, unsigned int n, unsigned int ms)
{
	unsigned long until = jiffies + msecs_to_jiffies(ms);

	while (skb_queue_len(&t->sent) < n) {
		if (time_after(jiffies, until))
			return false;
		msleep(10);
	}
	return true;
}

/* Answers, resolutions and released packets while configuration is changed */
/* Shows: CTL-5, IN-7 */
static void neigh_config__not_waited_for(struct kunit *test)
{
	struct net_test *t = test->priv;

	skb_queue_purge(&t->sent);
	bn_cfg_lock_rtnl(t->stack);
	net_test_arp_queue(test, ARPOP_REQUEST, test_mac_a, 5, 1);
	KUNIT_EXPECT_TRUE(test, sent_within(t, 1, 2000));
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REPLY, test_mac_a), 1U);
	net_test_send(test, 9, 1);
	KUNIT_EXPECT_TRUE(test, sent_within(t, 1, 2000));
	KUNIT_EXPECT_EQ(test, net_test_arps(t, ARPOP_REQUEST, NULL), 1U);
	net_test_arp_queue(test, ARPOP_REPLY, test_mac_b, 9, 1);
	KUNIT_EXPECT_TRUE(test, sent_within(t, 1, 2000));
	KUNIT_EXPECT_EQ(test, net_test_ip(t), 1);
	bn_cfg_unlock_rtnl(t->stack);
	net_test_drain(t);
}

static struct kunit_case neigh_cases[] = {
	KUNIT_CASE(neigh_traffic__held_in_order),
	KUNIT_CASE(neigh_release__nothing_overtakes),
	KUNIT_CASE(neigh_timer__no_answer),
	KUNIT_CASE(neigh_timer__probe),
	KUNIT_CASE(neigh_use__never_interrupted),
	KUNIT_CASE(neigh_idle__noticed),
	KUNIT_CASE(neigh_learn__requests),
	KUNIT_CASE(neigh_learn__moves),
	KUNIT_CASE(arp_conflict__defended_once),
	KUNIT_CASE(arp_announce__twice),
	KUNIT_CASE(neigh_route__keeps_it),
	KUNIT_CASE(neigh_ifa__gone),
	KUNIT_CASE(neigh_permanent__stays),
	KUNIT_CASE(neigh_bound__oldest_first),
	KUNIT_CASE(neigh_bound__in_use_stay),
	KUNIT_CASE(neigh_bound__none_may_go),
	KUNIT_CASE(neigh_hold__bytes),
	KUNIT_CASE(neigh_next__in_order),
	KUNIT_CASE(neigh_link__down),
	KUNIT_CASE(neigh_config__not_waited_for),
	{}
};

static struct kunit_suite neigh_suite = {
	.name = "bsdnet_inet_arp",
	.init = net_test_init,
	.exit = net_test_exit,
	.test_cases = neigh_cases,
};

kunit_test_suite(neigh_suite);
