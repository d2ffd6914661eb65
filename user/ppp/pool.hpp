// SPDX-License-Identifier: GPL-2.0
/// @file
/// Addresses for clients.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

namespace bsdnet::ppp {

/// A range of addresses, host order. Addresses are assigned in turn.
class AddressPool {
 public:
  AddressPool(std::uint32_t first, std::uint32_t last) : first_(first), last_(last), next_(first) {}
  /// "192.0.2.10-192.0.2.99"; throws ArgumentError.
  static AddressPool parse(std::string_view text);

  /// Takes a free address; returns nothing if there is none.
  std::optional<std::uint32_t> take();
  /// Takes @p address, in the range or not; returns false if it is in use.
  bool take(std::uint32_t address) { return taken_.insert(address).second; }
  void give_back(std::uint32_t address) { taken_.erase(address); }
  std::uint64_t size() const { return static_cast<std::uint64_t>(last_) - first_ + 1; }

 private:
  std::uint32_t first_, last_, next_;
  std::set<std::uint32_t> taken_;
};

}  // namespace bsdnet::ppp
