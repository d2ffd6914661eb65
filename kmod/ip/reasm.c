// SPDX-License-Identifier: GPL-2.0
/*
 * reasm - reassembly of packets for this host (RFC 815, IN-3)
 *
 * The fragments are kept by the kernel's inet_frag; the checks, the queues and the bounds are
 * here; headers, keys, errors and delivery are the family's (struct bn_ip_reasm_ops).
 *
 * Fragments pass through a few service queues, chosen by a hash of the key, so that the work
 * is done in process context, and all fragments of a packet are handled by one consumer.
 * Complete packets are delivered from there.
 *
 * Bounds: the length of a queue; the memory of all fragments of a family in a stack; 30 s for a packet,
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
#include <linux/jhash.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>
#include <net/inet_ecn.h>
#include <net/inet_frag.h>

#include "ip/private.h"

#define QUEUE_LIMIT	1024	/* fragments */

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

/* A key of inet_frag, whose families differ in its length */
union reasm_key {
	struct frag_v4_compare_key v4;
	struct frag_v6_compare_key v6;
};

/* ---- one packet ---------------------------------------------------------- */

/* Does the fragment agree with the length of the packet, if that is known? */
static bool fits(struct packet *p, const struct bn_ip_fragment *frag)
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
static int reasm_insert(struct packet *p, struct sk_buff *skb, const struct bn_ip_fragment *frag)
{
	struct bn_pkt pkt = *bn_pkt(skb);
	int result;

	if (!pskb_pull(skb, frag->hdr_len) ||
	    pskb_trim_rcsum(skb, frag->end - frag->offset))
		return -ENOMEM;
	result = inet_frag_queue_insert(&p->q, skb, frag->offset, frag->end);
	if (result != IPFRAG_OK) {
		*bn_pkt(skb) = pkt;
		return result;
	}
	p->q.stamp = skb->tstamp;
	p->q.meat += skb->len;
	p->ecn |= 1 << frag->ecn;
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

static const struct bn_ip_reasm_ops *ops_of(const struct packet *p)
{
	return container_of(p->q.fqdir->f, struct bn_ip_reasm_family, frags)->ops;
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
	if (p->q.len > ops_of(p)->max_payload(skb))
		return NULL;
	inet_frag_reasm_finish(&p->q, skb, state, true);
	p->q.rb_fragments = RB_ROOT;
	p->q.fragments_tail = NULL;
	p->q.last_run_head = NULL;
	p->n = 0;
	ops_of(p)->make_header(skb, p->q.len, ecn);
	*bn_pkt(skb) = p->first;
	return skb;
}

/* ---- fragments ----------------------------------------------------------- */

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
	ops_of(p)->count(stack, false);
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
	ops_of(p)->count(stack, true);
	return skb;
}

/* Add a fragment to its packet, which is locked; takes the skb. Returns the packet if it is
 * complete, else NULL
 */
static struct sk_buff *reasm_add(struct packet *p, struct sk_buff *skb,
				 const struct bn_ip_fragment *frag, int *refs)
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

/**
 * bn_ip_reasm_take() - add a fragment to its packet
 * @reasm: the reassembly
 * @skb: the fragment; taken
 *
 * Return: the packet that it completes, or NULL.
 * Context: RCU read side, BH off.
 */
struct sk_buff *bn_ip_reasm_take(struct bn_ip_reasm *reasm, struct sk_buff *skb)
{
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;
	struct bn_ip_fragment frag;
	struct inet_frag_queue *q;
	struct sk_buff *whole;
	union reasm_key key;
	int refs = 0;

	if (reasm->ops->parse(skb, &frag)) {
		bn_drop(skb, BN_DROP_REASM_BAD);
		return NULL;
	}
	reasm->ops->make_key(skb, &key);
	q = inet_frag_find(reasm->fqdir, &key);
	if (!q) {
		bn_queue_refuse(&reasm->memory);
		reasm->ops->count(stack, false);
		bn_drop(skb, BN_DROP_REASM_FULL);
		return NULL;
	}
	skb_orphan(skb);
	skb_dst_drop(skb);
	spin_lock(&q->lock);
	whole = reasm_add(container_of(q, struct packet, q), skb, &frag, &refs);
	spin_unlock(&q->lock);
	/* what a whole packet had occupied is free already */
	bn_queue_note(&reasm->memory, frag_mem_limit(reasm->fqdir));
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
	ops_of(p)->count(stack, false);
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
		ops_of(p)->timed_out(head);
		bn_drop(head, BN_DROP_REASM_TIMEOUT);
	}
	rcu_read_unlock();
	inet_frag_putn(&p->q, refs);
}

/* ---- the table of inet_frag ---------------------------------------------- */

static void construct(struct inet_frag_queue *q, const void *key)
{
	memcpy(&q->key, key, q->fqdir->f->rhash_params.key_len);
}

static u32 hash_key(const void *key, u32 len, u32 seed)
{
	return jhash2(key, len / sizeof(u32), seed);
}

static u32 hash_object(const void *object, u32 len, u32 seed)
{
	const struct inet_frag_queue *q = object;

	return hash_key(&q->key, len, seed);
}

static int reasm_compare(struct rhashtable_compare_arg *arg, const void *object)
{
	const struct inet_frag_queue *q = object;

	return memcmp(&q->key, arg->key, arg->ht->p.key_len);
}

/* ---- the queues ---------------------------------------------------------- */

static void reasm_consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct bn_ip_reasm *reasm = svcq->priv;
	struct sk_buff *skb = item;
	struct bsdnet_stack *stack = bn_pkt(skb)->stack;

	rcu_read_lock();
	local_bh_disable();
	skb = bn_ip_reasm_take(reasm, skb);
	if (skb)
		reasm->ops->deliver(stack, skb);
	local_bh_enable();
	rcu_read_unlock();
}

/**
 * bn_ip_reasm_input() - queue a fragment for reassembly
 * @reasm: the reassembly
 * @skb: the fragment, data at the network header, which is linear; bn_pkt()->instance
 *	is the one that recognized it; taken
 *
 * Context: RCU read side, BH off (paper: Processing "Locally Received" Packets).
 */
void bn_ip_reasm_input(struct bn_ip_reasm *reasm, struct sk_buff *skb)
{
	union reasm_key key;
	u32 hash;

	/* the result of input may become invalid while the fragment waits */
	bn_pkt(skb)->l2_entry = NULL;
	skb->dev = NULL;
	reasm->ops->make_key(skb, &key);
	hash = hash_key(&key, reasm->fqdir->f->rhash_params.key_len, reasm->seed);
	bn_svcq_enqueue(&reasm->queues[hash % BN_IP_REASM_QUEUES], skb, BN_SVCQ_PACKET,
			BN_DROP_REASM_FULL);
}

static void memory_read(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	const struct bn_ip_reasm *reasm = container_of(stats, struct bn_ip_reasm, memory);

	figures->len = frag_mem_limit(reasm->fqdir);
	figures->limit = reasm->fqdir->high_thresh;
}

static const struct bn_queue_kind memory_kind = {
	.name = "pool",
	.unit = "bytes",
	.read = memory_read,
};

static int init_queues(struct bsdnet_stack *stack, struct bn_ip_reasm *reasm)
{
	unsigned int i;
	char name[16];
	int err;

	for (i = 0; i < BN_IP_REASM_QUEUES; i++) {
		snprintf(name, sizeof(name), "%s %u", reasm->ops->name, i);
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

/* ---- stacks -------------------------------------------------------------- */

/**
 * bn_ip_reasm_alloc() - make the reassembly of a family in a new stack
 * @stack: the stack
 * @family: the family
 *
 * Return: the reassembly, or ERR_PTR().
 * Context: process.
 */
struct bn_ip_reasm *bn_ip_reasm_alloc(struct bsdnet_stack *stack,
				      struct bn_ip_reasm_family *family)
{
	struct bn_ip_reasm *reasm = kzalloc(sizeof(*reasm), GFP_KERNEL_ACCOUNT);
	int err;

	if (!reasm)
		return ERR_PTR(-ENOMEM);
	reasm->ops = family->ops;
	reasm->seed = get_random_u32();
	err = fqdir_init(&reasm->fqdir, &family->frags, stack->net);
	if (err)
		goto free;
	reasm->fqdir->high_thresh = BN_IP_REASM_MEMORY;
	reasm->fqdir->low_thresh = BN_IP_REASM_MEMORY / 4 * 3;
	reasm->fqdir->timeout = BN_IP_REASM_TIMEOUT;
	err = bn_registry_add(stack, &reasm->memory, reasm->ops->name, &memory_kind,
			      BN_IP_REASM_MEMORY);
	if (err)
		goto fqdir;
	err = init_queues(stack, reasm);
	if (err)
		goto memory;
	return reasm;

memory:
	bn_registry_remove(&reasm->memory);
fqdir:
	fqdir_pre_exit(reasm->fqdir);
	fqdir_exit(reasm->fqdir);
free:
	kfree(reasm);
	return ERR_PTR(err);
}

/**
 * bn_ip_reasm_stop() - accept no new packets, stop the errors of timers
 * @reasm: the reassembly, before a grace period
 *
 * Context: process.
 */
void bn_ip_reasm_stop(struct bn_ip_reasm *reasm)
{
	fqdir_pre_exit(reasm->fqdir);
}

/**
 * bn_ip_reasm_free() - free a reassembly; inet_frag frees the fragments later
 * @reasm: the reassembly, after the grace period: no fragment is in the path
 *
 * Context: process.
 */
void bn_ip_reasm_free(struct bn_ip_reasm *reasm)
{
	unsigned int i;

	for (i = 0; i < BN_IP_REASM_QUEUES; i++)
		bn_svcq_destroy(&reasm->queues[i], BN_DROP_REASM_TIMEOUT);
	bn_registry_remove(&reasm->memory);
	fqdir_exit(reasm->fqdir);
	kfree(reasm);
}

/**
 * bn_ip_reasm_init() - set up inet_frag for a family
 * @family: the family
 *
 * Return: 0 or -ENOMEM.
 * Context: module load.
 */
int bn_ip_reasm_init(struct bn_ip_reasm_family *family)
{
	struct rhashtable_params *params = &family->frags.rhash_params;

	family->frags.qsize = sizeof(struct packet);
	family->frags.constructor = construct;
	family->frags.frag_expire = expire;
	params->head_offset = offsetof(struct inet_frag_queue, node);
	params->key_offset = offsetof(struct inet_frag_queue, key);
	params->hashfn = hash_key;
	params->obj_hashfn = hash_object;
	params->obj_cmpfn = reasm_compare;
	params->automatic_shrinking = true;
	return inet_frags_init(&family->frags);
}

/**
 * bn_ip_reasm_exit() - the reverse; waits until the fragments of all stacks are freed
 * @family: the family
 *
 * Context: module unload.
 */
void bn_ip_reasm_exit(struct bn_ip_reasm_family *family)
{
	inet_frags_fini(&family->frags);
}
