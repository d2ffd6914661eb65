// SPDX-License-Identifier: GPL-2.0
/*
 * neigh_state - the states of a neighbour (IN-7, NH-5)
 *
 *	INCOMPLETE	HOLD; asked for by broadcast, up to three times, a second
 *			apart; then FAILED
 *	REACHABLE	UNICAST; has answered; after 15 to 45 s PROBE
 *	STALE		UNICAST; heard of, has not answered to us; after 15 to 45 s
 *			idle
 *	STALE, idle	HOLD, the link address is kept: the first packet shows that
 *			it is in use, is sent at once, and makes it PROBE. Not
 *			used for a minute: destroyed
 *	PROBE		UNICAST; asked by unicast, up to three times; then forgotten
 *	FAILED		HOLD; packets are refused for 3 s, then destroyed
 *	PERMANENT	UNICAST; a user says so; nothing changes it
 *
 * Packets through a UNICAST next hop touch nothing that is shared, so that
 * they leave no trace of a neighbour's being in use. Hence the idle state:
 * after BN_ARP_ROUNDS answers (about ten minutes) the next hop is HOLD until
 * the next packet comes. The neighbour's life or death shows without it.
 *
 * A neighbour to which routes of others refer is never destroyed for its age:
 * idle or FAILED it waits, HOLD, for the next packet.
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
	neigh->idle = false;
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

static void become_idle(struct bn_neigh *neigh)
{
	neigh->state = BN_NEIGH_STALE;
	neigh->idle = true;
	neigh->rounds = 0;
	hold(neigh);
	set_timer(neigh, BN_ARP_IDLE_MS);
}

static void fail(struct bn_neigh *neigh)
{
	struct sk_buff *skb;

	neigh->state = BN_NEIGH_FAILED;
	neigh->confirmed = bn_arp_timer_now(neigh->arp);
	set_timer(neigh, BN_ARP_FAILED_MS);
	bn_neigh_tell(neigh, BN_EVENT_CHANGE);
	while ((skb = __skb_dequeue(&neigh->held))) {
		neigh->arp->n_held--;
		bn_release_unreachable(skb);
	}
}

/* Others' routes keep it, else it goes; then its time is up in either case */
static void retire(struct bn_neigh *neigh)
{
	if (!bn_neigh_in_use(neigh))
		bn_neigh_destroy(neigh);
}

static void no_answer(struct bn_neigh *neigh)
{
	if (neigh->state == BN_NEIGH_INCOMPLETE)
		fail(neigh);
	else if (bn_neigh_in_use(neigh))
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
		if (neigh->rounds++ < BN_ARP_ROUNDS)
			probe(neigh);
		else
			become_idle(neigh);
		break;
	case BN_NEIGH_STALE:
		if (neigh->idle)
			retire(neigh);
		else
			become_idle(neigh);
		break;
	case BN_NEIGH_FAILED:
		retire(neigh);
		break;
	}
}

/* ---- something was heard ------------------------------------------------- */

/* The link address is new or another one: packets go there from now on */
static void set_lladdr(struct bn_neigh *neigh, const u8 *lladdr)
{
	neigh->lladdr.len = ETH_ALEN;
	memcpy(neigh->lladdr.data, lladdr, ETH_ALEN);
	neigh->updated = bn_arp_timer_now(neigh->arp);
	neigh->idle = false;
	neigh->rounds = 0;
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
	neigh->state = solicited ? BN_NEIGH_REACHABLE : BN_NEIGH_STALE;
	neigh->confirmed = bn_arp_timer_now(neigh->arp);
	set_timer(neigh, reachable_ms());
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
	if (!bn_neigh_in_use(neigh)) {
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
	if (neigh->idle) {
		neigh->idle = false;
		bn_release_start(neigh);
		probe(neigh);
	} else if (!neigh->via && bn_nh_type(&neigh->nh) == BN_RNH_HOLD) {
		/* there was no memory before */
		bn_release_start(neigh);
	}
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
