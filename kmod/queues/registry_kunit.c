// SPDX-License-Identifier: GPL-2.0
/* Tests of the registry of queues */
#include <kunit/test.h>

struct seen {
	const struct bn_queue_stats *wanted[3];
	unsigned int found;
	unsigned int stop_at;
	u32 last_id;
	bool ordered;
};

static int look(const struct bn_queue_stats *stats, void *arg)
{
	struct seen *seen = arg;

	if (seen->stop_at && stats->id >= seen->stop_at)
		return 1;
	if (stats->id <= seen->last_id)
		seen->ordered = false;
	seen->last_id = stats->id;
	if (seen->found < 3 && stats == seen->wanted[seen->found])
		seen->found++;
	return 0;
}

/* Shows: Q-8 */
static void registry__walk_in_order_and_go_on(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_queue_stats *q = kunit_kcalloc(test, 3, sizeof(*q), GFP_KERNEL);
	struct seen seen = { .ordered = true };
	u32 cursor = 0;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, q);
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_EQ(test,
				bn_registry_add(stack, &q[i], "test", &bn_queue_device, 7), 0);
		seen.wanted[i] = &q[i];
	}
	seen.stop_at = q[1].id;
	KUNIT_EXPECT_EQ(test, bn_queue_walk(stack, &cursor, look, &seen), 1);
	KUNIT_EXPECT_EQ(test, seen.found, 1);
	KUNIT_EXPECT_EQ(test, cursor, q[0].id);
	seen.stop_at = 0;
	KUNIT_EXPECT_EQ(test, bn_queue_walk(stack, &cursor, look, &seen), 0);
	KUNIT_EXPECT_EQ(test, seen.found, 3);
	KUNIT_EXPECT_TRUE(test, seen.ordered);
	for (i = 0; i < 3; i++)
		bn_registry_remove(&q[i]);
}

/* Shows: Q-8 */
static void registry__name(struct kunit *test)
{
	struct bsdnet_stack *stack = bn_stack_of(&init_net);
	struct bn_queue_stats *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_ASSERT_EQ(test, bn_registry_add(stack, q, "devq eth0", &bn_queue_device, 7), 0);
	KUNIT_EXPECT_STREQ(test, q->name, "devq eth0");
	bn_queue_set_name(q, "udp %pI4:%u and a name that is longer than the field",
			  &(__be32){ htonl(0xc0000201) }, 53);
	KUNIT_EXPECT_EQ(test, strlen(q->name), sizeof(q->name) - 1);
	KUNIT_EXPECT_EQ(test, strncmp(q->name, "udp 192.0.2.1:53 and", 20), 0);
	bn_registry_remove(q);
}

static void read_elsewhere(const struct bn_queue_stats *stats, struct bn_queue_figures *figures)
{
	figures->name = "elsewhere";
	figures->len = 50;
	figures->limit = 60;
	figures->drops += 5;
}

/* Shows: Q-8 */
static void registry__figures(struct kunit *test)
{
	static const struct bn_queue_kind kind = { .name = "pool", .unit = "bytes" };
	static const struct bn_queue_kind each = { .name = "pool", .each = true };
	static const struct bn_queue_kind other = { .name = "pool", .read = read_elsewhere };
	struct bn_queue_stats *q = kunit_kzalloc(test, sizeof(*q), GFP_KERNEL);
	struct bn_queue_figures figures;

	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_ASSERT_EQ(test, bn_registry_add(bn_stack_of(&init_net), q, "test", &kind, 70), 0);
	bn_queue_note(q, 9);
	bn_queue_note(q, 7);
	bn_queue_refuse(q);
	bn_queue_read(q, &figures);
	KUNIT_EXPECT_STREQ(test, figures.name, "test");
	KUNIT_EXPECT_EQ(test, figures.len, 0);
	KUNIT_EXPECT_EQ(test, figures.limit, 70);
	KUNIT_EXPECT_EQ(test, figures.high_water, 9);
	KUNIT_EXPECT_EQ(test, figures.drops, 1);

	/* the mark includes what nobody has taken out yet, not what owners have together */
	atomic_set(&q->len, 20);
	bn_queue_read(q, &figures);
	KUNIT_EXPECT_EQ(test, figures.len, 20);
	KUNIT_EXPECT_EQ(test, figures.high_water, 20);
	q->kind = &each;
	bn_queue_read(q, &figures);
	KUNIT_EXPECT_EQ(test, figures.len, 20);
	KUNIT_EXPECT_EQ(test, figures.high_water, 9);

	q->kind = &other;
	bn_queue_read(q, &figures);
	KUNIT_EXPECT_STREQ(test, figures.name, "elsewhere");
	KUNIT_EXPECT_EQ(test, figures.len, 50);
	KUNIT_EXPECT_EQ(test, figures.limit, 60);
	KUNIT_EXPECT_EQ(test, figures.high_water, 50);
	KUNIT_EXPECT_EQ(test, figures.drops, 6);
	bn_registry_remove(q);
}

static struct kunit_case registry_cases[] = {
	KUNIT_CASE(registry__walk_in_order_and_go_on),
	KUNIT_CASE(registry__name),
	KUNIT_CASE(registry__figures),
	{}
};

static struct kunit_suite registry_suite = {
	.name = "bsdnet_queues_registry",
	.test_cases = registry_cases,
};

kunit_test_suite(registry_suite);
