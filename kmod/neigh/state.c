// SPDX-License-Identifier: GPL-2.0
/*
 * state - the states of a neighbour (IN-7, NH-5)
 *
 *	INCOMPLETE	HOLD; requests to all stations, up to three, a second apart; then
 *			FAILED
 *	REACHABLE	UNICAST; has answered; after 15 to 45 s PROBE if packets were sent
 *			to it, else STALE
 *	STALE		UNICAST; heard of, or not used lately; checked every 5 s: PROBE
 *			when packets are sent to it; destroyed when none were for a minute
 *	PROBE		UNICAST; requests to the station itself, up to three, while packets
 *			are sent; REACHABLE with the answer, destroyed without
 *	FAILED		HOLD; packets are refused for 3 s, then destroyed
 *	PERMANENT	UNICAST; added by a user, never changed by the protocol
 *
 * So a neighbour whose link-layer address is known stays UNICAST until it leaves three
 * probes unanswered: confirming it delays no packet.
 *
 * bn_nexthop::used shows that packets are sent to it. The flag is written only when it is
 * clear, and cleared when it is read here.
 *
 * A neighbour to which routes of others refer does not expire: STALE it stays as it is,
 * FAILED it waits, HOLD, for the next packet.
 *
 * Synchronization: route lock.
 *
 * Serves IN-6, IN-7, NH-5.
 */
#include <linux/random.h>

#include "neigh/private.h"

static unsigned int reachable_ms(void)
{
	return BN_NEIGH_REACHABLE_MS / 2 + get_random_u32() % BN_NEIGH_REACHABLE_MS;
}

static void set_timer(struct bn_neigh *neigh, unsigned int ms)
{
	bn_neigh_timer_set(neigh->cache, &neigh->timer, ms);
}

/* Send one more request and wait a second for the answer */
static void ask(struct bn_neigh *neigh)
{
	bool probing = neigh->state == BSDNET_NEIGH_STATE_PROBE;

	neigh->tries++;
	neigh->cache->proto->request(neigh, probing ? neigh->lladdr.data : NULL);
	set_timer(neigh, BN_NEIGH_RETRY_MS);
}

/* Return to HOLD; packets behind a fence are dropped */
static void hold(struct bn_neigh *neigh)
{
	bn_release_cancel(neigh, false);
	bn_nh_become_hold(&neigh->nh);
}

static void forget_lladdr(struct bn_neigh *neigh, enum bsdnet_neigh_state state)
{
	hold(neigh);
	bn_release_drop(neigh, BN_DROP_NH_UNRESOLVED);
	neigh->lladdr.len = 0;
	neigh->state = state;
	bn_neigh_pool_touch(neigh);
	bn_neigh_notify(neigh, BN_EVENT_CHANGE);
}

/**
 * bn_neigh_state_ask() - start resolution
 * @neigh: the neighbour, whose link-layer address is not known
 *
 * Context: process, route lock.
 */
void bn_neigh_state_ask(struct bn_neigh *neigh)
{
	neigh->state = BSDNET_NEIGH_STATE_INCOMPLETE;
	neigh->tries = 0;
	ask(neigh);
}

static void probe(struct bn_neigh *neigh)
{
	neigh->state = BSDNET_NEIGH_STATE_PROBE;
	neigh->tries = 0;
	ask(neigh);
}

/* ---- timer --------------------------------------------------------------- */

/* Were packets sent to it since the last check? */
static bool look_for_use(struct bn_neigh *neigh)
{
	if (!bn_nh_take_used(&neigh->nh))
		return false;
	neigh->was_used = true;
	neigh->seen_used = bn_neigh_now(neigh->cache);
	return true;
}

static void become_stale(struct bn_neigh *neigh)
{
	neigh->state = BSDNET_NEIGH_STATE_STALE;
	set_timer(neigh, BN_NEIGH_WATCH_MS);
}

static void neigh_state_fail(struct bn_neigh *neigh)
{
	neigh->state = BSDNET_NEIGH_STATE_FAILED;
	neigh->confirmed = bn_neigh_now(neigh->cache);
	set_timer(neigh, BN_NEIGH_FAILED_MS);
	bn_neigh_notify(neigh, BN_EVENT_CHANGE);
	bn_release_refuse(neigh);
}

/* Not in use, and no route of others refers to it */
static bool is_idle(const struct bn_neigh *neigh)
{
	return !bn_neigh_referred(neigh) && !bn_neigh_in_use(neigh) &&
	       bn_neigh_past(neigh->cache, neigh->confirmed, BN_NEIGH_IDLE_MS);
}

static void watch_stale(struct bn_neigh *neigh)
{
	if (look_for_use(neigh))
		probe(neigh);
	else if (is_idle(neigh))
		bn_neigh_destroy(neigh);
	else
		set_timer(neigh, BN_NEIGH_WATCH_MS);
}

static void no_answer(struct bn_neigh *neigh)
{
	if (neigh->state == BSDNET_NEIGH_STATE_INCOMPLETE)
		neigh_state_fail(neigh);
	else if (bn_neigh_referred(neigh))
		forget_lladdr(neigh, BSDNET_NEIGH_STATE_FAILED);
	else
		bn_neigh_destroy(neigh);
}

/**
 * bn_neigh_state_timer() - bn_neigh_timer::fire of a neighbour
 * @timer: in the neighbour, which may be destroyed
 *
 * Context: process, route lock.
 */
void bn_neigh_state_timer(struct bn_neigh_timer *timer)
{
	struct bn_neigh *neigh = container_of(timer, struct bn_neigh, timer);

	switch (neigh->state) {
	case BSDNET_NEIGH_STATE_INCOMPLETE:
	case BSDNET_NEIGH_STATE_PROBE:
		if (neigh->tries < BN_NEIGH_TRIES)
			ask(neigh);
		else
			no_answer(neigh);
		break;
	case BSDNET_NEIGH_STATE_REACHABLE:
		if (look_for_use(neigh))
			probe(neigh);
		else
			become_stale(neigh);
		break;
	case BSDNET_NEIGH_STATE_STALE:
		watch_stale(neigh);
		break;
	case BSDNET_NEIGH_STATE_FAILED:
		if (!bn_neigh_referred(neigh))
			bn_neigh_destroy(neigh);
		break;
	}
}

static void become_reachable(struct bn_neigh *neigh)
{
	neigh->state = BSDNET_NEIGH_STATE_REACHABLE;
	set_timer(neigh, reachable_ms());
}

/* ---- learn --------------------------------------------------------------- */

/* Send packets to a new link-layer address from now on */
static void set_lladdr(struct bn_neigh *neigh, const u8 *lladdr)
{
	neigh->lladdr.len = ETH_ALEN;
	memcpy(neigh->lladdr.data, lladdr, ETH_ALEN);
	neigh->updated = bn_neigh_now(neigh->cache);
	if (bn_nh_type(&neigh->nh) != BSDNET_NEXTHOP_TYPE_UNICAST ||
	    bn_nh_become_unicast(&neigh->nh, lladdr))
		bn_release_start(neigh);
}

static bool is_solicited(const struct bn_neigh *neigh, bool reply)
{
	return reply && (neigh->state == BSDNET_NEIGH_STATE_INCOMPLETE ||
			 neigh->state == BSDNET_NEIGH_STATE_PROBE);
}

/**
 * bn_neigh_state_learn() - learn the link-layer address of a neighbour (RFC 826)
 * @neigh: the neighbour
 * @lladdr: the address
 * @reply: from a reply to this host, not a request or a broadcast
 *
 * A permanent neighbour is not changed. An address that was learnt less than a second ago is
 * not replaced: of two stations that answer, the first is used.
 *
 * Context: process, route lock.
 */
void bn_neigh_state_learn(struct bn_neigh *neigh, const u8 *lladdr, bool reply)
{
	bool known = neigh->lladdr.len;
	bool changed = !known || !ether_addr_equal(neigh->lladdr.data, lladdr);
	bool solicited = is_solicited(neigh, reply);

	if (neigh->state == BSDNET_NEIGH_STATE_PERMANENT || (!changed && !solicited))
		return;
	if (known && changed && !bn_neigh_past(neigh->cache, neigh->updated, BN_NEIGH_LOCK_MS))
		return;
	neigh->confirmed = bn_neigh_now(neigh->cache);
	if (solicited)
		become_reachable(neigh);
	else
		become_stale(neigh);
	if (changed)
		set_lladdr(neigh, lladdr);
	bn_neigh_pool_touch(neigh);
	if (changed)
		bn_neigh_notify(neigh, BN_EVENT_CHANGE);
}

/**
 * bn_neigh_state_fix() - make a neighbour permanent
 * @neigh: the neighbour
 * @lladdr: its link-layer address, ETH_ALEN bytes
 *
 * Context: process, route lock.
 */
void bn_neigh_state_fix(struct bn_neigh *neigh, const struct bn_lladdr *lladdr)
{
	bn_neigh_timer_cancel(neigh->cache, &neigh->timer);
	neigh->state = BSDNET_NEIGH_STATE_PERMANENT;
	neigh->confirmed = bn_neigh_now(neigh->cache);
	set_lladdr(neigh, lladdr->data);
	bn_neigh_pool_touch(neigh);
	bn_neigh_notify(neigh, BN_EVENT_CHANGE);
}

/**
 * bn_neigh_state_forget() - forget the link-layer address of a neighbour
 * @neigh: the neighbour; destroyed unless routes of others refer to it
 *
 * Context: process, route lock.
 */
void bn_neigh_state_forget(struct bn_neigh *neigh)
{
	if (!bn_neigh_referred(neigh)) {
		bn_neigh_destroy(neigh);
		return;
	}
	bn_neigh_timer_cancel(neigh->cache, &neigh->timer);
	forget_lladdr(neigh, BSDNET_NEIGH_STATE_FAILED);
}

/* ---- traffic ------------------------------------------------------------- */

/* The link-layer address is known, but the next hop is, or was, HOLD */
static void send_known(struct bn_neigh *neigh, struct sk_buff *skb)
{
	/* the release failed for lack of memory */
	if (!neigh->via && bn_nh_type(&neigh->nh) == BSDNET_NEXTHOP_TYPE_HOLD)
		bn_release_start(neigh);
	bn_release_send(neigh, skb);
}

/**
 * bn_neigh_state_packet() - a packet for the neighbour came out of the service queue
 * @neigh: the neighbour
 * @skb: the packet, data at the network header; taken
 *
 * Context: process, route lock.
 */
void bn_neigh_state_packet(struct bn_neigh *neigh, struct sk_buff *skb)
{
	if (neigh->lladdr.len) {
		send_known(neigh, skb);
		return;
	}
	if (neigh->state == BSDNET_NEIGH_STATE_FAILED) {
		if (bn_neigh_timer_pending(&neigh->timer)) {
			bn_release_unreachable(neigh->cache, skb);
			return;
		}
		bn_neigh_state_ask(neigh);
	} else if (!bn_neigh_timer_pending(&neigh->timer)) {
		bn_neigh_state_ask(neigh);
	}
	bn_release_hold(neigh, skb);
}
