// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Attributes: views of a received message. Every length is checked; a wrong one is a
/// DecodeError, never a read past the end.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "bsdnet/address.hpp"

namespace bsdnet {

/// One attribute; valid during the lifetime of its message.
class Attr {
 public:
  Attr(std::uint16_t type, std::span<const std::uint8_t> payload)
      : type_(type), payload_(payload) {}

  /// Type without the nested and byte-order flags.
  std::uint16_t type() const noexcept { return type_; }
  std::span<const std::uint8_t> payload() const noexcept { return payload_; }

  /// Unsigned integer in network order of exactly this width; throws DecodeError.
  std::uint8_t u8() const;
  std::uint16_t u16() const;
  std::uint32_t u32() const;
  std::uint64_t u64() const;
  /// Unsigned integer of 1, 2, 4 or 8 bytes.
  std::uint64_t uint() const;
  /// Integer in host order, as in attributes of netlink itself, not of this family.
  std::uint16_t native_u16() const;
  std::uint32_t native_u32() const;
  /// Text up to the first NUL or the end.
  std::string str() const;
  /// IPv4 or IPv6 address by length.
  Address address() const { return Address::from_bytes(payload_); }
  LinkAddress link_address() const;

 private:
  template <typename T>
  T integer() const;

  std::uint16_t type_;
  std::span<const std::uint8_t> payload_;
};

/// A sequence of attributes.
class AttrList {
 public:
  AttrList() = default;
  explicit AttrList(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  /// The attributes inside of @p nest.
  explicit AttrList(const Attr& nest) : bytes_(nest.payload()) {}

  /// Calls @p fn for each; throws DecodeError for a wrong length.
  void each(const std::function<void(const Attr&)>& fn) const;
  /// The last attribute of @p type.
  std::optional<Attr> find(std::uint16_t type) const;
  std::span<const std::uint8_t> bytes() const noexcept { return bytes_; }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// A received message of the family.
struct MessageView {
  std::uint8_t command = 0;
  std::uint8_t version = 0;
  AttrList attrs;
};

/// Parses the generic netlink header at the start of @p payload; throws DecodeError.
MessageView parse_message(std::span<const std::uint8_t> payload);

}  // namespace bsdnet
