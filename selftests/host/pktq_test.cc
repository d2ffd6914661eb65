// SPDX-License-Identifier: GPL-2.0
/*
 * The packet queue, against a naive twin (std::deque) and with producers and
 * a consumer at once. The consumer sleeps as those in the kernel do, and is
 * woken only by producers that found the queue empty: a lost wakeup hangs the test.
 */
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

extern "C" {
#include "queues/pktq.h"
}

namespace {

struct Item {
	bn_pktq_link link;	// first member, as in an skb
	unsigned producer;
	unsigned seq;
};

Item *item_of(bn_pktq_link *link)
{
	return reinterpret_cast<Item *>(link);
}

class Queue {
public:
	Queue() { bn_pktq_init(&q_); }
	bool put(Item *item) { return bn_pktq_enqueue(&q_, &item->link); }

	/* The two halves of bn_pktq_enqueue(), with time for others in between */
	bool put_slowly(Item *item)
	{
		item->link.next = nullptr;
		bn_pktq_link *prev = xchg(&q_.tail, &item->link);
		std::this_thread::yield();
		smp_store_release(&prev->next, &item->link);
		return prev == &q_.stub;
	}

	Item *get() { return item_of(bn_pktq_dequeue(&q_)); }

	std::vector<Item *> get_batch(unsigned max)
	{
		std::vector<bn_pktq_link *> links(max);
		std::vector<Item *> items;

		links.resize(bn_pktq_dequeue_batch(&q_, links.data(), max));
		for (auto *link : links)
			items.push_back(item_of(link));
		return items;
	}

	bool busy() const { return bn_pktq_busy(&q_); }
	bool empty() const { return bn_pktq_empty(&q_); }

private:
	bn_pktq q_;
};

// Shows: Q-4
TEST(Pktq, RandomizedAgainstDeque)
{
	std::mt19937 random(1);
	std::vector<Item> items(64);
	std::deque<Item *> unused, twin;
	Queue q;

	for (auto &item : items)
		unused.push_back(&item);
	for (int i = 0; i < 200000; i++) {
		bool put = random() % 128 < (i % 4096 < 2048 ? 112U : 40U);

		if (put && !unused.empty()) {
			Item *item = unused.front();
			unused.pop_front();
			item->link.kind = random();
			item->seq = item->link.kind;
			bool signal = q.put(item);
			if (twin.empty())
				ASSERT_TRUE(signal);
			else
				ASSERT_FALSE(signal);
			twin.push_back(item);
		} else if (!put && random() % 2) {
			unsigned max = 1 + random() % 16;
			std::vector<Item *> items = q.get_batch(max);

			ASSERT_EQ(items.size(), std::min<size_t>(max, twin.size()));
			for (auto *item : items) {
				ASSERT_EQ(item, twin.front());
				twin.pop_front();
				unused.push_back(item);
			}
			ASSERT_FALSE(q.busy() && twin.empty());
		} else if (!put) {
			Item *item = q.get();
			if (twin.empty()) {
				ASSERT_EQ(item, nullptr);
				ASSERT_FALSE(q.busy());
			} else {
				ASSERT_EQ(item, twin.front());
				ASSERT_EQ(item->seq, static_cast<unsigned>(item->link.kind));
				twin.pop_front();
				unused.push_back(item);
			}
		}
		ASSERT_EQ(q.empty(), twin.empty());
	}
}

/*
 * What a consumer does between bn_pktq_dequeue() == NULL and sleep. A service
 * queue's (svcq.c) looks at the queue again under the lock; a device queue's
 * (devq.c) relies on NAPI, which remembers that it was signalled while it ran.
 */
enum class Kind { service, device };

class Consumer {
public:
	Consumer(Queue &q, Kind kind) : q_(q), kind_(kind) {}

	/* Producer: the queue was empty */
	void signal()
	{
		std::lock_guard lock(mutex_);
		signals_++;
		missed_ = !idle_;
		if (idle_) {
			idle_ = false;
			wake_.notify_one();
		}
	}

	Item *next()
	{
		for (;;) {
			/* a device queue takes vectors, a service queue one at a time */
			if (batch_.empty() && kind_ == Kind::device) {
				std::vector<Item *> items = q_.get_batch(64);
				batch_.insert(batch_.end(), items.begin(), items.end());
			}
			if (!batch_.empty()) {
				Item *item = batch_.front();
				batch_.pop_front();
				return item;
			}
			if (kind_ == Kind::service)
				if (Item *item = q_.get())
					return item;
			if (q_.busy()) {
				std::this_thread::yield();
				continue;
			}
			std::unique_lock lock(mutex_);
			if (kind_ == Kind::service ? !q_.empty() : missed_) {
				missed_ = false;
				continue;
			}
			idle_ = true;
			wake_.wait(lock, [this] { return !idle_; });
		}
	}

	unsigned long signals() const { return signals_; }

private:
	Queue &q_;
	const Kind kind_;
	std::mutex mutex_;
	std::condition_variable wake_;
	bool idle_ = false;
	bool missed_ = false;
	unsigned long signals_ = 0;
	std::deque<Item *> batch_;
};

void producers_and_consumer(Kind kind, unsigned producers, unsigned per_producer, unsigned pause_every,
			    unsigned slow_every = 0)
{
	Queue q;
	Consumer consumer(q, kind);
	std::vector<std::unique_ptr<Item[]>> items;
	std::vector<std::thread> threads;
	std::vector<unsigned> expected(producers);

	for (unsigned p = 0; p < producers; p++)
		items.emplace_back(new Item[per_producer]);
	for (unsigned p = 0; p < producers; p++) {
		threads.emplace_back([&, p] {
			for (unsigned i = 0; i < per_producer; i++) {
				Item *item = &items[p][i];

				item->producer = p;
				item->seq = i;
				item->link.kind = p * 1000003UL + i;
				bool slowly = slow_every && i % slow_every == 0;
				if (slowly ? q.put_slowly(item) : q.put(item))
					consumer.signal();
				if (pause_every && i % pause_every == 0)
					std::this_thread::yield();
			}
		});
	}
	for (unsigned long n = 0; n < static_cast<unsigned long>(producers) * per_producer; n++) {
		Item *item = consumer.next();

		ASSERT_EQ(item->seq, expected[item->producer]) << "not FIFO per producer";
		ASSERT_EQ(item->link.kind, item->producer * 1000003UL + item->seq);
		expected[item->producer]++;
		item->link.next = nullptr;	// ours again
	}
	for (auto &thread : threads)
		thread.join();
	ASSERT_EQ(q.get(), nullptr);
	ASSERT_TRUE(q.empty());
	ASSERT_GE(consumer.signals(), 1U);
}

class PktqThreads : public testing::TestWithParam<Kind> {};

// Shows
TEST_P(PktqThreads, OneProducer)
{
	producers_and_consumer(GetParam(), 1, 100000, 0);
}

// Shows: Q-4
TEST_P(PktqThreads, FourProducers)
{
	producers_and_consumer(GetParam(), 4, 50000, 0);
}

// Shows: Q-4
TEST_P(PktqThreads, NearEmpty)
{
	producers_and_consumer(GetParam(), 4, 10000, 1);
}

/* Producers that are preempted between swap and link */
// Shows: Q-4
TEST_P(PktqThreads, GapsBehindItemsAndStub)
{
	producers_and_consumer(GetParam(), 3, 10000, 0, 2);
	producers_and_consumer(GetParam(), 3, 3000, 1, 1);
}

INSTANTIATE_TEST_SUITE_P(Consumers, PktqThreads, testing::Values(Kind::service, Kind::device),
			 [](auto &info) {
				 return info.param == Kind::service ? "service" : "device";
			 });

} // namespace
