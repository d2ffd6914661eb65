// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Requests.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "bsdnet/address.hpp"

struct nlmsghdr;

namespace bsdnet {

/// A request being built: netlink header, generic netlink header, attributes.
/// Integers are written in network order.
class Message {
 public:
  /// @param type     netlink message type: id of the generic netlink family
  /// @param command  command of the family
  /// @param flags    NLM_F_* beyond NLM_F_REQUEST
  Message(std::uint16_t type, std::uint8_t command, std::uint8_t version, std::uint16_t flags = 0);

  void put_u8(std::uint16_t type, std::uint8_t value);
  void put_u16(std::uint16_t type, std::uint16_t value);
  void put_u32(std::uint16_t type, std::uint32_t value);
  void put_u64(std::uint16_t type, std::uint64_t value);
  /// With the terminating NUL.
  void put_str(std::uint16_t type, std::string_view value);
  void put_flag(std::uint16_t type) { put_bytes(type, {}); }
  void put_bytes(std::uint16_t type, std::span<const std::uint8_t> value);
  void put_address(std::uint16_t type, const Address& value) { put_bytes(type, value.data()); }

  /// A nest that is open during the lifetime of the guard.
  class Nest {
   public:
    Nest(Message& message, std::uint16_t type);
    ~Nest();
    Nest(const Nest&) = delete;
    Nest& operator=(const Nest&) = delete;

   private:
    Message& message_;
    std::size_t offset_;
  };
  [[nodiscard]] Nest nest(std::uint16_t type) { return {*this, type}; }

  void add_flags(std::uint16_t flags);
  std::uint8_t command() const;
  void set_sequence(std::uint32_t sequence);
  /// The bytes to send.
  std::span<const std::uint8_t> bytes() const;
  /// The part of them behind the headers.
  std::span<const std::uint8_t> attributes() const;

 private:
  nlmsghdr* header();
  const nlmsghdr* header() const;

  std::vector<std::uint8_t> buffer_;
};

}  // namespace bsdnet
