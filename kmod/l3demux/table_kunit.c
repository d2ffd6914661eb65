// SPDX-License-Identifier: GPL-2.0
/*
 * Tests of the PCB table; the randomized ones with a naive twin, and those
 * with concurrent readers, are in selftests/host/pcb_table_test.cc. A stack
 * of its own keeps the running one's sessions out.
 */
#include <kunit/test.h>

static struct bsdnet_stack *open_stack(struct kunit *test)
{
	struct bsdnet_stack *stack = kunit_kzalloc(test, sizeof(*stack), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, stack);
	KUNIT_ASSERT_EQ(test, l3demux_stack_init(stack), 0);
	return stack;
}

static void close_stack(struct kunit *test, struct bsdnet_stack *stack)
{
	KUNIT_EXPECT_EQ(test, atomic_long_read(&stack->live[BN_OBJ_PCB]), 0);
	synchronize_rcu();
	l3demux_stack_exit(stack);
}

static struct bn_pcb_key test_key(u32 raddr, u16 rport, u32 laddr, u16 lport)
{
	struct bn_pcb_key key = {
		.instance = 1,
		.ifl_index = 2,
		.lport = htons(lport),
		.rport = htons(rport),
		.proto = 17,
		.family = AF_INET,
	};

	key.laddr.s6_addr32[0] = htonl(laddr);
	key.raddr.s6_addr32[0] = htonl(raddr);
	return key;
}

#define LOCAL	0xc0000201
#define PEER	0xc6336401

static struct bn_pcb *found(struct bsdnet_stack *stack, const struct bn_pcb_key *key)
{
	struct bn_pcb *pcb;

	rcu_read_lock();
	pcb = bn_pcb_lookup(stack, key);
	rcu_read_unlock();
	return pcb;
}

/* Shows: PCB-1, PCB-3 */
static void table__best_match(struct kunit *test)
{
	static const struct bn_pcb_mask masks[] = {
		{ .lport = 1, .rport = 1, .instance = 1, .laddr_bits = 32, .raddr_bits = 32 },
		{ .lport = 1, .instance = 1, .laddr_bits = 32, .ifl = 1 },
		{ .lport = 1, .instance = 1, .laddr_bits = 32 },
		{ .lport = 1, .instance = 1, .laddr_bits = 24 },
		{ .lport = 1, .instance = 1 },
		{ .lport = 1 },
		{ },	/* the protocol alone */
	};
	struct bsdnet_stack *stack = open_stack(test);
	struct bn_pcb_key key = test_key(PEER, 1000, LOCAL, 53);
	struct bn_pcb *pcb;
	int i;

	pcb = kunit_kcalloc(test, ARRAY_SIZE(masks), sizeof(*pcb), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pcb);
	KUNIT_EXPECT_NULL(test, found(stack, &key));
	for (i = ARRAY_SIZE(masks) - 1; i >= 0; i--) {
		pcb[i].key = key;
		pcb[i].mask = masks[i];
		KUNIT_ASSERT_EQ(test, bn_pcb_insert(stack, &pcb[i]), 0);
		KUNIT_EXPECT_PTR_EQ(test, found(stack, &key), &pcb[i]);
	}
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		KUNIT_EXPECT_PTR_EQ(test, found(stack, &key), &pcb[i]);
		bn_pcb_remove(&pcb[i]);
		bn_pcb_remove(&pcb[i]);
	}
	KUNIT_EXPECT_NULL(test, found(stack, &key));
	close_stack(test, stack);
}

/* Shows: PCB-1 */
static void table__protocol_and_family_are_never_wild(struct kunit *test)
{
	struct bsdnet_stack *stack = open_stack(test);
	struct bn_pcb_key key = test_key(PEER, 1000, LOCAL, 53);
	struct bn_pcb *pcb = kunit_kzalloc(test, sizeof(*pcb), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pcb);
	pcb->key = key;
	KUNIT_ASSERT_EQ(test, bn_pcb_insert(stack, pcb), 0);
	KUNIT_EXPECT_PTR_EQ(test, found(stack, &key), pcb);
	key.proto = 6;
	KUNIT_EXPECT_NULL(test, found(stack, &key));
	key.proto = 17;
	key.family = AF_INET6;
	KUNIT_EXPECT_NULL(test, found(stack, &key));
	bn_pcb_remove(pcb);
	close_stack(test, stack);
}

/* Shows: PCB-1 */
static void table__address_in_use(struct kunit *test)
{
	struct bsdnet_stack *stack = open_stack(test);
	struct bn_pcb *pcb = kunit_kcalloc(test, 4, sizeof(*pcb), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, pcb);
	for (i = 0; i < 4; i++) {
		/* what is wild does not count */
		pcb[i].key = test_key(PEER + i, 1000 + i, LOCAL, 53);
		pcb[i].mask = (struct bn_pcb_mask){ .lport = 1, .laddr_bits = 32 };
		pcb[i].reuse = i != 0;
	}
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, &pcb[0]), 0);
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, &pcb[1]), -EADDRINUSE);
	bn_pcb_remove(&pcb[0]);
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, &pcb[1]), 0);
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, &pcb[2]), 0);
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, &pcb[3]), 0);
	/* the newest wins */
	KUNIT_EXPECT_PTR_EQ(test, found(stack, &pcb[1].key), &pcb[3]);
	bn_pcb_remove(&pcb[3]);
	KUNIT_EXPECT_PTR_EQ(test, found(stack, &pcb[1].key), &pcb[2]);
	/* another mask is another place */
	pcb[3].mask.instance = 1;
	pcb[3].reuse = false;
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, &pcb[3]), 0);
	KUNIT_EXPECT_PTR_EQ(test, found(stack, &pcb[1].key), &pcb[3]);
	for (i = 0; i < 4; i++)
		bn_pcb_remove(&pcb[i]);
	close_stack(test, stack);
}

/* Shows: PCB-1 */
static void table__refuses_nonsense(struct kunit *test)
{
	struct bsdnet_stack *stack = open_stack(test);
	struct bn_pcb *pcb = kunit_kzalloc(test, sizeof(*pcb), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pcb);
	pcb->key = test_key(PEER, 1, LOCAL, 2);
	pcb->mask.laddr_bits = 33;
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, pcb), -EINVAL);
	pcb->key.family = AF_UNIX;
	KUNIT_EXPECT_EQ(test, bn_pcb_insert(stack, pcb), -EAFNOSUPPORT);
	close_stack(test, stack);
}

struct test_walk {
	struct bn_pcb *base;
	u8 *seen;
	unsigned int n;
	unsigned int stop;
};

static int mark_seen(const struct bn_pcb *pcb, void *arg)
{
	struct test_walk *walk = arg;

	if (walk->stop && walk->n && walk->n % walk->stop == 0 && !(walk->seen[0] & 0x80)) {
		walk->seen[0] |= 0x80;	/* stop once here, then go on */
		return 1;
	}
	walk->seen[0] &= ~0x80;
	walk->seen[pcb - walk->base]++;
	walk->n++;
	return 0;
}

static void expect_walk(struct kunit *test, struct bsdnet_stack *stack, struct bn_pcb *pcb,
			unsigned int n, unsigned int stop)
{
	struct test_walk walk = { .base = pcb, .stop = stop };
	unsigned long cursor = 0;
	unsigned int i;

	walk.seen = kunit_kcalloc(test, n, 1, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, walk.seen);
	while (bn_pcb_walk(stack, &cursor, mark_seen, &walk))
		;
	KUNIT_EXPECT_EQ(test, walk.n, n);
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ(test, walk.seen[i] & 0x7f, 1);
	KUNIT_EXPECT_EQ(test, bn_pcb_walk(stack, &cursor, mark_seen, &walk), 0);
}

/* Shows: PCB-1, PCB-2 */
static void table__many(struct kunit *test)
{
	struct bsdnet_stack *stack = open_stack(test);
	unsigned int n = 8000;
	struct bn_pcb *pcb;
	unsigned int i;

	pcb = kvcalloc(n, sizeof(*pcb), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pcb);
	for (i = 0; i < n; i++) {
		pcb[i].key = test_key(PEER + i / 100, i % 100, LOCAL, 53);
		pcb[i].mask = (struct bn_pcb_mask){ .lport = 1, .rport = 1, .instance = 1,
						    .laddr_bits = 32, .raddr_bits = 32 };
		KUNIT_ASSERT_EQ(test, bn_pcb_insert(stack, &pcb[i]), 0);
	}
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_PTR_EQ(test, found(stack, &pcb[i].key), &pcb[i]);
	expect_walk(test, stack, pcb, n, 0);
	expect_walk(test, stack, pcb, n, 97);
	for (i = 0; i < n; i++) {
		bn_pcb_remove(&pcb[i]);
		KUNIT_EXPECT_NULL(test, found(stack, &pcb[i].key));
	}
	close_stack(test, stack);
	kvfree(pcb);
}

static void count_match(struct bn_pcb *pcb, void *arg)
{
	struct test_walk *walk = arg;

	walk->seen[walk->n++] = pcb - walk->base;
}

/* Shows: PCB-1, SK-5 */
static void table__each_match(struct kunit *test)
{
	static const struct bn_pcb_mask bound = { .lport = 1, .instance = 1 };
	static const struct bn_pcb_mask group = { .lport = 1, .instance = 1, .laddr_bits = 32 };
	static const struct bn_pcb_mask wild = { .lport = 1 };
	struct bsdnet_stack *stack = open_stack(test);
	struct bn_pcb_key key = test_key(PEER, 1000, LOCAL, 53);
	/* two of 0 and 1 with the same key, another port, another address */
	const struct bn_pcb_mask *const masks[] = { &bound, &bound, &group, &wild, &bound, &group };
	u8 seen[ARRAY_SIZE(masks)];
	struct test_walk walk = { .seen = seen };
	struct bn_pcb *pcb;
	unsigned int i;

	pcb = kunit_kcalloc(test, ARRAY_SIZE(masks), sizeof(*pcb), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, pcb);
	walk.base = pcb;
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		pcb[i].key = key;
		pcb[i].mask = *masks[i];
		pcb[i].reuse = true;
	}
	pcb[4].key.lport = htons(54);
	pcb[5].key.laddr.s6_addr32[0] = htonl(LOCAL + 1);
	for (i = 0; i < ARRAY_SIZE(masks); i++)
		KUNIT_ASSERT_EQ(test, bn_pcb_insert(stack, &pcb[i]), 0);
	rcu_read_lock();
	bn_pcb_each_match(stack, &key, count_match, &walk);
	rcu_read_unlock();
	KUNIT_ASSERT_EQ(test, walk.n, 4U);
	KUNIT_EXPECT_EQ(test, seen[0], 2);
	KUNIT_EXPECT_EQ(test, seen[1], 1);
	KUNIT_EXPECT_EQ(test, seen[2], 0);
	KUNIT_EXPECT_EQ(test, seen[3], 3);
	for (i = 0; i < ARRAY_SIZE(masks); i++)
		bn_pcb_remove(&pcb[i]);
	walk.n = 0;
	rcu_read_lock();
	bn_pcb_each_match(stack, &key, count_match, &walk);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, walk.n, 0U);
	close_stack(test, stack);
}

static struct kunit_case table_cases[] = {
	KUNIT_CASE(table__best_match),
	KUNIT_CASE(table__protocol_and_family_are_never_wild),
	KUNIT_CASE(table__address_in_use),
	KUNIT_CASE(table__refuses_nonsense),
	KUNIT_CASE(table__each_match),
	KUNIT_CASE(table__many),
	{}
};

static struct kunit_suite table_suite = {
	.name = "bsdnet_l3demux_table",
	.test_cases = table_cases,
};

kunit_test_suite(table_suite);
