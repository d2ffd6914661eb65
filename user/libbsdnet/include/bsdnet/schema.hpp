// SPDX-License-Identifier: LGPL-2.1-or-later
/// @file
/// The names of the channel's attributes, commands and groups, as specs/bsdnet.yaml has
/// them: what turns an offset in an error message into a word (CTL-6).
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
  const AttrSet* nested;  ///< what is inside of it, or null
};

/// One attribute set of the specification.
struct AttrSet {
  const char* name;
  std::span<const AttrName> attrs;
};

/// Name of @p value; the number where there is none.
std::string enum_name(std::span<const EnumName> names, std::uint32_t value);
/// Value of @p name, unless it has none.
std::optional<std::uint32_t> enum_value(std::span<const EnumName> names, std::string_view name);
/// Names of the bits of @p value; bits without a name as one number.
std::vector<std::string> flag_names(std::span<const EnumName> names, std::uint32_t value);
/// "user, perm, ...", for error messages.
std::string enum_list(std::span<const EnumName> names);

/// The attribute set of a command's messages; null for an unknown command.
const AttrSet* command_attrs(std::uint8_t command);
/// "route-add"; empty for an unknown command.
std::string command_name(std::uint8_t command);
/// Name of attribute @p type in @p set; "attribute 7" where the set has none.
std::string attr_name(const AttrSet* set, std::uint16_t type);
/// Dotted name of the attribute that begins @p offset bytes into the message (netlink
/// header included), "route.via"; empty when there is none.
std::string attr_at_offset(std::span<const std::uint8_t> message, std::uint32_t offset);
/// Name of the attribute set at @p nest_offset (0: top level) of @p message and in it @p type.
std::string attr_missing(std::span<const std::uint8_t> message, std::uint32_t nest_offset,
                         std::uint16_t type);

}  // namespace bsdnet
