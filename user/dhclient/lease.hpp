// SPDX-License-Identifier: GPL-2.0
/// @file
/// What a server offers or assigns. Addresses are in host order.
#pragma once

#include <string>
#include <vector>

#include "message.hpp"
#include "option_values.hpp"

namespace bsdnet::dhcp {

inline constexpr std::uint32_t kInfinite = 0xffffffff;  ///< seconds

struct Lease {
  std::uint32_t address = 0;
  std::uint8_t bits = 0;  ///< length of the prefix
  std::uint32_t server = 0;
  // seconds since the request
  std::uint32_t duration = 0;
  std::uint32_t renewal = 0;
  std::uint32_t rebinding = 0;
  std::vector<LeaseRoute> routes{};  ///< the default route among them
  std::vector<std::uint32_t> name_servers{};
  std::vector<std::uint32_t> time_servers{};
  std::string host_name{};
  std::string domain{};
  std::vector<std::string> search{};
  std::uint16_t mtu = 0;  ///< 0: not given
  Message message{};      ///< as received

  /// Returns whether @p other is in the prefix of the lease.
  bool covers(std::uint32_t other) const;
  bool operator==(const Lease&) const = default;
};

/// A lease, or the reason why there is none.
struct LeaseOr {
  std::optional<Lease> lease{};
  std::string why{};
};

/// Checks an OFFER or ACK. Options that are not needed and malformed are ignored.
LeaseOr read_lease(const Message& message);

}  // namespace bsdnet::dhcp
