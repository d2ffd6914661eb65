// SPDX-License-Identifier: GPL-2.0
/*
 * table - bit prefixes of layer-2 keys, longest match (L2-2, L2-4)
 *
 * Overview
 *
 * One hash holds the prefixes of all lengths. Beside it stands the short list of
 * the lengths in use, longest first: a lookup tries each that is not longer
 * than the key, and the first hit is the answer. Networks use few lengths (plain
 * ethertypes: one; with VLANs: two or three), so a lookup is a probe or two, and
 * does not depend on the number of entries. A red-black tree in key order serves
 * the writers: dumps.
 *
 * Life
 *
 * Entries belong to the table. bn_l2_remove() unlinks, the memory is freed after
 * a grace period; so are replaced hashes and lists, and the table itself, which
 * must be empty.
 *
 * Synchronization
 *
 * Writers hold the stack's configuration lock. Readers are under RCU; each change
 * is one pointer store: linking an entry, unlinking it. A new length is published
 * after its first entry, an old one is taken off the list after its last.
 *
 * The hash grows and shrinks by replacement: entries have two nodes, and a hash
 * of the other parity is built aside through the other node and published. A
 * reader that still walks the old one sees what was there when it began.
 * Before nodes of a parity are used again, the grace period that began with the
 * replacement must be over.
 *
 * Generation: incremented after an entry was unlinked (linked) and before its
 * grace period begins. Who reads it (acquire) before a lookup can tell later,
 * in another RCU read section, whether the result is still good: if the
 * generation is the same, the entry was not unlinked before that section could
 * have been seen by the entry's grace period.
 */
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "l2demux/l2demux.h"

#define KEY_WORDS	(BN_L2_KEY_MAX / 8)
#define KEY_BITS	(BN_L2_KEY_MAX * 8)
#define HASH_BITS_MIN	3
#define HASH_BITS_MAX	24
#define HASH_BITS_STEP	2	/* grow and shrink by a factor of four */

struct l2_hash {
	struct rcu_head rcu;
	u8 bits;
	u8 parity;
	struct hlist_head buckets[];
};

/* A length in use. @words: that it touches; @last: mask of the last of them */
struct l2_len {
	u16 bits;
	u16 words;
	u32 entries;
	__be64 last;
};

struct l2_lens {
	struct rcu_head rcu;
	unsigned int n;
	struct l2_len len[];
};

struct bn_l2_table {
	struct l2_hash __rcu *hash;
	struct l2_lens __rcu *lens;	/* NULL: empty */
	u64 seed;
	u32 generation;
	unsigned int count;
	unsigned long grace;		/* of the last replacement of the hash */
	struct rb_root order;
	struct bsdnet_stack *stack;
	struct rcu_head rcu;
};

/* ---- keys -------------------------------------------------------------- */

static void len_init(struct l2_len *len, u16 bits)
{
	unsigned int rest = bits % 64;

	len->bits = bits;
	len->words = DIV_ROUND_UP(bits, 64);
	len->last = cpu_to_be64(rest ? ~0ULL << (64 - rest) : ~0ULL);
	len->entries = 0;
}

/* The first @len bits of @data; only len->words of @prefix are set */
static void key_mask(const struct l2_len *len, const __be64 *data, __be64 *prefix)
{
	unsigned int i;

	for (i = 0; i + 1 < len->words; i++)
		prefix[i] = data[i];
	if (len->words)
		prefix[i] = data[i] & len->last;
}

static u64 mix(u64 hash)
{
	hash *= 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 32;
}

static u32 key_hash(u64 seed, u16 bits, const __be64 *prefix, unsigned int words)
{
	u64 hash = seed + bits;
	unsigned int i;

	for (i = 0; i < words; i++)
		hash = mix(hash ^ (__force u64)prefix[i]);
	return mix(hash) >> 16;
}

static const __be64 *key_words(const struct bn_l2_key *key)
{
	BUILD_BUG_ON(offsetof(struct bn_l2_key, data) % 8);
	return (const __be64 *)key->data;
}

/* The order of the walk: the prefix before what it contains */
static int key_compare(const struct bn_l2_key *a, const struct bn_l2_key *b)
{
	return memcmp(a->data, b->data, BN_L2_KEY_MAX) ?: (int)a->bits - (int)b->bits;
}

static bool key_valid(const struct bn_l2_key *key)
{
	__be64 prefix[KEY_WORDS] = {};
	struct l2_len len;

	if (key->bits > KEY_BITS)
		return false;
	len_init(&len, key->bits);
	key_mask(&len, key_words(key), prefix);
	return !memcmp(prefix, key->data, sizeof(prefix));
}

/* ---- lookup ------------------------------------------------------------ */

static struct bn_l2_entry *probe(const struct bn_l2_table *table, const struct l2_hash *hash,
				 const struct l2_len *len, const __be64 *data)
{
	const struct hlist_head *head;
	__be64 prefix[KEY_WORDS];
	struct bn_l2_entry *entry;
	u32 h;

	key_mask(len, data, prefix);
	h = key_hash(table->seed, len->bits, prefix, len->words);
	head = &hash->buckets[h & (BIT(hash->bits) - 1)];
	hlist_for_each_entry_rcu(entry, head, node[hash->parity])
		if (entry->key.bits == len->bits &&
		    !memcmp(entry->key.data, prefix, len->words * sizeof(*prefix)))
			return entry;
	return NULL;
}

/**
 * bn_l2_lookup() - longest match
 * @table: the table
 * @key: of a frame
 *
 * Return: the entry with the longest prefix of @key, or NULL: the frame is not
 * for us.
 * Context: RCU read side.
 */
const struct bn_l2_entry *bn_l2_lookup(const struct bn_l2_table *table, const struct bn_l2_key *key)
{
	const struct l2_lens *lens = rcu_dereference(table->lens);
	const struct bn_l2_entry *entry;
	const struct l2_hash *hash;
	unsigned int i;

	if (!lens)
		return NULL;
	hash = rcu_dereference(table->hash);
	for (i = 0; i < lens->n; i++) {
		if (lens->len[i].bits > key->bits)
			continue;
		entry = probe(table, hash, &lens->len[i], key_words(key));
		if (entry)
			return entry;
	}
	return NULL;
}

/**
 * bn_l2_generation() - which state of the table is this?
 * @table: the table
 *
 * Return: a number that is another one after each change.
 * Context: any.
 */
u32 bn_l2_generation(const struct bn_l2_table *table)
{
	/* pairs with bump() */
	return smp_load_acquire(&table->generation);
}

/**
 * bn_l2_count() - number of entries
 * @table: the table
 *
 * Return: the number.
 * Context: any.
 */
unsigned int bn_l2_count(const struct bn_l2_table *table)
{
	return READ_ONCE(table->count);
}

/* ---- the hash ---------------------------------------------------------- */

static struct l2_hash *hash_alloc(unsigned int bits, unsigned int parity)
{
	struct l2_hash *hash;

	hash = kvzalloc(struct_size(hash, buckets, BIT(bits)), GFP_KERNEL_ACCOUNT);
	if (!hash)
		return NULL;
	hash->bits = bits;
	hash->parity = parity;
	return hash;
}

static void hash_link(const struct bn_l2_table *table, struct l2_hash *hash,
		      struct bn_l2_entry *entry)
{
	u32 h = key_hash(table->seed, entry->key.bits, key_words(&entry->key),
			 DIV_ROUND_UP(entry->key.bits, 64));

	hlist_add_head_rcu(&entry->node[hash->parity],
			   &hash->buckets[h & (BIT(hash->bits) - 1)]);
}

static struct bn_l2_entry *order_first(const struct bn_l2_table *table)
{
	return rb_entry_safe(rb_first(&table->order), struct bn_l2_entry, order);
}

static struct bn_l2_entry *order_next(struct bn_l2_entry *entry)
{
	return rb_entry_safe(rb_next(&entry->order), struct bn_l2_entry, order);
}

/* Where there is no memory for another hash, the present one serves on */
static void hash_resize(struct bn_l2_table *table, unsigned int bits)
{
	struct l2_hash *old = bn_cfg_dereference(table->hash, table->stack);
	struct l2_hash *new = hash_alloc(bits, !old->parity);
	struct bn_l2_entry *entry;

	if (!new)
		return;
	cond_synchronize_rcu(table->grace);
	for (entry = order_first(table); entry; entry = order_next(entry)) {
		hash_link(table, new, entry);
		cond_resched();
	}
	rcu_assign_pointer(table->hash, new);
	table->grace = get_state_synchronize_rcu();
	kvfree_rcu(old, rcu);
}

/* A quarter of an entry a bucket after a resize in either direction */
static void hash_fit(struct bn_l2_table *table)
{
	unsigned int bits = bn_cfg_dereference(table->hash, table->stack)->bits;

	if (table->count > BIT(bits) && bits < HASH_BITS_MAX)
		hash_resize(table, min_t(unsigned int, bits + HASH_BITS_STEP, HASH_BITS_MAX));
	else if (bits > HASH_BITS_MIN && table->count < BIT(bits) >> (HASH_BITS_STEP + 2))
		hash_resize(table, max_t(unsigned int, bits - HASH_BITS_STEP, HASH_BITS_MIN));
}

/* ---- the lengths in use ------------------------------------------------ */

static struct l2_len *len_find(struct l2_lens *lens, u16 bits)
{
	unsigned int i;

	for (i = 0; lens && i < lens->n; i++)
		if (lens->len[i].bits == bits)
			return &lens->len[i];
	return NULL;
}

static void lens_replace(struct bn_l2_table *table, struct l2_lens *new)
{
	struct l2_lens *old = bn_cfg_dereference(table->lens, table->stack);

	rcu_assign_pointer(table->lens, new);
	if (old)
		kfree_rcu(old, rcu);
}

/* A list with @bits as well; not yet published */
static struct l2_lens *lens_with(const struct l2_lens *old, u16 bits)
{
	unsigned int n = old ? old->n : 0;
	struct l2_lens *new;
	unsigned int i = 0;

	new = kmalloc(struct_size(new, len, n + 1), GFP_KERNEL_ACCOUNT);
	if (!new)
		return NULL;
	new->n = n + 1;
	for (; i < n && old->len[i].bits > bits; i++)
		new->len[i] = old->len[i];
	len_init(&new->len[i], bits);
	for (; i < n; i++)
		new->len[i + 1] = old->len[i];
	return new;
}

/*
 * The length @bits lost its last entry. Without memory for a shorter list it
 * stays, and costs a probe that finds nothing.
 */
static void lens_without(struct bn_l2_table *table, u16 bits)
{
	struct l2_lens *old = bn_cfg_dereference(table->lens, table->stack);
	struct l2_lens *new;
	unsigned int i;

	if (old->n == 1) {
		lens_replace(table, NULL);
		return;
	}
	new = kmalloc(struct_size(new, len, old->n - 1), GFP_KERNEL_ACCOUNT);
	if (!new)
		return;
	new->n = 0;
	for (i = 0; i < old->n; i++)
		if (old->len[i].bits != bits)
			new->len[new->n++] = old->len[i];
	lens_replace(table, new);
}

/* ---- writers ----------------------------------------------------------- */

static void bump(struct bn_l2_table *table)
{
	/* pairs with bn_l2_generation(): the change before the number */
	smp_store_release(&table->generation, table->generation + 1);
}

/* Links into the tree; returns the entry that has the same key already */
static struct bn_l2_entry *order_insert(struct bn_l2_table *table, struct bn_l2_entry *entry)
{
	struct rb_node **link = &table->order.rb_node;
	struct rb_node *parent = NULL;
	struct bn_l2_entry *other;
	int diff;

	while (*link) {
		parent = *link;
		other = rb_entry(parent, struct bn_l2_entry, order);
		diff = key_compare(&entry->key, &other->key);
		if (!diff)
			return other;
		link = diff < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&entry->order, parent, link);
	rb_insert_color(&entry->order, &table->order);
	return NULL;
}

static int link_entry(struct bn_l2_table *table, struct bn_l2_entry *entry,
		      struct netlink_ext_ack *extack)
{
	struct l2_lens *lens = bn_cfg_dereference(table->lens, table->stack);
	struct l2_len *len = len_find(lens, entry->key.bits);
	struct l2_lens *longer = NULL;
	struct bn_l2_entry *other;

	if (!len) {
		longer = lens_with(lens, entry->key.bits);
		if (!longer)
			return -ENOMEM;
		len = len_find(longer, entry->key.bits);
	}
	other = order_insert(table, entry);
	if (other) {
		NL_SET_ERR_MSG_FMT(extack, "these frames belong to ifl_index %u already (%u bits)",
				   other->ifl_index, other->key.bits);
		kfree(longer);
		return -EEXIST;
	}
	len->entries++;
	WRITE_ONCE(table->count, table->count + 1);
	hash_link(table, bn_cfg_dereference(table->hash, table->stack), entry);
	if (longer)
		lens_replace(table, longer);
	bump(table);
	hash_fit(table);
	return 0;
}

/**
 * bn_l2_insert() - add an entry
 * @table: the table
 * @key: the prefix; zero past its bits
 * @ifl_index: arrival interface of what matches
 * @strip: take the L2 header off
 * @input: the procedure
 * @opaque: for @input
 * @extack: says whose the prefix is already
 *
 * Return: the entry, or ERR_PTR: -EEXIST, -ENOMEM, -EINVAL.
 * Context: configuration lock.
 */
struct bn_l2_entry *bn_l2_insert(struct bn_l2_table *table, const struct bn_l2_key *key,
				 u32 ifl_index, bool strip, bn_l2_input_t input, void *opaque,
				 struct netlink_ext_ack *extack)
{
	struct bn_l2_entry *entry;
	int err;

	bn_cfg_assert(table->stack);
	if (!key_valid(key)) {
		NL_SET_ERR_MSG_FMT(extack, "layer-2 prefix of %u bits is not valid", key->bits);
		return ERR_PTR(-EINVAL);
	}
	entry = kzalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);
	if (!entry)
		return ERR_PTR(-ENOMEM);
	entry->key = *key;
	entry->ifl_index = ifl_index;
	entry->strip = strip;
	entry->input = input;
	entry->opaque = opaque;
	entry->stack = table->stack;
	err = link_entry(table, entry, extack);
	if (err) {
		kfree(entry);
		return ERR_PTR(err);
	}
	bn_obj_get_count(table->stack, BN_OBJ_L2_ENTRY);
	return entry;
}

static void entry_free(struct rcu_head *rcu)
{
	struct bn_l2_entry *entry = container_of(rcu, struct bn_l2_entry, rcu);

	bn_obj_put_count(entry->stack, BN_OBJ_L2_ENTRY);
	kfree(entry);
}

/**
 * bn_l2_remove() - take an entry out
 * @table: the table
 * @entry: the entry; freed after a grace period
 *
 * Context: configuration lock.
 */
void bn_l2_remove(struct bn_l2_table *table, struct bn_l2_entry *entry)
{
	struct l2_hash *hash = bn_cfg_dereference(table->hash, table->stack);
	struct l2_lens *lens = bn_cfg_dereference(table->lens, table->stack);
	struct l2_len *len = len_find(lens, entry->key.bits);

	bn_cfg_assert(table->stack);
	hlist_del_rcu(&entry->node[hash->parity]);
	rb_erase(&entry->order, &table->order);
	WRITE_ONCE(table->count, table->count - 1);
	if (!--len->entries)
		lens_without(table, entry->key.bits);
	bump(table);
	call_rcu(&entry->rcu, entry_free);
	hash_fit(table);
}

/**
 * bn_l2_next() - walk in key order
 * @table: the table
 * @cursor: the key to go on after, which need not be in the table; NULL: from
 *	the first
 *
 * Return: the first entry after @cursor, NULL at the end.
 * Context: configuration lock.
 */
const struct bn_l2_entry *bn_l2_next(const struct bn_l2_table *table,
				     const struct bn_l2_key *cursor)
{
	struct rb_node *node = table->order.rb_node;
	struct bn_l2_entry *entry, *next = NULL;

	bn_cfg_assert(table->stack);
	while (node) {
		entry = rb_entry(node, struct bn_l2_entry, order);
		if (!cursor || key_compare(cursor, &entry->key) < 0) {
			next = entry;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return next;
}

/* ---- the table --------------------------------------------------------- */

/**
 * bn_l2_table_alloc() - an empty table
 * @stack: the stack
 *
 * Return: the table, or NULL without memory.
 * Context: process.
 */
struct bn_l2_table *bn_l2_table_alloc(struct bsdnet_stack *stack)
{
	struct bn_l2_table *table = kzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	struct l2_hash *hash;

	if (!table)
		return NULL;
	hash = hash_alloc(HASH_BITS_MIN, 0);
	if (!hash) {
		kfree(table);
		return NULL;
	}
	RCU_INIT_POINTER(table->hash, hash);
	table->seed = get_random_u64();
	table->grace = get_state_synchronize_rcu();
	table->order = RB_ROOT;
	table->stack = stack;
	bn_obj_get_count(stack, BN_OBJ_L2_TABLE);
	return table;
}

static void table_free(struct rcu_head *rcu)
{
	struct bn_l2_table *table = container_of(rcu, struct bn_l2_table, rcu);

	bn_obj_put_count(table->stack, BN_OBJ_L2_TABLE);
	kvfree(rcu_dereference_protected(table->hash, true));
	kfree(rcu_dereference_protected(table->lens, true));
	kfree(table);
}

/**
 * bn_l2_table_free() - the end of a table
 * @table: the table; empty. Freed after a grace period.
 *
 * Context: process; nobody changes it any more.
 */
void bn_l2_table_free(struct bn_l2_table *table)
{
	WARN_ON_ONCE(table->count);
	call_rcu(&table->rcu, table_free);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "table_kunit.c"
#endif
