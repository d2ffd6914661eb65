// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit suite of prefix.c: the trie against a naive twin, a list in which
 * every lookup looks at everything
 */
#include <kunit/test.h>
#include <linux/kthread.h>
#include <linux/prandom.h>

#define TWIN_MAX 192
#define STEPS 6000

struct twin_entry {
	u64 key[BN_PREFIX_WORDS];
	unsigned int bits;
	bool used;
	bool best;	/* visible to forwarding */
};

struct twin {
	struct bn_prefix_table table;
	struct twin_entry entries[TWIN_MAX];
	struct rnd_state rnd;
};

static bool twin_matches(const struct twin_entry *entry, const u64 *key)
{
	return common_bits(entry->key, key, entry->bits) == entry->bits;
}

static struct twin_entry *twin_lookup(struct twin *twin, const u64 *key)
{
	struct twin_entry *best = NULL, *entry;

	for (entry = twin->entries; entry < twin->entries + TWIN_MAX; entry++)
		if (entry->used && entry->best && twin_matches(entry, key) &&
		    (!best || entry->bits > best->bits))
			best = entry;
	return best;
}

static int twin_compare(const struct twin_entry *a, const u64 *key, unsigned int bits)
{
	unsigned int i;

	for (i = 0; i < BN_PREFIX_WORDS; i++)
		if (a->key[i] != key[i])
			return a->key[i] < key[i] ? -1 : 1;
	return a->bits < bits ? -1 : a->bits > bits;
}

static struct twin_entry *twin_next(struct twin *twin, const u64 *key, unsigned int bits)
{
	struct twin_entry *next = NULL, *entry;

	for (entry = twin->entries; entry < twin->entries + TWIN_MAX; entry++)
		if (entry->used && twin_compare(entry, key, bits) > 0 &&
		    (!next || twin_compare(entry, next->key, next->bits) < 0))
			next = entry;
	return next;
}

/* Keys that crowd together: few distinct values of few bits, at any depth */
static void twin_random(struct twin *twin, u64 *key, unsigned int *bits)
{
	unsigned int words = twin->table.words, i;

	memset(key, 0, sizeof(u64) * BN_PREFIX_WORDS);
	*bits = prandom_u32_state(&twin->rnd) % (words * 64 + 1);
	for (i = 0; i < words; i++)
		key[i] = (u64)(prandom_u32_state(&twin->rnd) & 0x11) << 59 |
			 (u64)(prandom_u32_state(&twin->rnd) & 0x3) << 31 |
			 (prandom_u32_state(&twin->rnd) & 0x3);
	for (i = *bits; i < words * 64; i++)
		key[i / 64] &= ~(1ULL << (63 - i % 64));
}

static void *trie_lookup(struct twin *twin, const u64 *key)
{
	if (twin->table.words == 1)
		return bn_prefix_lookup(&twin->table, key, 1);
	return bn_prefix_lookup(&twin->table, key, twin->table.words);
}

static void key_add(u64 *key, unsigned int words, int by)
{
	while (words--) {
		u64 was = key[words];

		key[words] += by;
		if (by > 0 ? key[words] >= was : key[words] <= was)
			return;
	}
}

/* prefix-1, first, last, last+1 */
static void probe_around(struct kunit *test, struct twin *twin, const struct twin_entry *entry)
{
	unsigned int words = twin->table.words, i;
	u64 probes[4][BN_PREFIX_WORDS];
	void *results[4];

	for (i = 0; i < 4; i++)
		memcpy(probes[i], entry->key, sizeof(probes[i]));
	key_add(probes[0], words, -1);
	for (i = entry->bits; i < words * 64; i++) {
		probes[2][i / 64] |= 1ULL << (63 - i % 64);
		probes[3][i / 64] |= 1ULL << (63 - i % 64);
	}
	key_add(probes[3], words, 1);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_PTR_EQ(test, trie_lookup(twin, probes[i]),
				    (void *)twin_lookup(twin, probes[i]));
	if (words == BN_PREFIX_WORDS) {
		bn_prefix_lookup_vector(&twin->table, probes[0], results, 4);
		for (i = 0; i < 4; i++)
			KUNIT_EXPECT_PTR_EQ(test, results[i],
					    (void *)twin_lookup(twin, probes[i]));
	}
}

static void twin_add(struct kunit *test, struct twin *twin, const u64 *key, unsigned int bits)
{
	struct twin_entry *entry = &twin->entries[prandom_u32_state(&twin->rnd) % TWIN_MAX];
	struct bn_prefix_node *node = bn_prefix_find(&twin->table, key, bits);

	if (entry->used || node)
		return;
	node = bn_prefix_insert(&twin->table, key, bits);
	KUNIT_ASSERT_NOT_NULL(test, node);
	entry->used = true;
	entry->best = prandom_u32_state(&twin->rnd) % 8;
	entry->bits = bits;
	memcpy(entry->key, key, sizeof(entry->key));
	rcu_assign_pointer(node->list, entry);
	rcu_assign_pointer(node->best, entry->best ? entry : NULL);
	probe_around(test, twin, entry);
}

static void twin_del(struct kunit *test, struct twin *twin, struct twin_entry *entry)
{
	struct bn_prefix_node *node;

	if (!entry->used)
		return;
	node = bn_prefix_find(&twin->table, entry->key, entry->bits);
	KUNIT_ASSERT_NOT_NULL(test, node);
	KUNIT_EXPECT_PTR_EQ(test, (void *)owned(node->list), (void *)entry);
	entry->used = false;
	RCU_INIT_POINTER(node->list, NULL);
	RCU_INIT_POINTER(node->best, NULL);
	bn_prefix_prune(&twin->table, node);
	KUNIT_EXPECT_NULL(test, bn_prefix_find(&twin->table, entry->key, entry->bits));
	probe_around(test, twin, entry);
}

static unsigned int twin_count(const struct twin *twin)
{
	unsigned int i, n = 0;

	for (i = 0; i < TWIN_MAX; i++)
		n += twin->entries[i].used;
	return n;
}

/* The walk from any place, whether in the trie or not, yields the same */
static void check_next(struct kunit *test, struct twin *twin)
{
	struct twin_entry *expected;
	struct bn_prefix_node *node;
	u64 key[BN_PREFIX_WORDS];
	unsigned int bits;

	twin_random(twin, key, &bits);
	expected = twin_next(twin, key, bits);
	node = bn_prefix_next(&twin->table, key, bits);
	KUNIT_EXPECT_PTR_EQ(test, node ? (void *)owned(node->list) : NULL, (void *)expected);
}

static void run_twin(struct kunit *test, unsigned int words)
{
	struct twin *twin = kunit_kzalloc(test, sizeof(*twin), GFP_KERNEL);
	u64 key[BN_PREFIX_WORDS];
	unsigned int step, bits;

	KUNIT_ASSERT_NOT_NULL(test, twin);
	prandom_seed_state(&twin->rnd, 0x5eed + words);
	bn_prefix_init(&twin->table, words);
	for (step = 0; step < STEPS; step++) {
		unsigned int pick = prandom_u32_state(&twin->rnd);

		twin_random(twin, key, &bits);
		if (pick & 1 || step > STEPS * 3 / 4)
			twin_del(test, twin, &twin->entries[(pick >> 8) % TWIN_MAX]);
		else
			twin_add(test, twin, key, bits);
		KUNIT_EXPECT_PTR_EQ(test, trie_lookup(twin, key), (void *)twin_lookup(twin, key));
		check_next(test, twin);
		KUNIT_EXPECT_LE(test, twin->table.nodes, 2 * twin_count(twin));
	}
	for (step = 0; step < TWIN_MAX; step++)
		twin_del(test, twin, &twin->entries[step]);
	/* All memory is given back */
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(twin->table.root));
	KUNIT_EXPECT_EQ(test, twin->table.nodes, 0U);
}

/* Shows: RT-2, RT-9 */
static void prefix_twin__ipv4(struct kunit *test)
{
	run_twin(test, 1);
}

/* Shows: RT-2, RT-9 */
static void prefix_twin__ipv6(struct kunit *test)
{
	run_twin(test, BN_PREFIX_WORDS);
}

/* A new node alone changes no lookup; forks go with the prefixes they part */
/* Shows: RT-9 */
static void prefix_insert__invisible(struct kunit *test)
{
	static const u64 a[] = { 0x0a000000ULL << 32 }, b[] = { 0x0a010000ULL << 32 };
	struct bn_prefix_table table;
	struct bn_prefix_node *node_a, *node_b;
	int mark;

	bn_prefix_init(&table, 1);
	node_a = bn_prefix_insert(&table, a, 16);
	KUNIT_ASSERT_NOT_NULL(test, node_a);
	rcu_assign_pointer(node_a->list, &mark);
	rcu_assign_pointer(node_a->best, &mark);
	node_b = bn_prefix_insert(&table, b, 16);
	KUNIT_ASSERT_NOT_NULL(test, node_b);
	KUNIT_EXPECT_EQ(test, table.nodes, 3U);
	KUNIT_EXPECT_NULL(test, bn_prefix_lookup(&table, b, 1));
	KUNIT_EXPECT_PTR_EQ(test, bn_prefix_lookup(&table, a, 1), (void *)&mark);
	KUNIT_EXPECT_NULL(test, bn_prefix_find(&table, b, 16));
	KUNIT_EXPECT_PTR_EQ(test, bn_prefix_insert(&table, b, 16), node_b);
	bn_prefix_prune(&table, node_b);
	KUNIT_EXPECT_EQ(test, table.nodes, 1U);
	bn_prefix_prune(&table, node_a);	/* has a list: stays */
	KUNIT_EXPECT_PTR_EQ(test, bn_prefix_lookup(&table, a, 1), (void *)&mark);
	RCU_INIT_POINTER(node_a->list, NULL);
	bn_prefix_prune(&table, node_a);
	KUNIT_EXPECT_EQ(test, table.nodes, 0U);
}

/* ---- readers while a writer is at work ------------------------------------ */

#define CHURN_MS 200

/* The key belongs to a /16 that stays; a /24 inside it, and prefixes beside
 * both, come and go
 */
static const u64 churn_key[] = { 0x0a0a0a0a00000000ULL };

struct churn {
	struct bn_prefix_table table;
	int stays, comes;
	unsigned long lookups;
	unsigned long wrong;
};

static int churn_reader(void *arg)
{
	struct churn *churn = arg;

	while (!kthread_should_stop()) {
		void *found;

		rcu_read_lock();
		found = bn_prefix_lookup(&churn->table, churn_key, 1);
		if (found != &churn->stays && found != &churn->comes)
			churn->wrong++;
		churn->lookups++;
		rcu_read_unlock();
		cond_resched();
	}
	return 0;
}

static struct bn_prefix_node *churn_add(struct kunit *test, struct churn *churn, u64 key,
					unsigned int bits, int *what)
{
	struct bn_prefix_node *node = bn_prefix_insert(&churn->table, &key, bits);

	KUNIT_ASSERT_NOT_NULL(test, node);
	rcu_assign_pointer(node->list, what);
	rcu_assign_pointer(node->best, what);
	return node;
}

static void churn_del(struct churn *churn, struct bn_prefix_node *node)
{
	RCU_INIT_POINTER(node->best, NULL);
	RCU_INIT_POINTER(node->list, NULL);
	bn_prefix_prune(&churn->table, node);
}

/* Never is there a moment in which the prefix that stays is not found */
/* Shows: RT-9 */
static void prefix_readers__churn(struct kunit *test)
{
	static const u64 beside[] = {
		0x0a0a000000000000ULL, 0x0a0a080000000000ULL, 0x0a0b000000000000ULL,
		0x0a00000000000000ULL, 0x8000000000000000ULL,
	};
	struct churn *churn = kunit_kzalloc(test, sizeof(*churn), GFP_KERNEL);
	unsigned long end = jiffies + msecs_to_jiffies(CHURN_MS);
	struct bn_prefix_node *stays, *nodes[ARRAY_SIZE(beside) + 1];
	struct task_struct *reader;
	int other, i;

	KUNIT_ASSERT_NOT_NULL(test, churn);
	bn_prefix_init(&churn->table, 1);
	stays = churn_add(test, churn, churn_key[0], 16, &churn->stays);
	reader = kthread_run(churn_reader, churn, "bsdnet_churn");
	KUNIT_ASSERT_FALSE(test, IS_ERR(reader));
	while (time_before(jiffies, end) || !READ_ONCE(churn->lookups)) {
		for (i = 0; i < ARRAY_SIZE(beside); i++)
			nodes[i] = churn_add(test, churn, beside[i], 24 + i, &other);
		nodes[i] = churn_add(test, churn, churn_key[0], 24, &churn->comes);
		cond_resched();
		for (; i >= 0; i--)
			churn_del(churn, nodes[i]);
		cond_resched();
	}
	kthread_stop(reader);
	KUNIT_EXPECT_EQ(test, churn->wrong, 0UL);
	churn_del(churn, stays);
	KUNIT_EXPECT_EQ(test, churn->table.nodes, 0U);
}

static struct kunit_case prefix_cases[] = {
	KUNIT_CASE(prefix_twin__ipv4),
	KUNIT_CASE(prefix_twin__ipv6),
	KUNIT_CASE(prefix_insert__invisible),
	KUNIT_CASE(prefix_readers__churn),
	{}
};

static struct kunit_suite prefix_suite = {
	.name = "bsdnet_rt_prefix",
	.test_cases = prefix_cases,
};

kunit_test_suite(prefix_suite);
