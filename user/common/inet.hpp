// SPDX-License-Identifier: GPL-2.0
/// @file
/// IPv4 addresses as numbers in host order.
#pragma once

#include "bsdnet/address.hpp"
#include "bsdnet/error.hpp"
#include "bytes.hpp"

namespace bsdnet {

/// Returns @p address as an Address.
inline Address inet_address(std::uint32_t address) {
  Bytes bytes;
  put32(bytes, address);
  return Address::from_bytes(bytes);
}

/// Returns @p address as a number; throws ArgumentError if it is not IPv4.
inline std::uint32_t inet_number(const Address& address) {
  if (address.family != Family::inet)
    throw ArgumentError(address.str() + " is not an IPv4 address");
  return load32(address.data());
}

/// Returns whether @p address can be that of a host: not of 0/8, 127/8, 224/3.
inline bool is_host_address(std::uint32_t address) {
  const std::uint32_t first = address >> 24;
  return first != 0 && first != 127 && first < 224;
}

}  // namespace bsdnet
