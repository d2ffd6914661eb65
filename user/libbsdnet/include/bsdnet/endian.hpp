// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// Conversion of integers. Those on the control channel are big-endian (CTL-2).
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

namespace bsdnet {

/// The big-endian bytes of an unsigned integer.
template <std::unsigned_integral T>
constexpr std::array<std::uint8_t, sizeof(T)> be_bytes(T value) {
  std::array<std::uint8_t, sizeof(T)> out{};
  for (std::size_t i = 0; i < sizeof(T); ++i)
    out[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
  return out;
}

/// The integer of big-endian bytes; @p bytes has exactly sizeof(T) bytes.
template <std::unsigned_integral T>
constexpr T from_be_bytes(std::span<const std::uint8_t> bytes) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value = static_cast<T>((sizeof(T) > 1 ? static_cast<T>(value << (8 * (sizeof(T) > 1))) : T{0}) |
                           bytes[i]);
  return value;
}

/// Host to network order, as htonl(), for any width.
template <std::unsigned_integral T>
constexpr T to_network(T value) {
  return std::bit_cast<T>(be_bytes(value));
}

/// Network to host order.
template <std::unsigned_integral T>
constexpr T to_host(T value) {
  return to_network(value);
}

}  // namespace bsdnet
