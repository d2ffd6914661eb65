// SPDX-License-Identifier: GPL-2.0
/*
 * table - the PCB table: the session of a packet (PCB-1, PCB-2, PCB-3)
 *
 * Overview
 *
 * One hash for all families, protocols and masks of a stack. A lookup tries
 * the masks in use, the best match first (group.h): it masks the packet's key,
 * hashes the result together with the mask, and the first entry found is the
 * answer. Entries with the same key and mask share it if all allow that (reuse); the
 * newest one is in the hash and links to the others.
 *
 * The hash consists of BN_PCB_STRIPES maps (linemap.h), each of them with a lock of its
 * own, so that insertions into different stripes do not contend. A map grows by
 * a part at a time. A mask that does not match costs one cache line, or none
 * where its group has no entry in the stripe; the match costs that line and
 * the lines of the entry's key. The mask of connected sockets is tried first, as a constant.
 *
 * Crafted keys: the hash is strongly universal over random keys of each stack
 * (bn_linemap_hash()): keys that were chosen without knowing these collide as
 * rarely as random ones.
 *
 * Life
 *
 * Entries are part of their owners (sockets), who remove them and free them
 * after a grace period.
 *
 * Synchronization
 *
 * Lookups and walks are under RCU, never wait and never repeat. Insertion and
 * removal take the stripe's spinlock, and no other lock (unless the mask is new).
 * Each change is one store for readers: of the slot's tag, or of the slot where an
 * entry takes the place of another with the same key. Memory for growth is allocated in
 * pieces of at most 4 KiB; without it the present map stays in use.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/spinlock.h>

#include "l3demux/key.h"

#define DIR_BITS_MAX	8	/* a stripe's: 25,000 entries without chains, 6 million in all */

/* A walk's cursor: stripe, then position in the stripe */
#define CURSOR_SHIFT	(BITS_PER_LONG - BN_PCB_STRIPE_BITS - 1)

/* What connected sockets have: all but the interface */
static const struct bn_pcb_mask full_inet_mask = {
	.laddr_bits = 32, .raddr_bits = 32, .lport = 1, .rport = 1, .instance = 1,
};

static const struct bn_pcb_mask full_inet6_mask = {
	.laddr_bits = 128, .raddr_bits = 128, .lport = 1, .rport = 1, .instance = 1,
};

#define ALL_ONES { .s6_addr = { [0 ... 15] = 0xff } }

/* The same as masks of keys */
static const struct bn_pcb_key full_inet = {
	.instance = ~0U, .lport = (__force __be16)0xffff, .rport = (__force __be16)0xffff,
	.laddr.s6_addr = { 0xff, 0xff, 0xff, 0xff }, .raddr.s6_addr = { 0xff, 0xff, 0xff, 0xff },
	.proto = 0xff, .family = 0xff,
};

static const struct bn_pcb_key full_inet6 = {
	.instance = ~0U, .lport = (__force __be16)0xffff, .rport = (__force __be16)0xffff,
	.laddr = ALL_ONES, .raddr = ALL_ONES, .proto = 0xff, .family = 0xff,
};

struct pcb_stripe {
	struct bn_linemap map;
	spinlock_t lock;	/* insertion, removal */
};

struct bn_l3demux {
	struct bn_linemap_keys keys;
	struct bn_pcb_group_set groups;
	struct pcb_stripe stripe[BN_PCB_STRIPES];
};

/* ---- lookup ------------------------------------------------------------ */

static struct bn_pcb *pcb_of(struct bn_linemap_item *item)
{
	return container_of(item, struct bn_pcb, item);
}

/* Of bits between those that the map uses as a tag and those that matter most to it */
static unsigned int stripe_of(u32 hash)
{
	return hash >> 8 & (BN_PCB_STRIPES - 1);
}

static __always_inline bool match_inet(const struct bn_linemap_item *item, const void *wanted)
{
	return bn_key_matches(wanted, container_of(item, struct bn_pcb, item), true);
}

static __always_inline bool match_inet6(const struct bn_linemap_item *item, const void *wanted)
{
	return bn_key_matches(wanted, container_of(item, struct bn_pcb, item), false);
}

/* @mask, @rank: of @group; constants for sessions that are fully specified */
static __always_inline struct bn_pcb *lookup_group(const struct bn_l3demux *l3,
						   const struct bn_pcb_group *group,
						   const struct bn_pcb_key *mask, u32 rank,
						   const struct bn_pcb_key *key, bool inet)
{
	struct bn_key_wanted wanted;
	struct bn_linemap_item *item;
	u32 hash;

	bn_key_want(&wanted, key, mask, rank, inet);
	hash = bn_key_hash(&l3->keys, &wanted, key->proto, inet);
	if (!bn_group_present(group, stripe_of(hash)))
		return NULL;
	item = bn_linemap_find(&l3->stripe[stripe_of(hash)].map, hash,
			       inet ? match_inet : match_inet6, &wanted);
	return item ? pcb_of(item) : NULL;
}

static const struct bn_pcb_groups *groups_of(const struct bn_l3demux *l3,
					     const struct bn_pcb_key *key, bool inet)
{
	enum bn_pcb_kind kind = bn_group_kind(key->proto);

	return inet ? rcu_dereference(l3->groups.inet[kind]) :
		      rcu_dereference(l3->groups.inet6[kind]);
}

/* All groups but that which bn_pcb_lookup() has tried */
static noinline struct bn_pcb *lookup_rest(const struct bn_l3demux *l3,
					   const struct bn_pcb_key *key)
{
	bool inet = key->family == AF_INET;
	const struct bn_pcb_groups *groups = groups_of(l3, key, inet);
	u32 full = bn_group_rank(inet ? &full_inet_mask : &full_inet6_mask);
	const struct bn_pcb_group *group;
	struct bn_pcb *pcb;
	unsigned int i;

	for (i = 0; groups && i < groups->n; i++) {
		group = groups->group[i];
		if (!atomic_read(&group->stripes) || (!i && group->rank == full))
			continue;
		pcb = lookup_group(l3, group, &group->mask, group->rank, key, inet);
		if (pcb)
			return pcb;
	}
	return NULL;
}

/*
 * The mask of connected sockets is usually the best match, and known to the compiler: of their
 * group, nothing is read that a later load depends on.
 */
static __always_inline struct bn_pcb *lookup_full(const struct bn_l3demux *l3,
						  const struct bn_pcb_key *key,
						  const struct bn_pcb_key *mask,
						  const struct bn_pcb_mask *full, bool inet)
{
	const struct bn_pcb_groups *groups = groups_of(l3, key, inet);
	u32 rank = bn_group_rank(full);
	struct bn_pcb *pcb = NULL;

	if (groups && likely(groups->group[0]->rank == rank))
		pcb = lookup_group(l3, groups->group[0], mask, rank, key, inet);
	return likely(pcb) ? pcb : lookup_rest(l3, key);
}

static noinline struct bn_pcb *lookup_inet6(const struct bn_l3demux *l3,
					    const struct bn_pcb_key *key)
{
	return lookup_full(l3, key, &full_inet6, &full_inet6_mask, false);
}

/**
 * bn_pcb_lookup() - look up the session of a packet
 * @stack: the stack
 * @key: of the packet
 *
 * Return: the entry, or NULL.
 * Context: RCU read side.
 */
struct bn_pcb *bn_pcb_lookup(const struct bsdnet_stack *stack, const struct bn_pcb_key *key)
{
	const struct bn_l3demux *l3 = stack->l3demux;

	if (key->family != AF_INET)
		return lookup_inet6(l3, key);
	return lookup_full(l3, key, &full_inet, &full_inet_mask, true);
}
EXPORT_SYMBOL_GPL(bn_pcb_lookup);

/**
 * bn_pcb_each_match() - find all entries that match a packet
 * @stack: the stack
 * @key: of the packet
 * @fn: called for each entry, the better match first; of entries that share a key, the newer
 * @arg: for @fn
 *
 * An entry that replaces another while this runs may be seen beside it.
 *
 * Context: RCU read side.
 */
void bn_pcb_each_match(const struct bsdnet_stack *stack, const struct bn_pcb_key *key,
		       void (*fn)(struct bn_pcb *pcb, void *arg), void *arg)
{
	const struct bn_l3demux *l3 = stack->l3demux;
	bool inet = key->family == AF_INET;
	const struct bn_pcb_groups *groups = groups_of(l3, key, inet);
	const struct bn_pcb_group *group;
	struct bn_pcb *pcb;
	unsigned int i;

	for (i = 0; groups && i < groups->n; i++) {
		group = groups->group[i];
		if (!atomic_read(&group->stripes))
			continue;
		pcb = lookup_group(l3, group, &group->mask, group->rank, key, inet);
		for (; pcb; pcb = rcu_dereference(pcb->older))
			fn(pcb, arg);
	}
}
EXPORT_SYMBOL_GPL(bn_pcb_each_match);

/* ---- insertion and removal --------------------------------------------- */

static int l3demux_table_check(const struct bn_pcb *pcb)
{
	unsigned int max = pcb->key.family == AF_INET ? 32 : 128;

	if (pcb->key.family != AF_INET && pcb->key.family != AF_INET6)
		return -EAFNOSUPPORT;
	if (pcb->mask.laddr_bits > max || pcb->mask.raddr_bits > max)
		return -EINVAL;
	return 0;
}

static u32 l3demux_table_entry_hash(const struct bn_l3demux *l3, const struct bn_pcb_group *group,
				    const struct bn_pcb_key *key)
{
	struct bn_key_wanted wanted;

	if (key->family == AF_INET) {
		bn_key_want(&wanted, key, &group->mask, group->rank, true);
		return bn_key_hash(&l3->keys, &wanted, key->proto, true);
	}
	bn_key_want(&wanted, key, &group->mask, group->rank, false);
	return bn_key_hash(&l3->keys, &wanted, key->proto, false);
}

/* Before the entry that has the key, if both allow it */
static int share(struct bn_linemap *map, struct bn_pcb *pcb, struct bn_pcb *other)
{
	if (!other->reuse || !pcb->reuse)
		return -EADDRINUSE;
	RCU_INIT_POINTER(pcb->older, other);
	other->newer = pcb;
	bn_linemap_replace(map, &other->item, &pcb->item);
	return 0;
}

static struct bn_linemap_item *find_equal(const struct pcb_stripe *stripe, const struct bn_pcb *pcb)
{
	bool inet = pcb->key.family == AF_INET;
	struct bn_key_wanted wanted;

	bn_key_want(&wanted, &pcb->key, &pcb->group->mask, pcb->group->rank, inet);
	return inet ? bn_linemap_find(&stripe->map, pcb->item.hash, match_inet, &wanted) :
		      bn_linemap_find(&stripe->map, pcb->item.hash, match_inet6, &wanted);
}

static int stripe_insert(struct pcb_stripe *stripe, struct bn_pcb *pcb)
{
	unsigned int n = stripe_of(pcb->item.hash);
	struct bn_linemap_item *other;
	int err;

	other = find_equal(stripe, pcb);
	if (other) {
		err = share(&stripe->map, pcb, pcb_of(other));
		if (!err)
			pcb->group->members[n]++;
		return err;
	}
	bn_group_enter(pcb->group, n);
	err = bn_linemap_insert(&stripe->map, &pcb->item);
	if (err)
		bn_group_leave(pcb->group, n);
	return err;
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
	int err = l3demux_table_check(pcb);

	if (err)
		return err;
	group = bn_group_get(&l3->groups, &pcb->key, &pcb->mask);
	if (IS_ERR(group))
		return PTR_ERR(group);
	pcb->item.hash = l3demux_table_entry_hash(l3, group, &pcb->key);
	pcb->rank = group->rank;
	pcb->stack = stack;
	pcb->group = group;
	pcb->newer = NULL;
	RCU_INIT_POINTER(pcb->older, NULL);

	stripe = &l3->stripe[stripe_of(pcb->item.hash)];
	spin_lock_bh(&stripe->lock);
	err = stripe_insert(stripe, pcb);
	spin_unlock_bh(&stripe->lock);
	if (err)
		pcb->group = NULL;
	else
		bn_obj_get_count(stack, BN_OBJ_PCB);
	return err;
}
EXPORT_SYMBOL_GPL(bn_pcb_insert);

static void stripe_remove(struct pcb_stripe *stripe, struct bn_pcb *pcb)
{
	struct bn_pcb *older = rcu_dereference_protected(pcb->older,
							 lockdep_is_held(&stripe->lock));

	if (older)
		older->newer = pcb->newer;
	if (pcb->newer)
		rcu_assign_pointer(pcb->newer->older, older);
	else if (older)
		bn_linemap_replace(&stripe->map, &pcb->item, &older->item);
	else
		bn_linemap_remove(&stripe->map, &pcb->item);
	bn_group_leave(pcb->group, stripe_of(pcb->item.hash));
}

/**
 * bn_pcb_remove() - remove an entry
 * @pcb: the entry; zeroed, inserted, or removed already. Its owner may free it
 *	after a grace period.
 *
 * Context: process or softirq.
 */
void bn_pcb_remove(struct bn_pcb *pcb)
{
	struct pcb_stripe *stripe;

	if (!pcb->group)
		return;
	stripe = &pcb->stack->l3demux->stripe[stripe_of(pcb->item.hash)];
	spin_lock_bh(&stripe->lock);
	stripe_remove(stripe, pcb);
	spin_unlock_bh(&stripe->lock);
	pcb->group = NULL;
	bn_obj_put_count(pcb->stack, BN_OBJ_PCB);
}
EXPORT_SYMBOL_GPL(bn_pcb_remove);

/* ---- walk -------------------------------------------------------------- */

/* @skip: entries of the stripe that were seen before; @seen: follows */
struct walk {
	int (*fn)(const struct bn_pcb *pcb, void *arg);
	void *arg;
	unsigned long skip;
	unsigned long seen;
};

/* An entry and those that share its key */
static int walk_item(struct bn_linemap_item *item, void *arg)
{
	struct walk *walk = arg;
	const struct bn_pcb *pcb;
	int err;

	for (pcb = pcb_of(item); pcb; pcb = rcu_dereference(pcb->older)) {
		if (walk->seen >= walk->skip) {
			err = walk->fn(pcb, walk->arg);
			if (err)
				return err;
		}
		walk->seen++;
	}
	return 0;
}

/**
 * bn_pcb_walk() - walk over all entries, in no particular order
 * @stack: the stack
 * @cursor: where to go on, 0 at first; follows
 * @fn: called for each entry, under RCU; nonzero stops, and this entry comes first
 *	when the walk goes on
 * @arg: for @fn
 *
 * Entries that are added, removed or moved while a walk is suspended may be missed or seen
 * twice; the walk always ends.
 *
 * Return: 0 at the end, or what @fn returned.
 * Context: process or softirq.
 */
int bn_pcb_walk(struct bsdnet_stack *stack, unsigned long *cursor,
		int (*fn)(const struct bn_pcb *pcb, void *arg), void *arg)
{
	unsigned long stripe = *cursor >> CURSOR_SHIFT;
	struct walk walk = {
		.fn = fn,
		.arg = arg,
		.skip = *cursor & (BIT(CURSOR_SHIFT) - 1),
	};
	int err = 0;

	for (; stripe < BN_PCB_STRIPES; stripe++, walk.skip = 0) {
		walk.seen = 0;
		rcu_read_lock();
		err = bn_linemap_walk(&stack->l3demux->stripe[stripe].map, walk_item, &walk);
		rcu_read_unlock();
		if (err)
			break;
	}
	*cursor = stripe << CURSOR_SHIFT | (err ? walk.seen : 0);
	return err;
}

/* ---- the room ---------------------------------------------------------- */

static int l3demux_stack_init(struct bsdnet_stack *stack)
{
	struct bn_l3demux *l3 = kvzalloc(sizeof(*l3), GFP_KERNEL_ACCOUNT);
	unsigned int i;

	if (!l3)
		return -ENOMEM;
	get_random_bytes(&l3->keys, sizeof(l3->keys));
	bn_group_set_init(&l3->groups);
	for (i = 0; i < BN_PCB_STRIPES; i++) {
		spin_lock_init(&l3->stripe[i].lock);
		bn_linemap_init(&l3->stripe[i].map, DIR_BITS_MAX, GFP_ATOMIC | __GFP_ACCOUNT);
		bn_linemap_set_lock(&l3->stripe[i].map, &l3->stripe[i].lock);
	}
	stack->l3demux = l3;
	return 0;
}

static void l3demux_stack_exit(struct bsdnet_stack *stack)
{
	struct bn_l3demux *l3 = stack->l3demux;
	unsigned int i;

	for (i = 0; i < BN_PCB_STRIPES; i++) {
		WARN_ON_ONCE(l3->stripe[i].map.items);
		bn_linemap_exit(&l3->stripe[i].map);
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
