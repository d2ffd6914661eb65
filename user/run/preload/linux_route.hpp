// SPDX-License-Identifier: GPL-2.0
/// @file
/// A route of bsdnet in the terms of rtnetlink(7).
#pragma once

#include <linux/rtnetlink.h>

#include <cstdint>
#include <optional>

#include "bsdnet/objects.hpp"

namespace bsdnet::run {

struct LinuxRoute {
  Prefix dst;
  std::uint8_t type = RTN_UNICAST;
  std::uint8_t table = RT_TABLE_MAIN;
  std::uint8_t scope = RT_SCOPE_UNIVERSE;
  std::uint8_t protocol = RTPROT_KERNEL;
  std::uint32_t flags = 0;     ///< RTNH_F_ONLINK
  std::uint32_t priority = 0;  ///< 0 is preferred
  std::uint32_t ifl_index = 0;
  std::optional<Address> gateway;
  std::optional<Address> source;  ///< preferred one
};

/// What Linux would list for @p route; nothing for what it has no route for: neighbours, clones,
/// the routes that every table begins with, addresses of networks, routes by source, routes that
/// forwarding ignores.
std::optional<LinuxRoute> linux_route(const Route& route);

/// What Linux would answer to a lookup; nothing if the packet would be rejected. @p error is then
/// the errno of it.
std::optional<LinuxRoute> linux_lookup(const Resolve& answer, int& error);

}  // namespace bsdnet::run
