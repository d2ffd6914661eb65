// SPDX-License-Identifier: GPL-2.0
/// @file
/// ARP packets of IPv4 on Ethernet (RFC 826).
#pragma once

#include <optional>

#include "bytes.hpp"
#include "mac.hpp"

namespace bsdnet::dhcp {

inline constexpr std::uint16_t kArpEthertype = 0x0806;

enum ArpOp : std::uint16_t { kArpRequest = 1, kArpReply = 2 };

/// Addresses of the network layer are in host order.
struct ArpPacket {
  std::uint16_t op = kArpRequest;
  Mac sender_mac{};
  std::uint32_t sender = 0;
  Mac target_mac{};
  std::uint32_t target = 0;

  /// Decodes @p in, ignoring padding. Returns nothing if it is something else.
  static std::optional<ArpPacket> parse(View in);
  Bytes encode() const;

  bool operator==(const ArpPacket&) const = default;
};

}  // namespace bsdnet::dhcp
