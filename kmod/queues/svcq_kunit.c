// SPDX-License-Identifier: GPL-2.0
/* Tests of the service queue */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>

#define KIND_TIMER	2
#define KIND_REQUEST	3
#define PRODUCERS	3
#define PER_PRODUCER	2000

struct svcq_test {
	struct bn_svcq svcq;
	struct bsdnet_stack *stack;
	atomic_t inside;		/* consumers at work */
	bool overlapped;
	unsigned int packets;
	unsigned int timers;
	unsigned int requests;
	bool ordered;
	bool links_clear;
	bool by_worker;			/* the last item was consumed by a worker */
	unsigned int next[PRODUCERS];	/* expected sequence number */
	struct completion gate;		/* @consume waits here, if @gated */
	bool gated;
	unsigned int notified;
	bool refuses;			/* @notify */
	int cpu;			/* of the last item's consumer */
	struct bn_msg timer;
	unsigned int repost;
	atomic_t running;		/* threads */
	struct kunit *test;
};

static void consume_packet(struct svcq_test *t, struct sk_buff *skb)
{
	unsigned int producer = skb->mark >> 24;

	t->ordered &= (skb->mark & 0xffffff) == t->next[producer]++;
	t->links_clear &= !skb->next && !skb->prev;
	t->packets++;
	consume_skb(skb);
}

static void test_consume(struct bn_svcq *svcq, unsigned long kind, void *item)
{
	struct svcq_test *t = svcq->priv;

	if (atomic_inc_return(&t->inside) != 1)
		t->overlapped = true;
	t->by_worker = current->flags & PF_WQ_WORKER;
	t->cpu = raw_smp_processor_id();
	if (READ_ONCE(t->gated))
		wait_for_completion(&t->gate);
	if (kind == BN_SVCQ_PACKET) {
		consume_packet(t, item);
	} else if (kind == KIND_TIMER) {
		t->timers++;
		if (t->repost) {
			t->repost--;
			bn_svcq_post(svcq, item, KIND_TIMER);
		}
	} else {
		t->requests++;
	}
	atomic_dec(&t->inside);
}

static struct sk_buff *make_packet(struct svcq_test *t, unsigned int mark)
{
	struct sk_buff *skb = alloc_skb(16, GFP_ATOMIC);

	if (skb) {
		bn_pkt(skb)->stack = t->stack;
		skb->mark = mark;
	}
	return skb;
}

static bool send_packet(struct svcq_test *t, unsigned int mark)
{
	return bn_svcq_enqueue(&t->svcq, make_packet(t, mark), BN_SVCQ_PACKET,
			       BN_DROP_SOCK_QUEUE_FULL);
}

static struct svcq_test *make_svcq(struct kunit *test, u32 limit)
{
	struct svcq_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, t);
	t->stack = bn_stack_of(&init_net);
	t->ordered = true;
	t->links_clear = true;
	t->test = test;
	init_completion(&t->gate);
	KUNIT_ASSERT_EQ(test, bn_svcq_init(&t->svcq, t->stack, "test", limit, t, test_consume),
			0);
	return t;
}

static void wait_idle(struct svcq_test *t)
{
	unsigned int ms;

	for (ms = 0; ms < 5000 && READ_ONCE(t->svcq.state) != BN_SVCQ_IDLE; ms++)
		usleep_range(1000, 1500);
}

/* Shows: Q-5 */
static void svcq__worker_consumes(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 100);
	unsigned int i;

	for (i = 0; i < 20; i++)
		KUNIT_EXPECT_TRUE(test, send_packet(t, i));
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->packets, 20);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_TRUE(test, t->links_clear);
	KUNIT_EXPECT_TRUE(test, t->by_worker);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->svcq.stats.len), 0);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-5 */
static void svcq__caller_becomes_the_consumer(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 100);

	bn_svcq_acquire(&t->svcq);
	KUNIT_EXPECT_EQ(test, t->svcq.state, BN_SVCQ_ACTIVE);
	KUNIT_EXPECT_FALSE(test, bn_svcq_try_acquire(&t->svcq));
	/* nothing is scheduled while there is a consumer */
	send_packet(t, 0);
	KUNIT_EXPECT_FALSE(test, t->svcq.scheduled);
	KUNIT_EXPECT_EQ(test, t->packets, 0);
	/* but it is when he leaves something behind */
	bn_svcq_release(&t->svcq);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->packets, 1);
	KUNIT_EXPECT_TRUE(test, t->by_worker);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-5 */
static void svcq__caller_empties_it_first(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 100);

	/* as if the worker had been scheduled and not yet run */
	t->svcq.state = BN_SVCQ_SCHEDULED;
	send_packet(t, 0);
	send_packet(t, 1);
	KUNIT_ASSERT_TRUE(test, bn_svcq_try_acquire(&t->svcq));
	KUNIT_EXPECT_EQ(test, t->packets, 2);
	KUNIT_EXPECT_FALSE(test, t->by_worker);
	bn_svcq_release(&t->svcq);
	KUNIT_EXPECT_EQ(test, t->svcq.state, BN_SVCQ_IDLE);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

static int waiter_thread(void *arg)
{
	struct svcq_test *t = arg;

	bn_svcq_acquire(&t->svcq);
	if (atomic_inc_return(&t->inside) != 1)
		t->overlapped = true;
	usleep_range(500, 1000);
	atomic_dec(&t->inside);
	bn_svcq_release(&t->svcq);
	atomic_dec(&t->running);
	return 0;
}

static void spawn(struct svcq_test *t, int (*fn)(void *arg), const char *name)
{
	struct task_struct *task;

	atomic_inc(&t->running);
	task = kthread_run(fn, t, "%s", name);
	if (IS_ERR(task)) {
		atomic_dec(&t->running);
		KUNIT_FAIL(t->test, "cannot start a thread");
	}
}

static void wait_threads(struct svcq_test *t)
{
	while (atomic_read(&t->running))
		usleep_range(1000, 1500);
	/* the thread functions are about to return; they are in this module */
	msleep(20);
}

/* Shows: Q-5 */
static void svcq__callers_wait_for_the_worker(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 100);
	unsigned int ms;

	t->gated = true;
	send_packet(t, 0);
	send_packet(t, 1);
	for (ms = 0; ms < 5000 && !atomic_read(&t->inside); ms++)
		usleep_range(1000, 1500);
	spawn(t, waiter_thread, "bn_test_waiter1");
	spawn(t, waiter_thread, "bn_test_waiter2");
	for (ms = 0; ms < 5000 && READ_ONCE(t->svcq.waiters) < 2; ms++)
		usleep_range(1000, 1500);
	KUNIT_EXPECT_EQ(test, t->svcq.waiters, 2);
	KUNIT_EXPECT_EQ(test, t->packets, 0);
	WRITE_ONCE(t->gated, false);
	complete_all(&t->gate);
	wait_threads(t);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->packets, 2);
	KUNIT_EXPECT_EQ(test, t->svcq.waiters, 0);
	KUNIT_EXPECT_FALSE(test, t->overlapped);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows */
static void svcq__bounded(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 4);
	u64 before = bn_drop_total(t->stack, BN_DROP_SOCK_QUEUE_FULL);
	struct bn_msg msg = {};
	unsigned int i;

	bn_svcq_acquire(&t->svcq);
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_EQ(test, send_packet(t, i), i < 4);
	/* a message always fits */
	KUNIT_EXPECT_TRUE(test, bn_svcq_post(&t->svcq, &msg, KIND_REQUEST));
	bn_svcq_release(&t->svcq);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->packets, 4);
	KUNIT_EXPECT_EQ(test, t->requests, 1);
	KUNIT_EXPECT_EQ(test, t->svcq.stats.high_water, 4);
	KUNIT_EXPECT_EQ(test, atomic64_read(&t->svcq.stats.drops), 2);
	KUNIT_EXPECT_GE(test, bn_drop_total(t->stack, BN_DROP_SOCK_QUEUE_FULL) - before, 2);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-7 */
static void svcq__message_is_posted_once(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 4);

	bn_svcq_acquire(&t->svcq);
	KUNIT_EXPECT_TRUE(test, bn_svcq_post(&t->svcq, &t->timer, KIND_TIMER));
	KUNIT_EXPECT_FALSE(test, bn_svcq_post(&t->svcq, &t->timer, KIND_TIMER));
	/* a message may post itself again while it is consumed */
	t->repost = 1000;
	bn_svcq_release(&t->svcq);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->timers, 1001);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->timer.posted), 0);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows */
static void svcq__destroy_gives_back_what_waits(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 4);
	u64 before = bn_drop_total(t->stack, BN_DROP_SOCK_CLOSED);

	t->svcq.state = BN_SVCQ_SCHEDULED;	/* by nobody: the items stay */
	send_packet(t, 0);
	bn_svcq_post(&t->svcq, &t->timer, KIND_TIMER);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
	KUNIT_EXPECT_EQ(test, t->packets + t->timers, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->timer.posted), 0);
	KUNIT_EXPECT_GE(test, bn_drop_total(t->stack, BN_DROP_SOCK_CLOSED) - before, 1);
}

static int producer_thread(void *arg)
{
	struct svcq_test *t = arg;
	unsigned int id = atomic_inc_return(&t->timer.posted) - 1;
	unsigned int i;

	for (i = 0; i < PER_PRODUCER; i++) {
		send_packet(t, id << 24 | i);
		if (i % 64 == 0)
			cond_resched();
	}
	atomic_dec(&t->running);
	return 0;
}

static int caller_thread(void *arg)
{
	struct svcq_test *t = arg;
	unsigned int i;

	for (i = 0; i < 500; i++) {
		if (i % 2)
			bn_svcq_acquire(&t->svcq);
		else if (!bn_svcq_try_acquire(&t->svcq))
			continue;
		if (atomic_inc_return(&t->inside) != 1)
			t->overlapped = true;
		cond_resched();
		atomic_dec(&t->inside);
		bn_svcq_release(&t->svcq);
	}
	atomic_dec(&t->running);
	return 0;
}

/* Shows */
static void svcq__all_at_once(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, PRODUCERS * PER_PRODUCER + 1);
	unsigned int i;

	for (i = 0; i < PRODUCERS; i++)
		spawn(t, producer_thread, "bn_test_producer");
	for (i = 0; i < 2; i++)
		spawn(t, caller_thread, "bn_test_caller");
	wait_threads(t);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->packets, PRODUCERS * PER_PRODUCER);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	KUNIT_EXPECT_FALSE(test, t->overlapped);
	KUNIT_EXPECT_EQ(test, t->svcq.state, BN_SVCQ_IDLE);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* ---- callers ------------------------------------------------------------------ */

static bool test_notify(struct bn_svcq *svcq)
{
	struct svcq_test *t = svcq->priv;

	t->notified++;
	return !t->refuses;
}

static struct svcq_test *make_callers_svcq(struct kunit *test, u32 limit)
{
	struct svcq_test *t = make_svcq(test, limit);

	t->svcq.notify = test_notify;
	return t;
}

static void wait_for_packets(struct svcq_test *t, unsigned int n)
{
	unsigned int ms;

	for (ms = 0; ms < 5000 && READ_ONCE(t->packets) < n; ms++)
		usleep_range(1000, 1500);
	KUNIT_EXPECT_EQ(t->test, READ_ONCE(t->packets), n);
}

/* Shows: Q-5 */
static void callers__packets_are_left_to_them(struct kunit *test)
{
	struct svcq_test *t = make_callers_svcq(test, 100);
	unsigned int i;

	KUNIT_EXPECT_TRUE(test, bn_svcq_may_sleep(&t->svcq));
	for (i = 0; i < 3; i++)
		send_packet(t, i);
	KUNIT_EXPECT_EQ(test, t->notified, 1);
	KUNIT_EXPECT_EQ(test, t->svcq.state, BN_SVCQ_IDLE);
	KUNIT_EXPECT_FALSE(test, t->svcq.scheduled);
	KUNIT_EXPECT_FALSE(test, bn_svcq_may_sleep(&t->svcq));
	KUNIT_ASSERT_TRUE(test, bn_svcq_try_acquire(&t->svcq));
	KUNIT_EXPECT_EQ(test, t->packets, 3);
	/* who consumes will notify of what comes now */
	send_packet(t, 3);
	KUNIT_EXPECT_TRUE(test, bn_svcq_may_sleep(&t->svcq));
	t->notified = 0;
	bn_svcq_release(&t->svcq);
	KUNIT_EXPECT_EQ(test, t->notified, 1);
	KUNIT_EXPECT_EQ(test, t->packets, 3);
	KUNIT_EXPECT_EQ(test, t->svcq.stats.caller_turns, 1);
	KUNIT_EXPECT_EQ(test, t->svcq.stats.worker_turns, 0);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-5 */
static void callers__who_refuse_get_a_worker(struct kunit *test)
{
	struct svcq_test *t = make_callers_svcq(test, 100);

	t->refuses = true;
	send_packet(t, 0);
	wait_for_packets(t, 1);
	KUNIT_EXPECT_TRUE(test, t->by_worker);
	wait_idle(t);
	/* left while they did not refuse */
	t->refuses = false;
	send_packet(t, 1);
	bn_svcq_run_worker(&t->svcq);
	wait_for_packets(t, 2);
	KUNIT_EXPECT_TRUE(test, t->by_worker);
	wait_idle(t);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-6 */
static void callers__a_backlog_gets_a_worker(struct kunit *test)
{
	struct svcq_test *t = make_callers_svcq(test, svcq_backlog + 10);
	unsigned int i;

	for (i = 0; i < svcq_backlog - 1; i++)
		send_packet(t, i);
	KUNIT_EXPECT_FALSE(test, t->svcq.scheduled);
	send_packet(t, i);
	/* turns, until what is left is no backlog */
	for (i = 0; i < 5000 && !READ_ONCE(t->packets); i++)
		usleep_range(1000, 1500);
	wait_idle(t);
	KUNIT_EXPECT_GT(test, t->packets, 0);
	KUNIT_EXPECT_LT(test, atomic_read(&t->svcq.stats.len), svcq_backlog);
	KUNIT_EXPECT_TRUE(test, t->by_worker);
	KUNIT_EXPECT_TRUE(test, t->ordered);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows */
static void callers__messages_are_not_left_to_them(struct kunit *test)
{
	struct svcq_test *t = make_callers_svcq(test, 100);
	struct bn_msg msg = {};

	send_packet(t, 0);
	bn_svcq_post(&t->svcq, &msg, KIND_REQUEST);
	wait_for_packets(t, 1);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->requests, 1);
	/* posted while there is a consumer */
	bn_svcq_acquire(&t->svcq);
	send_packet(t, 1);
	bn_svcq_post(&t->svcq, &msg, KIND_REQUEST);
	bn_svcq_release(&t->svcq);
	wait_for_packets(t, 2);
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->requests, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&t->svcq.messages), 0);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-6 */
static void callers__are_notified_after_the_vector(struct kunit *test)
{
	struct svcq_test *t = make_callers_svcq(test, 100);
	struct svcq_test *u = make_callers_svcq(test, 100);
	bool hold = svcq_hold && !IS_ENABLED(CONFIG_PREEMPT_RT);
	unsigned int i;

	local_bh_disable();
	bn_svcq_hold();
	bn_svcq_hold();
	for (i = 0; i < 3; i++) {
		send_packet(t, i);
		send_packet(u, i);
	}
	bn_svcq_flush();
	KUNIT_EXPECT_EQ(test, t->notified, hold ? 0 : 1);
	bn_svcq_flush();
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, t->notified, 1);
	KUNIT_EXPECT_EQ(test, u->notified, 1);
	/* and the next vector */
	KUNIT_ASSERT_TRUE(test, bn_svcq_try_acquire(&t->svcq));
	bn_svcq_release(&t->svcq);
	local_bh_disable();
	bn_svcq_hold();
	send_packet(t, 3);
	bn_svcq_flush();
	local_bh_enable();
	KUNIT_EXPECT_EQ(test, t->notified, 2);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
	bn_svcq_destroy(&u->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-11 */
static void callers__have_bounded_turns(struct kunit *test)
{
	struct svcq_test *t = make_callers_svcq(test, svcq_turn + 10);
	unsigned int i;

	for (i = 0; i < svcq_turn + 5; i++)
		send_packet(t, i);
	KUNIT_ASSERT_TRUE(test, bn_svcq_try_acquire(&t->svcq));
	KUNIT_EXPECT_EQ(test, t->packets, svcq_turn);
	bn_svcq_release(&t->svcq);
	KUNIT_EXPECT_EQ(test, t->packets, svcq_turn);
	KUNIT_EXPECT_EQ(test, t->notified, 2);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-6 */
static void workers__run_where_the_caller_was(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 100);
	int cpu;

	for_each_online_cpu(cpu) {
		t->svcq.caller_cpu = cpu;
		send_packet(t, t->packets);
		wait_idle(t);
		KUNIT_EXPECT_EQ(test, t->cpu, cpu);
	}
	KUNIT_EXPECT_EQ(test, t->packets, num_online_cpus());
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

/* Shows: Q-6 */
static void workers__of_other_cpus_help(struct kunit *test)
{
	struct svcq_test *t = make_svcq(test, 100);
	unsigned int spread = svcq_spread;
	int cpu;

	/* the worker of this CPU does not run meanwhile */
	cpu = get_cpu();
	t->svcq.caller_cpu = cpu;
	atomic_add(1, per_cpu_ptr(&cpu_backlog, cpu));
	svcq_spread = 1;
	bn_svcq_post(&t->svcq, &t->timer, KIND_TIMER);
	KUNIT_EXPECT_EQ(test, t->svcq.worker_cpu, -1);
	atomic_sub(1, per_cpu_ptr(&cpu_backlog, cpu));
	put_cpu();
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->timers, 1);

	cpu = get_cpu();
	t->svcq.caller_cpu = cpu;
	bn_svcq_post(&t->svcq, &t->timer, KIND_TIMER);
	KUNIT_EXPECT_EQ(test, t->svcq.worker_cpu, cpu);
	KUNIT_EXPECT_EQ(test, atomic_read(per_cpu_ptr(&cpu_backlog, cpu)), 1);
	put_cpu();
	svcq_spread = spread;
	wait_idle(t);
	KUNIT_EXPECT_EQ(test, t->timers, 2);
	KUNIT_EXPECT_EQ(test, atomic_read(per_cpu_ptr(&cpu_backlog, cpu)), 0);
	bn_svcq_destroy(&t->svcq, BN_DROP_SOCK_CLOSED);
}

static struct kunit_case svcq_cases[] = {
	KUNIT_CASE(svcq__worker_consumes),
	KUNIT_CASE(svcq__caller_becomes_the_consumer),
	KUNIT_CASE(svcq__caller_empties_it_first),
	KUNIT_CASE(svcq__callers_wait_for_the_worker),
	KUNIT_CASE(svcq__bounded),
	KUNIT_CASE(svcq__message_is_posted_once),
	KUNIT_CASE(svcq__destroy_gives_back_what_waits),
	KUNIT_CASE(svcq__all_at_once),
	KUNIT_CASE(callers__packets_are_left_to_them),
	KUNIT_CASE(callers__who_refuse_get_a_worker),
	KUNIT_CASE(callers__a_backlog_gets_a_worker),
	KUNIT_CASE(callers__messages_are_not_left_to_them),
	KUNIT_CASE(callers__are_notified_after_the_vector),
	KUNIT_CASE(callers__have_bounded_turns),
	KUNIT_CASE(workers__run_where_the_caller_was),
	KUNIT_CASE(workers__of_other_cpus_help),
	{}
};

static struct kunit_suite svcq_suite = {
	.name = "bsdnet_queues_svcq",
	.test_cases = svcq_cases,
};

kunit_test_suite(svcq_suite);
