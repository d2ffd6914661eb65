// SPDX-License-Identifier: GPL-2.0
/// @file
/// Values that several kinds of objects print or parse.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "args.hpp"
#include "bsdnet/address.hpp"
#include "context.hpp"
#include "values.hpp"

namespace bsdnet::ctl {

/// The text of an optional value.
template <typename T>
std::optional<std::string> text_of(const std::optional<T>& value) {
  if (!value) return {};
  return value->str();
}

/// Name of an enumerated value.
std::optional<std::string> name_of(std::span<const EnumName> names,
                                   std::optional<std::uint8_t> value);
/// "inet"
std::optional<std::string> family_of(std::optional<std::uint8_t> family);
/// "udp"; the number if it has no name.
std::string protocol_name(std::uint8_t protocol);
/// A protocol, by name or number.
Value<std::uint8_t> protocol();

/// Returns whether @p type is the ethertype of a VLAN tag.
bool is_tag(std::uint16_t type);

/// The name of a logical interface, or "if" and its index.
std::optional<std::string> ifl_of(const std::optional<std::string>& name,
                                  const std::optional<std::uint32_t>& index);
/// "up", or "down" and the reasons.
void print_state(Printer& out, std::optional<std::uint32_t> down);
/// A layer-2 header: its bytes, decoded if it is Ethernet.
void print_l2_header(Printer& out, const std::vector<std::uint8_t>& header);

}  // namespace bsdnet::ctl
