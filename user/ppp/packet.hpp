// SPDX-License-Identifier: GPL-2.0
/// @file
/// The packets of PPP's control protocols (RFC 1661, section 5) and their options.
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

/// Codes of the control protocols; those from 8 on are LCP's alone.
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

/// Code, identifier and data; views the packet it was read from.
struct Packet {
  std::uint8_t code = 0;
  std::uint8_t id = 0;
  View data;

  /// Reads @p in; what follows the packet's own length is padding. Nothing where it is
  /// malformed.
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

/// The options of a Configure packet; nothing where one does not fit.
std::optional<Options> parse_options(View in);
Bytes encode(const Options& options);
/// The first of @p type, or null.
const Option* find(const Options& options, std::uint8_t type);

Bytes encode16(std::uint16_t value);
Bytes encode32(std::uint32_t value);

}  // namespace bsdnet::ppp
