// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Next hops of routes: values of the user, shared by routes.
#pragma once

#include <atomic>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "bsdnet/read_guard.hpp"

namespace bsdnet {

namespace detail {

/// A next hop, type-erased; destroyed a grace period after the last reference is dropped.
struct next_hop_base {
  using destroy_fn = void (*)(next_hop_base*) noexcept;

  explicit next_hop_base(destroy_fn fn) noexcept : destroy(fn) {}

  std::atomic<std::size_t> references{1};
  destroy_fn destroy;
  void* deferred[5]{};  ///< private to the library
};

template <typename T>
struct next_hop_node : next_hop_base {
  template <typename... Args>
  explicit next_hop_node(Args&&... args)
      : next_hop_base(&destroy_node), value(std::forward<Args>(args)...) {}

  static void destroy_node(next_hop_base* base) noexcept {
    delete static_cast<next_hop_node*>(base);
  }

  T value;
};

/// Drops a reference.
BSDNET_API void next_hop_put(next_hop_base* hop) noexcept;

/// A counted reference, or none.
class hop_reference {
 public:
  hop_reference() noexcept = default;
  /// Takes ownership of a reference.
  explicit hop_reference(next_hop_base* hop) noexcept : hop_(hop) {}
  hop_reference(const hop_reference& other) noexcept : hop_(other.hop_) {
    if (hop_ != nullptr) hop_->references.fetch_add(1, std::memory_order_relaxed);
  }
  hop_reference(hop_reference&& other) noexcept : hop_(std::exchange(other.hop_, nullptr)) {}
  hop_reference& operator=(hop_reference other) noexcept {
    std::swap(hop_, other.hop_);
    return *this;
  }
  ~hop_reference() {
    if (hop_ != nullptr) next_hop_put(hop_);
  }

  /// A new reference to an object found by a reader; none if the last one is already dropped.
  static hop_reference of(next_hop_base* hop) noexcept {
    std::size_t n = hop->references.load(std::memory_order_relaxed);
    while (n != 0)
      if (hop->references.compare_exchange_weak(n, n + 1, std::memory_order_relaxed))
        return hop_reference(hop);
    return {};
  }

  [[nodiscard]] next_hop_base* get() const noexcept { return hop_; }

 private:
  next_hop_base* hop_ = nullptr;
};

}  // namespace detail

/// A reference to a next hop, or none. A next hop is destroyed when no route and no reference
/// is left, and readers that may see it have finished.
///
/// Routes with the same next hop, interface and flags share one forwarding entry. So create one
/// next hop for each neighbour and use it in all routes through that neighbour.
///
/// Thread safety: as std::shared_ptr. The value is const, because readers share it; its
/// destructor runs in a thread of the library.
template <typename T>
class next_hop {
 public:
  /// No next hop.
  next_hop() noexcept = default;

  explicit operator bool() const noexcept { return reference_.get() != nullptr; }
  const T& operator*() const noexcept { return node()->value; }
  const T* operator->() const noexcept { return &node()->value; }
  /// The value, or null.
  [[nodiscard]] const T* get() const noexcept { return *this ? &node()->value : nullptr; }
  /// Whether both are the same next hop, not only equal values.
  friend bool operator==(const next_hop& a, const next_hop& b) noexcept {
    return a.reference_.get() == b.reference_.get();
  }

  /// For the tables.
  explicit next_hop(detail::hop_reference reference) noexcept : reference_(std::move(reference)) {}
  /// For the tables.
  [[nodiscard]] const detail::hop_reference& reference() const noexcept { return reference_; }

 private:
  [[nodiscard]] const detail::next_hop_node<T>* node() const noexcept {
    return static_cast<const detail::next_hop_node<T>*>(reference_.get());
  }

  detail::hop_reference reference_;
};

/// A next hop whose value is constructed from @p args.
template <typename T, typename... Args>
[[nodiscard]] next_hop<T> make_next_hop(Args&&... args) {
  static_assert(std::is_nothrow_destructible_v<T>, "next hops are destroyed in the background");
  return next_hop<T>(
      detail::hop_reference(new detail::next_hop_node<T>(std::forward<Args>(args)...)));
}

}  // namespace bsdnet
