// SPDX-License-Identifier: GPL-2.0
/* Tests of the device queues of an ifd */
#include <kunit/test.h>
#include <linux/kthread.h>

#define DEVQS_MAX	4
#define FLOWS		16

struct devqs_test {
	struct bn_devqs __rcu *devqs;
	struct bsdnet_stack *stack;
	atomic_t frames;		/* consumed */
	unsigned int of_queue[DEVQS_MAX];
	u32 next[FLOWS];		/* number of the next frame of a flow */
	bool ordered;
};

/* skb->hash is the flow, skb->mark the number of the frame within it */
static void devqs_input(struct bn_devq *devq, struct sk_buff **pkts, unsigned int n)
{
	struct devqs_test *t = devq->priv;
	const struct bn_devqs *devqs = rcu_dereference(t->devqs);
	unsigned int i;

	for (i = 0; i < n; i++) {
		u32 *next = &t->next[pkts[i]->hash % FLOWS];

		if (devq >= devqs->q && devq < devqs->q + devqs->n)
			t->of_queue[devq - devqs->q]++;
		if (pkts[i]->mark != *next)
			WRITE_ONCE(t->ordered, false);
		*next = pkts[i]->mark + 1;
		consume_skb(pkts[i]);
	}
	atomic_add(n, &t->frames);
}

static struct devqs_test *devqs_start_test(struct kunit *test, unsigned int n)
{
	struct devqs_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	struct bn_devqs *devqs;

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->stack = bn_stack_of(&init_net);
	t->ordered = true;
	rtnl_lock();
	devqs = bn_devqs_make(t->stack, "test", 100000, n, t, devqs_input);
	rtnl_unlock();
	KUNIT_ASSERT_FALSE(test, IS_ERR(devqs));
	rcu_assign_pointer(t->devqs, devqs);
	return t;
}

static void devqs_stop_test(struct devqs_test *t)
{
	rtnl_lock();
	bn_devqs_destroy(rtnl_dereference(t->devqs));
	rtnl_unlock();
}

static void devqs_send(struct devqs_test *t, u32 flow, u32 seq, int rx_queue)
{
	struct sk_buff *skb = alloc_skb(64, GFP_KERNEL | __GFP_NOFAIL);

	bn_pkt(skb)->stack = t->stack;
	skb->mark = seq;
	/* spread over the range of hashes, and FLOWS divides the factor's distance */
	__skb_set_sw_hash(skb, flow * (U32_MAX / FLOWS / FLOWS * FLOWS) + flow, true);
	if (rx_queue >= 0)
		skb_record_rx_queue(skb, rx_queue);
	local_bh_disable();
	rcu_read_lock();
	bn_devq_enqueue(bn_devqs_of(rcu_dereference(t->devqs), skb), skb);
	rcu_read_unlock();
	local_bh_enable();
}

static void devqs_wait(struct devqs_test *t, unsigned int n)
{
	unsigned int ms;

	for (ms = 0; ms < 10000 && atomic_read(&t->frames) < n; ms++)
		usleep_range(1000, 1500);
}

/* Shows: Q-2 */
static void devqs__by_receive_queue(struct kunit *test)
{
	struct devqs_test *t = devqs_start_test(test, 3);
	unsigned int i;

	for (i = 0; i < 50; i++)
		devqs_send(t, 0, i, 1);
	devqs_wait(t, 50);
	KUNIT_EXPECT_EQ(test, t->of_queue[0], 0);
	KUNIT_EXPECT_EQ(test, t->of_queue[1], 50);
	KUNIT_EXPECT_EQ(test, t->of_queue[2], 0);
	/* more receive queues than the ifd has seen */
	for (i = 0; i < 10; i++)
		devqs_send(t, 1, i, 5);
	devqs_wait(t, 60);
	KUNIT_EXPECT_EQ(test, t->of_queue[2], 10);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	devqs_stop_test(t);
}

/* Shows */
static void devqs__by_flow(struct kunit *test)
{
	struct devqs_test *t = devqs_start_test(test, 1);
	unsigned int i, used = 0;
	int err;

	rtnl_lock();
	err = bn_devqs_spread(&t->devqs, "test", cpu_online_mask);
	rtnl_unlock();
	KUNIT_ASSERT_EQ(test, err, 0);
	for (i = 0; i < 20 * FLOWS; i++)
		devqs_send(t, i % FLOWS, i / FLOWS, 0);
	devqs_wait(t, i);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->frames), i);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	for (i = 0; i < DEVQS_MAX; i++)
		used += !!t->of_queue[i];
	KUNIT_EXPECT_EQ(test, used, min_t(unsigned int, num_online_cpus(), DEVQS_MAX));
	devqs_stop_test(t);
}

static int devqs_producer(void *arg)
{
	struct devqs_test *t = arg;
	u32 seq = 0;

	while (!kthread_should_stop()) {
		devqs_send(t, seq % FLOWS, seq / FLOWS, 0);
		if (!(++seq % 64))
			cond_resched();
	}
	return seq;
}

/* Shows */
static void devqs__replacing_keeps_the_order(struct kunit *test)
{
	struct devqs_test *t = devqs_start_test(test, 1);
	struct task_struct *producer;
	int i, sent, err = 0;

	producer = kthread_create(devqs_producer, t, "devqs-test");
	KUNIT_ASSERT_FALSE(test, IS_ERR(producer));
	/* one producer on one CPU, as a receive queue is */
	kthread_bind(producer, cpumask_first(cpu_online_mask));
	wake_up_process(producer);
	for (i = 0; i < 30 && !err; i++) {
		usleep_range(500, 1000);
		rtnl_lock();
		if (i % 3 == 0)
			err = bn_devqs_spread(&t->devqs, "test", cpu_online_mask);
		else
			err = bn_devqs_resize(&t->devqs, "test", i % 3);
		rtnl_unlock();
	}
	sent = kthread_stop(producer);
	devqs_wait(t, sent);
	KUNIT_EXPECT_EQ(test, err, 0);
	KUNIT_EXPECT_GT(test, sent, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->frames), sent);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	devqs_stop_test(t);
}

static struct kunit_case devqs_cases[] = {
	KUNIT_CASE(devqs__by_receive_queue),
	KUNIT_CASE(devqs__by_flow),
	KUNIT_CASE(devqs__replacing_keeps_the_order),
	{}
};

static struct kunit_suite devqs_suite = {
	.name = "bsdnet_queues_devqs",
	.test_cases = devqs_cases,
};

kunit_test_suite(devqs_suite);
