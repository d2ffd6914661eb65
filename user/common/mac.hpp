// SPDX-License-Identifier: GPL-2.0
/// @file
/// Link-layer addresses of Ethernet.
#pragma once

#include <fmt/ranges.h>

#include <array>
#include <cstdint>
#include <string>

namespace bsdnet {

using Mac = std::array<std::uint8_t, 6>;
inline constexpr Mac kBroadcast = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

/// "02:00:00:00:00:01"
inline std::string str(const Mac& mac) {
  return fmt::format("{:02x}", fmt::join(mac, ":"));
}

}  // namespace bsdnet
