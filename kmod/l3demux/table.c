// SPDX-License-Identifier: GPL-2.0
/*
 * table - the PCB table: which session is a packet for? (PCB-1, PCB-2, PCB-3)
 *
 * Overview
 *
 * One hash for all families, protocols and masks of a stack. A lookup goes through
 * the masks in use, the best match first (group.h): it masks the packet's key,
 * hashes the result together with the mask, and the first entry found is the
 * answer. Entries with the same key and mask share it by consent (reuse); the
 * newest one comes first.
 *
 * The hash consists of STRIPES parts, each of them with a lock and a size of its
 * own, so that insertions into different stripes do not meet, and growing
 * moves but the entries of one stripe.
 *
 * Life
 *
 * Entries are part of their owners (sockets), who remove them and free them
 * after a grace period.
 *
 * Synchronization
 *
 * Lookups and walks are under RCU. Insertion and removal take the stripe's
 * spinlock, and no other lock (unless the mask is new). A stripe grows and
 * shrinks by replacement: entries have two nodes, and an array of the other
 * parity is built through the other node, then published; a reader of the old
 * array sees what was there when it began. Nodes of a parity are used again only
 * when the grace period since the last replacement is over; until then the
 * stripe keeps its size. So no reader ever waits or retries.
 */
#include <linux/err.h>
#include <linux/jhash.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/spinlock.h>

#include "l3demux/group.h"

#define STRIPE_BITS	8
#define STRIPES		BIT(STRIPE_BITS)
#define STRIPE_MASK	(STRIPES - 1)
#define HEADS_BITS_MIN	2	/* 1024 buckets in all, once every stripe has entries */
#define HEADS_BITS_MAX	16
#define HEADS_BITS_STEP	2	/* grow and shrink by a factor of four */
#define KEY_WORDS	(sizeof(struct bn_pcb_key) / sizeof(u64))

/* A walk's cursor: stripe, then position in the stripe */
#define CURSOR_SHIFT	(BITS_PER_LONG - STRIPE_BITS - 1)

struct pcb_heads {
	struct rcu_head rcu;
	u8 bits;
	u8 parity;
	struct hlist_head head[];
};

/* @heads: NULL before the first entry. @replaced: @grace is valid. */
struct pcb_stripe {
	struct pcb_heads __rcu *heads;
	spinlock_t lock;	/* insertion, removal, size */
	u32 count;
	unsigned long grace;
	bool replaced;
};

struct bn_l3demux {
	u32 seed;
	struct bn_pcb_group_set groups;
	struct pcb_stripe stripe[STRIPES];
};

/* ---- keys -------------------------------------------------------------- */

static const u64 *key_words(const struct bn_pcb_key *key)
{
	BUILD_BUG_ON(sizeof(*key) % sizeof(u64));
	return (const u64 *)key;
}

static void key_and(u64 *words, const struct bn_pcb_key *key, const struct bn_pcb_key *mask)
{
	unsigned int i;

	for (i = 0; i < KEY_WORDS; i++)
		words[i] = key_words(key)[i] & key_words(mask)[i];
}

static bool key_equal(const u64 *words, const struct bn_pcb_key *key,
		      const struct bn_pcb_key *mask)
{
	u64 diff = 0;
	unsigned int i;

	for (i = 0; i < KEY_WORDS; i++)
		diff |= words[i] ^ (key_words(key)[i] & key_words(mask)[i]);
	return !diff;
}

static u32 key_hash(const struct bn_l3demux *l3, const struct bn_pcb_group *group,
		    const u64 *words)
{
	return jhash2((const u32 *)words, KEY_WORDS * 2, l3->seed ^ group->rank);
}

static struct hlist_head *heads_of(struct pcb_heads *heads, u32 hash)
{
	return &heads->head[(hash >> STRIPE_BITS) & (BIT(heads->bits) - 1)];
}

/* ---- lookup ------------------------------------------------------------ */

static struct bn_pcb *probe(const struct bn_l3demux *l3, const struct bn_pcb_group *group,
			    const struct bn_pcb_key *key)
{
	u64 words[KEY_WORDS];
	struct pcb_heads *heads;
	struct bn_pcb *pcb;
	u32 hash;

	key_and(words, key, &group->mask);
	hash = key_hash(l3, group, words);
	heads = rcu_dereference(l3->stripe[hash & STRIPE_MASK].heads);
	if (!heads)
		return NULL;
	hlist_for_each_entry_rcu(pcb, heads_of(heads, hash), node[heads->parity])
		if (pcb->hash == hash && READ_ONCE(pcb->group) == group &&
		    key_equal(words, &pcb->key, &group->mask))
			return pcb;
	return NULL;
}

/**
 * bn_pcb_lookup() - the best match for a packet
 * @stack: the stack
 * @key: of the packet
 *
 * Return: the entry, or NULL.
 * Context: RCU read side.
 */
struct bn_pcb *bn_pcb_lookup(const struct bsdnet_stack *stack, const struct bn_pcb_key *key)
{
	const struct bn_l3demux *l3 = stack->l3demux;
	const struct bn_pcb_groups *groups;
	struct bn_pcb *pcb;
	unsigned int i;

	groups = key->family == AF_INET ? rcu_dereference(l3->groups.inet) :
					  rcu_dereference(l3->groups.inet6);
	for (i = 0; groups && i < groups->n; i++) {
		if (!atomic_read(&groups->group[i]->members))
			continue;
		pcb = probe(l3, groups->group[i], key);
		if (pcb)
			return pcb;
	}
	return NULL;
}

/* ---- size of a stripe -------------------------------------------------- */

static struct pcb_heads *heads_alloc(unsigned int bits, unsigned int parity)
{
	struct pcb_heads *heads;

	heads = kzalloc(struct_size(heads, head, BIT(bits)), GFP_ATOMIC | __GFP_NOWARN);
	if (!heads)
		return NULL;
	heads->bits = bits;
	heads->parity = parity;
	return heads;
}

static struct hlist_node *chain_last(const struct hlist_head *head)
{
	struct hlist_node *node = head->first;

	while (node && node->next)
		node = node->next;
	return node;
}

/* NULL for the first of a chain */
static struct hlist_node *chain_prev(const struct hlist_head *head, struct hlist_node *node)
{
	if (node == head->first)
		return NULL;
	return container_of(node->pprev, struct hlist_node, next);
}

/* From the last to the first, each to the front: those with equal keys keep their order */
static void chain_copy(struct pcb_heads *new, const struct pcb_heads *old,
		       const struct hlist_head *head)
{
	struct hlist_node *node;
	struct bn_pcb *pcb;

	for (node = chain_last(head); node; node = chain_prev(head, node)) {
		pcb = container_of(node, struct bn_pcb, node[old->parity]);
		hlist_add_head_rcu(&pcb->node[new->parity], heads_of(new, pcb->hash));
	}
}

/* Where there is no memory, or it is too early, the stripe serves on as it is */
static void stripe_resize(struct pcb_stripe *stripe, struct pcb_heads *old, unsigned int bits)
{
	struct pcb_heads *new;
	unsigned int i;

	if (stripe->replaced && !poll_state_synchronize_rcu(stripe->grace))
		return;
	new = heads_alloc(bits, !old->parity);
	if (!new)
		return;
	for (i = 0; i < BIT(old->bits); i++)
		chain_copy(new, old, &old->head[i]);
	rcu_assign_pointer(stripe->heads, new);
	stripe->grace = get_state_synchronize_rcu();
	stripe->replaced = true;
	kfree_rcu(old, rcu);
}

/* A quarter of an entry a bucket after a resize in either direction */
static void stripe_fit(struct pcb_stripe *stripe, struct pcb_heads *heads)
{
	unsigned int bits = heads->bits;

	if (stripe->count > BIT(bits) && bits < HEADS_BITS_MAX)
		stripe_resize(stripe, heads, bits + HEADS_BITS_STEP);
	else if (bits > HEADS_BITS_MIN && stripe->count < BIT(bits) >> (HEADS_BITS_STEP + 2))
		stripe_resize(stripe, heads, bits - HEADS_BITS_STEP);
}

/* ---- insertion and removal --------------------------------------------- */

static struct pcb_heads *stripe_heads(struct pcb_stripe *stripe)
{
	return rcu_dereference_protected(stripe->heads, lockdep_is_held(&stripe->lock));
}

static bool conflict(struct pcb_heads *heads, const struct bn_pcb *pcb, const u64 *words)
{
	const struct hlist_head *head = heads_of(heads, pcb->hash);
	const struct bn_pcb *other;

	hlist_for_each_entry(other, head, node[heads->parity])
		if (other->hash == pcb->hash && other->group == pcb->group &&
		    key_equal(words, &other->key, &pcb->group->mask))
			return !(other->reuse && pcb->reuse);
	return false;
}

static int stripe_insert(struct pcb_stripe *stripe, struct bn_pcb *pcb, const u64 *words)
{
	struct pcb_heads *heads = stripe_heads(stripe);

	if (!heads) {
		heads = heads_alloc(HEADS_BITS_MIN, 0);
		if (!heads)
			return -ENOMEM;
		rcu_assign_pointer(stripe->heads, heads);
	}
	if (conflict(heads, pcb, words))
		return -EADDRINUSE;
	hlist_add_head_rcu(&pcb->node[heads->parity], heads_of(heads, pcb->hash));
	stripe->count++;
	stripe_fit(stripe, heads);
	return 0;
}

static int check(const struct bn_pcb *pcb)
{
	unsigned int max = pcb->key.family == AF_INET ? 32 : 128;

	if (pcb->key.family != AF_INET && pcb->key.family != AF_INET6)
		return -EAFNOSUPPORT;
	if (pcb->mask.laddr_bits > max || pcb->mask.raddr_bits > max)
		return -EINVAL;
	return 0;
}

/**
 * bn_pcb_insert() - add an entry
 * @stack: the stack
 * @pcb: the entry, with key, mask, ops and reuse set; what is wild in the key
 *	may hold anything. It must not change while it is in the table, and one that
 *	was removed may be inserted again only after a grace period: readers may
 *	still stand on it.
 *
 * Return: 0; -EADDRINUSE if there is one with the same key and mask and not both allow
 * it (@reuse); -ENOMEM; -EINVAL for a prefix longer than an address;
 * -EAFNOSUPPORT; -ENOSPC for too many different masks.
 * Context: process or softirq.
 */
int bn_pcb_insert(struct bsdnet_stack *stack, struct bn_pcb *pcb)
{
	struct bn_l3demux *l3 = stack->l3demux;
	struct bn_pcb_group *group;
	struct pcb_stripe *stripe;
	u64 words[KEY_WORDS];
	int err = check(pcb);

	if (err)
		return err;
	group = bn_group_get(&l3->groups, pcb->key.family, &pcb->mask);
	if (IS_ERR(group))
		return PTR_ERR(group);
	key_and(words, &pcb->key, &group->mask);
	pcb->stack = stack;
	pcb->group = group;
	pcb->hash = key_hash(l3, group, words);
	stripe = &l3->stripe[pcb->hash & STRIPE_MASK];

	spin_lock_bh(&stripe->lock);
	err = stripe_insert(stripe, pcb, words);
	spin_unlock_bh(&stripe->lock);
	if (err) {
		pcb->group = NULL;
		bn_group_put(group);
		return err;
	}
	bn_obj_get_count(stack, BN_OBJ_PCB);
	return 0;
}

/**
 * bn_pcb_remove() - take an entry out
 * @pcb: the entry; zeroed, inserted, or removed already. Its owner may free it
 *	after a grace period.
 *
 * Context: process or softirq.
 */
void bn_pcb_remove(struct bn_pcb *pcb)
{
	struct bn_pcb_group *group = pcb->group;
	struct pcb_stripe *stripe;
	struct pcb_heads *heads;

	if (!group)
		return;
	stripe = &pcb->stack->l3demux->stripe[pcb->hash & STRIPE_MASK];
	spin_lock_bh(&stripe->lock);
	heads = stripe_heads(stripe);
	hlist_del_rcu(&pcb->node[heads->parity]);
	stripe->count--;
	stripe_fit(stripe, heads);
	spin_unlock_bh(&stripe->lock);
	WRITE_ONCE(pcb->group, NULL);
	bn_group_put(group);
	bn_obj_put_count(pcb->stack, BN_OBJ_PCB);
}

/* ---- walk -------------------------------------------------------------- */

static int stripe_walk(struct pcb_stripe *stripe, unsigned long *pos,
		       int (*fn)(const struct bn_pcb *pcb, void *arg), void *arg)
{
	struct pcb_heads *heads = rcu_dereference(stripe->heads);
	unsigned long seen = 0;
	struct bn_pcb *pcb;
	unsigned int i;
	int err;

	for (i = 0; heads && i < BIT(heads->bits); i++) {
		hlist_for_each_entry_rcu(pcb, &heads->head[i], node[heads->parity]) {
			if (seen++ < *pos)
				continue;
			err = fn(pcb, arg);
			if (err)
				return err;
			++*pos;
		}
	}
	return 0;
}

/**
 * bn_pcb_walk() - look at all entries, in no particular order
 * @stack: the stack
 * @cursor: where to go on, 0 at first; follows
 * @fn: called for each entry, under RCU; nonzero stops, and this entry comes first
 *	when the walk goes on
 * @arg: for @fn
 *
 * Entries that come, go or move while a walk is suspended may be missed or
 * seen twice; it ends in any case.
 *
 * Return: 0 at the end, or what @fn returned.
 * Context: process or softirq.
 */
int bn_pcb_walk(struct bsdnet_stack *stack, unsigned long *cursor,
		int (*fn)(const struct bn_pcb *pcb, void *arg), void *arg)
{
	unsigned long stripe = *cursor >> CURSOR_SHIFT;
	unsigned long pos = *cursor & (BIT(CURSOR_SHIFT) - 1);
	int err = 0;

	for (; stripe < STRIPES; stripe++, pos = 0) {
		rcu_read_lock();
		err = stripe_walk(&stack->l3demux->stripe[stripe], &pos, fn, arg);
		rcu_read_unlock();
		if (err)
			break;
	}
	*cursor = stripe << CURSOR_SHIFT | pos;
	return err;
}

/* ---- the room ---------------------------------------------------------- */

static int l3demux_stack_init(struct bsdnet_stack *stack)
{
	struct bn_l3demux *l3 = kvzalloc(sizeof(*l3), GFP_KERNEL_ACCOUNT);
	unsigned int i;

	if (!l3)
		return -ENOMEM;
	l3->seed = get_random_u32();
	bn_group_set_init(&l3->groups);
	for (i = 0; i < STRIPES; i++)
		spin_lock_init(&l3->stripe[i].lock);
	stack->l3demux = l3;
	return 0;
}

static void l3demux_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_l3demux *l3 = stack->l3demux;
	unsigned int i;

	for (i = 0; i < STRIPES; i++) {
		WARN_ON_ONCE(l3->stripe[i].count);
		kfree(rcu_dereference_protected(l3->stripe[i].heads, true));
	}
	bn_group_set_exit(&l3->groups);
	kvfree(l3);
	stack->l3demux = NULL;
}

const struct bn_room bn_l3demux_room = {
	.name = "l3demux",
	.stack_init = l3demux_stack_init,
	.stack_exit = l3demux_stack_exit,
};

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "table_kunit.c"
#endif
