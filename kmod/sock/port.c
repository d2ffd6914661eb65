// SPDX-License-Identifier: GPL-2.0
/*
 * port - port allocation and conflict checks (SK-1)
 *
 * The PCB table accepts a wild and a specific binding of the same port. As on
 * Linux, these must conflict unless both sockets agreed to share the port
 * (SO_REUSEADDR, SO_REUSEPORT), so that no socket can take over part of another
 * socket's port. So sockets claim their ports here first.
 *
 * Synchronization: a spinlock per bucket, so that sockets with different ports rarely contend;
 * process context only.
 */
#include <linux/bsdnet_socket.h>
#include <linux/hash.h>
#include <linux/in.h>
#include <linux/random.h>
#include <linux/sched.h>

#include "sock/port.h"

/* RFC 6335, 6: dynamic ports */
#define DYNAMIC_FIRST 49152
#define PORT_LAST 65535

/**
 * bn_ports_init() - prepare the table
 * @ports: the table
 */
void bn_ports_init(struct bn_ports *ports)
{
	unsigned int i;

	for (i = 0; i < BN_PORT_BUCKETS; i++) {
		spin_lock_init(&ports->buckets[i].lock);
		INIT_HLIST_HEAD(&ports->buckets[i].claims);
	}
}

static struct bn_port_bucket *bucket_of(struct bn_ports *ports, u8 proto, u16 port)
{
	return &ports->buckets[hash_32((u32)proto << 16 | port, ilog2(BN_PORT_BUCKETS))];
}

static bool overlap(const struct bn_port_claim *a, const struct bn_port_claim *b)
{
	if (a->instance != b->instance && a->instance != BSDNET_INSTANCE_ANY &&
	    b->instance != BSDNET_INSTANCE_ANY)
		return false;
	if (a->ifl != b->ifl && a->ifl && b->ifl)
		return false;
	return a->laddr == b->laddr || !a->laddr || !b->laddr;
}

static bool may_share(const struct bn_port_claim *a, const struct bn_port_claim *b)
{
	return (a->reuse && b->reuse) ||
	       (a->reuseport && b->reuseport && uid_eq(a->uid, b->uid));
}

/* No overlapping claim has the port, or (unless @exclusive) all agree to share it */
static bool is_free(const struct bn_port_bucket *bucket, const struct bn_port_claim *claim,
		    u16 port, bool exclusive)
{
	const struct bn_port_claim *other;

	hlist_for_each_entry(other, &bucket->claims, node) {
		if (other->port != port || other->proto != claim->proto)
			continue;
		if (overlap(claim, other) && (exclusive || !may_share(claim, other)))
			return false;
	}
	return true;
}

static bool port_take(struct bn_ports *ports, struct bn_port_claim *claim, u16 port,
		      bool exclusive)
{
	struct bn_port_bucket *bucket = bucket_of(ports, claim->proto, port);
	bool ok;

	spin_lock(&bucket->lock);
	ok = is_free(bucket, claim, port, exclusive);
	if (ok) {
		claim->port = port;
		hlist_add_head(&claim->node, &bucket->claims);
	}
	spin_unlock(&bucket->lock);
	return ok;
}

/* RFC 6056, 3.3.1: try each port once, from a random one on */
static int port_choose(struct bn_ports *ports, struct bn_port_claim *claim)
{
	u32 first = claim->first ?: DYNAMIC_FIRST;
	u32 last = claim->last >= first ? claim->last : PORT_LAST;
	u32 range = last - first + 1;
	u32 start = get_random_u32_below(range);
	u32 i;

	for (i = 0; i < range; i++) {
		if (port_take(ports, claim, first + (start + i) % range, true))
			return 0;
		cond_resched();
	}
	return -EADDRINUSE;
}

/**
 * bn_port_claim() - claim a port
 * @ports: the table
 * @claim: filled in by the caller, not linked. If @claim->port is 0, an unused port
 *	is chosen and stored there.
 *
 * Return: 0 or -EADDRINUSE.
 * Context: process.
 */
int bn_port_claim(struct bn_ports *ports, struct bn_port_claim *claim)
{
	if (!claim->port)
		return port_choose(ports, claim);
	return port_take(ports, claim, claim->port, false) ? 0 : -EADDRINUSE;
}

/**
 * bn_port_release() - release a port
 * @ports: the table
 * @claim: the claim; may hold no port
 *
 * Context: process.
 */
void bn_port_release(struct bn_ports *ports, struct bn_port_claim *claim)
{
	struct bn_port_bucket *bucket;

	if (hlist_unhashed(&claim->node))
		return;
	bucket = bucket_of(ports, claim->proto, claim->port);
	spin_lock(&bucket->lock);
	hlist_del_init(&claim->node);
	spin_unlock(&bucket->lock);
	claim->port = 0;
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "sock/port_kunit.c"
#endif
