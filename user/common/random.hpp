// SPDX-License-Identifier: GPL-2.0
/// @file
/// Unpredictable random numbers.
#pragma once

#include "bytes.hpp"

namespace bsdnet {

/// Returns @p n bytes from the kernel; throws SystemError.
Bytes random_bytes(std::size_t n);
/// Returns a magic number other than 0.
std::uint32_t random_magic();

}  // namespace bsdnet
