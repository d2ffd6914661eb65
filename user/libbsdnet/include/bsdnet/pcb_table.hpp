// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The session table (PCB-1, PCB-2, RT-13): which session is a packet for? Seven fields, any
/// of them wild but the protocol, addresses by prefix; lookups without locks. The code behind
/// it is the kernel module's.
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

/// The fields of a packet, ready for the lookup: make it once, fill in what changes.
struct alignas(8) pcb_key {
  std::uint32_t instance = 0;             ///< routing instance
  std::uint32_t interface = 0;            ///< where it arrived
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

/// What an entry wants to match; what has no value is wild, and a prefix of length 0 as well.
///
/// Of several entries that match, the best is the one that is exact in the first of these
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

/// The library's part of an entry stands before the value; this is the value's address.
using pcb_value = void;
using pcb_destroy_fn = void (*)(pcb_value*) noexcept;
using pcb_visit = std::function<bool(const pcb_pattern& pattern, pcb_value* value)>;

BSDNET_API std::shared_ptr<pcb_core> make_pcb_core();
/// Memory for a value of so many bytes; throws std::bad_alloc.
BSDNET_API pcb_value* pcb_allocate(std::size_t size);
BSDNET_API void pcb_deallocate(pcb_value* value) noexcept;
/// Puts the value into the table; throws.
BSDNET_API void pcb_insert(pcb_core& core, const pcb_pattern& pattern, bool share, pcb_value* value,
                           pcb_destroy_fn destroy);
/// Takes it out; destroys and deallocates it after a grace period.
BSDNET_API void pcb_remove(pcb_value* value) noexcept;
BSDNET_API pcb_value* pcb_lookup(const pcb_core* core, const pcb_key& key) noexcept;
BSDNET_API std::size_t pcb_count(const pcb_core& core) noexcept;
BSDNET_API bool pcb_walk(pcb_core& core, unsigned long& cursor, const pcb_visit& visit);

}  // namespace detail

/// A session table whose entries carry a @p T, the session.
///
/// Thread safety: everything at any time from any thread. Lookups take no lock and never wait;
/// insertions and removals lock only a part of the table, so that sessions come and go in
/// parallel. The table does nothing to protect what is in a session. Sessions are destroyed
/// in a thread of the library's, when all who may have found them have finished.
template <typename T>
class pcb_table {
  static_assert(std::is_nothrow_destructible_v<T>, "sessions are destroyed in the background");
  static_assert(alignof(T) <= alignof(std::max_align_t));

 public:
  /// An entry of the table and the session in it; as long as it lives, lookups find the
  /// session. It may outlive the pcb_table object; the last of table and entries must not go
  /// under a read_guard.
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
    /// Takes the session out of the table; it is destroyed as soon as nobody can see it.
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

  /// Adds a session made from @p args.
  ///
  /// Throws SystemError: EADDRINUSE where there is an entry with the same pattern, ENOSPC
  /// where there are too many patterns with different fields wild; ArgumentError for a
  /// prefix of another family or too long; std::bad_alloc. The table is then as it was.
  template <typename... Args>
  [[nodiscard]] entry insert(const pcb_pattern& pattern, Args&&... args) {
    return insert_as(pattern, false, std::forward<Args>(args)...);
  }
  /// The same for a pattern that several entries may have, provided that all of them were
  /// added in this way. Lookups find the newest.
  template <typename... Args>
  [[nodiscard]] entry insert_shared(const pcb_pattern& pattern, Args&&... args) {
    return insert_as(pattern, true, std::forward<Args>(args)...);
  }

  /// The session of the best match, or null. Valid as long as @p guard.
  [[nodiscard]] T* lookup(const read_guard& /*guard*/, const pcb_key& key) const noexcept {
    return static_cast<T*>(detail::pcb_lookup(core_.get(), key));
  }

  /// Calls @p fn with pattern and session of every entry, in no particular order, until it
  /// returns false. What comes and goes meanwhile may be missed or seen twice. @p fn runs
  /// under a read_guard. Returns whether it saw all.
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
