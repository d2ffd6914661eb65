// SPDX-License-Identifier: GPL-2.0
/// @file
/// The packets of PPPoE's discovery stage (RFC 2516, section 5), ethertype 0x8863.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bytes.hpp"
#include "mac.hpp"

namespace bsdnet::ppp {

inline constexpr std::uint16_t kDiscoveryEthertype = 0x8863;
inline constexpr std::size_t kPppoeOverhead = 8;  ///< PPPoE and PPP headers, bytes
inline constexpr std::uint16_t kPppoeMru = 1492;  ///< maximum (RFC 2516, 7)
inline constexpr std::uint16_t kMaxSession = 0xfffe;

enum DiscoveryCode : std::uint8_t {
  kPadi = 0x09,
  kPado = 0x07,
  kPadr = 0x19,
  kPads = 0x65,
  kPadt = 0xa7,
};

enum TagType : std::uint16_t {
  kEndOfList = 0x0000,
  kServiceName = 0x0101,
  kAcName = 0x0102,
  kHostUniq = 0x0103,
  kAcCookie = 0x0104,
  kRelaySessionId = 0x0110,
  kServiceNameError = 0x0201,
  kAcSystemError = 0x0202,
  kGenericError = 0x0203,
};

struct Tag {
  std::uint16_t type = 0;
  Bytes value;

  bool operator==(const Tag&) const = default;
};

struct DiscoveryPacket {
  std::uint8_t code = 0;
  std::uint16_t session = 0;
  std::vector<Tag> tags;

  /// Decodes the payload of a frame, ignoring padding. Returns nothing if it is malformed.
  static std::optional<DiscoveryPacket> parse(View in);
  Bytes encode() const;

  /// Returns the first tag of @p type, or null.
  const Tag* find(std::uint16_t type) const;
  void add(std::uint16_t type, View value) { tags.push_back({type, {value.begin(), value.end()}}); }
  /// Adds a copy of the first tag of @p type in @p from, if there is one.
  void copy(const DiscoveryPacket& from, std::uint16_t type);
  /// Returns the text of an error tag; empty if there is none.
  std::string error() const;
};

/// Sends discovery packets.
class DiscoveryPort {
 public:
  virtual ~DiscoveryPort() = default;
  virtual void send(const Mac& to, const DiscoveryPacket& packet) = 0;
};

/// Returns a PADT. @param why  Generic-Error for the peer; may be empty
DiscoveryPacket padt(std::uint16_t session, std::string_view why);

}  // namespace bsdnet::ppp
