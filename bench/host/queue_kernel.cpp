// SPDX-License-Identifier: GPL-2.0
/**
 * \file
 * The kernel's queues, their algorithms written for user space, with POSIX
 * spinlocks: a list under a lock (as struct sk_buff_head), llist, ptr_ring.
 * The originals are measured in the lab kernel, where only one processor is.
 */
#include <pthread.h>

#include "host/queue.hpp"

namespace bench {

namespace {

struct alignas(64) ListItem {
  ListItem* next;
  ListItem* previous;
  unsigned producer;
};

class SpinLock {
 public:
  SpinLock() { pthread_spin_init(&lock_, PTHREAD_PROCESS_PRIVATE); }
  void lock() { pthread_spin_lock(&lock_); }
  void unlock() { pthread_spin_unlock(&lock_); }

 private:
  pthread_spinlock_t lock_{};
};

/** skb_queue_tail() and skb_dequeue(): a doubly linked list. */
class LockedList {
 public:
  using Item = ListItem;

  void push(Item* item) {
    const std::lock_guard guard(lock_);
    item->next = &ends_;
    item->previous = ends_.previous;
    item->previous->next = item;
    ends_.previous = item;
  }

  Item* pop() {
    const std::lock_guard guard(lock_);
    Item* item = ends_.next;
    if (item == &ends_) return nullptr;
    ends_.next = item->next;
    item->next->previous = &ends_;
    return item;
  }

 private:
  Item ends_{&ends_, &ends_, 0};
  SpinLock lock_;
};

/** llist_add(), llist_del_all() and llist_reverse_order(). */
class Llist {
 public:
  using Item = ListItem;

  void push(Item* item) {
    Item* first = first_.load(std::memory_order_relaxed);
    do {
      item->next = first;
    } while (!first_.compare_exchange_weak(first, item));
  }

  Item* pop() {
    if (taken_ == nullptr && first_.load(std::memory_order_relaxed) != nullptr)
      take(first_.exchange(nullptr));
    Item* item = taken_;
    if (item != nullptr) taken_ = item->next;
    return item;
  }

 private:
  void take(Item* newest) {
    while (newest != nullptr) {
      Item* older = newest->next;
      newest->next = taken_;
      taken_ = newest;
      newest = older;
    }
  }

  alignas(64) std::atomic<Item*> first_ = nullptr;
  alignas(64) Item* taken_ = nullptr;
};

/** ptr_ring_produce() and ptr_ring_consume(), a slot for each item under way. */
class PtrRing {
 public:
  using Item = ListItem;

  void push(Item* item) {
    const std::lock_guard guard(produce_lock_);
    slots_[producer_ % kSlots].store(item, std::memory_order_release);
    producer_++;
  }

  Item* pop() {
    Item* item = slots_[consumer_ % kSlots].load(std::memory_order_acquire);
    if (item == nullptr) return nullptr;
    const std::lock_guard guard(consume_lock_);
    // slots are given back 16 at a time, against false sharing
    if (++consumer_ % kBatch == 0)
      for (std::size_t n = 1; n <= kBatch; n++)
        slots_[(consumer_ - n) % kSlots].store(nullptr, std::memory_order_relaxed);
    return item;
  }

 private:
  static constexpr std::size_t kSlots = 8 * kInFlight;
  static constexpr std::size_t kBatch = 16;
  std::vector<std::atomic<Item*>> slots_ = std::vector<std::atomic<Item*>>(kSlots);
  alignas(64) std::size_t producer_ = 0;
  SpinLock produce_lock_;
  alignas(64) std::size_t consumer_ = 0;
  SpinLock consume_lock_;
};

}  // namespace

void add_kernel_queues(std::vector<QueuePointer>& queues, const Options& options) {
  queues.push_back(std::make_unique<QueueOf<LockedList>>("locked_list", options));
  queues.push_back(std::make_unique<QueueOf<Llist>>("llist", options));
  queues.push_back(std::make_unique<QueueOf<PtrRing>>("ptr_ring", options));
}

}  // namespace bench
