// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Routes of a route_table (RT-2 to RT-5).
#pragma once

#include <linux/bsdnet.h>

#include <cstdint>
#include <initializer_list>

#include "bsdnet/address.hpp"
#include "bsdnet/next_hop.hpp"

namespace bsdnet {

/// Types of routes. Of the routes of a prefix the one with the lowest type is preferred, then
/// the one with the lowest interface, then the oldest.
enum class route_type : std::uint8_t {
  /// configured; one for a prefix
  user = BSDNET_ROUTE_TYPE_USER,
  /// configured; hides the prefix from forwarding, shorter prefixes are used
  user_ignore = BSDNET_ROUTE_TYPE_USER_IGNORE,
  /// exists as long as the table
  permanent = BSDNET_ROUTE_TYPE_PERM,
  /// local address of an interface
  if_local = BSDNET_ROUTE_TYPE_IF_LOCAL,
  /// destination prefix of an interface
  if_destination = BSDNET_ROUTE_TYPE_IF_DEST,
  /// other routes of an interface
  if_other = BSDNET_ROUTE_TYPE_IF,
  /// neighbour on an interface
  neighbour = BSDNET_ROUTE_TYPE_IFDEST,
  /// notified when the route that forwards in its place changes
  clone = BSDNET_ROUTE_TYPE_CLONE,
  /// clone among the routes of interfaces
  if_clone = BSDNET_ROUTE_TYPE_IFCLONE,
  /// clone that forwarding does not use
  clone_ignore = BSDNET_ROUTE_TYPE_CLONE_IGNORE,
  /// clone among the routes of interfaces that forwarding does not use
  if_clone_ignore = BSDNET_ROUTE_TYPE_IFCLONE_IGNORE,
};

/// A set of types.
class route_types {
 public:
  constexpr route_types(std::initializer_list<route_type> types) noexcept {
    for (const route_type type : types)
      bits_ |= 1U << static_cast<unsigned>(type);
  }
  /// All types.
  static constexpr route_types all() noexcept {
    route_types out{};
    out.bits_ = (2U << static_cast<unsigned>(route_type::if_clone_ignore)) - 2;
    return out;
  }
  /// A bit for each type.
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }

 private:
  std::uint32_t bits_ = 0;
};

/// Flags of a route; the table does not interpret them.
enum class route_flags : std::uint8_t {
  none = 0,
  /// packets must arrive on the route's interface
  check_interface = BSDNET_ROUTE_FLAGS_IFCHECK,
  /// for packets sent by this host only
  local = BSDNET_ROUTE_FLAGS_LOCAL,
  /// the interface is part of the address
  scope = BSDNET_ROUTE_FLAGS_SCOPE,
  /// the gateway is on the interface, even if no prefix covers it
  onlink = BSDNET_ROUTE_FLAGS_ONLINK,
};

constexpr route_flags operator|(route_flags a, route_flags b) noexcept {
  return static_cast<route_flags>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

constexpr route_flags operator&(route_flags a, route_flags b) noexcept {
  return static_cast<route_flags>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}

/// Key of a route in its table.
struct route_key {
  Prefix destination;                  ///< zero past its length
  route_type type = route_type::user;  ///< at most one of user and user_ignore for a prefix
  std::uint32_t interface = 0;         ///< interface of the route; any number
  Prefix source{};                     ///< other than /0 only if @p destination is a host
  const void* owner = nullptr;         ///< distinguishes routes with otherwise equal keys
};

/// A route without its next hop, as found by a lookup.
struct route_info {
  Prefix destination;
  Prefix source;  ///< as in route_key; without family if it is /0
  route_type type = route_type::user;
  route_flags flags = route_flags::none;
  std::uint32_t interface = 0;
};

/// Copy of a route, with a reference to its next hop.
template <typename T>
struct route : route_info {
  const void* owner = nullptr;
  next_hop<T> hop;

  /// Its key in the table.
  [[nodiscard]] route_key key() const {
    return {this->destination, this->type, this->interface, this->source, owner};
  }
};

namespace detail {

/// Result of lookups: the first members of struct bn_fwd.
struct forwarding_entry {
  next_hop_base* hop;
  std::uint32_t interface;
  std::uint8_t flags;
};

}  // namespace detail

/// Result of a forwarding lookup, a reference to an entry of the table. Valid during the
/// lifetime of the read_guard of the lookup.
template <typename T>
class forwarding {
 public:
  /// No route was found.
  forwarding() noexcept = default;
  explicit forwarding(const detail::forwarding_entry* entry) noexcept : entry_(entry) {}

  /// Whether a route was found.
  explicit operator bool() const noexcept { return entry_ != nullptr; }
  /// The value of the next hop.
  const T& operator*() const noexcept {
    return static_cast<const detail::next_hop_node<T>*>(entry_->hop)->value;
  }
  const T* operator->() const noexcept { return &**this; }
  [[nodiscard]] std::uint32_t interface() const noexcept { return entry_->interface; }
  [[nodiscard]] route_flags flags() const noexcept {
    return static_cast<route_flags>(entry_->flags);
  }
  /// A reference to the next hop that may outlive the read_guard; none if the next hop was
  /// removed and has no other reference.
  [[nodiscard]] next_hop<T> share() const noexcept {
    return next_hop<T>(detail::hop_reference::of(entry_->hop));
  }

 private:
  const detail::forwarding_entry* entry_ = nullptr;
};

}  // namespace bsdnet
