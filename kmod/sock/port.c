// SPDX-License-Identifier: GPL-2.0
/*
 * port - who has which port, and the choice of one (SK-1)
 *
 * The PCB table would let a wild and a specific binding of a port live side
 * by side. Users expect that they collide unless both sides agreed to share
 * (SO_REUSEADDR, SO_REUSEPORT), as on Linux, and nobody shall take over part
 * of another's port. So ports are claimed here first.
 *
 * Synchronization: one spinlock per stack; process context only.
 */
#include <linux/hash.h>
#include <linux/random.h>

#include "sock/private.h"

/* RFC 6335, 6: dynamic ports. An ICMP identifier may be anything but 0. */
#define DYNAMIC_FIRST 49152
#define PORT_LAST 65535

/**
 * bn_ports_init() - prepare the table
 * @ports: the table
 */
void bn_ports_init(struct bn_ports *ports)
{
	unsigned int i;

	spin_lock_init(&ports->lock);
	for (i = 0; i < BN_PORT_BUCKETS; i++)
		INIT_HLIST_HEAD(&ports->buckets[i]);
}

static struct hlist_head *bucket(struct bn_ports *ports, u8 proto, u16 port)
{
	return &ports->buckets[hash_32((u32)proto << 16 | port, ilog2(BN_PORT_BUCKETS))];
}

static bool overlap(const struct bn_port_claim *a, const struct bn_port_claim *b)
{
	if (a->instance != b->instance && a->instance != BSDNET_INSTANCE_ANY &&
	    b->instance != BSDNET_INSTANCE_ANY)
		return false;
	return a->laddr == b->laddr || !a->laddr || !b->laddr;
}

static bool may_share(const struct bn_port_claim *a, const struct bn_port_claim *b)
{
	return (a->reuse && b->reuse) ||
	       (a->reuseport && b->reuseport && uid_eq(a->uid, b->uid));
}

/* Nobody else has the port, or all agree to share it (never when @exclusive) */
static bool is_free(struct bn_ports *ports, const struct bn_port_claim *claim, u16 port,
		    bool exclusive)
{
	const struct bn_port_claim *other;

	hlist_for_each_entry(other, bucket(ports, claim->proto, port), node) {
		if (other->port != port || other->proto != claim->proto)
			continue;
		if (overlap(claim, other) && (exclusive || !may_share(claim, other)))
			return false;
	}
	return true;
}

static bool take(struct bn_ports *ports, struct bn_port_claim *claim, u16 port,
		 bool exclusive)
{
	bool ok;

	spin_lock(&ports->lock);
	ok = is_free(ports, claim, port, exclusive);
	if (ok) {
		claim->port = port;
		hlist_add_head(&claim->node, bucket(ports, claim->proto, port));
	}
	spin_unlock(&ports->lock);
	return ok;
}

/* RFC 6056, 3.3.1: from a random one on, each once */
static int choose(struct bn_ports *ports, struct bn_port_claim *claim)
{
	u32 first = claim->proto == IPPROTO_ICMP ? 1 : DYNAMIC_FIRST;
	u32 range = PORT_LAST - first + 1;
	u32 start = get_random_u32_below(range);
	u32 i;

	for (i = 0; i < range; i++)
		if (take(ports, claim, first + (start + i) % range, true))
			return 0;
	return -EADDRINUSE;
}

/**
 * bn_port_claim() - take a port
 * @ports: the table
 * @claim: filled in; @claim->port 0 asks for one that nobody has, and then
 *	tells it. Not claimed yet.
 *
 * Return: 0 or -EADDRINUSE.
 * Context: process.
 */
int bn_port_claim(struct bn_ports *ports, struct bn_port_claim *claim)
{
	if (!claim->port)
		return choose(ports, claim);
	return take(ports, claim, claim->port, false) ? 0 : -EADDRINUSE;
}

/**
 * bn_port_release() - give a port back
 * @ports: the table
 * @claim: the claim; nothing happens where there is none
 *
 * Context: process.
 */
void bn_port_release(struct bn_ports *ports, struct bn_port_claim *claim)
{
	spin_lock(&ports->lock);
	hlist_del_init(&claim->node);
	claim->port = 0;
	spin_unlock(&ports->lock);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/port_kunit.c"
#endif
