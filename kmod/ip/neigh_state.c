// SPDX-License-Identifier: GPL-2.0
/*
 * neigh_state - the states of a neighbour (IN-7, NH-5)
 *
 *	INCOMPLETE	HOLD; asked for by broadcast, up to three times, a second
 *			apart; then FAILED
 *	REACHABLE	UNICAST; has answered; after 15 to 45 s PROBE if packets
 *			went to it, else STALE
 *	STALE		UNICAST; heard of or not used lately; looked at every 5 s:
 *			PROBE when packets go to it; destroyed when none did for a
 *			minute
 *	PROBE		UNICAST; asked by unicast, up to three times, while packets
 *			go on; REACHABLE with the answer, destroyed without
 *	FAILED		HOLD; packets are refused for 3 s, then destroyed
 *	PERMANENT	UNICAST; a user says so; nothing changes it
 *
 * So a neighbour whose link address is known stays UNICAST until it leaves
 * three probes unanswered: being confirmed does not delay a packet.
 *
 * Packets show that it is in use by bn_nexthop::used, a flag that is written
 * only when it is clear, and cleared when it is looked at.
 *
 * A neighbour to which routes of others refer is never destroyed for its age:
 * STALE it stays as it is, FAILED it waits, HOLD, for the next packet.
 *
 * Synchronization: route lock.
 *
 * Serves IN-6, IN-7, NH-5.
 */
#include <linux/icmp.h>
#include <linux/random.h>

#include "ip/neigh.h"

static unsigned int reachable_ms(void)
{
	return BN_ARP_REACHABLE_MS / 2 + get_random_u32() % BN_ARP_REACHABLE_MS;
}

static void set_timer(struct bn_neigh *neigh, unsigned int ms)
{
	bn_arp_timer_set(neigh->arp, &neigh->timer, ms);
}

/* One request more, and a second to wait for the answer */
static void ask(struct bn_neigh *neigh)
{
	neigh->tries++;
	bn_arp_request(neigh, neigh->state == BN_NEIGH_PROBE ? neigh->lladdr.data : NULL);
	set_timer(neigh, BN_ARP_RETRY_MS);
}

/* Back to HOLD; packets behind a fence go */
static void hold(struct bn_neigh *neigh)
{
	bn_release_cancel(neigh, false);
	bn_nh_become_hold(&neigh->nh);
}

static void forget_lladdr(struct bn_neigh *neigh, enum bn_neigh_state state)
{
	hold(neigh);
	bn_release_drop(neigh, BN_DROP_NH_UNRESOLVED);
	neigh->lladdr.len = 0;
	neigh->state = state;
	bn_neigh_age(neigh);
	bn_neigh_tell(neigh, BN_EVENT_CHANGE);
}

/**
 * bn_neigh_state_ask() - find the link address
 * @neigh: the neighbour, whose address is not known
 *
 * Context: process, route lock.
 */
void bn_neigh_state_ask(struct bn_neigh *neigh)
{
	neigh->state = BN_NEIGH_INCOMPLETE;
	neigh->tries = 0;
	ask(neigh);
}

static void probe(struct bn_neigh *neigh)
{
	neigh->state = BN_NEIGH_PROBE;
	neigh->tries = 0;
	ask(neigh);
}

/* ---- time passes --------------------------------------------------------- */

/* Have packets gone to it since the last look? */
static bool look_for_use(struct bn_neigh *neigh)
{
	if (!bn_nh_take_used(&neigh->nh))
		return false;
	neigh->was_used = true;
	neigh->seen_used = bn_arp_timer_now(neigh->arp);
	return true;
}

static void become_stale(struct bn_neigh *neigh)
{
	neigh->state = BN_NEIGH_STALE;
	set_timer(neigh, BN_ARP_WATCH_MS);
}

static void fail(struct bn_neigh *neigh)
{
	neigh->state = BN_NEIGH_FAILED;
	neigh->confirmed = bn_arp_timer_now(neigh->arp);
	set_timer(neigh, BN_ARP_FAILED_MS);
	bn_neigh_tell(neigh, BN_EVENT_CHANGE);
	bn_release_refuse(neigh);
}

/* Nobody uses it, unless others' routes keep it */
static bool is_idle(const struct bn_neigh *neigh)
{
	return !bn_neigh_referred(neigh) && !bn_neigh_in_use(neigh) &&
	       bn_arp_timer_past(neigh->arp, neigh->confirmed, BN_ARP_IDLE_MS);
}

static void watch_stale(struct bn_neigh *neigh)
{
	if (look_for_use(neigh))
		probe(neigh);
	else if (is_idle(neigh))
		bn_neigh_destroy(neigh);
	else
		set_timer(neigh, BN_ARP_WATCH_MS);
}

static void no_answer(struct bn_neigh *neigh)
{
	if (neigh->state == BN_NEIGH_INCOMPLETE)
		fail(neigh);
	else if (bn_neigh_referred(neigh))
		forget_lladdr(neigh, BN_NEIGH_FAILED);
	else
		bn_neigh_destroy(neigh);
}

/**
 * bn_neigh_state_timer() - the time of a neighbour's state is up
 * @timer: in the neighbour, which may be destroyed
 *
 * Context: process, route lock.
 */
void bn_neigh_state_timer(struct bn_arp_timer *timer)
{
	struct bn_neigh *neigh = container_of(timer, struct bn_neigh, timer);

	switch (neigh->state) {
	case BN_NEIGH_INCOMPLETE:
	case BN_NEIGH_PROBE:
		if (neigh->tries < BN_ARP_TRIES)
			ask(neigh);
		else
			no_answer(neigh);
		break;
	case BN_NEIGH_REACHABLE:
		if (look_for_use(neigh))
			probe(neigh);
		else
			become_stale(neigh);
		break;
	case BN_NEIGH_STALE:
		watch_stale(neigh);
		break;
	case BN_NEIGH_FAILED:
		if (!bn_neigh_referred(neigh))
			bn_neigh_destroy(neigh);
		break;
	}
}

static void become_reachable(struct bn_neigh *neigh)
{
	neigh->state = BN_NEIGH_REACHABLE;
	set_timer(neigh, reachable_ms());
}

/* ---- something was heard ------------------------------------------------- */

/* The link address is new or another one: packets go there from now on */
static void set_lladdr(struct bn_neigh *neigh, const u8 *lladdr)
{
	neigh->lladdr.len = ETH_ALEN;
	memcpy(neigh->lladdr.data, lladdr, ETH_ALEN);
	neigh->updated = bn_arp_timer_now(neigh->arp);
	if (bn_nh_type(&neigh->nh) != BN_RNH_UNICAST ||
	    bn_nh_become_unicast(&neigh->nh, lladdr))
		bn_release_start(neigh);
}

static bool is_solicited(const struct bn_neigh *neigh, bool reply)
{
	return reply && (neigh->state == BN_NEIGH_INCOMPLETE || neigh->state == BN_NEIGH_PROBE);
}

/**
 * bn_neigh_state_learn() - the neighbour was heard of (RFC 826)
 * @neigh: the neighbour
 * @lladdr: its link address, so they say
 * @reply: by a reply to this host, not a request or a broadcast
 *
 * What a user says is not changed by what the network says. An address that
 * was learnt less than a second ago is not replaced: of two stations that
 * answer the first one wins.
 *
 * Context: process, route lock.
 */
void bn_neigh_state_learn(struct bn_neigh *neigh, const u8 *lladdr, bool reply)
{
	bool known = neigh->lladdr.len;
	bool changed = !known || !ether_addr_equal(neigh->lladdr.data, lladdr);
	bool solicited = is_solicited(neigh, reply);

	if (neigh->state == BN_NEIGH_PERMANENT || (!changed && !solicited))
		return;
	if (known && changed && !bn_arp_timer_past(neigh->arp, neigh->updated, BN_ARP_LOCK_MS))
		return;
	neigh->confirmed = bn_arp_timer_now(neigh->arp);
	if (solicited)
		become_reachable(neigh);
	else
		become_stale(neigh);
	if (changed)
		set_lladdr(neigh, lladdr);
	bn_neigh_age(neigh);
	if (changed)
		bn_neigh_tell(neigh, BN_EVENT_CHANGE);
}

/**
 * bn_neigh_state_fix() - a user says what its link address is
 * @neigh: the neighbour
 * @lladdr: the address, as long as an Ethernet address
 *
 * Context: process, route lock.
 */
void bn_neigh_state_fix(struct bn_neigh *neigh, const struct bn_lladdr *lladdr)
{
	bn_arp_timer_cancel(&neigh->timer);
	neigh->state = BN_NEIGH_PERMANENT;
	neigh->confirmed = bn_arp_timer_now(neigh->arp);
	set_lladdr(neigh, lladdr->data);
	bn_neigh_age(neigh);
	bn_neigh_tell(neigh, BN_EVENT_CHANGE);
}

/**
 * bn_neigh_state_forget() - what is known of the neighbour is not true any more
 * @neigh: the neighbour; destroyed unless others' routes refer to it
 *
 * Context: process, route lock.
 */
void bn_neigh_state_forget(struct bn_neigh *neigh)
{
	if (!bn_neigh_referred(neigh)) {
		bn_neigh_destroy(neigh);
		return;
	}
	bn_arp_timer_cancel(&neigh->timer);
	forget_lladdr(neigh, BN_NEIGH_FAILED);
}

/* ---- traffic ------------------------------------------------------------- */

/* The link address is known, but the next hop is (or was) HOLD */
static void send_known(struct bn_neigh *neigh, struct sk_buff *skb)
{
	/* there was no memory before */
	if (!neigh->via && bn_nh_type(&neigh->nh) == BN_RNH_HOLD)
		bn_release_start(neigh);
	bn_release_send(neigh, skb);
}

/**
 * bn_neigh_state_packet() - a packet for the neighbour came through the service queue
 * @neigh: the neighbour
 * @skb: the packet, data at the IP header; taken
 *
 * Context: process, route lock.
 */
void bn_neigh_state_packet(struct bn_neigh *neigh, struct sk_buff *skb)
{
	if (neigh->lladdr.len) {
		send_known(neigh, skb);
		return;
	}
	if (neigh->state == BN_NEIGH_FAILED) {
		if (!list_empty(&neigh->timer.list)) {
			bn_release_unreachable(skb);
			return;
		}
		bn_neigh_state_ask(neigh);
	} else if (list_empty(&neigh->timer.list)) {
		bn_neigh_state_ask(neigh);
	}
	bn_release_hold(neigh, skb);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "neigh_state_kunit.c"
#endif
