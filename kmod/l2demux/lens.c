// SPDX-License-Identifier: GPL-2.0
/*
 * lens - the prefix lengths in use in a table (L2-2)
 *
 * Networks use few lengths (plain ethertypes: one; with VLANs: two or three), so
 * a lookup tries each.
 *
 * Life: a list is replaced when a length is added or removed, and freed by the table after a
 * grace period.
 *
 * Synchronization: readers are under RCU. The numbers of entries are used only by writers,
 * under the configuration lock.
 */
#include <linux/slab.h>

#include "l2demux/lens.h"

static void len_init(struct bn_l2_len *len, u16 bits)
{
	len->bits = bits;
	len->words = DIV_ROUND_UP(bits, 64);
	len->last = len->words ? bn_words_mask(bits, len->words - 1) : 0;
	len->entries = 0;
}

/**
 * bn_lens_find() - find a length
 * @lens: the list, or NULL
 * @bits: the length
 *
 * Return: its element of the list, or NULL.
 * Context: configuration lock.
 */
struct bn_l2_len *bn_lens_find(struct bn_l2_lens *lens, u16 bits)
{
	unsigned int i;

	for (i = 0; lens && i < lens->n; i++)
		if (lens->len[i].bits == bits)
			return &lens->len[i];
	return NULL;
}

/**
 * bn_lens_with() - make a list with one more length
 * @lens: the list, or NULL
 * @bits: the length, which is not in it
 *
 * Return: the new list, or NULL without memory.
 * Context: configuration lock, may sleep.
 */
struct bn_l2_lens *bn_lens_with(const struct bn_l2_lens *lens, u16 bits)
{
	unsigned int n = lens ? lens->n : 0;
	struct bn_l2_lens *new;
	unsigned int i = 0;

	new = kmalloc(struct_size(new, len, n + 1), GFP_KERNEL_ACCOUNT);
	if (!new)
		return NULL;
	new->n = n + 1;
	for (; i < n && lens->len[i].bits > bits; i++)
		new->len[i] = lens->len[i];
	len_init(&new->len[i], bits);
	for (; i < n; i++)
		new->len[i + 1] = lens->len[i];
	return new;
}

/**
 * bn_lens_without() - make a list with one length less
 * @lens: the list, with at least two lengths
 * @bits: the length
 *
 * Return: the new list, or NULL without memory.
 * Context: configuration lock, may sleep.
 */
struct bn_l2_lens *bn_lens_without(const struct bn_l2_lens *lens, u16 bits)
{
	struct bn_l2_lens *new;
	unsigned int i;

	new = kmalloc(struct_size(new, len, lens->n - 1), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!new)
		return NULL;
	new->n = 0;
	for (i = 0; i < lens->n; i++)
		if (lens->len[i].bits != bits)
			new->len[new->n++] = lens->len[i];
	return new;
}
