// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The route table (RT-1 to RT-5, RT-8, RT-9, RT-13): longest-prefix match over
/// <destination><source>, several routes for a prefix, lookups without locks. The
/// implementation is that of the kernel module.
///
///     bsdnet::route_table<std::string> table(bsdnet::Family::inet);
///     const auto east = bsdnet::make_next_hop<std::string>("east");
///     table.add({bsdnet::Prefix::parse("192.0.2.0/24")}, east);
///     {
///       const bsdnet::read_guard guard;
///       if (const auto found = table.lookup(guard, bsdnet::Address::parse("192.0.2.1")))
///         std::cout << *found << '\n';
///     }
#pragma once

#include <netinet/in.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>

#include "bsdnet/route.hpp"

namespace bsdnet {

/// Memory of a route table in bytes, without the values of next hops.
struct route_memory {
  std::size_t forwarding = 0;  ///< read by forwarding lookups
  std::size_t prefixes = 0;    ///< the prefixes, which link the routes
  std::size_t routes = 0;      ///< the routes, unless they differ in their prefix only

  [[nodiscard]] std::size_t total() const noexcept { return forwarding + prefixes + routes; }
};

/// Position in the order of a table; remains valid when the table changes.
class route_cursor {
 public:
  /// Before the first route.
  route_cursor() noexcept = default;
  /// For the library.
  [[nodiscard]] void* state() noexcept { return state_.data(); }

 private:
  alignas(8) std::array<std::byte, 80> state_{};
};

namespace detail {

class route_core;

/// A route with the value's type erased.
struct any_route {
  route_info info;
  const void* owner = nullptr;
  next_hop_base* hop = nullptr;
};

/// See route_table::moved_fn.
using any_moved_fn = std::function<hop_reference(const any_route& clone, const any_route* parent)>;

struct route_core_delete {
  BSDNET_API void operator()(route_core* core) const noexcept;
};
using route_core_ptr = std::unique_ptr<route_core, route_core_delete>;

BSDNET_API route_core_ptr make_route_core(Family family);
BSDNET_API bool route_add(route_core& core, const route_key& key, const hop_reference& hop,
                          route_flags flags, bool replace, any_moved_fn moved);
BSDNET_API bool route_remove(route_core& core, const route_key& key);
BSDNET_API bool route_set_hop(route_core& core, const route_key& key, const hop_reference& hop);
BSDNET_API bool route_find(route_core& core, const route_key& key, any_route& out,
                           hop_reference& hop);
BSDNET_API bool route_next(route_core& core, route_cursor& cursor, any_route& out,
                           hop_reference& hop);
BSDNET_API std::size_t route_count(const route_core& core) noexcept;
BSDNET_API route_memory route_memory_of(route_core& core);
BSDNET_API bool route_best(const route_core& core, const void* destination, const void* source,
                           route_types types, std::uint32_t interface, any_route& out) noexcept;

/// Addresses of the table's family in network order; no source: all zeroes.
BSDNET_API const forwarding_entry* route_lookup(const route_core* core, const void* destination,
                                                const void* source) noexcept;
/// The same for @p n of them, @p stride bytes from one to the next.
BSDNET_API void route_lookup_vector(const route_core* core, const void* destinations,
                                    const void* sources, std::size_t stride,
                                    const forwarding_entry** out, std::size_t n) noexcept;

/// Throw ArgumentError: an address of another family than the table's, or spans of different
/// lengths in a vector lookup.
[[noreturn]] BSDNET_API void throw_wrong_family();
[[noreturn]] BSDNET_API void throw_wrong_length();

/// Bytes and family of an address of a lookup.
inline const void* bytes_of(const in_addr& address) noexcept {
  return &address;
}
inline const void* bytes_of(const in6_addr& address) noexcept {
  return &address;
}
inline const void* bytes_of(const Address& address) noexcept {
  return address.bytes.data();
}
inline Family family_of(const in_addr& /*address*/) noexcept {
  return Family::inet;
}
inline Family family_of(const in6_addr& /*address*/) noexcept {
  return Family::inet6;
}
inline Family family_of(const Address& address) noexcept {
  return address.family;
}

}  // namespace detail

/// Address of a lookup: in_addr, in6_addr (both in network order) or Address.
template <typename A>
concept ip_address =
    std::same_as<A, in_addr> || std::same_as<A, in6_addr> || std::same_as<A, Address>;

/// A route table of one family whose next hops carry a @p T.
///
/// Thread safety: lookups run at any time in any number of threads, take no lock and never
/// wait; they see each change entirely or not at all. Changes and walks can be made by any
/// thread; a mutex of the table serializes them. They throw ArgumentError in a thread that has
/// a read_guard, or from within a callback of the table.
///
/// Exceptions: ArgumentError for invalid arguments, SystemError with EEXIST, std::bad_alloc.
/// After an exception the table is unchanged.
///
/// Costs (an Internet table of a million prefixes): a lookup some tens of nanoseconds, a
/// change about a microsecond; for the memory see memory().
template <typename T>
class route_table {
 public:
  /// Notifies a clone route (route_type::clone and similar) of its parent, the route that
  /// forwards in its place, nullptr for none (RT-8). Returns a new next hop for the clone, or
  /// none to leave it unchanged. Called when the clone is added and after each change of its
  /// parent, in the thread that made the change. May use the table only for lookups. The change
  /// rethrows its exceptions, but is not undone.
  using moved_fn = std::function<next_hop<T>(const route<T>& clone, const route<T>* parent)>;

  /// An empty table of Family::inet or Family::inet6; throws ArgumentError.
  explicit route_table(Family family) : core_(detail::make_route_core(family)), family_(family) {}
  /// No thread may use the table any more, and this one must not have a read_guard. Waits for
  /// readers of removed routes.
  ~route_table() = default;
  route_table(route_table&&) noexcept = default;
  route_table& operator=(route_table&&) noexcept = default;

  [[nodiscard]] Family family() const noexcept { return family_; }
  /// Number of routes.
  [[nodiscard]] std::size_t size() const noexcept { return detail::route_count(*core_); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] route_memory memory() const { return detail::route_memory_of(*core_); }

  // ---- changes

  /// Adds a route. Throws SystemError (EEXIST) if there is one with this key, or a second user
  /// route of the prefix; ArgumentError for a prefix with bits set past its length or of
  /// another family, without next hop, for an IGNORE type at /0.
  /// @param moved  for clone routes: see moved_fn
  void add(const route_key& key, const next_hop<T>& hop, route_flags flags = route_flags::none,
           moved_fn moved = {}) {
    detail::route_add(*core_, key, hop.reference(), flags, false, erase(std::move(moved)));
  }

  /// The same for user and user_ignore routes, which replace that of the prefix, atomically for
  /// readers. Returns whether there was one.
  bool replace(const route_key& key, const next_hop<T>& hop,
               route_flags flags = route_flags::none) {
    return detail::route_add(*core_, key, hop.reference(), flags, true, {});
  }

  /// Changes the next hop of a route, atomically for readers. Returns false if there is no such
  /// route.
  bool set_next_hop(const route_key& key, const next_hop<T>& hop) {
    return detail::route_set_hop(*core_, key, hop.reference());
  }

  /// Removes a route. Returns false if there is none. Throws ArgumentError for a permanent one.
  bool remove(const route_key& key) { return detail::route_remove(*core_, key); }

  // ---- walks

  /// The route with this key; any owner if the key has none.
  [[nodiscard]] std::optional<route<T>> find(const route_key& key) const {
    detail::any_route found;
    detail::hop_reference hop;
    if (!detail::route_find(*core_, key, found, hop)) return std::nullopt;
    return typed(found, std::move(hop));
  }

  /// The first route after @p cursor, which is advanced; nothing at the end. The order is that
  /// of destinations (a prefix before those that it contains), sources, preference. Changes
  /// between two calls are seen if they are after the cursor.
  [[nodiscard]] std::optional<route<T>> next(route_cursor& cursor) const {
    detail::any_route found;
    detail::hop_reference hop;
    if (!detail::route_next(*core_, cursor, found, hop)) return std::nullopt;
    return typed(found, std::move(hop));
  }

  /// Walks the table by next().
  class iterator {
   public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = route<T>;
    using difference_type = std::ptrdiff_t;

    iterator() = default;
    explicit iterator(const route_table& table) : table_(&table) { ++*this; }
    const route<T>& operator*() const { return *current_; }
    const route<T>* operator->() const { return &*current_; }
    iterator& operator++() {
      current_ = table_->next(cursor_);
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return !it.current_; }

   private:
    const route_table* table_ = nullptr;
    route_cursor cursor_;
    std::optional<route<T>> current_;
  };

  [[nodiscard]] iterator begin() const { return iterator(*this); }
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return {}; }

  // ---- lookups

  /// Forwarding lookup: the entry of the longest matching prefix whose most preferred route is
  /// not of an IGNORE type. The result is valid during the lifetime of @p guard. Throws
  /// ArgumentError for an address of another family.
  template <ip_address A>
  [[nodiscard]] forwarding<T> lookup(const read_guard& /*guard*/, const A& destination) const {
    check(destination);
    return forwarding<T>(detail::route_lookup(core_.get(), detail::bytes_of(destination), nullptr));
  }

  /// The same for a packet from @p source.
  template <ip_address A>
  [[nodiscard]] forwarding<T> lookup(const read_guard& /*guard*/, const A& destination,
                                     const A& source) const {
    check(destination);
    check(source);
    return forwarding<T>(
        detail::route_lookup(core_.get(), detail::bytes_of(destination), detail::bytes_of(source)));
  }

  /// Forwarding lookups for many packets at once: their memory accesses overlap, which makes
  /// each several times faster if the table exceeds the caches.
  /// @param out      results, as many as @p destinations
  /// @param sources  as many, or none
  template <ip_address A>
  void lookup(const read_guard& /*guard*/, std::span<const A> destinations,
              std::span<forwarding<T>> out, std::span<const A> sources = {}) const {
    static_assert(sizeof(forwarding<T>) == sizeof(const detail::forwarding_entry*) &&
                  std::is_standard_layout_v<forwarding<T>>);
    if (out.size() != destinations.size() ||
        (!sources.empty() && sources.size() != destinations.size()))
      detail::throw_wrong_length();
    for (const auto addresses : {destinations, sources})
      check(addresses);
    if (destinations.empty()) return;
    detail::route_lookup_vector(
        core_.get(), detail::bytes_of(destinations.front()),
        sources.empty() ? nullptr : detail::bytes_of(sources.front()), sizeof(A),
        reinterpret_cast<const detail::forwarding_entry**>(out.data()), destinations.size());
  }

  /// Route lookup (RT-3): the most preferred route whose type is in @p types and whose interface
  /// is @p interface (0: any), of the longest prefix that has one. Includes routes of IGNORE
  /// types.
  template <ip_address A>
  [[nodiscard]] std::optional<route<T>> lookup_route(const read_guard& /*guard*/,
                                                     const A& destination, route_types types,
                                                     std::uint32_t interface = 0) const {
    detail::any_route found;
    check(destination);
    if (!detail::route_best(*core_, detail::bytes_of(destination), nullptr, types, interface,
                            found))
      return std::nullopt;
    return typed(found, detail::hop_reference::of(found.hop));
  }

 private:
  static route<T> typed(const detail::any_route& any, detail::hop_reference hop) {
    return {any.info, any.owner, next_hop<T>(std::move(hop))};
  }

  static detail::any_moved_fn erase(moved_fn moved) {
    if (!moved) return {};
    return [moved = std::move(moved)](const detail::any_route& clone,
                                      const detail::any_route* parent) {
      std::optional<route<T>> above;
      if (parent != nullptr) above = typed(*parent, detail::hop_reference::of(parent->hop));
      return moved(typed(clone, detail::hop_reference::of(clone.hop)), above ? &*above : nullptr)
          .reference();
    };
  }

  template <ip_address A>
  void check(const A& address) const {
    if (detail::family_of(address) != family_) [[unlikely]]
      detail::throw_wrong_family();
  }

  template <ip_address A>
  void check(std::span<const A> addresses) const {
    if constexpr (std::same_as<A, Address>) {
      for (const Address& address : addresses)
        check(address);
    } else if (!addresses.empty()) {
      check(addresses.front());
    }
  }

  detail::route_core_ptr core_;
  Family family_;
};

}  // namespace bsdnet
