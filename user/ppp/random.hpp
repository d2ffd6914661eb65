// SPDX-License-Identifier: GPL-2.0
/// @file
/// Numbers that nobody can foretell.
#pragma once

#include "bytes.hpp"

namespace bsdnet::ppp {

/// @p n bytes from the system; throws SystemError.
Bytes random_bytes(std::size_t n);
/// Never zero.
std::uint32_t random_magic();

}  // namespace bsdnet::ppp
