// SPDX-License-Identifier: GPL-2.0
/*
 * table - bit prefixes of layer-2 keys, longest match (L2-2, L2-4)
 *
 * Overview
 *
 * Up to four entries are compared one by one (few.h). With more, a hash (linemap.h) has the
 * prefixes of all lengths, and there is a short list of the lengths in use, longest first
 * (lens.h): a lookup probes each length that is not longer than the key until it finds an
 * entry. Networks use few lengths, so a lookup is a probe or two, of one cache line each, and
 * does not depend on the number of entries. A red-black tree in key order is for dumps: a
 * dump continues after any key in O(log n), independent of changes. It costs 24 bytes an
 * entry, which are used again to free it.
 *
 * The hash function is strongly universal over random keys of each table: keys chosen by
 * hostile frames or PPPoE peers collide as rarely as random ones.
 *
 * Life
 *
 * Entries belong to the table. bn_l2_remove() unlinks, the memory is freed after
 * a grace period; so are replaced lists and parts of the hash, and the table itself,
 * which must be empty.
 *
 * Synchronization
 *
 * Writers hold the stack's configuration lock. Readers are under RCU; each change
 * is one store for them. A new entry is added to the hash first: its length may not be on
 * the list yet, and while a table has the short form, lookups use only that. A length is
 * removed from the list after its last entry. The hash always has all entries, so the short
 * form can be published and removed between two lookups.
 *
 * The hash grows and shrinks by parts of at most 200 entries, and no writer waits for a
 * grace period: the longest delay of a writer is that of one such part.
 *
 * Stamp: a number that no other state of any table has, set after an entry was unlinked
 * (linked) and before its grace period begins. A reader that reads the stamp (acquire) before
 * a lookup and finds it unchanged later, in the same or another RCU read section, may still
 * use the result: the entry was not unlinked before that section began. So a packet carries
 * its entry through the device queue, and struct bn_l2_recent keeps one from frame to frame.
 */
#include <linux/err.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "l2demux/few.h"
#include "l2demux/lens.h"
#include "l2demux/table.h"

#define DIR_BITS_MAX	15	/* of the hash: 3 million entries without chains */

static atomic_long_t last_stamp;

static struct bn_l2_entry *l2demux_table_entry_of(struct bn_linemap_item *item)
{
	return container_of(item, struct bn_l2_entry, item);
}

/* ---- lookup ------------------------------------------------------------ */

/* A prefix to look up; its length follows the words that it uses */
struct wanted {
	__be64 word[BN_L2_KEY_WORDS + 1];
	unsigned int words;
	u16 bits;
};

static __always_inline u32 want(const struct bn_l2_table *table, struct wanted *wanted,
				const __be64 *word, u16 bits, unsigned int words, __be64 last)
{
	unsigned int i;

	for (i = 0; i + 1 < words; i++)
		wanted->word[i] = word[i];
	if (words)
		wanted->word[i] = word[i] & last;
	wanted->word[words] = (__force __be64)(u64)bits;
	wanted->words = words;
	wanted->bits = bits;
	return bn_linemap_hash(&table->keys, (const u64 __force *)wanted->word, words + 1);
}

static bool entry_matches(const struct bn_linemap_item *item, const void *arg)
{
	const struct bn_l2_entry *entry = container_of(item, struct bn_l2_entry, item);
	const struct wanted *wanted = arg;
	unsigned int i;

	if (entry->key.bits != wanted->bits)
		return false;
	for (i = 0; i < wanted->words; i++)
		if (bn_words_of(&entry->key)[i] != wanted->word[i])
			return false;
	return true;
}

static const struct bn_l2_entry *lookup_lens(const struct bn_l2_table *table,
					     const struct bn_l2_key *key)
{
	const struct bn_l2_lens *lens = rcu_dereference(table->lens);
	const struct bn_l2_len *len;
	struct bn_linemap_item *item;
	struct wanted wanted;
	u32 hash;

	if (!lens)
		return NULL;
	for (len = lens->len; len < lens->len + lens->n; len++) {
		if (len->bits > key->bits)
			continue;
		hash = want(table, &wanted, bn_words_of(key), len->bits, len->words, len->last);
		item = bn_linemap_find(&table->map, hash, entry_matches, &wanted);
		if (item)
			return l2demux_table_entry_of(item);
	}
	return NULL;
}

/**
 * bn_l2_lookup() - longest match
 * @table: the table
 * @key: of a frame
 *
 * Return: the entry with the longest prefix of @key, or NULL.
 * Context: RCU read side.
 */
const struct bn_l2_entry *bn_l2_lookup(const struct bn_l2_table *table, const struct bn_l2_key *key)
{
	const struct bn_l2_few *few = rcu_dereference(table->few);

	return likely(few) ? bn_few_lookup(few, key) : lookup_lens(table, key);
}

static bool l2demux_table_same_key(const struct bn_l2_entry *entry, const struct bn_l2_key *key)
{
	unsigned int i, words = DIV_ROUND_UP(key->bits, 64);

	if (entry->key.bits != key->bits)
		return false;
	for (i = 0; i < words; i++)
		if (bn_words_of(&entry->key)[i] != bn_words_of(key)[i])
			return false;
	return true;
}

/**
 * bn_l2_stamp() - the stamp of a table
 * @table: the table
 *
 * Read before a lookup, it validates the result later.
 *
 * Return: a number that no other state of any table has.
 * Context: any.
 */
unsigned long bn_l2_stamp(const struct bn_l2_table *table)
{
	/* pairs with bump() */
	return smp_load_acquire(&table->stamp);
}

/**
 * bn_l2_lookup_recent() - longest match, trying the last result first
 * @table: the table
 * @key: of a frame
 * @recent: last result, of this caller (of this CPU, BH off); usable with several tables
 *
 * Return: see bn_l2_lookup().
 * Context: RCU read side; no concurrent use of @recent.
 */
const struct bn_l2_entry *bn_l2_lookup_recent(const struct bn_l2_table *table,
					      const struct bn_l2_key *key,
					      struct bn_l2_recent *recent)
{
	unsigned long stamp = bn_l2_stamp(table);	/* before the lookup */
	const struct bn_l2_entry *entry;

	if (likely(recent->stamp == stamp) && l2demux_table_same_key(recent->entry, key))
		return recent->entry;
	entry = bn_l2_lookup(table, key);
	if (entry) {
		recent->entry = entry;
		recent->stamp = stamp;
	}
	return entry;
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
	return READ_ONCE(table->map.items);
}

/* ---- the forms of a table that are replaced ---------------------------- */

static void few_replace(struct bn_l2_table *table, struct bn_l2_few *new)
{
	struct bn_l2_few *old = bn_cfg_dereference(table->few, table->stack);

	rcu_assign_pointer(table->few, new);
	if (old)
		kfree_rcu(old, rcu);
}

static void lens_replace(struct bn_l2_table *table, struct bn_l2_lens *new)
{
	struct bn_l2_lens *old = bn_cfg_dereference(table->lens, table->stack);

	rcu_assign_pointer(table->lens, new);
	if (old)
		kfree_rcu(old, rcu);
}

/*
 * Remove a length that has no more entries. Without memory for a shorter list it stays, and
 * costs a probe.
 */
static void lens_shorten(struct bn_l2_table *table, u16 bits)
{
	struct bn_l2_lens *old = bn_cfg_dereference(table->lens, table->stack);
	struct bn_l2_lens *new = NULL;

	if (old->n > 1) {
		new = bn_lens_without(old, bits);
		if (!new)
			return;
	}
	lens_replace(table, new);
}

/* ---- writers ----------------------------------------------------------- */

static void bump(struct bn_l2_table *table)
{
	/* pairs with bn_l2_stamp(): the change before the number */
	smp_store_release(&table->stamp, (unsigned long)atomic_long_inc_return(&last_stamp));
}

static bool key_valid(const struct bn_l2_key *key)
{
	unsigned int i;

	if (key->bits > BN_L2_KEY_BITS)
		return false;
	for (i = 0; i < BN_L2_KEY_WORDS; i++)
		if (bn_words_of(key)[i] & ~bn_words_mask(key->bits, i))
			return false;
	return true;
}

static u32 l2demux_table_entry_hash(const struct bn_l2_table *table, const struct bn_l2_key *key,
				    struct wanted *wanted)
{
	/* a valid key needs no masking */
	return want(table, wanted, bn_words_of(key), key->bits, DIV_ROUND_UP(key->bits, 64),
		    cpu_to_be64(~0ULL));
}

static void order_insert(struct bn_l2_table *table, struct bn_l2_entry *entry)
{
	struct rb_node **link = &table->order.rb_node;
	struct rb_node *parent = NULL;
	struct bn_l2_entry *other;

	while (*link) {
		parent = *link;
		other = rb_entry(parent, struct bn_l2_entry, order);
		link = bn_words_compare(&entry->key, &other->key) < 0 ? &parent->rb_left :
									 &parent->rb_right;
	}
	rb_link_node(&entry->order, parent, link);
	rb_insert_color(&entry->order, &table->order);
}

/* -ENOMEM: without side effects */
static int link_entry(struct bn_l2_table *table, struct bn_l2_entry *entry)
{
	struct bn_l2_lens *lens = bn_cfg_dereference(table->lens, table->stack);
	struct bn_l2_len *len = bn_lens_find(lens, entry->key.bits);
	struct bn_l2_lens *longer = NULL;
	int err;

	if (!len) {
		longer = bn_lens_with(lens, entry->key.bits);
		if (!longer)
			return -ENOMEM;
		len = bn_lens_find(longer, entry->key.bits);
	}
	err = bn_linemap_insert(&table->map, &entry->item);
	if (err) {
		kfree(longer);
		return err;
	}
	len->entries++;
	order_insert(table, entry);
	if (longer)
		lens_replace(table, longer);
	if (table->map.items <= BN_L2_FEW + 1)
		few_replace(table, bn_few_make(&table->order));
	bump(table);
	return 0;
}

static struct bn_l2_entry *entry_alloc(const struct bn_l2_key *key, u32 hash, u32 ifl_index,
				       u8 strip, bn_l2_input_t input, void *opaque)
{
	struct bn_l2_entry *entry = kzalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);

	if (!entry)
		return NULL;
	entry->key = *key;
	entry->item.hash = hash;
	entry->ifl_index = ifl_index;
	entry->strip = strip;
	entry->input = input;
	entry->opaque = opaque;
	return entry;
}

/* The entry that has the prefix of @wanted already, reported to the user, or NULL */
static bool is_taken(const struct bn_l2_table *table, const struct wanted *wanted, u32 hash,
		     struct netlink_ext_ack *extack)
{
	struct bn_linemap_item *item = bn_linemap_find(&table->map, hash, entry_matches, wanted);

	if (!item)
		return false;
	NL_SET_ERR_MSG_FMT(extack, "these frames belong to ifl_index %u already (%u bits)",
			   l2demux_table_entry_of(item)->ifl_index, wanted->bits);
	return true;
}

/**
 * bn_l2_find() - find the entry with a prefix
 * @table: the table
 * @key: the prefix; zero past its bits
 *
 * Return: the entry whose prefix is @key, neither longer nor shorter, or NULL.
 * Context: configuration lock.
 */
struct bn_l2_entry *bn_l2_find(const struct bn_l2_table *table, const struct bn_l2_key *key)
{
	struct bn_linemap_item *item;
	struct wanted wanted;
	u32 hash;

	bn_cfg_assert(table->stack);
	hash = l2demux_table_entry_hash(table, key, &wanted);
	item = bn_linemap_find(&table->map, hash, entry_matches, &wanted);
	return item ? l2demux_table_entry_of(item) : NULL;
}

/**
 * bn_l2_insert() - add an entry
 * @table: the table
 * @key: the prefix; zero past its bits
 * @ifl_index: arrival interface of matching frames
 * @strip: BN_L2_KEEP, BN_L2_STRIP, or bytes
 * @input: input function
 * @opaque: for @input
 * @extack: error report, with the owner of an existing prefix
 *
 * Return: the entry, or ERR_PTR: -EEXIST, -ENOMEM, -EINVAL, without side effects.
 * Context: configuration lock, may sleep.
 */
struct bn_l2_entry *bn_l2_insert(struct bn_l2_table *table, const struct bn_l2_key *key,
				 u32 ifl_index, u8 strip, bn_l2_input_t input, void *opaque,
				 struct netlink_ext_ack *extack)
{
	struct bn_l2_entry *entry;
	struct wanted wanted;
	u32 hash;
	int err;

	bn_cfg_assert(table->stack);
	if (!key_valid(key)) {
		NL_SET_ERR_MSG_FMT(extack, "layer-2 prefix of %u bits is not valid", key->bits);
		return ERR_PTR(-EINVAL);
	}
	hash = l2demux_table_entry_hash(table, key, &wanted);
	if (is_taken(table, &wanted, hash, extack))
		return ERR_PTR(-EEXIST);
	entry = entry_alloc(key, hash, ifl_index, strip, input, opaque);
	if (!entry)
		return ERR_PTR(-ENOMEM);
	err = link_entry(table, entry);
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

/* Remove the entry from the short form, or make that if few entries are left */
static void few_remove(struct bn_l2_table *table, const struct bn_l2_entry *entry)
{
	struct bn_l2_few *few = bn_cfg_dereference(table->few, table->stack);

	if (few)
		bn_few_forget(few, entry);
	if (table->map.items > BN_L2_FEW)
		return;
	few = bn_few_make(&table->order);
	if (few || !table->map.items)
		few_replace(table, few);
}

/**
 * bn_l2_remove() - remove an entry
 * @table: the table
 * @entry: the entry; freed after a grace period
 *
 * Context: configuration lock, may sleep.
 */
void bn_l2_remove(struct bn_l2_table *table, struct bn_l2_entry *entry)
{
	struct bn_l2_lens *lens = bn_cfg_dereference(table->lens, table->stack);
	struct bn_l2_len *len = bn_lens_find(lens, entry->key.bits);

	bn_cfg_assert(table->stack);
	bn_linemap_remove(&table->map, &entry->item);
	rb_erase(&entry->order, &table->order);
	few_remove(table, entry);
	if (!--len->entries)
		lens_shorten(table, entry->key.bits);
	bump(table);
	/* the union with @order */
	entry->stack = table->stack;
	call_rcu(&entry->rcu, entry_free);
}

/**
 * bn_l2_next() - walk in key order
 * @table: the table
 * @cursor: key after which to continue, need not be in the table; NULL: at the beginning
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
		if (!cursor || bn_words_compare(cursor, &entry->key) < 0) {
			next = entry;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return next;
}

static const char *const owners[BN_L2_OWNER_MAX] = {
	[BN_L2_OWNER_NONE] = "none",
	[BN_L2_OWNER_INET] = "inet",
	[BN_L2_OWNER_ARP] = "arp",
	[BN_L2_OWNER_SOCKET] = "socket",
	[BN_L2_OWNER_IFL] = "ifl",
	[BN_L2_OWNER_CHANNEL] = "channel",
	[BN_L2_OWNER_SLARP] = "slarp",
	[BN_L2_OWNER_DDP] = "ddp",
};

/**
 * bn_l2_owner_name() - name of the owner of an entry
 * @owner: its owner
 *
 * Return: a constant string.
 */
const char *bn_l2_owner_name(enum bn_l2_owner owner)
{
	return owners[owner];
}

/* ---- the table --------------------------------------------------------- */

/**
 * bn_l2_table_alloc() - make an empty table
 * @stack: the stack
 *
 * Return: the table, or NULL without memory.
 * Context: process.
 */
struct bn_l2_table *bn_l2_table_alloc(struct bsdnet_stack *stack)
{
	struct bn_l2_table *table = kzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);

	if (!table)
		return NULL;
	get_random_bytes(&table->keys, sizeof(table->keys));
	bn_linemap_init(&table->map, DIR_BITS_MAX, GFP_KERNEL_ACCOUNT);
	bn_linemap_set_lock(&table->map, &stack->cfg_mutex);
	table->order = RB_ROOT;
	table->stamp = atomic_long_inc_return(&last_stamp);
	table->stack = stack;
	bn_obj_get_count(stack, BN_OBJ_L2_TABLE);
	return table;
}

static void table_free(struct rcu_head *rcu)
{
	struct bn_l2_table *table = container_of(rcu, struct bn_l2_table, rcu);

	bn_obj_put_count(table->stack, BN_OBJ_L2_TABLE);
	bn_linemap_exit(&table->map);
	kfree(rcu_access_pointer(table->few));
	kfree(rcu_access_pointer(table->lens));
	kfree(table);
}

/**
 * bn_l2_table_free() - free a table
 * @table: the table; empty. Freed after a grace period.
 *
 * Context: process; no concurrent change.
 */
void bn_l2_table_free(struct bn_l2_table *table)
{
	WARN_ON_ONCE(table->map.items);
	call_rcu(&table->rcu, table_free);
}

#if IS_ENABLED(CONFIG_KUNIT) && defined(BSDNET_KUNIT)
#include "table_kunit.c"
#endif
