// SPDX-License-Identifier: GPL-2.0
/*
 * icmp_limit - rate limits of ICMP errors (RFC 1812 4.3.2.8)
 *
 * A message needs credit in two token buckets: one of the stack and one of a small table,
 * chosen by a keyed hash of instance, destination and kind, so that an attacker cannot
 * choose the bucket of another destination. Destinations that share a bucket share its
 * rate; the memory is fixed.
 *
 * Packet-too-big messages count in the bucket of the stack only, since path MTU discovery
 * depends on them.
 *
 * An attacker who causes errors to others and to himself must not learn from the limit how
 * many were sent to the others: the number of port-unreachable messages shows which ports
 * are open ("SAD DNS", CVE-2020-25705). So a message costs 0, 1 or 2 at random, 1 on
 * average, in both kinds of bucket: an attacker with many addresses has one that shares
 * the bucket of his victim.
 *
 * Life: with the stack. Synchronization: a spinlock per bucket, BH off.
 *
 * Serves IN-2, IN-6.
 */
#include <linux/icmp.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>

#include "inet/private.h"

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

struct bn_icmp_limits {
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
 * bn_icmp_limit_init() - make full buckets for a new stack
 * @stack: the stack
 *
 * Return: 0 or -ENOMEM.
 */
int bn_icmp_limit_init(struct bsdnet_stack *stack)
{
	struct bn_icmp_limits *limits;
	unsigned int i;

	limits = kzalloc(sizeof(*limits), GFP_KERNEL_ACCOUNT);
	if (!limits)
		return -ENOMEM;
	get_random_bytes(&limits->key, sizeof(limits->key));
	bucket_init(&limits->global, GLOBAL_BURST);
	for (i = 0; i < BUCKETS; i++)
		bucket_init(&limits->peers[i], PEER_BURST);
	stack->inet->icmp = limits;
	return 0;
}

/**
 * bn_icmp_limit_exit() - free what bn_icmp_limit_init() made
 * @stack: the stack, after the grace period
 */
void bn_icmp_limit_exit(struct bsdnet_stack *stack)
{
	kfree(stack->inet->icmp);
	stack->inet->icmp = NULL;
}

/* Cost of a message at random; on average that of one message */
static u32 random_cost(void)
{
	return get_random_u32_below(3) * HZ;
}

/* Take @cost at time @now if there is credit for a message; @rate: messages per second */
static bool bucket_take(struct bucket *bucket, unsigned long now, u32 rate, u32 burst, u32 cost)
{
	unsigned long passed;
	bool allowed;

	spin_lock_bh(&bucket->lock);
	passed = min_t(unsigned long, now - bucket->stamp, burst * HZ);
	bucket->stamp = now;
	bucket->credit = min_t(u32, bucket->credit + passed * rate, burst * HZ);
	allowed = bucket->credit >= HZ;
	if (allowed)
		bucket->credit -= min(bucket->credit, cost);
	spin_unlock_bh(&bucket->lock);
	return allowed;
}

static struct bucket *peer_bucket(struct bn_icmp_limits *limits, u32 instance, __be32 daddr,
				  u8 type)
{
	u64 hash = siphash_3u32(instance, (__force u32)daddr, type == ICMP_REDIRECT,
				&limits->key);

	return &limits->peers[hash & (BUCKETS - 1)];
}

/**
 * bn_icmp_limit_allow() - check and charge the rate limits
 * @stack: the stack
 * @instance: routing instance of the message
 * @daddr: its destination
 * @type: ICMP type
 * @code: ICMP code
 *
 * Return: true, with the message counted, or false.
 * Context: process or softirq.
 */
bool bn_icmp_limit_allow(struct bsdnet_stack *stack, u32 instance, __be32 daddr, u8 type,
			 u8 code)
{
	struct bn_icmp_limits *limits = stack->inet->icmp;
	unsigned long now = jiffies;

	/* the peer's first, so that one peer does not use up the stack's */
	if (!(type == ICMP_DEST_UNREACH && code == ICMP_FRAG_NEEDED) &&
	    !bucket_take(peer_bucket(limits, instance, daddr, type), now, PEER_RATE,
			 PEER_BURST, random_cost()))
		return false;
	return bucket_take(&limits->global, now, GLOBAL_RATE, GLOBAL_BURST, random_cost());
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "icmp_limit_kunit.c"
#endif
