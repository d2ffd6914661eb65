// SPDX-License-Identifier: GPL-2.0
/* Tests of the device queue */
#include <kunit/test.h>

struct devq_test {
	struct bn_devq devq;
	struct bsdnet_stack *stack;
	unsigned int frames;		/* consumed */
	unsigned int vectors;
	unsigned int longest;
	bool ordered;
	bool links_clear;
	bool in_softirq;
	unsigned int feed_back;		/* frames that the input enqueues again */
	unsigned int depth;
	unsigned int deepest;
	int cpu;			/* of the consumer */
};

static struct sk_buff *make_frame(struct kunit *test, struct bsdnet_stack *stack,
				  unsigned int seq)
{
	struct sk_buff *skb = alloc_skb(64, GFP_ATOMIC);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	bn_pkt(skb)->stack = stack;
	skb->mark = seq;
	return skb;
}

static void test_input(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n)
{
	struct devq_test *t = devq->priv;
	unsigned int i;

	t->deepest = max(t->deepest, ++t->depth);
	t->vectors++;
	WRITE_ONCE(t->cpu, smp_processor_id());
	t->longest = max(t->longest, n);
	t->in_softirq &= in_softirq() && rcu_read_lock_held();
	for (i = 0; i < n; i++) {
		t->ordered &= pkts[i]->mark == t->frames++;
		t->links_clear &= !pkts[i]->next && !pkts[i]->prev;
		if (t->feed_back) {
			t->feed_back--;
			pkts[i]->mark = t->frames;
			bn_devq_enqueue(devq, pkts[i]);
		} else {
			consume_skb(pkts[i]);
		}
	}
	t->depth--;
}

static void enqueue_frames(struct kunit *test, struct devq_test *t, unsigned int n)
{
	unsigned int i;

	local_bh_disable();
	for (i = 0; i < n; i++)
		bn_devq_enqueue(&t->devq, make_frame(test, t->stack, i));
	local_bh_enable();
}

/* The softirq may have been left to ksoftirqd */
static void wait_for_frames(struct devq_test *t, unsigned int n)
{
	unsigned int ms;

	for (ms = 0; ms < 5000 && READ_ONCE(t->frames) < n; ms++)
		usleep_range(1000, 1500);
}

/* Frames that may skip a queue on the CPU of the test */
static unsigned int frames_left(const struct devq_test *t)
{
	return raw_cpu_read(*t->devq.left);
}

static struct devq_test *start(struct kunit *test, u32 limit)
{
	struct devq_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->stack = bn_stack_of(&init_net);
	t->ordered = true;
	t->links_clear = true;
	t->in_softirq = true;
	/* each case has a thread of its own */
	set_cpus_allowed_ptr(current, cpumask_of(raw_smp_processor_id()));
	rtnl_lock();
	err = bn_devq_init(&t->devq, t->stack, "test", limit, t, test_input);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, err, 0);
	return t;
}

static void stop(struct devq_test *t)
{
	rtnl_lock();
	bn_devq_destroy(&t->devq);
	rtnl_unlock();
}

/* Shows */
static void devq__vectors_in_order(struct kunit *test)
{
	struct devq_test *t = start(test, 1000);

	enqueue_frames(test, t, 200);
	wait_for_frames(t, 200);
	KUNIT_EXPECT_EQ(test, t->frames, 200);
	KUNIT_EXPECT_EQ(test, t->longest, BN_DEVQ_VECTOR);
	KUNIT_EXPECT_EQ(test, t->vectors, 4);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_TRUE(test, t->links_clear);
	KUNIT_EXPECT_TRUE(test, t->in_softirq);
	stop(t);
}

/* Shows */
static void devq__wakes_after_each_pause(struct kunit *test)
{
	struct devq_test *t = start(test, 1000);
	unsigned int i;

	for (i = 0; i < 100; i++) {
		local_bh_disable();
		bn_devq_enqueue(&t->devq, make_frame(test, t->stack, i));
		local_bh_enable();
		if (i % 10 == 0)
			wait_for_frames(t, i + 1);
	}
	wait_for_frames(t, 100);
	KUNIT_EXPECT_EQ(test, t->frames, 100);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->devq.stats.len), 0);
	stop(t);
}

/* Shows: Q-8 */
static void devq__bounded(struct kunit *test)
{
	struct devq_test *t = start(test, 10);
	u64 before = bn_drop_total(t->stack, BN_DROP_IFD_QUEUE_FULL);

	enqueue_frames(test, t, 25);
	wait_for_frames(t, 10);
	KUNIT_EXPECT_EQ(test, t->frames, 10);
	KUNIT_EXPECT_EQ(test, t->devq.stats.high_water, 10);
	KUNIT_EXPECT_EQ(test, atomic64_read(&t->devq.stats.drops), 15);
	KUNIT_EXPECT_GE(test, bn_drop_total(t->stack, BN_DROP_IFD_QUEUE_FULL) - before, 15);
	stop(t);
}

/* Shows: Q-2 */
static void devq__input_may_feed_it(struct kunit *test)
{
	struct devq_test *t = start(test, 10);

	t->feed_back = 300;
	enqueue_frames(test, t, 1);
	wait_for_frames(t, 301);
	KUNIT_EXPECT_EQ(test, t->frames, 301);
	KUNIT_EXPECT_EQ(test, t->deepest, 1);
	stop(t);
}

/* Shows: Q-3 */
static void devq__direct(struct kunit *test)
{
	struct devq_test *t = start(test, 10);
	bool was = bn_devq_always_direct;

	bn_devq_always_direct = true;
	t->feed_back = 3;
	local_bh_disable();
	bn_devq_enqueue(&t->devq, make_frame(test, t->stack, 0));
	KUNIT_EXPECT_EQ(test, t->frames, 1);
	local_bh_enable();
	wait_for_frames(t, 4);
	bn_devq_always_direct = was;
	KUNIT_EXPECT_EQ(test, t->frames, 4);
	KUNIT_EXPECT_EQ(test, t->deepest, 1);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	stop(t);
}

static void enqueue_one(struct kunit *test, struct devq_test *t, unsigned int seq)
{
	local_bh_disable();
	bn_devq_enqueue(&t->devq, make_frame(test, t->stack, seq));
	local_bh_enable();
}

/* Shows */
static void devq__single_frames_skip_the_queue(struct kunit *test)
{
	struct devq_test *t = start(test, 1000);
	unsigned int i;

	enqueue_one(test, t, 0);
	wait_for_frames(t, 1);
	KUNIT_ASSERT_EQ(test, frames_left(t), DIRECT_RUN);
	local_bh_disable();
	for (i = 1; i <= DIRECT_RUN; i++) {
		bn_devq_enqueue(&t->devq, make_frame(test, t->stack, i));
		KUNIT_EXPECT_EQ(test, t->frames, i + 1);
	}
	/* the queue's turn: it finds a burst */
	for (; i < DIRECT_RUN + 5; i++)
		bn_devq_enqueue(&t->devq, make_frame(test, t->stack, i));
	KUNIT_EXPECT_EQ(test, t->frames, 1 + DIRECT_RUN);
	local_bh_enable();
	wait_for_frames(t, i);
	KUNIT_EXPECT_EQ(test, t->frames, i);
	KUNIT_EXPECT_EQ(test, frames_left(t), 0);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_TRUE(test, t->in_softirq);
	stop(t);
}

/* Shows */
static void devq__what_waits_goes_first(struct kunit *test)
{
	struct devq_test *t = start(test, 1000);

	enqueue_one(test, t, 0);
	wait_for_frames(t, 1);
	KUNIT_ASSERT_EQ(test, frames_left(t), DIRECT_RUN);
	local_bh_disable();
	/* counted and linked, and its producer is about to schedule the consumer */
	atomic_inc(&t->devq.stats.len);
	bn_pktq_enqueue(&t->devq.q, skb_to_link(make_frame(test, t->stack, 1)));
	bn_devq_enqueue(&t->devq, make_frame(test, t->stack, 2));
	KUNIT_EXPECT_EQ(test, t->frames, 1);
	napi_schedule(&t->devq.napi);
	local_bh_enable();
	wait_for_frames(t, 3);
	KUNIT_EXPECT_EQ(test, t->frames, 3);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	stop(t);
}

/* Shows: Q-2 */
static void devq__skipping_does_not_nest(struct kunit *test)
{
	struct devq_test *t = start(test, 1000);

	enqueue_one(test, t, 0);
	wait_for_frames(t, 1);
	KUNIT_ASSERT_EQ(test, frames_left(t), DIRECT_RUN);
	t->feed_back = 100;
	enqueue_one(test, t, 1);
	wait_for_frames(t, 102);
	KUNIT_EXPECT_EQ(test, t->frames, 102);
	KUNIT_EXPECT_EQ(test, t->deepest, 1);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	stop(t);
}

/* Shows */
static void devq__other_processors_keep_the_order(struct kunit *test)
{
	struct devq_test *t = start(test, 1000);

	local_bh_disable();
	bn_devq_enqueue(&t->devq, make_frame(test, t->stack, 0));
	bn_devq_enqueue(&t->devq, make_frame(test, t->stack, 1));
	KUNIT_EXPECT_EQ(test, t->devq.stats.plain, IS_ENABLED(CONFIG_PREEMPT_RT) ? 0 : 2);
	/* as another processor does; what this one queues from now on must not overtake it */
	append_shared(&t->devq, make_frame(test, t->stack, 2));
	bn_devq_enqueue(&t->devq, make_frame(test, t->stack, 3));
	KUNIT_EXPECT_EQ(test, bn_queue_len(&t->devq.stats), 4);
	local_bh_enable();
	wait_for_frames(t, 4);
	KUNIT_EXPECT_EQ(test, t->frames, 4);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_EQ(test, bn_queue_len(&t->devq.stats), 0);
	KUNIT_EXPECT_EQ(test, t->devq.owner, -1);
	stop(t);
}

/* Shows: Q-2 */
static void devq__pinned(struct kunit *test)
{
	int cpu = cpumask_any_but(cpu_online_mask, raw_smp_processor_id());
	struct devq_test *t = start(test, 1000);

	if (cpu >= nr_cpu_ids)
		cpu = raw_smp_processor_id();
	t->cpu = -1;
	rtnl_lock();
	bn_devq_pin(&t->devq, cpu);
	rtnl_unlock();
	enqueue_frames(test, t, 100);
	wait_for_frames(t, 100);
	KUNIT_EXPECT_EQ(test, t->frames, 100);
	KUNIT_EXPECT_EQ(test, t->cpu, cpu);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_TRUE(test, t->in_softirq);
	/* unpinned, frames may skip the queue on this CPU again */
	rtnl_lock();
	bn_devq_pin(&t->devq, -1);
	rtnl_unlock();
	enqueue_one(test, t, 100);
	wait_for_frames(t, 101);
	KUNIT_EXPECT_EQ(test, t->cpu, raw_smp_processor_id());
	stop(t);
}

/* Shows */
static void devq__destroy_drops_what_waits(struct kunit *test)
{
	struct devq_test *t = start(test, 10);
	u64 before = bn_drop_total(t->stack, BN_DROP_IFD_GONE);
	unsigned int i;

	/* not told to NAPI, as if destroy came right between */
	for (i = 0; i < 3; i++)
		bn_pktq_enqueue(&t->devq.q, skb_to_link(make_frame(test, t->stack, i)));
	stop(t);
	KUNIT_EXPECT_EQ(test, t->frames, 0);
	KUNIT_EXPECT_GE(test, bn_drop_total(t->stack, BN_DROP_IFD_GONE) - before, 3);
}

static struct kunit_case devq_cases[] = {
	KUNIT_CASE(devq__vectors_in_order),
	KUNIT_CASE(devq__wakes_after_each_pause),
	KUNIT_CASE(devq__bounded),
	KUNIT_CASE(devq__input_may_feed_it),
	KUNIT_CASE(devq__direct),
	KUNIT_CASE(devq__single_frames_skip_the_queue),
	KUNIT_CASE(devq__what_waits_goes_first),
	KUNIT_CASE(devq__skipping_does_not_nest),
	KUNIT_CASE(devq__other_processors_keep_the_order),
	KUNIT_CASE(devq__pinned),
	KUNIT_CASE(devq__destroy_drops_what_waits),
	{}
};

static struct kunit_suite devq_suite = {
	.name = "bsdnet_queues_devq",
	.test_cases = devq_cases,
};

kunit_test_suite(devq_suite);
