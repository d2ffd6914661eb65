// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * The load that packet queues are measured with, instantiated for each queue
 * in its own source file. A queue \a Q has
 *
 *     struct Item { ..., unsigned producer; };
 *     void push(Item*);    // any thread
 *     Item* pop();         // one thread; null: nothing to be had now
 */
#ifndef BSDNET_BENCH_QUEUE_HPP
#define BSDNET_BENCH_QUEUE_HPP

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "host/measure.hpp"

namespace bench {

/** Items that a producer may have under way: the room of a device's ring. */
inline constexpr std::size_t kInFlight = 1024;

/** Waits a moment; after many of them, lets others have the processor. */
class Patience {
 public:
  void wait() {
    if (++waits_ % 64 == 0)
      sched_yield();
    else
      __builtin_ia32_pause();
  }

 private:
  unsigned waits_ = 0;
};

/** How many of a producer's items have come out, in a cache line of its own. */
struct alignas(64) Returned {
  std::atomic<std::size_t> count = 0;
};

template <class Q>
class QueueLoad {
 public:
  using Item = typename Q::Item;

  QueueLoad(std::string name, const Options& options)
      : name_(std::move(name)), items_(options.quick ? 1u << 18 : 1u << 21) {}

  /** One round: nanoseconds per item in and out by one thread, 64 at a time. */
  double alone() {
    Q queue;
    std::vector<Item> pool(64);
    const std::uint64_t begin = cpu_ns();
    for (std::size_t done = 0; done < items_; done += pool.size()) {
      for (Item& item : pool)
        queue.push(&item);
      for (std::size_t n = 0; n < pool.size(); n++)
        while (queue.pop() == nullptr) {
        }
    }
    return static_cast<double>(cpu_ns() - begin) / static_cast<double>(items_);
  }

  /** One round: nanoseconds per item from \a n producers to a consumer. */
  double together(unsigned n) {
    Q queue;
    std::vector<Returned> returned(n);
    std::atomic<bool> go = false;
    std::vector<std::thread> producers;
    const std::size_t share = items_ / n;
    for (unsigned producer = 0; producer < n; producer++)
      producers.emplace_back(
          [&, producer] { produce(queue, go, returned[producer].count, producer, share); });
    const std::uint64_t begin = now_ns();
    go = true;
    consume(queue, returned, share * n);
    const std::uint64_t end = now_ns();
    for (std::thread& thread : producers)
      thread.join();
    return static_cast<double>(end - begin) / static_cast<double>(share * n);
  }

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  static void produce(Q& queue, const std::atomic<bool>& go,
                      const std::atomic<std::size_t>& returned, unsigned producer,
                      std::size_t share) {
    std::vector<Item> pool(kInFlight);
    Patience patience;
    stay_on_processor(producer + 1);
    for (Item& item : pool)
      item.producer = producer;
    while (!go)
      patience.wait();
    std::size_t seen = 0;
    for (std::size_t sent = 0; sent < share; sent++) {
      while (sent - seen >= kInFlight) {
        seen = returned.load(std::memory_order_acquire);
        if (sent - seen >= kInFlight) patience.wait();
      }
      queue.push(&pool[sent % kInFlight]);
    }
    // the items are this thread's
    while (returned.load(std::memory_order_acquire) < share)
      patience.wait();
  }

  static void consume(Q& queue, std::vector<Returned>& returned, std::size_t total) {
    Patience patience;
    for (std::size_t got = 0; got < total;) {
      Item* item = queue.pop();
      if (item == nullptr) {
        patience.wait();
        continue;
      }
      std::atomic<std::size_t>& count = returned[item->producer].count;
      count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
      got++;
    }
  }

  std::string name_;
  std::size_t items_;
};

/** A queue with its load, whatever its type. */
class AnyQueue {
 public:
  AnyQueue() = default;
  AnyQueue(const AnyQueue&) = delete;
  AnyQueue& operator=(const AnyQueue&) = delete;
  virtual ~AnyQueue() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  /** \a producers 0: the consumer itself produces. */
  virtual double round(unsigned producers) = 0;
};

template <class Q>
class QueueOf : public AnyQueue {
 public:
  QueueOf(const char* name, const Options& options) : load_(name, options) {}
  [[nodiscard]] std::string name() const override { return load_.name(); }
  double round(unsigned producers) override {
    return producers == 0 ? load_.alone() : load_.together(producers);
  }

 private:
  QueueLoad<Q> load_;
};

using QueuePointer = std::unique_ptr<AnyQueue>;

QueuePointer make_pktq(const Options& options);
void add_wfcqueues(std::vector<QueuePointer>& queues, const Options& options);
void add_kernel_queues(std::vector<QueuePointer>& queues, const Options& options);

}  // namespace bench

#endif
