// SPDX-License-Identifier: GPL-2.0
#include "bsdnet/packet_queue.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace bsdnet {
namespace {

struct Item : queue_link {
  Item(int p, int n) : producer(p), number(n) { ++live; }
  Item(const Item&) = delete;
  Item& operator=(const Item&) = delete;
  ~Item() { --live; }
  int producer, number;
  static std::atomic<int> live;
};

std::atomic<int> Item::live = 0;

// Shows: Q-4
TEST(PacketQueue, OrderAndSignal) {
  packet_queue<Item> queue;
  static_assert(sizeof(queue) == 128,
                "two cache lines: the producers and the consumer each have one");
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.pop());
  EXPECT_TRUE(queue.push(std::make_unique<Item>(0, 0)));
  EXPECT_FALSE(queue.push(std::make_unique<Item>(0, 1)));
  EXPECT_FALSE(queue.empty());
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(queue.pop()->number, i);
  EXPECT_FALSE(queue.pop());
  EXPECT_FALSE(queue.busy());
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(Item::live, 0);
}

// Shows: Q-4
TEST(PacketQueue, OwnsWhatIsInIt) {
  {
    packet_queue<Item> queue;
    for (int i = 0; i < 5; ++i) {
      auto item = std::make_unique<Item>(0, i);
      item->tag() = static_cast<std::uintptr_t>(i);
      (void)queue.push(std::move(item));
    }
    EXPECT_EQ(queue.pop()->tag(), 0U);
    EXPECT_EQ(Item::live, 4);
  }
  EXPECT_EQ(Item::live, 0);
}

// Shows: Q-4
TEST(PacketQueue, ManyProducersOneSleepyConsumer) {
  constexpr int kProducers = 4, kEach = 20000;
  packet_queue<Item> queue;
  std::mutex mutex;
  std::condition_variable signal;
  bool runs = true;  // the consumer does, or was told to

  std::vector<std::thread> producers;
  for (int p = 0; p < kProducers; ++p)
    producers.emplace_back([&, p] {
      for (int n = 0; n < kEach; ++n) {
        if (!queue.push(std::make_unique<Item>(p, n))) continue;
        const std::lock_guard lock(mutex);
        runs = true;
        signal.notify_one();
      }
    });

  std::array<int, kProducers> next{};
  int got = 0;
  while (got < kProducers * kEach) {
    if (const auto item = queue.pop()) {
      ASSERT_EQ(item->number, next.at(static_cast<std::size_t>(item->producer))++);
      ++got;
    } else if (!queue.busy()) {
      std::unique_lock lock(mutex);
      if (!queue.empty()) continue;
      runs = false;
      ASSERT_TRUE(signal.wait_for(lock, std::chrono::seconds(30), [&] { return runs; }));
    }
  }
  for (std::thread& producer : producers)
    producer.join();
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(Item::live, 0);
}

}  // namespace
}  // namespace bsdnet
