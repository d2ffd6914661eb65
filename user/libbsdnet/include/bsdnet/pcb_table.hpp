// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The session table (PCB-1, PCB-2, RT-13): the session of a packet. Entries have seven fields,
/// each a wildcard if not set except the protocol, addresses with prefix length; lookups without
/// locks. The implementation is that of the kernel module.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "bsdnet/address.hpp"
#include "bsdnet/endian.hpp"
#include "bsdnet/read_guard.hpp"

namespace bsdnet {

/// Fields of a packet for the lookup; can be reused, changing only some of them.
struct alignas(8) pcb_key {
  std::uint32_t instance = 0;             ///< routing instance
  std::uint32_t interface = 0;            ///< arrival interface
  std::uint16_t local_port_be = 0;        ///< network order; see local_port()
  std::uint16_t remote_port_be = 0;       ///< the same
  std::array<std::uint8_t, 16> local{};   ///< address; IPv4 in the first 4 bytes, the rest zero
  std::array<std::uint8_t, 16> remote{};  ///< the same
  std::uint8_t protocol = 0;
  std::uint8_t family = static_cast<std::uint8_t>(Family::inet);
  std::uint16_t unused = 0;

  [[nodiscard]] std::uint16_t local_port() const noexcept { return to_host(local_port_be); }
  [[nodiscard]] std::uint16_t remote_port() const noexcept { return to_host(remote_port_be); }
  void set_local(const Address& address, std::uint16_t port) noexcept {
    family = static_cast<std::uint8_t>(address.family);
    local = address.bytes;
    local_port_be = to_network(port);
  }
  void set_remote(const Address& address, std::uint16_t port) noexcept {
    remote = address.bytes;
    remote_port_be = to_network(port);
  }
};

/// Fields that an entry matches; a field without value is a wildcard, and so is a prefix of
/// length 0.
///
/// Of several matching entries, the best is the one that is exact in the first of these
/// fields in which they differ: local port, remote port, instance, local address (longer
/// prefix), remote address (longer prefix), interface.
struct pcb_pattern {
  Family family = Family::inet;
  std::uint8_t protocol = 0;
  std::optional<std::uint16_t> local_port{}, remote_port{};  ///< host order
  std::optional<std::uint32_t> instance{}, interface {};
  Prefix local{}, remote{};
};

namespace detail {

class pcb_core;

/// The library's part of an entry precedes the value; this is the address of the value.
using pcb_value = void;
using pcb_destroy_fn = void (*)(pcb_value*) noexcept;
using pcb_visit = std::function<bool(const pcb_pattern& pattern, pcb_value* value)>;

BSDNET_API std::shared_ptr<pcb_core> make_pcb_core();
/// Memory for a value of this size in bytes; throws std::bad_alloc.
BSDNET_API pcb_value* pcb_allocate(std::size_t size);
BSDNET_API void pcb_deallocate(pcb_value* value) noexcept;
/// Inserts the value into the table; throws.
BSDNET_API void pcb_insert(pcb_core& core, const pcb_pattern& pattern, bool share, pcb_value* value,
                           pcb_destroy_fn destroy);
/// Removes it; destroys and frees it after a grace period.
BSDNET_API void pcb_remove(pcb_value* value) noexcept;
BSDNET_API pcb_value* pcb_lookup(const pcb_core* core, const pcb_key& key) noexcept;
BSDNET_API std::size_t pcb_count(const pcb_core& core) noexcept;
BSDNET_API bool pcb_walk(pcb_core& core, unsigned long& cursor, const pcb_visit& visit);

}  // namespace detail

/// A session table whose entries carry a @p T, the session.
///
/// Thread safety: all functions at any time from any thread. Lookups take no lock and never
/// wait; insertions and removals lock only a part of the table, so they run in parallel. The
/// table does not protect the contents of sessions. Sessions are destroyed in a thread of the
/// library, after all readers that may have found them.
template <typename T>
class pcb_table {
  static_assert(std::is_nothrow_destructible_v<T>, "sessions are destroyed in the background");
  static_assert(alignof(T) <= alignof(std::max_align_t));

 public:
  /// An entry of the table and its session; lookups find the session during its lifetime. It may
  /// outlive the pcb_table object; the last of table and entries must not be destroyed under a
  /// read_guard.
  class entry {
   public:
    entry() noexcept = default;
    entry(entry&& other) noexcept
        : core_(std::move(other.core_)), value_(std::exchange(other.value_, nullptr)) {}
    entry& operator=(entry&& other) noexcept {
      std::swap(core_, other.core_);
      std::swap(value_, other.value_);
      return *this;
    }
    ~entry() { remove(); }

    explicit operator bool() const noexcept { return value_ != nullptr; }
    T& operator*() const noexcept { return *value_; }
    T* operator->() const noexcept { return value_; }
    /// Removes the session from the table; it is destroyed after a grace period.
    void remove() noexcept {
      if (value_ != nullptr) detail::pcb_remove(std::exchange(value_, nullptr));
      core_.reset();
    }

   private:
    friend class pcb_table;
    entry(std::shared_ptr<detail::pcb_core> core, T* value) noexcept
        : core_(std::move(core)), value_(value) {}

    std::shared_ptr<detail::pcb_core> core_;
    T* value_ = nullptr;
  };

  /// An empty table; throws std::bad_alloc.
  pcb_table() : core_(detail::make_pcb_core()) {}

  /// Number of entries.
  [[nodiscard]] std::size_t size() const noexcept { return detail::pcb_count(*core_); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }

  /// Adds a session constructed from @p args.
  ///
  /// Throws SystemError: EADDRINUSE if there is an entry with the same pattern, ENOSPC if there
  /// are too many patterns with different wildcards; ArgumentError for a prefix of another
  /// family or too long; std::bad_alloc. The table is unchanged then.
  template <typename... Args>
  [[nodiscard]] entry insert(const pcb_pattern& pattern, Args&&... args) {
    return insert_as(pattern, false, std::forward<Args>(args)...);
  }
  /// The same for a pattern that several entries can have, if all of them are added by this
  /// function. Lookups find the newest.
  template <typename... Args>
  [[nodiscard]] entry insert_shared(const pcb_pattern& pattern, Args&&... args) {
    return insert_as(pattern, true, std::forward<Args>(args)...);
  }

  /// The session of the best match, or null. Valid during the lifetime of @p guard.
  [[nodiscard]] T* lookup(const read_guard& /*guard*/, const pcb_key& key) const noexcept {
    return static_cast<T*>(detail::pcb_lookup(core_.get(), key));
  }

  /// Calls @p fn with pattern and session of every entry, in no particular order, until it
  /// returns false. Entries added or removed meanwhile may be missed or seen twice. @p fn runs
  /// under a read_guard. Returns whether it visited all.
  template <std::invocable<const pcb_pattern&, T&> F>
  bool for_each(F&& fn) const {
    unsigned long cursor = 0;
    return detail::pcb_walk(*core_, cursor, [&](const pcb_pattern& pattern, void* value) -> bool {
      return fn(pattern, *static_cast<T*>(value));
    });
  }

 private:
  template <typename... Args>
  entry insert_as(const pcb_pattern& pattern, bool share, Args&&... args) {
    std::unique_ptr<void, decltype(&detail::pcb_deallocate)> memory(detail::pcb_allocate(sizeof(T)),
                                                                    &detail::pcb_deallocate);
    T* value = ::new (memory.get()) T(std::forward<Args>(args)...);
    try {
      detail::pcb_insert(*core_, pattern, share, value,
                         [](void* gone) noexcept { static_cast<T*>(gone)->~T(); });
    } catch (...) {
      value->~T();
      throw;
    }
    (void)memory.release();
    return entry(core_, value);
  }

  std::shared_ptr<detail::pcb_core> core_;
};

}  // namespace bsdnet
