// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of prefix.c, prefix_find.c and trie.c: against a naive twin, and
 * the shapes that a trie can take
 */
#include <kunit/test.h>
#include <linux/random.h>

#include "fib/fib.h"

#define TWIN_MAX 96U
#define TWIN_STEPS 1500U

struct twin_entry {
	u8 key[BN_PREFIX_BYTES];
	unsigned int bits;
	struct bn_fwd *fwd;
	struct bn_prefix_pos pos;
	struct bn_route *route;
};

/* What is in the trie, in no order, and a trie; entries are found by looking at all */
struct twin {
	struct bsdnet_stack stack;	/* only its route lock */
	struct bn_prefix_table table;
	unsigned int key_bytes;
	struct bn_fwd fwd[6];	/* with numbers for each width of a leaf */
	struct bn_route route[7];	/* one for each of them, and one that is ignored */
	struct twin_entry entry[TWIN_MAX];
	unsigned int n;
};

static bool covers(const u8 *key, unsigned int bits, const u8 *other)
{
	unsigned int bytes = bits / 8, rest = bits % 8;

	return !memcmp(key, other, bytes) &&
	       (!rest || !((key[bytes] ^ other[bytes]) >> (8 - rest)));
}

static u32 twin_lookup(struct twin *twin, const u8 *key)
{
	struct twin_entry *best = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		struct twin_entry *entry = &twin->entry[i];

		if (entry->fwd && covers(entry->key, entry->bits, key) &&
		    (!best || entry->bits > best->bits))
			best = entry;
	}
	return best ? best->fwd->number : 0;
}

static int twin_order(const struct twin_entry *a, const struct twin_entry *b)
{
	return memcmp(a->key, b->key, BN_PREFIX_BYTES) ?: (int)a->bits - (int)b->bits;
}

/* The first entry after @after (NULL: of all) */
static struct twin_entry *twin_next(struct twin *twin, const struct twin_entry *after)
{
	struct twin_entry *next = NULL;
	unsigned int i;

	for (i = 0; i < twin->n; i++) {
		struct twin_entry *entry = &twin->entry[i];

		if (after && twin_order(entry, after) <= 0)
			continue;
		if (!next || twin_order(entry, next) < 0)
			next = entry;
	}
	return next;
}

static struct twin *twin_make(struct kunit *test, unsigned int key_bytes)
{
	struct twin *twin = kunit_kzalloc(test, sizeof(*twin), GFP_KERNEL);
	static const u32 numbers[] = { 1, 127, 128, 32768, 65535, 70000 };
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, twin);
	twin->key_bytes = key_bytes;
	mutex_init(&twin->stack.rt_lock);
	bn_rt_lock(&twin->stack);
	KUNIT_ASSERT_EQ(test, bn_prefix_init(&twin->table, &twin->stack, key_bytes / 2), 0);
	for (i = 0; i < ARRAY_SIZE(twin->fwd); i++) {
		twin->fwd[i].number = numbers[i];
		twin->route[i].type = BSDNET_ROUTE_TYPE_USER;
		RCU_INIT_POINTER(twin->route[i].fwd, &twin->fwd[i]);
	}
	twin->route[i].type = BSDNET_ROUTE_TYPE_USER_IGNORE;
	return twin;
}

static void twin_end(struct twin *twin)
{
	while (twin->n)
		bn_prefix_remove(&twin->table, &twin->entry[--twin->n].pos);
	bn_rt_unlock(&twin->stack);
	rcu_barrier();
	bn_prefix_exit(&twin->table);
}

/* Few byte values, so that prefixes nest, part and meet again */
static void random_prefix(struct twin *twin, struct twin_entry *entry)
{
	unsigned int i, all = twin->key_bytes * 8;

	memset(entry->key, 0, sizeof(entry->key));
	entry->bits = get_random_u32_below(8) ? get_random_u32_below(all + 1) : 0;
	for (i = 0; i < entry->bits; i++)
		if (i < 2 || !get_random_u32_below(9))
			entry->key[i / 8] |= get_random_u32_below(2) << (7 - i % 8);
	if (get_random_u32_below(3))
		entry->bits = round_up(entry->bits, 8);
	entry->bits = min(entry->bits, all);
}

/* The route that forwards by @fwd, NULL: that is ignored */
static struct bn_route *twin_route(struct twin *twin, const struct bn_fwd *fwd)
{
	return &twin->route[fwd ? fwd - twin->fwd : (long)ARRAY_SIZE(twin->fwd)];
}

static struct bn_fwd *random_fwd(struct twin *twin)
{
	/* Mostly short numbers; sometimes none, which forwarding ignores */
	switch (get_random_u32_below(16)) {
	case 0:
		return NULL;
	case 1 ... 4:
		return &twin->fwd[get_random_u32_below(ARRAY_SIZE(twin->fwd))];
	default:
		return &twin->fwd[get_random_u32_below(2)];
	}
}

static struct twin_entry *twin_find(struct twin *twin, const struct twin_entry *wanted)
{
	unsigned int i;

	for (i = 0; i < twin->n; i++)
		if (!twin_order(&twin->entry[i], wanted))
			return &twin->entry[i];
	return NULL;
}

static void twin_add(struct kunit *test, struct twin *twin)
{
	struct twin_entry *entry = &twin->entry[twin->n], *same;

	random_prefix(twin, entry);
	same = twin_find(twin, entry);
	entry->fwd = random_fwd(twin);
	entry->route = twin_route(twin, entry->fwd);
	if (same) {
		same->fwd = entry->fwd;
		same->route = entry->route;
		KUNIT_ASSERT_EQ(test, bn_prefix_change(&twin->table, &same->pos, same->route,
						       same->fwd, GFP_KERNEL), 0);
		return;
	}
	KUNIT_ASSERT_EQ(test, bn_prefix_add(&twin->table, entry->key, entry->bits, entry->route,
					    twin->table.root, &entry->pos), 0);
	twin->n++;
}

static void twin_remove(struct twin *twin)
{
	struct twin_entry *entry = &twin->entry[get_random_u32_below(twin->n)];

	bn_prefix_remove(&twin->table, &entry->pos);
	*entry = twin->entry[--twin->n];
}

/* The first and the last key of a prefix, and the keys beside it */
static void probe(struct kunit *test, struct twin *twin, const struct twin_entry *entry)
{
	unsigned int bytes = twin->key_bytes, bit, i, n;
	u32 results[4];
	u8 keys[4 * BN_PREFIX_BYTES];

	for (n = 0; n < 4; n++)
		memcpy(keys + n * bytes, entry->key, bytes);
	for (bit = entry->bits; bit < bytes * 8; bit++)
		keys[bytes + bit / 8] |= 0x80 >> bit % 8;
	for (i = bytes; i-- && !keys[2 * bytes + i]--;)
		;
	memcpy(keys + 3 * bytes, keys + bytes, bytes);
	for (i = bytes; i-- && !++keys[3 * bytes + i];)
		;
	bn_trie_lookup_vector(&twin->table, keys, keys + bytes / 2, bytes, bytes, results, 4);
	for (n = 0; n < 4; n++) {
		const u8 *key = keys + n * bytes;

		KUNIT_EXPECT_EQ(test, results[n], twin_lookup(twin, key));
		KUNIT_EXPECT_EQ(test, results[n],
				bn_trie_lookup(&twin->table, key, key + bytes / 2));
	}
}

static void walk(struct kunit *test, struct twin *twin)
{
	struct bn_prefix_pos pos = bn_prefix_first(&twin->table);
	struct twin_entry *entry = NULL;
	struct bn_route __rcu **head;

	while ((entry = twin_next(twin, entry))) {
		KUNIT_ASSERT_PTR_EQ(test, pos.node, entry->pos.node);
		KUNIT_ASSERT_EQ(test, pos.place, entry->pos.place);
		head = bn_prefix_head(&twin->table, pos.node, pos.place);
		KUNIT_EXPECT_PTR_EQ(test, rcu_access_pointer(*head), entry->route);
		pos = bn_prefix_next(&twin->table, entry->key, entry->bits);
	}
	KUNIT_EXPECT_NULL(test, pos.node);
}

static void compare_with_twin(struct kunit *test, unsigned int key_bytes)
{
	struct twin *twin = twin_make(test, key_bytes);
	struct twin_entry stranger = {};
	struct bn_prefix_pos pos;
	unsigned int step, i;

	for (step = 0; step < TWIN_STEPS; step++) {
		/* It grows and shrinks by turns */
		bool grow = step / TWIN_MAX % 2 == 0;

		if (!twin->n ||
		    (twin->n < TWIN_MAX - 1 && get_random_u32_below(4) < (grow ? 3 : 1)))
			twin_add(test, twin);
		else
			twin_remove(twin);
		random_prefix(twin, &stranger);
		probe(test, twin, &stranger);
		pos = bn_prefix_find(&twin->table, stranger.key, stranger.bits, NULL);
		KUNIT_EXPECT_EQ(test, !pos.node, !twin_find(twin, &stranger));
		if (step % 64)
			continue;
		for (i = 0; i < twin->n; i++)
			probe(test, twin, &twin->entry[i]);
		walk(test, twin);
		cond_resched();
	}
	twin_end(twin);
}

/* Shows: RT-2, RT-3 */
static void prefix_twin__ipv4(struct kunit *test)
{
	compare_with_twin(test, 8);
}

/* Shows: RT-2, RT-3 */
static void prefix_twin__ipv6(struct kunit *test)
{
	compare_with_twin(test, 32);
}

static struct twin_entry *put(struct kunit *test, struct twin *twin, u32 addr, unsigned int bits)
{
	struct twin_entry *entry = &twin->entry[twin->n++];
	__be32 net = cpu_to_be32(addr);

	memcpy(entry->key, &net, sizeof(net));
	entry->bits = bits;
	entry->fwd = &twin->fwd[twin->n % 3];
	entry->route = twin_route(twin, entry->fwd);
	KUNIT_ASSERT_EQ(test, bn_prefix_add(&twin->table, entry->key, bits, entry->route,
					    twin->table.root, &entry->pos), 0);
	return entry;
}

/* A node comes between two others when prefixes part there, and goes with the
 * reason for it; memory is what it was
 */
/* Shows: RT-2 */
static void prefix_add__forks(struct kunit *test)
{
	static const struct { u32 addr; u8 bits; } forks[] = {
		{ 0x0a010203, 32 }, { 0x0a010303, 32 }, { 0x0a020203, 32 }, { 0x0a000000, 8 },
		{ 0x0a010200, 24 }, { 0x0a010000, 16 }, { 0x0a010200, 23 }, { 0x00000000, 0 },
	};
	struct twin *twin = twin_make(test, 8);
	size_t fib, fib_empty, empty = bn_prefix_memory(&twin->table, &fib_empty);
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(forks); i++) {
		put(test, twin, forks[i].addr, forks[i].bits);
		for (j = 0; j < twin->n; j++)
			probe(test, twin, &twin->entry[j]);
	}
	KUNIT_EXPECT_GT(test, bn_prefix_memory(&twin->table, &fib), empty);
	while (twin->n) {
		bn_prefix_remove(&twin->table, &twin->entry[--twin->n].pos);
		for (j = 0; j < ARRAY_SIZE(forks); j++)
			probe(test, twin, &twin->entry[j]);
	}
	KUNIT_EXPECT_EQ(test, bn_prefix_memory(&twin->table, &fib), empty);
	KUNIT_EXPECT_EQ(test, fib, fib_empty);
	twin_end(twin);
}

/* A node with every prefix that it can have, and a node below each byte value:
 * the largest there is
 */
/* Shows: RT-2 */
static void prefix_add__full_node(struct kunit *test)
{
	struct bn_prefix_pos *pos = kunit_kcalloc(test, 768, sizeof(*pos), GFP_KERNEL);
	struct twin *twin = twin_make(test, 8);
	unsigned int bits, i, n = 0;

	KUNIT_ASSERT_NOT_NULL(test, pos);
	for (bits = 1; bits <= 9; bits++) {
		for (i = 0; i < min(256U, 1U << bits); i++) {
			u8 key[8] = { bits < 8 ? i << (8 - bits) : i };

			KUNIT_ASSERT_EQ(test, bn_prefix_add(&twin->table, key, bits,
							    &twin->route[i % 4], twin->table.root,
							    &pos[n++]), 0);
		}
	}
	for (i = 0; i < 256; i++) {
		u8 low[8] = { i, 0x7f }, high[8] = { i, 0x80 };

		KUNIT_EXPECT_EQ(test, bn_trie_lookup(&twin->table, low, low + 4),
				twin->fwd[i % 4].number);
		KUNIT_EXPECT_EQ(test, bn_trie_lookup(&twin->table, high, high + 4),
				twin->fwd[i % 4].number);
	}
	while (n)
		bn_prefix_remove(&twin->table, &pos[--n]);
	twin_end(twin);
}

static struct kunit_case prefix_cases[] = {
	KUNIT_CASE(prefix_twin__ipv4),
	KUNIT_CASE(prefix_twin__ipv6),
	KUNIT_CASE(prefix_add__forks),
	KUNIT_CASE(prefix_add__full_node),
	{}
};

static struct kunit_suite prefix_suite = {
	.name = "bsdnet_fib_prefix",
	.test_cases = prefix_cases,
};

kunit_test_suite(prefix_suite);
