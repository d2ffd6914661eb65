// SPDX-License-Identifier: GPL-2.0
/// @file
/// Answers to requests of rtnetlink(7): links, addresses, routes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "facts.hpp"

namespace bsdnet::run {

using Bytes = std::vector<std::uint8_t>;

/// What the answer depends on besides the request.
struct Asker {
  std::uint32_t portid = 0;  ///< of the asking socket
  bool ext_ack = false;      ///< NETLINK_EXT_ACK
  bool strict = false;       ///< NETLINK_GET_STRICT_CHK: filters of dumps apply
};

/// The datagrams that answer @p request, which may hold several messages. Each fits into a page, as
/// those of the kernel's dumps do. What bsdnet has no answer for, and what would change something,
/// is refused with EOPNOTSUPP. Exceptions of @p facts become errors in the answer.
std::vector<Bytes> answer(std::span<const std::uint8_t> request, const Asker& asker, Facts& facts);

}  // namespace bsdnet::run
