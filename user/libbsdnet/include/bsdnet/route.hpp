// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// What routes of a route_table consist of (RT-2 to RT-5).
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
  /// All types there are.
  static constexpr route_types all() noexcept {
    route_types out{};
    out.bits_ = (2U << static_cast<unsigned>(route_type::if_clone_ignore)) - 2;
    return out;
  }
  /// A bit for each.
  [[nodiscard]] constexpr std::uint32_t bits() const noexcept { return bits_; }

 private:
  std::uint32_t bits_ = 0;
};

/// Flags of a route, carried along for whoever uses it.
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

/// What tells routes of a table apart.
struct route_key {
  Prefix destination;                  ///< zero past its length
  route_type type = route_type::user;  ///< of user and user_ignore a prefix has but one
  std::uint32_t interface = 0;         ///< interface that it depends on; any number
  Prefix source{};                     ///< other than /0 only if @p destination is a host
  const void* owner = nullptr;         ///< tells apart what is the same in all else
};

/// A route as a lookup sees it, without its next hop.
struct route_info {
  Prefix destination;
  Prefix source;  ///< as in route_key; without family where it is /0
  route_type type = route_type::user;
  route_flags flags = route_flags::none;
  std::uint32_t interface = 0;
};

/// A route as it was when one looked, with a reference to its next hop.
template <typename T>
struct route : route_info {
  const void* owner = nullptr;
  next_hop<T> hop;

  /// What the table finds it by.
  [[nodiscard]] route_key key() const {
    return {this->destination, this->type, this->interface, this->source, owner};
  }
};

namespace detail {

/// What lookups yield; struct bn_fwd begins like this.
struct forwarding_entry {
  next_hop_base* hop;
  std::uint32_t interface;
  std::uint8_t flags;
};

}  // namespace detail

/// What to do with a packet: the outcome of a forwarding lookup, a reference to something in
/// the table. Valid as long as the read_guard of the lookup.
template <typename T>
class forwarding {
 public:
  /// Nothing found.
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
  /// The next hop, to be kept longer than the read_guard; none if it has just left the table
  /// and nobody else has kept it.
  [[nodiscard]] next_hop<T> share() const noexcept {
    return next_hop<T>(detail::hop_reference::of(entry_->hop));
  }

 private:
  const detail::forwarding_entry* entry_ = nullptr;
};

}  // namespace bsdnet
