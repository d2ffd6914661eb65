// SPDX-License-Identifier: GPL-2.0
/*
 * few - linear search in a table with few entries (L2-2)
 *
 * Most tables have one or two entries, for which comparing is faster than hashing.
 * The hash has the same entries: without memory for this form a table uses only the hash.
 *
 * Life: replaced when an entry is added, freed after a grace period.
 *
 * Synchronization: readers are under RCU, writers hold the configuration lock. Readers
 * see constant data, except that the pointer of a removed entry becomes NULL.
 */
#include <linux/slab.h>

#include "l2demux/few.h"

static struct bn_l2_entry *few_entry(struct rb_node *node)
{
	return rb_entry_safe(node, struct bn_l2_entry, order);
}

/* The number of entries; 0 if there are too many or too long ones */
static unsigned int few_count(const struct rb_root *order)
{
	struct bn_l2_entry *entry;
	unsigned int n = 0;

	for (entry = few_entry(rb_first(order)); entry; entry = few_entry(rb_next(&entry->order)))
		if (++n > BN_L2_FEW || entry->key.bits > 64 * BN_L2_FEW_WORDS)
			return 0;
	return n;
}

static void one_init(struct bn_l2_one *one, struct bn_l2_entry *entry)
{
	unsigned int i;

	for (i = 0; i < BN_L2_FEW_WORDS; i++) {
		one->word[i] = bn_words_of(&entry->key)[i];
		one->mask[i] = bn_words_mask(entry->key.bits, i);
	}
	RCU_INIT_POINTER(one->entry, entry);
	one->bits = entry->key.bits;
}

/**
 * bn_few_make() - make the short form of a table
 * @order: its entries
 *
 * Return: the form, not published; NULL if there are none, too many or too long ones, or no
 * memory.
 * Context: configuration lock, may sleep.
 */
struct bn_l2_few *bn_few_make(const struct rb_root *order)
{
	unsigned int i, n = few_count(order);
	struct bn_l2_entry *entry;
	struct bn_l2_few *few;

	if (!n)
		return NULL;
	few = kmalloc(struct_size(few, one, n), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!few)
		return NULL;
	few->n = 0;
	for (entry = few_entry(rb_first(order)); entry; entry = few_entry(rb_next(&entry->order))) {
		for (i = few->n++; i && few->one[i - 1].bits < entry->key.bits; i--)
			few->one[i] = few->one[i - 1];
		one_init(&few->one[i], entry);
	}
	return few;
}

/**
 * bn_few_forget() - clear a removed entry
 * @few: the form, published
 * @entry: the entry
 *
 * Context: configuration lock.
 */
void bn_few_forget(struct bn_l2_few *few, const struct bn_l2_entry *entry)
{
	unsigned int i;

	for (i = 0; i < few->n; i++)
		if (rcu_access_pointer(few->one[i].entry) == entry)
			RCU_INIT_POINTER(few->one[i].entry, NULL);
}
