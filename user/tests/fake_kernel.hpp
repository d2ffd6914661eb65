// SPDX-License-Identifier: GPL-2.0
/// @file
/// Plays the kernel: answers family resolution, and requests as a test's script says.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bsdnet/channel.hpp"
#include "bsdnet/transport.hpp"

namespace bsdnet::test {

inline constexpr std::uint16_t kFamilyId = 0x21;
inline constexpr std::uint32_t kGroupId = 9;

using Bytes = std::vector<std::uint8_t>;

/// An attribute, padded.
Bytes attr(std::uint16_t type, std::span<const std::uint8_t> payload);
Bytes attr_text(std::uint16_t type, const std::string& text);
/// In network order.
Bytes attr_u8(std::uint16_t type, std::uint8_t value);
Bytes attr_u32(std::uint16_t type, std::uint32_t value);
Bytes attr_u64(std::uint16_t type, std::uint64_t value);
/// In the host's order, as in error messages.
Bytes attr_native32(std::uint16_t type, std::uint32_t value);
Bytes operator+(Bytes left, const Bytes& right);

/// A netlink message, padded; sequence 0 is that of the request.
Bytes message(std::uint16_t type, std::uint16_t flags, const Bytes& payload,
              std::uint32_t sequence = 0);
/// A message of the family: generic header and attributes.
Bytes object(std::uint8_t command, const Bytes& attrs, std::uint16_t flags = 0);
/// Acknowledgement; @p code is 0 or -errno.
Bytes ack(int code, const Bytes& tlvs = {});
/// End of a dump.
Bytes done(std::uint16_t flags = 0);

/// What the kernel does with a request: datagrams in answer. Sequence numbers are filled in.
using Script = std::function<std::vector<Bytes>(std::uint8_t command, const Bytes& request)>;

/// What passed over a fake channel.
struct Wire {
  std::vector<Bytes> requests;                     ///< to the family and served, whole messages
  unsigned int datagrams = 0;                      ///< that were sent
  std::deque<Bytes> pending;                       ///< answers not yet read
  std::deque<std::optional<Bytes>> notifications;  ///< none: an overflow
  std::vector<std::uint32_t> groups;
  Script script;
};

/// A transport that answers by @p wire's script.
std::unique_ptr<Transport> fake_transport(const std::shared_ptr<Wire>& wire);
std::shared_ptr<Wire> make_wire(Script script);

}  // namespace bsdnet::test
