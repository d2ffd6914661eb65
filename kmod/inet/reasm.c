// SPDX-License-Identifier: GPL-2.0
/*
 * reasm - reassembly of IPv4 packets for this host (RFC 791, RFC 815, IN-3)
 *
 * The fragments are kept by the kernel's inet_frag; the key, the checks and the delivery are
 * here. The routing instance is part of the key, since an address is unique only within an
 * instance.
 *
 * Fragments pass through a few service queues, chosen by a hash of the key, so that the work
 * is done in process context, and all fragments of a packet are handled by one consumer.
 * Complete packets are delivered from there.
 *
 * Bounds: the length of a queue; the memory of all fragments of a stack; 30 s for a packet,
 * after which an error is sent if the first fragment has arrived. A packet with overlapping
 * fragments is dropped (RFC 5722, RFC 8900 5.1), as is one longer than 65535 bytes;
 * duplicates are dropped alone.
 *
 * inet_frag uses skb->cb while it keeps the fragment: the metadata of the first one is in
 * struct packet.
 *
 * Life: struct packet belongs to inet_frag, which frees it after a grace period, possibly
 * after the stack is freed: so it has no pointer to the stack.
 *
 * Synchronization: a packet under its own spinlock, against its timer.
 *
 * Serves IN-3, Q-8.
 */
#include <linux/icmp.h>
#include <linux/jhash.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <net/inet_ecn.h>
#include <net/inet_frag.h>
#include <net/ip.h>

#include "inet/private.h"
#include "queues/queues.h"

#define N_QUEUES	4		/* power of 2 */
#define QUEUE_LIMIT	1024		/* fragments */
#define MEMORY		(4 << 20)	/* bytes of fragments kept in a stack */
#define TIMEOUT		(30 * HZ)	/* RFC 1122 3.3.2 asks for 60 to 120 s; Linux takes 30 */

/**
 * struct bn_reasm - reassembly in a stack
 * @fqdir: inet_frag's table
 * @queues: the service queues
 * @seed: of the hash that chooses one
 */
struct bn_reasm {
	struct fqdir *fqdir;
	struct bn_svcq queues[N_QUEUES];
	u32 seed;
};

/**
 * struct packet - an incomplete packet
 * @q: of inet_frag; its lock protects all
 * @first: metadata of the first fragment
 * @n: fragments kept
 * @ecn: codepoints seen, IPFRAG_ECN_*
 */
struct packet {
	struct inet_frag_queue q;
	struct bn_pkt first;
	unsigned int n;
	u8 ecn;
};

/**
 * struct fragment - the place of a fragment in its packet
 * @offset: of its first byte in the payload of the packet
 * @end: of the byte after its last
 * @ihl: bytes of its IP header
 * @last: no more fragments follow
 */
struct fragment {
	int offset;
	int end;
	int ihl;
	bool last;
};

/* ---- one packet ---------------------------------------------------------- */

static int parse(const struct sk_buff *skb, struct fragment *frag)
{
	const struct iphdr *iph = ip_hdr(skb);
	int frag_off = ntohs(iph->frag_off), len;

	frag->ihl = iph->ihl * 4;
	frag->offset = (frag_off & IP_OFFSET) << 3;
	frag->last = !(frag_off & IP_MF);
	len = ntohs(iph->tot_len) - frag->ihl;
	frag->end = frag->offset + len;
	if (len <= 0 || ntohs(iph->tot_len) > skb->len)
		return -EINVAL;
	if (!frag->last && len & 7)
		return -EINVAL;
	return frag->end + frag->ihl > IP_MAX_MTU ? -EMSGSIZE : 0;
}

/* Does the fragment agree with the length of the packet, if that is known? */
static bool fits(struct packet *p, const struct fragment *frag)
{
	bool known = p->q.flags & INET_FRAG_LAST_IN;

	if (frag->last) {
		if (frag->end < p->q.len || (known && frag->end != p->q.len))
			return false;
		p->q.flags |= INET_FRAG_LAST_IN;
		p->q.len = frag->end;
	} else if (frag->end > p->q.len) {
		if (known)
			return false;
		p->q.len = frag->end;
	}
	return true;
}

/* Takes the skb when it returns IPFRAG_OK */
static int reasm_insert(struct packet *p, struct sk_buff *skb, const struct fragment *frag)
{
	u8 ecn = 1 << (ip_hdr(skb)->tos & INET_ECN_MASK);
	struct bn_pkt pkt = *bn_pkt(skb);
	int result;

	if (!pskb_pull(skb, frag->ihl) ||
	    pskb_trim_rcsum(skb, frag->end - frag->offset))
		return -ENOMEM;
	result = inet_frag_queue_insert(&p->q, skb, frag->offset, frag->end);
	if (result != IPFRAG_OK) {
		*bn_pkt(skb) = pkt;
		return result;
	}
	p->q.stamp = skb->tstamp;
	p->q.meat += skb->len;
	p->ecn |= ecn;
	p->n++;
	add_frag_mem_limit(p->q.fqdir, skb->truesize);
	if (!frag->offset) {
		p->q.flags |= INET_FRAG_FIRST_IN;
		p->first = pkt;
	}
	return IPFRAG_OK;
}

static bool is_complete(const struct packet *p)
{
	return p->q.flags == (INET_FRAG_FIRST_IN | INET_FRAG_LAST_IN) && p->q.meat == p->q.len;
}

static void reasm_make_header(const struct packet *p, struct sk_buff *skb, u8 ecn)
{
	struct iphdr *iph = ip_hdr(skb);

	iph->tot_len = htons(ip_hdrlen(skb) + p->q.len);
	iph->tos |= ecn;
	iph->frag_off = 0;
	ip_send_check(iph);
}

/* The last skb becomes the packet. NULL: no memory */
static struct sk_buff *glue(struct packet *p, struct sk_buff *skb, struct sk_buff *prev_tail)
{
	u8 ecn = ip_frag_ecn_table[p->ecn];
	void *state;

	if (ecn == 0xff)
		return NULL;
	state = inet_frag_reasm_prepare(&p->q, skb, prev_tail);
	if (!state)
		return NULL;
	if (ip_hdrlen(skb) + p->q.len > IP_MAX_MTU)
		return NULL;
	inet_frag_reasm_finish(&p->q, skb, state, true);
	p->q.rb_fragments = RB_ROOT;
	p->q.fragments_tail = NULL;
	p->q.last_run_head = NULL;
	p->n = 0;
	reasm_make_header(p, skb, ecn);
	*bn_pkt(skb) = p->first;
	return skb;
}

/* ---- the table ----------------------------------------------------------- */

static void count_drops(struct bsdnet_stack *stack, unsigned int n, enum bn_drop_reason reason)
{
	while (n--)
		bn_drop_count(stack, reason);
}

/* Free the packet with all its fragments */
static void give_up(struct bsdnet_stack *stack, struct packet *p, int *refs)
{
	p->q.flags |= INET_FRAG_DROP;
	inet_frag_kill(&p->q, refs);
	count_drops(stack, p->n, BN_DROP_REASM_BAD);
	p->n = 0;
	bn_ip4_stat_inc(stack, BN_IP4_REASM_FAILS);
}

static struct sk_buff *make_whole(struct bsdnet_stack *stack, struct packet *p,
				  struct sk_buff *skb, struct sk_buff *prev_tail, int *refs)
{
	inet_frag_kill(&p->q, refs);
	skb = glue(p, skb, prev_tail);
	if (!skb) {
		give_up(stack, p, refs);
		return NULL;
	}
	/* inet_frag's tree used the field of skb->dev */
	skb->dev = NULL;
	bn_ip4_stat_inc(stack, BN_IP4_REASM_OKS);
	return skb;
}

/* Add a fragment to its packet, which is locked; takes the skb. Returns the packet if it is
 * complete, else NULL
 */
static struct sk_buff *reasm_add(struct packet *p, struct sk_buff *skb, const struct fragment *frag,
				 int *refs)
{
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;
	struct sk_buff *prev_tail = p->q.fragments_tail;
	int result = -EINVAL;

	/* complete already: a duplicate */
	if (p->q.flags & INET_FRAG_COMPLETE)
		goto drop;
	if (fits(p, frag))
		result = reasm_insert(p, skb, frag);
	if (result == IPFRAG_OK)
		return is_complete(p) ? make_whole(stack, p, skb, prev_tail, refs) : NULL;
	if (result != IPFRAG_DUP)
		give_up(stack, p, refs);
drop:
	bn_drop(skb, BN_DROP_REASM_BAD);
	return NULL;
}

static void make_frag_key(const struct sk_buff *skb, struct frag_v4_compare_key *key)
{
	const struct iphdr *iph = ip_hdr(skb);

	memset(key, 0, sizeof(*key));
	key->saddr = iph->saddr;
	key->daddr = iph->daddr;
	key->vif = bn_pkt(skb)->instance;
	key->id = iph->id;
	key->protocol = iph->protocol;
}

/* Takes a fragment; returns the packet that it completes, or NULL. RCU, BH off */
static struct sk_buff *take_fragment(struct bn_reasm *reasm, struct sk_buff *skb)
{
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;
	struct frag_v4_compare_key key;
	struct inet_frag_queue *q;
	struct fragment frag;
	struct sk_buff *whole;
	int refs = 0;

	if (parse(skb, &frag)) {
		bn_drop(skb, BN_DROP_REASM_BAD);
		return NULL;
	}
	make_frag_key(skb, &key);
	q = inet_frag_find(reasm->fqdir, &key);
	if (!q) {
		bn_ip4_stat_inc(stack, BN_IP4_REASM_FAILS);
		bn_drop(skb, BN_DROP_REASM_FULL);
		return NULL;
	}
	skb_orphan(skb);
	skb_dst_drop(skb);
	spin_lock(&q->lock);
	whole = reasm_add(container_of(q, struct packet, q), skb, &frag, &refs);
	spin_unlock(&q->lock);
	inet_frag_putn(q, refs);
	return whole;
}

/* An error is sent only if the first fragment has arrived (RFC 792) */
static struct sk_buff *pull_first(struct packet *p)
{
	struct sk_buff *head;

	if (!(p->q.flags & INET_FRAG_FIRST_IN))
		return NULL;
	head = inet_frag_pull_head(&p->q);
	if (!head)
		return NULL;
	head->dev = NULL;
	skb_push(head, head->data - skb_network_header(head));
	*bn_pkt(head) = p->first;
	p->n--;
	return head;
}

/* Under the lock; the stack is not stopping */
static struct sk_buff *time_out(struct packet *p)
{
	struct bsdnet_stack *stack = bn_stack_of(p->q.fqdir->net);
	struct sk_buff *head = pull_first(p);

	count_drops(stack, p->n, BN_DROP_REASM_TIMEOUT);
	p->n = 0;
	bn_ip4_stat_inc(stack, BN_IP4_REASM_FAILS);
	return head;
}

static void expire(struct timer_list *timer)
{
	struct packet *p = container_of(timer, struct packet, q.timer);
	struct sk_buff *head = NULL;
	int refs = 1;

	rcu_read_lock();
	spin_lock(&p->q.lock);
	if (!(p->q.flags & INET_FRAG_COMPLETE)) {
		p->q.flags |= INET_FRAG_DROP;
		inet_frag_kill(&p->q, &refs);
		/* the stack is not freed before a grace period has passed */
		if (!READ_ONCE(p->q.fqdir->dead))
			head = time_out(p);
	}
	spin_unlock(&p->q.lock);
	if (head) {
		bn_icmp4_error(head, ICMP_TIME_EXCEEDED, ICMP_EXC_FRAGTIME, 0);
		bn_drop(head, BN_DROP_REASM_TIMEOUT);
	}
	rcu_read_unlock();
	inet_frag_putn(&p->q, refs);
}

static void construct(struct inet_frag_queue *q, const void *key)
{
	q->key.v4 = *(const struct frag_v4_compare_key *)key;
}

static u32 hash_key(const void *key, u32 len, u32 seed)
{
	return jhash2(key, sizeof(struct frag_v4_compare_key) / sizeof(u32), seed);
}

static u32 hash_object(const void *object, u32 len, u32 seed)
{
	const struct inet_frag_queue *q = object;

	return hash_key(&q->key.v4, len, seed);
}

static int reasm_compare(struct rhashtable_compare_arg *arg, const void *object)
{
	const struct inet_frag_queue *q = object;

	return memcmp(&q->key.v4, arg->key, sizeof(q->key.v4));
}

static struct inet_frags frags = {
	.qsize = sizeof(struct packet),
	.constructor = construct,
	.frag_expire = expire,
	.frags_cache_name = "bsdnet_reasm",
	.rhash_params = {
		.head_offset = offsetof(struct inet_frag_queue, node),
		.key_offset = offsetof(struct inet_frag_queue, key),
		.key_len = sizeof(struct frag_v4_compare_key),
		.hashfn = hash_key,
		.obj_hashfn = hash_object,
		.obj_cmpfn = reasm_compare,
		.automatic_shrinking = true,
	},
};

/* ---- the queues ---------------------------------------------------------- */

static void reasm_consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct sk_buff *skb = item;
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;

	rcu_read_lock();
	local_bh_disable();
	skb = take_fragment(svcq->priv, skb);
	if (skb)
		bn_ip4_deliver_whole(stack, skb);
	local_bh_enable();
	rcu_read_unlock();
}

/**
 * bn_reasm_input() - queue a fragment for reassembly
 * @stack: the stack
 * @skb: the fragment, data at the IP header, which is linear; bn_pkt()->instance
 *	is the one that recognized it; taken
 *
 * Context: RCU read side, BH off (paper: Processing "Locally Received" Packets).
 */
void bn_reasm_input(struct bsdnet_stack *stack, struct sk_buff *skb)
{
	struct bn_reasm *reasm = stack->inet->reasm;
	struct frag_v4_compare_key key;
	u32 hash;

	bn_ip4_stat_inc(stack, BN_IP4_REASM_REQDS);
	/* the result of input may become invalid while the fragment waits */
	bn_pkt(skb)->l2_entry = NULL;
	skb->dev = NULL;
	make_frag_key(skb, &key);
	hash = hash_key(&key, sizeof(key), reasm->seed);
	bn_svcq_enqueue(&reasm->queues[hash % N_QUEUES], skb, BN_SVCQ_PACKET, BN_DROP_REASM_FULL);
}

static int init_queues(struct bsdnet_stack *stack, struct bn_reasm *reasm)
{
	unsigned int i;
	char name[16];
	int err;

	for (i = 0; i < N_QUEUES; i++) {
		snprintf(name, sizeof(name), "reassembly %u", i);
		err = bn_svcq_init(&reasm->queues[i], stack, name, QUEUE_LIMIT, reasm,
				   reasm_consume);
		if (err)
			goto unwind;
	}
	return 0;

unwind:
	while (i--)
		bn_svcq_destroy(&reasm->queues[i], BN_DROP_REASM_TIMEOUT);
	return err;
}

/**
 * bn_reasm_stack_init() - make the reassembly of a new stack
 * @stack: the stack
 *
 * Return: 0 or -errno.
 * Context: process.
 */
int bn_reasm_stack_init(struct bsdnet_stack *stack)
{
	struct bn_reasm *reasm = kzalloc(sizeof(*reasm), GFP_KERNEL_ACCOUNT);
	int err;

	if (!reasm)
		return -ENOMEM;
	reasm->seed = get_random_u32();
	err = fqdir_init(&reasm->fqdir, &frags, stack->net);
	if (err)
		goto free;
	reasm->fqdir->high_thresh = MEMORY;
	reasm->fqdir->low_thresh = MEMORY / 4 * 3;
	reasm->fqdir->timeout = TIMEOUT;
	err = init_queues(stack, reasm);
	if (err)
		goto fqdir;
	stack->inet->reasm = reasm;
	return 0;

fqdir:
	fqdir_pre_exit(reasm->fqdir);
	fqdir_exit(reasm->fqdir);
free:
	kfree(reasm);
	return err;
}

/**
 * bn_reasm_stack_stop() - accept no new packets, stop the errors of timers
 * @stack: the stack, before a grace period
 *
 * Context: process.
 */
void bn_reasm_stack_stop(struct bsdnet_stack *stack)
{
	fqdir_pre_exit(stack->inet->reasm->fqdir);
}

/**
 * bn_reasm_stack_exit() - free the reassembly of a stack; inet_frag frees the fragments later
 * @stack: the stack, after the grace period: no fragment is in the path
 *
 * Context: process.
 */
void bn_reasm_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_reasm *reasm = stack->inet->reasm;
	unsigned int i;

	for (i = 0; i < N_QUEUES; i++)
		bn_svcq_destroy(&reasm->queues[i], BN_DROP_REASM_TIMEOUT);
	fqdir_exit(reasm->fqdir);
	stack->inet->reasm = NULL;
	kfree(reasm);
}

/**
 * bn_reasm_init() - set up inet_frag
 *
 * Return: 0 or -ENOMEM.
 * Context: module load.
 */
int bn_reasm_init(void)
{
	return inet_frags_init(&frags);
}

/**
 * bn_reasm_exit() - the reverse; waits until the fragments of all stacks are freed
 *
 * Context: module unload.
 */
void bn_reasm_exit(void)
{
	inet_frags_fini(&frags);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "reasm_kunit.c"
#endif
