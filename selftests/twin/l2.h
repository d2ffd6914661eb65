/* SPDX-License-Identifier: GPL-2.0 */
/*
 * l2 - the naive twin of the L2 table (L2-2, kmod/l2demux/table.c)
 *
 * Models what bn_l2_insert(), bn_l2_find(), bn_l2_lookup(), bn_l2_next(),
 * bn_l2_remove() and bn_l2_count() answer: a set of prefixes, each once, of which
 * the longest one that a key starts with is found, and which is walked in the order of
 * keys. It does not model stamps, nor what a reader sees during a change.
 *
 * An array in the order of a walk that is searched from end to end: each operation
 * takes time linear in the number of entries.
 *
 * Used by selftests/host/l2_table_test.cc and selftests/fuzz/l2_table_fuzz.cc.
 * Builds in user space with user/kshim, as C and as C++, and in the kernel.
 */
#ifndef TWIN_L2_H
#define TWIN_L2_H

#ifdef __cplusplus
extern "C" {
#endif

#include <linux/string.h>

#include "l2demux/l2demux.h"
#include "twin/bits.h"

#define TWIN_L2_MAX 1024

/**
 * struct twin_l2_entry - what the twin knows of an entry
 * @key: the prefix
 * @real: the table's entry
 */
struct twin_l2_entry {
	struct bn_l2_key key;
	struct bn_l2_entry *real;
};

/**
 * struct twin_l2 - the twin of an L2 table; empty while @n is 0
 * @n: number of entries
 * @entry: the entries, in the order of a walk
 */
struct twin_l2 {
	unsigned int n;
	struct twin_l2_entry entry[TWIN_L2_MAX];
};

/* Less than, equal to or greater than 0, as @a comes before, is or comes after @b */
static inline int twin_l2_order(const struct bn_l2_key *a, const struct bn_l2_key *b)
{
	int diff = memcmp(a->data, b->data, sizeof(a->data));

	return diff ? diff : (int)a->bits - (int)b->bits;
}

/* The entry with exactly this prefix, NULL for none */
static inline const struct twin_l2_entry *twin_l2_find(const struct twin_l2 *twin,
						       const struct bn_l2_key *key)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++)
		if (twin_l2_order(&twin->entry[i].key, key) == 0)
			return &twin->entry[i];
	return NULL;
}

/* The table's entry with the longest prefix that @key starts with, NULL for none */
static inline const struct bn_l2_entry *twin_l2_lookup(const struct twin_l2 *twin,
						       const struct bn_l2_key *key)
{
	const struct twin_l2_entry *best = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		const struct twin_l2_entry *entry = &twin->entry[i];

		if (entry->key.bits <= key->bits &&
		    twin_agree(entry->key.data, key->data, entry->key.bits) &&
		    (!best || entry->key.bits > best->key.bits))
			best = entry;
	}
	return best ? best->real : NULL;
}

/* The first entry after @cursor (NULL: of all), NULL at the end */
static inline const struct twin_l2_entry *twin_l2_next(const struct twin_l2 *twin,
						       const struct bn_l2_key *cursor)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++)
		if (!cursor || twin_l2_order(&twin->entry[i].key, cursor) > 0)
			return &twin->entry[i];
	return NULL;
}

/* Adds an entry; NULL where the prefix exists or the twin is full. Entries move. */
static inline const struct twin_l2_entry *twin_l2_add(struct twin_l2 *twin,
						      const struct bn_l2_key *key,
						      struct bn_l2_entry *real)
{
	unsigned int at = 0;

	if (twin->n == TWIN_L2_MAX || twin_l2_find(twin, key))
		return NULL;
	while (at < twin->n && twin_l2_order(&twin->entry[at].key, key) < 0)
		at++;
	memmove(&twin->entry[at + 1], &twin->entry[at], (twin->n - at) * sizeof(twin->entry[0]));
	twin->entry[at].key = *key;
	twin->entry[at].real = real;
	twin->n++;
	return &twin->entry[at];
}

/* Removes an entry of the twin. Entries move. */
static inline void twin_l2_remove(struct twin_l2 *twin, const struct twin_l2_entry *entry)
{
	unsigned int at = entry - twin->entry;

	twin->n--;
	memmove(&twin->entry[at], &twin->entry[at + 1], (twin->n - at) * sizeof(twin->entry[0]));
}

#ifdef __cplusplus
}
#endif

#endif /* TWIN_L2_H */
