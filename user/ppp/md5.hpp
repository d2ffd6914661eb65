// SPDX-License-Identifier: GPL-2.0
/// @file
/// MD5 (RFC 1321), for CHAP alone, which knows nothing better.
#pragma once

#include <array>

#include "bytes.hpp"

namespace bsdnet::ppp {

std::array<std::uint8_t, 16> md5(View data);

}  // namespace bsdnet::ppp
