// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Addresses, prefixes and link-layer addresses, and their text.
#pragma once

#include <linux/bsdnet_socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsdnet {

/// Protocol families.
enum class Family : std::uint8_t {
  unspec = 0,
  inet = BSDNET_INET,
  appletalk = BSDNET_APPLETALK,
  inet6 = BSDNET_INET6,
  l2 = BSDNET_L2,
};

/// "inet", "appletalk", "inet6", "l2", or the number.
std::string family_name(Family family);
/// The family called @p name; throws ArgumentError.
Family parse_family(std::string_view name);

/// A network-layer address.
struct Address {
  Family family = Family::unspec;
  std::array<std::uint8_t, 16> bytes{};

  /// Length in bytes: 4, 16, or 0 for no address.
  std::size_t size() const;
  std::span<const std::uint8_t> data() const { return {bytes.data(), size()}; }
  std::string str() const;
  bool is_zero() const;

  /// From the text of an IPv4 or IPv6 address; throws ArgumentError.
  static Address parse(std::string_view text);
  /// From 4 or 16 bytes; throws DecodeError.
  static Address from_bytes(std::span<const std::uint8_t> bytes);

  auto operator<=>(const Address&) const = default;
};

/// An address and the number of its significant bits.
struct Prefix {
  Address address;
  std::uint8_t bits = 0;

  /// "192.0.2.0/24"; without the length for a host.
  std::string str() const;
  /// Always with the length.
  std::string str_full() const;
  /// Whether all bits of the address are significant.
  bool is_host() const { return bits == address.size() * 8; }
  /// The same with the bits past the length cleared.
  Prefix network() const;

  /// "192.0.2.0/24", "192.0.2.1", "default" (with @p family; 0.0.0.0/0 of inet when
  /// unspec); throws ArgumentError.
  static Prefix parse(std::string_view text, Family family = Family::unspec);

  auto operator<=>(const Prefix&) const = default;
};

/// A link-layer address, any length.
struct LinkAddress {
  std::vector<std::uint8_t> bytes;

  /// Whether all bytes are zero.
  bool is_zero() const;
  /// "02:00:00:00:00:01"; empty for none.
  std::string str() const;
  /// Colon or dash separated bytes in hexadecimal; throws ArgumentError.
  static LinkAddress parse(std::string_view text);

  auto operator<=>(const LinkAddress&) const = default;
};

/// Bytes in hexadecimal without separators, "8100000a0800".
std::string hex(std::span<const std::uint8_t> bytes);
/// The reverse; throws ArgumentError.
std::vector<std::uint8_t> parse_hex(std::string_view text);

}  // namespace bsdnet
