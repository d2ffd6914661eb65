// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The packet queue (Q-4, RT-13): many producers, one consumer, no locks, no memory but the
/// items' own. The code behind it is the kernel module's.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "bsdnet/read_guard.hpp"

namespace bsdnet {

/// What an item of a packet_queue derives from: two words, the queue's while it is in one.
class queue_link {
 public:
  queue_link() noexcept = default;
  /// A copy is not in a queue.
  queue_link(const queue_link& /*other*/) noexcept {}
  // NOLINTNEXTLINE(bugprone-unhandled-self-assignment,cert-oop54-cpp): it takes nothing over
  queue_link& operator=(const queue_link& /*other*/) noexcept { return *this; }
  ~queue_link() = default;

  /// A word of the owner's that stays with the item.
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

/// A queue of @p T that any thread may fill and one empties; in the order in which each
/// producer put them in.
///
/// Thread safety: push() from any thread at any time; pop(), busy() and empty() by one thread
/// at a time, and what makes them consecutive orders the consumers. The queue owns what is in
/// it.
///
/// How a consumer sleeps without missing anything: it pops until it gets nothing. If busy()
/// then says yes, a producer is in between two instructions, and will not signal: pop again.
/// Else the consumer makes itself "asleep" for those who signal, asks empty() once more, and
/// sleeps if it says yes. A producer that got true from push() sees to it that the consumer
/// runs.
template <std::derived_from<queue_link> T>
class packet_queue {
 public:
  packet_queue() noexcept { detail::queue_init(memory_); }
  packet_queue(const packet_queue&) = delete;
  packet_queue& operator=(const packet_queue&) = delete;
  /// No thread may use the queue any more; destroys what is in it.
  ~packet_queue() {
    while (pop()) {
    }
  }

  /// Adds an item; not null. Returns true if the queue was empty: the caller must see to it
  /// that the consumer runs.
  [[nodiscard]] bool push(std::unique_ptr<T> item) noexcept {
    return detail::queue_push(memory_, item.release());
  }
  /// The oldest item, or null where there is none that can be taken now.
  [[nodiscard]] std::unique_ptr<T> pop() noexcept {
    return std::unique_ptr<T>(static_cast<T*>(detail::queue_pop(memory_)));
  }
  /// After pop() gave null: is there an item for which nobody will signal?
  [[nodiscard]] bool busy() const noexcept { return detail::queue_busy(memory_); }
  /// May the consumer finish? No where there are items, or a producer that will not signal.
  [[nodiscard]] bool empty() const noexcept { return detail::queue_empty(memory_); }

 private:
  detail::queue_memory memory_;
};

}  // namespace bsdnet
