// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The packet queue (Q-4, RT-13): many producers, one consumer, no locks, no memory beside the
/// items. The implementation is that of the kernel module.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "bsdnet/read_guard.hpp"

namespace bsdnet {

/// Base of the items of a packet_queue: two words that a queue uses while the item is in it.
class queue_link {
 public:
  queue_link() noexcept = default;
  /// A copy is not in a queue.
  queue_link(const queue_link& /*other*/) noexcept {}
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment,cert-oop54-cpp): nothing is copied
  queue_link& operator=(const queue_link& /*other*/) noexcept { return *this; }
  ~queue_link() = default;

  /// A word for the owner of the item.
  std::uintptr_t& tag() noexcept { return tag_; }

 private:
  [[maybe_unused]] queue_link* next_ = nullptr;
  std::uintptr_t tag_ = 0;
};

namespace detail {

/// The memory of a queue: four words, in two cache lines.
struct alignas(64) queue_memory {
  std::array<void*, 16> words;
};

BSDNET_API void queue_init(queue_memory& queue) noexcept;
BSDNET_API bool queue_push(queue_memory& queue, queue_link* item) noexcept;
BSDNET_API queue_link* queue_pop(queue_memory& queue) noexcept;
BSDNET_API bool queue_busy(const queue_memory& queue) noexcept;
BSDNET_API bool queue_empty(const queue_memory& queue) noexcept;

}  // namespace detail

/// A queue of @p T that any thread can push to and one thread pops from, in the order in which
/// each producer pushed. It owns its items.
///
/// Thread safety: push() from any thread at any time; pop(), busy() and empty() by one thread
/// at a time; the caller's synchronization orders consecutive consumers.
///
/// A consumer sleeps without missing a wakeup as follows. It pops until pop() returns null. If
/// busy() is true, a producer has not finished push() and will not signal: pop again. Otherwise
/// the consumer marks itself asleep, calls empty() once more, and sleeps if it is true. A
/// producer whose push() returned true wakes the consumer.
template <std::derived_from<queue_link> T>
class packet_queue {
 public:
  packet_queue() noexcept { detail::queue_init(memory_); }
  packet_queue(const packet_queue&) = delete;
  packet_queue& operator=(const packet_queue&) = delete;
  /// No thread may use the queue any more; destroys the items in it.
  ~packet_queue() {
    while (pop()) {
    }
  }

  /// Adds an item; not null. Returns true if the queue was empty: the caller must wake the
  /// consumer.
  [[nodiscard]] bool push(std::unique_ptr<T> item) noexcept {
    return detail::queue_push(memory_, item.release());
  }
  /// The oldest item, or null if none can be taken now.
  [[nodiscard]] std::unique_ptr<T> pop() noexcept {
    return std::unique_ptr<T>(static_cast<T*>(detail::queue_pop(memory_)));
  }
  /// After pop() returned null: whether there is an item that no producer signals.
  [[nodiscard]] bool busy() const noexcept { return detail::queue_busy(memory_); }
  /// Whether the consumer can sleep: no items, and no producer that will not signal.
  [[nodiscard]] bool empty() const noexcept { return detail::queue_empty(memory_); }

 private:
  detail::queue_memory memory_;
};

}  // namespace bsdnet
