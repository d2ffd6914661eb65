// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Private: parsing of the kernel's datagrams.
#pragma once

#include <fmt/format.h>
#include <linux/netlink.h>

#include <algorithm>
#include <cstring>
#include <span>

#include "bsdnet/error.hpp"
#include "bsdnet/transport.hpp"

namespace bsdnet {

using Bytes = std::span<const std::uint8_t>;

/// The struct @p what at the start of @p bytes; throws DecodeError if it is truncated.
template <typename T>
T read_struct(Bytes bytes, const char* what) {
  T out{};
  if (bytes.size() < sizeof(T)) throw DecodeError(fmt::format("{} truncated", what));
  std::memcpy(&out, bytes.data(), sizeof(T));
  return out;
}

/// Calls fn(header, payload) for each netlink message of a datagram until it returns true;
/// returns whether it did. Throws DecodeError.
template <typename Fn>
bool each_message(const Datagram& datagram, Fn fn) {
  for (Bytes rest(datagram); !rest.empty();) {
    const auto header = read_struct<nlmsghdr>(rest, "netlink header");
    if (header.nlmsg_len < NLMSG_HDRLEN || header.nlmsg_len > rest.size())
      throw DecodeError(fmt::format("netlink message of length {} with {} bytes left",
                                    header.nlmsg_len, rest.size()));
    if (fn(header, rest.subspan(NLMSG_HDRLEN, header.nlmsg_len - NLMSG_HDRLEN))) return true;
    rest = rest.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), rest.size()));
  }
  return false;
}

/// Contents of an acknowledgement.
struct Ack {
  int code = 0;  ///< errno, 0 for success
  ExtAck ext;
};

/// Parses the payload of an NLMSG_ERROR for @p request. Throws DecodeError.
Ack read_ack(Bytes payload, std::uint16_t flags, Bytes request);

}  // namespace bsdnet
