// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The names of the channel's attributes and commands in specs/bsdnet.yaml, used to name the
/// attribute of an error (CTL-6).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bsdnet/enums.hpp"

namespace bsdnet {

struct AttrSet;

/// One attribute of a set.
struct AttrName {
  std::uint16_t type;
  const char* name;
  const AttrSet* nested;  ///< set of a nest, or null
};

/// One attribute set of the specification.
struct AttrSet {
  const char* name;
  std::span<const AttrName> attrs;
};

/// Name of @p value; the number if it has none.
std::string enum_name(std::span<const EnumName> names, std::uint32_t value);
/// Value of @p name, if there is one.
std::optional<std::uint32_t> enum_value(std::span<const EnumName> names, std::string_view name);
/// Names of the bits of @p value; bits without name as one number.
std::vector<std::string> flag_names(std::span<const EnumName> names, std::uint32_t value);
/// "user, perm, ...", for error messages.
std::string enum_list(std::span<const EnumName> names);

/// The attribute set of a command's messages; null for an unknown command.
const AttrSet* command_attrs(std::uint8_t command);
/// "route-add"; empty for an unknown command.
std::string command_name(std::uint8_t command);
/// Name of attribute @p type in @p set; "attribute 7" if it is unknown.
std::string attr_name(const AttrSet* set, std::uint16_t type);
/// Dotted name, such as "route.gateway", of the attribute at @p offset of the message (netlink
/// header included); empty if there is none.
std::string attr_at_offset(std::span<const std::uint8_t> message, std::uint32_t offset);
/// Dotted name of attribute @p type in the nest at @p nest_offset (0: top level) of @p message.
std::string attr_missing(std::span<const std::uint8_t> message, std::uint32_t nest_offset,
                         std::uint16_t type);

}  // namespace bsdnet
