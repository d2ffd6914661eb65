// SPDX-License-Identifier: GPL-2.0
/// @file
/// Values of options (RFC 2132, RFC 3397, RFC 3442). What is malformed is nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bytes.hpp"

namespace bsdnet::dhcp {

/// A route, in host order.
struct LeaseRoute {
  std::uint32_t dst = 0;
  std::uint8_t bits = 0;
  std::uint32_t router = 0;  ///< 0: on the link

  bool operator==(const LeaseRoute&) const = default;
};

/// Returns the mask of a prefix of @p bits bits.
std::uint32_t mask_of(std::uint8_t bits);

std::optional<std::uint16_t> read16(View value);
std::optional<std::uint32_t> read32(View value);
/// Reads a list of addresses of hosts; others in it are left out.
std::vector<std::uint32_t> read_hosts(View value);
/// Reads a subnet mask; returns the number of its bits, 1 .. 32.
std::optional<std::uint8_t> read_mask(View value);
/// Reads a domain name: labels of letters, digits, '-' and '_', separated by dots.
std::optional<std::string> read_name(View value);
/// Reads a list of domain names in the format of DNS, with compression (RFC 3397).
std::vector<std::string> read_search(View value);
/// Reads classless routes (RFC 3442). Bits past the prefix are cleared.
std::optional<std::vector<LeaseRoute>> read_classless_routes(View value);
/// Reads pairs of destination and router (option 33).
std::vector<LeaseRoute> read_static_routes(View value);

}  // namespace bsdnet::dhcp
