// SPDX-License-Identifier: GPL-2.0
/// @file
/// Packets and options of PPP control protocols (RFC 1661, section 5).
#pragma once

#include <optional>
#include <vector>

#include "bytes.hpp"

namespace bsdnet::ppp {

/// PPP protocol numbers.
enum Protocol : std::uint16_t {
  kIp = 0x0021,
  kIpcp = 0x8021,
  kLcp = 0xc021,
  kPap = 0xc023,
  kChap = 0xc223,
};

/// Codes of control protocols; 8 and above are specific to LCP.
enum Code : std::uint8_t {
  kConfigureRequest = 1,
  kConfigureAck = 2,
  kConfigureNak = 3,
  kConfigureReject = 4,
  kTerminateRequest = 5,
  kTerminateAck = 6,
  kCodeReject = 7,
  kProtocolReject = 8,
  kEchoRequest = 9,
  kEchoReply = 10,
  kDiscardRequest = 11,
};

inline constexpr std::size_t kPacketHeader = 4;  ///< code, identifier, length: bytes

/// A packet; refers to the data that it was decoded from.
struct Packet {
  std::uint8_t code = 0;
  std::uint8_t id = 0;
  View data;

  /// Decodes @p in, ignoring padding. Returns nothing if it is malformed.
  static std::optional<Packet> parse(View in);
  Bytes encode() const;
};

/// A configuration option.
struct Option {
  std::uint8_t type = 0;
  Bytes value;

  bool operator==(const Option&) const = default;
};
using Options = std::vector<Option>;

/// Decodes the options of a Configure packet; returns nothing if they are malformed.
std::optional<Options> parse_options(View in);
Bytes encode(const Options& options);
/// Returns the first option of @p type, or null.
const Option* find(const Options& options, std::uint8_t type);

}  // namespace bsdnet::ppp
