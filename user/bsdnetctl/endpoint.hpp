// SPDX-License-Identifier: GPL-2.0
/// @file
/// One end of a session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bsdnet/address.hpp"
#include "printer.hpp"

namespace bsdnet::ctl {

/// A member without a value matches any.
struct Endpoint {
  std::optional<Address> address;
  std::optional<std::uint8_t> bits;
  std::optional<std::uint16_t> port;
};

/// "192.0.2.1:53", "*:53", "*:*"; in JSON members @p side "addr" and @p side "port", side being
/// "l" or "r".
void print_endpoint(Printer& out, const std::string& side, const Endpoint& end);

}  // namespace bsdnet::ctl
