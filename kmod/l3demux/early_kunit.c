// SPDX-License-Identifier: GPL-2.0
/* Tests of early.c, beside a naive twin */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/random.h>

struct early_test_entry {
	struct bn_early early;
	unsigned int got;
	unsigned int expected;
	unsigned int age;	/* order of insertion; 0: in no set */
	unsigned int set;
};

static void early_test_input(struct bn_early *early, struct sk_buff *skb)
{
	container_of(early, struct early_test_entry, early)->got++;
	consume_skb(skb);
}

static struct bsdnet_stack *early_test_stack(void)
{
	return bn_stack_of(&init_net);
}

static void early_test_make(struct early_test_entry *entry, u8 proto, u16 lport, u16 rport)
{
	memset(entry, 0, sizeof(*entry));
	entry->early.input = early_test_input;
	entry->early.instance = 1;
	entry->early.proto = proto;
	entry->early.lport = htons(lport);
	entry->early.rport = htons(rport);
}

static int early_test_add(struct bn_early_set *set, struct early_test_entry *entry)
{
	int err;

	bn_cfg_lock(early_test_stack());
	err = bn_early_add(early_test_stack(), set, &entry->early);
	bn_cfg_unlock(early_test_stack());
	return err;
}

static bool early_test_remove(struct bn_early_set *set, struct early_test_entry *entry)
{
	bool found;

	bn_cfg_lock(early_test_stack());
	found = bn_early_remove(early_test_stack(), set, &entry->early);
	bn_cfg_unlock(early_test_stack());
	return found;
}

static void early_test_clear(struct bn_early_set *set)
{
	bn_cfg_lock(early_test_stack());
	bn_early_clear(early_test_stack(), set);
	bn_cfg_unlock(early_test_stack());
}

/* Is the packet taken? It is freed in any case */
static bool early_test_give(struct kunit *test, struct bn_early_set *const *sets, unsigned int n,
			    const struct bn_early_key *key)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL);
	bool wants, taken;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	bn_pkt(skb)->stack = early_test_stack();
	local_bh_disable();
	rcu_read_lock();
	wants = bn_early_wants(sets, n, key);
	taken = bn_early_give(sets, n, key, skb);
	rcu_read_unlock();
	local_bh_enable();
	if (!taken)
		kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, wants, taken);
	return taken;
}

/* Shows: IN-5 */
static void early__best_match(struct kunit *test)
{
	struct bn_early_key key = {
		.instance = 1, .proto = IPPROTO_UDP, .dport = htons(68), .sport = htons(67),
		.has_ports = true,
	};
	struct early_test_entry port, both, other;
	struct bn_early_set set = {}, *const sets[] = { &set };

	early_test_make(&port, IPPROTO_UDP, 68, 0);
	early_test_make(&both, IPPROTO_UDP, 68, 67);
	early_test_make(&other, IPPROTO_UDP, 69, 0);
	KUNIT_EXPECT_TRUE(test, bn_early_empty(&set));
	KUNIT_EXPECT_FALSE(test, early_test_give(test, sets, 1, &key));
	KUNIT_EXPECT_EQ(test, 0, early_test_add(&set, &both));
	KUNIT_EXPECT_EQ(test, 0, early_test_add(&set, &port));
	KUNIT_EXPECT_EQ(test, 0, early_test_add(&set, &other));
	KUNIT_EXPECT_TRUE(test, early_test_give(test, sets, 1, &key));
	KUNIT_EXPECT_EQ(test, 1u, both.got);
	key.sport = htons(99);
	KUNIT_EXPECT_TRUE(test, early_test_give(test, sets, 1, &key));
	KUNIT_EXPECT_EQ(test, 1u, port.got);
	key.has_ports = false;
	KUNIT_EXPECT_FALSE(test, early_test_give(test, sets, 1, &key));
	key.has_ports = true;
	key.instance = 2;
	KUNIT_EXPECT_FALSE(test, early_test_give(test, sets, 1, &key));
	port.early.instance = BSDNET_INSTANCE_ANY;
	KUNIT_EXPECT_TRUE(test, early_test_give(test, sets, 1, &key));
	key.proto = IPPROTO_TCP;
	KUNIT_EXPECT_FALSE(test, early_test_give(test, sets, 1, &key));
	KUNIT_EXPECT_EQ(test, 0u, other.got);
	early_test_clear(&set);
	KUNIT_EXPECT_FALSE(test, early_test_remove(&set, &port));
}

/* Shows: IN-5, Q-8 */
static void early__bounded(struct kunit *test)
{
	struct early_test_entry *entries;
	struct bn_early_set set = {};
	unsigned int i;

	entries = kunit_kcalloc(test, BN_EARLY_MAX + 2, sizeof(*entries), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entries);
	for (i = 0; i < BN_EARLY_MAX; i++) {
		early_test_make(&entries[i], IPPROTO_UDP, 1 + i, 0);
		KUNIT_ASSERT_EQ(test, 0, early_test_add(&set, &entries[i]));
	}
	early_test_make(&entries[i], IPPROTO_UDP, 1, 0);
	KUNIT_EXPECT_EQ(test, -EADDRINUSE, early_test_add(&set, &entries[i]));
	entries[i].early.reuse = true;
	KUNIT_EXPECT_EQ(test, -EADDRINUSE, early_test_add(&set, &entries[i]));
	early_test_make(&entries[i], IPPROTO_UDP, 1000, 0);
	KUNIT_EXPECT_EQ(test, -ENOSPC, early_test_add(&set, &entries[i]));
	KUNIT_EXPECT_TRUE(test, early_test_remove(&set, &entries[5]));
	KUNIT_EXPECT_EQ(test, 0, early_test_add(&set, &entries[i]));
	early_test_clear(&set);
	KUNIT_EXPECT_TRUE(test, bn_early_empty(&set));
}

#define TWIN_ENTRIES 24

static bool twin_better(const struct early_test_entry *a, const struct early_test_entry *b)
{
	unsigned int a_ports = !!a->early.lport + !!a->early.rport;
	unsigned int b_ports = !!b->early.lport + !!b->early.rport;

	if (a->set != b->set)
		return a->set < b->set;
	return a_ports != b_ports ? a_ports > b_ports : a->age > b->age;
}

static bool twin_matches(const struct bn_early *e, const struct bn_early_key *key)
{
	return e->proto == key->proto && e->instance == key->instance &&
	       (!e->lport || (key->has_ports && e->lport == key->dport)) &&
	       (!e->rport || (key->has_ports && e->rport == key->sport));
}

static bool twin_give(struct early_test_entry *entries, const struct bn_early_key *key)
{
	struct early_test_entry *best = NULL, *e;
	bool taken = false;

	for (e = entries; e < entries + TWIN_ENTRIES; e++) {
		if (!e->age || !twin_matches(&e->early, key))
			continue;
		taken = true;
		if (e->early.copies)
			e->expected++;
		else if (!best || twin_better(e, best))
			best = e;
	}
	if (best)
		best->expected++;
	return taken;
}

static int twin_conflict(const struct early_test_entry *entries, const struct early_test_entry *a)
{
	const struct early_test_entry *b;

	for (b = entries; b < entries + TWIN_ENTRIES; b++)
		if (b->age && b->set == a->set && !a->early.copies && !b->early.copies &&
		    !(a->early.reuse && b->early.reuse) && a->early.proto == b->early.proto &&
		    a->early.lport == b->early.lport && a->early.rport == b->early.rport)
			return -EADDRINUSE;
	return 0;
}

/* Shows: IN-5, SK-6 */
static void early__twin(struct kunit *test)
{
	struct bn_early_set first = {}, second = {}, *const sets[] = { &first, &second };
	struct early_test_entry *entries, *e;
	struct bn_early_key key = { .instance = 1 };
	unsigned int i;

	entries = kunit_kcalloc(test, TWIN_ENTRIES, sizeof(*entries), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, entries);
	for (i = 1; i < 20000; i++) {
		e = &entries[get_random_u32_below(TWIN_ENTRIES)];
		if (i % 4) {
			key.proto = 17 + get_random_u32_below(2);
			key.dport = htons(1 + get_random_u32_below(3));
			key.sport = htons(1 + get_random_u32_below(3));
			key.has_ports = get_random_u32_below(8);
			KUNIT_ASSERT_EQ(test, twin_give(entries, &key),
					early_test_give(test, sets, 2, &key));
		} else if (e->age) {
			KUNIT_ASSERT_TRUE(test, early_test_remove(sets[e->set], e));
			KUNIT_ASSERT_FALSE(test, early_test_remove(sets[e->set], e));
			e->age = 0;
		} else {
			e->early.input = early_test_input;
			e->early.instance = 1;
			e->early.proto = 17 + get_random_u32_below(2);
			e->early.lport = htons(get_random_u32_below(4));
			e->early.rport = e->early.lport ? htons(get_random_u32_below(4)) : 0;
			e->early.copies = !e->early.lport;
			e->early.reuse = get_random_u32_below(2);
			e->set = get_random_u32_below(2);
			KUNIT_ASSERT_EQ(test, twin_conflict(entries, e),
					early_test_add(sets[e->set], e));
			if (!twin_conflict(entries, e))
				e->age = i;
		}
	}
	for (e = entries; e < entries + TWIN_ENTRIES; e++)
		KUNIT_EXPECT_EQ(test, e->expected, e->got);
	early_test_clear(&first);
	early_test_clear(&second);
}

/* What remains where there is no memory for a shorter list */
static void early__no_memory(struct kunit *test)
{
	struct bn_early_key key = { .instance = 1, .proto = IPPROTO_UDP, .has_ports = true };
	struct bn_early_set set = {}, *const sets[] = { &set };
	struct early_test_entry entries[3];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		early_test_make(&entries[i], IPPROTO_UDP, 1 + i, 0);
		KUNIT_ASSERT_EQ(test, 0, early_test_add(&set, &entries[i]));
	}
	bn_cfg_lock(early_test_stack());
	shorten(early_list(early_test_stack(), &set), 1);
	bn_cfg_unlock(early_test_stack());
	for (i = 0; i < 3; i++) {
		key.dport = htons(1 + i);
		KUNIT_EXPECT_EQ(test, i != 1, early_test_give(test, sets, 1, &key));
	}
	early_test_clear(&set);
}

static struct kunit_case early_cases[] = {
	KUNIT_CASE(early__best_match),
	KUNIT_CASE(early__bounded),
	KUNIT_CASE(early__twin),
	KUNIT_CASE(early__no_memory),
	{}
};

static struct kunit_suite early_suite = {
	.name = "bsdnet_l3demux_early",
	.test_cases = early_cases,
};

kunit_test_suite(early_suite);
