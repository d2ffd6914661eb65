// SPDX-License-Identifier: GPL-2.0
/// @file
/// SipHash-2-4 (Aumasson and Bernstein): a keyed hash of short messages, for cookies.
#pragma once

#include <array>

#include "bytes.hpp"

namespace bsdnet::ppp {

using SipKey = std::array<std::uint8_t, 16>;

std::uint64_t siphash(const SipKey& key, View data);

}  // namespace bsdnet::ppp
