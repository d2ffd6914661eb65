// SPDX-License-Identifier: GPL-2.0
/// @file
/// Messages of DHCP (RFC 2131, section 2; options: RFC 2132, RFC 3396). Addresses are in host
/// order.
#pragma once

#include <map>
#include <optional>

#include "bytes.hpp"

namespace bsdnet::dhcp {

inline constexpr std::uint16_t kServerPort = 67;
inline constexpr std::uint16_t kClientPort = 68;

/// Values of the field op.
enum Op : std::uint8_t { kBootRequest = 1, kBootReply = 2 };

/// Values of option 53.
enum MessageType : std::uint8_t {
  kNoType = 0,  ///< BOOTP
  kDiscover = 1,
  kOffer = 2,
  kRequest = 3,
  kDecline = 4,
  kAck = 5,
  kNak = 6,
  kRelease = 7,
};

enum OptionCode : std::uint8_t {
  kPad = 0,
  kSubnetMask = 1,
  kRouters = 3,
  kNameServers = 6,
  kHostName = 12,
  kDomainName = 15,
  kMtu = 26,
  kBroadcastAddress = 28,
  kStaticRoutes = 33,
  kTimeServers = 42,
  kRequestedAddress = 50,
  kLeaseTime = 51,
  kOverload = 52,
  kType = 53,
  kServerId = 54,
  kParameterList = 55,
  kErrorText = 56,
  kMaxMessageSize = 57,
  kRenewalTime = 58,
  kRebindingTime = 59,
  kVendorClass = 60,
  kClientId = 61,
  kDomainSearch = 119,
  kClasslessRoutes = 121,
  kMicrosoftRoutes = 249,  ///< as 121
  kEnd = 255,
};

/// Values of options, parts of one option joined.
using Options = std::map<std::uint8_t, Bytes>;

struct Message {
  std::uint8_t op = kBootRequest;
  std::uint8_t htype = 1;  ///< Ethernet
  std::uint8_t hops = 0;
  std::uint32_t xid = 0;
  std::uint16_t secs = 0;
  bool broadcast = false;
  std::uint32_t ciaddr = 0;
  std::uint32_t yiaddr = 0;
  std::uint32_t siaddr = 0;
  std::uint32_t giaddr = 0;
  Bytes chaddr{};  ///< at most 16 bytes
  Options options{};

  /// Decodes @p in. Options in the fields sname and file are read where option 52 says so.
  /// Returns nothing if it is malformed.
  static std::optional<Message> parse(View in);
  /// Encodes the message, with the option 53 in front; options of more than 255 bytes in parts.
  Bytes encode() const;

  MessageType type() const;
  /// Returns the value of option @p code, or nothing.
  std::optional<View> option(std::uint8_t code) const;

  bool operator==(const Message&) const = default;
};

}  // namespace bsdnet::dhcp
