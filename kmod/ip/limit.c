// SPDX-License-Identifier: GPL-2.0
/*
 * limit - rate limits of ICMP errors (RFC 1812 4.3.2.8)
 *
 * A message needs credit in two token buckets: one for all and one of a small table,
 * chosen by a keyed hash of instance, destination and kind, so that an attacker cannot
 * choose the bucket of another destination. Destinations that share a bucket share its
 * rate; the memory is fixed.
 *
 * Packet-too-big messages count in the bucket for all only, since path MTU discovery
 * depends on them.
 *
 * An attacker that causes errors to others and to itself must not learn from the limit how
 * many were sent to the others: the number of port-unreachable messages shows which ports
 * are open ("SAD DNS", CVE-2020-25705). So a message costs 0, 1 or 2 at random, 1 on
 * average, in both kinds of bucket: an attacker with many addresses has one that shares
 * the bucket of his victim.
 *
 * Life: with its owner, a family in a stack. Synchronization: a spinlock per bucket, BH off. A
 * bucket without credit is filled once in a jiffy, and only read in between: packets that cause
 * errors, in a flood from many CPUs, don't write to it.
 *
 * Serves IN-2, IN-6.
 */
#include <linux/in6.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>

#include "ip/ip.h"

#define BUCKETS		256	/* a power of 2 */
#define GLOBAL_RATE	1000	/* messages per second */
#define GLOBAL_BURST	50
#define PEER_RATE	1
#define PEER_BURST	20	/* 10 messages even at twice the average cost */

struct bucket {
	spinlock_t lock;	/* protects the two below */
	u32 credit;		/* in 1/HZ of a message */
	unsigned long stamp;	/* jiffies when last filled */
};

struct bn_ip_limits {
	siphash_key_t key;
	struct bucket global;
	struct bucket peers[BUCKETS];
};

static void bucket_init(struct bucket *bucket, u32 burst)
{
	spin_lock_init(&bucket->lock);
	bucket->credit = burst * HZ;
	bucket->stamp = jiffies;
}

/**
 * bn_ip_limits_alloc() - make full buckets
 *
 * Return: the limits, or NULL without memory.
 * Context: process.
 */
struct bn_ip_limits *bn_ip_limits_alloc(void)
{
	struct bn_ip_limits *limits;
	unsigned int i;

	limits = kzalloc(sizeof(*limits), GFP_KERNEL_ACCOUNT);
	if (!limits)
		return NULL;
	get_random_bytes(&limits->key, sizeof(limits->key));
	bucket_init(&limits->global, GLOBAL_BURST);
	for (i = 0; i < BUCKETS; i++)
		bucket_init(&limits->peers[i], PEER_BURST);
	return limits;
}

/**
 * bn_ip_limits_free() - free what bn_ip_limits_alloc() made
 * @limits: the limits, without users
 */
void bn_ip_limits_free(struct bn_ip_limits *limits)
{
	kfree(limits);
}

/* Cost of a message at random; on average that of one message */
static u32 random_cost(void)
{
	return get_random_u32_below(3) * HZ;
}

/* Without credit until time passes, which the next to take the lock will notice */
static bool bucket_is_empty(const struct bucket *bucket, unsigned long now)
{
	/* pairs with the release in bucket_take() */
	return smp_load_acquire(&bucket->stamp) == now && READ_ONCE(bucket->credit) < HZ;
}

/* Take @cost at time @now if there is credit for a message; @rate: messages per second */
static bool bucket_take(struct bucket *bucket, unsigned long now, u32 rate, u32 burst, u32 cost)
{
	unsigned long passed;
	u32 credit;
	bool allowed;

	if (bucket_is_empty(bucket, now))
		return false;
	spin_lock_bh(&bucket->lock);
	passed = min_t(unsigned long, now - bucket->stamp, burst * HZ);
	credit = min_t(u32, bucket->credit + passed * rate, burst * HZ);
	allowed = credit >= HZ;
	if (allowed)
		credit -= min(credit, cost);
	WRITE_ONCE(bucket->credit, credit);
	/* pairs with the acquire in bucket_is_empty(): no old credit with the new time */
	smp_store_release(&bucket->stamp, now);
	spin_unlock_bh(&bucket->lock);
	return allowed;
}

static struct bucket *peer_bucket(struct bn_ip_limits *limits, u32 instance, const void *daddr,
				  unsigned int addr_len, bool redirect)
{
	struct {
		u32 instance;
		u32 redirect;
		u8 daddr[sizeof(struct in6_addr)];
	} peer = { .instance = instance, .redirect = redirect };

	memcpy(peer.daddr, daddr, addr_len);
	return &limits->peers[siphash(&peer, sizeof(peer), &limits->key) & (BUCKETS - 1)];
}

/**
 * bn_ip_limit_allow() - check and charge the rate limits
 * @limits: the limits
 * @instance: routing instance of the message
 * @daddr: its destination
 * @addr_len: bytes of @daddr, 16 at most
 * @kind: what it counts as
 *
 * Return: true, with the message counted, or false.
 * Context: process or softirq.
 */
bool bn_ip_limit_allow(struct bn_ip_limits *limits, u32 instance, const void *daddr,
		       unsigned int addr_len, enum bn_ip_limit_kind kind)
{
	unsigned long now = jiffies;
	struct bucket *peer;

	/* the peer's first, so that one peer does not use up what is for all */
	if (kind != BN_IP_LIMIT_TOO_BIG) {
		peer = peer_bucket(limits, instance, daddr, addr_len,
				   kind == BN_IP_LIMIT_REDIRECT);
		if (!bucket_take(peer, now, PEER_RATE, PEER_BURST, random_cost()))
			return false;
	}
	return bucket_take(&limits->global, now, GLOBAL_RATE, GLOBAL_BURST, random_cost());
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "limit_kunit.c"
#endif
