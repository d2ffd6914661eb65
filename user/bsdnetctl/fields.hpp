// SPDX-License-Identifier: GPL-2.0
/// @file
/// Values that several kinds of objects print or read alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "args.hpp"
#include "bsdnet/address.hpp"
#include "context.hpp"

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
/// "udp"; the number where it has no name here.
std::string protocol_name(std::uint8_t protocol);
/// The reverse; throws UsageError.
std::uint8_t parse_protocol(const std::string& text);

/// A logical interface: by its name, else by its number.
std::optional<std::string> ifl_of(const std::optional<std::string>& name,
                                  const std::optional<std::uint32_t>& index);
/// "up", or "down" and why.
void print_state(Printer& out, std::optional<std::uint32_t> down);
/// A layer-2 header: its bytes, and what they mean for Ethernet.
void print_l2_header(Printer& out, const std::vector<std::uint8_t>& header);

/// Reads a family name if one comes next.
std::optional<std::uint8_t> take_family(Args& args);
/// Next word as the name of a logical interface.
std::string interface_name(Args& args);
/// Next word as "up" or "down"; @p what it is about.
bool up_down(Args& args, std::string_view what);

}  // namespace bsdnet::ctl
